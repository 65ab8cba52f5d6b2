"""Bad input through the real qgis_process: exit 1, one clear sentence, nothing written."""

import re

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters

ALGORITHM = "multiscalefusion:aggregate"
# What QGIS itself says around our sentence, and what GDAL, PROJ and Qt say of their own accord.
_FRAME = re.compile(
    r"ERROR:\s+An error was encountered while checking parameter values|ERROR: Status 2: File|QStandardPaths|"
    r"GDAL ERROR|Warning 1:|(ERROR 1: PROJ: )?proj_create"
)


@pytest.fixture
def fine(tmp_path):
    return rasters.write(tmp_path / "fine.tif", rasters.field(shape=(1, 100, 100)))


@pytest.fixture
def refused(qgis_process, folder, fine):
    """A callable that runs with wrong parameters and returns the sentence, having checked all the rest."""

    def run(*, env=None, **wrong):
        given = {"INPUT": fine, "TARGET_CRS": rasters.UTM, "RESOLUTION": 300, "OUTPUT": folder / "out.tif", **wrong}
        before = _contents(folder.parent)
        done = qgis_process(
            ["run", ALGORITHM, *(f"{name}={value}" for name, value in given.items() if value is not None)], env=env
        )
        assert done.returncode == 1, done.stdout + done.stderr
        assert _contents(folder.parent) == before
        assert "Results" not in done.stdout
        lines = (line.strip() for line in done.stderr.splitlines())
        lines = {line.removeprefix("ERROR:").strip() for line in lines if line and not _FRAME.match(line)}
        assert len(lines) == 1, done.stderr
        sentence = lines.pop()
        assert sentence.endswith(".") and "Traceback" not in sentence
        return sentence

    return run


def test_a_missing_file(refused):
    assert refused(INPUT="/nowhere/at_all.tif") == "/nowhere/at_all.tif does not exist; check the path."


def test_a_file_that_is_no_raster(refused, tmp_path):
    text = tmp_path / "notes.tif"
    text.write_text("not a raster")
    assert "notes.tif is not a raster" in refused(INPUT=text)


def test_a_missing_grid_file(refused):
    sentence = refused(GRID="/nowhere/grid.tif", TARGET_CRS=None, RESOLUTION=None)
    assert sentence == "/nowhere/grid.tif does not exist; check the path."


def test_a_container_of_subdatasets(refused, data_file):
    assert "holds subdatasets" in refused(INPUT=data_file("modis_granules/MOD11A1.hdf"))


def test_no_crs(refused, tmp_path):
    path = rasters.write(tmp_path / "nowhere.tif", rasters.field(shape=(1, 50, 50)), crs=None)
    assert refused(INPUT=path) == "nowhere.tif has no coordinate reference system; assign one first."


def test_no_overlap(refused):
    assert "do not overlap" in refused(EXTENT="700000,710000,4000000,4010000")


def test_all_nodata(refused, tmp_path):
    path = rasters.write(tmp_path / "empty.tif", np.full((1, 50, 50), -9999, np.float32), nodata=-9999)
    assert "no valid pixel" in refused(INPUT=path)


def test_a_target_finer_than_the_source(refused):
    sentence = refused(RESOLUTION=10)
    assert "finer" in sentence and "downscal" in sentence


def test_two_ways_of_giving_the_grid(refused, fine):
    assert "two ways" in refused(GRID=fine)


def test_no_way_of_giving_the_grid(refused):
    assert "not given" in refused(TARGET_CRS=None, RESOLUTION=None)


@pytest.mark.parametrize("half", ["TARGET_CRS", "RESOLUTION"])
def test_half_a_way_of_giving_the_grid(refused, half):
    assert "needs a" in refused(**{half: None})


@pytest.mark.parametrize("resolution", ["0", "-300", "nan"])
def test_a_resolution_that_is_not_positive(refused, resolution):
    assert "it must be a positive number" in refused(RESOLUTION=resolution)


@pytest.mark.parametrize("resolution, extent", [("300", "-1e12,1e12,-1e12,1e12"), ("0.000001", None)])
def test_a_target_of_absurd_size(refused, resolution, extent):
    sentence = refused(RESOLUTION=resolution, EXTENT=extent)
    assert "cells" in sentence and "in memory" in sentence


