"""Rules of reference: what ties layers to the ground."""

import math
from collections.abc import Iterable, Iterator

import numpy as np
from odc.geo.geobox import GeoBox

from ...cell_area import cell_areas
from ...crs import display_name, same_crs, transformer
from ...errors import FusionError
from ...finding import Finding, Severity
from ...message import listed, message
from ...product import recognise
from ...raster.georeference import Georeference
from ...support.findings import datum_finding
from ...support.pixelmap import PixelMap
from ..layer import Layer
from ..placement import points_grid, target_name
from ..question import Question
from ..rule import Rule

_LONGEST = 60       # characters of an attribute that are shown
_STRAIGHT = 0.01    # shifts and drifts of a lattice below this (in pixels) are rounding
_HALF = 0.02        # how close to half a pixel a shift must be to be called so
_MOST_NESTED = 16   # pixels of the finer grid along one of the coarser


def crs_missing(question: Question) -> Iterator[Finding]:
    """Layers and points without a CRS; of layers, which attribute names one nevertheless."""
    for layer in question.layers:
        place = _unusable(layer)
        if place is None or place.has_crs or _is_swath(layer, place):
            continue
        if place.crs_hint:
            yield _no_crs(layer.name, message(
                "it has no coordinate reference system that programs take from it; only its attribute {hint} names "
                "one.", hint=listed(map(_shortened, place.crs_hint))),
                message("Assign that one to the layer, or to the file (gdal_edit.py -a_srs)."))
        else:
            yield _no_crs(layer.name, message("it has no coordinate reference system, so that nothing ties its "
                                              "coordinates to the ground."), _assign())
    for points in question.points:
        if points.crs is None:
            yield _no_crs(points.name, message("the points have no coordinate reference system, so that nothing ties "
                                               "their coordinates to the ground."), _assign())


def swath_ungridded(question: Question) -> Iterator[Finding]:
    """Layers whose pixels are located one by one."""
    for layer in question.layers:
        place = _unusable(layer)
        if place is None or not _is_swath(layer, place):
            continue
        if place.geolocation:
            told = message("its pixels are located one by one by the arrays {arrays}: it is a swath and has no grid.",
                           arrays=listed(name.rpartition(":")[2] or name for name in place.geolocation))
        else:
            told = message("the product {product} is a swath, whose pixels are located one by one by arrays of "
                           "longitude and latitude, and has no grid.", product=_product(layer).id)
        yield Finding("SWATH_UNGRIDDED", Severity.BLOCKER, layer.name, told,
                      message("Take the gridded version of the product if there is one, or grid the swath first "
                              "(gdalwarp -geoloc)."))


def layer_unreadable(question: Question) -> Iterator[Finding]:
    """Layers that cannot be used for another reason, which is told as it was found."""
    for layer in question.layers:
        if layer.problem is None:
            continue
        place = _unusable(layer)
        if place is None or place.has_crs and not _is_swath(layer, place):
            yield Finding("LAYER_UNREADABLE", Severity.BLOCKER, layer.name,
                          message("it cannot be used. {problem}", problem=layer.problem.sentence),
                          message("Mend the layer, or leave it out."))


def crs_mismatch(question: Question) -> Iterator[Finding]:
    """Layers and points whose CRS means another one than the target's (or than the first layer's)."""
    usable = [layer for layer in question.layers if layer.grid is not None]
    if question.target is not None:
        reference, name = question.target, target_name()
    elif usable:
        reference, name = usable[0].grid, usable[0].name
    else:
        return
    for layer in usable:
        yield from _mismatch(layer.name, layer.grid, reference, name)
    for points in question.points:
        if points.crs is not None:
            yield from _mismatch(points.name, points_grid(points.crs), reference, name, area=reference)


