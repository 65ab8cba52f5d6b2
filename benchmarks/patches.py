"""Patches of 64 pixels: of arrays in memory beside xbatcher, of a COG beside rasterio's reads of one window each.

All answer with NumPy, in processes that run already. In memory the patches are 4 x 64 x 64, as views, which is what
both libraries give, and as arrays of their own. The COG has 10 m pixels (UInt16, DEFLATE); rasterio keeps it open and
reads one window for each patch: masked and beyond the edges (boundless), as ours always are, on the upper rows of
patches alone, since that takes long; and without masks, inside. "CPU" is the time of all of a process's threads. "to
Zarr" is the whole extraction, from the file to the dataset.
"""

import statistics
from pathlib import Path

import numpy as np

from .footprints import cog
from .measure import Worker, in_turn
from .programs import our_worker, peer_worker
from .record import Findings, Goal, Row
from .tiles import Bench

SIZE, BANDS = 64, 4
XBATCHER, WINDOWS = "xbatcher", "rasterio, a window each"
GOALS = {XBATCHER: 5.0, WINDOWS: 10.0}
_STRIP = 24   # rows of patches


class Race:
    """The same job by ours and a peer, in turn: seconds and CPU seconds."""

    def __init__(self, task: str, peer: str, worker: Worker, clock: str) -> None:
        self.task, self._peer, self._clock = task, peer, clock
        self._workers = {"ours": our_worker(), peer: worker}
        self.sums: dict[str, float] = {}
        self._cpu: dict[str, list[float]] = {"ours": [], peer: []}

    def run(self, runs: int, of_peer: dict, **job: object) -> list[Row]:
        """Rows of both, with their CPU seconds; `of_peer`: what the peer is told besides. Raises Failed."""
        jobs = {"ours": job, self._peer: {**job, **of_peer}}
        self._workers["ours"].run(**job)   # compiles

        def timed(program: str) -> float:
            answer = self._workers[program].run(**jobs[program])
            self.sums[program] = answer["sum"]
            self._cpu[program].append(answer["cpu"])
            return answer[self._clock]

        times = in_turn({program: lambda program=program: timed(program) for program in jobs}, runs)
        peaks = {program: worker.close() for program, worker in self._workers.items()}
        found = []
        for label, seconds in (("", times), (", CPU", self._cpu)):
            middle = {program: statistics.median(each) for program, each in seconds.items()}
            found += [Row("patches", self.task, program + label, middle[program], len(seconds[program]),
                          None if label else peaks[program],
                          None if program == "ours" else middle[program] / middle["ours"]) for program in jobs]
        if len(set(self.sums.values())) != 1:
            raise ValueError(f"{self.task}: not the same pixels ({self.sums})")
        return found


def in_memory(bench: Bench, copies: bool) -> list[Row]:
    """Every patch of an array in memory."""
    side = 1024 if bench.quick else 4096
    task = f"{(side // SIZE) ** 2} patches of {BANDS} x {SIZE} x {SIZE} in memory, {'copies' if copies else 'views'}"
    race = Race(task, XBATCHER, peer_worker(XBATCHER), "loop")
    return race.run(bench.runs, {}, job="array_patches", shape=[BANDS, side, side], size=SIZE, copies=copies)


def of_file(bench: Bench, path: Path, label: str, shape: tuple[int, int], boundless: bool) -> list[Row]:
    """Patches of a COG side by side, from half a patch beyond the edges where `boundless`."""
    half = SIZE // 2 if boundless else 0
    rows = min(shape[0], _STRIP * SIZE) if boundless else shape[0]
    row, column = np.mgrid[-half:rows + half - SIZE + 1:SIZE, -half:shape[1] + half - SIZE + 1:SIZE]
    firsts = bench.folder / f"patches-{boundless}.npy"
    np.save(firsts, np.stack([row.ravel(), column.ravel()], -1))
    peer = f"{WINDOWS}{' (masked, boundless)' if boundless else ''}"
    task = f"{row.size} patches of {SIZE} x {SIZE} of a COG of {label}{', edges too' if boundless else ', inside'}"
    race = Race(task, peer, peer_worker("rasterio.windows"), "seconds")
    return race.run(bench.runs, {"boundless": boundless}, job="window_patches", path=str(path), firsts=str(firsts),
                    size=SIZE)


def to_dataset(bench: Bench, path: Path, label: str) -> list[Row]:
    """The whole extraction."""
    worker = our_worker()
    answers = [worker.run(job="extract_patches", path=str(path), size=SIZE, output=str(bench.folder / f"patches-{run}"))
               for run in range(2)]
    peak = worker.close()
    task = f"patches of {SIZE} x {SIZE} of a COG of {label}, to Zarr"
    return [Row("patches", task, "ours", answers[-1]["seconds"], 1, peak),
            Row("patches", task, "ours, CPU", answers[-1]["cpu"], 1)]


def goal_of(rows: list[Row], bound: float) -> Goal:
    """How many times as fast as the peer ours is, by the wall clock."""
    peer = next(row for row in rows if row.ratio is not None)
    return Goal("patches", f"times as fast as {peer.program}: {peer.task}", peer.ratio, bound)


def run(bench: Bench) -> Findings:
    tile = bench.tile("S2")
    path, shape = cog(bench, tile), tile.values.shape
    views, edges = in_memory(bench, copies=False), of_file(bench, path, tile.label, shape, boundless=True)
    rows = [*views, *in_memory(bench, copies=True), *edges,
            *of_file(bench, path, tile.label, shape, boundless=False), *to_dataset(bench, path, tile.label)]
    return Findings(rows, [goal_of(views, GOALS[XBATCHER]), goal_of(edges, GOALS[WINDOWS])])
