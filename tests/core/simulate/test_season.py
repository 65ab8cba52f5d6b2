"""A season of granules: records as CMR has them, days, and the truth at 1 km against plain sums over pixels."""

import datetime
import hashlib
import json
import warnings

import numpy as np
import pytest
from earthaccess import DataGranule
from multiscale_fusion.core.simulate import (
    Scene, Season, cell_truth, correlation, modis_grid, record, scene_grid, season_truth, summer, write_hls_granule,
    write_records, write_season,
)
from odc.geo.geobox import GeoBox
from pyproj import Transformer

DAY = datetime.date(2024, 6, 7)


@pytest.fixture(scope="module")
def small():
    return Scene(4, scene_grid(9), cloud_share=0.3)


@pytest.fixture(scope="module")
def granule(small, tmp_path_factory):
    return write_hls_granule(small, tmp_path_factory.mktemp("hls"), DAY)


def test_a_record_is_what_earthaccess_reads(granule):
    found = record(granule, "https://localhost:1")
    # Through JSON, as it comes from CMR.
    item = DataGranule(json.loads(json.dumps(found)), cloud_hosted=True)
    folder = f"lp-prod-protected/HLSL30.2.0/{granule.name}"
    names = [path.name for path in granule.files.values()]
    assert item.data_links(access="external") == [f"https://localhost:1/{folder}/{name}" for name in names]
    assert item.data_links(access="direct") == [f"s3://{folder}/{name}" for name in names]
    assert item.size() == pytest.approx(sum(path.stat().st_size for path in granule.files.values()) / 2**20)
    assert item["meta"]["native-id"] == item["umm"]["GranuleUR"] == granule.name
    assert (item["umm"]["CloudCover"], item["umm"]["DataGranule"]["DayNightFlag"]) == (granule.cloud_cover, "Day")


def test_checksums_and_sizes_are_those_of_the_files(granule):
    told = record(granule)["umm"]["DataGranule"]["ArchiveAndDistributionInformation"]
    for information, path in zip(told, granule.files.values(), strict=True):
        content = path.read_bytes()
        assert (information["Name"], information["SizeInBytes"]) == (path.name, len(content))
        assert information["Checksum"] == {"Value": hashlib.sha256(content).hexdigest(), "Algorithm": "SHA-256"}


def test_time_and_place_of_a_record(small, granule):
    umm = record(granule)["umm"]
    begin = umm["TemporalExtent"]["RangeDateTime"]["BeginningDateTime"]
    # The same second as in the name.
    assert datetime.datetime.strptime(granule.name.split(".")[3], "%Y%jT%H%M%S").isoformat() == begin[:19]
    points = umm["SpatialExtent"]["HorizontalSpatialDomain"]["Geometry"]["GPolygons"][0]["Boundary"]["Points"]
    x, y = np.array([(point["Longitude"], point["Latitude"]) for point in points]).T
    assert (x[0], y[0]) == (x[-1], y[-1])
    assert 0.5 * np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) > 0.0     # anticlockwise, as UMM-G asks
    east, north = Transformer.from_crs("EPSG:4326", "EPSG:32611", always_xy=True).transform(x, y)
    left, bottom, right, top = small.grid.boundingbox.bbox
    assert (east.min(), north.min(), east.max(), north.max()) == pytest.approx((left, bottom, right, top), abs=0.01)


def test_the_example_has_three_months_of_all_sensors():
    season = summer()
    assert season.months() == ((2024, 5), (2024, 6), (2024, 7))
    assert len(season.modis) == len(season.l30) + len(season.s30) == 12
    assert all(sum(day.month == month for day in days) == 2 for month in (5, 6, 7)
               for days in (season.l30, season.s30, season.ecostress))
    assert summer([6]).months() == ((2024, 6),)


def test_a_season_is_written_with_its_records(small, tmp_path):
    pytest.importorskip("pyhdf")
    season = Season((DAY,), (), (DAY + datetime.timedelta(days=1),))
    granules = write_season(small, season, tmp_path / "archive")
    assert [each.short_name for each in granules] == ["HLSL30", "MOD11A1", "ECO_L2T_LSTE"]
    assert all(path.parent == tmp_path / "archive" / each.short_name for each in granules
               for path in each.files.values())
    paths = write_records(granules, tmp_path / "records")
    assert [json.loads(path.read_text("utf-8")) for path in paths] == [record(each) for each in granules]
    concepts = [record(each)["meta"]["concept-id"] for each in granules]
    assert len(set(concepts)) == 3
    west, south, east, north = ring_bounds(granules[1].footprint)
    inner = ring_bounds(granules[0].footprint)
    assert west < inner[0] and south < inner[1] and east > inner[2] and north > inner[3]


def ring_bounds(ring):
    x, y = zip(*ring)
    return min(x), min(y), max(x), max(y)


