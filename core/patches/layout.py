"""Where windows of patches may begin in the reference: on a lattice, or drawn at random."""

from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..message import message

# Of so many places at most centres are drawn; where the reference has fewer, of all of them.
MOST_DRAWN = 1 << 22
# What a centre takes while it is made.
_CENTRE_BYTES = 200


@dataclass(frozen=True)
class Room:
    """First rows (begin, end) and first columns (begin, end) that windows may have."""

    rows: tuple[int, int]
    columns: tuple[int, int]

    @property
    def count(self) -> int:
        return max(0, self.rows[1] - self.rows[0]) * max(0, self.columns[1] - self.columns[0])


def room(raster: tuple[int, int], shape: tuple[int, int], edge: str, name: str) -> Room:
    """The room for windows of ``shape`` in a raster: "whole" ones, or "padded" ones, whose centre lies inside.

    Raises FusionError where a whole one does not fit.
    """
    rows, columns = raster
    if edge == "padded":
        return Room(*((-(side // 2), size - side // 2) for side, size in zip(shape, raster)))
    if shape[0] > rows or shape[1] > columns:
        raise FusionError(message(
            "A patch of {rows} x {columns} pixels is larger than {name}, which has {height} x {width}; give a smaller "
            "size, or EDGE=padded.", rows=shape[0], columns=shape[1], name=name, height=rows, width=columns))
    return Room((0, rows - shape[0] + 1), (0, columns - shape[1] + 1))


def within(space: Room, shape: tuple[int, int], bounds: tuple[float, float, float, float]) -> Room:
    """The part of the room whose windows meet bounds: first row, end row, first column, end column (fractional)."""
    top, bottom, left, right = bounds
    lines = [(int(max(begin, np.floor(low) - side)), int(min(end, np.ceil(high) + 1)))
             for (begin, end), side, low, high in ((space.rows, shape[0], top, bottom),
                                                   (space.columns, shape[1], left, right))]
    return Room(*lines)


def lattice(space: Room, stride: tuple[int, int], memory: int) -> tuple[np.ndarray, np.ndarray]:
    """First pixels (n, 2) of the windows on a lattice that begins at the reference's first pixel, row by row, and their
    rows and columns in the lattice (n, 2).

    Raises FusionError where they are more than fit into memory.
    """
    lines = [(max(0, -(-begin // step)), -(-end // step)) for (begin, end), step in
             zip((space.rows, space.columns), stride)]
    rows, columns = (max(0, end - begin) for begin, end in lines)
    check_count(rows * columns, memory)
    row, column = (part.ravel() for part in np.meshgrid(*(np.arange(*line) for line in lines), indexing="ij"))
    index = np.stack([row, column], axis=-1).astype(np.int64)
    return index * np.array(stride), index


def check_count(count: int, memory: int) -> None:
    """Raise FusionError where so many centres do not fit into memory."""
    if count * _CENTRE_BYTES > memory:
        raise FusionError(message("There would be {count:,} patch centres, for which the memory budget is too small; "
                                  "give a larger STRIDE or a smaller COUNT, or a BOUNDARY.", count=count))


def shuffled_places(space: Room, random: np.random.Generator) -> np.ndarray:
    """First pixels (n, 2) of the room in random order without repetition: all of them, or MOST_DRAWN."""
    if space.count <= MOST_DRAWN:
        number = random.permutation(space.count)
    else:
        drawn = random.integers(space.count, size=MOST_DRAWN)
        number = drawn[np.sort(np.unique(drawn, return_index=True)[1])]
    width = max(1, space.columns[1] - space.columns[0])
    return np.stack([number // width + space.rows[0], number % width + space.columns[0]], axis=-1).astype(np.int64)


def near_each_other(first: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The order in which windows that follow each other are near: by tiles of a patch's size, row by row."""
    tile = first // np.array(shape)
    return np.lexsort((first[:, 1], first[:, 0], tile[:, 1], tile[:, 0]))
