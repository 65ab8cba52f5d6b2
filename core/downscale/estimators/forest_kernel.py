"""Compiled: the sums of many regression trees over many pixels, to the bit what scikit-learn's own `predict` gives.

Trees are packed by `packed_trees.py`: a node is one integer, whose parts are the covariate, the place of its left
child and the threshold. Covariates become integers that sort as they do (`sortable`). Eight pixels go down a tree
together, so that the processor need not wait for each node, and stop where all have come to a leaf, which is its own
child. Pixels are taken in groups that stay in the cache beside a tree.
"""

import numpy as np
from numba import njit

# Here, where the kernels are: numba's disk cache watches this file alone.
COVARIATE_BITS, CHILD_BITS = 12, 20   # of the low half of a node; the high half is its threshold
COVARIATE_MASK, CHILD_MASK = (1 << COVARIATE_BITS) - 1, (1 << CHILD_BITS) - 1
_options = {"nogil": True, "cache": True, "error_model": "numpy"}
_PIXELS = 1024   # to a group
_SHIFT, _COVARIATE, _CHILD = np.int64(COVARIATE_BITS), np.int64(COVARIATE_MASK), np.int64(CHILD_MASK)


@njit(**_options)
def add_values(keys, nodes, starts, depths, values, sums):
    """Add each tree's value of the pixels' leaves, tree by tree in their order.

    ``keys`` (pixels, covariates) are `sortable`; ``values`` (nodes,); ``sums`` (pixels,) float64 is added to.
    """
    leaf = np.empty(_PIXELS, np.int64)
    for first in range(0, keys.shape[0], _PIXELS):
        group = keys[first:first + _PIXELS]
        for tree in range(depths.size):
            start = starts[tree]
            _find_leaves(group, nodes[start:starts[tree + 1]], depths[tree], leaf)
            for i in range(group.shape[0]):
                sums[first + i] += values[start + leaf[i]]


@njit(**_options)
def add_moments(keys, nodes, starts, depths, values, squares, sums, square_sums):
    """As `add_values`; of ``squares`` (nodes,), the mean square of what is in a leaf, too."""
    leaf = np.empty(_PIXELS, np.int64)
    for first in range(0, keys.shape[0], _PIXELS):
        group = keys[first:first + _PIXELS]
        for tree in range(depths.size):
            start = starts[tree]
            _find_leaves(group, nodes[start:starts[tree + 1]], depths[tree], leaf)
            for i in range(group.shape[0]):
                sums[first + i] += values[start + leaf[i]]
                square_sums[first + i] += squares[start + leaf[i]]


@njit(**_options)
def add_planes(keys, covariates, nodes, starts, depths, planes, low, high, sums, square_sums):
    """As `add_moments`, for leaves that hold a plane each, whose values are kept within [low, high] of the leaf.

    ``covariates`` (pixels, covariates) float64; ``planes`` (nodes, 1 + covariates): intercept, then slopes.
    """
    leaf = np.empty(_PIXELS, np.int64)
    count = covariates.shape[1]
    for first in range(0, keys.shape[0], _PIXELS):
        group = keys[first:first + _PIXELS]
        for tree in range(depths.size):
            start = starts[tree]
            _find_leaves(group, nodes[start:starts[tree + 1]], depths[tree], leaf)
            for i in range(group.shape[0]):
                node = start + leaf[i]
                value = planes[node, 0]
                for j in range(count):
                    value += planes[node, 1 + j] * covariates[first + i, j]
                value = min(max(value, low[node]), high[node])
                sums[first + i] += value
                square_sums[first + i] += value * value


@njit(**_options)
def _find_leaves(keys, nodes, depth, leaf):
    """The place in the tree of the leaf of every pixel of a group, into ``leaf``."""
    pixels = keys.shape[0]
    i = 0
    while i + 8 <= pixels:
        a = b = c = d = e = f = g = h = np.int64(0)
        for _ in range(depth):
            a1, b1 = _child(keys, i, nodes[a]), _child(keys, i + 1, nodes[b])
            c1, d1 = _child(keys, i + 2, nodes[c]), _child(keys, i + 3, nodes[d])
            e1, f1 = _child(keys, i + 4, nodes[e]), _child(keys, i + 5, nodes[f])
            g1, h1 = _child(keys, i + 6, nodes[g]), _child(keys, i + 7, nodes[h])
            moved = (a ^ a1) | (b ^ b1) | (c ^ c1) | (d ^ d1) | (e ^ e1) | (f ^ f1) | (g ^ g1) | (h ^ h1)
            a, b, c, d, e, f, g, h = a1, b1, c1, d1, e1, f1, g1, h1
            if moved == 0:
                break
        leaf[i], leaf[i + 1], leaf[i + 2], leaf[i + 3] = a, b, c, d
        leaf[i + 4], leaf[i + 5], leaf[i + 6], leaf[i + 7] = e, f, g, h
        i += 8
    while i < pixels:
        at = np.int64(0)
        for _ in range(depth):
            at = _child(keys, i, nodes[at])
        leaf[i] = at
        i += 1


@njit(**_options)
def _child(keys, pixel, node):
    return ((node >> _SHIFT) & _CHILD) + np.int64(keys[pixel, node & _COVARIATE] > (node >> np.int64(32)))
