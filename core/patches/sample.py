"""What a dataset of patches is made of: what is told of it and of its rasters, where its patches lie, their pixels."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import PurePath
from typing import Any

import numpy as np

from ..errors import FusionError
from ..message import message
from ..provenance import to_json

VERSION = 1
SPLITS = ("train", "validation", "test")
LABEL = "label"
# Patches are handed over, written and resumed in groups of about so many bytes, whatever the machine's memory is.
GROUP_BYTES = 64 * 2**20
_MOST_IN_GROUP = 4096
_FIT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")
# Names that files, arrays or Windows have taken.
_RESERVED = {LABEL, "json", "mask", "index", "journal", "items", "dataset", "id", "row", "column", "split", "x", "y",
             "lon", "lat", "con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt")
                                                         for number in range(10))}


@dataclass(frozen=True)
class RasterInfo:
    """What holds for all patches of one raster (or of the label).

    ``shape`` is (bands, rows, columns), ``units`` has an entry for each band, ``crs`` is WKT, ``resolution`` the width
    and height of a pixel in units of that CRS, both positive. ``fill`` stands in pixels without a value. ``mean`` and
    ``std``, one number a band, are given where stored = (value - mean) / std. ``source`` is a file's name without its
    folder, ``date`` ISO 8601 or "", ``kind`` that of the variable, ``resampling`` how pixels were resampled, "" if not.
    """

    name: str
    bands: tuple[str, ...]
    units: tuple[str, ...]
    dtype: str
    kind: str
    crs: str
    resolution: tuple[float, float]
    shape: tuple[int, int, int]
    fill: float | int
    source: str = ""
    date: str = ""
    resampling: str = ""
    mean: tuple[float, ...] | None = None
    std: tuple[float, ...] | None = None

    @property
    def patch_bytes(self) -> int:
        """Bytes of one patch, with its mask."""
        return int(np.prod(self.shape)) * (np.dtype(self.dtype).itemsize + 1)


@dataclass(frozen=True)
class DatasetInfo:
    """What holds for the whole dataset. ``crs`` is the WKT of the centres' CRS, ``count`` the patches asked for,
    ``written`` those that are there; where it is not ``complete``, they are the first ones. ``fingerprint`` tells
    whether two datasets were to become the same one; writers set it, ``written``, ``complete`` and ``format``."""

    mode: str
    padding: str
    crs: str
    rasters: tuple[RasterInfo, ...]
    label: RasterInfo | None
    count: int
    written: int = 0
    complete: bool = False
    format: str = ""
    fingerprint: str = ""
    splits: tuple[str, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict)
    version: int = VERSION

    @property
    def layers(self) -> tuple[RasterInfo, ...]:
        """The rasters, and the label behind them where there is one."""
        return self.rasters if self.label is None else (*self.rasters, self.label)

    @property
    def group_size(self) -> int:
        """Patches of a group; the last one may have fewer."""
        return int(np.clip(GROUP_BYTES // sum(layer.patch_bytes for layer in self.layers), 1, _MOST_IN_GROUP))

    @property
    def group_count(self) -> int:
        return -(-self.count // self.group_size)

    def group_range(self, index: int) -> range:
        """Places in the dataset of the patches of a group."""
        return range(index * self.group_size, min((index + 1) * self.group_size, self.count))

    def to_json(self) -> str:
        return to_json(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "DatasetInfo":
        """Raises ValueError, KeyError or TypeError for a text that is none of ours."""
        record = json.loads(text)
        if not isinstance(record, dict):
            raise ValueError("no object")
        known = {each.name for each in fields(cls)}
        record = {key: value for key, value in record.items() if key in known}
        label = record["label"]
        return cls(**{**record, "rasters": tuple(map(_raster_info, record["rasters"])),
                      "label": None if label is None else _raster_info(label), "splits": tuple(record["splits"])})

    def replaced(self, **changes: Any) -> "DatasetInfo":
        """The same with other values."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Places:
    """Where the patches lie, in the dataset's order; arrays of one length.

    ``ids``, ``rows`` and ``columns`` are int64 (-1 where a centre lies on no grid), ``splits`` "train", "validation",
    "test" or "", ``x`` and ``y`` the centres in the CRS of the centres, ``lon`` and ``lat`` in degrees.
    """

    ids: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    splits: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray
    lon: np.ndarray
    lat: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def keys(self) -> list[str]:
        """The ids as text of at least six digits: names of files and samples."""
        return [key_of(number) for number in self.ids]

    def key(self, at: int) -> str:
        """The id at a place, as text."""
        return key_of(self.ids[at])

    def first(self, count: int) -> "Places":
        """The first ones."""
        return Places(**{each.name: getattr(self, each.name)[:count] for each in fields(self)})

    def check(self) -> None:
        """Raise FusionError if ids cannot name patches."""
        if len(self) and int(np.min(self.ids)) < 0:
            raise FusionError(message("Some patch centres have a negative id; give each an id of 0 or more."))
        distinct, counts = np.unique(self.ids, return_counts=True)
        if (counts > 1).any():
            raise FusionError(message("Several patch centres have the id {id}; give each an id of its own.",
                                      id=int(distinct[counts > 1][0])))


