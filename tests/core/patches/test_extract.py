"""Patches of rasters, against plain rasterio reads of one window after the other."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.advice import Layer
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.patches.request import Centres, Options, Raster
from multiscale_fusion.core.patches.stored_blocks import BlockedRaster
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.engine import grid, write
from multiscale_fusion.tests.core.patches import kept
from multiscale_fusion.tests.core.patches.kept import OPTIONS, KeptWriter
from odc.geo.geobox import GeoBox

UTM = "EPSG:32611"


@pytest.fixture
def zion(data_file):
    """Three rasters in three CRSs with three resolutions."""
    return {name: data_file(f"zion/{name}.tif") for name in ("landsat_b4", "nlcd", "srtm")}


@pytest.fixture
def raster(tmp_path):
    """A tiled raster of two bands with nodata, 200 x 300 pixels."""
    values = np.random.default_rng(1).integers(1, 5000, (2, 200, 300)).astype(np.int16)
    values[:, 50:70, 120:150] = -9
    return write(tmp_path / "raster.tif", grid(UTM, 500000, 4000000, 10, (200, 300)), values, -9,
                 options=["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"])


def test_patches_of_three_sensors_are_the_windows_of_plain_reads(monkeypatch, zion):
    centres = kept.centres_on(zion["landsat_b4"], 97, margin=30)
    writer = kept.run(monkeypatch, centres, zion, OPTIONS)
    for name, path in zion.items():
        kept.check_equal(writer, name, path, centres, (64, 64))
    told = {info.name: info for info in writer.info.rasters}
    assert [told[name].dtype for name in zion] == ["uint16", "uint8", "uint16"]
    assert told["nlcd"].kind == "categorical" and told["nlcd"].fill == 255
    assert told["srtm"].resolution == pytest.approx((0.000833333, 0.000833333), rel=1e-6)


def test_the_same_ground_at_each_resolution(monkeypatch, zion):
    """1920 m: 64 pixels of 30 m; of 75 m across 92.5 m down in degrees as many as the ellipsoid tells."""
    centres = kept.centres_on(zion["landsat_b4"], 200)
    writer = kept.run(monkeypatch, centres, zion, Options(mode="ground", ground_size=1920.0))
    shapes = {info.name: info.shape[1:] for info in writer.info.rasters}
    latitude = np.radians(37.32)
    degree = np.pi / 180 * 6378137 / np.sqrt(1 - 0.00669438 * np.sin(latitude) ** 2)
    across = 1920 / (degree * np.cos(latitude) / 1200)
    down = 1920 / (degree * (1 - 0.00669438) / (1 - 0.00669438 * np.sin(latitude) ** 2) / 1200)
    assert shapes == {"landsat_b4": (64, 64), "nlcd": (61, 61), "srtm": (round(down), round(across))}
    for name, path in zion.items():
        kept.check_equal(writer, name, path, centres, shapes[name])
    by_pixels = kept.run(monkeypatch, centres, zion, Options(mode="ground", patch_size=(64, 64)))
    assert [info.shape for info in by_pixels.info.rasters] == [info.shape for info in writer.info.rasters]


@pytest.mark.parametrize("affine", [
    Affine.translation(500000, 4000000) * Affine.rotation(33) * Affine.scale(10, -10),
    Affine(20.0, 0, 500000, 0, 7.0, 4000000),
    Affine(-10.0, 3.0, 500000, 2.0, 15.0, 4000000)], ids=["rotated", "south-up and not square", "sheared"])
@pytest.mark.parametrize("shape", [(32, 32), (17, 40)])
def test_pixels_of_any_shape(monkeypatch, tmp_path, affine, shape):
    values = np.random.default_rng(2).integers(0, 250, (3, 150, 170)).astype(np.uint8)
    path = write(tmp_path / "a.tif", GeoBox((150, 170), affine, UTM), values, 7)
    rng = np.random.default_rng(3)
    x, y = affine * (rng.uniform(-20, 190, 60), rng.uniform(-20, 170, 60))
    centres = Centres(UTM, x, y)
    kept.check_equal(kept.run(monkeypatch, centres, {"a": path}, Options(patch_size=shape)), "a", path, centres, shape)


def test_the_same_pixels_from_a_size_on_the_ground(monkeypatch, zion):
    """That of the first raster's patches."""
    writer = kept.run(monkeypatch, kept.centres_on(zion["landsat_b4"], 300), zion, Options(ground_size=960.0))
    assert {info.shape[1:] for info in writer.info.rasters} == {(32, 32)}


