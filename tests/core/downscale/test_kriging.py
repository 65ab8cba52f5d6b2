"""Area-to-point kriging: the stencil, the local systems and one dense system give the same answers."""

import pickle

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.kriging import AreaToPointKriging, Supports, VariogramModel, gaussian_kernel
from multiscale_fusion.core.downscale.kriging.weights import ordinary_weights
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.support import SupportOperator
from multiscale_fusion.tests.core.downscale.fields import (
    CORRELATIONS,
    lattice_covariance,
    nested,
    ordinary_kriging,
    torus_field,
)
from odc.geo.geobox import GeoBox
from scipy.sparse import csr_matrix

RATIO, COARSE = (4, 5), (3, 3)
FINE = (12, 15)


def coarse_values(shape=COARSE, seed=1, missing=()):
    values = np.random.default_rng(seed).normal(10.0, 2.0, shape)
    for place in missing:
        values[place] = np.nan
    return values


def as_supports(operator, shape=FINE, lattice=COARSE):
    return Supports.from_matrix(csr_matrix(operator), shape, lattice)


@pytest.mark.parametrize("name", CORRELATIONS)
@pytest.mark.parametrize("missing", [(), ((0, 2), (1, 1))])
def test_both_ways_agree_with_one_dense_system(name, missing):
    """Three by three coarse pixels: the neighbourhood of each is all of them."""
    coarse, cell = coarse_values(missing=missing), (1.0, 1.3)
    covariance = lattice_covariance(name, 2.0, 6.0, 0.1, FINE, cell, nodes=150)
    expected, error = ordinary_kriging(covariance, nested(COARSE, RATIO), coarse.ravel())
    model = VariogramModel(name, 2.0, 6.0, 0.1)
    stencil = AreaToPointKriging(point_model=model).fit(coarse, ratio=RATIO, cell=cell)
    system = AreaToPointKriging(point_model=model).fit(coarse, supports=as_supports(nested(COARSE, RATIO)), cell=cell)
    values, variance = stencil.predict()
    hole = np.isnan(coarse).repeat(RATIO[0], 0).repeat(RATIO[1], 1)
    assert (np.isnan(values) == hole).all() and (np.isnan(variance) == hole).all()
    np.testing.assert_allclose(values[~hole], expected.reshape(FINE)[~hole], atol=1e-3)   # quadratures differ
    np.testing.assert_allclose(variance[~hole], error.reshape(FINE)[~hole], atol=1e-3)
    for mine, theirs in zip(system.predict(), (values, variance)):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-9)


def test_the_algebra_is_that_of_the_dense_system():
    """With the very same covariances, to rounding."""
    rng = np.random.default_rng(3)
    root = rng.normal(size=(30, 30))
    covariance, operator = root @ root.T, rng.random((6, 30))
    operator /= operator.sum(axis=1, keepdims=True)
    expected, error = ordinary_kriging(covariance, operator, np.arange(6.0))
    weights, _ = ordinary_weights(operator @ covariance @ operator.T, operator @ covariance, 0.0)
    np.testing.assert_allclose(np.arange(6.0) @ weights, expected, atol=1e-9)
    for k in range(30):
        found = ordinary_weights(operator @ covariance @ operator.T, (operator @ covariance)[:, k:k + 1],
                                 covariance[k, k])[1]
        assert found[0] == pytest.approx(max(error[k], 0.0), abs=1e-9)


def test_local_systems_meet_the_stencil_on_a_larger_raster_with_holes():
    coarse, ratio = coarse_values((9, 8)), (6, 3)
    coarse[np.random.default_rng(2).random(coarse.shape) < 0.15] = np.nan
    fine = tuple(n * r for n, r in zip(coarse.shape, ratio))
    model = VariogramModel("spherical", 3.0, 14.0)
    stencil = AreaToPointKriging(point_model=model).fit(coarse, ratio=ratio)
    system = AreaToPointKriging(point_model=model).fit(
        coarse, supports=as_supports(nested(coarse.shape, ratio), fine, coarse.shape))
    for mine, theirs in zip(system.predict(), stencil.predict()):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-9)


