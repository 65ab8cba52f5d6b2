"""GDAL's errors, caught per thread and never printed, with its exceptions switched on or off."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from osgeo import gdal

_forget_pending_exception = ctypes.pythonapi.PyErr_Clear
_forget_pending_exception.restype = None


class Messages:
    """The handler that collects what GDAL says in one thread; `text` is the last failure on one line, or ""."""

    def __init__(self) -> None:
        self._failures: list[str] = []

    def __call__(self, level: int | None = None, number: int = 0, text: str = "") -> None:
        if level is None:
            level, text = _unreadable()
        if level >= gdal.CE_Failure:
            self.add(text)

    def add(self, text: str) -> None:
        """Note one failure."""
        line = " ".join(text.split()).rstrip(".")
        if line:
            self._failures.append(line)

    @property
    def text(self) -> str:
        """The last failure, which is the driver's own; the ones before it are its library's."""
        return self._failures[-1] if self._failures else ""

    def __bool__(self) -> bool:
        return bool(self._failures)


def text_of(value: str | bytes) -> str:
    """Text that came from GDAL. What is not UTF-8 it hands out as bytes or with surrogates, and is taken as Latin-1."""
    raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _unreadable() -> tuple[int, str]:
    """Level and text of a message that is not UTF-8, for which GDAL 3.6 calls a handler without any argument.

    It also leaves its UnicodeDecodeError pending, and any call from here could fail with it.
    """
    _forget_pending_exception()
    return gdal.GetLastErrorType(), text_of(gdal.GetLastErrorMsg())


def attempt(function: Callable, *args: Any, **kwargs: Any) -> tuple[Any, Messages]:
    """Call a GDAL function and return (its result, what it complained of); the result is None if it raised.

    GDAL's error handlers are kept per thread, so other threads, and QGIS's own code, go on as they were.
    """
    messages = Messages()
    result = None
    gdal.PushErrorHandler(messages)
    try:
        result = function(*args, **kwargs)
    except RuntimeError as error:  # what GDAL raises when somebody in this process called gdal.UseExceptions()
        if type(error) is not RuntimeError:
            raise
        messages.add(str(error) or "GDAL failed without a message")
    finally:
        gdal.PopErrorHandler()
    return result, messages


class _Cleared(Messages):
    """Takes each error back: raised while a dataset is closed, it could not be caught and would be printed."""

    def __call__(self, level: int | None = None, number: int = 0, text: str = "") -> None:
        super().__call__(level, number, text)
        gdal.ErrorReset()


def close(drop: Callable[[], None]) -> Messages:
    """Let `drop` give up the last reference to a dataset and return what GDAL complained of while closing it."""
    messages = _Cleared()
    gdal.PushErrorHandler(messages)
    try:
        drop()
    finally:
        gdal.PopErrorHandler()
    return messages


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep GDAL's drivers to the calling thread: theirs would add to our own threads, and print their errors."""
    key = "GDAL_NUM_THREADS"
    before = gdal.GetThreadLocalConfigOption(key)
    gdal.SetThreadLocalConfigOption(key, "1")
    try:
        yield
    finally:
        gdal.SetThreadLocalConfigOption(key, before)
