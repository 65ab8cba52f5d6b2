"""Rasters of several kinds, small and real, and what is known of them, for the tests of choices."""

import numpy as np
from multiscale_fusion.core.advice import Layer
from multiscale_fusion.core.variable.evidence import CONFIDENT
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.recipe import LayerChoice, Recipe

SIDE = 60


def patches(seed=3):
    """Codes of classes (uint8) in patches of 6 x 6 pixels."""
    codes = np.random.default_rng(seed).choice([11, 21, 41, 42, 82], (SIDE // 6, SIDE // 6))
    return np.kron(codes, np.ones((6, 6), int)).astype(np.uint8)


def smooth(low, high, seed=4):
    """A slope with noise (float32) between about low and high."""
    rng = np.random.default_rng(seed)
    slope = np.add.outer(np.linspace(0, 0.5, SIDE), np.linspace(0, 0.5, SIDE))
    return (low + (high - low) * (0.8 * slope + 0.1 + 0.05 * rng.normal(size=slope.shape))).astype(np.float32)


def around():
    """Directions (degrees, float32) around a hill: they jump between 0 and 360."""
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2 + 0.5
    return (np.degrees(np.arctan2(x, -y)) % 360).astype(np.float32)


SCENES = {
    "nlcd_2021": (patches, "categorical"),
    "temperature": (lambda: smooth(280, 310), "intensive"),
    "ndvi": (lambda: smooth(0.1, 0.8), "ratio"),
    "aspect": (around, "circular"),
    "population": (lambda: smooth(10, 300).round(), "extensive"),
    "cloud_fraction": (lambda: smooth(0, 1), "nonlinear"),
    "VV_gamma0": (lambda: smooth(-22, -8), "decibel"),
}


def write(folder, name, **keywords):
    """Write a raster of SCENES; returns its path."""
    return str(rasters.write(folder / f"{name}.tif", SCENES[name][0](), **keywords))


def choice(path, role="fine", **changes):
    """A layer of the recipe, in use; its id is its path."""
    return LayerChoice(path, path, path.rpartition("/")[2], used=True, role=role, **changes)


def facts(path):
    """What the dock knows of a raster, by the engine's own look at the file."""
    layer = Layer(path)
    detection = layer.detection(1)
    return LayerFacts(is_points=False, bands=1, pixel_m=layer.pixel_m, kind=detection.kind,
                      is_sure=detection.confidence >= CONFIDENT, detection=detection,
                      are_whole=layer.sample(1).are_whole)


def recipe_of(*layers, **changes):
    return Recipe(layers=layers, **changes)
