"""The user's settings: runs keep to them, their results do not depend on threads, memory and scratch folder."""

import json
import os

import numpy as np
import pytest
from multiscale_fusion.tests.processing import downscaled, joined, rasters, sampled

OTHERS = {"threads": 1, "memory": 128}
COUNT = 5_000


@pytest.fixture
def settings(qgis_app):
    """A callable that stores settings, given by name; the defaults before and after."""
    from multiscale_fusion.processing.resources import Settings, write_settings

    write_settings(Settings())
    yield lambda **values: write_settings(Settings(**values))
    write_settings(Settings())


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def aggregated(folder, tmp_path):
    return "multiscalefusion:aggregate", {
        "INPUT": str(rasters.write(tmp_path / "fine.tif", rasters.field())), **rasters.ON_300_M,
        "OUTPUT": str(folder / "a.tif"), "VALID_FRACTION": str(folder / "b.tif")}


def fractions(folder, tmp_path):
    return "multiscalefusion:aggregate", {
        "INPUT": joined.write_classes(tmp_path / "cover.tif"), **rasters.ON_300_M, "STATISTIC": "fractions",
        "OUTPUT": str(folder / "a.tif")}


def stack(folder, tmp_path):
    return joined.ALGORITHM, {
        "INPUTS": [str(rasters.write(tmp_path / "fine.tif", rasters.field())),
                   joined.write_classes(tmp_path / "cover.tif")], **rasters.ON_300_M, "OUTPUT": str(folder / "a.tif")}


def coarse(tmp_path):
    return str(rasters.write(tmp_path / "coarse.tif", rasters.field(shape=(1, 7, 8)), pixel=240.0))


def fine(folder, tmp_path):
    covariate = rasters.write(tmp_path / "covariate.tif", rasters.field(shape=(1, 56, 64)))
    return downscaled.ALGORITHM, {
        "INPUT": coarse(tmp_path), "COVARIATES": [str(covariate)], "METHOD": "bilinear",
        "OUTPUT": str(folder / "a.tif")}


def kriged(folder, tmp_path):
    return "multiscalefusion:areatopointkriging", {
        "INPUT": coarse(tmp_path), "RATIO": 2, "OUTPUT": str(folder / "a.tif")}


def evaluated(folder, tmp_path):
    scene = downscaled.make_scene(tmp_path)
    return "multiscalefusion:evaluatedownscaling", {
        "INPUT": scene["ndvi"], "TRUTH": scene["other"], "ERROR": str(folder / "a.tif")}


def enhanced(folder, tmp_path):
    return "multiscalefusion:enhanceresolution", {
        "INPUT": coarse(tmp_path), "FWHM": 400.0, "TARGET_CRS": rasters.UTM, "RESOLUTION": 120,
        "OUTPUT": str(folder / "a.tif")}


def points(tmp_path):
    """Some of them beside the raster, which findings count."""
    places = np.random.default_rng(3).uniform(-20.0, 220.0, (COUNT, 2)).tolist()
    return sampled.write_points(tmp_path / "shots.geojson", [sampled.place(*each) for each in places],
                                elev=list(range(COUNT)))


def sampled_points(folder, tmp_path):
    return sampled.ALGORITHM, {
        "INPUT": points(tmp_path), "RASTERS": [str(rasters.write(tmp_path / "fine.tif", rasters.field()))],
        "DIAMETER": 90, "OUTPUT": str(folder / "a.fgb")}


def compared(folder, tmp_path):
    return "multiscalefusion:comparesupports", {
        "INPUT": points(tmp_path), "FIELD": "elev",
        "RASTER": str(rasters.write(tmp_path / "fine.tif", rasters.field())), "DIAMETER": 90,
        "OUTPUT": str(folder / "a.fgb")}


@pytest.mark.parametrize("job", [aggregated, fractions, stack, fine, kriged, evaluated, enhanced, sampled_points,
                                 compared], ids=lambda job: job.__name__)
def test_results_are_the_same_bytes(run, settings, tmp_path, monkeypatch, job):
    """For one thread and the least memory with a scratch folder, as for the defaults."""
    from multiscale_fusion.core import blocks
    from multiscale_fusion.core.sample import job as sample_job

    counts, pool = [], blocks.ThreadPoolExecutor
    monkeypatch.setattr(blocks, "ThreadPoolExecutor",
                        lambda count, **more: counts.append(count) or pool(count, **more))
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in (*folders, tmp_path / "scratch"):
        folder.mkdir()
    algorithm, parameters = job(folders[0], tmp_path)
    run(algorithm, parameters)
    assert max(counts) == blocks.thread_count()
    counts.clear()
    monkeypatch.setattr(sample_job, "_MOST", 1500)   # chunks as of a smaller budget than any
    settings(**OTHERS, scratch=str(tmp_path / "scratch"))
    run(algorithm, {name: value.replace(str(folders[0]), str(folders[1])) if isinstance(value, str) else value
                    for name, value in parameters.items()})
    made = [contents(folder) for folder in folders]
    assert made[0] == made[1] and made[0]
    assert set(counts) == {1}
    assert not list((tmp_path / "scratch").iterdir())
    assert not any(str(tmp_path / "scratch").encode() in content for content in made[1].values())


@pytest.mark.parametrize(("job", "name"), [(fractions, ".a.tif."), (stack, "multiscale-fusion-")],
                         ids=["fractions", "stack"])
