"""The search for a shift: known truths on made-up ground, no claims without one, and how sure it is."""

import numpy as np
import pytest
from multiscale_fusion.core.agreement import search_shifts
from multiscale_fusion.core.agreement.displace import displaced, metres, to_degrees
from multiscale_fusion.core.agreement.surface import STENCIL, chance, clustered, lattice, minimum, residuals
from multiscale_fusion.core.errors import Cancelled
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.sample import Footprints, Options, Sampler
from multiscale_fusion.core.simulate import Scene, scene_grid
from multiscale_fusion.core.simulate.gedi import DIAMETER, beam_shots, footprint_means
from multiscale_fusion.tests.core import engine
from pyproj import CRS, Geod
from scipy import stats
from scipy.ndimage import gaussian_filter, map_coordinates

CELL = 10.0


class Ground:
    """Hills on cells of 10 m, between which is interpolated; points recorded ``shift`` metres off."""

    def __init__(self, seed=1, count=400, shift=(0.0, 0.0), noise=2.0, relief=30.0, forms=6.0, zero=0.0, beams=1):
        random = np.random.default_rng(seed)
        self.field = sum(height * each / each.std() for height, each in (
            (relief, gaussian_filter(random.standard_normal((400, 400)), forms)),
            (5 * relief, gaussian_filter(random.standard_normal((400, 400)), 30.0))))
        self.label = random.integers(0, beams, count)
        along = random.uniform(0.0, 1.0, count)
        self.x, self.y = 500.0 + 2000.0 * along + 300.0 * self.label, 600.0 + 2500.0 * along
        shift = np.broadcast_to(shift, (beams, 2))[self.label]
        self.own = self.at(self.x - shift[:, 0], self.y - shift[:, 1]) + noise * random.standard_normal(count) + zero

    def at(self, x, y):
        return map_coordinates(self.field, [np.ravel(y) / CELL, np.ravel(x) / CELL], order=1).reshape(np.shape(x))

    def __call__(self, which, east, north):
        return self.at(self.x[which] + east, self.y[which] + north)

    def search(self, **how):
        return search_shifts(self, self.own, how.pop("labels", self.label), self.x, self.y, **how)


def off(shift, truth):
    return float(np.hypot(shift.east + truth[0], shift.north + truth[1]))


# Known truth.

@pytest.mark.parametrize("truth", [(7.0, -4.0), (-18.0, 15.0), (0.0, 4.0)])
@pytest.mark.parametrize("metric", ["unbiased_rmse", "rmse", "correlation"])
def test_a_known_shift_is_found(metric, truth):
    shift, = Ground(shift=truth).search(metric=metric).shifts
    assert shift.verdict == "found" and off(shift, truth) < 1.0
    assert max(shift.deviations) < 0.6 and shift.probability < 1e-6
    assert shift.at_best < shift.held_out < shift.at_zero
    assert shift.at_best == pytest.approx(2.0, rel=0.15)   # the noise
    assert (np.hypot(*(shift.halves + np.array(truth)).T) < 2.0).all()


def test_a_height_above_another_zero_does_not_move_the_unbiased_shift():
    here, there = (Ground(shift=(7.0, -4.0), zero=zero).search().shifts[0] for zero in (0.0, -31.0))
    assert (here.east, here.north) == pytest.approx((there.east, there.north), abs=1e-6)
    assert there.before.bias - here.before.bias == pytest.approx(-31.0, abs=1e-6)


def test_another_unit_is_no_matter_for_the_correlation():
    ground = Ground(shift=(7.0, -4.0))
    ground.own = 5.0 - 0.02 * ground.own
    shift, = ground.search(metric="correlation").shifts
    assert shift.found and off(shift, (7.0, -4.0)) < 1.0 and shift.after.correlation < -0.99


def test_clouds_do_not_pull():
    ground = Ground(shift=(7.0, -4.0))
    ground.own[::25] += 1500.0
    shift, = ground.search().shifts
    assert shift.found and off(shift, (7.0, -4.0)) < 1.0 and shift.outliers >= 16


def test_exact_data_give_an_exact_shift():
    shift, = Ground(shift=(3.0, 2.0), noise=0.0).search().shifts
    assert shift.found and off(shift, (3.0, 2.0)) < 0.05


def test_each_label_has_its_own():
    truths = np.array([(8.0, 3.0), (-5.0, -9.0), (0.0, 0.0)])
    search = Ground(shift=truths, beams=3, count=900).search()
    assert [shift.verdict for shift in search.shifts] == ["found", "found", "chance"]
    assert all(off(shift, truth) < 1.0 for shift, truth in zip(search.shifts, truths))


