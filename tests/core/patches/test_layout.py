"""Where windows may begin: lattices and rooms against counting one by one, drawing that is uniform and repeatable."""

import itertools

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches import layout
from multiscale_fusion.core.patches.layout import Room, lattice, near_each_other, room, shuffled_places, within

RASTERS = [(10, 13), (7, 7), (9, 4)]


@pytest.mark.parametrize("shape", [(1, 1), (3, 4), (4, 4), (7, 3)])
@pytest.mark.parametrize("raster", RASTERS)
@pytest.mark.parametrize("edge", ["whole", "padded"])
def test_rooms_hold_every_place_and_no_other(raster, shape, edge):
    def fits(first, side, size):
        if edge == "whole":
            return 0 <= first and first + side <= size
        return 0 <= first + side / 2 < size or first + side / 2 == 0

    found = room(raster, shape, edge, "r")
    for (begin, end), side, size in zip((found.rows, found.columns), shape, raster):
        assert list(range(begin, end)) == [first for first in range(-20, 40) if fits(first, side, size)]


@pytest.mark.parametrize("step", [(1, 1), (3, 3), (4, 2)])
@pytest.mark.parametrize("edge", ["whole", "padded"])
def test_lattices_begin_at_the_first_pixel(step, edge):
    space = room((20, 31), (5, 4), edge, "r")
    first, index = lattice(space, step, 2**30)
    expected = [(i, j) for i, j in itertools.product(range(50), repeat=2)
                if i * step[0] in range(*space.rows) and j * step[1] in range(*space.columns)]
    assert list(map(tuple, index.tolist())) == expected
    np.testing.assert_array_equal(first, index * np.array(step))


def test_a_patch_that_is_larger_than_the_raster_is_told():
    with pytest.raises(FusionError, match="20 x 5 pixels is larger than r, which has 10 x 13; .*EDGE=padded"):
        room((10, 13), (20, 5), "whole", "r")
    assert room((10, 13), (20, 5), "padded", "r").rows == (-10, 0)


def test_a_milliard_centres_are_refused_before_they_are_made():
    with pytest.raises(FusionError, match="1,000,000,000 patch centres.*STRIDE"):
        lattice(Room((0, 10**5), (0, 10**4)), (1, 1), 2**30)


def test_the_part_within_bounds_keeps_every_window_that_meets_them():
    space, shape = Room((0, 90), (0, 90)), (7, 5)
    bounds = (20.3, 31.9, 40.0, 60.5)
    found = within(space, shape, bounds)
    meets = [row for row in range(90) if row + 7 > bounds[0] and row < bounds[1]]
    assert found.rows[0] <= meets[0] and found.rows[1] > meets[-1]
    assert found.count < 0.2 * space.count
    assert within(space, shape, (200, 300, 0, 10)).count == 0


def test_places_are_drawn_once_each_and_alike(monkeypatch):
    space = Room((-3, 17), (5, 30))
    first = shuffled_places(space, np.random.default_rng(5))
    assert len(np.unique(first, axis=0)) == space.count == len(first)
    assert first.min(0).tolist() == [-3, 5] and first.max(0).tolist() == [16, 29]
    np.testing.assert_array_equal(first, shuffled_places(space, np.random.default_rng(5)))
    monkeypatch.setattr(layout, "MOST_DRAWN", 200)
    few = np.concatenate([shuffled_places(space, np.random.default_rng(seed))[:50] for seed in range(200)])
    count = np.zeros((20, 25))
    np.add.at(count, (few[:, 0] + 3, few[:, 1] - 5), 1)
    # Chi squared of 499 degrees of freedom: 0.1 % lie above 603.
    assert ((count - 20.0) ** 2 / 20.0).sum() < 603
    assert len(np.unique(shuffled_places(space, np.random.default_rng(1)), axis=0)) <= 200


def test_neighbours_in_the_order_are_near():
    first = np.random.default_rng(6).integers(0, 1000, (2000, 2))
    ordered = first[near_each_other(first, (50, 50))]
    assert np.median(np.abs(np.diff(ordered, axis=0)).max(axis=1)) < 60
    assert sorted(map(tuple, ordered.tolist())) == sorted(map(tuple, first.tolist()))
