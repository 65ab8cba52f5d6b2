"""Outlines of target cells in source pixel coordinates, exact to a stated bound and the same however work is cut.

A mesh of exactly transformed nodes, every ``MESH`` cells and anchored at the target grid's origin, carries the
transformation. Between its nodes positions are interpolated (cubic), but only where exact points on the mesh's edges
and in its quads agree with the interpolation to ``TOLERANCE`` source pixels; elsewhere every cell corner is
transformed exactly. Cell edges that bend get as many vertices as keep them within the tolerance. Each decision belongs
to one edge, so two cells always agree on the edge they share: no ground is lost or counted twice between them.
"""

from copy import copy

import numpy as np

from ..errors import FusionError
from ..message import message
from .cubic import edge_vertices, lagrange_weights, lattice_nodes
from .ground import GroundArea
from .overlap import Outlines
from .pixelmap import PixelMap
from .rings import POLE, assemble_rings, describe_rings

MESH = 16            # cells between mesh nodes
TOLERANCE = 0.0005   # source pixels
_HALVINGS = 10       # an edge that still bends after so many halvings crosses a tear in the projection
_TEAR = 1.0          # source pixels between its halves, then
_EMPTY = np.empty(0)
_QUARTERS = (0.25, 0.5, 0.75)

Range = tuple[int, int]


def block_outlines(pixels: PixelMap, ground: GroundArea, mesh: "Mesh | None", rows: Range, columns: Range) -> Outlines:
    """Outlines of the target cells ``rows`` x ``columns`` (half-open ranges).

    ``mesh``: one that holds these cells, if there is one already; it saves time and changes nothing.
    """
    if pixels.parallel:
        return _boxes(pixels, ground, rows, columns)
    return _rings(pixels, Mesh(pixels, rows, columns) if mesh is None else mesh.part(rows, columns), rows, columns)


def _boxes(pixels: PixelMap, ground: GroundArea, rows: Range, columns: Range) -> Outlines:
    x = pixels(np.arange(columns[0], columns[1] + 1), np.zeros(1))[0]
    y = pixels(np.zeros(1), np.arange(rows[0], rows[1] + 1))[1]
    left, right = np.minimum(x[:-1], x[1:]), np.maximum(x[:-1], x[1:])
    top, bottom = np.minimum(y[:-1], y[1:]), np.maximum(y[:-1], y[1:])
    first_row, last_row = np.floor(top), np.ceil(bottom) - 1
    first = ground.row_share(first_row, top, np.minimum(bottom, first_row + 1))
    last = ground.row_share(last_row, np.maximum(top, last_row), bottom)
    bounds = np.empty((top.size, left.size, 4))
    bounds[..., 0], bounds[..., 1], bounds[..., 2], bounds[..., 3] = left, right, top[:, None], bottom[:, None]
    covered_rows = np.where(last_row > first_row, first + last + (last_row - first_row - 1), first)
    area = covered_rows[:, None] * (right - left)
    period = pixels.wrap[0]
    bounds = bounds.reshape(-1, 4)
    return Outlines(*area.shape, True, bounds, area.ravel(), _turns(bounds, pixels), first, last,
                    np.zeros(1, np.int64), _EMPTY, _EMPTY, _EMPTY, period, 0)


def _turns(bounds: np.ndarray, pixels: PixelMap) -> np.ndarray:
    """First and last whole turn around the world that bring each cell over the raster: (cells, 2)."""
    period, width = pixels.wrap[0], pixels.source.shape[1]
    if not period:
        return np.zeros((len(bounds), 2), np.int64)
    if ((bounds[:, 1] - bounds[:, 0]) > period * (1.0 + 1e-6)).any():
        raise FusionError(message("The target cells are wider than the world; choose a finer resolution, or check the "
                                  "CRS of the target grid."))
    edge = 1e-9    # a cell that only touches the raster's edge is beside it
    return np.stack([np.ceil((edge - bounds[:, 1]) / period), np.floor((width - edge - bounds[:, 0]) / period)],
                    axis=1).astype(np.int64)


