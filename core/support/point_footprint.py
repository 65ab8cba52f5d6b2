"""Points in the pixel coordinates of a raster: the pixel that holds each, or the four whose centres are around it."""

from dataclasses import dataclass, replace

import numpy as np

Range = tuple[int, int]


@dataclass(frozen=True)
class PointFootprints:
    """n points; `RoundFootprints` has the same face. A point on an edge belongs to the pixel right of it and below.

    ``bilinear``: weights of the pixels' centres around the point; else all of the pixel that holds it.
    """

    x: np.ndarray
    y: np.ndarray
    width: int
    period: float
    bilinear: bool

    by_parts = True

    @property
    def count(self) -> int:
        return len(self.x)

    @property
    def scale(self) -> np.ndarray:
        return np.ones(self.count)

    pixels = scale

    @property
    def boxes(self) -> np.ndarray:
        """See `RoundFootprints.boxes`."""
        reach = 0.5 if self.bilinear else 0.0
        return np.stack([self.x - reach, self.x + reach, self.y - reach, self.y + reach], axis=1)

    def alike(self) -> list[tuple[np.ndarray, "PointFootprints"]]:
        """Indices of those whose pixels are weighed alike, and all as these want them: here all are."""
        return [(np.arange(self.count), self)]

    def part(self, which) -> "PointFootprints":
        """Some of them (an index or slice)."""
        return replace(self, x=self.x[which], y=self.y[which])

    def spans(self, rows: Range) -> tuple[np.ndarray, np.ndarray]:
        """See `RoundFootprints.spans`."""
        near = np.flatnonzero((self.y > rows[0] - 1) & (self.y < rows[1] + 1) & np.isfinite(self.x))
        x, y = self.x[near] - 0.5 * self.bilinear, self.y[near] - 0.5 * self.bilinear
        column, row = np.floor(x), np.floor(y)
        if not self.bilinear:
            return self._found(near, row, column, np.ones(len(near)), rows)
        right, down = x - column, y - row
        parts = [(near, row + j, column + i, (down if j else 1.0 - down) * (right if i else 1.0 - right))
                 for j in (0, 1) for i in (0, 1)]
        return self._found(*(np.stack(each, 1).ravel() for each in zip(*parts)), rows)

    def _found(self, point: np.ndarray, row: np.ndarray, column: np.ndarray, share: np.ndarray, rows: Range):
        if self.period:
            column = column - self.period * np.floor(column / self.period)
        used = (row >= rows[0]) & (row < rows[1]) & (column >= 0) & (column < self.width) & (share > 0.0)
        point, row, column = (each[used].astype(np.int64) for each in (point, row, column))
        return np.stack([point, row, column, column + 1], 1), share[used]

    def whole_areas(self, weight: np.ndarray, coverage: np.ndarray) -> np.ndarray:
        """See `RoundFootprints.whole_areas`."""
        return (coverage > 0.0) * 1.0

    def ground(self, rows: Range, columns: Range) -> np.ndarray:
        """All alike."""
        return np.ones((1, 1))
