"""Evaluate fusion on the user's own images: leave one date out over all methods, by date and by length of gap."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..destination import Destination, check_different
from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import Message, message
from ..raster.writer import check_destination
from ..report import check_report
from ..reporter import Reporter, Share
from .calibration import Calibration, calibrate
from .error_maps import ErrorMaps
from .league import (LEAST_DATES, NAMES, Standing, Trial, TrialDate, best_of, not_compared, standings, try_methods,
                     typical_error)
from .opening import open_series
from .options import BASELINES, METHODS, FusionOptions
from .pairs import PairChoice
from .request import Request
from .series import Dated, FusionSeries, date_name
from .trial import gap_around, trial_days

_CSV = ((".csv",), message("CSV files"))
_EDGES = (0.0, 8.0, 16.0, 32.0, 64.0, 128.0, math.inf)    # days, between classes of gaps
_ALIKE = 0.5        # percent: errors that differ by less are told as alike
_SHOWN = 3          # dates whose errors are shown as maps
_OPENED, _TRIED = 0.1, 0.95    # of the progress
COLUMNS = ("scope", "date", "gap_days", "nearest_days", "dates", "method", "band", "values", "rmse", "mae", "bias", "r",
           "ssim", "edge", "lbp", "ergas", "sam_degrees", "relative_rmse", "typical_error", "predicted_share",
           "within_1_sigma", "sigma_factor", "within_1_sigma_calibrated")


@dataclass(frozen=True)
class GapClass:
    """Held-out dates whose gap, the days between the fine dates around them, is over ``low`` and at most ``high``."""

    low: float
    high: float
    trial: Trial

    @property
    def name(self) -> Message:
        if self.low == 0.0:
            return message("up to {high:g} days", high=self.high)
        if math.isinf(self.high):
            return message("over {low:g} days", low=self.low)
        return message("{low:g} to {high:g} days", low=self.low, high=self.high)


@dataclass(frozen=True)
class EvaluationResult:
    """``verdict``: one sentence; ``best``: the method with the least error (`league.best_of`); ``table``: the ranked
    methods, in the order of their errors; ``gaps``: by length of gap; ``calibrations`` by method; ``rows``: of the CSV
    table.
    """

    verdict: Message
    best: str
    table: tuple[Standing, ...]
    trial: Trial
    gaps: tuple[GapClass, ...]
    calibrations: dict[str, Calibration]
    rows: tuple[dict[str, object], ...]
    findings: tuple[Finding, ...]


def evaluate(fine: Sequence[Dated], coarse: Sequence[Dated], *, report: str | None = None, table: str | None = None,
             methods: Sequence[str] = METHODS, choice: PairChoice = PairChoice(),
             options: FusionOptions = FusionOptions(), noise: str = "auto", bias: str = "none",
             days: Sequence[float] | None = None, bands: tuple[int, ...] = (), coarse_bands: tuple[int, ...] = (),
             accept: frozenset[str] = frozenset(), memory: int = 2**30, threads: int | None = None, scratch: str = "",
             reporter: Reporter | None = None) -> EvaluationResult:
    """Hold out each fine image that has a coarse one, and others before and after it, and predict it by all methods.

    ``report``: path of an HTML page; ``table``: of a CSV file; ``days``: dates to hold out, since 1970-01-01 UTC;
    ``memory`` in bytes; else as `job.fuse`. Raises FusionError in one sentence, Cancelled when the reporter says so;
    nothing is written then.
    """
    del scratch   # nothing is kept aside: the keyword is that of all capabilities
    reporter = Share(reporter or Reporter())
    _check(methods, choice, options, noise, bias)
    series = FusionSeries(fine, coarse, bands=bands, coarse_bands=coarse_bands, threads=threads)
    options.noises(series.count)
    _check_paths(series, report, table)
    opened = open_series(series, options, noise=noise, bias=bias, accept=frozenset(accept),
                         reporter=Share(reporter, 0.0, _OPENED), threads=threads)
    series, options = opened.series, opened.options
    days = _days(series, choice, days)
    maps = ErrorMaps(series.shape, _shown(series, choice, days)) if report else None
    trial = try_methods(series, methods, choice, options, days=days, detail=True, memory=memory, threads=threads,
                        watch=None if maps is None else maps.add,
                        reporter=Share(reporter, _OPENED, _TRIED - _OPENED))
    found = _result(trial, reporter)
    _write(found, series, maps, report, table, reporter)
    reporter.progress(1.0)
    return EvaluationResult(**{**vars(found), "findings": tuple(reporter.findings)})


def gap_classes(trial: Trial) -> tuple[GapClass, ...]:
    """The compared dates by length of gap; classes without a date are left out."""
    found = []
    for low, high in zip(_EDGES, _EDGES[1:]):
        dates = tuple(date for date in trial.compared if low < date.gap <= high)
        if dates:
            found.append(GapClass(low, high, Trial(trial.ranked, dates)))
    return tuple(found)


def verdict(trial: Trial) -> Message:
    """What the user should take from it, in one sentence. A fusion is better than the baselines where it is the
    `league.best_of` all methods: none of them is within half a per cent of its error.
    """
    table = standings(trial)
    if not table:
        return message("No held-out date could be predicted, so that there is nothing to compare.")
    baseline, fusion = _bests(trial)
    gaps = gap_classes(trial)
    if baseline is None or fusion is None:
        return message("{method} has the least error (methods: {count}, held-out dates: {dates}).",
                       method=NAMES[best_of(table).method], count=len(table), dates=len(trial.compared))
    longest = max(date.gap for date in trial.compared)
    wins, whole = [_fusion_wins(each.trial) for each in gaps], _fusion_wins(trial)
    if not any(wins) and not whole:
        if _percent(fusion, baseline) < _ALIKE:
            return message("{baseline} is at least as good as every fusion here for gaps up to {days:.0f} days; the "
                           "error of {fusion}, the best of them, differs by less than {percent:g} %.",
                           baseline=NAMES[baseline.method], days=longest, fusion=NAMES[fusion.method], percent=_ALIKE)
        return message("{baseline} is at least as good as every fusion here for gaps up to {days:.0f} days; {fusion}, "
                       "the best of them, has an error {percent:.1f} % higher.", baseline=NAMES[baseline.method],
                       days=longest, fusion=NAMES[fusion.method], percent=_percent(fusion, baseline))
    if all(wins) and whole:
        return message("{fusion} is better than every baseline here for gaps up to {days:.0f} days: its error is "
                       "{percent:.1f} % lower than that of the best of them ({baseline}).", fusion=NAMES[fusion.method],
                       days=longest, percent=-_percent(fusion, baseline), baseline=NAMES[baseline.method])
    turn = next((k for k in range(1, len(wins)) if wins[k] is not wins[0]), 0)
    if turn and len(set(wins[turn:])) == 1:
        return _turning(gaps, turn, wins[0])
    if whole:
        return message("{fusion} has the least error over all gaps, {percent:.1f} % less than the best baseline "
                       "({baseline}), but is not the best for each length of gap.", fusion=NAMES[fusion.method],
                       percent=-_percent(fusion, baseline), baseline=NAMES[baseline.method])
    return message("{baseline} has the least error over all gaps; {fusion} is better for some lengths of gap.",
                   baseline=NAMES[baseline.method], fusion=NAMES[fusion.method])


def _turning(gaps: Sequence[GapClass], turn: int, fusion_first: bool) -> Message:
    """One kind is better for short gaps, the other for long ones."""
    short, long = (Trial(gaps[0].trial.methods, tuple(date for each in part for date in each.trial.dates))
                   for part in (gaps[:turn], gaps[turn:]))
    days = gaps[turn].low
    if fusion_first:
        return message("{fusion} is better than every baseline here for gaps up to {days:g} days; for longer ones "
                       "{baseline} is at least as good as every fusion.", fusion=NAMES[_bests(short)[1].method],
                       days=days, baseline=NAMES[_bests(long)[0].method])
    return message("{baseline} is at least as good as every fusion here for gaps up to {days:g} days; for longer ones "
                   "{fusion} is better than every baseline.", baseline=NAMES[_bests(short)[0].method], days=days,
                   fusion=NAMES[_bests(long)[1].method])


def _bests(trial: Trial) -> tuple[Standing | None, Standing | None]:
    """The best baseline and the best fusion."""
    table = standings(trial)
    kinds = [[each for each in table if (each.method in BASELINES) is simple] for simple in (True, False)]
    found = [best_of(each) if each else None for each in kinds]
    best = best_of(table)
    return (best, found[1]) if best.method in BASELINES else tuple(found)


def _fusion_wins(trial: Trial) -> bool:
    return best_of(standings(trial)).method not in BASELINES


def _percent(fusion: Standing, baseline: Standing) -> float:
    return 100.0 * (fusion.relative / baseline.relative - 1.0) if baseline.relative > 0.0 else 0.0


def _check(methods: Sequence[str], choice: PairChoice, options: FusionOptions, noise: str, bias: str) -> None:
    if not methods:
        raise FusionError(message("No method is chosen; choose some of {choices}.", choices=", ".join(METHODS)))
    for method in methods:
        if method not in METHODS:
            raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.", name=message("method"),
                                      value=method, choices=", ".join(METHODS)))
    Request(methods[0], choice, options, noise, bias).check()


def _check_paths(series: FusionSeries, report: str | None, table: str | None) -> None:
    paths = [path for path in (report, table) if path]
    for path in paths:
        check_destination(path, series.sources)
    check_different(paths)
    if report:
        check_report(report)
    if table:
        Destination(table, *_CSV).remove_parts()


def _days(series: FusionSeries, choice: PairChoice, days: Sequence[float] | None) -> tuple[float, ...]:
    usable = {math.floor(day): day for day in trial_days(series, choice)}
    for day in sorted(days or ()):
        if math.floor(day) not in usable:
            raise FusionError(message(
                "{date} cannot be held out: it takes a fine image of which at least {percent:g} % is valid, a coarse "
                "image of the same date, and such dates before and after it; leave {date} out of DATES.",
                date=date_name(day), percent=100.0 * choice.least_valid))
    found = tuple(usable.values()) if days is None else tuple(sorted({usable[math.floor(day)] for day in days}))
    if not found:
        raise FusionError(message(
            "No date can be held out: it takes a fine image of which at least {percent:g} % is valid, a coarse image "
            "of the same date, and such dates before and after it; add images, or raise MAX_GAP.",
            percent=100.0 * choice.least_valid))
    return found


def _shown(series: FusionSeries, choice: PairChoice, days: Sequence[float]) -> tuple[float, ...]:
    """The dates with the shortest, the middle and the longest gap."""
    order = sorted(days, key=lambda day: (gap_around(series, day, choice)[0], day))
    places = dict.fromkeys(round(k * (len(order) - 1) / max(1, _SHOWN - 1)) for k in range(_SHOWN))
    return tuple(sorted(order[place] for place in places))


def _result(trial: Trial, reporter: Reporter) -> EvaluationResult:
    table = standings(trial)
    if not table:
        reasons = [reason for method in trial.methods for reason in trial.errors(method)]
        raise FusionError(message("No method could predict a held-out date: {reason}",
                                  reason=reasons[0] if reasons else message("no value is left to compare.")))
    sentence = verdict(trial)
    reporter.info(sentence)
    for each in table:
        reporter.info(message("{method}: error {rmse:.4g} of the standard deviation, {seconds:.3g} s of one core for a "
                              "megapixel.", method=NAMES[each.method], rmse=each.relative,
                              seconds=trial.seconds(each.method)))
    for note in not_compared(trial):
        reporter.info(note)
    if len(trial.compared) < LEAST_DATES:
        reporter.finding(Finding("FEW_HELD_OUT", Severity.WARNING, "", message(
            "few dates could be held out and compared ({count}), so that the order of the methods may be chance.",
            count=len(trial.compared)), message("Add dates with a fine and a coarse image.")))
    calibrations = {method: calibrate(trial, method) for method in trial.ranked}
    gaps = gap_classes(trial)
    return EvaluationResult(sentence, best_of(table).method, tuple(table), trial, gaps, calibrations,
                            tuple(_rows(trial, gaps, calibrations)), ())


def _rows(trial: Trial, gaps: Sequence[GapClass], calibrations: dict[str, Calibration]) -> list[dict[str, object]]:
    """Of all dates, of each class of gaps and of each date: every method, all bands together and one by one."""
    rows = _of_dates({"scope": "all"}, trial, trial.compared, calibrations)
    for each in gaps:
        rows += _of_dates({"scope": str(each.name)}, each.trial, each.trial.dates, {})
    for date in trial.dates:
        about = {"scope": "date", "date": date_name(date.day), "gap_days": date.gap, "nearest_days": date.nearest}
        rows += _of_dates(about, Trial(tuple(m for m in trial.methods if m in date.sums), (date,)), (date,), {})
    return rows


def _of_dates(about: dict[str, object], trial: Trial, dates: Sequence[TrialDate],
              calibrations: dict[str, Calibration]) -> list[dict[str, object]]:
    rows = []
    for method in trial.ranked:
        scores = trial.scores(method, dates)
        own = {**about, "dates": len(dates), "method": method}
        found = calibrations.get(method)
        honest = {} if found is None else {"within_1_sigma": found.before, "sigma_factor": found.factor,
                                           "within_1_sigma_calibrated": found.after}
        if found is None:
            ratios = np.concatenate([date.ratios[method] for date in dates])
            honest = {"within_1_sigma": float(np.mean(ratios <= 1.0)) if ratios.size else math.nan}
        rows.append({**own, "band": "all", "values": sum(band.count for band in scores.bands),
                     **{name: scores.mean(name) for name in ("rmse", "mae", "bias", "r", "ssim", "edge", "lbp")},
                     "ergas": scores.ergas, "sam_degrees": scores.sam, "relative_rmse": scores.relative,
                     "typical_error": typical_error([date.sums[method] for date in dates]),
                     "predicted_share": float(np.mean([date.coverage[method] for date in dates])), **honest})
        rows += [{**own, "band": number, "values": band.count, "rmse": band.rmse, "mae": band.mae, "bias": band.bias,
                  "r": band.r, "ssim": band.ssim, "edge": band.edge, "lbp": band.lbp}
                 for number, band in enumerate(scores.bands, start=1)]
    return rows


def _write(found: EvaluationResult, series: FusionSeries, maps: ErrorMaps | None, report: str | None,
           table: str | None, reporter: Reporter) -> None:
    """All or nothing, but for what the disk refuses at the last moment."""
    if report:
        from .evaluation_report import write_evaluation_report

        write_evaluation_report(found, series, maps, report, reporter)
    if table:
        destination = Destination(table, *_CSV)
        try:
            destination.write_text(destination.part(".csv"), _csv_text(found.rows))
            destination.replace(destination.part(".csv"))
        finally:
            destination.remove_parts()


def _csv_text(rows: Sequence[dict[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value != value else repr(float(value)) if isinstance(value, float) else value
                      for name, value in row.items()} for row in rows)
    return text.getvalue()
