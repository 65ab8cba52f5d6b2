"""Datasets as GeoTIFFs: for each patch and raster one with its values and one with its validity mask."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ...raster.small_tiff import read_small_tiff, write_small_tiff
from ..index import Index
from ..sample import DatasetInfo, PatchGroup, Places, RasterInfo, RasterPatch, RasterStack, safe_name
from ..stac import Asset
from .attributes import sample_text, short_layers
from .writer import DatasetWriter

DATA = "patches"
TAG = "MULTISCALE_FUSION_PATCH"
_NO_SPLIT = "patches"
_THREADS = 4


class Writer(DatasetWriter):
    """Writes "patches/<split>/<name>/<key>.tif" and "<key>_mask.tif" beside it; what is told of the patch is JSON in
    the former's metadata."""

    data = DATA

    def _prepare(self) -> None:
        for split in sorted(set(self.places.splits)):
            for layer in self.info.layers:
                os.makedirs(self._folder.file(DATA, _split_folder(split), layer.name), exist_ok=True)

    def _store(self, index: int, group: PatchGroup) -> dict[str, Any]:
        described = short_layers(self.info)

        def write(within: int, at: int) -> None:
            for layer in self.info.layers:
                self._write(at, layer, described, group[layer.name], within)

        with ThreadPoolExecutor(_THREADS) as pool:
            jobs = [pool.submit(write, *place) for place in enumerate(self.info.group_range(index))]
        for job in jobs:
            job.result()
        return {}

    def _write(self, at: int, layer: RasterInfo, described: dict[str, dict[str, Any]], stack: RasterStack,
               within: int) -> None:
        transform = stack.transforms[within].tolist()
        text = sample_text(self.info, {layer.name: described[layer.name]}, self.places, at, {layer.name: transform})
        values, mask = self._paths(at, layer.name)
        write_small_tiff(values, stack.values[within], transform, layer.crs, bands=layer.bands, units=layer.units,
                         nodata=self._nodata(layer), tags={TAG: text.decode()})
        write_small_tiff(mask, (stack.mask[within] != 0).astype("uint8"), transform, layer.crs, bands=layer.bands,
                         bits=1)

    def _drop(self, index: int) -> None:
        for at in self.info.group_range(index):
            for layer in self.info.layers:
                for path in self._paths(at, layer.name):
                    for each in (path, f"{path}.aux.xml"):
                        if os.path.exists(each):
                            os.remove(each)

    def _assets(self, index: Index) -> Callable[[int, str], Asset]:
        def asset(at: int, name: str) -> Asset:
            values, mask = paths_of(self.places, at, name)
            return Asset(f"./{values}", "image/tiff; application=geotiff", {"patch:mask": f"./{mask}"})
        return asset

    def _paths(self, at: int, name: str) -> list[str]:
        return [self._folder.file(*path.split("/")) for path in paths_of(self.places, at, name)]

    def _nodata(self, layer: RasterInfo) -> float | int | None:
        """The fill value, unless mirrored values stand where the mask says that nothing is valid."""
        return None if self.info.padding == "reflect" else layer.fill


class Store:
    """Reads the files of a patch."""

    def __init__(self, folder: str, info: DatasetInfo, index: Index) -> None:
        self._folder, self._index = folder, index

    def read(self, at: int, name: str) -> RasterPatch:
        """One raster's part of the patch at a place in the dataset."""
        values, mask = (read_small_tiff(os.path.join(self._folder, *path.split("/")))[0]
                        for path in paths_of(self._index.places, at, name))
        return RasterPatch(values, mask, tuple(self._index.transforms[name][at].tolist()))


def paths_of(places: Places, at: int, name: str) -> tuple[str, str]:
    """Files of values and mask within the dataset."""
    stem = f"{DATA}/{_split_folder(places.splits[at])}/{name}/{places.key(at)}"
    return f"{stem}.tif", f"{stem}_mask.tif"


def _split_folder(split: str) -> str:
    return safe_name(split) if split else _NO_SPLIT
