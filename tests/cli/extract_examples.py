"""What judges the outputs of the examples on the extraction of patches."""

import numpy as np
from multiscale_fusion.core.patches.dataset import PatchDataset
from multiscale_fusion.tests.core.patches import kept
from osgeo import ogr

NDVI = "HLS-VI.L30.T11SMU.2024154T182011.v2.0.NDVI.tif"
LST = "ECOv002_L2T_LSTE_33730_008_11SMU_20240602T205011_0712_01_LST.tif"
COVER = "nlcd_2024_land_cover_l48_20230630.tif"


def check_extractpatches(folder):
    """Against plain rasterio windows; the label against the class under the middle of each pixel."""
    inputs, outputs = folder / "demo_output" / "inputs", folder / "demo_output"
    layer = ogr.Open(str(outputs / "centres.gpkg"))
    places = [each.GetGeometryRef().GetPoint_2D() for each in layer.GetLayer(0)]
    crs = layer.GetLayer(0).GetSpatialRef().ExportToWkt()
    patches, shards = PatchDataset(outputs / "patches"), PatchDataset(outputs / "shards")
    assert len(patches) == len(shards) == len(places) > 20
    assert patches.info.complete and shards.info.complete and shards.info.format == "tfrecord"
    x, y = np.array(places).T
    for name, path, units in (("ndvi", inputs / NDVI, 32), ("lst", inputs / LST, 14)):
        info = next(each for each in patches.info.rasters if each.name == name)
        assert info.shape == (1, units, units)
        for at, first in enumerate(kept.first_pixels(path, x, y, crs, (units, units))):
            values, valid, _ = kept.window(path, first, (units, units))
            sample = patches[at]
            scale = 1e-4 if name == "ndvi" else 1.0
            np.testing.assert_array_equal(sample["mask"][name], valid)
            np.testing.assert_allclose(sample["values"][name][valid == 1], values[valid == 1] * scale, rtol=1e-5)
    alike = [_agreement(patches[at], inputs / COVER) for at in range(0, len(patches), 5)]
    assert np.mean(alike) > 0.8
    for at in range(len(shards)):
        one, other = patches[at], shards[at]
        assert one["id"] == other["id"] and other["values"]["lst"].shape == (1, 32, 32)
        np.testing.assert_array_equal(one["values"]["ndvi"], other["values"]["ndvi"])


def _agreement(sample, path):
    """The share of a label's pixels that have the class of the pixel in which their middle lies."""
    import rasterio
    from affine import Affine
    from pyproj import Transformer

    label = sample["values"]["label"][0]
    column, row = np.meshgrid(np.arange(label.shape[1]) + 0.5, np.arange(label.shape[0]) + 0.5)
    x, y = Affine(*sample["transform"]["label"]) * (column, row)
    with rasterio.open(path) as raster:
        there = Transformer.from_crs("EPSG:32611", raster.crs.to_wkt(), always_xy=True).transform(x.ravel(), y.ravel())
        codes = np.array([each[0] for each in raster.sample(zip(*there))]).reshape(label.shape)
    return (codes == label).mean()
