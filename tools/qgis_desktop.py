"""Plays a script inside the real QGIS desktop on a virtual display, and hears what happened there."""

import json
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

XVFB_RUN = ("xvfb-run", "--auto-servernum")
SIZE = 1366, 768


class Failed(Exception):
    """What broke, as the script or QGIS tells it."""


def play(script: Path, scene: dict, environment: dict[str, str], *, xvfb_run: Sequence[str] = XVFB_RUN,
         size: tuple[int, int] = SIZE, seconds: float = 120.0, arguments: Sequence[str] = ()) -> dict:
    """The report of a script (see tests/ui/story.py) that QGIS runs on a screen of so many pixels.

    ``scene`` is handed to it; its "report" is the file that it writes, in a folder of the run's own. ``environment``
    shows QGIS the plugin. Raises Failed if it leaves no report within so many seconds, or one of an error.
    """
    folder = Path(scene["report"]).parent
    (folder / "scene.json").write_text(json.dumps(scene), "utf-8")
    environment = {**environment, "MULTISCALE_FUSION_SCENE": str(folder / "scene.json")}
    environment.pop("QT_QPA_PLATFORM", None)
    screen = f"-screen 0 {size[0]}x{size[1]}x24 -dpi 96"   # at another density Qt scales all that it shows
    command = [*xvfb_run, "-s", screen, "qgis", "--nologo", "--noversioncheck", "--code", str(script), *arguments]
    log = folder / "qgis.log"
    _run(command, environment, log, seconds)
    if not Path(scene["report"]).exists():
        raise Failed(f"QGIS left no report:\n{log.read_text('utf-8', 'replace')[-3000:]}")
    report = json.loads(Path(scene["report"]).read_text("utf-8"))
    if "error" in report:
        raise Failed(report["error"])
    return report


def _run(command: list[str], environment: dict[str, str], log: Path, seconds: float) -> None:
    with open(log, "w", encoding="utf-8") as told:
        # A session of its own: xvfb-run leaves its children behind when it is killed.
        run = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=told,
                               stderr=subprocess.STDOUT, start_new_session=True)
        try:
            run.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
