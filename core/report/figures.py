"""Figures for reports, as dictionaries in plotly's form, small whatever the number of values behind them."""

import html
import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from ..message import listed, message
from .page import clean, shown
from .style import FIGURE_WIDTH

Figure = dict[str, Any]
Layer = tuple[str, str, np.ndarray]

POINTS_LIMIT = 3000  # more points than this are shown by their density
MAP_CELLS = 300  # along the longer side of a map
_DENSITY_BINS = 80
_HISTOGRAM_BINS = 60
_MAP_TITLE = 34  # pixels above each map
_TOOLS = 26  # pixels above all of them, for plotly's buttons
_BAR = 90  # pixels right of each map, for its colour bar
_AXIS = {"automargin": True, "exponentformat": "power"}

# These hold on a light and on a dark page alike: blue and vermilion are told apart by all kinds of colour vision.
_MARKS = "#3b82c4"
_LINE = "#d55e00"
_NO_DATA = "#d3d7dc"
# Matplotlib's viridis at equal steps. Densities leave out its darkest part, which a dark page would swallow.
_VIRIDIS = (
    "#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725",
)
# ColorBrewer's RdBu, from -1 to 1.
_RDBU = (
    "#67001f", "#b2182b", "#d6604d", "#f4a582", "#fddbc7", "#f7f7f7",
    "#d1e5f0", "#92c5de", "#4393c3", "#2166ac", "#053061",
)


