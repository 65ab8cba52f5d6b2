"""Layouts of products on small files, written by the guides: what is read, filtered, named, and timed."""

import h5py
import numpy as np
import pytest
import shapely.wkb
from multiscale_fusion.core.granules import Granules, Options, chunk, layouts, parse_range
from multiscale_fusion.core.granules.shapes import polygons, track_azimuths
from multiscale_fusion.tests.core.granules.conftest import write
from pyproj import Geod


def read(paths, **options):
    plan = Granules([paths] if isinstance(paths, str) else paths, Options(**options))
    chunks = list(plan.chunks())
    return plan, {each.name: np.ma.concatenate([part.columns[each.name] for part in chunks]) for each in plan.columns}


def names(plan):
    return [each.name for each in plan.columns]


def test_every_layout_names_its_sources():
    assert len(layouts()) == 9
    for each in layouts().values():
        assert each.sources and each.rules and each.variables and each.shape in ("disc", "segment", "polygon")
        assert (each.length_m is not None) == (each.shape == "segment")
        assert bool(each.vertices) == (each.shape == "polygon")


def test_gedi_version_2(gedi_l2a):
    flags = {"quality_flag": lambda n: np.arange(n, dtype=np.uint8) % 2,
             "degrade_flag": lambda n: np.where(np.arange(n) == 1, 30, 0).astype(np.uint8)}
    path = gedi_l2a(**flags)
    plan, columns = read(path)
    # Of 6 and 10 shots the odd ones, less the first of them.
    assert list(columns["shot"] - 19_640_000_000_000_000) == [3, 5, 3, 5, 7, 9]
    assert [(str(reason), count) for reason, count in plan.counts.dropped.items()] == [
        ("no position", 0), ("not quality_flag = 1", 8), ("not degrade_flag = 0", 2),
        ("not sensitivity >= 0.9 (between the tropics 0.95)", 0)]
    assert list(columns["beam_type"]) == ["coverage"] * 2 + ["full power"] * 4
    with h5py.File(path) as file:
        np.testing.assert_array_equal(columns["rh98"][:2], file["BEAM0000/rh"][[3, 5], 98].astype(float))
    assert str(columns["time"][0]) == "2019-04-18T08:06:40.012397"   # 3 / 242 s after


@pytest.mark.parametrize("latitude, sensitivity, kept", [
    (45.0, 0.9, 16), (45.0, 0.89, 0), (10.0, 0.94, 0), (10.0, 0.95, 16), (-10.0, 0.94, 0), (-30.0, 0.94, 16),
])
def test_the_tropics_want_more_sensitivity(gedi_l2a, latitude, sensitivity, kept):
    path = gedi_l2a(latitude=latitude, sensitivity=lambda n: np.full(n, sensitivity, np.float32))
    plan = Granules([path])
    list(plan.chunks())
    assert plan.counts.kept == kept


def test_percentiles_and_groups_by_name(gedi_l2a):
    path = gedi_l2a()
    plan, columns = read(path, variables=("rh", "rh_a1_98", "rh_a1[50]", "rx_assess/quality_flag", "sensitivity_a1"))
    assert names(plan)[-105:] == [*(f"rh{number}" for number in range(101)), "rh_a1_98", "rh_a1_50",
                                  "rx_assess_quality_flag", "sensitivity_a1"]
    with h5py.File(path) as file:
        stored = np.concatenate([file[f"{beam}/geolocation/rh_a1"][:, 98] for beam in ("BEAM0000", "BEAM0101")])
        np.testing.assert_array_equal(columns["rh_a1_98"], stored / 100)   # centimetres
    assert set(columns["quality_flag"]) == {1} and set(columns["rx_assess_quality_flag"]) == {7}


def test_what_is_asked_for_twice_comes_once(gedi_l2a):
    plan, _ = read(gedi_l2a(), variables=("rh98", "rh[98]", "sensitivity", "beam"))
    assert names(plan) == ["granule", "beam", "beam_type", "shot", "time", "quality_flag", "degrade_flag", "diameter",
                           "rh98", "sensitivity", "beam_2"]


def test_fills_are_missing(gedi_l2a):
    def elevation(count):
        values = np.full(count, 100.0, np.float32)
        values[:3] = -9999.0, np.nan, np.inf
        return values

    _, columns = read(gedi_l2a(elev_lowestmode=elevation))
    assert np.isnan(columns["elev_lowestmode"]).sum() == 6
    lost = lambda count: np.where(np.arange(count) == 0, np.nan, 45.0)   # noqa: E731
    plan, columns = read(gedi_l2a(lat_lowestmode=lost))
    assert [str(reason) for reason, count in plan.counts.dropped.items() if count] == ["no position"]
    assert len(columns["shot"]) == 14


