"""Datasets as WebDataset shards: tar files of samples, each a JSON text and NumPy arrays of one key."""

import io
import tarfile
from typing import BinaryIO

import numpy as np

from ..index import Index
from ..sample import DatasetInfo, PatchGroup, RasterPatch
from .shards import ShardWriter, read_sample

_BLOCK = tarfile.BLOCKSIZE


class Writer(ShardWriter):
    """Writes "<key>.json", and for each raster "<key>.<name>.npy" and "<key>.<name>.mask.npy"."""

    ending, media_type = ".tar", "application/x-tar"

    def _write(self, file: BinaryIO, at: int, within: int, text: bytes, group: PatchGroup) -> None:
        key = self.places.key(at)
        _add(file, f"{key}.json", text)
        for layer in self.info.layers:
            stack = group[layer.name]
            _add(file, f"{key}.{layer.name}.npy", _npy(stack.values[within]))
            _add(file, f"{key}.{layer.name}.mask.npy", _npy(stack.mask[within]))

    def _end(self, file: BinaryIO) -> None:
        file.write(bytes(2 * _BLOCK))
        file.write(bytes(-file.tell() % tarfile.RECORDSIZE))


class Store:
    """Reads samples by their place in the shards, without reading what lies before them."""

    def __init__(self, folder: str, info: DatasetInfo, index: Index) -> None:
        self._folder, self._index = folder, index
        self._layers = {layer.name: layer for layer in info.layers}

    def read(self, at: int, name: str) -> RasterPatch:
        """One raster's part of the patch at a place in the dataset."""
        return self.read_all(at, [name])[name]

    def read_all(self, at: int, names: list[str]) -> dict[str, RasterPatch]:
        """The parts of several rasters, with one reading of the file."""
        sample = read_sample(self._folder, self._index, at)
        members = _members(sample)
        return {name: RasterPatch(self._array(members[f"{name}.npy"], name, self._layers[name].dtype),
                                  self._array(members[f"{name}.mask.npy"], name, "uint8"),
                                  tuple(self._index.transforms[name][at].tolist())) for name in names}

    def _array(self, content: memoryview, name: str, dtype: str) -> np.ndarray:
        """The values behind the header, which tells nothing that the dataset does not."""
        shape, kind = self._layers[name].shape, np.dtype(dtype)
        begin = len(content) - int(np.prod(shape)) * kind.itemsize
        if begin < 0:
            raise ValueError("a member is too short")
        return np.frombuffer(content[begin:], kind.newbyteorder("<")).reshape(shape).astype(kind)


def _npy(values: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(values, values.dtype.newbyteorder("<")), allow_pickle=False)
    return buffer.getvalue()


def _add(file: BinaryIO, name: str, content: bytes) -> None:
    """A member of no owner and no time, so that its bytes are its content's alone."""
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(content), 0o644, 0
    file.write(member.tobuf(tarfile.USTAR_FORMAT))
    file.write(content)
    file.write(bytes(-len(content) % _BLOCK))


def _members(sample: bytes) -> dict[str, memoryview]:
    """Contents by what stands behind the key in the members' names. Raises ValueError for what is no tar."""
    found, at, whole = {}, 0, memoryview(sample)
    while at < len(sample):
        try:
            member = tarfile.TarInfo.frombuf(sample[at:at + _BLOCK], "utf-8", "strict")
        except tarfile.HeaderError as error:
            raise ValueError(str(error)) from error
        at += _BLOCK
        found[member.name.partition(".")[2]] = whole[at:at + member.size]
        at += member.size + -member.size % _BLOCK
    return found
