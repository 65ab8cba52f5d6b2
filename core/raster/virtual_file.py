"""Any file that GDAL reaches, as a binary file of Python: on the web, in a bucket, in a zip."""

import io
import re

from osgeo import gdal

from ..errors import FusionError
from ..message import message
from .gdal_errors import attempt

_SCHEMES = {"http": "/vsicurl/http://", "https": "/vsicurl/https://", "s3": "/vsis3/", "gs": "/vsigs/", "az": "/vsiaz/"}
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9]*)://(?P<rest>.*)")


def virtual_path(path: str) -> str | None:
    """GDAL's name (/vsicurl/..., /vsis3/...) of what is no ordinary file; None for an ordinary one."""
    if path.startswith("/vsi"):
        return path
    url = _URL.fullmatch(path)
    prefix = _SCHEMES.get(url["scheme"].lower()) if url else None
    return prefix and prefix + url["rest"]


class VirtualFile(io.RawIOBase):
    """A file opened for reading by its /vsi name; GDAL's own settings hold for logins, caches and retries.

    Raises FusionError if it cannot be opened, OSError if it cannot be read on.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path, self._place = path, 0
        self._handle, messages = attempt(gdal.VSIFOpenL, path, "rb")
        if self._handle is None:
            raise FusionError(message(
                "{path} cannot be reached{because}; check the address and the login, or download the file and choose "
                "that.", path=path, because=message(" (GDAL: {reason})", reason=messages.text) if messages else "",
            ))
        gdal.VSIFSeekL(self._handle, 0, io.SEEK_END)
        self._size = gdal.VSIFTellL(self._handle)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        return self._place

    def readinto(self, buffer) -> int:
        view = memoryview(buffer).cast("B")
        wanted = max(0, min(len(view), self._size - self._place))
        if wanted == 0:
            return 0
        gdal.VSIFSeekL(self._handle, self._place, io.SEEK_SET)
        content, messages = attempt(gdal.VSIFReadL, 1, wanted, self._handle)
        content = bytes(content or b"")
        if len(content) < wanted:
            raise OSError(messages.text or f"{self._path} ended after {self._place + len(content)} bytes")
        view[:wanted] = content
        self._place += wanted
        return wanted

    def close(self) -> None:
        if not self.closed and self._handle is not None:
            gdal.VSIFCloseL(self._handle)
            self._handle = None
        super().close()
