"""Swaths on grids, against shapely's clipping of the same pixels in an equal-area plane."""

import numpy as np
import pytest
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.opening.swath import SwathOptions, grid_swath
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.opening import swaths
from pyproj import Geod, Transformer

SHAPE = (24, 30)


@pytest.fixture
def tilted(tmp_path):
    """A regular swath of 1000 m x 700 m at 33 degrees, with fill; (plane, corners, stored, paths)."""
    plane = swaths.plane(-118.0, 34.0)
    corner = swaths.lattice(SHAPE, 1000.0, 700.0, 33.0)
    stored = np.random.default_rng(5).integers(14000, 16000, SHAPE).astype(np.uint16)
    stored[3:6, 4:9] = 0
    latitude, longitude = swaths.degrees(plane, swaths.middles(corner))
    return plane, corner, stored, swaths.write_swath(tmp_path, latitude, longitude, {"LST": stored})


def expected(corner, stored, grid, scale=0.02):
    """Mean, valid fraction and count of the cells by shapely."""
    pixels = swaths.polygons(corner)
    shared = swaths.overlaps(pixels, grid)
    valid = stored.ravel() != 0
    weight = shared[..., valid].sum(-1)
    area = abs(grid.affine.a * grid.affine.e)
    with np.errstate(invalid="ignore"):
        mean = (shared[..., valid] * stored.ravel()[valid] * scale).sum(-1) / weight
    count = (shared / [pixel.area for pixel in pixels])[..., valid].sum(-1)
    return mean, weight / np.maximum(area, shared.sum(-1)), count, shared


def run(paths, grid, folder, name="LST", scan_lines=0, rules=None, **arguments):
    values, geolocation = swaths.sources(*paths, name=name, scan_lines=scan_lines, **(rules or {}))
    output = folder / "out.tif"
    result = grid_swath(values, geolocation, grid, str(output), **arguments)
    return result, swaths.read(output)


@pytest.mark.parametrize("size", [2500.0, 310.0], ids=["coarser", "finer"])
def test_mean_fraction_and_count_are_those_of_exact_clipping(tilted, tmp_path, size):
    plane, corner, stored, paths = tilted
    grid = swaths.cells(plane, size, (9, 11), 1234.0, -777.0)
    result, found = run(paths, grid, tmp_path, options=SwathOptions(dtype="Float64"),
                        valid_fraction=str(tmp_path / "valid.tif"), count=str(tmp_path / "count.tif"))
    mean, share, count, _ = expected(corner, stored, grid)
    assert np.isfinite(mean).any() and result.unlocated == 0 and result.statistic == "mean"
    np.testing.assert_allclose(found[0], mean, rtol=1e-6)
    valid = swaths.read(tmp_path / "valid.tif")[0]
    np.testing.assert_allclose(np.nan_to_num(valid), share, atol=2e-5)
    np.testing.assert_allclose(swaths.read(tmp_path / "count.tif")[0], count, atol=2e-4)


def test_cells_beyond_the_swath_and_below_the_minimum_are_nodata(tilted, tmp_path):
    plane, corner, stored, paths = tilted
    grid = swaths.cells(plane, 3000.0, (14, 14))
    mean, share, _, _ = expected(corner, stored, grid)
    _, found = run(paths, grid, tmp_path, options=SwathOptions(min_valid=0.6))
    away = np.abs(share - 0.6) > 1e-4
    assert (share == 0.0).any() and ((share > 0.0) & (share < 0.6)).any()
    np.testing.assert_array_equal(np.isfinite(found[0])[away], (share >= 0.6)[away])


def test_missing_geolocation_drops_the_pixel_and_leaves_its_neighbours(tilted, tmp_path):
    plane, corner, stored, _ = tilted
    latitude, longitude = swaths.degrees(plane, swaths.middles(corner))
    gone = np.zeros(SHAPE, bool)
    gone[10:12, 12], gone[20, 3:6], gone[0, 0], gone[15, 29] = True, True, True, True
    paths = swaths.write_swath(tmp_path, np.where(gone, swaths.FILL, latitude), np.where(gone, swaths.FILL, longitude),
                               {"LST": stored})
    grid = swaths.cells(plane, 900.0, (12, 12))
    result, found = run(paths, grid, tmp_path, options=SwathOptions(dtype="Float64"))
    assert result.unlocated == gone.sum()
    mean, _, _, shared = expected(corner, np.where(gone, 0, stored), grid)
    # The gap's own neighbours are continued in a straight line, which a regular pattern is.
    np.testing.assert_allclose(found[0], mean, rtol=1e-6)
    assert np.isnan(mean).any() or shared[..., gone.ravel()].sum() > 0.0


