"""Charts for the docs: SVG on a white card, so that they read the same on light and dark pages."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from math import log10
from pathlib import Path

from .record import Findings, Row

OURS, PEER, INK, FAINT = "#0b6e4f", "#8a94a6", "#1f2328", "#d0d7de"
WIDTH, LEFT, RIGHT = 760, 190, 150
BAR, GAP, HEAD = 20, 6, 34
FONT = "font-family='sans-serif'"


def text(x: float, y: float, words: str, size: int = 12, anchor: str = "start", colour: str = INK) -> str:
    return (f"<text x='{x:.1f}' y='{y:.1f}' {FONT} font-size='{size}' text-anchor='{anchor}' fill='{colour}'>"
            f"{escape(words)}</text>")


def card(height: float, title: str, parts: Sequence[str]) -> str:
    """An SVG document."""
    return "\n".join([
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{height:.0f}' "
        f"viewBox='0 0 {WIDTH} {height:.0f}' role='img' aria-label='{escape(title, quote=True)}'>",
        f"<rect width='{WIDTH}' height='{height:.0f}' rx='8' fill='#ffffff' stroke='{FAINT}'/>",
        text(16, 26, title, 15), *parts, "</svg>\n"])


def bars(title: str, rows: Sequence[Row]) -> str:
    """Seconds of each program, a group of bars for each task, each with a scale of its own, from zero."""
    parts, y = [], 44.0
    for task, group in groupby(rows, key=lambda row: row.task):
        found = list(group)
        longest = max(row.seconds for row in found)
        parts.append(text(16, y + 16, task, 13))
        y += HEAD - 8
        for row in found:
            width = max(1.0, (WIDTH - LEFT - RIGHT) * row.seconds / longest)
            told = f"{row.seconds:.2f} s" + (f", {row.ratio:.1f} times" if row.ratio else "")
            parts += [text(LEFT - 8, y + 14, row.program, anchor="end"),
                      f"<rect x='{LEFT}' y='{y:.1f}' width='{width:.1f}' height='{BAR}' "
                      f"fill='{OURS if row.program.startswith('ours') else PEER}'/>",
                      text(LEFT + width + 6, y + 14, told)]
            y += BAR + GAP
        y += 12
    return card(y, title, parts)


def lines(title: str, series: dict[str, Sequence[tuple[float, float]]]) -> str:
    """A panel for each series of (megapixels, value); x is logarithmic, y begins at zero, points tell their values."""
    parts, height, width = [], 120.0, WIDTH - 120.0
    for number, (name, points) in enumerate(series.items()):
        top = 70.0 + number * (height + 70.0)
        first, last = log10(points[0][0]), log10(points[-1][0])
        most = 1.25 * max(value for _, value in points)
        placed = [(60.0 + width * (log10(x) - first) / (last - first), top + height * (1.0 - value / most))
                  for x, value in points]
        parts += [text(16, top - 12, name, 13),
                  f"<path d='M60 {top:.1f}V{top + height:.1f}H{60 + width:.1f}' fill='none' stroke='{FAINT}'/>",
                  f"<polyline points='{' '.join(f'{x:.1f},{y:.1f}' for x, y in placed)}' fill='none' stroke='{OURS}' "
                  "stroke-width='2'/>"]
        for (x, y), (size, value) in zip(placed, points):
            parts += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{OURS}'/>",
                      text(x, y - 9, f"{value:.3g}", 11, "middle"),
                      text(x, top + height + 16, f"{size:g} Mpx", 11, "middle")]
    return card(70.0 + len(series) * (height + 70.0) - 30.0, title, parts)


def charts(findings: Findings) -> dict[str, str]:
    """SVG by file name, of the sections that were run."""
    made = {}
    for name, title, rows in (
            ("benchmark-files.svg", "Mean from file to file (seconds; times ours)", _chosen(findings)),
            ("benchmark-zones.svg", "The same cells as zones (seconds; times ours)",
             [row for row in findings.rows if row.section == "zones"]),
            ("benchmark-footprints.svg", "Footprints and points (seconds; times ours)",
             [row for row in findings.rows if row.section == "footprints" and _has_peer(row, findings)])):
        if rows:
            made[name] = bars(title, rows)
    growth = [row for row in findings.rows if row.section == "growth"]
    if len(growth) > 1:
        sizes = [float(re.match(r"\d+", row.task)[0]) for row in growth]
        made["benchmark-growth.svg"] = lines("Growth of the input", {
            "Nanoseconds per pixel": [(size, 1e3 * row.seconds / size) for size, row in zip(sizes, growth)],
            "Peak memory in MB": [(size, row.peak_mb) for size, row in zip(sizes, growth)]})
    return made


def write(folder: Path, findings: Findings) -> list[Path]:
    """Write the charts; returns their paths."""
    paths = []
    for name, svg in charts(findings).items():
        paths.append(folder / name)
        paths[-1].write_text(svg, encoding="utf-8")
    return paths


def _has_peer(row: Row, findings: Findings) -> bool:
    return any(each.task == row.task and each.ratio for each in findings.rows)


def _chosen(findings: Findings) -> list[Row]:
    """From compressed files to MODIS's grid, where all peers ran; reading alone is no peer."""
    return [row for row in findings.rows if row.section == "files" and "DEFLATE, MODIS" in row.task
            and row.program != "decoding alone"]
