"""Where in a TIFF file its images keep their blocks, read from any source of bytes: no GDAL, no whole file."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..errors import FusionError
from ..message import message

# Bytes of a value, by type of the field.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_WHOLE = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_SUBFILE, _WIDTH, _LENGTH, _SAMPLES, _ROWS_PER_STRIP, _PLANAR = 254, 256, 257, 277, 278, 284
_STRIP_OFFSETS, _STRIP_COUNTS, _TILE_WIDTH, _TILE_LENGTH, _TILE_OFFSETS, _TILE_COUNTS = 273, 279, 322, 323, 324, 325
_NUMBERS = {_SUBFILE, _WIDTH, _LENGTH, _SAMPLES, _ROWS_PER_STRIP, _PLANAR, _STRIP_OFFSETS, _STRIP_COUNTS, _TILE_WIDTH,
            _TILE_LENGTH, _TILE_OFFSETS, _TILE_COUNTS}
_MOST_IMAGES, _MOST_BYTES = 64, 2**26
_ALL_ROWS = 2**32 - 1


@dataclass(frozen=True)
class TiffImage:
    """One image of the file: the raster, an overview or a mask. Sizes in pixels; blocks row by row, plane by plane."""

    width: int
    height: int
    block_width: int
    block_height: int
    planes: int
    offsets: tuple[int, ...]
    counts: tuple[int, ...]

    def ranges(self, window: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
        """First byte and the one after the last of each block that holds pixels of (column, row, width, height)."""
        column, row, width, height = window
        across, down = -(-self.width // self.block_width), -(-self.height // self.block_height)
        for plane in range(self.planes):
            for y in range(row // self.block_height, -(-(row + height) // self.block_height)):
                for x in range(column // self.block_width, -(-(column + width) // self.block_width)):
                    number = (plane * down + y) * across + x
                    if self.counts[number]:
                        yield self.offsets[number], self.offsets[number] + self.counts[number]


def read_layout(read: Callable[[int, int], bytes]) -> list[TiffImage]:
    """All images of a file; `read(begin, end)` gives its bytes, and is asked for all that describes the images.

    Raises FusionError if it is no TIFF file, or a damaged one.
    """
    try:
        return _read_images(read)
    except (struct.error, IndexError, KeyError, ZeroDivisionError) as error:
        raise FusionError(message("It is no TIFF file that could be read in parts.")) from error


def _read_images(read: Callable[[int, int], bytes]) -> list[TiffImage]:
    head = read(0, 16)
    order = {b"II": "<", b"MM": ">"}[head[:2]]
    version = struct.unpack(f"{order}H", head[2:4])[0]
    big = {42: False, 43: True}[version]
    place = struct.unpack(f"{order}Q", head[8:16])[0] if big else struct.unpack(f"{order}I", head[4:8])[0]
    images = []
    while place and len(images) < _MOST_IMAGES:
        fields, place = _read_directory(read, place, order, big)
        images.append(_image(fields))
    return images


def _read_directory(read: Callable[[int, int], bytes], place: int, order: str, big: bool
                    ) -> tuple[dict[int, tuple[int, ...]], int]:
    """Numbers of the fields by tag, and where the next directory is."""
    count_size, entry_size, inline, word = (8, 20, 8, "Q") if big else (2, 12, 4, "I")
    count = struct.unpack(f"{order}{'Q' if big else 'H'}", read(place, place + count_size))[0]
    begin = place + count_size
    if count > 4096:
        raise IndexError(count)
    end = begin + count * entry_size
    entries = read(begin, end + inline)
    fields = {}
    for number in range(count):
        entry = entries[number * entry_size:(number + 1) * entry_size]
        tag, kind = struct.unpack(f"{order}HH", entry[:4])
        amount = struct.unpack(f"{order}{word}", entry[4:4 + inline])[0]
        size = _SIZES[kind] * amount
        if size > _MOST_BYTES:
            raise IndexError(size)
        content = entry[4 + inline:]
        if size > inline:
            begin_of = struct.unpack(f"{order}{word}", content)[0]
            content = read(begin_of, begin_of + size)
        if tag in _NUMBERS:
            fields[tag] = struct.unpack(f"{order}{amount}{_WHOLE[kind]}", content[:size])
    return fields, struct.unpack(f"{order}{word}", entries[-inline:])[0]


def _image(fields: dict[int, tuple[int, ...]]) -> TiffImage:
    width, height = fields[_WIDTH][0], fields[_LENGTH][0]
    tiled = _TILE_OFFSETS in fields
    if tiled:
        block_width, block_height = fields[_TILE_WIDTH][0], fields[_TILE_LENGTH][0]
    else:
        block_width = width
        block_height = min(fields.get(_ROWS_PER_STRIP, (_ALL_ROWS,))[0], height)
    planes = fields.get(_SAMPLES, (1,))[0] if fields.get(_PLANAR, (1,))[0] == 2 else 1
    offsets = fields[_TILE_OFFSETS if tiled else _STRIP_OFFSETS]
    counts = fields[_TILE_COUNTS if tiled else _STRIP_COUNTS]
    blocks = planes * -(-width // block_width) * -(-height // block_height)
    if len(offsets) < blocks or len(counts) < blocks:
        raise IndexError(blocks)
    return TiffImage(width, height, block_width, block_height, planes, offsets, counts)
