"""Fusion from files to files: what is written, the same for any cut, and nothing after a cancel."""

import json
import os

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.dates import dates_of
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.finding import Severity
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.raster.writer import RasterWriter
from multiscale_fusion.core.spacetime.findings import opening_findings
from multiscale_fusion.core.spacetime.frame import Supports
from multiscale_fusion.core.spacetime.job import fuse
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.core.spacetime.pairs import PairChoice
from multiscale_fusion.core.spacetime.series import Dated, FusionSeries
from multiscale_fusion.tests.core import engine
from multiscale_fusion.tests.core.spacetime import written_series as written
from odc.geo.geobox import GeoBox
from osgeo import gdal

OPTIONS = FusionOptions(window=330.0, noise_fine=(0.01,), noise_coarse=(0.004,))
PLAIN = {"options": OPTIONS, "noise": "given", "calibrate": False}


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return written.series(tmp_path_factory.mktemp("images"))


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def with_holes(day, number):
    image = written.scene(day)
    image[:, 8 * number:8 * number + 6, 10:30] = np.nan
    return image


def test_interpolation_fills_dates_and_holes_and_keeps_what_was_seen(images, folder):
    """By hand: day 5 lies midway between 0 and 10; the holes of day 10 are filled from 0 and 20."""
    result = fuse(*images, str(folder / "out.tif"), method="interpolation", uncertainty=str(folder / "sigma.tif"),
                  **PLAIN)
    found, sigma = (engine.read(folder / name) for name in ("out.tif", "sigma.tif"))
    first, second, third = (with_holes(day, number).astype(float) for number, day in enumerate((0, 10, 20)))
    assert found.shape == (10, *written.SHAPE)
    holes = np.isnan(first) | np.isnan(second)
    np.testing.assert_allclose(found[2:4][~holes], ((first + second) / 2)[~holes], atol=1e-6)
    np.testing.assert_array_equal(found[4:6][np.isfinite(second)], second[np.isfinite(second)])
    hole = np.isnan(second)
    np.testing.assert_allclose(found[4:6][hole], ((first + third) / 2)[hole], atol=1e-6)
    assert np.isfinite(found[:8]).all()
    np.testing.assert_array_equal(np.isfinite(sigma), np.isfinite(found))
    np.testing.assert_allclose(sigma[4:6][~hole], 0.01, rtol=1e-6)
    assert [date.name for date in result.dates] == ["2024-05-01", "2024-05-06", "2024-05-11", "2024-05-16",
                                                    "2024-05-21"]
    assert result.method == "interpolation" and result.scores is None
    assert result.dates[2].observed == np.isfinite(second).sum() and result.dates[1].observed == 0
    codes = {finding.code for finding in result.findings}
    assert {"SIGMA_UNCALIBRATED", "HOLES_FILLED"} <= codes and "FUSION_GAPS" not in codes


def test_bands_say_their_date_and_name(images, folder):
    fuse(*images, str(folder / "out.tif"), method="difference", folder=str(folder),
         uncertainty=str(folder / "sigma.tif"), days=[written.epoch_day(5), written.epoch_day(15)], **PLAIN)
    assert [name for name in files(folder) if not name.endswith(".json")] == [
        "fused_2024-05-06.tif", "fused_2024-05-06_sigma.tif", "fused_2024-05-16.tif", "fused_2024-05-16_sigma.tif",
        "out.tif", "sigma.tif"]
    whole, one = gdal.Open(str(folder / "out.tif")), gdal.Open(str(folder / "fused_2024-05-16.tif"))
    assert [whole.GetRasterBand(n).GetDescription() for n in (1, 2, 3, 4)] == [
        "2024-05-06 band 1", "2024-05-06 band 2", "2024-05-16 band 1", "2024-05-16 band 2"]
    assert whole.GetRasterBand(3).GetMetadataItem("TIME_START") == "2024-05-16T00:00:00Z"
    assert whole.GetMetadataItem("TIME_COVERAGE_START") == "2024-05-06T00:00:00Z"
    assert whole.GetMetadataItem("TIME_COVERAGE_END") == "2024-05-16T23:59:59Z"
    np.testing.assert_array_equal(whole.ReadAsArray()[2:], one.ReadAsArray())
    np.testing.assert_array_equal(engine.read(folder / "sigma.tif")[:2],
                                  engine.read(folder / "fused_2024-05-06_sigma.tif"))
    with RasterSource(str(folder / "fused_2024-05-16.tif")) as source:
        assert dates_of([source])[0].begin == written.span(15).begin
    record = json.loads((folder / "fused_2024-05-16.tif.json").read_text())
    assert record["parameters"]["dates"][0]["base"] == ["2024-05-11"]
    assert record["parameters"]["method_used"] == "difference" and len(record["inputs"]) == 8


