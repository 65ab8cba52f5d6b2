"""Results as a table for people, and as JSON for machines."""

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from .record import Findings, Goal, Row, to_dict

HEADER = ("program", "seconds", "runs", "peak MB", "times ours", "error", "RMSE", "r")


def table(rows: Iterable[Row]) -> str:
    """Rows as text, those of one task below its name. The error is in per cent; columns that no row fills are left out.
    """
    lines = []
    for task, group in groupby(rows, key=lambda row: row.task):
        cells = [_cells(row) for row in group]
        filled = [number for number in range(len(HEADER)) if number < 6 or any(line[number] for line in cells)]
        cells = [tuple(line[number] for number in filled) for line in [HEADER, *cells]]
        widths = [max(len(line[number]) for line in cells) for number in range(len(filled))]
        lines.append(task)
        lines += ["  " + "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in cells]
    return "\n".join(lines)


def goal_lines(goals: Iterable[Goal]) -> str:
    """A line for each goal: reached or missed, the figure and its bound."""
    return "\n".join(f"  {'reached' if goal.met else 'MISSED '}  {goal.value:8.4g}  "
                     f"(at {'least' if goal.at_least else 'most'} {goal.bound:g})  {goal.text}" for goal in goals)


def write_json(path: Path, about: dict, findings: Findings) -> None:
    """What was found, with `about` (machine, versions) ahead of it."""
    text = json.dumps({**about, **_rounded(to_dict(findings))}, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    return (row.program, f"{row.seconds:.3f}", str(row.runs), _text(row.peak_mb, ".0f"), _text(row.ratio, ".2f"),
            "" if row.error is None else f"{100.0 * row.error:.4f} %", _text(row.rmse, ".4g"), _text(row.r, ".3f"))


def _text(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def _rounded(value: object) -> object:
    """Four digits say all that a measurement knows; NaN, which JSON lacks, becomes null."""
    if isinstance(value, float):
        return float(f"{value:.4g}") if value == value else None
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value
