"""Datasets as TFRecord shards: records of tf.train.Example, encoded here, for there is little to it.

A record is its length, the masked CRC-32C of that, the bytes, and their masked CRC-32C. A file beside each shard names
the first byte and the length of its records, as the package tfrecord wants it.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from ..index import Index
from ..sample import DatasetInfo, PatchGroup, RasterPatch
from .folder import write_aside
from .shards import DATA, ShardWriter, read_sample

_HEAD, _TAIL = 12, 4
# Wire type of protocol buffers for what has a length.
_BYTES = 2


class Writer(ShardWriter):
    """Writes features: "key", "id", "row", "column", "split", "json", and for each raster "<name>/values" and
    "<name>/mask" (raw, little-endian, last axis first to change), "<name>/shape" and "<name>/dtype"."""

    package = "numba"   # for the checksums
    ending, media_type = ".tfrecord", "application/octet-stream"

    def _write(self, file: BinaryIO, at: int, within: int, text: bytes, group: PatchGroup) -> None:
        places = self.places
        features = {
            "key": [places.key(at).encode()], "id": [int(places.ids[at])], "row": [int(places.rows[at])],
            "column": [int(places.columns[at])], "split": [places.splits[at].encode()], "json": [text],
        }
        for layer in self.info.layers:
            values, mask = group[layer.name].values[within], group[layer.name].mask[within]
            features[f"{layer.name}/values"] = [raw(values)]
            features[f"{layer.name}/mask"] = [raw(mask)]
            features[f"{layer.name}/shape"] = list(values.shape)
            features[f"{layer.name}/dtype"] = [str(values.dtype).encode()]
        file.write(record(example(features)))

    def _write_beside(self, name: str, samples: np.ndarray) -> None:
        lines = "".join(f"{begin} {length}\n" for begin, length in samples.tolist())
        write_aside(self._folder.file(DATA, self._beside(name)[1]), lines.encode())

    def _beside(self, name: str) -> list[str]:
        return [name, f"{name.removesuffix(self.ending)}.index"]


class Store:
    """Reads records by their place in the shards, without reading what lies before them."""

    def __init__(self, folder: str, info: DatasetInfo, index: Index) -> None:
        self._folder, self._index = folder, index
        self._layers = {layer.name: layer for layer in info.layers}

    def read(self, at: int, name: str) -> RasterPatch:
        """One raster's part of the patch at a place in the dataset."""
        return self.read_all(at, [name])[name]

    def read_all(self, at: int, names: list[str]) -> dict[str, RasterPatch]:
        """The parts of several rasters, with one reading of the file."""
        sample = memoryview(read_sample(self._folder, self._index, at))
        features = dict(bytes_features(sample[_HEAD:-_TAIL]))
        return {name: RasterPatch(self._array(features, name, "values"), self._array(features, name, "mask"),
                                  tuple(self._index.transforms[name][at].tolist())) for name in names}

    def _array(self, features: dict[str, memoryview], name: str, part: str) -> np.ndarray:
        layer = self._layers[name]
        kind = np.dtype(layer.dtype if part == "values" else "uint8")
        values = np.frombuffer(features[f"{name}/{part}"], kind.newbyteorder("<")).reshape(layer.shape)
        return values.astype(kind)


def raw(values: np.ndarray) -> bytes:
    """The bytes of an array, little-endian, last axis first to change."""
    return np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes()


def record(content: bytes) -> bytes:
    """A record of a TFRecord file."""
    length = struct.pack("<Q", len(content))
    return b"".join([length, struct.pack("<I", _masked_crc(length)), content, struct.pack("<I", _masked_crc(content))])


def example(features: dict[str, list[bytes] | list[int]]) -> bytes:
    """A serialised tf.train.Example of features that are lists of bytes or of whole numbers, in order of name."""
    entries = []
    for name in sorted(features):
        values = features[name]
        if values and isinstance(values[0], bytes):
            feature = _field(1, b"".join(_field(1, value) for value in values))
        else:
            feature = _field(3, _field(1, b"".join(_varint(value & (1 << 64) - 1) for value in values)))
        entries.append(_field(1, _field(1, name.encode()) + _field(2, feature)))
    return _field(1, b"".join(entries))


def bytes_features(content: memoryview) -> Iterator[tuple[str, memoryview]]:
    """Names and first values of the features of an Example that are bytes.

    Raises ValueError for bytes that are no Example.
    """
    for _, features in _fields(content):
        for _, entry in _fields(features):
            parts = dict(_fields(entry))
            for number, values in _fields(parts[2]):
                if number == 1:
                    yield bytes(parts[1]).decode(), next(iter(_fields(values)))[1]


def _field(number: int, content: bytes) -> bytes:
    return b"".join([_varint(number << 3 | _BYTES), _varint(len(content)), content])


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _fields(content: memoryview) -> Iterator[tuple[int, memoryview]]:
    at = 0
    while at < len(content):
        tag, at = _read_varint(content, at)
        length, at = _read_varint(content, at)
        if tag & 7 != _BYTES or at + length > len(content):
            raise ValueError("a record is damaged")
        yield tag >> 3, content[at:at + length]
        at += length


def _read_varint(content: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _masked_crc(content: bytes) -> int:
    from .crc32c import crc32c   # numba is loaded only where checksums are asked for
    crc = crc32c(content)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
