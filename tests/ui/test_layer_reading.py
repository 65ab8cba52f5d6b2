"""Facts of layers, against what was written into their files and what pyproj says of distances."""

import sys
from datetime import datetime

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal
from pyproj import CRS, Geod, Transformer


@pytest.fixture
def facts(project):
    """A callable: the facts of a layer, which joins the project."""
    from multiscale_fusion.ui.layer_reading import layer_source, read_facts

    def read(layer, sampled=True):
        project.addMapLayer(layer)
        return read_facts(layer_source(layer), sampled)

    return read


def raster(path, name="Layer", provider="gdal"):
    from qgis.core import QgsRasterLayer

    return QgsRasterLayer(str(path), name, provider)


def vector(source, name="Plots", provider="memory"):
    from qgis.core import QgsVectorLayer

    return QgsVectorLayer(str(source), name, provider)


def with_points(layer, places):
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY

    features = []
    for x, y in places:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    layer.updateExtents()
    return layer


def test_header_and_sample_of_a_raster(facts, tmp_path):
    values = rasters.field(shape=(2, 200, 300))
    values[0, :50] = -9999.0   # a quarter
    found = facts(raster(rasters.write(tmp_path / "lst_20220420.tif", values, nodata=-9999.0)))
    x, y = rasters.ORIGIN
    assert found.crs == "EPSG:32633 - WGS 84 / UTM zone 33N"
    assert CRS.from_wkt(found.crs_wkt) == CRS.from_epsg(32633)
    assert (found.shape, found.bands, found.pixel) == ((200, 300), 2, (30.0, 30.0))
    assert found.extent == (x, y - 200 * 30.0, x + 300 * 30.0, y)
    assert found.date == "2022-04-20"
    assert found.nodata_share == pytest.approx(0.25)
    assert (found.kind, found.is_sure, found.is_quality, found.problem) == ("intensive", True, False, "")
    assert found.transform is None


def test_pixels_are_measured_on_the_ground(facts, tmp_path):
    """Of a tenth of a degree at 60 degrees north, by the geodesics of WGS 84."""
    path = rasters.write(tmp_path / "degrees.tif", rasters.field(shape=(1, 10, 10)), crs="EPSG:4326", pixel=0.1,
                         origin=(10.0, 60.5))
    found = facts(raster(path), sampled=False)
    geod = Geod(ellps="WGS84")
    width = geod.inv(10.45, 60.0, 10.55, 60.0)[2]
    height = geod.inv(10.5, 59.95, 10.5, 60.05)[2]
    assert found.pixel_m == pytest.approx((width, height), rel=1e-9)
    assert found.side_m == pytest.approx((width * height) ** 0.5, rel=1e-9)
    assert (found.kind, found.nodata_share) == ("", None)


def test_a_turned_grid_tells_its_transform(facts, tmp_path):
    path = tmp_path / "turned.tif"
    rasters.write(path, rasters.field(shape=(1, 40, 50)))
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetGeoTransform((500100.0, 24.0, 18.0, 5000100.0, 18.0, -24.0))
    del dataset
    found = facts(raster(path))
    assert found.transform == (24.0, 18.0, 500100.0, 18.0, -24.0, 5000100.0)
    assert found.pixel == pytest.approx((30.0, 30.0))


def test_the_crs_that_the_project_gives_a_layer_counts(facts, tmp_path):
    from qgis.core import QgsCoordinateReferenceSystem

    layer = raster(rasters.write(tmp_path / "bare.tif", rasters.field(), crs=None))
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32611"))
    assert facts(layer).crs == "EPSG:32611 - WGS 84 / UTM zone 11N"


def test_a_crs_without_a_code_has_a_name(facts, tmp_path):
    path = rasters.write(tmp_path / "modis.tif", rasters.field(shape=(1, 20, 20)), crs=rasters.SINUSOIDAL, pixel=926.6,
                         origin=(1_000_000.0, 5_000_000.0))
    assert facts(raster(path)).crs == "Sinusoidal"


def test_the_temporal_properties_of_a_layer_count_more_than_its_name(facts, tmp_path):
    from qgis.core import Qgis, QgsDateTimeRange
    from qgis.PyQt.QtCore import QDateTime

    layer = raster(rasters.write(tmp_path / "lst_20220420.tif", rasters.field()))
    properties = layer.temporalProperties()
    properties.setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
    properties.setFixedTemporalRange(QgsDateTimeRange(*(QDateTime(datetime(2020, 5, day)) for day in (1, 3))))
    properties.setIsActive(True)
    assert facts(layer).date.startswith("2020-05-01")