def bow_tie(scans=4, lines=10, pixels=40):
    """Corners of scans (scan by scan) that widen towards the ends of their lines and so overlap there."""
    found = []
    for scan in range(scans):
        u = np.linspace(-1.0, 1.0, pixels + 1)
        half = 5000.0 * (1.0 + 0.5 * u**2)
        v = np.linspace(1.0, -1.0, lines + 1)
        x = np.broadcast_to(u * 30_000.0, (lines + 1, pixels + 1))
        found.append(np.stack([x + 0.1 * 10_000.0 * scan, v[:, None] * half - 10_000.0 * scan + 15_000.0], -1))
    return found


def test_scans_that_overlap_count_both_and_are_placed_by_themselves(tmp_path):
    plane = swaths.plane(10.0, 50.0)
    scans = bow_tie()
    middle = np.concatenate([swaths.middles(corner) for corner in scans])
    stored = np.random.default_rng(6).integers(14000, 16000, middle.shape[:2]).astype(np.uint16)
    paths = swaths.write_swath(tmp_path, *swaths.degrees(plane, middle), {"LST": stored})
    grid = swaths.cells(plane, 4000.0, (7, 14))
    pixels = sum((swaths.polygons(corner) for corner in scans), [])
    shared = swaths.overlaps(pixels, grid)
    mean = (shared * stored.ravel() * 0.02).sum(-1) / shared.sum(-1)
    assert shared.sum(-1).max() > 1.3 * 4000.0**2
    result, found = run(paths, grid, tmp_path, scan_lines=None, valid_fraction=str(tmp_path / "valid.tif"),
                        options=SwathOptions(dtype="Float64"))
    assert result.scan_lines == 10
    # Corners between centres follow a curved edge of the scan to a few metres.
    inside = shared.sum(-1) > 0.999 * 4000.0**2
    assert inside.sum() > 50
    np.testing.assert_allclose(found[0][inside], mean[inside], rtol=1e-4)
    assert np.nanmax(swaths.read(tmp_path / "valid.tif")) == 1.0
    # As if all lines were neighbours, values would be spread otherwise.
    _, wrong = run(paths, grid, tmp_path, scan_lines=0, options=SwathOptions(dtype="Float64"))
    assert np.abs(wrong[0] - mean)[inside].max() > 20.0 * np.abs(found[0] - mean)[inside].max()


@pytest.mark.parametrize("longitude, latitude", [(180.0, 10.0), (-179.9, -65.0), (20.0, 89.95), (0.0, -90.0)],
                         ids=["dateline", "far south", "near the pole", "on the pole"])
def test_across_the_antimeridian_and_poles(tmp_path, longitude, latitude):
    plane = swaths.plane(longitude, latitude)
    corner = swaths.lattice(SHAPE, 1000.0, 700.0, 33.0)
    stored = np.random.default_rng(5).integers(14000, 16000, SHAPE).astype(np.uint16)
    paths = swaths.write_swath(tmp_path, *swaths.degrees(plane, swaths.middles(corner)), {"LST": stored})
    grid = swaths.cells(plane, 2500.0, (7, 7))
    mean = expected(corner, stored, grid)[0]
    _, found = run(paths, grid, tmp_path, options=SwathOptions(dtype="Float64"))
    np.testing.assert_allclose(found[0], mean, rtol=1e-6)


@pytest.mark.parametrize("longitude, latitude", [(180.0, 10.0), (20.0, 89.9), (0.0, -90.0)],
                         ids=["dateline", "near the pole", "on the pole"])
def test_ground_is_kept_on_a_grid_in_degrees_around_the_world(tmp_path, longitude, latitude):
    """The sum over all cells is that of all pixels, and cells lie where their pixels do."""
    plane = swaths.plane(longitude, latitude)
    middle = swaths.middles(swaths.lattice(SHAPE, 1000.0, 700.0, 33.0))
    stored = np.random.default_rng(5).integers(1, 100, SHAPE).astype(np.uint16)
    paths = swaths.write_swath(tmp_path, *swaths.degrees(plane, middle), {"LST": stored})
    grid = swaths.GeoBox((720, 1440), swaths.Affine(0.25, 0, -180.0, 0, -0.25, 90.0), "EPSG:4326")
    _, found = run(paths, grid, tmp_path, options=SwathOptions(kind="extensive"),
                   rules={"scale": 1.0, "fills": (0,)})
    assert np.nansum(found) == pytest.approx(stored.sum(), rel=1e-9)
    row = (90.0 - latitude) / 0.25
    rows = np.flatnonzero(np.isfinite(found[0]).any(1))
    assert abs(rows.mean() + 0.5 - row) < 2.0


