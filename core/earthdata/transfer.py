"""One whole file from an archive: written aside, resumed where it was cut, verified, and renamed."""

import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, NamedTuple

import requests

from ..destination import Destination
from ..errors import FusionError
from ..message import message
from .checksum import Checksum, Digest, digest_of
from .connection import Again, Connection, content_range, version_of
from .remote_file import RemoteFile

# Less than this is fetched again rather than kept for the next run.
KEEP_FROM = 8 * 2**20
# Within the folder of the files: what runs that ended early have left, until it is resumed or old.
UNFINISHED = ".unfinished"
_OLD = 7 * 86_400.0   # seconds
_PARTS = (".partial", ".partial.json")
_TIMES = 2   # how often a file may come damaged


class Fetched(NamedTuple):
    """A file in its place: `resumed` if a part of it was there from an earlier run."""

    path: str
    size: int
    checksum: Checksum
    resumed: bool


class _Damaged(Exception):
    """All of it came, and it is not what the metadata says; `reason` is the end of a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def fetch(connection: Connection, remote: RemoteFile, folder: str, *, keep_from: int = KEEP_FROM,
          received: Callable[[int], None] = lambda count: None) -> Fetched:
    """Fetch the file into `folder`, under its own name, and replace what has that name.

    `received` is told how many bytes are there so far. When a run ends early, a part of `keep_from` bytes or more is
    kept in the folder UNFINISHED and the next run resumes it, if the server says that the file is still the same.
    Raises FusionError, Refused, Cancelled; what lies under the name stays then as it was.
    """
    part = _Part(Destination(os.path.join(folder, remote.name), ("",), message("files")), remote, keep_from)
    try:
        return _Fetch(connection, remote, part, received).run()
    finally:
        part.leave()


def remove_old_parts(folder: str) -> None:
    """What was left unfinished in a folder of files a week ago or more, and was never asked for again."""
    unfinished = os.path.join(folder, UNFINISHED)
    with suppress(OSError):
        for name in os.listdir(unfinished):
            path = os.path.join(unfinished, name)
            if name.endswith(_PARTS) and time.time() - os.stat(path).st_mtime > _OLD:
                _remove(path)
        os.rmdir(unfinished)   # unless something is in it


def is_there(path: str, remote: RemoteFile, check: Callable[[], None] = lambda: None) -> Checksum | None:
    """The checksum of a file that is there and whole, None of any other. `check` is called meanwhile and may raise."""
    try:
        size = os.stat(path).st_size
        if size == 0 or not os.path.isfile(path) or (remote.size is not None and size != remote.size):
            return None
        found = digest_of(path, remote.checksum, check).result()
    except OSError:
        return None
    return found if remote.checksum in (None, found) else None


class _Part:
    """The temporary file of one download, and what an earlier run has left of it."""

    def __init__(self, destination: Destination, remote: RemoteFile, keep_from: int) -> None:
        self.destination, self._remote, self._keep_from = destination, remote, keep_from
        self.path = destination.part(".data")
        self._folder = os.path.join(self.destination.folder, UNFINISHED)
        self._kept, self._note = (os.path.join(self._folder, destination.name + ending) for ending in _PARTS)
        self.version = ""
        self.resumed = self._adopt()

    def open(self) -> BinaryIO:
        """To write behind what is there, unbuffered, so that a full disk shows where it is met. Raises FusionError."""
        try:
            return open(self.path, "ab", buffering=0)
        except OSError as error:
            raise self.fail(error) from error

    def fail(self, error: OSError) -> FusionError:
        """The sentence for bytes that could not be written; nothing is kept then, since the disk may be full."""
        self.version = ""
        return self.destination.failure((error.strerror or str(error)).lower())

    def leave(self) -> None:
        """At the end, whatever it was: keep a part that is worth it, remove all else."""
        try:
            if os.path.getsize(self.path) >= self._keep_from and self.version:
                os.makedirs(self._folder, exist_ok=True)
                with open(self._note, "w", encoding="utf-8") as note:
                    json.dump(self._facts() | {"version": self.version}, note)
                os.replace(self.path, self._kept)
        except OSError:
            self._forget()   # it was renamed when whole, or never begun
        self.destination.remove_parts()

    def _adopt(self) -> bool:
        """Take over what an earlier run has left. Renaming it makes sure that no other run does so too."""
        try:
            with open(self._note, encoding="utf-8") as note:
                facts = json.load(note)
            version = facts.pop("version", "")
            if facts == self._facts() and isinstance(version, str) and version:
                os.rename(self._kept, self.path)
                self.version = version
        except (OSError, ValueError, AttributeError):
            self.version = ""
        self._forget()
        return bool(self.version)

    def _forget(self) -> None:
        _remove(self._kept)
        _remove(self._note)
        with suppress(OSError):
            os.rmdir(self._folder)   # unless others are in it

    def _facts(self) -> dict[str, Any]:
        """What has to be the same for a part to be of use."""
        remote = self._remote
        return {"url": remote.url, "size": remote.size, "checksum": str(remote.checksum or "")}


class _Fetch:
    def __init__(self, connection: Connection, remote: RemoteFile, part: _Part,
                 received: Callable[[int], None]) -> None:
        self._connection, self._remote, self._part, self._received = connection, remote, part, received
        self._place = 0
        self._digest = Digest(remote.checksum)

    def run(self) -> Fetched:
        """Until it is whole, or there is no hope."""
        for damaged in range(_TIMES):
            try:
                self._complete()
                return self._settle()
            except _Damaged as error:
                reason = error.reason
                self._part.version = ""
                _remove(self._part.path)
        raise FusionError(message(
            "{name} came damaged twice: {reason}. Nothing was kept of it; try again later, and tell the archive if it "
            "stays so.", name=self._remote.name, reason=reason))

    def _complete(self) -> None:
        """Ask until all bytes are there."""
        self._begin()
        failures = 0
        while True:
            before = self._place
            try:
                self._ask()
                return
            except Again as again:
                failures = 1 if self._place > before else failures + 1
                self._connection.pause(again, failures, self._remote.name)

    def _begin(self) -> None:
        """With what an earlier run has left, if it did."""
        self._place, self._digest = 0, Digest(self._remote.checksum)
        if not os.path.exists(self._part.path):
            return
        self._digest = digest_of(self._part.path, self._remote.checksum, self._connection.stop.check)
        self._place = os.path.getsize(self._part.path)
        self._received(self._place)

    def _ask(self) -> None:
        """One request for what is missing. Raises Again."""
        headers = {}
        if self._place:
            headers["Range"] = f"bytes={self._place}-"
            if self._part.version:
                headers["If-Range"] = self._part.version
        with self._connection.answer(self._remote.url, self._remote.name, headers) as response:
            first, total = content_range(response)
            if response.status_code == 416:
                if total == self._place:
                    return
                self._restart()
                raise Again(message("the file has changed"))
            if response.status_code == 200 or first != self._place:
                self._restart()
                if response.status_code != 200:
                    raise Again(message("the archive sent another part than was asked for"))
            self._part.version = version_of(response)
            self._check_space(response)
            self._write(response)

    def _restart(self) -> None:
        self._place, self._digest = 0, Digest(self._remote.checksum)
        self._part.resumed = False
        _remove(self._part.path)

    def _write(self, response: requests.Response) -> None:
        with self._part.open() as file:
            for piece in self._connection.pieces(response):
                self._append(file, piece)

    def _append(self, file: BinaryIO, piece: bytes) -> None:
        try:
            rest = memoryview(piece)
            while rest:
                rest = rest[file.write(rest):]
        except OSError as error:
            raise self._part.fail(error) from error
        self._digest.update(piece)
        self._place += len(piece)
        self._received(self._place)

    def _check_space(self, response: requests.Response) -> None:
        """Before it fills the disk."""
        length = response.headers.get("Content-Length", "")
        if not length.isdigit():
            return
        if shutil.disk_usage(self._part.destination.folder).free < int(length):
            raise FusionError(message(
                "There is no space for {name} in {folder}: it has {size:,} bytes still to come; free some space or "
                "choose another folder.", name=self._remote.name, folder=self._part.destination.folder,
                size=int(length)))

    def _settle(self) -> Fetched:
        """Verify what came and give it its name."""
        found = self._digest.result()
        if self._remote.size is not None and self._place != self._remote.size:
            raise _Damaged(message("it has {found:,} bytes, and the archive's catalogue says {size:,}",
                                   found=self._place, size=self._remote.size))
        if self._remote.checksum not in (None, found):
            raise _Damaged(message("its {algorithm} checksum is not the one in the archive's catalogue",
                                   algorithm=found.algorithm))
        destination = self._part.destination
        if not os.path.exists(self._part.path):
            self._touch()
        destination.sync(self._part.path)
        destination.replace(self._part.path)
        destination.remove_companions()
        return Fetched(destination.path, self._place, found, self._part.resumed)

    def _touch(self) -> None:
        """A file without a byte."""
        with suppress(FileExistsError):
            open(self._part.path, "xb").close()


def _remove(path: str) -> None:
    with suppress(OSError):
        os.remove(path)
