"""What a granule is: bands by the product's own names, and what its metadata tell of all of them."""

import os
from dataclasses import dataclass, field

from ..advice.times import TimeSpan
from ..product import Layer, Product
from ..raster.files import container_file


@dataclass(frozen=True)
class GranuleBand:
    """A band: ``name`` as the product calls it, ``path`` what GDAL opens, ``layer`` what the product's guide says."""

    name: str
    path: str
    layer: Layer | None

    @property
    def file(self) -> str:
        """The file that holds it."""
        return container_file(self.path)


@dataclass(frozen=True)
class Granule:
    """What a sensor, or a producer, hands out as one piece: a file with many bands, or a file for each band.

    ``name``: as the producer calls it, without a file ending. ``attributes``: metadata of the whole (of the file, of
    a Landsat MTL, of Sentinel-2's MTD), by the producer's keys; those of groups as "GROUP/KEY". ``times``: when it was
    observed, None if nothing tells. ``companions``: other files of the same scene, such as that of the geolocation.
    """

    product: Product | None
    name: str
    bands: tuple[GranuleBand, ...]
    attributes: dict[str, str] = field(default_factory=dict)
    times: TimeSpan | None = None
    companions: tuple[str, ...] = ()

    @property
    def is_swath(self) -> bool:
        """Is it located by arrays of coordinates and not by a grid?"""
        return self.product is not None and self.product.layout == "swath"

    @property
    def files(self) -> tuple[str, ...]:
        """All files its bands lie in, each once."""
        return tuple(dict.fromkeys(band.file for band in self.bands))

    @property
    def title(self) -> str:
        """Product and date for people: "MOD11A1 2019-11-01"."""
        parts = (self.product.id if self.product else os.path.basename(self.name),
                 self.times.text if self.times else "")
        return " ".join(filter(None, parts))
