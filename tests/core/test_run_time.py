"""How long a run takes, beside what the benchmark measured and what is told of it."""

import json

import pytest
from multiscale_fusion.core import run_time
from multiscale_fusion.core.downscale.methods import METHODS


@pytest.fixture(scope="module")
def measured(root):
    """Seconds by task and program, as the benchmark's results tell."""
    rows = json.loads((root / "benchmarks" / "results.json").read_text("utf-8"))["rows"]
    return {(row["task"], row["program"]): row["seconds"] for row in rows}


@pytest.mark.parametrize("side", ["3660 x 3660 float32", "10980 x 10980 uint16"])
def test_an_aggregation_that_was_measured(measured, side):
    sensor = "HLS" if side.startswith("3660") else "S2"
    seconds = measured[f"mean: {sensor} {side}, DEFLATE, MODIS sinusoidal", "ours"]
    pixels = int(side.split()[0]) ** 2
    # Kinds of pixels differ by a factor of three, and the faster one is not promised.
    assert seconds / 1.5 < run_time.joining_seconds([(pixels, 1)], 14426) < 3.5 * seconds


@pytest.mark.parametrize("method", ["linear", "forest", "dms", "atpk"])
def test_a_downscaling_that_was_measured(measured, method):
    seconds = measured["from file to file: 3660 x 3660, 6 covariates, ratio 30", f"ours, {method}"]
    assert run_time.downscaling_seconds(3660 ** 2, method) == pytest.approx(seconds, rel=0.3)
    assert run_time.downscaling_seconds(1830 ** 2, method) == pytest.approx(seconds / 4, rel=0.3)


def test_every_method_has_a_time():
    times = {method: run_time.downscaling_seconds(1e6, method) for method in (*METHODS, "auto")}
    assert all(0.1 < seconds < 120.0 for seconds in times.values())
    assert max(times, key=times.get) == "boosting"


@pytest.mark.parametrize(("program", "footprints"), [("ours", False), ("ours, discs", True)])
def test_samples_that_were_measured(measured, program, footprints):
    task = "from layer to layer: 500000 points, GeoPackage, S2 10980 x 10980 uint16"
    assert run_time.sampling_seconds(500_000, 1, footprints) == pytest.approx(measured[task, program], rel=0.3)


@pytest.mark.parametrize(("seconds", "words"), [
    (0.2, "less than a minute"),
    (59.0, "less than a minute"),
    (61.0, "about a minute"),
    (150.0, "about 2 minutes"),
    (31 * 60.0, "about 30 minutes"),
    (3700.0, "about an hour"),
    (3 * 3600.0, "about 3 hours"),
    (26 * 3600.0, "about 30 hours"),
    (4 * 86400.0, "about 4 days"),
])
def test_times_in_words(seconds, words):
    assert run_time.about(seconds) == words
