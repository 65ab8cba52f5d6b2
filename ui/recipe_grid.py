"""The target grid that a recipe asks for: as parameters of the algorithms, and as the grid that they will make of it.

Pure functions of the recipe and of what is known of its layers; no file is opened. The grid's arithmetic is imported
late, since it takes packages that may be absent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qgis.core import QgsCoordinateReferenceSystem

from ..core.errors import FusionError, require
from ..core.message import message
from ..processing.layers import RasterInput
from ..processing.parameters import EXTENT, GRID, GRID_PRESET, RESOLUTION, TARGET_CRS, TargetGrid, crs_text
from .layer_facts import LayerFacts
from .recipe import LayerChoice, Recipe
from .recipe_roles import coarse_layer, covariates, rasters_of

if TYPE_CHECKING:
    from odc.geo.geobox import GeoBox

Extent = tuple[float, float, float, float]
Facts = Mapping[str, LayerFacts]

_ALIKE = 1.01            # the same pixels differ a little on the ground, by where they lie
_SMALL = 1e-3            # of an extent: where the length of its CRS's unit is measured
_POLE, _WORLD = 90.0, 360.0


@dataclass(frozen=True)
class _Asked:
    """What the algorithms are given, and what they take where that says nothing.

    ``layer`` has the grid that is copied; ``is_told``: is it told them, or do they find it themselves? ``extent`` is in
    ``extent_crs``, in the target's CRS if that is "". ``covered``: the layers that tell how far a grid goes.
    """

    layer: LayerChoice | None
    is_told: bool
    crs: str
    resolution: float | None
    preset: str
    covered: tuple[LayerChoice, ...]
    extent: Extent | None = None
    extent_crs: str = ""


def grid_parameters(recipe: Recipe, facts: Facts, approach: str, *, by_id: bool) -> dict[str, Any]:
    """GRID, or TARGET_CRS and RESOLUTION, or GRID_PRESET; and EXTENT ("xmin,xmax,ymin,ymax [CRS]").

    A layer is told by its id in the project, or by its source. Empty where the algorithm needs nothing. Raises
    FusionError if something is missing.
    """
    asked = _asked(recipe, facts, approach)
    if asked is None:
        return {}
    parameters: dict[str, Any] = {}
    if asked.layer is not None and asked.is_told:
        parameters[GRID] = asked.layer.layer_id if by_id else asked.layer.source
    if asked.crs:
        parameters |= {TARGET_CRS: asked.crs, RESOLUTION: asked.resolution}
    if asked.preset:
        parameters[GRID_PRESET] = asked.preset
    if asked.extent is not None:
        parameters[EXTENT] = _extent_text(asked.extent, asked.extent_crs)
    return parameters


def target_grid(recipe: Recipe, facts: Facts, approach: str) -> TargetGrid | None:
    """What the algorithm reads from `grid_parameters`; None where it is given none. Raises FusionError."""
    asked = _asked(recipe, facts, approach)
    if asked is None or (not asked.is_told and asked.extent is None):
        return None
    layer = asked.layer if asked.is_told else None
    return TargetGrid(
        grid=None if layer is None else RasterInput(layer.source, _read(layer, facts).crs_wkt or None),
        crs=asked.crs or None,
        resolution=asked.resolution,
        extent=asked.extent,
        preset=asked.preset or None,
        extent_crs=asked.extent_crs or None,
    )


def geobox(recipe: Recipe, facts: Facts, approach: str) -> "GeoBox | None":
    """The grid that the algorithm will make, as far as the headers of the layers tell; None where it makes none.

    Raises FusionError.
    """
    asked = _asked(recipe, facts, approach)
    if asked is None:
        return None
    grids = [layer_grid(_read(layer, facts), layer.name) for layer in asked.covered]
    return _made(asked, grids, facts)


def layer_grid(known: LayerFacts, name: str) -> "GeoBox":
    """The grid of a raster. Raises FusionError, which tells its ``name``, if it has none."""
    geobox_module = require("odc.geo.geobox")
    from affine import Affine

    if known.problem:
        raise FusionError(known.problem)
    if known.shape is None or known.extent is None or not known.crs_wkt:
        raise FusionError(message("{name} has no grid with a place on Earth; choose another layer.", name=name))
    if known.transform is not None:
        affine = Affine(*known.transform)
    else:
        (west, south, east, north), (rows, columns) = known.extent, known.shape
        affine = Affine((east - west) / columns, 0.0, west, 0.0, (south - north) / rows, north)
    return geobox_module.GeoBox(known.shape, affine, known_crs(known.crs_wkt))


def coarsest(layers: Sequence[LayerChoice], facts: Facts) -> LayerChoice | None:
    """The first of those with the largest pixels on the ground; None without layers. FusionError if one is unknown."""
    sides = [_side(layer, facts) for layer in layers]
    return layers[sides.index(max(sides))] if layers else None


def finest(layers: Sequence[LayerChoice], facts: Facts) -> LayerChoice | None:
    """The first of those with the smallest pixels on the ground; None without layers. FusionError if one is unknown."""
    areas = [_side(layer, facts) ** 2 for layer in layers]
    return next((layer for layer, area in zip(layers, areas) if area <= _ALIKE * min(areas)), None)


def margin_side(recipe: Recipe, facts: Facts) -> float | None:
    """The side (metres) of the pixel that a margin adds; None as long as no layer with pixels is used and read."""
    sides = (facts[layer.layer_id].side_m for layer in rasters_of(recipe) if layer.layer_id in facts)
    return max((side for side in sides if side is not None), default=None)


def takes_margin(recipe: Recipe, facts: Facts, approach: str) -> bool:
    """Can a margin be added? Not to a grid that is copied in full. Raises FusionError."""
    if approach not in ("A", "B"):
        return False
    asked = _way(recipe, facts, approach)
    extent, _ = _extent(recipe, facts, asked)
    return extent is not None or asked.layer is None or not asked.is_told


def _asked(recipe: Recipe, facts: Facts, approach: str) -> _Asked | None:
    """None where no grid is asked for, in approach C and as long as there is no approach."""
    if approach not in ("A", "B"):
        return None
    asked = _way(recipe, facts, approach)
    extent, crs = _extent(recipe, facts, asked)
    if recipe.grid.margin:
        extent, crs = _widened(recipe, facts, asked, extent, crs)
    return _Asked(asked.layer, asked.is_told, asked.crs, asked.resolution, asked.preset, asked.covered, extent, crs)


def _way(recipe: Recipe, facts: Facts, approach: str) -> _Asked:
    """Everything but the extent."""
    grid, covered = recipe.grid, _covered(recipe, facts, approach)
    if grid.way == "auto":
        layer = _suggested(recipe, facts, approach)
        return _Asked(layer, approach == "A", "", None, "", covered)
    if grid.way == "layer":
        layer = recipe.layer(grid.layer_id)
        if layer is None:
            raise FusionError(message("Choose the layer whose grid is copied."))
        return _Asked(layer, True, "", None, "", covered)
    if grid.way == "preset":
        if not grid.preset:
            raise FusionError(message("Choose a grid preset."))
        return _Asked(None, True, "", None, grid.preset, covered)
    if not grid.crs:
        raise FusionError(message("Choose the CRS of the grid."))
    if not grid.resolution:
        raise FusionError(message("Give the size of the grid's cells."))
    return _Asked(None, True, grid.crs, grid.resolution, "", covered)


def _covered(recipe: Recipe, facts: Facts, approach: str) -> tuple[LayerChoice, ...]:
    """The layers that the algorithm covers where no extent is given."""
    if approach == "A":
        layers = rasters_of(recipe)
        if not layers:
            raise FusionError(message("Choose at least one raster to be joined."))
        return layers
    return (coarse_layer(recipe, facts),)


def _suggested(recipe: Recipe, facts: Facts, approach: str) -> LayerChoice:
    """Whose grid the approach takes by itself."""
    layer = coarsest(rasters_of(recipe), facts) if approach == "A" else finest(covariates(recipe, facts), facts)
    if layer is None:
        raise FusionError(message("Choose fine layers or covariates, whose grid is taken, or ask for another grid."))
    return layer


def _extent(recipe: Recipe, facts: Facts, asked: _Asked) -> tuple[Extent | None, str]:
    """The extent as chosen and its CRS; None where the algorithm takes the same one by itself."""
    grid = recipe.grid
    if grid.extent_way == "layers":
        # A grid that is copied goes as far as its layer does, needed or not.
        if asked.layer is None or not asked.is_told or asked.layer in asked.covered:
            return None, ""
        return _bounds(asked, facts)[0], ""
    if grid.extent_way == "layer":
        layer = recipe.layer(grid.extent_layer_id)
        if layer is None:
            raise FusionError(message("Choose the layer whose extent is taken."))
        known = _read(layer, facts)
        if known.extent is None or not known.crs_wkt:
            raise FusionError(message("{name} has no extent on Earth; choose another layer.", name=layer.name))
        return known.extent, _code(known.crs_wkt)
    if grid.extent is None:
        raise FusionError(message("Draw the extent on the map.") if grid.extent_way == "drawn" else
                          message("Take over the extent of the map view."))
    return grid.extent, grid.extent_crs


def _bounds(asked: _Asked, facts: Facts) -> tuple[Extent, Any]:
    """Bounds of the layers to be covered in the CRS of the grid, and that CRS (pyproj's)."""
    grids = [layer_grid(_read(layer, facts), layer.name) for layer in asked.covered]
    crs = _target_crs(asked, grids, facts)
    from ..core.grid import cover_bounds

    _require_engine()
    return cover_bounds(grids, crs), crs


def _target_crs(asked: _Asked, grids: "Sequence[GeoBox]", facts: Facts) -> Any:
    if asked.layer is not None:
        return layer_grid(_read(asked.layer, facts), asked.layer.name).crs.proj
    return known_crs(asked.crs) if asked.crs else _made(asked, grids, facts).crs.proj


def _made(asked: _Asked, grids: "Sequence[GeoBox]", facts: Facts) -> "GeoBox":
    """The grid itself. ``grids``: those of the layers to be covered."""
    _require_engine()
    from ..core import grid as engine

    copied = None if asked.layer is None else layer_grid(_read(asked.layer, facts), asked.layer.name)
    if copied is not None and not asked.is_told and asked.extent is None:
        return engine.clip_grid(copied, engine.cover_bounds(grids, copied.crs.proj))
    return engine.target_grid(grids, grid=copied, crs=asked.crs or None, resolution=asked.resolution,
                              preset=asked.preset or None, extent=asked.extent, extent_crs=asked.extent_crs or None)


def _widened(recipe: Recipe, facts: Facts, asked: _Asked, extent: Extent | None, crs: str) -> tuple[Extent | None, str]:
    """With one pixel of the coarsest layer on all sides; None where a copied grid is taken in full anyway."""
    if extent is None and asked.is_told and asked.layer is not None:
        return None, ""
    if extent is None:
        extent, target = _bounds(asked, facts)
        # A UTM zone that is looked for where the layers lie needs to be named.
        crs = _code(target.to_wkt()) if asked.preset else ""
        return _with_margin(extent, target, recipe, facts), crs
    require("odc.geo.geobox")
    own = known_crs(crs) if crs else _target_crs(asked, (), facts)
    return _with_margin(extent, own, recipe, facts), crs


def _with_margin(extent: Extent, crs: Any, recipe: Recipe, facts: Facts) -> Extent:
    from ..core.crs import same_crs

    layer = coarsest(rasters_of(recipe), facts)
    if layer is None:
        raise FusionError(message("Choose at least one raster; a margin is one pixel of the coarsest."))
    known = _read(layer, facts)
    if known.pixel is not None and known.crs_wkt and same_crs(known_crs(known.crs_wkt), crs):
        width, height = known.pixel
    else:
        width, height = _in_units(_side(layer, facts), extent, crs)
    west, south, east, north = extent
    if crs.is_geographic:
        width = min(width, max(0.0, (_WORLD - (east - west)) / 2))
        return west - width, max(-_POLE, south - height), east + width, min(_POLE, north + height)
    return west - width, south - height, east + width, north + height


def _in_units(metres: float, extent: Extent, crs: Any) -> tuple[float, float]:
    """A length along x and along y in units of ``crs``, nowhere in the extent less than ``metres`` on the ground."""
    _require_engine()
    from affine import Affine
    from odc.geo.geobox import GeoBox

    from ..core.advice.layer import pixel_size_m

    west, south, east, north = extent
    width, height = (east - west) * _SMALL, (north - south) * _SMALL
    x, ends = (west + east) / 2, [south, (south + north) / 2, north]
    if crs.is_geographic:
        ends = [min(max(y, height - _POLE), _POLE - height) for y in ends]
    sizes = [pixel_size_m(GeoBox((1, 1), Affine(width, 0.0, x - width / 2, 0.0, -height, y + height / 2), crs))
             for y in ends]
    known = [size for size in sizes if size is not None]
    if not known:
        raise FusionError(message("The extent lies outside the area where its CRS is defined; choose another one."))
    return tuple(metres * side / min(sizes) for side, sizes in zip((width, height), zip(*known)))


def _read(layer: LayerChoice, facts: Facts) -> LayerFacts:
    known = facts.get(layer.layer_id)
    if known is None:
        raise FusionError(message("{name} is still being read; wait a moment.", name=layer.name))
    return known


def _side(layer: LayerChoice, facts: Facts) -> float:
    """Of its pixels, in metres. Raises FusionError if it has none."""
    known = _read(layer, facts)
    if known.problem:
        raise FusionError(known.problem)
    if known.side_m is None:
        raise FusionError(message("{name} has no grid with a place on Earth; choose another layer.", name=layer.name))
    return known.side_m


def _require_engine() -> None:
    """Raise MissingPackage, with the command that installs it, where the grid's arithmetic cannot be imported."""
    for package in ("odc.geo.geobox", "numba"):
        require(package)


@lru_cache(maxsize=256)
def known_crs(text: str) -> Any:
    """pyproj's CRS as the engine has it for a raster."""
    from ..core.crs import canonical, parse_crs

    return canonical(parse_crs(text))


@lru_cache(maxsize=256)
def _code(text: str) -> str:
    """The authority code of a CRS if it has a public one, else its WKT."""
    return crs_text(QgsCoordinateReferenceSystem.fromWkt(text)) or text


def _extent_text(extent: Extent, crs: str) -> str:
    west, south, east, north = (repr(float(each)) for each in extent)
    return f"{west},{east},{south},{north}" + (f" [{crs}]" if crs else "")
