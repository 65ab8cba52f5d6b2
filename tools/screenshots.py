"""Takes the pictures of the docs in the real QGIS desktop (make screenshots): the dock at work on the demo's project.

Usage: screenshots.py DEMO_FOLDER. Every step at two sizes of the screen, in a light and a dark theme; docs/images keeps
those of the smaller light one, all others go to DEMO_FOLDER/screenshots to be looked at.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import qgis_desktop

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "examples"))
from qgis_process import QgisProcess  # noqa: E402

STORY = ROOT / "tests" / "ui" / "dock_story.py"
SIZES = ((1366, 768), (1920, 1080))
THEMES = {"light": "default", "dark": "Night Mapping"}
# Observed by the demo's simulated sensors: names of layers in its project.
LAYERS = {"NDVI": "HLS-VI.L30.T11SMU.2024154T182011.v2.0.NDVI",
          "ECOSTRESS": "ECOv002_L2T_LSTE_33730_008_11SMU_20240602T205011_0712_01_LST",
          "MODIS": "MOD11A1.A2024154.h08v05.061.LST_Day_1km",
          "land cover": "nlcd_2024_land_cover_l48_20230630"}


def scene_of(project: Path, folder: Path, size: tuple[int, int] = SIZES[0], theme: str = "default",
             suffix: str = "") -> dict:
    """What the story is told: the demo's project, the layers to join, and where its pictures and its output go."""
    return {"project": str(project), "use": list(LAYERS.values()), "show": LAYERS["NDVI"], "theme": theme,
            "size": list(size), "cells": 2.9, "cell": 926.6, "folder": str(folder), "suffix": suffix,
            "output": str(folder / "joined.tif"), "action": "multiscaleFusionDock",
            "report": str(folder / "report.json")}


def main() -> int:
    demo = Path(sys.argv[1]).resolve()
    pictures = demo / "screenshots"
    pictures.mkdir(parents=True, exist_ok=True)
    page = (ROOT / "docs" / "dock.md").read_text("utf-8")
    for theme, name in THEMES.items():
        for size in SIZES:
            suffix = f"_{theme}_{size[0]}"
            with tempfile.TemporaryDirectory(prefix="screenshots-") as made:
                folder = Path(made)
                environment = QgisProcess(folder).environment
                try:
                    report = qgis_desktop.play(STORY, scene_of(demo / "demo.qgz", folder, size, name, suffix),
                                               environment, size=size, seconds=300.0)
                except qgis_desktop.Failed as error:
                    print(f"The screenshots failed ({theme}, {size[0]} x {size[1]}): {error}", file=sys.stderr)
                    return 1
                for path in map(Path, report["screenshots"]):
                    shutil.copy(path, pictures)
                    name_in_docs = path.name.replace(suffix, "")
                    if suffix == f"_light_{SIZES[0][0]}" and f"images/{name_in_docs}" in page:
                        shutil.copy(path, ROOT / "docs" / "images" / name_in_docs)
            print(f"{theme}, {size[0]} x {size[1]}: {len(report['screenshots'])} pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
