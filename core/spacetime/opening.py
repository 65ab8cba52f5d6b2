"""What every run begins with: a look at all images, what is to be said of them, and what was not given found out."""

from dataclasses import dataclass

from ..errors import FusionError
from ..finding import gravest_first, stop_at_blockers
from ..message import message
from ..reporter import Reporter, Share
from .bias import Correction, fit_bias
from .findings import doubtful_finding, opening_findings
from .noise import paired_samples, settle_noise
from .options import FusionOptions
from .pair_agreement import unlike_pairs
from .series import FusionSeries

_LOOKED, _FITTED, _CORRECTED = 0.4, 0.6, 0.8   # progress when a part is done


@dataclass(frozen=True)
class Opened:
    """``series`` with corrected coarse values and its doubtful dates, ``options`` with the noise that was found.

    ``correction``: of the bias between the sensors, None for none.
    """

    series: FusionSeries
    options: FusionOptions
    correction: Correction | None


def open_series(series: FusionSeries, options: FusionOptions, *, noise: str, bias: str, accept: frozenset[str],
                reporter: Reporter, threads: int | None = None) -> Opened:
    """Look at the images and tell what there is to tell.

    Raises FusionError where no fine or no coarse image has a valid pixel, for blockers that are not accepted, and for a
    bias that no pair tells; Cancelled when the reporter says so.
    """
    series.look(Share(reporter, 0.0, _LOOKED), threads)
    _check_valid(series)
    opening = gravest_first(opening_findings(series, bias != "none"))
    stop_at_blockers(opening, accept)
    for finding in opening:
        reporter.finding(finding)
    correction = _correction(series, bias, Share(reporter, _LOOKED, _FITTED - _LOOKED)) if bias != "none" else None
    if correction is not None:
        series = series.with_bias(correction)
        series.look(Share(reporter, _FITTED, _CORRECTED - _FITTED), threads)
    series = series.with_doubtful(unlike_pairs(series, Share(reporter, _CORRECTED, 1.0 - _CORRECTED), threads))
    for finding in doubtful_finding(series):
        reporter.finding(finding)
    options, sentences = settle_noise(series, options, noise)
    for sentence in sentences:
        reporter.info(sentence)
    return Opened(series, options, correction)


def _correction(series: FusionSeries, bias: str, reporter: Reporter) -> Correction:
    samples = paired_samples(series, reporter)
    if not all(fine.size for fine, _ in samples):
        raise FusionError(message("BIAS is fitted on dates with a fine and a coarse image, and none has a cell that "
                                  "both see; add such a pair, or set BIAS to none."))
    correction = fit_bias(bias, samples)
    for sentence in correction.notes():
        reporter.info(sentence)
    return correction


def _check_valid(series: FusionSeries) -> None:
    """Raise FusionError where there is no fine or no coarse value at all."""
    for shares, images in ((series.fine_shares, series.fine), (series.coarse_shares, series.coarse)):
        if not any(shares):
            raise FusionError(message("{name} and all images like it have no valid pixel over the fine grid; check "
                                      "their nodata values, masks and georeference.", name=images[0].source.name))
