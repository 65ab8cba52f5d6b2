"""The report of an evaluation of fusion: the verdict, tables by method, gap, date and band, errors over gaps, maps."""

import math
from typing import TYPE_CHECKING

import numpy as np

from ..message import Message, listed, message
from ..report import Report
from ..report.figures import maps_figure
from ..report.line_figures import Curve, curves_figure
from ..report.page import shown
from ..reporter import Reporter
from .error_maps import ErrorMaps
from .league import NAMES, best_of, not_compared, standings
from .options import BASELINES
from .series import FusionSeries, date_name

if TYPE_CHECKING:
    from .evaluate import EvaluationResult

_SPAN = 98.0    # percent of the errors that the colours tell apart
# ColorBrewer's RdBu of five classes, reversed: too high is red.
_DIVERGING = ((0.0, "#0571b0"), (0.25, "#92c5de"), (0.5, "#f7f7f7"), (0.75, "#f4a582"), (1.0, "#ca0020"))
_SOURCES = (
    "Zhu et al. 2022, A novel framework to assess all-round performances of spatiotemporal fusion models, "
    "doi:10.1016/j.rse.2022.113002",
    "Wang, Bovik, Sheikh and Simoncelli 2004, Image quality assessment: from error visibility to structural "
    "similarity, doi:10.1109/TIP.2003.819861",
    "Wald 2000, Quality of high resolution synthesised images: is there a simple criterion?, Proceedings of the third "
    "conference Fusion of Earth data, 99-103",
    "Kruse et al. 1993, The spectral image processing system (SIPS), doi:10.1016/0034-4257(93)90013-N",
)


def write_evaluation_report(found: "EvaluationResult", series: FusionSeries, maps: ErrorMaps | None, path: str,
                            reporter: Reporter) -> list[str]:
    """Write the HTML page of an evaluation and its tables beside it; returns their paths.

    Raises FusionError if it cannot be written; nothing is written then.
    """
    report = Report(message("Evaluation of image fusion"), found.verdict, reporter.text)
    report.heading(message("Findings"))
    report.findings(reporter.findings)
    report.heading(message("Methods"))
    report.paragraph(message(
        "Fine images were held out, one after another, and predicted from the other dates. Dates that are compared: "
        "{dates}. All methods are scored on the same {values} values: those that all of them predict.",
        dates=len(found.trial.compared),
        values=shown(sum(band.count for band in found.trial.scores(found.best).bands))))
    _methods(report, found, _unit(series))
    report.items(not_compared(found.trial))
    if series.count > 1:
        _bands(report, found, series)
    report.heading(message("Length of the gap"))
    _gaps(report, found, _unit(series))
    report.heading(message("Dates"))
    _dates(report, found, _unit(series))
    _uncertainty(report, found)
    if maps is not None:
        _maps(report, maps, found, series)
    report.heading(message("Sources"))
    report.items(_SOURCES)
    return report.write(path)


def _unit(series: FusionSeries) -> str:
    """The unit of all bands, where they have one."""
    return series.units[0] if len(set(series.units)) == 1 else ""


def _methods(report: Report, found: "EvaluationResult", unit: str) -> None:
    columns = [message("Method"), message("Typical error"), message("RMSE"), message("MAE"),
               message("Bias"), message("r"), message("SSIM"), message("ERGAS"), message("SAM"), message("EDGE"),
               message("LBP"), message("Predicted"), message("Time per megapixel")]
    rows = []
    for row in (row for row in found.rows if row["scope"] == "all" and row["band"] == "all"):
        rows.append([NAMES[row["method"]], row["typical_error"], *(row[name] for name in (
            "rmse", "mae", "bias", "r", "ssim", "ergas", "sam_degrees", "edge", "lbp")),
            100.0 * row["predicted_share"], found.trial.seconds(row["method"])])
    rows.sort(key=lambda row: row[1])
    report.table("methods", message("All held-out values, the least error first"), columns, rows,
                 ["", "", unit, unit, unit, "", "", "", "°", "", "", "%", "s"])
    report.items([
        message("The order is that of the typical error: the geometric mean of the RMSE of all dates, each band in "
                "standard deviations of its truth, in which a contaminated date does not outweigh the others."),
        message("Of methods within half a per cent of the least error, the simplest one counts as the best."),
        message("RMSE, MAE, bias, r, SSIM, EDGE and LBP are of all values together, and means over the bands."),
        message("SSIM and r are 1, ERGAS and the spectral angle SAM 0, where images are the same."),
        message("EDGE and LBP are normalised differences of edges (Roberts) and of texture (local binary patterns) "
                "from the truth: below 0 the prediction is too smooth, above 0 too rough."),
        message("Predicted: share of the true values for which the method gives one, the mean of the compared dates. "
                "The time is that of one core, with reading, and is another one on another machine."),
    ])


