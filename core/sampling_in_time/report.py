"""What was found of dates, as a page for people, and as CSV or JSON for programs."""

import csv
import io
import json
import math

import numpy as np

from ..destination import Destination
from ..message import message
from ..report import Report
from ..report.line_figures import Curve, curves_figure
from ..report.timeline_figures import Mark, describe_timeline, timeline_figure
from ..reporter import Reporter
from .job import Checked
from .judge import Sampling, date_text
from .sensors import QUANTITIES, interval_text, sensors
from .window import ALIKE, window_curve

_TABLES = ((".csv", ".json"), message("CSV or JSON files"))
_ROWS = 200   # of gaps and dates on the page
_SOURCES = (
    "Shannon 1949, Communication in the presence of noise, doi:10.1109/JRPROC.1949.232969",
    "Landau 1967, Necessary density conditions for sampling and interpolation of certain entire functions, Acta "
    "Mathematica 117, doi:10.1007/BF02395039",
    "Groechenig 1992, Reconstruction algorithms in irregular sampling, Mathematics of Computation 59",
    "Deeming 1975, Fourier analysis with unequally-spaced data, doi:10.1007/BF00681947",
    "Eyer and Bartholdi 1999, Variable stars: which Nyquist frequency?, doi:10.1051/aas:1999102",
    "VanderPlas 2018, Understanding the Lomb-Scargle periodogram, doi:10.3847/1538-4365/aab766",
)


def check_gaps_file(path: str) -> None:
    """Raise FusionError if gaps cannot be written to `path`: to be asked before the work begins."""
    Destination(path, *_TABLES).remove_parts()


def write_gaps(checked: Checked, path: str) -> None:
    """Write all intervals with the mark of those too long, as CSV, or as JSON with all numbers; in English.

    Raises FusionError.
    """
    destination = Destination(path, *_TABLES)
    try:
        part = destination.part(".txt")
        text = _json_text(checked) if destination.path.lower().endswith(".json") else _csv_text(checked.sampling)
        destination.write_text(part, text)
        destination.replace(part)
    finally:
        destination.remove_parts()


def record(checked: Checked) -> dict[str, object]:
    """All numbers in JSON's types; None for what does not exist."""
    sampling = checked.sampling
    alias = None if sampling.verdict != "aliased" else sampling.alias
    return {
        "time_scale_days": sampling.scale, "verdict": sampling.verdict, "text": str(checked.text),
        "dates": len(sampling.times), "first": date_text(sampling.times[0]), "last": date_text(sampling.times[-1]),
        "median_interval_days": sampling.median, "mean_interval_days": sampling.mean,
        "longest_gap_days": sampling.longest, "common_step_days": sampling.step, "regular": sampling.is_regular,
        "shortest_period_everywhere_days": 2.0 * sampling.longest,
        "shortest_period_on_average_days": 2.0 * sampling.mean,
        "alias": None if alias is None else {
            "likeness": alias.power, "period_days": None if math.isinf(alias.period) else alias.period},
        "sensors": list(checked.sensor_names),
        "looks": [{"date": date_text(look.time), "name": look.name, "valid_share": look.valid, "counts": look.counts}
                  for look in checked.looks],
        "without_date": list(checked.undated),
        "gaps": [{"begin": begin, "end": end, "days": days, "too_long": too_long}
                 for begin, end, days, too_long in _intervals(sampling)],
    }


def write_sampling_report(checked: Checked, path: str, reporter: Reporter | None = None) -> list[str]:
    """Write the HTML report and its tables as CSV files beside it; returns their paths.

    Raises FusionError if it cannot be written, Cancelled when the reporter says so; nothing is written then.
    """
    reporter = reporter or Reporter()
    report = Report(message("Sampling in time"), checked.text, reporter.text)
    report.heading(message("Findings"))
    report.findings(checked.findings)
    _timeline(report, checked)
    _numbers(report, checked.sampling)
    reporter.progress(0.3)
    _gaps(report, checked.sampling)
    _window(report, checked.sampling)
    reporter.progress(0.7)
    _dates(report, checked)
    _sensors(report, checked)
    report.heading(message("Sources"))
    report.items(_SOURCES)
    reporter.progress(1.0)
    return report.write(path)


def _timeline(report: Report, checked: Checked) -> None:
    times = checked.sampling.times
    gaps = [(times[number], times[number + 1]) for number in np.flatnonzero(checked.sampling.too_long)]
    marks = [Mark(look.time, look.valid, look.counts) for look in checked.looks]
    report.heading(message("Timeline"))
    report.figure(timeline_figure(marks, gaps), describe_timeline(marks, gaps))


