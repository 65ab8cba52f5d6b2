"""The algorithm through the real qgis_process: help, both ways of giving parameters, models, cancel, the same bytes."""

import json
import shutil
import signal
import subprocess
import time

import numpy as np
import pytest
from multiscale_fusion.tests.processing import models, rasters

ALGORITHM = "multiscalefusion:aggregate"
TO_SINUSOIDAL = {"TARGET_CRS": rasters.SINUSOIDAL, "RESOLUTION": 926.625433055833}


@pytest.fixture
def large(tmp_path):
    return str(rasters.enlarged(tmp_path / "large.vrt", rasters.write(tmp_path / "small.tif", rasters.field()), 200))


@pytest.fixture(scope="session")
def with_words(qgis_process):
    """Run with key=value arguments."""

    def run(parameters, **keywords):
        return qgis_process(["run", ALGORITHM, *(f"{name}={value}" for name, value in parameters.items())], **keywords)

    return run


@pytest.fixture(scope="session")
def with_json(qgis_process):
    """Run with JSON on standard input."""

    def run(parameters, **keywords):
        return qgis_process(["run", ALGORITHM, "-"], {"inputs": parameters}, **keywords)

    return run


def test_the_list_shows_the_algorithm(qgis_process):
    listed = json.loads(qgis_process(["--json", "list"]).stdout)
    provider = listed["providers"]["multiscalefusion"]
    assert provider["name"] == "Multiscale Fusion"
    assert provider["algorithms"][ALGORITHM]["name"] == "Aggregate to a coarser grid"


def test_the_help_is_complete(qgis_process):
    shown = qgis_process(["--json", "help", ALGORITHM])
    assert shown.returncode == 0
    described = json.loads(shown.stdout)
    assert described["algorithm_details"]["can_cancel"]
    assert not described["algorithm_details"]["deprecated"]
    parameters = described["parameters"]
    assert len(parameters) == 22
    for name, parameter in parameters.items():
        assert parameter["help"], name
        assert parameter["description"], name
    assert parameters["STATISTIC"]["raw_definition"]["uses_static_strings"]
    assert set(parameters["STATISTIC"]["raw_definition"]["options"]) >= {"auto", "mean", "sum", "count"}
    assert set(described["outputs"]) == {"OUTPUT", "VALID_FRACTION", "VARIABILITY", "KIND", "STATISTIC"}


def test_the_help_reads_well_in_a_terminal(qgis_process):
    text = qgis_process(["help", ALGORITHM]).stdout
    assert f"qgis_process run {ALGORITHM} --INPUT=" in text
    assert "<p>" not in text


def test_words(with_words, fine, folder):
    out = folder / "out.tif"
    done = with_words({"--INPUT": fine, "--TARGET_CRS": rasters.UTM, "--RESOLUTION": 300, "--STATISTIC": "max",
                       "--OUTPUT": out})
    assert done.returncode == 0, done.stderr
    assert "Target grid: 30 x 20 cells" in done.stdout
    expected = rasters.field().reshape(2, 20, 10, 30, 10).max(axis=(2, 4))
    np.testing.assert_array_equal(rasters.read(out), expected)
    assert {file.name for file in folder.iterdir()} == {"out.tif", "out.tif.json"}


def test_json_in_and_nothing_but_json_out(with_json, fine, folder):
    out = folder / "out.tif"
    done = with_json({"INPUT": fine, **rasters.ON_300_M, "BANDS": [2], "MIN_VALID": 0.9, "OUTPUT": str(out)})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["results"] == {"KIND": "intensive", "OUTPUT": str(out), "STATISTIC": "mean"}
    expected = rasters.block_means(rasters.field())[1:].astype(np.float32)
    np.testing.assert_array_equal(rasters.read(out), expected)


def test_json_stays_pure_with_findings_and_on_real_data(with_json, data_file, folder, tmp_path):
    # A copy: QGIS writes statistics beside what it opens.
    modis = shutil.copy(data_file("modis_granules/MOD11A1.hdf"), tmp_path)
    done = with_json({
        "INPUT": f'HDF4_EOS:EOS_GRID:"{modis}":MODIS_Grid_Daily_1km_LST:LST_Day_1km', "TARGET_CRS": "EPSG:6933",
        "RESOLUTION": 25000, "STATISTIC": "sum", "VARIABLE_KIND": "intensive", "OUTPUT": str(folder / "out.tif"),
    })
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["results"]["STATISTIC"] == "sum"