@pytest.mark.parametrize("missing", [(), ((2, 3), (2, 4), (6, 0))])
@pytest.mark.parametrize("name", ["exponential", "gaussian", "nugget"])
def test_means_over_coarse_pixels_are_their_values(name, missing):
    """The Gaussian model's systems are near singular, and hold nonetheless."""
    coarse = coarse_values((7, 6), missing=missing) * 1000.0
    model = VariogramModel(name, 0.0 if name == "nugget" else 4.0, 16.0, 1.0 if name == "nugget" else 0.0)
    values, _ = AreaToPointKriging(point_model=model).fit(coarse, ratio=(8, 8)).predict()
    back = values.reshape(7, 8, 6, 8).mean(axis=(1, 3))
    np.testing.assert_allclose(back, coarse, rtol=0, atol=1e-9 * np.ptp(coarse[np.isfinite(coarse)]))


def test_answers_do_not_hang_on_how_the_lattice_is_cut():
    coarse = coarse_values((6, 7), missing=((2, 2),))
    model = VariogramModel("exponential", 2.0, 7.0)
    for options in ({"ratio": (5, 4)}, {"supports": as_supports(nested((6, 7), (5, 4)), (30, 28), (6, 7))}):
        kriging = AreaToPointKriging(point_model=model).fit(coarse, **options)
        whole = kriging.predict()
        again = pickle.loads(pickle.dumps(kriging))
        for rows, columns in (((0, 11), (0, 28)), ((11, 30), (3, 17)), ((7, 8), (9, 10))):
            for part, all_of_it in zip(again.predict(rows, columns), whole):
                np.testing.assert_array_equal(part, all_of_it[slice(*rows), slice(*columns)])