def test_an_unknown_crs(refused):
    assert "TARGET_CRS EPSG:999999 is not a known coordinate reference system" in refused(TARGET_CRS="EPSG:999999")


def test_an_output_in_a_folder_that_does_not_exist(refused, folder):
    assert "does not exist" in refused(OUTPUT=folder / "none" / "out.tif")


def test_an_output_that_is_a_folder(refused, folder):
    (folder / "out.tif").mkdir()
    assert "is a folder" in refused()


def test_an_output_where_nothing_can_be_written(refused):
    assert "out.tif" in refused(OUTPUT="/proc/out.tif")


def test_an_output_of_another_format(refused, folder):
    assert "must end in .tif" in refused(OUTPUT=folder / "out.nc")


def test_an_output_equal_to_the_input(refused, fine):
    assert "is also an input" in refused(OUTPUT=fine)


def test_an_output_equal_to_the_grid(refused, tmp_path):
    grid = rasters.write(tmp_path / "grid.tif", np.ones((1, 10, 10), np.float32), pixel=300.0)
    assert "is also an input" in refused(GRID=grid, TARGET_CRS=None, RESOLUTION=None, OUTPUT=grid)


def test_two_outputs_in_one_file(refused, folder):
    assert "Two outputs" in refused(VARIABILITY=folder / "out.tif")


def test_a_truncated_file(refused, fine, tmp_path):
    cut = tmp_path / "cut.tif"
    cut.write_bytes(fine.read_bytes()[:20_000])
    assert "cut.tif is damaged or cut short" in refused(INPUT=cut)


def test_complex_values(refused, tmp_path):
    path = rasters.write(tmp_path / "complex.tif", np.ones((1, 50, 50), np.complex64))
    assert "complex" in refused(INPUT=path).removeprefix("complex.tif")


@pytest.mark.parametrize("bands", ["9", "x", "1;1"])
def test_bands_that_are_not_there(refused, bands):
    assert "band" in refused(BANDS=bands)


@pytest.mark.parametrize("name, value", [("STATISTIC", "harmonic"), ("STATISTIC", "1"), ("VARIABLE_KIND", "vague"),
                                         ("DATA_TYPE", "CFloat32"), ("MIN_VALID", "1.5"), ("MIN_VALID", "half")])
def test_a_value_outside_of_its_choices(refused, name, value):
    sentence = refused(**{name: value})
    assert sentence.startswith(f"{name} must be ") and value in sentence


def test_a_creation_option_that_does_not_exist(refused):
    assert "NONSENSE" in refused(CREATION_OPTIONS="NONSENSE=YES")


@pytest.mark.parametrize("module, package", [("numba", "numba"), ("odc/geo", "odc-geo")])
def test_a_missing_package(refused, tmp_path_factory, qgis_env, module, package):
    path = tmp_path_factory.mktemp("shadow")
    shadow = path / module
    shadow.mkdir(parents=True)
    name = module.replace("/", ".")
    (shadow / "__init__.py").write_text(f"raise ModuleNotFoundError('No module named {name}', name='{name}')\n")
    sentence = refused(env={"PYTHONPATH": f"{path}:{qgis_env['PYTHONPATH']}"})
    assert sentence.startswith(f'The Python package "{package}" is missing; install it')


def test_json_says_nothing_on_standard_output(qgis_process, folder):
    done = qgis_process(["run", ALGORITHM, "-"], {"inputs": {"INPUT": "/nowhere/at_all.tif", "TARGET_CRS": rasters.UTM,
                                                             "RESOLUTION": 300, "OUTPUT": str(folder / "out.tif")}})
    assert done.returncode == 1
    assert done.stdout == ""
    assert "/nowhere/at_all.tif does not exist" in done.stderr


def _contents(folder):
    """Every file below the folder with its size, but for what QGIS itself leaves beside inputs."""
    return {str(file): file.stat().st_size for file in folder.rglob("*") if not file.name.endswith(".aux.xml")}
