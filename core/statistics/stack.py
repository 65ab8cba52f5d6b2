"""Statistics of the bands of a raster and the correlations between them, read in blocks."""

from dataclasses import dataclass

import numpy as np

from ..raster import RasterSource

_PIXELS = 1 << 21   # read at a time, of all bands


@dataclass(frozen=True)
class StackStatistics:
    """``cells`` of the raster; for each band its valid cells, mean, standard deviation (of the population), extremes.

    ``pairs`` (bands, bands): cells where both are valid; ``correlation``: Pearson's r over these, NaN where it is not
    defined (fewer than two cells, or a constant).
    """

    cells: int
    count: np.ndarray
    mean: np.ndarray
    std: np.ndarray
    low: np.ndarray
    high: np.ndarray
    pairs: np.ndarray
    correlation: np.ndarray


def stack_statistics(stack: RasterSource) -> StackStatistics:
    """Statistics of all bands over their valid cells, correlations over the cells that each pair has in common."""
    bands = len(stack.bands)
    count, total = np.zeros(bands), np.zeros(bands)
    low, high = np.full(bands, np.inf), np.full(bands, -np.inf)
    for values in _blocks(stack):
        valid = np.isfinite(values)
        count += valid.sum(1)
        total += np.where(valid, values, 0.0).sum(1)
        low = np.minimum(low, np.where(valid, values, np.inf).min(1, initial=np.inf))
        high = np.maximum(high, np.where(valid, values, -np.inf).max(1, initial=-np.inf))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
    pairs, sums, squares, products = np.zeros((4, bands, bands))
    for values in _blocks(stack):
        # About the mean, so that no digits are lost; sums over the cells that two bands have in common.
        valid = np.isfinite(values)
        centred, present = np.where(valid, values - mean[:, None], 0.0), valid.astype(float)
        pairs += present @ present.T
        sums += centred @ present.T
        squares += centred**2 @ present.T
        products += centred @ centred.T
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = products - sums * sums.T / pairs
        variance = squares - sums**2 / pairs
        # What rounding leaves of a constant is no variance.
        variance = np.where(variance > 1e-12 * squares, variance, np.nan)
        correlation = np.clip(covariance / np.sqrt(variance * variance.T), -1.0, 1.0)
        std = np.sqrt(np.diag(squares) / count)
    missing = count == 0
    return StackStatistics(int(np.prod(stack.grid.shape)), count.astype(int), mean, std,
                           np.where(missing, np.nan, low), np.where(missing, np.nan, high), pairs.astype(int),
                           correlation)


def _blocks(stack: RasterSource):
    """All cells, (bands, cells) at a time, NaN where missing."""
    rows, columns = map(int, stack.grid.shape)
    numbers = [band.number for band in stack.bands]
    step = max(1, _PIXELS // (columns * len(numbers)))
    for row in range(0, rows, step):
        pixels = stack.read(numbers, (row, min(row + step, rows)), (0, columns))
        yield np.where(pixels.valid == 1, pixels.values.astype(float), np.nan).reshape(len(numbers), -1)
