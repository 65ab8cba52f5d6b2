"""What is sampled of each band: its kind, the statistics that fit it, its columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..advice import Layer
from ..errors import FusionError
from ..finding import Finding, Severity, stop_at_blockers
from ..message import message
from ..raster import RasterSource
from ..reporter import Reporter
from ..statistics.averaging import Averaging, averaging_of
from ..statistics.class_areas import MOST_CLASSES
from ..variable import check, check_units, choose
from ..variable.evidence import Detection
from ..variable.kinds import allows, fits
from .names import Names, stem
from .request import OF_PIXELS, Column, Options

VALUE = "value"   # of points: there is nothing to summarise
_WHOLE = ("mode",)
_UNITLESS = ("fractions", "count", "valid_fraction")
_MEANINGS = {
    VALUE: message("value at the point"),
    "mean": message("mean over the footprint, by ground area or energy"),
    "std": message("standard deviation within the footprint"),
    "min": message("smallest value in the footprint"),
    "max": message("largest value in the footprint"),
    "median": message("median over the footprint, by ground area or energy"),
    "mode": message("class with the largest share of the footprint"),
    "fractions": message("share of the class in the footprint's valid part"),
    "count": message("number of valid pixels in the footprint, cut ones by their part"),
    "valid_fraction": message("share of the footprint on valid pixels"),
}


@dataclass(frozen=True)
class BandPlan:
    """A band, how it averages, and its statistics with a column each (fractions: one for each of ``codes``)."""

    number: int
    kind: str
    averaging: Averaging
    statistics: tuple[str, ...]
    codes: tuple[int, ...]
    columns: tuple[Column, ...]

    @property
    def by_class(self) -> bool:
        return "mode" in self.statistics or "fractions" in self.statistics


@dataclass(frozen=True)
class RasterPlan:
    """A raster, which of them it is, and what is sampled of its bands."""

    index: int
    source: RasterSource
    stem: str
    bands: tuple[BandPlan, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for band in self.bands for column in band.columns)


def plan_raster(index: int, layer: Layer, options: Options, names: Names, reporter: Reporter) -> RasterPlan:
    """Settle what is sampled of a raster, and tell of it.

    Raises FusionError for statistics that its values do not allow, and for blockers that are not accepted.
    """
    source = layer.source
    numbers = options.bands or source.data_bands
    name = stem(source.name)
    bands = []
    for number in numbers:
        detection = layer.detection(number)
        subject = source.name if len(numbers) == 1 else message("{name}, band {number}", name=source.name,
                                                                number=number)
        kind, statistics = _settle(subject, detection, options, reporter)
        if kind in ("radiative", "circular") and options.support != "pixel":
            check_units(kind, detection.units, layer.sample(number).values)
        averaging = Averaging() if options.support == "pixel" else averaging_of(kind, detection.units)
        codes = _codes(layer, number, options) if "fractions" in statistics else ()
        start = options.prefix + name + (f"_b{number}" if len(source.data_bands) > 1 else "")
        columns = tuple(_columns(index, number, statistics, codes, kind, detection.units, start, names))
        bands.append(BandPlan(number, kind, averaging, statistics, codes, columns))
    return RasterPlan(index, source, name, tuple(bands))


def _settle(subject: str, detection: Detection, options: Options, reporter: Reporter) -> tuple[str, tuple[str, ...]]:
    """The kind of a band and the statistics that are computed of it."""
    if options.support == "pixel":
        return detection.kind, (VALUE, *(each for each in options.statistics if each in OF_PIXELS))
    if options.support == "bilinear":
        wanted: tuple[str, ...] = ("mean",)
    else:
        wanted = tuple(each for each in options.statistics if each not in OF_PIXELS)
    if options.kind != "auto":
        kind, used = options.kind, wanted
    else:
        # Of several statistics those that its values have are computed: layers of different kinds go together then.
        usual = [each for each in wanted if fits(detection.kind, each)] or wanted[:1]
        kind = choose("auto", usual[0], detection).kind if usual else detection.kind
        used = tuple(each for each in wanted if allows(kind, each))
    findings = list(dict.fromkeys(finding for statistic in used for finding in check(
        subject, choose(kind, statistic, detection), detection, options.kind, formulas=False)))
    stop_at_blockers(findings, options.accept)
    for finding in findings:
        reporter.finding(finding)
    left_out = tuple(each for each in wanted if each not in used)
    if left_out:
        reporter.finding(Finding(
            "STATISTIC_LEFT_OUT", Severity.INFO, subject,
            message("its values are {kind}, which have no {statistics}; these columns are left out.", kind=kind,
                    statistics=", ".join(left_out)),
            message("Set VARIABLE_KIND if it was taken for what it is not.")))
    if options.support == "bilinear":
        used = tuple(VALUE for _ in used)
    order = (VALUE, *options.statistics)
    return kind, tuple(each for each in order if each in used or each in OF_PIXELS)


def _codes(layer: Layer, number: int, options: Options) -> tuple[int, ...]:
    """Codes of classes that get columns: as asked, or those that the legend names and a sample of the raster holds."""
    if options.classes:
        return tuple(options.classes)
    sample = layer.sample(number)
    if not sample.are_whole:
        raise FusionError(message("{name} holds values that are no whole numbers, and a class is one; choose another "
                                  "statistic than fractions, or reclassify it.", name=layer.name))
    legend = layer.source.legend(number)
    named = [entry.value for entry in legend.entries if entry.name] if legend is not None else []
    codes = tuple(sorted({*named, *np.unique(sample.values).astype(int).tolist()}))
    if len(codes) > MOST_CLASSES:
        raise FusionError(message("{name} holds more than {most} classes; reclassify it to fewer, or choose another "
                                  "variable kind if its values are no classes.", name=layer.name, most=MOST_CLASSES))
    return codes


def _columns(index: int, number: int, statistics: Sequence[str], codes: Sequence[int], kind: str, units: str,
             start: str, names: Names) -> Iterator[Column]:
    for statistic in statistics:
        unit = "" if statistic in _UNITLESS or kind == "categorical" else units
        meaning = _MEANINGS[statistic]
        if statistic == "fractions":
            for code in codes:
                yield Column(names.unique(start, f"_fraction_{code}"), "float64", unit,
                             message("{meaning} ({code})", meaning=meaning, code=code), index, number, statistic, code)
            continue
        whole = statistic in _WHOLE or (statistic == VALUE and kind == "categorical")
        yield Column(names.unique(start, f"_{statistic}"), "int32" if whole else "float64", unit, meaning, index,
                     number, statistic)
