"""The figures against brute force, numpy's own fits and plotly's published palettes."""

import json

import numpy as np
import pytest
from multiscale_fusion.core.report.figures import (
    correlation_figure,
    describe_correlation,
    describe_histogram,
    describe_maps,
    describe_scatter,
    histogram_figure,
    maps_figure,
    scatter_figure,
)
from multiscale_fusion.core.report.style import THEMES


def contrast(a, b):
    """The contrast ratio of WCAG 2.1 between two colours "#rrggbb"."""
    def luminance(colour):
        channels = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_read():
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # the known lightest grey on white
    for theme in THEMES.values():
        for name in ("ink", "muted", "link", "info", "warning", "blocker"):
            assert contrast(theme[name], theme["page"]) >= 4.5
            assert contrast(theme[name], theme["band"]) >= 4.5
        for figure in (histogram_figure([1, 2], "a"), scatter_figure([1, 2], [3, 4], "a", "b")):
            for trace in figure["data"]:
                colour = trace.get("marker", trace.get("line"))["color"]
                assert contrast(colour, theme["page"]) >= 3  # graphical objects


def test_palettes_are_the_published_ones():
    colors = pytest.importorskip("plotly.colors")
    maps = maps_figure([("a", "", np.arange(4.0).reshape(2, 2))])["data"][0]
    assert [colour for _, colour in maps["colorscale"]] == [colour.lower() for colour in colors.sequential.Viridis]
    correlation = correlation_figure(["a"], [[1]])["data"][0]
    as_rgb = [f"rgb({int(c[1:3], 16)},{int(c[3:5], 16)},{int(c[5:], 16)})" for _, c in correlation["colorscale"]]
    assert as_rgb == colors.diverging.RdBu
    assert (correlation["zmin"], correlation["zmax"]) == (-1, 1)


def test_correlations_are_printed_and_can_be_read():
    values = np.linspace(-1, 1, 49).reshape(7, 7)
    values[2, 5] = np.nan
    figure = correlation_figure(list("abcdefg"), values)
    printed = {(each["y"], each["x"]): each for each in figure["layout"]["annotations"]}
    assert len(printed) == 49
    scale = figure["data"][0]["colorscale"]
    for (row, column), value in np.ndenumerate(values):
        each = printed[row, column]
        assert each["text"] == ("n/a" if np.isnan(value) else f"{value:.2f}")
        if np.isnan(value):
            assert figure["data"][0]["z"][row][column] is None
            assert "color" not in each["font"]  # the theme's own
            continue
        place = (value + 1) / 2
        channels = [
            np.interp(place, [at for at, _ in scale], [int(colour[start:start + 2], 16) for _, colour in scale])
            for start in (1, 3, 5)
        ]
        background = "#" + "".join(f"{round(channel):02x}" for channel in channels)
        assert contrast(each["font"]["color"], background) >= 4.5
    assert figure["layout"]["yaxis"]["range"] == [6.5, -0.5]  # the diagonal runs from the upper left


def test_correlations_in_words():
    matrix = [[1, 0.2, -0.9], [0.2, 1, np.nan], [-0.9, np.nan, 1]]
    assert describe_correlation(["a", "b", "c"], matrix) == (
        "Strongest positive: a and b, 0.20. Strongest negative: a and c, -0.90. Pairs without a defined correlation: 1."
    )
    assert describe_correlation(["a"], [[1]]) == "No pair of layers is correlated."


def test_few_points_are_points():
    x = np.array([1.0, 2.0, np.nan, 4.0, np.inf])
    y = np.ma.masked_greater(np.array([2.0, 4.1, 1.0, 8.0, 1.0]), 90)
    points, line = scatter_figure(x, y, "x", "y")["data"]
    assert (points["x"], points["y"]) == ([1.0, 2.0, 4.0], [2.0, 4.1, 8.0])
    slope, intercept = np.polyfit([1, 2, 4], [2, 4.1, 8], 1)
    np.testing.assert_allclose(line["x"], [1, 4])
    np.testing.assert_allclose(line["y"], [slope + intercept, 4 * slope + intercept], rtol=1e-8)


@pytest.mark.parametrize("offset", [0.0, 4e6])
def test_many_points_are_counted(offset):
    rng = np.random.default_rng(2)
    x = rng.normal(size=200_000)
    y = offset + 0.5 * x + rng.normal(size=x.size)
    x[:100] = np.nan
    figure = scatter_figure(x, y, "x", "y")
    density, line = figure["data"]
    counts = np.array(density["customdata"])
    assert counts.sum() == x.size - 100
    assert len(json.dumps(figure)) < 200_000
    z = np.array(density["z"], float)
    np.testing.assert_array_equal(np.isnan(z), counts == 0)
    np.testing.assert_allclose(10 ** z[counts > 0], counts[counts > 0], rtol=2e-3)
    for row, column in [(40, 40), (35, 50), (0, 0), (79, 79)]:
        middle = density["x0"] + column * density["dx"], density["y0"] + row * density["dy"]
        inside = (np.abs(x - middle[0]) < density["dx"] / 2) & (np.abs(y - middle[1]) < density["dy"] / 2)
        assert counts[row, column] == pytest.approx(inside.sum(), abs=1)  # of extremes, which lie on the edge
    slope = np.polyfit(x[100:], y[100:], 1)[0]
    assert (line["y"][1] - line["y"][0]) / (line["x"][1] - line["x"][0]) == pytest.approx(slope, rel=2e-3)


