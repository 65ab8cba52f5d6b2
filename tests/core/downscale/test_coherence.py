"""Coherence against dense algebra, and across CRSs, gaps, point spreads and limits against A written out."""

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.coherence import Coherence
from multiscale_fusion.core.downscale.field import Field, Fields
from multiscale_fusion.core.downscale.supports import CoarseSupports
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.message import message
from multiscale_fusion.tests.core.engine import dense
from odc.geo.geobox import GeoBox

SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m"


def utm(shape, size, x=600000.0, y=3700000.0):
    return GeoBox(shape, Affine(size, 0, x, 0, -size, y), "EPSG:32611")


def nested(ratio=4, coarse=(6, 5)):
    return utm([n * ratio for n in coarse], 30.0), utm(coarse, 30.0 * ratio)


def sinusoidal_over(fine, size):
    """A coarse sinusoidal grid that goes beyond all edges of a fine one."""
    box = fine.extent.to_crs(SINUSOIDAL).boundingbox
    columns, rows = int((box.right - box.left) / size) + 4, int((box.top - box.bottom) / size) + 4
    return GeoBox((rows, columns), Affine(size, 0, box.left - 1.3 * size, 0, -size, box.top + 1.6 * size), SINUSOIDAL)


def field_of(values):
    field = Field(values.shape)
    field.write((0, values.shape[0]), values)
    return field


def weighted_means(matrix, fine):
    """A x over valid pixels, by dense algebra, and the share that is valid of what lies on the grid."""
    valid = np.isfinite(fine).ravel().astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return matrix @ np.nan_to_num(fine).ravel() / (matrix @ valid), matrix @ valid / matrix.sum(axis=1)


def conditioned(matrix, x, variance, y):
    """The mean of a Gaussian given A x = y, densely."""
    gram = matrix @ np.diag(variance) @ matrix.T
    return x + variance * (matrix.T @ np.linalg.lstsq(gram, y - matrix @ x, rcond=None)[0])


def test_nested_grids_get_the_residual_of_their_coarse_pixel():
    rng = np.random.default_rng(0)
    fine, coarse = nested()
    x, y = rng.normal(size=fine.shape), rng.normal(size=coarse.shape)
    field = field_of(x)
    achieved = Coherence(CoarseSupports(fine, coarse), y).hold(field)
    means = x.reshape(6, 4, 5, 4).mean(axis=(1, 3))
    assert np.allclose(field.read(), x + np.kron(y - means, np.ones((4, 4))), atol=1e-12)
    assert np.isclose(achieved.before, np.abs(y - means).max()) and achieved.after < 1e-12
    assert achieved.held.all() and achieved.lost == 0


def test_variances_and_cut_cells_agree_with_dense_algebra():
    rng = np.random.default_rng(1)
    fine = utm((26, 31), 30.0)
    coarse = GeoBox((5, 6), Affine(170.0, 25.0, 599900.0, 18.0, -190.0, 3700060.0), "EPSG:32611")
    matrix = dense(fine, coarse)
    covered = CoarseSupports(fine, coarse).coverage() > 0.05
    matrix = np.where(covered[:, None], matrix, 0.0)
    rows = matrix / np.where(covered, matrix.sum(axis=1), 1.0)[:, None]
    x, variance = rng.normal(size=fine.shape), rng.uniform(0.2, 3.0, fine.shape)
    y = rng.normal(size=coarse.shape)
    expected = conditioned(rows[covered], x.ravel(), variance.ravel(), y.ravel()[covered])
    field = field_of(x)
    achieved = Coherence(CoarseSupports(fine, coarse), y).hold(field, field_of(variance))
    assert np.allclose(field.read().ravel(), expected, atol=1e-7) and achieved.relative < 1e-8


@pytest.mark.parametrize("gaps", [False, True])
def test_coarse_sinusoidal_and_fine_utm(gaps):
    rng = np.random.default_rng(2)
    fine = utm((190, 210), 100.0, 250000.0, 4200000.0)
    coarse = sinusoidal_over(fine, 926.6254)
    x, y = 280.0 + rng.normal(size=fine.shape), 280.0 + 5.0 * rng.normal(size=coarse.shape)
    if gaps:
        x[40:90, 30:77] = np.nan
        x[rng.random(fine.shape) < 0.1] = np.nan
        y[rng.random(coarse.shape) < 0.1] = np.nan
    field = field_of(x)
    achieved = Coherence(CoarseSupports(fine, coarse), y).hold(field)
    means, _ = weighted_means(dense(fine, coarse), field.read())
    held = achieved.held.ravel()
    assert held.sum() > 300 and np.abs(means - y.ravel())[held].max() < 1e-6 * np.nanmax(np.abs(np.ptp(y[y == y])))
    assert np.array_equal(np.isnan(field.read()), np.isnan(x))


def test_a_point_spread_is_held_too():
    rng = np.random.default_rng(3)
    fine, coarse = nested(6, (9, 8))
    fwhm = 1.2 * 180.0
    supports = CoarseSupports(fine, coarse, fwhm=fwhm)
    truth = rng.normal(size=fine.shape)
    row, column = (np.indices(fine.shape)[k].ravel() * 30.0 + 15.0 for k in (0, 1))
    at = np.indices(coarse.shape).reshape(2, -1).T * 180.0 + 90.0
    square = (row - at[:, :1])**2 + (column - at[:, 1:])**2
    kernel = np.exp(-4.0 * np.log(2.0) * square / fwhm**2)
    inside = [k for k, (r, c) in enumerate(np.ndindex(9, 8)) if 2 <= r < 7 and 2 <= c < 6]
    # UTM stretches by less than 1e-3 here; pixels are integrated by the kernel and taken at their centres here.
    matrix = supports.matrix().toarray()
    assert np.abs(matrix[inside] - (kernel / kernel.sum(1, keepdims=True))[inside]).max() < 0.02 * matrix.max()
    y = (matrix @ truth.ravel() / matrix.sum(axis=1)).reshape(coarse.shape)
    field = field_of(np.zeros(fine.shape))
    achieved = Coherence(supports, y).hold(field)
    estimate = matrix @ field.read().ravel() / matrix.sum(axis=1)
    assert achieved.held.all() and np.abs(estimate - y.ravel()).max() < 1e-6 * np.ptp(y)


