"""True ground areas of a grid's cells, in square metres on the ellipsoid of the grid's CRS."""

import numpy as np
from odc.geo.geobox import GeoBox
from pyproj import CRS, Proj

_PIECES = 8         # of each cell edge; their error is of fourth order (1e-9 of the area, 4e-5 around a pole)
_TURN = 1e-6        # longitude that is missing when a cell's edges have been gone around: there is a pole in it
_ROUND_TRIP = 0.01  # a node that does not come back to itself (in cells) lies outside the projection's world
_POLE = np.pi / 2 - 1e-12


def cell_areas(grid: GeoBox, rows: tuple[int, int]) -> np.ndarray:
    """Ground areas of the cells in rows r0 to r1 (the end not included): (rows, columns), m2.

    NaN where a cell reaches beyond the world of its projection. The line integral of authalic latitude over longitude
    along each cell's edges (Snyder 1987, Map Projections: A Working Manual, USGS Professional Paper 1395, eq. 3-12;
    Green's theorem), by the trapezoidal rule and one step of Richardson's extrapolation. Edges are straight in the CRS.
    """
    columns = int(grid.shape[1])
    along = np.arange(columns * _PIECES + 1) / _PIECES
    down = rows[0] + np.arange((rows[1] - rows[0]) * _PIECES + 1) / _PIECES
    globe = _Globe(grid)
    across = globe.integrals(*np.meshgrid(along, np.arange(rows[0], rows[1] + 1.0)))
    sides = globe.integrals(*np.meshgrid(down, np.arange(columns + 1.0))[::-1])
    # Around the cell: along its top, down its right, back along its bottom, up its left.
    integral, turn = (top[:-1] - top[1:] + (side[1:] - side[:-1]).T for top, side in zip(across, sides))
    # With a pole inside or on a corner the way around passes longitudes, and the area counts from the pole.
    polar = np.abs(turn) > _TURN
    if polar.any():
        integral[polar] -= np.sign(globe.middles(rows)[polar]) * globe.at_pole * turn[polar]
    return np.abs(integral)


class _Globe:
    """A grid's lattice on the ellipsoid: longitude, and the area from the equator to a latitude for one radian."""

    def __init__(self, grid: GeoBox) -> None:
        self._grid = grid
        self._crs: CRS = grid.crs.proj
        ellipsoid = self._crs.get_geod()
        self._axis, self._flat = ellipsoid.a, ellipsoid.es
        self.at_pole = float(self._from_equator(np.array(np.pi / 2)))

    def integrals(self, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Along each edge of a row of nodes (lines, pieces): the integral over longitude, and the longitude passed."""
        longitude, latitude = self._positions(i, j)
        height = self._from_equator(latitude)
        polar = (np.abs(latitude) > _POLE) & (not self._crs.is_geographic)
        fine, turn = _trapezoids(longitude, height, polar, 1)
        coarse, _ = _trapezoids(longitude, height, polar, 2)
        return (4 * fine - coarse) / 3, turn

    def middles(self, rows: tuple[int, int]) -> np.ndarray:
        """Latitudes of the middles of the cells, (rows, columns)."""
        i, j = np.meshgrid(np.arange(self._grid.shape[1]) + 0.5, np.arange(*rows) + 0.5)
        return self._positions(i, j)[1]

    def _positions(self, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Longitude and latitude (radians) of lattice points; NaN outside the projection's world."""
        a = self._grid.affine
        x, y = a.a * i + a.b * j + a.c, a.d * i + a.e * j + a.f
        if self._crs.is_geographic:
            unit = self._crs.axis_info[0].unit_conversion_factor
            return x * unit, np.clip(y * unit, -np.pi / 2, np.pi / 2)
        projection = Proj(self._crs)
        longitude, latitude = projection(x, y, inverse=True, radians=True)
        back_x, back_y = projection(longitude, latitude, radians=True)
        with np.errstate(invalid="ignore"):
            cell = np.hypot(a.a, a.d)
            lost = ~(np.hypot(back_x - x, back_y - y) < _ROUND_TRIP * cell)
        return np.where(lost, np.nan, longitude), np.where(lost, np.nan, latitude)

    def _from_equator(self, latitude: np.ndarray) -> np.ndarray:
        """Area between the equator and a latitude for one radian of longitude (m2): half of Snyder's q, times a2."""
        sine = np.sin(latitude)
        if self._flat == 0.0:
            return self._axis**2 * sine
        e = np.sqrt(self._flat)
        return self._axis**2 * (1 - self._flat) / 2 * (sine / (1 - self._flat * sine**2) + np.arctanh(e * sine) / e)


def _trapezoids(longitude, height, polar, step):
    """Per edge the sum over its pieces of mean height times step in longitude, and the sum of these steps."""
    longitude, height, polar = longitude[:, ::step], height[:, ::step], polar[:, ::step]
    turn = np.diff(longitude)
    turn -= 2 * np.pi * np.rint(turn / (2 * np.pi))
    # A straight line through a pole keeps its longitude up to there, whatever longitude the pole itself is given.
    turn[polar[:, 1:] | polar[:, :-1]] = 0.0
    area = turn * (height[:, 1:] + height[:, :-1]) / 2
    lines, pieces = len(longitude), _PIECES // step
    return area.reshape(lines, -1, pieces).sum(-1), turn.reshape(lines, -1, pieces).sum(-1)
