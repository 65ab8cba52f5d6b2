"""Variables by name: which datasets of a granule hold a value for each footprint, and their values without fills."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import FusionError
from ..message import Message, message
from .granule import Granule, text
from .layout import Layout

RESERVED = ("fid", "granule", "beam", "beam_type", "shot", "time", "diameter", "length", "azimuth")

_MOST_COLUMNS = 256      # wider datasets are waveforms or profiles, not variables
_MOST_NAMES = 120        # that a sentence lists
# rh[98], cover_z_3, rh98
_NUMBERED = tuple(map(re.compile, (r"(?P<path>.+)\[(?P<index>\d+)\]", r"(?P<path>.+)_(?P<index>\d+)",
                                   r"(?P<path>.*[A-Za-z])(?P<index>\d+)")))
_FILL_ATTRIBUTES = ("_FillValue", "missing_value")


@dataclass(frozen=True)
class Variable:
    """A field to read: the dataset at `path` within the base of each beam, of it the column `index` if it has several.

    `largest`: the largest of its columns instead. `whole`: all values are whole numbers.
    """

    field: str
    path: str
    index: int | None = None
    largest: bool = False
    whole: bool = False
    unit: str = ""
    meaning: str = ""


def catalogue(granule: Granule, beam: str) -> dict[str, Any]:
    """Datasets (h5py.Dataset) of a beam with a number, or a row of numbers, for each footprint; by path in its base."""
    base = granule.base(beam)
    rows = granule.must_find(beam, granule.layout.latitude).shape[0]
    found: dict[str, Any] = {}

    def keep(path: str, item: Any) -> None:
        shape = getattr(item, "shape", None)
        if shape and shape[0] == rows and item.dtype.kind in "iufb" and (
                len(shape) == 1 or (len(shape) == 2 and shape[1] <= _MOST_COLUMNS)):
            found[path] = item

    base.visititems(keep)
    return found


def find_variables(granule: Granule, names: Sequence[str], known: dict[str, Any], fields: Mapping[str, str]
                   ) -> list[Variable]:
    """The variables of these names, several for one that has several columns, with fields of their own.

    `fields` are those that other datasets have, by path. A name is a dataset's, with the groups above it or without;
    `rh98` and `rh[98]` are column 98 of `rh`. Raises FusionError, which lists what there is, for one that is not among
    the `known` datasets.
    """
    found = [each for name in names for each in _one(granule, name.strip("/ "), known)]
    return _with_fields(found, fields)


def has(granule: Granule, name: str, known: dict[str, Any]) -> bool:
    """Is there a variable of this name?"""
    return bool(_candidates(granule.layout, name, known))


def variable(path: str, dataset: Any, layout: Layout, index: int | None = None, *, largest: bool = False) -> Variable:
    """The variable of a dataset at `path`."""
    last = path.rpartition("/")[2]
    field = last if index is None else f"{last}{index}" if last == "rh" else f"{last}_{index}"
    return Variable(
        field, path, index, largest, dataset.dtype.kind in "iub" and layout.scale(path) == 1.0,
        text(dataset.attrs.get("units", "")), text(dataset.attrs.get("long_name", "")),
    )


def read_values(dataset: Any, layout: Layout, path: str, rows: slice, columns: Sequence[int] | None = None
                ) -> np.ma.MaskedArray:
    """Values of some rows (n) or (n, columns) in their units: fills, NaN and infinities are masked.

    Whole numbers are int64, all others float64.
    """
    if columns is None or len(dataset.shape) == 1:
        stored = dataset[rows]
    elif len(columns) == 1:
        stored = dataset[rows, columns[0]][:, None]
    else:
        stored = dataset[rows][:, list(columns)]
    mask = np.zeros(stored.shape, bool)
    for fill in _fills(dataset, layout):
        mask |= stored == fill
    scale = layout.scale(path)
    if stored.dtype.kind in "iub" and scale == 1.0:
        if stored.dtype.kind == "u":
            mask |= stored > np.uint64(np.iinfo(np.int64).max)
        return np.ma.MaskedArray(stored.astype(np.int64), mask)
    values = stored.astype(np.float64)
    # By division: a hundredth of a whole number then is the nearest double to it.
    values = values / round(1.0 / scale) if scale < 1.0 else values * scale
    mask |= ~np.isfinite(values)
    return np.ma.MaskedArray(values, mask)


def _fills(dataset: Any, layout: Layout) -> list[np.generic]:
    """In the stored type; those that it cannot hold are left out."""
    declared = [np.ravel(dataset.attrs[name])[:1] for name in _FILL_ATTRIBUTES if name in dataset.attrs]
    found = []
    for value in [*layout.fills, *(each[0] for each in declared if each.size and each.dtype.kind in "iuf")]:
        if dataset.dtype.kind == "f":
            found.append(dataset.dtype.type(value))
        elif float(value).is_integer() and np.iinfo(dataset.dtype).min <= value <= np.iinfo(dataset.dtype).max:
            found.append(dataset.dtype.type(value))
    return found


def _one(granule: Granule, name: str, known: dict[str, Any]) -> list[Variable]:
    found = _candidates(granule.layout, name, known)
    if not found:
        raise FusionError(_unknown(granule, name, known))
    depth = min(path.count("/") for path, _ in found)
    nearest = [each for each in found if each[0].count("/") == depth]
    if len(nearest) > 1:
        raise FusionError(message(
            "{granule} has several variables {name}; name one of them with its groups: {paths}.", granule=granule.name,
            name=name, paths=", ".join(path for path, _ in nearest),
        ))
    path, index = nearest[0]
    dataset = known[path]
    columns = range(dataset.shape[1]) if index is None and len(dataset.shape) == 2 else [index]
    return [variable(path, dataset, granule.layout, column) for column in columns]


def _candidates(layout: Layout, name: str, known: dict[str, Any]) -> list[tuple[str, int | None]]:
    """Paths, and columns where the name tells one, that a name can mean."""
    name = name.removeprefix(f"{layout.base}/") if layout.base else name
    whole = _paths(name, known)
    if whole:
        return [(path, None) for path in whole]
    for pattern in _NUMBERED:
        match = pattern.fullmatch(name)
        if match:
            column = int(match["index"])
            found = [path for path in _paths(match["path"], known)
                     if len(known[path].shape) == 2 and column < known[path].shape[1]]
            if found:
                return [(path, column) for path in found]
    return []


def _paths(name: str, known: Iterable[str]) -> list[str]:
    known = list(known)
    return [name] if name in known else [path for path in known if path.endswith(f"/{name}")]


def _with_fields(found: list[Variable], fields: Mapping[str, str]) -> list[Variable]:
    """Fields that differ, in upper and lower case, from each other and from those taken."""
    taken, kept = {*RESERVED, *(field.lower() for field in fields.values())}, {}
    for each in found:
        key = (each.path, each.index)
        if key in kept:
            continue
        if each.path in fields and each.index is None:
            kept[key] = replace(each, field=fields[each.path])
            continue
        field = each.field
        if field.lower() in taken:
            ending = "" if each.index is None else f"_{each.index}"
            field = each.path.replace("/", "_") + ending
        number = 2
        while field.lower() in taken:
            field, number = f"{each.field}_{number}", number + 1
        taken.add(field.lower())
        kept[key] = replace(each, field=field)
    return list(kept.values())


def _unknown(granule: Granule, name: str, known: dict[str, Any]) -> Message:
    """A sentence that lists the variables there are, those in groups by their groups where they are many."""
    def short(paths: Iterable[str]) -> list[str]:
        return [_span(path, known[path]) for path in paths]

    names = short(known)
    groups = sorted({path.split("/")[0] for path in known if "/" in path})
    if len(names) > _MOST_NAMES:
        names = short(path for path in known if "/" not in path) + [f"{group}/..." for group in groups]
    close = difflib.get_close_matches(name, [path.rpartition("/")[2] for path in known], 1)
    hint = message(" (did you mean {close}?)", close=close[0]) if close else ""
    return message("{granule} has no variable {name}{hint}; it has {names}.", granule=granule.name, name=name,
                   hint=hint, names=", ".join(names[:_MOST_NAMES]))


def _span(path: str, dataset: Any) -> str:
    if len(dataset.shape) == 1:
        return path
    between = "" if path == "rh" else "_"
    return f"{path}{between}0 to {path}{between}{dataset.shape[1] - 1}"
