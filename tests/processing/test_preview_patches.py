"""previewpatches through processing.run: what is on the sheet, the report, and bad input."""

import csv
import json

import numpy as np
import pytest

from .patches import write_centres
from .rasters import ORIGIN, write

ALGORITHM = "multiscalefusion:previewpatches"
X, Y = ORIGIN


@pytest.fixture
def rasters(tmp_path):
    """10 m: red in the north, blue in the south, of three bands. 30 m: 0 in the west, 1 in the east, nothing beyond
    2.4 km to the south."""
    north = np.broadcast_to(np.arange(300)[:, None] < 150, (300, 300))
    colours = np.stack([north, np.zeros((300, 300)), ~north]).astype(np.float32)
    east = np.broadcast_to(np.arange(100)[None, :] >= 50, (100, 100)).astype(np.float32)
    east[80:] = -9999.0
    return [str(write(tmp_path / "colours.tif", colours, pixel=10.0)),
            str(write(tmp_path / "east.tif", east, pixel=30.0, nodata=-9999.0))]


@pytest.fixture
def centres(tmp_path):
    return write_centres(tmp_path / "centres.geojson", [(X + 1500, Y - 1500), (X + 300, Y - 300), (X + 600, Y - 2400)],
                         id=[7, 8, 9], split=["train", "test", ""])


@pytest.fixture
def boundary(tmp_path):
    """The middle square kilometre, in degrees."""
    from pyproj import Transformer

    to_degrees = Transformer.from_crs("EPSG:32633", "EPSG:4326", always_xy=True)
    corners = [(1000, 1000), (2000, 1000), (2000, 2000), (1000, 2000), (1000, 1000)]
    ring = [to_degrees.transform(X + right, Y - down) for right, down in corners]
    path = tmp_path / "boundary.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]}))
    return str(path)


def pixels(path):
    """(rows, columns, 3) of a PNG."""
    from qgis.PyQt.QtGui import QImage

    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    data = np.frombuffer(image.constBits().asstring(image.sizeInBytes()), np.uint8)
    return data.reshape(image.height(), image.bytesPerLine())[:, :3 * image.width()].reshape(image.height(), -1, 3)


def has(part, colour):
    return (np.abs(part.astype(int) - colour).max(axis=-1) <= 4).mean()


def test_the_sheet_shows_what_the_rasters_hold(run, rasters, centres, boundary, tmp_path, feedback):
    result = run(ALGORITHM, {"CENTRES": centres, "RASTERS": rasters, "PATCH_SIZE": 60, "BOUNDARY": boundary,
                             "OUTPUT": str(tmp_path / "sheet.png"), "REPORT": str(tmp_path / "sheet.html")},
                 feedback=feedback)
    sheet = pixels(result["OUTPUT"])
    overview = sheet[24:24 + 420, 24:24 + 420]
    # Red above, blue below; the boundary's dark line around the middle third.
    assert has(overview[:100], (255, 0, 0)) > 0.8 and has(overview[-100:], (0, 0, 255)) > 0.8
    assert has(overview[138:143, 145:275], (0x1b, 0x1f, 0x24)) > 0.2
    # The first patch, in the middle: half red, half blue at its own scale; the other raster's half dark, half bright.
    top = 24 + 420 + 40 + 30 + 25
    first = sheet[top + 4:top + 146, 24 + 96 + 4:24 + 96 + 146]
    assert has(first[:60], (255, 0, 0)) > 0.95 and has(first[-60:], (0, 0, 255)) > 0.95
    second = sheet[top + 4:top + 146, 24 + 96 + 162 + 4:24 + 96 + 162 + 146]
    assert has(second[:, :30], (68, 1, 84)) > 0.9 and has(second[:, -30:], (253, 231, 37)) > 0.9
    assert feedback.progress() == 100.0
    page = (tmp_path / "sheet.html").read_text("utf-8")
    assert "data:image/png;base64," in page and "3 of 3 patches of 2 rasters" in page
    with (tmp_path / "sheet_patches.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Id"] for row in rows] == ["7", "8", "9"]
    # 60 pixels of 30 m around 300 m from the corner: 40 of 60 inside each way; around 2.4 km down 30 of 60 and 50.
    assert [float(row["east"]) for row in rows] == pytest.approx([1.0, (40 / 60) ** 2, 30 / 60 * 50 / 60])
    with (tmp_path / "sheet_rasters.csv").open(newline="") as file:
        sizes = list(csv.DictReader(file))
    assert [float(row["Width [m]"]) for row in sizes] == pytest.approx([600, 1800], rel=1e-3)


def test_fewer_are_taken_evenly(run, rasters, tmp_path):
    points = write_centres(tmp_path / "many.geojson", [(X + 1000 + k, Y - 1000) for k in range(101)])
    run(ALGORITHM, {"CENTRES": points, "RASTERS": rasters, "PATCH_SIZE": 16, "COUNT": 3,
                    "OUTPUT": str(tmp_path / "sheet.png"), "REPORT": str(tmp_path / "sheet.html")})
    with (tmp_path / "sheet_patches.csv").open(newline="") as file:
        assert [row["Id"] for row in csv.DictReader(file)] == ["0", "50", "100"]


def test_the_same_job_gives_the_same_bytes(run, rasters, centres, tmp_path):
    made = [run(ALGORITHM, {"CENTRES": centres, "RASTERS": rasters, "MODE": "ground", "GROUND_SIZE": 900,
                            "OUTPUT": str(tmp_path / name)})["OUTPUT"] for name in ("a.png", "b.png")]
    assert open(made[0], "rb").read() == open(made[1], "rb").read()


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"OUTPUT": "sheet.jpg"}, "must end in .png"), ({"OUTPUT": "nowhere/sheet.png"}, "does not exist"),
    ({"COUNT": 0}, "COUNT must be a number from 1 to 50"), ({"REPORT": "sheet.pdf"}, "must end in .html")])
def test_bad_input_is_one_sentence(run, rasters, centres, tmp_path, changed, sentence):
    from qgis.core import QgsProcessingException

    given = {"CENTRES": centres, "RASTERS": rasters, "PATCH_SIZE": 8, "OUTPUT": "sheet.png", **changed}
    given.update({name: str(tmp_path / given[name]) for name in ("OUTPUT", "REPORT") if name in given})
    with pytest.raises(QgsProcessingException, match=sentence):
        run(ALGORITHM, given)
    assert not [path for path in tmp_path.iterdir() if "sheet" in path.name]


def test_a_cancelled_run_leaves_nothing(run, rasters, centres, tmp_path, feedback):
    feedback.cancel()
    from qgis.core import QgsProcessingException

    try:
        run(ALGORITHM, {"CENTRES": centres, "RASTERS": rasters, "PATCH_SIZE": 8, "OUTPUT": str(tmp_path / "sheet.png")},
            feedback=feedback)
    except QgsProcessingException:
        pass
    assert not [path for path in tmp_path.iterdir() if "sheet" in path.name]
