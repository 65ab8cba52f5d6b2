"""What is asked of an aggregation, checked before anything is read or written."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from ..errors import FusionError
from ..grid import size_text
from ..message import message
from ..raster import RasterSource
from ..raster.writer import DATA_TYPES
from ..statistics.averaging import Averaging, BandRatio, Ratio, averaging_of
from ..statistics.band_formula import parse_formula
from ..support import SupportOperator
from ..variable import KINDS, OVERLAPS, STATISTICS

MOST_CELLS = 1e11   # of a target grid: 400 GB of Float32


@dataclass(frozen=True)
class Options:
    """How to aggregate; see `job.aggregate` for what each means."""

    kind: str = "auto"
    statistic: str = "auto"
    class_statistic: str = "mode"
    percentile: float = 50.0
    numerator: str = ""
    denominator: str = ""
    classes: tuple[int, ...] = ()
    overlap: str = "mean"
    min_valid: float = 0.5
    dtype: str = "auto"
    creation_options: str = ""
    accept: frozenset[str] = frozenset()

    def check(self) -> None:
        """Raise FusionError for what no aggregation can be."""
        for name, value, allowed in ((message("variable kind"), self.kind, KINDS),
                                     (message("statistic"), self.statistic, STATISTICS),
                                     (message("data type"), self.dtype, DATA_TYPES),
                                     (message("overlap rule"), self.overlap, OVERLAPS)):
            if value not in allowed:
                raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.", name=name,
                                          value=value, choices=", ".join(allowed)))
        if not 0.0 <= self.min_valid <= 1.0:
            raise FusionError(message("The minimum valid fraction is {value:g}; it must lie between 0 and 1.",
                                      value=self.min_valid))
        if not 0.0 <= self.percentile <= 100.0:
            raise FusionError(message("The percentile is {value:g}; it must lie between 0 and 100.",
                                      value=self.percentile))
        if bool(self.numerator) != bool(self.denominator):
            raise FusionError(message("The numerator is given without a denominator; give both or none.")
                              if self.numerator else
                              message("The denominator is given without a numerator; give both or none."))
        if self.numerator and self.kind not in ("auto", "ratio"):
            raise FusionError(message("A numerator and a denominator make a ratio, not a variable of kind {kind}; "
                                      "leave them out, or set the variable kind to ratio.", kind=self.kind))

    def to_dict(self) -> dict[str, object]:
        """For the record: what the result depends on."""
        return {**asdict(self), "accept": sorted(self.accept)}

    def orders(self, statistic: str) -> tuple[float, ...]:
        """The quantiles (0..1) that a statistic needs."""
        return {"percentile": (self.percentile / 100.0,), "median": (0.5,)}.get(statistic, ())


def read_bands(sources: Sequence[RasterSource], bands: Sequence[int] | None, options: Options) -> tuple[int, ...]:
    """The bands to read, in order. Raises FusionError for those that a raster does not have."""
    if options.numerator:
        if bands:
            raise FusionError(message("Bands are chosen beside a numerator and a denominator, which name theirs; give "
                                      "either."))
        bands = sorted(frozenset().union(*(ratio.bands for ratio in read_ratios(options))))
    for source in sources:
        for number in bands or ():
            if not 1 <= number <= len(source.bands):
                raise FusionError(message("{name} has no band {number}; it has bands 1 to {last}.", name=source.name,
                                          number=number, last=len(source.bands)))
        if not bands and source.data_bands != sources[0].data_bands:
            raise FusionError(message(
                "{first} and {second} have not the same number of bands ({of_first} and {of_second}); choose bands "
                "they share.", first=sources[0].name, second=source.name, of_first=len(sources[0].data_bands),
                of_second=len(source.data_bands)))
    chosen = tuple(bands) if bands else sources[0].data_bands
    if len(set(chosen)) < len(chosen):
        raise FusionError(message("A band is given twice; give each band once."))
    return chosen


def averaging_for(options: Options, kind: str, units: str, bands: tuple[int, ...]) -> Averaging:
    """How the variable averages."""
    if options.numerator:
        return BandRatio(ratios=read_ratios(options), bands=bands)
    return averaging_of(kind, units)


def read_ratios(options: Options) -> tuple[Ratio, ...]:
    """The ratios of the numerators and denominators, which semicolons separate. Raises FusionError."""
    above, below = ([parse_formula(formula) for formula in text.split(";")]
                    for text in (options.numerator, options.denominator))
    if len(above) != len(below):
        raise FusionError(message("There are {above} numerators and {below} denominators; give as many of both, "
                                  "separated by semicolons.", above=len(above), below=len(below)))
    return tuple(map(Ratio, above, below))


def check_cells(sources: Sequence[RasterSource], operators: Sequence[SupportOperator], finer: bool) -> None:
    """Raise FusionError if the target cells are not coarser than the pixels, or absurdly many.

    ``finer``: pixels may be coarser than the cells.
    """
    areas = [operator.cell_area() for operator in operators]
    if np.isnan(areas).all():
        raise FusionError(
            message("{name} and the target grid do not overlap; check the extent and both CRSs.", name=sources[0].name)
            if len(sources) == 1 else
            message("The rasters and the target grid do not overlap; check the extent and both CRSs."))
    for source, area in zip(sources, areas):
        if area < 0.999 and not finer:
            raise FusionError(message(
                "The target cells are finer than the pixels of {name} ({share:.3g} of their area), and aggregation "
                "cannot add detail; choose a coarser resolution, or downscale instead.", name=source.name, share=area))
    cells = float(np.prod(operators[0].target.shape, dtype=float))
    meets = sum(float(np.prod(source.grid.shape, dtype=float)) / area
                for source, area in zip(sources, areas) if area > 0.0)
    if cells > MOST_CELLS or cells > 1e6 and cells > 1e4 * max(meets, 1.0):
        rows, columns = operators[0].target.shape
        raise FusionError(message(
            "The target grid of {columns:,} x {rows:,} cells ({size} in memory) is more than 10,000 times the size of "
            "{name}; choose a smaller extent or a coarser resolution.", columns=columns, rows=rows,
            size=size_text(8 * cells), name=sources[0].name) if cells <= MOST_CELLS else message(
            "The target grid of {columns:,} x {rows:,} cells ({size} in memory) is too large; choose a smaller extent "
            "or a coarser resolution.", columns=columns, rows=rows, size=size_text(8 * cells)))
