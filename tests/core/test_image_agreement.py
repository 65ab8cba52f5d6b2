"""Errors, SSIM and spectra of images, against their definitions written out."""

import numpy as np
import pytest
from multiscale_fusion.core.statistics.image_agreement import (
    SSIM_REACH, ErrorSums, SpectrumSums, structural_similarity, without_plane,
)
from scipy.ndimage import gaussian_filter


def scene(shape, seed, sigma=1.5):
    found = gaussian_filter(np.random.default_rng(seed).normal(size=shape), sigma)
    return 290.0 + 4.0 * found / found.std()


def published_ssim(x, y, row, column, span):
    """Wang and others 2004, equations 13 to 16, at one pixel, with weights only where both images are known."""
    total = np.zeros(6)
    for r in range(row - 5, row + 6):
        for c in range(column - 5, column + 6):
            if 0 <= r < x.shape[0] and 0 <= c < x.shape[1] and np.isfinite(x[r, c]) and np.isfinite(y[r, c]):
                w = np.exp(-((r - row)**2 + (c - column)**2) / (2.0 * 1.5**2))
                total += w * np.array([1.0, x[r, c], y[r, c], x[r, c]**2, y[r, c]**2, x[r, c] * y[r, c]])
    _, mx, my, xx, yy, xy = total / total[0]
    c1, c2 = (0.01 * span)**2, (0.03 * span)**2
    return ((2 * mx * my + c1) * (2 * (xy - mx * my) + c2)
            / ((mx**2 + my**2 + c1) * (xx - mx**2 + yy - my**2 + c2)))


def test_errors_are_numpys_however_the_pairs_are_cut():
    rng = np.random.default_rng(1)
    truth = rng.normal(3e5, 2.0, 1000)
    estimate = 0.7 * truth + rng.normal(9e4, 1.0, 1000)
    error = estimate - truth
    for edges in ([0, 1000], [0, 1, 30, 500, 500, 1000]):
        sums = ErrorSums()
        for begin, end in zip(edges, edges[1:]):
            part = ErrorSums()
            part.add(estimate[begin:end], truth[begin:end])
            sums.merge(part)
        found = sums.errors()
        expected = [np.sqrt(np.mean(error**2)), np.abs(error).mean(), error.mean(), np.corrcoef(estimate, truth)[0, 1]]
        assert found.count == 1000
        np.testing.assert_allclose([found.rmse, found.mae, found.bias, found.r], expected, rtol=1e-9)


def test_errors_without_pairs_or_of_a_constant():
    sums = ErrorSums()
    assert sums.errors().count == 0 and np.isnan(sums.errors().rmse)
    sums.add(np.array([1.0, 2.0, 3.0]), np.full(3, 2.0))
    assert np.isnan(sums.errors().r) and sums.errors().bias == 0.0 and sums.errors().mae == pytest.approx(2 / 3)


def test_ssim_is_the_published_one_at_holes_and_edges_too():
    x, y = scene((30, 34), 1), scene((30, 34), 2)
    y = 0.6 * x + 0.4 * y
    x[4:9, 20:30], y[15, 3] = np.nan, np.nan
    span = float(np.nanmax(y) - np.nanmin(y))
    found = structural_similarity(x, y, span)
    for row, column in [(0, 0), (29, 33), (3, 22), (15, 16), (14, 3), (9, 25), (20, 10)]:
        assert found[row, column] == pytest.approx(published_ssim(x, y, row, column, span), abs=1e-9)
    assert np.isnan(found[5, 25]) and np.isnan(found[15, 3]) and np.isfinite(found).sum() == 30 * 34 - 51


def test_ssim_within_is_that_of_scikit_images_definition():
    """structural_similarity(gaussian_weights=True, use_sample_covariance=False): filters cut at 3.5 sigma."""
    x, y = scene((40, 50), 3), scene((40, 50), 4)
    y = 0.8 * x + 0.2 * y

    def local(image):
        return gaussian_filter(image, 1.5, truncate=3.5)

    ux, uy = local(x), local(y)
    vx, vy, vxy = local(x * x) - ux * ux, local(y * y) - uy * uy, local(x * y) - ux * uy
    c1, c2 = (0.01 * 25.0)**2, (0.03 * 25.0)**2
    expected = (2 * ux * uy + c1) * (2 * vxy + c2) / ((ux**2 + uy**2 + c1) * (vx + vy + c2))
    inner = slice(SSIM_REACH, -SSIM_REACH), slice(SSIM_REACH, -SSIM_REACH)
    np.testing.assert_allclose(structural_similarity(x, y, 25.0)[inner], expected[inner], atol=1e-9)


def test_ssim_of_a_strip_is_that_of_the_whole():
    x, y = scene((60, 30), 5), scene((60, 30), 6)
    x[20:26, 4:9] = np.nan
    whole = structural_similarity(x, y, 20.0)
    part = structural_similarity(x[15:50], y[15:50], 20.0)[5:-5]
    np.testing.assert_array_equal(part, whole[20:45])


def test_a_wave_has_its_power_at_its_wavelength():
    """A cosine of amplitude a has the variance a^2 / 2: the power of all rings, each times its members, is that."""
    side, cycles, amplitude = 64, 8, 3.0
    wave = amplitude * np.cos(2.0 * np.pi * cycles * np.arange(side) / side) * np.ones((side, 1))
    sums = SpectrumSums(side, 2)
    sums.add(np.stack([wave, 0.5 * wave]))
    found = sums.spectra()
    assert found.wavelength[np.argmax(found.power[0])] == side / cycles
    frequency = np.rint(np.hypot(*np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side))) * side)
    members = np.array([(frequency == k + 1).sum() for k in range(side // 2)])
    assert found.power[0] @ members / side**2 == pytest.approx(amplitude**2 / 2.0, rel=1e-3)
    np.testing.assert_allclose(found.power[1], 0.25 * found.power[0], atol=1e-12)
    assert found.coherence[1][cycles - 1] == pytest.approx(1.0)


def test_the_scale_from_which_on_an_image_is_true_is_found():
    """Below a cut-off of frequency the estimate is the truth, above it is noise of its own."""
    side, cut = 64, 12
    rng = np.random.default_rng(7)
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side))) * side
    sums = SpectrumSums(side, 2)
    for _ in range(40):
        truth, other = np.fft.fft2(rng.normal(size=(2, side, side)))
        estimate = np.where(frequency < cut, truth, other)
        sums.add(np.fft.ifft2(np.stack([truth, estimate])).real)
    found = sums.spectra()
    assert found.resolved(0) == 2.0
    assert side / (cut + 1) <= found.resolved(1) <= side / (cut - 2)
    assert found.coherence[1][:cut - 3].min() > 0.9 and found.coherence[1][cut + 2:].max() < 0.2


def test_a_plane_leaves_nothing_and_holes_lie_on_it():
    row, column = np.indices((20, 20))
    image = 3.0 + 0.5 * row - 2.0 * column
    image[3:5, 7] = np.nan
    assert np.abs(without_plane(image)).max() < 1e-9
    image[10, 10] += 5.0
    assert without_plane(image)[3, 7] == 0.0 and without_plane(image)[10, 10] > 4.5
