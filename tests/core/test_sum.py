"""Sums keep the grand total, whatever the pair of CRSs, and clouds take their pixels out of it, no more."""

import numpy as np
import pytest
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.tests.core import reference
from multiscale_fusion.tests.core.engine import UTM, grid, moments, run, statistics, write
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from odc.geo.geobox import GeoBox

EXACT = 1e-9
CHUKOTKA = grid("EPSG:32660", 600000.0, 7000000.0, 500.0, (300, 400))   # 180 degrees runs through it
CALIFORNIA = grid(UTM, 390000.0, 3760020.0, 30.0, (400, 500))
PAIRS = {
    "same CRS": (CALIFORNIA, UTM, 1000.0),
    "UTM to sinusoidal": (CALIFORNIA, SINUSOIDAL, 926.625433055833),
    "UTM 50N to sinusoidal": (grid("EPSG:32650", 480000.0, 4400010.0, 30.0, (400, 400)), SINUSOIDAL,
                              926.625433055833),
    "UTM to degrees": (CALIFORNIA, "EPSG:4326", 0.01),
    "UTM to EASE-Grid 2.0": (CALIFORNIA, "EPSG:6933", 1000.8950233495),
    "polar stereographic to degrees": (grid("EPSG:3413", -300000.0, -1000000.0, 500.0, (400, 400)), "EPSG:4326", 0.25),
    "over the pole to degrees": (grid("EPSG:3413", -300000.0, 300000.0, 3000.0, (200, 200)), "EPSG:4326", 1.0),
    "degrees to EASE-Grid 2.0": (grid("EPSG:4326", 20.0, 55.0, 0.01, (300, 300)), "EPSG:6933", 9008.05521014),
    "degrees to degrees": (grid("EPSG:4326", 20.0, 55.0, 0.01, (300, 300)), "EPSG:4326", 0.173),
    "across the antimeridian to degrees": (CHUKOTKA, "EPSG:4326", 0.1),
    "across the antimeridian to 3832": (CHUKOTKA, "EPSG:3832", 9000.0),
    "rotated to sinusoidal": (GeoBox((400, 300), CALIFORNIA.affine * CALIFORNIA.affine.rotation(25), UTM), SINUSOIDAL,
                              926.625433055833),
    "very many pixels to a cell": (grid(UTM, 390000.0, 3760020.0, 30.0, (1500, 2100)), SINUSOIDAL, 30000.0),
    "hardly more than a pixel to a cell": (grid(UTM, 390000.0, 3760020.0, 30.0, (90, 110)), SINUSOIDAL, 31.0),
    "south up to degrees": (grid(UTM, 390000.0, 3760020.0, (30.0, 30.0), (400, 500)), "EPSG:4326", 0.01),
}


@pytest.mark.parametrize("cloudy", [False, True], ids=["clear", "cloudy"])
@pytest.mark.parametrize("pair", PAIRS)
def test_the_grand_total_is_kept(pair, cloudy):
    source, crs, size = PAIRS[pair]
    target = target_grid(source, crs=crs, resolution=size)
    values = np.exp(reference.field(source.shape) - 100.0)
    valid = reference.clouds(source.shape) if cloudy else np.ones(source.shape, np.uint8)
    found = moments(source, target, np.where(valid, values, -9999.0), valid)
    totals = statistics(found)["sum"][0]
    assert np.nansum(totals) == pytest.approx(values[valid > 0].sum(), rel=EXACT)
    assert found.count.sum() == pytest.approx(valid.sum(), rel=EXACT)


def test_the_total_is_kept_in_the_file(tmp_path):
    values = np.exp(reference.field(CALIFORNIA.shape) - 100.0)
    values[reference.clouds(CALIFORNIA.shape) == 0] = -9999.0
    path = write(tmp_path / "in.tif", CALIFORNIA, values, nodata=-9999.0)
    target = target_grid(CALIFORNIA, crs=SINUSOIDAL, resolution=926.625433055833)
    written = run(path, target, tmp_path, statistic="sum", min_valid=0.0, dtype="auto")["output"]
    assert np.nansum(written) == pytest.approx(values[values >= 0].sum(), rel=EXACT)


def test_min_valid_takes_whole_cells_out_of_the_total(tmp_path):
    source, target = grid(UTM, 0.0, 0.0, 10.0, (4, 8)), grid(UTM, 0.0, 0.0, 40.0, (1, 2))
    values = np.ones(source.shape)
    values[:, 4:7] = -9999.0
    path = write(tmp_path / "in.tif", source, values, nodata=-9999.0)
    written = run(path, target, tmp_path, statistic="sum")["output"]
    np.testing.assert_array_equal(written[0], [[16.0, np.nan]])


def test_extensive_values_are_summed_and_intensive_ones_averaged(tmp_path):
    source, target = grid(UTM, 0.0, 0.0, 10.0, (6, 6)), grid(UTM, 0.0, 0.0, 30.0, (2, 2))
    path = write(tmp_path / "in.tif", source, np.full(source.shape, 2.0))
    assert np.all(run(path, target, tmp_path, kind="extensive")["output"] == 18.0)
    assert np.all(run(path, target, tmp_path, kind="intensive")["output"] == 2.0)
