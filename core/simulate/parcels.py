"""Fields: rectangles of some 500 m x 700 m with borders of their own, in strips that run east."""

from dataclasses import dataclass

import numpy as np

from .noise import numbers
from .world import Place

_HEIGHT, _WIDTH = 480.0, 720.0   # mean size in world metres
_JITTER = 0.5                    # of the size: how far a border may lie from its mean place
_ACROSS = 50_000                 # more than there are around the world


@dataclass(frozen=True)
class Parcels:
    """The parcel of every pixel by its strip and its place in the strip (integer arrays)."""

    seed: int
    strip: np.ndarray
    place: np.ndarray

    @property
    def number(self) -> np.ndarray:
        """Numbers of the parcels (int32), no two alike anywhere in the world."""
        return (self.strip * _ACROSS + self.place).astype(np.int32)

    def uniform(self, name: str) -> np.ndarray:
        """A random number of each parcel, uniform in [0, 1)."""
        return numbers(self.seed, name, self.strip, self.place)

    def normal(self, name: str) -> np.ndarray:
        """A random number of each parcel, normal with mean 0 and variance 1."""
        return numbers(self.seed, name, self.strip, self.place, "standard_normal")


def parcels(seed: int, place: Place) -> Parcels:
    """The parcels at places."""
    y = place.y / _HEIGHT
    strip = np.floor(y).astype(np.int64)
    strip -= y < strip + _JITTER * numbers(seed, "strips", strip, 0)
    x = place.x / _WIDTH + numbers(seed, "shifts", strip, 0)
    column = np.floor(x).astype(np.int64)
    column -= x < column + _JITTER * numbers(seed, "borders", strip, column)
    return Parcels(seed, strip, column)
