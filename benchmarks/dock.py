"""The dock in a project of 200 rasters: how soon its table stands, and how long it ever keeps the desktop waiting.

One process of QGIS without a screen. A timer that should come every few milliseconds tells what the event loop was kept
from, while the dock opens, reads all layers, and checks ten of them.
"""

import json
import sys
from pathlib import Path

from .measure import environment, whole
from .record import Findings, Goal, Row
from .tiles import Bench

WORKER = Path(__file__).with_name("dock_worker.py")
LAYERS, QUICK_LAYERS = 200, 20
MOST_OPENING, MOST_BLOCKED = 0.5, 0.1   # seconds


def run(bench: Bench) -> Findings:
    count = QUICK_LAYERS if bench.quick else LAYERS
    found = [_one(bench, count, number) for number in range(bench.runs)]
    opening = sorted(each["opening"] for each in found)[len(found) // 2]
    blocked = sorted(each["blocked"] for each in found)[len(found) // 2]
    facts = sorted(each["facts"] for each in found)[len(found) // 2]
    peak = max(each["peak_mb"] for each in found)
    tasks = {f"dock with {count} layers: until its table is painted": opening,
             f"dock with {count} layers: the longest wait of the event loop": blocked,
             f"dock with {count} layers: until all layers are read": facts}
    rows = [Row("dock", task, "ours", seconds, len(found), peak) for task, seconds in tasks.items()]
    first, second, _ = tasks
    return Findings(rows, [Goal("dock", f"seconds, {first}", opening, MOST_OPENING, False),
                           Goal("dock", f"seconds, {second}", blocked, MOST_BLOCKED, False)])


def _one(bench: Bench, count: int, number: int) -> dict[str, float]:
    folder = bench.folder / f"dock-{number}"
    folder.mkdir()
    answer = folder / "answer.json"
    variables = environment(QT_QPA_PLATFORM="offscreen", QGIS_CUSTOM_CONFIG_PATH=str(folder / "profile"))
    cost = whole([sys.executable, "-P", WORKER, folder, count, answer], variables)
    return {**json.loads(answer.read_text("utf-8")), "peak_mb": cost.peak_mb}
