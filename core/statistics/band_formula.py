"""Sums of multiples of bands, such as "b5 - b4" or "b5 + 6*b4 - 7.5*b2 + 1": the parts of a band ratio."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..message import message

_TERM = re.compile(r"\s*([+-]?)\s*(?:(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+)\s*(\*?))?\s*(?:b(\d+))?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class BandFormula:
    """``terms``: pairs of a factor and a band's number, None for the constant."""

    terms: tuple[tuple[float, int | None], ...]

    @property
    def bands(self) -> frozenset[int]:
        """The numbers of the bands it needs."""
        return frozenset(band for _, band in self.terms if band is not None)

    def __call__(self, values: Mapping[int, np.ndarray]) -> np.ndarray:
        """The sum, from values by band number."""
        total = 0.0
        for factor, band in self.terms:
            total = total + (factor if band is None else factor * values[band])
        return total


def parse_formula(text: str) -> BandFormula:
    """Read a formula; a lone number is that band. Raises FusionError for anything but sums of multiples of bands."""
    text = text.strip()
    if text.isdigit():
        return BandFormula(((1.0, int(text)),))
    terms, at = [], 0
    while at < len(text):
        match = _TERM.match(text, at)
        sign, factor, times, band = match.groups()
        complete = (factor is not None or band is not None) and bool(times) == (factor is not None and band is not None)
        if match.end() == at or not complete or (terms and not sign):
            raise FusionError(message(
                'The formula "{formula}" is not understood; write sums of multiples of bands, such as '
                '"b5 - b4" or "b5 + 6*b4 - 7.5*b2 + 1".', formula=text))
        value = float(factor) if factor is not None else 1.0
        terms.append((-value if sign == "-" else value, int(band) if band else None))
        at = match.end()
    formula = BandFormula(tuple(terms))
    if not formula.bands:
        raise FusionError(message('The formula "{formula}" names no band; write b1 for the first band.', formula=text))
    return formula