def _numbers(report: Report, sampling: Sampling) -> None:
    report.heading(message("Intervals"))
    rows = [
        [message("Dates that count"), len(sampling.times), ""],
        [message("From the first to the last"), sampling.span, message("days")],
        [message("Median interval"), sampling.median, message("days")],
        [message("Mean interval"), sampling.mean, message("days")],
        [message("Longest interval"), sampling.longest, message("days")],
        [message("Longest step of which all intervals are multiples"), sampling.step, message("days")],
        [message("Shortest period that is resolved everywhere: twice the longest interval"), 2.0 * sampling.longest,
         message("days")],
        [message("Shortest period with two dates on average: twice the mean interval"), 2.0 * sampling.mean,
         message("days")],
        [message("Time scale asked for"), sampling.scale, message("days")],
    ]
    if sampling.verdict == "aliased":
        rows += [[message("Period that a cycle of the time scale seems to have"), sampling.alias.period,
                  message("days")],
                 [message("Likeness of the two, 1 where nothing tells them apart"), sampling.alias.power, ""]]
    report.table("intervals", message("How the dates lie"), [message("What"), message("Value"), message("Unit")], rows)


def _gaps(report: Report, sampling: Sampling) -> None:
    chosen = [each for each in _intervals(sampling) if each[3]]
    longest = sorted(chosen or _intervals(sampling), key=lambda each: (-each[2], each[0]))
    report.table(
        "gaps", message("Gaps of half the time scale and more, the longest first") if chosen
        else message("The longest gaps; none reaches half of the time scale"),
        [message("From"), message("To"), message("Length")],
        [[begin, end, days] for begin, end, days, _ in longest[:_ROWS if chosen else 5]], ["", "", message("days")])
    if len(chosen) > _ROWS:
        report.paragraph(message("The {shown} longest of {count} gaps are shown.", shown=_ROWS, count=len(chosen)))


def _window(report: Report, sampling: Sampling) -> None:
    frequencies, heights = window_curve(sampling.days, sampling.scale)
    report.heading(message("Spectral window of the dates"))
    report.paragraph(message(
        "How alike two cycles look at these dates, by how far their frequencies differ: 1 where nothing tells them "
        "apart. A peak at a distance that takes the time scale's frequency to a lower one lets the fast cycle look "
        "like a slow one. From {alike} on it counts as aliasing here.", alike=ALIKE))
    wanted = 1.0 / sampling.scale
    curves = [Curve(message("Likeness"), frequencies, heights, colour="data"),
              Curve(message("Frequency of the time scale"), np.array([wanted, wanted]), np.array([0.0, 1.0]),
                    dash="dash")]
    figure = curves_figure(curves, message("Spectral window"), message("Difference of frequency, 1/days"),
                           message("Likeness"))
    beyond = frequencies >= 1.0 / sampling.span
    at = int(np.flatnonzero(beyond)[heights[beyond].argmax()]) if beyond.any() else 0
    report.figure(figure, message("Apart from 0, the highest value is {height:.3g}, near {frequency:.4g} 1/days.",
                                  height=float(heights[at]), frequency=float(frequencies[at])))


def _dates(report: Report, checked: Checked) -> None:
    report.heading(message("Dates"))
    report.table("dates", message("All dates"),
                 [message("Date"), message("Name"), message("Share of valid pixels"), message("Counts")],
                 [[date_text(look.time), look.name or None, look.valid, look.counts] for look in checked.looks])
    if checked.undated:
        report.paragraph(message("Rasters without a date, which were left out:"))
        report.items(checked.undated[:_ROWS])


def _sensors(report: Report, checked: Checked) -> None:
    report.heading(message("Sensors"))
    if checked.cure_text is not None:
        report.paragraph(checked.cure_text)
    report.table(
        "sensors", message("How often sensors look at a place, by their orbits and without clouds"),
        [message("Sensor"), message("Observes"), message("Pixel"), message("Interval"),
         message("Looks often enough for the time scale"), message("Through clouds"), message("Source")],
        [[sensor.name, QUANTITIES[sensor.observes], sensor.resolution_m, interval_text(sensor),
          sensor.resolves(checked.asked.scale), sensor.through_clouds, sensor.source] for sensor in sensors()],
        ["", "", "m", "", "", "", ""])


def _intervals(sampling: Sampling) -> list[tuple[str, str, float, bool]]:
    """Begin, end, days, and whether it is too long, of each interval in order."""
    return [(*sampling.interval_dates(number), float(days), bool(too_long))
            for number, (days, too_long) in enumerate(zip(sampling.intervals, sampling.too_long, strict=True))]


def _csv_text(sampling: Sampling) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["begin", "end", "days", "too_long"])
    writer.writerows([begin, end, repr(days), int(too_long)] for begin, end, days, too_long in _intervals(sampling))
    return text.getvalue()


def _json_text(checked: Checked) -> str:
    return json.dumps(record(checked), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