def geographic_area(question: Question) -> Iterator[Finding]:
    """Grids in degrees: how much the ground of their cells differs."""
    told: set[GeoBox] = set()
    for layer in question.layers:
        if layer.grid is not None and layer.grid.crs.geographic and layer.grid not in told:
            told.add(layer.grid)
            yield from _unequal_areas(layer.name, layer.grid)
    target = question.target
    if target is not None and target.crs.geographic and target not in told:
        yield from _unequal_areas(target_name(), target)


def grid_offset(question: Question) -> Iterator[Finding]:
    """Grids of the same CRS and resolution, or of one that is a whole multiple, whose lattices do not fit."""
    grids: dict[GeoBox, Layer] = {}
    for layer in question.layers:
        if layer.grid is not None:
            grids.setdefault(layer.grid, layer)
    lattices: list[tuple[GeoBox, Layer]] = []
    for grid, layer in grids.items():
        shifts = [(lattice_shift(other, grid), fellow) for other, fellow in lattices]
        shift, fellow = next((pair for pair in shifts if pair[0] is not None and any(pair[0])), (None, None))
        if shift is not None:
            yield _offset(layer, *shift, fellow.name, _pixel_is(layer, fellow))
        if (0.0, 0.0) not in [each for each, _ in shifts]:
            lattices.append((grid, layer))
    target = question.target
    for grid, layer in lattices if target is not None and target not in grids else ():
        shift = lattice_shift(target, grid)
        if shift is not None and any(shift) and _same_size(target, grid):
            yield _offset(layer, *shift, target_name(), "")


def lattice_shift(first: GeoBox, second: GeoBox) -> tuple[float, float] | None:
    """By how much the lattice of ``second`` is shifted against that of ``first``, in pixels of the finer one.

    (0 to 0.5, 0 to 0.5) along columns and rows, exactly 0 where it is rounding; None where the two are not comparable:
    other CRSs, axes, or resolutions that are no whole multiple of each other.
    """
    if abs(first.affine.determinant) > abs(second.affine.determinant):
        first, second = second, first
    m = ~first.affine * second.affine
    reach = max(*first.shape, *second.shape, abs(m.c), abs(m.f))
    across, down = round(abs(m.a)), round(abs(m.e))
    drift = max(abs(abs(m.a) - across), abs(abs(m.e) - down), abs(m.b), abs(m.d)) * reach
    if across != down or not 1 <= across <= _MOST_NESTED or drift > _STRAIGHT:
        return None
    if first.crs != second.crs and not same_crs(first.crs.proj, second.crs.proj):
        return None
    shift = tuple(abs(k - round(k)) for k in (m.c, m.f))
    shift = tuple(0.0 if k < _STRAIGHT else k for k in shift)
    # Nested grids that do not fit matter little to exact overlaps; half a pixel has a cause that should be known.
    return shift if across == 1 or not any(shift) or _is_half(*shift) else None


def _no_crs(name: str, told: str, remedy: str) -> Finding:
    return Finding("CRS_MISSING", Severity.BLOCKER, name, told, remedy)


def _assign() -> str:
    return message("Assign the one that its producer states, in the layer's properties or in the file; do not guess.")


def _unusable(layer: Layer) -> Georeference | None:
    """What a layer that did not open says of its place; None if it opened, or does not even open as a raster."""
    if layer.source is not None:
        return None
    try:
        return layer.georeference
    except FusionError:   # told by `layer_unreadable`
        return None


def _product(layer: Layer):
    return recognise(layer.path).product


def _is_swath(layer: Layer, place: Georeference) -> bool:
    product = _product(layer)
    return not place.has_transform and (bool(place.geolocation) or product is not None and product.layout == "swath")


def _mismatch(name: str, grid: GeoBox, reference: GeoBox, other: str, area: GeoBox | None = None) -> Iterator[Finding]:
    if grid.crs == reference.crs:
        return
    pixels = PixelMap(grid, reference, area)
    if pixels.same_crs:
        return
    try:
        found = datum_finding(name, pixels)
        transformer(grid.crs.proj, reference.crs.proj)
    except FusionError as error:
        yield Finding("CRS_MISMATCH", Severity.BLOCKER, name,
                      message("it cannot be brought to {other}. {problem}", other=other, problem=error.sentence),
                      message("Assign the right CRS, or leave the layer out."))
        return
    yield found or Finding(
        "CRS_MISMATCH", Severity.INFO, name,
        message("its CRS ({own}) is not that of {other} ({theirs}).", own=display_name(grid.crs.proj), other=other,
                theirs=display_name(reference.crs.proj)),
        message("Nothing needs to be done here: outlines of cells are transformed, and no pixel is resampled first."))