def test_a_rule_whose_dataset_is_absent_is_told_and_left_out(gedi_l2a):
    plan, columns = read(gedi_l2a(degrade_flag=None))
    assert plan.unapplied == [("GEDI02_A_2019108080338_O01964_03_T05337_02_003_01_V002.h5", "degrade_flag")]
    assert len(columns["shot"]) == 16 and "degrade_flag" not in columns


def test_beams_by_name_and_kind(gedi_l2a, atl06):
    path = gedi_l2a()
    for asked in (("BEAM0101",), ("0101",), ("full_power",), ("full", "power"), ("beam0101",)):
        assert set(read(path, beams=asked)[1]["beam"]) == {"BEAM0101"}
    assert set(read(path, beams=("coverage", "0101"))[1]["beam"]) == {"BEAM0000", "BEAM0101"}
    assert set(read(atl06(), beams=("weak",))[1]["beam"]) == {"gt2r"}


def test_granules_of_one_product_follow_each_other(gedi_l2a):
    first = gedi_l2a((3, 4))
    second = gedi_l2a((5, 2), name="GEDI02_A_2019109080338_O01980_03_T05337_02_003_01_V002.h5",
                      quality_flag=lambda n: np.full(n, 1.0, np.float32), elev_lowestmode=None)
    plan, columns = read([first, second])
    assert [name[9:16] for name in columns["granule"]] == ["2019108"] * 7 + ["2019109"] * 7
    # Whole numbers in one and real ones in the other are real ones; what one lacks is missing in it.
    assert columns["quality_flag"].dtype == float
    assert np.isnan(columns["elev_lowestmode"]).tolist() == [False] * 7 + [True] * 7
    assert plan.rows == 14


def test_level_2b_and_4a_and_1b(tmp_path):
    n = 5
    y, x, zero = 45.0 + np.arange(n) / 1000, np.full(n, 8.0), np.zeros(n, np.uint8)
    shared = {"shot_number": np.arange(n, dtype=np.uint64), "delta_time": np.arange(n) + 4e7,
              "sensitivity": np.full(n, 0.97, np.float32)}
    l2b = {**shared, "geolocation/lat_lowestmode": y, "geolocation/lon_lowestmode": x,
           "geolocation/elev_lowestmode": np.full(n, 9.0, np.float32), "geolocation/degrade_flag": zero.astype(np.int8),
           "l2b_quality_flag": np.ones(n, np.uint8), "cover": np.full(n, 0.5, np.float32),
           "pai": np.full(n, 2.0, np.float32), "fhd_normal": np.full(n, 3.0, np.float32),
           "rh100": np.full(n, 2345, np.int16), "pai_z": np.tile(np.arange(30, dtype=np.float32), (n, 1))}
    path = write(tmp_path / "b.h5", {f"BEAM1011/{key}": value for key, value in l2b.items()})
    plan, columns = read(path, variables=("rh100", "pai_z_3", "cover"))
    assert plan.layout.id == "GEDI02_B" and set(columns["rh100"]) == {23.45} and set(columns["pai_z_3"]) == {3.0}
    agbd = np.array([10, -9999, 30, 40, 50], np.float32)
    l4a = {**shared, "lat_lowestmode": y, "lon_lowestmode": x, "agbd": agbd, "agbd_se": agbd, "degrade_flag": zero,
           "l4_quality_flag": np.array([1, 1, 0, 1, 1], np.uint8), "l2_quality_flag": np.ones(n, np.uint8)}
    path = write(tmp_path / "a.h5", {f"BEAM0000/{key}": value for key, value in l4a.items()},
                 {"short_name": "GEDI_L4A"})
    plan, columns = read(path)
    np.testing.assert_array_equal(columns["agbd"], [10, np.nan, 40, 50])
    assert plan.layout.id == "GEDI04_A" and "elev_lowestmode" in str(plan.notes)
    l1b = {**shared, "geolocation/latitude_lastbin": y, "geolocation/longitude_lastbin": x,
           "geolocation/elevation_lastbin": np.full(n, 7.0), "geolocation/degrade": np.array([0, 0, 1, 0, 0], np.int8),
           "stale_return_flag": np.array([1, 0, 0, 0, 0], np.uint8), "rxwaveform": np.zeros(700, np.float32),
           "rx_energy": np.ones(n, np.float32), "rx_sample_count": np.full(n, 140, np.uint16)}
    path = write(tmp_path / "w.h5", {f"BEAM0101/{key}": value for key, value in l1b.items()})
    plan, columns = read(path)
    assert plan.layout.id == "GEDI01_B" and list(columns["shot"]) == [1, 3, 4]
    assert set(columns["rx_sample_count"]) == {140}


