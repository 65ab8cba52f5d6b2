"""What a dataset and its rasters tell of themselves, as the attributes of stores and the texts of samples."""

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from ...provenance import software, to_json
from ..sample import DatasetInfo, Places, RasterInfo, key_of
from ..stac import crs_fields


def dataset_attributes(info: DatasetInfo) -> dict[str, Any]:
    """Of the whole: plain values, the provenance as JSON text."""
    return {"software": software(), "mode": info.mode, "padding": info.padding, "crs": info.crs, "count": info.count,
            "written": info.written, "complete": int(info.complete), "provenance": to_json(info.provenance)}


def layer_attributes(layer: RasterInfo) -> dict[str, Any]:
    """Of a raster: plain values and lists; a NaN as text."""
    told = {key: value for key, value in asdict(layer).items() if value is not None}
    return json.loads(to_json(told))


def sample_text(info: DatasetInfo, layers: dict[str, dict[str, Any]], places: Places, at: int,
                transforms: dict[str, list[float]]) -> bytes:
    """All that is told of one patch, as JSON: where it lies, and its rasters (``layers`` from `short_layers`)."""
    record = {
        "id": int(places.ids[at]), "key": key_of(places.ids[at]), "row": int(places.rows[at]),
        "column": int(places.columns[at]), "split": places.splits[at],
        "centre": {"x": float(places.x[at]), "y": float(places.y[at]), "crs": short_crs(info.crs),
                   "lon": float(places.lon[at]), "lat": float(places.lat[at])},
        "mode": info.mode, "padding": info.padding,
        "rasters": {name: {**told, "transform": transforms[name]} for name, told in layers.items()},
        "provenance": {"software": _software(), "dataset": info.fingerprint},
    }
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


_software = lru_cache(software)   # which reads a file


def short_layers(info: DatasetInfo) -> dict[str, dict[str, Any]]:
    """The attributes of each raster, with a code for its CRS where one means the same."""
    return {layer.name: {**layer_attributes(layer), "crs": short_crs(layer.crs)} for layer in info.layers}


@lru_cache(maxsize=64)
def short_crs(wkt: str) -> str:
    """An authority's code that means the same as the WKT, else the WKT itself."""
    found = crs_fields(wkt)
    return found["proj:code"] or found["proj:wkt2"]
