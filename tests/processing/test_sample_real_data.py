"""Real GEDI footprints read and sampled on grids like WorldCover's and SRTM's, and the model that does both."""

import h5py
import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.processing.sampled import ALGORITHM, column, read
from pyproj import Geod

from multiscale_fusion.tests.core.granules.conftest import gedi_l2a  # noqa: F401

MODEL = "multiscalefusion:sampleatgedi"
WORLD_COVER, SRTM = 1.0 / 12_000.0, 1.0 / 3_600.0   # degrees
CLASSES = np.array([10, 30, 40, 60], np.uint8)


@pytest.fixture(scope="module")
def granule(data_file):
    return str(data_file("gedi/GEDI02_A_2019108080338_O01964_T05337_02_001_01_sub.h5"))


@pytest.fixture(scope="module")
def shots(qgis_app, granule, tmp_path_factory):
    """A layer of all shots of the real granule, whatever their quality."""
    import processing

    path = str(tmp_path_factory.mktemp("shots") / "shots.gpkg")
    found = processing.run("multiscalefusion:readfootprints", {"INPUT": [granule], "QUALITY": False, "OUTPUT": path})
    return found["OUTPUT"]


def over(shots, size):
    """Corner and shape (rows, columns) of a grid of `size` degrees over the shots."""
    layer, _ = read(shots)
    box = layer.extent()
    west, north = np.floor(box.xMinimum() / size - 3) * size, np.ceil(box.yMaximum() / size + 3) * size
    return (west, north), (int((north - box.yMinimum()) / size) + 4, int((box.xMaximum() - west) / size) + 4)


def brute_force(place, diameter, corner, size, gaussian, rng):
    """Rows and columns of the pixels under 400,000 random points of a disc or of a Gaussian beam on the ground."""
    count = 400_000
    azimuth = rng.uniform(0.0, 360.0, count)
    share = rng.uniform(0.0, 1.0, count)
    # Cut where 99.9 % of the energy lies.
    away = diameter / 4.0 * np.sqrt(-2.0 * np.log(1.0 - 0.999 * share)) if gaussian \
        else diameter / 2.0 * np.sqrt(share)
    x, y, _ = Geod(ellps="WGS84").fwd(np.full(count, place.x()), np.full(count, place.y()), azimuth, away)
    return ((corner[1] - y) / size).astype(int), ((x - corner[0]) / size).astype(int)


def test_every_shot_comes_back_as_h5py_has_it(shots, granule):
    _, features = read(shots)
    with h5py.File(granule) as file:
        beams = [name for name in file if name.startswith("BEAM")]
        numbers = np.concatenate([file[f"{name}/shot_number"][()] for name in beams])
    assert [each["shot"] for each in features] == numbers.astype(np.int64).tolist()


