"""What the common grid of a recipe would be: the grid, its size, and what a run on it costs. Pure, for any thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import FusionError
from .layer_facts import LayerFacts
from .recipe import LayerChoice, Recipe
from .recipe_grid import coarsest, finest, geobox, layer_grid, margin_side, takes_margin
from .recipe_roles import covariates, rasters_of

if TYPE_CHECKING:
    from odc.geo.geobox import GeoBox

_FLOAT32, _FLOAT64 = 4, 8


@dataclass(frozen=True)
class Pixels:
    """A grid that layers bring along, and the names of these layers."""

    grid: "GeoBox"
    names: tuple[str, ...]
    side_m: float | None


@dataclass(frozen=True)
class GridSize:
    """Numbers of a target grid: cells, their size in units of the CRS and in metres in the middle (None beyond the
    world), and of the run: bytes of the output uncompressed (``at_least`` where classes become bands whose number is
    not known yet) and seconds.
    """

    rows: int
    columns: int
    cell: tuple[float, float]
    unit: str
    cell_m: tuple[float, float] | None
    crs: str
    size: float
    at_least: bool
    seconds: float


@dataclass(frozen=True)
class Preview:
    """``grid`` and ``size`` are None where no grid is made; ``problem`` tells why none can be, else it is "".

    ``like`` names the layer whose grid the approach takes by itself. ``margin_m``: the side of the pixel that a margin
    adds; ``takes_margin``: can one be added? ``pixels``: the grids of the layers in use, the coarsest first.
    """

    grid: "GeoBox | None" = None
    size: GridSize | None = None
    pixels: tuple[Pixels, ...] = ()
    like: str = ""
    margin_m: float | None = None
    takes_margin: bool = True
    problem: str = ""


def preview(recipe: Recipe, facts: Mapping[str, LayerFacts], approach: str) -> Preview:
    """Never raises FusionError: what is wrong is its ``problem``."""
    try:
        pixels = _pixels(rasters_of(recipe), facts)
    except FusionError as error:   # a package is missing
        return Preview(problem=error.sentence)
    known = {"pixels": pixels, "margin_m": margin_side(recipe, facts)}
    try:
        grid = geobox(recipe, facts, approach)
        size = None if grid is None else _size(recipe, facts, approach, grid)
        return Preview(grid, size, **known, like=_like(recipe, facts, approach),
                       takes_margin=grid is None or takes_margin(recipe, facts, approach))
    except FusionError as error:
        return Preview(**known, problem=error.sentence)


def _pixels(layers: Sequence[LayerChoice], facts: Mapping[str, LayerFacts]) -> tuple[Pixels, ...]:
    """Grids of the layers that have one, the coarsest first; layers of the same grid are one."""
    names: dict[GeoBox, list[str]] = {}
    sides: dict[GeoBox, float | None] = {}
    for layer in layers:
        known = facts.get(layer.layer_id)
        if known is None or known.problem or known.shape is None or not known.crs_wkt:
            continue
        grid = layer_grid(known, layer.name)
        names.setdefault(grid, []).append(layer.name)
        sides[grid] = known.side_m
    found = [Pixels(grid, tuple(named), sides[grid]) for grid, named in names.items()]
    return tuple(sorted(found, key=lambda each: -(each.side_m or 0.0)))


def _like(recipe: Recipe, facts: Mapping[str, LayerFacts], approach: str) -> str:
    """The layer whose grid the approach takes by itself, where that is asked for."""
    if recipe.grid.way != "auto" or approach not in ("A", "B"):
        return ""
    layer = coarsest(rasters_of(recipe), facts) if approach == "A" else finest(covariates(recipe, facts), facts)
    return "" if layer is None else layer.name


def _size(recipe: Recipe, facts: Mapping[str, LayerFacts], approach: str, grid: "GeoBox") -> GridSize:
    from ..core.advice.layer import pixel_size_m
    from ..core.crs import display_name, unit_name
    from ..core.run_time import downscaling_seconds

    rows, columns = map(int, grid.shape)
    cells, a, crs = float(rows) * columns, grid.affine, grid.crs.proj
    if approach == "A":
        layers = [(layer, facts[layer.layer_id]) for layer in rasters_of(recipe)]
        size, at_least = _stack_size(layers)
        seconds = _joining(layers, grid)
    else:
        size, at_least = _FLOAT32 * (1 + recipe.uncertainty), False
        seconds = downscaling_seconds(cells, recipe.method)
    return GridSize(rows, columns, ((a.a ** 2 + a.d ** 2) ** 0.5, (a.b ** 2 + a.e ** 2) ** 0.5),
                    unit_name(crs.axis_info[0].unit_name), pixel_size_m(grid), display_name(crs), cells * size,
                    at_least, seconds)


def _stack_size(layers: Sequence[tuple[LayerChoice, LayerFacts]]) -> tuple[int, bool]:
    """Bytes of a cell of the stack, and are there more? Classes become a band each, and one is counted."""
    kinds = [known.kind if layer.kind == "auto" else layer.kind for layer, known in layers]
    sums = [layer.statistic == "sum" or (layer.statistic == "auto" and kind == "extensive")
            for (layer, _), kind in zip(layers, kinds)]
    fractions = [kind == "categorical" and layer.statistic in ("auto", "fractions")
                 for (layer, _), kind in zip(layers, kinds)]
    return sum(known.bands for _, known in layers) * (_FLOAT64 if any(sums) else _FLOAT32), any(fractions)


def _joining(layers: Sequence[tuple[LayerChoice, LayerFacts]], grid: "GeoBox") -> float:
    from ..core.run_time import joining_seconds

    rows, columns = map(int, grid.shape)
    return joining_seconds([(_under(layer_grid(known, layer.name), grid), known.bands) for layer, known in layers],
                           float(rows) * columns)


def _under(source: "GeoBox", grid: "GeoBox") -> float:
    """How many pixels of a layer lie under the bounds of the grid."""
    from ..core.grid import clip_grid, outline_bounds

    try:
        rows, columns = clip_grid(source, outline_bounds(grid, source.crs.proj)).shape
    except FusionError:   # none
        return 0.0
    return float(rows) * columns
