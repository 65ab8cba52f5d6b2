"""Compiled: sums of the values of pixels, weighted by their overlap with a cell."""

import numpy as np
from numba import njit

# A pixel needs this coverage to count for the extremes: an outline that grazes a pixel does not own its value.
_EXTREME = 1e-6

_options = {"nogil": True, "cache": True, "error_model": "numpy"}
_inlined = {**_options, "inline": "always"}
# Reassociation lets LLVM sum in vector lanes. NaN is never summed (invalid pixels are left out by selection).
_vector = {**_options, "fastmath": {"reassoc", "nsz", "contract"}}


# The loops below count from zero with unsigned indices and select instead of branching: only so does LLVM turn them
# into vector instructions. Whole arrays are passed, never slices: each slice counts references, which threads fight
# for.
@njit(**_vector)
def _run_sum(values, band, row, begin, length, reference):
    total = 0.0
    for c in range(np.uint64(length)):
        total += values[band, row, begin + c] - reference
    return total


@njit(**_vector)
def _run_masked_sum(values, valid, band, row, begin, length, reference):
    total = 0.0
    count = 0
    for c in range(np.uint64(length)):
        total += (values[band, row, begin + c] - reference) if valid[band, row, begin + c] else 0.0
        count += valid[band, row, begin + c]
    return total, count


@njit(**_vector)
def _run_squares(values, valid, band, row, begin, length, reference):
    total = 0.0
    for c in range(np.uint64(length)):
        difference = (values[band, row, begin + c] - reference) if valid[band, row, begin + c] else 0.0
        total += difference * difference
    return total


@njit(**_vector)
def _run_by_pixel(values, valid, ground, portion, band, row, begin, length, reference):
    """Sums over one run of pixels with ground areas of their own, of which portions count: ground of all, ground that
    counts, values and squares weighted by it, portions, values weighted by them."""
    everything = 0.0
    weight = 0.0
    first = 0.0
    second = 0.0
    count = 0.0
    total = 0.0
    for c in range(np.uint64(length)):
        area = ground[row, begin + c]
        part = portion[band, row, begin + c] if valid[band, row, begin + c] else 0.0
        difference = (values[band, row, begin + c] - reference) if valid[band, row, begin + c] else 0.0
        everything += area
        weight += area * part
        first += area * part * difference
        second += area * part * difference * difference
        count += part
        total += part * difference
    return everything, weight, first, second, count, total


@njit(**_options)
def _extend_range(values, valid, band, row, begin, length, low, high):
    for c in range(np.uint64(length)):
        if valid[band, row, begin + c]:
            value = np.float64(values[band, row, begin + c])
            low = min(low, value)
            high = max(high, value)
    return low, high


# Columns of the accumulators, one row for each band and cell.
WEIGHT, FIRST, SECOND, COUNT, TOTAL, LOW, HIGH, REFERENCE, STARTED, ALL_WEIGHT, ALL_COVERAGE = range(11)
ACCUMULATORS = 11


@njit(**_inlined)
def add_values(spans, coverage, count, values, valid, masked, ground, portion, band, row_offset, column_offset, squares,
               extremes, state, cell):
    """Add spans to the accumulators ``state[cell, band]`` of one cell and band.

    ``values`` and ``valid`` (bands, rows, columns) are the window that begins at (row_offset, column_offset). Where
    not ``masked`` every pixel is valid, and ``valid`` is read for squares, extremes and areas by pixel alone.
    ``ground`` is the relative ground area of the pixels: (1, 1) when it is the same for all, (rows, 1), or (rows,
    columns); with the last goes ``portion`` (bands, rows, columns), how much of each pixel counts (0..1). Sums are of
    differences from the first valid value met, so that constants stay constants and variances keep their digits.
    """
    by_row, by_pixel = ground.shape[0] > 1, portion.size > 0
    band = np.uint64(band)
    # Local variables live in registers; the accumulators are touched once for many spans.
    mine = state[cell, band]
    weight, first, second, pixels = mine[WEIGHT], mine[FIRST], mine[SECOND], mine[COUNT]
    total, low, high, reference = mine[TOTAL], mine[LOW], mine[HIGH], mine[REFERENCE]
    all_weight, all_coverage, started = mine[ALL_WEIGHT], mine[ALL_COVERAGE], mine[STARTED]
    for s in range(count):
        row = np.uint64(spans[s, 0] - row_offset)
        begin = np.uint64(spans[s, 1] - column_offset)
        length = spans[s, 2] - spans[s, 1]
        share = coverage[s]
        if started == 0.0:
            for c in range(np.uint64(length)):
                if not masked or valid[band, row, begin + c]:
                    reference = np.float64(values[band, row, begin + c])
                    started = 1.0
                    break
        all_coverage += share * length
        if length == 1:
            area = share
            if by_pixel:
                area *= ground[row, begin]
            else:
                area *= ground[row, 0] if by_row else ground[0, 0]
            all_weight += area
            if by_pixel:
                area *= portion[band, row, begin]
                share *= portion[band, row, begin]
            if not masked or valid[band, row, begin]:
                difference = values[band, row, begin] - reference
                weight += area
                first += area * difference
                second += area * difference * difference
                pixels += share
                total += share * difference
                if share > _EXTREME:
                    low = min(low, np.float64(values[band, row, begin]))
                    high = max(high, np.float64(values[band, row, begin]))
            continue
        if by_pixel:
            everything, usable, weighted, squared, number, run = _run_by_pixel(values, valid, ground, portion, band,
                                                                               row, begin, length, reference)
            pixels += share * number
            total += share * run
            all_weight += share * everything
            weight += share * usable
            first += share * weighted
            second += share * squared
        else:
            if masked:
                run, number = _run_masked_sum(values, valid, band, row, begin, length, reference)
            else:
                run, number = _run_sum(values, band, row, begin, length, reference), length
            pixels += share * number
            total += share * run
            area = share * (ground[row, 0] if by_row else ground[0, 0])
            all_weight += area * length
            weight += area * number
            first += area * run
            if squares:
                second += area * _run_squares(values, valid, band, row, begin, length, reference)
        if extremes and share > _EXTREME:
            low, high = _extend_range(values, valid, band, row, begin, length, low, high)
    mine[WEIGHT], mine[FIRST], mine[SECOND], mine[COUNT] = weight, first, second, pixels
    mine[TOTAL], mine[LOW], mine[HIGH], mine[REFERENCE] = total, low, high, reference
    mine[ALL_WEIGHT], mine[ALL_COVERAGE], mine[STARTED] = all_weight, all_coverage, started
