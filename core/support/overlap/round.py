"""Compiled: how the energy of round footprints is shared out among pixels.

A footprint is described where it is round: in coordinates (u, v) around its centre in which its outline is a circle.
Pixel edges are straight there but for a curvature that `footprint.py` keeps in quadratic terms; each edge is taken
straight from corner to corner. With a density that depends on the distance r from the centre alone, the energy in a
pixel is, by Green's theorem, the sum over its edges of the integral of G(r) over the angle that the edge is seen under,
G(r) being the energy within r divided by 2 pi:

- disc: G = r^2 / 2 within radius 1, then 1 / 2. Along a straight edge the integral is half the cross product inside the
  circle and half the angle outside: exact.
- Gaussian, cut at r = CUT standard deviations: G = 1 - exp(-r^2 / 2). By Gauss-Legendre quadrature inside the cut (the
  integrand is smooth along the edge), by the angle outside.

Each edge is integrated once for the two pixels that it parts, so shares add up to the whole without a gap.
"""

import math

import numpy as np
from numba import njit

# 99.9 % of a Gaussian's energy lies within so many standard deviations.
CUT = math.sqrt(-2.0 * math.log(1e-3))
# Below this share a pixel holds nothing of a footprint: what rounding leaves behind.
NOISE = 1e-12

_WHOLE = -math.expm1(-0.5 * CUT * CUT)


