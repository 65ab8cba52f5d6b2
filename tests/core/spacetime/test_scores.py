"""Scores of predicted images beside plain loops written from the definitions, and what missing values do to them."""

import math

import numpy as np
import pytest

from multiscale_fusion.core.spacetime.scores import ImageSums, spectral_angles
from multiscale_fusion.core.spacetime.texture_scores import (
    binary_patterns, edge_differences, normalised_difference, pattern_differences, roberts)

NOISE = 0.02


def images(bands=3, rows=23, columns=31, seed=0):
    """Truth and estimate (bands, rows, columns), the estimate off by noise and an offset."""
    random = np.random.default_rng(seed)
    truth = random.gamma(2.0, 0.1, (bands, rows, columns))
    return truth + random.normal(0.01, 0.03, truth.shape), truth


def scores(estimate, truth, used=None, ratio=1 / 16, windows=None):
    sums = ImageSums(len(truth), ratio, (NOISE,) * len(truth))
    used = np.isfinite(estimate) & np.isfinite(truth) if used is None else used
    for window in windows or [(slice(None), slice(None))]:
        sums.add(*(each[(slice(None), *window)] for each in (estimate, truth, used)))
    return sums.scores()


def plain_roberts(image, row, column):
    return (abs(image[row, column] - image[row + 1, column + 1])
            + abs(image[row, column + 1] - image[row + 1, column]))


def plain_pattern(image, row, column):
    """The authors' order: upper left first, as the bit of 2^7, then clockwise."""
    ring = [(-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1)]
    bits = "".join("1" if image[row + j, column + i] > image[row, column] + NOISE else "0" for j, i in ring)
    return int(bits, 2)


def plain_difference(own, true):
    return 0.0 if own + true == 0 else (own - true) / (own + true)


def plain_edge(estimate, truth):
    """EDGE of one band: where the truth's Roberts edge is at its 90th percentile or above."""
    rows, columns = truth.shape
    pairs = []
    for row in range(rows - 1):
        for column in range(columns - 1):
            own, true = plain_roberts(estimate, row, column), plain_roberts(truth, row, column)
            if own == own and true == true:
                pairs.append((own, true))
    limit = np.percentile([true for _, true in pairs], 90)
    found = [plain_difference(own, true) for own, true in pairs if true >= limit]
    return sum(found) / len(found)


def plain_lbp(estimate, truth):
    rows, columns = truth.shape
    found = []
    for row in range(1, rows - 1):
        for column in range(1, columns - 1):
            block = slice(row - 1, row + 2), slice(column - 1, column + 2)
            if np.isfinite(estimate[block]).all() and np.isfinite(truth[block]).all():
                found.append(plain_difference(plain_pattern(estimate, row, column), plain_pattern(truth, row, column)))
    return sum(found) / len(found)


def test_edges_and_patterns_are_those_of_the_paper():
    estimate, truth = images()
    estimate[1, 3:6, 7] = np.nan
    truth[2, 10, 20:24] = np.nan
    both = np.isfinite(estimate) & np.isfinite(truth)
    found = scores(estimate, truth)
    for band, there in enumerate(both):
        own, true = np.where(there, estimate[band], np.nan), np.where(there, truth[band], np.nan)
        assert found.bands[band].edge == pytest.approx(plain_edge(own, true), rel=1e-12)
        assert found.bands[band].lbp == pytest.approx(plain_lbp(own, true), rel=1e-12)


def test_a_smooth_estimate_has_negative_edges_and_a_rough_one_positive():
    _, truth = images(1, 60, 60)
    smooth = 0.5 * (truth + truth.mean())
    rough = truth + 2.0 * (truth - truth.mean())
    assert edge_differences(smooth[0], truth[0]).mean() == pytest.approx(-1 / 3)   # (1/2 - 1) / (1/2 + 1)
    assert edge_differences(rough[0], truth[0]).mean() == pytest.approx(0.5)       # (3 - 1) / (3 + 1)
    assert pattern_differences(smooth[0], truth[0], NOISE).mean() < 0.0
    assert pattern_differences(rough[0], truth[0], NOISE).mean() > 0.0


def test_roberts_agrees_with_scikit_image_where_both_crosses_are_told_apart():
    skimage = pytest.importorskip("skimage.filters")
    image = np.outer(np.arange(12.0), np.ones(9))     # on a ramp both crosses are equal, |g| = |a - d| = |b - c|
    inner = skimage.roberts(image)[1:-1, 1:-1]        # root mean square of both crosses
    assert np.allclose(roberts(image)[:-1, :-1], 2.0 * inner)


def test_features_know_their_missing_neighbours():
    image = np.arange(30.0).reshape(5, 6) % 7
    image[2, 3] = np.nan
    assert np.isnan(roberts(image)).sum() == 4 and np.isnan(binary_patterns(image, 0.0)).sum() == 9
    assert binary_patterns(np.ones((2, 9)), 0.0).size == 0 and roberts(np.ones((1, 9))).size == 0
    assert edge_differences(np.ones((1, 9)), np.ones((1, 9))).size == 0
    assert normalised_difference(np.array([0.0, 2.0, np.nan]), np.array([0.0, 1.0, 1.0]))[:2].tolist() == [0.0, 1 / 3]


