"""Runs inside the QGIS desktop (qgis --code), with the plugin of a zip: opens its dock, and every page of it.

Writes {"screenshots", "steps"} or {"error"} to the file that the scene names (see qgis_desktop.py).
"""

import json
import os
import traceback
from pathlib import Path

from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface, plugins

SCENE = json.loads(Path(os.environ["MULTISCALE_FUSION_SCENE"]).read_text("utf-8"))
PAGES = ("layers", "grid", "approach", "findings", "look")


def open_all() -> None:
    report = {"screenshots": [], "steps": []}
    try:
        actions = plugins["multiscale_fusion"].actions
        actions.show_dock()
        for page in PAGES:
            actions.dock.show_panel(page)
            report["steps"].append(page)
        titles = [action.text().replace("&", "") for action in iface.rasterMenu().actions()]
        if "Multiscale Fusion" not in titles:
            raise LookupError(f"The menu Raster holds {titles}.")
    except Exception:  # told to whoever has started QGIS
        report["error"] = traceback.format_exc()
    Path(SCENE["report"]).write_text(json.dumps(report), "utf-8")
    # The quick way out: QGIS would ask whether to save a project.
    os._exit(0)


QTimer.singleShot(3000, open_all)
