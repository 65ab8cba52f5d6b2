"""What held-out dates say of a fusion: the method to use, how far it beats the baselines, the size of its sigma."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..finding import Finding
from ..message import Message, message
from ..reporter import Reporter
from .calibration import LEAST_DATES, Calibration, calibrate
from .findings import baseline_finding, uncalibrated_finding
from .league import DEFAULT, Trial, best_of, choose_method, standings, try_methods
from .methods import fuser_class
from .options import AUTO, BASELINES, METHODS
from .request import Request
from .series import FusionSeries
from .trial import trial_days

_MOST_DATES = 12            # that are held out, spread evenly over all that could be
_MOST_PIXELS = 1 << 18      # of each; of larger images, sample windows


@dataclass(frozen=True)
class Verdict:
    """``method``: to use; ``factor`` of its sigma; ``scores``: of the held-out dates, None where none was held out;
    ``calibration``: None without scores.
    """

    method: str
    factor: float
    scores: Trial | None
    calibration: Calibration | None
    sentences: tuple[Message, ...]
    findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, object] | None:
        """For the record; no times."""
        if self.scores is None:
            return None
        return {"dates": len(self.scores.compared),
                "rmse": {each.method: list(each.rmse) for each in standings(self.scores)},
                "coverage_before": self.calibration.before, "coverage_after": self.calibration.after}


def judge(series: FusionSeries, request: Request, *, coarse: bool, sigma: bool, memory: int,
          threads: int | None, reporter: Reporter) -> Verdict:
    """Hold fine images out and predict them by the method and the baselines, or by all methods for auto.

    ``coarse``: have all dates a coarse image? Else auto chooses among methods that need none. ``sigma``: is the
    uncertainty wanted? Raises Cancelled when the reporter says so.
    """
    auto = request.method == AUTO
    if not auto and not request.calibrate:
        findings = (uncalibrated_finding(request.method, None, LEAST_DATES),) if sigma else ()
        return Verdict(request.method, 1.0, None, None, (), findings)
    methods = [name for name in METHODS if name in BASELINES or auto or name == request.method]
    days = _spread(trial_days(series, request.choice))
    trial = try_methods(series, methods, request.choice, request.options, days=days, most_pixels=_MOST_PIXELS,
                        threads=threads, memory=memory, reporter=reporter) if days else None
    method, sentences = request.method, ()
    if auto:
        method, sentences = _chosen(series, trial, coarse)
    calibration = None if trial is None else calibrate(trial, method)
    factor = calibration.factor if calibration is not None and request.calibrate else 1.0
    return Verdict(method, factor, trial, calibration, (*sentences, *_told(trial, calibration, method, sigma)),
                   tuple(_findings(trial, calibration, method, sigma)))


def _spread(days: Sequence[float]) -> tuple[float, ...]:
    chosen = np.unique(np.linspace(0, len(days) - 1, min(len(days), _MOST_DATES)).astype(int)) if days else ()
    return tuple(days[number] for number in chosen)


def _chosen(series: FusionSeries, trial: Trial | None, coarse: bool) -> tuple[str, tuple[Message, ...]]:
    """For auto. Of one fine image alone the coarse change is added, where there is a coarse image to take it from."""
    able = [name for name in METHODS if coarse or not fuser_class(name).needs_coarse]
    usable = sum(share > 0.0 for share in series.fine_shares)
    default = DEFAULT if usable > 1 or not coarse else "difference"
    dates = 0 if trial is None else len(trial.compared)
    if dates < LEAST_DATES:
        return default, (message(
            "The method {method} is used: {dates} dates can be held out to choose by, and {least} are needed.",
            method=default, dates=dates, least=LEAST_DATES),)
    method, _ = choose_method(trial.among(able), default)
    return method, (message("The method {method} is used: it is the best of {count} methods on {dates} held-out dates.",
                            method=method, count=len(trial.among(able).ranked), dates=dates),)


def _told(trial: Trial | None, calibration: Calibration | None, method: str, sigma: bool) -> tuple[Message, ...]:
    if trial is None:
        return (message("No fine image can be held out to score the method by: that takes a fine image with a coarse "
                        "one of its date between two others."),)
    found = [message("Left out and predicted, {dates} fine images have a typical error of {error:.4g} standard "
                     "deviations by {method} (RMSE of all values together {rmse}).", dates=len(trial.compared),
                     error=each.relative, rmse=" / ".join(f"{value:.4g}" for value in each.rmse),
                     method=each.method) for each in standings(trial)]
    if sigma and calibration is not None and calibration.calibrated:
        found.append(message(
            "The uncertainty of {method} is multiplied by {factor:.3g}: on dates it was not learned from, {after:.1f} "
            "% of the errors lie within 1 sigma then, and {before:.1f} % without.", method=method,
            factor=calibration.factor, after=100.0 * calibration.after, before=100.0 * calibration.before))
    return tuple(found)


def _findings(trial: Trial | None, calibration: Calibration | None, method: str,
              sigma: bool) -> Iterator[Finding]:
    if sigma and (calibration is None or not calibration.calibrated):
        yield uncalibrated_finding(method, 0 if calibration is None else calibration.dates, LEAST_DATES)
    table = [] if trial is None or method in BASELINES else standings(trial)
    own = next((each for each in table if each.method == method), None)
    best = next((each for each in table if each.method in BASELINES), None)
    if own is not None and best is not None and best_of([own, best]) is best:
        yield baseline_finding(best.method, method, best.relative / own.relative, len(trial.compared))
