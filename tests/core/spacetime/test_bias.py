"""Bias correction between sensors: lines and quantiles against NumPy's and SciPy's, on samples with a known truth."""

import pickle

import numpy as np
import pytest

from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.spacetime.bias import fit_bias


def _samples(count=4000, gain=1.8, offset=-0.1, noise=0.02, seed=1):
    """Fine and coarse values of one truth, with noise in proportion to their spread."""
    rng = np.random.default_rng(seed)
    truth = rng.gamma(2.0, 0.1, count)
    return (gain * truth + offset + gain * noise * rng.standard_normal(count),
            truth + noise * rng.standard_normal(count))


def _trimmed_line(fine, coarse):
    """Least squares of NumPy, again and again without what lies beyond three robust standard deviations."""
    from scipy.stats import median_abs_deviation

    kept = np.ones(fine.size, bool)
    for _ in range(50):
        gain, offset = np.polyfit(coarse[kept], fine[kept], 1)
        away = fine - np.polyval([gain, offset], coarse)
        spread = median_abs_deviation(away[kept], scale="normal")
        kept = np.abs(away - np.median(away[kept])) <= 3.0 * spread
    return gain, offset, np.count_nonzero(kept)


@pytest.mark.parametrize("noise, seed", [(0.02, 1), (0.1, 5)])
def test_gain_and_offset_are_those_of_trimmed_least_squares(noise, seed):
    fine, coarse = _samples(noise=noise, seed=seed)
    fine[::37] += 3.0
    band = fit_bias("gain_offset", [(fine, coarse)]).bands[0]
    gain, offset, count = _trimmed_line(fine, coarse)
    # The robust factor is rounded to 1.4826: a pair on the edge more or less.
    assert abs(band.count - count) <= 2
    assert band.gain == pytest.approx(gain, rel=1e-3)
    assert band.offset == pytest.approx(offset, abs=1e-3)


def test_noise_in_the_coarse_values_attenuates_the_gain_by_its_share_of_their_variance():
    rng = np.random.default_rng(6)
    truth = rng.normal(0.2, 0.1, 40_000)
    coarse = truth + 0.05 * rng.standard_normal(truth.size)
    band = fit_bias("gain_offset", [(1.8 * truth - 0.1, coarse)]).bands[0]
    assert band.gain == pytest.approx(1.8 * 0.1 ** 2 / (0.1 ** 2 + 0.05 ** 2), rel=0.01)
    # What is corrected has the fine values' mean, and no other line predicts them better.
    assert band.apply(coarse).mean() == pytest.approx((1.8 * truth - 0.1).mean(), abs=1e-3)


def test_a_blurred_coarse_image_keeps_its_slope():
    """Coarse values resampled to smaller pixels vary less than the fine means; what they show is to scale."""
    from scipy.ndimage import uniform_filter

    rng = np.random.default_rng(7)
    field = uniform_filter(rng.standard_normal((200, 200)), 5)
    blurred = uniform_filter(field, 9) * 1e-4
    band = fit_bias("gain_offset", [(field, blurred)]).bands[0]
    ratio = field.std() / blurred.std()
    assert ratio > 1.5e4
    assert abs(band.gain - 1e4) < 0.5 * abs(ratio - 1e4)


def test_outliers_do_not_move_the_line():
    fine, coarse = _samples()
    clean = fit_bias("gain_offset", [(fine, coarse)]).bands[0]
    fine = fine.copy()
    fine[:400] = 5.0
    band = fit_bias("gain_offset", [(fine, coarse)]).bands[0]
    assert band.count <= fine.size - 400
    assert band.gain == pytest.approx(clean.gain, rel=0.01)
    assert band.offset == pytest.approx(clean.offset, abs=0.005)


def test_without_outliers_the_line_is_that_of_least_squares():
    from scipy.stats import linregress

    coarse = np.linspace(0.0, 1.0, 50)
    fine = 2.0 * coarse + 3.0 + np.where(np.arange(50) % 2, 0.01, -0.01)
    band = fit_bias("gain_offset", [(fine, coarse)]).bands[0]
    expected = linregress(coarse, fine)
    assert band.count == 50
    assert (band.gain, band.offset, band.r) == pytest.approx((expected.slope, expected.intercept, expected.rvalue))


def test_what_goes_against_each_other_gets_no_gain():
    coarse = np.linspace(0.0, 1.0, 50)
    band = fit_bias("gain_offset", [(3.0 - coarse, coarse)]).bands[0]
    assert (band.gain, band.offset) == (0.0, 2.5)


def test_quantiles_are_numpys_and_distributions_become_alike():
    rng = np.random.default_rng(2)
    coarse = rng.uniform(0.0, 1.0, 5000)
    fine = coarse ** 2 + 0.001 * rng.standard_normal(5000)
    correction = fit_bias("quantile", [(fine, coarse)])
    mapped = correction.apply(coarse[None])[0]
    for order in (0.05, 0.25, 0.5, 0.75, 0.95):
        assert np.quantile(mapped, order) == pytest.approx(np.quantile(fine, order), abs=0.01)
    inside = np.linspace(0.1, 0.9, 9)
    np.testing.assert_allclose(correction.apply(inside[None])[0], inside ** 2, atol=0.03)


def test_quantile_mapping_is_monotone_and_goes_on_beyond_its_ends():
    fine, coarse = _samples()
    correction = fit_bias("quantile", [(fine, coarse)])
    band = correction.bands[0]
    x = np.linspace(coarse.min() - 1.0, coarse.max() + 1.0, 1001)
    y = correction.apply(x[None])[0]
    assert np.isfinite(y).all() and (np.diff(y) >= 0.0).all()
    assert (y[-1] - y[-2]) / (x[-1] - x[-2]) == pytest.approx(band.gain, rel=1e-6)
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(band.gain, rel=1e-6)


