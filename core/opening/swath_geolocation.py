"""Where the pixels of a swath lie: their centres from the geolocation arrays, their corners between the centres.

Positions are unit vectors of geodetic latitude and longitude, (..., 3), NaN where there is none: they know neither an
antimeridian nor a pole. Arrays at reduced resolution are interpolated linearly between the neighbours of the same scan
and continued beyond the outermost ones; where each of their values lies is the product's `Lattice` (MODIS: Laboratoire
ICARE, MODIS geolocation; MODIS ATBD MOD28, section 2; MOD05_L2 file specification, Cell_Along_Swath_Sampling).

A corner is the mean of the centres of the four pixels around it, of one scan alone: lines of different scans overlap
and are no neighbours. At the edges of a scan and beside pixels without a place the missing centres are continued in a
straight line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..errors import FusionError
from ..message import message
from ..raster.swath_source import SwathSource

Range = tuple[int, int]

MARGIN = 6   # lines or pixels around a part that corners at its border depend on: twice two continued, one beside
# Lines of a scan: MODIS at 1 km, 500 m and 250 m (10, 20, 40), VIIRS M and DNB bands (16), I bands (32), and ECOSTRESS
# after the mean of each two lines (128).
SCAN_LINES = (10, 16, 20, 32, 40, 128)
_EDGE = 32         # pixels at both ends of the lines that show where scans end
_JUMP = 0.1        # of the distance between lines
_CONTRAST = 4.0    # how much more lines jump between scans than within them


class Lattice(NamedTuple):
    """Line and pixel of the raster, 0-based and maybe between two, at which the first value of geolocation arrays was
    taken, and the steps to the next ones."""

    line_offset: float = 0.0
    line_step: float = 1.0
    pixel_offset: float = 0.0
    pixel_step: float = 1.0


# Arrays of 5 km beside values of 1 km; arrays of 1 km beside 500 m and 250 m. Along the scan the first of two (four)
# pixels lies where the pixel of 1 km does; along the track they lie evenly within it.
MODIS_5_KM = Lattice(2.0, 5.0, 2.0, 5.0)
MODIS_500_M = Lattice(0.5, 2.0, 0.0, 2.0)
MODIS_250_M = Lattice(1.5, 4.0, 0.0, 4.0)


@dataclass(frozen=True)
class Geolocation:
    """Geolocation arrays: one band each, in degrees (geodetic, WGS 84).

    ``scan_lines``: lines of the values' raster that one scan holds, 0 where all lines follow each other evenly; None:
    found by `scan_lines_of`. Its first line begins a scan.
    """

    latitude: SwathSource
    longitude: SwathSource
    lattice: Lattice = Lattice()
    scan_lines: int | None = None

    def vectors(self, lines: Range, pixels: Range) -> np.ndarray:
        """Positions of some values of the arrays, (lines, pixels, 3)."""
        (latitude, fits), (longitude, there) = ([each[0] for each in source.read([1], lines, pixels)]
                                                for source in (self.latitude, self.longitude))
        with np.errstate(invalid="ignore"):
            known = (fits != 0) & (there != 0) & (np.abs(latitude) <= 90.0) & (np.abs(longitude) <= 360.0)
        phi, lam = (np.radians(np.where(known, each, np.nan).astype(float)) for each in (latitude, longitude))
        return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], -1)

    def check(self, shape: tuple[int, int], name: str) -> None:
        """Raise FusionError unless the arrays fit a raster of this shape."""
        found = tuple(map(int, self.latitude.grid.shape))
        if found != tuple(map(int, self.longitude.grid.shape)):
            raise FusionError(message("{latitude} and {longitude} have different sizes; give the two arrays of one "
                                      "geolocation.", latitude=self.latitude.name, longitude=self.longitude.name))
        _, line_step, _, pixel_step = self.lattice
        for have, size, step in zip(found, shape, (line_step, pixel_step)):
            # Products leave out the last value that does not lie whole within the raster.
            if not (step > 0 and size / step - 1.0 < have <= -(-size // step) and have > 1):
                raise FusionError(message(
                    "{geolocation} has {lines} x {pixels} values, which do not belong to the {rows} x {columns} pixels "
                    "of {name}; give the geolocation of the same granule and its sampling.",
                    geolocation=self.latitude.name, lines=found[0], pixels=found[1], rows=shape[0], columns=shape[1],
                    name=name))
        if self.scan_lines and line_step != 1.0 and self.scan_lines < 2 * line_step:
            raise FusionError(message(
                "{geolocation} has fewer than two lines in a scan of {lines}, between which nothing can be "
                "interpolated; give the geolocation at the values' own resolution.", geolocation=self.latitude.name,
                lines=self.scan_lines))


def centres(geolocation: Geolocation, scan: Range, lines: Range, pixels: Range) -> np.ndarray:
    """Positions of the centres of pixels in some ``lines`` of one ``scan``: (lines, pixels, 3)."""
    lattice = geolocation.lattice
    if lattice == Lattice():
        return geolocation.vectors(lines, pixels)
    rows, columns = map(int, geolocation.latitude.grid.shape)
    samples = _samples(scan, lattice.line_offset, lattice.line_step, rows)
    if samples[1] - samples[0] < 2:
        return np.full((lines[1] - lines[0], pixels[1] - pixels[0], 3), np.nan)
    at_line, line_share = _between(lines, lattice.line_offset, lattice.line_step, samples)
    at_pixel, pixel_share = _between(pixels, lattice.pixel_offset, lattice.pixel_step, (0, columns))
    first, left = int(at_line.min()), int(at_pixel.min())
    known = geolocation.vectors((first, int(at_line.max()) + 2), (left, int(at_pixel.max()) + 2))
    at_line, at_pixel = at_line - first, at_pixel - left
    along = known[at_line] + line_share[:, None, None] * (known[at_line + 1] - known[at_line])
    return along[:, at_pixel] + pixel_share[:, None] * (along[:, at_pixel + 1] - along[:, at_pixel])


def corners(middles: np.ndarray) -> np.ndarray:
    """Corners (lines + 1, pixels + 1, 3) of the pixels of (a part of) one scan, from their centres."""
    around = np.pad(middles, ((1, 1), (1, 1), (0, 0)), constant_values=np.nan)
    # The second time continues what the first did, at the corners of the scan.
    around = _continued(_continued(around))
    return 0.25 * (around[:-1, :-1] + around[:-1, 1:] + around[1:, :-1] + around[1:, 1:])


def scan_lines_of(geolocation: Geolocation, lines: int, known: Sequence[int] = SCAN_LINES) -> int:
    """How many lines a scan has, of the numbers ``known`` that divide ``lines``; 0 where lines follow evenly.

    Where scans end, the distance to the next line jumps at the ends of the lines (the bow tie); if it does nowhere,
    nothing overlaps. The arrays must be at the values' own resolution: else MODIS's 10 lines to a kilometre hold.
    """
    step = geolocation.lattice.line_step
    if step != 1.0:
        return 10 if step == 5.0 else round(10 * step)
    rows, columns = map(int, geolocation.latitude.grid.shape)
    ends = {(0, min(_EDGE, columns)), (max(0, columns - _EDGE), columns)}
    jump = np.nanmax([_jumps(geolocation.vectors((0, rows), end)) for end in sorted(ends)], axis=0)
    for count in known:
        last = np.arange(count - 1, lines - 1, count)
        if lines % count or not last.size or lines <= count:
            continue
        within = np.delete(jump, last)
        at_ends = np.nanquantile(jump[last], 0.25)
        if at_ends > max(_JUMP, _CONTRAST * np.nanmedian(within)):
            return count
    return 0


def _jumps(here: np.ndarray) -> np.ndarray:
    """How unlike its neighbours each step from a line to the next is, (lines - 1), of their length; 0 if unknown."""
    steps = np.diff(here, axis=0)
    around = np.pad(steps, ((1, 1), (0, 0), (0, 0)), mode="edge")
    # At the first and last step the one neighbour there is.
    usual = 0.5 * (around[:-2] + around[2:])
    usual[[0, -1]] = steps[[min(1, len(steps) - 1), max(0, len(steps) - 2)]]
    length = np.nanmedian(np.linalg.norm(steps, axis=-1)) if np.isfinite(steps).any() else 1.0
    found = np.linalg.norm(steps - usual, axis=-1) / length
    known = np.isfinite(found)
    return np.array([np.median(row[use]) if use.any() else 0.0 for row, use in zip(found, known)])


def _samples(scan: Range, offset: float, step: float, most: int) -> Range:
    """First and end index of the samples that lie in a scan."""
    first, end = (int(np.ceil((edge - offset) / step - 1e-9)) for edge in scan)
    return max(0, first), min(most, end)


def _between(wanted: Range, offset: float, step: float, samples: Range) -> tuple[np.ndarray, np.ndarray]:
    """For each line (pixel) the sample before it that has one after it, and how far it lies on the way to that one."""
    at = (np.arange(*wanted) - offset) / step
    before = np.clip(np.floor(at), samples[0], max(samples[0], samples[1] - 2)).astype(int)
    return before, at - before


def _continued(around: np.ndarray) -> np.ndarray:
    """The positions, and where there is none the mean of the straight continuations from the four sides."""
    row, column = np.nonzero(np.isnan(around[..., 0]))
    total, count = np.zeros((len(row), 3)), np.zeros(len(row))
    for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        far_row, far_column = row + 2 * down, column + 2 * right
        here = (far_row >= 0) & (far_row < around.shape[0]) & (far_column >= 0) & (far_column < around.shape[1])
        near = around[row[here] + down, column[here] + right]
        guess = 2.0 * near - around[far_row[here], far_column[here]]
        known = np.isfinite(guess[:, 0])
        at = np.flatnonzero(here)[known]
        total[at] += guess[known]
        count[at] += 1.0
    found = around.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        found[row, column] = total / count[:, None]
    return found
