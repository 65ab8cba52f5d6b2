"""The report on a downscaled raster: numbers, spectra, maps, and what the tests assume."""

import math
from typing import TYPE_CHECKING

import numpy as np

from ..message import message
from ..report import Report
from ..report.figures import describe_maps, maps_figure
from ..report.line_figures import Curve, curves_figure
from ..report.page import shown
from ..report.point_figures import describe_point_map, lines_figure, point_map_figure
from ..reporter import Reporter

if TYPE_CHECKING:
    from .comparison import Compared
    from .evaluate import Evaluation

_NAMES = {"downscaled": message("Downscaled"), "bilinear": message("Bilinear interpolation"),
          "nearest": message("Nearest coarse pixel")}
_SOURCES = (
    "Wang, Bovik, Sheikh and Simoncelli 2004, Image quality assessment: from error visibility to structural "
    "similarity, doi:10.1109/TIP.2003.819861",
    "Murphy 1988, Skill scores based on the mean square error and their relationships to the correlation coefficient, "
    "doi:10.1175/1520-0493(1988)116<2417:SSBOTM>2.0.CO;2",
    "Wald, Ranchin and Mangolini 1997, Fusion of satellite images of different spatial resolutions: assessing the "
    "quality of resulting images, Photogrammetric Engineering and Remote Sensing 63, 691-699",
)


def write_evaluation_report(found: "Evaluation", name: str, unit: str, path: str, reporter: Reporter) -> list[str]:
    """Write the HTML page of an evaluation of the raster ``name``, and its tables beside it; returns their paths.

    Raises FusionError if it cannot be written; nothing is written then.
    """
    report = Report(message("Evaluation of a downscaled raster"), _summary(found, name), reporter.text)
    report.heading(message("Findings"))
    report.findings(reporter.findings)
    if found.compared is not None:
        _agreement(report, found, unit)
        _scales(report, found, unit)
        _places(report, found.compared, unit)
    else:
        _trials(report, found, unit)
    if found.coherence is not None:
        _coherence(report, found, unit)
    report.heading(message("Sources"))
    report.items(_SOURCES)
    return report.write(path)


def _summary(found: "Evaluation", name: str) -> str:
    if found.compared is None:
        return message("{name}, without a truth: its method was tested one scale up, where the coarse raster is the "
                       "truth.", name=name)
    own = found.compared.errors[0]
    skill = found.compared.skill("bilinear")
    if skill != skill:
        return message("{name} against the truth: RMSE {rmse} in {count} pixels.", name=name, rmse=shown(own.rmse),
                       count=shown(own.count))
    verdict = message("better than") if skill > 0.0 else message("no better than")
    return message("{name} against the truth: RMSE {rmse} in {count} pixels, {verdict} bilinear interpolation of the "
                   "coarse raster ({plain}).", name=name, rmse=shown(own.rmse), count=shown(own.count),
                   verdict=verdict, plain=shown(found.compared.errors[1].rmse))


def _agreement(report: Report, found: "Evaluation", unit: str) -> None:
    compared = found.compared
    report.heading(message("Agreement with the truth"))
    columns = [message("Layer"), message("Pixels"), message("RMSE"), message("MAE"), message("Bias"), message("r"),
               message("SSIM")]
    report.table("agreement", message("Each layer against the truth, on the same pixels"), columns,
                 [[_NAMES[name], each.count, each.rmse, each.mae, each.bias, each.r, ssim]
                  for name, each, ssim in zip(compared.names, compared.errors, compared.ssim)],
                 ["", "", unit, unit, unit, "", ""])
    told = [message("SSIM takes windows of 11 x 11 pixels and the truth's range, {span}{unit}; it is 1 where images "
                    "are the same.", span=shown(compared.span), unit=f" {unit}" if unit else "")]
    if "bilinear" in compared.names:
        told.append(message("Skill: {bilinear} against bilinear interpolation, {nearest} against the nearest coarse "
                            "pixel (1 is perfect, 0 as good as that, below 0 worse).",
                            bilinear=shown(compared.skill("bilinear")), nearest=shown(compared.skill("nearest"))))
    intervals = compared.intervals
    if intervals is not None:
        told.append(message("Of the errors {one} lie within 1 sigma (68 % should) and {two} within 1.96 sigma (95 % "
                            "should); sigma is {sigma}{unit} in the root mean square.",
                            one=f"{intervals.within_68:.1%}", two=f"{intervals.within_95:.1%}",
                            sigma=shown(intervals.sigma), unit=f" {unit}" if unit else ""))
    report.items(told)
    truth, own = compared.pairs
    names = [message("Truth ({unit})", unit=unit) if unit else message("Truth"),
             message("Downscaled ({unit})", unit=unit) if unit else _NAMES["downscaled"]]
    report.figure(lines_figure(truth, own, *names, [(message("Equal values"), 1.0, 0.0)]),
                  message("{count} pixels, drawn by lot. Points on the line have the value of the truth.",
                          count=shown(truth.size)))