def _rule(count):
    """Nodes and weights of the Gauss-Legendre quadrature on 0..1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return 0.5 * (nodes + 1.0), 0.5 * weights


# An edge is integrated in parts of at most 2.5 standard deviations, shorter ones with fewer nodes: good to 1e-7.
_PART, _SHORT, _SHORTEST = 2.5, 0.4, 0.06
_NODES_6, _WEIGHTS_6 = _rule(6)
_NODES_3, _WEIGHTS_3 = _rule(3)
_NODES_2, _WEIGHTS_2 = _rule(2)

_options = {"nogil": True, "cache": True, "error_model": "numpy"}


@njit(**_options)
def _inside(ax, ay, bx, by, radius):
    """The part [begin, end] (0..1) of the segment a-b inside the circle; begin >= end where there is none."""
    aa, bb = ax * ax + ay * ay, bx * bx + by * by
    if aa <= radius * radius and bb <= radius * radius:
        return 0.0, 1.0
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    cross = ax * by - ay * bx
    room = radius * radius * length - cross * cross
    if room <= 0.0:
        return 0.0, 0.0
    middle, half = -(ax * dx + ay * dy) / length, math.sqrt(room) / length
    return max(0.0, middle - half), min(1.0, middle + half)


@njit(**_options)
def _angle(ax, ay, bx, by):
    """The angle from a to b around the centre (-pi..pi)."""
    return math.atan2(ax * by - ay * bx, ax * bx + ay * by)


@njit(**_options)
def _quadrature(ax, ay, dx, dy, begin, length, nodes, weights):
    """The mean of (1 - exp(-r^2 / 2)) / r^2 on the part of a + t d that begins at t = ``begin``, times ``length``."""
    total = 0.0
    for k in range(nodes.size):
        t = begin + length * nodes[k]
        x, y = ax + t * dx, ay + t * dy
        square = x * x + y * y
        total += weights[k] * ((1.0 - math.exp(-0.5 * square)) / square if square > 1e-4 else 0.5 - 0.125 * square)
    return total * length


@njit(**_options)
def _gaussian_part(ax, ay, bx, by):
    """The integral of 1 - exp(-r^2 / 2) over the angle from a to b, both inside the cut."""
    dx, dy = bx - ax, by - ay
    size = math.sqrt(dx * dx + dy * dy)
    cross = ax * by - ay * bx
    if size < _SHORTEST:
        return cross * _quadrature(ax, ay, dx, dy, 0.0, 1.0, _NODES_2, _WEIGHTS_2)
    if size < _SHORT:
        return cross * _quadrature(ax, ay, dx, dy, 0.0, 1.0, _NODES_3, _WEIGHTS_3)
    parts = max(1, int(math.ceil(size / _PART)))
    total = 0.0
    for part in range(parts):
        total += _quadrature(ax, ay, dx, dy, part / parts, 1.0 / parts, _NODES_6, _WEIGHTS_6)
    return cross * total


@njit(**_options)
def _edge(ax, ay, bx, by, gaussian):
    """Energy, of 1 in all, between the centre and the segment a-b, as seen from the centre; negative clockwise."""
    if ax * by - ay * bx == 0.0:
        return 0.0
    begin, end = _inside(ax, ay, bx, by, CUT if gaussian else 1.0)
    if begin >= end:
        return _angle(ax, ay, bx, by) / (2.0 * math.pi)
    px, py = ax + begin * (bx - ax), ay + begin * (by - ay)
    qx, qy = ax + end * (bx - ax), ay + end * (by - ay)
    outside = 0.0
    if begin > 0.0:
        outside += _angle(ax, ay, px, py)
    if end < 1.0:
        outside += _angle(qx, qy, bx, by)
    within = _gaussian_part(px, py, qx, qy) / _WHOLE if gaussian else px * qy - py * qx
    return (within + outside) / (2.0 * math.pi)


@njit(**_options)
def round_spans(centre, to_round, bend, reach, gaussian, rows, columns, period):
    """All spans of some footprints: arrays (n, 4) of footprint, row, first and end column, and (n) of share.

    ``centre`` (footprints, 2): column and row in pixel coordinates. ``to_round`` (footprints, 2, 2) and ``bend``
    (footprints, 2, 3) take a step (x, y) in pixels from the centre to (u, v): the linear terms of x and y, and those of
    x^2, x y and y^2. ``reach`` (footprints, 2): no part is more columns and rows from the centre. Pixels lie in the
    half-open ranges ``rows`` and ``columns`` of the raster; ``period``: the world's width in pixels where the raster
    goes around it, else 0. The shares of a footprint sum to 1 where all of it lies on these pixels.
    """
    found, shares = np.empty((4 * centre.shape[0] + 64, 4), np.int64), np.empty(4 * centre.shape[0] + 64)
    total = 0
    for k in range(centre.shape[0]):
        x, y = centre[k]
        top, bottom = max(rows[0], int(math.floor(y - reach[k, 1]))), min(rows[1], int(math.ceil(y + reach[k, 1])))
        if not (top < bottom):
            continue
        first = last = 0
        if period > 0.0:
            first = int(math.ceil((columns[0] - x - reach[k, 0]) / period))
            last = int(math.floor((columns[1] - x + reach[k, 0]) / period))
        for turn in range(first, last + 1):
            moved = x + turn * period
            left = max(columns[0], int(math.floor(moved - reach[k, 0])))
            right = min(columns[1], int(math.ceil(moved + reach[k, 0])))
            if not (left < right):
                continue
            room = total + (bottom - top) * (right - left)
            if room > shares.size:
                found, shares = _grown(found, shares, 2 * room)
            total = _one(moved, y, to_round[k], bend[k], gaussian, k, top, bottom, left, right, found, shares, total)
    return found[:total], shares[:total]


@njit(**_options)
def _one(x, y, to_round, bend, gaussian, number, top, bottom, left, right, found, shares, total):
    """Append the spans of one footprint."""
    sign = 1.0 if to_round[0, 0] * to_round[1, 1] - to_round[0, 1] * to_round[1, 0] > 0.0 else -1.0
    width = right - left
    u, v = np.empty(width + 1), np.empty(width + 1)
    above, below = np.empty(width), np.empty(width)
    for c in range(width + 1):
        u[c], v[c] = _to_round(left + c - x, top - y, to_round, bend)
    for c in range(width):
        above[c] = _edge(u[c], v[c], u[c + 1], v[c + 1], gaussian)
    for row in range(top, bottom):
        u0, v0 = u[0], v[0]
        u[0], v[0] = _to_round(left - x, row + 1 - y, to_round, bend)
        before = _edge(u0, v0, u[0], v[0], gaussian)
        for c in range(width):
            u0, v0 = u[c + 1], v[c + 1]
            u[c + 1], v[c + 1] = _to_round(left + c + 1 - x, row + 1 - y, to_round, bend)
            below[c] = _edge(u[c], v[c], u[c + 1], v[c + 1], gaussian)
            after = _edge(u0, v0, u[c + 1], v[c + 1], gaussian)
            share = sign * (above[c] + after - below[c] - before)
            before = after
            above[c] = below[c]
            if share > NOISE:
                found[total, 0], found[total, 1], found[total, 2], found[total, 3] = number, row, left + c, left + c + 1
                shares[total] = share
                total += 1
    return total


@njit(**_options)
def _to_round(x, y, to_round, bend):
    return (to_round[0, 0] * x + to_round[0, 1] * y + bend[0, 0] * x * x + bend[0, 1] * x * y + bend[0, 2] * y * y,
            to_round[1, 0] * x + to_round[1, 1] * y + bend[1, 0] * x * x + bend[1, 1] * x * y + bend[1, 2] * y * y)


@njit(**_options)
def _grown(found, shares, size):
    larger, longer = np.empty((size, 4), np.int64), np.empty(size)
    larger[:shares.size], longer[:shares.size] = found, shares
    return larger, longer
