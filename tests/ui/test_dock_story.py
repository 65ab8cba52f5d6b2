"""The dock in the real desktop: from the layers of a project to a result, by mouse and keyboard."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import screenshots

pytestmark = pytest.mark.desktop


@pytest.fixture(scope="module")
def project(tmp_path_factory, root):
    """The scene of the demo, small, as a project."""
    folder = tmp_path_factory.mktemp("scene")
    run = subprocess.run([sys.executable, str(root / "examples" / "demo.py"), str(folder)], capture_output=True,
                         text=True, check=False, timeout=600)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "demo.qgz"


@pytest.fixture(scope="module")
def seen(desktop, project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dock_story")
    return desktop("dock_story.py", screenshots.scene_of(project, folder), seconds=300.0)


def test_the_layers_are_found_used_and_understood(seen):
    assert sorted(seen["used"]) == sorted(screenshots.LAYERS.values())
    assert seen["roles"][screenshots.LAYERS["MODIS"]] == "coarse"
    assert seen["roles"][screenshots.LAYERS["NDVI"]] == "fine"


def test_what_is_wrong_with_joining_them_is_told(seen):
    assert {"CRS_MISMATCH", "TIME_MISMATCH"} & set(seen["findings"])


def test_the_result_is_loaded_and_is_that_of_the_same_command(seen, qgis_process, tmp_path):
    (loaded,) = [path for path in seen["loaded"] if path.endswith("joined.tif")]
    again = tmp_path / "again.tif"
    parameters = {**seen["parameters"], "OUTPUT": str(again), "REPORT": str(tmp_path / "again.html")}
    run = qgis_process(["run", "multiscalefusion:joinlayers", "-"], {"inputs": parameters})
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["results"]["OUTPUT"] == str(again)
    assert again.read_bytes() == Path(loaded).read_bytes()


def test_every_step_has_its_picture(seen):
    names = [path.rsplit("/", 1)[-1] for path in seen["screenshots"]]
    assert names == [f"dock_{step}.png" for step in
                     ("opened", "layers", "grid", "approach", "findings", "result", "look")]
