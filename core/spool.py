"""Layers that cannot be written yet because not all of them are known: kept in raw files beside the output."""

import os

import numpy as np

from .destination import Destination


class Spool:
    """Float32 layers of one shape by name; what was never written reads as 0.

    The files vanish with the context manager, and those of a killed run with the next one to the same output.
    """

    def __init__(self, path: str, shape: tuple[int, int]):
        self._shape = shape
        self._destination = Destination(path)
        self._files: dict[object, int] = {}

    def write(self, name: object, values: np.ndarray, row: int, column: int) -> None:
        """Write a block (rows, columns) that begins at (row, column). Raises FusionError if the disk is full."""
        file = self._open(name)
        values = np.ascontiguousarray(values, np.float32)
        try:
            for n, line in enumerate(values):
                os.pwrite(file, line.tobytes(), 4 * ((row + n) * self._shape[1] + column))
        except OSError as error:
            raise self._destination.failure(error.strerror or "") from error

    def read(self, name: object, row: int, end: int) -> np.ndarray:
        """Whole rows of a layer: (end - row, columns)."""
        size = 4 * (end - row) * self._shape[1]
        stored = os.pread(self._open(name), size, 4 * row * self._shape[1])
        return np.frombuffer(stored.ljust(size, b"\0"), np.float32).reshape(end - row, self._shape[1])

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            os.close(file)
        self._destination.remove_parts()

    def _open(self, name: object) -> int:
        if name not in self._files:
            path = self._destination.part(f".{len(self._files)}.raw")
            self._files[name] = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
        return self._files[name]
