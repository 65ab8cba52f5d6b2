"""Join layers on real files of Zion: three CRSs and three resolutions on one grid (skipped where they are absent)."""

import shutil

import numpy as np
import pytest
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core import reference
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal

ALGORITHM = "multiscalefusion:joinlayers"
FILES = ("landsat_b4.tif", "landsat_b5.tif", "nlcd.tif", "srtm.tif")
X, Y = 301905.0, 4154085.0   # Landsat's first corner
SIDE, ROWS, COLUMNS = 990.0, 43, 34   # 33 pixels of Landsat
# As gdalinfo shows them.
CLASSES = [("1", "Water", "#476ba0"), ("2", "Developed", "#aa0000"), ("3", "Barren", "#b2ada3"),
           ("4", "Forest", "#68aa63"), ("5", "Shrubland", "#a58c30"), ("6", "Herbaceous", "#c9c977"),
           ("7", "Cultivated", "#dbd83d"), ("8", "Wetlands", "#bad8ea")]
CELLS = [(0, 0), (3, 30), (11, 7), (20, 20), (29, 2), (35, 31), (42, 33), (42, 0)]


@pytest.fixture(scope="module")
def joined(qgis_app, data_file, tmp_path_factory):
    """The result, its values (bands, rows, columns) and its folder, which holds copies of the files."""
    import processing

    folder = tmp_path_factory.mktemp("zion")
    for file in (*FILES, "nlcd.tif.aux.xml"):
        shutil.copy(data_file(f"zion/{file}"), folder)   # QGIS writes statistics beside what it opens
    result = processing.run(ALGORITHM, {
        "INPUTS": [str(folder / file) for file in FILES], "TARGET_CRS": "EPSG:32612", "RESOLUTION": SIDE,
        "EXTENT": f"{X},{X + COLUMNS * SIDE},{Y - ROWS * SIDE},{Y}", "OUTPUT": str(folder / "out.tif"),
    })
    return result, rasters.read(result["OUTPUT"]), folder


def test_the_bands_are_those_of_the_files_on_the_grid_asked_for(joined):
    result, stack, _ = joined
    assert result["BANDS"].split("; ") == [
        "landsat_b4", "landsat_b5", *(f"nlcd: {name}" for _, name, _ in CLASSES), "srtm"]
    assert stack.shape == (11, ROWS, COLUMNS)
    assert rasters.geotransform(result["OUTPUT"]) == (X, SIDE, 0.0, Y, 0.0, -SIDE)


def test_pixels_of_the_same_grid_are_averaged_in_whole_blocks(joined):
    _, stack, folder = joined
    for band, file in zip(stack, FILES[:2]):
        pixels = rasters.read(folder / file)[:, :ROWS * 33, :COLUMNS * 33]
        blocks = pixels[0].reshape(ROWS, 33, COLUMNS, 33)
        assert np.isfinite(blocks).all()
        np.testing.assert_allclose(band, blocks.mean((1, 3)), rtol=1e-6)


def test_fractions_add_up_to_one_where_there_are_classes(joined):
    _, stack, _ = joined
    fractions = stack[2:10]
    seen = np.isfinite(fractions).all(0)
    assert (seen == np.isfinite(fractions).any(0)).all() and seen.sum() > 1000
    np.testing.assert_allclose(fractions[:, seen].sum(0), 1.0, atol=1e-6)
    assert fractions[:, seen].min() >= 0.0


@pytest.mark.parametrize("file, first", [("nlcd.tif", 2), ("srtm.tif", 10)])
def test_layers_of_other_crss_lie_where_they_belong(joined, file, first):
    """Against clipping each pixel by the cell's outline in the layer's own CRS, with shapely."""
    result, stack, folder = joined
    with RasterSource(result["OUTPUT"]) as output, RasterSource(str(folder / file)) as source:
        target, grid = output.grid, source.grid
    values = gdal.Open(str(folder / file)).ReadAsArray()
    checked = 0
    for row, column in CELLS:
        if np.isnan(stack[first, row, column]):
            continue
        rows, columns, _, weights = reference.cell_weights(grid, target, row, column)
        pixels = values[rows, columns]
        usable = pixels != {"nlcd.tif": 255, "srtm.tif": 65535}[file]
        weights = weights[usable] / weights[usable].sum()
        if file == "srtm.tif":
            # Outlines are followed to a thousandth of a pixel, and heights change by 10 to 100 m a pixel.
            assert stack[first, row, column] == pytest.approx((pixels[usable] * weights).sum(), abs=0.02)
        else:
            want = [weights[pixels[usable] == code].sum() for code in range(1, 9)]
            np.testing.assert_allclose(stack[2:10, row, column], want, atol=1e-5)
        checked += 1
    assert checked >= 4


def test_names_and_colours_of_the_classes_are_kept(joined):
    result, _, _ = joined
    stack = gdal.Open(result["OUTPUT"])
    told = [stack.GetRasterBand(number).GetMetadata() for number in range(3, 11)]
    assert [(each["CLASS_VALUE"], each["CLASS_NAME"], each["CLASS_COLOUR"]) for each in told] == CLASSES
