"""Series of dated images: order, bands, masks, dates, sizes in metres, and what cannot be one."""

import pickle
from types import SimpleNamespace

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.spacetime.noise import paired_samples, settle_noise
from multiscale_fusion.core.spacetime.opening import open_series
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.core.spacetime.series import Dated, FusionSeries, date_name
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core import engine
from multiscale_fusion.tests.core.spacetime import written_series as written
from odc.geo.geobox import GeoBox

WHOLE = tuple((0, size) for size in written.SHAPE)


def test_images_are_read_in_the_order_of_their_days(tmp_path):
    fine, coarse = written.series(tmp_path, holes=False)
    series = FusionSeries(fine[::-1], coarse[::-1])
    assert series.fine_days == pytest.approx([written.epoch_day(day) for day in (0, 10, 20)], abs=1e-4)
    frame = series.frame(WHOLE, 0.0)
    np.testing.assert_array_equal(series.read_fine(1, frame), written.scene(10))
    np.testing.assert_array_equal(series.read_coarse(3, frame), written.means(written.scene(15)))
    assert (series.count, series.shape, series.band_names) == (2, written.SHAPE, ("band 1", "band 2"))
    assert date_name(series.fine_days[1]) == "2024-05-11"


def test_bands_can_be_chosen_and_exchanged(tmp_path):
    fine, coarse = written.series(tmp_path, holes=False)
    series = FusionSeries(fine, coarse, bands=(2,), coarse_bands=(1,))
    frame = series.frame(WHOLE, 0.0)
    np.testing.assert_array_equal(series.read_fine(0, frame), written.scene(0)[1:])
    np.testing.assert_array_equal(series.read_coarse(0, frame), written.means(written.scene(0))[:1])


def test_a_mask_takes_pixels_away(tmp_path):
    mask = np.ones(written.SHAPE)
    mask[:5], mask[5:9] = 0, 255
    fine = [written.dated(tmp_path, "fine", written.FINE, written.scene(0), 0, mask=mask)]
    coarse = [written.dated(tmp_path, "coarse", written.COARSE, written.means(written.scene(0)), 0)]
    series = FusionSeries(fine, coarse)
    values = series.read_fine(0, series.frame(WHOLE, 0.0))
    assert np.isnan(values[:, :9]).all()
    np.testing.assert_array_equal(values[:, 9:], written.scene(0)[:, 9:])
    assert series.fine_shares[0] == pytest.approx(51 / 60)


def test_what_is_seen_is_what_numpy_says(tmp_path):
    fine, coarse = written.series(tmp_path)
    seen, _ = FusionSeries(fine, coarse).look()
    for number, day in enumerate((0, 10, 20)):
        image = written.scene(day).astype(float)
        image[:, 8 * number:8 * number + 6, 10:30] = np.nan
        assert seen[number].share == pytest.approx(np.isfinite(image).mean())
        for values, found in ((np.nanmean, "mean"), (np.nanstd, "deviation"), (np.nanmin, "least"),
                              (np.nanmax, "most")):
            np.testing.assert_allclose(getattr(seen[number], found), values(image, (1, 2)), rtol=1e-6)


def test_it_can_be_pickled_and_read_after_that(tmp_path):
    fine, coarse = written.series(tmp_path)
    series = FusionSeries(fine, coarse)
    series.look()
    again = pickle.loads(pickle.dumps(series))
    frame = again.frame(((10, 20), (10, 40)), 60.0)
    np.testing.assert_array_equal(again.read_coarse(2, frame), series.read_coarse(2, frame))
    np.testing.assert_array_equal(again.read_fine(2, frame), series.read_fine(2, frame))


def test_sizes_are_metres_on_the_ground_in_degrees_too(tmp_path):
    """At 60 degrees north a degree of longitude is about half as long as one of latitude (WGS 84: 55.80, 111.41 km)."""
    fine = GeoBox((20, 20), Affine(0.001, 0, 10, 0, -0.001, 60.01), "EPSG:4326")
    coarse = GeoBox((4, 4), Affine(0.005, 0, 10, 0, -0.005, 60.01), "EPSG:4326")
    series = FusionSeries([written.dated(tmp_path, "fine", fine, np.ones((1, 20, 20), np.float32), 0)],
                          [written.dated(tmp_path, "coarse", coarse, np.ones((1, 4, 4), np.float32), 0)])
    assert series.pixel == pytest.approx((111.41, 55.80), rel=1e-3)
    assert series.cell == pytest.approx((557.1, 279.0), rel=1e-3)


