"""checklayers through processing.run: findings, files and numbers for models, and what is read on the main thread."""

import json
import sys
from datetime import datetime, timezone

import numpy as np
import pytest
from multiscale_fusion.tests.processing import joined, rasters

ALGORITHM = "multiscalefusion:checklayers"
NUMBERS = ("BLOCKERS", "WARNINGS", "INFOS")


@pytest.fixture
def classes(tmp_path):
    return joined.write_classes(tmp_path / "cover.tif")


@pytest.fixture
def coarse(tmp_path):
    return joined.write_coarse(tmp_path / "moisture.tif")


@pytest.fixture
def bare(tmp_path):
    return str(rasters.write(tmp_path / "bare.tif", rasters.field()[:1], crs=None))


@pytest.fixture
def swath(tmp_path):
    """A field with arrays of longitudes and latitudes and no grid."""
    j, i = np.mgrid[:50, :60]
    places = {"x": 10.0 + 0.01 * i + 0.003 * j, "y": 45.0 - 0.01 * j + 0.002 * i}
    for name, values in places.items():
        rasters.write(tmp_path / f"{name}.tif", values, crs=None)
    rasters.write(tmp_path / "swath_values.tif", rasters.field()[:1, :50, :60], crs=None)
    path = tmp_path / "swath.vrt"
    items = {"X_DATASET": tmp_path / "x.tif", "X_BAND": 1, "Y_DATASET": tmp_path / "y.tif", "Y_BAND": 1,
             "PIXEL_OFFSET": 0, "LINE_OFFSET": 0, "PIXEL_STEP": 1, "LINE_STEP": 1}
    arrays = "".join(f'<MDI key="{key}">{value}</MDI>' for key, value in items.items())
    path.write_text('<VRTDataset rasterXSize="60" rasterYSize="50">'
                    f'<Metadata domain="GEOLOCATION">{arrays}</Metadata>'
                    '<VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
                    '<SourceFilename relativeToVRT="1">swath_values.tif</SourceFilename><SourceBand>1</SourceBand>'
                    '</SimpleSource></VRTRasterBand></VRTDataset>')
    return str(path)


@pytest.fixture
def read(qgis_app):
    """A callable: the job of some parameters."""
    from qgis.core import QgsProcessingContext

    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    context = QgsProcessingContext()
    return lambda **parameters: algorithm.read(parameters, context)


def codes(path):
    return [each["code"] for each in json.loads(path.read_text(encoding="utf-8"))["findings"]]


# What comes out.

def test_findings_go_to_the_log_the_files_and_the_numbers_alike(run, classes, coarse, folder, feedback):
    result = run(ALGORITHM, {"INPUTS": [classes, coarse], "METHODS": "mean, auto", "REPORT": str(folder / "r.html"),
                             "FINDINGS": str(folder / "f.json")}, feedback=feedback)
    record = json.loads((folder / "f.json").read_text(encoding="utf-8"))
    findings = record["findings"]
    assert [*findings[0]] == ["code", "severity", "subject", "message", "remedy"]
    assert (findings[0]["code"], findings[0]["severity"], findings[0]["subject"]) == (
        "CATEGORICAL_AVERAGE", "blocker", "cover.tif")
    severities = [each["severity"] for each in findings]
    assert [result[name] for name in NUMBERS] == [severities.count(each) for each in ("blocker", "warning", "info")]
    page = (folder / "r.html").read_text(encoding="utf-8")
    lines = feedback.warnings + feedback.infos
    for each in findings:
        assert each["code"] in page
        told = " ".join(filter(None, [f"[{each['code']}]", f"{each['subject']}:", each["message"], each["remedy"]]))
        assert told in (feedback.infos if each["severity"] == "info" else feedback.warnings)
    assert result["APPROACH"] == record["advice"]["approach"] == "A"
    assert all(reason in lines for reason in record["advice"]["reasons"])
    assert {each.name for each in folder.iterdir()} == {"r.html", "r_layers.csv", "r_bands.csv", "f.json"}
    assert feedback.progress() == 100.0


