"""Opening raster files: what to say when one does not open, their short names, the files behind a GDAL path."""

import hashlib
import os
import re
from datetime import datetime, timezone

from osgeo import gdal

from ..errors import FusionError
from ..message import message
from .gdal_errors import attempt

_HEADER = 65536
_CRS_ELEMENT = re.compile("<SRS.*?</SRS>", re.DOTALL)
_DRIVER_PREFIX = re.compile(r"^[A-Za-z][A-Za-z0-9_]+:")


def open_raster(path: str) -> gdal.Dataset:
    """Open a file, a subdataset ("HDF4_EOS:EOS_GRID:...") or a /vsi path for reading.

    Raises FusionError that says why it does not open, or that it has no raster bands.
    """
    dataset, messages = attempt(gdal.OpenEx, path, gdal.OF_RASTER | gdal.OF_VERBOSE_ERROR)
    if dataset is None:
        raise FusionError(_why_not(path, messages.text))
    if dataset.RasterCount == 0:
        raise FusionError(_no_bands(path, dataset))
    if dataset.RasterXSize < 1 or dataset.RasterYSize < 1:
        raise FusionError(message("{name} has no pixels; choose another raster.", name=short_name(path)))
    return dataset


def container_file(path: str) -> str:
    """The file that holds the raster: of a subdataset its container, else the path itself."""
    if path.lstrip().startswith("<") or os.path.exists(path):
        return path
    if path.startswith("vrt://"):
        return path[len("vrt://"):].partition("?")[0]
    prefix = _DRIVER_PREFIX.match(path)
    if prefix is None or path[prefix.end():].startswith("//"):
        return path
    quoted = re.search(r'"([^"]+)"', path)
    if quoted:
        return quoted.group(1)
    pieces = path.split(":")[1:]
    for start in range(len(pieces)):
        for end in range(len(pieces), start, -1):
            candidate = ":".join(pieces[start:end])
            if candidate and _stat(candidate) is not None:
                return candidate
    return path


def short_name(path: str) -> str:
    """The file's name without its folder, with the subdataset's name if there is one: "MOD11A1.hdf:LST_Day_1km"."""
    if path.lstrip().startswith("<"):
        return message("virtual raster")
    container = container_file(path)
    if not container.strip():
        return message("(no raster)")
    before, _, after = path.rpartition(container)
    name = os.path.basename(re.sub(r"\?.*$", "", container).rstrip("/\\")) or container
    inner = after.replace('"', "").strip(":/") or ":".join(before.replace('"', "").strip(":").split(":")[1:])
    return f"{name}:{inner}" if container != path and inner else name


def files_of(dataset: gdal.Dataset, path: str) -> tuple[str, ...]:
    """Every file the raster is read from, the container first (a VRT names its sources too)."""
    listed, _ = attempt(dataset.GetFileList)
    container = container_file(path)
    rest = [file for file in listed or [] if file != container]
    return (container, *rest)


def file_facts(path: str) -> dict[str, str | int]:
    """Size in bytes, time of the last change (ISO 8601, UTC) and SHA-256 of the first 64 KiB; {} if not a file."""
    facts = _stat(path)
    if facts is None or facts.IsDirectory():
        return {}
    changed = datetime.fromtimestamp(facts.mtime, timezone.utc)
    return {
        "size": int(facts.size),
        "modified": changed.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sha256_first_64KiB": hashlib.sha256(_header(path)).hexdigest(),
    }


def crs_beside(path: str) -> str:
    """The CRS that GDAL could not write into a raster and put into its "<path>.aux.xml": the XML element, or ""."""
    try:
        with open(f"{path}.aux.xml", encoding="utf-8") as file:
            found = _CRS_ELEMENT.search(file.read())
    except FileNotFoundError:
        return ""
    return f"  {found.group()}\n" if found else ""


def gdal_version() -> str:
    """GDAL's version, such as "3.6.2"."""
    return gdal.VersionInfo("RELEASE_NAME")


def _header(path: str) -> bytes:
    handle, _ = attempt(gdal.VSIFOpenL, path, "rb")
    if handle is None:
        return b""
    try:
        content, _ = attempt(gdal.VSIFReadL, 1, _HEADER, handle)
    finally:
        gdal.VSIFCloseL(handle)
    return bytes(content or b"")


def _stat(path: str) -> gdal.StatBuf | None:
    return attempt(gdal.VSIStatL, path)[0]


def _why_not(path: str, text: str) -> str:
    """One sentence on why GDAL did not open `path`."""
    if not path.strip():
        return message("No raster is given; choose one.")
    container = container_file(path)
    inline = container.lstrip().startswith("<") or "://" in container
    facts = None if inline else _stat(container)
    if not inline and facts is None:
        return message("{path} does not exist; check the path.", path=container)
    if facts is not None and facts.IsDirectory():
        return message("{path} is a folder, not a raster; choose a file.", path=container)
    if facts is not None and not container.startswith("/vsi") and not os.access(container, os.R_OK):
        return message("{path} may not be read; ask for the permission to read it.", path=container)
    if facts is not None and facts.size == 0:
        return message("{path} is an empty file; copy or download it again.", path=container)
    if container != path:
        return message("{name} does not open as a raster; check the name of the subdataset{because}.",
                       name=short_name(path), because=_because(text))
    if _is_vector(path):
        return message("{path} holds vector data; choose a raster.", path=container)
    return message("{path} is not a raster that GDAL can read; choose another file{because}.", path=container,
                   because=_because(text))


def _is_vector(path: str) -> bool:
    return attempt(gdal.OpenEx, path, gdal.OF_VECTOR)[0] is not None


def _because(text: str) -> str:
    return message(" (GDAL: {reason})", reason=text) if text else ""


def _no_bands(path: str, dataset: gdal.Dataset) -> str:
    names = [name for name, _ in dataset.GetSubDatasets()]
    if not names:
        return message("{name} has no raster bands; choose another file.", name=short_name(path))
    others = ", ".join(short_name(name).rpartition(":")[2] for name in names[1:6])
    more = message("; {count} in all, among them also {others}", count=len(names), others=others) if others else ""
    return message("{name} holds subdatasets instead of bands; name one of them, such as {example}{more}.",
                   name=short_name(path), example=names[0], more=more)
