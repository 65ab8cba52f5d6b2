"""Layers that cannot be written yet because not all of them are known: kept in a raw file beside the output."""

import os
from typing import NamedTuple

import numpy as np

from ..destination import Destination


class _Piece(NamedTuple):
    """A block of a layer: its first cell, its shape, and where it lies in the file."""

    row: int
    column: int
    shape: tuple[int, int]
    offset: int


class Spool:
    """Layers (rows, columns) of one shape and floating type by name; what was never written reads as 0.

    Blocks lie in one file one behind the other. It vanishes with the context manager, and that of a killed run with the
    next one to the same output.
    """

    def __init__(self, path: str, shape: tuple[int, int], dtype: str = "float32"):
        self._shape, self._dtype = shape, np.dtype(dtype)
        self._destination = Destination(path)
        self._file = open(self._destination.part(".raw"), "w+b")
        self._pieces: dict[object, list[_Piece]] = {}

    def write(self, name: object, values: np.ndarray, row: int, column: int) -> None:
        """Write a block (rows, columns) that begins at (row, column). Raises FusionError if the disk is full."""
        try:
            offset = self._file.seek(0, os.SEEK_END)
            self._file.write(np.ascontiguousarray(values, self._dtype))
            self._file.flush()
        except OSError as error:
            raise self._destination.failure(error.strerror or "") from error
        self._pieces.setdefault(name, []).append(_Piece(row, column, values.shape, offset))

    def read(self, name: object, row: int, end: int) -> np.ndarray:
        """Whole rows of a layer: (end - row, columns)."""
        found = np.zeros((end - row, self._shape[1]), self._dtype)
        for piece in self._pieces.get(name, ()):
            first, last = max(row, piece.row), min(end, piece.row + piece.shape[0])
            if first >= last:
                continue
            line = piece.shape[1] * self._dtype.itemsize
            self._file.seek(piece.offset + (first - piece.row) * line)
            stored = self._file.read((last - first) * line)
            columns = slice(piece.column, piece.column + piece.shape[1])
            found[first - row:last - row, columns] = np.frombuffer(stored, self._dtype).reshape(last - first, -1)
        return found

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._destination.remove_parts()
