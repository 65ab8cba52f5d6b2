"""The search in NASA Earthdata as QGIS runs it: parameters, the layer, its look, and no login in any of it."""

import json
import logging
from datetime import datetime, timezone

import pytest
from multiscale_fusion.tests.earthdata_archive import PASSWORD, TOKEN, USER, Archive, Refusal

SQUARE = [(-120.0, 34.0), (-119.0, 34.0), (-119.0, 35.0), (-120.0, 35.0), (-120.0, 34.0)]


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """Twelve granules of HLS, every five days, of two files each."""
    for name in ("EARTHDATA_USERNAME", "EARTHDATA_PASSWORD", "EARTHDATA_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))
    (tmp_path / "archive").mkdir()
    with Archive(tmp_path / "archive") as archive:
        for name, value in archive.environment(token=None).items():
            monkeypatch.setenv(name, value)
        archive.add_collection("HLSL30", "2.0", doi="10.5067/HLS/HLSL30.002")
        for number in range(12):
            name = f"HLS.L30.T11SKD.2022{160 + 5 * number}T183429.v2.0"
            moment = datetime.fromtimestamp(1654800000.25 + number * 5 * 86400, timezone.utc)
            archive.add_granule("HLSL30", name, begin=moment.isoformat(), cloud_cover=8 * number, day_night="Day",
                                files={f"{name}.{band}.tif": bytes(1000 + number) for band in ("B04", "Fmask")})
        yield archive


@pytest.fixture
def algorithm(qgis_app):
    from multiscale_fusion.processing.search_earthdata import SearchEarthdata

    return SearchEarthdata


def run(algorithm, parameters, feedback=None):
    """Results, as of QGIS's own run: checked first. Raises the sentence that the user sees."""
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    context, feedback = QgsProcessingContext(), feedback or QgsProcessingFeedback()
    created = algorithm().create()
    fine, sentence = created.checkParameterValues(parameters, context)
    if not fine:
        raise AssertionError(sentence)
    results, done = created.run(parameters, context, feedback, {}, True)
    return results, done, feedback.textLog(), context


def layer_of(path):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(path), "granules", "ogr")
    assert layer.isValid()
    return layer


def test_layer_holds_what_the_catalogue_says(algorithm, archive, folder):
    from multiscale_fusion.core.earthdata.granules import files_from_text

    parameters = {"PRODUCT": "HLSL30", "EXTENT": "-119.6,-119.4,34.4,34.6 [EPSG:4326]", "START": "2022-06-14",
                  "END": "2022-07-20", "CLOUD_COVER": 40, "DAY_NIGHT": "day", "OUTPUT": str(folder / "found.gpkg")}
    results, done, log, _ = run(algorithm, parameters)
    assert done and results["FOUND"] == results["HITS"] == 5
    layer = layer_of(folder / "found.gpkg")
    assert layer.crs().authid() == "EPSG:4326"
    items = archive.catalogue.granules[archive.catalogue.concept_id("HLSL30")][1:6]
    features = list(layer.getFeatures())
    assert [feature["name"] for feature in features] == [item["meta"]["native-id"] for item in items]
    for feature, item in zip(features, items):
        begin = datetime.fromisoformat(item["umm"]["TemporalExtent"]["RangeDateTime"]["BeginningDateTime"])
        assert feature["id"] == item["meta"]["concept-id"] and feature["cloud_cover"] == item["umm"]["CloudCover"]
        assert feature["time"].toMSecsSinceEpoch() == round(begin.timestamp() * 1000)
        assert (feature["product"], feature["version"], feature["day_night"]) == ("HLSL30", "2.0", "Day")
        names = [link.rsplit("/", 1)[1] for link in feature["links"].split(" ")]
        assert names == [f"{item['meta']['native-id']}.{band}.tif" for band in ("B04", "Fmask")]
        files = files_from_text(feature["files"])
        told = item["umm"]["DataGranule"]["ArchiveAndDistributionInformation"]
        assert [(file.name, file.size, file.checksum.value) for file in files] == [
            (each["Name"], each["SizeInBytes"], each["Checksum"]["Value"]) for each in told]
        assert feature["size_mb"] == pytest.approx(sum(each["SizeInBytes"] for each in told) / 1e6)
        ring = feature.geometry().asMultiPolygon()[0][0]
        assert {(point.x(), point.y()) for point in ring} == set(SQUARE)


def test_extent_in_another_crs(algorithm, archive, folder):
    results, _, _, _ = run(algorithm, {"PRODUCT": "HLSL30", "OUTPUT": str(folder / "a.gpkg"),
                                       "EXTENT": "250000,260000,3770000,3780000 [EPSG:32611]"})
    assert results["FOUND"] == 12
    results, _, _, _ = run(algorithm, {"PRODUCT": "HLSL30", "OUTPUT": str(folder / "b.gpkg"),
                                       "EXTENT": "650000,660000,3770000,3780000 [EPSG:32611]"})
    assert results["FOUND"] == 0 and layer_of(folder / "b.gpkg").featureCount() == 0


def test_same_search_gives_same_bytes(algorithm, archive, folder):
    for name in ("one.gpkg", "two.gpkg"):
        run(algorithm, {"PRODUCT": "HLSL30", "LIMIT": 4, "OUTPUT": str(folder / name)})
    assert (folder / "one.gpkg.json").read_bytes() == (folder / "two.gpkg.json").read_bytes()
    record = json.loads((folder / "one.gpkg.json").read_text())
    assert record["operation"] == "searchearthdata" and record["parameters"]["hits"] == 12
    assert record["parameters"]["product"] == "HLSL30" and record["parameters"]["limit"] == 4


