"""The report on enhanced resolution: the L-curve, the footprints, noise amplification and effective resolution."""

import math
from typing import TYPE_CHECKING

import numpy as np

from ..message import message
from ..report import Report
from ..report.figures import describe_histogram, histogram_figure
from ..report.line_figures import Curve, curves_figure
from ..report.page import shown
from ..reporter import Reporter
from .kriging.backus_gilbert import LCurve

if TYPE_CHECKING:
    from .enhance import EnhanceResult
    from .footprint_tiles import FootprintTiles

_OUTLINES = 60           # footprints that are drawn
_CIRCLE = np.linspace(0.0, 2.0 * np.pi, 41)
_SOURCES = (
    "Backus and Gilbert 1970, Uniqueness in the inversion of inaccurate gross Earth data, doi:10.1098/rsta.1970.0005",
    "Stogryn 1978, Estimates of brightness temperatures from scanning radiometer data, doi:10.1109/TAP.1978.1141919",
    "Long and Daum 1998, Spatial resolution enhancement of SSM/I data, doi:10.1109/36.662726",
    "Hansen 1992, Analysis of discrete ill-posed problems by means of the L-curve, doi:10.1137/1034115",
)


def write_enhance_report(found: "EnhanceResult", tiles: "FootprintTiles", name: str, path: str,
                         reporter: Reporter) -> list[str]:
    """Write the HTML page on an enhancement of the layer ``name``, and its tables beside it; returns their paths.

    Raises FusionError if it cannot be written; nothing is written then.
    """
    report = Report(message("Resolution enhanced from overlapping footprints"), _summary(found, name), reporter.text)
    report.heading(message("Findings"))
    report.findings(reporter.findings)
    _footprints(report, found, tiles)
    if found.curve is not None:
        _curve(report, found, found.curve)
    _distributions(report, found)
    report.heading(message("Sources"))
    report.items(_SOURCES)
    return report.write(path)


def _summary(found: "EnhanceResult", name: str) -> str:
    return message(
        "{name}: {count} footprints {width} m wide at half maximum; effective resolution {resolution} m at {noise} "
        "times the noise of an observation (medians).", name=name, count=shown(found.count), width=shown(found.width),
        resolution=shown(_median(found.resolution)), noise=shown(_median(found.noise)))


def _median(values: np.ndarray) -> float:
    return float(np.median(values)) if values.size else math.nan


def _footprints(report: Report, found: "EnhanceResult", tiles: "FootprintTiles") -> None:
    spacing = tiles.spacing * tiles.pixel
    report.heading(message("Footprints"))
    report.paragraph(message(
        "Neighbouring footprints are {spacing} m apart (median), {share} of their width; what lies closer than half a "
        "width can be told apart best. A cell is {cell} m wide.", spacing=shown(spacing),
        share=f"{spacing / found.width:.0%}", cell=shown(tiles.pixel)))
    curves = [Curve(message("Half maximum"), x, y, colour="data") for x, y in _outlines(tiles)]
    figure = curves_figure(curves, message("Some neighbouring footprints"), message("Metres east"),
                           message("Metres north"))
    for number, trace in enumerate(figure["data"]):
        trace["showlegend"] = number == 0
        trace["line"]["width"] = 1
    for axis in ("xaxis", "yaxis"):
        del figure["layout"][axis]["rangemode"]
    figure["layout"]["yaxis"]["scaleanchor"] = "x"
    report.figure(figure, message("Outlines of {count} footprints at half of their maximum, around one in the middle.",
                                  count=len(curves)))


def _outlines(tiles: "FootprintTiles") -> list[tuple[np.ndarray, np.ndarray]]:
    """Of the footprints nearest to one in the middle, in metres east and north of its centre."""
    found = []
    for east, north, along, across, azimuth in tiles.around_middle(_OUTLINES):
        u, v = 0.5 * along * np.cos(_CIRCLE), 0.5 * across * np.sin(_CIRCLE)
        sine, cosine = math.sin(math.radians(azimuth)), math.cos(math.radians(azimuth))
        found.append((east + u * sine + v * cosine, north + u * cosine - v * sine))
    return found


def _curve(report: Report, found: "EnhanceResult", curve: LCurve) -> None:
    report.heading(message("L-curve"))
    chosen = int(np.argmin(np.abs(curve.regularisation - found.regularisation)))
    figure = curves_figure(
        [Curve(message("All regularisations"), curve.noise, curve.spread),
         Curve(message("Chosen: {value}", value=shown(found.regularisation)), curve.noise[chosen:chosen + 1],
               curve.spread[chosen:chosen + 1], points=True, colour="data")],
        message("Resolution against noise"), message("Noise amplification"),
        message("Spread of the averaging kernel (m)"))
    for axis in ("xaxis", "yaxis"):
        del figure["layout"][axis]["rangemode"]
        figure["layout"][axis]["type"] = "log"
    report.figure(figure, message(
        "Less regularisation leads to the right and downwards: noisier and sharper. The corner was chosen: r = "
        "{value}, noise amplification {noise}.", value=shown(found.regularisation),
        noise=shown(float(curve.noise[chosen]))))
    report.table("l_curve", message("Noise and spread by regularisation"),
                 [message("Regularisation"), message("Noise amplification"), message("Spread")],
                 list(zip(curve.regularisation.tolist(), curve.noise.tolist(), curve.spread.tolist())), ["", "", "m"])


def _distributions(report: Report, found: "EnhanceResult") -> None:
    report.heading(message("What is gained, and what it costs"))
    for values, label, unit in ((found.noise, message("Noise amplification"), ""),
                                (found.resolution, message("Effective resolution"), "m")):
        report.figure(histogram_figure(values, label, unit), describe_histogram(values, label, unit))
    quarters = [10, 25, 50, 75, 90]
    rows = [[message("{percent} %", percent=percent),
             *(float(np.percentile(values, percent)) if values.size else math.nan
               for values in (found.noise, found.resolution))] for percent in quarters]
    report.table("distribution", message("Percentiles over a sample of cells"),
                 [message("Percentile"), message("Noise amplification"), message("Effective resolution")], rows,
                 ["", "", "m"])
    report.paragraph(message(
        "Noise amplification 1 means that a cell is as noisy as an observation. The effective resolution is the full "
        "width at half maximum of what a cell really averages, as that of a round kernel of the same area."))
