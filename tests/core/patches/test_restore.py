"""A patch written back as a GeoTIFF lies where it came from, by the judgement of another reader."""

from types import SimpleNamespace

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.crs import same_crs
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches.dataset import PatchDataset
from multiscale_fusion.core.patches.formats import open_writer
from multiscale_fusion.core.patches.restore import restore
from multiscale_fusion.core.patches.sample import RasterStack
from multiscale_fusion.tests.core.patches import made
from osgeo import gdal


def opened(path):
    dataset = gdal.Open(str(path))
    return SimpleNamespace(dataset=dataset, values=dataset.ReadAsArray(), crs=dataset.GetProjection(),
                           transform=Affine.from_gdal(*dataset.GetGeoTransform()))


@pytest.mark.parametrize("name", ["optical", "dem", "cover", "coarse"])
def test_lands_where_it_came_from(tmp_path, small_groups, format, name):
    """Each pixel's centre, taken to the raster by its own transform, is the pixel that holds the same value: also on a
    grid that is rotated and flipped."""
    dataset = PatchDataset(made.write(format, tmp_path / "a"))
    restore(dataset, 6, name, str(tmp_path / "back.tif"))
    found, (values, mask), told = opened(tmp_path / "back.tif"), made.raster(name), made.RASTERS[name]
    assert same_crs(found.crs, told[4])
    found_values = found.values.reshape(told[1], told[2], told[2])
    rows, columns = np.mgrid[:told[2], :told[2]]
    x, y = found.transform * (columns + 0.5, rows + 0.5)
    across, down = ~told[3] * (x, y)
    np.testing.assert_allclose([across % 1, down % 1], 0.5, atol=1e-6)
    there = values[:, np.floor(down).astype(int), np.floor(across).astype(int)]
    valid = mask[:, np.floor(down).astype(int), np.floor(across).astype(int)] == 1
    nodata = found.dataset.GetRasterBand(1).GetNoDataValue()
    np.testing.assert_equal(found_values[valid], there[valid])
    assert (np.isnan(found_values[~valid]) if np.isnan(nodata) else found_values[~valid] == nodata).all()
    assert found.dataset.GetRasterBand(1).GetDescription() == "band 1"


def test_by_rasterio_too(tmp_path, small_groups):
    rasterio = pytest.importorskip("rasterio")
    dataset = PatchDataset(made.write("webdataset", tmp_path / "a"))
    restore(dataset, 2, "cover", str(tmp_path / "back.tif"))
    row, column, values, mask, transform = made.patch("cover", 2, made.raster("cover"))
    with rasterio.open(tmp_path / "back.tif") as file:
        assert tuple(file.transform)[:6] == pytest.approx(transform)
        assert (file.read()[mask == 1] == values[mask == 1]).all() and (file.read_masks()[mask == 0] == 0).all()


def test_normalised_values_get_their_units_back(tmp_path):
    layer = made.layer("dem", "float32", 1, 12, *made.RASTERS["dem"][3:], mean=(100.0,), std=(12.5,))
    whole = made.info(label=False).replaced(rasters=(layer,))
    with open_writer("webdataset", str(tmp_path / "a"), whole, made.places()) as writer:
        raw = [made.patch("dem", at, made.raster("dem")) for at in range(made.COUNT)]
        values = np.stack([part[2] for part in raw])
        writer.write_group(0, {"dem": RasterStack(((values - 100.0) / 12.5).astype("float32"),
                                                  np.stack([part[3] for part in raw]),
                                                  np.array([part[4] for part in raw]))})
        path = writer.finish()
    restore(PatchDataset(path), 4, "dem", str(tmp_path / "back.tif"))
    np.testing.assert_allclose(opened(tmp_path / "back.tif").values[None], values[4], rtol=1e-6)


def test_the_label_and_a_selection(tmp_path, small_groups):
    dataset = PatchDataset(made.write("webdataset", tmp_path / "a"), split="test").subset([1])
    restore(dataset, 0, "label", str(tmp_path / "back.tif"))
    at = [number for number, split in enumerate(made.places().splits) if split == "test"][1]
    wanted = made.patch("label", at, made.raster("label"))
    assert (opened(tmp_path / "back.tif").values[None] == wanted[2]).all()
    with pytest.raises(FusionError, match='no raster "sar"'):
        restore(dataset, 0, "sar", str(tmp_path / "back.tif"))
