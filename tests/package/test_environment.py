"""QGIS's Python and pytest's hold the same packages, from the right places, and loading the plugin costs little."""

import importlib.util
import json
import os
import subprocess
import sysconfig
import time
from pathlib import Path

import pytest

FROM_DEBIAN_ONLY = {"numpy", "scipy", "shapely", "pyproj", "gdal", "rasterio", "fiona", "pyogrio", "h5py", "pyhdf",
                    "pyqt5"}
HEAVY = {"numba", "llvmlite", "scipy", "sklearn", "skimage", "dask", "xarray", "odc", "rasterio", "earthaccess"}
PROBE = Path(__file__).parent / "probe"


@pytest.fixture(scope="module")
def probe(qgis_process, plugin_folder, tmp_path_factory):
    """What an algorithm of another plugin finds in QGIS's process once ours is loaded."""
    plugins = tmp_path_factory.mktemp("probe")
    (plugins / "multiscale_fusion").symlink_to(plugin_folder / "multiscale_fusion")
    (plugins / "probe").symlink_to(PROBE)
    env = {"QGIS_PLUGINPATH": str(plugins), "QGIS_CUSTOM_CONFIG_PATH": str(plugins / "profile")}
    for name in ("multiscale_fusion", "probe"):
        enabled = qgis_process(["plugins", "enable", name], env=env)
        assert enabled.returncode == 0, enabled.stderr
    run = qgis_process(["run", "multiscalefusionprobe:probe", "-"], {"inputs": {}}, env=env)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)["results"]


def test_qgis_and_pytest_hold_the_same_versions_from_the_same_files(probe):
    spec = importlib.util.spec_from_file_location("multiscale_fusion_probe", PROBE / "__init__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert probe["VERSIONS"] == module.versions()


def test_loading_the_plugin_imports_nothing_heavy(probe):
    loaded = {name.partition(".")[0] for name in probe["MODULES"]}
    assert "multiscale_fusion" in loaded
    assert not loaded & HEAVY


def test_gdal_proj_and_geos_come_from_the_distribution():
    found = Path(sysconfig.get_path("data")).rglob("*.dist-info")
    from_pypi = {file.name.partition("-")[0].lower() for file in found}
    assert "numba" in from_pypi
    assert not from_pypi & FROM_DEBIAN_ONLY


def test_test_packages_stay_out_of_the_folder_that_qgis_sees():
    seen_by_qgis = {file.name.partition("-")[0] for file in Path(sysconfig.get_path("purelib")).glob("*.dist-info")}
    assert not seen_by_qgis & {"exactextract", "pytest", "hypothesis"}


def test_second_setup_says_nothing_and_is_quick(root):
    # Not as a child of the make that runs these tests: it would tell which folder it enters.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    started = time.monotonic()
    again = subprocess.run(["make", "setup"], cwd=root, env=environment, capture_output=True, text=True, check=True)
    assert (again.stdout, again.stderr) == ("", "")
    assert time.monotonic() - started < 2
