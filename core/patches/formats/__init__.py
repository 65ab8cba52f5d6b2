"""Formats of datasets: writers, and the stores that readers open. A dataset is a folder, whatever its format."""

from collections.abc import Callable
from importlib import import_module
from typing import Protocol

from ..index import Index
from ..sample import DatasetInfo, Places, RasterPatch
from .writer import DatasetWriter

# Format, the module that knows it, and the package it cannot do without.
FORMATS = {
    "zarr": ("zarr_store", "zarr"),
    "hdf5": ("hdf5_file", "h5py"),
    "webdataset": ("webdataset_shards", ""),
    "tfrecord": ("tfrecord_shards", "numba"),
    "geotiff": ("geotiff_folder", ""),
}


def open_writer(format: str, path: str, info: DatasetInfo, places: Places, *, resume: bool = False) -> DatasetWriter:
    """The writer of a format ("zarr", "hdf5"...) for a dataset in the folder ``path``.

    ``resume`` takes up what a killed or cancelled run left there, if it was to become the same dataset. Raises
    FusionError for a place that does not work, MissingPackage without the format's package.
    """
    module = import_module(f".{FORMATS[format][0]}", __name__)
    writer: Callable[..., DatasetWriter] = module.Writer
    return writer(path, info.replaced(format=format), places, resume=resume)


class Store(Protocol):
    """Reads patches of one format by their place in the dataset. It opens files when they are first asked for."""

    def read(self, at: int, name: str) -> RasterPatch:
        """One raster's part of a patch; the arrays are the caller's own. Raises OSError or ValueError."""


def open_store(folder: str, info: DatasetInfo, index: Index) -> Store:
    """What reads the patches of a dataset. Raises MissingPackage without the format's package."""
    return import_module(f".{FORMATS[info.format][0]}", __name__).Store(folder, info, index)


__all__ = ["FORMATS", "DatasetWriter", "Store", "open_store", "open_writer"]
