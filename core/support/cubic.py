"""Compiled: cubic interpolation between mesh nodes, for the corners and edges of a block of target cells.

A mesh (2, rows, columns) holds x and y of every ``step``-th lattice node; its node [0, 0] is the lattice node
(first_row - step, first_column - step): one node more than the block needs on each side. Interpolation is Lagrange's,
through four nodes in each direction. What lies on a mesh line depends on the nodes of that line alone, so both sides
agree on it, and every point is computed from its own place in the lattice: the same whatever the block.
"""

import numpy as np
from numba import njit

_options = {"nogil": True, "cache": True, "error_model": "numpy"}


@njit(**_options)
def lattice_nodes(mesh, step, offset, rows, columns):
    """Positions (2, rows + 1, columns + 1) of lattice nodes; ``offset``: (row, column) of the first one in the mesh."""
    nodes = np.empty((2, rows + 1, columns + 1))
    lines = np.empty((2, mesh.shape[2]))
    for j in range(rows + 1):
        _line(mesh, step, offset[0] + j, lines)
        for i in range(columns + 1):
            at = offset[1] + i
            nodes[0, j, i], nodes[1, j, i] = _along(lines, at // step, at % step / step)
    return nodes


@njit(**_options)
def edge_vertices(mesh, step, offset, nodes, bent, tolerance):
    """Vertices inside the edges from each node to its right neighbour: (start (edges + 1), x, y), as in `rings.py`.

    An edge is cut into as many equal parts as keep each within ``tolerance`` of its chord (the sag falls with the
    square of their number). Edges in ``bent`` get none: interpolation does not describe them. For the edges that run
    down, hand over everything transposed.
    """
    rows, columns = bent.shape
    lines = np.empty((2, mesh.shape[2]))
    start = np.zeros(rows * columns + 1, np.int64)
    for j in range(rows):
        _line(mesh, step, offset[0] + j, lines)
        for i in range(columns):
            sag = 0.0
            for quarter in range(1, 4):
                t = 0.25 * quarter
                x, y = _on_edge(lines, step, offset[1] + i, t)
                dx = x - ((1.0 - t) * nodes[0, j, i] + t * nodes[0, j, i + 1])
                dy = y - ((1.0 - t) * nodes[1, j, i] + t * nodes[1, j, i + 1])
                sag = max(sag, np.sqrt(dx * dx + dy * dy) / (4.0 * t * (1.0 - t)))
            parts = 1 if bent[j, i] else max(1, int(np.ceil(np.sqrt(sag / tolerance))))
            start[j * columns + i + 1] = start[j * columns + i] + parts - 1
    xs, ys = np.empty(start[-1]), np.empty(start[-1])
    for j in range(rows):
        _line(mesh, step, offset[0] + j, lines)
        for i in range(columns):
            first, last = start[j * columns + i], start[j * columns + i + 1]
            for k in range(first, last):
                xs[k], ys[k] = _on_edge(lines, step, offset[1] + i, (k - first + 1) / (last - first + 1))
    return start, xs, ys


@njit(**_options)
def lagrange_weights(t):
    return (-t * (t - 1.0) * (t - 2.0) / 6.0, (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0,
            -(t + 1.0) * t * (t - 2.0) / 2.0, (t + 1.0) * t * (t - 1.0) / 6.0)


@njit(**_options)
def _line(mesh, step, row, lines):
    """The mesh interpolated to one lattice row, at its own columns."""
    q, t = row // step, row % step / step
    if t == 0.0:
        lines[:] = mesh[:, q + 1]
        return
    a, b, c, d = lagrange_weights(t)
    for axis in range(2):
        for k in range(mesh.shape[2]):
            lines[axis, k] = (a * mesh[axis, q, k] + b * mesh[axis, q + 1, k] + c * mesh[axis, q + 2, k]
                              + d * mesh[axis, q + 3, k])


@njit(**_options)
def _along(lines, q, t):
    # Where a far node has no place in the projection, the near one must still be what it is.
    if t == 0.0:
        return lines[0, q + 1], lines[1, q + 1]
    a, b, c, d = lagrange_weights(t)
    return (a * lines[0, q] + b * lines[0, q + 1] + c * lines[0, q + 2] + d * lines[0, q + 3],
            a * lines[1, q] + b * lines[1, q + 1] + c * lines[1, q + 2] + d * lines[1, q + 3])


@njit(**_options)
def _on_edge(lines, step, column, t):
    return _along(lines, column // step, (column % step + t) / step)
