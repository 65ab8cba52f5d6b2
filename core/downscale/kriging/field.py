"""Random fields on a lattice without bounds, of a known model, the same wherever and however they are looked at.

White noise, drawn in patches with a seed of their own each, is folded with the root of the covariance: the kernel whose
spectrum is the square root of the covariance's (Journel 1974's moving averages, found by FFT as in Oliver 1995,
Mathematical Geology 27, 939-960). Tiles are fixed, so that any part of the field has the same bytes.
"""

import numpy as np

from .covariance import lattice_table
from .models import VariogramModel

Range = tuple[int, int]
_LEAST, _MOST = 64, 1536   # sides of a kernel, in cells
_TOLERANCE = 0.003         # of the variance: how well the kernel has to give the covariance
_PATCH = 64                # side of a patch of noise
_ORIGIN = 1 << 24          # patches before the lattice's first one
_KEPT = 12                 # tiles


class UnconditionalField:
    """A field of mean 0 with the covariances of ``model`` between cells of size ``cell`` (height, width).

    ``seed``, ``number``: whole numbers >= 0; each pair gives another field. Covariances are within _TOLERANCE of the
    variance unless the range is beyond some hundred cells; then those at large distances are too small.
    """

    def __init__(self, model: VariogramModel, cell: tuple[float, float] = (1.0, 1.0), seed: int = 0, number: int = 0):
        from scipy.fft import next_fast_len, rfft2

        self.seed, self.number = seed, number
        kernel = _root(model, cell)
        self._margin = kernel.shape[0] // 2
        self.tile = max(256, kernel.shape[0])
        side = next_fast_len(self.tile + 2 * self._margin, real=True)
        self._torus = side, side
        self._spectrum = rfft2(kernel, self._torus)
        self._kept: dict[tuple[int, int], np.ndarray] = {}

    def __getstate__(self) -> dict:
        return {**self.__dict__, "_kept": {}}

    def values(self, rows: Range, columns: Range) -> np.ndarray:
        """The field in two half-open ranges of cells, which may be negative."""
        found = np.empty((rows[1] - rows[0], columns[1] - columns[0]))
        for j in range(rows[0] // self.tile, -(-rows[1] // self.tile)):
            for i in range(columns[0] // self.tile, -(-columns[1] // self.tile)):
                top, left = j * self.tile, i * self.tile
                r = max(rows[0], top), min(rows[1], top + self.tile)
                c = max(columns[0], left), min(columns[1], left + self.tile)
                found[r[0] - rows[0]:r[1] - rows[0], c[0] - columns[0]:c[1] - columns[0]] = \
                    self._tile(j, i)[r[0] - top:r[1] - top, c[0] - left:c[1] - left]
        return found

    def _tile(self, j: int, i: int) -> np.ndarray:
        from scipy.fft import irfft2, rfft2

        found = self._kept.get((j, i))
        if found is None:
            noise, m, size = self._noise(j, i), self._margin, self.tile
            found = irfft2(rfft2(noise, self._torus) * self._spectrum, self._torus)
            # The kernel's middle is at (m, m): what lies 2 m behind the beginning has met all of it.
            found = found[2 * m:2 * m + size, 2 * m:2 * m + size].copy()
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept.copy()), None), None)
            self._kept[j, i] = found
        return found

    def _noise(self, j: int, i: int) -> np.ndarray:
        """White noise under a tile and a margin around it, from the patches that lie there."""
        ranges = [(k * self.tile - self._margin, (k + 1) * self.tile + self._margin) for k in (j, i)]
        (top, bottom), (left, right) = [(b // _PATCH, -(-e // _PATCH)) for b, e in ranges]
        noise = np.empty(((bottom - top) * _PATCH, (right - left) * _PATCH))
        for r in range(top, bottom):
            for c in range(left, right):
                seed = [self.seed, self.number, r + _ORIGIN, c + _ORIGIN]
                noise[(r - top) * _PATCH:(r - top + 1) * _PATCH, (c - left) * _PATCH:(c - left + 1) * _PATCH] = \
                    np.random.default_rng(seed).standard_normal((_PATCH, _PATCH))
        cut = [slice(b - first * _PATCH, e - first * _PATCH) for (b, e), first in zip(ranges, (top, left))]
        return noise[cut[0], cut[1]]


def _root(model: VariogramModel, cell: tuple[float, float]) -> np.ndarray:
    """The kernel (odd, odd) which, folded with white noise, gives the covariance; as small as that allows."""
    from scipy.fft import irfft2, next_fast_len, rfft2

    size = next_fast_len(int(min(max(2.0 * model.practical_range / min(cell), _LEAST), _MOST)), real=True)
    while True:
        lag = np.minimum(np.arange(size), size - np.arange(size))
        table = lattice_table(model, cell, (size // 2 + 1, size // 2 + 1))
        spectrum = np.maximum(rfft2(table[np.ix_(lag, lag)]).real, 0.0)
        half = (size - 1) // 2
        kernel = np.roll(irfft2(np.sqrt(spectrum), (size, size)), (half, half), axis=(0, 1))
        kernel = kernel[:2 * half + 1, :2 * half + 1]
        if size >= _MOST or _misfit(kernel, table) <= _TOLERANCE * model.variance:
            return kernel
        size = next_fast_len(min(2 * size, _MOST), real=True)


def _misfit(kernel: np.ndarray, table: np.ndarray) -> float:
    """The largest error of the covariance that a kernel gives, up to a quarter of its width."""
    from scipy.fft import irfft2, next_fast_len, rfft2

    wide = next_fast_len(2 * kernel.shape[0], real=True)
    given = irfft2(np.abs(rfft2(kernel, (wide, wide))) ** 2, (wide, wide))
    near = kernel.shape[0] // 4
    return float(np.abs(given[:near, :near] - table[:near, :near]).max())
