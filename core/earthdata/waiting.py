"""Work that waits for a server, which the user can cancel at once whatever the server does."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from ..errors import Cancelled
from ..reporter import Reporter
from .stop import Stop

Answer = TypeVar("Answer")
_LOOK = 0.1   # seconds


def answer_of(work: Callable[[Stop], Answer], reporter: Reporter) -> Answer:
    """What `work(stop)` returns or raises, from a thread of its own.

    When the user cancels, `stop` is set and Cancelled raised; the thread then ends by itself, unheard, at the latest
    with the timeout of its request.
    """
    stop = Stop()
    answers: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work(stop))
        except BaseException as error:  # handed to the caller's thread
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_LOOK)
        if reporter.cancelled():
            stop.set()
            raise Cancelled
    if errors:
        raise errors[0]
    return answers[0]
