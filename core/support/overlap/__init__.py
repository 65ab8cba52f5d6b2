"""Compiled kernels of the support operator: exact overlaps of target cells with source pixels.

Everything happens in *source pixel coordinates*: pixel (row r, column c) is the unit square [c, c+1] x [r, r+1], a
target cell is the polygon of its outline. `spans` finds which pixels it covers and how much of each; all that uses the
operator (statistics, matrix, adjoint) reads spans; `round` finds those of round footprints. `sums` and `classes` add up
what the pixels hold, `block` walks over the pixels of many cells, `walk` over the spans of many footprints.
"""

from .block import accumulate_block, is_compiled
from .round import CUT, round_spans
from .spans import Outlines, block_spans
from .sums import (ACCUMULATORS, ALL_COVERAGE, ALL_WEIGHT, COUNT, FIRST, HIGH, LOW, REFERENCE, SECOND, TOTAL, WEIGHT)
from .walk import accumulate_spans, is_walk_compiled

__all__ = ["ACCUMULATORS", "ALL_COVERAGE", "ALL_WEIGHT", "COUNT", "CUT", "FIRST", "HIGH", "LOW", "Outlines",
           "REFERENCE", "SECOND", "TOTAL", "WEIGHT", "accumulate_block", "accumulate_spans", "block_spans",
           "is_compiled", "is_walk_compiled", "round_spans"]