def test_on_the_simulated_scene_with_the_engine_s_own_footprints(tmp_path):
    """GEDI's shots over its terrain, each 5 m off by itself and all of them (9, -6) m, against its elevation."""
    scene = Scene(seed=1, grid=scene_grid(9))
    elevation = scene.elevation
    path = engine.write(tmp_path / "dem.tif", scene.grid, elevation)
    fields = elevation[..., None].astype(float)
    random = np.random.default_rng(7)
    shots = [beam_shots(scene, beam, random) for beam in range(4)]
    x, y = (np.concatenate([getattr(each, axis) for each in shots]) for axis in "xy")
    own = np.concatenate([footprint_means(scene, fields, each)[:, 0] for each in shots])
    own += 0.5 * random.standard_normal(len(own))
    crs = CRS.from_user_input(scene.grid.crs.proj)
    for truth, found in (((9.0, -6.0), True), ((0.0, 0.0), False)):
        said_x, said_y = (each + shift + 5.0 * random.standard_normal(len(own)) for each, shift in zip((x, y), truth))
        geographic, longitude, latitude = to_degrees(crs, said_x, said_y)
        with RasterSource(str(path)) as source:
            sampler = Sampler([source], Options(support="disc"))

            def sample(which, east, north):
                places = displaced(geographic, longitude[which], latitude[which], east, north)
                values = sampler(Footprints(geographic, *(each.ravel() for each in places), diameter=DIAMETER))
                return values["dem_mean"].reshape(east.shape)

            shift, = search_shifts(sample, own, np.zeros(len(own), int), said_x, said_y).shifts
        assert shift.found is found and off(shift, truth) < 1.0


# No claim.

def test_without_a_shift_none_is_claimed():
    verdicts = [Ground(seed=seed, noise=noise, count=count).search().shifts[0].verdict
                for seed in range(20) for noise, count in ((2.0, 300), (10.0, 60))]
    assert verdicts.count("found") == 0 and verdicts.count("chance") >= 38


def test_over_rough_noise_none_is_claimed_either():
    """Where the least of many minima would look like one."""
    verdicts = [Ground(seed=seed, noise=6.0, relief=2.0, forms=1.0, count=100).search().shifts[0].verdict
                for seed in range(20)]
    assert verdicts.count("found") <= 1


def test_what_is_found_is_as_sure_as_it_says():
    """True shifts lie in the 95 % ellipse about so often: 100 made-up grounds."""
    truth, inside = (5.0, -3.0), 0
    for seed in range(100):
        shift, = Ground(seed=10 * seed, shift=truth, count=200).search().shifts
        step = np.array([shift.east + truth[0], shift.north + truth[1]])
        inside += step @ np.linalg.solve(shift.covariance, step) < 5.991
    assert 85 <= inside <= 100


def test_on_flat_ground_nothing_can_be_told():
    ground = Ground(relief=0.0)
    ground.field = np.zeros((400, 400))
    assert ground.search().shifts[0].verdict in ("undetermined", "edge")


def test_a_shift_beyond_the_search_is_not_claimed():
    assert Ground(shift=(45.0, 0.0)).search().shifts[0].verdict == "edge"
    assert Ground(shift=(45.0, 0.0)).search(reach=60.0).shifts[0].found


def test_few_pairs_are_not_searched():
    ground = Ground(count=29, shift=(7.0, -4.0))
    assert ground.search().shifts[0].verdict == "few"
    ground = Ground(count=100, shift=(7.0, -4.0))
    ground.own[:75] = np.nan
    shift, = ground.search().shifts
    assert (shift.verdict, shift.count) == ("few", 25)
    assert search_shifts(ground, np.full(100, np.nan), ground.label, ground.x, ground.y).shifts[0].verdict == "few"


def test_points_that_lose_the_raster_at_some_shift_are_left_out_at_all():
    ground = Ground(count=400, shift=(7.0, -4.0))
    edge = 1300.0

    def sample(which, east, north):
        values = ground(which, east, north)
        return np.where(ground.x[which] + east > edge, np.nan, values)

    shift, = search_shifts(sample, ground.own, ground.label, ground.x, ground.y).shifts
    assert shift.found and off(shift, (7.0, -4.0)) < 1.0
    assert shift.count + shift.outliers == np.count_nonzero(ground.x + 30.0 <= edge)


# How it works.

def test_many_pairs_are_thinned_alike_in_each_label(monkeypatch):
    from multiscale_fusion.core.agreement import shift as module

    monkeypatch.setattr(module, "MOST_PAIRS", 200)
    search = Ground(count=2000, beams=2, shift=(7.0, -4.0)).search()
    assert (search.used, search.whole) == (200, 2000)
    assert all(90 <= shift.count + shift.outliers <= 110 and shift.found for shift in search.shifts)


def test_asked_in_pieces_the_result_is_the_same(monkeypatch):
    from multiscale_fusion.core.agreement import shift as module

    whole, = Ground(shift=(7.0, -4.0)).search().shifts
    monkeypatch.setattr(module, "_AT_ONCE", 1000)
    pieces, = Ground(shift=(7.0, -4.0)).search().shifts
    assert (whole.east, whole.north, whole.at_best) == (pieces.east, pieces.north, pieces.at_best)


