"""Samples and time: which rasters are near enough to a point's time, and which of them is nearest."""

from collections.abc import Sequence

import numpy as np

from ..advice.times import TimeSpan

_DAY = np.timedelta64(86_400, "s")


def days_between(time: np.ndarray, span: TimeSpan) -> np.ndarray:
    """From each time (datetime64, UTC) to a raster's span, in days: 0 within it, positive where the raster is later,
    NaN where the time is not known."""
    time = time.astype("datetime64[s]")
    begin, end = (np.datetime64(moment.replace(tzinfo=None), "s") for moment in (span.begin, span.end))
    early, late = (begin - time) / _DAY, (end - time) / _DAY
    days = np.where(early > 0.0, early, np.where(late < 0.0, late, 0.0))
    return np.where(np.isnat(time), np.nan, days)


def nearest_raster(days: Sequence[np.ndarray], usable: Sequence[np.ndarray], tolerance: float) -> np.ndarray:
    """For each of n points the number of the raster nearest in time, -1 where there is none within the tolerance.

    ``days``: (n) of each raster; ``usable``: has it a value at the point? Of equally near ones the first counts.
    """
    distance = np.stack([np.where(use & (np.abs(each) <= tolerance), np.abs(each), np.inf)
                         for each, use in zip(days, usable)])
    return np.where(np.isfinite(distance.min(0)), np.argmin(distance, 0), -1)