def test_truth_of_a_cell_is_that_of_its_pixels(small):
    # Cells of 10 x 10 pixels of the scene's own grid, whose means need no support operator.
    grid = small.grid
    cells = GeoBox((30, 30), grid.affine * grid.affine.scale(10.0), grid.crs)
    days = [DAY, datetime.date(2024, 6, 23)]
    season = Season(tuple(days), (), (datetime.date(2024, 6, 5),))
    truth = cell_truth(small, season, [*days, *season.ecostress], cells)

    def means(values):
        return values.astype(float).reshape(30, 10, 30, 10).mean(axis=(1, 3))

    red, nir = ([means(getattr(small, band)(day)) for day in days] for band in ("red", "nir"))
    ndvi = np.mean([(n - r) / (n + r) for r, n in zip(red, nir)], axis=0)
    np.testing.assert_allclose(truth.ndvi, ndvi, atol=1e-5)
    np.testing.assert_allclose(truth.lst, np.mean([means(small.lst(day, 10.5)) for day in days], axis=0), atol=1e-3)
    np.testing.assert_allclose(truth.station_lst, means(small.lst(season.ecostress[0], 11.0)), atol=1e-3)
    # It is the index of the means, and not the mean of the index.
    assert np.abs(truth.ndvi - np.mean([means(small.ndvi(day)) for day in days], axis=0)).max() > 1e-3


def test_truth_of_clear_days_is_that_of_each_pixel_s_own_days(small):
    """Against plain means of arrays: pixels without a clear day take no part, nor do cells that lack half of theirs."""
    grid = small.grid
    cells = GeoBox((30, 30), grid.affine * grid.affine.scale(10.0), grid.crs)
    days = (DAY, datetime.date(2024, 6, 23))
    season = Season(days, (), (datetime.date(2024, 6, 5), datetime.date(2024, 6, 20)))
    truth = cell_truth(small, season, [*days, *season.ecostress], cells, clear=True)

    def mean(stacks, hidden):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)     # of means of nothing
            pixels = np.nanmean(np.where(hidden, np.nan, np.array(stacks, float)), axis=0)
            blocks = pixels.reshape(30, 10, 30, 10).swapaxes(1, 2).reshape(30, 30, 100)
            return np.where(np.isfinite(blocks).sum(axis=2) >= 50, np.nanmean(blocks, axis=2), np.nan)

    dark = [small.array(lambda truth: truth.clouds(day) | truth.cloud_edges(day) | truth.shadows(day, 10.5))
            for day in days]
    red, nir = (mean([getattr(small, band)(day) for day in days], dark) for band in ("red", "nir"))
    np.testing.assert_allclose(truth.ndvi, (nir - red) / (nir + red), atol=1e-5)
    covered = [small.array(lambda truth: truth.clouds(day)) for day in season.ecostress]
    # The space station crosses at 11 and at 13 hours.
    station = mean([small.lst(day, hour) for day, hour in zip(season.ecostress, (11.0, 13.0))], covered)
    np.testing.assert_allclose(truth.station_lst, station, atol=1e-3)
    assert 0 < np.isnan(station).sum() < station.size / 2
    # Cells of MODIS are clear or not as a whole.
    shares = [small.array(lambda truth: truth.clouds(day)).reshape(30, 10, 30, 10).mean(axis=(1, 3)) for day in days]
    lst = [small.lst(day, 10.5).astype(float).reshape(30, 10, 30, 10).mean(axis=(1, 3)) for day in days]
    seen = np.array(shares) <= 0.5
    want = np.divide(np.where(seen, lst, 0.0).sum(axis=0), seen.sum(axis=0), out=np.full((30, 30), np.nan),
                     where=seen.any(axis=0))
    np.testing.assert_allclose(truth.lst, want, atol=1e-3)


def test_season_truth_by_month_and_day(small):
    season = Season((DAY,), (datetime.date(2024, 6, 13),), (datetime.date(2024, 6, 20),))
    told = season_truth(small, season)
    assert list(told["days"]) == ["2024-06-07", "2024-06-13"] and list(told["months"]) == ["2024-06"]
    truth = cell_truth(small, season, [*season.modis, *season.ecostress])
    inside = np.isfinite(truth.lst)
    assert told["months"]["2024-06"]["cells"] == inside.sum() < modis_grid(small).shape[0] * modis_grid(small).shape[1]
    lst, ndvi = truth.lst[inside], truth.ndvi[inside]
    r = np.mean((lst - lst.mean()) * (ndvi - ndvi.mean())) / (lst.std() * ndvi.std())
    assert told["months"]["2024-06"]["lst_ndvi"] == pytest.approx(r)
    # Warm ground is bare ground, and both sensors see the same one.
    assert r < -0.4
    assert told["months"]["2024-06"]["station_lst"] > 0.8
    part = season_truth(small, season, small.grid[40:260, 40:260])
    assert part["days"]["2024-06-07"]["cells"] < told["days"]["2024-06-07"]["cells"]


def test_what_has_no_answer_is_refused(small):
    season = Season((DAY,), (), ())
    with pytest.raises(ValueError, match="none of these days"):
        cell_truth(small, season, [datetime.date(2024, 1, 1)])
    with pytest.raises(ValueError, match="three cells"):
        correlation(np.array([1.0, 2.0, np.nan]), np.array([2.0, 1.0, 3.0]))
