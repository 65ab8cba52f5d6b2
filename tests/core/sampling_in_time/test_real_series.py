"""Real series: MOD13A1 of a year, Landsat and MODIS of Kranj, daily files of the Salton Sea that are mostly empty."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.core.advice.layer import Layer
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.message import Message
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.core.sampling_in_time import Asked, check_sampling
from multiscale_fusion.core.sampling_in_time.report import record, write_gaps, write_sampling_report
from multiscale_fusion.tests.processing import rasters

NO_DATES = np.array([], "datetime64[s]")


@pytest.fixture
def layers_in(data_file):
    """A callable: the layers of a folder of real files, closed at the end."""
    opened = []

    def layers(folder, pattern="*.tif"):
        paths = sorted(Path(data_file(folder)).rglob(pattern))
        assert paths
        opened.extend(Layer(str(path)) for path in paths)
        return opened[-len(paths):]

    yield layers
    for layer in opened:
        layer.close()


def test_mod13a1_of_a_year_resolves_seasons_and_folds_months(layers_in):
    layers = layers_in("modis_series/VI_16Days_500m_v6/NDVI")
    seasons = check_sampling(NO_DATES, layers, Asked(365.0))
    assert (len(seasons.sampling.times), seasons.sampling.median, seasons.sampling.longest) == (23, 16.0, 16.0)
    # 23 composites of 2016 span 352 days: shorter than 365, and the verdict says so.
    assert seasons.sampling.verdict == "marginal" and "less than one period" in seasons.text
    half_year = check_sampling(NO_DATES, layers, Asked(180.0))
    assert half_year.sampling.verdict == "resolved" and half_year.findings == () and half_year.cures == ()
    months = check_sampling(NO_DATES, layers, Asked(30.0))
    assert months.sampling.verdict == "aliased"
    assert months.sampling.alias.period == pytest.approx(1.0 / abs(1 / 30 - 1 / 16), rel=1e-3)
    assert {sensor.observes for sensor in months.cures} == {"reflectance"}


def test_kranj_landsat_against_modis(layers_in):
    """The dates are those of the names, by hand: days 68, 77, 93, 100 of 2020."""
    landsat = check_sampling(NO_DATES, layers_in("kranj_series/landsat/filled"), Asked(20.0))
    assert landsat.sampling.intervals.tolist() == [9.0, 16.0, 7.0]
    assert [look.time.astype("datetime64[D]").item() for look in landsat.looks] == [
        date(2020, 1, 1) + timedelta(day - 1) for day in (68, 77, 93, 100)]
    assert landsat.sampling.step == 1.0 and landsat.sampling.verdict != "resolved"
    modis = check_sampling(NO_DATES, layers_in("kranj_series/modis/filled"), Asked(20.0))
    assert modis.sampling.is_regular and modis.sampling.verdict == "resolved" and modis.sampling.longest == 1.0


def test_salton_dates_count_by_their_valid_pixels(layers_in):
    """Shares against what GDAL itself reads."""
    layers = layers_in("salton_series/fine")
    shares = {}
    for layer in layers:
        shares[layer.name] = float(np.isfinite(rasters.read(layer.path)[0]).mean())
    every = check_sampling(NO_DATES, layers, Asked(30.0))
    assert [look.valid for look in every.looks] == pytest.approx([shares[look.name] for look in every.looks])
    assert len(every.sampling.times) == sum(share > 0.0 for share in shares.values())
    half = check_sampling(NO_DATES, layers, Asked(30.0, least=0.5))
    days = np.array([look.time for look in half.looks])[[shares[look.name] >= 0.5 for look in half.looks]]
    assert (half.sampling.times == days).all() and len(days) == 20
    assert half.sampling.longest == np.diff(days).max() / np.timedelta64(1, "D")
    coarse = check_sampling(NO_DATES, layers_in("salton_series/coarse"), Asked(30.0))
    assert coarse.sampling.verdict == "resolved" and coarse.sampling.longest == 1.0


def test_files_hold_what_was_found(layers_in, folder):
    checked = check_sampling(NO_DATES, layers_in("kranj_series/landsat/unfilled"), Asked(20.0))
    write_gaps(checked, str(folder / "gaps.csv"))
    with open(folder / "gaps.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["begin"], float(row["days"]), row["too_long"]) for row in rows] == [
        ("2020-03-08", 9.0, "0"), ("2020-03-17", 16.0, "1"), ("2020-04-02", 7.0, "0")]
    write_gaps(checked, str(folder / "gaps.json"))
    with open(folder / "gaps.json") as file:
        content = json.load(file)
    assert content == json.loads(json.dumps(record(checked))) and content["longest_gap_days"] == 16.0
    assert [gap["too_long"] for gap in content["gaps"]] == [False, True, False]
    page, *tables = write_sampling_report(checked, str(folder / "report.html"))
    text = Path(page).read_text("utf-8")
    assert str(checked.text) in text and "Groechenig" in text
    assert sorted(Path(table).name for table in tables) == [
        f"report_{name}.csv" for name in ("dates", "gaps", "intervals", "sensors")]
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_sampling_report(checked, str(folder / "report.html"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_the_page_is_told_in_another_language_and_its_files_are_not(layers_in, folder):
    """Words in cells and figures too."""
    class Spanish(Reporter):
        def text(self, text):
            words = {"Median interval": "Mediana", "days": "días", "Dates that count": "Fechas que cuentan"}
            return text.told(lambda template: words.get(template, template)) if isinstance(text, Message) else text

    checked = check_sampling(NO_DATES, layers_in("kranj_series/landsat/filled"), Asked(20.0))
    for name, reporter in (("es", Spanish()), ("en", Reporter())):
        write_sampling_report(checked, str(folder / f"{name}.html"), reporter)
    page = (folder / "es.html").read_text("utf-8")
    assert ">Mediana</th>" in page and ">días</td>" in page and '"name":"Fechas que cuentan"' in page
    assert (folder / "es_intervals.csv").read_bytes() == (folder / "en_intervals.csv").read_bytes()


def test_a_raster_without_a_date_is_named_and_too_few_dates_are_refused(data_file, reporter):
    layer = Layer(str(data_file("zion/srtm.tif")))
    days = np.arange("2024-06-01", "2024-06-11", dtype="datetime64[D]").astype("datetime64[s]")
    checked = check_sampling(days, [layer], Asked(5.0), reporter)
    assert checked.undated == (layer.name,) and layer.name in reporter.warnings[0]
    with pytest.raises(FusionError, match="Only 2 different dates were given; at least 3 are needed"):
        check_sampling(days[:2], [], Asked(5.0))
    with pytest.raises(FusionError, match="positive number of days"):
        check_sampling(days, [], Asked(0.0))
    layer.close()


def test_empty_rasters_alone_are_told(layers_in):
    empty = [layer for layer in layers_in("salton_series/fine")
             if np.isnan(rasters.read(layer.path)).all()][:5]
    with pytest.raises(FusionError, match="Only 0 different dates count, and 5 do not"):
        check_sampling(NO_DATES, empty, Asked(30.0))


def test_a_run_can_be_cancelled(layers_in, reporter):
    reporter.cancel_at = 0.5
    with pytest.raises(Cancelled):
        check_sampling(NO_DATES, layers_in("kranj_series/modis/filled"), Asked(20.0), reporter, 26)
    assert 0.5 <= reporter.fractions[-1] < 0.6