def test_beams_on_a_grid_of_world_cover_get_shares_of_classes(run, shots, tmp_path, folder):
    corner, shape = over(shots, WORLD_COVER)
    rng = np.random.default_rng(8)
    codes = rng.choice(CLASSES, (shape[0] // 2 + 1, shape[1] // 2 + 1)).repeat(2, 0).repeat(2, 1)[:shape[0], :shape[1]]
    cover = str(rasters.write(tmp_path / "worldcover.tif", np.ascontiguousarray(codes), crs="EPSG:4326",
                              pixel=WORLD_COVER, origin=corner, options=("TILED=YES", "COMPRESS=DEFLATE")))
    found = run(ALGORITHM, {"INPUT": shots, "RASTERS": [cover], "DIAMETER_FIELD": "diameter", "STATISTICS": "mode,"
                            "fractions,valid_fraction", "VARIABLE_KIND": "categorical",
                            "OUTPUT": str(folder / "o.gpkg")})
    _, features = read(found["OUTPUT"])
    assert len(features) == len(read(shots)[1])
    shares = np.array([column(features, f"worldcover_fraction_{code}") for code in CLASSES])
    np.testing.assert_allclose(shares.sum(0), 1.0, atol=1e-9)
    np.testing.assert_allclose(column(features, "worldcover_valid_fraction"), 1.0, atol=1e-9)
    np.testing.assert_array_equal(column(features, "worldcover_mode"), CLASSES[shares.argmax(0)])
    for number in rng.choice(len(features), 12, replace=False):
        rows, columns = brute_force(features[number]["geometry"].asPoint(), 25.0, corner, WORLD_COVER, False, rng)
        seen = [np.mean(codes[rows, columns] == code) for code in CLASSES]
        np.testing.assert_allclose(shares[:, number], seen, atol=4e-3)   # five standard errors


def test_beams_on_a_grid_of_srtm_get_the_height_that_the_beam_saw(run, shots, tmp_path, folder):
    corner, shape = over(shots, SRTM)
    rng = np.random.default_rng(9)
    y, x = np.mgrid[:shape[0], :shape[1]]
    heights = (600.0 + 80.0 * np.sin(x / 9.0) * np.cos(y / 7.0) + rng.normal(0, 3, shape)).astype(np.int16)
    dem = str(rasters.write(tmp_path / "srtm.tif", heights, crs="EPSG:4326", pixel=SRTM, origin=corner))
    found = run(ALGORITHM, {"INPUT": shots, "RASTERS": [dem], "SUPPORT": "gaussian", "DIAMETER": 25,
                            "OUTPUT": str(folder / "o.gpkg")})
    _, features = read(found["OUTPUT"])
    means = column(features, "srtm_mean")
    for number in rng.choice(len(features), 12, replace=False):
        rows, columns = brute_force(features[number]["geometry"].asPoint(), 25.0, corner, SRTM, True, rng)
        seen = heights[rows, columns]
        assert means[number] == pytest.approx(seen.mean(), abs=5.0 * seen.std() / np.sqrt(seen.size) + 1e-6)


def test_the_model_reads_samples_and_saves_a_table(run, gedi_l2a, tmp_path, folder):  # noqa: F811
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    corner, shape = (7.999, 45.01), (120, 120)
    paths, fields = [], {}
    for name, size, low in (("ndvi", 0.0002, 0.0), ("lst", 0.002, 290.0)):
        fields[name] = low + np.random.default_rng(1).random(shape, np.float32)
        paths.append(str(rasters.write(tmp_path / f"{name}.tif", fields[name], crs="EPSG:4326", pixel=size,
                                       origin=corner)))
    found = run(MODEL, {"GRANULES": [gedi_l2a()], "NDVI": paths[0], "LST": paths[1], "QUALITY": True,
                        "sampled": str(folder / "o.gpkg"), "table": str(folder / "t.parquet")})
    _, features = read(found["sampled"])
    table = parquet.read_table(found["table"])
    assert table.num_rows == len(features) == 16
    assert {"rh98", "time", "beam", "ndvi_mean", "ndvi_std", "lst_mean", "lst_valid_fraction"} <= {*table.column_names}
    # Beams are cut 23 m around their centres: those within a pixel of 222 m by 157 m have its value.
    inside = 0
    for feature, mean in zip(features, table["lst_mean"].to_pylist()):
        at = feature["geometry"].asPoint()
        row, number = (corner[1] - at.y()) / 0.002, (at.x() - corner[0]) / 0.002
        if abs(row % 1 - 0.5) < 0.35 and abs(number % 1 - 0.5) < 0.35:
            inside += 1
            assert mean == pytest.approx(float(fields["lst"][int(row), int(number)]), rel=1e-6)
    assert inside >= 4


def test_the_model_needs_no_table(run, gedi_l2a, tmp_path):  # noqa: F811
    path = str(rasters.write(tmp_path / "x.tif", np.ones((120, 120), np.float32), crs="EPSG:4326", pixel=0.0005,
                             origin=(7.999, 45.03)))
    found = run(MODEL, {"GRANULES": [gedi_l2a()], "NDVI": path, "LST": path, "QUALITY": True, "sampled": "memory:"})
    assert found["sampled"].featureCount() == 16