def _unequal_areas(name: str, grid: GeoBox) -> Iterator[Finding]:
    areas = cell_areas_by_row(grid)
    if not areas.size:
        return
    low, high = areas.min(), areas.max()
    ratio = high / low
    told = (message("it is in degrees, so that the ground of its cells differs by latitude: from {low:.4g} to "
                    "{high:.4g} km2, by {percent:.2g} %.", low=low / 1e6, high=high / 1e6, percent=100 * (ratio - 1))
            if ratio < 2.0 else
            message("it is in degrees, so that the ground of its cells differs by latitude: from {low:.4g} to "
                    "{high:.4g} km2, by a factor of {ratio:.3g}.", low=low / 1e6, high=high / 1e6, ratio=ratio))
    yield Finding("GEOGRAPHIC_AREA", Severity.INFO, name, told,
                  message("Nothing needs to be done here, where cells are weighed by their ground; weigh by area "
                          "wherever else you count pixels or average them."))


def cell_areas_by_row(grid: GeoBox) -> np.ndarray:
    """Ground areas (m2) of cells in the grid's first column: in its first and last row, and nearest to the equator."""
    rows = int(grid.shape[0])
    column = GeoBox((rows, 1), grid.affine, grid.crs)
    equator = (~grid.affine * (grid.affine.c, 0.0))[1]
    wanted = {0, rows - 1, min(rows - 1, max(0, math.floor(equator)))}
    areas = np.concatenate([cell_areas(column, (row, row + 1)).ravel() for row in sorted(wanted)])
    return areas[areas > 0.0]


def _same_size(first: GeoBox, second: GeoBox) -> bool:
    return round(abs((~first.affine * second.affine).a), 3) == 1.0


def _is_half(across: float, down: float) -> bool:
    return all(k == 0.0 or abs(k - 0.5) < _HALF for k in (across, down)) and max(across, down) > 0.0


def _pixel_is(*layers: Layer) -> str:
    """What the files say coordinates stand for, if they disagree."""
    said = [layer.georeference.pixel_is for layer in layers]
    if "" in said or len(set(said)) < 2:
        return ""
    return message(" (one file says that a pixel is an area, the other that it is a point)")


def _offset(layer: Layer, across: float, down: float, other: str, note: str) -> Finding:
    if _is_half(across, down):
        told = message("its grid is shifted by half a pixel against {other} ({across:.2g} pixel across, {down:.2g} "
                       "down), as where one gives the position of the pixel's middle and the other that of its "
                       "corner{note}.", other=other, across=across, down=down, note=note)
        remedy = message("Look up in the product's guide whether a pixel is an area or a point, and correct the "
                         "georeference that is wrong; if the shift is real, cells are cut exactly and nothing needs "
                         "to be done.")
    else:
        told = message("its grid is shifted by a fraction of a pixel against {other} ({across:.2g} pixel across, "
                       "{down:.2g} down), though CRS and resolution are the same: cells are mixed from parts of "
                       "neighbouring pixels.", other=other, across=across, down=down)
        remedy = message("Take the grid of one of the two as the target, and compare values only after that.")
    return Finding("GRID_OFFSET", Severity.WARNING, layer.name, told, remedy)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST - 3] + "..."


def _rules(functions: Iterable) -> tuple[Rule, ...]:
    return tuple(Rule(function.__name__, function) for function in functions)


RULES = _rules((crs_missing, swath_ungridded, layer_unreadable, crs_mismatch, geographic_area, grid_offset))