def _bands(report: Report, found: "EvaluationResult", series: FusionSeries) -> None:
    names = [listed([name, f" ({unit})"], "") if unit else name for name, unit in zip(series.band_names, series.units)]
    by_method: dict[str, list[float]] = {}
    for row in found.rows:
        if row["scope"] == "all" and row["band"] != "all":
            by_method.setdefault(row["method"], []).append(row["rmse"])
    report.table("bands", message("RMSE of each band"), [message("Method"), *names],
                 [[NAMES[each.method], *by_method[each.method]] for each in found.table])


def _gaps(report: Report, found: "EvaluationResult", unit: str) -> None:
    report.paragraph(message(
        "A gap is the number of days between the fine dates before and after a held-out one. Longer gaps than those of "
        "your own series were not tested."))
    heads = [message("Gap"), message("Dates"), *(NAMES[each.method] for each in found.table), message("Best")]
    rows = []
    for each in found.gaps:
        rmse = {row["method"]: row["rmse"] for row in found.rows
                if row["scope"] == str(each.name) and row["band"] == "all"}
        rows.append([each.name, len(each.trial.dates), *(rmse.get(own.method, math.nan) for own in found.table),
                     NAMES[best_of(standings(each.trial)).method]])
    report.table("gaps", message("RMSE by length of the gap"), heads, rows, ["", "", *[unit] * len(found.table), ""])
    curves = []
    for simple, colour in ((True, "other"), (False, "model")):
        kind = [each for each in found.table if (each.method in BASELINES) is simple]
        if kind:
            best = best_of(kind).method
            dates = found.trial.compared
            curves.append(Curve(NAMES[best], np.array([date.gap for date in dates]),
                                np.array([date.sums[best].scores().mean("rmse") for date in dates]), points=True,
                                colour=colour))
    if curves:
        report.figure(curves_figure(curves, message("Error over the length of the gap"), message("Gap (days)"),
                                    message("RMSE ({unit})", unit=unit) if unit else message("RMSE")),
                      message("A point for each held-out date, of the best baseline and of the best fusion; the table "
                              "of dates holds the numbers of all methods."))


def _dates(report: Report, found: "EvaluationResult", unit: str) -> None:
    heads = [message("Date"), message("Gap"), message("Nearest"), *(NAMES[each.method] for each in found.table)]
    rows = [[date_name(date.day), date.gap, date.nearest,
             *(date.sums[each.method].scores().mean("rmse") if each.method in date.sums else math.nan
               for each in found.table)] for date in found.trial.dates]
    report.table("dates", message("RMSE of each held-out date"), heads, rows,
                 ["", message("days"), message("days"), *[unit] * len(found.table)])


def _uncertainty(report: Report, found: "EvaluationResult") -> None:
    report.heading(message("Uncertainty"))
    report.paragraph(message(
        "68.3 % of the errors should lie within 1 sigma. The factor is that by which sigma would have to be multiplied "
        "for that; the last column holds the share of the errors within 1 sigma with a factor that was learned from "
        "the other dates, date by date."))
    rows = [[NAMES[each.method], 100.0 * own.before, own.factor if own.calibrated else math.nan, 100.0 * own.after]
            for each in found.table for own in [found.calibrations[each.method]]]
    report.table("uncertainty", message("Errors within 1 sigma"),
                 [message("Method"), message("Within 1 sigma"), message("Factor"),
                  message("Within 1 sigma, calibrated")], rows, ["", "%", "", "%"])


def _maps(report: Report, maps: ErrorMaps, found: "EvaluationResult", series: FusionSeries) -> None:
    days = [day for day in maps.days if maps.errors(day)]
    if not days:
        return
    report.heading(message("Maps of errors"))
    unit = series.units[0]
    for day in days:
        errors = maps.errors(day)
        methods = [each.method for each in found.table if each.method in errors]
        sizes = np.concatenate([np.abs(errors[method][np.isfinite(errors[method])]) for method in methods])
        if not sizes.size:
            continue
        top = float(np.percentile(sizes, _SPAN)) or 1.0
        layers = [(message("Truth"), unit, maps.truth(day)),
                  *((NAMES[method], unit, errors[method]) for method in methods)]
        figure = maps_figure(layers)
        for trace in figure["data"][1:]:
            trace.update(colorscale=[list(stop) for stop in _DIVERGING], zmin=-top, zmax=top)
        figure["layout"]["title"] = {"text": message("Truth and errors on {date}: {band}", date=date_name(day),
                                                     band=series.band_names[0])}
        report.figure(figure, _described(errors, methods))


def _described(errors: dict[str, np.ndarray], methods: list[str]) -> Message:
    sizes = (shown(float(np.nanmean(np.abs(errors[method])))) for method in methods)
    means = listed((message("{name}: {value}", name=NAMES[method], value=size) for method, size in zip(methods, sizes)),
                   "; ")
    return message("Prediction less truth, thinned to blocks of pixels, all methods on one scale: red is too high, "
                   "blue too low, grey has no value. Means of the sizes: {means}.", means=means)