def test_atl06(atl06):
    plan, columns = read(atl06())
    assert set(columns["beam"]) == {"gt1l", "gt2r"} and plan.counts.read == 24
    assert list(columns["shot"][:8]) == [900_000 + number for number in range(12) if number % 3 != 1]
    np.testing.assert_array_equal(columns["h_li"][:3], [1000.0, np.nan, 1003.0])
    assert set(columns["azimuth"]) == {352.5} and set(columns["length"]) == {40.0}


def test_times_follow_the_epoch_in_the_file(atl06):
    """1e8 s are 1157 days, 9:46:40; GPS time is ahead of UTC by 18 s, which the usual epoch holds."""
    assert str(read(atl06())[1]["time"][0]) == "2021-03-03T09:46:40.000000"
    assert str(read(atl06(epoch=1198800008.0))[1]["time"][0]) == "2021-03-03T09:46:30.000000"


def test_oco_is_polygons(oco):
    plan = Granules([oco()])
    part, = plan.chunks()
    assert plan.polygons and plan.layout.id == "OCO2_L2_Lite_FP"
    assert (plan.counts.read, plan.counts.kept) == (8, 6)   # flags are 1 at 3 and 7
    assert list(part.columns["shot"]) == [2020010112000001 + number for number in (0, 1, 2, 4, 5, 6)]
    assert str(part.columns["time"][2]) == "2020-01-01T12:00:00.666000"
    assert np.isnan(part.columns["xco2"]).tolist() == [False, True, False, False, False, False]
    assert {each.name: each.unit for each in plan.columns}["xco2"] == "ppm"
    assert "beam" not in part.columns and "diameter" not in part.columns
    for x, y, content in zip(part.x, part.y, part.wkb):
        polygon = shapely.wkb.loads(content)
        expected = [(-0.007, -0.01), (0.007, -0.01), (0.009, 0.01), (-0.005, 0.01)]
        assert polygon.is_valid and polygon.exterior.is_ccw
        found = sorted((round(a - x, 4), round(b - y, 4)) for a, b in polygon.exterior.coords[:4])
        np.testing.assert_allclose(found, sorted(expected), atol=2e-5)


def test_oco_3_by_its_attributes(oco):
    assert Granules([oco(name="a.nc4", platform="OCO-3")]).layout.id == "OCO3_L2_Lite_FP"


def test_polygons_stay_in_one_piece_at_the_antimeridian(oco):
    part, = Granules([oco(west=179.99, count=3)]).chunks()
    assert [round(shapely.wkb.loads(content).area, 5) for content in part.wkb] == [0.00028] * 3


def test_corners_in_any_order_make_a_simple_polygon():
    x, y = np.array([[0.0, 1.0, 1.0, 0.0]] * 3), np.array([[0.0, 1.0, 0.0, 1.0]] * 3)
    x[2, 0] = np.nan
    first, _, missing = polygons(x, y)
    assert missing is None and shapely.wkb.loads(first).area == 1.0


def test_azimuths_run_along_the_track():
    geod = Geod(ellps="WGS84")
    x, y, _ = geod.fwd(np.full(7, 10.0), np.full(7, 60.0), np.full(7, 200.0), np.arange(7) * 100.0)
    np.testing.assert_allclose(track_azimuths(np.array(x), np.array(y)), 200.0, atol=0.02)
    x = np.array(x)
    x[3] = np.nan
    found = track_azimuths(x, np.array(y))
    assert np.isnan(found).tolist() == [number == 3 for number in range(7)]
    assert np.isnan(track_azimuths(x[:1], np.array(y)[:1])).all()


def test_blocks_of_rows_change_nothing(atl06, oco, monkeypatch):
    for path in (atl06(**{"ground_track/seg_azimuth": None}), oco()):
        whole = read(path)[1]
        with monkeypatch.context() as patch:
            patch.setattr(chunk, "_ROWS", (3, 3))
            plan = Granules([path])
            parts = list(plan.chunks())
        assert len(parts) > 1
        for name, values in whole.items():
            found = np.ma.concatenate([part.columns[name] for part in parts])
            assert found.dtype == values.dtype and found.tolist() == values.tolist() or np.array_equal(
                found.astype(float), values.astype(float), equal_nan=True)


@pytest.mark.parametrize("text, first, last", [
    ("2019-04-18", "2019-04-18T00:00:00", "2019-04-18T23:59:59.999999"),
    ("2019-04-18/2019-05-01", "2019-04-18T00:00:00", "2019-05-01T23:59:59.999999"),
    ("2019-04-18T08:00:00Z / ..", "2019-04-18T08:00:00", None),
    ("../2019-04-18T08:00:00+02:00", None, "2019-04-18T06:00:00"),
    ("/2019-04-18T08:00", None, "2019-04-18T08:00:00"),
])
def test_ranges_of_times(text, first, last):
    assert parse_range(text) == tuple(each and np.datetime64(each, "us") for each in (first, last))
    assert parse_range(" ") is None
