"""Two bands on a common grid, for the Look panel: values in, values out, in the background. The engine comes late."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import FusionError, require
from ..core.message import message
from ..core.reporter import Reporter, Share
from ..processing.layers import RasterInput
from .layer_facts import LayerFacts
from .recipe import Recipe
from .recipe_grid import geobox, known_crs

if TYPE_CHECKING:
    import numpy as np
    from odc.geo.geobox import GeoBox

    from ..core.aggregate.choice import Settled
    from ..core.aggregate.view import BandView, GridWindow
    from ..core.raster import RasterSource
    from ..core.statistics.pair import Density, PairStatistics

MOST_POINTS = 2_000    # drawn one by one
_ALIKE = 1.01          # sides of cells that differ by less count as equal
# Their numbers are no amounts.
_NO_AMOUNTS = ("categorical", "circular")
Extent = tuple[float, float, float, float]


@dataclass(frozen=True)
class BandChoice:
    """A band (1-based) of a layer, and how it is aggregated. ``label``: the name of the layer, and that of the band if
    it has several; ``is_result``: is it one of a run's?"""

    layer_id: str
    name: str
    label: str
    raster: RasterInput
    band: int
    kind: str = "auto"
    statistic: str = "auto"
    paletted: bool = False
    is_result: bool = False

    @property
    def key(self) -> tuple:
        """What its kind depends on."""
        return self.raster.path, self.raster.crs, self.band, self.kind, self.statistic, self.paletted


@dataclass(frozen=True)
class Scene:
    """Two bands, and what tells the grid that they are brought to; ``settled``: kinds that are known from before."""

    across: BandChoice
    up: BandChoice
    recipe: Recipe
    facts: Mapping[str, LayerFacts]
    approach: str
    settled: Mapping[tuple, "Settled"]

    @property
    def bands(self) -> tuple[BandChoice, BandChoice]:
        return self.across, self.up


@dataclass(frozen=True)
class CommonGrid:
    """``name``: of the layer whose grid it is, "" for the recipe's. ``side``: of a square as large as its middle cell,
    in metres; NaN beyond the projection's world."""

    grid: "GeoBox"
    name: str
    side: float


@dataclass(frozen=True)
class Compared:
    """Two bands on a common grid.

    ``values`` (2, rows, columns): in the cells of ``window``, NaN where missing. ``cells`` (n): indices, row by row, of
    cells that both have; ``statistics``: of these, None where the numbers are no amounts; ``same``: of two layers of
    classes the share of these cells where both have the same, else None. ``units``: of both; ``are_alike``: have they
    the same unit, as far as is known?
    """

    scene: Scene
    common: CommonGrid
    window: "GridWindow"
    values: "np.ndarray"
    cells: "np.ndarray"
    statistics: "PairStatistics | None"
    same: float | None
    density: "Density"
    units: tuple[str, str]
    are_alike: bool
    settled: Mapping[tuple, "Settled"]

    def pairs(self) -> "tuple[np.ndarray, np.ndarray]":
        """Values (n) of both in the cells that both have."""
        across, up = self.values.reshape(2, -1)
        return across[self.cells], up[self.cells]


def compare(scene: Scene, extent: Extent, crs: str, reporter: Reporter) -> Compared:
    """Both bands in the part of the common grid that an extent in ``crs`` (WKT) touches.

    Raises FusionError, in one sentence, where there is nothing to be seen, and Cancelled.
    """
    require_engine()
    import numpy as np

    from ..core.aggregate.view import grid_window
    from ..core.statistics.pair import pair_density, pair_statistics

    with ExitStack() as stack:
        sources = [stack.enter_context(each.raster.open()) for each in scene.bands]
        common = common_grid(scene, sources)
        window = grid_window(common.grid, extent, known_crs(crs), tuple(source.grid for source in sources))
        if window is None:
            _explain(common, scene, sources)
        found = views(scene, sources, common.grid, reporter)
        values = np.stack([view.values(window.rows, window.columns, Share(reporter, 0.5 * k, 0.5))
                           for k, view in enumerate(found)])
    flat = values.reshape(2, -1)
    cells = np.flatnonzero(np.isfinite(flat).all(0))
    if not cells.size:
        raise FusionError(_nothing(scene, np.isfinite(flat).any(1)))
    settled = [view.settled for view in found]
    measured = all(each.kind not in _NO_AMOUNTS for each in settled)
    across, up = flat[:, cells]
    same = float(np.mean(across == up)) if all(each.kind == "categorical" for each in settled) else None
    units = tuple(each.units for each in settled)
    alike = measured and units[0].strip() == units[1].strip()
    return Compared(scene, common, window, values, cells, pair_statistics(across, up) if measured else None, same,
                    pair_density(across, up, alike), units, alike,
                    {band.key: each for band, each in zip(scene.bands, settled)})


