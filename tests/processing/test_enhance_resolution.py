"""enhanceresolution through processing.run: rasters and points, fields, styles, and what is refused."""

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from osgeo import ogr, osr

ALGORITHM = "multiscalefusion:enhanceresolution"
GRID = {"TARGET_CRS": rasters.UTM, "RESOLUTION": 150, "EXTENT": "500700,502200,4998000,4999500 [EPSG:32633]"}


def swath(path, values, *, fields=None, geometry=ogr.wkbPoint):
    """Centres of the pixels (rows, columns) of 300 m as points with the field tb, and further ones."""
    reference = osr.SpatialReference()
    reference.SetFromUserInput(rasters.UTM)
    data = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = data.CreateLayer("swath", reference, geometry)
    for name in ("tb", *(fields or {})):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
    left, top = rasters.ORIGIN
    for (row, column), value in np.ndenumerate(values):
        feature = ogr.Feature(layer.GetLayerDefn())
        x, y = left + 300.0 * (column + 0.5), top - 300.0 * (row + 0.5)
        wkt = f"POINT ({x} {y})" if geometry == ogr.wkbPoint else \
            f"POLYGON (({x} {y}, {x + 9} {y}, {x} {y + 9}, {x} {y}))"
        feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        for name, each in {"tb": value, **(fields or {})}.items():
            if each is not None:
                feature.SetField(name, float(each))
        layer.CreateFeature(feature)
    del layer, data
    return str(path)


@pytest.fixture(scope="module")
def values():
    return np.random.default_rng(1).normal(250.0, 4.0, (12, 12)).astype(np.float32)


@pytest.fixture
def raster(tmp_path, values):
    return str(rasters.write(tmp_path / "tb.tif", values, pixel=300.0))


def test_a_raster_and_its_points_give_the_same(run, raster, values, tmp_path, folder, feedback):
    asked = {**GRID, "FWHM": 900, "REGULARISATION": 0.02, "VARIABLE_KIND": "intensive"}
    outputs = {"OUTPUT": str(folder / "a.tif"), "NOISE": str(folder / "n.tif"),
               "RESOLUTION_LAYER": str(folder / "r.tif")}
    found = run(ALGORITHM, {"INPUT": raster, **asked, **outputs}, feedback=feedback)
    assert found["REGULARISATION_USED"] == 0.02 and found["COUNT"] == 144
    assert any("[MODEL_DEPENDENT]" in info for info in feedback.infos)
    image = rasters.read(folder / "a.tif")[0]
    assert image.shape == (10, 10) and np.isfinite(image).all()
    assert np.median(rasters.read(folder / "r.tif")) == pytest.approx(found["EFFECTIVE_RESOLUTION"], rel=0.1)
    points = swath(tmp_path / "swath.gpkg", values, fields={"along": 900.0, "across": None, "turn": 45.0})
    for number, fields in enumerate(({}, {"FWHM_FIELD": "along", "FWHM": None, "FWHM_ACROSS_FIELD": "across",
                                          "AZIMUTH_FIELD": "turn"})):
        run(ALGORITHM, {"INPUT": points, "FIELD": "tb", **asked, **fields, "OUTPUT": str(folder / f"p{number}.tif")})
        np.testing.assert_allclose(rasters.read(folder / f"p{number}.tif")[0], image, atol=1e-3)


def test_ellipses_are_not_circles(run, values, tmp_path, folder):
    points = swath(tmp_path / "swath.gpkg", values)
    images = []
    for across in (900, 500):
        run(ALGORITHM, {"INPUT": points, "FIELD": "tb", **GRID, "FWHM": 900, "FWHM_ACROSS": across,
                        "REGULARISATION": 0.02, "OUTPUT": str(folder / "out.tif")})
        images.append(rasters.read(folder / "out.tif")[0])
    assert np.abs(images[0] - images[1]).max() > 0.1


def test_outputs_are_painted(qgis_app, raster):
    from multiscale_fusion.processing.styling import RampStyle
    from qgis.core import QgsProcessingContext

    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    job = algorithm.read({"INPUT": raster, **GRID, "FWHM": 900}, QgsProcessingContext())
    assert algorithm.styles(job, {}) == {name: RampStyle() for name in ("OUTPUT", "NOISE", "RESOLUTION_LAYER")}


@pytest.mark.parametrize("parameters, sentence", [
    ({}, "The width of the footprints is not given"),
    ({"FWHM": 900, "REGULARISATION": 1.0}, "REGULARISATION must lie below 1"),
    ({"FWHM": 900, "VARIABLE_KIND": "extensive"}, "VARIABLE_KIND must be one of auto, intensive"),
    ({"INPUT": "nowhere.tif", "FWHM": 900}, "nowhere.tif is neither a raster nor a layer of points"),
    ({"INPUT": "points", "FWHM": 900}, "No field of the observed values is given"),
    ({"INPUT": "points", "FWHM": 900, "FIELD": "nothing"}, "has no field nothing"),
    ({"INPUT": "points", "FWHM": 900, "FIELD": "tb", "EXTENT": None}, "Points do not tell which grid is wanted"),
    ({"INPUT": "polygons", "FWHM": 900, "FIELD": "tb"}, "give the centres of the footprints as points"),
])
def test_what_cannot_be_is_told_before_the_run(qgis_app, raster, values, tmp_path, parameters, sentence):
    from qgis.core import QgsProcessingContext

    made = {"points": lambda: swath(tmp_path / "p.gpkg", values[:2]),
            "polygons": lambda: swath(tmp_path / "q.gpkg", values[:2], geometry=ogr.wkbPolygon)}
    given = {name: made[value]() if value in made else value for name, value in parameters.items()}
    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    good, told = algorithm.checkParameterValues({"INPUT": raster, **GRID, "OUTPUT": str(tmp_path / "o.tif"), **given},
                                                QgsProcessingContext())
    assert not good and sentence in told


def test_no_footprint_near_the_grid_and_an_output_over_the_input(run, raster, folder):
    from qgis.core import QgsProcessingException

    asked = {"INPUT": raster, **GRID, "FWHM": 900, "VARIABLE_KIND": "intensive"}
    with pytest.raises(QgsProcessingException, match="is also an input"):
        run(ALGORITHM, {**asked, "OUTPUT": raster})
    with pytest.raises(QgsProcessingException, match="beyond the input|reaches the grid"):
        run(ALGORITHM, {**asked, "EXTENT": "600000,601500,4998000,4999500 [EPSG:32633]",
                        "OUTPUT": str(folder / "o.tif")})
    assert list(folder.iterdir()) == []


def test_a_cancel_leaves_nothing(run, raster, folder, feedback):
    feedback.cancel_from_another_thread(1)
    found = run(ALGORITHM, {"INPUT": raster, "FWHM": 1500, "TARGET_CRS": rasters.UTM, "RESOLUTION": 50,
                            "VARIABLE_KIND": "intensive", "OUTPUT": str(folder / "o.tif"),
                            "RESOLUTION_LAYER": str(folder / "r.tif")}, feedback=feedback)
    assert found == {} and list(folder.iterdir()) == []
