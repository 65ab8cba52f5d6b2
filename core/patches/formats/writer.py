"""What writers of all formats share: the work folder, the journal of groups, and how a dataset ends."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from typing import Any

import numpy as np

from ...errors import FusionError, require
from ...message import message
from ..index import Index, write_index, write_table
from ..sample import DatasetInfo, PatchGroup, Places
from ..stac import Asset, write_items
from .folder import INDEX, INFO, ITEMS, JOURNAL, TABLE, Folder, journal_record, read_info, read_journal, write_aside

_SKELETON = "skeleton"


class DatasetWriter:
    """Writes a dataset of patches, group by group; one writer, called from one thread.

    ``done`` are the groups that are there already when a run is resumed: leave them out. Call ``write_group`` for the
    others, in their order, then ``finish``. After a cancel or an error call ``keep`` or ``discard``. A process that is
    killed leaves what ``resume`` can take up: the finished dataset is the same to the byte. ``remarks`` are sentences
    for the user, told at the end.

    Subclasses are the formats: ``_prepare`` makes what holds all patches, ``_store`` writes a group, ``_drop`` removes
    what is there of one, ``_tidy`` half-written files, ``_seal`` ends the data once its groups are written.
    """

    # The data's file or folder within the dataset, and the package that writes it.
    data = ""
    package = ""

    def __init__(self, path: str, info: DatasetInfo, places: Places, *, resume: bool = False) -> None:
        self._require()
        if len(places) != info.count:
            raise ValueError(f"{len(places)} places for {info.count} patches")
        places.check()
        self.places, self.remarks = places, []
        self.info = info.replaced(fingerprint=_fingerprint(info, places), written=0, complete=False)
        self._folder = Folder(path, self.info, resume)
        self.done = self._take_up()

    def write_group(self, index: int, group: PatchGroup) -> None:
        """Write the patches of ``info.group_range(index)``. Raises FusionError if the disk is full."""
        count = len(self.info.group_range(index))
        for layer in self.info.layers:
            stack = group[layer.name]
            if stack.values.shape != (count, *layer.shape) or stack.values.dtype != np.dtype(layer.dtype) \
                    or stack.mask.shape != stack.values.shape or stack.transforms.shape != (count, 6):
                raise ValueError(f"group {index} of {layer.name} is {stack.values.dtype} {stack.values.shape}")
        try:
            record = self._store(index, group)
            record["layers"] = {layer.name: {
                "valid": (group[layer.name].mask != 0).mean(axis=(1, 2, 3)).tolist(),
                "transforms": group[layer.name].transforms.tolist(),
            } for layer in self.info.layers}
            write_aside(journal_record(self._folder, index), json.dumps(record).encode())
        except OSError as error:
            raise self._folder.failure(error) from error
        self.done |= {index}

    def finish(self) -> str:
        """Write the index and STAC items, put the dataset into its place, give its path. Raises FusionError."""
        if len(self.done) != self.info.group_count:
            raise ValueError(f"{len(self.done)} of {self.info.group_count} groups are there")
        try:
            if not self.info.complete:
                self._close(self.info.group_count, complete=True)
            if not self._folder.finished:
                shutil.rmtree(self._folder.file(JOURNAL), ignore_errors=True)
        except OSError as error:
            raise self._folder.failure(error) from error
        return self._folder.put_into_place()

    def keep(self) -> str:
        """Leave what is there as a readable dataset, marked incomplete; give its path, "" if no patch is there.

        It lies beside its place if a finished dataset is there, which stays. On a full disk the last groups make room.
        """
        if self._folder.finished:
            return self._folder.path
        groups = self._first_groups()
        while groups:
            try:
                self._drop_from(groups)
                self._close(groups, complete=False)
                break
            except (OSError, FusionError):   # a full disk
                groups -= 1
        if not groups:
            self.discard()
            return ""
        if self._folder.can_take_place():
            return self._folder.put_into_place()
        self._folder.release()
        return self._folder.part

    def discard(self) -> None:
        """Leave nothing of this dataset; one that was finished before stays."""
        if not self._folder.finished:
            self._folder.remove()

    def __enter__(self) -> "DatasetWriter":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        """Nothing is left of a dataset that an error ended; whoever wants to keep it calls `keep` before."""
        if kind is not None and os.path.isdir(self._folder.part):
            self.discard()

    def _require(self) -> None:
        """Raise MissingPackage where the format's package is not there."""
        if self.package:
            require(self.package)

    def _prepare(self) -> None:
        raise NotImplementedError

    def _store(self, index: int, group: PatchGroup) -> dict[str, Any]:
        raise NotImplementedError

    def _drop(self, index: int) -> None:
        raise NotImplementedError

    def _tidy(self) -> None:
        """Nothing lies about, where files of a group are written over or removed with it."""

    def _seal(self, index: Index) -> None:
        """Nothing more to do, where a group's files are whole by themselves."""

    def _assets(self, index: Index) -> Callable[[int, str], Asset]:
        """A function from a place in the dataset and a layer's name to the asset that holds it."""
        raise NotImplementedError

    def _take_up(self) -> frozenset[int]:
        """The groups that are whole, after whatever is not has been made anew."""
        if self._folder.finished:
            self.info = self.info.replaced(written=self.info.count, complete=True)
            return frozenset(range(self.info.group_count))
        try:
            return self._begin()
        except OSError as error:
            failure = self._folder.failure(error)
            self._folder.remove()
            raise failure from error

    def _begin(self) -> frozenset[int]:
        self._folder.tidy()
        os.makedirs(self._folder.file(JOURNAL), exist_ok=True)
        written = read_info(self._folder.part)
        if written is not None and written.complete:   # killed while it was put into place
            self.info = written
            return frozenset(range(self.info.group_count))
        self._write_info()
        marker = self._folder.file(JOURNAL, _SKELETON)
        if not os.path.exists(marker):
            self._remove_data()
            self._prepare()
            write_aside(marker, b"")
        self._tidy()
        done = frozenset(index for index in range(self.info.group_count)
                         if read_journal(self._folder, index) is not None)
        for index in range(self.info.group_count):
            if index not in done:
                self._drop(index)
        return done

    def _remove_data(self) -> None:
        place = self._folder.file(self.data)
        if os.path.isdir(place):
            shutil.rmtree(place)
        elif os.path.exists(place):
            os.remove(place)

    def _first_groups(self) -> int:
        """How many groups are there without a gap before them."""
        return next((index for index in range(self.info.group_count) if index not in self.done), self.info.group_count)

    def _drop_from(self, groups: int) -> None:
        self._tidy()
        for index in range(groups, self.info.group_count):
            record = journal_record(self._folder, index)
            if os.path.exists(record):
                os.remove(record)
            self._drop(index)
            self.done -= {index}

    def _close(self, groups: int, complete: bool) -> None:
        written = self.info.count if complete else groups * self.info.group_size
        self.info = self.info.replaced(written=written, complete=complete)
        index = Index.of(self.info, self.places, [read_journal(self._folder, each) for each in range(groups)])
        self._seal(index)
        write_index(self._folder.file(INDEX), index)
        write_items(self._folder.file(ITEMS), self.info, index, self._assets(index))
        if not write_table(self._folder.file(TABLE), self.info, index):
            self.remarks = [message("The table index.parquet was not written, since the Python package pyarrow is "
                                    "missing; the dataset is whole without it.")]
        self._write_info()

    def _write_info(self) -> None:
        write_aside(self._folder.file(INFO), self.info.to_json().encode())


def _fingerprint(info: DatasetInfo, places: Places) -> str:
    """Of all that decides a dataset's bytes."""
    told = hashlib.sha256(info.replaced(fingerprint="", written=0, complete=False).to_json().encode())
    for values in (places.ids, places.rows, places.columns, places.x, places.y, places.lon, places.lat):
        told.update(np.ascontiguousarray(values).tobytes())
    told.update("\n".join(places.splits).encode())
    return told.hexdigest()
