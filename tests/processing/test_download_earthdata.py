"""downloadearthdata through processing.run, against an archive on this machine."""

import hashlib
import json
import os

import pytest

pytest.importorskip("earthaccess")

from multiscale_fusion.tests.core.earthdata.test_cog_window import AREA, WINDOW, same_as_crop, write  # noqa: E402
from multiscale_fusion.tests.earthdata_archive import LICENCE, Archive, Refusal  # noqa: E402

ALGORITHM = "multiscalefusion:downloadearthdata"
SEARCH = "multiscalefusion:searchearthdata"
GRANULE = "HLS.L30.T11SKD.2022216T183429.v2.0"
BANDS = ("B04", "B05", "Fmask")
EXTENT = "{},{},{},{} [EPSG:32611]".format(AREA.bounds[0], AREA.bounds[2], AREA.bounds[1], AREA.bounds[3])


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """Holds a granule of three bands of HLSL30 and one of MOD11A1."""
    (tmp_path / "server").mkdir()
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with Archive(tmp_path / "server") as archive:
        archive.add_collection("HLSL30", "2.0")
        archive.add_collection("MOD11A1", "061")
        files = {f"{GRANULE}.{band}.tif": write(tmp_path / f"{GRANULE}.{band}.tif") for band in BANDS}
        archive.add_granule("HLSL30", GRANULE, begin="2022-08-04T18:34:29Z", files=files, cloud_cover=10,
                            box=(-116.0, 33.0, -115.0, 34.0))
        archive.add_granule("MOD11A1", "MOD11A1.A2022216.h08v05.061.2022217090000", begin="2022-08-04T00:00:00Z",
                            files={"MOD11A1.A2022216.h08v05.061.2022217090000.hdf": b"HDF4"},
                            box=(-120.0, 30.0, -110.0, 40.0))
        for name, value in archive.environment().items():
            monkeypatch.setenv(name, value)
        yield archive


def rows(path):
    from qgis.core import QgsVectorLayer

    layer = path if isinstance(path, QgsVectorLayer) else QgsVectorLayer(str(path), "files", "ogr")
    assert layer.isValid()
    names = [field.name() for field in layer.fields()]
    return [dict(zip(names, each.attributes())) for each in layer.getFeatures()]


def test_from_a_search_to_files(run, archive, tmp_path, feedback):
    folder = tmp_path / "files"
    result = run(ALGORITHM, {"PRODUCT": "HLSL30", "ASSETS": "B04,Fmask", "FOLDER": str(folder),
                             "OUTPUT": str(tmp_path / "files.gpkg")}, feedback=feedback)
    assert (result["DOWNLOADED"], result["PRESENT"]) == (2, 0)
    found = rows(result["OUTPUT"])
    assert [(each["asset"], each["state"], each["granule"]) for each in found] == [
        ("B04", "downloaded", GRANULE), ("Fmask", "downloaded", GRANULE)]
    for each in found:
        with open(each["path"], "rb") as file:
            content = file.read()
        assert content == archive.files[each["name"]] and each["size"] == each["fetched"] == len(content)
        assert each["checksum"] == f"SHA-256:{hashlib.sha256(content).hexdigest()}"
        assert each["date"].toUTC().toString("yyyy-MM-ddTHH:mm:ss") == "2022-08-04T18:34:29"
    assert sorted(os.listdir(folder)) == sorted(each["name"] for each in found)
    assert feedback.progress() == 100.0 and not feedback.warnings
    record = (tmp_path / "files.gpkg.json").read_text()
    everything = " ".join([record, *feedback.infos, str(result)])
    assert archive.token not in everything and str(tmp_path) not in record
    assert json.loads(record)["parameters"]["assets"] == ["B04", "Fmask"]
    again = run(ALGORITHM, {"PRODUCT": "HLSL30", "ASSETS": "B04,Fmask", "FOLDER": str(folder),
                            "OUTPUT": "TEMPORARY_OUTPUT"})
    assert (again["DOWNLOADED"], again["PRESENT"]) == (0, 2)


def test_the_area_of_interest_from_the_layer_of_a_search(run, archive, tmp_path):
    granules = run(SEARCH, {"PRODUCT": "HLSL30", "OUTPUT": "TEMPORARY_OUTPUT"})["OUTPUT"]
    result = run(ALGORITHM, {"INPUT": granules, "ASSETS": "B04", "EXTENT": EXTENT, "MARGIN": 0, "LOAD": False,
                             "FOLDER": str(tmp_path / "files"), "OUTPUT": str(tmp_path / "files.csv")})
    [row] = rows(result["OUTPUT"])
    assert row["state"] == "window" and int(row["fetched"]) < len(archive.files[row["name"]]) / 2
    from osgeo import gdal

    found = gdal.Open(row["path"])
    # The extent goes through degrees, which makes it some pixels larger.
    left, top = round((found.GetGeoTransform()[0] - 600_000) / 30), round((3_700_020 - found.GetGeoTransform()[3]) / 30)
    window = (left, top, found.RasterXSize, found.RasterYSize)
    assert left <= WINDOW[0] and top <= WINDOW[1] and window[2] < WINDOW[2] + 12 and window[3] < WINDOW[3] + 12
    assert left + window[2] >= WINDOW[0] + WINDOW[2] and top + window[3] >= WINDOW[1] + WINDOW[3]
    same_as_crop(row["path"], tmp_path / f"{GRANULE}.B04.tif", window)


