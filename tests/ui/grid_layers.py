"""Layers of a recipe and their facts as GDAL and pyproj tell them, for the tests of the common grid."""

from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.recipe import LayerChoice, Recipe
from osgeo import gdal, osr
from pyproj import CRS, Geod, Transformer


def facts_of(path):
    """Of a north-up raster; the pixel's ground size is measured across the middle on its CRS's ellipsoid."""
    dataset = gdal.Open(str(path))
    left, width, _, top, _, height = dataset.GetGeoTransform()
    rows, columns = dataset.RasterYSize, dataset.RasterXSize
    crs = CRS.from_wkt(dataset.GetSpatialRef().ExportToWkt(["FORMAT=WKT2_2019"]))
    x, y = left + width * columns / 2, top + height * rows / 2
    longitude, latitude = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(
        [x - width / 2, x + width / 2, x, x], [y, y, y - height / 2, y + height / 2])
    geod = Geod(a=crs.ellipsoid.semi_major_metre, b=crs.ellipsoid.semi_minor_metre)
    sizes = tuple(geod.inv(longitude[k], latitude[k], longitude[k + 1], latitude[k + 1])[2] for k in (0, 2))
    return LayerFacts(
        is_points=False, crs=crs.name, crs_wkt=crs.to_wkt(), shape=(rows, columns), bands=dataset.RasterCount,
        extent=(left, top + height * rows, left + width * columns, top), pixel=(width, -height), pixel_m=sizes)


def recipe_of(**layers):
    """A recipe and the facts of its layers, all used: name = (path, role); the name is the id too."""
    choices = tuple(LayerChoice(name, str(path), name, used=True, role=role) for name, (path, role) in layers.items())
    return Recipe(choices), {name: facts_of(path) for name, (path, _) in layers.items()}


def rotated(path, values, geotransform, crs=rasters.UTM):
    """Write values (rows, columns) of uint8 with any geotransform; returns the path."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), values.shape[1], values.shape[0], 1, gdal.GDT_Byte)
    dataset.SetGeoTransform(geotransform)
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.GetRasterBand(1).WriteRaster(0, 0, values.shape[1], values.shape[0], values.tobytes())
    dataset.FlushCache()
    del dataset
    return path