def test_each_block_is_decoded_once_in_a_sweep(monkeypatch, raster):
    reads = []
    plain = RasterSource.read

    def spied(self, bands, rows, cols, scratch=None):
        reads.append((rows, cols))
        return plain(self, bands, rows, cols, scratch)

    source = RasterSource(raster)
    layer = Layer(source.path, source=source)
    for number in (1, 2):
        layer.detection(number)
    monkeypatch.setattr(RasterSource, "read", spied)
    # Small units, as a file of many blocks would have.
    monkeypatch.setattr("multiscale_fusion.core.patches.stored_blocks._UNIT_PIXELS", 64 * 64)
    kept.run(monkeypatch, kept.centres_on(raster, 16), [Raster(source, "a", layer=layer)],
             Options(patch_size=(32, 32)), threads=2)
    assert len(reads) == len(set(reads)) == 4 * 5
    covered = sum((rows[1] - rows[0]) * (columns[1] - columns[0]) for rows, columns in reads)
    assert covered == 200 * 300


def test_the_same_for_any_threads_and_memory(monkeypatch, zion):
    centres = kept.centres_on(zion["landsat_b4"], 60, splits=None)
    found = []
    for threads, memory in ((1, 2**30), (2, 2**30), (2, 2**24), (3, 2**27)):
        writer = kept.run(monkeypatch, centres, zion, OPTIONS, threads=threads, memory=memory)
        found.append([part.tobytes() for name in zion for part in writer.stack(name)] + [writer.info.to_json()])
    assert all(each == found[0] for each in found[1:])


def test_blocks_larger_than_the_memory_lends_are_cut(raster):
    from multiscale_fusion.core.patches.stored_blocks import BlockStore

    with RasterSource(raster) as source:
        blocked = BlockedRaster("a", source, (1, 2), BlockStore(2**20), 1000)
        assert blocked.block_shape[0] * blocked.block_shape[1] * 2 * 3 <= 1000
        values, valid = blocked.window((10, 199), (3, 290))
        pixels = source.read([1, 2], (10, 199), (3, 290))
        np.testing.assert_array_equal(values, pixels.values)
        np.testing.assert_array_equal(valid, pixels.valid)


def test_padding_reflects_at_the_edges_with_a_mask_of_0(monkeypatch, raster):
    centres = kept.centres_on(raster, 50, margin=10)
    writer = kept.run(monkeypatch, centres, {"a": raster}, Options(patch_size=(40, 60), padding="reflect"))
    values, mask, _ = writer.stack("a")
    whole, known, _ = kept.window(raster, (0, 0), (200, 300))
    data, known = (np.pad(each, [(0, 0), (80, 80), (80, 80)], mode="reflect") for each in (whole, known))
    for k, (row, column) in enumerate(kept.first_pixels(raster, centres.x, centres.y, centres.crs, (40, 60))):
        part = slice(None), slice(row + 80, row + 120), slice(column + 80, column + 140)
        expected = np.where(known[part] == 1, data[part], -9)
        np.testing.assert_array_equal(values[k], expected)
        rows, columns = np.arange(row, row + 40), np.arange(column, column + 60)
        inside = ((rows >= 0) & (rows < 200))[:, None] & ((columns >= 0) & (columns < 300))
        np.testing.assert_array_equal(mask[k], known[part] * inside)


def test_padding_drop_leaves_out_what_reaches_beyond(monkeypatch, raster, reporter):
    centres = kept.centres_on(raster, 20, margin=20)
    options = Options(patch_size=(40, 40), padding="drop")
    writer = kept.run(monkeypatch, centres, {"a": raster}, options, reporter=reporter)
    first = kept.first_pixels(raster, centres.x, centres.y, centres.crs, (40, 40))
    inside = ((first >= 0) & (first + 40 <= (200, 300))).all(1)
    np.testing.assert_array_equal(writer.places.ids, np.flatnonzero(inside))
    assert writer.info.count == inside.sum() and 0 < inside.sum() < len(first)
    finding, = (each for each in reporter.findings if each.code == "PATCHES_DROPPED")
    assert f"{len(first) - inside.sum()} of the {len(first)}" in finding.message


