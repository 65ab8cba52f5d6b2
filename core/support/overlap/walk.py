"""Compiled: the pixels under many footprints, summed footprint by footprint from their spans."""

import hashlib
from pathlib import Path

import numpy as np
from numba import njit

from . import classes, spans, sums
from .classes import add_classes
from .sums import add_values

_options = {"nogil": True, "cache": True, "error_model": "numpy"}


def _compiled_from(sources):
    """The kernel compiled from ``sources``: a checksum of all files it calls (see `block.py`)."""
    @njit(**_options)
    def accumulate_spans(index, coverage, values, valid, masked, ground, portion, row_offset, column_offset, squares,
                         extremes, state, parts, codes, areas):
        """Add spans to the accumulators of their footprints.

        ``index`` (n, 4): footprint, row, first and end column in the whole raster, ordered by footprint, then by row;
        ``coverage`` (n). ``parts`` (footprints, bands): valid pixels are added to it, each as one however small the
        part. The rest: see `block.accumulate_block`; ``areas`` is None where there are no classes. Calls for
        consecutive row ranges give the same bytes as one call for all of them.
        """
        sources
        total = coverage.size
        longest, begin = 1, 0
        for s in range(1, total + 1):
            if s == total or index[s, 0] != index[begin, 0]:
                longest, begin = max(longest, s - begin), s
        mine, share = np.empty((longest, 3), np.int64), np.empty(longest)
        if codes is not None:
            tally = np.zeros((areas.shape[2], 4), np.int32)
        begin = 0
        for s in range(1, total + 1):
            if s < total and index[s, 0] == index[begin, 0]:
                continue
            cell, count = index[begin, 0], s - begin
            for k in range(count):
                mine[k, 0], mine[k, 1], mine[k, 2] = index[begin + k, 1], index[begin + k, 2], index[begin + k, 3]
                share[k] = coverage[begin + k]
            begin = s
            for band in range(values.shape[0]):
                add_values(mine, share, count, values, valid, masked, ground, portion, band, row_offset, column_offset,
                           squares, extremes, state, cell)
                if codes is not None:
                    add_classes(mine, share, count, codes, ground, portion, band, row_offset, column_offset, tally,
                                areas, cell)
                for k in range(count):
                    row = mine[k, 0] - row_offset
                    for column in range(mine[k, 1] - column_offset, mine[k, 2] - column_offset):
                        if not masked or valid[band, row, column]:
                            parts[cell, band] += 1

    return accumulate_spans


_FILES = [Path(module.__file__) for module in (classes, spans, sums)]
accumulate_spans = _compiled_from(hashlib.sha256(b"".join(file.read_bytes() for file in _FILES)).hexdigest())


def is_walk_compiled() -> bool:
    """Has this computer compiled the kernel before (for any type of pixels)?"""
    return any(Path(accumulate_spans.stats.cache_path).glob("*accumulate_spans-*.nbc"))
