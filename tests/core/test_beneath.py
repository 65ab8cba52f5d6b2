"""The pixels beneath one cell: their weights against polygons clipped by shapely, their mean against the output."""

import numpy as np
import pytest
from multiscale_fusion.core.aggregate import Options
from multiscale_fusion.core.aggregate.view import BandView, grid_window
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.support import beneath
from multiscale_fusion.tests.core.engine import UTM, grid, run, write
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from pyproj import Transformer
from shapely.geometry import Polygon

EQUAL_AREA = "+proj=laea +lat_0=36 +lon_0=-117 +datum=WGS84 +units=m +no_defs"
FINE = grid(UTM, 500_010, 4_000_020, 30, (120, 140))
IN_DEGREES = grid("EPSG:4326", -117.02, 36.16, 0.0005, (90, 110))
_X, _Y = Transformer.from_crs(UTM, SINUSOIDAL, always_xy=True).transform(501_000.0, 3_999_500.0)
TARGETS = {
    "same CRS": grid(UTM, 499_900, 4_000_100, 470, (8, 9)),
    "MODIS": grid(SINUSOIDAL, _X - 900, _Y + 900, 463.3127, (5, 6)),
    "degrees": grid("EPSG:4326", -117.0, 36.145, (0.007, -0.005), (5, 6)),
}


def field(shape=FINE.shape, seed=3):
    return np.random.default_rng(seed).normal(290.0, 12.0, shape).astype("float32")


def ring(geobox, row, column, steps=20):
    """A cell's outline in its own CRS, with points between its corners."""
    t = np.arange(steps) / steps
    zero, one = np.zeros(steps), np.ones(steps)
    return np.stack(geobox.affine * (column + np.r_[t, one, 1 - t, zero], row + np.r_[zero, t, one, 1 - t]), -1)


def clipped(source, target, row, column):
    """By row and column of a pixel: shares of the cell's and of the pixel's area, polygons in an equal-area plane."""
    def placed(geobox, j, i):
        to_plane = Transformer.from_crs(geobox.crs.proj, EQUAL_AREA, always_xy=True)
        return Polygon(np.stack(to_plane.transform(*ring(geobox, j, i).T), -1))

    cell = placed(target, row, column)
    west, south, east, north = cell.buffer(60.0).bounds
    j, i = np.indices(source.shape).reshape(2, -1)
    to_plane = Transformer.from_crs(source.crs.proj, EQUAL_AREA, always_xy=True)
    x, y = to_plane.transform(*(source.affine * (i + 0.5, j + 0.5)))
    near = (x > west) & (x < east) & (y > south) & (y < north)
    found = {}
    for place in zip(j[near].tolist(), i[near].tolist()):
        pixel = placed(source, *place)
        area = cell.intersection(pixel).area
        if area > 0.0:
            found[place] = area / cell.area, area / pixel.area
    return found


@pytest.mark.parametrize("source", [FINE, IN_DEGREES], ids=["of metres", "of degrees"])
@pytest.mark.parametrize("name", TARGETS)
def test_weights_are_those_of_clipped_polygons(tmp_path, source, name):
    target, (row, column) = TARGETS[name], (2, 3)
    path = write(tmp_path / "fine.tif", source, field(source.shape))
    with RasterSource(path) as raster:
        found = BandView(raster, 1, target).cell(row, column)
    wanted = clipped(source, target, row, column)
    pixels = {(j, i): (share, part) for j, i, share, part in
              zip(*(each.tolist() for each in (found.beneath.rows, found.beneath.columns, found.beneath.share,
                                               found.beneath.part)))}
    assert len(wanted) > 80
    every = sorted(set(wanted) | set(pixels))
    of_engine, of_polygons = (np.array([each.get(key, (0.0, 0.0)) for key in every]) for each in (pixels, wanted))
    np.testing.assert_allclose(of_engine[:, 0], of_polygons[:, 0], atol=2e-3 / len(wanted))
    np.testing.assert_allclose(of_engine[:, 1], of_polygons[:, 1], atol=2e-3)
    assert found.beneath.covered == pytest.approx(1.0, abs=1e-9)
    np.testing.assert_array_equal(found.beneath.values, field(source.shape)[found.beneath.rows, found.beneath.columns])
    outline = ring(target, row, column, 400)
    degrees = Transformer.from_crs(target.crs.proj, target.crs.proj.geodetic_crs, always_xy=True)
    area, _ = target.crs.proj.get_geod().polygon_area_perimeter(*degrees.transform(*outline.T))
    assert found.area == pytest.approx(abs(area), rel=1e-5)


