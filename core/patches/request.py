"""What is asked of an extraction, checked before anything is read or written."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ..advice import Layer
from ..crs import parse_crs, transformer
from ..errors import FusionError
from ..message import message
from ..raster import RasterSource
from ..raster.writer import DATA_TYPES
from ..variable import KINDS
from .sample import SPLITS, Places

MODES = ("native", "ground", "common")
PADDINGS = ("nodata", "reflect", "drop")
NORMALISATIONS = ("none", "train")
CANCELLED = ("keep", "nothing")
# What can become of a raster's pixels in a cell of the common grid: one band for each band.
RESAMPLINGS = ("auto", "mean", "sum", "min", "max", "std", "count", "mode", "median")
_LARGEST = 1 << 20   # pixels of a patch's side


@dataclass(frozen=True)
class Options:
    """How to extract patches; see `extract.extract_patches` for what each means."""

    mode: str = "native"
    patch_size: tuple[int, int] | None = None
    ground_size: float | None = None
    resolution: float | None = None
    padding: str = "nodata"
    dtype: str = "auto"
    normalise: str = "none"
    min_valid: float = 0.5
    accept: frozenset[str] = frozenset()

    def check(self) -> None:
        """Raise FusionError for what no extraction can be."""
        for name, value, allowed in ((message("mode"), self.mode, MODES),
                                     (message("padding"), self.padding, PADDINGS),
                                     (message("data type"), self.dtype, DATA_TYPES),
                                     (message("normalisation"), self.normalise, NORMALISATIONS)):
            if value not in allowed:
                raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.", name=name,
                                          value=value, choices=", ".join(allowed)))
        if (self.patch_size is None) == (self.ground_size is None):
            raise FusionError(message("The size of the patches is given in no way; give PATCH_SIZE or GROUND_SIZE.")
                              if self.patch_size is None else
                              message("Both PATCH_SIZE and GROUND_SIZE are given; give one of them."))
        if self.patch_size is not None and not all(1 <= side <= _LARGEST for side in self.patch_size):
            raise FusionError(message("The patch size is {size}; it must be a whole number of pixels from 1 to "
                                      "{most:,}.", size=" x ".join(map(str, self.patch_size)), most=_LARGEST))
        if self.resolution is not None and self.mode != "common":
            raise FusionError(message("RESOLUTION is that of the common grid; choose the mode common, or leave it "
                                      "out."))
        if self.resolution is not None and not (np.isfinite(self.resolution) and self.resolution > 0.0):
            raise FusionError(message("The resolution is {value:g}; it must be a positive number.",
                                      value=self.resolution))
        if not 0.0 <= self.min_valid <= 1.0:
            raise FusionError(message("The minimum valid fraction is {value:g}; it must lie between 0 and 1.",
                                      value=self.min_valid))
        if self.normalise != "none" and self.dtype not in ("auto", "Float32", "Float64"):
            raise FusionError(message("Normalised values are no whole numbers, which {dtype} holds alone; choose the "
                                      "data type auto, Float32 or Float64.", dtype=self.dtype))

    def to_dict(self) -> dict[str, Any]:
        """For the record: what the result depends on."""
        return {**asdict(self), "accept": sorted(self.accept)}


@dataclass(frozen=True)
class Centres:
    """Centres of patches in the dataset's order: coordinates (n) in ``crs`` (any value that names one).

    ``ids`` (n) from 0 up, by default their numbers; ``rows``, ``columns`` (n) in the layout's grid, -1 for none;
    ``splits``: train, validation, test or "" for each. ``name``: that of the layer, for messages and the record.
    """

    crs: Any
    x: np.ndarray
    y: np.ndarray
    ids: np.ndarray | None = None
    rows: np.ndarray | None = None
    columns: np.ndarray | None = None
    splits: Sequence[str] | None = None
    name: str = "centres"

    def places(self) -> Places:
        """As writers want them. Raises FusionError for centres that cannot be those of patches."""
        x, y = np.asarray(self.x, float), np.asarray(self.y, float)
        if not x.size:
            raise FusionError(message("{name} holds no patch centre; create some first.", name=self.name))
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise FusionError(message("{name} holds centres without a place; remove features without a geometry.",
                                      name=self.name))
        splits = tuple(self.splits) if self.splits is not None else ("",) * x.size
        unknown = sorted(set(splits) - {*SPLITS, ""})
        if unknown:
            raise FusionError(message("{name} holds the split {split}; it must be one of {known}, or empty.",
                                      name=self.name, split=unknown[0], known=", ".join(SPLITS)))
        nowhere = np.full(x.size, -1, np.int64)
        crs = parse_crs(self.crs)
        lon, lat = transformer(crs, parse_crs("EPSG:4326")).transform(x, y)
        places = Places(
            ids=np.arange(x.size, dtype=np.int64) if self.ids is None else np.asarray(self.ids, np.int64),
            rows=nowhere if self.rows is None else np.asarray(self.rows, np.int64),
            columns=nowhere if self.columns is None else np.asarray(self.columns, np.int64),
            splits=splits, x=x, y=y, lon=np.asarray(lon, float), lat=np.asarray(lat, float))
        places.check()
        return places


@dataclass(frozen=True)
class Raster:
    """A raster to take patches of. ``name`` names it in the dataset; ``bands`` (1-based), all data bands by default;
    ``kind``: that of the variable; ``resampling``: what becomes of its pixels on a common grid, one of RESAMPLINGS;
    ``layer``: the raster as rules saw it already."""

    source: RasterSource
    name: str
    bands: tuple[int, ...] = ()
    kind: str = "auto"
    resampling: str = "auto"
    layer: Layer | None = None

    def check(self) -> tuple[int, ...]:
        """The bands to read. Raises FusionError for bands that it has not, and for an unknown kind or resampling."""
        for name, value, allowed in ((message("variable kind"), self.kind, KINDS),
                                     (message("resampling"), self.resampling, RESAMPLINGS)):
            if value not in allowed:
                raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.", name=name,
                                          value=value, choices=", ".join(allowed)))
        for number in self.bands:
            if not 1 <= number <= len(self.source.bands):
                raise FusionError(message("{name} has no band {number}; it has bands 1 to {last}.",
                                          name=self.source.name, number=number, last=len(self.source.bands)))
        if len(set(self.bands)) < len(self.bands):
            raise FusionError(message("A band is given twice; give each band once."))
        return self.bands or self.source.data_bands

    def seen(self) -> Layer:
        """The raster as rules see it."""
        return self.layer or Layer(self.source.path, source=self.source, name=self.source.name,
                                   bands=self.bands or None)


@dataclass(frozen=True)
class Shapes:
    """A layer of polygons to burn: their WKB (b"" for none), the value of each (NaN: not burned), and their CRS."""

    wkb: Sequence[bytes]
    values: np.ndarray
    crs: Any
    name: str = "label"
    units: str = ""
    record: dict[str, Any] = field(default_factory=dict)
