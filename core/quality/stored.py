"""Stored values of a quality layer, and where there are any."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..raster import RasterSource, Scratch
from .presets import Preset


@dataclass(frozen=True)
class Quality:
    """A band (1-based) of a file as a quality layer of a known kind, or None. Picklable."""

    source: RasterSource
    band: int
    preset: Preset | None

    def read(self, rows: tuple[int, int], columns: tuple[int, int],
             scratch: Scratch | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Stored values (rows, columns), in their units of a quantity, and booleans of where the quality is known.

        Integers are as unsigned ones, so that bits can be taken from them.
        """
        values, valid = self.source.read([self.band], rows, columns, scratch)
        values, known = values[0], valid[0] != 0
        if self._is_quantity:
            if not self.source.bands[self.band - 1].is_scaled:
                known = known & ~np.isin(values, self._fills)
                values = values * self._scale
            return values, known
        band = self.source.bands[self.band - 1]
        if band.is_scaled:
            values = np.rint((values - band.offset) / band.scale).astype(band.dtype)
        # What is missing holds what is stored, in a band without scale: a declared fill may be a value all the same.
        for good in self._wrongly_fill:
            known = known | (values == good)
        for fill in self._fills:
            known = known & (values != fill)
        return _unsigned(values), known

    @property
    def dtype(self) -> np.dtype:
        """The type of the values that `read` gives."""
        if self._is_quantity:
            return np.dtype(float)
        return np.dtype(self.source.bands[self.band - 1].dtype.replace("uint", "int").replace("int", "uint"))

    @property
    def _is_quantity(self) -> bool:
        return self.preset is not None and self.preset.fields.is_quantity

    @property
    def _scale(self) -> float:
        return self.preset.scale

    @property
    def _fills(self) -> Sequence[float]:
        return () if self.preset is None else self.preset.fills

    @property
    def _wrongly_fill(self) -> Sequence[int]:
        """Declared as fill by the file, though the product gives them a meaning."""
        nodata = self.source.bands[self.band - 1].nodata
        return () if self.preset is None else tuple(good for good in self.preset.good if good == nodata)


def _unsigned(values: np.ndarray) -> np.ndarray:
    return values.view(f"u{values.dtype.itemsize}") if values.dtype.kind == "i" else values
