"""Create a target grid: the template and its grid, the cells and their areas, what is covered, errors, callers."""

import json
import shutil

import numpy as np
import pytest
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.reference import WGS84
from multiscale_fusion.tests.processing import rasters

ALGORITHM = "multiscalefusion:creategrid"
FMASK = "hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif"
ECOSTRESS = "ecostress/ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif"
SMALL = {"GRID_PRESET": "degree_0.25", "EXTENT": "10,12,45,46"}


def grid(path):
    with RasterSource(str(path)) as source:
        return source.grid


def features(path):
    """Attributes by name, and the corners of the first ring, of each cell in the file's order."""
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(path), "cells", "ogr")
    assert layer.isValid()
    names = layer.fields().names()
    return [
        (dict(zip(names, each.attributes())), [(p.x(), p.y()) for p in each.geometry().asPolygon()[0]])
        for each in layer.getFeatures()
    ]


# The template.

def test_a_template_is_an_empty_raster_on_the_grid(run, folder):
    from osgeo import gdal

    result = run(ALGORITHM, {**SMALL, "OUTPUT": str(folder / "t.tif")})
    assert result == {"OUTPUT": str(folder / "t.tif"), "ROWS": 4, "COLUMNS": 8}
    dataset = gdal.Open(result["OUTPUT"])
    assert (dataset.RasterCount, dataset.RasterYSize, dataset.RasterXSize) == (1, 4, 8)
    assert dataset.GetGeoTransform() == (10.0, 0.25, 0.0, 46.0, 0.0, -0.25)
    assert dataset.GetSpatialRef().GetAuthorityCode(None) == "4326"
    band = dataset.GetRasterBand(1)
    assert gdal.GetDataTypeName(band.DataType) == "Byte" and band.GetNoDataValue() == 255
    assert np.isnan(rasters.read(result["OUTPUT"])).all()
    record = json.loads((folder / "t.tif.json").read_text())
    assert record["operation"] == "creategrid" and record["parameters"]["preset"] == "degree_0.25"
    assert record["parameters"]["target"]["shape"] == [4, 8]
    assert {file.name for file in folder.iterdir()} == {"t.tif", "t.tif.json"}


@pytest.mark.parametrize("ways", [
    {"GRID_PRESET": "modis_1km"}, {"GRID_PRESET": "modis_250m"}, {"GRID_PRESET": "ease2_9km"},
    {"GRID_PRESET": "hls_30m"}, {"GRID_PRESET": "degree_0.05"},
    {"TARGET_CRS": rasters.SINUSOIDAL, "RESOLUTION": 926.625433055833},
    {"TARGET_CRS": rasters.UTM, "RESOLUTION": 300, "EXTENT": "500000,509000,4990000,5000000"},
])
def test_a_template_as_grid_gives_the_same_grid(run, fine, folder, ways):
    """Read back from the file, and by way of aggregate."""
    from multiscale_fusion.core.grid import target_grid

    template = run(ALGORITHM, {"INPUT": [fine], **ways, "OUTPUT": str(folder / "t.tif")})["OUTPUT"]
    names = {"GRID_PRESET": "preset", "TARGET_CRS": "crs", "RESOLUTION": "resolution"}
    asked = {core: ways[name] for name, core in names.items() if name in ways}
    if "crs" in asked:
        asked["crs"] = asked["crs"].removeprefix("PROJ:")
    if "EXTENT" in ways:
        asked["extent"] = (500000, 4990000, 509000, 5000000)
    wanted, found = target_grid(grid(fine), **asked), grid(template)
    assert (found.shape, found.affine) == (wanted.shape, wanted.affine)
    if ways.get("GRID_PRESET") in ("modis_250m", "hls_30m"):
        return   # hardly coarser than the input of 30 m, or not at all
    direct = run("multiscalefusion:aggregate", {"INPUT": fine, **ways, "OUTPUT": str(folder / "direct.tif")})
    copied = run("multiscalefusion:aggregate", {"INPUT": fine, "GRID": template, "OUTPUT": str(folder / "copied.tif")})
    assert rasters.geotransform(copied["OUTPUT"]) == rasters.geotransform(direct["OUTPUT"])
    np.testing.assert_array_equal(rasters.read(copied["OUTPUT"]), rasters.read(direct["OUTPUT"]))


