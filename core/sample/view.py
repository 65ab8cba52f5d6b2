"""One footprint to be looked at: the pixels beneath it, and what the sampling makes of them."""

from dataclasses import dataclass, replace

import numpy as np

from ..advice import Layer
from ..raster import RasterSource
from ..support.beneath import Beneath, beneath_support, check_window
from ..support.footprint import RoundFootprints, local_maps
from ..support.footprint_support import FootprintSupport
from ..support.polygon_footprint import PolygonFootprints
from ..variable.kinds import allows
from .gather import window_of
from .job import Sampler
from .place import Ground, Shapes
from .request import Column, Footprints, Options

_SIDES = 72   # of the drawn outline of a disc
# A statistic of measured values and one of classes: those that a band does not have are left out.
_EITHER = ("mean", "mode", "valid_fraction")


@dataclass(frozen=True)
class FootprintView:
    """One footprint and the pixels beneath it.

    ``value``: what sampling makes of it (``column`` says what that is), NaN where less of it is valid than is asked
    for. ``valid_fraction``: its share on valid pixels (0..1). ``area``: its ground in square metres, NaN where no size
    tells. ``outline`` (vertices, 2): its edge in the raster's CRS, of a Gaussian at two standard deviations; empty for
    points.
    """

    beneath: Beneath
    value: float
    column: Column
    valid_fraction: float
    area: float
    outline: np.ndarray
    kind: str


def footprint_view(source: RasterSource, band: int, footprint: Footprints, options: Options = Options(), *,
                   paletted: bool = False) -> FootprintView | None:
    """A single footprint on a band (1-based) of a raster; None where it does not lie on it.

    ``options``: of `Sampler`; their statistics and bands do not count. Raises FusionError for a footprint without what
    its support needs, for a kind that does not fit the band, and for too many pixels.
    """
    layer = Layer(source.path, source=source, name=source.name, paletted=paletted, bands=(band,))
    detection = layer.detection(band)
    kind = detection.kind if options.kind == "auto" else options.kind
    statistics = tuple(each for each in _EITHER if each == "valid_fraction" or allows(kind, each))
    options = replace(options, statistics=statistics, bands=(band,), time_tolerance=None)
    footprint.check(options)
    ground = Ground(source.grid, footprint.crs, options.support)
    shapes, centre = _shapes(ground, footprint)
    if not np.isfinite(shapes.boxes).all():
        return None
    _, shapes = next((at, alike) for at, alike in shapes.alike() if at.size)
    window = window_of(shapes.boxes, ground)
    check_window(window, source.name)
    if window.empty:
        return None
    pixels = source.read([band], window.rows, window.columns)
    found = beneath_support(FootprintSupport(shapes), window, *pixels)
    if not found.count:
        return None
    sampler = Sampler([source], options, layers=[layer])
    values = sampler(footprint)
    column = sampler.columns[0]
    fraction = next(each for each in sampler.columns if each.statistic == "valid_fraction")
    return FootprintView(found, float(values[column.name][0]), column, float(values[fraction.name][0]),
                         _area(options.support, footprint), _outline(ground, footprint, shapes, centre), kind)


def _shapes(ground: Ground, footprint: Footprints) -> tuple[Shapes, np.ndarray | None]:
    if ground.support == "polygon":
        return ground.shapes(footprint, None), None
    centre = ground.centres(footprint)
    return ground.shapes(footprint, centre), centre


def _area(support: str, footprint: Footprints) -> float:
    """Square metres of those whose size is given."""
    across, along = (None if each is None else float(np.atleast_1d(each)[0])
                     for each in (footprint.diameter, footprint.length))
    if support == "disc":
        return np.pi * across * across / 4.0
    if support == "ellipse":
        return np.pi * across * along / 4.0
    return across * along if support == "segment" else float("nan")


def _outline(ground: Ground, footprint: Footprints, shapes: Shapes, centre: np.ndarray | None) -> np.ndarray:
    """The edge (vertices, 2) in the raster's CRS."""
    if isinstance(shapes, PolygonFootprints):
        x, y = shapes.outlines.x, shapes.outlines.y
    elif isinstance(shapes, RoundFootprints):
        x, y = _round(ground, footprint, centre)
    else:
        return np.empty((0, 2))
    return np.stack(ground.grid.affine * (x, y), axis=-1)


def _round(ground: Ground, footprint: Footprints, centre: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    across = float(np.atleast_1d(footprint.diameter)[0])
    along = across if footprint.length is None else float(np.atleast_1d(footprint.length)[0])
    azimuth = 0.0 if footprint.azimuth is None else np.radians(float(np.atleast_1d(footprint.azimuth)[0]))
    turn = np.linspace(0.0, 2.0 * np.pi, _SIDES + 1)
    u, v = 0.5 * along * np.cos(turn), 0.5 * across * np.sin(turn)
    local = local_maps(ground.grid, *centre, np.array([0.5 * max(along, across)]), ground.pixels.wrap[0])
    x, y = local((u * np.sin(azimuth) + v * np.cos(azimuth))[None], (u * np.cos(azimuth) - v * np.sin(azimuth))[None])
    return x[0], y[0]