def test_a_cell_is_as_large_for_all(tmp_path):
    """On a sinusoidal grid, whose cells are no rectangles on the ground."""
    sinusoidal = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"
    west, north = -9900000.0, 3714000.0
    fine = GeoBox((60, 60), Affine(60, 0, west, 0, -60, north), sinusoidal)
    coarse = GeoBox((8, 8), Affine(463.31, 0, west, 0, -463.31, north), sinusoidal)
    series = FusionSeries([written.dated(tmp_path, "fine", fine, np.ones((1, 60, 60), np.float32), 0)],
                          [written.dated(tmp_path, "coarse", coarse, np.ones((1, 8, 8), np.float32), 0)])
    assert series.frame(((0, 60), (0, 60)), 0.0).cell == series.cell
    assert series.frame(((20, 30), (0, 9)), 300.0).cell == series.cell


def test_a_coarse_image_of_several_days_belongs_to_the_days_it_holds(tmp_path):
    fine, _ = written.series(tmp_path, holes=False)
    coarse = [written.dated(tmp_path, "coarse", written.COARSE, written.means(written.scene(day)), day, days=8)
              for day in (-4, 4, 12, 20)]
    series = FusionSeries(fine, coarse)
    assert [series.coarse_at(day) for day in series.fine_days] == [0, 1, 3]
    assert series.coarse_at(written.epoch_day(40)) is None
    assert series.fine_at(written.epoch_day(10.4)) == 1
    assert series.fine_at(written.epoch_day(11)) is None


def test_bias_is_corrected_on_reading(tmp_path):
    fine, coarse = written.series(tmp_path)
    series = FusionSeries(fine, coarse)
    doubled = series.with_bias(SimpleNamespace(apply=lambda values: 2.0 * values))
    frame = series.frame(WHOLE, 0.0)
    np.testing.assert_array_equal(doubled.read_coarse(1, frame), 2.0 * series.read_coarse(1, frame))
    assert doubled.look()[1][1].mean == pytest.approx(2.0 * np.array(series.look()[1][1].mean))


def test_more_files_than_may_be_open_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr("multiscale_fusion.core.spacetime.series._MOST_OPEN", 2)
    fine, coarse = written.series(tmp_path, holes=False)
    series = FusionSeries(fine, coarse)
    np.testing.assert_array_equal(series.read_fine(2, series.frame(WHOLE, 0.0)), written.scene(20))
    assert not any(source._handles._open for source in series.sources)


@pytest.mark.parametrize(("most", "kept"), [(47, False), (48, True)])
def test_masks_and_every_thread_and_the_caller_count_as_open_files(tmp_path, monkeypatch, most, kept):
    """8 images with a mask each, for 2 threads and the caller: 48 files."""
    monkeypatch.setattr("multiscale_fusion.core.spacetime.series._MOST_OPEN", most)
    fine = [written.dated(tmp_path, "fine", written.FINE, written.scene(day), day, mask=np.ones(written.SHAPE))
            for day in range(4)]
    coarse = [written.dated(tmp_path, "coarse", written.COARSE, written.means(written.scene(day)), day,
                            mask=np.ones(written.COARSE.shape)) for day in range(4)]
    series = FusionSeries(fine, coarse, threads=2)
    assert all(bool(source._handles._open) is kept for source in series.sources)


def test_samples_are_means_over_whole_valid_cells(tmp_path):
    fine, coarse = written.series(tmp_path, fine_days=(0, 10, 12))
    for (a, b), band in zip(paired_samples(FusionSeries(fine, coarse), Reporter()), (0, 1)):
        whole = []
        for number, day in enumerate((0, 10)):
            image = written.scene(day)
            image[:, 8 * number:8 * number + 6, 10:30] = np.nan
            whole.append(written.means(image)[band].ravel())
        whole = np.concatenate(whole)
        np.testing.assert_allclose(np.sort(a), np.sort(whole[np.isfinite(whole)]), rtol=1e-5)
        np.testing.assert_allclose(a, b, rtol=1e-5)


def test_noise_is_found_by_what_is_measured(tmp_path):
    fine, coarse = written.series(tmp_path)
    options, sentences = settle_noise(FusionSeries(fine, coarse), FusionOptions(noise_coarse=(7.0,)), "fine")
    assert options.noise_fine == (0.005, 0.005) and options.noise_coarse == (7.0,)
    assert len(sentences) == 1
    kelvin = [written.dated(tmp_path, "lst", written.FINE, 300.0 + 9.0 * written.scene(0, 1), 0)]
    counts = [written.dated(tmp_path, "counts", written.COARSE, 1e4 * written.means(written.scene(0, 1)), 0)]
    options, _ = settle_noise(FusionSeries(kelvin, counts), FusionOptions(), "auto")
    assert options.noise_fine == (1.0,)