def test_equal_coarse_values_have_one_image():
    coarse = np.repeat([1.0, 2.0, 3.0], 20)
    fine = coarse + np.tile(np.linspace(-0.2, 0.2, 20), 3)
    y = fit_bias("quantile", [(fine, coarse)]).apply(np.array([[1.0, 2.0, 3.0]]))[0]
    np.testing.assert_allclose(y, [1.0, 2.0, 3.0], atol=0.05)


@pytest.mark.parametrize("kind", ["gain_offset", "quantile"])
def test_bands_are_fitted_by_themselves_missing_values_drop_out_and_the_type_stays(kind):
    first, second = _samples(), _samples(gain=10_000.0, offset=5.0, seed=3)
    holes = first[0].copy(), first[1].copy()
    both = np.concatenate([holes[0], [np.nan, 7.0]]), np.concatenate([holes[1], [7.0, np.nan]])
    correction = fit_bias(kind, [both, second])
    assert correction.bands[0] == fit_bias(kind, [first]).bands[0]
    values = np.full((2, 2, 2), 0.2, np.float32)
    values[0, 0, 0] = np.nan
    found = correction.apply(values)
    assert found.dtype == np.float32 and np.isnan(found[0, 0, 0]) and np.isfinite(found).sum() == 7
    assert found[1, 1, 1] == pytest.approx(2005.0, rel=0.05)
    assert pickle.loads(pickle.dumps(correction)) == correction
    assert correction.to_dict()["kind"] == kind and len(correction.to_dict()["bands"]) == 2


@pytest.mark.parametrize("kind", ["gain_offset", "quantile"])
def test_the_correction_follows_the_units(kind):
    fine, coarse = _samples()
    found = fit_bias(kind, [(fine, coarse)]).apply(coarse[None])
    scaled = fit_bias(kind, [(fine * 1e4, coarse * 1e4)]).apply(coarse[None] * 1e4)
    np.testing.assert_allclose(scaled, found * 1e4, rtol=1e-9, atol=1e-7)


def test_none_changes_nothing():
    values = np.ones((1, 2, 2), np.float32)
    assert fit_bias("none", []).apply(values) is values
    assert fit_bias("none", []).notes() == ()


def test_constant_images_get_an_offset():
    band = fit_bias("gain_offset", [(np.full(20, 3.0), np.full(20, 2.5))]).bands[0]
    assert (band.gain, band.offset) == (1.0, 0.5)


@pytest.mark.parametrize("kind, words", [("gain_offset", "little of what changes"), ("quantile", "no more")])
@pytest.mark.parametrize("share, told", [(0.0, True), (0.4, True), (0.7, False)])
def test_weak_correlation_is_told(kind, words, share, told):
    rng = np.random.default_rng(4)
    fine, other = rng.standard_normal((2, 5000))
    correction = fit_bias(kind, [(fine, share * fine + np.sqrt(1.0 - share ** 2) * other)])
    assert f"r {correction.bands[0].r:.2f}" in correction.notes()[0]
    assert (len(correction.notes()) == 2) is told
    assert not told or words in correction.notes()[1]


@pytest.mark.parametrize("kind, count, words", [("linear", 100, "gain_offset"), ("quantile", 9, "Band 1: only 9")])
def test_what_cannot_be_fitted_is_refused(kind, count, words):
    with pytest.raises(FusionError, match=words):
        fit_bias(kind, [(np.arange(count, dtype=float), np.arange(count, dtype=float))])


def _image(path):
    source = RasterSource(str(path))
    rows, columns = map(int, source.grid.shape)
    with source:
        pixels = source.read(range(1, 7), (0, rows), (0, columns))
    return np.where(pixels.valid > 0, pixels.values, np.nan).reshape(6, -1)


def test_landsat_and_modis_of_kranj_are_brought_together(data_file):
    """Landsat times 10000 beside MODIS reflectance of 0 to 0.26: 6 bands, three dates that have both."""
    dates = sorted(path.name[:7] for path in data_file("kranj_series/landsat/unfilled").glob("*.tif"))[:3]
    fine = np.hstack([_image(next(data_file("kranj_series/landsat/unfilled").glob(f"{day}*"))) for day in dates])
    coarse = np.hstack([_image(data_file(f"kranj_series/modis/filled/{day}_18-04_kranj.tif")) for day in dates])
    assert len(dates) == 3
    for kind in ("gain_offset", "quantile"):
        correction = fit_bias(kind, list(zip(fine, coarse)))
        corrected = correction.apply(coarse)
        for band in range(6):
            both = np.isfinite(fine[band]) & np.isfinite(coarse[band])
            assert np.median(fine[band][both]) > 1000.0 * np.median(coarse[band][both])
            assert np.median(corrected[band][both]) == pytest.approx(np.median(fine[band][both]), rel=0.2)
            # The regression keeps of the spread what the coarse values explain, quantile mapping all of it.
            spread = np.std(fine[band][both]) * (correction.bands[band].r if kind == "gain_offset" else 1.0)
            assert np.std(corrected[band][both]) == pytest.approx(spread, rel=0.5)
            if kind == "gain_offset" and correction.bands[band].r > 0.5:
                assert correction.bands[band].gain == pytest.approx(1e4, rel=0.3)
