"""One block of a composite: read what the scenes have there, window by window, and compute its layers."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..blocks import Block
from ..raster import Scratch
from ..statistics.averaging import Averaging
from ..support import Moments
from . import kernels
from .planes import Direct, Overlapped, Stopped
from .request import MEANS, Options

_NONE = np.empty(0)
_PICKING = {"min": kernels.keep_lowest, "max": kernels.keep_highest, "latest": kernels.keep_latest}
_STACKING = ("median", "percentile")
# A thread's memory serves one block after the other: the system clears what it lends anew each time.
_kept = threading.local()


@dataclass(frozen=True)
class BlockResult:
    """Layers (windows, rows, columns) of float64 by name, NaN where there is no value, and how many cells have one.

    ``kept``: cells of each window with enough values; ``seen``: with any; ``undefined``: cells with enough values that
    have no mean.
    """

    layers: dict[str, np.ndarray]
    seen: np.ndarray
    kept: np.ndarray
    undefined: int


@dataclass(frozen=True)
class CompositeTask:
    """Pure and picklable: called with a block it returns its BlockResult.

    ``planes``: of each scene in order, ``scores`` too where the statistic needs them. ``windows``: the numbers of their
    scenes; ``weights``: of each of these. ``layers``: of OUTPUT, COUNT and SPREAD those that are wanted.
    """

    planes: tuple[Direct | Overlapped, ...]
    scores: tuple[Direct | Overlapped, ...]
    windows: tuple[tuple[int, ...], ...]
    weights: tuple[tuple[float, ...], ...]
    layers: tuple[str, ...]
    averaging: Averaging
    options: Options
    dtype: str

    @property
    def streams(self) -> bool:
        """Is one scene after the other enough, or must all of a window be held together?"""
        return not (self.options.outliers or "SPREAD" in self.layers or self.options.statistic in _STACKING)

    def __call__(self, block: Block, stopped: Stopped = None) -> BlockResult:
        shape = block.rows[1] - block.rows[0], block.columns[1] - block.columns[0]
        layers = {name: np.empty((len(self.windows), *shape)) for name in self.layers}
        seen, kept = (np.zeros(len(self.windows), np.int64) for _ in range(2))
        undefined = 0
        for number, scenes in enumerate(self.windows):
            if not scenes:
                for name, layer in layers.items():
                    layer[number] = 0.0 if name == "COUNT" else np.nan
                continue
            found = self._compute(self._planes(scenes, block, shape, stopped), self.weights[number], shape)
            counts = found.pop("COUNT")
            for name, values in found.items():
                bare = kernels.keep_enough(values, counts, self.options.min_count, layers[name][number])
                undefined += bare if name == "OUTPUT" else 0
            seen[number] = np.count_nonzero(counts)
            kept[number] = np.count_nonzero(counts >= self.options.min_count)
            if "COUNT" in layers:
                layers["COUNT"][number] = counts
        return BlockResult(layers, seen, kept, undefined)

    def _planes(self, scenes: tuple[int, ...], block: Block, shape: tuple[int, int],
                stopped: Stopped) -> "_Planes":
        """What the scenes of a window have in a block: read anew each time, or once where all are held together."""
        if not hasattr(_kept, "scratch"):
            _kept.scratch = Scratch()
        scratch, depth = _kept.scratch, 1 if self.streams else len(scenes)
        stack = scratch.array("stack", (depth, *shape), self.dtype)
        scores = scratch.array("scores", (depth, *shape), "float64") if self.scores else None

        def read(number: int, place: int) -> tuple[np.ndarray, np.ndarray | None]:
            self.planes[number].read(block, stack[place], scratch, stopped)
            if scores is None:
                return stack[place], None
            self.scores[number].read(block, scores[place], scratch, stopped)
            self._make_usable(scores[place])
            kernels.blank(stack[place], scores[place])
            return stack[place], scores[place]

        if self.streams:
            return _Planes(stack, lambda: (read(number, 0) for number in scenes))
        pairs = [read(number, place) for place, number in enumerate(scenes)]
        if self.options.outliers:
            kernels.reject(stack, self.options.outliers)
        return _Planes(stack, lambda: iter(pairs))

    def _make_usable(self, scores: np.ndarray) -> None:
        """Scores of which the lowest is best; of standard deviations the weights 1 / s^2. In their own place."""
        if self.options.statistic == "inverse_variance":
            with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
                unusable = ~(scores > 0.0)
                np.divide(1.0, scores * scores, out=scores)
            scores[unusable | np.isinf(scores)] = np.nan
        elif self.options.best == "highest":
            np.negative(scores, out=scores)

    def _compute(self, planes: "_Planes", weights: tuple[float, ...], shape: tuple[int, int]) -> dict[str, np.ndarray]:
        """COUNT, and OUTPUT and SPREAD where they are wanted: (rows, columns) each."""
        statistic, spread = self.options.statistic, "SPREAD" in self.layers
        if statistic == "mean" and self.averaging.addends == 1 and not spread:
            counts, totals = np.zeros(shape), np.zeros(shape)
            for plane, _ in planes:
                kernels.add(plane, 1.0, totals, counts)
            return {"COUNT": counts, "OUTPUT": _quotient(totals, counts)}
        found = {"COUNT": np.zeros(shape)}
        if statistic in MEANS or spread:
            moments = self._moments(planes, weights, shape, found["COUNT"], spread)
            if spread:
                found["SPREAD"] = self.averaging.spread(moments)[0]
            if statistic in MEANS:
                return {**found, "OUTPUT": self.averaging.mean(moments)[0]}
            found["COUNT"][:] = 0.0
        found["OUTPUT"] = self._picked(planes, shape, found["COUNT"])
        return found

    def _picked(self, planes: "_Planes", shape: tuple[int, int], counts: np.ndarray) -> np.ndarray:
        """Of each pixel the value that the statistic takes; ``counts`` grow by the values there are."""
        statistic = self.options.statistic
        found, least = np.full(shape, np.nan, planes.stack.dtype), np.full(shape, np.inf)
        for plane, scores in planes:
            kernels.add_count(plane, counts)
            if statistic == "best_quality":
                kernels.keep_best(plane, scores, found, least)
            elif statistic in _PICKING:
                _PICKING[statistic](plane, found)
        if statistic in _STACKING:
            return kernels.quantile(planes.stack, self.options.percentile / 100.0, statistic == "median")
        return found

    def _moments(self, planes: "_Planes", weights: tuple[float, ...], shape: tuple[int, int], counts: np.ndarray,
                 spread: bool) -> Moments:
        """Of the addends that the variable averages by: (addends, rows, columns); ``counts`` as in `_picked`."""
        averaging = self.averaging
        totals, weighed = (np.zeros((averaging.addends, *shape)) for _ in range(2))
        for (plane, scores), weight in zip(planes, weights, strict=True):
            kernels.add_count(plane, counts)
            by_pixel = self.options.statistic == "inverse_variance"
            add, each = (kernels.add_weighed, scores) if by_pixel else (kernels.add, weight)
            for number, addend in enumerate(self._addends(plane)):
                add(addend, each, totals[number], weighed[number])
        mean, variance = _quotient(totals, weighed), np.zeros_like(totals)
        if spread:
            own = averaging.own
            for (plane, scores), weight in zip(planes, weights, strict=True):
                addend = self._addends(plane)[own]
                if self.options.statistic == "inverse_variance":
                    kernels.add_apart_weighed(addend, scores, mean[own], variance[own])
                else:
                    kernels.add_apart(addend, weight, mean[own], variance[own])
            variance = _quotient(variance, weighed)
        return Moments(_NONE, _NONE, _NONE, _NONE, _NONE, mean, variance, _NONE, _NONE)

    def _addends(self, plane: np.ndarray) -> np.ndarray:
        """(addends, rows, columns)."""
        return self.averaging.forward(plane[None], np.uint8([[[1]]]))[0]


@dataclass(frozen=True)
class _Planes:
    """The scenes of a window in a block: pairs of values and scores (rows, columns), as often as they are asked for.

    ``stack``: (scenes, rows, columns) where all are held together.
    """

    stack: np.ndarray
    pairs: Callable[[], Iterator[tuple[np.ndarray, np.ndarray | None]]]

    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray | None]]:
        return self.pairs()


def _quotient(totals: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """In the place of the totals; NaN where there is no weight."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.divide(totals, weights, out=totals)
