"""The report on how points agree with a raster: numbers, scatter plot, differences on a map, and the shift."""

import math
from collections.abc import Sequence

from ..finding import Finding
from ..message import message
from ..report import Report
from ..report.figures import describe_histogram, histogram_figure
from ..report.page import shown
from ..report.point_figures import (
    describe_point_map, describe_shift, lines_figure, point_map_figure, shift_figure,
)
from ..reporter import Reporter
from .comparison import Compared, Comparison
from .shift import LEAST_PAIRS, PROBABILITY, Shift
from .statistics import MOST_OF_LINE

_ALL = message("All")
_MOST_SURFACES = 8
_METRICS = {
    "unbiased_rmse": message("RMSE without bias"),
    "rmse": message("RMSE"),
    "correlation": message("RMSE about the line"),
}
_SOURCES = (
    "Theil 1950, A rank-invariant method of linear and polynomial regression analysis; Sen 1968, Estimates of the "
    "regression coefficient based on Kendall's tau, doi:10.1080/01621459.1968.10480934",
    "Hancock et al. 2019, The GEDI Simulator, doi:10.1029/2018EA000506",
    "Roy, Kashongwe and Armston 2021, The impact of geolocation uncertainty on GEDI tropical forest canopy height "
    "estimation and change monitoring, doi:10.1016/j.srs.2021.100024",
    "Schleich et al. 2023, Improving GEDI footprint geolocation using a high-resolution digital elevation model, IEEE "
    "JSTARS 16",
)


def write_agreement_report(comparison: Comparison, path: str, findings: Sequence[Finding],
                           reporter: Reporter | None = None) -> list[str]:
    """Write the HTML report and its tables as CSV files beside it; returns their paths.

    Raises FusionError if it cannot be written, Cancelled when the reporter says so; nothing is written then.
    """
    reporter = reporter or Reporter()
    report = Report(message("Footprints compared with a raster"), _summary(comparison), reporter.text)
    report.heading(message("Findings"))
    report.findings(findings)
    _numbers(report, comparison)
    reporter.progress(0.3)
    _figures(report, comparison)
    reporter.progress(0.7)
    if comparison.search is not None:
        _shifts(report, comparison)
    report.heading(message("Sources"))
    report.items(_SOURCES)
    reporter.progress(1.0)
    return report.write(path)


def verdict(shift: Shift, name: str | None, metric: str) -> str:
    """What was found, in a sentence. ``name``: of the group, None for all points."""
    who = _ALL if name is None else name
    if shift.verdict == "few":
        return message("{name}: no shift was searched, since {count} pairs are fewer than {least}.", name=who,
                       count=shift.count, least=LEAST_PAIRS)
    if shift.verdict == "undetermined":
        return message("{name}: no shift can be told, since the raster varies too little under the footprints.",
                       name=who)
    if shift.verdict == "edge":
        return message("{name}: no shift is claimed, since the best one lies at the end of the search; if the points "
                       "may be so far off, search farther.", name=who)
    east, north = shift.deviations
    values = {"name": who, "east": shift.east, "north": shift.north, "east_sd": east, "north_sd": north,
              "metric": _METRICS[metric], "before": shown(shift.at_zero), "after": shown(shift.at_best),
              "held_out": shown(shift.held_out)}
    if shift.verdict == "chance":
        return message("{name}: no shift is claimed. The best one, {east:+.1f} m east and {north:+.1f} m north (1 "
                       "sigma {east_sd:.1f} and {north_sd:.1f} m), may be chance: {metric} {before} without it, "
                       "{after} with it, and {held_out} where each half of the ground takes the other half's shift.",
                       **values)
    if shift.verdict == "small":
        return message("{name}: no shift is claimed. The best one, {east:+.2f} m east and {north:+.2f} m north (1 "
                       "sigma {east_sd:.2f} and {north_sd:.2f} m), is too small to matter.", **values)
    return message("{name}: the points fit best {east:+.1f} m east and {north:+.1f} m north of where they are (1 sigma "
                   "{east_sd:.1f} and {north_sd:.1f} m). {metric} {before} without the shift, {after} with it, and "
                   "{held_out} where each half of the ground takes the other half's shift.", **values)


def _summary(comparison: Comparison) -> str:
    whole = comparison.parts[0].agreement
    return message("{field} of {points} against {raster}, {support}: {count} pairs. Differences are the points' own "
                   "values less those of the raster.", field=comparison.own_name, points=comparison.points,
                   raster=comparison.raster, support=comparison.support, count=shown(whole.count))