def test_large_cells_in_degrees_weigh_their_pixels_by_ground(tmp_path):
    """A cell of 2 degrees at 60 north, half of its rows (not half of its ground) under each of two values."""
    latitude, longitude = np.meshgrid(np.arange(61.95, 60.0, -0.1), np.arange(10.05, 12.0, 0.1), indexing="ij")
    stored = np.where(latitude > 61.0, 100, 200).astype(np.uint16)
    paths = swaths.write_swath(tmp_path, latitude, longitude, {"LST": stored})
    grid = swaths.GeoBox((1, 1), swaths.Affine(2.0, 0, 10.0, 0, -2.0, 62.0), "EPSG:4326")
    _, found = run(paths, grid, tmp_path, options=SwathOptions(dtype="Float64"), rules={"scale": 1.0, "fills": ()})
    half = [abs(Geod(ellps="WGS84").polygon_area_perimeter(
        np.r_[np.linspace(10, 12, 2001), np.linspace(12, 10, 2001)], np.repeat([low, low + 1.0], 2001))[0])
        for low in (60.0, 61.0)]
    assert found[0, 0, 0] == pytest.approx(np.average([200.0, 100.0], weights=half), abs=0.02)
    assert abs(found[0, 0, 0] - 150.0) > 0.5


def test_classes_give_the_mode_and_fractions(tilted, tmp_path):
    plane, corner, _, _ = tilted
    codes = np.random.default_rng(7).choice([3, 64, 300], SHAPE).astype(np.uint16)
    codes[3:6, 4:9] = 0
    latitude, longitude = swaths.degrees(plane, swaths.middles(corner))
    paths = swaths.write_swath(tmp_path, latitude, longitude, {"QC": codes})
    grid = swaths.cells(plane, 2500.0, (8, 8))
    shared = swaths.overlaps(swaths.polygons(corner), grid)
    areas = np.stack([shared[..., codes.ravel() == value].sum(-1) for value in (3, 64, 300)])
    rules = {"fills": (0,)}
    _, found = run(paths, grid, tmp_path, name="QC", rules=rules, options=SwathOptions(kind="categorical"))
    some = areas.sum(0) > 0.0
    np.testing.assert_array_equal(found[0][some], np.array([3, 64, 300])[areas.argmax(0)][some])
    _, found = run(paths, grid, tmp_path, name="QC", rules=rules, options=SwathOptions(
        kind="categorical", statistic="fractions", classes=(300, 3)))
    share = areas / np.where(some, areas.sum(0), 1.0)
    np.testing.assert_allclose(found[:, some], share[[2, 0]][:, some], atol=2e-5)


@pytest.mark.parametrize("options", [SwathOptions(), SwathOptions(kind="categorical", dtype="UInt16")],
                         ids=["mean", "mode"])
@pytest.mark.parametrize("longitude, latitude, degrees", [(-118.0, 34.0, None), (180.0, 62.0, 0.004),
                                                          (0.0, 89.95, 0.4)], ids=["plane", "dateline", "pole"])
def test_same_bytes_for_any_threads_and_memory(tmp_path, longitude, latitude, degrees, options):
    """Blocks change with both."""
    plane = swaths.plane(longitude, latitude)
    middle = swaths.middles(swaths.lattice(SHAPE, 1000.0, 700.0, 33.0))
    stored = np.random.default_rng(5).integers(0, 9, SHAPE).astype(np.uint16)
    paths = swaths.write_swath(tmp_path, *swaths.degrees(plane, middle), {"LST": stored})
    grid = swaths.cells(plane, 300.0, (90, 110))
    if degrees:
        top = min(latitude + 0.2, 90.0)
        wide = 1.0 if latitude < 80.0 else 360.0
        grid = swaths.GeoBox((max(2, round(0.4 / degrees)), int(wide / degrees)), swaths.Affine(
            degrees, 0, longitude - 0.5 * wide, 0, -degrees, top), "EPSG:4326")
    for number, (threads, memory) in enumerate([(1, 2**30), (2, 2**19), (3, 2**24)]):
        (tmp_path / str(number)).mkdir()
        run(paths, grid, tmp_path / str(number), threads=threads, memory=memory, options=options,
            rules={"scale": 1.0, "fills": (0,)})
    first, *others = ((tmp_path / str(number) / "out.tif").read_bytes() for number in range(3))
    assert all(first == other for other in others) and np.isfinite(swaths.read(tmp_path / "0" / "out.tif")).any()