def test_classes_are_detected_with_their_evidence(facts, tmp_path):
    blocks = np.random.default_rng(3).integers(1, 6, (20, 20), np.uint8)
    path = rasters.write(tmp_path / "landcover.tif", np.kron(blocks, np.ones((10, 10), np.uint8)))
    found = facts(raster(path))
    assert (found.kind, found.is_sure) == ("categorical", True)
    assert "landcover" in found.evidence


def test_flag_layers_are_known_by_their_names_and_by_their_product(facts, tmp_path, data_file):
    flags = np.random.default_rng(3).integers(0, 4, (50, 50)).astype(np.uint8)
    assert facts(raster(rasters.write(tmp_path / "scene_QC.tif", flags)), sampled=False).is_quality
    assert facts(raster(rasters.write(tmp_path / "a.tif", flags), name="Cloud mask")).is_quality
    # A name is no proof: these are measurements.
    assert not facts(raster(rasters.write(tmp_path / "qa_temperature.tif", rasters.field()))).is_quality
    fmask = data_file("hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif")
    assert facts(raster(fmask, name="Renamed"), sampled=False).is_quality


@pytest.mark.parametrize("case", ["gone", "no CRS", "not GDAL", "damaged"])
def test_what_cannot_be_used_is_told_in_one_sentence(facts, tmp_path, case):
    path = tmp_path / "layer.tif"
    if case == "gone":
        layer, told = raster(path), "does not exist"
    elif case == "not GDAL":
        layer, told = raster("type=xyz&url=file:///nothing/{z}/{x}/{y}.png", provider="wms"), "data provider"
    elif case == "no CRS":
        layer, told = raster(rasters.write(path, rasters.field(), crs=None)), "no coordinate reference system"
    else:
        rasters.write(path, rasters.field(shape=(1, 400, 400)))
        layer, told = raster(path), "damaged"
        with open(path, "r+b") as file:
            file.truncate(path.stat().st_size // 2)
    problem = facts(layer).problem
    assert told in problem
    assert problem.endswith(".") and problem.count(". ") == 0


def test_points_of_a_file_and_of_the_project(facts, tmp_path):
    from qgis.core import QgsVectorFileWriter

    places = [(10.0, 46.0), (11.0, 46.5), (10.5, 47.0)]
    memory = with_points(vector("Point?crs=EPSG:4326&field=diameter:double", "GEDI"), places)
    in_project = facts(memory)
    assert (in_project.is_points, in_project.count, in_project.pixel_m) == (True, 3, None)
    assert in_project.extent == (10.0, 46.0, 11.0, 47.0)
    assert in_project.size_fields == ("diameter",)

    path = tmp_path / "plots_2019-07-13.gpkg"
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(memory, str(path), memory.transformContext(), options)
    in_file = facts(vector(path, "Plots", "ogr"))
    assert (in_file.count, in_file.extent, in_file.date) == (3, in_project.extent, "2019-07-13")
    assert in_file.crs == "EPSG:4326 - WGS 84"


def test_footprints_as_polygons(facts, data_file):
    """Of the real ones QGIS itself tells how many there are."""
    from osgeo import ogr

    path = data_file("gedi/stands_cerrado.shp")
    found = facts(vector(path, "Stands", "ogr"))
    source = ogr.Open(str(path))
    x0, x1, y0, y1 = source.GetLayer().GetExtent()
    assert found.is_polygons and found.count == source.GetLayer().GetFeatureCount()
    assert found.extent == pytest.approx((x0, y0, x1, y1))


def test_points_without_features_or_crs_are_told(facts):
    from qgis.core import QgsCoordinateReferenceSystem

    assert "no features" in facts(vector("Point?crs=EPSG:4326")).problem
    bare = vector("Point")
    bare.setCrs(QgsCoordinateReferenceSystem())
    assert "no coordinate reference system" in facts(bare).problem


def test_a_missing_package_is_named(facts, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    found = facts(raster(rasters.write(tmp_path / "a.tif", rasters.field())))
    assert "numba" in found.problem
    assert found.crs == "EPSG:32633 - WGS 84 / UTM zone 33N"


def test_utm_stretches_the_ground(facts, tmp_path):
    """Of UTM beside its central meridian: pixels of the map are 1 / 0.9996 times as large on the ground."""
    found = facts(raster(rasters.write(tmp_path / "a.tif", rasters.field(shape=(1, 20, 20)))), sampled=False)
    to_degrees = Transformer.from_crs(32633, 4326, always_xy=True)
    x, y = rasters.ORIGIN[0] + 300.0, rasters.ORIGIN[1] - 300.0
    west, east = to_degrees.transform(x - 15.0, y), to_degrees.transform(x + 15.0, y)
    assert found.pixel_m[0] == pytest.approx(Geod(ellps="WGS84").inv(*west, *east)[2], rel=1e-6)
