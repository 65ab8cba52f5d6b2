"""The area of interest out of a Cloud Optimized GeoTIFF in an archive: its header and the blocks there, no more.

The bytes come by range requests of the session, so that login, timeouts, retries and cancel are those of whole files
and GDAL learns of no secret.
"""

import bisect
import json
import math
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..crs import parse_crs
from ..destination import Destination
from ..errors import FusionError
from ..grid import extent_box, outline_bounds
from ..message import message
from ..provenance import TAG, provenance, to_json
from ..raster import RasterSource
from ..raster.crop import crop, pieces_path, tags_of
from ..raster.tiff_layout import TiffImage, read_layout
from .checksum import Checksum, digest_of
from .connection import Connection, NoRanges
from .remote_file import RemoteFile

_HEAD = 2**16
_GAP = 2**15          # to fetch so many bytes too many is cheaper than another request
_LARGEST = 2**24      # a request, between two of which a cancel is noticed at the latest
_MOST = 2**28         # bytes; more are fetched as a whole file, which goes straight to the disk
_LEADER = 4           # a COG of GDAL's has a block's size before it, and its last bytes again behind
_METRES_PER_DEGREE = 111_320.0
_ENDINGS = (".tif", ".tiff")
_OPERATION = "downloadearthdata"


@dataclass(frozen=True)
class Area:
    """What is wanted: (x min, y min, x max, y max) in `crs` (code or WKT), and `margin` metres around it."""

    bounds: tuple[float, float, float, float]
    crs: str
    margin: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        return {"extent": list(self.bounds), "extent_crs": parse_crs(self.crs).to_wkt(), "margin": self.margin}


@dataclass(frozen=True)
class Window:
    """What came of it: the file written, or "" where the raster has nothing of the area; bytes fetched for it."""

    path: str
    size: int
    checksum: Checksum | None
    fetched: int


def can_be_cut(remote: RemoteFile) -> bool:
    """Is it of a format of which a window can be read?"""
    return remote.name.lower().endswith(_ENDINGS)


def window_there(path: str, remote: RemoteFile, area: Area) -> Checksum | None:
    """The checksum of a file that holds this window of this file already; None of any other."""
    record = _record_in(path)
    if record is None or [record.get("inputs"), record.get("parameters")] != [_inputs(remote), _plain(area.to_dict())]:
        return None
    return digest_of(path).result()


def is_window(path: str) -> bool:
    """Was the file cut out of a larger one by `fetch_window`?"""
    return _record_in(path) is not None


def fetch_window(connection: Connection, remote: RemoteFile, folder: str, area: Area, *, threads: int | None = 1,
                 received: Callable[[int], None] = lambda count: None) -> Window:
    """Write the pixels of `area` into `folder` under the file's own name, on the file's own grid, values as stored.

    Raises NoRanges where the server gives whole files alone, the file is no TIFF, or all of it is wanted; FusionError,
    Refused, Cancelled.
    """
    pieces = _Pieces(connection, remote, received)
    pieces.need([(0, _HEAD)])
    try:
        images = read_layout(pieces.read)
    except FusionError as error:
        raise NoRanges from error
    destination = Destination(os.path.join(folder, remote.name), _ENDINGS)
    try:
        window = _window(_open(pieces, destination, remote), area, images[0])
        if window is None:
            return Window("", 0, None, pieces.fetched)
        if window == (0, 0, images[0].width, images[0].height):
            raise NoRanges
        # A mask has the size of its raster; overviews are made anew.
        full = [image for image in images if (image.width, image.height) == (images[0].width, images[0].height)]
        pieces.need((max(0, begin - _LEADER), end + _LEADER) for image in full for begin, end in image.ranges(window))
        record = provenance(_OPERATION, _inputs(remote), area.to_dict(), ())
        crop(pieces.file(destination), window, destination, {TAG: to_json(record)}, threads=threads,
             check=connection.stop.check)
        part = destination.part(".tif")
        size, checksum = os.path.getsize(part), digest_of(part, None, connection.stop.check).result()
        destination.sync(part)
        destination.replace(part)
        destination.remove_companions()
        return Window(destination.path, size, checksum, pieces.fetched)
    finally:
        destination.remove_parts()


def _open(pieces: "_Pieces", destination: Destination, remote: RemoteFile) -> Any:
    """The grid of the raster."""
    try:
        with RasterSource(pieces.file(destination)) as source:
            return source.grid
    except FusionError as error:
        raise FusionError(message("{name} cannot be cut to the area ({reason}); download it without EXTENT.",
                                  name=remote.name, reason=str(error.sentence).rstrip("."))) from error


def _window(grid: Any, area: Area, image: TiffImage) -> tuple[int, int, int, int] | None:
    """(column, row, width, height): whole pixels that the area touches, as far as the raster goes; None for none."""
    x0, y0, x1, y1 = outline_bounds(extent_box(area.bounds, parse_crs(area.crs)), grid.crs.proj)
    reach_x, reach_y = _margin(grid.crs.proj, area.margin, (y0 + y1) / 2)
    corners = [~grid.affine * (x, y) for x in (x0 - reach_x, x1 + reach_x) for y in (y0 - reach_y, y1 + reach_y)]
    columns, rows = zip(*corners)
    left, right = _within(columns, image.width)
    top, bottom = _within(rows, image.height)
    return (left, top, right - left, bottom - top) if left < right and top < bottom else None


