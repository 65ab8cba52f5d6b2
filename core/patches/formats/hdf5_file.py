"""Datasets as one HDF5 file: an array for each raster, whose patches lie one behind the other, uncompressed.

The file is laid out first, by h5py, and its pixels are then written to their known places. So a run that is killed
leaves a file that is sound, and a patch is read by one seek.
"""

import os
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np

from ...errors import require
from ..index import Index
from ..sample import DatasetInfo, PatchGroup, RasterInfo, RasterPatch
from ..stac import Asset
from .attributes import dataset_attributes, layer_attributes
from .writer import DatasetWriter
from .zarr_store import place_arrays

DATA = "patches.h5"
_PARTS = ("values", "mask", "transform")


class Writer(DatasetWriter):
    """Writes into the laid-out file; what was never written reads as 0, and its mask as not valid."""

    data, package = DATA, "h5py"

    def _prepare(self) -> None:
        h5py = require("h5py")
        with h5py.File(self._folder.file(DATA), "w") as file:
            for name, value in dataset_attributes(self.info).items():
                file.attrs[name] = value
            for name, values in place_arrays(self.places).items():
                file.create_dataset(name, data=values)
            for layer in self.info.layers:
                self._prepare_layer(h5py, file.create_group(layer.name), layer)
        self._allocate()

    def _store(self, index: int, group: PatchGroup) -> dict[str, Any]:
        first = self.info.group_range(index).start
        places = _places(self._folder.file(DATA), self.info)
        with open(self._folder.file(DATA), "r+b") as file:
            for layer in self.info.layers:
                stack = group[layer.name]
                for part, values in zip(_PARTS, (stack.values, stack.mask, stack.transforms)):
                    values = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
                    file.seek(places[layer.name, part] + first * values[0].nbytes)
                    file.write(values.data)
            file.flush()
            os.fsync(file.fileno())
        return {}

    def _drop(self, index: int) -> None:
        """A group that is not whole is written over."""

    def _seal(self, index: Index) -> None:
        h5py = require("h5py")
        with h5py.File(self._folder.file(DATA), "r+") as file:
            for name in ("written", "complete"):
                file.attrs.modify(name, dataset_attributes(self.info)[name])

    def _assets(self, index: Index) -> Callable[[int, str], Asset]:
        return lambda at, name: Asset(f"./{DATA}", "application/x-hdf5", {"patch:path": f"/{name}", "patch:index": at})

    def _prepare_layer(self, h5py: Any, group: Any, layer: RasterInfo) -> None:
        for name, value in layer_attributes(layer).items():
            group.attrs[name] = value
        count = self.info.count
        for part, shape, dtype in (("values", (count, *layer.shape), layer.dtype),
                                   ("mask", (count, *layer.shape), "uint8"), ("transform", (count, 6), "float64")):
            plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            plan.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
            plan.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
            plan.set_obj_track_times(False)
            kind = h5py.h5t.py_create(np.dtype(dtype).newbyteorder("<"))
            h5py.h5d.create(group.id, part.encode(), kind, h5py.h5s.create_simple(shape), plan)

    def _allocate(self) -> None:
        """Take the room on the disk now, where the system can, so that a disk too small is told before the work."""
        path = self._folder.file(DATA)
        with open(path, "r+b") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, os.path.getsize(path))


class Store:
    """Reads patches of a dataset by their place, each from its bytes in the file."""

    def __init__(self, folder: str, info: DatasetInfo, index: Index) -> None:
        self._path, self._info, self._index = os.path.join(folder, DATA), info, index
        self._layers = {layer.name: layer for layer in info.layers}
        self._places: dict[tuple[str, str], int] = {}

    def read(self, at: int, name: str) -> RasterPatch:
        """One raster's part of the patch at a place in the dataset."""
        if not self._places:
            self._places = _places(self._path, self._info)
        layer = self._layers[name]
        with open(self._path, "rb") as file:
            return RasterPatch(self._array(file, at, layer, "values", layer.dtype),
                               self._array(file, at, layer, "mask", "uint8"),
                               tuple(self._index.transforms[name][at].tolist()))

    def _array(self, file: BinaryIO, at: int, layer: RasterInfo, part: str, dtype: str) -> np.ndarray:
        values = np.empty(layer.shape, np.dtype(dtype).newbyteorder("<"))
        file.seek(self._places[layer.name, part] + at * values.nbytes)
        if file.readinto(values.data.cast("B")) != values.nbytes:
            raise ValueError("the file ends too early")
        return values.astype(dtype, copy=False)


def _places(path: str, info: DatasetInfo) -> dict[tuple[str, str], int]:
    """First bytes of the arrays in the file, which is open for no longer than that takes."""
    with require("h5py").File(path, "r") as file:
        return {(layer.name, part): file[layer.name][part].id.get_offset() for layer in info.layers for part in _PARTS}
