"""The report of a fusion: what was predicted from which dates, and what held-out dates say of it."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..finding import Finding
from ..message import Message, listed, message
from ..report import Report
from ..report.line_figures import Curve, curves_figure
from ..report.page import shown
from ..reporter import Reporter
from .league import NAMES, Trial, best_of, not_compared, standings
from .options import BASELINES
from .series import FusionSeries, date_name

if TYPE_CHECKING:
    from .job import FusedDate
    from .verdict import Verdict

_ALIKE = 0.5    # percent: errors that differ by less are told as alike


def make_report(series: FusionSeries, verdict: "Verdict", dates: Sequence["FusedDate"], findings: Sequence[Finding],
                reporter: Reporter) -> Report:
    """The page of a run; ``write`` writes it, and its tables beside it."""
    report = Report(message("Fusion of fine and coarse images"), _summary(verdict, dates), reporter.text)
    report.heading(message("Findings"))
    report.findings(findings)
    report.heading(message("Held-out dates"))
    if verdict.scores is None or not verdict.scores.compared:
        report.paragraph(message("No fine image could be held out, so that nothing tells how good this fusion is."))
    else:
        _held_out(report, series, verdict)
    report.heading(message("Dates"))
    _dates(report, dates)
    report.heading(message("Images"))
    _images(report, series)
    return report


def _summary(verdict: "Verdict", dates: Sequence["FusedDate"]) -> Message:
    """What was made, and whether something simpler would have done."""
    made = message("Dates: {count}; method: {method}.", count=len(dates), method=NAMES[verdict.method])
    table = [] if verdict.scores is None else standings(verdict.scores)
    own = next((each for each in table if each.method == verdict.method), None)
    others = [each for each in table if each.method in BASELINES and each.method != verdict.method]
    if own is None or not others:
        return made
    best = best_of(others)
    percent = 100.0 * (1.0 - own.relative / best.relative) if best.relative > 0.0 else 0.0
    if abs(percent) < _ALIKE:
        judged = message("Its error is that of {baseline}, within {percent:g} % (held-out dates: {dates}).",
                         dates=len(verdict.scores.compared), percent=_ALIKE, baseline=NAMES[best.method])
    elif percent > 0.0:
        judged = message("Its error is {percent:.1f} % lower than that of {baseline} (held-out dates: {dates}).",
                         dates=len(verdict.scores.compared), percent=percent, baseline=NAMES[best.method])
    else:
        judged = message("Its error is {percent:.1f} % higher than that of {baseline} (held-out dates: {dates}).",
                         dates=len(verdict.scores.compared), percent=-percent, baseline=NAMES[best.method])
    return listed([made, judged], " ")


def _held_out(report: Report, series: FusionSeries, verdict: "Verdict") -> None:
    trial = verdict.scores
    report.paragraph(message(
        "Fine images were held out, one after another, and predicted from the other dates; all methods are compared on "
        "the same values. Dates that are compared: {dates}.", dates=len(trial.compared)))
    names = [listed([name, f" ({unit})"], "") if unit else name for name, unit in zip(series.band_names, series.units)]
    heads = [message("Method"), message("Typical error"),
             *(message("RMSE, {band}", band=name) for name in names),
             *(message("Bias, {band}", band=name) for name in names)]
    report.table("scores", message("Errors of held-out dates, the least error first"), heads,
                 [[NAMES[each.method], each.relative, *each.rmse, *each.bias] for each in standings(trial)])
    report.items([message("The order is that of the typical error: the geometric mean of the RMSE of all dates, each "
                          "band in standard deviations of its truth, in which a contaminated date does not outweigh "
                          "the others."), *_notes(verdict, trial)])
    dates, curves = trial.compared, []
    simple = [each for each in standings(trial) if each.method in BASELINES]
    best = best_of(simple).method if simple else None
    for method, colour in ((best, "other"), (verdict.method, "model")):
        if method in trial.ranked and (method != verdict.method or colour == "model"):
            curves.append(Curve(NAMES[method], np.array([date.gap for date in dates]),
                                np.array([date.sums[method].scores().relative for date in dates]), points=True,
                                colour=colour))
    if curves:
        report.figure(curves_figure(curves, message("Error over the length of the gap"), message("Gap (days)"),
                                    message("RMSE over standard deviation")),
                      message("A point for each held-out date, with the best baseline beside the method that was "
                              "used."))


def _notes(verdict: "Verdict", trial: Trial) -> list[Message]:
    found = not_compared(trial)
    own = verdict.calibration
    if own is not None and own.calibrated:
        found.append(message(
            "Within 1 sigma lie {before:.1f} % of the errors, where 68.3 % should; with a factor learned from other "
            "dates {after:.1f} %. The factor used is {factor:.3g}.", before=100.0 * own.before, after=100.0 * own.after,
            factor=verdict.factor))
    return found


def _dates(report: Report, dates: Sequence["FusedDate"]) -> None:
    heads = [message("Date"), message("Base dates"), message("Nearest"), message("Observed"), message("Filled"),
             message("Missing"), message("Beyond limits")]
    rows = [[each.name, listed(map(date_name, each.base)) if each.base else message("none"),
             each.gap if each.base else math.nan,
             *(100.0 * count / each.values for count in (each.observed, each.filled, each.missing, each.clipped))]
            for each in dates]
    report.table("dates", message("Predicted dates"), heads, rows, ["", "", message("days"), "%", "%", "%", "%"])
    report.items([message("Observed: values of the date's own fine image. Filled: values in holes of the first base "
                          "image, from another one.")])


def _images(report: Report, series: FusionSeries) -> None:
    rows = [[each.source.name, date_name(each.day), kind, 100.0 * share]
            for kind, images, shares in ((message("fine"), series.fine, series.fine_shares),
                                         (message("coarse"), series.coarse, series.coarse_shares))
            for each, share in zip(images, shares)]
    report.table("images", message("Images"), [message("Image"), message("Date"), message("Kind"), message("Valid")],
                 rows, ["", "", "", "%"])
    report.items([message("Fine pixels: {fine} m; coarse pixels: {coarse} m.",
                          fine=" x ".join(shown(size) for size in series.pixel),
                          coarse=" x ".join(shown(size) for size in series.cell))])
