"""Makes the checkout importable as `multiscale_fusion`, whatever its folder is called."""

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "multiscale_fusion"


def load_package():
    """Import the checkout as `multiscale_fusion` and return it; our processing/ no longer hides QGIS's package."""
    sys.path[:] = [entry for entry in sys.path if Path(entry or os.curdir).resolve() != ROOT]
    spec = importlib.util.spec_from_file_location(NAME, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)
    return package
