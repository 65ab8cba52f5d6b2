"""Running blocks: order, cancel, errors, how many are under way."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multiscale_fusion.core import blocks
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.core.support import SupportOperator
from multiscale_fusion.core.support.block_shape import choose_block_shape
from multiscale_fusion.tests.core.engine import UTM, grid

ROW = blocks.cut((1, 20), (1, 1))


@given(st.tuples(st.integers(1, 50), st.integers(1, 50)), st.tuples(st.integers(1, 60), st.integers(1, 60)))
def test_blocks_tile_the_target(shape, block_shape):
    pieces = blocks.cut(shape, block_shape)
    seen = [(j, i) for block in pieces for j in range(*block.rows) for i in range(*block.columns)]
    assert sorted(seen) == [(j, i) for j in range(shape[0]) for i in range(shape[1])]
    assert all(block.rows[1] - block.rows[0] <= block_shape[0] and block.columns[1] - block.columns[0] <= block_shape[1]
               and block.cells == len(range(*block.rows)) * len(range(*block.columns))
               for block in pieces)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_order_in_the_callers_thread(threads, reporter):
    def task(block, stopped):
        time.sleep(0.002 * (block.columns[0] * 7 % 5))
        return block.columns[0]

    seen, callers = [], set()
    blocks.run(task, ROW, lambda block, result: (seen.append((block.columns[0], result)),
                                                 callers.add(threading.get_ident())), reporter, threads=threads)
    assert seen == [(k, k) for k in range(20)]
    assert callers == {threading.get_ident()}
    assert reporter.fractions == sorted(reporter.fractions)
    assert (reporter.fractions[0], reporter.fractions[-1]) == (0.0, 1.0)


def test_progress_counts_cells_and_not_blocks(reporter):
    uneven = [blocks.Block((0, 1), (0, 9)), blocks.Block((0, 1), (9, 10))]
    blocks.run(lambda block, stopped: None, uneven, lambda block, result: None, reporter, threads=1)
    assert reporter.fractions == [0.0, 0.9, 1.0]


@pytest.mark.parametrize("threads", [1, 3])
def test_no_more_than_two_blocks_for_each_worker_are_under_way(threads):
    """Taken up and not yet consumed: what fills the memory. The first block is the slowest."""
    under_way, most, lock = 0, 0, threading.Lock()

    def task(block, stopped):
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.3 if block.columns[0] == 0 else 0.001)

    def consume(block, result):
        nonlocal under_way
        with lock:
            under_way -= 1

    blocks.run(task, ROW, consume, Reporter(), threads=threads)
    assert under_way == 0
    assert threads < most <= 2 * threads


class CancelLater(Reporter):
    def __init__(self, seconds):
        super().__init__()
        self.at = time.monotonic() + seconds

    def cancelled(self):
        return time.monotonic() >= self.at


@pytest.mark.parametrize("executor", [False, True])
def test_cancel_is_heard_within_half_a_second_of_a_slow_task(executor):
    begun, release = [], threading.Event()

    def task(block, stopped):
        begun.append(block)
        for _ in range(1000):
            if stopped is not None and stopped() or release.is_set():
                raise Cancelled("The run was cancelled.")
            time.sleep(0.01)

    pool = ThreadPoolExecutor(2) if executor else None
    reporter = CancelLater(0.2)
    try:
        with pytest.raises(Cancelled):
            blocks.run(task, ROW, lambda block, result: None, reporter, threads=2, executor=pool)
        assert time.monotonic() - reporter.at < 0.5
    finally:
        release.set()
        if pool:
            pool.shutdown()
    assert len(begun) <= 4


def test_cancel_between_blocks_consumes_no_more():
    seen = []

    class AfterThree(Reporter):
        def cancelled(self):
            return len(seen) >= 3

    with pytest.raises(Cancelled):
        blocks.run(lambda block, stopped: None, ROW, lambda block, result: seen.append(block), AfterThree(), threads=2)
    assert len(seen) == 3


@pytest.mark.parametrize("error", [FusionError("The file is damaged."), ZeroDivisionError("a bug")])
@pytest.mark.parametrize("where", ["task", "consume"])
def test_errors_reach_the_caller_and_stop_the_rest(error, where):
    begun = []

    def fail(block):
        if block.columns[0] == 5:
            raise error

    def task(block, stopped):
        begun.append(block)
        if where == "task":
            fail(block)

    before = threading.active_count()
    with pytest.raises(type(error), match=str(error)):
        blocks.run(task, ROW, lambda block, result: where == "task" or fail(block), Reporter(), threads=2)
    assert len(begun) <= 10
    assert threading.active_count() == before


def test_an_error_tells_running_tasks_to_stop():
    told = threading.Event()

    def task(block, stopped):
        if block.columns[0] == 0:
            time.sleep(0.05)
            raise FusionError("The file is damaged.")
        begin = time.monotonic()
        while time.monotonic() - begin < 5:
            if stopped():
                told.set()
                raise Cancelled("The run was cancelled.")
            time.sleep(0.005)

    with pytest.raises(FusionError):
        blocks.run(task, ROW[:2], lambda block, result: None, Reporter(), threads=2)
    assert told.is_set()


def test_no_blocks_is_no_work(reporter):
    blocks.run(lambda block, stopped: None, [], lambda block, result: None, reporter)
    assert reporter.fractions[0] == 0.0


def test_thread_count_is_what_was_asked_or_what_the_machine_lends():
    assert blocks.thread_count(3) == 3
    assert blocks.thread_count() >= 1


@pytest.mark.parametrize("whole", [False, True])
def test_a_target_much_larger_than_the_raster_is_not_cut_cell_by_cell(whole):
    """Cells of 81 million pixels each, nearly all of them beside the raster."""
    operator = SupportOperator(grid(UTM, 500000.0, 4000000.0, 1.0, (3, 3)),
                               grid(UTM, 0.0, 5000000.0, 9000.0, (200, 180)))
    shape, _ = choose_block_shape(operator, (3, 3), 9, 1, 2**30, 1, whole=whole)
    assert len(blocks.cut((200, 180), shape)) < 2000


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
@pytest.mark.parametrize("native", [(256, 256), (1, 10980), (10980, 16)])
def test_every_worker_gets_a_block(workers, native):
    """Also where one block of all cells would decode the least."""
    source = grid(UTM, 500000.0, 4000000.0, 10.0, (10980, 10980))
    target = grid(UTM, 500000.0, 4000000.0, 1000.0, (110, 110))
    shape, _ = choose_block_shape(SupportOperator(source, target), native, 3, 1, 2**30, workers)
    assert len(blocks.cut((110, 110), shape)) >= workers
