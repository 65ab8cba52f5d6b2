"""Frames: which pixels and cells a block sees, and the support operator between them."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.spacetime.frame import Supports
from multiscale_fusion.tests.core import engine
from odc.geo.geobox import GeoBox

SHAPE = (60, 72)
FINE = GeoBox(SHAPE, Affine(30, 0, 600000, 0, -30, 3700000), engine.UTM)
NESTED = GeoBox((10, 12), Affine(180, 0, 600000, 0, -180, 3700000), engine.UTM)
HANGING = GeoBox((6, 7), Affine(400, 0, 599850, 0, -400, 3700130), engine.UTM)
TURNED = GeoBox((30, 30), Affine.translation(601080, 3699100) * Affine.rotation(30) * Affine.scale(210, -210)
                * Affine.translation(-15, -15), engine.UTM)
DEGREES = GeoBox((14, 16), Affine(0.002, 0, -115.926, 0, -0.0016, 33.437), "EPSG:4326")
WHOLE = tuple((0, size) for size in SHAPE)
PIXEL = (30.0, 30.0)


def whole(coarse, halo=(0, 0)):
    return Supports(FINE, coarse).frame(WHOLE, halo, PIXEL)


def boxes(coarse):
    """Overlap areas (cells, pixels) in pixels of boxes with parallel axes, by interval arithmetic."""
    def lengths(fine, cell, origin, first, count, size):
        begin = (np.arange(count) * cell + first - origin) / fine
        pixels = np.arange(size)
        return np.clip(np.minimum(begin[:, None] + cell / fine, pixels + 1) - np.maximum(begin[:, None], pixels), 0, 1)

    a = coarse.affine
    rows = lengths(30, -a.e, 3700000, 2 * 3700000 - a.f, coarse.shape[0], SHAPE[0])
    columns = lengths(30, a.a, 600000, a.c, coarse.shape[1], SHAPE[1])
    return np.einsum("jr,ic->jirc", rows, columns)


@pytest.mark.parametrize("coarse", [NESTED, HANGING], ids=["nested", "hanging"])
def test_a_is_the_exact_overlap(coarse):
    cells = whole(coarse).cells
    areas = boxes(coarse)[slice(*cells.rows), slice(*cells.columns)]
    np.testing.assert_allclose(cells.matrix.toarray().reshape(*cells.lattice, *SHAPE), areas, atol=1e-9)
    size = (coarse.affine.a / 30) ** 2
    np.testing.assert_allclose(cells.coverage, areas.sum((2, 3)) / size, atol=1e-6)


@pytest.mark.parametrize("coarse", [NESTED, HANGING], ids=["nested", "hanging"])
def test_aggregate_and_spread_are_means_by_area_with_gaps(coarse):
    cells = whole(coarse).cells
    areas = boxes(coarse)[slice(*cells.rows), slice(*cells.columns)]
    rng = np.random.default_rng(4)
    fine = rng.random((2, *SHAPE)).astype(np.float32)
    fine[:, :25, :30][:, rng.random((25, 30)) < 0.5] = np.nan
    found = cells.aggregate(fine)
    valid = np.isfinite(fine)
    weight = np.einsum("jirc,brc->bji", areas, valid.astype(float))
    total = np.einsum("jirc,brc->bji", areas, np.where(valid, fine, 0.0).astype(float))
    enough = weight >= 0.5 * (coarse.affine.a / 30) ** 2 - 1e-9
    assert enough.any() and not enough.all()
    np.testing.assert_array_equal(np.isfinite(found), enough)
    np.testing.assert_allclose(found[enough], (total / np.where(weight > 0, weight, 1))[enough], rtol=1e-9)

    values = rng.random((2, *cells.lattice)).astype(np.float32)
    values[:, 1, 2] = np.nan
    spread = cells.spread(values)
    valid = np.isfinite(values)
    weight = np.einsum("jirc,bji->brc", areas, valid.astype(float))
    total = np.einsum("jirc,bji->brc", areas, np.where(valid, values, 0.0).astype(float))
    enough = weight >= 0.5 * areas.sum((0, 1)) - 1e-9
    np.testing.assert_array_equal(np.isfinite(spread), enough & (areas.sum((0, 1)) > 0))
    inside = np.isfinite(spread)
    np.testing.assert_allclose(spread[inside], (total / np.where(weight > 0, weight, 1))[inside], rtol=1e-6)


def test_nested_cells_are_plain_means_and_plain_copies():
    cells = whole(NESTED).cells
    image = np.random.default_rng(5).random((1, *SHAPE)).astype(np.float32)
    means = image.astype(float).reshape(1, 10, 6, 12, 6).mean((2, 4))
    np.testing.assert_allclose(cells.aggregate(image), means, rtol=1e-12)
    np.testing.assert_array_equal(cells.spread(means.astype(np.float32)),
                                  np.kron(means.astype(np.float32), np.ones((6, 6), np.float32)))
    assert (cells.coverage == 1.0).all()
    np.testing.assert_allclose(cells.centres[0, :, 0], 6 * np.arange(10) + 2.5, atol=1e-9)
    np.testing.assert_allclose(cells.centres[1, 0], 6 * np.arange(12) + 2.5, atol=1e-9)


@pytest.mark.parametrize("coarse", [NESTED, HANGING, TURNED, DEGREES], ids=["nested", "hanging", "turned", "degrees"])
def test_a_constant_stays_and_parts_see_what_the_whole_sees(coarse):
    """A block with its halo has the same cells, weights and values as the whole image, wherever they reach."""
    supports = Supports(FINE, coarse)
    everything = supports.frame(WHOLE, (0, 0), PIXEL)
    image = np.random.default_rng(6).random((1, *SHAPE)).astype(np.float32)
    averaged = everything.cells.aggregate(image)
    spread = everything.cells.spread(averaged.astype(np.float32), 0.0)
    np.testing.assert_allclose(everything.cells.spread(np.ones((1, *everything.cells.lattice), np.float32)), 1.0)
    for inner, halo in ((((20, 33), (41, 57)), (4, 3)), (((0, 7), (0, 9)), (0, 0)), (((53, 60), (60, 72)), (9, 70))):
        frame = supports.frame(inner, halo, PIXEL)
        cells = frame.cells
        assert frame.rows[0] <= max(0, inner[0][0] - halo[0]) and frame.rows[1] >= min(60, inner[0][1] + halo[0])
        assert frame.inner_shape == (inner[0][1] - inner[0][0], inner[1][1] - inner[1][0])
        part = image[:, slice(*frame.rows), slice(*frame.columns)]
        own = cells.aggregate(part)
        at = tuple(slice(begin - first, end - first) for (begin, end), (first, _) in
                   zip((cells.rows, cells.columns), (everything.cells.rows, everything.cells.columns)))
        # Cells of the rectangle that the lattice leans out of the block are left out.
        seen = np.zeros(SHAPE, bool)
        seen[tuple(slice(max(0, begin - more), end + more) for (begin, end), more in zip(inner, halo))] = True
        met = (everything.cells.matrix @ seen.ravel() > 0).reshape(everything.cells.lattice)
        np.testing.assert_array_equal(cells.coverage > 0.0, met[at])
        assert met.sum() == met[at].sum()
        np.testing.assert_allclose(own[:, met[at]], averaged[(slice(None), *at)][:, met[at]], rtol=1e-9)
        np.testing.assert_allclose(cells.coverage[met[at]], everything.cells.coverage[at][met[at]], atol=1e-9)
        there = (slice(None), *(slice(*each) for each in inner))
        np.testing.assert_allclose(cells.spread(own.astype(np.float32), 0.0)[(slice(None), *frame.inner_slices)],
                                   spread[there], rtol=1e-6)


@pytest.mark.parametrize("coarse", [NESTED, HANGING, TURNED, DEGREES], ids=["nested", "hanging", "turned", "degrees"])
def test_every_cell_on_the_image_belongs_to_one_tile(coarse):
    supports = Supports(FINE, coarse)
    rows, columns = supports.cells_over(*WHOLE)
    seen = np.zeros((rows[1] - rows[0], columns[1] - columns[0]), int)
    for top in range(0, 60, 17):
        for left in range(0, 72, 23):
            frame = supports.frame(((top, min(60, top + 17)), (left, min(72, left + 23))), (0, 0), PIXEL)
            cells = frame.cells
            seen[cells.rows[0] - rows[0]:cells.rows[1] - rows[0],
                 cells.columns[0] - columns[0]:cells.columns[1] - columns[0]] += frame.cells_inside
    centres = whole(coarse).cells.centres
    on = np.logical_and.reduce([(centre >= -0.5) & (centre < size - 0.5) for centre, size in zip(centres, SHAPE)])
    np.testing.assert_array_equal(seen, on.astype(int))


def test_cells_as_large_as_pixels_are_the_pixels():
    frame = Supports(FINE, FINE).frame(((5, 9), (7, 20)), (2, 2), PIXEL)
    image = np.random.default_rng(7).random((3, *frame.shape)).astype(np.float32)
    np.testing.assert_array_equal(frame.cells.spread(image), image)
    np.testing.assert_array_equal(frame.cells.aggregate(image), image.astype(float))
    assert frame.cells.lattice == frame.shape


def test_a_frame_off_the_coarse_grid_has_no_cells():
    part = GeoBox((3, 3), NESTED.affine, engine.UTM)
    frame = Supports(FINE, part).frame(((40, 50), (40, 50)), (2, 2), PIXEL)
    assert frame.cells.lattice == (0, 0)
    assert np.isnan(frame.cells.spread(np.empty((2, 0, 0), np.float32))).all()
    assert frame.cells.spread(np.empty((2, 0, 0), np.float32)).shape == (2, *frame.shape)


def test_sizes_in_pixels_and_metres():
    frame = Supports(FINE, HANGING).frame(WHOLE, (0, 0), (30.0, 20.0))
    assert frame.half_window(150.0) == (2, 3)
    assert frame.half_window(10.0) == (1, 1)
    assert frame.cell == pytest.approx((400.0, 400.0 * 20 / 30), rel=1e-9)
    assert Supports(FINE, TURNED).frame(WHOLE, (0, 0), PIXEL).cell == pytest.approx((210.0, 210.0), rel=1e-9)


@pytest.mark.parametrize("coarse", [NESTED, HANGING, TURNED, DEGREES], ids=["nested", "hanging", "turned", "degrees"])
def test_the_owner_of_a_pixel_holds_most_of_it_in_every_frame(coarse):
    supports = Supports(FINE, coarse)
    full = supports.frame(WHOLE, (0, 0), PIXEL)
    share = full.cells.matrix.toarray()
    owner = full.cells.owner
    none = share.max(axis=0) == 0.0
    np.testing.assert_array_equal(owner == -1, none)
    held = share[owner, np.arange(owner.size)]
    assert (held[~none] >= share.max(axis=0)[~none] * (1.0 - 1e-5)).all()
    earlier = np.arange(len(share))[:, None] < owner
    assert (np.where(earlier, share, 0.0).max(axis=0)[~none] < held[~none]).all()
    part = supports.frame(((21, 40), (17, 50)), (3, 5), PIXEL)
    number = np.arange(part.cells.owner.size).reshape(part.shape)[part.inner_slices]
    row, column = np.divmod(part.cells.owner[number], part.cells.lattice[1])
    where = np.divmod(owner.reshape(SHAPE)[21:40, 17:50], full.cells.lattice[1])
    np.testing.assert_array_equal(row + part.cells.rows[0], where[0] + full.cells.rows[0])
    np.testing.assert_array_equal(column + part.cells.columns[0], where[1] + full.cells.columns[0])


def test_differences_of_centres_are_the_same_in_every_frame():
    supports = Supports(FINE, TURNED)
    first, second = (supports.frame(((begin, begin + 20), (begin, begin + 20)), (9, 9), PIXEL) for begin in (0, 13))
    steps = []
    for each in (first, second):
        rows, columns = each.cells.rows, each.cells.columns
        begin = [max(a.cells.rows[0] for a in (first, second)), max(a.cells.columns[0] for a in (first, second))]
        end = [min(a.cells.rows[1] for a in (first, second)), min(a.cells.columns[1] for a in (first, second))]
        common = each.cells.centres[:, begin[0] - rows[0]:end[0] - rows[0], begin[1] - columns[0]:end[1] - columns[0]]
        steps.append(common - common[:, :1, :1])
    assert steps[0].size > 40 and first.rows != second.rows
    np.testing.assert_array_equal(*steps)


def test_cells_apart_from_the_pixels_are_unknown():
    frame = Supports(FINE, TURNED).frame(((20, 40), (20, 40)), (3, 3), PIXEL)
    apart = np.asarray(frame.cells.matrix.sum(axis=1)).reshape(frame.cells.lattice) == 0.0
    assert apart.any() and not apart.all()
    found = frame.cells.known(np.ones((2, *frame.cells.lattice), np.float32))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(np.isnan(found), np.broadcast_to(apart, found.shape))


def test_pieces_tile_the_inner_pixels():
    frame = Supports(FINE, NESTED).frame(((7, 31), (5, 64)), (4, 4), PIXEL)
    for work in (1, 1 << 17, 1 << 20, 1 << 30):
        seen = np.zeros(frame.shape, int)
        for piece in frame.pieces(work):
            assert seen[piece].size * work <= 1 << 24 or seen[piece].size == 1
            seen[piece] += 1
        expected = np.zeros(frame.shape, int)
        expected[frame.inner_slices] = 1
        np.testing.assert_array_equal(seen, expected)
