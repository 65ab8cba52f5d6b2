"""What was checked and found, as a page for people and as JSON for programs."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from odc.geo.geobox import GeoBox

from ..crs import display_name, unit_name
from ..destination import Destination
from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import listed, message
from ..report import Report
from ..reporter import Reporter
from ..variable.band_sample import BandSample
from .approach import Advice
from .layer import Layer, pixel_size_m
from .points import Points
from .question import Question
from .times import TimeSpan

# Bands of all layers that the page tells of: to look at one takes a sample of it.
_BANDS = 100
_JSON = ((".json",), message("JSON files"))
_APPROACHES = {
    "A": message("Approach A, aggregate: bring the finer layers to the coarser cells."),
    "B": message("Approach B, downscale: bring the coarser layer to finer cells with the help of the finer layers."),
    "C": message("Approach C, sample: take the layers' values at the points or footprints."),
    "": message("No approach is recommended for these layers."),
}


def approach_name(advice: Advice) -> str:
    """The recommended approach in a sentence."""
    return _APPROACHES[advice.approach]


def verdict(findings: Iterable[Finding]) -> str:
    """Can the layers be fused, in a sentence, and how many findings of each severity there are."""
    count = Counter(finding.severity for finding in findings)
    if count[Severity.BLOCKER]:
        told = message("These layers should not be fused as asked: the blockers below would spoil the result.")
    elif count[Severity.WARNING]:
        told = message("These layers can be fused; read the warnings below first.")
    else:
        told = message("Nothing that was checked speaks against fusing these layers.")
    return message("{verdict} Blockers: {blockers}, warnings: {warnings}, remarks: {infos}.", verdict=told,
                   blockers=count[Severity.BLOCKER], warnings=count[Severity.WARNING], infos=count[Severity.INFO])


def check_findings_file(path: str) -> None:
    """Raise FusionError if findings cannot be written to `path`: to be asked before the work begins."""
    Destination(path, *_JSON).remove_parts()


def write_findings(findings: Iterable[Finding], advice: Advice, path: str) -> None:
    """Write an object with the list ``findings`` and the ``advice`` as JSON, in English. Raises FusionError."""
    record = {"findings": [finding.to_dict() for finding in findings], "advice": advice.to_dict()}
    destination = Destination(path, *_JSON)
    try:
        part = destination.part(".txt")
        destination.write_text(part, json.dumps(record, indent=2, ensure_ascii=False) + "\n")
        destination.replace(part)
    finally:
        destination.remove_parts()


def write_advice_report(question: Question, findings: Sequence[Finding], advice: Advice, path: str,
                        reporter: Reporter | None = None) -> list[str]:
    """Write the HTML report on layers that were checked, and its tables as CSV files beside it; returns their paths.

    Raises FusionError if it cannot be written, Cancelled when the reporter says so; nothing is written then.
    """
    reporter = reporter or Reporter()
    report = Report(message("Check before fusing"), verdict(findings), reporter.text)
    report.heading(message("Recommended approach"))
    report.paragraph(approach_name(advice))
    report.items(advice.reasons)
    if advice.alternatives:
        report.paragraph(message("What else could be done:"))
        report.items(advice.alternatives)
    report.heading(message("Findings"))
    report.findings(findings)
    report.heading(message("Purpose and target grid"))
    report.paragraph(message("Purpose: {purpose}.", purpose=question.purpose))
    report.paragraph(_target(question.target))
    if question.layers:
        report.heading(message("Layers"))
        _layers_table(report, question.layers)
        _bands_table(report, question.layers, reporter)
    if question.points:
        report.heading(message("Points"))
        _points_table(report, question.points)
    reporter.progress(1.0)
    return report.write(path)


def _target(grid: GeoBox | None) -> str:
    if grid is None:
        return message("There is no target grid: none was given, and none of the layers has a grid to take.")
    rows, columns = map(int, grid.shape)
    told = message("Target grid: {columns} x {rows} cells of {width:.10g} x {height:.10g} {units}, {crs}.",
                   columns=columns, rows=rows, width=abs(grid.resolution.x), height=abs(grid.resolution.y),
                   units=unit_name(grid.crs.proj.axis_info[0].unit_name), crs=display_name(grid.crs.proj))
    ground = pixel_size_m(grid)
    if ground is None:
        return told
    return message("{grid} The cell in the middle measures {width:.5g} x {height:.5g} m on the ground.", grid=told,
                   width=ground[0], height=ground[1])


def _layers_table(report: Report, layers: Sequence[Layer]) -> None:
    report.table(
        "layers", message("The layers as their headers and names describe them"),
        [message("Layer"), message("CRS"), message("Columns"), message("Rows"), message("Bands"),
         message("Pixel width"), message("Pixel height"), message("Observed"), message("How the time is known"),
         message("Product")],
        [_layer_row(layer) for layer in layers],
        ["", "", "", "", "", "m", "m", "", "", ""])
    for layer in layers:
        if layer.problem is not None:
            report.paragraph(layer.problem.sentence)


def _layer_row(layer: Layer) -> list[Any]:
    grid, pixel = layer.grid, layer.pixel_m or (None, None)
    rows, columns = (None, None) if grid is None else map(int, grid.shape)
    return [layer.name, None if grid is None else display_name(grid.crs.proj), columns, rows, len(layer.bands) or None,
            *pixel, *_observed(layer.times), None if layer.product.product is None else layer.product.product.title]


def _observed(times: TimeSpan | None) -> tuple[str | None, str | None]:
    """When, and how that is known."""
    if times is None:
        return None, None
    begin, end = (moment.strftime("%Y-%m-%d %H:%M") for moment in (times.begin, times.end))
    return (begin if begin == end else message("{begin} to {end}", begin=begin, end=end)), times.origin


def _bands_table(report: Report, layers: Sequence[Layer], reporter: Reporter) -> None:
    bands = [(layer, band) for layer in layers for band in layer.bands]
    rows = []
    for number, (layer, band) in enumerate(bands[:_BANDS]):
        reporter.progress(number / min(len(bands), _BANDS))
        name = layer.name if len(layer.bands) == 1 else message("{name}, band {number}", name=layer.name,
                                                                number=band.number)
        try:
            detection = layer.detection(band.number)
            rows.append([name, detection.kind, detection.percent, listed(detection.reasons, "; "),
                         detection.units or None, _missing_share(layer.sample(band.number))])
        except FusionError as error:
            rows.append([name, None, None, error.sentence, band.units or None, None])
    if rows:
        report.table(
            "bands", message("What the values are, from declarations, names, units and a sample"),
            [message("Band"), message("Kind"), message("Confidence"), message("Why"), message("Unit"),
             message("Missing share of the sample")], rows)
    if len(bands) > _BANDS:
        report.paragraph(message("The first {shown} of {count} bands are shown.", shown=_BANDS, count=len(bands)))


def _missing_share(sample: BandSample) -> float | None:
    """Of the pixels that were looked at."""
    seen = sum(place.rows * place.columns for place in sample.places)
    return sum(place.missing for place in sample.places) / seen if seen else None


def _points_table(report: Report, points: Sequence[Points]) -> None:
    report.table(
        "points", message("Point layers"),
        [message("Layer"), message("CRS"), message("Points"), message("Footprint width"),
         message("Footprint length"), message("Observed"), message("How the time is known"), message("Product")],
        [[each.name, None if each.crs is None else display_name(each.crs), each.count,
          *(each.footprint_m or (None, None)),
          *_observed(each.times), None if each.product is None else each.product.title] for each in points],
        ["", "", "", "m", "m", "", "", ""])
