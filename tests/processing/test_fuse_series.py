"""Fuse fine and coarse image series through processing.run: outputs, dates, masks, styles, what is refused."""

import numpy as np
import pytest
from multiscale_fusion.tests.cli import spacetime_examples as scene
from multiscale_fusion.tests.processing import rasters

ALGORITHM = "multiscalefusion:fuseseries"
STAMPS = [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in scene.COARSE_DAYS]


@pytest.fixture
def images(tmp_path):
    place = tmp_path / "images"
    place.mkdir()
    scene.write_images(place)
    return place


@pytest.fixture
def parameters(images, folder):
    return {"FINE": [str(images / f"fine_{day}.tif") for day in scene.FINE_DAYS],
            "COARSE": [str(images / f"coarse_{day}.tif") for day in scene.COARSE_DAYS],
            "METHOD": "starfm", "CALIBRATE": False, "OUTPUT": str(folder / "out.tif")}


def test_every_coarse_date_by_default(run, parameters, folder):
    result = run(ALGORITHM, parameters)
    assert result["DATE_COUNT"] == 5 and result["METHOD_USED"] == "starfm" and result["LAYERS"] == []
    found = rasters.read(folder / "out.tif")
    assert found.shape == (10, *scene.SHAPE)
    assert np.array_equal(found[:2], scene.truth("20240601").astype(float))   # observed, and kept
    scene.check_prediction(found[2:4], "20240617")
    scene.check_prediction(found[6:8], "20240719")
    assert {path.name for path in folder.iterdir()} == {"out.tif", "out.tif.json"}


def test_a_folder_of_dates_with_uncertainty(run, parameters, folder):
    del parameters["OUTPUT"]
    place = folder / "new" / "dates"
    result = run(ALGORITHM, {**parameters, "DATES": "2024-06-10/2024-06-20,2024-07-19", "FOLDER": str(place),
                             "UNCERTAINTY": str(folder / "sigma.tif")})
    assert result["LAYERS"] == [str(place / f"fused_{day}.tif") for day in ("2024-06-17", "2024-07-19")]
    assert {path.name for path in place.glob("*.tif")} == {
        f"fused_{day}{part}.tif" for day in ("2024-06-17", "2024-07-19") for part in ("", "_sigma")}
    assert rasters.read(folder / "sigma.tif").shape == (4, *scene.SHAPE)
    scene.check_prediction(rasters.read(place / "fused_2024-06-17.tif"), "20240617")


def test_masks_belong_to_images_of_their_day(run, parameters, images, folder):
    masks = [str(images / f"mask_{day}.tif") for day in scene.FINE_DAYS]
    run(ALGORITHM, {**parameters, "DATES": "2024-07-03", "FINE_MASKS": masks[::-1]})
    found, seen = rasters.read(folder / "out.tif"), scene.truth("20240703").astype(float)
    assert np.array_equal(found[:, 20:], seen[:, 20:]) and np.isfinite(found).all()
    assert (found[:, :20, :30] != seen[:, :20, :30]).mean() > 0.99
    one = rasters.read(folder / "out.tif")
    run(ALGORITHM, {**parameters, "DATES": "2024-07-03", "FINE_MASKS": masks[1:2]})
    assert np.array_equal(rasters.read(folder / "out.tif"), one)


def test_masks_without_dates_go_by_their_place(run, parameters, images, folder, tmp_path):
    from qgis.core import QgsProcessingException

    names = []
    for number, day in enumerate(scene.FINE_DAYS):
        names.append(str(tmp_path / f"usable_{number}.tif"))
        (tmp_path / f"usable_{number}.tif").write_bytes((images / f"mask_{day}.tif").read_bytes())
    run(ALGORITHM, {**parameters, "DATES": "2024-07-03", "FINE_MASKS": names})
    found, seen = rasters.read(folder / "out.tif"), scene.truth("20240703").astype(float)
    assert (found[:, :20, :30] != seen[:, :20, :30]).mean() > 0.99 and np.array_equal(found[:, 20:], seen[:, 20:])
    with pytest.raises(QgsProcessingException, match="FINE_MASKS holds 2 rasters, and their dates are not those of"):
        run(ALGORITHM, {**parameters, "FINE_MASKS": names[:2]})


def test_dates_from_a_table(run, parameters, folder, tmp_path):
    lines = []
    for name in ("FINE", "COARSE"):
        for number, path in enumerate(parameters[name]):
            plain = tmp_path / f"{name.lower()}_{number}.tif"
            plain.write_bytes(open(path, "rb").read())
            lines.append(f"{plain.name},{path[-12:-8]}-{path[-8:-6]}-{path[-6:-4]}\n")
            parameters[name][number] = str(plain)
    (tmp_path / "dates.csv").write_text("".join(lines))
    run(ALGORITHM, {**parameters, "DATES": "2024-06-17", "DATE_TABLE": str(tmp_path / "dates.csv")})
    scene.check_prediction(rasters.read(folder / "out.tif"), "20240617")


