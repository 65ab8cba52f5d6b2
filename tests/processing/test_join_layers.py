"""Join layers on a common grid through processing.run: bands, kinds, the log, legends and styles, the report."""

import csv
import json
import shutil

import numpy as np
import pytest
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.processing import joined, rasters
from multiscale_fusion.tests.processing.joined import ALGORITHM


@pytest.fixture
def project(qgis_app):
    from qgis.core import QgsProject

    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def classes(tmp_path):
    return joined.write_classes(tmp_path / "cover.tif")


@pytest.fixture
def temperature(tmp_path):
    """One band of 30 m in kelvin."""
    return str(rasters.write(tmp_path / "lst.tif", rasters.field(7, (1, 200, 300))))


@pytest.fixture
def coarse(tmp_path):
    return joined.write_coarse(tmp_path / "moisture.tif")


def described(path):
    """Description, units and metadata of the bands."""
    from osgeo import gdal

    dataset = gdal.Open(str(path))
    bands = [dataset.GetRasterBand(number + 1) for number in range(dataset.RasterCount)]
    return [(band.GetDescription(), band.GetUnitType(), band.GetMetadata()) for band in bands]


def shares(code):
    """Share of a class in cells of 10 x 10 pixels."""
    return rasters.block_means((joined.class_codes() == code)[None])[0]


# What comes out.

def test_layers_become_named_bands_on_the_grid(run, fine, classes, coarse, folder):
    result = run(ALGORITHM, {"INPUTS": [fine, classes, coarse], **rasters.ON_300_M, "OUTPUT": str(folder / "s.tif")})
    assert result == {"OUTPUT": str(folder / "s.tif"),
                      "BANDS": "fine: Band 1; fine: Band 2; cover: Water; cover: Forest; moisture"}
    stack = rasters.read(result["OUTPUT"])
    assert rasters.geotransform(result["OUTPUT"]) == (rasters.ORIGIN[0], 300.0, 0.0, rasters.ORIGIN[1], 0.0, -300.0)
    # The soil moisture goes on for four rows of cells below the other layers.
    np.testing.assert_array_equal(stack[:2, :20], rasters.block_means(rasters.field()).astype(np.float32))
    np.testing.assert_allclose(stack[2:4, :20], [shares(11), shares(42)], atol=1e-6)
    assert np.isnan(stack[:4, 20:]).all()
    np.testing.assert_allclose(stack[4], (np.arange(20).reshape(4, 5) / 100).repeat(6, 0).repeat(6, 1), rtol=1e-6)
    assert [name for name, _, _ in described(result["OUTPUT"])] == result["BANDS"].split("; ")
    assert {file.name for file in folder.iterdir()} == {"s.tif", "s.tif.json"}


def test_bands_tell_what_they_are(run, temperature, classes, folder):
    result = run(ALGORITHM, {"INPUTS": [temperature, classes], **rasters.ON_300_M, "OUTPUT": str(folder / "s.tif")})
    assert described(result["OUTPUT"]) == [
        ("lst", "", {"LAYER": "lst.tif", "VARIABLE_KIND": "intensive", "STATISTIC": "mean"}),
        ("cover: Water", "1", {"LAYER": "cover.tif", "VARIABLE_KIND": "categorical", "STATISTIC": "fractions",
                               "CLASS_VALUE": "11", "CLASS_NAME": "Water", "CLASS_COLOUR": "#476ba0"}),
        ("cover: Forest", "1", {"LAYER": "cover.tif", "VARIABLE_KIND": "categorical", "STATISTIC": "fractions",
                                "CLASS_VALUE": "42", "CLASS_NAME": "Forest", "CLASS_COLOUR": "#1c6330"}),
    ]