def test_what_lies_outside_of_a_raster_is_told(monkeypatch, raster, reporter):
    centres = Centres(UTM, np.array([500200.0, 600000.0]), np.array([3999500.0, 3999500.0]))
    writer = kept.run(monkeypatch, centres, {"a": raster}, Options(patch_size=(16, 16)), reporter=reporter)
    assert [finding.code for finding in reporter.findings] == ["PATCHES_OUTSIDE"]
    values, mask, _ = writer.stack("a")
    assert mask[0].all() and not mask[1].any() and (values[1] == -9).all()


def test_types_and_fills(monkeypatch, raster):
    centres = kept.centres_on(raster, 64, margin=8)
    plain = kept.run(monkeypatch, centres, {"a": raster}, Options(patch_size=(16, 16))).stack("a")
    for dtype, name, fill in (("Float32", "float32", np.nan), ("Int32", "int32", -9), ("UInt16", "uint16", 65535)):
        writer = kept.run(monkeypatch, centres, {"a": raster}, Options(patch_size=(16, 16), dtype=dtype))
        values, mask, _ = writer.stack("a")
        assert values.dtype == name
        np.testing.assert_array_equal(values, np.where(plain[1] == 1, plain[0], fill))
        np.testing.assert_array_equal(mask, plain[1])
        assert str(writer.info.rasters[0].fill) == str(fill)


def test_values_that_do_not_fit_the_type(monkeypatch, raster):
    centres = kept.centres_on(raster, 64)
    with pytest.raises(FusionError, match=r"raster.tif holds the value \d+ in Band 1, which does not fit the type "
                                          "uint8; choose another DTYPE"):
        kept.run(monkeypatch, centres, {"a": raster}, Options(patch_size=(16, 16), dtype="Byte"))


def test_scaled_values_are_stored_as_such(monkeypatch, make_tif, tmp_path):
    def scaled(dataset):
        dataset.GetRasterBand(1).SetScale(0.02)
        dataset.GetRasterBand(1).SetOffset(-5)

    stored = np.arange(1, 50 * 60 + 1, dtype=np.uint16).reshape(50, 60)
    path = make_tif(tmp_path / "scaled.tif", stored, nodata=0, describe=scaled)
    writer = kept.run(monkeypatch, kept.centres_on(path, 20), {"a": path}, Options(patch_size=(8, 8)))
    values, mask, _ = writer.stack("a")
    first = kept.first_pixels(path, writer.places.x, writer.places.y, UTM, (8, 8))
    for k, at in enumerate(first):
        raw, valid, _ = kept.window(path, at, (8, 8))
        np.testing.assert_allclose(values[k][valid == 1], (raw * 0.02 - 5)[valid == 1], rtol=1e-6)
    assert values.dtype == np.float32


def test_the_date_and_names_of_bands_are_told(monkeypatch, tmp_path):
    def described(dataset):
        dataset.GetRasterBand(1).SetDescription("red")

    values = np.ones((2, 40, 40), np.float32)
    path = write(tmp_path / "scene_20220420.tif", grid(UTM, 0, 4000000, 10, (40, 40)), values, describe=described)
    info, = kept.run(monkeypatch, kept.centres_on(path, 40), {"a": path}, Options(patch_size=(8, 8))).info.rasters
    assert info.bands == ("red", "Band 2") and info.date == "2022-04-20" and info.source == "scene_20220420.tif"


class _CancelsLater(Reporter):
    def __init__(self):
        super().__init__()
        self.at = None

    def cancelled(self):
        return self.at is not None and time.monotonic() > self.at


@pytest.mark.parametrize("treatment", ["keep", "nothing"])
def test_a_cancel_ends_the_run_soon(monkeypatch, raster, treatment):
    reporter = _CancelsLater()
    ended = []

    class Slow(KeptWriter):
        def write_group(self, index, group):
            reporter.at = reporter.at or time.monotonic() + 0.2
            time.sleep(0.1)
            super().write_group(index, group)

        def keep(self):
            ended.append("kept")
            return self.path

        def discard(self):
            ended.append("discarded")

    monkeypatch.setattr("multiscale_fusion.core.patches.sample.GROUP_BYTES", 2**18)
    with pytest.raises(Cancelled):
        kept.run(monkeypatch, kept.centres_on(raster, 2), {"a": raster}, Options(patch_size=(32, 32)), Slow,
                 reporter=reporter, cancelled=treatment)
    assert time.monotonic() - reporter.at < 2.0
    assert ended == ["kept" if treatment == "keep" else "discarded"]
    assert not [each for each in threading.enumerate() if each.name.startswith("multiscale-fusion")]


