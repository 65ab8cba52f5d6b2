"""Rules of footprints: do points and pixels stand for the same ground?"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from odc.geo.geobox import GeoBox

from ...finding import Finding, MapPlace, Severity
from ...message import Message, message
from ..lengths import length_text
from ..placement import can_map, inside, pixel_map, points_grid, target_name
from ..points import Points
from ..question import Question
from ..rule import Rule
from ..steps import Steps, ground_steps, side_m
from ..where import of_point_layer

# Footprints that cross borders of pixels by chance are few where pixels are ten times as wide: a fifth.
_OFTEN = 0.2
# Of places with normal errors in both axes, half lie off a disc whose radius is so many standard deviations.
_HALF = math.sqrt(2.0 * math.log(2.0))
# Half of the positions or more are in the right pixel, where it is so many standard deviations wide.
_ENOUGH = 3.0


class _Places(NamedTuple):
    """Points on a grid: pixel coordinates and the steps of a pixel there; ``numbers``: which of the points they are."""

    columns: np.ndarray
    rows: np.ndarray
    steps: Steps
    numbers: np.ndarray


def footprint_straddles(question: Question) -> Iterator[Finding]:
    """Are footprints larger than pixels, or often across their borders?"""
    for points, name, grid in _pairs(question):
        if points.footprint_m is None:
            continue
        places = _places(points, grid)
        if places is None:
            continue
        least, largest = points.footprint_m
        crosses = straddling(places.columns, places.rows, places.steps, least)
        share = float(crosses.mean())
        if share < _OFTEN:
            continue
        yield Finding("FOOTPRINT_STRADDLES", Severity.WARNING, message("{points} on {name}", points=points.name,
                                                                       name=name),
                      _straddles(share, least, largest, places.steps),
                      message("Sample with the footprint, which weighs the pixels by what of it they cover, instead "
                              "of taking the pixel under its centre."),
                      of_point_layer(points, places.numbers[crosses]))


def geolocation_dominates(question: Question) -> Iterator[Finding]:
    """Are footprints or pixels smaller than the error of their position?"""
    for points in question.points:
        error = None if points.product is None else points.product.geolocation_m
        if error and points.footprint_m and points.footprint_m[1] < 2.0 * _HALF * error:
            yield _too_small(points.name, message(
                "its footprints of {size} are smaller than their positions are uncertain (1 sigma {error}): more "
                "often than not the centre lies off the ground that was seen.",
                size=length_text(points.footprint_m[1]), error=length_text(error)), error)
    for points, name, grid in _pairs(question):
        error = None if points.product is None else points.product.geolocation_m
        places = _places(points, grid) if error else None
        share = 0.0 if places is None else wrong_pixel_share(*_widths(places.steps), error)
        if share > 0.5:
            yield _too_small(message("{points} on {name}", points=points.name, name=name), message(
                "positions are uncertain by {error} (1 sigma) and pixels are {size} wide: {share:.0f} % of the points "
                "are expected to lie in another pixel than the one they truly saw.", error=length_text(error),
                size=length_text(min(_widths(places.steps))), share=100.0 * share), error,
                of_point_layer(points, places.numbers))
    for layer in question.layers:
        error = None if layer.product.product is None else layer.product.product.geolocation_m
        side = side_m(layer.grid) if error and layer.grid is not None else None
        if side is not None and side < error:
            yield _too_small(layer.name, message(
                "its pixels of {size} are smaller than their positions are uncertain ({error}).",
                size=length_text(side), error=length_text(error)), error)


def straddling_share(columns: np.ndarray, rows: np.ndarray, steps: Steps, diameter: float) -> float:
    """Share of discs on the ground (diameter in metres) that are not within one pixel, as `straddling` finds them."""
    return float(straddling(columns, rows, steps, diameter).mean())


def straddling(columns: np.ndarray, rows: np.ndarray, steps: Steps, diameter: float) -> np.ndarray:
    """Which discs on the ground (diameter in metres) are not within one pixel?

    ``columns``, ``rows``: centres in pixel coordinates (whole numbers are borders); exact where pixels are
    parallelograms.
    """
    right, down = steps.reach(diameter / 2.0)
    return (_to_border(columns) < right) | (_to_border(rows) < down)


def wrong_pixel_share(width: float, height: float, error: float) -> float:
    """Share of points, anywhere in pixels of this size, that normal errors (1 sigma in each axis) take to another."""
    return 1.0 - _staying(width / error) * _staying(height / error)


def _staying(width: float) -> float:
    """Share of points, anywhere on a line of so many standard deviations, that stay on it."""
    return math.erf(width / math.sqrt(2.0)) - math.sqrt(2.0 / math.pi) * -math.expm1(-width * width / 2.0) / width


def _to_border(coordinates: np.ndarray) -> np.ndarray:
    return np.abs(coordinates - np.rint(coordinates))


def _pairs(question: Question) -> Iterator[tuple[Points, str, GeoBox]]:
    """Points with a CRS, and each grid that they are to be brought together with."""
    grids = [(layer.name, layer.grid) for layer in question.layers if layer.grid is not None]
    if not grids and question.target is not None:
        grids = [(target_name(), question.target)]
    for points in question.points:
        if points.crs is not None:
            yield from ((points, name, grid) for name, grid in grids)


def _places(points: Points, grid: GeoBox) -> _Places | None:
    """The points that lie on the grid; None if there are none."""
    lattice = points_grid(points.crs)
    if not points.x.size or not can_map(grid, lattice):
        return None
    within = inside(grid, lattice, points.x, points.y)
    if not within.any():
        return None
    columns, rows = pixel_map(grid, lattice)(points.x[within], points.y[within])
    steps = ground_steps(grid, columns, rows)
    known = steps.area > 0.0
    if not known.any():
        return None
    return _Places(columns[known], rows[known], Steps(steps.along[:, known], steps.down[:, known]),
                   np.flatnonzero(within)[known])


def _widths(steps: Steps) -> tuple[float, float]:
    """Usual distance (metres) between the borders of a pixel to the sides, and above and below."""
    return (float(np.median(steps.area / np.hypot(*steps.down))), float(np.median(steps.area / np.hypot(*steps.along))))


def _straddles(share: float, least: float, largest: float, steps: Steps) -> Message:
    size = length_text(least) if least == largest else f"{length_text(least)} x {length_text(largest)}"
    pixel = length_text(min(_widths(steps)))
    if largest > min(_widths(steps)):
        return message("footprints of {size} are larger than pixels of {pixel}, so that one pixel shows a part of each "
                       "only.", size=size, pixel=pixel)
    if least < largest:
        return message("at least {share:.0f} % of the footprints ({size}) lie across borders of pixels ({pixel}).",
                       share=100.0 * share, size=size, pixel=pixel)
    return message("{share:.0f} % of the footprints ({size}) lie across borders of pixels ({pixel}).",
                   share=100.0 * share, size=size, pixel=pixel)


def _too_small(subject: str, told: Message, error: float, place: MapPlace | None = None) -> Finding:
    return Finding("GEOLOCATION_DOMINATES", Severity.WARNING, subject, told, message(
        "Work with pixels of at least {size} (three times the error), to which finer ones are aggregated first, or "
        "average many footprints.", size=length_text(_ENOUGH * error)), place)


RULES = (Rule("footprint_straddles", footprint_straddles), Rule("geolocation_dominates", geolocation_dominates))