def test_the_record_tells_how_each_layer_was_aggregated(run, temperature, classes, folder):
    run(ALGORITHM, {"INPUTS": [temperature, classes], **rasters.ON_300_M, "MIN_VALID": 0.25,
                    "OUTPUT": str(folder / "s.tif")})
    record = json.loads((folder / "s.tif.json").read_text())
    assert record["operation"] == "joinlayers"
    assert [each["name"] for each in record["inputs"]] == ["lst.tif", "cover.tif"]
    lst, cover = record["parameters"]["layers"]
    assert (lst["kind"], lst["statistic"], lst["min_valid"], lst["classes"]) == ("intensive", "mean", 0.25, [])
    assert (cover["kind"], cover["statistic"], cover["class_statistic"], cover["classes"]) == (
        "categorical", "fractions", "fractions", [11, 42])
    assert all(each["source_grids"][0]["shape"] == [200, 300] for each in (lst, cover))
    assert str(folder) not in (folder / "s.tif.json").read_text()


def test_the_mode_keeps_names_and_colours(run, temperature, classes, folder):
    """A user finds them as QGIS does, in the attribute table of the band; codes stay codes in overviews too."""
    result = run(ALGORITHM, {"INPUTS": [temperature, classes], **rasters.ON_300_M, "CLASS_STATISTIC": "mode",
                             "OUTPUT": str(folder / "s.tif")})
    assert result["BANDS"] == "lst; cover"
    cover = rasters.read(result["OUTPUT"])[1]
    sure = np.abs(shares(42) - 0.5) > 1e-6
    np.testing.assert_array_equal(cover[sure], np.where(shares(42) > 0.5, 42, 11)[sure])
    assert (cover[~sure] == 11).all()   # of equal shares the smaller number
    with RasterSource(result["OUTPUT"]) as stack:
        assert stack.legend(2) == joined.LEGEND
        assert stack.legend(1) is None


def test_subdatasets_are_named_by_themselves(run, data_file, tmp_path, folder):
    modis = shutil.copy(data_file("modis_granules/MOD11A1.hdf"), tmp_path)
    inputs = [f'HDF4_EOS:EOS_GRID:"{modis}":MODIS_Grid_Daily_1km_LST:{name}' for name in ("LST_Day_1km", "QC_Day")]
    result = run(ALGORITHM, {"INPUTS": inputs, "TARGET_CRS": "EPSG:6933", "RESOLUTION": 25000,
                             "OUTPUT": str(folder / "s.tif")})
    names = result["BANDS"].split("; ")
    assert names[:2] == ["LST_Day_1km", "QC_Day: Class 0"]
    stack = rasters.read(result["OUTPUT"])
    assert 250.0 < np.nanmin(stack[0]) < np.nanmax(stack[0]) < 340.0
    sums = stack[1:].sum(0)
    np.testing.assert_allclose(sums[np.isfinite(sums)], 1.0, atol=1e-6)


# What is chosen, and what the log says.

def test_the_log_tells_of_each_layer_what_was_picked_and_why(run, fine, classes, coarse, folder, feedback):
    run(ALGORITHM, {"INPUTS": [fine, classes, coarse], **rasters.ON_300_M, "OUTPUT": str(folder / "s.tif")},
        feedback=feedback)
    log = feedback.infos
    places = [log.index(heading) for heading in ("fine.tif:", "cover.tif:", "moisture.tif:")]
    assert places == sorted(places)
    parts = ["\n".join(log[a:b]) for a, b in zip(places, [*places[1:], len(log)])]
    assert "Variable kind intensive" in parts[0] and "Statistic mean" in parts[0]
    assert "Variable kind categorical" in parts[1] and "colour table" in parts[1] and "fractions" in parts[1]
    # What rules find comes before the first layer is worked on.
    carried, = [line for line in log if "nothing is interpolated" in line]
    assert carried.startswith("[CARRIED_SUPPORT] moisture.tif: its pixels are coarser than the target cells (36 cells "
                              "to a pixel)")
    assert log.index(carried) < places[0]
    assert len([line for line in log if line.startswith("Target grid: 30 x ")]) == 1
    # The coarse layer reaches farther south than the others, and one of them is noise.
    assert feedback.told_codes() == ["PARTIAL_OVERLAP", "PARTIAL_OVERLAP", "SIGNAL_LOSS"]
    assert feedback.progress() == 100.0


