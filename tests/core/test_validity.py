"""Valid fractions at cloud edges, MIN_VALID, and that what is missing never leaks into a value."""

import numpy as np
import pytest
from multiscale_fusion.tests.core import reference
from multiscale_fusion.tests.core.engine import STATISTICS, UTM, grid, moments, run, statistics, write
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from multiscale_fusion.tests.core.test_across_crs import PAIRS, covering
from osgeo import gdal

SOURCE = grid(UTM, 390000.0, 3760020.0, 30.0, (210, 210))
NESTED = grid(UTM, 390000.0, 3760020.0, 300.0, (21, 21))
SHEARED = covering(SOURCE, SINUSOIDAL, 463.312716528)


@pytest.mark.parametrize("pair", ["UTM 11N, California, to sinusoidal", "UTM 11N to degrees",
                                  "polar stereographic to degrees"])
def test_valid_fraction_at_a_cloud_edge_equals_clipping(pair):
    """A straight cloud edge: the valid part of a cell is its outline clipped by a half plane."""
    source, crs, size = PAIRS[pair]
    target = covering(source, crs, size)
    edge = source.shape[1] // 2
    valid = np.ones(source.shape, np.uint8)
    valid[:, edge:] = 0
    found = moments(source, target, np.ones(source.shape), valid)
    rows = np.random.default_rng(5).uniform(0.1, 0.9, 25) * source.shape[0]
    cells = reference.cells_under(source, target, np.full(25, edge + 0.5), rows)
    cut = 0
    for cell in cells:
        polygon = reference.outline(source, target, *cell)
        clear = polygon.intersection(reference.box(-1e6, -1e6, edge, 1e6)).area / polygon.area
        cut += 0.05 < clear < 0.95
        assert found.valid_fraction[0][cell] == pytest.approx(clear, abs=5e-4)
    assert cut >= 3, "the sample has no cell that the cloud edge cuts"


def test_valid_fraction_counts_ground_outside_the_raster_as_missing():
    target = grid(UTM, SOURCE.affine.c - 150.0, SOURCE.affine.f + 75.0, 300.0, (3, 3))
    found = moments(SOURCE, target, np.ones(SOURCE.shape))
    want = np.outer([0.75, 1.0, 1.0], [0.5, 1.0, 1.0])
    np.testing.assert_allclose(found.valid_fraction[0], want, atol=1e-9)
    np.testing.assert_allclose(found.coverage[0], want, atol=1e-9)


def test_valid_fraction_at_the_edge_of_a_degree_raster_is_a_share_of_ground():
    """A cell from 70 to 80 N whose northern half no pixel covers: more than half of its ground is covered."""
    source, target = grid("EPSG:4326", 0.0, 75.0, 0.5, (20, 20)), grid("EPSG:4326", 0.0, 80.0, 10.0, (1, 1))
    found = moments(source, target, np.ones(source.shape))
    south, edge, north = reference.authalic(np.array([70.0, 75.0, 80.0]))
    assert found.valid_fraction[0, 0, 0] == pytest.approx((edge - south) / (north - south), abs=1e-3)


