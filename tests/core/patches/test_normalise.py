"""Means and deviations: exact, whatever the order, and of the training patches alone."""

import math
from fractions import Fraction

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches.normalise import BandSums, ExactSum, patch_sums
from multiscale_fusion.core.patches.request import Centres, Options
from multiscale_fusion.tests.core.engine import grid, write
from multiscale_fusion.tests.core.patches import kept

UTM = "EPSG:32611"
GRID = grid(UTM, 500000, 4000000, 10, (120, 160))


@pytest.fixture
def values():
    found = np.random.default_rng(6).normal([[[300.0]], [[1e6]]], [[[5.0]], [[1e-2]]], (2, 120, 160))
    found[:, 30:50, 30:60] = np.nan
    return found


def split_centres(path):
    centres = kept.centres_on(path, 16, margin=4)
    rng = np.random.default_rng(7)
    splits = rng.choice(["train", "train", "validation", "test", ""], centres.x.size)
    return Centres(centres.crs, centres.x, centres.y, splits=splits.tolist())


def test_sums_are_exact_and_have_no_order():
    numbers = np.random.default_rng(8).normal(0, 1, 3000) * 10.0 ** np.random.default_rng(9).integers(-20, 20, 3000)
    exact = float(sum(map(Fraction, numbers.tolist())))
    for seed in range(3):
        total = ExactSum()
        total.add(np.random.default_rng(seed).permutation(numbers).tolist())
        assert total.value == exact == math.fsum(numbers)


def test_the_order_of_patches_does_not_matter():
    values = np.random.default_rng(1).normal(1e5, 1.0, (40, 3, 16, 16))
    mask = np.random.default_rng(2).integers(0, 2, values.shape).astype(np.uint8)
    found = []
    for seed in range(4):
        sums = BandSums(np.array([1e5, 1e5 + 1, 99999.0]))
        for k in np.array_split(np.random.default_rng(seed).permutation(40), 1 + seed):
            sums.add(patch_sums(values[k], mask[k], sums.reference))
        found.append(sums.statistics())
    assert all(each == found[0] for each in found)
    for band in range(3):
        valid = values[:, band][mask[:, band] == 1]
        assert found[0][0][band] == pytest.approx(valid.mean(), rel=1e-14)
        assert found[0][1][band] == pytest.approx(valid.std(), rel=1e-9)


def test_statistics_of_the_training_patches(monkeypatch, values, tmp_path):
    path = write(tmp_path / "a.tif", GRID, values, np.nan)
    centres = split_centres(path)
    plain = kept.run(monkeypatch, centres, {"a": path}, Options(patch_size=(24, 24), dtype="Float64"))
    writer = kept.run(monkeypatch, centres, {"a": path}, Options(patch_size=(24, 24), normalise="train"))
    raw, mask, _ = plain.stack("a")
    stored, same_mask, _ = writer.stack("a")
    np.testing.assert_array_equal(mask, same_mask)
    train = np.array(centres.splits) == "train"
    info, = writer.info.rasters
    for band in range(2):
        known = raw[train][:, band][mask[train][:, band] == 1]
        assert info.mean[band] == pytest.approx(known.mean(), rel=1e-13)
        assert info.std[band] == pytest.approx(known.std(), rel=1e-8)
        normal = stored[:, band][mask[:, band] == 1]
        np.testing.assert_allclose(normal, (raw[:, band][mask[:, band] == 1] - info.mean[band]) / info.std[band],
                                   atol=1e-5, rtol=1e-5)
    assert stored.dtype == np.float32 and np.isnan(stored[mask == 0]).all()


def test_no_other_patch_counts(monkeypatch, values, tmp_path):
    """Every pixel that no training patch holds is changed; the numbers stay, to the last bit."""
    first = write(tmp_path / "a.tif", GRID, values, np.nan)
    centres = split_centres(first)
    keeps = np.zeros(values.shape[1:], bool)
    for at, split in zip(kept.first_pixels(first, centres.x, centres.y, UTM, (24, 24)), centres.splits):
        if split == "train":
            keeps[max(0, at[0]):at[0] + 24, max(0, at[1]):at[1] + 24] = True
    assert 100 < (~keeps).sum()
    second = write(tmp_path / "b.tif", GRID, np.where(keeps, values, values * 3 + 17), np.nan)
    told = [kept.run(monkeypatch, centres, {"a": path}, Options(patch_size=(24, 24), normalise="train"),
                     threads=threads, memory=memory).info.rasters[0]
            for path, threads, memory in ((first, 1, 2**30), (second, 2, 2**22))]
    assert told[0].mean == told[1].mean and told[0].std == told[1].std


def test_classes_and_labels_keep_their_codes(monkeypatch, data_file):
    path = data_file("zion/nlcd.tif")
    centres = kept.centres_on(path, 300)
    centres = Centres(centres.crs, centres.x, centres.y, splits=["train"] * centres.x.size)
    writer = kept.run(monkeypatch, centres, {"a": path}, Options(patch_size=(16, 16), normalise="train"))
    info, = writer.info.rasters
    assert info.mean is None and info.dtype == "uint8"


def test_bands_without_spread_or_values(monkeypatch, tmp_path):
    constant = write(tmp_path / "a.tif", GRID, np.full((120, 160), 4.25, np.float32), np.nan)
    centres = kept.centres_on(constant, 40)
    centres = Centres(centres.crs, centres.x, centres.y, splits=["train"] * centres.x.size)
    options = Options(patch_size=(16, 16), normalise="train")
    writer = kept.run(monkeypatch, centres, {"a": constant}, options)
    assert writer.info.rasters[0].mean == (4.25,) and writer.info.rasters[0].std == (1.0,)
    assert not writer.stack("a")[0][writer.stack("a")[1] == 1].any()
    half = np.ones((120, 160), np.float32)
    half[:, :80] = np.nan
    path = write(tmp_path / "b.tif", GRID, half, np.nan)
    west = Centres(UTM, np.array([500200.0, 501200.0]), np.array([3999500.0] * 2), splits=["train", "test"])
    with pytest.raises(FusionError, match="no valid pixel in the training patches"):
        kept.run(monkeypatch, west, {"a": path}, options)
