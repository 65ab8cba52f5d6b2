"""Areas of classes in cells, against the operator's matrix multiplied out."""

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.statistics import class_areas
from multiscale_fusion.core.statistics.class_areas import ClassAreas, joined_areas, mode
from multiscale_fusion.core.support import SupportOperator
from multiscale_fusion.tests.core.engine import UTM, dense, grid
from multiscale_fusion.tests.core.reference import SINUSOIDAL

SOURCE = grid(UTM, 390000.0, 3760020.0, 30.0, (90, 110))
DEGREES = grid("EPSG:4326", 10.0, 60.0, 0.01, (90, 110))
CASES = {"same CRS": (SOURCE, target_grid(SOURCE, crs=UTM, resolution=317.0)),
         "sinusoidal": (SOURCE, target_grid(SOURCE, crs=SINUSOIDAL, resolution=463.312716528)),
         "degrees": (DEGREES, grid("EPSG:4326", 9.97, 60.03, 0.073, (14, 17))),
         "ground by pixel": (DEGREES, target_grid(DEGREES, crs="EPSG:32632", resolution=8000.0))}


def patches(dtype, values=(11, 21, 42, 90)):
    """Two bands of classes in patches, with single pixels among them, and where they are valid."""
    random = np.random.default_rng(4)
    coarse = random.choice(values, (2, 13, 16)).repeat(7, axis=1).repeat(7, axis=2)[:, :90, :110]
    codes = np.where(random.random(coarse.shape) < 0.1, random.choice(values, coarse.shape), coarse)
    valid = (random.random(coarse.shape) < 0.8).astype(np.uint8)
    valid[:, 20:50, 30:60] = 0
    return codes.astype(dtype), valid


def areas(source, target, codes, valid, portion=None, cuts=(90,)):
    support = SupportOperator(source, target).block()
    found = ClassAreas(support, len(codes), "classes.tif")
    window = support.window
    columns = slice(*window.columns)
    for begin, end in zip((0, *cuts), (*cuts, 90)):
        begin, end = max(begin, window.rows[0]), min(end, window.rows[1])
        if begin < end:
            rows = slice(begin, end)
            *pixels, parts = [None if array is None else np.ascontiguousarray(array[:, rows, columns])
                              for array in (codes, valid, portion)]
            found.add(begin, *pixels, portion=parts)
    return found


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.float32])
def test_areas_are_those_of_the_matrix(name, dtype):
    source, target = CASES[name]
    codes, valid = patches(dtype)
    found = areas(source, target, codes, valid)
    matrix = dense(source, target)
    assert found.classes.tolist() == [11, 21, 42, 90]
    for number, value in enumerate(found.classes):
        want = ((codes == value) & (valid == 1)).reshape(2, -1) @ matrix.T
        np.testing.assert_allclose(found.areas()[:, number].reshape(2, -1), want, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_portions_of_pixels(name):
    source, target = CASES[name]
    codes, valid = patches(np.uint8)
    portion = np.random.default_rng(1).random(codes.shape)
    found = areas(source, target, codes, valid, portion)
    matrix = dense(source, target)
    for number, value in enumerate(found.classes):
        want = (((codes == value) & (valid == 1)) * portion).reshape(2, -1) @ matrix.T
        np.testing.assert_allclose(found.areas()[:, number].reshape(2, -1), want, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_how_rows_are_cut_changes_no_bit(name):
    source, target = CASES[name]
    codes, valid = patches(np.uint8)
    whole = areas(source, target, codes, valid).areas()
    np.testing.assert_array_equal(areas(source, target, codes, valid, cuts=(13, 14, 51, 88)).areas(), whole)


def test_the_mode_is_the_class_of_the_largest_area_and_ties_go_to_the_smallest_number():
    shares = np.array([[0.2, 0.5, 0.3], [0.5, 0.5, 0.0], [0.0, 0.4, 0.4 + 1e-12], [0.0, 0.0, 0.0]]).T
    classes, share = mode(np.array([-3, 4, 70]), shares[None, :, None])
    np.testing.assert_array_equal(classes[0, 0], [4, -3, 4, np.nan])
    np.testing.assert_allclose(share[0, 0], [0.5, 0.5, 0.5, 0.0])


def test_without_a_class_there_is_no_mode():
    classes, share = mode(np.empty(0), np.zeros((1, 0, 2, 3)))
    assert np.isnan(classes).all() and not share.any()


def test_rasters_with_other_classes_are_joined():
    source, target = CASES["same CRS"]
    codes, valid = patches(np.uint8)
    left, right = valid.copy(), valid.copy()
    left[..., 55:], right[..., :55] = 0, 0
    parts = [areas(source, target, codes, left), areas(source, target, codes + 10, right)]
    one = np.ones((2, *target.shape))
    classes, shares = joined_areas([(parts[0], one), (parts[1], 2.0 * one)])
    assert classes.tolist() == [11, 21, 31, 42, 52, 90, 100]
    np.testing.assert_array_equal(shares[:, 2], parts[1].areas()[:, 1] / 2.0)
    np.testing.assert_array_equal(shares[:, 1], parts[0].areas()[:, 1] + parts[1].areas()[:, 0] / 2.0)


@pytest.mark.parametrize(("value", "dtype", "says"), [
    (70000, np.int32, "beyond 16 bits"), (-40000, np.int32, "beyond 16 bits"), (2.5, np.float32, "a whole number"),
    (1e300, np.float64, "beyond 16 bits"), (2**40, np.int64, "beyond 16 bits")])
def test_values_that_are_no_classes(value, dtype, says):
    codes, valid = patches(dtype)
    valid[0, 5, 5] = 1
    codes[0, 5, 5] = value
    with pytest.raises(FusionError, match=says) as error:
        areas(*CASES["same CRS"], codes, valid)
    assert "classes.tif" in str(error.value)
    valid[0, 5, 5] = 0
    areas(*CASES["same CRS"], codes, valid)


def test_thousands_of_classes_are_refused():
    codes = np.arange(90 * 110, dtype=np.int32).reshape(1, 90, 110)
    with pytest.raises(FusionError, match="more than 1000 classes; reclassify"):
        areas(*CASES["same CRS"], codes, np.ones(codes.shape, np.uint8))


def test_extreme_classes_are_held():
    codes = np.full((1, 90, 110), -(2**15), np.int32)
    codes[:, 45:] = 2**16 - 1
    assert areas(*CASES["same CRS"], codes, np.ones(codes.shape, np.uint8)).classes.tolist() == [-(2**15), 2**16 - 1]
    assert class_areas.MOST_CLASSES == 1000


def test_shares_add_up_to_the_valid_area_of_the_moments():
    source, target = CASES["sinusoidal"]
    codes, valid = patches(np.uint8)
    block = SupportOperator(source, target).block()
    block.start(2)
    block.add(0, codes, valid, column=0)
    np.testing.assert_allclose(areas(source, target, codes, valid).areas().sum(axis=1), block.moments().weight,
                               rtol=1e-10, atol=1e-12)