def test_a_run_that_fails_leaves_no_folder(run, parameters, folder, feedback):
    from qgis.core import QgsProcessingException

    del parameters["OUTPUT"]
    blind = {**parameters, "FINE": parameters["FINE"][:1], "METHOD": "estarfm", "DATES": "2024-06-17"}
    with pytest.raises(QgsProcessingException, match="needs 2 base dates"):
        run(ALGORITHM, {**blind, "FOLDER": str(folder / "new" / "dates")})
    assert not list(folder.iterdir())
    feedback.cancel()
    run(ALGORITHM, {**parameters, "FOLDER": str(folder / "new" / "dates")}, feedback=feedback)
    assert not list(folder.iterdir())
    (folder / "old").mkdir()
    with pytest.raises(QgsProcessingException, match="needs 2 base dates"):
        run(ALGORITHM, {**blind, "FOLDER": str(folder / "old")})
    assert [path.name for path in folder.iterdir()] == ["old"]


def test_a_window_of_a_few_pixels_is_told(run, parameters, folder, feedback):
    run(ALGORITHM, {**parameters, "DATES": "2024-06-17", "WINDOW": 60}, feedback=feedback)
    assert [warning for warning in feedback.warnings if "WINDOW is 60 m and a fine pixel 30 m" in warning]
    feedback.warnings.clear()
    run(ALGORITHM, {**parameters, "DATES": "2024-06-17", "WINDOW": 95}, feedback=feedback)
    run(ALGORITHM, {**parameters, "DATES": "2024-06-17", "WINDOW": 60, "METHOD": "difference"}, feedback=feedback)
    assert not [warning for warning in feedback.warnings if "WINDOW" in warning]


def test_the_folder_is_loaded_with_its_dates(run, parameters, folder):
    from multiscale_fusion.processing.algorithms import algorithms
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject

    made = next(each for each in algorithms() if each.name() == "fuseseries").create()
    project, context, feedback = QgsProject(), QgsProcessingContext(), QgsProcessingFeedback(False)
    context.setProject(project)
    done, good = made.run({**parameters, "DATES": "2024-06-17", "FOLDER": str(folder)}, context, feedback)
    assert good and list(context.layersToLoadOnCompletion())
    path = done["LAYERS"][0]
    details = context.layersToLoadOnCompletion()[path]
    assert details.name == "fused_2024-06-17" and details.outputName == "LAYERS"


def test_every_parameter_arrives(run, parameters, folder):
    run(ALGORITHM, {**parameters, "METHOD": "fitfc", "DATES": "2024-06-17", "PAIRS": "nearest", "MAX_GAP": 20,
                    "WINDOW": 960, "CLASSES": 5, "SIMILAR": 9, "UNCERTAINTY_COARSE": "0.004,0.006", "LIMITS": "0,",
                    "BIAS": "quantile", "BANDS": "2,1", "COARSE_BANDS": "2,1", "ACCEPT": "SOME_CODE"})
    given = scene.record(folder / "out.tif")["parameters"]
    assert {"window": 960.0, "classes": 5, "similar": 9, "bias": "quantile", "bands": [2, 1], "coarse_bands": [2, 1],
            "noise": "fine", "noise_coarse": [0.004, 0.006], "method": "fitfc", "calibrate": False,
            "accept": ["SOME_CODE"]}.items() <= given.items()
    assert given["pairs"]["rule"] == "nearest" and given["pairs"]["max_gap"] == 20.0
    scene.check_prediction(rasters.read(folder / "out.tif")[::-1], "20240617")


def test_auto_tells_what_it_chose(run, parameters, folder, feedback):
    result = run(ALGORITHM, {**parameters, "METHOD": "auto", "DATES": "2024-06-17"}, feedback=feedback)
    from multiscale_fusion.core.spacetime.options import METHODS

    assert result["METHOD_USED"] in METHODS
    assert scene.record(folder / "out.tif")["parameters"]["method_used"] == result["METHOD_USED"]
    assert any(result["METHOD_USED"] in line for line in feedback.infos + feedback.warnings)


def test_what_cannot_be_fused_is_told_before_anything_is_written(run, parameters, folder):
    from qgis.core import QgsProcessingException

    for changed, part in (
            ({"FINE": []}, "FINE"), ({"COARSE": []}, "COARSE"), ({"OUTPUT": None}, "give OUTPUT, a raster, or FOLDER"),
            ({"DATES": "soon"}, "soon, which is no date"),
            ({"DATES": "2024-07-01/2024-06-01"}, "first day of an interval must not be after the last"),
            ({"DATES": "2024-06-01/later"}, "later, which is no date"),
            ({"WINDOW": float("nan")}, "WINDOW is nan; it must lie between 0.001 and 1e.07"),
            ({"DATES": "2023-01-01/2023-02-01"}, "No image lies in"),
            ({"METHOD": "landtrendr"}, "one of auto, starfm"), ({"WINDOW": -5}, "WINDOW"),
            ({"FINE": parameters["FINE"][:1] * 2}, "2024-06-01"),
            ({"FINE": parameters["FINE"][:1], "METHOD": "estarfm", "DATES": "2024-06-17"}, "needs 2 base dates"),
            ({"UNCERTAINTY_COARSE": "0.1,-0.1"}, "a standard deviation is 0 or more"), ({"MAX_GAP": -1}, "MAX_GAP")):
        with pytest.raises(QgsProcessingException, match=part):
            run(ALGORITHM, {**parameters, **changed})
    assert not list(folder.iterdir())
