"""A comparison of points' own values with those of a raster, by group, and its shift."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..message import message
from .shift import Search
from .statistics import Agreement, Line, agreement, robust_line

MOST_GROUPS = 100


@dataclass(frozen=True)
class Compared:
    """The agreement of all pairs (``name`` None) or of those of a group."""

    name: str | None
    agreement: Agreement
    line: Line


@dataclass(frozen=True)
class Groups:
    """Which group each of n points belongs to: ``labels`` (n) are places in ``names``."""

    names: tuple[str, ...]
    labels: np.ndarray

    @classmethod
    def of(cls, values: Sequence[object], missing: str) -> "Groups":
        """Of the values of a field, in their order: numbers by size, others as text; None is called ``missing``.

        Raises FusionError where there are more than 100, which is no grouping.
        """
        distinct = set(values)
        if len(distinct) > MOST_GROUPS:
            raise FusionError(message("The field of the groups holds more than {most} different values; choose one "
                                      "that tells beams, classes or sites apart.", most=MOST_GROUPS))
        order = sorted(distinct, key=lambda value: (value is None, isinstance(value, str),
                                                    0 if value is None else value))
        place = {value: number for number, value in enumerate(order)}
        names = tuple(missing if value is None else _name(value) for value in order)
        return cls(names, np.array([place[value] for value in values], np.int64))


def compare(own: np.ndarray, sampled: np.ndarray, groups: Groups | None) -> tuple[Compared, ...]:
    """Of all pairs first, then of each group."""
    found = [Compared(None, agreement(own, sampled), robust_line(own, sampled))]
    for label, name in enumerate(() if groups is None else groups.names):
        part = groups.labels == label
        found.append(Compared(name, agreement(own[part], sampled[part]), robust_line(own[part], sampled[part])))
    return tuple(found)


def without_far(own: np.ndarray, sampled: np.ndarray, most: float | None) -> np.ndarray:
    """``own`` (n) with NaN where it differs by more than ``most`` from the sampled value."""
    if most is None:
        return own
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(own - sampled) > most, np.nan, own)


@dataclass(frozen=True)
class Comparison:
    """All that a report tells. ``own`` (less those too far), ``sampled``, ``x``, ``y``: (n), these in the points' CRS.

    ``stretch``: how much longer a unit of y is on the ground than one of x. ``own_name`` and ``sampled_name``: fields;
    ``points``, ``raster``: names of the layers; ``support``: in words; ``unit``: of the values, "" if it is not known.
    ``far``: pairs left out as too far. ``search``: None where none was asked for; ``shift_names``: of its shifts, None
    for that of all points.
    """

    points: str
    raster: str
    own_name: str
    sampled_name: str
    support: str
    unit: str
    own: np.ndarray
    sampled: np.ndarray
    x: np.ndarray
    y: np.ndarray
    stretch: float
    parts: tuple[Compared, ...]
    far: int = 0
    search: Search | None = None
    shift_names: tuple[str | None, ...] = ()


def _name(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