def named(folder, name, grid, values, band):
    return written.dated(folder, name, grid, values, 0,
                         describe=lambda dataset: dataset.GetRasterBand(1).SetDescription(band))


@pytest.mark.parametrize(("name", "band", "scale", "expected"), [
    ("temp_export", "red", 1.0, 0.005),
    ("lst_normalised", "", 1.0, 0.005),
    ("temp_export", "red", 1e4, None),
    ("modis_lst", "", 100.0, 1.0),
    ("any", "temp", 100.0, 1.0),
    ("any", "LST_Day", 100.0, 1.0),
])
def test_a_name_makes_temperatures_only_of_what_can_be_some(tmp_path, name, band, scale, expected):
    image = np.float32(scale) * written.scene(0, 1)
    series = FusionSeries([named(tmp_path, name, written.FINE, image, band)],
                          [named(tmp_path, "coarse", written.COARSE, written.means(image), "")])
    options, _ = settle_noise(series, FusionOptions(), "fine")
    assert options.noise_fine == pytest.approx((0.02 * image.std() if expected is None else expected,), rel=1e-2)


def test_a_cancel_is_heard_while_corrected_images_are_looked_at(tmp_path, reporter, monkeypatch):
    series = FusionSeries(*written.series(tmp_path))
    look_at, late = FusionSeries._look_at, []

    def watched(self, block, stopped):
        if self._correction is not None:
            reporter.cancel_at = 0.0
        return look_at(self, block, stopped)

    monkeypatch.setattr(FusionSeries, "_look_at", watched)
    monkeypatch.setattr("multiscale_fusion.core.spacetime.opening.unlike_pairs", lambda *_: late.append(1) or ())
    with pytest.raises(Cancelled):
        open_series(series, FusionOptions(), noise="auto", bias="gain_offset", accept=frozenset(), reporter=reporter)
    assert not late


def test_images_of_one_date_are_refused(tmp_path):
    fine, coarse = written.series(tmp_path)
    with pytest.raises(FusionError, match="fine_000.tif and fine_000.tif have the same date .2024-05-01."):
        FusionSeries([*fine, Dated(fine[0].source, written.span(0))], coarse)


def test_unequal_bands_are_refused_until_they_are_chosen(tmp_path):
    fine, _ = written.series(tmp_path, bands=3)
    one = [written.dated(tmp_path, "one", written.COARSE, written.means(written.scene(0, 1)), 0)]
    with pytest.raises(FusionError, match="images 3 bands are used .* of the coarse ones 1 .*BANDS and COARSE_BANDS"):
        FusionSeries(fine, one)
    assert FusionSeries(fine, one, bands=(3,)).count == 1
    with pytest.raises(FusionError, match="one_000.tif has no band 2"):
        FusionSeries(fine, one, bands=(3,), coarse_bands=(2,))


def test_other_grids_are_refused(tmp_path):
    fine, coarse = written.series(tmp_path)
    moved = GeoBox(written.SHAPE, Affine(30, 0, 600015, 0, -30, 3700000), engine.UTM)
    with pytest.raises(FusionError, match="fine_000.tif and moved_030.tif are on different grids"):
        FusionSeries([*fine, written.dated(tmp_path, "moved", moved, written.scene(0), 30)], coarse)


def test_exchanged_and_distant_images_are_refused(tmp_path):
    fine, coarse = written.series(tmp_path)
    with pytest.raises(FusionError, match="finer than those of coarse_000.tif .*exchange FINE and COARSE"):
        FusionSeries(coarse, fine)
    away = GeoBox((5, 5), Affine(180, 0, 900000, 0, -180, 3700000), engine.UTM)
    with pytest.raises(FusionError, match="do not overlap"):
        FusionSeries(fine, [written.dated(tmp_path, "away", away, np.ones((2, 5, 5), np.float32), 0)])
    for lists, name in ((([], coarse), "fine"), ((fine, []), "coarse")):
        with pytest.raises(FusionError, match=f"no {name} image"):
            FusionSeries(*lists)


def test_salton_has_the_dates_that_are_known(data_file):
    from multiscale_fusion.core.dates import dates_of

    lists = []
    for kind in ("fine", "coarse"):
        sources = [RasterSource(str(path)) for path in sorted(data_file(f"salton_series/{kind}").glob("*.tif"))]
        lists.append([Dated(*each) for each in zip(sources, dates_of(sources))])
    series = FusionSeries(*lists)
    assert series.pixel == pytest.approx((70.0, 70.0), rel=2e-3) and series.cell == pytest.approx((490, 490), rel=2e-3)
    assert sum(share > 0.5 for share in series.fine_shares) == 20
    assert series.overlap() == 1.0