@pytest.mark.parametrize("name", TARGETS)
def test_values_are_those_of_the_output(tmp_path, name):
    """Every cell of a window, cells that the raster's edge cuts and cells with few valid pixels among them."""
    target = TARGETS[name]
    values = field()
    values[30:70, 40:90] = -9999.0
    values[np.random.default_rng(5).random(values.shape) < 0.3] = -9999.0
    path = write(tmp_path / "fine.tif", FINE, values, nodata=-9999.0)
    output = run(path, target, tmp_path, min_valid=0.4, valid_fraction=True)
    with RasterSource(path) as raster:
        view = BandView(raster, 1, target, Options(min_valid=0.4))
        window = view.values((1, 5), (0, 6))
        cells = {(row, column): view.cell(row, column) for row in range(1, 5) for column in range(6)}
    np.testing.assert_array_equal(window, output["output"][0, 1:5, 0:6])
    assert np.isnan(window).any() and np.isfinite(window).any()
    for (row, column), cell in cells.items():
        assert cell.valid_fraction == pytest.approx(cell.beneath.valid_share, abs=1e-9)
        if np.isfinite(window[row - 1, column]):
            assert cell.value == window[row - 1, column]
            assert cell.beneath.mean == pytest.approx(cell.value, rel=1e-12)
        else:
            assert np.isnan(cell.value) and cell.beneath.valid_share < 0.4
        assert cell.settled.statistic == "mean" and cell.is_plain


@pytest.mark.parametrize("kind, statistic", [("extensive", "sum"), ("categorical", "mode"), ("radiative", "mean"),
                                             ("intensive", "median")])
def test_the_statistic_is_that_of_the_kind(tmp_path, kind, statistic):
    values = np.random.default_rng(1).integers(280, 300, FINE.shape).astype("int16")
    path = write(tmp_path / "fine.tif", FINE, values)
    output = run(path, TARGETS["MODIS"], tmp_path, kind=kind, statistic=statistic)["output"]
    with RasterSource(path) as raster:
        view = BandView(raster, 1, TARGETS["MODIS"], Options(kind, statistic))
        window = view.values((0, 5), (0, 6))
        cell = view.cell(2, 3)
    np.testing.assert_array_equal(window, output[0])
    assert cell.value == output[0, 2, 3]
    assert cell.is_plain == (statistic == "sum")
    under = cell.beneath
    if statistic == "sum":
        assert under.total == pytest.approx(cell.value, rel=1e-12)
    elif statistic == "mode":
        areas = np.bincount(under.values.astype(int), under.share)
        assert cell.value == np.argmax(areas)
    elif kind == "radiative":
        assert cell.value == pytest.approx(np.average(under.values**4, weights=under.share) ** 0.25, rel=1e-12)
    else:
        order = np.argsort(under.values)
        assert cell.value == under.values[order][np.searchsorted(np.cumsum(under.share[order]), 0.5)]


def test_pixels_on_their_own_grid_are_read_as_they_are(tmp_path):
    values = field((6, 7))
    values[2, 3] = -1.0
    coarse = grid(UTM, 500_000, 4_000_000, 1000, (6, 7))
    path = write(tmp_path / "coarse.tif", coarse, values, nodata=-1.0)
    larger = grid(UTM, 498_000, 4_003_000, 1000, (12, 13))
    with RasterSource(path) as raster:
        found = BandView(raster, 1, larger).values((1, 10), (0, 11))
        own = BandView(raster, 1, coarse).values((0, 6), (0, 7))
    wanted = np.where(values == -1.0, np.nan, values)
    np.testing.assert_array_equal(own, wanted)
    np.testing.assert_array_equal(found[2:8, 2:9], wanted)
    assert np.isnan(found).sum() == found.size - 41


