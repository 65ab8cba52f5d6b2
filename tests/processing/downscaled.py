"""A small scene for the tests of downscaling: a fine truth that covariates explain, and its aggregate."""

import json

import numpy as np
from multiscale_fusion.tests.processing import rasters
from scipy.ndimage import gaussian_filter

ALGORITHM = "multiscalefusion:downscale"
RATIO, ROWS, COLUMNS = 8, 14, 16
PIXEL = 30.0 * RATIO


def texture(seed, sigma=2.0, shape=(ROWS * RATIO, COLUMNS * RATIO)):
    """A smooth random field of standard deviation 1."""
    found = gaussian_filter(np.random.default_rng(seed).normal(size=shape), sigma)
    return found / found.std()


def means(values):
    """Means (bands, rows, columns) over coarse pixels."""
    return rasters.block_means(values, RATIO)


def make_scene(folder):
    """A truth that the second of two covariates explains up to smooth noise; files of its aggregate and of these."""
    ndvi, other = 0.5 + 0.12 * texture(1), texture(2)
    truth = 300.0 - 30.0 * ndvi + 0.3 * texture(3)
    paths = {"ndvi": rasters.write(folder / "ndvi.tif", ndvi.astype(np.float32)),
             "other": rasters.write(folder / "other.tif", other.astype(np.float32)),
             "coarse": rasters.write(folder / "coarse.tif", means(truth[None]), pixel=PIXEL)}
    return {**{name: str(path) for name, path in paths.items()}, "truth": truth, "y": means(truth[None])[0],
            "ndvi_values": ndvi, "other_values": other}


def record(folder, name="fine.tif"):
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def codes(folder):
    """Codes of the findings in the record of fine.tif."""
    return [each["code"] for each in record(folder)["findings"]]


def miss(path, scene):
    """The largest difference of the aggregated output from the coarse values, of their range."""
    return np.nanmax(np.abs(means(rasters.read(path)[:1])[0] - scene["y"])) / np.ptp(scene["y"])
