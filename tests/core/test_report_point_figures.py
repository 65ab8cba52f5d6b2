"""Figures on points: lines, maps and surfaces of shifts, against brute force; plotly itself takes them."""

import json

import numpy as np
import pytest
from multiscale_fusion.core.report.point_figures import (
    describe_point_map,
    describe_shift,
    lines_figure,
    point_map_figure,
    shift_figure,
)


def taken(figure):
    """By plotly, which knows its attributes; and by JSON without NaN."""
    graph = pytest.importorskip("plotly.graph_objects")
    graph.Figure(figure)
    return json.loads(json.dumps(figure, allow_nan=False))


def places(count, seed=1):
    random = np.random.default_rng(seed)
    return random.uniform(10.0, 11.0, count), random.uniform(45.0, 45.5, count), random.normal(0.5, 2.0, count)


def test_given_lines_stand_in_for_the_least_squares_one():
    x, y = np.array([0.0, 1.0, 4.0, np.nan]), np.array([1.0, 3.0, 8.0, 2.0])
    figure = taken(lines_figure(x, y, "dem", "elev", [("Robust", 2.0, 1.0), ("Equal", 1.0, 0.0)]))
    points, robust, equal = figure["data"]
    assert points["x"] == [0.0, 1.0, 4.0] and points["mode"] == "markers"
    assert (robust["name"], robust["x"], robust["y"]) == ("Robust", [0.0, 4.0], [1.0, 9.0])
    assert (equal["x"], equal["y"]) == ([0.0, 4.0], [0.0, 4.0])
    assert robust["line"]["color"] != equal["line"]["color"]


def test_lines_that_are_not_defined_are_left_out():
    assert len(lines_figure([1.0, 1.0], [2.0, 3.0], "a", "b", [("Robust", np.nan, np.nan)])["data"]) == 1
    assert len(taken(lines_figure([np.nan], [1.0], "a", "b", [("Equal", 1.0, 0.0)]))["data"]) == 1


def test_few_points_are_points_in_colours_around_zero():
    x, y, values = places(300)
    values[7] = np.nan
    figure = taken(point_map_figure(x, y, values, "Differences", "m", stretch=1.4))
    trace, = figure["data"]
    kept = np.arange(300) != 7
    np.testing.assert_allclose(trace["marker"]["color"], values[kept], rtol=1e-8)
    np.testing.assert_allclose(trace["x"], x[kept], rtol=1e-8)
    assert trace["marker"]["cmax"] == -trace["marker"]["cmin"] == np.percentile(np.abs(values[kept]), 98)
    assert figure["layout"]["yaxis"]["scaleratio"] == 1.4


def test_many_points_are_means_of_square_cells():
    x, y, values = places(20_000)
    trace, = taken(point_map_figure(x, y, values, "Differences", "m", stretch=1.4))["data"]
    image = np.array([[np.nan if value is None else value for value in row] for row in trace["z"]])
    assert image.shape == (43, 60) and trace["dx"] == pytest.approx(trace["dy"] * 1.4)
    for row, column in ((0, 0), (20, 30), (41, 59)):
        left, low = trace["x0"] + (column - 0.5) * trace["dx"], trace["y0"] + (row - 0.5) * trace["dy"]
        inside = (x >= left) & ((x < left + trace["dx"]) | (column == 59)) & (y >= low) & (y < low + trace["dy"])
        assert image[row, column] == pytest.approx(values[inside].mean(), rel=1e-5)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_or_no_points_make_a_figure(count):
    x, y, _ = places(count)
    taken(point_map_figure(x, y, np.zeros(count), "Differences"))
    assert describe_point_map(x, y, np.zeros(count), "Difference")


def test_a_map_in_words():
    x, y = np.array([0.0, 1.0, 0.0, 1.0]), np.array([1.0, 1.0, 0.0, 0.0])
    told = describe_point_map(x, y, np.array([1.0, -2.0, 3.0, -4.0]), "Difference", "m")
    assert told == ("4 points, 50% of them above 0. Means (m) in the north-west 1, north-east -2, south-west 3, "
                    "south-east -4.")


def test_a_surface_has_each_error_in_its_place():
    side = np.arange(-2.0, 3.0) * 5.0
    nodes = np.stack([each.ravel() for each in np.meshgrid(side, side)], 1)
    nodes = nodes[np.argsort(np.hypot(*nodes.T), kind="stable")]
    nodes = nodes[np.hypot(*nodes.T) <= 10.0]
    errors = np.hypot(nodes[:, 0] - 5.0, nodes[:, 1] + 5.0)
    figure = taken(shift_figure(nodes, errors, (4.6, -5.2), np.diag([4.0, 1.0]), "RMSE by shift", "RMSE"))
    surface, still, best, rim = figure["data"]
    for (east, north), error in zip(nodes, errors):
        assert surface["z"][surface["y"].index(north)][surface["x"].index(east)] == pytest.approx(error, rel=1e-5)
    assert sum(value is None for row in surface["z"] for value in row) == 25 - len(nodes)
    assert (still["x"], still["y"], best["x"], best["y"]) == ([0.0], [0.0], [4.6], [-5.2])
    # 95 % of a normal distribution: 2.4477 standard deviations.
    assert max(rim["x"]) - 4.6 == pytest.approx(2 * 2.4477, rel=1e-3)
    assert max(rim["y"]) + 5.2 == pytest.approx(2.4477, rel=1e-3)
    told = describe_shift(nodes, errors, "RMSE")
    assert told == "RMSE at 13 shifts: 7.071 without a shift, least 0 at 5 m east and -5 m north, greatest 15.81."


def test_without_a_place_there_is_the_surface_alone():
    figure = taken(shift_figure(np.zeros((1, 2)), np.ones(1), (np.nan, np.nan), None, "RMSE", "RMSE"))
    assert len(figure["data"]) == 2
