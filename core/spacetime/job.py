"""Spatiotemporal fusion, from files to files."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import numpy as np

from ..advice.times import TimeSpan
from ..dates import stamp
from ..errors import FusionError
from ..finding import Finding
from ..grid import grid_to_dict
from ..message import Message, message
from ..provenance import describe_input
from ..report import check_report
from ..reporter import Reporter, Share
from .contract import Fuser
from .findings import closing_findings, far_finding, skipped_finding
from .methods import fuser_class, fuser_of
from .opening import open_series
from .options import AUTO, FusionOptions
from .output import Outputs, Places
from .pairs import PairChoice, PairsMissing, choose_pairs
from .request import Request
from .series import Dated, FusionSeries, date_name
from .task import Fused, predict_date

if TYPE_CHECKING:
    from ..report import Report
    from .verdict import Verdict

_OPENED, _TRIED, _PLANNED, _PREDICTED, _WRITTEN = 0.1, 0.3, 0.31, 0.9, 0.97   # progress when a part is done
_COMPUTED = 0.9   # of the progress of a date, the rest being its files
_COMPLETE = 1.0   # share of valid values of a fine image that leaves nothing to predict


@dataclass(frozen=True)
class FusedDate:
    """What became of a date: ``base`` days, and of its values how many are ``observed`` (its own fine image's), were
    predicted from another than the first base image (``filled``; holes of the own image are not told apart), are
    ``missing``, were beyond the limits (``clipped``), of all; ``beyond``: how many observed ones are, and are kept.
    """

    day: float
    base: tuple[float, ...]
    observed: int
    filled: int
    missing: int
    clipped: int
    values: int
    beyond: int = 0

    @property
    def missing_share(self) -> float:
        return self.missing / self.values

    @property
    def name(self) -> str:
        """Its calendar date."""
        return date_name(self.day)

    @property
    def gap(self) -> float:
        """Days to the nearest base date; 0 where nothing was to be predicted."""
        return min((abs(day - self.day) for day in self.base), default=0.0)

    def to_dict(self) -> dict[str, object]:
        """For the record."""
        return {"date": self.name, "base": [date_name(day) for day in self.base], "observed": self.observed,
                "filled": self.filled, "missing": self.missing, "clipped": self.clipped, "values": self.values,
                "beyond": self.beyond}


@dataclass(frozen=True)
class FusionResult:
    """What was written, and how. ``method``: as used; ``scores``: the trial of the held-out dates (`league.Trial`),
    None without any.
    """

    outputs: tuple[str, ...]
    method: str
    dates: tuple[FusedDate, ...]
    scores: object | None
    findings: tuple[Finding, ...]
    report: str | None = None


@dataclass(frozen=True)
class _Plan:
    """A date to predict: numbers of its base dates, of its coarse image and of its own fine image."""

    day: float
    base: tuple[int, ...]
    coarse: int | None
    own: int | None


def fuse(fine: Sequence[Dated], coarse: Sequence[Dated], output: str | None = None, *, folder: str | None = None,
         days: Sequence[float] | None = None, method: str = AUTO, choice: PairChoice = PairChoice(),
         options: FusionOptions = FusionOptions(), noise: str = "auto", bias: str = "none", calibrate: bool = True,
         uncertainty: str | None = None, report: str | None = None, bands: tuple[int, ...] = (),
         coarse_bands: tuple[int, ...] = (), accept: frozenset[str] = frozenset(), dtype: str = "auto",
         creation_options: str = "", operation: str = "fuseseries", memory: int = 2**30,
         threads: int | None = None, scratch: str = "", reporter: Reporter | None = None) -> FusionResult:
    """Predict fine images for dates with coarse ones, and write GeoTIFFs.

    ``days``: since 1970-01-01 UTC, by default those of all coarse images. Where a date has a fine image of its own, its
    valid pixels are kept and its holes are predicted from other dates; sigma is the fine sensor's noise there.
    ``output``: a file with a band for each date and band; ``folder``: for a file of each date. ``uncertainty``: a file
    of 1 sigma, in the folder one for each date too. ``method``: of METHODS, or auto: that of the lowest RMSE when fine
    images are held out one after another. Every method is scored beside the baselines in this way where there are dates
    to hold out; ``calibrate`` False leaves that out for all but auto, else sigma is multiplied by the factor with which
    it holds 68 % of the errors of these dates. ``noise``: of which sensors it is found from the images ("auto", "fine",
    "coarse") or given in ``options`` ("given"). ``bias``: how coarse values are brought to the fine sensor's scale.
    ``bands``, ``coarse_bands``: 1-based, all data bands by default. ``accept``: codes of blockers that shall not stop
    the run. ``operation``: what the run is called in the outputs' provenance. ``memory`` in bytes; results do not
    depend on it, on ``threads`` or on the order of the images.

    Raises FusionError in one sentence for unusable input, Cancelled when the reporter says so; nothing is written then,
    but for whole files of the first dates in ``folder``, where there are a hundred such files (of fifty dates with
    ``uncertainty``) or more, and the report where the outputs cannot be put into place.
    """
    del scratch   # nothing is kept aside: the keyword is that of all capabilities
    reporter = Share(reporter or Reporter())
    request = Request(method, choice, options, noise, bias, calibrate, frozenset(accept), dtype, creation_options,
                      operation)
    request.check()
    series = FusionSeries(fine, coarse, bands=bands, coarse_bands=coarse_bands, threads=threads)
    options.noises(series.count)
    wanted = _days(series, days)
    places = Places(output or "", folder or "", uncertainty or "")
    places.check(series, [date_name(day) for day in wanted])
    if report:
        check_report(report)

    opened = open_series(series, options, noise=noise, bias=bias, accept=request.accept,
                         reporter=Share(reporter, 0.0, _OPENED), threads=threads)
    job = _Job(opened.series, replace(request, options=opened.options), memory, threads, reporter)
    return job.run(places, wanted, report, opened.correction)


class _Job:
    """One run, after its input was judged."""

    def __init__(self, series: FusionSeries, request: Request, memory: int, threads: int | None, reporter: Reporter):
        self.series, self.request, self.reporter = series, request, reporter
        self.memory, self.threads = memory, threads

    def run(self, places: Places, wanted: tuple[float, ...], report: str | None,
            correction: object | None) -> FusionResult:
        """All of it."""
        from .verdict import judge

        verdict = judge(self.series, self.request, coarse=all(self._has_coarse(day) for day in wanted),
                        sigma=bool(places.uncertainty), memory=self.memory, threads=self.threads,
                        reporter=Share(self.reporter, _OPENED, _TRIED - _OPENED))
        for sentence in verdict.sentences:
            self.reporter.info(sentence)
        for finding in verdict.findings:
            self.reporter.finding(finding)
        plans = self._plans(wanted, fuser_class(verdict.method))
        fuser = fuser_of(verdict.method, self.request.options)
        spans = [self._span(plan) for plan in plans]
        inputs = [describe_input(source) for source in self.series.sources]
        record = self._record(verdict, correction)
        with Outputs(places, self.series, spans, [plan.day for plan in plans], self.request.dtype,
                     self.request.creation_options, self.threads, self.request.operation) as outputs:
            for finding in outputs.findings:
                self.reporter.finding(finding)
            dates, noted = [], False
            for number, plan in enumerate(plans):
                part = (_PREDICTED - _PLANNED) / len(plans)
                share = Share(self.reporter, _PLANNED + number * part, part)
                outputs.begin(number)
                date, learned = self._predict(plan, fuser, verdict.factor, outputs, Share(share, 0.0, _COMPUTED))
                if plan.base and not noted:
                    noted = True
                    for sentence in learned.notes():
                        self.reporter.info(sentence)
                outputs.end(inputs, {**record, "dates": [date.to_dict()]},
                            [*self.reporter.findings, *self._closing([date])],
                            Share(share, _COMPUTED, 1.0 - _COMPUTED))
                dates.append(date)
            self._close(dates)
            page = self._page(dates, verdict) if report else None
            outputs.finish(inputs, {**record, "dates": [date.to_dict() for date in dates]}, self.reporter.findings,
                           Share(self.reporter, _PREDICTED, _WRITTEN - _PREDICTED))
            if page is not None:
                page.write(report)
            outputs.commit()
        self.reporter.progress(1.0)
        return FusionResult(tuple(outputs.written), verdict.method, tuple(dates), verdict.scores,
                            tuple(self.reporter.findings), report)

    def _has_coarse(self, day: float) -> bool:
        number = self.series.coarse_at(day)
        return number is not None and self.series.coarse_shares[number] > 0.0

    def _plans(self, wanted: tuple[float, ...], method: type[Fuser]) -> list[_Plan]:
        """The dates that can be predicted. Raises FusionError where there is none."""
        found, skipped = [], []
        reporter = Share(self.reporter, _TRIED, _PLANNED - _TRIED)
        for number, day in enumerate(wanted):
            reporter.progress(number / len(wanted))
            reason = self._plan(day, method, found)
            if reason is not None:
                skipped.append((day, reason))
        if skipped and not any(plan.base for plan in found):
            day, reason = skipped[0]
            if self.request.method == AUTO:
                reason = message("auto found no method that can predict {date}: {reason}", date=date_name(day),
                                 reason=reason)
            raise FusionError(reason)
        for finding in skipped_finding(skipped, len(wanted)):
            self.reporter.finding(finding)
        return found

    def _plan(self, day: float, method: type[Fuser], found: list[_Plan]) -> Message | None:
        """Add the plan of a date, or say why there is none."""
        series = self.series
        own = series.fine_at(day)
        share = 0.0 if own is None else series.fine_shares[own]
        coarse = series.coarse_at(day)
        own = own if share > 0.0 else None
        if share >= _COMPLETE:
            found.append(_Plan(day, (), coarse, own))
            return None
        if method.needs_coarse and not self._has_coarse(day):
            reason = message("{method} needs a coarse image of the date with valid pixels, and {date} has none; choose "
                             "another METHOD, such as interpolation.", method=method.name, date=date_name(day))
        else:
            try:
                base = choose_pairs(series, day, method, self.request.choice, without=None if own is None else day)
                found.append(_Plan(day, base, coarse, own))
                return None
            except PairsMissing as error:
                reason = error.sentence
        if own is None:
            return reason
        # What was seen is kept, though its holes cannot be filled.
        found.append(_Plan(day, (), coarse, own))
        return None

    def _predict(self, plan: _Plan, fuser: Fuser, factor: float, outputs: Outputs,
                 reporter: Reporter) -> tuple[FusedDate, Fuser]:
        counts = {"observed": 0, "filled": 0, "missing": 0, "clipped": 0, "values": 0, "beyond": 0}
        low, high = map(np.float32, self.request.options.limits)

        def consume(block, found: Fused) -> None:
            outputs.write(block, found)
            counts["observed"] += found.observed
            counts["filled"] += found.filled
            counts["clipped"] += found.clipped
            counts["missing"] += int((found.values != found.values).sum())
            counts["values"] += found.values.size
            # What is predicted lies within the limits by now.
            counts["beyond"] += int(((found.values < low) | (found.values > high)).sum())

        learned = predict_date(self.series, fuser, plan.day, plan.base, consume, own=plan.own, factor=factor,
                               memory=self.memory // 2, threads=self.threads, reporter=reporter)
        base = tuple(self.series.fine_days[number] for number in plan.base)
        return FusedDate(plan.day, base, **counts), learned

    def _closing(self, dates: Sequence[FusedDate]) -> tuple[Finding, ...]:
        """Of some dates together."""
        total = {name: sum(getattr(date, name) for date in dates)
                 for name in ("missing", "filled", "clipped", "values", "beyond")}
        predicted = [(date.day, date.gap) for date in dates if date.base]
        return *far_finding(predicted), *closing_findings(**total)

    def _close(self, dates: Sequence[FusedDate]) -> None:
        for finding in self._closing(dates):
            self.reporter.finding(finding)
        observed = sum(date.observed for date in dates)
        if observed:
            self.reporter.info(message("{values:,} values of {count} dates ({share:.1f} %) are those that the fine "
                                       "images of these dates hold; the others are predicted.", values=observed,
                                       count=len(dates), share=100.0 * observed / sum(date.values for date in dates)))

    def _page(self, dates: Sequence[FusedDate], verdict: "Verdict") -> "Report":
        from .fusion_report import make_report

        return make_report(self.series, verdict, tuple(dates), tuple(self.reporter.findings), self.reporter)

    def _span(self, plan: _Plan) -> TimeSpan:
        """When a date is: as its coarse image, else its own fine one, else the whole day."""
        for number, images in ((plan.coarse, self.series.coarse), (plan.own, self.series.fine)):
            if number is not None:
                return images[number].span
        begin = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(days=math.floor(plan.day))
        return TimeSpan(begin, begin + timedelta(days=1, seconds=-1), "")

    def _record(self, verdict: "Verdict", correction: object | None) -> dict[str, object]:
        """What the values depend on."""
        series = self.series
        return {
            **self.request.to_dict(), "method_used": verdict.method, "sigma_factor": verdict.factor,
            "held_out": verdict.to_dict(), "correction": None if correction is None else correction.to_dict(),
            "bands": list(series.bands), "coarse_bands": list(series.coarse_bands), "target": grid_to_dict(series.grid),
            "coarse_grid": grid_to_dict(series.supports.coarse),
            **{name: [{"name": each.source.name, "begin": stamp(each.span.begin), "end": stamp(each.span.end),
                       "mask": None if each.mask is None else each.mask.name} for each in images]
               for name, images in (("fine", series.fine), ("coarse", series.coarse))},
        }


def _days(series: FusionSeries, days: Sequence[float] | None) -> tuple[float, ...]:
    """Those to predict, in order; where a coarse image has the date, its own day."""
    if days is None:
        return series.coarse_days
    if not len(days):
        raise FusionError(message("DATES names no date; give some, or leave it out for all dates of the coarse "
                                  "images."))
    found = sorted(days)
    for one, other in zip(found, found[1:]):
        if math.floor(one) == math.floor(other):
            raise FusionError(message("DATES holds {date} twice; give each date once.", date=date_name(one)))
    same = {math.floor(day): day for day in series.coarse_days}
    return tuple(same.get(math.floor(day), day) for day in found)