def test_clean_layers_have_no_findings_above_info(run, fine, folder):
    result = run(ALGORITHM, {"INPUTS": [fine], **rasters.ON_300_M, "FINDINGS": str(folder / "f.json")})
    assert (result["BLOCKERS"], result["APPROACH"]) == (0, "A")
    assert not set(codes(folder / "f.json")) & {"CRS_MISSING", "CATEGORICAL_AVERAGE", "RULE_FAILED", "NO_OVERLAP"}


def test_what_has_no_crs_or_no_grid_is_a_finding(run, fine, bare, swath, folder, feedback):
    result = run(ALGORITHM, {"INPUTS": [fine, bare, swath], "REPORT": str(folder / "r.html"),
                             "FINDINGS": str(folder / "f.json")}, feedback=feedback)
    found = json.loads((folder / "f.json").read_text())["findings"]
    blockers = {(each["code"], each["subject"]) for each in found if each["severity"] == "blocker"}
    assert blockers == {("CRS_MISSING", "bare.tif"), ("SWATH_UNGRIDDED", "swath.vrt")}
    assert result["BLOCKERS"] == 2
    assert "bare.tif has no coordinate reference system" in (folder / "r.html").read_text()


def test_of_unusable_layers_alone(run, bare, folder):
    for given in ({}, {"TARGET_CRS": "EPSG:32633", "RESOLUTION": 300}, {"GRID_PRESET": "modis_1km"}):
        result = run(ALGORITHM, {"INPUTS": [bare], **given, "REPORT": str(folder / "r.html")})
        assert (result["BLOCKERS"], result["APPROACH"]) == (1, "")


# What is asked.

@pytest.mark.parametrize("given, cells", [
    ({}, "5 x 4 cells of 1800 x 1800 metre"), ({"PURPOSE": "downscale"}, "300 x 200 cells of 30 x 30 metre"),
    (rasters.ON_300_M, "30 x 24 cells of 300 x 300 metre"),
    ({"EXTENT": "500100,503700,4996500,5000100"}, "2 x 2 cells of 1800 x 1800 metre"),
    ({**rasters.ON_300_M, "EXTENT": "500100,503100,4997100,5000100"}, "10 x 10 cells of 300 x 300 metre"),
    ({"PURPOSE": "sample"}, None),
])
def test_the_target_grid(run, fine, coarse, feedback, given, cells):
    run(ALGORITHM, {"INPUTS": [fine, coarse], **given}, feedback=feedback)
    told = [line for line in feedback.infos if line.startswith("Target grid: ")]
    assert len(told) == (cells is not None) and all(cells in line for line in told)


def test_the_grid_of_a_layer(run, fine, coarse, feedback):
    run(ALGORITHM, {"INPUTS": [fine, coarse], "GRID": fine}, feedback=feedback)
    assert any("300 x 200 cells of 30 x 30 metre" in line for line in feedback.infos)


@pytest.mark.parametrize("given, sentence", [
    ({}, "No layer is given; choose rasters as INPUTS, or points as POINTS."),
    ({"INPUTS": ["{fine}"], "METHODS": "mean, mean"}, "METHODS must hold one statistic or resampling for each layer"),
    ({"INPUTS": ["{fine}"], "METHODS": "lanczos"}, "METHODS knows no statistic or resampling lanczos; each must be"),
    ({"INPUTS": ["{fine}"], "VARIABLE_KINDS": "vague"}, "VARIABLE_KINDS knows no kind vague"),
    ({"INPUTS": ["{fine}"], "PURPOSE": "guess"}, "PURPOSE must be one of aggregate, downscale, sample, stack"),
    ({"INPUTS": ["/nowhere/at_all.tif"]}, "/nowhere/at_all.tif does not exist; check the path."),
    ({"INPUTS": ["{fine}"], "RESOLUTION": 300}, "The resolution needs a target CRS"),
    ({"INPUTS": ["{fine}"], "TIME_SCALE": 0}, "TIME_SCALE must be a number from 0.001"),
    ({"POINTS": "/nowhere/at_all.gpkg"}, "QGIS cannot load /nowhere/at_all.gpkg as a vector layer."),
    ({"INPUTS": ["{fine}"], "REPORT": "{folder}/r.pdf"}, "must end in .html"),
    ({"INPUTS": ["{fine}"], "FINDINGS": "{folder}/f.csv"}, "must end in .json"),
])
def test_bad_input_is_one_sentence(run, fine, folder, given, sentence):
    from qgis.core import QgsProcessingException

    def filled(value):
        return [filled(each) for each in value] if isinstance(value, list) else (
            value.format(fine=fine, folder=folder) if isinstance(value, str) else value)

    with pytest.raises(QgsProcessingException, match=sentence.replace(".", r"\.")):
        run(ALGORITHM, {name: filled(value) for name, value in given.items()})
    assert not list(folder.iterdir())


