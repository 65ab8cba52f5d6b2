"""Dated fine and coarse rasters as one series: read block by block, on the frames that methods work on."""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property

import numpy as np
from odc.geo.geobox import GeoBox

from .. import blocks
from ..advice.layer import pixel_size_m
from ..advice.times import TimeSpan
from ..crs import same_crs
from ..dates import middle
from ..errors import Cancelled, FusionError
from ..message import message
from ..raster import RasterSource
from ..reporter import Reporter
from ..support.pixelmap import PixelMap
from .frame import Frame, Range, Supports

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_DAY = timedelta(days=1)
_FINEST = 0.9             # area of a cell in pixels below which coarse images are finer than fine ones
_GRID_ROUNDING = 1e-6     # of a pixel: grids that differ by less are one
_MOST_OPEN = 140          # files that may be open at once, beside outputs; some systems allow no more than 256
_STRIP_PIXELS = 1 << 20   # read at once
_KEPT = 96 * 2**20        # bytes of coarse images that are kept
_OVERVIEW = 256           # rows and columns of a coarse image that are compared at most
_TILE = 512               # rows and columns of the fine image whose cells are found at once
_LATTICE = 64             # rows and columns of points that tell how much of the fine image coarse ones cover


@dataclass(frozen=True)
class Dated:
    """A raster and when it was observed. ``mask``: a raster on the same grid whose first band tells which pixels are
    usable (1, or any other number than 0) and which are not (0 or nodata), as maskquality writes it.
    """

    source: RasterSource
    span: TimeSpan
    mask: RasterSource | None = None

    @property
    def day(self) -> float:
        """Days since 1970-01-01 UTC of the middle of the observation."""
        return (middle(self.span) - _EPOCH) / _DAY


@dataclass(frozen=True)
class Seen:
    """What one image holds: the ``share`` of its values that are valid (0..1); of its bands the ``mean``, ``deviation``
    (standard deviation), ``least`` and ``most``, NaN where there is no value.
    """

    share: float
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]


def date_name(day: float) -> str:
    """The calendar date (UTC) of a day since 1970-01-01: "2020-11-10"."""
    return f"{_EPOCH + _DAY * math.floor(day):%Y-%m-%d}"


