"""Which fine images a date is predicted from."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from ..errors import FusionError
from ..message import message
from .contract import Fuser
from .options import PAIR_RULES
from .series import FusionSeries, date_name

_MOST_BASES = 40      # of methods that take any number
_MONTH = 30.0
_MONTH_COSTS = 0.1    # of a correlation, for the rule best


class PairsMissing(FusionError):
    """There are no base dates for a date."""


@dataclass(frozen=True)
class PairChoice:
    """How base dates are chosen; ``max_gap``: days that they may lie from the date at most.

    ``rule``: "bracketing", the nearest before and the nearest after (one alone where the other side has none, and the
    two nearest of one side for methods that need two); "nearest", the nearest ones on either side; "best", those of
    the highest r - 0.1 gap / 30 days, r being the mean over bands of the correlation, over the valid cells, of the
    coarse images of the base date and of the date. ``least_valid``: share of valid values below which a fine image is
    taken only where there are no better ones, as are doubtful ones (`pair_agreement`); methods that take any number of
    base dates weigh them themselves.
    """

    rule: str = "bracketing"
    max_gap: float = math.inf
    least_valid: float = 0.25

    def check(self) -> None:
        """Raise FusionError for what cannot be."""
        if self.rule not in PAIR_RULES:
            raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.", value=self.rule,
                                      name=message("rule for pairs"), choices=", ".join(PAIR_RULES)))
        if not self.max_gap > 0.0:
            raise FusionError(message("MAX_GAP is {value:g}; give a number of days above 0, or none for any gap.",
                                      value=self.max_gap))

    def to_dict(self) -> dict[str, object]:
        """For the record."""
        return asdict(self)


def coarse_of(series: FusionSeries, number_of_fine: int) -> int | None:
    """The number of the coarse image that makes a pair with a fine one, None without one."""
    return series.coarse_at(series.fine_days[number_of_fine])


def usable_fine(series: FusionSeries, fuser_class: type[Fuser]) -> tuple[int, ...]:
    """Numbers of the fine images that can serve as base dates: with a valid value, and where the method needs it with
    a coarse image of the same date that has one.
    """
    return series.paired if fuser_class.needs_coarse else series.with_values


def is_clear(series: FusionSeries, number: int, choice: PairChoice) -> bool:
    """Has a fine image enough valid values, and is it not doubtful?"""
    return series.fine_shares[number] >= choice.least_valid and number not in series.doubtful


def choose_pairs(series: FusionSeries, day: float, fuser_class: type[Fuser], choice: PairChoice, *,
                 without: float | None = None) -> tuple[int, ...]:
    """Numbers of the fine images to predict a day from, in the order of their days.

    ``without``: a day whose fine image is left out. Methods that take any number of base dates get the 40 nearest.
    Raises PairsMissing where there are fewer than the method needs.
    """
    left_out = None if without is None else math.floor(without)
    usable = [number for number in usable_fine(series, fuser_class)
              if math.floor(series.fine_days[number]) != left_out]
    near = [number for number in usable if abs(series.fine_days[number] - day) <= choice.max_gap]
    least, most = fuser_class.pairs_needed
    clear = near if most is None else [number for number in near if is_clear(series, number, choice)]
    candidates = clear if len(clear) >= least else near
    if len(candidates) < least:
        raise _missing(fuser_class, day, len(near), len(usable), choice)
    return tuple(sorted(_chosen(series, day, candidates, least, most or _MOST_BASES, choice.rule)))


def _chosen(series: FusionSeries, day: float, candidates: Sequence[int], least: int, most: int,
            rule: str) -> list[int]:
    nearest = sorted(candidates, key=lambda number: (abs(series.fine_days[number] - day), number))
    if rule == "best":
        return _best(series, day, nearest)[:most]
    if rule == "nearest" or most != 2:
        return nearest[:most]
    # One of each side, before they are filled up to as many as it takes.
    sides = [next((number for number in nearest if after is (series.fine_days[number] > day)), None)
             for after in (False, True)]
    found = [number for number in sides if number is not None]
    return found + [number for number in nearest if number not in found][:max(0, least - len(found))]


def _best(series: FusionSeries, day: float, nearest: Sequence[int]) -> list[int]:
    here = series.coarse_at(day)
    target = None if here is None else series.coarse_overview(here)

    def score(number: int) -> float:
        partner = coarse_of(series, number)
        alike = 0.0 if target is None or partner is None else _correlation(target, series.coarse_overview(partner))
        return alike - _MONTH_COSTS * abs(series.fine_days[number] - day) / _MONTH

    scores = {number: score(number) for number in nearest}
    return sorted(nearest, key=lambda number: -scores[number])


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Mean over bands of Pearson's r over cells that both have; 0 for bands without spread."""
    found = []
    for first, second in zip(one, other):
        both = np.isfinite(first) & np.isfinite(second)
        a, b = (plane[both].astype(np.float64) for plane in (first, second))
        a, b = (values - values.mean() if values.size else values for values in (a, b))
        scale = math.sqrt(float((a * a).sum() * (b * b).sum()))
        found.append(float((a * b).sum()) / scale if scale > 0.0 else 0.0)
    return float(np.mean(found))


def _missing(fuser_class: type[Fuser], day: float, near: int, usable: int, choice: PairChoice) -> PairsMissing:
    words = {"method": fuser_class.name, "least": fuser_class.pairs_needed[0], "date": date_name(day)}
    if usable >= words["least"]:
        return PairsMissing(message(
            "{method} needs {least} base dates and there are {near} within {gap:g} days of {date}; raise MAX_GAP, or "
            "add fine images.", near=near, gap=choice.max_gap, **words))
    if fuser_class.needs_coarse:
        return PairsMissing(message(
            "{method} needs {least} base dates, each with a fine and a coarse image that have valid pixels, and there "
            "are {usable} for {date}; add pairs of images of the same date, or choose another METHOD.", usable=usable,
            **words))
    return PairsMissing(message(
        "{method} needs {least} base dates, each with a fine image that has valid pixels, and there are {usable} for "
        "{date}; add fine images, or choose another METHOD.", usable=usable, **words))