def test_groups_that_are_done_are_left_out(monkeypatch, raster):
    class Resumed(KeptWriter):
        def __init__(self, *given, **further):
            super().__init__(*given, **further)
            self.done = frozenset({0, 2})

        def write_group(self, index, group):
            self.groups[index] = group

        def finish(self):
            return self.path

    monkeypatch.setattr("multiscale_fusion.core.patches.sample.GROUP_BYTES", 2**18)
    centres = kept.centres_on(raster, 16)
    whole = kept.run(monkeypatch, centres, {"a": raster}, Options(patch_size=(32, 32)))
    rest = kept.run(monkeypatch, centres, {"a": raster}, Options(patch_size=(32, 32)), Resumed)
    assert set(rest.groups) == set(whole.groups) - {0, 2} and len(rest.groups) > 1
    for index, group in rest.groups.items():
        np.testing.assert_array_equal(group["a"].values, whole.groups[index]["a"].values)


@pytest.mark.parametrize("options, sentence", [
    (Options(), "give PATCH_SIZE or GROUND_SIZE"),
    (Options(patch_size=(8, 8), ground_size=5.0), "give one of them"),
    (Options(patch_size=(0, 8)), "whole number of pixels"),
    (Options(patch_size=(300, 300)), "300 x 300 pixels is larger than raster.tif, which has 300 x 200"),
    (Options(mode="ground", ground_size=1e12), "more than any raster has"),
    (Options(mode="ground", ground_size=-1.0), "positive number of metres"),
    (Options(mode="ground", patch_size=(8, 8), resolution=3.0), "common grid"),
    (Options(mode="other", patch_size=(8, 8)), "The mode other is unknown"),
    (Options(patch_size=(8, 8), normalise="train", dtype="Byte"), "no whole numbers"),
    (Options(patch_size=(8, 8), normalise="train"), "no patch of the split train"),
])
def test_what_cannot_be_asked_for(monkeypatch, raster, options, sentence):
    with pytest.raises(FusionError, match=sentence):
        kept.run(monkeypatch, kept.centres_on(raster, 64), {"a": raster}, options)


def test_patches_too_large_for_the_memory(monkeypatch, raster):
    with pytest.raises(FusionError, match="One patch of all rasters takes"):
        kept.run(monkeypatch, kept.centres_on(raster, 64), {"a": raster}, Options(patch_size=(200, 300)),
                 memory=2**20)


def test_bad_centres_and_names(monkeypatch, raster):
    good = Centres(UTM, np.array([500200.0]), np.array([3999500.0]))
    for centres, sentence in ((replace(good, x=np.empty(0), y=np.empty(0)), "no patch centre"),
                              (replace(good, x=np.array([np.nan])), "without a place"),
                              (replace(good, splits=["holdout"]), "the split holdout"),
                              (replace(good, x=good.x + 3e5), "No patch lies on raster.tif"),
                              (replace(good, ids=np.array([-1])), "negative id")):
        with pytest.raises(FusionError, match=sentence):
            kept.run(monkeypatch, centres, {"a": raster}, OPTIONS)
    for names, sentence in ((("a", "A"), "Two rasters have the name"), (("a b",), "cannot name files"),
                            (("label",), "taken by the dataset")):
        with pytest.raises(FusionError, match=sentence):
            kept.run(monkeypatch, good, [Raster(RasterSource(raster), name) for name in names], OPTIONS)
    for given, sentence in ((Raster(RasterSource(raster), "a", bands=(3,)), "has no band 3"),
                            (Raster(RasterSource(raster), "a", bands=(1, 1)), "given twice")):
        with pytest.raises(FusionError, match=sentence):
            kept.run(monkeypatch, good, [given], OPTIONS)


def test_all_patches_dropped(monkeypatch, raster):
    centres = Centres(UTM, np.array([500001.0]), np.array([3999999.0]))
    with pytest.raises(FusionError, match="All 1 patches reach beyond"):
        kept.run(monkeypatch, centres, {"a": raster}, Options(patch_size=(8, 8), padding="drop"))
