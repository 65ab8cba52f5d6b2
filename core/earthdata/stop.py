"""How the threads of one download learn that it is over, also while they wait for a server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import Cancelled


class Stop:
    """Set once, from any thread. Whoever waits, or reads an answer within `reading`, is woken."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._answers: list[Any] = []

    def set(self) -> None:
        """Stop all."""
        self._event.set()
        with self._lock:
            answers = list(self._answers)
        for answer in answers:
            _shut(answer)

    def check(self) -> None:
        """Raises Cancelled once it is set."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Raises Cancelled as soon as it is set."""
        self._event.wait(seconds)
        self.check()

    @contextmanager
    def reading(self, answer: Any) -> Iterator[None]:
        """While the body of an answer (`requests.Response`) is read."""
        with self._lock:
            self._answers.append(answer)
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._answers.remove(answer)


def _shut(answer: Any) -> None:
    """End the connection under a thread that reads from it.

    urllib3 has a way since 2.3; before, the socket has to be found. Where neither is there any more, nobody reads.
    """
    raw = answer.raw
    try:
        if hasattr(raw, "shutdown"):
            raw.shutdown()
        else:
            raw._fp.fp.raw._sock.shutdown(socket.SHUT_RDWR)
    except (AttributeError, OSError, ValueError, RuntimeError):
        return