@pytest.mark.parametrize("share", [0.5, 0.51, 0.49, 0.0, 1.0])
@pytest.mark.parametrize("min_valid", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("target", [NESTED, grid(UTM, 390000.0 + 10.0, 3760020.0 - 20.0, 300.0, (18, 18))],
                         ids=["nested", "shifted"])
def test_min_valid_is_reached_at_exactly_that_share(target, min_valid, share):
    valid = np.zeros((210, 210), np.uint8)
    valid[: round(share * 100)] = 1
    # A cell holds 100 rows of pixels of 3 m, so that each share is a whole number of rows.
    source = grid(UTM, target.affine.c, target.affine.f, 3.0, (210, 210))
    found = moments(source, target, np.full(source.shape, 7.0), valid)
    got = statistics(found, min_valid)["mean"][0, 0, 0]
    assert found.valid_fraction[0, 0, 0] == pytest.approx(share, abs=1e-12)
    assert (got == 7.0) if share > 0 and share >= min_valid else np.isnan(got)


def test_thirds_of_a_pixel_add_up_to_full_cells_at_min_valid_one():
    source = grid(UTM, 390000.0, 3760020.0, 30.0, (100, 100))
    target = grid(UTM, 390000.0, 3760020.0, 100.0, (30, 30))
    found = moments(source, target, np.full(source.shape, 7.0))
    assert np.all(statistics(found, 1.0)["mean"] == 7.0)
    inside = covering(source, SINUSOIDAL, 200.0)
    found = moments(source, inside, np.full(source.shape, 7.0))
    whole = reference.cells_under(source, inside, np.full(3, 50.0), np.array([40.0, 50.0, 60.0]))
    assert all(statistics(found, 1.0)["mean"][0][cell] == 7.0 for cell in whole)


def _nodata(values, gone):
    return np.where(gone, -9999.0, values), {"nodata": -9999.0}


def _nan(values, gone):
    return np.where(gone, np.nan, values), {}


def _infinities(values, gone):
    return np.where(gone, np.where(np.arange(values.shape[1]) % 2, np.inf, -np.inf), values), {}


def _mask_band(values, gone):
    def describe(dataset):
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        dataset.GetRasterBand(1).GetMaskBand().WriteArray(np.where(gone, 0, 255).astype(np.uint8))

    return np.where(gone, -9999.0, values), {"describe": describe}


def _alpha(values, gone):
    def describe(dataset):
        dataset.GetRasterBand(2).SetColorInterpretation(gdal.GCI_AlphaBand)

    return np.array([np.where(gone, -9999.0, values), np.where(gone, 0.0, 255.0)]), {"describe": describe}


@pytest.mark.parametrize("hide", [_nodata, _nan, _infinities, _mask_band, _alpha])
@pytest.mark.parametrize("target", [NESTED, SHEARED], ids=["nested", "sheared"])
def test_missing_pixels_never_leak(tmp_path, hide, target):
    random = np.random.default_rng(11)
    values = random.uniform(280.0, 290.0, SOURCE.shape)
    gone = (reference.clouds(SOURCE.shape) == 0) | (random.uniform(size=SOURCE.shape) < 0.05)
    stored, options = hide(values, gone)
    internal = gdal.GetConfigOption("GDAL_TIFF_INTERNAL_MASK")
    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
    path = write(tmp_path / "in.tif", SOURCE, stored, **options)
    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", internal)
    want = statistics(moments(SOURCE, target, values, (~gone).astype(np.uint8)), 0.5)
    for name in STATISTICS:
        written = run(path, target, tmp_path, statistic=name, valid_fraction=True)
        assert written["output"].shape[0] == 1
        if target is NESTED:
            shares = (~gone).reshape(21, 10, 21, 10).mean((1, 3))
            np.testing.assert_allclose(written["valid_fraction"][0], shares, atol=1e-7)
        np.testing.assert_allclose(written["output"], want[name], rtol=1e-12, atol=1e-9, err_msg=name)
        known = written["output"][np.isfinite(written["output"])]
        if name in ("mean", "min", "max"):
            assert known.size and known.min() >= 280.0 and known.max() <= 290.0
        if name == "std":
            assert known.max() <= 5.0


def test_a_fully_clouded_cell_is_nodata_even_at_min_valid_zero(tmp_path):
    values = np.full(SOURCE.shape, 5.0)
    values[:10, :10] = -9999.0
    path = write(tmp_path / "in.tif", SOURCE, values, nodata=-9999.0)
    written = run(path, NESTED, tmp_path, min_valid=0.0, valid_fraction=True, variability=True)
    assert np.isnan(written["output"][0, 0, 0]) and written["valid_fraction"][0, 0, 0] == 0.0
    assert np.isnan(written["variability"][0, 0, 0])
    assert np.all(written["output"][0].ravel()[1:] == 5.0)


def test_valid_fraction_and_variability_files_hold_every_band(tmp_path):
    values = np.array([reference.field(SOURCE.shape, seed) for seed in (1, 2)])
    values[1, :, :105] = -9999.0
    path = write(tmp_path / "in.tif", SOURCE, values, nodata=-9999.0)
    written = run(path, NESTED, tmp_path, valid_fraction=True, variability=True)
    cells = values.reshape(2, 21, 10, 21, 10)
    missing = cells == -9999.0
    np.testing.assert_allclose(written["valid_fraction"], 1.0 - missing.mean((2, 4)), atol=1e-7)
    np.testing.assert_allclose(written["variability"][0], cells[0].std((1, 3)), rtol=1e-6)
    assert np.all(np.isnan(written["output"][1, :, :10])) and np.all(np.isfinite(written["output"][1, :, 10:]))
