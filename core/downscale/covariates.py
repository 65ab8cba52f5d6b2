"""Covariates on the fine grid: rasters of any CRS and resolution, read strip by strip."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from odc.geo.geobox import GeoBox

from ..advice import Layer
from ..crs import same_crs
from ..errors import FusionError
from ..message import message
from ..raster import RasterSource
from ..support import SupportOperator
from ..variable import full_turn

Range = tuple[int, int]

MOST_CLASSES = 24          # of a covariate of classes; rarer ones count as none of these
_LEAST_VALID = 0.5         # share of a fine pixel under which a covariate counts
_STRIP_PIXELS = 1 << 21    # of a finer covariate, read at once
_SNAP = 1e-6


@dataclass(frozen=True)
class _Column:
    """One covariate: a band of a raster, as it is (``code`` None), or a function of it: a class's indicator, or sine
    and cosine of a direction."""

    source: int
    band: int
    name: str
    code: float | None = None
    turn: float = 0.0
    phase: float = 0.0

    def of(self, values: np.ndarray) -> np.ndarray:
        if self.code is not None:
            return (values == self.code).astype(np.float64)
        if self.turn:
            return np.sin(values * (2.0 * np.pi / self.turn) + self.phase)
        return values


class Covariates(ABC):
    """What the estimators see, (covariates, rows, columns) on the fine grid."""

    names: tuple[str, ...]
    shape: tuple[int, int]

    @property
    def count(self) -> int:
        return len(self.names)

    @abstractmethod
    def read(self, rows: Range, which: Sequence[int] | None = None) -> np.ndarray:
        """Some rows of the covariates ``which`` (all by default), float64 (n, rows, columns), NaN where missing."""


class ArrayCovariates(Covariates):
    """Covariates in memory (covariates, rows, columns), NaN where missing."""

    def __init__(self, values: np.ndarray, names: Sequence[str] = ()):
        self._values = np.asarray(values)
        self.names = tuple(names) or tuple(f"covariate {k + 1}" for k in range(len(values)))
        self.shape = self._values.shape[1:]

    def read(self, rows: Range, which: Sequence[int] | None = None) -> np.ndarray:
        chosen = slice(None) if which is None else list(which)
        return np.array(self._values[chosen, rows[0]:rows[1]], np.float64)


class RasterCovariates(Covariates):
    """All data bands of rasters, carried onto ``grid`` by the support operator: averaged over the fine pixel where they
    are finer, weighted by their overlaps with it where they are coarser.

    Bands of classes become one indicator for each of the commonest classes, directions their sine and cosine.
    ``kinds``: variable kinds by source, "auto" to find out. Raises FusionError for a raster beside the grid.
    """

    def __init__(self, sources: Sequence[RasterSource], grid: GeoBox, *, kinds: Sequence[str] | None = None):
        self.sources, self.grid, self.shape = tuple(sources), grid, tuple(map(int, grid.shape))
        self._columns = [column for number, source in enumerate(sources)
                         for column in _columns(number, source, kinds[number] if kinds else "auto")]
        self.names = tuple(column.name for column in self._columns)
        self._shifts = [_shift(source.grid, grid) for source in sources]
        self._operators = [None if shift else SupportOperator(source.grid, grid)
                           for shift, source in zip(self._shifts, sources)]
        for source, shift, operator in zip(sources, self._shifts, self._operators):
            if operator is not None and np.isnan(operator.cell_area()) or shift and not _overlaps(source, shift, grid):
                raise FusionError(message("{name} does not overlap the area; check the extent and both CRSs, or leave "
                                          "this covariate out.", name=source.name))

    def read(self, rows: Range, which: Sequence[int] | None = None) -> np.ndarray:
        chosen = range(self.count) if which is None else which
        columns = [self._columns[k] for k in chosen]
        found = np.empty((len(columns), rows[1] - rows[0], self.shape[1]))
        for number in sorted({column.source for column in columns}):
            at = [k for k, column in enumerate(columns) if column.source == number]
            read = self._shifted if self._shifts[number] else self._carried
            found[at] = read(number, [columns[k] for k in at], rows)
        return found

    def ndvi(self, asked: int | tuple[int, int] | None) -> int:
        """The index of the covariate that is the NDVI.

        ``asked``: its number among the covariates, or of its raster and its band there, all 1-based; None: the only
        covariate, or the only one with NDVI in its name. Raises FusionError where that is none or several.
        """
        columns = range(self.count)
        if isinstance(asked, tuple):
            found = [k for k in columns if (self._columns[k].source + 1, self._columns[k].band) == asked]
        elif asked is not None:
            found = [k for k in columns if k + 1 == asked]
        else:
            found = [k for k in columns if self.count == 1 or "ndvi" in self.names[k].lower()]
        if len(found) != 1:
            raise FusionError(message("tsharp needs to know which covariate is the NDVI; name its layer and band as "
                                      "NDVI_BAND, such as 2:1 for the first band of the second covariate."))
        return found[0]

    def _shifted(self, number: int, columns: Sequence[_Column], rows: Range) -> np.ndarray:
        """From a raster with the same pixels."""
        source, (down, across) = self.sources[number], self._shifts[number]
        height, width = map(int, source.grid.shape)
        found = np.full((len(columns), rows[1] - rows[0], self.shape[1]), np.nan)
        r0, r1 = (min(max(row + down, 0), height) for row in rows)
        c0, c1 = (min(max(column + across, 0), width) for column in (0, self.shape[1]))
        if r0 < r1 and c0 < c1:
            values, valid = self._bands(source, columns, (r0, r1), (c0, c1))
            top, left = r0 - down - rows[0], c0 - across
            found[:, top:top + r1 - r0, left:left + c1 - c0] = np.where(valid, values, np.nan)
        return found

    def _carried(self, number: int, columns: Sequence[_Column], rows: Range) -> np.ndarray:
        source, support = self.sources[number], self._operators[number].block(rows)
        support.start(len(columns))
        window = support.window
        if window.empty:
            return np.full((len(columns), *support.shape), np.nan)
        step = max(1, _STRIP_PIXELS // (window.columns[1] - window.columns[0]))
        for row in range(window.rows[0], window.rows[1], step):
            band = row, min(row + step, window.rows[1])
            across = support.columns(band)
            if across[0] < across[1]:
                values, valid = self._bands(source, columns, band, across)
                support.add(row, np.ascontiguousarray(values), np.ascontiguousarray(valid), column=across[0])
        moments = support.moments()
        return np.where(moments.valid_fraction >= _LEAST_VALID, moments.mean, np.nan)

    @staticmethod
    def _bands(source: RasterSource, columns: Sequence[_Column], rows: Range, across: Range):
        """(values, valid) (columns, rows, columns of pixels) of covariates of one raster."""
        bands = sorted({column.band for column in columns})
        pixels = source.read(bands, rows, across)
        at = [bands.index(column.band) for column in columns]
        valid = np.broadcast_to(pixels.valid, pixels.values.shape)[at]
        with np.errstate(invalid="ignore"):
            values = np.stack([column.of(pixels.values[k].astype(np.float64)) for k, column in zip(at, columns)])
        return values, valid


def _columns(number: int, source: RasterSource, kind: str) -> list[_Column]:
    """The covariates that the bands of a raster make."""
    layer = Layer(source.path, source=source, name=source.name)
    found = []
    # Of hundreds of bands, as embeddings have, none is looked at: they are alike, and never classes.
    many = len(source.data_bands) > 32
    for band in source.data_bands:
        described = source.bands[band - 1].description
        name = source.name if len(source.data_bands) == 1 else f"{source.name}: {described or band}"
        detection = None if kind != "auto" or many else layer.detection(band)
        own = detection.kind if detection is not None else kind
        if own == "categorical":
            found += [_Column(number, band, f"{name} = {code:g}", code=code) for code in _classes(layer, band)]
        elif own == "circular":
            turn = full_turn(source.bands[band - 1].units if detection is None else detection.units)
            found += [_Column(number, band, f"{part}({name})", turn=turn, phase=phase)
                      for part, phase in (("sin", 0.0), ("cos", 0.5 * np.pi))]
        else:
            found.append(_Column(number, band, name))
    return found


def _classes(layer: Layer, band: int) -> list[float]:
    """The commonest codes of a band, in ascending order."""
    codes, counts = np.unique(layer.sample(band).values, return_counts=True)
    return np.sort(codes[np.argsort(-counts, kind="stable")[:MOST_CLASSES]]).tolist()


def _shift(source: GeoBox, grid: GeoBox) -> Range | None:
    """Rows and columns to add to those of ``grid`` for the same pixels of ``source``; None if pixels differ."""
    if not same_crs(source.crs.proj, grid.crs.proj):
        return None
    across = ~source.affine * grid.affine
    down, right = round(across.f), round(across.c)
    size = max(map(int, grid.shape))
    exact = np.allclose([across.a, across.b, across.d, across.e], [1.0, 0.0, 0.0, 1.0], rtol=0.0, atol=_SNAP / size)
    return (down, right) if exact and max(abs(across.f - down), abs(across.c - right)) < _SNAP else None


def _overlaps(source: RasterSource, shift: Range, grid: GeoBox) -> bool:
    return all(-int(own) < begin < int(size) for begin, own, size in zip(shift, grid.shape, source.grid.shape))


def groups(count: int, pixels: int, memory: int) -> list[range]:
    """Covariates cut into groups of which so many ``pixels`` fit into ``memory`` (bytes)."""
    most = max(1, int(memory // max(1, 32 * pixels)))
    return [range(begin, min(begin + most, count)) for begin in range(0, count, most)]
