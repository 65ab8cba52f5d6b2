"""Memory for arrays that follow one another."""

import math

import numpy as np


class Scratch:
    """Arrays by name, each in the memory of the last one of its name; for one thread.

    The system clears pages before it lends them, which costs about as much as reading a strip of pixels into them.
    """

    def __init__(self) -> None:
        self._kept: dict[str, np.ndarray] = {}

    def array(self, name: str, shape: tuple[int, ...], dtype: np.dtype | type) -> np.ndarray:
        """An array with any content, C-contiguous; the last one of this name is given up."""
        size = math.prod(shape) * np.dtype(dtype).itemsize
        if name not in self._kept or self._kept[name].size < size:
            self._kept.pop(name, None)
            self._kept[name] = np.empty(size, np.uint8)
        return self._kept[name][:size].view(dtype).reshape(shape)
