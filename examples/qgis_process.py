"""Runs programs the way a user's shell does, with nothing of this Python's surroundings, and tells what they cost."""

import json
import os
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NAME = "multiscale_fusion"


class Failed(Exception):
    """One sentence for the user, and what the program said."""


class Cost(NamedTuple):
    """What one process took."""

    seconds: float
    megabytes: float        # largest resident size


def run(command: list[str], environment: dict[str, str], answer: str = "") -> tuple[str, Cost]:
    """The program's standard output and its cost. `answer` goes to its standard input. Raises Failed."""
    with tempfile.TemporaryFile("w+") as asked, tempfile.TemporaryFile("w+") as said, \
            tempfile.TemporaryFile("w+") as complained:
        asked.write(answer)
        asked.seek(0)
        start = time.perf_counter()
        try:
            child = subprocess.Popen(command, env=environment, stdin=asked, stdout=said, stderr=complained)
        except FileNotFoundError as error:
            raise Failed(f"{command[0]} was not found in {environment['PATH']}.") from error
        megabytes = 0.0
        try:
            while child.poll() is None:
                megabytes = max(megabytes, largest_size(child.pid))
                time.sleep(0.01)
        except KeyboardInterrupt:
            # qgis_process that reads JSON does not stop by itself.
            child.kill()
            child.wait()
            raise
        seconds = time.perf_counter() - start
        said.seek(0)
        complained.seek(0)
        output, errors = said.read(), complained.read()
    if child.returncode:
        raise Failed(f"{command[0]} ended with exit code {child.returncode}.\n{output}{errors}".rstrip())
    return output, Cost(seconds, megabytes)


def largest_size(process: int) -> float:
    """Largest resident size of a running process so far, in MB. (What wait4 tells includes that of its parent.)"""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((float(line.split()[1]) / 1024.0 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def clean_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("HOME", "TMPDIR", "USER") if name in os.environ}
    return {**kept, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


class QgisProcess:
    """`qgis_process` with this checkout as its one plugin, in a profile of its own that `folder` holds."""

    def __init__(self, folder: Path):
        plugins = folder / "plugins"
        plugins.mkdir()
        (plugins / NAME).symlink_to(ROOT)
        self.environment = {
            **clean_environment(),
            "QT_QPA_PLATFORM": "offscreen",
            "QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile"),
            "QGIS_PLUGINPATH": str(plugins),
            "PYTHONPATH": sysconfig.get_paths()["purelib"],
        }
        _, self.start = run(["qgis_process", "plugins", "enable", NAME], self.environment)

    def algorithm(self, name: str, inputs: dict) -> tuple[dict, Cost]:
        """The results, and what the process cost. Raises Failed."""
        command = ["qgis_process", "run", name, "-"]
        output, cost = run(command, self.environment, json.dumps({"inputs": inputs}))
        return json.loads(output)["results"], cost
