"""Evaluate image fusion through processing.run: numbers, verdict, files, what is refused."""

import csv

import pytest
from multiscale_fusion.tests.cli import spacetime_examples as scene

ALGORITHM = "multiscalefusion:evaluatefusion"


@pytest.fixture
def parameters(tmp_path):
    place = tmp_path / "images"
    place.mkdir()
    scene.write_images(place)
    return {"FINE": [str(place / f"fine_{day}.tif") for day in scene.FINE_DAYS],
            "COARSE": [str(place / f"coarse_{day}.tif") for day in scene.COARSE_DAYS],
            "METHODS": ["starfm", "interpolation"]}


def test_the_date_in_the_middle_is_held_out(run, parameters, folder):
    result = run(ALGORITHM, {**parameters, "TABLE": str(folder / "scores.csv")})
    straight = scene.straight_rmse()
    assert result["DATE_COUNT"] == 1 and result["BEST"] in parameters["METHODS"]
    assert result["RMSE_INTERPOLATION"] == pytest.approx(straight, rel=1e-3)
    assert result["RMSE"] <= result["RMSE_INTERPOLATION"] and len(result["VERDICT"]) > 20
    with (folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["method"] for row in rows} == {"starfm", "interpolation"}
    found = [float(row["rmse"]) for row in rows if row["method"] == "interpolation" and row["band"] == "all"]
    assert found == pytest.approx([straight] * len(found), rel=1e-3) and found


def test_a_report(run, parameters, folder):
    pytest.importorskip("plotly")
    run(ALGORITHM, {**parameters, "REPORT": str(folder / "report.html"), "DATES": "2024-07-01/2024-07-10"})
    page = (folder / "report.html").read_text("utf-8")
    assert "starfm" in page.lower() and page.rstrip().endswith("</html>")


def test_what_cannot_be_evaluated_is_told(run, parameters, folder):
    from qgis.core import QgsProcessingException

    for changed, part in (({"FINE": []}, "FINE"), ({"METHODS": ["kriging"]}, "METHODS must be one of .*, not kriging"),
                          ({"METHODS": ["starfm", "kriging"]}, "not starfm,kriging"),
                          ({"DATES": "2024-08-01/2024-07-01"}, "first day of an interval must not be after"),
                          ({"DATES": "2023-01-01/2023-02-01"}, "No image lies in"),
                          ({"DATES": "2024-06-01"}, "2024-06-01 cannot be held out"),
                          ({"FINE": parameters["FINE"][:2]}, "held out|hold out")):
        with pytest.raises(QgsProcessingException, match=part):
            run(ALGORITHM, {**parameters, **changed, "TABLE": str(folder / "scores.csv")})
    assert not list(folder.iterdir())
