"""Where a target grid's lattice lies in the pixel coordinates of a source grid, whatever the two CRSs."""

import warnings
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from pyproj import CRS, Proj, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.exceptions import ProjError
from pyproj.transformer import TransformerGroup

from ..crs import same_crs, transformer
from ..errors import FusionError
from ..message import message

# A lattice node that does not come back to itself (in cells) after a round trip is outside a projection's domain.
_ROUND_TRIP = 0.01
# Pixel coordinates closer than this to a pixel's edge are on it: what rounding of georeferences leaves behind.
_SNAP = 1e-9


class PixelMap:
    """Maps lattice coordinates of ``target`` (column i, row j; whole numbers are corners) to source pixel coordinates.

    Points outside the domain of either projection map to NaN. One coordinate operation serves the whole job: the best
    one PROJ knows for the source's area, or that of the grid ``area`` (a choice point by point would tear cells apart).
    """

    def __init__(self, source: GeoBox, target: GeoBox, area: GeoBox | None = None):
        for grid, name in ((source, message("input")), (target, message("target grid"))):
            if grid.crs is None:
                raise FusionError(message("The {name} has no CRS; assign one first.", name=name))
        self.source = source
        self.target = target
        self._area = area or source
        self.same_crs = same_crs(source.crs.proj, target.crs.proj)
        # The source's origin is subtracted first: far from the CRS's origin, digits would cancel.
        s, t = source.affine, target.affine
        self._to_pixel = ~Affine(s.a, s.b, 0.0, s.d, s.e, 0.0)
        self._lattice_to_pixel = self._to_pixel * Affine(t.a, t.b, t.c - s.c, t.d, t.e, t.f - s.f)

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name != "_transformer"}

    @property
    def parallel(self) -> bool:
        """Do both grids share CRS and axes, so that every cell is a box of pixels?"""
        m = self._lattice_to_pixel
        rows, columns = self.target.shape
        return self.same_crs and abs(m.b) * rows < _SNAP and abs(m.d) * columns < _SNAP

    @cached_property
    def _transformer(self) -> Transformer:
        if self._best.definition is None:
            return transformer(self.target.crs.proj, self.source.crs.proj)
        return Transformer.from_pipeline(self._best.definition)

    @property
    def _best(self) -> "_Operation":
        return _best_operation(self.target.crs.proj, self.source.crs.proj, self._area)

    @property
    def lacks_grid(self) -> bool:
        """Is there a more accurate operation, whose grid file PROJ does not have?"""
        return not self.same_crs and self._best.lacks_grid

    @property
    def is_ballpark(self) -> bool:
        """Does PROJ know no transformation between the two datums, and leave their shift out?"""
        return not self.same_crs and "Ballpark geographic offset" in self._best.name

    @property
    def operation_name(self) -> str:
        """What PROJ calls the operation."""
        return "" if self.same_crs else self._best.name

    @cached_property
    def _target_width(self) -> float:
        return world_width(self.target.crs.proj)

    @property
    def operation(self) -> str:
        """PROJ's definition of the coordinate operation used from target to source ("" when both CRSs are the same)."""
        return "" if self.same_crs else self._transformer.definition

    def __call__(self, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Source pixel coordinates (x: column, y: row) of the lattice points (i, j); NaN outside the domain."""
        i, j = np.broadcast_arrays(np.asarray(i, float), np.asarray(j, float))
        if self.same_crs:
            return tuple(_snap(k) for k in self._lattice_to_pixel * (i, j))
        x, y = self.target.affine * (i, j)
        u, v = self._transformer.transform(x, y)
        back_x, back_y = self._transformer.transform(u, v, direction="INVERSE")
        with np.errstate(invalid="ignore"):
            miss_x, miss_y = back_x - x, back_y - y
            if self._target_width:
                miss_x = miss_x - self._target_width * np.rint(miss_x / self._target_width)
            if self.target.crs.geographic:
                miss_x = np.where(np.abs(y) >= 90.0 - 1e-9, 0.0, miss_x)
            a = ~self.target.affine
            lost = ~(np.hypot(a.a * miss_x + a.b * miss_y, a.d * miss_x + a.e * miss_y) < _ROUND_TRIP)
        u, v = np.where(lost, np.nan, u), np.where(lost, np.nan, v)
        affine = self.source.affine
        return tuple(_snap(k) for k in self._to_pixel * (u - affine.c, v - affine.f))

    @cached_property
    def cells_over_source(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows and columns of some target cells whose bounds meet the source; empty where none does.

        Spread over the target, for a target within the source, and over the source, for a source within the target.
        """
        rows, columns = self.target.shape
        height, width = self.source.shape
        j, i = np.meshgrid(np.linspace(0, rows - 1, 5).astype(int), np.linspace(0, columns - 1, 5).astype(int))
        back = PixelMap(self.target, self.source, self.source)
        under = back(*np.meshgrid(np.linspace(0.5, width - 0.5, 5), np.linspace(0.5, height - 0.5, 5)))
        under_i, under_j = (np.floor(k[np.isfinite(under).all(0)]) for k in under)
        if back.wrap[0]:
            under_i %= back.wrap[0]
        inside = (under_i >= 0) & (under_i < columns) & (under_j >= 0) & (under_j < rows)
        cells = np.unique(np.concatenate([np.stack([j.ravel(), i.ravel()], 1),
                                          np.stack([under_j[inside], under_i[inside]], 1).astype(int)]), axis=0)
        x, y = self(*cell_points(*cells.T))
        with np.errstate(invalid="ignore"):
            meets = (x.max(1) > 0) & (x.min(1) < width) & (y.max(1) > 0) & (y.min(1) < height)
        return cells[meets, 0], cells[meets, 1]

    @cached_property
    def cell_area(self) -> float:
        """Median area in source pixels of the target's cells that meet the source, from a sample; NaN if none does."""
        x, y = (k[:, :4] for k in self(*cell_points(*self.cells_over_source)))
        usable = np.isfinite(x).all(1) & np.isfinite(y).all(1)
        if not usable.any():
            return np.nan
        x, y = x[usable], y[usable]
        return float(np.median(0.5 * np.abs((x * np.roll(y, -1, 1) - np.roll(x, -1, 1) * y).sum(1))))

    @cached_property
    def wrap(self) -> tuple[float, float, float]:
        """(period, north, south): the world's width and the rows of the poles in source pixels.

        The period is 0 where the source does not wrap around the world along its rows; a pole without a row is
        infinite.
        """
        affine = self.source.affine
        crs = self.source.crs.proj
        width = world_width(crs)
        if not width or affine.b or affine.d:
            return 0.0, np.inf, np.inf
        if crs.is_geographic:
            poles = np.array([90.0, -90.0])
        else:
            poles = np.array(_project(crs, np.zeros(2), np.array([90.0, -90.0]))[1])
        rows = (poles - affine.f) / affine.e
        return abs(width / affine.a), *(float(row) if np.isfinite(row) else np.inf for row in rows)


def cell_points(j: np.ndarray, i: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lattice coordinates (i, j), (cells, 5) each: the corners of cells in order along their outline, the middle."""
    return i[:, None] + [0, 1, 1, 0, 0.5], j[:, None] + [0, 0, 1, 1, 0.5]


class _Operation(NamedTuple):
    """A coordinate operation: PROJ's pipeline (None where it knows none), its name, and is there a better one that
    needs a missing file?"""

    definition: str | None
    name: str
    lacks_grid: bool


@lru_cache(maxsize=64)
def _best_operation(source: CRS, target: CRS, area: GeoBox) -> _Operation:
    """The best operation that can be used in an area; remembered, for the search takes milliseconds."""
    with warnings.catch_warnings():
        # What it would say on the console is told by `lacks_grid`.
        warnings.simplefilter("ignore", UserWarning)
        try:
            group = TransformerGroup(source, target, always_xy=True, area_of_interest=_bounds(area))
        except (ProjError, IndexError):   # pyproj 3.4 looks for the operation that PROJ could not make
            return _Operation(None, "", False)
    if not group.transformers:
        return _Operation(None, "", False)
    first = group.transformers[0]
    return _Operation(first.definition, first.description or "", not group.best_available)


def world_width(crs: CRS) -> float:
    """Distance in x after which a CRS repeats itself: 360 degrees, the equator if cylindrical, else 0."""
    if crs.is_geographic:
        return 360.0
    if not crs.is_projected:
        return 0.0
    longitude = np.arange(-180.0, 181.0, 15.0)
    x, y = _project(crs, np.concatenate([longitude, longitude]), np.repeat([0.0, 60.0], longitude.size))
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return 0.0
    x, y = x.reshape(2, -1), y.reshape(2, -1)
    # In a cylindrical projection meridians are vertical, parallels horizontal, and equal steps of longitude are equal.
    step = np.median(np.diff(x[0]))
    if step == 0.0:
        return 0.0
    width = abs(step) * 24
    turns = np.diff(x[0]) / step
    cylindrical = (np.abs(x[0] - x[1]).max() < 1e-6 * width and np.abs(y - y[:, :1]).max() < 1e-6 * width
                   and np.abs(turns - 1.0 + 24.0 * np.rint((1.0 - turns) / 24.0)).max() < 1e-6)
    return float(width) if cylindrical else 0.0


def _project(crs: CRS, longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    try:
        return Proj(crs)(longitude, latitude)
    except ProjError as error:
        raise FusionError(message(
            'PROJ cannot compute coordinates in "{crs}"; choose another CRS.', crs=crs.name
        )) from error


def _bounds(grid: GeoBox) -> AreaOfInterest | None:
    """The grid's bounds in degrees, for PROJ's choice of an operation; None where they cannot be told."""
    rows, columns = grid.shape
    i, j = np.meshgrid(np.linspace(0, columns, 11), np.linspace(0, rows, 11))
    x, y = grid.affine * (i, j)
    geographic = grid.crs.proj.geodetic_crs
    longitude, latitude = transformer(grid.crs.proj, geographic).transform(x, y)
    known = np.isfinite(longitude) & np.isfinite(latitude)
    if not known.any():
        return None
    west, east = longitude[known].min(), longitude[known].max()
    if west < -180 or east > 180:
        west, east = -180.0, 180.0
    return AreaOfInterest(west, max(latitude[known].min(), -90.0), east, min(latitude[known].max(), 90.0))


def _snap(coordinate: np.ndarray) -> np.ndarray:
    whole = np.rint(coordinate)
    return np.where(np.abs(coordinate - whole) < _SNAP, whole, coordinate)
