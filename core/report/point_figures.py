"""Figures on points: one value against another with lines, values on a map, and errors by shift."""

import html
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..message import Message, message
from .figures import POINTS_LIMIT, Figure, scatter_figure
from .page import clean, shown
from .style import FIGURE_WIDTH

_LINES = ("#d55e00", "#6f7780")   # vermilion and grey, which hold on a light and on a dark page alike
# ColorBrewer's RdBu of five classes, reversed: high values are red.
_DIVERGING = ("#0571b0", "#92c5de", "#f7f7f7", "#f4a582", "#ca0020")
_AXIS = {"automargin": True, "exponentformat": "power"}
_CELLS = 60     # along the longer side of a map of many points
_SPAN = 98.0    # percent of the values that the colours tell apart
_CIRCLE = np.linspace(0.0, 2.0 * np.pi, 61)
_CONFIDENT = math.sqrt(5.991)   # standard deviations to the rim of an ellipse that holds 95 %


def lines_figure(x: Any, y: Any, x_name: str, y_name: str, lines: Sequence[tuple[str, float, float]]) -> Figure:
    """Two arrays against each other as `scatter_figure` shows them, with up to two lines instead of the least-squares
    one: name, slope and intercept of each; those that are not finite are left out.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    figure = scatter_figure(x, y, x_name, y_name)
    figure["data"] = figure["data"][:1]
    both = np.isfinite(x) & np.isfinite(y)
    if not both.any():
        return figure
    ends = np.array([x[both].min(), x[both].max()])
    for (name, slope, intercept), colour in zip(lines, _LINES):
        if math.isfinite(slope):
            figure["data"].append({
                "type": "scatter", "mode": "lines", "name": name, "x": _digits(ends),
                "y": _digits(intercept + slope * ends), "line": {"color": colour, "width": 3}, "hoverinfo": "skip",
                "showlegend": True,
            })
    return figure


def point_map_figure(x: Any, y: Any, values: Any, title: str, units: str = "", stretch: float = 1.0) -> Figure:
    """Values (n) at coordinates ``x``, ``y`` (n) in colours around 0: up to 3000 as points, more as means of cells.

    ``stretch``: how much longer a unit of y is on the ground than one of x. Points without a finite value are left out.
    """
    x, y, values = (np.asarray(each, float) for each in (x, y, values))
    known = np.isfinite(x) & np.isfinite(y) & np.isfinite(values)
    x, y, values = x[known], y[known], values[known]
    top = float(np.percentile(np.abs(values), _SPAN)) if values.size else 1.0
    colours = {"colorscale": [[place / 4, colour] for place, colour in enumerate(_DIVERGING)],
               "colorbar": _bar(units)}
    if values.size <= POINTS_LIMIT:
        marker = {"color": _digits(values), "size": 7, "cmin": -top or -1.0, "cmax": top or 1.0,
                  "line": {"width": 0.5, "color": _LINES[1]}, **colours}
        trace = {"type": "scatter", "mode": "markers", "x": _digits(x), "y": _digits(y), "marker": marker,
                 "text": [shown(value) for value in values.tolist()], "hoverinfo": "text", "showlegend": False}
    else:
        trace = {**_cell_means(x, y, values, stretch), "zmin": -top or -1.0, "zmax": top or 1.0, "hoverinfo": "z",
                 **colours}
    extent = (float(np.ptp(each)) if each.size else 0.0 for each in (x, y))
    width, height = next(extent), next(extent) * stretch
    aspect = min(max(height / width, 0.35), 1.1) if width > 0.0 else 1.1
    layout = _layout(title, int(0.8 * FIGURE_WIDTH * aspect) + 80)
    axis = {**_AXIS, "exponentformat": "none", "zeroline": False}
    layout["xaxis"] = {**axis, "constrain": "domain"}
    layout["yaxis"] = {**axis, "scaleanchor": "x", "scaleratio": stretch}
    return {"data": [trace], "layout": layout}


def describe_point_map(x: Any, y: Any, values: Any, name: str, units: str = "") -> str:
    """The text for a map of points: how many they are, how many lie above 0, and the means of the quarters."""
    x, y, values = (np.asarray(each, float) for each in (x, y, values))
    known = np.isfinite(x) & np.isfinite(y) & np.isfinite(values)
    if not known.any():
        return message("{name} has no values.", name=name)
    x, y, values = x[known], y[known], values[known]
    east, north = x >= np.median(x), y >= np.median(y)
    means = [shown(float(values[part].mean())) if part.any() else message("n/a")
             for part in (north & ~east, north & east, ~north & ~east, ~north & east)]
    drawn = message("{count} points", count=shown(values.size)) if values.size <= POINTS_LIMIT else message(
        "{count} points, shown as means of cells", count=shown(values.size))
    return message(
        "{drawn}, {share:.0%} of them above 0. Means{unit} in the north-west {first}, north-east {second}, south-west "
        "{third}, south-east {fourth}.", drawn=drawn, share=float(np.mean(values > 0.0)),
        unit=f" ({units})" if units else "", first=means[0], second=means[1], third=means[2], fourth=means[3])


def shift_figure(nodes: np.ndarray, errors: np.ndarray, place: tuple[float, float], covariance: np.ndarray | None,
                 title: str, error_name: str) -> Figure:
    """Errors (k) at shifts ``nodes`` (k, 2; metres east and north) of a square lattice as a map, with the shift found
    and the ellipse that holds it with 95 %.
    """
    east, north = (np.unique(np.round(nodes[:, axis], 6)) for axis in (0, 1))
    image = np.full((len(north), len(east)), np.nan)
    image[np.searchsorted(north, np.round(nodes[:, 1], 6)), np.searchsorted(east, np.round(nodes[:, 0], 6))] = errors
    cells = [[None if value != value else float(f"{value:.6g}") for value in row] for row in image.tolist()]
    traces = [
        {"type": "heatmap", "x": _digits(east), "y": _digits(north), "z": cells, "hoverinfo": "x+y+z",
         "colorscale": "Viridis", "colorbar": _bar(error_name)},
        {"type": "scatter", "mode": "markers", "name": message("No shift"), "x": [0.0], "y": [0.0], "showlegend": True,
         "marker": {"symbol": "cross", "size": 11, "color": "#ffffff", "line": {"width": 1.5, "color": "#1b1f24"}}},
    ]
    if all(map(math.isfinite, place)):
        traces.append({"type": "scatter", "mode": "markers", "name": message("Best shift"), "x": [float(place[0])],
                       "y": [float(place[1])], "marker": {"symbol": "x", "size": 11, "color": _LINES[0]},
                       "showlegend": True})
        if covariance is not None and np.isfinite(covariance).all():
            values, axes = np.linalg.eigh(covariance)
            rim = (axes * np.sqrt(np.maximum(values, 0.0)) * _CONFIDENT) @ np.array([np.cos(_CIRCLE), np.sin(_CIRCLE)])
            traces.append({"type": "scatter", "mode": "lines", "name": message("95 % of it"),
                           "x": _digits(rim[0] + place[0]), "y": _digits(rim[1] + place[1]),
                           "line": {"color": _LINES[0], "width": 2}, "hoverinfo": "skip", "showlegend": True})
    reach = float(np.abs(nodes).max()) * 1.1
    layout = _layout(title, 560)
    layout["xaxis"] = {**_AXIS, "title": {"text": message("Metres east")}, "range": [-reach, reach],
                       "constrain": "domain", "zeroline": False}
    layout["yaxis"] = {**_AXIS, "title": {"text": message("Metres north")}, "range": [-reach, reach],
                       "scaleanchor": "x", "zeroline": False}
    layout["legend"] = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
    return {"data": traces, "layout": layout}


def describe_shift(nodes: np.ndarray, errors: np.ndarray, error_name: str) -> str:
    """The text for such a map: the error without a shift, the least one on the lattice, and the greatest."""
    best = int(np.argmin(errors))
    still = int(np.argmin(np.hypot(*nodes.T)))
    return message(
        "{name} at {count} shifts: {still} without a shift, least {least} at {east:g} m east and {north:g} m north, "
        "greatest {most}.", name=error_name, count=len(nodes), still=shown(float(errors[still])),
        least=shown(float(errors[best])), east=float(nodes[best, 0]), north=float(nodes[best, 1]),
        most=shown(float(errors.max())))


def _cell_means(x: np.ndarray, y: np.ndarray, values: np.ndarray, stretch: float) -> Figure:
    side = max(float(np.ptp(x)), float(np.ptp(y)) * stretch) / _CELLS or 1.0
    columns, rows = (max(1, math.ceil(float(np.ptp(each)) * scale / side)) for each, scale in ((x, 1.0), (y, stretch)))
    column = np.minimum(((x - x.min()) / side).astype(np.int64), columns - 1)
    row = np.minimum(((y - y.min()) * stretch / side).astype(np.int64), rows - 1)
    cell = row * columns + column
    total, count = (np.bincount(cell, each, rows * columns) for each in (values, None))
    means = np.divide(total, count, out=np.full(rows * columns, np.nan), where=count > 0).reshape(rows, columns)
    image = [[None if value != value else float(f"{value:.6g}") for value in line] for line in means.tolist()]
    return {"type": "heatmap", "z": image, "x0": float(x.min() + side / 2), "dx": side,
            "y0": float(y.min() + side / stretch / 2), "dy": side / stretch}


def _digits(values: np.ndarray) -> list[float]:
    return [float(f"{value:.9g}") for value in values]


def _bar(title: str) -> dict[str, Any]:
    text = title if isinstance(title, Message) else html.escape(clean(title), quote=False)
    return {"thickness": 12, "outlinewidth": 0, "ticks": "outside", "ticklen": 3, "exponentformat": "power",
            "title": {"text": text, "side": "top"}}


def _layout(title: str, height: int) -> dict[str, Any]:
    return {"title": {"text": title}, "height": height, "margin": {"l": 60, "r": 20, "t": 30, "b": 50}}