def test_difference_is_what_its_formula_says(images, folder):
    fuse(*images, str(folder / "out.tif"), method="difference", days=[written.epoch_day(4.7)], **PLAIN)
    up = np.ones((written.RATIO, written.RATIO))
    change = [np.kron(after.astype(float) - before, up)
              for after, before in zip(written.means(written.scene(5)), written.means(written.scene(0)))]
    expected = with_holes(0, 0) + np.array(change)
    found = engine.read(folder / "out.tif")
    np.testing.assert_allclose(found[np.isfinite(expected)], expected[np.isfinite(expected)], atol=2e-6)


@pytest.mark.parametrize("method", ["starfm", "interpolation"])
def test_bytes_do_not_depend_on_blocks_threads_or_order(images, folder, method, monkeypatch):
    contents = []
    for threads, largest, turned in ((1, 512, False), (2, 32, True), (3, 17, False)):
        monkeypatch.setattr("multiscale_fusion.core.spacetime.task._LARGEST", largest)
        monkeypatch.setattr("multiscale_fusion.core.spacetime.task._SMALLEST", 16)
        part = folder / str(threads)
        part.mkdir()
        lists = [each[::-1] if turned else each for each in images]
        fuse(*lists, str(part / "out.tif"), method=method, folder=str(part), uncertainty=str(part / "sigma.tif"),
             threads=threads, **{**PLAIN, "calibrate": True})
        contents.append({path.name: path.read_bytes() for path in part.iterdir()})
    assert len(contents[0]) == 24
    assert contents[0] == contents[1] == contents[2]


@pytest.mark.parametrize("at", [0.0, 0.2, 0.5, 0.92])
def test_a_cancel_leaves_nothing(images, folder, reporter, at):
    reporter.cancel_at = at
    (folder / "out.tif").write_bytes(b"what was there")
    with pytest.raises(Cancelled):
        fuse(*images, str(folder / "out.tif"), method="interpolation", folder=str(folder), reporter=reporter, **PLAIN)
    assert files(folder) == ["out.tif"] and (folder / "out.tif").read_bytes() == b"what was there"


@pytest.mark.parametrize("dated", [False, True])
def test_progress_only_grows(images, folder, reporter, dated):
    fuse(*images, str(folder / "out.tif"), method="interpolation", reporter=reporter, options=OPTIONS,
         bias="gain_offset", folder=str(folder) if dated else None, uncertainty=str(folder / "sigma.tif"))
    assert reporter.fractions == sorted(reporter.fractions) and reporter.fractions[-1] == 1.0


def test_a_cancel_is_heard_while_dates_are_planned(images, folder, reporter, monkeypatch):
    planned = []

    def choose(series, day, *_, **__):
        planned.append(day)
        reporter.cancel_at = 0.0
        return (0,)

    monkeypatch.setattr("multiscale_fusion.core.spacetime.job.choose_pairs", choose)
    with pytest.raises(Cancelled):
        fuse(*images, str(folder / "out.tif"), method="interpolation", reporter=reporter, **PLAIN)
    assert len(planned) == 1 and not files(folder)


@pytest.mark.parametrize("method", ["timekriging", "fsdaf"])
def test_a_first_date_that_is_complete(tmp_path, folder, method, reporter):
    """Nothing is to be predicted there, and so nothing is learned that could be told."""
    lists = written.series(tmp_path, holes=False)
    result = fuse(*lists, str(folder / "out.tif"), method=method, reporter=reporter, **PLAIN)
    np.testing.assert_array_equal(engine.read(folder / "out.tif")[:2], written.scene(0))
    assert [len(date.base) > 0 for date in result.dates] == [False, True, False, True, False]
    assert all(np.isfinite(engine.read(folder / "out.tif")).mean((1, 2)) == 1.0)


def test_every_file_tells_the_findings(images, folder):
    options = FusionOptions(**{**vars(OPTIONS), "limits": (0.15, 0.3)})
    fuse(*images, str(folder / "out.tif"), method="difference", uncertainty=str(folder / "sigma.tif"),
         folder=str(folder), days=[written.epoch_day(5)], **{**PLAIN, "options": options})
    for name in ("out.tif", "sigma.tif", "fused_2024-05-06.tif", "fused_2024-05-06_sigma.tif"):
        record = json.loads((folder / f"{name}.json").read_text())
        assert {"LIMITS_APPLIED", "SIGMA_UNCALIBRATED"} <= {each["code"] for each in record["findings"]}, name


