"""What ran: versions and the machine, without its name or its folders."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from osgeo import gdal

from .measure import environment
from .programs import HERE, peer_worker


def machine() -> dict[str, object]:
    """Processor, number of cores a process may use, memory in GiB, system."""
    return {"processor": _first(r"model name\s*:\s*(.+)", "/proc/cpuinfo") or platform.machine(),
            "cores": len(os.sched_getaffinity(0)),
            "memory_gib": round(int(_first(r"MemTotal:\s*(\d+)", "/proc/meminfo")) / 2**20, 1),
            "system": _first(r'PRETTY_NAME="(.+)"', "/etc/os-release"), "kernel": platform.release()}


def versions() -> dict[str, str]:
    """Of this plugin, of what it runs on, and of the peers."""
    worker = peer_worker("")
    peers = worker.run(job="versions")
    worker.close()
    told = subprocess.run(["qgis_process", "--version"], env=environment(QT_QPA_PLATFORM="offscreen"),
                          capture_output=True, text=True, check=True).stdout
    own = {"multiscale_fusion": _first(r"(?m)^version=(.+)$", HERE.parent / "metadata.txt"),
           "python": platform.python_version(),
           **{name: version(name) for name in ("numpy", "numba", "odc-geo", "pyproj", "shapely")},
           "gdal": gdal.VersionInfo("RELEASE_NAME"), "qgis": re.search(r"QGIS (\d+\.\d+\.\d+)", told)[1]}
    return {**own, **{name: peers[name] for name in sorted(peers) if name != "seconds"}}


def _first(pattern: str, path: Path | str) -> str:
    found = re.search(pattern, Path(path).read_text("utf-8"))
    return found[1].strip() if found else ""
