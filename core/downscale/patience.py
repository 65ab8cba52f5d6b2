"""Long work that can be cancelled: computations that tell no progress, and passes whose number nobody knows."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from ..errors import Cancelled
from ..reporter import Reporter, Share

_POLL = 0.1    # seconds between looks at the cancel button
_SHARE = 0.4   # of what is left of the progress, for each pass

Tick = Callable[[], None]
Result = TypeVar("Result")


def never() -> None:
    """A tick that never cancels."""


def patiently(task: Callable[[Tick], Result], reporter: Reporter) -> Result:
    """``task(tick)`` in a thread of its own, while this one looks at the reporter.

    ``task`` computes in memory alone: when the reporter is cancelled it is left behind at once, and ends when it next
    calls ``tick``, which raises Cancelled then. Raises Cancelled, or what the task raises.
    """
    stop = threading.Event()

    def tick() -> None:
        if stop.is_set():
            raise Cancelled

    pool = ThreadPoolExecutor(1, thread_name_prefix="multiscale-fusion")
    try:
        future = pool.submit(task, tick)
        while not future.done():
            if reporter.cancelled():
                raise Cancelled
            wait([future], timeout=_POLL)
        return future.result()
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


class Watch(Reporter):
    """Learns of a cancel, and tells nothing: for parts of a job that are many and small."""

    def __init__(self, whole: Reporter):
        super().__init__()
        self._whole = whole

    def cancelled(self) -> bool:
        return self._whole.cancelled()


class Passes(Share):
    """Progress of several passes between ``begin`` and ``end`` of the whole, each from 0 to 1.

    How many come is not known beforehand: each takes the same share of what is left, so that the bar never goes back.
    """

    def __init__(self, whole: Reporter, begin: float, end: float):
        super().__init__(whole)
        self._start, self._place, self._end, self._last = begin, begin, end, 0.0

    def progress(self, fraction: float) -> None:
        if fraction < self._last:
            self._start = self._place
        self._last = fraction
        self._place = max(self._place, self._start + _SHARE * (self._end - self._start) * fraction)
        super().progress(self._place)