def test_thousands_of_millions_of_cells_are_a_small_file(run, folder):
    import time

    started = time.monotonic()
    result = run(ALGORITHM, {"GRID_PRESET": "modis_500m", "OUTPUT": str(folder / "t.tif")})
    assert (result["ROWS"], result["COLUMNS"]) == (43200, 86400) == grid(result["OUTPUT"]).shape
    assert (folder / "t.tif").stat().st_size < 1e6
    assert time.monotonic() - started < 30


def test_the_log_tells_the_grid(run, folder, feedback):
    run(ALGORITHM, {**SMALL, "OUTPUT": str(folder / "t.tif")}, feedback=feedback)
    assert "Target grid: 8 x 4 cells of 0.25 x 0.25 degree, WGS 84." in feedback.infos
    assert not feedback.warnings and feedback.progress() == 100.0


# What is covered.

def test_layers_in_two_crs_are_covered_with_a_margin(run, fine, tmp_path, folder):
    other = str(rasters.write(
        tmp_path / "degrees.tif", np.ones((10, 10), np.float32), crs="EPSG:4326", pixel=0.01, origin=(15.2, 45.1),
    ))
    sizes = {}
    for name, layers in (("fine", [fine]), ("other", [other]), ("both", [fine, other])):
        for margin in (0, 2):
            run(ALGORITHM, {"INPUT": layers, "GRID_PRESET": "modis_1km", "MARGIN": margin,
                            "OUTPUT": str(folder / "t.tif")})
            found = grid(folder / "t.tif")
            a, (rows, columns) = found.affine, found.shape
            sizes[name, margin] = np.array([a.c, a.f + a.e * rows, a.c + a.a * columns, a.f])
    low, high = np.minimum(sizes["fine", 0], sizes["other", 0]), np.maximum(sizes["fine", 0], sizes["other", 0])
    np.testing.assert_allclose(sizes["both", 0], [*low[:2], *high[2:]], atol=1e-6)
    np.testing.assert_allclose(
        sizes["both", 2] - sizes["both", 0], 2 * 926.625433055833 * np.array([-1, -1, 1, 1]), atol=1e-6)


def test_a_copied_grid_is_cut_to_the_layers_and_given_a_margin(run, fine, tmp_path, folder):
    """The fine raster spans 9 x 6 km from a corner of cells of 300 m; the coarse one begins 10 cells before it."""
    x, y = rasters.ORIGIN
    coarse = str(rasters.write(tmp_path / "coarse.tif", np.zeros((200, 200), np.float32), pixel=300.0,
                               origin=(x - 3000.0, y + 3000.0)))
    whole = run(ALGORITHM, {"GRID": coarse, "OUTPUT": str(folder / "t.tif")})
    assert (whole["ROWS"], whole["COLUMNS"]) == (200, 200)
    cut = run(ALGORITHM, {"GRID": coarse, "INPUT": [fine], "OUTPUT": str(folder / "t.tif")})
    assert (cut["ROWS"], cut["COLUMNS"]) == (20, 30)
    assert rasters.geotransform(cut["OUTPUT"]) == (x, 300.0, 0.0, y, 0.0, -300.0)
    wide = run(ALGORITHM, {"GRID": coarse, "INPUT": [fine], "MARGIN": 1, "OUTPUT": str(folder / "t.tif")})
    assert rasters.geotransform(wide["OUTPUT"])[0::3] == (x - 300.0, y + 300.0)
    assert (wide["ROWS"], wide["COLUMNS"]) == (22, 32)
    part = {"GRID": coarse, "INPUT": [fine], "EXTENT": f"{x},{x + 600},{y - 300},{y}"}
    part = run(ALGORITHM, {**part, "OUTPUT": str(folder / "t.tif")})
    assert (part["ROWS"], part["COLUMNS"]) == (1, 2)