def test_errors_ergas_and_angles_are_counted_by_hand():
    estimate, truth = images()
    estimate[0, 0, :5] = np.nan
    truth[1, 2, 3] = np.nan
    found = scores(estimate, truth, ratio=30 / 480)
    ergas, relative = [], []
    for band in range(3):
        pairs = [(a, b) for a, b in zip(estimate[band].ravel(), truth[band].ravel()) if a == a and b == b]
        errors = [a - b for a, b in pairs]
        each, mean = found.bands[band], sum(b for _, b in pairs) / len(pairs)
        mse = sum(e * e for e in errors) / len(errors)
        assert each.count == len(pairs)
        assert each.rmse == pytest.approx(math.sqrt(mse), rel=1e-12)
        assert each.mae == pytest.approx(sum(map(abs, errors)) / len(errors), rel=1e-12)
        assert each.bias == pytest.approx(sum(errors) / len(errors), rel=1e-9)
        assert each.r == pytest.approx(np.corrcoef(*np.transpose(pairs))[0, 1], rel=1e-9)
        ergas.append(mse / mean**2)
        relative.append(mse / (sum((b - mean) ** 2 for _, b in pairs) / len(pairs)))
    assert found.ergas == pytest.approx(100 * 30 / 480 * math.sqrt(sum(ergas) / 3), rel=1e-12)
    assert found.relative == pytest.approx(math.sqrt(sum(relative) / 3), rel=1e-9)
    angles = []
    for own, true in zip(estimate.reshape(3, -1).T, truth.reshape(3, -1).T):
        if np.isfinite(own).all() and np.isfinite(true).all():
            cosine = sum(own * true) / math.sqrt(sum(own * own) * sum(true * true))
            angles.append(math.degrees(math.acos(min(1.0, cosine))))
    assert found.sam == pytest.approx(sum(angles) / len(angles), rel=1e-9)


def test_ssim_is_that_of_scikit_image():
    metrics = pytest.importorskip("skimage.metrics")
    estimate, truth = images(1, 40, 50)
    _, full = metrics.structural_similarity(truth[0], estimate[0], data_range=np.ptp(truth), gaussian_weights=True,
                                            sigma=1.5, use_sample_covariance=False, full=True)
    sums = ImageSums(1, 1.0, (NOISE,))
    sums.add(estimate, truth, np.isfinite(truth))
    inner = (slice(5, -5), slice(5, -5))     # at the rim windows differ: ours shrink, theirs mirror
    from multiscale_fusion.core.statistics.image_agreement import structural_similarity

    ours = structural_similarity(estimate[0], truth[0], float(np.ptp(truth)))
    assert np.allclose(ours[inner], full[inner], atol=1e-7)
    assert sums.scores().bands[0].ssim == pytest.approx(ours.mean(), rel=1e-12)


def test_windows_together_have_the_errors_of_the_whole():
    estimate, truth = images()
    cut = [(slice(0, 9), slice(None)), (slice(9, 23), slice(0, 11)), (slice(9, 23), slice(11, 31))]
    whole, parts = scores(estimate, truth), scores(estimate, truth, windows=cut)
    for one, other in zip(whole.bands, parts.bands):
        assert (one.count, one.rmse, one.mae) == pytest.approx((other.count, other.rmse, other.mae), rel=1e-12)
        assert (one.bias, one.r) == pytest.approx((other.bias, other.r), rel=1e-9)
    assert (whole.ergas, whole.sam, whole.relative) == pytest.approx((parts.ergas, parts.sam, parts.relative))


def test_perfect_and_empty_images():
    _, truth = images()
    found = scores(truth, truth)
    assert (found.ergas, found.sam, found.relative) == pytest.approx((0.0, 0.0, 0.0), abs=1e-5)
    assert [(band.ssim, band.edge, band.lbp, band.rmse) for band in found.bands] == [(1.0, 0.0, 0.0, 0.0)] * 3
    empty = scores(truth, np.full_like(truth, np.nan))
    assert math.isnan(empty.ergas) and math.isnan(empty.relative) and empty.bands[0].count == 0
    assert math.isnan(empty.mean("rmse")) and found.mean("ssim") == 1.0


def test_a_black_spectrum_has_no_angle_and_one_band_has_none():
    _, truth = images()
    truth[:, 0, 0] = 0.0
    assert spectral_angles(truth, truth, np.ones(truth.shape[1:], bool)).size == truth[0].size - 1
    assert math.isnan(scores(truth[:1], truth[:1]).sam)


def test_scores_do_not_hang_on_the_unit():
    estimate, truth = images()
    one = scores(estimate, truth)
    sums = ImageSums(3, 1 / 16, (NOISE * 1e4,) * 3)
    sums.add(estimate * 1e4, truth * 1e4, np.isfinite(truth))
    other = sums.scores()
    assert (other.ergas, other.sam, other.relative) == pytest.approx((one.ergas, one.sam, one.relative), rel=1e-9)
    assert [band.edge for band in other.bands] == pytest.approx([band.edge for band in one.bands], rel=1e-9)
    assert [band.lbp for band in other.bands] == pytest.approx([band.lbp for band in one.bands], rel=1e-9)
