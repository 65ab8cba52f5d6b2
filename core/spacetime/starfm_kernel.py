"""Compiled: the weighted sums of STARFM over the window of every pixel."""

import numpy as np
from numba import njit

# Sums of weights, of weights times deviation and deviation squared, and of squared weights.
WEIGHT, FIRST, SECOND, SQUARE = range(4)
SUMS = 4
# A row of the window is filled up with weights of 0 to a multiple of this: all of it then runs in the processor's
# vectors.
_STRIDE = 16


def pair_sums(fine, spectral, temporal, merit, prediction, spectral_limit, temporal_limit, reference, tolerance,
              nearness, frame):
    """What the candidates of one base pair add to the prediction of the inner pixels, for one band.

    All images have the shape of the block. ``fine``: F, NaN where missing; ``spectral``, ``temporal``: S and T of each
    pixel; ``merit``: its weight but for the distance, and ``prediction``: what it predicts, both finite everywhere and
    ``merit`` 0 where the pixel is no candidate of anyone; ``spectral_limit``, ``temporal_limit``: what S or T of the
    candidates of a pixel may be, -inf both where it shall have none; ``reference``: the value from which its deviations
    are counted. ``nearness`` (2 a + 1, 2 b + 1): the weight by distance.
    Returns (SUMS, inner rows, inner columns), float64.

    Each row of a window is summed in single precision, always in the same order, and the rows in double precision from
    the first to the last.
    """
    width = nearness.shape[1]
    padded = -(-width // _STRIDE) * _STRIDE
    beside = width // 2
    weights = np.zeros((len(nearness), padded), np.float32)
    weights[:, :width] = nearness
    images = [_between(image, fill, beside, padded) for image, fill in
              ((fine, np.nan), (spectral, 0.0), (temporal, 0.0), (merit, 0.0), (prediction, 0.0))]
    centres = [np.ascontiguousarray(image, np.float32)
               for image in (fine, spectral_limit, temporal_limit, reference)]
    sums = np.empty((SUMS, *frame.inner_shape))
    first_row, first_column = (part.start for part in frame.inner_slices)
    for rows, columns in frame.pieces(min(len(weights), len(fine)) * padded):
        sums[:, rows.start - first_row:rows.stop - first_row,
             columns.start - first_column:columns.stop - first_column] = _sums(
                 *images, *centres, np.float32(tolerance), weights,
                 (rows.start, rows.stop, columns.start, columns.stop))
    return sums


def _between(image, fill, before, after):
    """An image with so many columns of ``fill`` before and after it."""
    found = np.full((image.shape[0], before + image.shape[1] + after), fill, np.float32)
    found[:, before:before + image.shape[1]] = image
    return found


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "nsz", "contract"})
def _sums(fine, spectral, temporal, merit, prediction, centre, spectral_limit, temporal_limit, reference, tolerance,
          nearness, inner):
    top, bottom, left, right = inner
    rows, below = len(fine), nearness.shape[0] // 2
    sums = np.zeros((SUMS, bottom - top, right - left))
    for row in range(top, bottom):
        for there in range(max(0, row - below), min(rows, row + below + 1)):
            near = nearness[there - row + below]
            for column in range(left, right):
                here, origin = centre[row, column], reference[row, column]
                most_spectral, most_temporal = spectral_limit[row, column], temporal_limit[row, column]
                total = first = second = square = np.float32(0.0)
                for k in range(near.size):
                    j = np.uint64(column + k)
                    candidate = (abs(fine[there, j] - here) <= tolerance) & (
                        (spectral[there, j] <= most_spectral) | (temporal[there, j] <= most_temporal))
                    weight = near[k] * merit[there, j] if candidate else np.float32(0.0)
                    deviation = prediction[there, j] - origin
                    part = weight * deviation
                    total += weight
                    first += part
                    second += part * deviation
                    square += weight * weight
                sums[WEIGHT, row - top, column - left] += total
                sums[FIRST, row - top, column - left] += first
                sums[SECOND, row - top, column - left] += second
                sums[SQUARE, row - top, column - left] += square
    return sums