def _rings(pixels: PixelMap, mesh: "Mesh", rows: Range, columns: Range) -> Outlines:
    period, north, south = pixels.wrap
    touched = mesh.columns_over_source()
    mesh = mesh.part(rows, touched)
    nodes = mesh.nodes()
    origin = (rows[0], touched[0])
    across = _with_bent(pixels, mesh.smooth_edges(nodes, 1), nodes, mesh.bent_across(), origin, 1)
    down = _with_bent(pixels, mesh.smooth_edges(nodes, 0), nodes, mesh.bent_down(), origin, 0)
    start, x, y = assemble_rings(nodes[0], nodes[1], *across, *down, period, north, south)
    vertices = np.diff(start).reshape(nodes.shape[1] - 1, nodes.shape[2] - 1)
    count = np.zeros((rows[1] - rows[0], columns[1] - columns[0]), np.int64)
    count[:, touched[0] - columns[0]:touched[1] - columns[0]] = vertices
    torn = _torn_cells(nodes, vertices == 0, pixels)
    start = np.concatenate([[0], np.cumsum(count)])
    bounds, area, slope = describe_rings(start, x, y)
    return Outlines(*count.shape, False, bounds, area, _turns(bounds, pixels), _EMPTY, _EMPTY, start, x, y, slope,
                    period, torn)


def _torn_cells(nodes: np.ndarray, without: np.ndarray, pixels: PixelMap) -> int:
    """How many cells ``without`` an outline have a corner on the raster, or as near to it as two usual cells."""
    j, i = np.nonzero(without)
    if not j.size:
        return 0
    height, width = pixels.source.shape
    # Usual in the whole job: what is usual in a block depends on how the job is cut.
    reach = 2.0 * np.sqrt(np.nan_to_num(pixels.cell_area))
    with np.errstate(invalid="ignore"):
        x, y = (np.stack([axis[j, i], axis[j, i + 1], axis[j + 1, i], axis[j + 1, i + 1]]) for axis in nodes)
        near = (x > -reach) & (x < width + reach) & (y > -reach) & (y < height + reach)
    return int(np.count_nonzero(near.any(0)))


