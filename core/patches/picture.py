"""Patches and rasters as pictures: which pixels are shown, in which colours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..legend import Legend
from ..raster import RasterSource
from ..reporter import Reporter
from .frame import Window

# Viridis of matplotlib: even steps in lightness, also for colour-blind eyes and in grey.
_VIRIDIS = np.array([[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]], float)
_CUT = (2.0, 98.0)   # percent of the shown values that the colours span
_RGB = ("red", "green", "blue")


@dataclass(frozen=True)
class Shown:
    """Bands of a raster that are shown (1-based): one in a ramp or in the colours of its classes, or three as red,
    green and blue."""

    bands: tuple[int, ...]
    legend: Legend | None = None


@dataclass(frozen=True)
class Picture:
    """``colours`` (rows, columns, 3) uint8, and ``valid`` (rows, columns): where every shown band has a value."""

    colours: np.ndarray
    valid: np.ndarray


def shown_bands(source: RasterSource) -> Shown:
    """The bands named red, green and blue where there are such; else the first three; of one or two the first."""
    bands = source.data_bands
    names = {source.bands[number - 1].description.strip().lower(): number for number in bands}
    if all(colour in names for colour in _RGB):
        return Shown(tuple(names[colour] for colour in _RGB))
    if len(bands) >= 3:
        return Shown(tuple(bands[:3]))
    legend = source.legend(bands[0])
    return Shown((bands[0],), legend.painted() if legend is not None and legend.entries else None)


def read_window(source: RasterSource, bands: Sequence[int], window: Window) -> np.ndarray:
    """Values (bands, rows, columns) float64 of a window, NaN where there is none, in the raster or around it.

    Raises FusionError if the file is damaged there.
    """
    values = np.full((len(bands), window.rows, window.cols), np.nan)
    rows = max(0, window.row), min(source.grid.shape[0], window.row + window.rows)
    cols = max(0, window.col), min(source.grid.shape[1], window.col + window.cols)
    if rows[0] < rows[1] and cols[0] < cols[1]:
        pixels = source.read(bands, rows, cols)
        there = values[:, rows[0] - window.row:rows[1] - window.row, cols[0] - window.col:cols[1] - window.col]
        there[...] = np.where(pixels.valid == 1, pixels.values, np.nan)
    return values


def thumbnail(source: RasterSource, shown: Shown, most: int, reporter: Reporter) -> tuple[np.ndarray, int]:
    """The whole raster as values (bands, rows, columns), at most ``most`` along a side, and the pixels of each's side.

    Every value is that of the pixel in the middle of its square; each storage block is read once. Raises FusionError,
    and Cancelled.
    """
    height, width = source.grid.shape
    step = max(1, -(-max(height, width) // most))
    rows, columns = (np.minimum(np.arange(0, size, step) + step // 2, size - 1) for size in (height, width))
    values = np.full((len(shown.bands), rows.size, columns.size), np.nan)
    strip = max(1, source.block_shape[0])
    for begin in range(0, height, strip):
        reporter.progress(begin / height)
        end = min(height, begin + strip)
        here = np.flatnonzero((rows >= begin) & (rows < end))
        if here.size:
            pixels = source.read(shown.bands, (begin, end), (0, width))
            index = np.ix_(range(len(shown.bands)), rows[here] - begin, columns)
            values[:, here] = np.where(pixels.valid[index] == 1, pixels.values[index], np.nan)
    return values, step


def stretch(values: Sequence[np.ndarray]) -> np.ndarray:
    """Lowest and highest value (bands, 2) that colours span, over several arrays (bands, rows, columns): the second and
    the 98th percentile; NaN where there is no value. Three bands have one span, so that colours keep their tone."""
    limits = []
    for number in range(len(values[0])):
        band = np.concatenate([each[number].ravel() for each in values])
        band = band[np.isfinite(band)]
        limits.append(np.percentile(band, _CUT) if band.size else (np.nan, np.nan))
    if len(limits) == 3:
        low, high = np.array(limits).T
        limits = [(np.nanmin(low), np.nanmax(high))] * 3 if np.isfinite(low).any() else limits
    return np.array(limits)


def paint(values: np.ndarray, shown: Shown, limits: np.ndarray) -> Picture:
    """Colours of values (bands, rows, columns): of classes, of three bands, or of one in a ramp from the first to the
    second of its ``limits`` (bands, 2)."""
    valid = np.isfinite(values).all(axis=0)
    if shown.legend is not None:
        return Picture(_class_colours(values[0], shown.legend), valid)
    span = (limits[:, 1] - limits[:, 0])[:, None, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(span > 0, (values - limits[:, :1, None]) / span, 0.5)
    shares = np.clip(np.nan_to_num(shares, nan=0.0), 0.0, 1.0)
    if len(shown.bands) == 3:
        return Picture(np.rint(255 * np.moveaxis(shares, 0, -1)).astype(np.uint8), valid)
    places = shares[0] * (len(_VIRIDIS) - 1)
    knots = np.arange(len(_VIRIDIS))
    return Picture(np.rint(np.stack([np.interp(places, knots, channel) for channel in _VIRIDIS.T],
                                    axis=-1)).astype(np.uint8), valid)


def _class_colours(codes: np.ndarray, legend: Legend) -> np.ndarray:
    """The legend's colours; grey for a class that it does not know."""
    colours = np.full((*codes.shape, 3), 128, np.uint8)
    for entry in legend.entries:
        colours[codes == entry.value] = entry.colour[:3]
    return colours
