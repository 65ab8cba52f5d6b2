"""Starts the real QGIS desktop under Xvfb and hears what happened there."""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

SECONDS = 120


@pytest.fixture(scope="session")
def desktop(qgis_env, xvfb_run):
    """A callable: plays a script of this folder in QGIS and returns the report that it wrote (see `story.py`).

    ``scene`` is handed to the script; its "report" is where that writes, in a folder of the run's own.
    """
    for program, package in (("qgis", "qgis"), ("xvfb-run", "xvfb")):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is absent: install {package} to test the desktop")

    def play(script, scene, height=768):
        folder = Path(scene["report"]).parent
        (folder / "scene.json").write_text(json.dumps(scene))
        environment = {**qgis_env, "MULTISCALE_FUSION_SCENE": str(folder / "scene.json")}
        del environment["QT_QPA_PLATFORM"]
        command = ["qgis", "--nologo", "--noversioncheck", "--code", str(Path(__file__).with_name(script))]
        with open(folder / "qgis.log", "w") as log:
            # A session of its own: xvfb-run leaves its children behind when it is killed.
            run = subprocess.Popen(
                [*xvfb_run, "-s", f"-screen 0 1366x{height}x24", *command], env=environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )
            try:
                run.wait(SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, signal.SIGKILL)
                run.wait()
        if not Path(scene["report"]).exists():
            pytest.fail(f"QGIS left no report:\n{(folder / 'qgis.log').read_text()[-3000:]}", pytrace=False)
        report = json.loads(Path(scene["report"]).read_text())
        print("screenshots:", *report["screenshots"], sep="\n  ")
        if "error" in report:
            pytest.fail(report["error"], pytrace=False)
        return report

    return play
