"""Windows of time, scenes that fall into none, quality that belongs to which scene, and what is refused."""

from datetime import datetime, timezone

import numpy as np
import pytest
from multiscale_fusion.core.advice.times import TimeSpan
from multiscale_fusion.core.composite.scenes import pair_quality
from multiscale_fusion.core.composite.windows import MOST_WINDOWS, make_windows
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.composite import stacks
from multiscale_fusion.tests.processing import rasters


def spans(*days):
    moments = [datetime.fromisoformat(day).replace(tzinfo=timezone.utc) for day in days]
    return [TimeSpan(moment, moment, "") for moment in moments]


@pytest.mark.parametrize("kind, days, options, expected", [
    ("month", ["2023-11-30T23:59", "2024-02-01"], {}, ["2023-11", "2023-12", "2024-01", "2024-02"]),
    ("season", ["2023-11-30", "2023-12-01", "2024-06-01"], {}, ["2023 SON", "2024 DJF", "2024 MAM", "2024 JJA"]),
    ("season", ["2024-02-29"], {}, ["2024 DJF"]),
    ("whole", ["2024-03-05T10:00", "2024-01-07T09:00"], {}, ["2024-01-07/2024-03-05"]),
    ("days", ["2023-12-18", "2024-01-17"], {"days": 16},
     ["2023-12-03/2023-12-18", "2023-12-19/2023-12-31", "2024-01-01/2024-01-16", "2024-01-17/2024-02-01"]),
    ("days", ["2023-12-30", "2024-01-05"], {"days": 5, "start": "2024-01-03"},
     ["2023-12-29/2024-01-02", "2024-01-03/2024-01-07"]),
    ("days", ["2024-01-03"], {"days": 1}, ["2024-01-03"]),
    ("custom", ["2024-01-03"], {"dates": "2024-01-01/2024-01-31; 2024-01-15/2024-02-10,2024-03-01"},
     ["2024-01-01/2024-01-31", "2024-01-15/2024-02-10", "2024-03-01"]),
])
def test_windows_of_each_kind(kind, days, options, expected):
    windows = make_windows(kind, spans(*days), **options)
    assert [window.name for window in windows] == expected
    for window in windows:
        assert (window.begin.hour, window.end.hour, window.end.minute, window.end.second) == (0, 23, 59, 59)
    if kind != "custom":
        assert all((b.begin - a.end).total_seconds() == 1.0 for a, b in zip(windows, windows[1:]))
        assert all(sum(window.holds(span.begin) for window in windows) == 1 for span in spans(*days))


@pytest.mark.parametrize("kind, options, part", [
    ("custom", {"dates": ""}, "DATES"), ("custom", {"dates": "May 2024"}, "May 2024 is no interval"),
    ("custom", {"dates": "2024-01-02/2024-01-01"}, "is no interval"),
    ("custom", {"dates": "2024-01-02,2024-01-02"}, "twice"),
    ("days", {"days": 1, "start": "soon"}, "START soon"), ("days", {"days": 1}, f"more than {MOST_WINDOWS}")])
def test_windows_that_cannot_be_made_are_refused(kind, options, part):
    with pytest.raises(FusionError, match=part):
        make_windows(kind, spans("1999-01-03", "2024-01-03"), **options)


def test_a_product_of_many_days_falls_where_its_middle_is(folder, tmp_path):
    stack = stacks.values(2, shape=(8, 9), missing=0.0)
    paths = stacks.write(tmp_path, stack, files=["MOD13A2.A2024145.h08v05.061.tif", "MOD13A2.A2024161.h08v05.061.tif"])
    found, result = stacks.run(stacks.scenes(paths), folder, window="month")
    # From 24 May and from 9 June, 16 days each: their middles are 1 and 17 June.
    assert [window.name for window in result.windows] == ["2024-06"]
    assert np.array_equal(found["count"][0][6:], np.full((2, 9), 2.0))


@pytest.fixture
def paths(tmp_path):
    return stacks.write(tmp_path, stacks.values(4, shape=(30, 40)))


def test_scenes_in_no_window_and_windows_without_scenes_are_told(paths, folder, reporter):
    found, result = stacks.run(stacks.scenes(paths), folder, window="custom", reporter=reporter,
                               dates="2024-05-01/2024-05-20,2024-07-01/2024-07-31")
    assert [finding.code for finding in result.findings] == ["WINDOW_EMPTY", "SCENES_UNUSED"]
    assert result.used == 2 and "2024-07-01/2024-07-31" in result.findings[0].message
    assert "scene_20240524.tif, scene_20240603.tif" in result.findings[1].message
    assert np.isnan(found["output"][1]).all() and (found["count"][1] == 0.0).all()


