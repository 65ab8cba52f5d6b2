"""Plays a story inside the QGIS desktop, a step at a time, and leaves with a report.

The environment variable MULTISCALE_FUSION_SCENE names a JSON file, the scene; its "report" is the file to write.
"""

import json
import os
import time
import traceback
from pathlib import Path

from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface

SCENE = json.loads(Path(os.environ["MULTISCALE_FUSION_SCENE"]).read_text())
SECONDS = 60


def tell(story, on_error=lambda report: None):
    """Run ``story(report)``, a generator, from a timer, so that QGIS lives meanwhile.

    Each `yield` waits: for a condition (a callable) or for milliseconds.
    """
    report = {"steps": [], "screenshots": []}
    acts = story(report)
    state = {"condition": lambda: True, "until": time.monotonic() + SECONDS}

    def leave():
        Path(SCENE["report"]).write_text(json.dumps(report))
        # The quick way out: the project has changed, and QGIS would ask whether to save it.
        os._exit(0)

    def look():
        try:
            if not state["condition"]():
                if time.monotonic() < state["until"]:
                    return
                raise TimeoutError(f"nothing happened in {SECONDS} s")
            asked = next(acts)
        except StopIteration:
            leave()
        except Exception:
            report["error"] = traceback.format_exc()
            on_error(report)
            leave()
        else:
            now = time.monotonic()
            state["until"] = now + SECONDS
            state["condition"] = asked if callable(asked) else lambda: time.monotonic() > now + asked / 1000

    timer = QTimer(iface.mainWindow())
    timer.timeout.connect(look)
    timer.start(50)
