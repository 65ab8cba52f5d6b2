"""Time and peak memory of whole processes, and of jobs in processes that stay open; runs in turn; medians."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

LAUNCHER = Path(__file__).with_name("launcher.py")
PATIENCE = 15.0    # seconds after which a program is not run again for the same figure
CLEAN_PATH = "/usr/bin:/bin"
_ARRAYS: dict = {}


class Cost(NamedTuple):
    """What a process took: seconds, and its largest resident size in MB."""

    seconds: float
    peak_mb: float


class Failed(Exception):
    """A program of the benchmark ended with an error; the text is its own."""


def environment(**further: str) -> dict[str, str]:
    """Variables to start programs with: nothing of a Python that is first on the caller's PATH."""
    kept = {name: os.environ[name] for name in ("HOME", "TMPDIR", "USER") if name in os.environ}
    return {**kept, "PATH": CLEAN_PATH, "LC_ALL": "C.UTF-8", **further}


class _Process:
    """A command under the launcher."""

    def __init__(self, command: list, variables: dict[str, str] | None, **streams) -> None:
        self._usage, write = os.pipe()
        try:
            self.popen = subprocess.Popen(
                [sys.executable, "-I", "-S", str(LAUNCHER), str(write), *map(str, command)], pass_fds=[write],
                env=variables or environment(), text=True, **streams)
        finally:
            os.close(write)
        self._name = Path(str(command[0])).name

    def end(self, errors: Callable[[], str]) -> float:
        """The peak in MB of a command that ends by itself. Raises Failed with what `errors` returns."""
        with os.fdopen(self._usage) as stream:
            usage = json.loads(stream.read())
        self.popen.wait()
        if usage["code"]:
            raise Failed(f"{self._name} ended with exit code {usage['code']}: {errors().strip()}")
        return usage["peak_mb"]


def whole(command: list, variables: dict[str, str] | None = None) -> Cost:
    """Run a program from start to end. Raises Failed."""
    begin = time.perf_counter()
    process = _Process(command, variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = process.popen.communicate()[0]
    seconds = time.perf_counter() - begin
    return Cost(seconds, process.end(lambda: said))


class Worker:
    """A process that says "ready" after its imports, then answers a line of JSON for each line of JSON (`serve`).

    start: seconds until it was ready.
    """

    def __init__(self, command: list, variables: dict[str, str] | None = None) -> None:
        begin = time.perf_counter()
        self._process = _Process(command, variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._answer()
        self.start = time.perf_counter() - begin

    def run(self, **job: object) -> dict:
        """What the process answers: its `seconds`, and what else it tells. Raises Failed."""
        self._process.popen.stdin.write(json.dumps(job) + "\n")
        self._process.popen.stdin.flush()
        return self._answer()

    def close(self) -> float:
        """End the process; returns its peak in MB."""
        self._process.popen.stdin.close()
        return self._process.end(lambda: "see above")

    def _answer(self) -> dict:
        line = self._process.popen.stdout.readline()
        if not line:
            self._process.popen.wait()
            raise Failed("A process of the benchmark ended before it answered; its own message is above.")
        return json.loads(line)


def serve(job: Callable[..., dict | None]) -> None:
    """The other end of a Worker: run `job(**arguments)` for each line of standard input and tell the seconds."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        arguments = json.loads(line)
        begin = time.perf_counter()
        told = job(**arguments) or {}
        print(json.dumps({"seconds": time.perf_counter() - begin, **told}), flush=True)


def seeded(shape: tuple[int, ...]):
    """The array of this shape that programs in several processes all make; kept for the next call."""
    import numpy as np

    if shape not in _ARRAYS:
        _ARRAYS[shape] = np.random.default_rng(1).random(shape, np.float32)
    return _ARRAYS[shape]


def patches_met(patches, copies: bool) -> dict:
    """Go through patches as a training loop does; of all of them a checksum, outside of the time told.

    `copies`: each as an array of its own. "loop" and "cpu": seconds of wall clock and of the process.
    """
    count, corners, begin, cpu = 0, [], time.perf_counter(), time.process_time()
    for patch in patches:
        count += 1
        corners.append((patch.copy() if copies else patch)[0, 0, 0])
    took, cpu = time.perf_counter() - begin, time.process_time() - cpu
    return {"loop": took, "cpu": cpu, "count": count, "sum": float(sum(map(float, corners)))}


def seconds(call: Callable) -> tuple[float, object]:
    """How long a call took, and what it returned."""
    begin = time.perf_counter()
    result = call()
    return time.perf_counter() - begin, result


def in_turn(programs: dict[str, Callable[[], float]], runs: int, patience: float = PATIENCE) -> dict[str, list[float]]:
    """Seconds of each run of each program, one after the other, so that a change of the machine's speed meets all.

    Each is called `runs` times; one that took longer than `patience` seconds altogether is left alone.
    """
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, program in programs.items():
            if sum(times[name]) <= patience:
                times[name].append(program())
    return times


def medians(times: dict[str, list[float]]) -> dict[str, float]:
    """The median of each program's seconds."""
    return {name: statistics.median(each) for name, each in times.items()}
