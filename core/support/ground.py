"""Ground areas of source pixels: what keeps a degree grid from favouring the poles.

Geographic grids: areas on the ellipsoid, exact for every pixel row (Snyder 1987, Map Projections: A Working Manual,
USGS Professional Paper 1395, eq. 3-11 for authalic latitude; integrated here directly). Projected grids: plane areas
divided by PROJ's areal scale factor, but only where that scale changes by more than ``UNIFORM`` across one target
cell; below that (every UTM or equal-area case) plane areas are used as they are.
"""

import numpy as np
from pyproj import Proj

from .pixelmap import PixelMap, cell_points

UNIFORM = 1e-4     # relative change of the areal scale across a target cell that may be ignored
_MESH_ERROR = 1e-5
_EDGE_ROWS = 4.0   # an outline's edge is cut where it passes more rows
_MOST_PARTS = 4096
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)


class GroundArea:
    """Relative ground area of source pixels, as the kernels want it.

    ``kind``: "uniform" (all alike), "row" (depends on the row alone) or "pixel".
    """

    def __init__(self, pixels: PixelMap):
        self._source = pixels.source
        crs = pixels.source.crs.proj
        ellipsoid = crs.get_geod()
        self._e2 = 1.0 - (ellipsoid.b / ellipsoid.a) ** 2
        self._north_up = not (pixels.source.affine.b or pixels.source.affine.d)
        if crs.is_geographic:
            self.kind = "row" if self._north_up else "pixel"
        else:
            self.kind = self._projected_kind(pixels)
        self._step = self._mesh_step() if self.kind == "pixel" else 0

    def row_share(self, row: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Share of the ground of pixel row ``row`` between the row coordinates ``begin`` and ``end`` inside it."""
        if self.kind == "row" and self._source.crs.geographic:
            whole = self._strip(row, row + 1)
            share = np.divide(self._strip(begin, end), whole, out=end - begin, where=whole > 0.0)
            return np.where(end - begin == 1.0, 1.0, share)
        return end - begin

    def window(self, rows: tuple[int, int], columns: tuple[int, int]) -> np.ndarray:
        """Relative areas of the pixels ``rows`` x ``columns``: shape (1, 1), (rows, 1) or (rows, columns)."""
        if self.kind == "uniform":
            return np.ones((1, 1))
        row = np.arange(*rows, dtype=float)
        if self.kind == "row":
            if self._source.crs.geographic:
                return self._strip(row, row + 1)[:, None]
            middle = np.full(row.size, self._source.shape[1] / 2)
            return self._relative(middle, row + 0.5)[:, None]
        step = self._step
        x0, y0 = columns[0] // step * step, rows[0] // step * step
        x, y = np.arange(x0, columns[1] + step, step) + 0.0, np.arange(y0, rows[1] + step, step) + 0.0
        mesh = self._relative(*np.meshgrid(x, y))
        at_y, at_x = row + 0.5, np.arange(*columns) + 0.5
        return _bilinear(mesh, (at_y - y0) / step, (at_x - x0) / step)

    def ring_area(self, x: np.ndarray, y: np.ndarray) -> float:
        """Ground area inside a ring of pixel coordinates, in the units of `window`, beyond the raster too.

        Where areas depend on the row alone: the line integral of x times the area density of y (Green's theorem), by
        quadrature along each edge. Else the density in the ring's middle serves the whole ring.
        """
        if self.kind == "row":
            x, y = _cut_edges(x, y)
        x0, y0 = x - x[0], y
        x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
        if self.kind != "row":
            area = 0.5 * abs(float((x0 * (y1 - y[0]) - x1 * (y0 - y[0])).sum()))
            if self.kind == "uniform":
                return area
            return area * float(self._relative(x.mean(keepdims=True), y.mean(keepdims=True))[0])
        t = 0.5 + 0.5 * _NODES
        across, down = x0[:, None] + (x1 - x0)[:, None] * t, y0[:, None] + (y1 - y0)[:, None] * t
        if self._source.crs.geographic:
            density = self._area_density(self._source.affine.f + self._source.affine.e * down)
        else:
            density = self._relative(np.full(down.shape, self._source.shape[1] / 2), down)
        return abs(float((0.5 * (across * density * _WEIGHTS).sum(1) * (y1 - y0)).sum()))

    def _strip(self, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Ground area of one pixel's width between two row coordinates, in units of the squared major axis and pixels.

        Gauss-Legendre integration of M N cos(latitude): no difference of nearly equal numbers, as closed forms have.
        """
        affine = self._source.affine
        middle, half = 0.5 * (begin + end), 0.5 * (end - begin)
        latitude = affine.f + affine.e * (middle[..., None] + half[..., None] * _NODES)
        return (self._area_density(latitude) * _WEIGHTS).sum(-1) * half

    def _area_density(self, latitude: np.ndarray) -> np.ndarray:
        """Ellipsoidal area for one radian of longitude and of latitude, major axis 1; 0 beyond the poles."""
        e2 = self._e2
        sine = np.sin(np.radians(np.clip(latitude, -90.0, 90.0)))
        density = (1.0 - e2) * np.sqrt(np.maximum(1.0 - sine * sine, 0.0)) / (1.0 - e2 * sine * sine) ** 2
        return np.where(np.abs(latitude) > 90.0, 0.0, density)

    def _relative(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Relative ground area at pixel coordinates; 1 where the projection has no place on Earth."""
        u, v = self._source.affine * (x, y)
        if self._source.crs.geographic:
            return self._area_density(v)
        # Made anew at each call: a Proj is not to be shared by threads.
        projection = Proj(self._source.crs.proj)
        longitude, latitude = projection(u, v, inverse=True)
        here = np.isfinite(longitude) & np.isfinite(latitude)
        area = np.ones(np.shape(x))
        if here.any():
            # A pole is a singular point of PROJ's derivatives.
            near = np.clip(latitude[here], -90.0 + 1e-7, 90.0 - 1e-7)
            scale = np.asarray(projection.get_factors(longitude[here], near).areal_scale)
            area[here] = np.where(np.isfinite(scale) & (scale > 0.0), 1.0 / np.where(scale > 0.0, scale, 1.0), 1.0)
        return area

    def _projected_kind(self, pixels: PixelMap) -> str:
        j, i = pixels.cells_over_source
        if not j.size:
            return "uniform"
        height, width = self._source.shape
        x, y = pixels(*cell_points(j, i))
        x, y = np.clip(x, 0, width), np.clip(y, 0, height)
        x, y = np.stack([x.min(1), x.max(1)]), np.stack([y.min(1), y.max(1)])
        area = self._relative(x[[0, 1, 0, 1]], y[[0, 0, 1, 1]])
        if (area.max(0) / area.min(0) - 1.0).max() <= UNIFORM:
            return "uniform"
        x, y = np.meshgrid(np.linspace(0, width, 9), np.linspace(0, height, 9))
        area = self._relative(x, y)
        along_rows = (area.max(1) / area.min(1) - 1.0).max()
        return "row" if self._north_up and along_rows < 1e-9 else "pixel"

    def _mesh_step(self) -> int:
        """The widest power of two (pixels) at which bilinear interpolation of the area is good to the allowed error."""
        height, width = self._source.shape
        x, y = np.meshgrid(np.linspace(0, width, 7), np.linspace(0, height, 7))
        step = 64
        while step > 1:
            corners = [self._relative(x + dx, y + dy) for dx in (0, step) for dy in (0, step)]
            middle = self._relative(x + step / 2, y + step / 2)
            if np.abs(np.mean(corners, axis=0) / middle - 1.0).max() < _MESH_ERROR:
                break
            step //= 2
        return step


def _cut_edges(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ring with more vertices, so that no edge passes more than a few rows: areas change along it."""
    step_x, step_y = np.roll(x, -1) - x, np.roll(y, -1) - y
    parts = np.clip(np.ceil(np.abs(step_y) / _EDGE_ROWS), 1, _MOST_PARTS).astype(int)
    t = (np.arange(parts.sum()) - np.repeat(np.cumsum(parts) - parts, parts)) / np.repeat(parts, parts)
    edge = np.repeat(np.arange(x.size), parts)
    return x[edge] + t * step_x[edge], y[edge] + t * step_y[edge]


def _bilinear(mesh: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    j, i = y.astype(int), x.astype(int)
    t = (x - i)[None, :]
    rows = mesh[:, i] * (1 - t) + mesh[:, i + 1] * t
    t = (y - j)[:, None]
    return rows[j] * (1 - t) + rows[j + 1] * t