def test_a_report_that_cannot_be_written_leaves_nothing(images, folder, monkeypatch):
    def fail(*_):
        raise FusionError("the disk is full")

    monkeypatch.setattr("multiscale_fusion.core.report.document.Report.write", fail)
    with pytest.raises(FusionError, match="disk is full"):
        fuse(*images, str(folder / "out.tif"), method="interpolation", report=str(folder / "report.html"),
             folder=str(folder), days=[written.epoch_day(5)], **PLAIN)
    assert not files(folder)


def test_a_second_file_that_cannot_be_made_leaves_nothing_of_the_first(images, folder, monkeypatch):
    class Broken(RasterWriter):
        def __init__(self, path, *arguments, **keywords):
            if path.endswith("sigma.tif"):
                raise FusionError("no such luck")
            super().__init__(path, *arguments, **keywords)

    monkeypatch.setattr("multiscale_fusion.core.spacetime.output.RasterWriter", Broken)
    try:
        fuse(*images, str(folder / "out.tif"), method="interpolation", uncertainty=str(folder / "sigma.tif"), **PLAIN)
        pytest.fail("it was made")
    except FusionError:
        assert not files(folder)   # while the error still holds everything that was made


def test_what_a_killed_run_left_is_removed(images, folder):
    left = [folder / f".{name}.0a1b2c3d.part{ending}" for name in ("out.tif", "fused_2024-05-06.tif")
            for ending in (".lock", ".tif", ".cog.tif")]
    for path in left:
        path.write_bytes(b"")
        os.utime(path, (1e9, 1e9))
    fuse(*images, str(folder / "out.tif"), method="interpolation", folder=str(folder), days=[written.epoch_day(5)],
         **PLAIN)
    assert not any(path.exists() for path in left)


def test_limits_bound_what_is_predicted_and_are_counted(images, folder):
    options = FusionOptions(window=330.0, limits=(0.15, 0.3))
    result = fuse(*images, str(folder / "out.tif"), method="difference", days=[written.epoch_day(5)],
                  **{**PLAIN, "options": options})
    found = engine.read(folder / "out.tif")
    assert np.nanmin(found) == np.float32(0.15) and np.nanmax(found) == np.float32(0.3)
    assert result.dates[0].clipped > 0 and "LIMITS_APPLIED" in {finding.code for finding in result.findings}


def limits_told(images, folder, limits, days):
    options = FusionOptions(window=330.0, limits=limits)
    result = fuse(*images, str(folder / "out.tif"), method="difference", days=days, **{**PLAIN, "options": options})
    return result, [finding for finding in result.findings if finding.code == "LIMITS_APPLIED"]


def test_many_values_beyond_the_limits_are_a_warning(images, folder):
    days = [written.epoch_day(5)]
    limits_told(images, folder, (-1e9, 1e9), days)
    low, high = np.nanquantile(engine.read(folder / "out.tif"), (0.9, 0.98))
    _, (few,) = limits_told(images, folder, (-1.0, float(high)), days)
    _, (many,) = limits_told(images, folder, (-1.0, float(low)), days)
    assert (few.severity, few.remedy) == (Severity.INFO, "")
    assert many.severity is Severity.WARNING and "LIMITS" in many.remedy


def test_observed_values_beyond_the_limits_are_kept_and_told(images, folder):
    result, told = limits_told(images, folder, (0.15, 0.3), [written.epoch_day(10)])
    own = with_holes(10, 1)
    beyond = np.count_nonzero((own < np.float32(0.15)) | (own > np.float32(0.3)))
    assert result.dates[0].beyond == beyond > 0 and any(f"{beyond:,} values" in each.message for each in told)
    np.testing.assert_array_equal(engine.read(folder / "out.tif")[np.isfinite(own)], own[np.isfinite(own)])


def scaled(folder, kind, number, factor):
    """Six fine and coarse images, of which one of a kind is on another scale."""
    lists = {"fine": [], "coarse": []}
    for k in range(6):
        for name, grid, image in (("fine", written.FINE, written.scene(5 * k)),
                                  ("coarse", written.COARSE, written.means(written.scene(5 * k)))):
            image = image * np.float32(factor if (name, k) == (kind, number) else 1.0)
            lists[name].append(written.dated(folder, name, grid, image, 5 * k))
    return lists["fine"], lists["coarse"]


@pytest.mark.parametrize(("kind", "factor", "told"), [
    ("coarse", 1e4, True), ("fine", 1e4, True), ("coarse", 1e-4, True), ("coarse", 1.0, False), ("fine", 2.5, False)])
