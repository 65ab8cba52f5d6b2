"""How values of each kind are averaged: into what adds up, and back into the variable.

A band becomes one or more *addends*, whose area-weighted means the support operator gives; from these come the mean and
the spread of the variable. Circular values: the direction of the mean of their unit vectors, and as spread the length R
of that mean vector (Mardia and Jupp 2000, Directional Statistics, eq. 2.2.3: 1 where all agree, 0 where they cancel);
their standard deviation is sqrt(-2 ln R) (eq. 2.3.14). Decibel: the mean of linear power, 10 log10(mean(10^(v/10))).
Radiative: the temperature of the mean emission, mean(T^4)^(1/4) (Stefan-Boltzmann). Ratio of bands: the mean of the
numerator over the mean of the denominator. All else: the mean itself. Spreads are standard deviations of the variable,
but for circular values.
"""

from dataclasses import dataclass

import numpy as np

from ..support import Moments
from ..variable import full_turn
from .band_formula import BandFormula

# A mean vector as short as that points nowhere: what rounding leaves of directions that cancel.
_NO_DIRECTION = 1e-9


@dataclass(frozen=True)
class Averaging:
    """Values that average as they are.

    ``addends``: how many there are for each band; ``own``: which of them is the variable itself, for its extremes,
    counts and standard deviation; ``spread_is_relative``: is its spread without units?
    """

    addends: int = 1
    own: int = 0
    spread_is_relative = False

    def forward(self, values: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Addends and their validity, (bands * addends, rows, columns), from (bands, rows, columns)."""
        return values, valid

    def outputs(self, bands: int) -> int:
        """How many bands come of so many."""
        return bands

    def portions(self, portion: np.ndarray) -> np.ndarray:
        """Which part of each pixel counts in each addend, from that of each band read (bands, rows, columns)."""
        return np.repeat(portion, self.addends, axis=0)

    def mean(self, moments: Moments) -> np.ndarray:
        """(bands, rows, columns)."""
        return moments.mean

    def std(self, moments: Moments) -> np.ndarray:
        """(bands, rows, columns), in the variable's units."""
        return np.sqrt(moments.variance[self.own::self.addends])

    def spread(self, moments: Moments) -> np.ndarray:
        """(bands, rows, columns)."""
        return self.std(moments)


@dataclass(frozen=True)
class Circular(Averaging):
    """Directions, ``turn`` to a full circle."""

    addends: int = 2
    turn: float = 360.0
    spread_is_relative = True

    def forward(self, values, valid):
        angle = np.asarray(values, float) * (2.0 * np.pi / self.turn)
        return _interleave(np.cos(angle), np.sin(angle)), np.repeat(valid, 2, axis=0)

    def mean(self, moments):
        cosine, sine = moments.mean[0::2], moments.mean[1::2]
        angle = np.arctan2(sine, cosine) * (self.turn / (2.0 * np.pi)) % self.turn
        return np.where(np.hypot(cosine, sine) > _NO_DIRECTION, angle, np.nan)

    def std(self, moments):
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.sqrt(-2.0 * np.log(self.spread(moments))) * (self.turn / (2.0 * np.pi))

    def spread(self, moments):
        return np.minimum(np.hypot(moments.mean[0::2], moments.mean[1::2]), 1.0)


@dataclass(frozen=True)
class Decibel(Averaging):
    """Ten times the logarithm of a power."""

    addends: int = 2
    own: int = 1

    def forward(self, values, valid):
        values = np.asarray(values, float)
        with np.errstate(over="ignore"):
            return _interleave(10.0 ** (values / 10.0), values), np.repeat(valid, 2, axis=0)

    def mean(self, moments):
        with np.errstate(divide="ignore", invalid="ignore"):
            return 10.0 * np.log10(moments.mean[0::2])


@dataclass(frozen=True)
class Radiative(Averaging):
    """Temperatures in kelvin that stand for the radiation they emit."""

    addends: int = 2
    own: int = 1

    def forward(self, values, valid):
        values = np.asarray(values, float)
        with np.errstate(over="ignore"):
            return _interleave(values**4, values), np.repeat(valid, 2, axis=0)

    def mean(self, moments):
        return moments.mean[0::2] ** 0.25


@dataclass(frozen=True)
class Ratio:
    """One formula of bands divided by another."""

    numerator: BandFormula
    denominator: BandFormula

    @property
    def bands(self) -> frozenset[int]:
        """The numbers of the bands it needs."""
        return self.numerator.bands | self.denominator.bands


@dataclass(frozen=True)
class BandRatio(Averaging):
    """Formulas of bands divided by others; a pixel counts in a ratio where all bands of that ratio are valid.

    ``bands``: the numbers of the bands that are read, in their order.
    """

    addends: int = 3
    own: int = 2
    ratios: tuple[Ratio, ...] = ()
    bands: tuple[int, ...] = ()

    def forward(self, values, valid):
        values, valid = dict(zip(self.bands, np.asarray(values, float))), np.asarray(valid)
        planes, masks = [], []
        for ratio, places in zip(self.ratios, self._places()):
            above, below = ratio.numerator(values), ratio.denominator(values)
            usable = valid[places].all(axis=0)
            planes += [above, below, np.divide(above, below, out=np.zeros_like(below), where=below != 0.0)]
            masks += [usable, usable, usable & (below != 0.0)]
        return np.stack(planes), np.stack(masks).astype(np.uint8)

    def outputs(self, bands):
        return len(self.ratios)

    def portions(self, portion):
        return np.repeat(np.stack([portion[places].min(axis=0) for places in self._places()]), self.addends, axis=0)

    def mean(self, moments):
        above, below = moments.mean[0::3], moments.mean[1::3]
        return np.divide(above, below, out=np.full_like(below, np.nan), where=below != 0.0)

    def mean_of_pixels(self, moments: Moments) -> np.ndarray:
        """(ratios, rows, columns): the mean of the ratios of the pixels, which is what `mean` is not."""
        return moments.mean[2::3]

    def _places(self) -> list[list[int]]:
        """Where the bands of each ratio are among those that are read."""
        return [[place for place, band in enumerate(self.bands) if band in ratio.bands] for ratio in self.ratios]


def averaging_of(kind: str, units: str = "") -> Averaging:
    """How values of a kind (`variable/kinds.py`) in these units are averaged."""
    if kind == "circular":
        return Circular(turn=full_turn(units))
    return {"decibel": Decibel(), "radiative": Radiative()}.get(kind, Averaging())


def _interleave(*addends: np.ndarray) -> np.ndarray:
    return np.stack(addends, axis=1).reshape(-1, *addends[0].shape[1:])
