"""The folder in which a dataset grows beside its place: found again after a kill, renamed when it is whole."""

import errno
import json
import os
import shutil

from ...errors import FusionError
from ...message import message
from ..sample import DatasetInfo

try:
    import fcntl
except ImportError:  # Windows, where a folder with open files can be neither renamed nor removed
    fcntl = None

INFO, ITEMS, INDEX, TABLE, JOURNAL = "dataset.json", "items.json", "index.npz", "index.parquet", "journal"
DATA = ("patches.zarr", "patches.h5", "shards", "patches")
_LOCK = ".lock"
_OURS = {INFO, ITEMS, INDEX, TABLE, JOURNAL, _LOCK, *DATA}
_OTHERS = {".DS_Store", "Thumbs.db", "desktop.ini"}   # what file managers leave in any folder
_PROBE = 1 << 20
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def _is_temporary(name: str) -> bool:
    return name.endswith(".new") or name.startswith(f".{TABLE}.")


def read_info(folder: str) -> DatasetInfo | None:
    """What a dataset tells of itself; None if the folder holds none."""
    try:
        with open(os.path.join(folder, INFO), encoding="utf-8") as file:
            return DatasetInfo.from_json(file.read())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_aside(path: str, content: bytes) -> None:
    """Write a file whole or not at all. Raises OSError."""
    with open(path + ".new", "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


class Folder:
    """The work folder ``part`` of the dataset that is to lie at ``path``, held locked while it is open.

    With ``resume`` it is the one that an earlier run of the same ``info`` (by its fingerprint) left, where there is
    one; else it is empty. ``finished``: the very dataset is there already, and there is no work folder. Raises
    FusionError where no dataset can be made.
    """

    def __init__(self, path: str, info: DatasetInfo, resume: bool) -> None:
        if not path.strip():
            raise FusionError(message("No folder is given for the dataset; choose one."))
        self.path = os.path.realpath(path)
        self.parent, self.name = os.path.split(self.path)
        self.part, self._replaced = self.path + ".partial", self.path + ".replaced"
        self._lock: int | None = None
        self._check_place()
        try:
            self._settle()
            self._check_replaceable()
            self.finished = resume and not os.path.isdir(self.part) and self._is_finished(info)
            if not self.finished:
                self._open(info, resume)
        except OSError as error:
            raise self.failure(error) from error

    def file(self, *names: str) -> str:
        """The path of a file of the dataset in its work folder."""
        return os.path.join(self.part, *names)

    def failure(self, error: OSError | str) -> FusionError:
        """The sentence for a dataset that could not be written."""
        number = error.errno if isinstance(error, OSError) else None
        reason = (error.strerror or str(error)).lower() if isinstance(error, OSError) else error
        if number in _FULL or self._is_full():
            return FusionError(message(
                "The disk that holds {folder} is full, so {name} was not written; "
                "free some space or choose another folder.", folder=self.parent, name=self.name))
        if number in (errno.EACCES, errno.EPERM, errno.EROFS):
            return FusionError(message("The folder {folder} may not be written to; choose another one.",
                                       folder=self.parent))
        return FusionError(message("{name} could not be written ({reason}); choose another name or folder.",
                                   name=self.name, reason=reason))

    def put_into_place(self) -> str:
        """Rename the work folder to the dataset's own name; what lay there goes. Raises FusionError."""
        self._unlock()
        if self.finished:
            return self.path
        try:
            if os.path.isdir(self.path):
                os.rename(self.path, self._replaced)
            os.rename(self.part, self.path)
        except OSError as error:
            raise FusionError(message(
                "{name} could not be replaced ({reason}); "
                "remove it from open projects and programs, or choose another name.",
                name=self.name, reason=(error.strerror or str(error)).lower())) from error
        shutil.rmtree(self._replaced, ignore_errors=True)
        return self.path

    def can_take_place(self) -> bool:
        """May an unfinished dataset lie at the dataset's own name: is no finished one there?"""
        found = read_info(self.path)
        return found is None or not found.complete

    def remove(self) -> None:
        """Remove the work folder and all in it."""
        self._unlock()
        shutil.rmtree(self.part, ignore_errors=True)

    def tidy(self) -> None:
        """Remove what was being written when a run was killed."""
        for name in os.listdir(self.part):
            if _is_temporary(name):
                os.remove(self.file(name))

    def release(self) -> None:
        """Leave the work folder for a later run to take up."""
        self._unlock()

    def _check_place(self) -> None:
        if not os.path.isdir(self.parent):
            raise FusionError(message("The folder {folder} does not exist; create it or choose another one.",
                                      folder=self.parent))
        if os.path.isfile(self.path):
            raise FusionError(message("{path} is a file; a dataset of patches is a folder, so give another name.",
                                      path=self.path))

    def _settle(self) -> None:
        """Undo or end a replacement that was killed between its two renames."""
        if os.path.isdir(self._replaced):
            if os.path.isdir(self.path):
                shutil.rmtree(self._replaced, ignore_errors=True)
            else:
                os.rename(self._replaced, self.path)

    def _check_replaceable(self) -> None:
        """No file is ever removed that is not a dataset's."""
        for folder in (self.path, self.part):
            if not os.path.isdir(folder):
                continue
            held = set(os.listdir(folder)) - _OTHERS
            others = sorted(name for name in held - _OURS if not _is_temporary(name) and not name.endswith(".aux.xml"))
            if others or (held - {_LOCK} and INFO not in held and folder == self.path):
                raise FusionError(message(
                    "The folder {folder} holds other files ({name}); choose an empty folder or a new name.",
                    folder=folder, name=(others or sorted(held))[0]))

    def _open(self, info: DatasetInfo, resume: bool) -> None:
        self._take_lock(make=False)
        left = read_info(self.part)
        kept = None if left is not None else read_info(self.path)
        if not resume:
            self._empty()
        elif left is not None:
            self._check_same(left, info, self.part)
        elif kept is not None and not kept.complete:
            self._check_same(kept, info, self.path)
            self._empty()
            self._unlock()
            os.rmdir(self.part)
            os.rename(self.path, self.part)
        else:
            self._empty()
        self._take_lock(make=True)

    def _empty(self) -> None:
        if not os.path.isdir(self.part):
            os.mkdir(self.part)
        for name in os.listdir(self.part):
            place = os.path.join(self.part, name)
            if os.path.isdir(place):
                shutil.rmtree(place)
            elif name != _LOCK:
                os.remove(place)

    def _is_finished(self, info: DatasetInfo) -> bool:
        found = read_info(self.path)
        return found is not None and found.complete and found.fingerprint == info.fingerprint

    def _check_same(self, found: DatasetInfo, info: DatasetInfo, folder: str) -> None:
        if found.fingerprint != info.fingerprint:
            raise FusionError(message(
                "{folder} holds an unfinished dataset of other inputs or parameters; turn RESUME off to begin anew, or "
                "choose another folder.", folder=folder))

    def _take_lock(self, make: bool) -> None:
        if fcntl is None or self._lock is not None or not (make or os.path.isdir(self.part)):
            return
        self._lock = os.open(self.file(_LOCK), os.O_CREAT | os.O_RDWR, 0o666)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            self._lock = None
            raise FusionError(message("Another run is writing {name}; wait until it has ended, or choose another "
                                      "folder.", name=self.name)) from error

    def _unlock(self) -> None:
        if self._lock is None:
            return
        os.close(self._lock)
        self._lock = None
        os.remove(self.file(_LOCK))

    def _is_full(self) -> bool:
        """Does a small file still fit? This also tells of a quota."""
        probe = f"{self.path}.probe"
        try:
            with open(probe, "wb") as file:
                file.write(bytes(_PROBE))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            return error.errno in _FULL
        finally:
            if os.path.exists(probe):
                os.remove(probe)
        return False


def journal_record(folder: Folder, index: int) -> str:
    """The path of the journal's file of a group."""
    return folder.file(JOURNAL, f"{index:06d}.json")


def read_journal(folder: Folder, index: int) -> dict | None:
    """What was noted of a group when it was whole; None if it was not."""
    try:
        with open(journal_record(folder, index), encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None
