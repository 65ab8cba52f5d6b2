"""A rule: a function that looks at a question and yields findings."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..finding import Finding
from .question import PURPOSES, Question


class Rule(NamedTuple):
    """A rule: its name, the function that finds, and the purposes it concerns."""

    name: str
    find: Callable[[Question], Iterator[Finding]]
    purposes: tuple[str, ...] = PURPOSES
