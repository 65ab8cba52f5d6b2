"""Land cover on the grid of the National Land Cover Database."""

import numpy as np
import pytest
from multiscale_fusion.core.simulate import CLASSES, write_land_cover
from osgeo import gdal
from pyproj import CRS, Transformer


@pytest.fixture(scope="module")
def path(scene, date, tmp_path_factory):
    return write_land_cover(scene, tmp_path_factory.mktemp("nlcd"), date)["land_cover"]


def test_storage(path, stored):
    codes, dataset = stored(path)
    assert path.name == "nlcd_2024_land_cover_l48_20230630.tif"
    band = dataset.GetRasterBand(1)
    assert (band.DataType, band.GetNoDataValue()) == (gdal.GDT_Byte, 0)
    # Corner and pixel of the database's images.
    west, width, _, north, _, height = dataset.GetGeoTransform()
    assert (width, height) == (30.0, -30.0)
    assert ((west + 2493045.0) % 30.0, (3310005.0 - north) % 30.0) == (0.0, 0.0)
    crs = CRS.from_wkt(dataset.GetProjection())
    assert {(parameter.name, parameter.value) for parameter in crs.coordinate_operation.params} == {
        (parameter.name, parameter.value) for parameter in CRS.from_epsg(5070).coordinate_operation.params}
    assert crs.geodetic_crs.datum.name == "World Geodetic System 1984"
    assert set(np.unique(codes)) <= {0, *CLASSES}


def test_every_pixel_has_the_nearest_truth(scene, date, path, stored):
    codes, dataset = stored(path)
    random = np.random.default_rng(0)
    rows, columns = random.integers(0, codes.shape[0], 5000), random.integers(0, codes.shape[1], 5000)
    west, width, _, north, _, height = dataset.GetGeoTransform()
    x, y = Transformer.from_crs(CRS.from_wkt(dataset.GetProjection()), "EPSG:32611", always_xy=True).transform(
        west + (columns + 0.5) * width, north + (rows + 0.5) * height)
    column, row = (np.floor(part).astype(int) for part in ~scene.grid.affine * (x, y))
    inside = (row >= 0) & (row < scene.grid.shape[0]) & (column >= 0) & (column < scene.grid.shape[1])
    truth = np.where(inside, scene.land_cover(date)[np.where(inside, row, 0), np.where(inside, column, 0)], 0)
    # A centre within a thousandth of a metre of a border may fall on either side.
    assert (codes[rows, columns] == truth).mean() > 0.999
    assert 0.4 < inside.mean() < 0.9


def test_names_and_colours(path, stored):
    codes, dataset = stored(path)
    band = dataset.GetRasterBand(1)
    table, colours = band.GetDefaultRAT(), band.GetColorTable()
    assert [table.GetNameOfCol(column) for column in range(table.GetColumnCount())] == [
        "Value", "Count", "NLCD Land Cover Class", "Red", "Green", "Blue"]
    present = [code for code in CLASSES if (codes == code).any()]
    assert table.GetRowCount() == len(present)
    for row, code in enumerate(present):
        assert table.GetValueAsInt(row, 0) == code
        assert table.GetValueAsDouble(row, 1) == (codes == code).sum()
        assert table.GetValueAsString(row, 2) == CLASSES[code].name
        assert tuple(table.GetValueAsInt(row, column) for column in (3, 4, 5)) == CLASSES[code].colour
        assert colours.GetColorEntry(code)[:3] == CLASSES[code].colour


def test_real_colours_are_the_same(data_file):
    # A clip of the edition of 2011, whose legend differs by a few units.
    dataset = gdal.Open(str(data_file("zion/nlcd2011.tif")))
    real = dataset.GetRasterBand(1).GetColorTable()
    for code in {11, 21, 22, 23, 31, 41, 42, 52, 71, 81, 82, 90}:
        np.testing.assert_allclose(real.GetColorEntry(code)[:3], CLASSES[code].colour, atol=8, err_msg=str(code))


def test_the_engine_takes_it_for_classes(path, read_band):
    _, valid, source = read_band(path)
    assert source.bands[0].is_class
    assert 0.4 < valid.mean() < 0.9
