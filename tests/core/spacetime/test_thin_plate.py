"""The local thin-plate spline against SciPy's global one."""

import numpy as np
import pytest
from multiscale_fusion.core.spacetime.frame import Supports
from multiscale_fusion.core.spacetime.thin_plate import thin_plate
from multiscale_fusion.tests.core.engine import UTM, grid
from scipy.interpolate import RBFInterpolator


def frame_of(cells, ratio, pixel=(30.0, 30.0)):
    """A frame of whole nested cells; ``ratio``: fine rows and columns in a cell."""
    shape = cells[0] * ratio[0], cells[1] * ratio[1]
    supports = Supports(grid(UTM, 600000, 4000000, (pixel[1], -pixel[0]), shape),
                        grid(UTM, 600000, 4000000, (pixel[1] * ratio[1], -pixel[0] * ratio[0]), cells))
    return supports.frame(((0, shape[0]), (0, shape[1])), (0, 0), pixel)


def spline_of(frame, coarse, wanted=None):
    return thin_plate(frame.cells, coarse, frame.pixel, np.ones(frame.shape, bool) if wanted is None else wanted)


def global_spline(frame, coarse):
    metres = np.array(frame.pixel)
    centres = frame.cells.centres.reshape(2, -1).T * metres
    pixels = np.argwhere(np.ones(frame.shape, bool)) * metres
    found = []
    for band in coarse:
        held = np.isfinite(band.ravel())
        found.append(RBFInterpolator(centres[held], band.ravel()[held].astype(float), kernel="thin_plate_spline",
                                     degree=1)(pixels).reshape(frame.shape))
    return np.array(found)


@pytest.mark.parametrize("missing", [(), ((0, 1, 2), (1, 1, 2), (1, 3, 0))])
@pytest.mark.parametrize("pixel", [(30.0, 30.0), (20.0, 50.0)])
def test_four_by_four_cells_are_all_neighbours_so_it_is_the_global_spline(missing, pixel):
    frame = frame_of((4, 4), (6, 5), pixel)
    coarse = np.random.default_rng(1).normal(0.3, 0.1, (2, 4, 4)).astype(np.float32)
    for place in missing:
        coarse[place] = np.nan
    hole = np.isnan(coarse).repeat(6, axis=1).repeat(5, axis=2)
    found = spline_of(frame, coarse)
    assert (np.isnan(found) == hole).all()
    np.testing.assert_allclose(found[~hole], global_spline(frame, coarse)[~hole], rtol=0, atol=1e-7)


def test_it_passes_through_the_values_of_cells():
    frame = frame_of((9, 8), (5, 5))
    coarse = np.random.default_rng(2).normal(size=(1, 9, 8)).astype(np.float32)
    np.testing.assert_allclose(spline_of(frame, coarse)[:, 2::5, 2::5], coarse, rtol=0, atol=1e-7)


def test_a_plane_stays_a_plane_to_the_very_corner():
    frame = frame_of((9, 10), (4, 4), (30.0, 60.0))
    row, column = np.indices(frame.shape)
    plane = 2.0 + 0.1 * row - 0.03 * column
    coarse = frame.cells.aggregate(plane[None])
    coarse[0, 0, 3] = coarse[0, 5, 5] = np.nan
    found = spline_of(frame, coarse)[0]
    held = np.isfinite(found)
    assert held.sum() == held.size - 2 * 16
    np.testing.assert_allclose(found[held], plane[held], rtol=0, atol=1e-6)


def test_the_neighbours_left_out_hardly_matter():
    """White noise is the worst there is: 12 x 12 cells against all 144 at once, away from the border and at it."""
    frame = frame_of((12, 12), (8, 8))
    coarse = np.random.default_rng(3).normal(size=(1, 12, 12))
    error = (spline_of(frame, coarse) - global_spline(frame, coarse))[0]
    assert error[24:-24, 24:-24].std() < 0.006
    assert np.abs(error)[4:-4, 4:-4].max() < 0.08
    # Half a cell beyond the last centres a spline extrapolates, and that of noise is worth nothing anyway.
    assert np.abs(error).max() < 0.25
    smooth = frame.cells.aggregate(np.sin(np.indices(frame.shape) / 12.0).sum(axis=0)[None])
    error = (spline_of(frame, smooth) - global_spline(frame, smooth))[0]
    assert error.std() < 0.005 * smooth.std()


@pytest.mark.parametrize("cells", [(1, 6), (6, 1)])
def test_a_row_of_cells_has_no_slope_across_it(cells):
    frame = frame_of(cells, (4, 4))
    along = 0 if cells[0] > 1 else 1
    line = np.indices(frame.shape)[along] * 0.25 + 1.0
    found = spline_of(frame, frame.cells.aggregate(line[None]))[0]
    np.testing.assert_allclose(found, line, rtol=0, atol=1e-6)


def test_a_single_cell_is_flat():
    frame = frame_of((1, 1), (4, 4))
    np.testing.assert_allclose(spline_of(frame, np.full((1, 1, 1), 7.5)), 7.5, rtol=1e-9)
    lonely = np.full((1, 3, 3), np.nan)
    lonely[0, 1, 1] = 2.0
    found = spline_of(frame_of((3, 3), (4, 4)), lonely)[0]
    np.testing.assert_allclose(found[4:8, 4:8], 2.0, rtol=1e-9)
    assert np.isfinite(found).sum() == 16


def test_cells_as_large_as_pixels_are_the_spline_themselves():
    frame = frame_of((20, 30), (1, 1))
    coarse = np.random.default_rng(4).normal(size=(2, 20, 30))
    np.testing.assert_array_equal(spline_of(frame, coarse), coarse)


def test_only_what_is_wanted():
    frame = frame_of((4, 4), (4, 4))
    wanted = np.zeros(frame.shape, bool)
    wanted[3:9, 5] = True
    coarse = np.random.default_rng(5).normal(size=(1, 4, 4))
    found = spline_of(frame, coarse, wanted)[0]
    assert (np.isfinite(found) == wanted).all()
    np.testing.assert_array_equal(found[wanted], spline_of(frame, coarse)[0][wanted])
