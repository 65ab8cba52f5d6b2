"""docs/benchmark.md tells the figures of benchmarks/results.json, rounded as the page rounds them."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "benchmark.md").read_text(encoding="utf-8")
RESULTS = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
# Words of a table's head, and of the task it tells of.
TABLES = {
    "10980 x 10980 UInt16, 10 m": "mean: S2 10980 x 10980 uint16, DEFLATE, MODIS sinusoidal",
    "3660 x 3660 Float32, 30 m": "mean: HLS 3660 x 3660 float32, DEFLATE, MODIS sinusoidal",
    "mean in 14426 sinusoidal cells, 10980 x 10980":
        "mean in 14426 cells: S2 10980 x 10980 uint16, raw, MODIS sinusoidal",
    "500000 points from layer to layer, GeoPackage":
        "from layer to layer: 500000 points, GeoPackage, S2 10980 x 10980 uint16",
}


def _rows(head: str) -> list[list[str]]:
    lines = PAGE.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {head} |"))
    found = []
    for line in lines[start + 2:]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def _percent(error: float | None) -> str:
    if error is None:
        return ""
    return "< 0.001 %" if error < 1e-5 else f"{100.0 * error:.2f} %"


@pytest.mark.parametrize("head, task", TABLES.items())
def test_tables_are_those_of_the_results(head, task):
    measured = {row["program"]: row for row in RESULTS["rows"] if row["task"] == task}
    rows = _rows(head)
    assert len(rows) >= 3
    for program, seconds, times, *others in rows:
        row = measured[program]
        assert seconds == f"{row['seconds']:.2f}"
        assert times == ("" if row["ratio"] is None else f"{row['ratio']:.1f}")
        if others:
            assert others[0] == f"{row['peak_mb']:.0f}"
            assert others[1] == _percent(row["error"])


ACCURACY = {"960 m": "accuracy: thermal band, 960 m to 30 m", "240 m": "accuracy: thermal band, 240 m to 30 m"}


def test_accuracy_is_that_of_the_results():
    measured = {size: {re.sub(r"^ours, | \(.*\)$", "", row["program"]): row for row in RESULTS["rows"]
                       if row["task"] == task} for size, task in ACCURACY.items()}
    told = {method: figures for method, *figures in _rows("thermal band to 30 m")}
    assert {"nearest, plain", "bilinear, plain", "linear", "forest", "dms", "auto"} <= set(told)
    for method, figures in told.items():
        rows = [measured[size][method] for size in ACCURACY]
        assert figures == [text for row in rows for text in (f"{row['rmse']:.2f}", f"{row['r']:.2f}")]


def test_times_of_downscaling_are_those_of_the_results():
    told = _rows("downscaling, two threads")
    assert len(told) >= 4
    measured = {(row["task"], row["program"]): row for row in RESULTS["rows"]}
    for what, program, seconds, peak in told:
        row = measured[f"{what}: 3660 x 3660, 6 covariates, ratio 30", program]
        assert seconds == f"{row['seconds']:.2f}"
        assert peak == ("" if row["peak_mb"] is None else f"{row['peak_mb']:.0f}")


def test_times_of_composites_are_those_of_the_results():
    told = _rows("statistic, two threads")
    assert len(told) == 9
    measured = {(row["task"], row["program"]): row for row in RESULTS["rows"] if row["section"] == "composite"}
    for statistic, program, *figures in told:
        row = measured[f"{statistic} of 10 layers, 3660 x 3660 float32, from layers to layer", program]
        assert figures == [f"{row['seconds']:.2f}", f"{row['peak_mb']:.0f}"]


def test_sentences_are_those_of_the_results():
    told = [f"{goal['value']:.1f}" for goal in RESULTS["goals"] if "own decoding" in goal["text"]]
    smaller, larger = re.search(
        r"is (\d\.\d) times its decoding, that of the larger one\s(\d\.\d) times", PAGE).groups()
    assert sorted(told) == sorted([smaller, larger])
    largest = next(row for row in RESULTS["rows"] if row["task"].startswith("1000 megapixels"))
    assert f"takes {largest['peak_mb']:.0f} MB" in " ".join(PAGE.split())


def test_figures_of_footprints_are_those_of_the_results():
    rows = {row["task"].split(" of a COG")[0].split(" on a COG")[0]: row for row in RESULTS["rows"]
            if row["section"] == "footprints" and row["program"] in ("rasterio.sample", "exactextract")}
    text = " ".join(PAGE.split())
    for task, program in (("values at 500000 points", "`rasterio.sample`"), ("300000 discs of 25 m", "exactextract")):
        assert f"{rows[task]['ratio']:.0f} times as fast as {program}" in text
    peaks = [row["peak_mb"] for row in RESULTS["rows"] if row["task"].endswith("into a GeoParquet table")]
    assert f"ten million discs take {peaks[1]:.0f} MB, one million {peaks[0]:.0f} MB" in text


def test_figures_of_the_dock_are_those_of_the_results():
    opening, blocked, facts = (row["seconds"] for row in RESULTS["rows"] if row["section"] == "dock")
    text = " ".join(PAGE.split())
    assert f"painted {opening:.2f} s after" in text and f"read after {facts:.1f} s" in text
    assert f"longer than {1000 * blocked:.0f} ms" in text


def test_errors_and_times_of_fusion_are_those_of_the_results():
    rows = [row for row in RESULTS["rows"] if row["section"] == "spacetime"]
    held_out = {row["program"]: row for row in rows if row["task"].startswith("held out: Salton")}
    told = _rows("method, held out")
    assert {method for method, *_ in told} == set(held_out) and len(told) >= 11
    for method, rmse, r in told:
        assert (rmse, r) == (f"{held_out[method]['rmse']:.4f}", f"{held_out[method]['r']:.3f}")
    one_date = {row["program"]: row for row in rows if row["task"].startswith("one date: 1000 x 1000")}
    told = _rows("one date, two threads")
    assert {method for method, *_ in told} == set(one_date) and len(told) >= 9
    for method, seconds, peak in told:
        assert (seconds, peak) == (f"{one_date[method]['seconds']:.2f}", f"{one_date[method]['peak_mb']:.0f}")
    grown = {(row["program"], row["task"]): row for row in rows if row["task"].startswith("growth: ")}
    told = _rows("growth, two threads")
    assert len(told) == len(grown) >= 6
    for method, size, seconds, peak in told:
        row = grown[method, f"growth: {size} x 3"]
        assert (seconds, peak) == (f"{row['seconds']:.2f}", f"{row['peak_mb']:.0f}")
