"""Figures of dates: a timeline of observations with the gaps between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..message import Message, message
from .figures import Figure
from .line_figures import COLOURS
from .page import shown

_HEIGHT = 300
_MOST = 3000   # marks of one kind


@dataclass(frozen=True)
class Mark:
    """A date (datetime64[s], UTC), how much was seen (0 to 1, None where that is not known), and whether it counts."""

    time: np.datetime64
    share: float | None
    counts: bool


def timeline_figure(marks: Sequence[Mark], gaps: Sequence[tuple[np.datetime64, np.datetime64]]) -> Figure:
    """Dates along an axis of time, as high as their share of valid pixels, and bands where gaps are too long.

    Of very many dates some thousand, spread over all, are drawn; of the gaps the longest.
    """
    known = any(mark.share is not None for mark in marks)
    data = []
    for counts, name, symbol, colour in ((True, message("Dates that count"), "circle", "data"),
                                         (False, message("Dates that do not count"), "x", "other")):
        chosen = _thinned([mark for mark in marks if mark.counts is counts])
        if chosen:
            data.append({
                "type": "scatter", "mode": "markers", "name": name, "showlegend": True, "hoverinfo": "x+y",
                "x": [_time(mark.time) for mark in chosen],
                "y": [1.0 if mark.share is None else round(mark.share, 4) for mark in chosen],
                "marker": {"color": COLOURS[colour], "size": 9, "symbol": symbol}})
    axis = {"range": [-0.05, 1.1], "automargin": True}
    axis |= {"title": {"text": message("Share of valid pixels")}} if known else {"showticklabels": False}
    longest = sorted(gaps, key=lambda gap: gap[0] - gap[1])[:_MOST]
    return {"data": data, "layout": {
        "title": {"text": message("Dates, with gaps of half the time scale and more shaded")}, "height": _HEIGHT,
        "margin": {"l": 60, "r": 20, "t": 40, "b": 50}, "xaxis": {"type": "date", "automargin": True}, "yaxis": axis,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "shapes": [{"type": "rect", "xref": "x", "yref": "paper", "x0": _time(begin), "x1": _time(end), "y0": 0,
                    "y1": 1, "fillcolor": COLOURS["model"], "opacity": 0.25, "line": {"width": 0}, "layer": "below"}
                   for begin, end in sorted(longest)]}}


def describe_timeline(marks: Sequence[Mark], gaps: Sequence[tuple[np.datetime64, np.datetime64]]) -> Message:
    """The text for a timeline."""
    counted = [mark for mark in marks if mark.counts]
    shares = [mark.share for mark in counted if mark.share is not None]
    told = message("{count} dates count, {idle} do not; {gaps} gaps are shaded.", count=len(counted),
                   idle=len(marks) - len(counted), gaps=len(gaps))
    if not shares:
        return told
    return message("{told} The dates that count have {low} to {high} of their pixels valid, {median} in the middle.",
                   told=told, low=shown(min(shares)), high=shown(max(shares)), median=shown(float(np.median(shares))))


def _thinned(marks: Sequence[Mark]) -> list[Mark]:
    step = max(1, -(-len(marks) // _MOST))
    return list(marks[::step])


def _time(time: np.datetime64) -> str:
    return str(time.astype("datetime64[s]"))
