"""How values lie beside one another: in patches or not, like their neighbours or not."""

import math
from collections.abc import Iterable

import numpy as np
from numba import njit

# Rows of the counts of pairs of neighbours by rank: of the first and of the second of a pair, of both where they are
# alike, of either where they differ.
_COUNTS = _FIRST, _SECOND, _SAME, _DIFFERING = range(4)


def texture(windows: Iterable[tuple[np.ndarray, np.ndarray]], distinct: int) -> tuple[float, float, float]:
    """equal, flatness and disorder of neighbours (see `BandSample`); NaN without neighbours.

    Windows are ranks below `distinct` (rows, columns) and where they are valid.
    """
    counts = np.zeros((len(_COUNTS), distinct), np.int64)
    steps = sum(_count_neighbours(np.ascontiguousarray(ranks, np.int64), valid, counts) for ranks, valid in windows)
    firsts, seconds, same, differing = counts
    pairs = int(firsts.sum())
    if not pairs:
        return math.nan, math.nan, math.nan
    equal = flatness = same.sum() / pairs
    if distinct > 2:
        commonest = firsts.argmax()
        rest = pairs - firsts[commonest] - seconds[commonest] + same[commonest]
        flatness = (same.sum() - same[commonest]) / rest if rest else equal
    unlike = int(differing.sum()) // 2
    if not unlike:
        return float(equal), float(flatness), 1.0
    shares = differing / (2 * unlike)
    below = np.cumsum(shares)[:-1]
    # The mean absolute difference of two independent draws, among those that differ.
    expected = 2.0 * (below * (1.0 - below)).sum() / (1.0 - (shares**2).sum())
    return float(equal), float(flatness), float(steps / unlike / expected)


@njit(nogil=True, cache=True)
def _count_neighbours(ranks, valid, counts):
    """Count pairs of valid pixels (rows, columns) that share a side; returns the sum of their differences in rank."""
    steps = 0
    rows, columns = ranks.shape
    for row in range(rows):
        for column in range(columns):
            if not valid[row, column]:
                continue
            one = ranks[row, column]
            for down, right in ((0, 1), (1, 0)):
                if row + down == rows or column + right == columns or not valid[row + down, column + right]:
                    continue
                other = ranks[row + down, column + right]
                counts[_FIRST, one] += 1
                counts[_SECOND, other] += 1
                if one == other:
                    counts[_SAME, one] += 1
                else:
                    counts[_DIFFERING, one] += 1
                    counts[_DIFFERING, other] += 1
                    steps += abs(one - other)
    return steps