@pytest.mark.parametrize("kinds", ["auto, RADIATIVE", ["auto", "radiative"], "auto;radiative"])
def test_kinds_are_given_layer_by_layer(run, classes, temperature, folder, kinds):
    result = run(ALGORITHM, {"INPUTS": [classes, temperature], "VARIABLE_KINDS": kinds, **rasters.ON_300_M,
                             "DATA_TYPE": "Float64", "OUTPUT": str(folder / "s.tif")})
    blocks = rasters.field(7, (1, 200, 300)).astype(float)[0].reshape(20, 10, 30, 10)
    np.testing.assert_allclose(rasters.read(result["OUTPUT"])[2], (blocks**4).mean((1, 3))**0.25, rtol=1e-7)


def test_a_directions_band_is_averaged_as_vectors(run, tmp_path, folder):
    angles = np.full((1, 20, 20), 350.0, np.float32)
    angles[:, :, ::2] = 20.0
    aspect = str(rasters.write(tmp_path / "aspect.tif", angles))
    result = run(ALGORITHM, {"INPUTS": aspect, **rasters.ON_300_M, "OUTPUT": str(folder / "s.tif")})
    assert result["BANDS"] == "aspect"
    np.testing.assert_allclose(rasters.read(result["OUTPUT"]), 5.0, atol=1e-4)


def test_a_layer_that_must_not_be_averaged_stops_until_it_is_accepted(run, fine, tmp_path, folder, feedback):
    from qgis.core import QgsProcessingException

    cloud = np.random.default_rng(1).random((1, 200, 300)).astype(np.float32)
    cloud = str(rasters.write(tmp_path / "cloud_fraction.tif", cloud))
    parameters = {"INPUTS": [fine, cloud], **rasters.ON_300_M, "OUTPUT": str(folder / "s.tif")}
    with pytest.raises(QgsProcessingException, match=r"^\[NONLINEAR_AVERAGE\] cloud_fraction.tif: "):
        run(ALGORITHM, {**parameters, "ACCEPT": "CATEGORICAL_AVERAGE"})
    assert not list(folder.iterdir())
    run(ALGORITHM, {**parameters, "ACCEPT": "nonlinear_average"}, feedback=feedback)
    record = json.loads((folder / "s.tif.json").read_text())
    codes = [each["code"] for each in record["findings"]]
    assert codes == ["NONLINEAR_AVERAGE", "SIGNAL_LOSS", "SIGNAL_LOSS"]   # both layers are noise
    assert record["parameters"]["layers"][1]["accept"] == ["NONLINEAR_AVERAGE"]
    assert feedback.told_codes() == codes


def test_an_accepted_code_that_nothing_raises_is_harmless(run, fine, folder):
    stacks = []
    for name, accept in (("a", ""), ("b", "NO_SUCH_CODE, CATEGORICAL_AVERAGE")):
        result = run(ALGORITHM, {"INPUTS": [fine], **rasters.ON_300_M, "ACCEPT": accept,
                                 "OUTPUT": str(folder / f"{name}.tif")})
        stacks.append(rasters.read(result["OUTPUT"]))
    np.testing.assert_array_equal(*stacks)


# What the project says of a layer.

def paletted(project, path, names):
    """A layer of the project painted by unique values of its band."""
    from qgis.core import QgsPalettedRasterRenderer, QgsRasterLayer
    from qgis.PyQt.QtGui import QColor

    layer = QgsRasterLayer(path, "Land cover of mine")
    project.addMapLayer(layer)
    mine = [QgsPalettedRasterRenderer.Class(code, QColor(code, 2, 3), name) for code, name in names.items()]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, mine))
    return layer


@pytest.mark.parametrize("by_id", [True, False])
def test_the_project_s_names_are_those_of_the_fractions(run, project, fine, classes, folder, by_id):
    layer = paletted(project, classes, {11: "Wasser", 42: "Wald"})
    result = run(ALGORITHM, {"INPUTS": [fine, layer.id() if by_id else layer], **rasters.ON_300_M,
                             "OUTPUT": str(folder / "s.tif")})
    assert result["BANDS"] == "fine: Band 1; fine: Band 2; cover: Wasser; cover: Wald"
    assert described(result["OUTPUT"])[3][2]["CLASS_COLOUR"] == "#2a0203"