def test_a_window_whose_pixels_all_have_too_few_values_is_told(paths, folder):
    found, result = stacks.run(stacks.scenes(paths), folder, min_count=5)
    assert [finding.code for finding in result.findings] == ["COMPOSITE_EMPTY"]
    assert np.isnan(found["output"]).all()


def test_cancelled_runs_leave_nothing(paths, folder, reporter):
    reporter.cancel_at = 0.2
    with pytest.raises(Cancelled):
        stacks.run(stacks.scenes(paths), folder, reporter=reporter)
    assert not list(folder.iterdir())


@pytest.mark.parametrize("options, part", [
    ({"statistic": "mode"}, "statistic mode is unknown"), ({"window": "year"}, "window of time year is unknown"),
    ({"percentile": 101.0}, "PERCENTILE"), ({"min_count": 0}, "MIN_COUNT"), ({"days": 0}, "DAYS"),
    ({"band": 2}, "no band 2"), ({"statistic": "best_quality"}, "needs the quality"),
    ({"statistic": "inverse_variance", "quality_band": 2}, "no band 2"),
    ({"kind": "categorical"}, "no meaning for categorical .*latest or best_quality"),
    ({"kind": "circular", "statistic": "median"}, "no meaning for circular"),
    ({"kind": "categorical", "statistic": "latest"}, "SPREAD"),
    ({"kind": "circular", "outliers": 3.0}, "OUTLIERS")])
def test_what_makes_no_sense_is_refused(paths, folder, options, part):
    with pytest.raises(FusionError, match=part):
        stacks.run(stacks.scenes(paths), folder, **options)
    assert not list(folder.iterdir())


def test_means_of_class_codes_stop_the_run_unless_accepted(folder, tmp_path):
    rng = np.random.default_rng(2)
    codes = np.kron(rng.choice(np.array([10, 20, 30, 80], np.uint8), (3, 12, 12)), np.ones((1, 9, 9), np.uint8))
    files = [f"landcover_{year}0601.tif" for year in (2021, 2022, 2023)]
    given = stacks.scenes(stacks.write(tmp_path, codes, nodata=0, files=files))
    with pytest.raises(FusionError, match="CATEGORICAL_AVERAGE.*latest or best_quality.*ACCEPT"):
        stacks.run(given, folder, kind="auto", outputs=())
    assert not list(folder.iterdir())
    stacks.run(given, folder, kind="auto", outputs=(), accept=frozenset({"CATEGORICAL_AVERAGE"}))
    _, result = stacks.run(given, folder, kind="auto", statistic="latest", outputs=(), dtype="auto")
    assert result.kind == "categorical"


def test_means_of_totals_are_warned_of(paths, folder):
    _, result = stacks.run(stacks.scenes(paths), folder, kind="extensive")
    assert [finding.code for finding in result.findings] == ["UNUSUAL_STATISTIC"]
    assert "COUNT" in result.findings[0].remedy


def test_other_grids_need_one_to_composite_on(paths, folder, tmp_path):
    other = rasters.write(tmp_path / "scene_20240801.tif", np.ones((30, 40), np.float32), pixel=60.0)
    with pytest.raises(FusionError, match="different grids"):
        stacks.run(stacks.scenes([*paths, other]), folder)
    with pytest.raises(FusionError, match="finer than the pixels of scene_20240801.tif"):
        stacks.run(stacks.scenes([*paths, other]), folder, target=RasterSource(str(paths[0])).grid)


def test_quality_belongs_to_the_scene_of_its_date_or_place(paths, tmp_path):
    sources = [RasterSource(str(path)) for path in paths]
    dates = spans("2024-05-04", "2024-05-14", "2024-05-24", "2024-06-03")
    mixed = [2, 0, 3, 1]
    found = pair_quality(sources, dates, [sources[k] for k in mixed], [dates[k] for k in mixed])
    assert [scene.quality for scene in found] == sources
    # Two tiles of a date: by place in the list.
    twins = [dates[0], dates[0], *dates[2:]]
    found = pair_quality(sources, twins, sources[::-1], [None] * 4)
    assert [scene.quality for scene in found] == sources[::-1]
    with pytest.raises(FusionError, match="order of INPUTS"):
        pair_quality(sources, twins, sources, [twins[2], *twins[1:]])
    with pytest.raises(FusionError, match="QUALITY holds 3 rasters and INPUTS 4"):
        pair_quality(sources, dates, sources[:3], dates[:3])
