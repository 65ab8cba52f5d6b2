"""Swaths of granules as producers lay them out: where their coordinates are, what they cover, bands on a grid."""

import h5py
import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.opening.find import find_granules
from multiscale_fusion.core.opening.job import Opening, Options
from multiscale_fusion.core.opening.swath import MODIS_5_KM, MODIS_250_M, MODIS_500_M
from multiscale_fusion.core.opening.swath_granule import _lattice, covered, geolocation_of, open_swath
from multiscale_fusion.core.opening.values import stored_values
from multiscale_fusion.core.product import recognise
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.opening import swaths
from pyproj import Transformer


@pytest.fixture
def ecostress(tmp_path):
    """Two scans of 128 lines, 60 pixels, of ECOSTRESS's L2 LSTE and its L1B GEO; (plane, corners, stored, folder)."""
    plane = swaths.plane(-118.0, 34.0)
    scans = [swaths.lattice((128, 60), 70.0, 70.0, 20.0, -2500.0 * s, 8000.0 * s) for s in (0.5, -0.5)]
    middle = np.concatenate([swaths.middles(corner) for corner in scans])
    rng = np.random.default_rng(8)
    stored = rng.integers(14000, 16000, middle.shape[:2]).astype(np.uint16)
    stored[rng.random(stored.shape) < 0.2] = 0
    quality = rng.choice([0, 1, 193], stored.shape).astype(np.uint16)
    swaths.write_swath(tmp_path, *swaths.degrees(plane, middle), {"LST": stored, "QC": quality})
    return plane, scans, stored, tmp_path


def granule_of(folder):
    return next(each for each in find_granules(str(folder)) if each.product and each.product.id == "ECO_L2_LSTE")


def band_of(granule, name):
    return next(band for band in granule.bands if band.name == name)


def test_an_ecostress_swath_finds_its_coordinates_and_comes_out_as_exact_clipping_says(ecostress, tmp_path):
    plane, scans, stored, folder = ecostress
    granule = granule_of(folder)
    band = band_of(granule, "LST")
    geolocation = geolocation_of(granule, band)
    assert geolocation.scan_lines == 128 and "L1B_GEO" in geolocation.latitude.name
    grid = swaths.cells(plane, 1000.0, (5, 5))
    output = str(tmp_path / "out.tif")
    open_swath(output, granule, band, stored_values(granule, band), grid, tags={"HERE": "yes"})
    pixels = sum((swaths.polygons(corner) for corner in scans), [])
    shared = swaths.overlaps(pixels, grid)
    valid = stored.ravel() != 0
    mean = (shared[..., valid] * stored.ravel()[valid] * 0.02).sum(-1) / shared[..., valid].sum(-1)
    found = swaths.read(output)[0]
    np.testing.assert_allclose(found, mean, atol=2e-4)
    source = RasterSource(output)
    assert source.metadata["HERE"] == "yes" and source.bands[0].units == "K"


def test_what_a_swath_covers_holds_all_of_its_pixels(ecostress):
    plane, scans, _, folder = ecostress
    granule = granule_of(folder)
    grid = covered(geolocation_of(granule, band_of(granule, "LST")), 70.0)
    assert grid.crs.epsg == 32611 and grid.resolution.x == 70.0
    to_grid = Transformer.from_crs(plane, grid.crs.proj, always_xy=True)
    x, y = to_grid.transform(*np.concatenate([corner.reshape(-1, 2) for corner in scans]).T)
    box = grid.boundingbox
    assert box.left <= min(x) and box.right >= max(x) and box.bottom <= min(y) and box.top >= max(y)
    assert grid.affine.c % 70.0 == 0.0 and box.right - box.left < 1.2 * (max(x) - min(x))


def test_a_swath_without_its_coordinates_is_told_which_file_to_get(ecostress):
    folder = ecostress[-1]
    for file in folder.glob("*L1B_GEO*"):
        file.unlink()
    granule = granule_of(folder)
    with pytest.raises(FusionError, match="ECO_L1B_GEO"):
        geolocation_of(granule, band_of(granule, "LST"))


def test_flags_of_a_swath_are_taken_whole(ecostress, tmp_path):
    plane, _, _, folder = ecostress
    granule = granule_of(folder)
    band = band_of(granule, "QC")
    output = str(tmp_path / "qc.tif")
    open_swath(output, granule, band, stored_values(granule, band), swaths.cells(plane, 350.0, (10, 10)))
    found = swaths.read(output)
    assert set(np.unique(found[np.isfinite(found)])) <= {0.0, 1.0, 193.0}


def test_samplings_are_told_by_their_sizes():
    assert _lattice((406, 271), (2030, 1354)) == _lattice((406, 270), (2030, 1354)) == MODIS_5_KM
    assert _lattice((2030, 1354), (4060, 2708)) == MODIS_500_M
    assert _lattice((2030, 1354), (8120, 5416)) == MODIS_250_M
    assert _lattice((2030, 1354), (2030, 1354)) is not None and _lattice((2030, 1354), (2040, 1354)) is None


def test_wide_and_polar_swaths_are_covered_in_an_equal_area_projection(tmp_path):
    for longitude, latitude, size in ((178.0, 10.0, 60_000.0), (30.0, 86.0, 10_000.0)):
        plane = swaths.plane(longitude, latitude)
        corner = swaths.lattice((40, 40), size, size, 10.0)
        paths = swaths.write_swath(tmp_path, *swaths.degrees(plane, swaths.middles(corner)),
                                   {"LST": np.full((40, 40), 15000, np.uint16)})
        grid = covered(swaths.sources(*paths)[1], size)
        assert "Lambert Azimuthal Equal Area" in grid.crs.proj.coordinate_operation.method_name
        x, y = Transformer.from_crs(plane, grid.crs.proj, always_xy=True).transform(*corner.reshape(-1, 2).T)
        box = grid.boundingbox
        assert box.left <= min(x) and box.right >= max(x) and box.bottom <= min(y) and box.top >= max(y)


def test_the_made_file_is_known_as_the_product(ecostress):
    path, = ecostress[-1].glob("*L2_LSTE*")
    assert recognise(str(path)).product.id == "ECO_L2_LSTE"
    with h5py.File(path) as file:
        assert file["SDS/LST"].dtype == np.uint16


def test_opening_a_folder_puts_the_swath_and_its_flags_on_a_grid(ecostress, tmp_path):
    plane, _, _, folder = ecostress
    path, = folder.glob("*L2_LSTE*")
    asked = []

    def target(cover):
        asked.append(cover)
        return swaths.cells(plane, 1000.0, (5, 5))

    opened = Opening(str(path), str(tmp_path / "out"), Options(target=target)).run()
    assert {each.band for each in opened} >= {"LST", "QC"} and len(asked) >= 1
    lst = next(each for each in opened if each.band == "LST")
    assert lst.times is not None and np.isfinite(swaths.read(lst.path)).all()
    with RasterSource(lst.path) as source:
        assert recognise(lst.path, source.metadata, "LST").layer.name == "LST"
    with pytest.raises(FusionError, match="VRT"):
        Opening(str(path), str(tmp_path / "vrt"), Options(format="vrt")).run()
    assert not list((tmp_path / "vrt").iterdir())
