"""Many files from an archive, several at a time: what is there and whole is skipped, what fails is told."""

import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import requests

from ..errors import Cancelled, FusionError
from ..message import message
from ..reporter import Reporter
from .checksum import Checksum
from .cog_window import Area, can_be_cut, fetch_window, is_window, window_there
from .connection import Connection, NoRanges, Patience, Refused
from .remote_file import RemoteFile
from .stop import Stop
from .transfer import KEEP_FROM, fetch, is_there, remove_old_parts

_LOOK = 0.1        # seconds between two looks at the user's wish to cancel
_FAREWELL = 1.0    # seconds that threads have to tidy up after it; those that wait for a server are not waited for


class State(str, Enum):
    """What became of a file."""

    DOWNLOADED = "downloaded"
    RESUMED = "resumed"
    WINDOW = "window"
    PRESENT = "present"
    OUTSIDE = "outside"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """One file of the run: `path` is "" where none was written, `fetched` counts bytes that came over the network."""

    remote: RemoteFile
    state: State
    path: str = ""
    size: int | None = None
    checksum: Checksum | None = None
    fetched: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Options:
    """How to download. `area`: what is wanted of files that can be cut, None for whole files."""

    area: Area | None = None
    connections: int = 4
    threads: int | None = 1
    patience: Patience = Patience()
    keep_from: int = KEEP_FROM
    hosts: tuple[str, ...] = ()


def download(files: Sequence[RemoteFile], folder: str, new_session: Callable[[], requests.Session],
             reporter: Reporter, options: Options = Options()) -> list[Outcome]:
    """The files in `folder`, in the order given; one that fails does not keep the others from coming.

    Once the login or a licence turns out to be missing, what is not there by then has failed for that reason. What is
    there stays, and is skipped by the next run. Raises FusionError for a folder that does not do, Cancelled within a
    second or two.
    """
    files = _without_twins(files)
    _check_folder(folder)
    remove_old_parts(folder)
    _check_space(files, folder, options)
    return _Run(files, folder, new_session, reporter, options).go()


class _Run:
    def __init__(self, files: Sequence[RemoteFile], folder: str, new_session: Callable[[], requests.Session],
                 reporter: Reporter, options: Options) -> None:
        self._files, self._folder, self._new_session = files, folder, new_session
        self._reporter, self._options = reporter, options
        self._stop = Stop()
        self._done = threading.Event()   # a file is done, or a thread has no more to do
        self._waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._remarks: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._received = [0] * len(files)
        self._outcomes: list[Outcome | None] = [None] * len(files)
        self._errors: list[BaseException] = []
        self._refused: list[Refused] = []

    def go(self) -> list[Outcome]:
        """Raises what stopped it."""
        for number in range(len(self._files)):
            self._waiting.put(number)
        count = min(self._options.connections, len(self._files))
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                self._done.wait(_LOOK)
                self._done.clear()
                self._tell()
        finally:
            self._stop.set()
            _say_farewell(threads)
        self._tell()
        if self._errors:
            raise self._errors[0]
        return [outcome or self._not_asked(remote) for outcome, remote in zip(self._outcomes, self._files)]

    def _tell(self) -> None:
        """Remarks and progress, from the thread that the reporter belongs to. Raises Cancelled."""
        while not self._remarks.empty():
            self._reporter.info(self._remarks.get())
        self._reporter.progress(sum(map(self._share, range(len(self._files)))) / max(1, len(self._files)))

    def _share(self, number: int) -> float:
        """How much of a file is there, 0 to 1."""
        if self._outcomes[number] is not None:
            return 1.0
        size = self._files[number].size
        return min(self._received[number] / size, 1.0) if size else 0.0

    def _work(self) -> None:
        """One thread: the next file, until there is none."""
        try:
            with self._new_session() as session:
                connection = Connection(session, self._stop, self._options.patience, self._options.hosts,
                                        self._remarks.put)
                while True:
                    number = self._waiting.get_nowait()
                    self._stop.check()
                    self._outcomes[number] = self._one(connection, number)
                    self._done.set()
        except (queue.Empty, Cancelled):
            return
        except Refused as refused:
            self._refused.append(refused)
            self._stop.set()
        except BaseException as error:  # told in the caller's thread
            self._errors.append(error)
            self._stop.set()

    def _one(self, connection: Connection, number: int) -> Outcome:
        """Raises Refused, which the others would be too, and Cancelled."""
        remote = self._files[number]

        def received(count: int) -> None:
            self._received[number] = count

        try:
            return self._present(remote) or self._fetched(connection, remote, received)
        except Refused:
            raise
        except FusionError as error:
            return Outcome(remote, State.FAILED, reason=error.sentence)

    def _present(self, remote: RemoteFile) -> Outcome | None:
        """What is there already: the whole file, or the same window of it."""
        path = os.path.join(self._folder, remote.name)
        area = self._options.area if can_be_cut(remote) else None
        if not os.path.isfile(path):
            return None
        if is_window(path):
            found = None if area is None else window_there(path, remote, area)
        else:
            found = is_there(path, remote, self._stop.check)
        return found and Outcome(remote, State.PRESENT, path, os.path.getsize(path), found)

    def _fetched(self, connection: Connection, remote: RemoteFile, received: Callable[[int], None]) -> Outcome:
        if self._options.area is not None and can_be_cut(remote):
            try:
                window = fetch_window(connection, remote, self._folder, self._options.area,
                                      threads=self._options.threads, received=received)
            except NoRanges:
                self._remarks.put(message("{name} is downloaded whole.", name=remote.name))
            else:
                state = State.WINDOW if window.path else State.OUTSIDE
                return Outcome(remote, state, window.path, window.size, window.checksum, window.fetched)
        whole = fetch(connection, remote, self._folder, keep_from=self._options.keep_from, received=received)
        state = State.RESUMED if whole.resumed else State.DOWNLOADED
        return Outcome(remote, state, whole.path, whole.size, whole.checksum, whole.size)

    def _not_asked(self, remote: RemoteFile) -> Outcome:
        """Of a file that nobody asked for, or not to the end, since the archive had refused one."""
        return Outcome(remote, State.FAILED, reason=self._refused[0].sentence)


def _say_farewell(threads: Sequence[threading.Thread]) -> None:
    """Give them a moment. One that waits for a server holds no file, and ends with its timeout."""
    end = time.monotonic() + _FAREWELL
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))


def _without_twins(files: Sequence[RemoteFile]) -> list[RemoteFile]:
    """Each file once. Raises FusionError for two that would overwrite each other."""
    by_name: dict[str, RemoteFile] = {}
    for each in files:
        other = by_name.setdefault(each.name.lower(), each)
        if other.url != each.url and (other.checksum is None or other.checksum != each.checksum):
            raise FusionError(message("Two different files are called {name}; download them one after the other, into "
                                      "folders of their own.", name=each.name))
    return list(by_name.values())


def _check_folder(folder: str) -> None:
    if not os.path.isdir(folder):
        raise FusionError(message("The folder {folder} does not exist; create it or choose another one.",
                                  folder=folder))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FusionError(message("The folder {folder} may not be written to; choose another one.", folder=folder))


def _check_space(files: Sequence[RemoteFile], folder: str, options: Options) -> None:
    """Before the first byte, as far as sizes are known; windows are small."""
    needed = sum(each.size or 0 for each in files if options.area is None or not can_be_cut(each)
                 if not os.path.exists(os.path.join(folder, each.name)))
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise FusionError(message(
            "The files have {needed:,} bytes, and {folder} has space for {free:,}; free some space, choose another "
            "folder or fewer granules.", needed=needed, folder=folder, free=free))
