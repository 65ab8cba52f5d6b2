"""What rules see of a raster."""

import json
import math
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from odc.geo.geobox import GeoBox

from ..crs import transformer
from ..errors import FusionError
from ..product import Recognised, recognise
from ..provenance import TAG
from ..raster import Band, RasterSource
from ..raster.files import short_name
from ..raster.georeference import Georeference, describe_georeference
from ..variable.band_sample import BandSample, draw_sample
from ..variable.evidence import Detection, detect
from .times import TimeSpan, observed


# Samples of so many bands are kept, some megabytes each.
_SAMPLED_BANDS = 16


class Layer:
    """Facts of a raster from its header, its names, our own record in it and bounded samples, found when first asked.

    `source`: an open raster, which the caller closes; without it `path` is opened, with `crs` in the place of the
    file's own. `paletted`: the map layer is drawn with a paletted renderer. `times`: what the caller knows of the time
    of observation. `bands`: those that are to be used (1-based), all data bands by default. Rasters that cannot be read
    stay layers: `source` is None then and `problem` says why. `before_reading` is called before a sample is drawn, and
    raises Cancelled where the work is to be given up.
    """

    def __init__(self, path: str, *, source: RasterSource | None = None, crs: str | None = None,
                 paletted: bool = False, name: str = "", times: TimeSpan | None = None,
                 bands: Sequence[int] | None = None) -> None:
        self.path = path
        self.name = name or short_name(path)
        self.source, self.problem = source, None
        self.before_reading: Callable[[], None] | None = None
        self._paletted, self._times, self._own = paletted, times, source is None
        self._bands = None if bands is None else tuple(bands)
        self._samples: dict[int, BandSample] = {}
        self._detections: dict[int, Detection] = {}
        if source is None:
            try:
                self.source = RasterSource(path, crs)
            except FusionError as error:
                self.problem = error

    def close(self) -> None:
        """Close the file, unless the caller opened it."""
        if self._own and self.source is not None:
            self.source.close()

    @cached_property
    def georeference(self) -> Georeference:
        """Raises FusionError if the path is no raster."""
        return describe_georeference(self.path)

    @property
    def grid(self) -> GeoBox | None:
        """None if the layer has none, or no CRS."""
        return None if self.source is None else self.source.grid

    @property
    def bands(self) -> tuple[Band, ...]:
        """Bands that are used; none if the layer cannot be read."""
        if self.source is None:
            return ()
        numbers = self.source.data_bands if self._bands is None else self._bands
        return tuple(self.source.bands[number - 1] for number in numbers)

    @property
    def sampled_bands(self) -> tuple[Band, ...]:
        """The bands whose pixels rules look at: all, or of very many a few from the first to the last."""
        bands = self.bands
        chosen = np.unique(np.linspace(0, len(bands) - 1, min(len(bands), _SAMPLED_BANDS)).astype(int)) if bands else ()
        return tuple(bands[number] for number in chosen)

    def sample(self, band: int) -> BandSample:
        """The bounded sample of a band (1-based). Raises FusionError if the file is damaged there."""
        if band not in self._samples:
            while len(self._samples) >= _SAMPLED_BANDS:
                del self._samples[next(iter(self._samples))]
            if self.before_reading is not None:
                self.before_reading()
            self._samples[band] = draw_sample(self.source, band)
        return self._samples[band]

    @property
    def held_bytes(self) -> int:
        """Of the samples that are kept."""
        return sum(window.values.nbytes + window.valid.nbytes for sample in self._samples.values()
                   for window in sample.windows)

    def detection(self, band: int) -> Detection:
        """What kind of variable a band (1-based) most likely holds. Raises FusionError if the file is damaged."""
        if band not in self._detections:
            self._detections[band] = detect(self.source, band, paletted=self._paletted, sample=self.sample(band))
        return self._detections[band]

    @cached_property
    def product(self) -> Recognised:
        """The data product the file and its first data band are of, as far as known."""
        attributes = {} if self.source is None else self.source.metadata
        bands = self.bands
        return recognise(self.path, attributes, bands[0].description or None if bands else None)

    def product_of(self, band: Band) -> Recognised:
        """The product and the layer of it that a band is."""
        return recognise(self.path, self.source.metadata, band.description or None)

    @cached_property
    def pixel_m(self) -> tuple[float, float] | None:
        """Ground size (metres) of the pixel in the middle, along the raster's rows and down its columns."""
        return None if self.grid is None else pixel_size_m(self.grid)

    @cached_property
    def times(self) -> TimeSpan | None:
        """When it was observed, None if nothing tells."""
        return self._times or observed(self.path, {} if self.source is None else self.source.metadata,
                                       self.product.product)

    @cached_property
    def record(self) -> dict[str, Any] | None:
        """Our own provenance, if the file is one of our outputs; None too if it was damaged since."""
        text = None if self.source is None else self.source.metadata.get(TAG)
        try:
            record = json.loads(text or "null")
        except ValueError:
            return None
        return record if isinstance(record, dict) else None


def pixel_size_m(grid: GeoBox) -> tuple[float, float] | None:
    """Ground size (metres) of the pixel in the middle of a grid, along rows and down columns; None beyond the world."""
    rows, columns = (int(size) / 2 for size in grid.shape)
    i = np.array([columns - 0.5, columns + 0.5, columns, columns])
    j = np.array([rows, rows, rows - 0.5, rows + 0.5])
    a = grid.affine
    x, y = a.a * i + a.b * j + a.c, a.d * i + a.e * j + a.f
    crs = grid.crs.proj
    geographic = crs.geodetic_crs
    longitude, latitude = transformer(crs, geographic).transform(x, y)
    geod = crs.get_geod()
    _, _, width = geod.inv(longitude[0], latitude[0], longitude[1], latitude[1])
    _, _, height = geod.inv(longitude[2], latitude[2], longitude[3], latitude[3])
    return (width, height) if math.isfinite(width) and math.isfinite(height) and width * height > 0.0 else None