class FusionSeries:
    """Fine and coarse images in the order of their days. Picklable; threads may read at once.

    ``bands``, ``coarse_bands``: numbers (1-based) of those that are used, all data bands by default. All fine images
    lie on one grid, all coarse ones on another, of any CRS. Raises FusionError, in one sentence, for images on several
    grids, two of one date, unequal bands, coarse pixels finer than fine ones, and images that do not overlap.
    ``threads``: how many will read, by default all; files are closed after each reading where these open too many.
    """

    def __init__(self, fine: Sequence[Dated], coarse: Sequence[Dated], *, bands: tuple[int, ...] = (),
                 coarse_bands: tuple[int, ...] = (), threads: int | None = None) -> None:
        if not fine:
            raise FusionError(message("There is no fine image; give one at least, with its date."))
        if not coarse:
            raise FusionError(message("There is no coarse image; give one at least, with its date."))
        self.fine, self.coarse = _in_order(fine), _in_order(coarse)
        self.fine_days = tuple(each.day for each in self.fine)
        self.coarse_days = tuple(each.day for each in self.coarse)
        self.bands = _bands(self.fine, tuple(bands), "BANDS")
        self.coarse_bands = _bands(self.coarse, tuple(coarse_bands), "COARSE_BANDS")
        if len(self.bands) != len(self.coarse_bands):
            raise FusionError(message(
                "Of the fine images {fine} bands are used ({name}) and of the coarse ones {coarse} ({other}); choose "
                "as many of both, in the same order, as BANDS and COARSE_BANDS.", fine=len(self.bands),
                name=self.fine[0].source.name, coarse=len(self.coarse_bands), other=self.coarse[0].source.name))
        _check_grids(self.fine)
        _check_grids(self.coarse)
        self.grid: GeoBox = self.fine[0].source.grid
        self.shape: tuple[int, int] = tuple(map(int, self.grid.shape))
        self.count = len(self.bands)
        first = [self.fine[0].source.bands[number - 1] for number in self.bands]
        self.band_names = tuple(band.description.strip() or f"band {band.number}" for band in first)
        self.units = tuple(band.units.strip() for band in first)
        self.supports = Supports(self.grid, self.coarse[0].source.grid)
        self._check_cells()
        self.pixel = self._pixel_size()
        self.cell = self.supports.cell(self.pixel)
        self.doubtful: frozenset[int] = frozenset()
        self._correction: Callable[[np.ndarray], np.ndarray] | None = None
        self._release = len(self.sources) * (blocks.thread_count(threads) + 1) > _MOST_OPEN   # one: the caller's
        self._seen: tuple[tuple[Seen, ...], tuple[Seen, ...]] | None = None
        self._kept = _Kept()
        if self._release:
            for each in (*self.fine, *self.coarse):
                _close(each)

    def frame(self, inner: tuple[Range, Range], reach_metres: float) -> Frame:
        """The frame of the fine pixels ``inner`` (rows, columns) with all that lies within ``reach_metres``."""
        halo = tuple(math.ceil(reach_metres / size - 1e-9) for size in self.pixel)
        return self.supports.frame(inner, halo, self.pixel)

    def read_fine(self, number: int, frame: Frame) -> np.ndarray:
        """A fine image on a frame: (bands, rows, columns), float32, NaN where missing."""
        return self._read(self.fine[number], self.bands, frame.rows, frame.columns)

    def read_coarse(self, number: int, frame: Frame) -> np.ndarray:
        """A coarse image on the cells of a frame: (bands, cell rows, cell columns), float32, NaN where missing and in
        cells that lie apart from the frame's pixels.
        """
        return frame.cells.known(self._coarse(number, frame.cells.rows, frame.cells.columns))

    def coarse_overview(self, number: int) -> np.ndarray:
        """A coarse image over the fine one, of large ones every so many rows and columns: (bands, rows, columns)."""
        rows, columns = self.cells
        step = max(1, -(-max(rows[1] - rows[0], columns[1] - columns[0]) // _OVERVIEW))
        parts = [self._coarse(number, (row, min(row + step * 16, rows[1])), columns)[:, ::step, ::step]
                 for row in range(rows[0], rows[1], step * 16)]
        return np.concatenate(parts, axis=1)

    def coarse_at(self, day: float) -> int | None:
        """The number of the coarse image of a day: that of the same calendar date (UTC), else the nearest of those
        whose observation took longer than a day and holds it; None without one.
        """
        if math.floor(day) in self._by_date[1]:
            return self._by_date[1][math.floor(day)]
        numbers, begins, ends = self._long
        holding = numbers[(begins <= day) & (day <= ends)].astype(int)
        return min(holding.tolist(), key=lambda number: abs(self.coarse_days[number] - day), default=None)

    def fine_at(self, day: float) -> int | None:
        """The number of the fine image of the same calendar date (UTC), None without one."""
        return self._by_date[0].get(math.floor(day))

    def with_bias(self, correction) -> "FusionSeries":
        """The same series, its coarse values corrected on reading by ``correction.apply``."""
        other = copy(self)
        other._correction = correction.apply
        other._seen = None if self._seen is None else (self._seen[0], ())
        other._kept = _Kept()
        other.__dict__ = {name: each for name, each in vars(other).items() if name not in ("coarse_shares", "paired")}
        return other

    def with_doubtful(self, numbers: frozenset[int]) -> "FusionSeries":
        """The same series, whose fine images of these numbers are no base dates where there are better ones."""
        other = copy(self)
        other.doubtful = numbers
        return other

    def look(self, reporter: Reporter | None = None,
             threads: int | None = None) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
        """What the fine and the coarse images hold, found in one pass over the files the first time it is asked."""
        fine, coarse = self._seen or ((), ())
        if not coarse:
            jobs = [blocks.Block((number, number + 1), (kind, kind + 1))
                    for kind, images, known in ((0, self.fine, fine), (1, self.coarse, ())) if not known
                    for number in range(len(images))]
            found: list[list[Seen]] = [[], []]
            blocks.run(self._look_at, jobs, lambda block, seen: found[block.columns[0]].append(seen),
                       reporter or Reporter(), threads=threads)
            fine, coarse = fine or tuple(found[0]), tuple(found[1])
            self._seen = fine, coarse
        return fine, coarse

    @cached_property
    def fine_shares(self) -> tuple[float, ...]:
        """Shares of valid values of the fine images."""
        return tuple(seen.share for seen in self.look()[0])

    @cached_property
    def coarse_shares(self) -> tuple[float, ...]:
        """Shares of valid values of the coarse images over the fine one."""
        return tuple(seen.share for seen in self.look()[1])

    @property
    def sources(self) -> list[RasterSource]:
        """All rasters that are read."""
        return [source for each in (*self.fine, *self.coarse) for source in (each.source, each.mask)
                if source is not None]

    @cached_property
    def cells(self) -> tuple[Range, Range]:
        """Rows and columns of the coarse grid over the fine one."""
        over = [self.supports.cells_over(part.rows, part.columns) for part in blocks.cut(self.shape, (_TILE, _TILE))]
        over = [each for each in over if each[0][0] < each[0][1] and each[1][0] < each[1][1]]
        return tuple((min(each[axis][0] for each in over), max(each[axis][1] for each in over)) for axis in (0, 1))

    @cached_property
    def with_values(self) -> tuple[int, ...]:
        """Numbers of the fine images with a valid value."""
        return tuple(number for number, share in enumerate(self.fine_shares) if share > 0.0)

    @cached_property
    def paired(self) -> tuple[int, ...]:
        """Of those ``with_values`` the ones that have a coarse image of their date with a valid value."""
        return tuple(number for number in self.with_values if (partner := self.coarse_at(self.fine_days[number]))
                     is not None and self.coarse_shares[partner] > 0.0)

    @cached_property
    def _by_date(self) -> tuple[dict[int, int], ...]:
        return tuple({math.floor(day): k for k, day in enumerate(each)} for each in (self.fine_days, self.coarse_days))

    @cached_property
    def _long(self) -> np.ndarray:
        """Of coarse images that took longer than a day their numbers, and the days they begin and end."""
        found = [(number, (each.span.begin - _EPOCH) / _DAY, (each.span.end - _EPOCH) / _DAY)
                 for number, each in enumerate(self.coarse) if each.span.end - each.span.begin > _DAY]
        return np.array(found, np.float64).reshape(-1, 3).T

    def overlap(self) -> float:
        """Share of the fine image that the coarse grid covers, from a lattice of its pixels."""
        rows, columns = (np.linspace(0.5, size - 0.5, min(size, _LATTICE)) for size in self.shape)
        j, i = (each.ravel() for each in np.meshgrid(rows, columns, indexing="ij"))
        x, y = PixelMap(self.supports.coarse, self.grid)(i, j)
        height, width = self.supports.coarse.shape
        with np.errstate(invalid="ignore"):
            return float(np.mean((x >= 0.0) & (x <= width) & (y >= 0.0) & (y <= height)))

    def _look_at(self, block: blocks.Block, stopped: Callable[[], bool] | None) -> Seen:
        number = block.rows[0]
        fine = block.columns[0] == 0
        rows, columns = ((0, self.shape[0]), (0, self.shape[1])) if fine else self.cells
        step = max(1, _STRIP_PIXELS // max(1, columns[1] - columns[0]))
        total = _Total(self.count)
        for row in range(rows[0], rows[1], step):
            if stopped is not None and stopped():
                raise Cancelled
            part = row, min(row + step, rows[1])
            total.add(self._read(self.fine[number], self.bands, part, columns) if fine
                      else self._coarse(number, part, columns))
        return total.seen((rows[1] - rows[0]) * (columns[1] - columns[0]))

    def _coarse(self, number: int, rows: Range, columns: Range) -> np.ndarray:
        whole_rows, whole_columns = self.cells
        size = 4 * self.count * (whole_rows[1] - whole_rows[0]) * (whole_columns[1] - whole_columns[0])
        if size > _KEPT // 4:
            return self._corrected(self._read(self.coarse[number], self.coarse_bands, rows, columns))
        values = self._kept.find(number, lambda: self._corrected(
            self._read(self.coarse[number], self.coarse_bands, whole_rows, whole_columns)))
        return values[:, rows[0] - whole_rows[0]:rows[1] - whole_rows[0],
                      columns[0] - whole_columns[0]:columns[1] - whole_columns[0]]

    def _corrected(self, values: np.ndarray) -> np.ndarray:
        return values if self._correction is None else np.asarray(self._correction(values), np.float32)

    def _read(self, image: Dated, bands: tuple[int, ...], rows: Range, columns: Range) -> np.ndarray:
        values, valid = image.source.read(bands, rows, columns)
        found = np.array(values, np.float32)
        found[(valid == 0) | ~np.isfinite(found)] = np.nan
        if image.mask is not None:
            marks, known = image.mask.read([1], rows, columns)
            found[:, (known[0] == 0) | (marks[0] == 0)] = np.nan
        if self._release:
            _close(image)
        return found

    def _check_cells(self) -> None:
        area = self.supports.down.cell_area()
        names = {"fine": self.fine[0].source.name, "coarse": self.coarse[0].source.name}
        if math.isnan(area):
            raise FusionError(message("{fine} and {coarse} do not overlap; check that they are of the same area, and "
                                      "both CRSs.", **names))
        if area < _FINEST:
            raise FusionError(message(
                "The pixels of {coarse} are finer than those of {fine} ({share:.3g} of their area), and COARSE must be "
                "the coarser one; exchange FINE and COARSE, or aggregate one of them.", share=area, **names))

    def _pixel_size(self) -> tuple[float, float]:
        """Height and width in metres of a fine pixel, in the middle of the fine image."""
        size = pixel_size_m(self.grid)
        if size is None:
            raise FusionError(message("The middle of {name} lies beyond the world of its CRS, so that its pixels have "
                                      "no size; check its georeference.", name=self.fine[0].source.name))
        return size[1], size[0]


class _Kept:
    """Coarse images in memory, those that were asked for last; threads may ask at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._images: OrderedDict[int, np.ndarray] = OrderedDict()
        self._bytes = 0

    def __reduce__(self) -> tuple[type["_Kept"], tuple[()]]:
        return _Kept, ()

    def find(self, number: int, read: Callable[[], np.ndarray]) -> np.ndarray:
        with self._lock:
            if number in self._images:
                self._images.move_to_end(number)
                return self._images[number]
        values = read()
        with self._lock:
            if number not in self._images:
                self._images[number] = values
                self._bytes += values.nbytes
            while self._bytes > _KEPT and len(self._images) > 1:
                self._bytes -= self._images.popitem(last=False)[1].nbytes
        return values


class _Total:
    """Counts, means and sums of squares of bands, strip by strip (Chan, Golub & LeVeque 1983)."""

    def __init__(self, bands: int) -> None:
        self._count, self._mean, self._squares = (np.zeros(bands) for _ in range(3))
        self._least, self._most = np.full(bands, np.inf), np.full(bands, -np.inf)

    def add(self, values: np.ndarray) -> None:
        for band, plane in enumerate(values):
            found = plane[np.isfinite(plane)].astype(np.float64)
            if not found.size:
                continue
            mean, before = found.mean(), self._count[band]
            count, apart = before + found.size, mean - self._mean[band]
            self._squares[band] += np.square(found - mean).sum() + apart * apart * before * found.size / count
            self._mean[band] += apart * found.size / count
            self._count[band] = count
            self._least[band] = min(self._least[band], found.min())
            self._most[band] = max(self._most[band], found.max())

    def seen(self, pixels: int) -> Seen:
        empty = self._count == 0
        deviation = np.sqrt(self._squares / np.where(empty, 1.0, self._count))
        share = float(self._count.sum() / max(1, pixels * len(self._count)))
        return Seen(share, *(tuple(np.where(empty, np.nan, each).tolist())
                             for each in (self._mean, deviation, self._least, self._most)))


def _in_order(images: Sequence[Dated]) -> tuple[Dated, ...]:
    found = tuple(sorted(images, key=lambda each: (each.day, each.source.name)))
    for one, other in zip(found, found[1:]):
        if math.floor(one.day) == math.floor(other.day):
            raise FusionError(message("{first} and {second} have the same date ({date}); give one image for each date, "
                                      "mosaicked first where they are its parts.", first=one.source.name,
                                      second=other.source.name, date=date_name(one.day)))
    return found


def _bands(images: Sequence[Dated], bands: tuple[int, ...], name: str) -> tuple[int, ...]:
    chosen = bands or images[0].source.data_bands
    if len(set(chosen)) < len(chosen):
        raise FusionError(message("{name} holds a band twice; give each band once.", name=name))
    for each in images:
        source = each.source
        if not bands and len(source.data_bands) != len(chosen):
            raise FusionError(message("{first} has {count} bands and {second} has {other}; choose those to use as "
                                      "{name}.", first=images[0].source.name, count=len(chosen), second=source.name,
                                      other=len(source.data_bands), name=name))
        for number in chosen:
            if not 1 <= number <= len(source.bands):
                raise FusionError(message("{name} has no band {number}; it has bands 1 to {last}.", name=source.name,
                                          number=number, last=len(source.bands)))
    return tuple(chosen)


def _check_grids(images: Sequence[Dated]) -> None:
    first = images[0].source
    for each in images:
        for source in (each.source, each.mask):
            if source is not None and not _same_grid(first.grid, source.grid):
                raise FusionError(message("{first} and {second} are on different grids; bring all images of a sensor "
                                          "and their masks to one grid first.", first=first.name, second=source.name))


def _same_grid(one: GeoBox, other: GeoBox) -> bool:
    if one.shape != other.shape or not same_crs(one.crs.proj, other.crs.proj):
        return False
    step = ~one.affine * other.affine
    turned = np.array([step.a - 1.0, step.b, step.d, step.e - 1.0]) * max(map(int, one.shape))
    return max(np.abs(turned).max(), abs(step.c), abs(step.f)) < _GRID_ROUNDING


def _close(image: Dated) -> None:
    for source in (image.source, image.mask):
        if source is not None:
            source.close()
