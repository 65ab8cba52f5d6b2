"""What is to be said of a fusion before and after it is made."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from ..advice import Layer
from ..finding import Finding, Severity
from ..message import Message, listed, message
from ..support.findings import datum_finding
from ..support.pixelmap import PixelMap
from ..variable.evidence import CONFIDENT
from .pairs import coarse_of
from .series import FusionSeries, date_name

_MOST_NAMED = 5
_WHOLE = 0.999            # of the fine image: less is told
_UNLIKE = 3.0             # ratio of means of both sensors over the same dates that is told
_FAR = 30.0               # days to the nearest base date beyond which it is told
_GAPS = 0.001             # share of missing values that is told


def opening_findings(series: FusionSeries, corrected: bool) -> Iterator[Finding]:
    """Of the images. ``corrected``: is a bias between the sensors to be taken away?"""
    fine, coarse = series.fine[0].source, series.coarse[0].source
    yield from _classes(series)
    warning = datum_finding(coarse.name, PixelMap(series.supports.coarse, series.grid))
    if warning is not None:
        yield warning
    share = series.overlap()
    if share < _WHOLE:
        yield Finding("PARTIAL_OVERLAP", Severity.WARNING, coarse.name, message(
            "the coarse images cover {share:.1f} % of the fine ones; where they do not, only methods without coarse "
            "images can predict.", share=100.0 * share), message("Crop the fine images, or get larger coarse ones."))
    if not corrected:
        yield from _scales(series)
    empty = [day for day, share in zip(series.fine_days, series.fine_shares) if share == 0.0]
    if empty:
        yield Finding("FINE_DATES_EMPTY", Severity.INFO, fine.name, message(
            "{count} of the {all} fine images have no valid pixel and are no base dates ({dates}).", count=len(empty),
            all=len(series.fine), dates=some_dates(empty)))


def _classes(series: FusionSeries) -> Iterator[Finding]:
    best = int(np.argmax(series.fine_shares))
    source = series.fine[best].source
    layer = Layer(source.path, source=source, name=source.name, bands=series.bands)
    for number in series.bands:
        found = layer.detection(number)
        if found.kind == "categorical" or found.is_bitfield:
            sure = found.confidence >= CONFIDENT
            yield Finding("CATEGORICAL_FUSION", Severity.BLOCKER if sure else Severity.WARNING, source.name, message(
                "band {band} looks like classes or flags ({percent}), whose codes have no differences and no means, of "
                "which every fusion is made.", band=number, percent=found.percent),
                message("Give measurements, such as reflectance or temperature."))


def _scales(series: FusionSeries) -> Iterator[Finding]:
    """The first band in which the sensors are scaled differently."""
    fine, coarse = series.look()
    for band in range(series.count):
        pairs = [(fine[number], coarse[partner]) for number in range(len(fine))
                 if (partner := coarse_of(series, number)) is not None]
        both = [(a, b) for a, b in pairs if not math.isnan(a.mean[band]) and not math.isnan(b.mean[band])]
        if not both:
            continue
        one, other = (float(np.median([pair[k].mean[band] for pair in both])) for k in (0, 1))
        spread = float(np.median([max(a.deviation[band], b.deviation[band]) for a, b in both]))
        if one > 0.0 and other > 0.0 and max(one / other, other / one) > _UNLIKE and abs(one - other) > spread:
            yield Finding("UNITS_DIFFER", Severity.WARNING, series.coarse[0].source.name, message(
                "values (mean {coarse:.3g}) are on another scale than those of {name} (mean {fine:.3g}) on the same "
                "dates, as reflectance from 0 to 10000 beside 0 to 1.", coarse=other, fine=one,
                name=series.fine[0].source.name),
                message("Bring both to the same scale first, or choose gain_offset as BIAS."))
            return


def doubtful_finding(series: FusionSeries) -> Iterator[Finding]:
    """Dates whose fine and coarse image are less alike than is usual."""
    if series.doubtful:
        days = [series.fine_days[number] for number in sorted(series.doubtful)]
        yield Finding("PAIR_DISAGREES", Severity.WARNING, "", message(
            "{count} of the {all} fine images differ from the coarse ones of their dates more than twice as much as is "
            "usual ({dates}), as where clouds are not masked. They are base dates only where there are no better ones, "
            "and nothing is scored by them.", count=len(days),
            all=len(series.fine), dates=some_dates(days)),
            message("Mask or leave out the image of each pair that is wrong."))


def skipped_finding(skipped: Sequence[tuple[float, Message]], asked: int) -> Iterator[Finding]:
    """Dates that are not predicted, with the reason of the first."""
    if skipped:
        yield Finding("DATES_SKIPPED", Severity.WARNING, "", message(
            "{count} of the {all} dates are not predicted ({dates}): {reason}", count=len(skipped), all=asked,
            dates=some_dates([day for day, _ in skipped]), reason=skipped[0][1]))


def far_finding(gaps: Sequence[tuple[float, float]]) -> Iterator[Finding]:
    """Dates far from every base date; ``gaps``: of each date its day and the days to the nearest base date."""
    far = [(day, gap) for day, gap in gaps if gap > _FAR]
    if far:
        yield Finding("BASE_FAR", Severity.WARNING, "", message(
            "{count} of the {all} dates lie more than {far:g} days from the nearest base date, up to {most:.0f} days "
            "({dates}); much of the fine pattern may have changed since.", count=len(far), all=len(gaps), far=_FAR,
            most=max(gap for _, gap in far), dates=some_dates([day for day, _ in far])),
            message("Add fine images between them, or set MAX_GAP."))


def closing_findings(missing: int, filled: int, clipped: int, values: int) -> Iterator[Finding]:
    """From counts of values: without a prediction, from another pair than the first, beyond LIMITS, and in all."""
    if missing > _GAPS * values:
        yield Finding("FUSION_GAPS", Severity.WARNING, "", message(
            "{share:.1f} % of the values are nodata, because base images or the coarse image of the date are missing "
            "there.", share=100.0 * missing / values),
            message("Add base dates or mask less; interpolation and timekriging need no coarse image of the date."))
    if filled:
        yield Finding("HOLES_FILLED", Severity.INFO, "", message(
            "{count:,} values ({share:.1f} %) stand in holes of the first base image and come from another one.",
            count=filled, share=100.0 * filled / values))
    if clipped:
        yield Finding("LIMITS_APPLIED", Severity.INFO, "", message(
            "{count:,} values ({share:.2g} %) were predicted beyond LIMITS and set to them.", count=clipped,
            share=100.0 * clipped / values))


def uncalibrated_finding(method: str, dates: int, least: int) -> Finding:
    """Sigma as the method gives it."""
    return Finding("SIGMA_UNCALIBRATED", Severity.WARNING, "", message(
        "the uncertainty is as {method} states it and was not checked on held-out dates: {dates} can be held out, and "
        "{least} are needed.", method=method, dates=dates, least=least),
        message("Take its pattern for true rather than its size; add base dates with CALIBRATE switched on."))


def baseline_finding(baseline: str, method: str, share: float, dates: int) -> Finding:
    """That something simpler does better; ``share``: its RMSE over the method's."""
    return Finding("BASELINE_BETTER", Severity.WARNING, "", message(
        "{baseline} is better than {method} on your own dates: its RMSE is {percent:.0f} % of {method}'s, on {dates} "
        "held-out dates.", baseline=baseline, method=method, percent=100.0 * share, dates=dates),
        message("Choose METHOD {baseline}, or auto.", baseline=baseline))


def some_dates(days: Sequence[float]) -> Message:
    """The first few dates in words."""
    names = [date_name(day) for day in days[:_MOST_NAMED]]
    return listed([*names, *(["..."] if len(days) > _MOST_NAMED else [])])
