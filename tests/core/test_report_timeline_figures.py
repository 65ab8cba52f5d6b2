"""The timeline: its dates, bands and words; plotly itself takes it."""

import json

import numpy as np
import pytest
from multiscale_fusion.core.report.timeline_figures import Mark, describe_timeline, timeline_figure

DAYS = np.datetime64("2020-03-01T12:00:00", "s") + np.array([0, 8, 16, 40]) * np.timedelta64(86_400, "s")


def taken(figure):
    graph = pytest.importorskip("plotly.graph_objects")
    graph.Figure(figure)
    return json.loads(json.dumps(figure, allow_nan=False))


def test_dates_stand_at_their_share_and_gaps_are_bands():
    marks = [Mark(DAYS[0], 0.25, True), Mark(DAYS[1], 0.0, False), Mark(DAYS[2], 1.0, True), Mark(DAYS[3], 0.5, True)]
    figure = taken(timeline_figure(marks, [(DAYS[2], DAYS[3])]))
    counted, idle = figure["data"]
    assert counted["x"] == ["2020-03-01T12:00:00", "2020-03-17T12:00:00", "2020-04-10T12:00:00"]
    assert counted["y"] == [0.25, 1.0, 0.5] and (idle["y"], idle["marker"]["symbol"]) == ([0.0], "x")
    band, = figure["layout"]["shapes"]
    assert (band["x0"], band["x1"]) == ("2020-03-17T12:00:00", "2020-04-10T12:00:00")
    assert describe_timeline(marks, [(DAYS[2], DAYS[3])]) == (
        "3 dates count, 1 do not; 1 gaps are shaded. The dates that count have 0.25 to 1 of their pixels valid, 0.5 in "
        "the middle.")


def test_without_shares_there_is_no_scale():
    marks = [Mark(day, None, True) for day in DAYS]
    figure = taken(timeline_figure(marks, []))
    assert len(figure["data"]) == 1 and figure["layout"]["yaxis"]["showticklabels"] is False
    assert figure["layout"]["shapes"] == []
    assert describe_timeline(marks, []) == "4 dates count, 0 do not; 0 gaps are shaded."


def test_very_many_dates_are_thinned_evenly():
    first = np.datetime64("2000-01-01T00:00:00", "s")
    marks = [Mark(first + number * np.timedelta64(3600, "s"), None, True) for number in range(10_000)]
    xs = taken(timeline_figure(marks, []))["data"][0]["x"]
    assert 2000 <= len(xs) <= 3000 and xs[0] == "2000-01-01T00:00:00" and xs[-1] > "2001-02-20"
