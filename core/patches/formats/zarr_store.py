"""Datasets as a Zarr store (version 2 of the format): an array for each raster, one patch a chunk."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import MissingPackage, install_hint, require
from ...message import message
from ..index import Index
from ..sample import DatasetInfo, PatchGroup, Places, RasterInfo, RasterPatch
from ..stac import Asset
from .attributes import dataset_attributes, layer_attributes
from .writer import DatasetWriter

DATA = "patches.zarr"
_THREADS = 4
_DIMENSIONS = "_ARRAY_DIMENSIONS"   # what xarray reads the names of dimensions from


class Writer(DatasetWriter):
    """Writes the store chunk by chunk."""

    data = DATA

    def _require(self) -> None:
        require_zarr()

    def _prepare(self) -> None:
        zarr = require_zarr()
        root = zarr.open_group(zarr.DirectoryStore(self._folder.file(DATA)), mode="w")
        root.attrs.put(dataset_attributes(self.info))
        for name, values in place_arrays(self.places).items():
            array = root.array(name, values, chunks=max(1, len(values)), compressor=_compressor())
            array.attrs[_DIMENSIONS] = ["patch"]
        for layer in self.info.layers:
            self._prepare_layer(root.create_group(layer.name), layer)

    def _store(self, index: int, group: PatchGroup) -> dict[str, Any]:
        first, codec = self.info.group_range(index).start, _compressor()
        # In threads of our own Blosc works with one each, so that its bytes do not depend on their number.
        with ThreadPoolExecutor(_THREADS) as pool:
            jobs = [pool.submit(_put, self._folder.file(DATA, layer.name, part), first + at, patch, codec)
                    for layer in self.info.layers for part in ("values", "mask")
                    for at, patch in enumerate(getattr(group[layer.name], part))]
        for job in jobs:
            job.result()
        return {}

    def _drop(self, index: int) -> None:
        for layer in self.info.layers:
            for part in ("values", "mask"):
                folder = self._folder.file(DATA, layer.name, part)
                for at in self.info.group_range(index):
                    _remove_chunk(folder, at)

    def _tidy(self) -> None:
        """Remove chunks that were being written when a run was killed."""
        for rest in Path(self._folder.file(DATA)).rglob("*.partial"):
            os.remove(rest)

    def _seal(self, index: Index) -> None:
        zarr = require_zarr()
        root = self._open()
        root.attrs.put(dataset_attributes(self.info))
        for name, transforms in index.transforms.items():
            root[f"{name}/transform"][:len(transforms)] = transforms
        zarr.consolidate_metadata(root.store)

    def _assets(self, index: Index) -> Callable[[int, str], Asset]:
        return lambda at, name: Asset(f"./{DATA}/{name}", "application/vnd.zarr; version=2", {"patch:index": at})

    def _open(self) -> Any:
        zarr = require_zarr()
        return zarr.open_group(zarr.DirectoryStore(self._folder.file(DATA)), mode="r+")

    def _prepare_layer(self, group: Any, layer: RasterInfo) -> None:
        group.attrs.put(layer_attributes(layer))
        count = self.info.count
        for part, dtype, fill in (("values", layer.dtype, layer.fill), ("mask", "uint8", 0)):
            array = group.create(part, shape=(count, *layer.shape), chunks=(1, *layer.shape),
                                 dtype=np.dtype(dtype).newbyteorder("<"), fill_value=fill, order="C",
                                 compressor=_compressor(), dimension_separator=".")
            array.attrs[_DIMENSIONS] = ["patch", "band", "y", "x"]
        transform = group.create("transform", shape=(count, 6), chunks=(max(1, count), 6), dtype="float64",
                                 fill_value="NaN", compressor=_compressor())
        transform.attrs[_DIMENSIONS] = ["patch", "affine"]


class Store:
    """Reads patches of a dataset by their place; opens nothing before the first one."""

    def __init__(self, folder: str, info: DatasetInfo, index: Index) -> None:
        self._path, self._index = os.path.join(folder, DATA), index
        self._arrays: dict[str, tuple[Any, Any]] = {}

    def read(self, at: int, name: str) -> RasterPatch:
        """One raster's part of the patch at a place in the dataset."""
        if not self._arrays:
            zarr = require_zarr()
            root = zarr.open_consolidated(zarr.DirectoryStore(self._path), mode="r")
            self._arrays = {each: (group["values"], group["mask"]) for each, group in root.groups()}
        values, mask = self._arrays[name]
        return RasterPatch(values[at], mask[at], tuple(self._index.transforms[name][at].tolist()))


def require_zarr() -> Any:
    """The package, in the version whose interface this is. Raises MissingPackage."""
    zarr = require("zarr")
    if not zarr.__version__.startswith("2."):
        raise MissingPackage(message('The Python package "zarr" is version {version}, but version 2 is needed; {hint}.',
                                     version=zarr.__version__, hint=install_hint('"zarr<3"')))
    return zarr


def place_arrays(places: Places) -> dict[str, np.ndarray]:
    """What is told of the patches' places, as arrays of one length."""
    return {"id": places.ids, "row": places.rows, "column": places.columns, "split": np.array(places.splits, "S10"),
            "x": places.x, "y": places.y, "lon": places.lon, "lat": places.lat}


def _put(folder: str, at: int, patch: np.ndarray, codec: Any) -> None:
    """Write a chunk as zarr does, but at once: what is half there after a kill is written anew."""
    content = codec.encode(np.ascontiguousarray(patch, patch.dtype.newbyteorder("<")))
    with open(os.path.join(folder, _chunk(at)), "wb") as file:
        file.write(content)


def _chunk(at: int) -> str:
    return f"{at}.0.0.0"


def _compressor() -> Any:
    return require("numcodecs").Blosc(cname="zstd", clevel=1, shuffle=1)


def _remove_chunk(folder: str, at: int) -> None:
    chunk = os.path.join(folder, _chunk(at))
    if os.path.exists(chunk):
        os.remove(chunk)
