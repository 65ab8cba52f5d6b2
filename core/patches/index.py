"""The index of a dataset: where each patch lies, on the ground and in the files, as arrays and as a table."""

import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..crs import parse_crs, transformer
from ..errors import MissingPackage
from ..vector.geoparquet import GeoParquetWriter, TableField
from .sample import DatasetInfo, Places, RasterInfo

_LON_LAT = "OGC:CRS84"
_SIDE = 8   # parts of a side of a footprint
_PLACES = ("ids", "rows", "columns", "splits", "x", "y", "lon", "lat")


@dataclass
class Index:
    """Arrays with one row a patch that is there, in the dataset's order.

    ``valid`` and ``transforms`` by layer: the share of valid values, and (n, 6) from pixels to the layer's CRS. Where
    patches lie in shards: ``shards`` their names within the dataset, ``shard`` which one, ``offset`` and ``length`` the
    bytes of the sample in it.
    """

    places: Places
    valid: dict[str, np.ndarray]
    transforms: dict[str, np.ndarray]
    shards: tuple[str, ...] = ()
    shard: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    offset: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    length: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.places)

    @classmethod
    def of(cls, info: DatasetInfo, places: Places, journal: Sequence[Mapping[str, Any]]) -> "Index":
        """From the journal's records of the groups that are there."""
        layers = [(layer.name, [record["layers"][layer.name] for record in journal]) for layer in info.layers]
        valid = {name: np.concatenate([record["valid"] for record in records]) for name, records in layers}
        transforms = {name: np.concatenate([record["transforms"] for record in records]) for name, records in layers}
        found = cls(places.first(info.written), valid, transforms)
        if not journal or "shards" not in journal[0]:
            return found
        found.shards = tuple(sorted({name for record in journal for name in record["shards"]}))
        number = {name: at for at, name in enumerate(found.shards)}
        found.shard = np.array([number[record["shards"][at]] for record in journal for at in record["shard"]], np.int64)
        found.offset = np.concatenate([record["offset"] for record in journal]).astype(np.int64)
        found.length = np.concatenate([record["length"] for record in journal]).astype(np.int64)
        return found


def write_index(path: str, index: Index) -> None:
    """Write it as a NumPy file (npz), the same bytes for the same index. Raises OSError."""
    arrays = {name: np.asarray(getattr(index.places, name)) for name in _PLACES}
    arrays["splits"] = np.array(index.places.splits, "<U10")
    for name in index.valid:
        arrays[f"valid.{name}"], arrays[f"transforms.{name}"] = index.valid[name], index.transforms[name]
    arrays.update(shards=np.array(index.shards, "<U64"), shard=index.shard, offset=index.offset, length=index.length)
    with open(path + ".new", "wb") as file:
        np.savez(file, **arrays)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def read_index(path: str) -> Index:
    """What `write_index` wrote. Raises OSError, ValueError or KeyError for a file that is none of ours."""
    with np.load(path, allow_pickle=False) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    places = Places(**{**{name: found[name] for name in _PLACES}, "splits": tuple(found["splits"].tolist())})
    named = [{name.partition(".")[2]: values for name, values in found.items() if name.startswith(kind)}
             for kind in ("valid.", "transforms.")]
    return Index(places, *named, tuple(found["shards"].tolist()), found["shard"], found["offset"], found["length"])


def write_table(path: str, info: DatasetInfo, index: Index) -> bool:
    """Write it as GeoParquet, with the footprints of the widest raster; False where pyarrow is missing.

    Raises OSError or FusionError if the disk is full.
    """
    fields = [
        TableField("id", "int64"), TableField("key", "str", "name of the sample"),
        TableField("row", "int64", "row in the layout's grid, -1 for none"),
        TableField("column", "int64", "column in the layout's grid, -1 for none"),
        TableField("split", "str"), TableField("x", "float64", "centre, in the CRS of the centres"),
        TableField("y", "float64", "centre, in the CRS of the centres"),
        TableField("lon", "float64", "centre", "degree"), TableField("lat", "float64", "centre", "degree"),
        *(TableField(f"valid_{name}", "float64", f"share of valid values of {name}") for name in index.valid),
    ]
    places = index.places
    columns = [places.ids, places.keys, places.rows, places.columns, list(places.splits), places.x, places.y,
               places.lon, places.lat, *index.valid.values()]
    if index.shards:
        fields += [TableField("shard", "str"), TableField("offset", "int64", "first byte of the sample in the shard"),
                   TableField("length", "int64", "bytes of the sample")]
        columns += [[index.shards[number] for number in index.shard], index.offset, index.length]
    try:
        writer = GeoParquetWriter(path, fields, geometry_types=["Polygon"], crs=parse_crs(_LON_LAT))
    except MissingPackage:
        return False
    with writer:
        rings = footprints(info, index)
        writer.write(columns, [polygon_wkb(ring) if np.isfinite(ring).all() else None for ring in rings])
        writer.finish({"dataset": info.format})
        writer.commit()
    return True


def footprints(info: DatasetInfo, index: Index) -> np.ndarray:
    """Outlines (n, points, 2) in degrees of longitude and latitude of the patches of the raster whose ground is the
    widest; longitudes of one ring go on beyond 180 rather than jump."""
    rings = [outlines(layer, index.transforms[layer.name]) for layer in info.layers]
    return max(rings, key=lambda each: _area(each[0]) if len(each) else 0.0)


def outlines(layer: RasterInfo, transforms: np.ndarray) -> np.ndarray:
    """Closed rings (n, points, 2) in degrees of a layer's patches, anticlockwise as far as the grid is not mirrored
    twice."""
    t, zeros = np.arange(_SIDE) / _SIDE, np.zeros(_SIDE)
    column = np.concatenate([zeros, t, zeros + 1, 1 - t, [0.0]]) * layer.shape[2]
    row = np.concatenate([t, zeros + 1, 1 - t, zeros, [0.0]]) * layer.shape[1]
    a, b, c, d, e, f = (transforms[:, each, None] for each in range(6))
    to_degrees = transformer(parse_crs(layer.crs), parse_crs(_LON_LAT))
    lon, lat = to_degrees.transform(a * column + b * row + c, d * column + e * row + f)
    with np.errstate(invalid="ignore"):   # infinite where there is no such place on Earth
        if len(lon):
            lon = np.degrees(np.unwrap(np.radians(lon), axis=1))
        rings = np.stack([lon, lat], axis=-1)
        backwards = _signed(rings) < 0
    rings[backwards] = rings[backwards, ::-1]
    return rings


def polygon_wkb(ring: np.ndarray) -> bytes:
    """A polygon of one ring (points, 2) as WKB."""
    return struct.pack("<BIII", 1, 3, 1, len(ring)) + np.ascontiguousarray(ring, "<f8").tobytes()


def _signed(rings: np.ndarray) -> np.ndarray:
    x, y = rings[..., 0] - rings[..., :1, 0], rings[..., 1] - rings[..., :1, 1]
    return (x[..., :-1] * y[..., 1:] - x[..., 1:] * y[..., :-1]).sum(axis=-1) / 2


def _area(ring: np.ndarray) -> float:
    if not np.isfinite(ring).all():
        return 0.0
    return abs(float(_signed(ring))) * float(np.cos(np.radians(ring[:, 1].mean())))
