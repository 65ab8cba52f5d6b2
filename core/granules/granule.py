"""One granule: an HDF5 or netCDF-4 file opened for reading, its product, its beams and the datasets of a beam."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..errors import FusionError, require
from ..message import Message, message
from ..raster.virtual_file import VirtualFile, virtual_path
from .layout import Layout, layouts

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_GPS_UTC_2018 = 1198800018.0   # GPS seconds of 2018-01-01 UTC, with 18 leap seconds; none was added since
_2018 = "2018-01-01T00:00:00"
_KINDS = ("coverage", "full power", "strong", "weak")


class Granule:
    """An open file. `layout` is that of its product, `beams` are the names of the groups it has, in their order.

    A product without beams has one, "". As a context manager it closes the file. Raises FusionError if the file does
    not open, is not `product` (an id of a layout, or "auto"), or has no beams.
    """

    def __init__(self, path: str, product: str = "auto") -> None:
        self.path = path
        self.name = os.path.basename(path.rstrip("/")) or path
        self._raw: VirtualFile | None = None
        self.file = self._open()
        try:
            with self.reading():
                self.layout = self._recognise(product)
                self.beams = self._find_beams()
        except BaseException:  # whatever it is, also a cancel: the caller never gets what it could close
            self.close()
            raise

    def base(self, beam: str) -> Any:
        """The group of the beam in which the layout's names lie (h5py.Group)."""
        group = self.file[beam] if beam else self.file
        return group[self.layout.base] if self.layout.base else group

    def find(self, beam: str, names: tuple[str, ...]) -> Any:
        """The first dataset of these names within the base of a beam (h5py.Dataset), None if none is there."""
        base = self.base(beam)
        return next((base[name] for name in names if _is_dataset(base.get(name))), None)

    def must_find(self, beam: str, names: tuple[str, ...]) -> Any:
        """As `find`, but raises FusionError."""
        found = self.find(beam, names)
        if found is None:
            raise FusionError(message(
                "{name} lacks the dataset {dataset} in {beam}; download it again with this dataset.", name=self.name,
                dataset=names[0], beam=f"{beam}/{self.layout.base}".strip("/") or "/",
            ))
        return found

    def kind_of(self, beam: str) -> str | None:
        """What the beam is: coverage or full power (GEDI), strong or weak (ICESat-2); None if nothing tells."""
        if not beam:
            return None
        attributes = self.file[beam].attrs
        told = text(attributes.get("atlas_beam_type", attributes.get("description", ""))).lower()
        if not told and beam.startswith("BEAM"):
            told = "coverage" if int(beam[4:], 2) < 4 else "full power"
        return next((kind for kind in _KINDS if kind in told), None)

    def epoch(self) -> tuple[np.datetime64, float]:
        """What the product's times count from: a moment (UTC), and seconds to be added to them."""
        layout = self.layout
        if layout.epoch != "gps":
            return np.datetime64(layout.epoch), 0.0
        path, usual = layout.gps_epoch
        stored = self.file.get(path)
        gps = float(np.ravel(stored[()])[0]) if _is_dataset(stored) else usual
        return np.datetime64(_2018), gps - _GPS_UTC_2018

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Within it, a damaged or lost file is told in a sentence (FusionError)."""
        try:
            yield
        except (OSError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and type(error) is not RuntimeError:
                raise
            raise FusionError(message("{path} cannot be read ({reason}); it is damaged or out of reach: copy or "
                                      "download it again.", path=self.path, reason=_one_line(error))) from error

    def close(self) -> None:
        """Close the file."""
        self.file.close()
        if self._raw is not None:
            self._raw.close()

    def __enter__(self) -> "Granule":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> Any:
        h5py = require("h5py")
        remote = virtual_path(self.path)
        if remote is None:
            _check_file(self.path)
        else:
            self._raw = VirtualFile(remote)
        try:
            return h5py.File(self.path if self._raw is None else self._raw, "r")
        except OSError as error:
            if self._raw is not None:
                self._raw.close()
            raise FusionError(_why_not(self.path, _one_line(error))) from error

    def _recognise(self, product: str) -> Layout:
        found = self._product()
        if product == "auto":
            if found is None:
                raise FusionError(message(
                    "{name} is none of the products that are known here ({products}); choose another file, or name "
                    "its product.", name=self.name, products=", ".join(layouts()),
                ))
            return found
        asked = layouts()[product]
        if found is not None and found != asked:
            raise FusionError(message("{name} is {found} and not {product}; choose another file, or the product auto.",
                                      name=self.name, found=found.id, product=product))
        if found is None and not self._signs(asked):
            raise FusionError(message(
                "{name} has no dataset {dataset}, so that it is not {product}; choose another file or product.",
                name=self.name, dataset=asked.sign, product=product,
            ))
        return asked

    def _product(self) -> Layout | None:
        """By its attributes, else by its file name, else by a dataset."""
        attributes = {key: text(value) for key, value in self.file.attrs.items()}
        tests = (
            lambda each: re.fullmatch(each.short_names, attributes.get("short_name", attributes.get("ShortName", ""))),
            lambda each: each.attributes and all(attributes.get(key) == value for key, value in each.attributes),
            lambda each: re.search(each.files, self.name) and self._signs(each),
            self._signs,
        )
        return next((each for test in tests for each in layouts().values() if test(each)), None)

    def _signs(self, layout: Layout) -> bool:
        groups = [name for name in self.file if re.fullmatch(layout.groups, name)] if layout.groups else [""]
        return any(_is_dataset(self.file.get(f"{group}/{layout.sign}".lstrip("/"))) for group in groups)

    def _find_beams(self) -> tuple[str, ...]:
        layout = self.layout
        if not layout.groups:
            return ("",)
        # Clips and files of months without land in some track keep groups without any footprints.
        found = tuple(name for name in self.file if re.fullmatch(layout.groups, name)
                      and (not layout.base or layout.base in self.file[name]))
        if not found:
            raise FusionError(message("{name} holds no beams ({groups}) with footprints; choose another granule.",
                                      name=self.name, groups=layout.groups))
        return found


def text(value: Any) -> str:
    """An attribute as text: HDF5 gives text, bytes, or arrays of one of them."""
    values = np.ravel(value)
    if values.size == 0:
        return ""
    first = values[0]
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)


def _is_dataset(item: Any) -> bool:
    return item is not None and hasattr(item, "shape")


def _check_file(path: str) -> None:
    if not path.strip():
        raise FusionError(message("No granule is given; choose one."))
    if not os.path.exists(path):
        raise FusionError(message("{path} does not exist; check the path.", path=path))
    if os.path.isdir(path):
        raise FusionError(message("{path} is a folder, not a granule; choose a file.", path=path))
    if not os.access(path, os.R_OK):
        raise FusionError(message("{path} may not be read; ask for the permission to read it.", path=path))
    with open(path, "rb") as file:
        start = file.read(len(_SIGNATURE))
    if not start:
        raise FusionError(message("{path} is an empty file; copy or download it again.", path=path))
    if start != _SIGNATURE:
        raise FusionError(message("{path} is no HDF5 or netCDF-4 file; choose a granule.", path=path))


def _why_not(path: str, reason: str) -> Message:
    if "truncated" in reason:
        return message("{path} is truncated: its end is missing; download it again.", path=path)
    if "signature" in reason:
        return message("{path} is no HDF5 or netCDF-4 file; choose a granule.", path=path)
    return message("{path} does not open as HDF5 ({reason}); copy or download it again.", path=path, reason=reason)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".")
