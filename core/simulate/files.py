"""Files and names as the products have them."""

import datetime
import string
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from odc.geo.geobox import GeoBox
from osgeo import gdal, osr

from .scene import Scene

_KINDS = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "int16": gdal.GDT_Int16, "float32": gdal.GDT_Float32}
_OPTIONS = ("TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "COMPRESS=DEFLATE", "ZLEVEL=1", "NUM_THREADS=ALL_CPUS")
# Those of the Military Grid Reference System, which look like no digit.
_LETTERS = string.ascii_uppercase.replace("I", "").replace("O", "")


class Layer(NamedTuple):
    """How a product stores numbers: value = stored * ``scale`` + ``offset``, ``fill`` where there is none.

    ``declared``: scale and offset to write into the file, where the product does; ``metadata``: of the whole file.
    """

    kind: str
    fill: float | None = None
    scale: float = 1.0
    offset: float = 0.0
    declared: tuple[float, float] | None = None
    units: str = ""
    metadata: Mapping[str, object] = {}

    def store(self, values: np.ndarray) -> np.ndarray:
        """Stored numbers; NaN becomes the fill, what does not fit the nearest that is no fill. Integers and booleans
        (codes, bits) stay what they are."""
        if values.dtype.kind in "biu":
            return values.astype(self.kind)
        if self.kind == "float32":
            missing = np.isnan(values)
            return np.where(missing, np.float32(self.fill), values).astype(np.float32)
        stored = np.rint((values - self.offset) / self.scale)
        limits = np.iinfo(self.kind)
        low = limits.min + (self.fill == limits.min)
        with np.errstate(invalid="ignore"):
            stored = np.clip(stored, low, limits.max - (self.fill == limits.max))
        return np.where(np.isnan(stored), self.fill or 0, stored).astype(self.kind)


class Raster:
    """A GeoTIFF being written, a few rows at a time: of one band, or of the named ``bands``, all stored alike."""

    def __init__(self, path: Path, grid: GeoBox, layer: Layer, bands: Sequence[str] = ("",)):
        path.parent.mkdir(parents=True, exist_ok=True)
        # GDAL and QGIS keep statistics of an earlier file there.
        Path(f"{path}.aux.xml").unlink(missing_ok=True)
        predictor = 3 if layer.kind == "float32" else 2
        rows, columns = grid.shape
        self._layer = layer
        self._dataset = gdal.GetDriverByName("GTiff").Create(
            str(path), columns, rows, len(bands), _KINDS[layer.kind], [*_OPTIONS, f"PREDICTOR={predictor}"])
        if self._dataset is None:
            raise OSError(f"{path} cannot be written")
        self._dataset.SetMetadata({key: str(value) for key, value in layer.metadata.items()})
        system = osr.SpatialReference()
        system.ImportFromWkt(grid.crs.to_wkt())
        self._dataset.SetSpatialRef(system)
        self._dataset.SetGeoTransform(grid.affine.to_gdal())
        for number, name in enumerate(bands, start=1):
            self._describe(self._dataset.GetRasterBand(number), name)

    def write(self, values: np.ndarray, row: int = 0) -> None:
        """Code and write values (rows, columns), or (bands, rows, columns) of several, the first of them in ``row``."""
        self._dataset.WriteArray(self._layer.store(values), 0, row)

    def describe(self, describe: Callable[[gdal.Band], None]) -> None:
        """Let ``describe`` add to the first band."""
        describe(self._dataset.GetRasterBand(1))

    def close(self) -> None:
        """Write what is left."""
        self._dataset.FlushCache()
        self._dataset = None

    def __enter__(self) -> "Raster":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _describe(self, band: gdal.Band, name: str) -> None:
        layer = self._layer
        band.SetDescription(name)
        band.SetUnitType(layer.units)
        if layer.fill is not None:
            band.SetNoDataValue(layer.fill)
        if layer.declared is not None:
            band.SetScale(layer.declared[0])
            band.SetOffset(layer.declared[1])


def write_layers(folder: Path, name: str, grid: GeoBox, layers: Mapping[str, tuple[Layer, np.ndarray]]
                 ) -> dict[str, Path]:
    """Write whole layers to files of their own; ``name`` has a place for the layer's. The paths by layer."""
    paths = {key: folder / name.format(key) for key in layers}
    for key, (layer, values) in layers.items():
        with Raster(paths[key], grid, layer) as raster:
            raster.write(values)
    return paths


def utc(scene: Scene, date: datetime.date, hour: float) -> datetime.datetime:
    """The universal time, to the second, at which it is ``hour`` of local solar time in the middle of the scene."""
    midnight = datetime.datetime(date.year, date.month, date.day)
    return midnight + datetime.timedelta(seconds=round(3600.0 * (hour - scene.middle[0] / 15.0)))


def mgrs_tile(grid: GeoBox) -> str:
    """The tile of the Military Grid Reference System, such as "11SMU", that holds the middle of a grid in UTM.

    Lettering: NGA.STND.0037_2.0.0_GRIDS (2014). Raises ValueError for other projections.
    """
    zone = (grid.crs.proj.utm_zone or "")[:-1]
    if not zone:
        raise ValueError("the tiles of the MGRS need a grid in UTM")
    east, north = grid.affine * (grid.shape[1] / 2, grid.shape[0] / 2)
    latitude = grid.extent.centroid.to_crs("EPSG:4326").coords[0][1]
    # Bands of 8 degrees from C at 80 south, the last of which, X, goes up to 84 north.
    band = _LETTERS[2:22][min(int((latitude + 80.0) // 8.0), 19)]
    column = _LETTERS[(int(zone) - 1) % 3 * 8 + int(east // 1e5) - 1]
    row = _LETTERS[:20][(int(north // 1e5) + 5 * (int(zone) % 2 == 0)) % 20]
    return f"{int(zone):02d}{band}{column}{row}"
