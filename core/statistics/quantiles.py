"""Area-weighted quantiles of the pixels in each target cell, exact.

The quantile of order p of a cell is the value below which the share p of its valid ground lies: the smallest value at
which the running sum of ground areas, in order of values, reaches p of their total; where it reaches it exactly, the
mean of that value and the next one (Hyndman and Fan 1996, The American Statistician 50, 361-365, definition 2, with
weights). For equal weights it is NumPy's "averaged_inverted_cdf", and the median is the usual one.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from ..support import Spans


# The running sum of weights is at p where it misses it by less of the total: what rounding leaves behind.
ROUNDING = 1e-12
_BINS = 1 << 16
_SIGN = np.uint64(1 << 63)
_options = {"nogil": True, "cache": True, "error_model": "numpy"}


class CellPixels(NamedTuple):
    """The valid pixels of each cell, cell by cell: those of cell k are ``values[start[k]:start[k + 1]]``.

    ``weights``: their relative ground areas inside the cell.
    """

    start: np.ndarray
    values: np.ndarray
    weights: np.ndarray


def pixels_of_cells(spans: Spans, values: np.ndarray, valid: np.ndarray, band: int, cells: int) -> CellPixels:
    """Collect the pixels of one band of ``values`` and ``valid`` (bands, rows, columns) under the spans."""
    return CellPixels(*_collect(*spans, values, valid, band, cells))


def joined_pixels(parts: Sequence[CellPixels]) -> CellPixels:
    """The pixels that several rasters have in the same cells."""
    if len(parts) == 1:
        return parts[0]
    count = sum(np.diff(part.start) for part in parts)
    cell = np.concatenate([np.repeat(np.arange(count.size), np.diff(part.start)) for part in parts])
    order = np.argsort(cell, kind="stable")
    return CellPixels(np.concatenate([[0], np.cumsum(count)]),
                      *(np.concatenate([part[k] for part in parts])[order] for k in (1, 2)))


@njit(**_options)
def cell_quantiles(start, values, weights, orders):
    """Quantiles (orders, cells) of the fields of a CellPixels; NaN where a cell has no pixel. ``orders``: 0..1."""
    found = np.full((orders.size, start.size - 1), np.nan)
    for cell in range(start.size - 1):
        begin, end = start[cell], start[cell + 1]
        if begin == end:
            continue
        order = begin + np.argsort(values[begin:end])
        total = 0.0
        for k in order:
            total += weights[k]
        for k in range(orders.size):
            found[k, cell] = _quantile(values, weights, order, orders[k], total)
    return found


@njit(**_options)
def _quantile(values, weights, order, p, total):
    reached = 0.0
    for n in range(order.size):
        reached += weights[order[n]]
        if reached >= (p - ROUNDING) * total:
            value = values[order[n]]
            if reached <= (p + ROUNDING) * total and n + 1 < order.size:
                value = 0.5 * (value + values[order[n + 1]])
            return value
    return values[order[order.size - 1]]


@njit(**_options)
def _collect(index, coverage, weight, values, valid, band, cells):
    by_row, by_pixel = weight.shape[1] > 1, weight.shape[2] > 1 or weight.shape[0] > 1
    plane = band if weight.shape[0] > 1 else 0
    most = 0
    for s in range(coverage.size):
        most += index[s, 3] - index[s, 2]
    start = np.zeros(cells + 1, np.int64)
    pixels, weights = np.empty(most), np.empty(most)
    count = 0
    for s in range(coverage.size):
        row = index[s, 1]
        share = coverage[s] * (weight[0, row, 0] if by_row else weight[0, 0, 0])
        for column in range(index[s, 2], index[s, 3]):
            if by_pixel:
                share = coverage[s] * weight[plane, row, column]
            if valid[band, row, column] and share > 0.0:
                pixels[count], weights[count] = values[band, row, column], share
                count += 1
        start[index[s, 0] + 1] = count
    for cell in range(cells):
        start[cell + 1] = max(start[cell + 1], start[cell])
    return start, pixels[:count].copy(), weights[:count].copy()


def quantiles_in_passes(strips: Callable[[], Iterable[tuple[np.ndarray, np.ndarray]]],
                        orders: np.ndarray) -> np.ndarray:
    """The same quantiles of one cell that is too large to hold, exact: a histogram of 65536 bins at each pass.

    ``strips()`` starts a pass over all its pixels: it yields values and weights. Each pass settles 16 of the 64 bits of
    the values sought, in the order of floating-point numbers.
    """
    total, below = 0.0, np.zeros(len(orders))
    prefix = np.zeros(len(orders), np.uint64)
    tied = np.zeros(len(orders), bool)
    for shift in (48, 32, 16, 0):
        histogram = np.zeros((len(orders), _BINS))
        for pixels, weights in strips():
            keys = _ordered(pixels) >> np.uint64(shift)
            total += weights.sum() if shift == 48 else 0.0
            for k in range(len(orders)):
                here = keys >> np.uint64(16) == prefix[k]
                bins = (keys[here] & np.uint64(_BINS - 1)).astype(np.int64)
                histogram[k] += np.bincount(bins, weights[here], _BINS)
        if total == 0.0:
            return np.full(len(orders), np.nan)
        for k, p in enumerate(orders):
            reached = below[k] + np.cumsum(histogram[k])
            there = np.flatnonzero((histogram[k] > 0.0) & (reached >= (p - ROUNDING) * total))
            chosen = there[0] if there.size else np.flatnonzero(histogram[k])[-1]
            below[k] = reached[chosen] - histogram[k, chosen]
            tied[k] = reached[chosen] <= (p + ROUNDING) * total
            prefix[k] = prefix[k] << np.uint64(16) | np.uint64(chosen)
    found = _values(prefix)
    if tied.any():
        following = np.full(len(orders), np.inf)
        for pixels, _ in strips():
            for k in np.flatnonzero(tied):
                following[k] = pixels[pixels > found[k]].min(initial=following[k])
        tied &= np.isfinite(following)
        found[tied] = 0.5 * (found[tied] + following[tied])
    return found


def _ordered(values: np.ndarray) -> np.ndarray:
    """Keys of 64 bits in the order of the values: the bits of floating-point numbers, those of negative ones turned."""
    bits = (np.asarray(values, np.float64) + 0.0).view(np.uint64)   # -0.0 becomes 0.0
    return np.where(bits & _SIGN, ~bits, bits | _SIGN)


def _values(keys: np.ndarray) -> np.ndarray:
    return np.where(keys & _SIGN, keys & ~_SIGN, ~keys).view(np.float64)
