"""What the formats share that keep samples in shards: a shard holds the patches of one split in one group."""

import os
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np

from ..index import Index
from ..sample import PatchGroup, safe_name
from ..stac import Asset
from .attributes import sample_text, short_layers
from .writer import DatasetWriter

DATA = "shards"
_NO_SPLIT = "patches"


class ShardWriter(DatasetWriter):
    """Writes a group as shards named by split and number: "train-000000". Subclasses tell how a sample is written."""

    data = DATA
    ending = ""
    media_type = ""

    def _prepare(self) -> None:
        os.mkdir(self._folder.file(DATA))

    def _store(self, index: int, group: PatchGroup) -> dict[str, Any]:
        span = self.info.group_range(index)
        described = short_layers(self.info)
        names = self._shards()[index]
        where = np.zeros((len(span), 3), np.int64)
        for number, (split, name) in enumerate(names.items()):
            members = [at for at in span if self.places.splits[at] == split]
            with open(self._folder.file(DATA, name), "wb") as file:
                for at in members:
                    within = at - span.start
                    texts = {layer: group[layer].transforms[within].tolist() for layer in described}
                    begin = file.tell()
                    self._write(file, at, within, sample_text(self.info, described, self.places, at, texts), group)
                    where[within] = number, begin, file.tell() - begin
                self._end(file)
                file.flush()
                os.fsync(file.fileno())
            self._write_beside(name, where[[at - span.start for at in members], 1:])
        return {"shards": [f"{DATA}/{name}" for name in names.values()], "shard": where[:, 0].tolist(),
                "offset": where[:, 1].tolist(), "length": where[:, 2].tolist()}

    def _write(self, file: BinaryIO, at: int, within: int, text: bytes, group: PatchGroup) -> None:
        raise NotImplementedError

    def _end(self, file: BinaryIO) -> None:
        """Nothing behind the last sample."""

    def _write_beside(self, name: str, samples: np.ndarray) -> None:
        """No file beside the shard."""

    def _beside(self, name: str) -> list[str]:
        return [name]

    def _drop(self, index: int) -> None:
        for name in self._shards()[index].values():
            for each in self._beside(name):
                if os.path.exists(self._folder.file(DATA, each)):
                    os.remove(self._folder.file(DATA, each))

    def _assets(self, index: Index) -> Callable[[int, str], Asset]:
        def asset(at: int, name: str) -> Asset:
            return Asset(f"./{index.shards[index.shard[at]]}", self.media_type, {
                "patch:offset": int(index.offset[at]), "patch:length": int(index.length[at])})
        return asset

    def _shards(self) -> list[dict[str, str]]:
        """Of each group, the names of its shards by split; each split's are numbered without gaps."""
        if not hasattr(self, "_names"):
            self._names = list(self._number_shards())
        return self._names

    def _number_shards(self) -> Iterator[dict[str, str]]:
        next_number: dict[str, int] = {}
        for index in range(self.info.group_count):
            span = self.info.group_range(index)
            names = {}
            for split in sorted(set(self.places.splits[span.start:span.stop])):
                stem = safe_name(split) if split else _NO_SPLIT
                number = next_number.get(stem, 0)
                next_number[stem] = number + 1
                names[split] = f"{stem}-{number:06d}{self.ending}"
            yield names


def read_sample(folder: str, index: Index, at: int) -> bytes:
    """The bytes of a sample. Raises OSError."""
    with open(os.path.join(folder, *index.shards[index.shard[at]].split("/")), "rb") as file:
        file.seek(int(index.offset[at]))
        return file.read(int(index.length[at]))
