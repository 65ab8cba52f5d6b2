"""The dock's tasks work one at a time: each that works in Python at once keeps the window waiting longer."""

import ctypes
import importlib.util
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..core.errors import Cancelled
from ..processing.responsive import switching_often

_PATIENCE = 0.05   # seconds between looks at whether a task that waits is cancelled
_turn = threading.Lock()
_LLVM = {"win32": "llvmlite.dll", "darwin": "libllvmlite.dylib"}.get(sys.platform, "libllvmlite.so")


@contextmanager
def turn(is_cancelled: Callable[[], bool]) -> Iterator[None]:
    """Wait until no other task of the dock works, then work. Raises Cancelled if it is cancelled while it waits."""
    while not _turn.acquire(timeout=_PATIENCE):
        if is_cancelled():
            raise Cancelled
    try:
        with switching_often():
            _load_llvm()
            yield
    finally:
        _turn.release()


def _load_llvm() -> None:
    """Load numba's compiler, a library of 100 MB and more, without Python's lock, with which importing it is slow.

    Whatever hinders that is told by the import, which comes later.
    """
    if "llvmlite" in sys.modules:
        return
    try:
        found = importlib.util.find_spec("llvmlite")
    except (ImportError, ValueError):
        return
    path = os.path.join(os.path.dirname(found.origin or ""), "binding", _LLVM) if found else ""
    if not os.path.exists(path):
        return
    if sys.platform == "win32":
        ctypes.WinDLL("kernel32").LoadLibraryW(ctypes.c_wchar_p(path))
    else:
        load = ctypes.CDLL(None).dlopen   # a foreign function, which ctypes calls without the lock
        load.restype = ctypes.c_void_p
        load(ctypes.c_char_p(os.fsencode(path)), os.RTLD_NOW)
