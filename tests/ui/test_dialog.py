"""The algorithm dialog in the real desktop, under Xvfb."""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from multiscale_fusion.tests.processing import rasters

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(shutil.which("qgis") is None, reason="qgis is absent: install it to test the dialog"),
    pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="xvfb-run is absent: install xvfb to test the dialog"),
]
SECONDS = 120


@pytest.fixture(scope="module", params=["default", "Night Mapping"])
def seen(request, qgis_env, tmp_path_factory):
    """What happened in the desktop, in a light and a dark theme."""
    folder = tmp_path_factory.mktemp("desktop")
    (folder / "out").mkdir()
    small = rasters.write(folder / "small.tif", rasters.field())
    scene = {
        "fine": str(rasters.write(folder / "fine.tif", rasters.field())),
        "large": str(rasters.enlarged(folder / "large.vrt", small, 200)),
        "folder": str(folder / "out"), "theme": request.param, "report": str(folder / "report.json"),
    }
    (folder / "scene.json").write_text(json.dumps(scene))
    environment = {**qgis_env, "MULTISCALE_FUSION_SCENE": str(folder / "scene.json")}
    del environment["QT_QPA_PLATFORM"]
    command = ["qgis", "--nologo", "--noversioncheck", "--code", str(Path(__file__).with_name("desktop.py"))]
    with open(folder / "qgis.log", "w") as log:
        # A session of its own: xvfb-run leaves its children behind when it is killed.
        run = subprocess.Popen(
            ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24", *command], env=environment, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )
        try:
            run.wait(SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
    report = Path(scene["report"])
    if not report.exists():
        pytest.fail(f"QGIS left no report:\n{(folder / 'qgis.log').read_text()[-3000:]}", pytrace=False)
    report = json.loads(report.read_text())
    print("screenshots:", *report["screenshots"], sep="\n  ")
    if "error" in report:
        pytest.fail(report["error"], pytrace=False)
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