def test_layers_beyond_the_grid_are_told(run, fine, tmp_path, folder, feedback):
    coarse = str(rasters.write(tmp_path / "coarse.tif", np.zeros((10, 10), np.float32), pixel=300.0))
    run(ALGORITHM, {"GRID": coarse, "INPUT": [fine], "OUTPUT": str(folder / "t.tif")}, feedback=feedback)
    assert feedback.warnings == ["[INPUT_NOT_COVERED] The input layers reach beyond the target grid. The layer or "
                                 "preset whose grid is taken ends there; choose another one to cover them."]
    record = json.loads((folder / "t.tif.json").read_text())
    assert [each["code"] for each in record["findings"]] == ["INPUT_NOT_COVERED"]


def test_layers_aside_of_the_extent_are_told_and_stop_nothing(run, fine, folder, feedback):
    x, y = rasters.ORIGIN
    asked = {"INPUT": [fine], "TARGET_CRS": rasters.UTM, "RESOLUTION": 300, "OUTPUT": str(folder / "t.tif")}
    run(ALGORITHM, {**asked, "EXTENT": f"{x},{x + 3000},{y - 3000},{y}", "MARGIN": 50}, feedback=feedback)
    assert not feedback.warnings   # nobody wants a margin covered
    run(ALGORITHM, {**asked, "EXTENT": f"{x + 90000},{x + 93000},{y - 3000},{y}"}, feedback=feedback)
    assert [warning.split("]")[0] for warning in feedback.warnings] == ["[NO_OVERLAP"]
    record = json.loads((folder / "t.tif.json").read_text())
    assert [(each["code"], each["severity"]) for each in record["findings"]] == [("NO_OVERLAP", "warning")]


def test_real_tiles_are_covered_by_their_own_cells(run, data_file, tmp_path, folder):
    for name, shape, epsg in ((FMASK, (3660, 3660), 32606), (ECOSTRESS, (3659, 3659), 32611)):
        tile = shutil.copy(data_file(name), tmp_path / "tile.tif")   # QGIS writes statistics beside what it opens
        result = run(ALGORITHM, {"INPUT": str(tile), "GRID_PRESET": "hls_30m", "OUTPUT": str(folder / "t.tif")})
        found = grid(result["OUTPUT"])
        assert (found.shape, found.crs.epsg) == (shape, epsg)
        assert found.affine * (0, 0) == grid(tile).affine * (0, 0)


# Cells.

def test_each_cell_has_its_place_and_its_ground_area(run, folder):
    result = run(ALGORITHM, {**SMALL, "OUTPUT": str(folder / "t.tif"), "CELLS": str(folder / "c.gpkg")})
    cells = features(result["CELLS"])
    assert len(cells) == 32
    for number, (values, ring) in enumerate(cells):
        row, column = divmod(number, 8)
        assert (values["id"], values["row"], values["column"]) == (number, row, column)
        west, north = 10 + column / 4, 46 - row / 4
        assert ring == [(west, north), (west + 0.25, north), (west + 0.25, north - 0.25), (west, north - 0.25),
                        (west, north)]
        t = np.linspace(0, 1, 200)
        x, y = west + np.r_[t, 0 * t + 1, 1 - t, 0 * t] / 4, north - np.r_[0 * t, t, 0 * t + 1, 1 - t] / 4
        assert values["area_m2"] == pytest.approx(abs(WGS84.polygon_area_perimeter(x, y)[0]), rel=1e-6)
    assert {file.name for file in folder.iterdir()} == {"t.tif", "t.tif.json", "c.gpkg"}


