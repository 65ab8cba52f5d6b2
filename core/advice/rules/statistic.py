"""Statistics and resamplings that do not fit what the values mean."""

from collections.abc import Iterator
from dataclasses import replace

from ...crs import same_crs
from ...errors import FusionError
from ...finding import Finding, Severity
from ...message import message
from ...raster import Band
from ...variable import check, choose
from ...variable.evidence import Detection
from ...variable.kinds import Choice
from ..index import index_difference
from ..layer import Layer
from ..question import Question
from ..rule import Rule
from ..subject import band_subject

# Resamplings that mix neighbouring values, whatever they stand for.
_MIXING = ("bilinear", "cubic", "average")
# Pixels: a grid that lies no farther off another is the same.
_SHIFT = 1e-3
_PLAIN_MEAN = Choice("intensive", "mean", ())


def categorical_average(question: Question) -> Iterator[Finding]:
    """Findings of `variable.check` on every band: CATEGORICAL_, BITFIELD_, CIRCULAR_, DECIBEL_, NONLINEAR_ and
    RATIO_AVERAGE, UNUSUAL_STATISTIC and RADIATIVE_MEAN."""
    for layer in question.layers:
        if question.method(layer) == "nearest":
            continue
        for band in layer.bands:
            subject = band_subject(layer, band)
            for finding in _findings(question, layer, band, subject):
                if finding.code == "RATIO_AVERAGE" and _keeps_its_pixels(question, layer):
                    continue
                yield _with_figure(question, layer, band, finding) if finding.code == "RATIO_AVERAGE" else finding


def _findings(question: Question, layer: Layer, band: Band, subject: str) -> list[Finding]:
    method, kind, detection = question.method(layer), question.kind(layer), layer.detection(band.number)
    formulas = question.purpose == "aggregate"
    if method in _MIXING:
        seen = detection if kind in ("auto", detection.kind) else _declared(kind, detection)
        return check(subject, _PLAIN_MEAN, seen, "auto", formulas=formulas)
    if method == "auto" and kind == "auto" and detection.kind == "categorical" and question.purpose == "stack":
        method = "fractions"   # what joining takes
    try:
        return check(subject, choose(kind, method, detection), detection, kind, formulas=formulas)
    except FusionError as error:
        return [Finding("UNUSUAL_STATISTIC", Severity.BLOCKER, subject, error.sentence)]


def _keeps_its_pixels(question: Question, layer: Layer) -> bool:
    """Is the layer stacked on a grid whose cells are its own pixels, so that nothing is averaged?"""
    if question.purpose != "stack" or question.target is None or layer.pixel_m is None:
        return False
    if not same_crs(layer.grid.crs, question.target.crs):
        return False
    shift = ~layer.grid.affine * question.target.affine
    across = max(question.target.shape)
    drift = max(abs(shift.a - 1.0), abs(shift.b), abs(shift.d), abs(shift.e - 1.0)) * across
    return max(drift, abs(shift.c - round(shift.c)), abs(shift.f - round(shift.f))) < _SHIFT


def _declared(kind: str, detection: Detection) -> Detection:
    return Detection(kind, 1.0, (message("as declared"),), detection.units, False)


def _with_figure(question: Question, layer: Layer, band: Band, finding: Finding) -> Finding:
    """Where its red and near infrared are at hand, how much it matters."""
    found = index_difference(question, layer, band)
    if found is None:
        return finding
    told = message("{text} In a sample of {cells} cells the two differ by {rms:.2g} (root mean square) and up to "
                   "{most:.2g}, computed from {red} and {nir}.", text=finding.message, cells=found.cells, rms=found.rms,
                   most=found.most, red=found.red, nir=found.nir)
    return replace(finding, message=told)


RULES = (Rule("categorical_average", categorical_average),)
