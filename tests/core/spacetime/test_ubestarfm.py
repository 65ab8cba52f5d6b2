"""Unbiased ESTARFM: against a plain implementation, and against the authors' own result on real temperatures."""

import numpy as np
import pytest
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.spacetime.contract import CoarseImage, Pair, Tile, fuse_image
from multiscale_fusion.core.spacetime.frame import Supports
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.core.spacetime.ubestarfm import UnbiasedEstarfm
from multiscale_fusion.tests.core.spacetime.test_estarfm import (OPTIONS, assert_like, grids, reference_of, scene,
                                                                 tile_of, whole)


@pytest.mark.parametrize("bands, limits", [(1, (-np.inf, np.inf)), (2, (0.2, 0.5)), (3, (-np.inf, np.inf))])
def test_plain_implementation(bands, limits):
    options = FusionOptions(window=260.0, classes=2, noise_fine=(0.004,), noise_coarse=(0.006,), limits=limits)
    supports = grids(20, 22)
    tile = tile_of(whole(supports), *scene(supports, bands))
    reference = reference_of(tile, options, unbiased=True)
    assert_like(fuse_image(UnbiasedEstarfm(options), tile, 10.0), reference)
    assert {"enough", "missing", "pairs0", "pairs1", "pairs01"} <= set(reference.met)
    assert ("limits" in reference.met) == (bands == 2)


def test_plain_implementation_with_few_similar_pixels():
    options = FusionOptions(window=260.0, classes=40, noise_fine=(0.004,), noise_coarse=(0.006,))
    supports = grids(14, 14)
    tile = tile_of(whole(supports), *scene(supports, 2))
    reference = reference_of(tile, options, unbiased=True)
    assert_like(fuse_image(UnbiasedEstarfm(options), tile, 10.0), reference)
    assert "too few" in reference.met


def test_a_bias_of_the_fine_sensor_leaves_no_trace():
    supports = grids(20, 20)
    fine, coarse = scene(supports, 1, holes=False)
    plain = fuse_image(UnbiasedEstarfm(OPTIONS), tile_of(whole(supports), fine, coarse), 10.0)
    shifted = [image + np.float32(bias) for image, bias in zip(fine, (0.25, -0.125))]
    found = fuse_image(UnbiasedEstarfm(OPTIONS), tile_of(whole(supports), shifted, coarse), 10.0)
    np.testing.assert_allclose(found.values, plain.values, atol=1e-5)


@pytest.fixture(scope="module")
def temperatures(data_dir):
    """The tile of the authors' example, in pixels of 100 m, and their result."""
    folder = data_dir / "lst_pairs"
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent.")
    names = {key: str(folder / name) for key, name in {
        "fine1": "Landsat_LST_cloudrm_20160205.tif", "fine2": "Landsat_LST_cloudrm_20160308.tif",
        "coarse1": "MOD11A1_LST_cloudrm_20160205.tif", "coarse2": "MOD11A1_LST_cloudrm_20160308.tif",
        "now": "MOD11A1_LST_cloudrm_20160218.tif", "result": "fused_result.tif"}.items()}
    images = {key: _read(RasterSource(name)) for key, name in names.items()}
    grid = RasterSource(names["fine1"]).grid
    # The coarse images have the fine grid.
    frame = Supports(grid, grid).frame(((0, 400), (0, 400)), (0, 0), (100.0, 100.0))
    tile = Tile(frame, (Pair(0.0, images["fine1"], images["coarse1"]), Pair(32.0, images["fine2"], images["coarse2"])),
                CoarseImage(13.0, images["now"]))
    return tile, images["result"]


def _read(source):
    rows, columns = map(int, source.grid.shape)
    with source:
        pixels = source.read((1,), (0, rows), (0, columns))
    return np.where(pixels.valid > 0, pixels.values, np.nan).astype(np.float32)


# The authors' example: windows of 51 pixels, a threshold of one standard deviation (m = 2), 250 to 350 K.
AUTHORS = FusionOptions(window=5000.0, classes=2, limits=(250.0, 350.0), noise_fine=(1.0,), noise_coarse=(1.0,))


def test_result_of_the_authors(temperatures):
    tile, result = temperatures
    found = fuse_image(UnbiasedEstarfm(AUTHORS, threshold_tile=200), tile, 13.0)
    there = np.isfinite(result)
    assert there.sum() == 159_999
    difference = np.abs(found.values[there] - result[there])
    assert np.median(difference) < 1e-4
    assert difference.max() < 0.01
    # The pixel that the authors leave out is missing in the first Landsat image; we take it from the second pair.
    assert found.filled == 1
    np.testing.assert_array_equal(np.isnan(result), np.isnan(tile.pairs[0].fine))
    assert np.isfinite(found.values).all()


def test_thresholds_of_the_whole_image_explain_the_difference(temperatures):
    tile, result = temperatures
    found = fuse_image(UnbiasedEstarfm(AUTHORS), tile, 13.0)
    there = np.isfinite(result)
    assert np.median(np.abs(found.values[there] - result[there])) == pytest.approx(0.047, abs=0.001)
