"""Cuts the target into blocks, runs them on threads or an executor, hands results on in order, honours cancel."""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from .errors import Cancelled
from .reporter import Reporter

_POLL = 0.1   # seconds between looks at the cancel button


@dataclass(frozen=True)
class Block:
    """Target cells ``rows`` x ``columns`` (half-open ranges)."""

    rows: tuple[int, int]
    columns: tuple[int, int]

    @property
    def cells(self) -> int:
        return (self.rows[1] - self.rows[0]) * (self.columns[1] - self.columns[0])


def cut(shape: tuple[int, int], block_shape: tuple[int, int]) -> list[Block]:
    """Blocks of at most ``block_shape`` cells that tile ``shape``, row by row, all of nearly the same size."""
    rows, columns = (_parts(size, step) for size, step in zip(shape, block_shape))
    return [Block(j, i) for j in rows for i in columns]


def _parts(size: int, most: int) -> list[tuple[int, int]]:
    count = -(-size // most)
    edges = [size * k // count for k in range(count + 1)]
    return list(zip(edges, edges[1:]))


def thread_count(threads: int | None = None) -> int:
    """The number of threads to use: as asked, else what the machine lends this process."""
    if threads:
        return max(1, threads)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(task: Callable, blocks: Sequence[Block], consume: Callable[[Block, object], None], reporter: Reporter, *,
        threads: int | None = None, executor: Executor | None = None) -> None:
    """Call ``task(block, stopped)`` for every block and ``consume(block, result)`` in the order of ``blocks``.

    ``task`` is pure and picklable; ``stopped`` is a callable it may ask, often, whether to give up (it raises
    Cancelled then), or None in an executor of processes. ``consume`` runs in the caller's thread, so that one writer
    owns a file. ``executor``: any ``concurrent.futures.Executor`` instead of threads (a Dask client's
    ``get_executor()`` is one). At most two blocks for each worker are under way. Raises Cancelled, or the first error
    of a task.
    """
    workers = thread_count(threads)
    stop = threading.Event()
    pool = executor or ThreadPoolExecutor(workers, thread_name_prefix="multiscale-fusion")
    stopped = None if executor else stop.is_set
    try:
        _run(pool, task, blocks, consume, reporter, 2 * workers, stopped)
    finally:
        stop.set()
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)


def _run(pool: Executor, task: Callable, blocks: Iterable[Block], consume: Callable, reporter: Reporter, ahead: int,
         stopped: Callable[[], bool] | None) -> None:
    waiting: deque[tuple[Block, Future]] = deque()
    remaining = deque(blocks)
    total = sum(block.cells for block in remaining)
    done = 0
    reporter.progress(0.0)
    try:
        while remaining or waiting:
            while remaining and len(waiting) < ahead:
                block = remaining.popleft()
                waiting.append((block, pool.submit(task, block, stopped)))
            if not waiting[0][1].done():
                wait([waiting[0][1]], timeout=_POLL)
            while waiting and waiting[0][1].done():
                block, future = waiting.popleft()
                consume(block, future.result())
                done += block.cells
                reporter.progress(done / total)
            if reporter.cancelled():
                raise Cancelled
    finally:
        for _, future in waiting:
            future.cancel()
