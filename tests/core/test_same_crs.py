"""Grids that share a CRS and axes: exact weights, every statistic, ground areas in degrees."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.tests.core import reference
from multiscale_fusion.tests.core.engine import STATISTICS, UTM, dense, grid, moments, statistics

EXACT = 1e-9
# Multiples of 2**-12 of a pixel: any offset and ratio, and no edge closer to a pixel's edge than rounding can tell.
fractions = partial(st.integers, min_value=-3 * 4096)


@st.composite
def parallel_grids(draw):
    """A projected source and a coarser target over it, with any offset, ratio, pixel shape and orientation."""
    width, height = draw(st.sampled_from([(30.0, 30.0), (10.0, 25.0), (70.0, 70.0), (463.3127165, 463.3127165)]))
    south_up = draw(st.booleans())
    rows, columns = draw(st.integers(3, 14)), draw(st.integers(3, 14))
    source = grid(UTM, 500013.0, 3700041.0, (width, height if south_up else -height), (rows, columns))
    ratio_x, ratio_y = (draw(st.integers(4096, 6 * 4096)) / 4096 for _ in range(2))
    dx, dy = (draw(fractions(max_value=2 * 4096)) / 4096 for _ in range(2))
    a = source.affine
    target = grid(UTM, a.c + dx * a.a, a.f + dy * a.e, (ratio_x * a.a, ratio_y * a.e),
                  (draw(st.integers(1, 5)), draw(st.integers(1, 5))))
    return source, target


@given(parallel_grids())
def test_weights_are_exact_for_any_offset_and_ratio(grids):
    source, target = grids
    exact = reference.same_crs_fractions(source, target)
    cell = abs(target.affine.determinant / source.affine.determinant)
    error = np.abs(dense(source, target) - exact).max()
    assert error <= EXACT * cell


@given(parallel_grids(), st.integers(0, 2**16))
@settings(max_examples=60)
def test_every_statistic_equals_brute_force(grids, seed):
    source, target = grids
    random = np.random.default_rng(seed)
    values, valid = random.normal(280.0, 10.0, source.shape), random.integers(0, 2, source.shape).astype(np.uint8)
    exact = reference.same_crs_fractions(source, target)
    found = moments(source, target, values, valid)
    got = statistics(found)
    for cell, shares in enumerate(exact):
        at = (0, *np.unravel_index(cell, target.shape))
        want = reference.statistics(values.ravel(), valid.ravel(), shares, shares)
        # Extremes of pixels that the cell holds less than a millionth of are a matter of taste.
        if ((shares > 0) & (shares < 2e-6)).any():
            continue
        area = abs(target.affine.determinant / source.affine.determinant)
        assert found.valid_fraction[at] == pytest.approx(want["weight"] / area, abs=EXACT)
        if want["count"] == 0:
            assert all(np.isnan(got[name][at]) for name in STATISTICS)
            continue
        for name in STATISTICS:
            tolerance = 1e-9 * 10.0 if name == "std" else 0.0
            assert got[name][at] == pytest.approx(want[name], rel=EXACT, abs=tolerance), name


@pytest.mark.parametrize("ratio", [1, 7, 33])
def test_nested_grids_give_plain_block_means(ratio):
    source = grid(UTM, 600000.0, 3700020.0, 30.0, (3 * ratio, 4 * ratio))
    target = grid(UTM, 600000.0, 3700020.0, 30.0 * ratio, (3, 4))
    values = reference.field(source.shape, structure=ratio)
    blocks = values.reshape(3, ratio, 4, ratio)
    got = statistics(moments(source, target, values))
    np.testing.assert_allclose(got["mean"][0], blocks.mean((1, 3)), rtol=1e-13)
    np.testing.assert_allclose(got["sum"][0], blocks.sum((1, 3)), rtol=1e-13)
    np.testing.assert_allclose(got["std"][0], blocks.std((1, 3)), rtol=1e-11, atol=1e-12)
    np.testing.assert_array_equal(got["min"][0], blocks.min((1, 3)))
    np.testing.assert_array_equal(got["max"][0], blocks.max((1, 3)))
    np.testing.assert_array_equal(got["count"][0], ratio * ratio)


@pytest.mark.parametrize("pixel", [0.1, 0.3, 1.0, 10.0])
@pytest.mark.parametrize("seed", range(5))
def test_small_pixels_far_from_the_origin_keep_their_digits(pixel, seed):
    """Corners nine thousand kilometres from the origin differ by pixels: nothing may cancel."""
    random = np.random.default_rng(seed)
    x, y = 500000.0 + random.uniform(0, 1e5), 9e6 + random.uniform(0, 1e5)
    source = grid(UTM, x, y, pixel, (40, 40))
    target = grid(UTM, x + random.uniform(-2, 2) * pixel, y + random.uniform(-2, 2) * pixel, 1.7 * pixel, (6, 6))
    error = np.abs(dense(source, target) - reference.same_crs_fractions(source, target)).max()
    assert error <= EXACT * 1.7**2


@pytest.mark.parametrize("offset", [-9e-9, -1e-12, 2e-9, 5e-8, 1e-5])
def test_offsets_of_next_to_nothing_are_exact_too(offset):
    source, target = grid(UTM, 0.0, 0.0, 1.0, (6, 6)), grid(UTM, 1 + offset, -1 - offset, 1.5, (3, 3))
    assert np.abs(dense(source, target) - reference.same_crs_fractions(source, target)).max() <= EXACT


@pytest.mark.parametrize("size", [111.0, 926.625433055833])
@pytest.mark.parametrize("crs", [UTM, reference.SINUSOIDAL])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "uint32", "float32"])
def test_stored_types_give_what_float64_gives(dtype, crs, size):
    """Differences of unsigned integers must not wrap around, nor totals overflow."""
    source = grid(UTM, 390000.0, 3760020.0, 30.0, (60, 70))
    target = target_grid(source, crs=crs, resolution=size)
    kind = np.dtype(dtype)
    limits = np.iinfo(kind) if kind.kind in "iu" else np.finfo(kind)
    random = np.random.default_rng(2)
    low, high = (float(limits.min), float(limits.max)) if kind.kind in "iu" else (-1e30, 1e30)
    values = random.uniform(low, high, source.shape).astype(kind)
    valid = reference.clouds(source.shape)
    got, want = (statistics(moments(source, target, array, valid)) for array in (values, values.astype(float)))
    for name in STATISTICS:
        np.testing.assert_allclose(got[name], want[name], rtol=1e-12, atol=1e-12 * high, err_msg=name)


def test_variance_keeps_its_digits_far_from_zero():
    source, target = grid(UTM, 0.0, 0.0, 10.0, (40, 40)), grid(UTM, 3.0, -3.0, 110.0, (3, 3))
    values = reference.field(source.shape)
    near, far = (statistics(moments(source, target, values + offset))["std"] for offset in (0.0, 1e8))
    np.testing.assert_allclose(far, near, rtol=1e-7)


@pytest.mark.parametrize(("ratio", "offset"), [(3.7, 0.123), (10.0, 0.5), (31.4159, 2.71828)])
def test_agrees_with_exactextract(ratio, offset):
    exactextract = pytest.importorskip("exactextract", reason="exactextract, a test-only package, is not installed")
    from exactextract.raster import NumPyRasterSource
    from shapely.geometry import mapping, box

    # Small numbers, so that exactextract's own rounding stays small.
    source, target = grid(UTM, 0.0, 128.0, 1.0, (128, 128)), grid(UTM, offset, 128.0 - offset, ratio, (3, 3))
    values = reference.field(source.shape)
    features = [{"type": "Feature", "properties": {"id": 3 * j + i}, "geometry": mapping(box(
        offset + i * ratio, 128 - offset - (j + 1) * ratio, offset + (i + 1) * ratio, 128 - offset - j * ratio))}
        for j in range(3) for i in range(3)]
    names = {"mean": "mean", "sum": "sum", "min": "min", "max": "max", "std": "stdev", "count": "count"}
    rows = exactextract.exact_extract(NumPyRasterSource(values, 0, 0, 128, 128), features, list(names.values()))
    got = statistics(moments(source, target, values))
    for name, theirs in names.items():
        want = np.array([row["properties"][theirs] for row in rows]).reshape(3, 3)
        np.testing.assert_allclose(got[name][0], want, rtol=1e-7, err_msg=name)


DEGREES = grid("EPSG:4326", 10.0, 72.0, 0.5, (24, 20))
DEGREE_CELLS = grid("EPSG:4326", 10.2, 71.7, 3.3, (3, 3))


def test_degree_weights_are_closed_form_ground_areas():
    rows = [DEGREES.affine.f + k * DEGREES.affine.e for k in range(DEGREES.shape[0] + 1)]
    edges = [DEGREE_CELLS.affine.f + k * DEGREE_CELLS.affine.e for k in range(4)]
    down = np.array([[max(0.0, reference.authalic(min(n, north)) - reference.authalic(max(s, south)))
                      if min(n, north) > max(s, south) else 0.0
                      for n, s in zip(rows[:-1], rows[1:])] for north, south in zip(edges[:-1], edges[1:])])
    across = reference.axis_overlaps(10.0, 0.5, DEGREES.shape[1], 10.2, 3.3, 3)
    exact = np.kron(down, across)
    exact /= exact.sum(1, keepdims=True)
    matrix = dense(DEGREES, DEGREE_CELLS)
    matrix /= matrix.sum(1, keepdims=True)
    assert np.abs(matrix - exact).max() <= EXACT
    planar = reference.same_crs_fractions(DEGREES, DEGREE_CELLS)
    planar /= planar.sum(1, keepdims=True)
    assert np.abs(planar - exact).max() > 1e-4, "this grid could not tell planar weights from ground areas"


def test_degree_means_equal_geodesic_areas_and_not_planar_ones():
    values = np.add.outer(np.arange(DEGREES.shape[0]) ** 2.0, np.arange(DEGREES.shape[1]))
    got = statistics(moments(DEGREES, DEGREE_CELLS, values))["mean"][0]
    planar = reference.same_crs_fractions(DEGREES, DEGREE_CELLS)
    for cell in range(9):
        j, i = divmod(cell, 3)
        shares = planar[cell].reshape(DEGREES.shape)
        rows, columns = np.nonzero(shares)
        north = np.minimum(72.0 - 0.5 * rows, 71.7 - 3.3 * j)
        south = np.maximum(71.5 - 0.5 * rows, 68.4 - 3.3 * j)
        west = np.maximum(10.0 + 0.5 * columns, 10.2 + 3.3 * i)
        east = np.minimum(10.5 + 0.5 * columns, 13.5 + 3.3 * i)
        areas = [_geodesic_area(*corners) for corners in zip(west, east, south, north)]
        want = np.average(values[rows, columns], weights=areas)
        assert got[j, i] == pytest.approx(want, rel=1e-8)
        assert got[j, i] != pytest.approx(np.average(values, weights=shares), rel=1e-4)


def _geodesic_area(west, east, south, north, steps=200):
    """Area between meridians and parallels in m2, the parallels followed by short geodesics."""
    x = np.linspace(west, east, steps)
    y = np.repeat([south, north], steps)
    area, _ = reference.WGS84.polygon_area_perimeter(np.r_[x, x[::-1]], y)
    return abs(area)