@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
@pytest.mark.parametrize("ways, crs, side", [
    ({"GRID_PRESET": "hls_30m", "EXTENT": "499980,500100,4999980,5000070 [EPSG:32633]"}, rasters.UTM, 30.0),
    ({"TARGET_CRS": rasters.SINUSOIDAL, "RESOLUTION": 100, "EXTENT": "700000,700400,5000000,5000300"},
     rasters.SINUSOIDAL, 100.0),
])
def test_cells_go_into_single_files_with_their_crs(run, folder, ending, ways, crs, side):
    from multiscale_fusion.core.crs import same_crs
    from qgis.core import Qgis, QgsVectorLayer

    result = run(ALGORITHM, {**ways, "OUTPUT": str(folder / "t.tif"), "CELLS": str(folder / f"c.{ending}")})
    layer = QgsVectorLayer(result["CELLS"], "cells", "ogr")
    assert same_crs(layer.crs().toWkt(Qgis.CrsWktVariant.Wkt2_2019), crs.removeprefix("PROJ:"))
    assert sorted(each["id"] for each, _ in features(result["CELLS"])) == list(range(12))
    assert sum(each.geometry().area() for each in layer.getFeatures()) == pytest.approx(12 * side**2)


def test_a_file_that_was_open_is_replaced_with_its_journals(run, folder):
    for ending in ("-wal", "-shm"):
        (folder / f"c.gpkg{ending}").write_bytes(b"of the file before")
    result = run(ALGORITHM, {**SMALL, "OUTPUT": str(folder / "t.tif"), "CELLS": str(folder / "c.gpkg")})
    assert len(features(result["CELLS"])) == 32
    assert {file.name for file in folder.iterdir()} == {"t.tif", "t.tif.json", "c.gpkg"}


def test_a_sinusoidal_cell_beyond_the_world_has_no_area(run, folder):
    result = run(ALGORITHM, {"GRID_PRESET": "modis_1km", "EXTENT": "-20015109,-20013000,-2000,2000",
                             "OUTPUT": str(folder / "t.tif"), "CELLS": str(folder / "c.gpkg")})
    areas = [values["area_m2"] for values, _ in features(result["CELLS"])]
    known = [area for area in areas if isinstance(area, float)]
    assert 0 < len(known) < len(areas)
    assert known == pytest.approx([926.625433055833**2] * len(known), rel=1e-8)


def test_the_same_job_gives_the_same_bytes(run, folder):
    import time

    contents = []
    for _ in range(2):
        result = run(ALGORITHM, {**SMALL, "OUTPUT": str(folder / "t.tif"), "CELLS": str(folder / "c.gpkg")})
        contents.append([open(result[name], "rb").read() for name in ("OUTPUT", "CELLS")])
        time.sleep(1.1)   # a GeoPackage tells the second of its last change
    assert contents[0] == contents[1]


def test_a_cancel_leaves_what_was_there(run, folder, feedback):
    parameters = {"OUTPUT": str(folder / "t.tif"), "CELLS": str(folder / "c.gpkg")}
    run(ALGORITHM, {**SMALL, **parameters})
    before = {file: file.read_bytes() for file in folder.iterdir()}
    feedback.cancel_from_another_thread(15)
    large = {"GRID_PRESET": "degree_0.25", "EXTENT": "-100,100,-50,50"}
    assert run(ALGORITHM, {**large, **parameters}, feedback=feedback) == {}
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


# Errors.