@dataclass
class RasterPatch:
    """One raster's part of a patch: ``values`` and ``mask`` (bands, rows, columns), the mask uint8 with 1 where a value
    is valid; ``transform`` the six numbers of affine.Affine from pixels to the raster's CRS."""

    values: np.ndarray
    mask: np.ndarray
    transform: tuple[float, float, float, float, float, float]


@dataclass
class Patch:
    """One sample: what lies at one centre."""

    id: int
    key: str
    row: int
    column: int
    split: str
    x: float
    y: float
    lon: float
    lat: float
    rasters: dict[str, RasterPatch]
    label: RasterPatch | None = None


@dataclass
class RasterStack:
    """One raster's part of a group: ``values`` and ``mask`` (patches, bands, rows, columns), ``transforms`` (patches,
    6) float64 in the order of affine.Affine."""

    values: np.ndarray
    mask: np.ndarray
    transforms: np.ndarray


# A group of patches that follow each other: a stack for each raster by its name, the label's under LABEL.
PatchGroup = dict[str, RasterStack]


def key_of(number: int) -> str:
    """The text of an id."""
    return f"{int(number):06d}"


def safe_name(text: str) -> str:
    """A name made from a file's or a layer's, fit for files and arrays: ASCII letters, digits, "_" and "-"."""
    plain = unicodedata.normalize("NFKD", PurePath(text).name).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")[:60] or "raster"
    return f"{name}_1" if name.lower() in _RESERVED else name


def distinct_names(names: Sequence[str]) -> list[str]:
    """Names made from files', told apart by a number where two are the same but for case."""
    taken: set[str] = set()
    found = []
    for name in map(safe_name, names):
        number, free = 2, name
        while free.lower() in taken:
            free, number = f"{name}_{number}", number + 1
        taken.add(free.lower())
        found.append(free)
    return found


def check_names(names: Sequence[str]) -> None:
    """Raise FusionError if names that were given cannot name files and arrays, or two of them are the same."""
    taken: set[str] = set()
    for name in names:
        if not _FIT.fullmatch(name):
            raise FusionError(message('The name "{name}" cannot name files; use up to 64 letters without accents, '
                                      'digits, "_" and "-".', name=name))
        if name.lower() in _RESERVED:
            raise FusionError(message('The name "{name}" is taken by the dataset itself; give the raster another one.',
                                      name=name))
        if name.lower() in taken:
            raise FusionError(message('Two rasters have the name "{name}"; give each a name of its own (small and '
                                      'capital letters count as the same).', name=name))
        taken.add(name.lower())


def _raster_info(record: Mapping[str, Any]) -> RasterInfo:
    known = {each.name for each in fields(RasterInfo)}
    lists = {key: tuple(value) for key, value in record.items() if isinstance(value, list)}
    fill = float(record["fill"]) if isinstance(record["fill"], str) else record["fill"]
    return RasterInfo(**{**{key: record[key] for key in record if key in known}, **lists, "fill": fill})
