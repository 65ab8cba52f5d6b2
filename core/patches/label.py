"""Polygons burned into patches: each pixel gets the value of those that cover the most of it."""

import numpy as np
from numba import njit
from odc.geo.geobox import GeoBox

from ..crs import parse_crs
from ..errors import FusionError
from ..message import message
from ..support.footprint import point_map
from ..support.polygon_footprint import polygon_footprints, raster_ground
from ..vector.wkb import polygons
from .gather import Stopped, give_up
from .request import Shapes
from .stored_blocks import Range

# A pixel is burned where polygons cover so much of it: along a straight edge, where its centre lies inside.
_ENOUGH = 0.5 - 1e-9
_TIE = 1e-9
_WHOLE_TYPES = ("uint8", "int16", "uint16", "int32")


class Burned:
    """Polygons on the grid ``target``, whose pixels have their values, and 0 where none covers half of a pixel.

    ``dtype``: NumPy's name of the smallest type that holds the values. Raises FusionError for geometries that are no
    polygons, and where no polygon has a value.
    """

    def __init__(self, shapes: Shapes, target: GeoBox) -> None:
        values = np.asarray(shapes.values, float)
        used = np.flatnonzero(np.isfinite(values) & np.array([bool(each) for each in shapes.wkb], bool))
        if not used.size:
            raise FusionError(message("{name} has no polygon with a value to burn; choose another field or layer.",
                                      name=shapes.name))
        self._values = values[used]
        self.dtype = _smallest_type(self._values)
        self.shape = tuple(map(int, target.shape))
        self._footprints = polygon_footprints(point_map(target, parse_crs(shapes.crs)),
                                              [polygons(shapes.wkb[index]) for index in used], raster_ground(target))
        self._boxes = self._footprints.boxes

    def reaches(self, first: np.ndarray, shape: tuple[int, int]) -> bool:
        """Does the box around all polygons meet any window of that shape (rows, columns) from ``first`` (n, 2) on?"""
        with np.errstate(invalid="ignore"):
            west, north = (np.nanmin(each, initial=np.inf) for each in self._boxes.T[[0, 2]])
            east, south = (np.nanmax(each, initial=-np.inf) for each in self._boxes.T[[1, 3]])
        return bool(((first < (south, east)) & (first + np.array(shape) > (north, west))).all(1).any())

    def window(self, rows: Range, columns: Range, stopped: Stopped = None) -> tuple[np.ndarray, np.ndarray]:
        """Values (1, rows, columns) and their validity, which is 1 everywhere, of some pixels of the grid."""
        shape = rows[1] - rows[0], columns[1] - columns[0]
        most, total, found = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        west, east, north, south = self._boxes.T
        with np.errstate(invalid="ignore"):
            here = np.flatnonzero((west < columns[1]) & (east > columns[0]) & (north < rows[1]) & (south > rows[0]))
        # Of values that cover as much of a pixel the smallest one wins.
        for value in np.unique(self._values[here]):
            give_up(stopped)
            index, coverage = self._footprints.part(here[self._values[here] == value]).spans(rows)
            share = np.zeros(shape)
            _add(index, coverage, rows[0], columns[0], share)
            total += share
            more = share > most + _TIE
            found[more], most[more] = value, share[more]
        burned = np.where(total >= _ENOUGH, found, 0.0)
        return burned[None], np.ones((1, *shape), np.uint8)


def _smallest_type(values: np.ndarray) -> str:
    """Of the values and 0."""
    low, high = min(0.0, values.min()), max(0.0, values.max())
    if (values == np.rint(values)).all():
        for name in _WHOLE_TYPES:
            if np.iinfo(name).min <= low and high <= np.iinfo(name).max:
                return name
    return "float32" if (values.astype(np.float32) == values).all() else "float64"


@njit(nogil=True, cache=True, error_model="numpy")
def _add(index, coverage, row, column, share):
    """Add the coverage of spans (n, 4: footprint, row, first and end column) to a window's pixels."""
    rows, columns = share.shape
    for k in range(index.shape[0]):
        j = index[k, 1] - row
        if 0 <= j < rows:
            for i in range(max(0, index[k, 2] - column), min(columns, index[k, 3] - column)):
                share[j, i] += coverage[k]
