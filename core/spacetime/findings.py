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
from .series import FusionSeries, Seen, date_name

_MOST_NAMED = 5
_WHOLE = 0.999            # of the fine image: less is told
_STRANGE = 20.0           # ratio of an image's mean and the usual one of its sensor that is told
_UNLIKE = 3.0             # ratio of means of both sensors over the same dates that is told
_FAR = 30.0               # days to the nearest base date beyond which it is told
_CLIPPED = 0.05           # share of values beyond the limits that is more than a remark
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
    yield from _strangers(series)
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


def _strangers(series: FusionSeries) -> Iterator[Finding]:
    """Images on another scale than the others of their sensor: the first of each sensor."""
    for images, seen in zip((series.fine, series.coarse), series.look()):
        unlike = [(number, band) for band in range(series.count) for number in _unlike_others(seen, band)]
        for found, band in unlike[:1]:
            yield Finding("UNITS_DIFFER", Severity.WARNING, images[found].source.name, message(
                "values (mean {mean:.3g}) are on another scale than those of the other images of the same sensor (mean "
                "{usual:.3g}), as reflectance from 0 to 10000 beside 0 to 1.", mean=seen[found].mean[band],
                usual=float(np.nanmedian([each.mean[band] for each in seen]))),
                message("Bring all images of a sensor to the same scale, or leave this one out."))


def _unlike_others(seen: Sequence[Seen], band: int) -> list[int]:
    """Images whose mean is many times the usual one, or a fraction of it, and lies apart by many times its spread."""
    means, spreads = (np.array([getattr(each, name)[band] for each in seen]) for name in ("mean", "deviation"))
    usual, spread = np.nanmedian(means) if np.isfinite(means).any() else math.nan, np.maximum(spreads, 0.0)
    if not usual > 0.0:
        return []
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.maximum(means / usual, usual / means)
        apart = np.abs(means - usual) > np.nanmedian(spread)
        return list(np.flatnonzero((means > 0.0) & (ratio > _STRANGE) & apart))


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


def closing_findings(missing: int, filled: int, clipped: int, values: int, beyond: int = 0) -> Iterator[Finding]:
    """From counts of values: without a prediction, from another pair than the first, predicted beyond LIMITS, in all,
    and observed beyond LIMITS.
    """
    if missing > _GAPS * values:
        yield Finding("FUSION_GAPS", Severity.WARNING, "", message(
            "{share:.1f} % of the values are nodata, because base images or the coarse image of the date are missing "
            "there.", share=100.0 * missing / values),
            message("Add base dates or mask less; interpolation and timekriging need no coarse image of the date."))
    if filled:
        yield Finding("HOLES_FILLED", Severity.INFO, "", message(
            "{count:,} values ({share:.1f} %) stand in holes of the base image that comes first, such as the nearest, "
            "and come from others.",
            count=filled, share=100.0 * filled / values))
    if clipped:
        many = clipped > _CLIPPED * values
        yield Finding("LIMITS_APPLIED", Severity.WARNING if many else Severity.INFO, "", message(
            "{count:,} values ({share:.3f} %) were predicted beyond LIMITS and set to them.", count=clipped,
            share=100.0 * clipped / values), message("Check that LIMITS are in the images' units.") if many else "")
    if beyond:
        yield Finding("LIMITS_APPLIED", Severity.INFO, "", message(
            "{count:,} values ({share:.3f} %) of the fine images of the dates lie beyond LIMITS and are kept.",
            count=beyond, share=100.0 * beyond / values))


def uncalibrated_finding(method: str, dates: int | None, least: int) -> Finding:
    """Sigma as the method gives it; ``dates``: how many could be held out, None where that was not wanted."""
    text = message("the uncertainty is as {method} states it and was not checked on held-out dates.", method=method)
    remedy = message("Take its pattern for true rather than its size; fuseseries checks it where CALIBRATE is on and "
                     "{least} dates can be held out.", least=least)
    if dates is not None:
        remedy = message("Take its pattern for true rather than its size; {dates} dates can be held out, and {least} "
                         "are needed: add base dates.", dates=dates, least=least)
    return Finding("SIGMA_UNCALIBRATED", Severity.WARNING, "", text, remedy)


def baseline_finding(baseline: str, method: str, share: float, dates: int) -> Finding:
    """That something simpler does better; ``share``: its `league.typical_error` over the method's."""
    return Finding("BASELINE_BETTER", Severity.WARNING, "", message(
        "{baseline} is better than {method} on your own dates: its typical error is {percent:.0f} % of {method}'s, on "
        "{dates} held-out dates.", baseline=baseline, method=method, percent=100.0 * share, dates=dates),
        message("Choose METHOD {baseline}, or auto.", baseline=baseline))


def some_dates(days: Sequence[float]) -> Message:
    """The first few dates in words."""
    names = [date_name(day) for day in days[:_MOST_NAMED]]
    return listed([*names, *(["..."] if len(days) > _MOST_NAMED else [])])