class Mesh:
    """Mesh nodes around a block of cells, and where interpolation between them misses the tolerance ("bent").

    Axis 0 runs along rows' index j, axis 1 along columns' index i.
    """

    def __init__(self, pixels: PixelMap, rows: Range, columns: Range):
        self._pixels, self._rows, self._columns = pixels, rows, columns
        self._j0, self._i0 = rows[0] // MESH * MESH, columns[0] // MESH * MESH
        j1, i1 = -(-rows[1] // MESH) * MESH, -(-columns[1] // MESH) * MESH
        # One node more on each side, for the cubic.
        self._mesh = np.array(pixels(*np.meshgrid(np.arange(self._i0 - MESH, i1 + MESH + 1, MESH),
                                                  np.arange(self._j0 - MESH, j1 + MESH + 1, MESH))))
        self._across = self._misses([1])
        self._down = self._misses([0])
        self._inside = self._misses([0, 1])
        self._inside |= self._across[:-1] | self._across[1:] | self._down[:, :-1] | self._down[:, 1:]

    def _misses(self, axes: list[int]) -> np.ndarray:
        """Where interpolation along the mesh's edges (one axis) or inside its quads (both) misses exact points.

        A jump around the world is a miss, on purpose: it must not be interpolated.
        """
        guess, at = self._mesh, []
        for axis, origin in ((0, self._j0), (1, self._i0)):
            t = _QUARTERS if axis in axes else (0.0,)
            intervals = self._mesh.shape[1 + axis] - 2 - (axis in axes)
            guess = _between(guess, axis, t) if axis in axes else _trim(guess, axis)
            at.append((origin + MESH * (np.arange(intervals)[:, None] + t)).ravel())
        missed = ~(np.hypot(*(np.array(self._pixels(at[1][None, :], at[0][:, None])) - guess)) < TOLERANCE)
        for axis in axes:
            missed = missed.reshape(*missed.shape[:axis], -1, len(_QUARTERS), *missed.shape[axis + 1:]).any(axis + 1)
        return missed

    def columns_over_source(self) -> Range:
        """The block's columns without those, on either side, that certainly lie beside the source raster."""
        begin, end = self._columns
        if self._pixels.wrap[0]:
            return begin, end
        quads = np.stack([self._mesh[:, 1 + j:self._mesh.shape[1] - 2 + j, 1 + i:self._mesh.shape[2] - 2 + i]
                          for j in (0, 1) for i in (0, 1)])
        low, high = quads.min(0), quads.max(0)
        bulge = 1.0 + 0.25 * (high - low)
        size = np.array(self._pixels.source.shape[::-1], float)[:, None, None]
        with np.errstate(invalid="ignore"):
            beside = ((high + bulge < 0) | (low - bulge > size)).any(0) & ~self._inside
        over = np.nonzero(~beside.all(0))[0]
        if not over.size:
            return begin, begin
        return max(begin, self._i0 + over[0] * MESH), min(end, self._i0 + (over[-1] + 1) * MESH)

    def part(self, rows: Range, columns: Range) -> "Mesh":
        """The mesh of some of the cells."""
        j0, i0 = (rows[0] - self._j0) // MESH, (columns[0] - self._i0) // MESH
        j1, i1 = -((self._j0 - rows[1]) // MESH), -((self._i0 - columns[1]) // MESH)
        part = copy(self)
        part._rows, part._columns = rows, columns
        part._j0, part._i0 = self._j0 + j0 * MESH, self._i0 + i0 * MESH
        part._mesh = np.ascontiguousarray(self._mesh[:, j0:j1 + 3, i0:i1 + 3])
        part._across, part._down = self._across[j0:j1 + 1, i0:i1], self._down[j0:j1, i0:i1 + 1]
        part._inside = self._inside[j0:j1, i0:i1]
        return part

    def nodes(self) -> np.ndarray:
        """Positions (2, rows + 1, columns + 1) of the block's lattice nodes."""
        nodes = lattice_nodes(self._mesh, MESH, self._offset, self._rows[1] - self._rows[0],
                              self._columns[1] - self._columns[0])
        exact = np.pad(_cells(self._inside), ((0, 1), (0, 1)))
        exact[::MESH, :] = False
        exact[:, ::MESH] = False
        exact[::MESH, :-1] |= np.repeat(self._across, MESH, 1)
        exact[:-1, ::MESH] |= np.repeat(self._down, MESH, 0)
        exact[::MESH, ::MESH] = False
        j, i = np.nonzero(self._crop(exact, True, True))
        nodes[:, j, i] = self._pixels(self._columns[0] + i, self._rows[0] + j)
        return nodes

    def smooth_edges(self, nodes: np.ndarray, axis: int):
        """Vertices on the edges along ``axis`` that are not bent, as `cubic.edge_vertices` gives them.

        Edges that run down come column by column.
        """
        if axis == 1:
            return edge_vertices(self._mesh, MESH, self._offset, nodes, self.bent_across(), TOLERANCE)
        mesh, nodes = (np.ascontiguousarray(array.transpose(0, 2, 1)) for array in (self._mesh, nodes))
        return edge_vertices(mesh, MESH, self._offset[::-1], nodes, np.ascontiguousarray(self.bent_down().T), TOLERANCE)

    @property
    def _offset(self) -> Range:
        return self._rows[0] - self._j0, self._columns[0] - self._i0

    def bent_across(self) -> np.ndarray:
        """Edges from a node to its right neighbour that interpolation may not describe: (rows + 1, columns)."""
        bent = np.pad(_cells(self._inside), ((0, 1), (0, 0)))
        bent[::MESH] = np.repeat(self._across, MESH, 1)
        return np.ascontiguousarray(self._crop(bent, True, False))

    def bent_down(self) -> np.ndarray:
        """Edges from a node to the one below that interpolation may not describe: (rows, columns + 1)."""
        bent = np.pad(_cells(self._inside), ((0, 0), (0, 1)))
        bent[:, ::MESH] = np.repeat(self._down, MESH, 0)
        return np.ascontiguousarray(self._crop(bent, False, True))

    def _crop(self, array: np.ndarray, row_nodes: bool, column_nodes: bool) -> np.ndarray:
        """The block's part of an array over the mesh; an axis counts nodes (one more than cells) or cells."""
        j, i = self._offset
        return array[..., j:j + self._rows[1] - self._rows[0] + row_nodes,
                     i:i + self._columns[1] - self._columns[0] + column_nodes]


def _between(mesh: np.ndarray, axis: int, steps) -> np.ndarray:
    """The interpolation of `cubic.py` at ``steps`` (0..1) of every interval of the mesh but the outermost two."""
    weights = lagrange_weights.py_func(np.asarray(steps, float))
    mesh = np.moveaxis(mesh, 1 + axis, -1)
    intervals = mesh.shape[-1] - 3
    fine = sum(mesh[..., k:k + intervals, None] * weight for k, weight in enumerate(weights))
    return np.moveaxis(fine.reshape(*mesh.shape[:-1], -1), -1, 1 + axis)


def _trim(mesh: np.ndarray, axis: int) -> np.ndarray:
    return mesh[:, 1:-1] if axis == 0 else mesh[:, :, 1:-1]


def _cells(quads: np.ndarray) -> np.ndarray:
    return np.repeat(np.repeat(quads, MESH, 0), MESH, 1)


def _with_bent(pixels: PixelMap, smooth, nodes: np.ndarray, bent: np.ndarray, origin: Range, axis: int):
    """Vertices on smooth edges, joined by those on bent ones: (start (edges + 1), x, y).

    Edges that run across are numbered row by row, edges that run down column by column.
    """
    j, i = np.nonzero(bent)
    if not j.size:
        return smooth
    begin, end = (nodes[:, j, i], nodes[:, j + 1 - axis, i + axis])
    halved, x, y = _halve_edges(pixels, origin[0] + j, origin[1] + i, axis, begin, end)
    number = j * bent.shape[1] + i if axis == 1 else i * bent.shape[0] + j
    edge = np.concatenate([np.repeat(np.arange(bent.size), np.diff(smooth[0])), number[halved]])
    order = np.argsort(edge, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(edge, minlength=bent.size))])
    return start, np.concatenate([smooth[1], x])[order], np.concatenate([smooth[2], y])[order]


