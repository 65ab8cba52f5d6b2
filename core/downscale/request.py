"""What is asked of a downscaling, and the data for it, checked before anything is predicted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from ..advice import Layer
from ..advice.layer import pixel_size_m
from ..errors import FusionError
from ..grid import clip_grid, cover_bounds, size_text
from ..message import Message, message
from ..raster import RasterSource
from ..support import SupportOperator
from ..variable import check_units, choose
from .methods import DTYPES, KINDS, METHODS, REFUSED, RESIDUALS, require_divisible

MOST_COARSE = 25_000_000   # coarse pixels, which are held in memory
MOST_FINE = 1e10           # fine pixels: 80 GB of disk for each layer that is worked on
MOST_IN_ONE = 1e6          # fine pixels in a coarse one: 1 m in 1 km


@dataclass(frozen=True)
class Options:
    """How to downscale; see `job.downscale`."""

    method: str = "auto"
    residual: str = "auto"
    coherent: bool = True
    homogeneity: float = 1.0
    window: int = 15
    fwhm: float | None = None
    kind: str = "auto"
    limits: tuple[float | None, float | None] = (None, None)
    band: int = 1
    ndvi: int | tuple[int, int] | None = None
    seed: int = 0
    realisations: int = 0
    dtype: str = "auto"
    creation_options: str = ""
    accept: frozenset[str] = frozenset()
    fallback: bool = False

    def check(self) -> None:
        """Raise FusionError for what no downscaling can be."""
        check_choices((message("method"), self.method, ("auto", *METHODS)),
                      (message("residual"), self.residual, ("auto", *RESIDUALS)),
                      (message("variable kind"), self.kind, (*KINDS, *REFUSED)),
                      (message("data type"), self.dtype, DTYPES))
        if not 0.0 < self.homogeneity <= 1.0:
            raise FusionError(message("The share of coarse pixels to train on is {value:g}; it must lie between 0 and "
                                      "1.", value=self.homogeneity))
        check_spread_and_limits(self.fwhm, self.limits)

    def to_dict(self) -> dict[str, object]:
        """For the record: what the result depends on."""
        return {**asdict(self), "accept": sorted(self.accept)}


def check_choices(*choices: tuple[str, str, Sequence[str]]) -> None:
    """Raise FusionError for a choice (name, value, what it may be) that does not exist."""
    for name, value, allowed in choices:
        if value not in allowed:
            raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.", name=name,
                                      value=value, choices=", ".join(allowed)))


def check_spread_and_limits(fwhm: float | None, limits: tuple[float | None, float | None]) -> None:
    """Raise FusionError for a point spread without width and for limits without range."""
    if fwhm is not None and not fwhm > 0.0:
        raise FusionError(message("The width of the point spread is {value:g} m; it must be positive.", value=fwhm))
    low, high = limits
    if low is not None and high is not None and not low < high:
        raise FusionError(message("The limits {low:g} and {high:g} leave no range; give the lower one first.",
                                  low=low, high=high))


@dataclass(frozen=True)
class Variable:
    """How values of a kind are made to average linearly, and back. Picklable."""

    kind: str

    def forward(self, values: np.ndarray) -> np.ndarray:
        values = np.asarray(values, float)
        if self.kind == "radiative":
            return (values / 100.0)**4
        return 10.0**(values / 10.0) if self.kind == "decibel" else values

    def back(self, values: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.kind == "radiative":
                return 100.0 * np.maximum(values, 0.0)**0.25
            return 10.0 * np.log10(np.maximum(values, 1e-30)) if self.kind == "decibel" else values

    def back_spread(self, spread: np.ndarray, values: np.ndarray) -> np.ndarray:
        """1 sigma of `back` ( ``values``), from that of ``values`` (to first order)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.kind == "radiative":
                return spread * 25.0 * np.maximum(values, 1e-30)**-0.75
            return spread * (10.0 / np.log(10.0)) / np.maximum(values, 1e-30) if self.kind == "decibel" else spread

    def limits(self, limits: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
        """Limits of what `forward` gives; what must stay positive does."""
        low, high = (None if each is None else float(self.forward(each)) for each in limits)
        if self.kind in ("extensive", "radiative", "decibel"):
            low = max(0.0 if self.kind == "extensive" else 1e-12, low or 0.0)
        return low, high


@dataclass(frozen=True)
class Coarse:
    """The part of the coarse raster that the fine grid needs: its grid, and values (rows, columns), NaN for nodata."""

    grid: GeoBox
    values: np.ndarray


def settle_kind(source: RasterSource, options: Options) -> tuple[Variable, tuple[Message, ...]]:
    """The kind of the coarse variable and sentences on it. Raises FusionError for kinds that cannot be downscaled."""
    if not 1 <= options.band <= len(source.bands):
        raise FusionError(message("{name} has no band {number}; it has bands 1 to {last}.", name=source.name,
                                  number=options.band, last=len(source.bands)))
    layer = Layer(source.path, source=source, name=source.name)
    detection = layer.detection(options.band)
    choice = choose(options.kind, "auto", detection)
    require_divisible(source.name, choice.kind)
    check_units(choice.kind, detection.units, layer.sample(options.band).values)
    return Variable(choice.kind), choice.sentences[:1]


def fine_grid(source: RasterSource, covariates: Sequence[RasterSource], target: GeoBox | None) -> GeoBox:
    """The grid to downscale to: ``target``, or the finest covariate's where the coarse raster lies."""
    if target is None:
        if not covariates:
            raise FusionError(message("Neither covariates nor a target grid are given; give one of them."))
        finest = finest_of(covariates)
        if np.isnan(SupportOperator(finest.grid, source.grid).cell_area()):
            raise FusionError(message("{name} and the covariate {covariate} do not overlap; check the extent and both "
                                      "CRSs, or leave this covariate out.", name=source.name, covariate=finest.name))
        target = clip_grid(finest.grid, cover_bounds([source.grid], finest.grid.crs.proj))
    area = SupportOperator(target, source.grid).cell_area()
    if np.isnan(area):
        raise FusionError(message("{name} and the fine grid do not overlap; check the extent and both CRSs.",
                                  name=source.name))
    if area <= 1.001:
        raise FusionError(message("The fine grid's pixels are as large as those of {name} or larger ({area:.3g} to one "
                                  "coarse pixel); choose a finer grid, or aggregate instead.", name=source.name,
                                  area=area))
    _check_size(target, area, source.grid)
    return target


def _check_size(fine: GeoBox, area: float, coarse: GeoBox) -> None:
    """Raise FusionError for absurdly many fine pixels: in all, in a coarse pixel, or for so small a coarse raster."""
    pixels, known = (float(np.prod(grid.shape, dtype=float)) for grid in (fine, coarse))
    if pixels > MOST_FINE or area > MOST_IN_ONE or pixels > 1e6 and pixels > 1e4 * area * known:
        rows, columns = fine.shape
        raise FusionError(message(
            "The target grid of {columns:,} x {rows:,} cells ({size} in memory) is too large; choose a smaller extent "
            "or a coarser resolution.", columns=columns, rows=rows, size=size_text(8 * pixels)))


def finest_of(covariates: Sequence[RasterSource]) -> RasterSource:
    """The covariate with the smallest pixels on the ground, the first of such."""
    areas = [float(np.prod(pixel_size_m(each.grid) or (np.inf, np.inf))) for each in covariates]
    # The same pixels differ a little on the ground, by where they lie.
    return next(each for each, area in zip(covariates, areas) if area <= 1.01 * min(areas))


def read_coarse(source: RasterSource, fine: GeoBox, band: int, margin: int = 0) -> Coarse:
    """The coarse pixels that touch the fine grid, ``margin`` more on each side. FusionError if none is valid."""
    part = clip_grid(source.grid, cover_bounds([fine], source.grid.crs.proj))
    column, row = (int(round(each)) for each in ~source.grid.affine * (part.affine.c, part.affine.f))
    rows = max(0, row - margin), min(int(source.grid.shape[0]), row + int(part.shape[0]) + margin)
    columns = max(0, column - margin), min(int(source.grid.shape[1]), column + int(part.shape[1]) + margin)
    shape = rows[1] - rows[0], columns[1] - columns[0]
    if shape[0] * shape[1] > MOST_COARSE:
        raise FusionError(message("{count:,} coarse pixels are more than the {most:,} that can be downscaled at once; "
                                  "choose a smaller area.", count=shape[0] * shape[1], most=MOST_COARSE))
    pixels = source.read([band], rows, columns)
    values = np.where(pixels.valid[0] > 0, pixels.values[0].astype(float), np.nan)
    if not np.isfinite(values).any():
        raise FusionError(message("{name} has no valid pixel on the fine grid; check its nodata value and the extent.",
                                  name=source.name))
    return Coarse(GeoBox(shape, source.grid.affine * Affine.translation(columns[0], rows[0]), source.grid.crs), values)