def correlation_figure(names: Sequence[str], matrix: Any) -> Figure:
    """A matrix (n, n) of correlations as a heat map with the number in each cell, "n/a" where it is NaN."""
    values = _as_floats(matrix)
    count = len(names)
    ticks = {"tickvals": list(range(count)), "ticktext": [_label(name, 24) for name in names], "showgrid": False,
             "zeroline": False, "showline": False, "automargin": True, "range": [-0.5, count - 0.5]}
    hover = [
        [message("{first} and {second}: {correlation}", first=_label(row), second=_label(column),
                 correlation=_two_decimals(values[i, j])) for j, column in enumerate(names)]
        for i, row in enumerate(names)
    ]
    trace = {
        "type": "heatmap", "z": _nested(values, 4), "text": hover, "hoverinfo": "text",
        "zmin": -1, "zmax": 1, "colorscale": _scale(_RDBU), "xgap": 2, "ygap": 2,
        "colorbar": _bar(tickvals=[-1, -0.5, 0, 0.5, 1]),
    }
    size = max(7, min(13, 260 // max(count, 1)))
    annotations = [_cell(i, j, values[i, j], size) for i in range(count) for j in range(count)]
    layout = _layout(message("Correlation of each pair of layers"), min(190 + 44 * count, 820), annotations=annotations)
    layout["xaxis"] = {**ticks, "side": "bottom"}
    layout["yaxis"] = {**ticks, "range": [count - 0.5, -0.5]}
    return {"data": [trace], "layout": layout}


def describe_correlation(names: Sequence[str], matrix: Any) -> str:
    """The text for a correlation figure: the strongest pairs of either sign, and how many pairs have no number."""
    values = _as_floats(matrix)
    rows, columns = np.triu_indices(len(names), 1)
    pairs = values[rows, columns]
    sentences = []
    strongest = (partial(message, "Strongest positive: {first} and {second}, {correlation:.2f}."),
                 partial(message, "Strongest negative: {first} and {second}, {correlation:.2f}."))
    for sign, sentence in zip((1, -1), strongest, strict=True):
        strengths = np.where(np.isfinite(pairs), sign * pairs, 0.0)
        if strengths.max(initial=0.0) > 0:
            at = int(strengths.argmax())
            sentences.append(sentence(first=names[rows[at]], second=names[columns[at]], correlation=float(pairs[at])))
    undefined = int((~np.isfinite(pairs)).sum())
    if undefined:
        sentences.append(message("Pairs without a defined correlation: {count}.", count=undefined))
    return listed(sentences, " ") or message("No pair of layers is correlated.")


def scatter_figure(x: Any, y: Any, x_name: str, y_name: str) -> Figure:
    """Two arrays of equal size against each other, with the least-squares line where it is defined.

    Pairs that lack a finite value are left out. Up to 3000 pairs are points; more are counted in bins of equal size,
    coloured on a logarithmic scale, with the counts in the trace's `customdata`.
    """
    x, y = _pairs(x, y)
    if x.size > POINTS_LIMIT:
        traces = [_density(x, y)]
    else:
        marker = {"color": _MARKS, "size": 6, "opacity": 0.65}
        traces = [{"type": "scatter", "mode": "markers", "x": _digits(x), "y": _digits(y), "marker": marker,
                   "hoverinfo": "x+y", "showlegend": False}]
    _, slope, intercept = _least_squares(x, y)
    if math.isfinite(slope):
        ends = np.array([x.min(), x.max()])
        traces.append({
            "type": "scatter", "mode": "lines", "name": message("Least-squares line"), "x": _digits(ends),
            "y": _digits(intercept + slope * ends), "line": {"color": _LINE, "width": 3}, "hoverinfo": "skip",
            "showlegend": True,
        })
    layout = _layout(message("{y} against {x}", y=_label(y_name), x=_label(x_name)), 480)
    layout["xaxis"] = {"title": {"text": _label(x_name, 50)}, **_AXIS}
    layout["yaxis"] = {"title": {"text": _label(y_name, 40)}, **_AXIS}
    layout["legend"] = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
    return {"data": traces, "layout": layout}


def describe_scatter(x: Any, y: Any, x_name: str, y_name: str) -> str:
    """The text for a scatter figure: n, Pearson's r and the least-squares line of y on x."""
    x, y = _pairs(x, y)
    correlation, slope, intercept = _least_squares(x, y)
    counted = message("n = {count} pairs of values", count=shown(x.size))
    if x.size > POINTS_LIMIT:
        counted = message("{counted}, shown by how many fall into each bin", counted=counted)
    if not math.isfinite(slope):
        return message("{counted}; no line, since it needs two pairs that differ in {x}.", counted=counted, x=x_name)
    strength = (message("r = {correlation:.3f}", correlation=correlation) if math.isfinite(correlation)
                else message("r is undefined, as {y} is constant", y=y_name))
    sign = "-" if intercept < 0 else "+"
    line = f"{y_name} = {shown(slope)} × {x_name} {sign} {shown(abs(intercept))}"
    return message("{counted}; {strength}; least-squares line: {line}.", counted=counted, strength=strength, line=line)


def maps_figure(layers: Sequence[Layer]) -> Figure:
    """Maps side by side from (name, units, values (rows, columns)) each, first row at the top.

    NaN, infinite and masked values are missing and stay blank. A larger array is thinned to 300 cells along its longer
    side: by means of blocks, or, if its type is an integer one (its values may be classes), by one value of each block.
    """
    columns = 1 if len(layers) == 1 else 2 if len(layers) <= 4 else 3
    rows = -(-len(layers) // columns)
    shapes = [np.shape(values) for _, _, values in layers]
    aspect = max((height / width for height, width in shapes), default=1.0)
    side = (FIGURE_WIDTH - columns * _BAR) / columns
    each = int(side * min(max(aspect, 0.3), 1.3)) + _MAP_TITLE
    layout = _layout(message("Maps of the layers"), rows * each + _TOOLS, annotations=[], plot_bgcolor=_NO_DATA)
    layout["margin"] = {"l": 4, "r": 0, "t": _TOOLS, "b": 0}
    figure = {"data": [], "layout": layout}
    for index, layer in enumerate(layers):
        row, column = divmod(index, columns)
        left, top = column / columns, 1 - row / rows
        right, bottom = left + side / FIGURE_WIDTH, top - 1 / rows
        _add_map(figure, index + 1, layer, (left, right), (bottom + 0.02 / rows, top - _MAP_TITLE / (rows * each)))
    return figure


def describe_maps(layers: Sequence[Layer]) -> str:
    """The text for a figure of maps: range and share of missing cells of each layer."""
    parts = []
    for name, units, values in layers:
        values = _as_floats(values)
        valid = values[np.isfinite(values)]
        missing = 1 - valid.size / max(values.size, 1)
        span = _span(valid.min(), valid.max(), units) if valid.size else message("no values")
        if missing and valid.size:
            span = message("{span} ({missing:.1%} missing)", span=span, missing=missing)
        parts.append(message("{layer}: {span}", layer=name, span=span))
    return message("{layers}. Missing cells are grey.", layers=listed(parts, "; "))


def histogram_figure(values: Any, name: str, units: str = "") -> Figure:
    """How often values of each size occur, in at most 60 bins; missing values are left out."""
    values = _as_floats(values).ravel()
    values = values[np.isfinite(values)]
    edges = _edges(values, _HISTOGRAM_BINS)
    counts, _ = np.histogram(values, edges)
    hover = [
        message("{span}: {count}", span=_span(low, high), count=shown(int(count)))
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    trace = {
        "type": "bar", **_centres("x", edges), "y": counts.tolist(), "hovertext": hover, "hoverinfo": "text",
        "marker": {"color": _MARKS},
    }
    title = f"{_label(name, 60)} ({_label(units)})" if units else _label(name, 60)
    layout = _layout(message("Distribution of {name}", name=_label(name)), 320)
    layout["xaxis"] = {"title": {"text": title}, **_AXIS}
    layout["yaxis"] = {"title": {"text": message("Number of cells")}, **_AXIS, "rangemode": "tozero"}
    layout["bargap"] = 0.05
    return {"data": [trace], "layout": layout}


def describe_histogram(values: Any, name: str, units: str = "") -> str:
    """The text for a histogram: number, range, median and quartiles."""
    values = _as_floats(values).ravel()
    values = values[np.isfinite(values)]
    if not values.size:
        return message("{name} has no values.", name=name)
    low, first, median, third, high = map(shown, np.percentile(values, [0, 25, 50, 75, 100]))
    return message(
        "{name}: {count} values from {low} to {high}{unit}, half of them between {first} and {third}, "
        "the median {median}.", name=name, count=shown(values.size), low=low, high=high,
        unit=f" {units}" if units else "", first=first, third=third, median=median,
    )


def contrasting(background: str) -> str:
    """Black or white, whichever reads better on a colour "#rrggbb" (contrast after WCAG 2.1, at least 4.5)."""
    red, green, blue = (_linear(int(background[start:start + 2], 16) / 255) for start in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "#ffffff"


def block_means(values: Any, cells: int = MAP_CELLS) -> np.ndarray:
    """`values` (rows, columns) as float64 with at most `cells` along each side, NaN where a block has no value.

    Blocks are squares of pixels, smaller at the last edges. Integers may be classes, which have no mean: of each of
    their blocks the middle pixel is kept.
    """
    rows, columns = np.shape(values)
    step = max(1, -(-max(rows, columns) // cells))
    if np.asarray(values[:1]).dtype.kind in "iub":
        middle = step // 2 if min(rows, columns) > step // 2 else 0
        return _as_floats(values[middle::step, middle::step])
    starts = np.arange(0, columns, step)
    means = np.empty((-(-rows // step), starts.size))
    for index in range(means.shape[0]):
        strip = _as_floats(values[index * step:(index + 1) * step])
        valid = np.isfinite(strip)
        total = np.add.reduceat(np.where(valid, strip, 0.0).sum(axis=0), starts)
        number = np.add.reduceat(valid.sum(axis=0), starts)
        means[index] = np.divide(total, number, out=np.full(starts.size, np.nan), where=number > 0)
    return means


def _add_map(figure: Figure, number: int, layer: Layer, across: tuple[float, float], up: tuple[float, float]) -> None:
    name, units, values = layer
    means = block_means(values)
    key = "" if number == 1 else str(number)
    axis = {"visible": False, "showgrid": False, "zeroline": False, "constrain": "domain"}
    layout = figure["layout"]
    layout[f"xaxis{key}"] = {**axis, "domain": list(across), "anchor": f"y{key}", "constraintoward": "left"}
    layout[f"yaxis{key}"] = {
        **axis, "domain": list(up), "anchor": f"x{key}", "autorange": "reversed", "scaleanchor": f"x{key}",
        "constraintoward": "top",
    }
    title = _label(name, round(90 * (across[1] - across[0])))
    layout["annotations"].append({
        "text": f"<b>{title}</b>", "showarrow": False, "xref": "paper", "yref": "paper", "x": across[0], "y": up[1],
        "xanchor": "left", "yanchor": "bottom", "font": {"size": 12},
    })
    bar = _bar(
        x=across[1], xanchor="left", xpad=4, y=up[1], yanchor="top", len=(up[1] - up[0]), ypad=4,
        title={"text": _label(units, 12), "side": "top", "font": {"size": 10}},
    )
    figure["data"].append({
        "type": "heatmap", "z": _nested(means, _decimals(means)), "xaxis": f"x{key}", "yaxis": f"y{key}",
        "hoverinfo": "z", "colorscale": _scale(_VIRIDIS), "colorbar": bar,
    })


def _density(x: np.ndarray, y: np.ndarray) -> Figure:
    x_edges, y_edges = _edges(x, _DENSITY_BINS, fixed=True), _edges(y, _DENSITY_BINS, fixed=True)
    counts = np.histogram2d(y, x, (y_edges, x_edges))[0].astype(np.int64)
    logarithms = np.log10(counts, where=counts > 0, out=np.full(counts.shape, np.nan))
    decades = range(int(math.log10(counts.max())) + 1)
    labels = [f"{10 ** decade:,}" for decade in decades]
    bar = _bar(title={"text": message("pairs"), "side": "top"}, tickvals=list(decades), ticktext=labels)
    return {
        "type": "heatmap", "z": _nested(logarithms, 3), "customdata": counts.tolist(),
        "hovertemplate": message("{count} pairs<extra></extra>", count="%{customdata}"),
        "colorscale": _scale(_VIRIDIS[2:]), "colorbar": bar,
        **_centres("x", x_edges), **_centres("y", y_edges),
        "zmin": 0, "zmax": max(round(float(np.nanmax(logarithms)), 3), 1.0),
    }


def _edges(values: np.ndarray, most: int, fixed: bool = False) -> np.ndarray:
    """Edges of equal bins over all values: one bin for each whole number if they are few, else `most` if `fixed`."""
    if not values.size:
        return np.array([0.0, 1.0])
    low, high = float(values.min()), float(values.max())
    if high - low < most and not np.mod(values, 1.0).any():
        return np.arange(low - 0.5, high + 1.0)
    if fixed:
        return np.histogram_bin_edges(values, most)
    rice = math.ceil(2 * values.size ** (1 / 3))
    return np.histogram_bin_edges(values, min(most, rice))


def _pairs(x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    x, y = _as_floats(x).ravel(), _as_floats(y).ravel()
    whole = np.isfinite(x) & np.isfinite(y)
    return x[whole], y[whole]


def _least_squares(x: np.ndarray, y: np.ndarray) -> tuple[float, float, float]:
    """Pearson's r, slope and intercept of y on x; NaN where they are undefined."""
    if x.size < 2 or np.ptp(x) == 0:
        return math.nan, math.nan, math.nan
    from_x, from_y = x - x.mean(), y - y.mean()
    slope = float(from_x @ from_y / (from_x @ from_x))
    intercept = float(y.mean() - slope * x.mean())
    if np.ptp(y) == 0:
        return math.nan, 0.0, float(y[0])
    return float(from_x @ from_y / math.sqrt((from_x @ from_x) * (from_y @ from_y))), slope, intercept


def _as_floats(values: Any) -> np.ndarray:
    """Values as float64, NaN where masked."""
    return np.ma.filled(np.ma.asarray(values).astype(np.float64), np.nan)


def _digits(values: np.ndarray) -> list[float]:
    return [float(f"{value:.9g}") for value in values]


def _centres(axis: str, edges: np.ndarray) -> dict[str, float]:
    """The centres of equal bins, as plotly takes them: the first one and the step."""
    step = (edges[-1] - edges[0]) / (edges.size - 1)
    return {f"{axis}0": float(edges[0] + step / 2), f"d{axis}": float(step)}


def _decimals(values: np.ndarray) -> int:
    """Decimals that tell apart a thousand steps between the smallest and the largest value."""
    valid = values[np.isfinite(values)]
    span = float(np.ptp(valid)) if valid.size else 0.0
    return 3 - math.floor(math.log10(span)) if span else 6


def _nested(values: np.ndarray, decimals: int) -> list[list[float | None]]:
    """Rows of rounded numbers, None where NaN."""
    rounded = np.round(values, min(decimals, 300))
    return np.where(np.isfinite(rounded), rounded, None).tolist()


def _scale(colours: Sequence[str]) -> list[list[Any]]:
    return [[round(index / (len(colours) - 1), 6), colour] for index, colour in enumerate(colours)]


def _bar(**more: Any) -> dict[str, Any]:
    return {"thickness": 12, "outlinewidth": 0, "ticks": "outside", "ticklen": 3, "tickfont": {"size": 11},
            "exponentformat": "power", **more}


def _layout(title: str, height: int, **more: Any) -> dict[str, Any]:
    return {"title": {"text": title}, "height": height, "margin": {"l": 60, "r": 20, "t": 30, "b": 50}, **more}


def _label(name: str, length: int | None = None) -> str:
    """A text from outside for plotly, which takes a part of HTML for markup; longer ones lose their middle."""
    text = clean(name)
    if length and len(text) > length:
        text = f"{text[:length // 2]}…{text[len(text) - length // 2 + 1:]}"
    return html.escape(text, quote=False)


def _two_decimals(value: float) -> str:
    return f"{value:.2f}" if math.isfinite(value) else message("n/a")


def _span(low: float, high: float, units: str = "") -> str:
    return message("{low} to {high}{unit}", low=shown(low), high=shown(high), unit=f" {units}" if units else "")


def _cell(row: int, column: int, value: float, size: int) -> dict[str, Any]:
    font = {"size": size}
    if math.isfinite(value):
        font["color"] = contrasting(_interpolated(_RDBU, (min(max(value, -1.0), 1.0) + 1) / 2))
    return {"x": column, "y": row, "text": _two_decimals(value), "showarrow": False, "font": font}


def _interpolated(colours: Sequence[str], place: float) -> str:
    """The colour at `place` (0 to 1) of a scale, as "#rrggbb"."""
    position = place * (len(colours) - 1)
    index = min(int(position), len(colours) - 2)
    pairs = ((int(colours[index][at:at + 2], 16), int(colours[index + 1][at:at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * (position - index)):02x}" for a, b in pairs)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