def test_a_palette_tells_classes_from_numbers(run, project, tmp_path, folder):
    """Whole numbers without a word in the file, which only the project paints as classes."""
    codes = np.random.default_rng(3).integers(1, 4, (40, 40)).repeat(5, 0).repeat(5, 1).astype(np.int16)
    plain = str(rasters.write(tmp_path / "x.tif", codes))
    layer = paletted(project, plain, {1: "One", 2: "Two", 3: "Three"})
    result = run(ALGORITHM, {"INPUTS": [layer], **rasters.ON_300_M, "OUTPUT": str(folder / "s.tif")})
    assert result["BANDS"] == "x: One; x: Two; x: Three"


def test_what_is_loaded_looks_like_the_first_layer(qgis_app, project, temperature, classes, folder, feedback):
    import processing
    from qgis.core import QgsProcessingOutputLayerDefinition, QgsRasterLayer

    lst = QgsRasterLayer(temperature, "Temperature")
    project.addMapLayer(lst)
    lst.renderer().contrastEnhancement().setMinimumValue(270.0)
    for number, (inputs, options, kind) in enumerate((
            ([lst.id(), classes], {}, "singlebandgray"), ([classes, lst.id()], {}, "singlebandpseudocolor"),
            ([classes, lst.id()], {"CLASS_STATISTIC": "mode"}, "paletted"))):
        output = QgsProcessingOutputLayerDefinition(str(folder / f"{number}.tif"), project)
        processing.runAndLoadResults(ALGORITHM, {"INPUTS": inputs, **rasters.ON_300_M, **options, "OUTPUT": output},
                                     feedback)
        layer = next(each for each in project.mapLayers().values() if each.source().endswith(f"{number}.tif"))
        assert layer.renderer().type() == kind
        if kind == "singlebandgray":
            assert layer.renderer().contrastEnhancement().minimumValue() == 270.0
        if kind == "paletted":
            assert [each.label for each in layer.renderer().classes()] == ["Water", "Forest"]
    assert set(feedback.told_codes()) == {"SIGNAL_LOSS"}


# The report.

def test_the_report_tells_of_the_stack(run, fine, classes, coarse, folder):
    pytest.importorskip("plotly")
    result = run(ALGORITHM, {"INPUTS": [fine, classes, coarse], **rasters.ON_300_M, "OUTPUT": str(folder / "s.tif"),
                             "REPORT": str(folder / "r.html")})
    assert result["REPORT"] == str(folder / "r.html")
    assert {file.name for file in folder.iterdir()} == {"s.tif", "s.tif.json", "r.html", "r_layers.csv",
                                                        "r_correlation.csv", "r_pairs.csv"}
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert "cover: Forest" in page and "nothing is interpolated" in page
    stack = rasters.read(result["OUTPUT"]).reshape(5, -1)
    rows = list(csv.reader((folder / "r_correlation.csv").open(encoding="utf-8")))
    assert rows[0] == ["Band", *result["BANDS"].split("; ")]
    both = np.isfinite(stack).all(0)
    np.testing.assert_allclose(np.array([row[1:] for row in rows[1:]], float), np.corrcoef(stack[:, both]), atol=1e-9)


def test_the_report_makes_no_amounts_of_class_codes_and_directions(run, tmp_path, fine, classes, folder):
    pytest.importorskip("plotly")
    angles = np.random.default_rng(1).uniform(0, 360, (1, 200, 300)).astype(np.float32)
    aspect = str(rasters.write(tmp_path / "aspect.tif", angles))
    run(ALGORITHM, {"INPUTS": [classes, fine, aspect], **rasters.ON_300_M, "CLASS_STATISTIC": "mode",
                    "OUTPUT": str(folder / "s.tif"), "REPORT": str(folder / "r.html")})
    correlation = list(csv.reader((folder / "r_correlation.csv").open(encoding="utf-8")))
    assert correlation[0] == ["Band", "fine: Band 1", "fine: Band 2"]
    told = {row["Band"]: row for row in csv.DictReader((folder / "r_layers.csv").open(encoding="utf-8"))}
    assert told["cover"]["Mean"] == told["aspect"]["Mean"] == ""
    assert float(told["fine: Band 1"]["Mean"]) == pytest.approx(rasters.field()[0].mean(), rel=1e-6)
