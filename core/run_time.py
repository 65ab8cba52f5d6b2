"""How long a run takes, about: its work, times what a unit of work takes on the machine of the benchmark.

Rates are those of benchmarks/results.json (two cores of an AMD EPYC, "ours", from file to file), by section and task.
A run on another machine, or of files on a slow disk, takes a few times as long or as short.
"""

from collections.abc import Sequence

from .message import Message, message

# files: a raster of 3660 x 3660 Float32, DEFLATE, aggregated to MODIS's 1 km grid in 0.23 s, of which 0.08 s are its
# start. The slower of the documented ones: UInt16 of 10980 x 10980 takes a third of that.
_LAYER = 0.1
_PIXEL = 0.15 / 3660**2
# Not in the benchmark, since its outputs are small: joinlayers of two Float32 layers to 2000 x 2000 cells took 3.0 s on
# that machine, nearly all of it the compression and the overviews of the output.
_CELL = 3.0 / (2 * 2000**2)
# downscale, from file to file: 3660 x 3660 cells with six covariates, the scale-up test in it.
_SCENE = 3660**2
_LINEAR, _FOREST, _DMS, _ATPK = 22.69, 41.56, 82.77, 6.76
# Methods which that scene was not run with, by those it was: their ratios on "thermal band, 240 m to 30 m".
_DOWNSCALING = {
    "linear": _LINEAR,
    "forest": _FOREST,
    "dms": _DMS,
    "atpk": _ATPK,
    "tsharp": _LINEAR * 2.335 / 2.742,
    "atprk": _LINEAR * 5.499 / 2.742,
    "blend": _DMS * 7.513 / 8.243,
    "boosting": _DMS * 63.99 / 8.243,
    "bilinear": _ATPK * 1.549 / 2.798,
    "nearest": _ATPK * 1.549 / 2.798,
    "auto": _DMS * 13.38 / 8.243,
}
# footprints: 500,000 points from layer to layer 11.73 s, in discs 13.06 s, of which the raster takes 0.70 s, and for
# 300,000 discs 1.35 s.
_FEATURE = (11.73 - 0.70) / 500_000
_POINT = 0.70 / 500_000
_DISC = 1.35 / 300_000

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0


def joining_seconds(layers: Sequence[tuple[float, int]], cells: float) -> float:
    """To join layers of so many (pixels on the grid, bands) each on a grid of so many cells (joinlayers)."""
    return sum(_LAYER + bands * (pixels * _PIXEL + cells * _CELL) for pixels, bands in layers)


def downscaling_seconds(cells: float, method: str) -> float:
    """To downscale to so many cells by a method of `downscale.methods.METHODS` or "auto"."""
    return cells / _SCENE * _DOWNSCALING[method]


def sampling_seconds(features: float, bands: int, footprints: bool) -> float:
    """To sample so many bands at points, or in footprints that span pixels (samplepoints)."""
    return features * (_FEATURE + bands * (_DISC if footprints else _POINT))


def about(seconds: float) -> Message:
    """A time of which only the order is known: "about 3 minutes"."""
    if seconds < _MINUTE:
        return message("less than a minute")
    if seconds < 1.5 * _MINUTE:
        return message("about a minute")
    if seconds < _HOUR:
        return message("about {count:.0f} minutes", count=_rounded(seconds / _MINUTE))
    if seconds < 1.5 * _HOUR:
        return message("about an hour")
    if seconds < 2 * _DAY:
        return message("about {count:.0f} hours", count=_rounded(seconds / _HOUR))
    return message("about {count:.0f} days", count=_rounded(seconds / _DAY))


def _rounded(count: float) -> float:
    """To whole numbers up to ten, then to tens."""
    return round(count) if count < 10 else round(count / 10) * 10
