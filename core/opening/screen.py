"""Which values of a band are kept by the flags beside it.

What flags mean is for another to say (`Screen`, `Judge`): this package knows which bands hold those of which.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from odc.geo.geobox import GeoBox

from ..errors import FusionError
from ..message import message
from ..raster import Pixels, RasterSource, Scratch
from ..raster.swath_source import SwathSource
from .granule import Granule, GranuleBand
from .values import Stored, stored_values

Range = tuple[int, int]
# Rows and columns of a window, the ends not included, to booleans (rows, columns).
Keeps = Callable[[Range, Range], np.ndarray]


class Judge(Protocol):
    """The rule for a kind of quality layer: its id, the rule as text, and where the rule comes from."""

    id: str
    rule: str
    source: str

    def keeps(self, flags: RasterSource, grid: GeoBox | None) -> Keeps:
        """Which pixels of ``grid`` are kept; without one those of the layer itself, line by line.

        Raises FusionError where the layer does not lie on the grid.
        """


class Screen(Protocol):
    """The rules of quality layers at one ``level`` of strictness."""

    level: str

    def judge(self, product: str, layer: str, name: str) -> Judge | None:
        """The rule for a layer of a product, as `core/product.py` names both; ``name``: the band's own name."""


class Judged(NamedTuple):
    """A band with flags, and the rule over them."""

    band: GranuleBand
    judge: Judge


def judged_flags(screen: Screen, granule: Granule, band: GranuleBand, flags: Sequence[GranuleBand]
                 ) -> tuple[Judged, ...]:
    """The rules that a band's values have to pass: () for a band of flags itself.

    Raises FusionError where none of the flags beside it has a rule.
    """
    found = tuple(Judged(each, judge) for each in flags if (judge := _judge(screen, granule, each)) is not None)
    if not found and (band.layer is None or band.layer.kind != "categorical"):
        raise FusionError(message(
            "No flags with a known rule are there for {band} of {granule}; put its quality bands into the same "
            "folder, or choose none as MASK.", band=band.name, granule=granule.name))
    return found


def _judge(screen: Screen, granule: Granule, flags: GranuleBand) -> Judge | None:
    if granule.product is None or flags.layer is None:
        return None
    return screen.judge(granule.product.id, flags.layer.name, flags.name)


def noted(screen: Screen | None, judged: Sequence[Judged]) -> dict[str, Any] | None:
    """For the record: level, layers, rules and their sources; None where nothing is screened."""
    if screen is None or not judged:
        return None
    return {"level": screen.level, "by": [{"band": band.name, "kind": judge.id, "rule": judge.rule,
                                           "source": judge.source} for band, judge in judged]}


def kept_by_all(keeps: Sequence[Keeps]) -> Keeps | None:
    """Kept by each of them; None for none."""
    if not keeps:
        return None
    return lambda rows, columns: np.logical_and.reduce([each(rows, columns) for each in keeps])


class ScreenedSwath(SwathSource):
    """A swath in which only what all of ``keeps`` keep is valid; rules as `SwathSource` takes them. Picklable."""

    is_screened = True

    def __init__(self, path: str, keeps: Sequence[Keeps], **rules: Any) -> None:
        super().__init__(path, **rules)
        self._keeps = tuple(keeps)

    def read(self, bands: Sequence[int], rows: Range, cols: Range, scratch: Scratch | None = None) -> Pixels:
        values, valid = super().read(bands, rows, cols, scratch)
        for keeps in self._keeps:
            valid = valid & keeps(rows, cols)
        return Pixels(values, valid)


def swath_source(band: GranuleBand, stored: Stored, granule: Granule, judged: Sequence[Judged] = ()) -> SwathSource:
    """The lines and pixels of a band, without the values that its flags do not keep.

    Raises FusionError where the flags have other lines and pixels.
    """
    source = SwathSource(band.path, **_rules(stored))
    keeps = []
    for flags, judge in judged:
        layer = SwathSource(flags.path, **_rules(stored_values(granule, flags)))
        if tuple(layer.grid.shape) != tuple(source.grid.shape):
            raise FusionError(message("{flags} of {granule} has other lines and pixels than {band}, so that it cannot "
                                      "mask them; choose none as MASK.", flags=flags.name, granule=granule.name,
                                      band=band.name))
        keeps.append(judge.keeps(layer, None))
    return ScreenedSwath(band.path, keeps, **_rules(stored)) if keeps else source


def _rules(stored: Stored) -> dict[str, Any]:
    return {"scale": stored.scale, "offset": stored.offset, "valid_range": stored.valid_range,
            "fills": None if stored.nodata is None else (stored.nodata,)}