@pytest.mark.parametrize("parameters, sentence", [
    ({}, "The target grid is not given; give a grid raster, or a target CRS and a resolution, or a grid preset."),
    ({"GRID_PRESET": "modis_1km", "GRID": "{fine}"}, "in two ways"),
    ({"GRID_PRESET": "modis_1km", "TARGET_CRS": "EPSG:4326", "RESOLUTION": 1}, "in two ways"),
    ({"GRID_PRESET": "modis_9km"}, "GRID_PRESET must be one of modis_1km"),
    ({"GRID_PRESET": "hls_30m"}, "give a raster to cover, or an extent that names its CRS"),
    ({"TARGET_CRS": "EPSG:4326", "RESOLUTION": 1}, "The target grid needs an extent, or a raster to cover."),
    ({"GRID_PRESET": "ease2_9km", "EXTENT": "0,10,86,89 [EPSG:4326]"}, "lies outside of the grid ease2_9km"),
    ({"GRID": "{fine}", "EXTENT": "0,10,86,89 [EPSG:4326]"}, "do not overlap"),
    ({"TARGET_CRS": "EPSG:4326", "RESOLUTION": 0.0001, "EXTENT": "-180,180,-90,90"},
     "3,600,000 x 1,800,000 cells, more than the 50,000,000,000 that a template can have"),
    ({"TARGET_CRS": "EPSG:4326", "RESOLUTION": 1e-9, "EXTENT": "-180,180,-90,90"}, "more than any raster file"),
    ({"GRID_PRESET": "modis_1km", "CELLS": "{folder}/c.gpkg"},
     "The grid has 933,120,000 cells, and CELLS would be as many polygons, more than 1,000,000"),
    ({"GRID_PRESET": "modis_1km", "INPUT": ["{fine}", "/nowhere/at_all.tif"]}, "/nowhere/at_all.tif does not exist"),
    ({"GRID_PRESET": "modis_1km", "INPUT": ["{fine}"], "MARGIN": -1}, "MARGIN must be a number from 0 to 100000"),
    ({"GRID_PRESET": "modis_1km", "INPUT": ["{vector}"]}, "holds vector data; choose a raster"),
])
def test_wrong_values_are_told_before_the_run(qgis_app, fine, tmp_path, folder, parameters, sentence):
    from qgis.core import QgsProcessingContext

    vector = tmp_path / "v.geojson"
    vector.write_text('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
                      '"geometry":{"type":"Point","coordinates":[1,2]}}]}')

    def fill(value):
        if isinstance(value, list):
            return [fill(each) for each in value]
        return value.format(fine=fine, folder=folder, vector=vector) if isinstance(value, str) else value

    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    parameters = {name: fill(value) for name, value in parameters.items()}
    fits, message = algorithm.checkParameterValues({"OUTPUT": str(folder / "t.tif"), **parameters},
                                                   QgsProcessingContext())
    assert not fits
    assert sentence in message and "\n" not in message
    assert not list(folder.iterdir())


@pytest.mark.parametrize("outputs, sentence", [
    ({"OUTPUT": "{fine}"}, "is also an input"),
    ({"CELLS": "{folder}/c.shp"}, "must end in .gpkg; outputs are GeoPackage or FlatGeobuf files"),
    ({"CELLS": "/nowhere/c.gpkg"}, "/nowhere does not exist"),
    ({"OUTPUT": "/nowhere/t.tif"}, "/nowhere does not exist"),
])
def test_an_output_that_cannot_be_is_told_and_nothing_is_written(run, fine, folder, outputs, sentence):
    from qgis.core import QgsProcessingException

    before = open(fine, "rb").read()
    outputs = {name: path.format(fine=fine, folder=folder) for name, path in outputs.items()}
    for ways in ({"INPUT": [fine], "GRID_PRESET": "modis_1km"}, {"GRID": fine}):
        with pytest.raises(QgsProcessingException, match=sentence):
            run(ALGORITHM, {**ways, "OUTPUT": str(folder / "t.tif"), "CELLS": str(folder / "c.gpkg"), **outputs})
    assert not list(folder.iterdir())
    assert open(fine, "rb").read() == before


# Callers.

def test_temporary_outputs_come_back(run):
    from qgis.core import QgsVectorLayer

    result = run(ALGORITHM, {**SMALL, "OUTPUT": "TEMPORARY_OUTPUT", "CELLS": "TEMPORARY_OUTPUT"})
    cells = result["CELLS"] if isinstance(result["CELLS"], str) else result["CELLS"].source()
    assert QgsVectorLayer(cells, "cells", "ogr").featureCount() == 32


