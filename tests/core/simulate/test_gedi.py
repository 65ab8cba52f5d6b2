"""GEDI: footprints against brute force, and the layout of the file where h5py is installed."""

import datetime
import sys

import numpy as np
import pytest
from multiscale_fusion.core.errors import MissingPackage
from multiscale_fusion.core.simulate import write_gedi
from multiscale_fusion.core.simulate.gedi import ACROSS, ALONG, Shots, beam_shots, footprint_means, relative_heights
from multiscale_fusion.core.simulate.noise import generator
from pyproj import Geod, Transformer


def beams(scene):
    return [beam_shots(scene, beam, np.random.default_rng(beam)) for beam in range(8)]


def test_shots_lie_in_the_scene_along_eight_lines(scene):
    bounds = scene.grid.extent.boundingbox
    directions = []
    for shots in beams(scene):
        assert (shots.x - 12.5 > bounds.left).all() and (shots.x + 12.5 < bounds.right).all()
        assert (shots.y - 12.5 > bounds.bottom).all() and (shots.y + 12.5 < bounds.top).all()
        dx, dy = shots.x[-1] - shots.x[0], shots.y[-1] - shots.y[0]
        length = np.hypot(dx, dy)
        assert length == pytest.approx(ALONG * (shots.number[-1] - shots.number[0]))
        assert np.abs((shots.x - shots.x[0]) * dy - (shots.y - shots.y[0]) * dx).max() / length < 1e-6
        directions.append((dx / length, dy / length))
    np.testing.assert_allclose(directions, directions[0] * np.ones((8, 2)), atol=1e-9)
    # An orbit of 51.6 degrees crosses latitude p at asin(cos 51.6 / cos p) from north.
    expected = np.arcsin(np.cos(np.radians(51.6)) / np.cos(np.radians(scene.middle[1])))
    assert directions[0][0] == pytest.approx(np.sin(expected), abs=1e-6)
    offsets = [shots.x[0] * directions[0][1] - shots.y[0] * directions[0][0] for shots in beams(scene)]
    np.testing.assert_allclose(np.diff(offsets), ACROSS)
    assert len({len(shots.x) for shots in beams(scene)}) > 1


def test_footprints_are_means_over_discs(scene):
    fields = np.stack([scene.canopy_height, scene.elevation], axis=-1).astype(float)
    shots = beams(scene)[3]
    some = Shots(*(part[100:140] for part in shots))
    found = footprint_means(scene, fields, some)
    steps = np.arange(-12.5, 12.5, 0.25) + 0.125
    dx, dy = np.meshgrid(steps, steps)
    disc = np.hypot(dx, dy) <= 12.5
    for index in range(len(some.x)):
        column, row = ~scene.grid.affine * (some.x[index] + dx[disc], some.y[index] + dy[disc])
        inside = fields[row.astype(int), column.astype(int)]
        assert (np.abs(found[index] - inside.mean(axis=0)) <= 0.03 * np.ptp(inside, axis=0) + 1e-4).all()


def test_relative_heights_reach_the_canopy_at_98():
    heights = np.array([0.0, 3.0, 25.0])
    rh = relative_heights(heights)
    assert rh.shape == (3, 101)
    np.testing.assert_allclose(rh[:, 98], heights)
    assert (np.diff(rh, axis=1) > 0.0).all()
    assert (rh[:, 0] < 0.0).all()


def test_without_h5py_it_says_what_is_missing(scene, date, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(MissingPackage, match="h5py"):
        write_gedi(scene, tmp_path, date)


@pytest.fixture(scope="module")
def granule(scene, date, tmp_path_factory):
    h5py = pytest.importorskip("h5py", reason="h5py is not installed (Debian: python3-h5py)")
    path = write_gedi(scene, tmp_path_factory.mktemp("gedi"), date, geolocation=8.0, noise=0.5)
    with h5py.File(path) as file:
        return path, {beam: {name: values[()] for name, values in group.items()} for beam, group in file.items()}


def test_layout_of_the_file(granule, date):
    path, groups = granule
    assert path.name == "GEDI02_A_2024181195152_O31234_02_T01234_02_003_02_V002.h5"
    assert list(groups) == ["BEAM0000", "BEAM0001", "BEAM0010", "BEAM0011", "BEAM0101", "BEAM0110", "BEAM1000",
                            "BEAM1011"]
    kinds = {"beam": "uint16", "shot_number": "uint64", "delta_time": "float64", "lat_lowestmode": "float64",
             "lon_lowestmode": "float64", "elev_lowestmode": "float32", "elev_highestreturn": "float32",
             "rh": "float32", "quality_flag": "uint8", "degrade_flag": "uint8", "sensitivity": "float32"}
    lengths = set()
    for name, group in groups.items():
        assert {key: values.dtype.name for key, values in group.items()} == kinds
        count = len(group["beam"])
        assert group["rh"].shape == (count, 101)
        assert all(len(values) == count for values in group.values())
        assert set(group["beam"]) == {int(name[4:], 2)}
        assert (np.diff(group["shot_number"].astype(np.int64)) > 0).all()
        time = datetime.datetime(2018, 1, 1) + datetime.timedelta(seconds=float(group["delta_time"][0]))
        assert time.date() == date
        lengths.add(count)
    assert len(lengths) > 1
    assert len(np.unique(np.concatenate([group["shot_number"] for group in groups.values()]))) == sum(
        len(group["beam"]) for group in groups.values())


def test_heights_and_places_err_as_asked(scene, date, granule):
    path, groups = granule
    to_degrees = Transformer.from_crs("EPSG:32611", "EPSG:4326", always_xy=True)
    fields = np.stack([scene.canopy_height, scene.elevation, scene.clouds(date)], axis=-1)
    height, place, ground = [], [], []
    for beam, (name, group) in enumerate(groups.items()):
        shots = beam_shots(scene, beam, generator(scene.seed, path.stem, name))
        canopy, elevation, cloud = footprint_means(scene, fields, shots).T
        clear = cloud < 0.5
        assert not group["quality_flag"][~clear].any()
        assert (group["sensitivity"][~clear] < 0.5).all() and (group["sensitivity"][clear] > 0.9).all()
        assert np.array_equal(group["quality_flag"] == 0, ~clear | (group["degrade_flag"] > 0))
        tall = clear & (canopy > 5.0)
        height.extend((group["rh"][:, 98] - canopy)[tall])
        ground.extend((group["elev_lowestmode"] - elevation)[clear])
        lon, lat = to_degrees.transform(shots.x, shots.y)
        place.extend(Geod(ellps="WGS84").inv(lon, lat, group["lon_lowestmode"], group["lat_lowestmode"])[2])
    assert np.mean(height) == pytest.approx(0.0, abs=0.1)
    assert np.std(height) == pytest.approx(0.5, rel=0.1)
    assert np.abs(ground).max() < 1e-3
    # The distance of two Gaussian parts: Rayleigh's mean.
    assert np.mean(place) == pytest.approx(8.0 * np.sqrt(np.pi / 2.0), rel=0.05)
