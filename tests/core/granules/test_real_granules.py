"""Real granules, clipped by others: what is read against h5py by hand."""

import datetime

import h5py
import numpy as np
import pytest
from multiscale_fusion.core.granules import Granules, Options
from pyproj import Geod

L2A = "gedi/GEDI02_A_2019108080338_O01964_T05337_02_001_01_sub.h5"
L2B = "gedi/GEDI02_B_2019108080338_O01964_T05337_02_001_01_sub.h5"
ATL08, ATL03 = "icesat2/atl08_clip.h5", "icesat2/atl03_clip.h5"


def read(path, **options):
    plan = Granules([str(path)], Options(**options))
    chunks = list(plan.chunks())
    columns = {each.name: np.ma.concatenate([chunk.columns[each.name] for chunk in chunks]) for each in plan.columns}
    return plan, np.concatenate([chunk.x for chunk in chunks]), np.concatenate([chunk.y for chunk in chunks]), columns


def by_hand(path, beams, name, kept=None):
    with h5py.File(path) as file:
        parts = [file[f"{beam}/{name}"][()] for beam in beams]
    return np.concatenate([part if kept is None else part[keep] for part, keep in zip(parts, kept or parts)])


def test_gedi_l2a_of_version_1(data_file):
    path = data_file(L2A)
    with h5py.File(path) as file:
        beams = [name for name in file if name.startswith("BEAM")]
        kept = [(file[beam]["quality_flag"][()] == 1) & (file[beam]["degrade_flag"][()] == 0)
                & (file[beam]["sensitivity"][()] >= np.float32(0.95)) for beam in beams]   # at 14 S
        counts = [len(file[beam]["shot_number"]) for beam in beams]
    assert len(beams) == 7 and len(set(counts)) > 1
    plan, x, y, columns = read(path)
    assert (plan.counts.read, plan.counts.kept) == (sum(counts), sum(map(np.count_nonzero, kept))) == (301, 247)
    assert sum(plan.counts.dropped.values()) == 54
    np.testing.assert_array_equal(x, by_hand(path, beams, "lon_lowestmode", kept))
    np.testing.assert_array_equal(y, by_hand(path, beams, "lat_lowestmode", kept))
    np.testing.assert_array_equal(columns["shot"], by_hand(path, beams, "shot_number", kept).astype(np.int64))
    heights = by_hand(path, beams, "rh", kept)
    for percentile in (25, 50, 75, 98, 100):
        np.testing.assert_array_equal(columns[f"rh{percentile}"], heights[:, percentile])
    assert list(columns["beam"]) == [beam for beam, keep in zip(beams, kept) for _ in range(np.count_nonzero(keep))]
    assert set(columns["diameter"]) == {25.0}
    assert dict(zip(columns["beam"], columns["beam_type"]))["BEAM0010"] == "coverage"
    # The file's name tells the time of the orbit's begin, some minutes before.
    begin = columns["time"].min().astype(datetime.datetime)
    assert datetime.timedelta(0) < begin - datetime.datetime(2019, 4, 18, 8, 3, 38) < datetime.timedelta(minutes=93)


def test_without_the_filter_all_are_kept(data_file):
    plan, x, _, columns = read(data_file(L2A), quality=False)
    assert len(x) == plan.counts.kept == 301
    assert np.count_nonzero(columns["sensitivity"] < 0.95) == 54


def test_heights_of_l2b_are_metres_as_those_of_l2a(data_file):
    """L2B stores rh100 in centimetres, and L2A's algorithm runs do; rh of L2A is in metres."""
    plan, *_, lower = read(data_file(L2A), variables=("rh100", "rh_a1_100"), quality=False)
    _, *_, upper = read(data_file(L2B), quality=False)
    np.testing.assert_array_equal(lower["shot"], upper["shot"])
    np.testing.assert_allclose(upper["rh100"], lower["rh100"], atol=0.011)
    np.testing.assert_allclose(lower["rh_a1_100"], lower["rh100"], atol=0.011)   # algorithm 1 was selected
    assert [each.name for each in plan.columns][-2:] == ["rh100", "rh_a1_100"]
    path = data_file(L2B)
    beams = list(dict.fromkeys(upper["beam"]))
    for name in ("cover", "pai", "fhd_normal", "l2b_quality_flag"):
        np.testing.assert_array_equal(upper[name], by_hand(path, beams, name))


def test_atl08_of_a_single_track(data_file):
    path = data_file(ATL08)
    plan, x, y, columns = read(path)
    assert plan.counts.read == plan.counts.kept == 9 and set(columns["beam"]) == {"gt1r"}
    assert set(columns["beam_type"]) == {"weak"}
    base = ["gt1r/land_segments"]
    np.testing.assert_array_equal(y, by_hand(path, base, "latitude"))
    np.testing.assert_array_equal(columns["h_canopy"], by_hand(path, base, "canopy/h_canopy"))
    np.testing.assert_array_equal(columns["h_te_best_fit"], by_hand(path, base, "terrain/h_te_best_fit"))
    assert set(columns["length"]) == {100.0} and set(columns["diameter"]) == {11.0}
    expected = Geod(ellps="WGS84").inv(x[0], y[0], x[-1], y[-1])[0] % 360.0
    # Places are single precision: half a metre in two hundred.
    np.testing.assert_allclose(columns["azimuth"], expected, atol=0.5)
    with h5py.File(path) as file:
        first = np.datetime64(file.attrs["time_coverage_start"][0].decode()[:19]) if isinstance(
            file.attrs["time_coverage_start"][0], bytes) else np.datetime64(file.attrs["time_coverage_start"][0][:19])
    assert first < columns["time"].min() < columns["time"].max() < first + np.timedelta64(510, "s")


def test_photons_with_some_confidence(data_file):
    path = data_file(ATL03)
    with h5py.File(path) as file:
        heights = file["gt1r/heights"]
        kept = (heights["signal_conf_ph"][()].max(axis=1) >= 3) & (heights["quality_ph"][()] == 0)
        expected, rows = heights["h_ph"][()][kept], np.flatnonzero(kept)
    plan, _, _, columns = read(path)
    assert (plan.counts.read, plan.counts.kept) == (6809, np.count_nonzero(kept)) and 0 < len(rows) < 6809
    np.testing.assert_array_equal(columns["h_ph"], expected)
    np.testing.assert_array_equal(columns["shot"], rows)


@pytest.mark.parametrize("file", [L2A, ATL03])
def test_an_extent_and_times_keep_what_masks_keep(data_file, file):
    _, x, y, columns = read(data_file(file), quality=False)
    west, east = np.quantile(x, [0.3, 0.7])
    south, north = np.quantile(y, [0.2, 0.9])
    first, last = np.sort(columns["time"])[[len(x) // 4, len(x) // 2]]
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    now = (columns["time"] >= first) & (columns["time"] <= last)
    for options, expected in (({"extent": (west, south, east, north)}, inside), ({"times": (first, last)}, now),
                              ({"times": (None, last)}, columns["time"] <= last)):
        assert 0 < np.count_nonzero(expected) < len(x)
        plan, found, _, _ = read(data_file(file), quality=False, **options)
        np.testing.assert_array_equal(found, x[expected])
        assert plan.counts.kept + sum(plan.counts.dropped.values()) == plan.counts.read == len(x)
