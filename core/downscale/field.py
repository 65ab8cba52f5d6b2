"""Layers on the fine grid that several passes read and change: in memory where they are small, else in raw files."""

from collections.abc import Callable

import numpy as np

from ..destination import Destination
from ..errors import FusionError

Range = tuple[int, int]

_PIECE = 1 << 20   # numbers written at once to a new file


class Field:
    """One layer (rows, columns) in float64, NaN where nothing is known; all NaN at first.

    Different strips of rows may be read and written by different threads.
    """

    def __init__(self, shape: tuple[int, int], path: str | None = None,
                 failure: Callable[[str], FusionError] | None = None):
        """``path``: a raw file to lie in; in memory without. ``failure``: the error to raise, by its reason, where the
        file cannot be written."""
        self.shape = tuple(map(int, shape))
        self._path, self._failure = path, failure
        self._values = np.full(self.shape, np.nan) if path is None else None
        if path is not None:
            open(path, "wb").close()
            count, missing = self.shape[0] * self.shape[1], np.full(_PIECE, np.nan)
            for begin in range(0, count, _PIECE):
                self._put(begin, missing[:count - begin])

    def read(self, rows: Range | None = None) -> np.ndarray:
        """A copy of some rows, all by default."""
        begin, end = rows or (0, self.shape[0])
        if self._path is None:
            return np.array(self._values[begin:end])
        # Not mapped into memory: its pages would count as the process's, and a full disk would kill it.
        width = self.shape[1]
        return np.fromfile(self._path, np.float64, (end - begin) * width, offset=8 * begin * width).reshape(-1, width)

    def write(self, rows: Range, values: np.ndarray) -> None:
        """``values`` (rows, columns), or what broadcasts to it. Raises FusionError where the disk is full."""
        if self._path is None:
            self._values[slice(*rows)] = values
        else:
            self._put(rows[0] * self.shape[1], np.broadcast_to(values, (rows[1] - rows[0], self.shape[1])))

    def close(self) -> None:
        """Let go of the values."""
        self._values = None

    def _put(self, begin: int, values: np.ndarray) -> None:
        try:
            with open(self._path, "r+b") as file:
                file.seek(8 * begin)
                file.write(np.ascontiguousarray(values, np.float64).data)
        except OSError as error:
            if self._failure is None:
                raise
            raise self._failure(error.strerror or str(error)) from error


class Fields:
    """Makes fields beside an output, and removes their files at the end (a context manager)."""

    def __init__(self, path: str | None, shape: tuple[int, int], memory: int):
        """``path`` of the output, None for fields in memory; ``memory`` (bytes) that all fields may take."""
        self._destination = Destination(path) if path else None
        self._shape, self._left = tuple(map(int, shape)), memory
        self._made: list[Field] = []

    def make(self) -> Field:
        size = 8 * self._shape[0] * self._shape[1]
        path = None
        if self._destination is not None and size > self._left:
            path = self._destination.part(f".{len(self._made)}.raw")
        else:
            self._left -= size
        field = Field(self._shape, path, self._destination.failure if path else None)
        self._made.append(field)
        return field

    def __enter__(self) -> "Fields":
        return self

    def __exit__(self, *_: object) -> None:
        for field in self._made:
            field.close()
        if self._destination is not None:
            self._destination.remove_parts()