def test_the_selection_of_a_layer_and_layers_loaded(qgis_app, run, archive, tmp_path):
    from qgis.core import QgsProcessingContext, QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    second = GRANULE.replace("2022216", "2022232")
    archive.add_granule("HLSL30", second, begin="2022-08-20T18:34:29Z",
                        files={f"{second}.B04.tif": archive.files[f"{GRANULE}.B04.tif"]})
    granules = run(SEARCH, {"PRODUCT": "HLSL30", "OUTPUT": str(tmp_path / "granules.gpkg")})["OUTPUT"]
    layer = QgsVectorLayer(granules, "granules", "ogr")
    project = QgsProject.instance()
    project.addMapLayer(layer)
    try:
        layer.selectByExpression(f"name = '{second}'")
        assert layer.selectedFeatureCount() == 1
        context = QgsProcessingContext()
        context.setProject(project)
        result = run(ALGORITHM, {
            "INPUT": QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True), "LOAD": True,
            "FOLDER": str(tmp_path / "files"), "OUTPUT": str(tmp_path / "files.gpkg")}, context=context)
        assert result["DOWNLOADED"] == 1 and os.listdir(tmp_path / "files") == [f"{second}.B04.tif"]
        details = context.layersToLoadOnCompletion()
        assert [each.name for each in details.values()] == [f"{second}.B04"]
    finally:
        project.removeMapLayer(layer.id())


def test_files_of_all_bands_come_whole(run, archive, tmp_path):
    result = run(ALGORITHM, {"PRODUCT": "MOD11A1", "ASSETS": "LST_Day_1km", "EXTENT": EXTENT,
                             "FOLDER": str(tmp_path / "files"), "OUTPUT": "TEMPORARY_OUTPUT"})
    [row] = rows(result["OUTPUT"])
    assert (row["state"], row["asset"], row["size"]) == ("downloaded", "", 4)


def test_whole_files_if_asked(run, archive, tmp_path):
    result = run(ALGORITHM, {"PRODUCT": "HLSL30", "ASSETS": "B05", "EXTENT": EXTENT, "WHOLE_FILES": True,
                             "FOLDER": str(tmp_path / "files"), "OUTPUT": "TEMPORARY_OUTPUT"})
    assert [each["state"] for each in rows(result["OUTPUT"])] == ["downloaded"]


@pytest.mark.parametrize("parameters, sentence", [
    ({}, "Give either INPUT"), ({"PRODUCT": "HLSL30", "ASSETS": "B99"}, "No granule has an asset B99"),
    ({"PRODUCT": "NOTHING"}, "holds no product NOTHING"),
])
def test_bad_input(run, archive, tmp_path, parameters, sentence):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match=sentence):
        run(ALGORITHM, {**parameters, "FOLDER": str(tmp_path / "files"), "OUTPUT": str(tmp_path / "files.gpkg")})
    assert not (tmp_path / "files.gpkg").exists()


def test_a_layer_without_files(run, archive, tmp_path):
    from qgis.core import QgsProcessingException, QgsVectorLayer

    layer = QgsVectorLayer("Point?field=a:int", "mine", "memory")
    with pytest.raises(QgsProcessingException, match="mine has neither a field files nor a field links"):
        run(ALGORITHM, {"INPUT": layer, "FOLDER": str(tmp_path), "OUTPUT": str(tmp_path / "files.gpkg")})


def test_failures_are_told(run, archive, tmp_path, feedback, monkeypatch):
    from qgis.core import QgsProcessingException

    asked = {"PRODUCT": "HLSL30", "ASSETS": "B04,Fmask", "FOLDER": str(tmp_path / "files"),
             "OUTPUT": str(tmp_path / "files.gpkg")}
    name = f"{GRANULE}.B04.tif"
    archive.always(name, Refusal(403, body=LICENCE))
    with pytest.raises(QgsProcessingException, match="licence agreement.*urs.earthdata.nasa.gov/approve_app"):
        run(ALGORITHM, asked)
    assert rows(tmp_path / "files.gpkg")[0]["state"] == "failed" and name not in os.listdir(tmp_path / "files")
    archive.always(name, Refusal(404))
    with pytest.raises(QgsProcessingException, match="1 of 2 files are missing; .*not in the archive any more"):
        run(ALGORITHM, asked, feedback=feedback)
    assert feedback.told_codes() == ["DOWNLOAD_INCOMPLETE"]
    table = rows(tmp_path / "files.gpkg")
    assert [each["state"] for each in table] == ["failed", table[1]["state"]] and "not in the" in table[0]["reason"]
    assert table[1]["state"] in ("downloaded", "present") and os.listdir(tmp_path / "files") == [table[1]["name"]]
    monkeypatch.delenv("EARTHDATA_TOKEN")
    with pytest.raises(QgsProcessingException, match="No login to NASA Earthdata is found"):
        run(ALGORITHM, asked)
