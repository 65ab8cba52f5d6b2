"""Conditional simulations: fields with the point model's texture, each of which gives the coarse data back.

A field z of the model is seen through the supports, A z; kriging of what the data differ by, y - A z, is added to it.
The error of the kriging estimate does not hang on the values, so that x = z + krige(y - A z) has the estimate as its
mean and the kriging variance as its spread (Journel and Huijbregts 1978, Mining Geostatistics, VII; Kyriakidis and Yoo
2005, Geographical Analysis 37, 124-151), and A x = y wherever kriging itself is coherent.
"""

import numpy as np

from .atpk import AreaToPointKriging
from .field import UnconditionalField

Range = tuple[int, int]


class Realisation:
    """One conditional simulation of a fitted `AreaToPointKriging`.

    ``seed`` and ``number`` (0, 1, ...) choose it. The coarse image of its field is computed once, when first asked for
    (`prepare`), in strips; picklable.
    """

    def __init__(self, kriging: AreaToPointKriging, seed: int = 0, number: int = 0):
        self.kriging = kriging
        self.field = UnconditionalField(kriging.point_model_, kriging.cell_, seed, number)
        self._difference: np.ndarray | None = None

    def prepare(self, stopped=None) -> "Realisation":
        """Compute y - A z for the whole raster. ``stopped``: asked for each strip; raises to give up."""
        if self._difference is None:
            strips = self._nested(stopped) if self.kriging.ratio_ else self._irregular(stopped)
            self._difference = self.kriging.coarse_ - strips.reshape(self.kriging.coarse_.shape)
        return self

    def values(self, rows: Range | None = None, columns: Range | None = None) -> np.ndarray:
        """The simulation in two half-open ranges of fine cells (all by default), NaN where the estimate is."""
        shape = self.kriging.shape_
        rows, columns = rows or (0, shape[0]), columns or (0, shape[1])
        self.prepare()
        correction, _ = self.kriging.predict(rows, columns, self._difference)
        return self.field.values(rows, columns) + correction

    def _nested(self, stopped) -> np.ndarray:
        """A z, coarse row by coarse row: the field goes on where a point spread reaches out of the raster."""
        kriging = self.kriging
        (height, width), (rows, columns) = kriging.ratio_, kriging.coarse_.shape
        kernel = np.ones((height, width)) if kriging.kernel_ is None else np.asarray(kriging.kernel_, float)
        kernel = kernel / kernel.sum()
        above, beside = ((n - r) // 2 for n, r in zip(kernel.shape, (height, width)))
        factors = _factors(kernel)
        found = np.empty((rows, columns))
        for j in range(rows):
            if stopped:
                stopped()
            strip = self.field.values((j * height - above, (j + 1) * height + above),
                                      (-beside, columns * width + beside))
            if factors is not None:
                along = factors[0] @ strip
                found[j] = np.lib.stride_tricks.sliding_window_view(along, kernel.shape[1])[::width] @ factors[1]
            else:
                windows = np.lib.stride_tricks.sliding_window_view(strip, kernel.shape)[0, ::width]
                found[j] = np.einsum("nrc,rc->n", windows, kernel)
        return found

    def _irregular(self, stopped) -> np.ndarray:
        supports = self.kriging.supports_
        rows, columns = supports.shape
        order = np.argsort(supports.cells, kind="stable")
        cells, shares, owner = supports.cells[order], supports.shares[order], supports.support_of_entry[order]
        found = np.zeros(supports.count)
        for top in range(0, rows, self.field.tile):
            if stopped:
                stopped()
            bottom = min(rows, top + self.field.tile)
            begin, end = np.searchsorted(cells, (top * columns, bottom * columns))
            strip = self.field.values((top, bottom), (0, columns)).ravel()
            found += np.bincount(owner[begin:end], shares[begin:end] * strip[cells[begin:end] - top * columns],
                                 supports.count)
        return found


def _factors(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Row and column factors of a kernel that is their product, else None."""
    rows, columns = kernel.sum(axis=1), kernel.sum(axis=0)
    return (rows, columns) if np.allclose(np.outer(rows, columns), kernel, rtol=0.0, atol=1e-15) else None
