"""The search for a geolocation shift: where points have to be moved so that they agree best with a raster.

The error is looked at on a lattice of shifts, then on ever finer stencils around its minimum. Whether the shift found
is more than chance is asked twice: by its uncertainty, from the curvature of the error and its scatter between
stretches of ground; and by halves, which must find nearly the same, and agree better where the other half says by more
than that gain scatters. The second holds however many minima the error has, of which the least was taken.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..reporter import Reporter
from .statistics import NMAD, Agreement, agreement
from .surface import METRICS, REACH, STENCIL, chance, clustered, covariance, lattice, minimum, residuals

# Values (k, m) of the points with these indices (m), displaced by metres east and north (k, m).
Sample = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]

MOST_PAIRS = 20_000      # pairs that are searched with, at most
LEAST_PAIRS = 30
PROBABILITY = 0.001      # that chance gave the shift, above which none is claimed
VERDICTS = ("found", "chance", "small", "edge", "undetermined", "few")
_STEPS = 6               # of the lattice, from the middle to its rim
_SPACINGS = (0.5, 0.2)   # of the stencils, in steps of the lattice
_TURNS = 3               # a stencil is moved so often at most, until it holds the minimum
_OUTLIER = 5.0           # NMADs
_SURE = 2.5              # standard deviations by which a gain must exceed 0: by chance 1 % do
_FAR = 13.8              # chi-squared with two degrees of freedom: 99.9 % lie below
_CLUSTERS = 40
_AT_ONCE = 1 << 20       # values asked for at once


@dataclass(frozen=True)
class Shift:
    """The shift of some points, in metres to be added to where they are: what was found, and whether to believe it.

    ``verdict``: "found"; "chance" (not told from none with the probability asked for, or the halves do not bear it
    out), "small" (under a tenth of the lattice's step), "edge" (at the end of the search), "undetermined"
    (the raster does not vary enough there) or "few" (under 30 pairs). ``covariance`` (2, 2; m^2) of east and north;
    ``probability``: of a shift so far from none by chance. ``halves`` (2, 2): shifts of both halves; ``held_out``: RMS
    of the error, of each half at the other one's shift, and ``at_zero``, ``at_best`` without a shift and at the one
    found, all of the same pairs. ``before`` and ``after``: how these agree. ``outliers``: pairs left out. ``errors``
    (k): on the lattice.
    """

    verdict: str
    count: int
    outliers: int = 0
    east: float = np.nan
    north: float = np.nan
    covariance: np.ndarray | None = None
    probability: float = np.nan
    halves: np.ndarray | None = None
    at_zero: float = np.nan
    at_best: float = np.nan
    held_out: float = np.nan
    before: Agreement | None = None
    after: Agreement | None = None
    errors: np.ndarray | None = None

    @property
    def found(self) -> bool:
        return self.verdict == "found"

    @property
    def applied(self) -> tuple[float, float]:
        """East and north, 0 where no shift is claimed."""
        return (self.east, self.north) if self.found else (0.0, 0.0)

    @property
    def deviations(self) -> tuple[float, float]:
        """One standard deviation east and north, NaN where it is not known."""
        if self.covariance is None:
            return np.nan, np.nan
        return tuple(np.sqrt(np.diag(self.covariance)).tolist())


@dataclass(frozen=True)
class Search:
    """Shifts by label, the ``nodes`` (k, 2) of the lattice in metres, and how many pairs were searched with of how many
    that are whole."""

    shifts: tuple[Shift, ...]
    nodes: np.ndarray
    used: int
    whole: int
    metric: str


def search_shifts(sample: Sample, own: np.ndarray, labels: np.ndarray, east: np.ndarray, north: np.ndarray, *,
                  reach: float = 30.0, metric: str = "unbiased_rmse", reporter: Reporter | None = None) -> Search:
    """A shift of up to ``reach`` metres for each label.

    ``own`` (n): the points' values; ``labels`` (n): whole numbers from 0, negative ones are left out; ``east``,
    ``north`` (n): where the points are, in metres, roughly. ``metric``: see `surface.residuals`. Pairs that lack a
    value at any shift are left out, so that all shifts are judged by the same ones; of more than 20,000 so many are
    taken, evenly spread over each label. Raises ValueError for an unknown metric or a reach that is not above 0.
    """
    if metric not in METRICS or not reach > 0.0:
        raise ValueError(f"no metric {metric!r}, or no reach {reach}")
    reporter = reporter or Reporter()
    whole = np.flatnonzero(np.isfinite(own) & np.isfinite(east) & np.isfinite(north) & (labels >= 0))
    chosen = _spread(whole, labels)
    step = reach / _STEPS
    nodes = lattice(reach, step)
    asked = _Asked(sample, chosen, reporter)
    everywhere = np.broadcast_to(nodes[:, None], (len(nodes), len(chosen), 2))
    values = asked(np.arange(len(chosen)), everywhere, (0.0, 0.5))
    usable = np.isfinite(values).all(axis=0)
    parts = [_Part(metric, own[chosen][at], values[:, at], at, east[chosen][at], north[chosen][at], nodes)
             for at in (np.flatnonzero(usable & (labels[chosen] == label))
                        for label in range(int(labels.max(initial=-1)) + 1))]
    able = [part for part in parts if part.count >= LEAST_PAIRS]
    if able:
        _refine(asked, [part.whole for part in able], step, (0.5, 0.75))
        _refine(asked, [half for part in able for half in part.halves], step, (0.75, 0.98))
        _hold_out(asked, able)
    reporter.progress(1.0)
    shifts = tuple(part.judged(reach, step, len(able)) for part in parts)
    return Search(shifts, nodes, len(chosen), len(whole), metric)


class _Asked:
    """Asks for values of the chosen points, some shifts at a time."""

    def __init__(self, sample: Sample, chosen: np.ndarray, reporter: Reporter):
        self._sample, self._chosen, self._reporter = sample, chosen, reporter

    def __call__(self, which: np.ndarray, steps: np.ndarray, span: tuple[float, float]) -> np.ndarray:
        """Values (k, m) of the chosen points ``which`` (m), displaced by ``steps`` (k, m, 2)."""
        self._reporter.progress(span[0])
        values = np.empty(steps.shape[:2])
        at_once = max(1, _AT_ONCE // max(1, len(which)))
        for begin in range(0, len(steps), at_once):
            part = steps[begin:begin + at_once]
            values[begin:begin + at_once] = self._sample(self._chosen[which], part[..., 0], part[..., 1])
            self._reporter.progress(span[0] + (span[1] - span[0]) * min(1.0, (begin + at_once) / len(steps)))
        return values


class _Fit:
    """The minimum of some points: refined stencil by stencil."""

    def __init__(self, metric: str, own: np.ndarray, at: np.ndarray, start: np.ndarray):
        self.metric, self.own, self.at = metric, own, at
        self.place = start
        self.hessian, self.errors, self.kept = np.full((2, 2), np.nan), None, np.ones(len(own), bool)
        self.settled = False

    def steps(self, spacing: float) -> np.ndarray:
        """(25, m, 2)"""
        nodes = self.place + spacing * STENCIL
        return np.broadcast_to(nodes[:, None], (len(nodes), len(self.at), 2))

    def take(self, values: np.ndarray, spacing: float) -> None:
        """Move to the minimum of the values (25, m) found on the stencil."""
        self.kept = np.isfinite(values).all(axis=0)
        errors = residuals(self.metric, self.own[self.kept], values[:, self.kept])
        if not errors.size:
            self.settled = True
            return
        best = minimum((errors * errors).sum(axis=1))
        self.errors, self.hessian = errors, best.hessian
        self.place = self.place + spacing * best.place
        self.settled = best.inside or np.abs(best.place).max() < REACH


class _Part:
    """The points of one label: their fit, those of their halves, and what comes of them."""

    def __init__(self, metric: str, own: np.ndarray, values: np.ndarray, at: np.ndarray, east: np.ndarray,
                 north: np.ndarray, nodes: np.ndarray):
        self._metric, self.count, self.outliers = metric, len(own), 0
        if self.count < LEAST_PAIRS:
            return
        kept = _inliers(residuals(metric, own, values), metric)
        self.outliers = int(np.count_nonzero(~kept))
        own, values, at = own[kept], values[:, kept], at[kept]
        self.count = len(own)
        if self.count < LEAST_PAIRS:
            return
        self._clusters = clustered(east[kept], north[kept], _CLUSTERS)
        errors = residuals(metric, own, values)
        self._errors = np.sqrt(np.mean(errors * errors, axis=1))
        self._at_zero, self._own, self._at = values[0], own, at
        self.whole = _Fit(metric, own, at, nodes[self._errors.argmin()])
        self.halves = []
        for half in (0, 1):
            own_half, values_half = own[self._clusters % 2 == half], values[:, self._clusters % 2 == half]
            errors = residuals(metric, own_half, values_half)
            start = nodes[(errors * errors).sum(axis=1).argmin()]
            self.halves.append(_Fit(metric, own_half, at[self._clusters % 2 == half], start))

    def swapped(self) -> tuple[np.ndarray, np.ndarray]:
        """Indices (m) and steps (2, m, 2): to the shift of the whole, and of each half to that of the other half."""
        steps = np.empty((2, len(self._at), 2))
        steps[0] = self.whole.place
        for half in (0, 1):
            steps[1, self._clusters % 2 == half] = self.halves[1 - half].place
        return self._at, steps

    def hold_out(self, values: np.ndarray) -> None:
        """Take the values (2, m) at the steps of `swapped`."""
        self._at_best, self._elsewhere = values

    def judged(self, reach: float, step: float, searches: int) -> Shift:
        if self.count < LEAST_PAIRS:
            return Shift("few", self.count, self.outliers)
        spacing = _SPACINGS[-1] * step
        kept, place = self.whole.kept, self.whole.place
        clusters = np.unique(self._clusters[kept], return_inverse=True)[1]
        spread = np.full((2, 2), np.nan)
        if self.whole.errors is not None and clusters.size:
            spread = spacing**2 * covariance(self.whole.errors, self.whole.hessian, clusters)
        probability = chance(place, spread, int(clusters.max(initial=-1)) + 1)
        compared = np.isfinite(self._at_best) & np.isfinite(self._elsewhere)
        own, of_ground = self._own[compared], self._clusters[compared]
        squares = [_squares(self._metric, own, each[compared], of_ground % 2)
                   for each in (self._at_zero, self._at_best, self._elsewhere)]
        pooled = [float(np.sqrt(each.mean())) if each.size else np.nan for each in squares]
        borne_out = _gains(squares[0] - squares[2], of_ground) and _alike(
            self.halves[0].place - self.halves[1].place, spread, step)
        shift = Shift(
            "found", int(compared.sum()), self.outliers, *map(float, place), spread, probability,
            np.array([each.place for each in self.halves]), *pooled, agreement(own, self._at_zero[compared]),
            agreement(own, self._at_best[compared]), self._errors)
        return replace(shift, verdict=_verdict(shift, borne_out, reach, step, PROBABILITY / searches))


def _verdict(shift: Shift, borne_out: bool, reach: float, step: float, probability: float) -> str:
    length, deviations = float(np.hypot(shift.east, shift.north)), shift.deviations
    if not np.isfinite(deviations).all() or max(deviations) > reach:
        return "undetermined" if length < reach - 0.5 * step else "edge"
    if length > reach - 0.5 * step:
        return "edge"
    if not (shift.probability < probability and borne_out):
        return "chance"
    return "found" if length >= 0.1 * step else "small"


def _alike(step: np.ndarray, spread: np.ndarray, enough: float) -> bool:
    """Do shifts of two halves differ by no more than the spread of the whole's lets expect (99.9 %), or not much?"""
    if np.hypot(*step) <= enough:
        return True
    return bool(np.isfinite(spread).all()) and float(step @ np.linalg.solve(4.0 * spread, step)) <= _FAR


def _squares(metric: str, own: np.ndarray, sampled: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Squared residuals (m), of each half from its own mean or line."""
    found = np.full(len(own), np.nan)
    for each in (0, 1):
        if (half == each).any():
            found[half == each] = residuals(metric, own[half == each], sampled[None, half == each])[0] ** 2
    return found


def _gains(gain: np.ndarray, clusters: np.ndarray) -> bool:
    """Is the gain (m) above 0 by more than its sums over stretches of ground scatter?"""
    sums = np.bincount(np.unique(clusters, return_inverse=True)[1], gain)
    if len(sums) < 3 or not sums.sum() > 0.0:
        return False
    return bool(sums.sum() > _SURE * np.sqrt(len(sums) * sums.var(ddof=1)))


def _inliers(errors: np.ndarray, metric: str) -> np.ndarray:
    """Which of the pairs (m) to search with: those within five NMADs at the shift that is best by the median.

    A cloud that a lidar took for ground would else outweigh a thousand shots.
    """
    centred = errors if metric == "correlation" else errors - np.median(errors, axis=1, keepdims=True)
    spread = np.median(np.abs(centred), axis=1)
    best = int(spread.argmin())
    if spread[best] == 0.0:
        return np.ones(errors.shape[1], bool)
    return np.abs(centred[best]) <= _OUTLIER * NMAD * spread[best]


def _refine(asked: _Asked, fits: list[_Fit], step: float, span: tuple[float, float]) -> None:
    """Move all fits to their minima, each stencil of all of them at once."""
    rounds = [(spacing, turn) for spacing in _SPACINGS for turn in range(_TURNS)]
    length = (span[1] - span[0]) / len(rounds)
    for number, (spacing, turn) in enumerate(rounds):
        moving = [fit for fit in fits if turn == 0 or not fit.settled]
        if not moving:
            continue
        begin = span[0] + number * length
        steps = np.concatenate([fit.steps(spacing * step) for fit in moving], axis=1)
        values = asked(np.concatenate([fit.at for fit in moving]), steps, (begin, begin + length))
        ends = np.cumsum([len(fit.at) for fit in moving])
        for fit, part in zip(moving, np.split(values, ends[:-1], axis=1)):
            fit.take(part, spacing * step)


def _hold_out(asked: _Asked, parts: list[_Part]) -> None:
    swapped = [part.swapped() for part in parts]
    values = asked(np.concatenate([at for at, _ in swapped]), np.concatenate([steps for _, steps in swapped], axis=1),
                   (0.98, 1.0))
    for part, each in zip(parts, np.split(values, np.cumsum([len(at) for at, _ in swapped])[:-1], axis=1)):
        part.hold_out(each)


def _spread(whole: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """At most MOST_PAIRS of them, in each label as large a share, evenly spread in their order."""
    if len(whole) <= MOST_PAIRS:
        return whole
    order = whole[np.argsort(labels[whole], kind="stable")]
    return np.sort(order[np.linspace(0, len(order) - 1, MOST_PAIRS).round().astype(np.int64)])
