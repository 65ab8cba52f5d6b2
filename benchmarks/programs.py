"""How the programs are started: our worker, the peers of .venv-bench, gdalwarp, qgis_process."""

import sys
import sysconfig
import tempfile
from pathlib import Path

import numpy as np
from odc.geo.geobox import GeoBox
from osgeo import gdal

from . import measure
from .tiles import TARGETS

HERE = Path(__file__).resolve().parent
PEER_PYTHON = HERE.parent / ".venv-bench" / "bin" / "python"


def our_worker() -> measure.Worker:
    """-P keeps this folder, whose modules have everyday names, out of its path."""
    return measure.Worker([sys.executable, "-P", HERE / "worker.py"])


def peer_worker(peer: str) -> measure.Worker:
    """rioxarray, exactextract, rasterio.sample, or "" for nothing but their versions."""
    if not PEER_PYTHON.exists():
        raise measure.Failed(".venv-bench is missing, which holds the peers; run make bench, or benchmarks/setup.sh.")
    return measure.Worker([PEER_PYTHON, "-P", HERE / "peer_worker.py", peer])


def our_job(path: Path, label: str, output: Path, kind: str, statistic: str) -> dict:
    """The arguments of one aggregation by our worker."""
    crs, resolution = TARGETS[label]
    return {"job": "aggregate", "path": str(path), "crs": crs, "resolution": resolution, "output": str(output),
            "kind": kind, "statistic": statistic}


def gdalwarp(path: Path, target: GeoBox, output: Path, method: str, *options: str) -> list[str]:
    """The command that brings a file to a target grid."""
    box, size = target.boundingbox, str(target.affine.a)
    return ["gdalwarp", "-q", "-overwrite", "-r", method, *options, "-t_srs", target.crs.proj.to_wkt(), "-te",
            *(repr(float(each)) for each in (box.left, box.bottom, box.right, box.top)), "-tr", size, size,
            str(path), str(output)]


PARALLEL = ("-multi", "-wo", "NUM_THREADS=ALL_CPUS")


def band(path: Path) -> np.ndarray:
    """The first band of a result as float64, NaN where it is nodata."""
    dataset = gdal.Open(str(path))
    values, nodata = dataset.ReadAsArray(), dataset.GetRasterBand(1).GetNoDataValue()
    values = (values[0] if values.ndim == 3 else values).astype(float)
    return np.where(values == nodata, np.nan, values) if nodata is not None else values


class Qgis:
    """qgis_process in a profile of its own, with Processing, and with ours if `plugin`."""

    def __init__(self, folder: Path, plugin: bool = False) -> None:
        profile = tempfile.mkdtemp(prefix="qgis-profile-", dir=folder)
        ours = {}
        if plugin:
            plugins = Path(profile) / "ours"
            plugins.mkdir()
            (plugins / "multiscale_fusion").symlink_to(HERE.parent, target_is_directory=True)
            ours = {"QGIS_PLUGINPATH": str(plugins), "PYTHONPATH": sysconfig.get_path("purelib")}
        self._environment = measure.environment(QT_QPA_PLATFORM="offscreen", QGIS_CUSTOM_CONFIG_PATH=profile, **ours)
        for name in ("processing", *(["multiscale_fusion"] if plugin else [])):
            measure.whole(["qgis_process", "plugins", "enable", name], self._environment)

    def run(self, algorithm: str, **inputs: object) -> measure.Cost:
        """The cost of one algorithm, start-up and all; a list is given value by value."""
        given = [f"--{name}={each}" for name, value in inputs.items()
                 for each in (value if isinstance(value, list) else [value])]
        return measure.whole(["qgis_process", "run", algorithm, *given], self._environment)