def test_an_image_on_another_scale_than_its_sensor_is_told(tmp_path, kind, factor, told):
    series = FusionSeries(*scaled(tmp_path, kind, 3, factor))
    found = [finding for finding in opening_findings(series, True) if finding.code == "UNITS_DIFFER"]
    assert [finding.subject for finding in found] == ([f"{kind}_015.tif"] if told else [])


def test_integers_beside_fractions_are_told(tmp_path):
    fine, coarse = scaled(tmp_path, "fine", 0, 1.0)
    counts = np.rint(1e4 * written.scene(30)).astype(np.int16)
    fine.append(written.dated(tmp_path, "counts", written.FINE, counts, 30, nodata=-32768))
    found = [each for each in opening_findings(FusionSeries(fine, coarse), True) if each.code == "UNITS_DIFFER"]
    assert [each.subject for each in found] == ["counts_030.tif"]


def test_dates_without_base_dates_are_skipped_and_told(images, folder, reporter):
    fine, coarse = images
    result = fuse(fine[:1], coarse, str(folder / "out.tif"), method="difference", choice=PairChoice(max_gap=6.0),
                  reporter=reporter, **PLAIN)
    assert [date.name for date in result.dates] == ["2024-05-01", "2024-05-06"]
    skipped = next(finding for finding in result.findings if finding.code == "DATES_SKIPPED")
    assert "3 of the 5 dates" in skipped.message and "2024-05-11, 2024-05-16, 2024-05-21" in skipped.message
    assert "FUSION_GAPS" in {finding.code for finding in result.findings}


def test_distant_base_dates_are_told(tmp_path, folder):
    fine, coarse = written.series(tmp_path, fine_days=(0, 80), coarse_days=(0, 40, 80), holes=False)
    result = fuse(fine, coarse, str(folder / "out.tif"), method="interpolation", **PLAIN)
    far = next(finding for finding in result.findings if finding.code == "BASE_FAR")
    assert "1 of the 1 dates" in far.message and "up to 40 days (2024-06-10)" in far.message


def test_one_date_with_its_pair_alone(tmp_path, folder, reporter):
    """As fusepair asks for it."""
    fine, coarse = written.series(tmp_path, fine_days=(0,), coarse_days=(0, 5), holes=False)
    fuse(fine, coarse, str(folder / "out.tif"), method="starfm", days=[written.epoch_day(5)], reporter=reporter,
         options=OPTIONS)
    assert engine.read(folder / "out.tif").shape == (2, *written.SHAPE)
    assert any("can be held out" in text for text in reporter.infos)


def test_integers_hold_rounded_values_and_their_nodata(images, folder):
    fine, coarse = images
    fuse(fine[:1], coarse, str(folder / "out.tif"), method="persistence", dtype="Int16", days=[written.epoch_day(0)],
         **PLAIN)
    assert gdal.Open(str(folder / "out.tif")).GetRasterBand(1).DataType == gdal.GDT_Int16
    np.testing.assert_array_equal(engine.read(folder / "out.tif"), np.rint(with_holes(0, 0)))


def test_a_rotated_coarse_grid_is_brought_over_by_its_support(tmp_path, folder):
    """A field that is linear in space: what the cells average is what the field is at their centres."""
    turned = GeoBox((40, 40), Affine.translation(601080, 3699100) * Affine.rotation(25) * Affine.scale(180, -180)
                    * Affine.translation(-20, -20), engine.UTM)
    j, i = np.meshgrid(*(np.arange(size) + 0.5 for size in written.SHAPE), indexing="ij")
    x, y = written.FINE.affine * (i, j)
    across, down = np.meshgrid(np.arange(40) + 0.5, np.arange(40) + 0.5)
    centres = turned.affine * (across, down)

    def plane(x, y, day):
        return (0.2 + (x - 600000) * 1e-4 + (3700000 - y) * 5e-5 + 0.01 * day)[None].astype(np.float32)

    fine = [written.dated(tmp_path, "fine", written.FINE, plane(x, y, 0), 0)]
    coarse = [written.dated(tmp_path, "coarse", turned, plane(*centres, day), day) for day in (0, 6)]
    fuse(fine, coarse, str(folder / "out.tif"), method="difference", days=[written.epoch_day(6)], **PLAIN)
    found = engine.read(folder / "out.tif")
    assert Supports(written.FINE, turned).down.cell_area() == pytest.approx(36.0, rel=1e-6)
    np.testing.assert_allclose(found, plane(x, y, 6), atol=1e-5)


