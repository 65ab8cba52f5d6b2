"""Where the worked example plays: the simulated scene, and the area of interest in it."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tools"))
from load_package import load_package  # noqa: E402

load_package()

from multiscale_fusion.core.simulate import Scene, scene_grid  # noqa: E402
from odc.geo.geobox import GeoBox  # noqa: E402

KILOMETRES = 18          # of the simulated tile
MARGIN = 100             # pixels of 30 m around the area of interest
CLOUD_SHARE = 0.25       # of each image
SEED = 11


def scene() -> Scene:
    """A part of southern California, about 118.0 W, 35.2 N, that is made up."""
    return Scene(SEED, scene_grid(KILOMETRES), cloud_share=CLOUD_SHARE)


def area(whole: Scene) -> GeoBox:
    """12 km x 12 km in its middle: what run.sh asks for."""
    return whole.grid[MARGIN:-MARGIN, MARGIN:-MARGIN]


def analysed(whole: Scene) -> GeoBox:
    """The area with a coarse pixel around it (1 km), as far as run.sh downloads fine granules."""
    edge = MARGIN - 33
    return whole.grid[edge:-edge, edge:-edge]
