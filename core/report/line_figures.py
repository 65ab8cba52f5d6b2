"""Figures of curves and bars: variograms, importances, how an estimate depends on what it is made of."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..message import Message, listed, message
from .figures import Figure
from .page import clean, shown

# Blue, vermilion and grey hold on a light and on a dark page alike; dashes tell lines of one colour apart.
COLOURS = {"data": "#3b82c4", "model": "#d55e00", "other": "#6f7780"}
_AXIS = {"automargin": True, "exponentformat": "power"}
_BAR = 24        # pixels of height for each bar
_PANEL = 230     # pixels of height for each row of panels
_ACROSS = 3      # panels side by side
_GAP = 0.08      # between them, of the width


@dataclass(frozen=True)
class Curve:
    """One series: values ``y`` at ``x`` (n,), as points or as a line; ``colour`` of COLOURS, ``dash`` in plotly's
    words."""

    name: str
    x: np.ndarray
    y: np.ndarray
    points: bool = False
    colour: str = "model"
    dash: str = "solid"


def curves_figure(curves: Sequence[Curve], title: str, x_name: str, y_name: str) -> Figure:
    """Series in one diagram, both axes from 0 on."""
    layout = _layout(title, 400)
    layout["xaxis"] = {**_AXIS, "title": {"text": _text(x_name)}, "rangemode": "tozero"}
    layout["yaxis"] = {**_AXIS, "title": {"text": _text(y_name)}, "rangemode": "tozero"}
    layout["legend"] = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
    return {"data": [_trace(curve) for curve in curves], "layout": layout}


def bars_figure(names: Sequence[str], values: Any, title: str, x_name: str) -> Figure:
    """Horizontal bars, the first one at the top."""
    layout = _layout(title, 90 + _BAR * max(1, len(names)))
    layout["xaxis"] = {**_AXIS, "title": {"text": _text(x_name)}}
    ticks = {"tickvals": list(range(len(names))), "ticktext": [_text(name, 40) for name in names]}
    layout["yaxis"] = {"automargin": True, "autorange": "reversed", **ticks}
    trace = {"type": "bar", "orientation": "h", "x": _digits(values), "y": list(range(len(names))), "hoverinfo": "x",
             "marker": {"color": COLOURS["data"]}, "showlegend": False}
    return {"data": [trace], "layout": layout}


def describe_bars(names: Sequence[str], values: Any, unit: str = "") -> str:
    """The text for bars: the value of each."""
    return listed((message("{name}: {value}{unit}", name=name, value=shown(float(value)),
                           unit=f" {unit}" if unit else "") for name, value in zip(names, values, strict=True)), "; ")


def panels_figure(panels: Sequence[tuple[str, np.ndarray, np.ndarray]], title: str, y_name: str) -> Figure:
    """A line in each of some small diagrams, (name of x, x (n,), y (n,)), all with one scale of y."""
    rows = -(-len(panels) // _ACROSS)
    layout = _layout(title, 60 + _PANEL * rows)
    low = min((float(np.min(y)) for _, _, y in panels), default=0.0)
    high = max((float(np.max(y)) for _, _, y in panels), default=1.0)
    margin = 0.05 * (high - low) or 0.5
    width, height = (1.0 - _GAP * (_ACROSS - 1)) / _ACROSS, 1.0 / rows
    data = []
    for number, (name, x, y) in enumerate(panels):
        row, column = divmod(number, _ACROSS)
        key = "" if number == 0 else str(number + 1)
        left, top = column * (width + _GAP), 1.0 - row * height
        layout[f"xaxis{key}"] = {**_AXIS, "title": {"text": _text(name, 34)}, "anchor": f"y{key}",
                                 "domain": [round(left, 6), round(left + width, 6)]}
        layout[f"yaxis{key}"] = {**_AXIS, "anchor": f"x{key}", "range": [low - margin, high + margin],
                                 "domain": [round(top - 0.68 * height, 6), round(top, 6)],
                                 **({"title": {"text": _text(y_name)}} if column == 0 else {})}
        data.append({"type": "scatter", "mode": "lines", "x": _digits(x), "y": _digits(y), "xaxis": f"x{key}",
                     "yaxis": f"y{key}", "line": {"color": COLOURS["model"], "width": 3}, "showlegend": False,
                     "hoverinfo": "x+y"})
    return {"data": data, "layout": layout}


def describe_panels(panels: Sequence[tuple[str, np.ndarray, np.ndarray]], unit: str = "") -> str:
    """The text for panels: where each begins and ends."""
    return listed((message(
        "{name} from {first} to {last}: from {begin} to {end}{unit}", name=name, first=shown(float(x[0])),
        last=shown(float(x[-1])), begin=shown(float(y[0])), end=shown(float(y[-1])), unit=f" {unit}" if unit else "")
        for name, x, y in panels), "; ")


def _trace(curve: Curve) -> Figure:
    colour = COLOURS[curve.colour]
    look = {"mode": "markers", "marker": {"color": colour, "size": 8}} if curve.points else {
        "mode": "lines", "line": {"color": colour, "width": 3, "dash": curve.dash}}
    return {"type": "scatter", "name": curve.name, "x": _digits(curve.x), "y": _digits(curve.y), "showlegend": True,
            "hoverinfo": "x+y", **look}


def _digits(values: Any) -> list[float | None]:
    return [float(f"{value:.9g}") if np.isfinite(value) else None for value in np.asarray(values, float)]


def _text(name: str, length: int = 60) -> str:
    """A text from outside for plotly, which takes a part of HTML for markup; longer ones lose their middle."""
    if isinstance(name, Message):
        return name
    text = clean(name)
    if len(text) > length:
        text = f"{text[:length // 2]}…{text[len(text) - length // 2 + 1:]}"
    return html.escape(text, quote=False)


def _layout(title: str, height: int) -> dict[str, Any]:
    return {"title": {"text": title}, "height": height, "margin": {"l": 60, "r": 20, "t": 40, "b": 50}}