def test_methods_and_kinds_come_layer_by_layer(read, fine, classes):
    job = read(INPUTS=[fine, classes], METHODS=["Bilinear", "mode"], VARIABLE_KINDS="auto; categorical", TIME_SCALE=16)
    assert (job.methods, job.kinds, job.time_scale) == (("bilinear", "mode"), ("auto", "categorical"), 16.0)
    job = read(INPUTS=[fine])
    assert (job.methods, job.kinds, job.time_scale, job.points) == (("auto",), ("auto",), None, None)


def test_the_purposes_are_those_of_the_engine():
    from multiscale_fusion.core.advice import PURPOSES
    from multiscale_fusion.processing import check_layers_parameters

    assert check_layers_parameters.PURPOSES == PURPOSES


# What layers of QGIS know.

def test_dates_and_painting_come_from_the_layer(read, fine, classes):
    from qgis.core import Qgis, QgsDateTimeRange, QgsProject, QgsRasterLayer
    from qgis.PyQt.QtCore import QDateTime, Qt

    project = QgsProject.instance()
    dated, painted = QgsRasterLayer(fine, "dated"), QgsRasterLayer(classes, "painted")
    project.addMapLayers([dated, painted])
    try:
        between = [QDateTime.fromString(text, Qt.DateFormat.ISODate) for text in
                   ("2020-04-01T00:00:00Z", "2020-04-09T12:00:00Z")]
        dated.temporalProperties().setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
        dated.temporalProperties().setFixedTemporalRange(QgsDateTimeRange(*between))
        assert read(INPUTS=[dated]).rasters[0].times is None
        dated.temporalProperties().setIsActive(True)
        first, second = read(INPUTS=[dated, painted]).rasters
        assert first.times == (datetime(2020, 4, 1, tzinfo=timezone.utc), datetime(2020, 4, 9, 12, tzinfo=timezone.utc))
        assert (first.paletted, second.paletted, second.times) == (False, True, None)
        with_times = first.open()
        assert with_times.times.begin == first.times[0] and "temporal properties" in with_times.times.origin
        with_times.close()
    finally:
        project.removeMapLayers([dated.id(), painted.id()])


def point_layer(count, kind="Point", crs="EPSG:32633"):
    """Points on a line, 10 m from each other, or discs of 12.5 m around them."""
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

    layer = QgsVectorLayer(f"{kind}?crs={crs}", "shots", "memory")
    features = []
    for number in range(count):
        feature = QgsFeature()
        geometry = QgsGeometry.fromPointXY(QgsPointXY(500000.0 + 10 * number, 5000000.0))
        feature.setGeometry(geometry.buffer(12.5, 100) if kind == "Polygon" else geometry)
        features.append(feature)
    layer.dataProvider().addFeatures([*features, QgsFeature()])
    return layer


def test_points_are_read_spread_over_all(read):
    points = read(POINTS=point_layer(25_000)).points
    assert points.count == 25_001 and 8_000 < len(points.x) <= 10_000
    np.testing.assert_allclose(np.diff(points.x), 30.0)
    assert min(points.x) == 500000.0 and max(points.x) > 749900.0
    assert points.extent == (500000.0, 5000000.0, 749990.0, 5000000.0) and points.diameter is None
    seen = points.points()
    assert (seen.crs.to_epsg(), seen.x.shape, seen.diameter_m, seen.times) == (32633, (len(points.x),), None, None)