def test_progress_and_cancel(reporter):
    Ground(shift=(7.0, -4.0)).search(reporter=reporter)
    assert reporter.fractions == sorted(reporter.fractions) and reporter.fractions[-1] == 1.0
    reporter.cancel_at = 0.3
    reporter.fractions.clear()
    with pytest.raises(Cancelled):
        Ground(shift=(7.0, -4.0)).search(reporter=reporter)


def test_wrong_words_are_refused():
    with pytest.raises(ValueError, match="no metric 'mean'"):
        Ground().search(metric="mean")
    with pytest.raises(ValueError, match="reach 0"):
        Ground().search(reach=0.0)


def test_residuals_are_those_of_the_models():
    random = np.random.default_rng(2)
    own, sampled = random.normal(size=40), random.normal(size=(3, 40))
    np.testing.assert_allclose(residuals("rmse", own, sampled)[1], own - sampled[1])
    np.testing.assert_allclose(residuals("unbiased_rmse", own, sampled).std(axis=1), (own - sampled).std(axis=1))
    for row, found in zip(sampled, residuals("correlation", own, sampled)):
        np.testing.assert_allclose(found, own - np.polyval(np.polyfit(row, own, 1), row), atol=1e-12)
        assert 1.0 - found.var() / own.var() == pytest.approx(np.corrcoef(own, row)[0, 1] ** 2)


def test_the_vertex_of_a_parabola_is_found():
    u, v = (STENCIL - [0.4, -1.1]).T
    found = minimum(3.0 + 2.0 * u * u + 1.5 * u * v + 4.0 * v * v)
    np.testing.assert_allclose(found.place, [0.4, -1.1])
    np.testing.assert_allclose(found.hessian, [[4.0, 1.5], [1.5, 8.0]])
    assert found.inside and not minimum(-u * u - v * v).inside and not minimum(np.zeros(25)).inside


def test_the_lattice_is_a_disc_with_its_middle_first():
    nodes = lattice(30.0, 5.0)
    assert nodes[0].tolist() == [0.0, 0.0] and len(nodes) == len({tuple(node) for node in nodes})
    assert np.hypot(*nodes.T).max() == 30.0 and [30.0, 0.0] in nodes.tolist() and [25.0, 20.0] not in nodes.tolist()


def test_chance_is_hotelling_s():
    """Against SciPy's F distribution."""
    spread, step, clusters = np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([3.0, -1.0]), 12
    squared = step @ np.linalg.inv(spread) @ step
    free = clusters - 1
    assert chance(step, spread, clusters) == pytest.approx(stats.f.sf(squared * (free - 1) / (2 * free), 2, free - 1))
    assert chance(step, np.full((2, 2), np.nan), clusters) == 1.0 and chance(step, spread, 2) == 1.0


def test_clusters_are_squares_of_ground():
    random = np.random.default_rng(3)
    x, y = random.uniform(0.0, 1000.0, 500), random.uniform(0.0, 4000.0, 500)
    number = clustered(x, y, 20)
    count = number.max() + 1
    assert 20 <= count <= 60 and sorted(set(number)) == list(range(count))
    sides = [max(np.ptp(x[number == each]), np.ptp(y[number == each])) for each in range(count)]
    assert max(sides) < 1500.0
    assert clustered(np.zeros(5), np.zeros(5), 20).tolist() == [0] * 5


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4267", "EPSG:32633", "EPSG:2154", "EPSG:4807"])
def test_metres_are_those_of_geodesics(crs):
    crs = CRS.from_user_input(crs)
    longitude, latitude = np.array([2.3, 2.4, np.nan]), np.array([48.8, 60.0, 48.8])
    if crs.is_projected:
        from pyproj import Transformer

        x, y = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True).transform(longitude, latitude)
    else:
        x, y = longitude, latitude
    geographic, x, y = to_degrees(crs, x, y)
    degrees = np.degrees(geographic.axis_info[0].unit_conversion_factor)
    there = displaced(geographic, x, y, 30.0, -20.0)
    ends = (each[:2] * degrees for each in (x, y, *there))
    azimuth, _, distance = Geod(crs.get_geod().initstring).inv(*ends)
    np.testing.assert_allclose(distance, np.hypot(30.0, 20.0), atol=1e-3)
    np.testing.assert_allclose(np.mod(azimuth, 360.0), np.degrees(np.arctan2(30.0, -20.0)), atol=2e-3)
    assert np.isnan(there[0][2]) and np.isnan(metres(geographic, x, y)[0][2])


def test_near_points_are_near_across_the_dateline():
    crs = CRS.from_epsg(4326)
    east, north = metres(crs, np.array([179.999, -179.999, 180.0]), np.zeros(3))
    assert np.ptp(east) == pytest.approx(0.002 * 111319.5, rel=1e-4) and not north.any()
