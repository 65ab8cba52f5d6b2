"""The algorithm dialog in the real desktop, under Xvfb."""

import pytest
from multiscale_fusion.tests.processing import rasters

pytestmark = pytest.mark.desktop


@pytest.fixture(scope="module", params=["default", "Night Mapping"])
def seen(request, desktop, tmp_path_factory):
    """What happened in the desktop, in a light and a dark theme."""
    folder = tmp_path_factory.mktemp("desktop")
    (folder / "out").mkdir()
    small = rasters.write(folder / "small.tif", rasters.field())
    scene = {
        "fine": str(rasters.write(folder / "fine.tif", rasters.field())),
        "large": str(rasters.enlarged(folder / "large.vrt", small, 200)),
        "folder": str(folder / "out"), "theme": request.param, "report": str(folder / "report.json"),
    }
    report = desktop("desktop.py", scene)
    return {**report, "folder": folder / "out"}


def test_the_toolbox_finds_it_and_opens_its_dialog(seen):
    assert seen["found"] == "multiscalefusion:aggregate"
    assert "Aggregate to a coarser grid" in seen["title"]
    assert seen["cut_labels"] == []


def test_a_mistake_is_told_in_the_dialog(seen):
    assert "two ways" in seen["mistake"]


def test_a_run_writes_the_raster_loads_it_and_tells_what_it_did(seen):
    out = str(seen["folder"] / "out.tif")
    assert out in seen["layers"]
    assert "Target grid:" in seen["log"] and "Sinusoidal" in seen["log"]
    assert "STATISTIC: mean" in seen["log"]
    assert rasters.read(out).shape[0] == 2


def test_a_cancel_leaves_nothing(seen):
    assert not [name for name in seen["after_cancel"] if "cancelled" in name]
