"""How much ground each class covers in each target cell: what mode and fractions are made of."""

from collections.abc import Sequence

import numpy as np
from numba import njit

from ..errors import FusionError
from ..message import message
from ..raster import Scratch
from ..support import BlockSupport, ClassCodes

MOST_CLASSES = 1000
_LOWEST, _HIGHEST = -(2**15), 2**16 - 1
# Two classes are tied where their areas differ by less of the cell: what rounding of sums leaves behind.
_TIE = 1e-9
_OK, _BEYOND, _BROKEN, _TOO_MANY = 0, 1, 2, 3

_options = {"nogil": True, "cache": True, "error_model": "numpy"}


class ClassAreas:
    """Ground area of every class in the cells of a block, band by band; add rows, then read.

    It starts the support and adds to its moments too, since cells and pixels then meet but once. Classes are whole
    numbers of 16 bits, with or without sign; ``name`` is the raster's, for messages.
    """

    def __init__(self, support: BlockSupport, bands: int, name: str):
        support.start(bands)
        self._support, self._name = support, name
        self._scratch = Scratch()
        self._code_of = np.full(_HIGHEST - _LOWEST + 2, -1, np.int16)
        self._code_of[-1] = 0
        self._classes = np.zeros(MOST_CLASSES, np.int64)
        self._count = 0
        self._area = np.zeros((support.cells, bands, 1, 2))

    def add(self, row: int, values: np.ndarray, valid: np.ndarray, *, column: int | None = None,
            portion: np.ndarray | None = None, squares: bool = False, extremes: bool = False) -> None:
        """Add source rows, as `BlockSupport.add` takes them.

        Raises FusionError for values that are no whole numbers, beyond 16 bits, or of more than MOST_CLASSES kinds.
        """
        codes = self._scratch.array("codes", values.shape, np.uint16)
        self._count, problem, value = _encode(np.ascontiguousarray(values), np.ascontiguousarray(valid), self._code_of,
                                              self._classes, self._count, codes)
        if problem != _OK:
            raise FusionError(self._sentence(problem, value))
        cells, bands, known = self._area.shape[:3]
        if self._count >= known:
            more = np.zeros((cells, bands, max(1 + self._count, 2 * known) - known, 2))
            self._area = np.concatenate([self._area, more], axis=2)
        self._support.add(row, values, valid, column=column, portion=portion, squares=squares, extremes=extremes,
                          classes=ClassCodes(codes, self._area))

    def _sentence(self, problem: int, value: float) -> str:
        if problem == _BEYOND:
            return message("{name} holds the class value {value:.15g}, beyond 16 bits ({low} to {high}); "
                           "reclassify it to smaller numbers.", name=self._name, value=value, low=_LOWEST,
                           high=_HIGHEST)
        if problem == _BROKEN:
            return message("{name} holds the value {value:.15g}, and a class is a whole number; "
                           "choose another variable kind, or reclassify it.", name=self._name, value=value)
        return message("{name} holds more than {most} classes; reclassify it to fewer, "
                       "or choose another variable kind if its values are no classes.", name=self._name,
                       most=MOST_CLASSES)

    @property
    def classes(self) -> np.ndarray:
        """The class values met, in ascending order."""
        return np.sort(self._classes[:self._count])

    def areas(self) -> np.ndarray:
        """Relative ground areas (bands, classes, rows, columns), classes in the order of `classes`."""
        order = 1 + np.argsort(self._classes[:self._count])
        bands = self._area.shape[1]
        areas = np.moveaxis(self._area[:, :, order].sum(axis=-1), 0, -1)
        return np.ascontiguousarray(areas).reshape(bands, self._count, *self._support.shape)


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
def _encode(values, valid, code_of, classes, count, codes):
    """Write into ``codes`` the code of each pixel's class, 0 where missing; new classes get the next code.

    ``code_of`` holds the code of each possible value, -1 for those not met, and the 0 of what is missing at its end;
    ``classes`` the values of codes from 1 on. Returns the count of classes, a problem and the value that is one.
    """
    missing = np.uint64(code_of.size - 1)
    for band in range(values.shape[0]):
        for row in range(values.shape[1]):
            for column in range(np.uint64(values.shape[2])):
                # Selects where it can, since masks may be ragged.
                value, used = values[band, row, column], valid[band, row, column] != 0
                if used and (value < _LOWEST or value > _HIGHEST):
                    return count, _BEYOND, float(value)
                whole = int(value)
                if used and whole != value:
                    return count, _BROKEN, float(value)
                at = np.uint64(whole - _LOWEST) if used else missing
                if code_of[at] < 0:
                    if count == classes.size:
                        return count, _TOO_MANY, float(value)
                    classes[count] = whole
                    count += 1
                    code_of[at] = count
                codes[band, row, column] = code_of[at]
    return count, _OK, 0.0