def test_a_cell_within_one_pixel_has_that_pixel(tmp_path):
    coarse = grid(UTM, 500_000, 4_000_000, 1000, (3, 3))
    path = write(tmp_path / "coarse.tif", coarse, field((3, 3)))
    with RasterSource(path) as raster:
        cell = BandView(raster, 1, grid(UTM, 500_000, 4_000_000, 300, (10, 10))).cell(3, 3)
    assert (cell.beneath.rows.tolist(), cell.beneath.columns.tolist()) == ([0, 0, 1, 1], [0, 1, 0, 1])
    np.testing.assert_allclose(cell.beneath.share, [1 / 9, 2 / 9, 2 / 9, 4 / 9], rtol=1e-12)
    np.testing.assert_allclose(cell.beneath.part, np.array([1, 2, 2, 4]) * 0.01, rtol=1e-12)
    assert cell.area == pytest.approx(90_000.0, rel=2e-3)


def test_a_cell_beside_the_raster_has_none(tmp_path):
    path = write(tmp_path / "fine.tif", FINE, field())
    with RasterSource(path) as raster:
        cell = BandView(raster, 1, grid(UTM, 490_000, 4_000_100, 500, (4, 60))).cell(0, 2)
    assert not cell.beneath.count and np.isnan(cell.value)
    assert cell.valid_fraction == cell.beneath.covered == 0.0 and np.isnan(cell.beneath.mean)


def test_too_many_pixels_are_not_told(tmp_path, monkeypatch):
    monkeypatch.setattr(beneath, "MOST_PIXELS", 100)
    path = write(tmp_path / "fine.tif", FINE, field())
    with RasterSource(path) as raster, pytest.raises(FusionError, match=r"About \d+ pixels of fine.tif lie beneath"):
        BandView(raster, 1, TARGETS["same CRS"]).cell(2, 3)


def test_what_cannot_be_seen_is_told(tmp_path):
    path = write(tmp_path / "fine.tif", FINE, field())
    with RasterSource(path) as raster:
        with pytest.raises(FusionError, match="has no band 2"):
            BandView(raster, 2, TARGETS["MODIS"])
        with pytest.raises(FusionError, match="do not overlap"):
            BandView(raster, 1, grid(UTM, 100_000, 4_000_100, 500, (4, 6)))


def test_a_window_hears_of_a_cancel(tmp_path, reporter):
    path = write(tmp_path / "fine.tif", FINE, field())
    reporter.cancel_at = 0.0
    with RasterSource(path) as raster, pytest.raises(Cancelled):
        BandView(raster, 1, TARGETS["same CRS"]).values((0, 8), (0, 9), reporter)


def test_the_window_of_an_area():
    target = grid(UTM, 500_000, 4_000_000, 1000, (50, 60))
    everywhere = grid(UTM, 400_000, 4_100_000, 30, (9000, 9000))
    extent = (503_500.0, 3_989_000.0, 507_000.0, 3_997_001.0)
    window = grid_window(target, extent, UTM, (everywhere,))
    assert (window.rows, window.columns, window.wanted) == ((2, 11), (3, 7), 36)
    part = grid(UTM, 505_000, 4_000_000, 1000, (6, 60))
    assert grid_window(target, extent, UTM, (everywhere, part)).columns == (5, 7)
    assert grid_window(target, extent, UTM, (everywhere, part)).rows == (2, 6)
    assert grid_window(target, (0.0, 0.0, 1000.0, 1000.0), UTM, (everywhere,)) is None
    assert grid_window(target, extent, UTM, (everywhere, grid(UTM, 520_000, 4_000_000, 30, (10, 10)))) is None


@pytest.mark.parametrize("shape", [(50, 60), (3, 1000), (1000, 3)])
def test_of_many_cells_those_in_the_middle_are_seen(shape):
    target = grid(UTM, 500_000, 4_000_000, 100, shape)
    extent = (500_000.0, 4_000_000.0 - 100 * shape[0], 500_000.0 + 100 * shape[1], 4_000_000.0)
    window = grid_window(target, extent, UTM, (target,), most=900)
    assert window.wanted == shape[0] * shape[1]
    assert 0.85 * 900 <= window.shape[0] * window.shape[1] <= 900
    for (begin, end), size in zip((window.rows, window.columns), shape):
        assert abs(begin - (size - end)) <= 1
