"""How much ground each class covers in each target cell: what mode and fractions are made of."""

from collections.abc import Sequence

import numpy as np
from numba import njit

from .errors import FusionError
from .support import BlockSupport

MOST_CLASSES = 1000
_LOWEST, _HIGHEST = -(2**15), 2**16 - 1
# Two classes are tied where their areas differ by less of the cell: what rounding of sums leaves behind.
_TIE = 1e-9
_options = {"nogil": True, "cache": True, "error_model": "numpy"}
_OK, _BEYOND, _BROKEN, _TOO_MANY = 0, 1, 2, 3


class ClassAreas:
    """Ground area of every class in the cells of a block, band by band; add rows, then read.

    Classes are whole numbers of 16 bits, with or without sign; ``name`` is the raster's, for messages.
    """

    def __init__(self, support: BlockSupport, bands: int, name: str):
        self._support, self._name = support, name
        self._index = np.full(_HIGHEST - _LOWEST + 1, -1, np.int32)
        self._classes = np.zeros(MOST_CLASSES, np.int64)
        self._count = 0
        self._area = np.zeros((bands, 0, support.shape[0] * support.shape[1]))

    def add(self, row: int, values: np.ndarray, valid: np.ndarray, portion: np.ndarray | None = None) -> None:
        """Add source rows, as `BlockSupport.add` takes them, from the first column of the window.

        Raises FusionError for values that are no whole numbers, beyond 16 bits, or of more than MOST_CLASSES kinds.
        """
        codes = np.empty(values.shape, np.int16)
        self._count, problem, value = _encode(values, valid, self._index, self._classes, self._count, codes)
        if problem != _OK:
            raise FusionError(self._sentence(problem, value))
        bands, known, cells = self._area.shape
        if self._count > known:
            more = np.zeros((bands, max(self._count, 2 * known) - known, cells))
            self._area = np.concatenate([self._area, more], axis=1)
        _add_areas(self._support.spans(row, values, portion), codes, self._area)

    def _sentence(self, problem: int, value: float) -> str:
        if problem == _BEYOND:
            return (f"{self._name} holds the class value {value:.15g}, beyond 16 bits ({_LOWEST} to {_HIGHEST}); "
                    "reclassify it to smaller numbers.")
        if problem == _BROKEN:
            return (f"{self._name} holds the value {value:.15g}, and a class is a whole number; "
                    "choose another variable kind, or reclassify it.")
        return (f"{self._name} holds more than {MOST_CLASSES} classes; reclassify it to fewer, "
                "or choose another variable kind if its values are no classes.")

    @property
    def classes(self) -> np.ndarray:
        """The class values met, in ascending order."""
        return np.sort(self._classes[:self._count])

    def areas(self) -> np.ndarray:
        """Relative ground areas (bands, classes, rows, columns), classes in the order of `classes`."""
        order = np.argsort(self._classes[:self._count])
        return self._area[:, order].reshape(self._area.shape[0], self._count, *self._support.shape)


def joined_areas(parts: Sequence[tuple[ClassAreas, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """All classes that several rasters have, ascending, and their shares of the cells (bands, classes, rows, columns).

    Each part comes with the ground areas of the cells (bands, rows, columns) in its own unit.
    """
    classes = np.unique(np.concatenate([part.classes for part, _ in parts]))
    shares = np.zeros((parts[0][1].shape[0], len(classes), *parts[0][1].shape[1:]))
    for part, cell_area in parts:
        shares[:, np.searchsorted(classes, part.classes)] += part.areas() / cell_area[:, None]
    return classes, shares


def mode(classes: np.ndarray, areas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The class of the largest area and its share: (bands, rows, columns) each, NaN and 0 where there is none.

    ``areas`` (bands, classes, rows, columns), ``classes`` ascending: of tied classes the smallest number wins.
    """
    total = areas.sum(axis=1)
    if not len(classes):
        return np.full(total.shape, np.nan), total
    largest = areas.max(axis=1)
    first = np.argmax(areas >= (largest - _TIE * total)[:, None], axis=1)
    share = np.divide(largest, total, out=np.zeros_like(total), where=total > 0.0)
    return np.where(total > 0.0, classes[first].astype(float), np.nan), share


@njit(**_options)
def _encode(values, valid, index, classes, count, codes):
    """Write into ``codes`` the number of each pixel's class, -1 where missing; new classes get the next number.

    ``index`` holds the number of each possible value, ``classes`` the value of each number. Returns the count of
    classes, a problem and the value that is one.
    """
    bands, rows, columns = values.shape
    for band in range(bands):
        for row in range(rows):
            last, code = values[band, row, 0], -2
            for column in range(columns):
                if not valid[band, row, column]:
                    codes[band, row, column] = -1
                    continue
                value = values[band, row, column]
                if value != last or code == -2:
                    last = value
                    if value < _LOWEST or value > _HIGHEST:
                        return count, _BEYOND, float(value)
                    if np.floor(value) != value:
                        return count, _BROKEN, float(value)
                    at = int(value) - _LOWEST
                    if index[at] < 0:
                        if count == classes.size:
                            return count, _TOO_MANY, float(value)
                        classes[count] = int(value)
                        index[at] = count
                        count += 1
                    code = index[at]
                codes[band, row, column] = code
    return count, _OK, 0.0


@njit(**_options)
def _add_areas(spans, codes, area):
    index, coverage, weight = spans
    by_row, by_pixel = weight.shape[1] > 1, weight.shape[2] > 1 or weight.shape[0] > 1
    uniform = weight[0, 0, 0]
    for band in range(codes.shape[0]):
        plane = band if weight.shape[0] > 1 else 0
        for s in range(coverage.size):
            cell, row = index[s, 0], index[s, 1]
            begin, end = index[s, 2], index[s, 3]
            share = coverage[s]
            if by_pixel:
                for column in range(begin, end):
                    if codes[band, row, column] >= 0:
                        area[band, codes[band, row, column], cell] += share * weight[plane, row, column]
                continue
            share *= weight[0, row, 0] if by_row else uniform
            # Land lies in patches: like neighbours are counted before they are added.
            current, number = codes[band, row, begin], 0
            for column in range(begin, end):
                if codes[band, row, column] != current:
                    if current >= 0:
                        area[band, current, cell] += share * number
                    current, number = codes[band, row, column], 0
                number += 1
            if current >= 0:
                area[band, current, cell] += share * number