def test_layer_in_memory(algorithm, archive):
    results, done, log, context = run(algorithm, {"PRODUCT": "10.5067/HLS/HLSL30.002", "LIMIT": 3, "OUTPUT": "memory:"})
    assert done and context.getMapLayer(results["OUTPUT"]).featureCount() == 3
    assert "The first 3 of them are taken" in log


def test_failure_leaves_no_file_and_says_why(algorithm, archive, folder):
    archive.always("granules", Refusal(400, body='{"errors": ["No."]}'))
    _, done, log, _ = _run_failing(algorithm, {"PRODUCT": "HLSL30", "OUTPUT": str(folder / "found.gpkg")})
    assert "does not understand the search: No." in log and not list(folder.iterdir())


def _run_failing(algorithm, parameters):
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    try:
        results, done = algorithm().create().run(parameters, context, feedback, {}, False)
    except QgsProcessingException as error:
        return {}, False, str(error), context
    return results, done, feedback.textLog(), context


def test_cancel_while_the_archive_is_slow(algorithm, archive, folder):
    import threading
    import time

    from multiscale_fusion.tests.earthdata_archive import Slow
    from qgis.core import QgsProcessingFeedback

    archive.always("granules", Slow(30))
    feedback = QgsProcessingFeedback()
    threading.Timer(1.0, feedback.cancel).start()
    begin = time.monotonic()
    results, _, _, _ = run(algorithm, {"PRODUCT": "HLSL30", "OUTPUT": str(folder / "found.gpkg")}, feedback)
    assert results == {} and time.monotonic() - begin < 3 and not list(folder.iterdir())


@pytest.mark.parametrize("parameters, sentence", [
    ({"PRODUCT": " "}, "No product is given"),
    ({"START": "2022-07-01", "END": "2022-06-01"}, "before it begins"),
    ({"START": "yesterday"}, "START"),
    ({"EXTENT": "nowhere"}, "EXTENT"),
    ({"CLOUD_COVER": 101}, "CLOUD_COVER must be a number from 0 to 100"),
    ({"DAY_NIGHT": "noon"}, "DAY_NIGHT must be one of any, day, night"),
    ({"LIMIT": 0}, "LIMIT must be a number from 1 to 100000"),
])
def test_wrong_parameters_have_their_sentence(algorithm, parameters, sentence):
    from qgis.core import QgsProcessingContext

    fine, told = algorithm().create().checkParameterValues(
        {"PRODUCT": "HLSL30", "OUTPUT": "memory:", **parameters}, QgsProcessingContext())
    assert not fine and sentence in told


def test_login_appears_in_nothing(algorithm, archive, folder, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("EARTHDATA_USERNAME", USER)
    monkeypatch.setenv("EARTHDATA_PASSWORD", PASSWORD)
    parameters = {"PRODUCT": "HLSL30", "OUTPUT": str(folder / "found.gpkg")}
    _, done, log, context = run(algorithm, parameters)
    created = algorithm().create()
    told = [log, caplog.text, created.asPythonCommand(parameters, context), str(created.asMap(parameters, context))]
    told += [path.read_bytes().decode("latin-1") for path in folder.iterdir()]
    assert done and not [text for text in told if PASSWORD in text or TOKEN in text]
    assert archive.asked("granules.umm_json")[-1].headers["authorization"] == f"Bearer {TOKEN}"


def test_entry_of_the_options_logs_in(algorithm, archive, folder, monkeypatch):
    from multiscale_fusion.core.earthdata.credentials import Credentials
    from multiscale_fusion.processing.search_earthdata import SearchJob

    job = SearchJob("HLSL30", "", None, None, None, None, "any", 1, Credentials(USER, PASSWORD))
    assert PASSWORD not in repr(job) and USER not in repr(job)


def test_layer_is_painted_by_date(algorithm, archive, folder):
    from multiscale_fusion.processing.styling import renderer_for
    from multiscale_fusion.processing.vector_styling import DateStyle

    run(algorithm, {"PRODUCT": "HLSL30", "OUTPUT": str(folder / "found.gpkg")})
    layer = layer_of(folder / "found.gpkg")
    renderer = renderer_for(DateStyle("time"), layer)
    days = sorted(feature["time"].toUTC().date().toString("yyyy-MM-dd") for feature in layer.getFeatures())
    labels = [each.label() for each in renderer.ranges()]
    assert labels[0].startswith(days[0]) and labels[-1].endswith(days[-1]) and len(labels) == 5
    assert layer.temporalProperties().isActive() and layer.temporalProperties().startField() == "time"


def test_product_is_chosen_from_a_list_or_typed(algorithm, qtbot):
    from multiscale_fusion.core.earthdata.offered import offered
    from processing.gui.wrappers import WidgetWrapperFactory
    from qgis.core import QgsProcessingContext
    from qgis.PyQt.QtWidgets import QWidget

    created = algorithm().create()
    parent = QWidget()
    qtbot.addWidget(parent)
    wrapper = WidgetWrapperFactory.create_wrapper(created.parameterDefinition("PRODUCT"), parent)
    combo = wrapper.widget   # as the dialog takes it
    assert tuple(combo.itemText(number) for number in range(combo.count())) == offered()
    assert {"HLSL30", "HLSS30", "MOD11A1", "ECO_L2T_LSTE"} <= set(offered())
    assert not {"S2MSI2A", "NLCD", "LANDSAT_OT_C2_L2"} & set(offered())
    wrapper.setParameterValue("10.5067/OTHER", QgsProcessingContext())
    assert wrapper.parameterValue() == "10.5067/OTHER" and combo.isEditable()