def _within(ends: Iterable[float], size: int) -> tuple[int, int]:
    """First pixel and the one after the last; a millionth of a pixel is rounding."""
    ends = list(ends)
    return max(0, math.floor(min(ends) + 1e-6)), min(size, math.ceil(max(ends) - 1e-6))


def _margin(crs: Any, metres: float, latitude: float) -> tuple[float, float]:
    """In the units of a CRS."""
    unit = crs.axis_info[0].unit_conversion_factor or 1.0
    if not crs.is_geographic:
        return metres / unit, metres / unit
    degrees = math.degrees(unit)
    up = metres / (_METRES_PER_DEGREE * degrees)
    return up / max(math.cos(math.radians(min(abs(latitude * degrees), 89.0))), 1e-3), up


def _inputs(remote: RemoteFile) -> list[dict[str, Any]]:
    return [{"name": remote.name, "granule": remote.granule, "size": remote.size,
             "checksum": str(remote.checksum or "")}]


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """As it is after JSON."""
    return json.loads(to_json(value))


def _record_in(path: str) -> dict[str, Any] | None:
    if not path.lower().endswith(_ENDINGS) or not os.path.isfile(path):
        return None
    try:
        record = json.loads(tags_of(path).get(TAG, ""))
    except ValueError:
        return None
    return record if isinstance(record, dict) and record.get("operation") == _OPERATION else None


class _Pieces:
    """Bytes of a remote file, fetched as they are needed, in one version of it."""

    def __init__(self, connection: Connection, remote: RemoteFile, received: Callable[[int], None]) -> None:
        self._connection, self._remote, self._received = connection, remote, received
        self._found: list[tuple[int, bytes]] = []   # by place; they neither overlap nor touch
        self._size: int | None = None
        self._version = ""
        self.fetched = 0

    def need(self, ranges: Iterable[tuple[int, int]]) -> None:
        """See to it that these are there, neighbours by one request. Raises NoRanges for too much."""
        end_of_file = self._size if self._size is not None else math.inf
        missing = sorted((begin, min(end, end_of_file)) for begin, end in ranges
                         if begin < end_of_file and self._piece(begin, min(end, end_of_file)) is None)
        if sum(end - begin for begin, end in missing) > _MOST:
            raise NoRanges
        for begin, end in _joined(missing):
            for place in range(int(begin), int(end), _LARGEST):
                self._fetch(place, min(place + _LARGEST, int(end)))

    def read(self, begin: int, end: int) -> bytes:
        """Bytes of the file, fewer beyond its end."""
        if self._size is not None:
            begin, end = min(begin, self._size), min(end, self._size)
        if begin >= end:
            return b""
        piece = self._piece(begin, end)
        if piece is None:
            self.need([(begin, max(end, begin + _GAP))])
            piece = self._piece(begin, end)
        place, content = piece
        return content[begin - place:end - place]

    def file(self, destination: Destination) -> str:
        """A path for GDAL to what is there. Raises FusionError if it cannot be written."""
        content = destination.part(".ranges")
        try:
            with open(content, "wb") as file:
                for _, piece in self._found:
                    file.write(piece)
        except OSError as error:
            raise destination.failure((error.strerror or str(error)).lower()) from error
        # A name of its own for each state: GDAL may remember the size and the header of one it has seen.
        index = destination.part(f".{len(self._found)}.{self.fetched}.xml")
        return pieces_path([(place, len(piece)) for place, piece in self._found], content, self._size, index)

    def _piece(self, begin: int, end: float) -> tuple[int, bytes] | None:
        """The piece that holds all of it."""
        number = bisect.bisect_right(self._found, begin, key=lambda each: each[0]) - 1
        if number < 0:
            return None
        place, content = self._found[number]
        return (place, content) if end <= place + len(content) else None

    def _fetch(self, begin: int, end: int) -> None:
        content, self._size, version = self._connection.part(self._remote.url, self._remote.name, begin, end,
                                                             self._version)
        self._version = self._version or version
        self.fetched += len(content)
        self._received(self.fetched)
        self._found = _merged([*self._found, (begin, content)])


def _joined(ranges: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Sorted ranges, those that are close to each other as one."""
    joined: list[tuple[int, float]] = []
    for begin, end in ranges:
        if joined and begin <= joined[-1][1] + _GAP:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _merged(pieces: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """By place, overlapping and touching ones as one."""
    merged: list[tuple[int, bytes]] = []
    for place, content in sorted(pieces, key=lambda each: each[0]):
        if merged and place <= merged[-1][0] + len(merged[-1][1]):
            before, held = merged[-1]
            merged[-1] = (before, held + content[max(0, before + len(held) - place):])
        else:
            merged.append((place, content))
    return merged
