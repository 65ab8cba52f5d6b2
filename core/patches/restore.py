"""A patch back on the map: one raster's part of it as a GeoTIFF that lies where it came from."""

import json

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from ..provenance import provenance, tags
from ..raster.writer import OutputBand, RasterWriter
from .dataset import PatchDataset
from .sample import RasterInfo, RasterPatch

_DATA_TYPES = {"uint8": "Byte", "int16": "Int16", "uint16": "UInt16", "int32": "Int32", "uint32": "UInt32",
               "float32": "Float32", "float64": "Float64"}


def restore(dataset: PatchDataset, at: int, name: str, path: str) -> None:
    """Write the raster ``name`` of the patch at a place as a GeoTIFF at ``path``, in the raster's own CRS.

    What the mask says is not valid becomes nodata, and normalised values get their units back. Raises FusionError for
    an unknown place or raster, and if the file cannot be written.
    """
    only = PatchDataset(dataset.path, rasters=[name])
    patch = only.patch(only.find(int(dataset.ids[at])))
    part = patch.label if name == "label" else patch.rasters[name]
    layer = next(each for each in only.info.layers if each.name == name)
    grid = GeoBox(part.values.shape[1:], Affine(*part.transform), layer.crs)
    bands = [OutputBand(description=band, units=unit) for band, unit in zip(layer.bands, layer.units)]
    nodata = None if isinstance(layer.fill, float) and not np.isfinite(layer.fill) else layer.fill
    record = provenance("restore", [{"name": layer.source}], {"patch": patch.key, "raster": name}, [])
    record["dataset"] = json.loads(only.info.to_json())["provenance"]
    with RasterWriter(path, grid, bands, _DATA_TYPES[layer.dtype], nodata=nodata, tags=tags(record)) as writer:
        writer.write(true_values(layer, part), 0, 0)
        writer.finish()
        writer.commit()


def true_values(layer: RasterInfo, part: RasterPatch) -> np.ndarray:
    """The values (bands, rows, columns) in the raster's own units, float64, NaN where the mask says not valid."""
    values = part.values.astype(np.float64)
    if layer.mean is not None and layer.std is not None:
        values = values * np.reshape(layer.std, (-1, 1, 1)) + np.reshape(layer.mean, (-1, 1, 1))
    return np.where(part.mask != 0, values, np.nan)
