"""The supports of coarse pixels on a fine grid: the support operator A, strip by strip of fine rows.

Row j of A holds what each fine pixel has to do with coarse pixel j: the ground area of their overlap, the part of the
fine pixel that lies in it (for totals), or its share of a Gaussian point spread. Rows are not divided by their sums;
which pixels are valid, and so what a mean is taken over, is known only when fine values are.
"""

from typing import NamedTuple

import numpy as np
from odc.geo.geobox import GeoBox

from ..support import SupportOperator
from ..support.footprint import round_footprints
from ..support.pixelmap import PixelMap

Range = tuple[int, int]

_STRIP_PIXELS = 1 << 20   # fixed, so that sums over strips are the same whatever the memory
_KEPT = 1 << 23           # entries of A that are kept, 12 bytes each; the rest is made anew when asked for
_GROUP = 1 << 14          # coarse pixels whose coverage is found at once
_SIGMA = 1.0 / np.sqrt(8.0 * np.log(2.0))   # of a Gaussian, in full widths at half maximum


class Part(NamedTuple):
    """A for a strip: ``cells`` (m,), the coarse pixels that reach into it, row by row; ``matrix``
    (``scipy.sparse.csr_matrix``) m x pixels of the strip, row by row."""

    cells: np.ndarray
    matrix: object


