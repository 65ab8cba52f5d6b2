"""Datasets of patches read back: random access by place, as PyTorch's map-style datasets have it, without torch."""

import os
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from ..errors import FusionError
from ..message import message
from .formats import Store, open_store
from .formats.folder import INDEX, read_info
from .index import Index, read_index
from .sample import VERSION, DatasetInfo, Patch, RasterPatch, key_of


class PatchDataset:
    """The patches in a dataset's folder, or some of them; ``len`` counts them, ``[at]`` gives one as a dict.

    The dict holds "id", "key", "row", "column", "split", "x", "y", "lon", "lat", and under "values", "mask" and
    "transform" dicts by raster's name (the label's is "label"): arrays (bands, rows, columns), masks uint8 with 1 where
    a value is valid, six float64 of affine.Affine. PyTorch's DataLoader batches it as it is.

    ``split``: only these patches. ``rasters``: only these, in any order. Pickles as its path and choice, and each
    process opens files of its own, so that workers may share it. Raises FusionError for a folder without a dataset, an
    unknown split or raster.
    """

    def __init__(self, path: str, split: str | None = None, rasters: Iterable[str] | None = None) -> None:
        self.path = os.path.abspath(os.fspath(path))
        self.info = _info(self.path)
        names = [layer.name for layer in self.info.layers]
        self.names = tuple(names if rasters is None else rasters)
        unknown = [name for name in self.names if name not in names]
        if unknown:
            raise FusionError(message('The dataset has no raster "{name}"; it has {names}.', name=unknown[0],
                                      names=", ".join(names)))
        self._open_index: Index | None = None
        self._store: Store | None = None
        self._process = os.getpid()
        self._order = np.arange(self.info.written)
        if split is not None:
            self._order = self._of_split(split)

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, at: int) -> dict[str, Any]:
        patch = self.patch(at)
        parts = {**patch.rasters, **({} if patch.label is None else {"label": patch.label})}
        return {
            "id": patch.id, "key": patch.key, "row": patch.row, "column": patch.column, "split": patch.split,
            "x": patch.x, "y": patch.y, "lon": patch.lon, "lat": patch.lat,
            "values": {name: part.values for name, part in parts.items()},
            "mask": {name: part.mask for name, part in parts.items()},
            "transform": {name: np.array(part.transform) for name, part in parts.items()},
        }

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[at] for at in range(len(self)))

    def patch(self, at: int) -> Patch:
        """The patch at a place of this selection, counted from the end where negative. Raises IndexError beyond it,
        FusionError where its file is missing or damaged."""
        place = int(self._order[at])
        places = self._index.places
        parts = self._read(place)
        return Patch(
            id=int(places.ids[place]), key=places.key(place), row=int(places.rows[place]),
            column=int(places.columns[place]), split=places.splits[place], x=float(places.x[place]),
            y=float(places.y[place]), lon=float(places.lon[place]), lat=float(places.lat[place]),
            label=parts.pop("label", None), rasters=parts)

    @property
    def ids(self) -> np.ndarray:
        """The ids (int64) of the patches, in order."""
        return self._index.places.ids[self._order]

    @property
    def splits(self) -> list[str]:
        """The splits of the patches, in order."""
        splits = self._index.places.splits
        return [splits[place] for place in self._order]

    def find(self, id: int) -> int:
        """The place in this selection of the patch with an id. Raises FusionError if there is none."""
        found = np.flatnonzero(self.ids == id)
        if not len(found):
            raise FusionError(message("The dataset has no patch {key}; ids range from {first} to {last}.",
                                      key=key_of(id), first=_extreme(self.ids, min), last=_extreme(self.ids, max)))
        return int(found[0])

    def subset(self, places: Iterable[int]) -> "PatchDataset":
        """The same dataset with some of its patches, in the order of their places in this one."""
        chosen = np.fromiter(places, np.int64)
        return self._with_order(self._order[chosen])

    def shuffled(self, seed: int, epoch: int = 0) -> "PatchDataset":
        """The same patches in a random order, the same one for the same seed and epoch on any machine."""
        return self._with_order(np.random.default_rng([seed, epoch]).permutation(self._order))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_open_index": None, "_store": None}

    @property
    def _index(self) -> Index:
        if self._open_index is None:
            self._open_index = _read_index(self.path)
        return self._open_index

    def _read(self, place: int) -> dict[str, RasterPatch]:
        if self._store is None or self._process != os.getpid():
            self._store, self._process = open_store(self.path, self.info, self._index), os.getpid()
        try:
            if hasattr(self._store, "read_all"):
                return self._store.read_all(place, list(self.names))
            return {name: self._store.read(place, name) for name in self.names}
        except (OSError, ValueError, KeyError) as error:
            raise FusionError(message(
                "The patch {key} of {path} cannot be read ({reason}); a file of the dataset is missing or damaged.",
                key=self._index.places.key(place), path=self.path, reason=" ".join(str(error).split()))) from error

    def _of_split(self, split: str) -> np.ndarray:
        splits = np.array(self._index.places.splits, object)
        found = self._order[splits[self._order] == split]
        if not len(found):
            raise FusionError(message('The dataset has no patch of the split "{split}"; it has {splits}.', split=split,
                                      splits=", ".join(f'"{each}"' for each in sorted(set(splits.tolist())))))
        return found

    def _with_order(self, order: np.ndarray) -> "PatchDataset":
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__, _order=order, _store=None)
        return other


def _info(path: str) -> DatasetInfo:
    found = read_info(path)
    if found is None:
        raise FusionError(message("{path} holds no dataset of patches; choose the folder that dataset.json lies in.",
                                  path=path))
    if found.version > VERSION:
        raise FusionError(message("{path} was written by a later version of the plugin; update it to read this "
                                  "dataset.", path=path))
    return found


def _read_index(path: str) -> Index:
    try:
        return read_index(os.path.join(path, INDEX))
    except (OSError, ValueError, KeyError) as error:
        raise FusionError(message("The index of {path} cannot be read ({reason}); the dataset is damaged or not "
                                  "finished.", path=path, reason=" ".join(str(error).split()))) from error


def _extreme(ids: np.ndarray, choose: Any) -> str:
    return key_of(choose(ids)) if len(ids) else "-"