@pytest.mark.parametrize("across", [False, True])
def test_totals_are_kept_and_split_in_proportion(across):
    rng = np.random.default_rng(4)
    fine = utm((120, 130), 100.0, 250000.0, 4200000.0)
    coarse = sinusoidal_over(fine, 926.6254) if across else utm((12, 13), 1000.0, 250000.0, 4200000.0)
    x, y = rng.uniform(0.0, 3.0, fine.shape), rng.gamma(1.0, 500.0, coarse.shape)
    supports = CoarseSupports(fine, coarse, totals=True)
    coherence = Coherence(supports, y, limits=(0.0, None))
    field = field_of(x)
    achieved = coherence.hold(field)
    after = field.read()
    assert achieved.after <= 1e-9 * y.max() and after.min() >= 0.0
    whole = supports.coverage() == 1.0
    matrix = supports.matrix()
    assert np.allclose((matrix @ after.ravel())[whole], y.ravel()[whole], rtol=1e-9, atol=1e-9)
    if not across:
        assert np.isclose(after.sum(), y.sum(), rtol=1e-12)
        share = x.reshape(12, 10, 13, 10) / x.reshape(12, 10, 13, 10).sum(axis=(1, 3), keepdims=True)
        assert np.allclose(after.reshape(12, 10, 13, 10), share * y[:, None, :, None])


def test_limits_are_kept_and_the_rest_makes_up_for_them():
    rng = np.random.default_rng(5)
    fine, coarse = nested(8, (7, 9))
    x = rng.uniform(0.0, 1.0, fine.shape)
    y = np.clip(x.reshape(7, 8, 9, 8).mean(axis=(1, 3)) + rng.normal(0.0, 0.25, coarse.shape), 0.02, 0.98)
    field = field_of(x)
    achieved = Coherence(CoarseSupports(fine, coarse), y, limits=(0.0, 1.0)).hold(field)
    after = field.read()
    assert after.min() >= 0.0 and after.max() <= 1.0 and achieved.beyond == 0
    assert np.abs(after.reshape(7, 8, 9, 8).mean(axis=(1, 3)) - y).max() < 1e-6 * np.ptp(y)


def test_what_limits_make_impossible_is_told():
    fine, coarse = nested()
    y = np.linspace(0.1, 0.9, 30).reshape(coarse.shape)
    y[2, 3] = 1.4
    field = field_of(np.full(fine.shape, 0.5))
    achieved = Coherence(CoarseSupports(fine, coarse), y, limits=(0.0, 1.0)).hold(field)
    assert achieved.beyond == 1 and np.isclose(achieved.after, 0.4)
    assert field.read().max() == 1.0
    others = np.abs(field.read().reshape(6, 4, 5, 4).mean(axis=(1, 3)) - y) < 1e-9
    assert others.sum() == 29


def test_threads_and_where_fields_lie_change_no_bit(tmp_path, monkeypatch):
    from multiscale_fusion.core.downscale import supports as module

    monkeypatch.setattr(module, "_STRIP_PIXELS", 2000)
    rng = np.random.default_rng(6)
    fine = utm((90, 100), 100.0, 250000.0, 4200000.0)
    coarse = sinusoidal_over(fine, 926.6254)
    x, y = rng.normal(size=fine.shape), rng.normal(size=coarse.shape)
    found = []
    for threads, memory, kept in ((1, 10**9, 1 << 23), (3, 0, 0)):
        monkeypatch.setattr(module, "_KEPT", kept)
        with Fields(str(tmp_path / "out.tif"), fine.shape, memory) as fields:
            field = fields.make()
            field.write((0, 90), x)
            Coherence(CoarseSupports(fine, coarse), y, threads=threads).hold(field)
            found.append(field.read())
    assert np.array_equal(*found) and not list(tmp_path.iterdir())


def test_constant_coarse_values_are_held():
    fine, coarse = nested()
    field = field_of(np.random.default_rng(7).normal(size=fine.shape))
    achieved = Coherence(CoarseSupports(fine, coarse), np.full(coarse.shape, 7.0)).hold(field)
    assert achieved.after < 1e-9 and np.allclose(field.read().reshape(6, 4, 5, 4).mean(axis=(1, 3)), 7.0)


def test_a_field_in_a_file_is_as_one_in_memory(tmp_path):
    rng = np.random.default_rng(8)
    values = rng.normal(size=(7, 5))
    with Fields(str(tmp_path / "out.tif"), (40, 5), 0) as fields:
        held, filed = Field((40, 5)), fields.make()
        for field in (held, filed):
            field.write((11, 18), values)
            field.write((30, 32), np.float64(3.0))
        assert list(tmp_path.glob(".*.raw")) and np.array_equal(held.read(), filed.read(), equal_nan=True)
        assert np.array_equal(filed.read((12, 17)), values[1:6]) and np.isnan(filed.read((0, 11))).all()
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_told():
    with pytest.raises(FusionError, match="No space left"):
        Field((2, 2), "/dev/full", lambda reason: FusionError(message("told: {reason}", reason=reason)))
