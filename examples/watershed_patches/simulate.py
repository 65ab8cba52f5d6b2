"""Writes three made-up watersheds in the layout that the example reads: rasters of four sensors, and boundaries.

Usage: simulate.py FOLDER
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent.parent / "tools"))
from load_package import load_package  # noqa: E402

load_package()

from multiscale_fusion.core.simulate import write_watersheds  # noqa: E402

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for code, paths in write_watersheds(sys.argv[1]).items():
        print(f"HUC12 {code}: {', '.join(path.name for path in paths.values())}")