def _halve_edges(pixels: PixelMap, j: np.ndarray, i: np.ndarray, axis: int, first: np.ndarray, last: np.ndarray):
    """Vertices (edge, x, y) on edges from the lattice nodes (j, i), halved until straight to the tolerance.

    An edge that never is, by far, gets a NaN vertex, which makes its two cells unusable: it crosses a tear in the
    source's projection.
    """
    down, right = 1 - axis, axis
    edge, begin, end = np.arange(j.size), np.zeros(j.size), np.ones(j.size)
    found = [(edge[:0], _EMPTY, _EMPTY, _EMPTY)]
    for level in range(_HALVINGS + 1):
        if not edge.size:
            break
        t = 0.5 * (begin + end)
        middle = np.array(pixels(i[edge] + right * t, j[edge] + down * t))
        sag = _sag(first, middle, last, 0.5, pixels.wrap)
        bent = ~(sag < TOLERANCE)
        if level == 0:
            quarter = np.array(pixels(i + 0.25 * right, j + 0.25 * down))
            bent |= ~(_sag(first, quarter, last, 0.25, pixels.wrap) < TOLERANCE)
        if level == _HALVINGS:
            # Some projections (Robinson's table) have seams of a metre: no reason to lose a cell.
            middle[:, ~(sag < _TEAR)] = np.nan
        found.append((edge[bent], t[bent], *middle[:, bent]))
        split = bent & np.isfinite(middle).all(0)
        middle, t = middle[:, split], t[split]
        first, last = np.hstack([first[:, split], middle]), np.hstack([middle, last[:, split]])
        begin, end = np.concatenate([begin[split], t]), np.concatenate([t, end[split]])
        edge = np.concatenate([edge[split], edge[split]])
    edge, t, x, y = (np.concatenate(part) for part in zip(*found))
    order = np.lexsort((t, edge))
    return edge[order], x[order], y[order]


def _sag(first: np.ndarray, point: np.ndarray, last: np.ndarray, t: float, wrap: tuple[float, ...]) -> np.ndarray:
    """Distance of ``point``, at ``t`` between two others, from its place on their chord.

    Where the source wraps, x is followed around the world, and a pole is reached along the point's own meridian.
    """
    period, *poles = wrap
    along, before = point - first, point - last
    if period:
        for step, end in ((along, first), (before, last)):
            step[0] -= period * np.rint(step[0] / period)
            step[0, np.any([np.abs(end[1] - pole) < POLE for pole in poles], axis=0)] = 0.0
    return np.hypot(*((1 - t) * along + t * before))
