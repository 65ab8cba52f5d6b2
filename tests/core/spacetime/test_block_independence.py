"""What is predicted does not depend on how the image is cut into blocks, however the coarse lattice lies."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core import blocks
from multiscale_fusion.core.errors import Cancelled
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.core.spacetime import frame
from multiscale_fusion.core.spacetime.land_classes import land_classes
from multiscale_fusion.core.spacetime.methods import fuser_of
from multiscale_fusion.core.spacetime.options import METHODS, FusionOptions
from multiscale_fusion.core.spacetime.series import FusionSeries
from multiscale_fusion.core.spacetime.task import DateTask, predict_date, surveyed
from multiscale_fusion.tests.core import engine
from multiscale_fusion.tests.core.spacetime.written_series import dated, epoch_day
from odc.geo.geobox import GeoBox
from pyproj import Transformer

SHAPE = (124, 103)
FINE = GeoBox(SHAPE, Affine(30, 0, 600013.7, 0, -30, 3700011.3), engine.UTM)
SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"
CUTS = ((40, 37), (62, 19))
OPTIONS = FusionOptions(window=210.0)


def lattice(kind):
    """Coarse grids of pixels of about 150 m, over the whole fine image."""
    if kind == "nested":
        return GeoBox((26, 22), Affine(150, 0, 600013.7, 0, -150, 3700011.3), engine.UTM)
    if kind == "turned":
        return GeoBox((44, 44), Affine.translation(601560, 3698150) * Affine.rotation(40)
                      * Affine.scale(153.3, -153.3) * Affine.translation(-22, -22), engine.UTM)
    x, y = Transformer.from_crs(engine.UTM, SINUSOIDAL, always_xy=True).transform(600013.7, 3700011.3)
    return GeoBox((36, 60), Affine(153.3, 0, x - 3000, 0, -153.3, y + 600), SINUSOIDAL)


@lru_cache(maxsize=1)
def series(folder, kind):
    """Noise alone: every pixel and every cell that is read where it should not be shows. Holes in both."""
    rng = np.random.default_rng(5)
    coarse_grid = lattice(kind)
    fine, coarse = [], []
    for day in (0, 10, 20):
        image = rng.normal(0.3, 0.1, (2, *SHAPE))
        image[:, 4 * day:4 * day + 12, 30:70] = np.nan
        fine.append(dated(folder, "fine", FINE, image, day))
    for day in (0, 7, 10, 14, 20):
        image = rng.normal(0.3, 0.1, (2, *coarse_grid.shape))
        image[0, rng.random(coarse_grid.shape) < 0.03] = np.nan
        coarse.append(dated(folder, "coarse", coarse_grid, image, day))
    return FusionSeries(fine, coarse)


def predicted(images, method, size):
    """Values and sigma (2, bands, rows, columns), from blocks of a size."""
    found = np.full((2, images.count, *images.shape), -1.0, np.float32)

    def consume(block, part):
        found[:, :, slice(*block.rows), slice(*block.columns)] = part.values, part.sigma

    fuser = fuser_of(method, OPTIONS)
    base = (1, 2) if fuser.pairs_needed[1] != 1 else (1,)
    predict_date(images, fuser, epoch_day(14), (0, 1, 2) if fuser.uses_series else base, consume,
                 parts=blocks.cut(images.shape, size), threads=1)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("blocks")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", ["nested", "turned", "sinusoidal"])
def test_same_bytes_from_any_blocks(folder, kind, method):
    place = folder / kind
    place.mkdir(exist_ok=True)
    images = series(place, kind)
    whole = predicted(images, method, SHAPE)
    assert np.isfinite(whole).mean() > 0.5
    for size in CUTS:
        np.testing.assert_array_equal(predicted(images, method, size), whole)


@pytest.mark.parametrize("method", ["starfm", "estarfm", "ubestarfm", "fitfc", "fsdaf"])
def test_a_cancel_is_heard_within_a_block(folder, monkeypatch, method):
    """Work is done in pieces, with a look at the cancel button before each; they leave no trace in the result."""
    place = folder / "turned"
    place.mkdir(exist_ok=True)
    images = series(place, "turned")
    task = DateTask(images, fuser_of(method, OPTIONS), epoch_day(14), (1, 2), images.coarse_at(epoch_day(14)))
    task = replace(task, fuser=surveyed(task, Reporter()))
    block = blocks.Block((20, 60), (10, 100))
    whole = task(block)
    monkeypatch.setattr(frame, "_PIECE", 2 * 81 * 50)
    asked = []
    pieces = task(block, lambda: bool(asked.append(1)))
    np.testing.assert_array_equal(pieces.values, whole.values)
    np.testing.assert_array_equal(pieces.sigma, whole.sigma)
    assert len(asked) >= 40
    left = iter([False] * 30)
    with pytest.raises(Cancelled):
        task(block, lambda: next(left, True))
    assert next(left, None) is None


def test_a_cancel_is_heard_while_classes_are_found():
    def go_on():
        if len(asked) == 3:
            raise Cancelled
        asked.append(1)

    asked = []
    with pytest.raises(Cancelled):
        land_classes(np.random.default_rng(0).random((5000, 3)), 8, go_on)