def test_however_it_is_called_the_bytes_are_the_same(with_words, with_json, qgis_app, fine, folder):
    import processing
    from multiscale_fusion.core.aggregate import Options, aggregate
    from multiscale_fusion.core.grid import target_grid
    from multiscale_fusion.core.raster import RasterSource
    from qgis.core import QgsCoordinateReferenceSystem

    for grid in (rasters.ON_300_M, TO_SINUSOIDAL):
        outputs = {way: str(folder / way / "out.tif") for way in ("words", "json", "session", "engine")}
        for way in outputs:
            (folder / way).mkdir(exist_ok=True)
        parameters = {"INPUT": fine, **grid, "STATISTIC": "std"}
        assert with_words({**parameters, "OUTPUT": outputs["words"]}).returncode == 0
        assert with_json({**parameters, "OUTPUT": outputs["json"]}).returncode == 0
        crs = QgsCoordinateReferenceSystem(grid["TARGET_CRS"])
        processing.run(ALGORITHM, {**parameters, "TARGET_CRS": crs, "OUTPUT": outputs["session"]})
        with RasterSource(fine) as source:
            target = target_grid(
                source.grid, crs=grid["TARGET_CRS"].removeprefix("PROJ:"), resolution=grid["RESOLUTION"],
            )
            aggregate(source, target, outputs["engine"], options=Options(statistic="std"), threads=1)
        for ending in ("", ".json"):
            contents = {way: _bytes(path + ending) for way, path in outputs.items()}
            assert contents["words"] == contents["json"] == contents["session"] == contents["engine"], (grid, ending)


def test_a_model_file_chains_two_runs(qgis_process, qgis_app, fine, tmp_path, folder):
    file = tmp_path / f"{models.NAME}.model3"
    assert models.two_steps(300, 600).toFile(str(file))
    out = folder / "out.tif"
    done = qgis_process(["run", file, "-"], {"inputs": {"INPUT": fine, models.OUTPUT: str(out)}})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["results"][models.OUTPUT] == str(out)
    np.testing.assert_allclose(rasters.read(out), rasters.block_means(rasters.field(), 20), rtol=1e-6)


def test_interrupt_leaves_nothing(qgis_env, large, folder):
    run = _start(qgis_env, large, folder)
    run.send_signal(signal.SIGINT)
    stdout, stderr = run.communicate(timeout=60)
    assert run.returncode == 0, stderr
    assert "Results" in stdout
    assert not list(folder.iterdir())


def test_kill_leaves_the_output_of_before_and_the_next_run_works(with_words, qgis_env, fine, large, folder):
    out = folder / "out.tif"
    assert with_words({"INPUT": fine, **rasters.ON_300_M, "OUTPUT": out}).returncode == 0
    before = {file: file.read_bytes() for file in folder.iterdir()}
    run = _start(qgis_env, large, folder)
    run.kill()
    run.communicate(timeout=60)
    assert run.returncode == -signal.SIGKILL
    assert {file: file.read_bytes() for file in before} == before
    done = with_words({"INPUT": fine, **rasters.ON_300_M, "STATISTIC": "min", "OUTPUT": out})
    assert done.returncode == 0, done.stderr
    assert rasters.read(out).min() == rasters.field().min()


def _start(env, large, folder):
    """Start a long run and come back once it has begun to write."""
    before = set(folder.iterdir())
    parameters = {"INPUT": large, "TARGET_CRS": rasters.SINUSOIDAL, "RESOLUTION": 300, "OUTPUT": folder / "out.tif"}
    run = subprocess.Popen(
        ["qgis_process", "run", ALGORITHM, *(f"{name}={value}" for name, value in parameters.items())],
        env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    end = time.monotonic() + 60
    while not set(folder.iterdir()) - before:
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < end, "the run did not begin in time"
        time.sleep(0.02)
    time.sleep(0.3)
    assert run.poll() is None, "the run ended too early for this test"
    return run


def _bytes(path):
    with open(path, "rb") as file:
        return file.read()


def test_a_second_run_finds_the_compiled_kernels_on_disk(qgis_process, fine, folder, tmp_path):
    """The first compiles and says so, the second compiles nothing."""
    kernels = tmp_path / "kernels"

    def run(name):
        return qgis_process(["run", ALGORITHM, f"INPUT={fine}", f"TARGET_CRS={rasters.UTM}", "RESOLUTION=300",
                             f"OUTPUT={folder / name}"], env={"NUMBA_CACHE_DIR": str(kernels)})

    def compiled():
        return {path: path.stat().st_mtime_ns for path in kernels.rglob("*.nb?")}

    first = run("first.tif")
    found = compiled()
    second = run("second.tif")
    assert first.returncode == second.returncode == 0
    assert found and compiled() == found
    assert "First run on this computer" in first.stdout and "First run on this computer" not in second.stdout
    assert (folder / "first.tif").read_bytes() == (folder / "second.tif").read_bytes()