def _scales(report: Report, found: "Evaluation", unit: str) -> None:
    """Spectra, and errors inside the coarse pixels."""
    spectra, compared = found.compared.spectra, found.compared
    if spectra is not None:
        report.heading(message("Which scales are real"))
        wavelength = spectra.wavelength * (found.pixel if math.isfinite(found.pixel) else 1.0)
        length = message("m") if math.isfinite(found.pixel) else message("pixels")
        names = [message("Truth"), *(_NAMES[name] for name in compared.names)][:len(spectra.power)]
        report.paragraph(_resolved(found, wavelength, length))
        with np.errstate(invalid="ignore", divide="ignore"):
            ratios = spectra.power[1:] / spectra.power[0]
        colours = ("model", "other")
        report.figure(_against_wavelength(
            [Curve(name, wavelength, ratio, colour=colour) for name, ratio, colour in zip(names[1:], ratios, colours)],
            message("Power as a share of the truth's"), length, message("Ratio of power")), message(
                "Where the ratio is below 1, detail of that size is missing; above 1 there is more than in truth."))
        report.figure(_against_wavelength(
            [Curve(name, wavelength, each, colour=colour)
             for name, each, colour in zip(names[1:], spectra.coherence[1:], colours)],
            message("Squared coherence with the truth"), length, message("Squared coherence")), message(
                "The share of the detail of that size that is in its true place: 1 all of it, 0 none."))
        heads = [message("Wavelength"), *(message("Power: {layer}", layer=name) for name in names),
                 *(message("Coherence: {layer}", layer=name) for name in names[1:])]
        report.table("spectra", message("Radially averaged spectra of windows"), heads,
                     [[each, *power, *coherence] for each, power, coherence in
                      zip(wavelength, spectra.power.T, spectra.coherence[1:].T)],
                     [length, *[""] * (len(heads) - 1)])
    if compared.distances is not None:
        distances = compared.distances
        report.heading(message("Inside the coarse pixels"))
        middle = 0.5 * (distances.edges[1:] + distances.edges[:-1])
        report.figure(curves_figure([Curve(message("RMSE"), middle, distances.rmse)],
                                    message("Error by distance from the middle of the coarse pixel"),
                                    message("Distance in coarse pixels"),
                                    message("RMSE ({unit})", unit=unit) if unit else message("RMSE")), message(
            "Errors grow by {slope}{unit} from the middle of a coarse pixel over the length of one. Where they grow "
            "much towards its edges, its outline shows.", slope=shown(distances.slope),
            unit=f" {unit}" if unit else ""))
        report.table("distance", message("Errors by distance from the middle of the coarse pixel"),
                     [message("Up to"), message("Pixels"), message("RMSE")],
                     [[edge, int(count), rmse] for edge, count, rmse in
                      zip(distances.edges[1:], distances.count, distances.rmse)],
                     [message("coarse pixels"), "", unit])


def _resolved(found: "Evaluation", wavelength: np.ndarray, length: str) -> str:
    spectra = found.compared.spectra
    scale = wavelength[0] / spectra.wavelength[0]
    own = spectra.resolved(1) * scale
    if own != own:
        return message("At no scale is half of the detail in its true place.")
    if len(spectra.power) < 3:
        return message("Down to {own} {length} at least half of the detail is in its true place.", own=shown(own),
                       length=length)
    return message("Down to {own} {length} at least half of the detail is in its true place; of bilinear "
                   "interpolation down to {plain} {length}.", own=shown(own), plain=shown(spectra.resolved(2) * scale),
                   length=length)


def _against_wavelength(curves: list[Curve], title: str, length: str, name: str) -> dict:
    figure = curves_figure(curves, title, message("Wavelength ({length})", length=length), name)
    axis = figure["layout"]["xaxis"]
    del axis["rangemode"]
    axis.update(type="log", autorange="reversed")
    return figure


def _places(report: Report, compared: "Compared", unit: str) -> None:
    truth, own, error = compared.maps
    report.heading(message("Maps"))
    layers = [(message("Truth"), unit, truth), (_NAMES["downscaled"], unit, own)]
    report.figure(maps_figure(layers), describe_maps(layers))
    row, column = (each.ravel() for each in np.indices(error.shape))
    report.figure(point_map_figure(column, -row, error.ravel(), message("Error: downscaled less truth"), unit),
                  describe_point_map(column, -row, error.ravel(), message("Error"), unit))


def _trials(report: Report, found: "Evaluation", unit: str) -> None:
    trials = found.trials
    report.heading(message("The scale-up test"))
    report.paragraph(message(
        "Everything was aggregated by {rows} x {columns} and downscaled back, and the coarse raster was the truth "
        "({count} pixels). What holds there is assumed to hold one scale down: that the covariates explain differences "
        "between fine pixels as they do between coarse ones. Where they do not, the errors of the raster itself are "
        "larger.", rows=trials.ratio[0], columns=trials.ratio[1], count=shown(trials.pixels)))
    if found.kind in ("radiative", "decibel"):
        report.paragraph(message("Errors are of what averages linearly: T^4 / 10^8 of temperatures, power of "
                                 "decibels."))
        unit = ""
    columns = [message("Method"), message("Residual"), message("Coherent"), message("RMSE"), message("MAE"),
               message("Bias"), message("r"), message("Skill against bilinear")]
    rows = [each for each in found.rows if each["test"] == "scale-up"]
    report.table("methods", message("Methods one scale up, the best first"), columns,
                 [[each["layer"], each["residual"], each["coherent"], each["rmse"], each["mae"], each["bias"],
                   each["r"], each.get("skill_bilinear", math.nan)] for each in rows],
                 ["", "", "", unit, unit, unit, "", ""])
    report.items([message("{method} was not tried: {reason}", method=method, reason=reason)
                  for method, reason in trials.failed.items()])


def _coherence(report: Report, found: "Evaluation", unit: str) -> None:
    coherence = found.coherence
    report.heading(message("Coherence"))
    report.paragraph(message(
        "Aggregated to the {count} coarse pixels at least half of which have values, it misses these by up to "
        "{largest}{unit} ({relative:.3g} of their range), {rmse}{unit} in the root mean square.",
        count=shown(coherence.pixels), largest=shown(coherence.largest), rmse=shown(coherence.rmse),
        relative=coherence.relative, unit=f" {unit}" if unit else ""))
