"""Writes the demo's QGIS project, styled layers of the stack and its inputs, with QGIS's own Python."""

import json
from pathlib import Path

from qgis_process import clean_environment, run

SCRIPT = Path(__file__).with_name("make_project.py")


def write_project(path: Path, stack: Path, inputs: list[Path]) -> Path:
    """Write the project and return its path; layers are found relative to it. Raises Failed."""
    environment = {**clean_environment(), "QT_QPA_PLATFORM": "offscreen"}
    files = {"project": str(path.resolve()), "stack": str(stack.resolve()),
             "inputs": [str(each.resolve()) for each in inputs]}
    run(["/usr/bin/python3", str(SCRIPT)], environment, json.dumps(files))
    return path