def test_working_files_lie_in_the_scratch_folder(run, settings, tmp_path, folder, monkeypatch, job, name):
    from multiscale_fusion.core.raster import writer

    scratch, seen = tmp_path / "scratch", set()
    scratch.mkdir()
    finish = writer.RasterWriter.finish
    settings(scratch=str(scratch))
    algorithm, parameters = job(folder, tmp_path)
    monkeypatch.setattr(writer.RasterWriter, "finish", lambda self, reporter: seen.update(
        path.name for path in scratch.iterdir()) or finish(self, reporter))
    run(algorithm, parameters)
    assert any(each.startswith(name) for each in seen)
    assert not list(scratch.iterdir())


def test_default_output_options(run, settings, tmp_path, folder):
    """Where a run gives none; the record tells what was used."""
    from osgeo import gdal

    settings(creation_options="COMPRESS=LZW")
    algorithm, parameters = aggregated(folder, tmp_path)
    run(algorithm, parameters)
    assert gdal.Info(str(folder / "a.tif"), format="json")["metadata"]["IMAGE_STRUCTURE"]["COMPRESSION"] == "LZW"
    record = json.loads((folder / "a.tif.json").read_text("utf-8"))
    assert record["parameters"]["creation_options"] == "COMPRESS=LZW"
    run(algorithm, {**parameters, "CREATION_OPTIONS": "COMPRESS=NONE"})
    assert "COMPRESSION" not in gdal.Info(str(folder / "a.tif"), format="json")["metadata"]["IMAGE_STRUCTURE"]


@pytest.mark.parametrize(("stored", "told"), [
    ({"threads": "many"}, '"many" and must be a whole number'),
    ({"memory": 3}, "from 128 to"),
    ({"threads": -1}, "0 for automatic, not -1"),
    ({"scratch": "/no/such/folder"}, "The scratch folder /no/such/folder does not exist"),
    ({"creation_options": "COMPRESS=NOPE"}, "The default output options of Settings"),
    # Not for floats; not for bytes.
    ({"creation_options": "COMPRESS=JPEG"}, "takes Byte values only"),
    ({"creation_options": "PREDICTOR=3"}, "is for Float32 and Float64"),
])
def test_settings_that_cannot_be_used_stop_a_run(qgis_app, run, settings, tmp_path, folder, stored, told):
    """They can be edited by hand, and folders vanish."""
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsSettings

    for name, value in stored.items():
        QgsSettings().setValue(f"multiscale_fusion/{name}", value)
    algorithm, parameters = aggregated(folder, tmp_path)
    made = qgis_app.processingRegistry().createAlgorithmById(algorithm)
    good, sentence = made.checkParameterValues(parameters, QgsProcessingContext())
    assert not good and told in sentence and "Traceback" not in sentence
    with pytest.raises(QgsProcessingException):
        run(algorithm, parameters)
    assert not list(folder.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere.")
def test_a_scratch_folder_that_may_not_be_written_to(settings, tmp_path):
    from multiscale_fusion.core.errors import FusionError
    from multiscale_fusion.processing.resources import check_setting

    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(FusionError, match="may not be written to"):
        check_setting("scratch", str(tmp_path / "closed"))


@pytest.mark.parametrize(("address", "is_good"), [
    ("", True), ("tcp://host:8786", True), ("tls://10.0.0.1:8786/", True), ("tcp://[::1]:8786", True),
    ("host", False), ("tcp://host", False), ("http://host:80", False), ("tcp://host:8786 x", False),
])
def test_addresses_of_schedulers(qgis_app, address, is_good):
    from multiscale_fusion.core.errors import FusionError
    from multiscale_fusion.processing.resources import check_setting

    if is_good:
        check_setting("scheduler", address)
    else:
        with pytest.raises(FusionError, match="tcp://host:8786"):
            check_setting("scheduler", address)


def test_what_is_stored_is_read_again_and_defaults_are_not_stored(settings):
    from multiscale_fusion.processing.resources import Resources, Settings, read_settings
    from qgis.core import QgsSettings

    assert read_settings() == Settings() and Settings().resources() == Resources(2**30, None, "")
    settings(threads=2, memory=2048, scheduler="tcp://host:8786")
    assert read_settings() == Settings(2, 2048, scheduler="tcp://host:8786")
    assert read_settings().resources() == Resources(2**31, 2, "")
    settings()
    stored = QgsSettings()
    stored.beginGroup("multiscale_fusion")
    assert not {"threads", "memory", "scratch", "creation_options", "scheduler"} & set(stored.childKeys())


def test_memory_reaches_the_checks(run, settings, tmp_path, feedback):
    """The median of a cell needs all its pixels at once: here some 180 MB."""
    fine = str(rasters.write(tmp_path / "fine.tif", rasters.field(shape=(1, 1500, 1500))))
    asked = {"INPUTS": [fine], "METHODS": "median", "TARGET_CRS": rasters.UTM, "RESOLUTION": 45_000}
    for memory, is_told in ((1024, False), (128, True)):
        settings(memory=memory)
        feedback.warnings.clear()
        run("multiscalefusion:checklayers", asked, feedback=feedback)
        assert ("MEMORY" in feedback.told_codes()) == is_told


def test_files_are_compressed_on_as_many_threads_as_granted():
    from multiscale_fusion.core.raster.creation_options import cog_options

    assert "NUM_THREADS=3" in cog_options("", "float32", 3)[0]
    assert "NUM_THREADS=5" in cog_options("NUM_THREADS=5", "float32", 3)[0]
    assert "NUM_THREADS=ALL_CPUS" in cog_options("", "float32")[0]