class CoarseSupports:
    """Supports of the pixels of ``coarse`` on the grid ``fine``, in any pair of CRSs.

    ``fwhm``: full width at half maximum, in metres on the ground, of a Gaussian point spread; the pixel's area without.
    ``totals``: weigh by parts of fine pixels instead of ground areas, for values that add up. ``ranges``: rows of the
    strips; ``count``: coarse pixels.
    """

    def __init__(self, fine: GeoBox, coarse: GeoBox, *, fwhm: float | None = None, totals: bool = False):
        self.fine, self.coarse, self.totals = fine, coarse, totals
        self.shape, self.lattice = tuple(map(int, fine.shape)), tuple(map(int, coarse.shape))
        self.count = self.lattice[0] * self.lattice[1]
        rows = max(1, _STRIP_PIXELS // self.shape[1])
        self.ranges = [(row, min(row + rows, self.shape[0])) for row in range(0, self.shape[0], rows)]
        self._areas = _Areas(fine, coarse, totals) if fwhm is None else _Gaussians(fine, coarse, fwhm)
        self._kept: dict[int, Part] = {}
        self._entries = 0

    def part(self, number: int) -> Part:
        """A for strip ``number``."""
        kept = self._kept.get(number)
        if kept is not None:
            return kept
        part = _part(*self._areas.spans(self.ranges[number]), self.ranges[number], self.shape[1])
        if self._entries + part.matrix.nnz <= _KEPT:
            self._entries += part.matrix.nnz
            self._kept[number] = part
        return part

    def coverage(self) -> np.ndarray:
        """Share (coarse pixels,) of each support that lies on the fine grid, 0 to 1."""
        return self._areas.coverage(self)

    def matrix(self):
        """All of A as ``scipy.sparse.csr_matrix`` (coarse pixels, fine pixels): only for what is small."""
        from scipy.sparse import csr_matrix

        rows, columns, data = [], [], []
        for number, (begin, _) in enumerate(self.ranges):
            part = self.part(number)
            entries = part.matrix.tocoo()
            rows.append(part.cells[entries.row])
            columns.append(entries.col + begin * self.shape[1])
            data.append(entries.data)
        return csr_matrix((np.concatenate(data), (np.concatenate(rows), np.concatenate(columns))),
                          shape=(self.count, self.shape[0] * self.shape[1]))

    @property
    def nested_ratio(self) -> Range | None:
        """Fine rows and columns in a coarse pixel, where the fine grid is made of whole coarse ones; else None."""
        if isinstance(self._areas, _Gaussians) or self.fine.crs != self.coarse.crs:
            return None
        across = ~self.fine.affine * self.coarse.affine
        ratio = int(round(across.e)), int(round(across.a))
        exact = np.allclose(np.array(across)[:6], [ratio[1], 0.0, 0.0, 0.0, ratio[0], 0.0], rtol=0.0, atol=1e-6)
        whole = all(r >= 1 and n * r == size for n, r, size in zip(self.lattice, ratio, self.shape))
        return ratio if exact and whole else None


class _Areas:
    """Supports that are the coarse pixels themselves."""

    def __init__(self, fine: GeoBox, coarse: GeoBox, totals: bool):
        self._operator, self._totals = SupportOperator(fine, coarse), totals
        self._rows = [self._operator.block((row, row + 1)).window.rows for row in range(int(coarse.shape[0]))]

    def spans(self, rows: Range):
        """(cell, row, first and end column) (n, 4), coverage (n), ground areas of the strip's pixels."""
        width = self._operator.source.shape[1]
        met = [j for j, (begin, end) in enumerate(self._rows) if begin < rows[1] and end > rows[0]]
        if not met:
            return np.empty((0, 4), np.int64), np.empty(0), np.ones((1, 1))
        block = self._operator.block((met[0], met[-1] + 1))
        pixels = np.broadcast_to(np.uint8(1), (1, rows[1] - rows[0], width))
        index, coverage, ground = block.spans(rows[0], pixels, column=0)
        index = index.astype(np.int64)
        index[:, 0] += met[0] * self._operator.target.shape[1]
        return index, coverage, np.ones((1, 1)) if self._totals else ground[0]

    def coverage(self, supports: CoarseSupports) -> np.ndarray:
        found = []
        height, width = supports.lattice
        for begin in range(0, height, max(1, _GROUP // width)):
            block = self._operator.block((begin, min(height, begin + max(1, _GROUP // width))))
            block.start(1)
            window = block.window
            for rows in supports.ranges:
                rows = max(rows[0], window.rows[0]), min(rows[1], window.rows[1])
                if rows[0] < rows[1] and not window.empty:
                    shape = 1, rows[1] - rows[0], window.columns[1] - window.columns[0]
                    block.add(rows[0], np.zeros(shape, np.float32), np.broadcast_to(np.uint8(1), shape))
            found.append(block.moments().coverage.ravel())
        share = np.concatenate(found)
        return np.where(share > 1.0 - 1e-9, 1.0, share)


class _Gaussians:
    """Supports that are Gaussians around the centres of coarse pixels."""

    def __init__(self, fine: GeoBox, coarse: GeoBox, fwhm: float):
        pixels = PixelMap(fine, coarse)
        row, column = (each.ravel() + 0.5 for each in np.indices(tuple(map(int, coarse.shape))))
        x, y = pixels(column, row)
        axis = np.full(x.shape, 4.0 * _SIGMA * fwhm)
        self._footprints = round_footprints(fine, x, y, axis, axis, np.zeros(x.shape), gaussian=True,
                                            period=pixels.wrap[0])

    def spans(self, rows: Range):
        index, coverage = self._footprints.spans(rows)
        index = index.astype(np.int64)
        index[:, 1] -= rows[0]
        return index, coverage, np.ones((1, 1))

    def coverage(self, supports: CoarseSupports) -> np.ndarray:
        total = np.zeros(supports.count)
        for number in range(len(supports.ranges)):
            part = supports.part(number)
            total[part.cells] += np.asarray(part.matrix.sum(axis=1)).ravel()
        # Gaussians are cut where 99.9 % of them lie.
        return np.where(total > 0.998, 1.0, total)


def _part(index: np.ndarray, coverage: np.ndarray, ground: np.ndarray, rows: Range, width: int) -> Part:
    from scipy.sparse import csr_matrix

    height = rows[1] - rows[0]
    cells, owner = np.unique(index[:, 0], return_inverse=True)
    length = index[:, 3] - index[:, 2]
    row = np.repeat(index[:, 1], length)
    column = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + np.repeat(index[:, 2], length)
    data = np.repeat(coverage, length)
    if ground.size > 1 or ground.flat[0] != 1.0:
        data = data * np.broadcast_to(ground, (height, width))[row, column]
    place = (np.repeat(owner.ravel(), length), (row * width + column).astype(np.int32))
    return Part(cells, csr_matrix((data, place), shape=(len(cells), height * width)))
