"""Figures of curves, bars and panels; plotly itself takes them."""

import json

import numpy as np
import pytest
from multiscale_fusion.core.message import message
from multiscale_fusion.core.report.line_figures import (
    COLOURS,
    Curve,
    bars_figure,
    curves_figure,
    describe_bars,
    describe_panels,
    panels_figure,
)
from multiscale_fusion.core.report.style import THEMES


def taken(figure):
    """By plotly, which knows its attributes; and by JSON without NaN."""
    graph = pytest.importorskip("plotly.graph_objects")
    graph.Figure(figure)
    return json.loads(json.dumps(figure, allow_nan=False))


def contrast(first, second):
    """After WCAG 2.1."""
    def luminance(colour):
        parts = [int(colour[k:k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055)**2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_curves_keep_their_values_and_looks():
    x = np.array([1.0, 2.0, 4.0])
    figure = taken(curves_figure([Curve("seen", x, 2.0 * x, points=True, colour="data"),
                                  Curve("model", x, np.array([1.0, np.nan, 3.0]), dash="dash")], "Title", "h", "g"))
    seen, model = figure["data"]
    assert (seen["mode"], seen["x"], seen["y"]) == ("markers", [1.0, 2.0, 4.0], [2.0, 4.0, 8.0])
    assert (model["mode"], model["y"], model["line"]["dash"]) == ("lines", [1.0, None, 3.0], "dash")
    assert figure["layout"]["xaxis"]["title"]["text"] == "h" and figure["layout"]["title"]["text"] == "Title"


def test_bars_stand_in_the_order_given_and_names_are_no_markup():
    names = ["<b>ndvi</b>", "x" * 100]
    figure = taken(bars_figure(names, [2.0, 0.5], "Importances", "RMSE"))
    trace, = figure["data"]
    assert trace["x"] == [2.0, 0.5] and trace["y"] == [0, 1]
    labels = figure["layout"]["yaxis"]["ticktext"]
    assert labels[0] == "&lt;b&gt;ndvi&lt;/b&gt;" and len(labels[1]) == 40 and "…" in labels[1]
    assert figure["layout"]["yaxis"]["autorange"] == "reversed"
    assert describe_bars(["a", "b"], [2.0, 0.5], "K") == "a: 2 K; b: 0.5 K"


@pytest.mark.parametrize("count", [1, 3, 4, 6])
def test_panels_do_not_overlap_and_share_their_scale(count):
    x = np.linspace(0.0, 1.0, 5)
    panels = [(f"covariate {k}", x, 10.0 + k * x) for k in range(count)]
    figure = taken(panels_figure(panels, "Partial dependence", "Estimate"))
    layout = figure["layout"]
    assert len(figure["data"]) == count
    boxes = []
    for k in range(count):
        key = str(k + 1) if k else ""
        across, up = layout[f"xaxis{key}"]["domain"], layout[f"yaxis{key}"]["domain"]
        assert 0.0 <= across[0] < across[1] <= 1.0 and 0.0 <= up[0] < up[1] <= 1.0
        assert not any(a[0] < across[1] and across[0] < a[1] and u[0] < up[1] and up[0] < u[1] for a, u in boxes)
        boxes.append((across, up))
        low, high = layout[f"yaxis{key}"]["range"]
        assert low < 10.0 and high > 10.0 + count - 1
    assert describe_panels(panels[:1], "K") == "covariate 0 from 0 to 1: from 10 to 10 K"


def test_titles_stay_messages_that_can_be_told():
    figure = bars_figure(["a"], [1.0], message("Importances"), message("Growth of the RMSE"))
    assert figure["layout"]["xaxis"]["title"]["text"].template == "Growth of the RMSE"


def test_colours_hold_on_both_pages():
    for theme in THEMES.values():
        assert all(contrast(colour, theme["page"]) >= 3.0 for colour in COLOURS.values())
