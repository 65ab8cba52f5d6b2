"""Compares the correlations of the worked example's report with what is true of the simulated ground.

Usage: verify.py TRUTH.json REPORT_correlation.csv REPORT_pairs.csv. Exits with 1 if one of them lies farther from the
truth than sampling explains.

LST and NDVI of each month are compared with the truth of all days, whether there were clouds or not. The space station
passes on two days at two hours, so that a cell that is clear on one of them alone is warmer or cooler than its
neighbours for that reason: its LST is compared with the truth of each cell's clear days.

The limit: Fisher's z of the report's r and that of the true one differ by less than what, in one of twenty runs, one of
all comparisons would exceed if cells were drawn at random, at a standard error of 1 / sqrt(n - 3).
"""

import csv
import json
import math
import sys
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

RUNS = 0.05     # of them one comparison may fail by chance


class Comparison(NamedTuple):
    """What was found, over how many cells, and what is true."""

    name: str
    found: float
    cells: int
    true: float

    @property
    def z(self) -> float:
        """Difference in standard errors."""
        return (math.atanh(self.found) - math.atanh(self.true)) * math.sqrt(self.cells - 3)


def read_matrix(path: Path) -> dict[tuple[str, str], float]:
    """A table of the report by the names of its row and its column; empty cells are left out."""
    with path.open(encoding="utf-8", newline="") as file:
        (_, *names), *rows = csv.reader(file)
    return {(row[0], name): float(value) for row in rows for name, value in zip(names, row[1:]) if value}


def band(names: list[str], layer: str, month: str, alone: bool) -> str:
    """The band of a layer and a month, such as "ndvi: 2024-05"; "ndvi" where the month is ``alone``. Raises ValueError
    unless there is one."""
    wanted = layer if alone else f"{layer}: {month}"
    found = sorted({name for name in names if name == wanted})
    if len(found) != 1:
        raise ValueError(f"The report has {len(found)} bands of {layer} in {month}: {', '.join(sorted(set(names)))}.")
    return found[0]


def compare(truth: dict, correlation: dict[tuple[str, str], float], pairs: dict[tuple[str, str], float]
            ) -> list[Comparison]:
    """LST with NDVI, and the space station's LST with MODIS's, in each month."""
    names = [name for name, _ in pairs]
    found = []
    for month in truth["months"]:
        ndvi, modis, station = (band(names, layer, month, len(truth["months"]) == 1)
                                for layer in ("ndvi", "lst_modis", "lst_ecostress"))
        for label, key, true in ((f"LST with NDVI, {month}", (modis, ndvi), truth["months"][month]["lst_ndvi"]),
                                 (f"ECOSTRESS with MODIS, {month}", (station, modis),
                                  truth["clear"][month]["station_lst"])):
            if key not in correlation:
                raise ValueError(f"The report has no correlation of {key[0]} with {key[1]}.")
            found.append(Comparison(label, correlation[key], int(pairs[key]), true))
    return found


def main(arguments: list[str]) -> int:
    truth, correlation, pairs = map(Path, arguments)
    found = compare(json.loads(truth.read_text("utf-8")), read_matrix(correlation), read_matrix(pairs))
    limit = NormalDist().inv_cdf(1.0 - 0.5 * RUNS / len(found))
    print(f"{'correlation at 1 km':32}{'report':>8}{'cells':>7}{'truth':>8}{'standard errors apart':>23}")
    for each in found:
        print(f"{each.name:32}{each.found:8.3f}{each.cells:7d}{each.true:8.3f}{each.z:23.2f}")
    wrong = [each.name for each in found if not abs(each.z) <= limit]
    if wrong:
        print(f"Farther from the truth than {limit:.2f} standard errors: {'; '.join(wrong)}.", file=sys.stderr)
        return 1
    print(f"All within {limit:.2f} standard errors of the truth.")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
