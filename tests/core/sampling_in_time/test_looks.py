"""Dates from texts, and shares of valid pixels of rasters."""

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.sampling_in_time.looks import Look, day_middles, joined, read_dates, valid_share
from multiscale_fusion.tests.processing import rasters

MORNING = np.datetime64("2024-06-02T10:00:00", "s")


def test_dates_in_all_spellings():
    found = read_dates("2024-06-02, 2024154;2024-06-02T18:20:11Z\n2024-06-02T18:20:11+02:00  20240602 "
                       "2024-06-01/2024-06-16")
    assert found.astype(str).tolist() == [
        "2024-06-02T12:00:00", "2024-06-02T12:00:00", "2024-06-02T18:20:11", "2024-06-02T16:20:11",
        "2024-06-02T12:00:00", "2024-06-09T00:00:00"]
    assert read_dates(" , ").size == 0


@pytest.mark.parametrize("text", ["2024-13-01", "2024400", "yesterday", "2024-06-02,18:20", "2024-02-30"])
def test_what_is_no_date_is_named(text):
    with pytest.raises(FusionError, match=f"{text.split(',')[-1]} is no date; write dates as 2024-06-02"):
        read_dates(text)


def test_midnights_alone_are_days():
    days = np.array(["2024-06-02", "NaT", "2024-06-05"], "datetime64[s]")
    assert day_middles(days).astype(str).tolist() == ["2024-06-02T12:00:00", "NaT", "2024-06-05T12:00:00"]
    hours = np.array(["2024-06-02T00:00", "2024-06-02T03:00"], "datetime64[s]")
    assert (day_middles(hours) == hours).all()


def test_tiles_of_an_overpass_are_one_look():
    looks = [Look(MORNING + np.timedelta64(minutes, "m"), name, valid, valid > 0.0)
             for minutes, name, valid in ((10, "b", 0.5), (0, "a", 0.0), (20, "c", 0.2), (1440, "d", 0.0))]
    first, second = joined(looks, 0.05)
    assert (first.name, first.valid, first.counts) == ("b", 0.5, True)
    assert first.time == MORNING + np.timedelta64(15, "m") and not second.counts
    assert len(joined(looks, 0.001)) == 4


@pytest.mark.parametrize("side", [300, 1500])
def test_share_of_valid_pixels(tmp_path, side):
    """Small rasters exactly; of large ones from 16 places."""
    values = np.ones((2, side, side), np.float32)
    values[0, :, : side // 4] = np.nan
    values[1, : side // 2] = np.nan
    path = rasters.write(tmp_path / "scene.tif", values)
    with RasterSource(str(path)) as source:
        found = [valid_share(source, bands) for bands in ([1], [2], [1, 2])]
    expected = [float(np.isfinite(values[bands]).all(0).mean()) for bands in ([0], [1], [0, 1])]
    assert found == (expected if side == 300 else pytest.approx(expected, abs=0.01))