def test_a_baseline_that_is_better_is_told(tmp_path, folder, reporter):
    """Coarse images that say nothing true: what takes its change from them is worse than interpolation."""
    rng = np.random.default_rng(2)
    days = range(0, 60, 10)
    fine = [written.dated(tmp_path, "fine", written.FINE, written.scene(day, 1), day) for day in days]
    coarse = [written.dated(tmp_path, "coarse", written.COARSE, rng.random((1, *written.COARSE.shape))
                            .astype(np.float32), day) for day in days]
    result = fuse(fine, coarse, str(folder / "out.tif"), method="starfm", uncertainty=str(folder / "sigma.tif"),
                  options=OPTIONS, days=[written.epoch_day(30)], reporter=reporter)
    better = next(finding for finding in result.findings if finding.code == "BASELINE_BETTER")
    assert better.message.startswith("interpolation is better than starfm") and "4 held-out" in better.message
    assert "SIGMA_UNCALIBRATED" not in {finding.code for finding in result.findings}
    assert any("multiplied by" in text for text in reporter.infos)


def _real(paths):
    sources = [RasterSource(str(path)) for path in paths]
    return [Dated(*each) for each in zip(sources, dates_of(sources))]


def test_salton_runs_from_files(data_file, folder, reporter):
    fine, coarse = (_real(sorted(data_file(f"salton_series/{kind}").glob("*.tif"))) for kind in ("fine", "coarse"))
    days = [each.day for each in coarse if "2020-10-05" <= f"{each.span.begin:%Y-%m-%d}" <= "2020-10-07"]
    result = fuse(fine, coarse, str(folder / "out.tif"), method="interpolation", uncertainty=str(folder / "sigma.tif"),
                  days=days, reporter=reporter)
    assert len(result.dates) == 3 and all(date.missing_share < 0.2 for date in result.dates)
    assert "UNITS_DIFFER" not in {finding.code for finding in result.findings}
    empty = next(finding for finding in result.findings if finding.code == "FINE_DATES_EMPTY")
    assert "of the 92 fine images" in empty.message
    found, sigma = (engine.read(folder / name) for name in ("out.tif", "sigma.tif"))
    assert 0.0 <= np.nanmin(found) and np.nanmax(found) < 1.0 and np.nanmin(sigma) > 0.0


@pytest.mark.parametrize("bias", ["none", "gain_offset", "quantile"])
def test_kranj_runs_although_its_sensors_are_scaled_differently(data_file, folder, bias):
    fine = _real(sorted(data_file("kranj_series/landsat/filled").glob("*.tif")))
    coarse = _real(sorted(data_file("kranj_series/modis/filled").glob("*.tif")))
    held, rest = fine[1], [fine[0], *fine[2:]]
    day = next(each.day for each in coarse if int(each.day) == int(held.day))
    result = fuse(rest, coarse, str(folder / "out.tif"), method="difference", bias=bias, days=[day], calibrate=False)
    assert ("UNITS_DIFFER" in {finding.code for finding in result.findings}) == (bias == "none")
    found, truth = engine.read(folder / "out.tif"), engine.read(held.source.path)
    assert np.isfinite(found).mean() > 0.9
    if bias != "none":
        assert np.sqrt(np.nanmean((found - truth) ** 2)) < np.nanstd(truth)


def test_auto_takes_the_best_of_held_out_dates_and_reports_it(tmp_path, folder, reporter, monkeypatch):
    """Fields that change in a straight line in time, and coarse images of noise: interpolation is exact."""
    monkeypatch.setattr("multiscale_fusion.core.spacetime.verdict.METHODS", ("difference", "interpolation"))
    rng = np.random.default_rng(3)
    first, change = written.scene(0, 1), 0.01 * rng.random((1, *written.SHAPE)).astype(np.float32)
    days = range(0, 60, 10)
    fine = [written.dated(tmp_path, "fine", written.FINE, first + day * change, day) for day in days]
    coarse = [written.dated(tmp_path, "coarse", written.COARSE, rng.random((1, *written.COARSE.shape))
                            .astype(np.float32), day) for day in (*days, 35)]
    result = fuse(fine, coarse, str(folder / "out.tif"), report=str(folder / "report.html"), options=OPTIONS,
                  reporter=reporter)
    assert result.method == "interpolation" and len(result.scores.compared) == 4
    np.testing.assert_allclose(engine.read(folder / "out.tif")[4], (first + 35 * change)[0], atol=1e-6)
    assert "2024-06-05" in (folder / "report.html").read_text()
