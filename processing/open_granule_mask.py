"""Rules of quality layers for granules that are being opened: what core/opening asks of core/quality."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError

if TYPE_CHECKING:
    from odc.geo.geobox import GeoBox

    from ..core.quality.flags import Flags, Verdict
    from ..core.quality.stored import Quality
    from ..core.raster import RasterSource

Range = tuple[int, int]


@dataclass(frozen=True)
class PresetScreen:
    """The presets at a ``level``: strict, normal or lenient."""

    level: str

    def judge(self, product: str, layer: str, name: str) -> "PresetJudge | None":
        """The preset of a layer of a product; None where there is none."""
        from ..core.quality.presets import presets

        found = next((preset for preset in presets().values() if preset.is_of(product, layer, name)), None)
        return None if found is None else PresetJudge(found.id, self.level, found.rules[self.level], found.source)


@dataclass(frozen=True)
class PresetJudge:
    """A preset's rule at a level."""

    id: str
    level: str
    rule: str
    source: str

    def keeps(self, flags: "RasterSource", grid: "GeoBox | None") -> Callable[[Range, Range], np.ndarray]:
        """Which pixels of ``grid``, or of the layer itself, are kept, window by window.

        Raises FusionError where the layer does not lie on the grid, or holds no flags of this kind.
        """
        from ..core.quality import Options, judgement_of
        from ..core.quality.flags import flags_on, verdict

        judged = judgement_of(flags, Options(product=self.id, level=self.level))
        if grid is None:
            return _KeptPixels(judged.quality, verdict(judged.rule, judged.quality))
        found = flags_on(judged.quality, judged.rule, grid, 0)
        if found.operator is not None and np.isnan(found.operator.cell_area()):
            raise FusionError(
                QCoreApplication.translate(
                    "OpenGranule", "The quality layer {name} does not overlap the band that it tells of; check that "
                    "both are of the same scene."
                ).format(name=flags.name.removesuffix(".vrt"))   # as which it is read
            )
        return _KeptCells(found)


@dataclass(frozen=True)
class _KeptPixels:
    """Of a layer without a grid. Picklable."""

    quality: "Quality"
    verdict: "Verdict"

    def __call__(self, rows: Range, columns: Range) -> np.ndarray:
        stored, known = self.quality.read(rows, columns)
        return known & self.verdict.keeps(stored)


@dataclass(frozen=True)
class _KeptCells:
    """Of a grid."""

    flags: "Flags"

    def __call__(self, rows: Range, columns: Range) -> np.ndarray:
        flagged, unknown = self.flags.read(rows, columns)
        return ~(flagged | unknown)
