"""Totals from file to file: our overlap-weighted sum beside `gdalwarp -r sum -et 0`, on all cores too.

One tile is enough: GDAL takes some 20 s for its 13 million pixels.
"""

from .files import compare
from .record import Findings, Goal
from .tiles import Bench

GOAL = 15.0
LABELS = ("MODIS sinusoidal", "UTM 1 km")


def run(bench: Bench) -> Findings:
    rows, goals = [], []
    for label in LABELS:
        found = compare(bench, "HLS", "raw", label, "sum", section="sums")
        rows += found
        ratio = next(row.ratio for row in found if row.program.startswith("gdalwarp"))
        goals.append(Goal("sums", f"times as fast as gdalwarp -r sum -et 0 -multi: {found[0].task}", ratio, GOAL))
    return Findings(rows, goals)