def _numbers(report: Report, comparison: Comparison) -> None:
    report.heading(message("Agreement"))
    missing = len(comparison.own) - comparison.parts[0].agreement.count - comparison.far
    told = [message("Points without a value of their own, or of the raster: {count}.", count=shown(missing))]
    if comparison.far:
        told.append(message("Pairs left out since they differ by more than allowed: {count}.",
                            count=shown(comparison.far)))
    report.items(told)
    unit = comparison.unit
    columns = [message("Group"), message("Pairs"), message("Bias"), message("Median difference"),
               message("Standard deviation"), message("NMAD"), message("RMSE"), message("MAE"), message("r"),
               message("Slope"), message("Slope, lower limit"), message("Slope, upper limit"), message("Intercept")]
    report.table("agreement", message("The points' own values against the raster's"), columns,
                 [_row(part, report_name(part.name)) for part in comparison.parts],
                 ["", "", *[unit] * 6, "", "", "", "", unit])
    report.paragraph(message(
        "Bias: mean difference. NMAD: 1.4826 times the median distance from the median difference, which outliers do "
        "not raise. Slope and intercept: robust line (Theil and Sen) of the points' values on the raster's, with the "
        "slope's 95 % interval, of at most {most} pairs; the raster's values are taken as exact. Neighbouring points "
        "are seldom independent: true intervals are wider.", most=MOST_OF_LINE))


def report_name(name: str | None) -> str:
    """Of a group, or of all."""
    return _ALL if name is None else name


def _row(part: Compared, name: str) -> list[object]:
    found, line = part.agreement, part.line
    return [name, found.count, found.bias, found.median, found.std, found.nmad, found.rmse, found.mae,
            found.correlation, line.slope, line.slope_low, line.slope_high, line.intercept]


def _figures(report: Report, comparison: Comparison) -> None:
    whole, unit = comparison.parts[0], comparison.unit
    difference = comparison.own - comparison.sampled
    names = [f"{name} [{unit}]" if unit else name for name in (comparison.sampled_name, comparison.own_name)]
    report.heading(message("Scatter plot"))
    lines = [(message("Robust line"), whole.line.slope, whole.line.intercept), (message("Equal values"), 1.0, 0.0)]
    told = message("{count} pairs. Robust line: slope {slope}, intercept {intercept}; r = {r}.",
                   count=shown(whole.agreement.count), slope=shown(whole.line.slope),
                   intercept=shown(whole.line.intercept), r=shown(whole.agreement.correlation))
    report.figure(lines_figure(comparison.sampled, comparison.own, *names, lines), told)
    report.heading(message("Differences"))
    label = message("Difference")
    histogram = histogram_figure(difference, label, unit)
    histogram["layout"]["yaxis"]["title"]["text"] = message("Number of pairs")
    report.figure(histogram, describe_histogram(difference, label, unit))
    report.figure(
        point_map_figure(comparison.x, comparison.y, difference, message("Differences on the map"), unit,
                         comparison.stretch),
        describe_point_map(comparison.x, comparison.y, difference, label, unit))


def _shifts(report: Report, comparison: Comparison) -> None:
    search, unit = comparison.search, comparison.unit
    report.heading(message("Geolocation shift"))
    pairs = list(zip(search.shifts, comparison.shift_names, strict=True))
    for shift, name in pairs:
        report.paragraph(verdict(shift, name, search.metric))
    columns = [message("Group"), message("Verdict"), message("Pairs"), message("Outliers"), message("East"),
               message("North"), message("Sigma east"), message("Sigma north"), message("Chance"),
               message("Error without"), message("Error with"), message("Error, halves swapped"),
               message("RMSE without"), message("RMSE with"), message("r without"), message("r with")]
    units = ["", "", "", "", "m", "m", "m", "m", "", unit, unit, unit, unit, unit, "", ""]
    report.table("shift", message("The shift that fits best, to be added to the points' positions"), columns,
                 [_shift_row(shift, report_name(name)) for shift, name in pairs], units)
    report.paragraph(message(
        "All shifts are judged by the same pairs, of which outliers (beyond five NMADs) are left out. The error is "
        "{metric}. Sigma: from the curvature of the error around its least value and its scatter between stretches of "
        "ground. A shift is claimed where chance has less than {probability:g} to give one as far from none (shared "
        "among groups), and where both halves of the ground find nearly the same and agree better with the raster at "
        "each other's shift. The raster's own georeference is part of the shift: which of both is off, it does not "
        "tell.", metric=_METRICS[search.metric], probability=PROBABILITY))
    if search.used < search.whole:
        report.paragraph(message("The search took {used} of {whole} pairs, evenly spread.", used=shown(search.used),
                                 whole=shown(search.whole)))
    drawn = [(shift, name) for shift, name in pairs if shift.errors is not None]
    for shift, name in drawn[:_MOST_SURFACES]:
        label = message("{metric} by shift: {name}", metric=_METRICS[search.metric], name=report_name(name))
        error = message("{metric} ({unit})", metric=_METRICS[search.metric], unit=unit) if unit else \
            _METRICS[search.metric]
        report.figure(shift_figure(search.nodes, shift.errors, (shift.east, shift.north), shift.covariance, label,
                                   error), describe_shift(search.nodes, shift.errors, error))


def _shift_row(shift: Shift, name: str) -> list[object]:
    east, north = shift.deviations
    before, after = shift.before, shift.after
    return [name, shift.verdict, shift.count, shift.outliers, shift.east, shift.north, east, north, shift.probability,
            shift.at_zero, shift.at_best, shift.held_out, *(
                math.nan if each is None else getattr(each, part)
                for part, each in (("rmse", before), ("rmse", after), ("correlation", before),
                                   ("correlation", after)))]