def test_a_model_makes_a_grid_and_aggregates_to_it(run, qgis_app, fine, folder):
    result = run(_model(), {"INPUT": fine, "coarse": str(folder / "out.tif")})
    found = grid(result["coarse"])
    wanted = {"INPUT": [fine], "GRID_PRESET": "modis_1km", "MARGIN": 1}
    template = run(ALGORITHM, {**wanted, "OUTPUT": str(folder / "t.tif")})["OUTPUT"]
    assert (found.shape, found.affine) == (grid(template).shape, grid(template).affine)


def test_qgis_process_takes_words_and_json(qgis_process, fine, folder):
    words = qgis_process(["run", ALGORITHM, f"--INPUT={fine}", f"--INPUT={fine}", "--GRID_PRESET=modis_1km",
                          "--MARGIN=1", f"--OUTPUT={folder}/words.tif", f"--CELLS={folder}/c.gpkg"])
    assert words.returncode == 0, words.stderr
    assert "Target grid: " in words.stdout
    asked = {"INPUT": [fine], "GRID_PRESET": "modis_1km", "MARGIN": 1, "OUTPUT": f"{folder}/json.tif"}
    done = qgis_process(["run", ALGORITHM, "-"], {"inputs": asked})
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["results"]
    assert (results["ROWS"], results["COLUMNS"]) == tuple(grid(folder / "words.tif").shape)
    assert grid(folder / "json.tif").affine == grid(folder / "words.tif").affine
    wrong = qgis_process(["run", ALGORITHM, "--GRID_PRESET=modis_1km", f"--GRID={fine}", f"--OUTPUT={folder}/no.tif"])
    assert wrong.returncode == 1 and "in two ways" in wrong.stdout + wrong.stderr


def test_the_help_names_every_preset(qgis_app):
    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    preset = algorithm.parameterDefinition("GRID_PRESET")
    assert all(name in preset.help() for name in preset.options())
    assert algorithm.group() == "Grids" and "/creategrid." in algorithm.helpUrl()
    assert [each.name() for each in algorithm.parameterDefinitions()] == [
        "INPUT", "GRID", "TARGET_CRS", "RESOLUTION", "GRID_PRESET", "EXTENT", "MARGIN", "OUTPUT", "CELLS",
    ]
    assert {each.name(): each.type() for each in algorithm.outputDefinitions()} == {
        "OUTPUT": "outputRaster", "CELLS": "outputVector", "ROWS": "outputNumber", "COLUMNS": "outputNumber",
    }


def _model():
    """creategrid over INPUT, then aggregate of INPUT to its template."""
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
        QgsProcessingModelParameter,
        QgsProcessingParameterRasterLayer,
    )

    given = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("gridthenaggregate", "tests")
    model.addModelParameter(
        QgsProcessingParameterRasterLayer("INPUT", "Input layer"), QgsProcessingModelParameter("INPUT"))
    first = QgsProcessingModelChildAlgorithm(ALGORITHM)
    first.setChildId("grid")
    first.addParameterSources("INPUT", [given.fromModelParameter("INPUT")])
    first.addParameterSources("GRID_PRESET", [given.fromStaticValue("modis_1km")])
    first.addParameterSources("MARGIN", [given.fromStaticValue(1)])
    model.addChildAlgorithm(first)
    second = QgsProcessingModelChildAlgorithm("multiscalefusion:aggregate")
    second.setChildId("aggregate")
    second.addParameterSources("INPUT", [given.fromModelParameter("INPUT")])
    second.addParameterSources("GRID", [given.fromChildOutput("grid", "OUTPUT")])
    output = QgsProcessingModelOutput("coarse", "Coarse")
    output.setChildId("aggregate")
    output.setChildOutputName("OUTPUT")
    second.setModelOutputs({"coarse": output})
    model.addChildAlgorithm(second)
    model.updateDestinationParameters()
    return model
