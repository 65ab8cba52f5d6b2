"""GEDI: lidar footprints with heights, in the layout of level 2A version 2."""

import datetime
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pyproj import Transformer

from ..errors import require
from .files import utc
from .noise import generator
from .scene import Scene

BEAMS = ("BEAM0000", "BEAM0001", "BEAM0010", "BEAM0011", "BEAM0101", "BEAM0110", "BEAM1000", "BEAM1011")
DIAMETER, ALONG, ACROSS = 25.0, 60.0, 600.0   # metres: a footprint, and between shots and between beams

_INCLINATION = 51.6             # degrees: the station's orbit
_SPEED = 7300.0                 # metres on the ground in a second
_LOST = 0.04                    # of the shots do not come back
_SPACING = 1.25                 # metres between the points that stand for a footprint
_EPOCH = datetime.datetime(2018, 1, 1)


class Shots(NamedTuple):
    """Footprints of one beam: x and y of their true centres in the scene's CRS, and how many shots they are from the
    first of the beam."""

    x: np.ndarray
    y: np.ndarray
    number: np.ndarray


def write_gedi(scene: Scene, folder: Path | str, date: datetime.date, *, hour: float = 12.0, geolocation: float = 10.0,
               noise: float = 1.0, orbit: int = 31234, track: int = 1234) -> Path:
    """GEDI02_A version 2 (HDF5): eight beams that cross the scene, with unequal numbers of shots; the file's path.

    ``rh`` (shots, 101) are heights in m above the lowest mode, below which part of each percentile of energy lies: rh98
    is the mean canopy height of the scene's pixels in the true footprint (a disc of 25 m), plus Gaussian ``noise`` (m);
    ``elev_lowestmode`` is the mean elevation there. Latitudes and longitudes are off by Gaussian ``geolocation`` (m in
    x and y). Shots at clouds have quality_flag 0, a low sensitivity and the cloud's elevation; a few others are
    degraded. Names, types and fills follow the product's data dictionary. Raises MissingPackage without h5py.
    """
    h5py = require("h5py")
    time = utc(scene, date, hour)
    path = Path(folder) / f"GEDI02_A_{time:%Y%j%H%M%S}_O{orbit:05d}_02_T{track:05d}_02_003_02_V002.h5"
    path.parent.mkdir(parents=True, exist_ok=True)
    fields = scene.array(lambda truth: np.stack([truth.canopy_height, truth.elevation, truth.clouds(date)], axis=-1))
    to_degrees = Transformer.from_crs(scene.grid.crs.proj, "EPSG:4326", always_xy=True)
    with h5py.File(path, "w") as file:
        file.attrs["short_name"] = "GEDI_L2A"
        for beam, name in enumerate(BEAMS):
            rng = generator(scene.seed, path.stem, name)
            shots = beam_shots(scene, beam, rng)
            canopy, ground, cloud = footprint_means(scene, fields, shots).T
            error = geolocation * rng.standard_normal((2, len(shots.x)))
            longitude, latitude = to_degrees.transform(shots.x + error[0], shots.y + error[1])
            cloudy = cloud >= 0.5
            degraded = rng.random(len(shots.x)) < 0.02
            relative = relative_heights(np.maximum(canopy + noise * rng.standard_normal(len(shots.x)), 0.0))
            group = file.create_group(name)
            group.attrs["description"] = "Coverage beam" if beam < 4 else "Full power beam"
            seconds = (time - _EPOCH).total_seconds() + shots.number * ALONG / _SPEED
            for dataset, values, kind in (
                    ("beam", np.full(len(shots.x), int(name[4:], 2)), np.uint16),
                    ("shot_number", _shot_numbers(orbit, int(name[4:], 2), shots.number), np.uint64),
                    ("delta_time", seconds, np.float64),
                    ("lat_lowestmode", latitude, np.float64),
                    ("lon_lowestmode", longitude, np.float64),
                    ("elev_lowestmode", ground + 1500.0 * cloudy, np.float32),
                    ("elev_highestreturn", ground + 1500.0 * cloudy + relative[:, 100], np.float32),
                    ("rh", relative, np.float32),
                    ("quality_flag", ~cloudy & ~degraded, np.uint8),
                    ("degrade_flag", 30 * degraded, np.uint8),
                    ("sensitivity", np.where(cloudy, 0.3, 0.96) + 0.01 * rng.standard_normal(len(cloudy)),
                     np.float32)):
                group.create_dataset(dataset, data=np.asarray(values).astype(kind), track_times=False)
    return path


def beam_shots(scene: Scene, beam: int, rng: np.random.Generator) -> Shots:
    """The shots of a beam (0 to 7) whose footprints lie wholly in the scene, but for some lost ones."""
    rows, columns = scene.grid.shape
    a = scene.grid.affine
    width, height = columns * abs(a.a), rows * abs(a.e)
    # Heading of an ascending pass, clockwise from north.
    heading = math.asin(math.cos(math.radians(_INCLINATION)) / math.cos(math.radians(min(abs(scene.middle[1]), 51.0))))
    number = np.arange(int(math.hypot(width, height) / ALONG))
    along, across = (number - number.size / 2) * ALONG, (beam - 3.5) * ACROSS
    x = along * math.sin(heading) + across * math.cos(heading)
    y = along * math.cos(heading) - across * math.sin(heading)
    inside = (np.abs(x) < width / 2 - DIAMETER) & (np.abs(y) < height / 2 - DIAMETER)
    kept = inside & (rng.random(number.size) >= _LOST)
    x0, y0 = a * (columns / 2, rows / 2)
    return Shots(x0 + x[kept], y0 + y[kept], number[kept])


def footprint_means(scene: Scene, fields: np.ndarray, shots: Shots) -> np.ndarray:
    """Means (shots, fields) over the footprints of what the scene's pixels hold (rows, columns, fields)."""
    steps = np.arange(-DIAMETER / 2 + _SPACING / 2, DIAMETER / 2, _SPACING)
    dx, dy = (part.ravel() for part in np.meshgrid(steps, steps))
    disc = np.hypot(dx, dy) <= DIAMETER / 2
    column, row = ~scene.grid.affine * (shots.x[:, None] + dx[disc], shots.y[:, None] + dy[disc])
    return fields[row.astype(int), column.astype(int)].mean(axis=1, dtype=float)


def relative_heights(height: np.ndarray) -> np.ndarray:
    """RH metrics (shots, 101) of canopies: from the half width of a pulse below ground up to their height at rh98."""
    share = np.arange(101) / 98.0
    return -1.5 + (height[:, None] + 1.5) * share ** 0.75


def _shot_numbers(orbit: int, beam: int, number: np.ndarray) -> np.ndarray:
    """OOOOOBBRRGNNNNNNNN: orbit, beam, reserved, part of the orbit, number."""
    return np.uint64(orbit * 10 ** 13 + beam * 10 ** 11 + 2 * 10 ** 8) + (number + 1).astype(np.uint64)
