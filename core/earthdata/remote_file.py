"""A file in an archive, as its granule's metadata tells of it."""

import os
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ..errors import FusionError
from ..message import message
from .checksum import Checksum

_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
# Names of devices on Windows, whatever their ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class RemoteFile:
    """`size` in bytes and `checksum`: None where the metadata does not tell. `date` (ISO 8601): of the granule."""

    url: str
    name: str
    size: int | None = None
    checksum: Checksum | None = None
    date: str = ""
    granule: str = ""
    asset: str = ""


def name_of(url: str) -> str:
    """The file's name in an address, fit for every file system. Raises FusionError for an address without one."""
    name = os.path.basename(unquote(urlsplit(url).path).rstrip("/").replace("\\", "/"))
    name = _UNSAFE.sub("_", name).rstrip(". ")
    if not name or name.startswith(".") or _DEVICES.match(name):
        raise FusionError(message("The address {url} names no file; choose other granules or assets.",
                                  url=url.partition("?")[0]))
    return name


def remote_file(url: str, size: int | None, checksum: Checksum | None, granule: str, date: str) -> RemoteFile:
    """Of an address in a granule's metadata; old addresses begin with http, which no archive answers any more.

    Raises FusionError for an address that names no file.
    """
    from .assets import asset_of

    name = name_of(url)
    secure = re.sub("^http://", "https://", url)
    return RemoteFile(secure, name, size, checksum, date, granule, asset_of(name, granule))
