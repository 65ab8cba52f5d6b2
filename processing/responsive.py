"""Keeps QGIS's window alive while other threads work in Python."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Seconds. A thread that wants Python's lock may wait that long for each of the many short visits that painting a
# window makes to Python; at the usual 5 ms these add up to what a user feels.
_OFTEN = 0.001
_lock = threading.Lock()
_at_work = 0
_usual = 0.005


@contextmanager
def switching_often() -> Iterator[None]:
    """While anything works in here, from any thread, Python switches between threads more often."""
    global _at_work, _usual
    with _lock:
        if not _at_work:
            _usual = sys.getswitchinterval()
            sys.setswitchinterval(min(_OFTEN, _usual))
        _at_work += 1
    try:
        yield
    finally:
        with _lock:
            _at_work -= 1
            if not _at_work:
                sys.setswitchinterval(_usual)