def test_polygons_are_footprints(read):
    """Discs of 25 m of the map are 25 m / 0.9996 of the ground on UTM's central meridian."""
    points = read(POINTS=point_layer(3, "Polygon")).points
    np.testing.assert_allclose(points.x, [500000.0, 500010.0, 500020.0], atol=1e-6)
    assert points.diameter == pytest.approx(25.0 / 0.9996, rel=1e-4)
    assert read(POINTS=point_layer(3, "Polygon"), DIAMETER=20).points.diameter == 20.0


def test_polygons_in_degrees_are_measured_in_metres(read):
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:4326", "shots", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(10.0, 60.0)).buffer(0.001, 100))
    layer.dataProvider().addFeatures([feature])
    # A degree is 111.412 km of latitude there and 55.800 km of longitude (WGS 84).
    assert read(POINTS=layer).points.diameter == pytest.approx(2 * 0.001 * np.sqrt(111412.0 * 55800.0), rel=1e-3)


def test_the_product_of_points_is_known_by_the_file(read, tmp_path):
    from qgis.core import QgsCoordinateTransformContext, QgsVectorFileWriter

    path = str(tmp_path / "GEDI02_A_2019108002012_O01959_01_T03909_02_003_01_V002.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(point_layer(5), path, QgsCoordinateTransformContext(), options)
    seen = read(POINTS=path).points.points()
    assert seen.product.id == "GEDI02_A" and seen.footprint_m == (25.0, 25.0)
    assert seen.times.begin.date().isoformat() == "2019-04-18"


def test_points_alone_and_a_layer_without_points(run, folder):
    from qgis.core import QgsProcessingException

    result = run(ALGORITHM, {"POINTS": point_layer(5), "REPORT": str(folder / "r.html")})
    assert result["APPROACH"] == "" and "<td>WGS 84 / UTM zone 33N</td>" in (folder / "r.html").read_text()
    with pytest.raises(QgsProcessingException, match="shots holds no points; choose another layer"):
        run(ALGORITHM, {"POINTS": point_layer(0)})


# Manners.

def test_a_rule_that_fails_does_not_stop_the_check(run, fine, folder, monkeypatch):
    from multiscale_fusion.core.advice.rule import Rule

    def broken(question):
        raise ZeroDivisionError("by nothing")
        yield

    module = sys.modules["multiscale_fusion.core.advice.check"]
    monkeypatch.setattr(module, "RULES", (Rule("broken", broken), *module.RULES))
    run(ALGORITHM, {"INPUTS": [fine], "FINDINGS": str(folder / "f.json")})
    found = [each for each in json.loads((folder / "f.json").read_text())["findings"] if each["code"] == "RULE_FAILED"]
    assert [(each["severity"], each["subject"]) for each in found] == [("info", "broken")]


def test_a_cancel_leaves_nothing(run, fine, classes, folder, feedback):
    feedback.cancel()
    assert run(ALGORITHM, {"INPUTS": [fine, classes], "REPORT": str(folder / "r.html"),
                           "FINDINGS": str(folder / "f.json")}, feedback=feedback) == {}
    assert not list(folder.iterdir())


def test_the_numbers_serve_a_model(qgis_app, fine, bare, feedback):
    """A later step of a model can ask how many blockers there are."""
    import processing
    from qgis.core import (
        QgsProcessing,
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelParameter,
        QgsProcessingParameterMultipleLayers,
    )
    given = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("checked", "tests")
    model.addModelParameter(QgsProcessingParameterMultipleLayers("INPUTS", "Layers", QgsProcessing.TypeRaster),
                            QgsProcessingModelParameter("INPUTS"))
    told = given.fromExpression("'blockers: ' || @n_BLOCKERS")
    for child, name, source in ((ALGORITHM, "INPUTS", given.fromModelParameter("INPUTS")),
                                ("native:raisewarning", "MESSAGE", told)):
        step = QgsProcessingModelChildAlgorithm(child)
        step.setChildId("n" if child == ALGORITHM else "told")
        step.setDescription(step.childId())
        step.addParameterSources(name, [source])
        model.addChildAlgorithm(step)
    for layers, blockers in (([fine], 0), ([fine, bare], 1)):
        processing.run(model, {"INPUTS": layers}, feedback=feedback)
        assert feedback.warnings[-1] == f"blockers: {blockers}"
