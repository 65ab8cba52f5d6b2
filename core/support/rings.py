"""Compiled: the outlines of target cells as rings of vertices in source pixel coordinates.

A ring is a polygon without its repeated last vertex. All rings of a block lie one behind the other in two
arrays; ``start[k]`` is where ring k begins and an empty ring is a cell that has no outline in the source's projection.
"""

import numpy as np
from numba import njit

_options = {"nogil": True, "cache": True, "error_model": "numpy"}
POLE = 1e-6   # vertices closer to a pole than this (source pixels) are the pole


@njit(**_options)
def _cell_ring(j, i, node_x, node_y, across_start, across_x, across_y, down_start, down_x, down_y, period,
               north, south, out_x, out_y):
    """Write the outline of cell (j, i) as a closed ring without its last vertex; return the vertex count (0: unusable).

    ``node_x/node_y`` are the block's lattice nodes; ``across_*`` and ``down_*`` hold the extra vertices on the edges
    between nodes. ``period`` is the width of the world in pixels when the source wraps around it, else 0; ``north``
    and ``south`` are then the pixel rows of the poles. A longitude is followed continuously along the ring; a ring
    that winds around a pole is closed along it.
    """
    rows, columns = node_x.shape[0] - 1, node_x.shape[1] - 1
    count = 0
    for side in range(4):
        if side == 0:
            nj, ni, edge, start, xs, ys = j, i, j * columns + i, across_start, across_x, across_y
        elif side == 1:
            nj, ni, edge, start, xs, ys = j, i + 1, (i + 1) * rows + j, down_start, down_x, down_y
        elif side == 2:
            nj, ni, edge, start, xs, ys = j + 1, i + 1, (j + 1) * columns + i, across_start, across_x, across_y
        else:
            nj, ni, edge, start, xs, ys = j + 1, i, i * rows + j, down_start, down_x, down_y
        first, end = start[edge], start[edge + 1]
        out_x[count], out_y[count] = node_x[nj, ni], node_y[nj, ni]
        count += 1
        for k in range(end - first):
            at = first + k if side < 2 else end - 1 - k
            out_x[count], out_y[count] = xs[at], ys[at]
            count += 1
    for k in range(count):
        if not (np.isfinite(out_x[k]) and np.isfinite(out_y[k])):
            return 0
    if period > 0.0:
        return follow_longitude(out_x, out_y, count, period, north, south)
    return count


@njit(**_options)
def follow_longitude(x, y, count, period, north, south):
    """Make a ring continuous in longitude, give poles their neighbours' longitude, close rings around a pole."""
    start = 0
    while start < count and (abs(y[start] - north) < POLE or abs(y[start] - south) < POLE):
        start += 1
    if start == count:
        return 0
    ring_x, ring_y = np.empty(2 * count + 3), np.empty(2 * count + 3)
    length = 1
    ring_x[0], ring_y[0] = x[start], y[start]
    at_pole = False
    for step in range(1, count + 1):
        k = (start + step) % count
        if abs(y[k] - north) < POLE or abs(y[k] - south) < POLE:
            # A pole has every longitude: reach it along the meridian of the vertex before ...
            ring_x[length], ring_y[length] = ring_x[length - 1], y[k]
            length += 1
            at_pole = True
            continue
        turn = x[k] - ring_x[length - 1]
        here = ring_x[length - 1] + turn - period * np.rint(turn / period)
        if at_pole:
            # ... and leave it along the meridian of the vertex after.
            ring_x[length], ring_y[length] = here, ring_y[length - 1]
            length += 1
            at_pole = False
        if step < count:
            ring_x[length], ring_y[length] = here, y[k]
            length += 1
        else:
            winding = here - ring_x[0]
            if abs(winding) > 0.5 * period:
                pole = north if abs(y[start] - north) < abs(y[start] - south) else south
                ring_x[length], ring_y[length] = here, y[start]
                ring_x[length + 1], ring_y[length + 1] = here, pole
                ring_x[length + 2], ring_y[length + 2] = ring_x[0], pole
                length += 3
    for k in range(length):
        x[k], y[k] = ring_x[k], ring_y[k]
    return length


@njit(**_options)
def assemble_rings(node_x, node_y, across_start, across_x, across_y, down_start, down_x, down_y, period, north, south):
    """Rings of all cells of a block: (start (cells + 1), x, y).

    ``node_x/node_y`` (rows + 1, columns + 1) are the lattice nodes. ``across_*`` hold the extra vertices on the edges
    from node (j, i) to (j, i + 1), ``down_*`` those on the edges to (j + 1, i), column by column, in the manner of
    rings. ``period``, ``north`` and ``south`` as in `_cell_ring`.
    """
    rows, columns = node_x.shape[0] - 1, node_x.shape[1] - 1
    start = np.zeros(rows * columns + 1, np.int64)
    size = 8 * rows * columns + 2 * (across_x.size + down_x.size)
    x, y = np.empty(size), np.empty(size)
    longest = 4
    for e in range(across_start.size - 1):
        longest = max(longest, 4 + 4 * (across_start[e + 1] - across_start[e]))
    for e in range(down_start.size - 1):
        longest = max(longest, 4 + 4 * (down_start[e + 1] - down_start[e]))
    ring_x, ring_y = np.empty(3 * longest + 8), np.empty(3 * longest + 8)
    total = 0
    for j in range(rows):
        for i in range(columns):
            count = _cell_ring(j, i, node_x, node_y, across_start, across_x, across_y,
                               down_start, down_x, down_y, period, north, south, ring_x, ring_y)
            if total + count > x.size:
                x, y = _longer(x, total + count), _longer(y, total + count)
            x[total:total + count], y[total:total + count] = ring_x[:count], ring_y[:count]
            total += count
            start[j * columns + i + 1] = total
    return start, x[:total], y[:total]


@njit(**_options)
def _longer(values, size):
    result = np.empty(2 * size)
    result[:values.size] = values
    return result


@njit(**_options)
def describe_rings(start, x, y):
    """For each ring: bounds (n, 4; x min, x max, y min, y max) and signed area (n); for each vertex: the slope.

    Areas by the shoelace formula about the first vertex, to lose no digits; slopes are columns for each row along the
    edge to the ring's next vertex. An empty ring has bounds and area 0.
    """
    bounds, area, slope = np.zeros((start.size - 1, 4)), np.zeros(start.size - 1), np.zeros(x.size)
    for ring in range(start.size - 1):
        begin, end = start[ring], start[ring + 1]
        if begin == end:
            continue
        x0, y0 = x[begin], y[begin]
        west, east, top, bottom, total = x0, x0, y0, y0, 0.0
        for k in range(begin, end):
            n = k + 1 if k + 1 < end else begin
            west, east, top, bottom = min(west, x[k]), max(east, x[k]), min(top, y[k]), max(bottom, y[k])
            total += (x[k] - x0) * (y[n] - y0) - (x[n] - x0) * (y[k] - y0)
            if y[n] != y[k]:
                slope[k] = (x[n] - x[k]) / (y[n] - y[k])
        bounds[ring, 0], bounds[ring, 1], bounds[ring, 2], bounds[ring, 3] = west, east, top, bottom
        area[ring] = 0.5 * total
    return bounds, area, slope
