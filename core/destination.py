"""Where an output goes: checks before the work, temporary files beside it, one rename when it is whole."""

import errno
import os
import secrets
import shutil
import time
from collections.abc import Sequence

from .errors import FusionError
from .message import message

try:
    import fcntl
except ImportError:  # Windows, where a file in use cannot be removed anyway
    fcntl = None

_RASTER_ENDINGS = (".tif", ".tiff")
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_LOST = (*_FULL, errno.EIO)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
# Files that GDAL and QGIS read along with "<path>" and that would describe the raster that was there before.
_COMPANIONS = (".aux.xml", ".ovr", ".msk", ".vat.dbf")
_PROBE = 4 * 2**20
_LOCK = ".lock"
_GRACE = 5.0
_DAY = 86400.0


class Destination:
    """The place of one output file. All temporary files begin with the same hidden name, so that none is missed.

    `endings` are the file name endings it may have, in lower case, and `kind` says of what format such outputs are.
    Raises FusionError if no file can be written there.
    """

    def __init__(
        self, path: str, endings: tuple[str, ...] = _RASTER_ENDINGS, kind: str = message("GeoTIFF files")
    ) -> None:
        given = os.fspath(path)
        if not given.lower().endswith(endings):
            raise FusionError(message("The output {output} must end in {ending}; outputs are {kind}.",
                                      output=given or message("(empty)"), ending=endings[0], kind=kind))
        # A symbolic link keeps pointing where it points: the file behind it is replaced.
        self.path = os.path.realpath(given)
        self.folder, self.name = os.path.split(self.path)
        if os.path.isdir(self.path):
            raise FusionError(message("The output {output} is a folder; give the name of a file.", output=given))
        if not os.path.isdir(self.folder):
            raise FusionError(message("The folder {folder} does not exist; create it or choose another one.",
                                      folder=self.folder))
        self._least_free = float("inf")
        _remove_abandoned(self.folder, self._prefix)
        self._stem = f"{self._prefix}{secrets.token_hex(4)}"
        self._lock = self._claim()

    @property
    def _prefix(self) -> str:
        return f".{self.name[:100]}."

    def part(self, ending: str) -> str:
        """The path of a temporary file beside the destination."""
        return os.path.join(self.folder, f"{self._stem}.part{ending}")

    def watch(self) -> None:
        """Note how much space is left: a library may remove what it wrote before it tells of a full disk."""
        self._least_free = min(self._least_free, _free(self.folder))

    def failure(self, reason: str) -> FusionError:
        """The sentence for an output that could not be written; ask before temporary files are removed."""
        self.watch()
        if self._least_free < _PROBE or self._is_full():
            return FusionError(message(
                "The disk that holds {folder} is full, so {name} was not written; "
                "free some space or choose another folder.", folder=self.folder, name=self.name
            ))
        return FusionError(message("{name} could not be written ({reason}); nothing was changed.", name=self.name,
                                   reason=reason or message("no reason given")))

    def sync(self, path: str) -> None:
        """Force a finished temporary file onto the disk, so that what is renamed is whole. Raises FusionError."""
        try:
            handle = os.open(path, os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            if error.errno in _LOST:  # other errors: the file system cannot sync
                raise self._from_os(error) from error

    def write_text(self, path: str, text: str) -> None:
        """Write a small temporary file onto the disk. Raises FusionError."""
        self.write_bytes(path, text.encode("utf-8"))

    def write_bytes(self, path: str, data: bytes) -> None:
        """Write a small temporary file onto the disk. Raises FusionError."""
        try:
            with open(path, "wb") as file:
                file.write(data)
        except OSError as error:
            raise self._from_os(error) from error
        self.sync(path)

    def replace(self, part: str, ending: str = "") -> None:
        """Put a temporary file in the place of the destination (plus `ending`). Raises FusionError."""
        try:
            os.replace(part, self.path + ending)
        except OSError as error:
            raise FusionError(message(
                "{name} could not be replaced ({reason}); "
                "remove it from open projects and programs, or choose another name.",
                name=f"{self.name}{ending}", reason=_reason(error),
            )) from error

    def remove_companions(self) -> None:
        """Remove statistics, overviews and masks of the raster that was replaced."""
        for ending in _COMPANIONS:
            _remove(self.path + ending)

    def remove_parts(self) -> None:
        """Remove every temporary file; may be called again."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        _remove_all(self.folder, self._stem)

    def _claim(self) -> int:
        """Create a first file, which shows that the folder can be written, and hold it locked while the run lives."""
        try:
            handle = os.open(self.part(_LOCK), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
        except OSError as error:
            raise self._from_os(error) from error
        if fcntl is not None:
            _try_lock(handle)
        return handle

    def _from_os(self, error: OSError) -> FusionError:
        if error.errno in _FULL:
            self._least_free = 0
            return self.failure("")
        if error.errno in _FORBIDDEN:
            return FusionError(message("The folder {folder} may not be written to; choose another one.",
                                       folder=self.folder))
        return FusionError(message("{name} could not be written ({reason}); choose another name or folder.",
                                   name=self.name, reason=_reason(error)))

    def _is_full(self) -> bool:
        """Does a small file still fit? This also tells of a quota."""
        probe = os.path.join(self.folder, f"{self._stem}.probe")
        try:
            with open(probe, "wb") as file:
                file.write(b"\1" * _PROBE)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            return error.errno in _FULL
        finally:
            _remove(probe)
        return False


def scratch_path(output: str, folder: str = "") -> str:
    """Where working files of an output lie, as the path of a Destination: in ``folder``, beside it if that is ""."""
    return os.path.join(folder, os.path.basename(output)) if folder else output


def check_different(paths: Sequence[str]) -> None:
    """Raise FusionError if two outputs of one run are the same file."""
    for index, path in enumerate(paths):
        if any(same_file(path, other) for other in paths[:index]):
            raise FusionError(message("Two outputs are to be written to {path}; give each a file of its own.",
                                      path=path))


def same_file(a: str, b: str) -> bool:
    """Do both paths mean one file, through links and spellings?"""
    if os.path.normcase(os.path.realpath(a)) == os.path.normcase(os.path.realpath(b)):
        return True
    try:
        return os.path.samefile(a, b)
    except (OSError, ValueError):
        return False


def _remove_abandoned(folder: str, prefix: str) -> None:
    """Remove what a killed run left beside the same destination; a run at work holds a lock on its first file."""
    ending = f".part{_LOCK}"
    for file in _listed(folder):
        if file.startswith(prefix) and file.endswith(ending) and _is_abandoned(os.path.join(folder, file)):
            _remove_all(folder, file.removesuffix(ending))


def _is_abandoned(lock: str) -> bool:
    """A new lock file is left alone: its owner may be about to lock it."""
    try:
        age = time.time() - os.stat(lock).st_mtime
        if fcntl is None:
            return age > _DAY
        handle = os.open(lock, os.O_RDWR)
    except OSError:
        return False
    try:
        return age > _GRACE and _try_lock(handle)
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        return


def _remove_all(folder: str, stem: str) -> None:
    for file in _listed(folder):
        if file.startswith(stem):
            _remove(os.path.join(folder, file))


def _free(folder: str) -> float:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return float("inf")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