def test_whole_numbers_get_a_bin_each():
    x = np.repeat(np.arange(5), 1000)
    density = scatter_figure(x, x[::-1], "x", "y")["data"][0]
    np.testing.assert_array_equal(density["customdata"], 1000 * np.eye(5, dtype=int)[::-1])
    assert (density["x0"], density["dx"]) == (0.0, 1.0)
    bars = histogram_figure([3, 4, 4, 6], "a")["data"][0]
    assert (bars["x0"], bars["dx"], bars["y"]) == (3.0, 1.0, [1, 2, 0, 1])


def test_scatter_in_words():
    rng = np.random.default_rng(3)
    x = rng.normal(300, 10, 5000)
    y = 2 - 0.01 * x + rng.normal(0, 0.1, x.size)
    text = describe_scatter(x, y, "LST", "NDVI")
    slope, intercept = np.polyfit(x, y, 1)
    assert text == (
        f"n = 5000 pairs of values, shown by how many fall into each bin; r = {np.corrcoef(x, y)[0, 1]:.3f}; "
        f"least-squares line: NDVI = {slope:.4g} × LST + {intercept:.4g}."
    )
    assert describe_scatter([1, 2], [1, -3], "a", "b").endswith("r = -1.000; least-squares line: b = -4 × a + 5.")
    assert describe_scatter([0.1] * 3, [1, 2, 3], "a", "b") == (
        "n = 3 pairs of values; no line, since it needs two pairs that differ in a."
    )
    assert "r is undefined, as b is constant" in describe_scatter([1, 2, 3], [0.1] * 3, "a", "b")
    assert describe_scatter([], [], "a", "b").startswith("n = 0 pairs")
    assert len(scatter_figure([], [], "a", "b")["data"]) == 1


def test_maps_are_block_means():
    rng = np.random.default_rng(4)
    values = rng.normal(300, 10, (700, 950))
    values[:50, :60] = np.nan
    values[113, 109] = np.inf
    trace = maps_figure([("a", "K", values)])["data"][0]
    z = np.array(trace["z"], float)
    assert z.shape == (175, 238)
    for row in range(0, 175, 7):
        for column in range(0, 238, 9):
            block = values[4 * row:4 * row + 4, 4 * column:4 * column + 4]
            block = block[np.isfinite(block)]
            expected = block.mean() if block.size else np.nan
            np.testing.assert_allclose(z[row, column], expected, atol=0.05)
    assert np.isnan(z[0, 0])
    assert len(json.dumps(trace)) < 500_000


def test_maps_of_classes_hold_only_their_classes():
    classes = np.ma.masked_equal(np.random.default_rng(5).choice([0, 11, 95], (901, 650)).astype(np.uint8), 0)
    z = np.array(maps_figure([("a", "", classes)])["data"][0]["z"], float)
    assert max(z.shape) <= 300
    assert set(np.unique(z[np.isfinite(z)])) == {11, 95}
    assert np.isnan(z).mean() == pytest.approx(1 / 3, abs=0.02)


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_maps_lie_side_by_side(count):
    layout = maps_figure([(f"m{i}", "K", np.ones((3, 4))) for i in range(count)])["layout"]
    boxes = []
    for number in range(1, count + 1):
        key = "" if number == 1 else str(number)
        x, y = layout[f"xaxis{key}"], layout[f"yaxis{key}"]
        assert (y["scaleanchor"], y["autorange"]) == (f"x{key}", "reversed")
        assert 0 <= x["domain"][0] < x["domain"][1] <= 1
        assert 0 <= y["domain"][0] < y["domain"][1] <= 1
        boxes.append((*x["domain"], *y["domain"]))
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[1] < b[0] or b[1] < a[0] or a[3] < b[2] or b[3] < a[2]
    assert [each["text"] for each in layout["annotations"]] == [f"<b>m{i}</b>" for i in range(count)]


def test_maps_in_words():
    values = np.array([[1.0, np.nan], [2.5, 4.0]])
    assert describe_maps([("a", "K", values), ("b", "", np.full((2, 2), np.nan)), ("c", "", np.ones((1, 1)))]) == (
        "a: 1 to 4 K (25.0% missing); b: no values; c: 1 to 1. Missing cells are grey."
    )
    assert maps_figure([("b", "", np.full((2, 2), np.nan))])["data"][0]["z"] == [[None, None], [None, None]]


def test_histograms_count_every_value():
    values = np.random.default_rng(6).gamma(2, size=10_000)
    values[:10] = np.nan
    bars = histogram_figure(values, "a", "K")["data"][0]
    assert sum(bars["y"]) == 9990
    assert len(bars["y"]) <= 60
    assert bars["x0"] - bars["dx"] / 2 == pytest.approx(np.nanmin(values))
    low, quarter, half, three, high = (f"{q:.4g}" for q in np.nanpercentile(values, [0, 25, 50, 75, 100]))
    assert describe_histogram(values, "a", "K") == (
        f"a: 9990 values from {low} to {high} K, half of them between {quarter} and {three}, the median {half}."
    )
    assert histogram_figure([np.nan], "a")["data"][0]["y"] == [0]
    assert describe_histogram([], "a") == "a has no values."
    assert sum(histogram_figure(np.full(7, 0.3), "a")["data"][0]["y"]) == 7
