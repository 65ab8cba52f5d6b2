"""Splits: shares, whole units, and no common ground, against comparing every pair of outlines."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches.centre_request import parse_shares
from multiscale_fusion.core.patches.frame import windows
from multiscale_fusion.core.patches.split import (
    NO_SPLIT, Reach, at_seams, block_units, named_splits, reach_in, share_out,
)
from multiscale_fusion.tests.core.patches.laid_out import grid
from odc.geo.geobox import GeoBox
from pyproj import Transformer
from shapely.geometry import Polygon

SHARES = (70.0, 15.0, 15.0)


def test_blocks_are_squares_of_the_reference():
    rows, columns = np.random.default_rng(1).uniform(-5, 100, (2, 500))
    units = block_units(rows, columns, (12.5, 20.0))
    cells = np.stack([rows // 12.5, columns // 20.0], 1)
    same = (cells[:, None] == cells[None]).all(-1)
    np.testing.assert_array_equal(units[:, None] == units[None], same)


def test_units_go_as_a_whole_in_the_shares_asked_for():
    units = np.random.default_rng(2).integers(0, 300, 6000)
    split = share_out(units, SHARES, 4)
    assert all(len(set(split[units == unit].tolist())) == 1 for unit in range(300))
    np.testing.assert_allclose(np.bincount(split) / 6000, [0.7, 0.15, 0.15], atol=0.005)
    np.testing.assert_array_equal(split, share_out(units, SHARES, 4))
    assert (split != share_out(units, SHARES, 5)).any()


@pytest.mark.parametrize(("count", "found"), [(1, {0}), (2, {0}), (3, {0, 1}), (4, {0, 1}), (5, {0, 1, 2})])
def test_few_units_fill_the_splits_as_the_page_on_findings_tells(count, found):
    assert set(share_out(np.repeat(np.arange(count), 10), SHARES, 0).tolist()) == found


def test_a_split_without_a_share_gets_nothing_and_centres_without_a_unit_no_split():
    units = np.array([0, 0, 1, 2, 3, NO_SPLIT, 4])
    split = share_out(units, (80.0, 0.0, 20.0), 0)
    assert split[5] == NO_SPLIT and set(split.tolist()) == {NO_SPLIT, 0, 2}


def test_names_of_splits_are_known_in_any_spelling():
    assert named_splits(["Train", " val", "TEST", None, "validation"], "parks") == [0, 1, 2, NO_SPLIT, 1]
    assert named_splits(["180701020604", "x"], "parks") is None
    with pytest.raises(FusionError, match='parks holds "holdout" beside names of splits'):
        named_splits(["train", "holdout"], "parks")


@pytest.mark.parametrize("words", [("70", "30"), ("a", "b", "c"), ("0", "0", "0"), ("-1", "50", "51"), ()])
def test_shares_that_are_none_are_told(words):
    with pytest.raises(FusionError, match="three numbers"):
        parse_shares(words)


@pytest.mark.parametrize("gap", [(0.0, 0.0), (2.5, 4.0)])
def test_seams_are_pairs_with_common_ground(gap):
    random = np.random.default_rng(6)
    rows, columns = random.uniform(0, 200, (2, 400))
    split = random.integers(-1, 3, 400)
    reach = Reach(5.0, 6.0, 3.0, 3.0)
    lost = at_seams(rows, columns, split, reach, gap)
    left = np.flatnonzero(~lost)
    assert lost[split == 0].any() and lost[split == 1].any()
    assert not lost[(split == 2) | (split == NO_SPLIT)].any()
    near = (np.abs(rows[:, None] - rows) < 11.0 + gap[0]) & (np.abs(columns[:, None] - columns) < 6.0 + gap[1])
    others = (split[:, None] != split) & (split[:, None] >= 0) & (split >= 0)
    assert not (near & others)[np.ix_(left, left)].any()
    # None is lost without need: each shares ground with one of a later split that stays, or was there before it.
    for at in np.flatnonzero(lost):
        assert (near[at] & (split > split[at]) & ~lost).any()


def test_patches_that_touch_share_no_ground():
    rows, columns = (each.ravel() for each in np.mgrid[0:10, 0:10] * 8.0)
    split = np.random.default_rng(7).integers(0, 3, 100)
    assert not at_seams(rows, columns, split, Reach(4.0, 4.0, 4.0, 4.0), (0.0, 0.0)).any()
    assert at_seams(rows, columns, split, Reach(4.0, 4.01, 4.0, 4.0), (0.0, 0.0)).any()


def test_the_antimeridian_is_no_way_around():
    rows, columns, split = np.array([5.0, 5.0]), np.array([1.0, 359.0]), np.array([0, 2])
    reach = Reach(2.0, 2.0, 2.0, 2.0)
    assert not at_seams(rows, columns, split, reach, (0.0, 0.0)).any()
    assert at_seams(rows, columns, split, reach, (0.0, 0.0), 360.0).tolist() == [True, False]


def test_the_reach_on_the_same_grid_is_half_a_patch():
    place = grid((300, 300))
    rows, columns = np.random.default_rng(8).integers(0, 250, (2, 50)) + 8.0
    other = GeoBox((100, 100), place.affine * Affine.translation(20, 7), place.crs)
    found = reach_in(place, other, (16, 16), rows, columns)
    assert (found.up, found.down, found.left, found.right) == pytest.approx((8.0,) * 4, abs=1e-6)


def test_the_reach_holds_every_patch_of_a_raster_in_another_crs():
    place = grid((500, 500))
    other = GeoBox((400, 400), Affine(0.001, 0, -113.4, 0, -0.0008, 37.3), "EPSG:4326")
    rows, columns = np.random.default_rng(9).uniform(0, 500, (2, 60))
    found = reach_in(place, other, (24, 24), rows, columns)
    x, y = place.affine * (columns, rows)
    back = Transformer.from_crs("EPSG:4326", place.crs.proj, always_xy=True)
    first = windows(other, x, y, place.crs, (24, 24))
    side = np.linspace(0, 24, 50)
    most = np.zeros(4)
    for (row, column), at_row, at_column in zip(first, rows, columns):
        across = np.concatenate([side, side * 0 + 24, side, side * 0]) + column
        down = np.concatenate([side * 0, side, side * 0 + 24, side]) + row
        u, v = ~place.affine * back.transform(*(other.affine * (across, down)))
        shape = Polygon(np.stack([u, v], 1)).bounds
        most = np.maximum(most, [at_row - shape[1], shape[3] - at_row, at_column - shape[0], shape[2] - at_column])
    reach = np.array([found.up, found.down, found.left, found.right])
    assert (reach >= most).all()
    np.testing.assert_allclose(reach, most, rtol=1e-3)
