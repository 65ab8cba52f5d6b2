"""What a method of spatiotemporal fusion is given and gives: pairs in, a prediction out, of one block of an image."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from ..message import Message
from .frame import Frame
from .options import FusionOptions


@dataclass(frozen=True)
class CoarseImage:
    """``values``: (bands, cell rows, cell columns) of the frame's cells, float32, NaN where missing; ``day``: days
    since 1970-01-01 (UTC), of the middle of the observation.
    """

    day: float
    values: np.ndarray


@dataclass(frozen=True)
class Pair:
    """A base date: ``fine`` (bands, rows, columns) of the frame's window and ``coarse`` (bands, cell rows, cell
    columns) of its cells, float32, NaN where missing. ``coarse`` is None where no coarse image has that date.
    """

    day: float
    fine: np.ndarray
    coarse: np.ndarray | None


@dataclass(frozen=True)
class Tile:
    """A part of the image for `Fuser.survey`: the base pairs, the coarse image of the date to predict (None where it
    has none), and all coarse images where the method uses them.
    """

    frame: Frame
    pairs: tuple[Pair, ...]
    coarse: CoarseImage | None
    series: tuple[CoarseImage, ...] = ()


@dataclass(frozen=True)
class Prediction:
    """``values`` and ``sigma`` (bands, rows, columns) of the frame's inner pixels, float32, NaN where missing.

    ``sigma``: one standard deviation, in the values' units: from the weighted spread of what the neighbours predict and
    the stated noise of both sensors. ``filled``: how many of the values in ``values`` stand where the first choice of
    base image has a hole, and come from another pair.
    """

    values: np.ndarray
    sigma: np.ndarray
    filled: int = 0


class Fuser(ABC):
    """A method, in scikit-learn's manners: parameters in ``__init__``, learned attributes with a trailing underscore.

    Use: ``fuser.survey(tiles)`` once for a date, then ``fuser.fit(frame, pairs, series).predict(coarse, day)`` for
    every block, each block on a copy of its own (`fuse_block`). No method sees files. What a block's inner pixels get
    depends on the frame's pixels and cells within `reach` alone, and on what was learned in the survey: so a result is
    the same for any cut into blocks.
    """

    name: ClassVar[str]
    # Least and most base pairs, None for any number.
    pairs_needed: ClassVar[tuple[int, int | None]] = (1, 2)
    # Must base dates have a coarse image too? Must the date that is predicted?
    needs_coarse: ClassVar[bool] = True
    # Does `fit` want the coarse images of all dates?
    uses_series: ClassVar[bool] = False

    def __init__(self, options: FusionOptions) -> None:
        self.options = options

    @abstractmethod
    def reach(self, pixel: tuple[float, float], cell: tuple[float, float]) -> float:
        """How far from a pixel its prediction sees, in metres; ``pixel``, ``cell``: height and width in metres."""

    def survey(self, tiles: Callable[[], Iterator[Tile]]) -> Self:
        """Learn what needs the whole image: each call of ``tiles`` goes over it once more, in the same tiles."""
        del tiles
        return self

    @abstractmethod
    def fit(self, frame: Frame, pairs: Sequence[Pair], series: Sequence[CoarseImage] = ()) -> Self:
        """Take the base pairs of one block, in the order of their days."""

    @abstractmethod
    def predict(self, coarse: CoarseImage | None, day: float) -> Prediction:
        """The fine image of the frame's inner pixels for a day (as `Pair.day`), from the coarse image of that day."""

    def notes(self) -> tuple[Message, ...]:
        """What the user should hear of what was learned, in sentences."""
        return ()


def fuse_block(fuser: Fuser, tile: Tile, day: float) -> Prediction:
    """What a surveyed method predicts for one block."""
    return copy(fuser).fit(tile.frame, tile.pairs, tile.series).predict(tile.coarse, day)


def fuse_image(fuser: Fuser, tile: Tile, day: float) -> Prediction:
    """What a method predicts for an image that is held in memory as one tile."""
    return fuse_block(copy(fuser).survey(lambda: iter((tile,))), tile, day)
