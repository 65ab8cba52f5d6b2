"""What judges the outputs of the examples on patch centres."""

import numpy as np
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal, ogr
from pyproj import Transformer

SPLITS = ("train", "validation", "test")


def check_patchcentres(folder):
    """Whole windows of valid pixels on the grid, no common ground between splits; classes under the centres."""
    ndvi = rasters.read(folder / "ndvi_30m.tif")[0]
    features = places(folder / "centres.gpkg", folder / "ndvi_30m.tif")
    assert len(features) > 50 and {each["split"] for each in features} == set(SPLITS)
    for each in features:
        row, column = each["row"] * 16, each["col"] * 16
        assert np.allclose(each["place"], (column + 16, row + 16), atol=1e-4)
        assert np.isfinite(ndvi[row:row + 32, column:column + 32]).mean() >= 0.6
    place, split = np.array([each["place"] for each in features]), np.array([each["split"] for each in features])
    away = np.abs(place[:, None] - place).max(-1)
    assert away[split[:, None] != split].min() >= 32 - 1e-4
    chosen = places(folder / "by_class.gpkg", folder / "nlcd.tif")
    cover = rasters.read(folder / "nlcd.tif")[0]
    for each in chosen:
        column, row = np.floor(each["place"]).astype(int)
        assert cover[row, column] == each["class"]
    count = np.unique([each["class"] for each in chosen], return_counts=True)[1]
    assert count.max() == 20 and len(count) > 2


def places(path, raster):
    """The attributes of points, with their column and row in a raster as `place`."""
    west, width, _, north, _, height = rasters.geotransform(raster)
    dataset, found = ogr.Open(str(path)), []
    way = Transformer.from_crs(dataset.GetLayer(0).GetSpatialRef().ExportToWkt(),
                               gdal.Open(str(raster)).GetProjection(), always_xy=True)
    for feature in dataset.GetLayer(0):
        x, y = way.transform(*feature.GetGeometryRef().GetPoint_2D())
        found.append({**feature.items(), "place": ((x - west) / width, (y - north) / height)})
    return found
