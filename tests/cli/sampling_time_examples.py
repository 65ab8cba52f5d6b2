"""What judges the outputs of the examples on sampling in time."""

import csv
import json

import numpy as np
import pytest


def check_checksampling(folder):
    """By hand: 12 days seen every 16 days appear at |1/12 - 1/16|; gaps are differences of the dates in the table."""
    found = json.loads((folder / "sampling.json").read_text(encoding="utf-8"))
    assert (found["verdict"], found["dates"], found["longest_gap_days"]) == ("aliased", 9, 16.0)
    assert found["alias"]["period_days"] == pytest.approx(1.0 / (1.0 / 12.0 - 1.0 / 16.0), rel=1e-3)
    dates = [line.split(",")[1] for line in (folder / "found.csv").read_text().split()[1:]]
    with (folder / "seasons.csv").open(encoding="utf-8") as file:
        days = [float(row["days"]) for row in csv.DictReader(file)]
    assert days == np.diff(np.array(dates, "datetime64[D]")).astype(float).tolist() and max(days) == 144.0
    for name in ("sampling", "seasons"):
        page = (folder / f"{name}.html").read_text(encoding="utf-8")
        assert page.rstrip().endswith("</html>")
    assert "Resolved: the 6 dates" in page
