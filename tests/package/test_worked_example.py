"""The worked example's check of its report: what it lets through, and what it does not."""

import csv
import json
import math
import re
import subprocess
import sys

import pytest

SEARCHED = ("HLSL30", "HLSS30", "MOD11A1", "ECO_L2T_LSTE")
TRUTH = {"months": {"2024-06": {"lst_ndvi": -0.79, "station_lst": 0.95}},
         "clear": {"2024-06": {"lst_ndvi": -0.80, "station_lst": 0.89}}}
BANDS = ["ndvi", "lst_modis", "lst_ecostress"]


@pytest.fixture
def verify(root, tmp_path):
    """A callable: the script on a report with these correlations of LST with NDVI and of both LSTs."""
    def run(ndvi, station, cells=129, bands=BANDS, truth=TRUTH):
        matrix = {(0, 1): ndvi, (1, 2): station, (0, 2): 0.0}
        (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
        for name, diagonal, values in (("correlation", 1.0, matrix), ("pairs", cells, dict.fromkeys(matrix, cells))):
            with (tmp_path / f"report_{name}.csv").open("w", encoding="utf-8", newline="") as file:
                table = csv.writer(file)
                table.writerow(["Band", *bands])
                for i, band in enumerate(bands):
                    table.writerow([band, *(diagonal if i == j else values[min(i, j), max(i, j)]
                                            for j in range(len(bands)))])
        files = [tmp_path / name for name in ("truth.json", "report_correlation.csv", "report_pairs.csv")]
        return subprocess.run([sys.executable, root / "examples" / "hls_modis_ecostress" / "verify.py", *files],
                              capture_output=True, text=True, check=False)

    return run


def moved(r, z, cells=129):
    """A correlation so many standard errors of Fisher's z from r."""
    return math.tanh(math.atanh(r) + z / math.sqrt(cells - 3))


def test_what_sampling_explains_passes(verify):
    # Of two comparisons each may be off by 2.24 standard errors: 2.5 % of the normal distribution lie beyond in all.
    done = verify(moved(-0.79, 2.2), moved(0.89, -2.2))
    assert done.returncode == 0, done.stderr
    assert "All within 2.24 standard errors" in done.stdout


@pytest.mark.parametrize(("ndvi", "station", "named"), [
    (moved(-0.79, 2.3), 0.89, "LST with NDVI, 2024-06"), (-0.79, moved(0.89, -2.3), "ECOSTRESS with MODIS, 2024-06"),
    (-0.1, 0.89, "LST with NDVI, 2024-06")])
def test_what_it_does_not_explain_fails(verify, ndvi, station, named):
    done = verify(ndvi, station)
    assert done.returncode == 1
    assert f"standard errors: {named}." in done.stderr


def test_a_report_without_a_band_is_refused(verify):
    done = verify(-0.79, 0.89, bands=["evi", *BANDS[1:]])
    assert done.returncode == 1
    assert "The report has 0 bands of ndvi in 2024-06" in done.stderr


def test_bands_of_several_months_have_their_names(verify):
    """The one month that this report holds is found by its name, and the other one missed."""
    truth = {key: {**TRUTH[key], "2024-07": TRUTH[key]["2024-06"]} for key in TRUTH}
    done = verify(-0.79, 0.89, bands=[f"{band}: 2024-06" for band in BANDS], truth=truth)
    assert done.returncode == 1
    assert "The report has 0 bands of ndvi in 2024-07" in done.stderr
    done = verify(-0.79, 0.89, truth=truth)
    assert "The report has 0 bands of ndvi in 2024-06" in done.stderr


@pytest.mark.parametrize("page", ["docs/worked-example.md", "docs/es/worked-example.md"])
def test_the_page_holds_the_commands_of_the_script_and_no_other(root, page):
    chain = re.split("^## ", (root / page).read_text("utf-8"), flags=re.MULTILINE)[2]
    told = [line.strip() for line in chain.splitlines() if line.startswith("    ")]
    script = (root / "examples" / "hls_modis_ecostress" / "run.sh").read_text("utf-8").split('cd "$1"\n')[1]
    lines = [line.strip() for line in script.splitlines()]
    assert told == [line for line in lines if line and not line.startswith(("#", "echo "))]
    assert len([line for line in told if "qgis_process run" in line]) == 8


def test_the_script_asks_for_what_the_archive_holds(root):
    text = (root / "examples" / "hls_modis_ecostress" / "run.sh").read_text("utf-8")
    for product in SEARCHED:
        assert product in text
    from multiscale_fusion.core.product import find_product

    assert {find_product(product).id for product in SEARCHED} == set(SEARCHED)