def test_a_point_spread_agrees_with_one_dense_system():
    """A Gaussian of 1.2 coarse pixels; the middle pixel has all others as neighbours, and all of its support."""
    ratio, shape = (3, 3), (5, 5)
    kernel = gaussian_kernel(ratio, (3.6, 3.6))
    margin = (kernel.shape[0] - 3) // 2
    fine = 15 + 2 * margin
    operator = np.zeros((25, fine, fine))
    for k in range(25):
        r, c = 3 * (k // 5), 3 * (k % 5)
        operator[k, r:r + kernel.shape[0], c:c + kernel.shape[1]] = kernel
    operator = operator.reshape(25, -1)
    covariance = lattice_covariance("exponential", 2.0, 5.0, 0.0, (fine, fine), nodes=100)
    coarse = coarse_values(shape)
    expected, error = (each.reshape(fine, fine)[margin:-margin, margin:-margin]
                       for each in ordinary_kriging(covariance, operator, coarse.ravel()))
    model = VariogramModel("exponential", 2.0, 5.0)
    values, variance = AreaToPointKriging(point_model=model).fit(coarse, ratio=ratio, kernel=kernel).predict()
    middle = slice(6, 9), slice(6, 9)
    np.testing.assert_allclose(values[middle], expected[middle], atol=2e-3)
    np.testing.assert_allclose(variance[middle], error[middle], atol=2e-3)
    system = AreaToPointKriging(point_model=model).fit(
        coarse, supports=as_supports(operator, (fine, fine), shape)).predict((margin + 6, margin + 9),
                                                                             (margin + 6, margin + 9))
    np.testing.assert_allclose(system[0], values[middle], atol=1e-9)
    np.testing.assert_allclose(system[1], variance[middle], atol=1e-9)


def test_a_gaussian_kernel_is_the_integral_of_the_gaussian():
    kernel = gaussian_kernel((10, 10), (12.0, 20.0), reach=5.0)
    place = [np.arange(n) - (n - 1) / 2 for n in kernel.shape]
    assert kernel.sum() == pytest.approx(1.0)
    for axis, width in ((0, 12.0), (1, 20.0)):
        side = kernel.sum(axis=1 - axis)
        assert np.sum(side * place[axis] ** 2) == pytest.approx(width**2 / (8 * np.log(2)) + 1 / 12, rel=1e-3)


def leaning(n=48, ratio=8):
    """A fine UTM raster and a coarse sinusoidal one that leans over it: the operator's supports."""
    fine = GeoBox((n, n), Affine(30.0, 0.0, 500000.0, 0.0, -30.0, 4000000.0), "EPSG:32611")
    projection = "+proj=sinu +R=6371007.181 +units=m +no_defs"
    box = fine.extent.to_crs(projection).boundingbox
    size = 30.0 * ratio
    shape = (int((box.top - box.bottom) / size) + 2, int((box.right - box.left) / size) + 2)
    coarse = GeoBox(shape, Affine(size, 0.0, box.left - size / 2, 0.0, -size, box.top + size / 2), projection)
    matrix, window = SupportOperator(fine, coarse).matrix()
    assert window.rows == window.columns == (0, n)
    return Supports.from_matrix(matrix, (n, n), shape)


def test_leaning_supports_agree_with_one_dense_system():
    """All neighbours are taken (k as large as the raster); the operator is written out."""
    supports = leaning(24, 8)
    operator = np.zeros((supports.count, 24 * 24))
    operator[supports.support_of_entry, supports.cells] = supports.shares
    full = operator.sum(axis=1) > 0
    np.testing.assert_allclose(operator[full].sum(axis=1), 1.0)
    values = np.where(full, np.random.default_rng(1).normal(size=supports.count), np.nan)
    covariance = lattice_covariance("exponential", 2.0, 10.0, 0.0, (24, 24), nodes=150)
    expected, error = ordinary_kriging(covariance, operator, values)
    kriging = AreaToPointKriging(point_model=VariogramModel("exponential", 2.0, 10.0), neighbours=max(supports.lattice))
    found, variance = kriging.fit(values.reshape(supports.lattice), supports=supports).predict()
    np.testing.assert_allclose(found, expected.reshape(24, 24), atol=5e-3)
    np.testing.assert_allclose(variance, error.reshape(24, 24), atol=2e-3)
    scattered = AreaToPointKriging(point_model=kriging.point_model, neighbours=max(supports.lattice)).fit(
        values, supports=Supports(supports.start, supports.cells, supports.shares, supports.shape))
    np.testing.assert_allclose(scattered.predict()[0], found, atol=1e-9)


def test_leaning_supports_nearly_give_their_values_back():
    """Cells that two supports share are predicted from one neighbourhood only; `coherence` mends what that leaves."""
    supports = leaning(64, 8)
    field = np.random.default_rng(1).normal(size=(64, 64)).cumsum(axis=0).cumsum(axis=1)
    coarse = supports.means(field).reshape(supports.lattice)
    found, _ = AreaToPointKriging(point_model=VariogramModel("exponential", 2.0, 20.0)).fit(
        coarse, supports=supports).predict()
    assert np.isfinite(found).all()
    whole = supports.sizes > 60
    miss = np.abs(supports.means(found) - coarse.ravel())[whole] / np.nanstd(coarse)
    nearest = np.abs(supports.means(coarse.ravel()[supports.owners(np.isfinite(coarse).ravel())].reshape(64, 64))
                     - coarse.ravel())[whole] / np.nanstd(coarse)
    assert miss.max() < 0.02 < nearest.max()


def test_masked_fine_cells_take_no_part():
    operator = nested((4, 4), (5, 5)).astype(float)
    hidden = np.random.default_rng(8).random(400) < 0.3
    operator[:, hidden] = 0.0
    coarse = coarse_values((4, 4))
    values, variance = AreaToPointKriging(point_model=VariogramModel("exponential", 2.0, 6.0)).fit(
        coarse, supports=as_supports(operator, (20, 20), (4, 4))).predict()
    assert (np.isnan(values.ravel()) == hidden).all() and (np.isnan(variance.ravel()) == hidden).all()
    filled = np.where(np.isnan(values), 0.0, values).ravel()
    back = operator @ filled / operator.sum(axis=1)
    np.testing.assert_allclose(back, coarse.ravel(), atol=1e-9)


def test_intervals_hold_on_fields_of_a_known_model():
    """The model is fitted to the coarse data; its sigma holds the truth as a normal one does."""
    truth = torus_field("exponential", 4.0, 6.0, 160, 5) + 300.0
    coarse = truth.reshape(40, 4, 40, 4).mean(axis=(1, 3))
    kriging = AreaToPointKriging().fit(coarse, ratio=(4, 4))
    values, variance = kriging.predict()
    inside = [np.mean(np.abs(values - truth) < z * np.sqrt(variance)) for z in (0.994, 1.96)]
    assert 0.64 <= inside[0] <= 0.72 and 0.93 <= inside[1] <= 0.97
    nearest = np.sqrt(np.mean((coarse.repeat(4, 0).repeat(4, 1) - truth) ** 2))
    assert np.sqrt(np.mean((values - truth) ** 2)) < 0.92 * nearest


def test_supports_are_fitted_like_the_raster_that_they_are():
    rng = np.random.default_rng(12)
    fine = rng.normal(size=(120, 120)).cumsum(axis=0).cumsum(axis=1)
    coarse = fine.reshape(15, 8, 15, 8).mean(axis=(1, 3))
    regular = AreaToPointKriging("exponential").fit(coarse, ratio=(8, 8))
    supports = as_supports(nested((15, 15), (8, 8)), (120, 120), (15, 15))
    irregular = AreaToPointKriging("exponential").fit(coarse, supports=supports)
    for name in ("distance", "gamma", "pairs"):
        np.testing.assert_allclose(getattr(irregular.experimental_, name), getattr(regular.experimental_, name))
    assert irregular.point_model_.range == pytest.approx(regular.point_model_.range, rel=0.01)
    assert irregular.point_model_.sill == pytest.approx(regular.point_model_.sill, rel=0.01)
    kernel = AreaToPointKriging("exponential").fit(coarse, ratio=(8, 8), kernel=np.ones((8, 8)))
    assert kernel.point_model_.range == pytest.approx(regular.point_model_.range, rel=0.01)


def test_constant_values_stay_and_have_no_error():
    values, variance = AreaToPointKriging().fit(np.full((7, 7), 5.0), ratio=(3, 3)).predict()
    assert (values == 5.0).all() and (variance == 0.0).all()


@pytest.mark.parametrize("options", [{"ratio": RATIO}, {"supports": as_supports(nested(COARSE, RATIO))}])
def test_holes_of_any_size(options):
    """No value at all, and a single one, which is all that is known of its pixel."""
    kriging = AreaToPointKriging(point_model=VariogramModel("exponential", 2.0, 5.0))
    empty = kriging.fit(np.full(COARSE, np.nan), **options).predict()
    assert np.isnan(empty).all()
    single = np.full(COARSE, np.nan)
    single[1, 2] = 7.0
    values, variance = kriging.fit(single, **options).predict()
    there = np.isfinite(values)
    assert there.sum() == 20 and there[4:8, 10:].all()
    np.testing.assert_allclose(values[there], 7.0, rtol=1e-12)
    assert (variance[there] > 0.0).all()


def test_extremely_large_values_lose_nothing():
    """Kelvin with an offset of a million: only differences are weighted."""
    coarse = coarse_values((7, 7))
    model = VariogramModel("matern", 2.0, 12.0)
    low, high = (AreaToPointKriging(point_model=model).fit(coarse + offset, ratio=(4, 4)).predict()[0] - offset
                 for offset in (0.0, 1e6))
    np.testing.assert_allclose(high, low, atol=1e-8)


def test_what_cannot_be_fitted_is_told():
    with pytest.raises(FusionError, match="Only 9 coarse pixels"):
        AreaToPointKriging().fit(coarse_values(), ratio=RATIO)
    with pytest.raises(ValueError, match="either ratio or supports"):
        AreaToPointKriging().fit(coarse_values())


def test_thermal_scene_is_closer_than_nearest_and_bilinear(data_file):
    rasterio = pytest.importorskip("rasterio")
    from scipy.ndimage import map_coordinates

    with rasterio.open(data_file("talca_thermal/L7_Talca.tif")) as source:
        thermal = source.read(6).astype(float)
    thermal[(thermal <= 0) | (thermal > 1e30)] = np.nan
    for ratio, gain in ((8, 0.86), (32, 0.98)):
        rows, columns = (n // ratio for n in thermal.shape)
        truth = thermal[:rows * ratio, :columns * ratio]
        coarse = truth.reshape(rows, ratio, columns, ratio).mean(axis=(1, 3))
        values, _ = AreaToPointKriging().fit(coarse, ratio=(ratio, ratio)).predict()
        back = values.reshape(rows, ratio, columns, ratio).mean(axis=(1, 3))
        assert np.nanmax(np.abs(back - coarse)) < 1e-9 * np.nanmax(coarse)
        nearest = coarse.repeat(ratio, 0).repeat(ratio, 1)
        place = [(np.arange(n * ratio) + 0.5) / ratio - 0.5 for n in (rows, columns)]
        bilinear = map_coordinates(np.where(np.isnan(coarse), np.nanmean(coarse), coarse),
                                   np.meshgrid(*place, indexing="ij"), order=1, mode="nearest")
        mine, *others = (np.sqrt(np.nanmean((each - truth) ** 2)) for each in (values, nearest, bilinear))
        assert mine < gain * min(others)