def common_grid(scene: Scene, sources: "list[RasterSource]") -> CommonGrid:
    """The result's grid where one of the two is a result, else the recipe's; but that of the coarser layer where its
    pixels are larger, since cells within one pixel would count it over and over."""
    from ..core.cell_area import cell_areas

    def sized(grid: "GeoBox", name: str) -> CommonGrid:
        row, column = (int(size) // 2 for size in grid.shape)
        return CommonGrid(grid, name, float(cell_areas(grid[row:row + 1, column:column + 1], (0, 1))[0, 0]) ** 0.5)

    own = [sized(source.grid, band.name) for source, band in zip(sources, scene.bands)]
    found = next((each for each, band in zip(own, scene.bands) if band.is_result), None)
    if found is None:
        try:
            grid = geobox(scene.recipe, scene.facts, scene.approach)
        except FusionError:   # what is missing in the recipe is told where it is chosen
            grid = None
        found = None if grid is None else sized(grid, "")
    coarser = max(own, key=lambda each: each.side if each.side == each.side else 0.0)
    return coarser if found is None or coarser.side > _ALIKE * found.side else found


def views(scene: Scene, sources: "list[RasterSource]", grid: "GeoBox", reporter: Reporter,
          which: tuple[int, ...] = (0, 1)) -> "list[BandView]":
    """These bands of a scene as cells of a grid. Raises FusionError, and Cancelled."""
    from ..core.aggregate import Options
    from ..core.aggregate.view import BandView

    found = []
    for k in which:
        band = scene.bands[k]
        reporter.progress(0.0)
        found.append(BandView(sources[k], band.band, grid, Options(band.kind, band.statistic), paletted=band.paletted,
                              settled=scene.settled.get(band.key)))
    return found


def _explain(common: CommonGrid, scene: Scene, sources: "list[RasterSource]") -> None:
    """Raise FusionError that tells why no cell is seen."""
    from ..core.aggregate.view import grid_window

    rows, columns = common.grid.shape
    a = common.grid.affine
    x, y = zip(*(a * corner for corner in ((0, 0), (columns, 0), (0, rows), (columns, rows))))
    everywhere = (min(x), min(y), max(x), max(y)), common.grid.crs.proj
    if grid_window(common.grid, *everywhere, tuple(source.grid for source in sources)) is None:
        raise FusionError(message("{first} and {second} have no ground in common on the grid; choose layers that "
                                  "overlap.", first=scene.across.name, second=scene.up.name))
    raise FusionError(message("{first} and {second} have no ground in common in this area; move the map, or draw "
                              "another rectangle.", first=scene.across.name, second=scene.up.name))


def _nothing(scene: Scene, have_some: "np.ndarray") -> str:
    empty = [band.name for band, some in zip(scene.bands, have_some) if not some]
    if empty:
        return message("{name} has no valid cell in this area; move the map, or draw another rectangle.", name=empty[0])
    return message("No cell in this area is valid in both {first} and {second}; move the map, or draw another "
                   "rectangle.", first=scene.across.name, second=scene.up.name)


def require_engine() -> None:
    """Raise MissingPackage where the engine cannot work."""
    for package in ("odc.geo.geobox", "numba"):
        require(package)
