"""Compiled kernels of the support operator: exact overlaps of target cells with source pixels.

Everything happens in *source pixel coordinates*: pixel (row r, column c) is the unit square [c, c+1] x [r, r+1], a
target cell is the polygon of its outline. `spans` finds which pixels it covers and how much of each; all that uses the
operator (statistics, matrix, adjoint) reads spans. `sums` and `classes` add up what the pixels hold, `block` walks over
the pixels of many cells.
"""

from .block import accumulate_block, is_compiled
from .spans import Outlines, block_spans
from .sums import (ACCUMULATORS, ALL_COVERAGE, ALL_WEIGHT, COUNT, FIRST, HIGH, LOW, REFERENCE, SECOND, TOTAL, WEIGHT)

__all__ = ["ACCUMULATORS", "ALL_COVERAGE", "ALL_WEIGHT", "COUNT", "FIRST", "HIGH", "LOW", "Outlines", "REFERENCE",
           "SECOND", "TOTAL", "WEIGHT", "accumulate_block", "block_spans", "is_compiled"]
