"""The report of a fusion: what it says of its dates and of those that were held out."""

import csv

import pytest

from multiscale_fusion.core.spacetime.job import fuse
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.tests.core.spacetime import written_series as written

DAYS = (0, 10, 20, 30, 40)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def images(tmp_path):
    return written.series(tmp_path, DAYS, (*DAYS, 25), holes=False)


def test_a_run_is_told_beside_the_baselines(images, folder):
    result = fuse(*images, str(folder / "out.tif"), method="starfm", uncertainty=str(folder / "sigma.tif"),
                  report=str(folder / "report.html"), options=FusionOptions(window=330.0))
    page = (folder / "report.html").read_text("utf-8")
    scores = rows_of(folder / "report_scores.csv")
    assert {row["Method"] for row in scores} == {"STARFM", "Linear interpolation", "Nearest fine image",
                                                 "Coarse difference", "Coarse ratio"}
    own = next(row for row in scores if row["Method"] == "STARFM")
    assert [float(own[f"RMSE, band {band}"]) for band in (1, 2)] == pytest.approx(
        [band.rmse for band in result.scores.scores("starfm").bands])
    assert "(held-out dates: 3)." in page and "The factor used is" in page
    dates = {row["Date"]: row for row in rows_of(folder / "report_dates.csv")}
    assert dates["2024-05-26"]["Base dates"] == "2024-05-21, 2024-05-31" and len(dates) == 6
    assert float(dates["2024-05-26"]["Nearest [days]"]) == pytest.approx(5.0)
    assert float(dates["2024-05-11"]["Observed [%]"]) == 100.0 and dates["2024-05-11"]["Base dates"] == "none"
    assert len(rows_of(folder / "report_images.csv")) == 11


def test_a_run_without_held_out_dates_says_that_nothing_is_known(images, folder):
    fine, coarse = images
    fuse(fine[:2], coarse, str(folder / "out.tif"), method="difference", report=str(folder / "report.html"))
    page = (folder / "report.html").read_text("utf-8")
    assert "nothing tells how good this fusion is" in page
    assert not (folder / "report_scores.csv").exists()


def test_the_same_run_gives_the_same_report(images, folder):
    pages = []
    for threads in (1, 2):
        fuse(*images, str(folder / "out.tif"), method="interpolation", report=str(folder / "report.html"),
             threads=threads)
        pages.append((folder / "report.html").read_bytes())
    assert pages[0] == pages[1]