def test_pixels_across_the_edge_of_the_target_projection_are_left_out_and_told(tmp_path):
    """MODIS's sinusoidal grid ends at the antimeridian."""
    plane = swaths.plane(180.0, 40.0)
    middle = swaths.middles(swaths.lattice(SHAPE, 1000.0, 700.0, 0.0))
    stored = np.full(SHAPE, 15000, np.uint16)
    paths = swaths.write_swath(tmp_path, *swaths.degrees(plane, middle), {"LST": stored})
    sinusoidal = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"
    x, y = Transformer.from_crs("EPSG:4326", sinusoidal, always_xy=True).transform([179.92, -179.92], [40.0, 40.0])
    grids = [swaths.cells(sinusoidal, 463.3127, (20, 20), *place) for place in zip(x, y)]
    for grid in grids:
        result, found = run(paths, grid, tmp_path)
        assert [finding.code for finding in result.findings] == ["GRID_TORN"]
        np.testing.assert_allclose(found[np.isfinite(found)], 300.0, rtol=1e-6)
        assert np.isfinite(found).sum() > 200
    # No pixel is smeared over the world between: there the swath is not.
    with pytest.raises(FusionError, match="do not overlap"):
        run(paths, swaths.cells(sinusoidal, 463.3127, (20, 20), 0.0, y[0]), tmp_path)


def test_angles_average_as_vectors(tilted, tmp_path):
    plane, corner, _, _ = tilted
    angle = np.where(np.arange(SHAPE[1]) % 2 == 0, 350, 20).astype(np.uint16) * np.ones((SHAPE[0], 1), np.uint16)
    paths = swaths.write_swath(tmp_path, *swaths.degrees(plane, swaths.middles(corner)), {"azimuth": angle})
    _, found = run(paths, swaths.cells(plane, 14_000.0, (1, 1)), tmp_path, name="azimuth",
                   rules={"fills": ()}, options=SwathOptions(kind="circular"))
    assert found[0, 0, 0] == pytest.approx(5.0, abs=0.5)


@pytest.mark.parametrize("arguments, sentence", [
    ({"options": SwathOptions(statistic="median")}, "unknown"),
    ({"options": SwathOptions(min_valid=2.0)}, "between 0 and 1"),
    ({"options": SwathOptions(statistic="mode")}, "does not fit"),
    ({"options": SwathOptions(kind="categorical", statistic="fractions")}, "need the classes"),
])
def test_what_cannot_be_done_is_told(tilted, tmp_path, arguments, sentence):
    plane, _, _, paths = tilted
    with pytest.raises(FusionError, match=sentence):
        run(paths, swaths.cells(plane, 3000.0, (3, 3)), tmp_path, **arguments)
    assert not (tmp_path / "out.tif").exists()


def test_a_swath_elsewhere_or_without_a_place_is_told_and_leaves_nothing(tilted, tmp_path):
    plane, _, stored, paths = tilted
    with pytest.raises(FusionError, match="do not overlap"):
        run(paths, swaths.cells(plane, 3000.0, (3, 3), 500_000.0), tmp_path)
    nowhere = np.full(SHAPE, swaths.FILL)
    with pytest.raises(FusionError, match="places no pixel"):
        run(swaths.write_swath(tmp_path, nowhere, nowhere, {"LST": stored}), swaths.cells(plane, 3000.0, (3, 3)),
            tmp_path)
    half = np.full((SHAPE[0] // 2, SHAPE[1]), 34.0)
    with pytest.raises(FusionError, match="do not belong"):
        run(swaths.write_swath(tmp_path, half, half, {"LST": stored}), swaths.cells(plane, 3000.0, (3, 3)), tmp_path)
    assert [each.name for each in tmp_path.iterdir() if each.suffix != ".h5"] == []


def test_a_cancel_leaves_nothing(tilted, tmp_path):
    class Stopped(Reporter):
        def cancelled(self):
            return True

    plane, _, _, paths = tilted
    with pytest.raises(Cancelled):
        run(paths, swaths.cells(plane, 3000.0, (3, 3)), tmp_path, reporter=Stopped())
    assert [each.name for each in tmp_path.iterdir() if each.suffix != ".h5"] == []
