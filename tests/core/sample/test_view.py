"""The pixels beneath one footprint: weights by brute force and by shapely, values as sampling gives them."""

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.sample import Footprints, Options, sample
from multiscale_fusion.core.sample.view import footprint_view
from multiscale_fusion.tests.core.engine import UTM, grid, write
from multiscale_fusion.tests.core.test_round_footprints import SINUSOIDAL, brute
from pyproj import CRS, Transformer
from shapely.geometry import Polygon, box

GRID = grid(UTM, 500_000, 4_000_000, 10, (16, 18))
LEANING = grid(SINUSOIDAL, -9_000_000, 4_000_000, 10, (16, 18))
COLUMN, ROW = 8.3, 7.4


def surface(seed=1):
    return np.random.default_rng(seed).normal(20.0, 5.0, GRID.shape).astype("float32")


def around(geobox, crs=None, **sizes):
    """A footprint around the place (COLUMN, ROW) of a grid, its coordinates in any CRS."""
    x, y = geobox.affine * (COLUMN, ROW)
    crs = CRS.from_user_input(crs or geobox.crs.proj)
    x, y = Transformer.from_crs(geobox.crs.proj, crs, always_xy=True).transform(x, y)
    return Footprints(crs, np.array([x]), np.array([y]), **sizes)


def full(found):
    """Shares as an array of the raster's shape."""
    shares = np.zeros(GRID.shape)
    shares[found.beneath.rows, found.beneath.columns] = found.beneath.share
    return shares


@pytest.fixture
def look(tmp_path):
    def look(footprint, geobox=GRID, values=None, kind="auto", **options):
        path = write(tmp_path / "ndvi.tif", geobox, surface() if values is None else values, nodata=-9999)
        with RasterSource(path) as raster:
            view = footprint_view(raster, 1, footprint, Options(kind=kind, **options))
            sampled = sample([raster], footprint, Options(kind=kind, statistics=("mean", "valid_fraction"), **options))
        return view, sampled
    return look


@pytest.mark.parametrize("geobox", [GRID, LEANING], ids=["UTM", "leaning"])
@pytest.mark.parametrize("support", ["disc", "gaussian"])
def test_round_footprints(look, geobox, support):
    view, sampled = look(around(geobox, diameter=47.0), geobox, support=support)
    wanted = brute(geobox, COLUMN, ROW, 47.0, gaussian=support == "gaussian", points=80)
    np.testing.assert_allclose(full(view), wanted, atol=2e-4)
    assert view.beneath.covered == pytest.approx(1.0, abs=1e-9)
    assert view.value == sampled["ndvi_mean"][0] == pytest.approx((wanted * surface()).sum() / wanted.sum(), abs=5e-3)
    assert view.beneath.mean == pytest.approx(view.value, rel=1e-12)
    assert view.column.statistic == "mean" and view.valid_fraction == pytest.approx(1.0)
    if support == "disc":
        assert view.area == pytest.approx(np.pi * 47.0**2 / 4)
        assert view.beneath.part.max() == pytest.approx(1.0, abs=1e-3) and view.beneath.part.min() < 0.5
    else:
        assert np.isnan(view.area) and (view.beneath.part == 1.0).all()
    # On the ground the outline is as far from the centre everywhere.
    geod = geobox.crs.proj.get_geod()
    degrees = Transformer.from_crs(geobox.crs.proj, geobox.crs.proj.geodetic_crs, always_xy=True)
    longitude, latitude = degrees.transform(*view.outline.T)
    centre = np.broadcast_to(np.array(degrees.transform(*(geobox.affine * (COLUMN, ROW))))[:, None],
                             (2, len(longitude)))
    np.testing.assert_allclose(geod.inv(*centre, longitude, latitude)[2], 23.5, rtol=2e-4)


def test_ellipses_in_another_crs(look):
    sizes = {"diameter": 20.0, "length": 60.0, "azimuth": np.array([30.0])}
    view, _ = look(around(GRID, "EPSG:4326", **sizes), support="ellipse")
    np.testing.assert_allclose(full(view), brute(GRID, COLUMN, ROW, 60.0, 20.0, 30.0, points=200), atol=5e-4)
    assert view.area == pytest.approx(np.pi * 20.0 * 60.0 / 4)
    reach = view.outline - np.array(GRID.affine * (COLUMN, ROW))
    farthest = reach[np.argmax(np.hypot(*reach.T))]
    assert np.degrees(np.arctan2(*farthest)) % 180 == pytest.approx(30.0, abs=2.0)


def test_polygons_with_holes(look):
    shape = Polygon([(500_021, 3_999_972), (500_088, 3_999_961), (500_093, 3_999_899), (500_034, 3_999_887)],
                    [[(500_045, 3_999_951), (500_063, 3_999_949), (500_055, 3_999_921)]])
    footprint = Footprints(CRS.from_user_input(UTM), np.array([np.nan]), np.array([np.nan]), wkb=[shape.wkb])
    view, sampled = look(footprint, support="polygon")
    wanted = np.array([[shape.intersection(box(500_000 + 10 * i, 3_999_990 - 10 * j, 500_010 + 10 * i,
                                               4_000_000 - 10 * j)).area for i in range(18)] for j in range(16)])
    np.testing.assert_allclose(full(view), wanted / shape.area, atol=1e-6)
    part = np.zeros(GRID.shape)
    part[view.beneath.rows, view.beneath.columns] = view.beneath.part
    np.testing.assert_allclose(part, wanted / 100.0, atol=1e-5)
    assert view.value == sampled["ndvi_mean"][0]
    assert len(view.outline) > 7


@pytest.mark.parametrize("support, count", [("pixel", 1), ("bilinear", 4)])
def test_points(look, support, count):
    view, _ = look(around(GRID), support=support)
    assert view.beneath.count == count and view.beneath.covered == pytest.approx(1.0)
    assert len(view.outline) == 0 and np.isnan(view.area)
    values = surface()
    if support == "pixel":
        assert view.value == values[7, 8]
    else:
        u, v = COLUMN - 0.5 - 7, ROW - 0.5 - 6
        wanted = ((1 - u) * (1 - v) * values[6, 7] + u * (1 - v) * values[6, 8] + (1 - u) * v * values[7, 7]
                  + u * v * values[7, 8])
        assert view.value == pytest.approx(wanted, rel=1e-6)


def test_missing_pixels_and_ground_beyond_the_raster(look):
    values = surface()
    values[6:9, 6:9] = -9999
    view, sampled = look(around(GRID, diameter=47.0), values=values, support="disc", min_valid=0.1)
    beneath = view.beneath
    assert (~beneath.valid).sum() == 9 and beneath.covered == pytest.approx(1.0)
    assert view.valid_fraction == sampled["ndvi_valid_fraction"][0] == pytest.approx(beneath.valid_share)
    assert view.value == pytest.approx(np.average(beneath.values[beneath.valid], weights=beneath.share[beneath.valid]))
    scarce, _ = look(around(GRID, diameter=47.0), values=values, support="disc", min_valid=0.9)
    assert np.isnan(scarce.value)
    x, y = GRID.affine * (0.0, 7.0)
    edge, _ = look(Footprints(CRS.from_user_input(UTM), np.array([x]), np.array([y]), diameter=40.0), support="disc")
    assert edge.beneath.covered == pytest.approx(0.5, abs=1e-3)


def test_classes_have_a_mode(look):
    classes = np.random.default_rng(4).integers(1, 4, GRID.shape).astype("uint8")
    view, _ = look(around(GRID, diameter=47.0), values=classes, kind="categorical", support="pixel")
    assert view.value == classes[7, 8]


def test_the_mode_by_shares(tmp_path):
    classes = np.random.default_rng(4).integers(1, 4, GRID.shape).astype("uint8")
    path = write(tmp_path / "classes.tif", GRID, classes)
    with RasterSource(path) as raster:
        view = footprint_view(raster, 1, around(GRID, diameter=47.0), Options("disc", kind="categorical"))
    assert view.column.statistic == "mode" and view.kind == "categorical"
    assert view.value == np.argmax(np.bincount(view.beneath.values.astype(int), view.beneath.share))


def test_beside_the_raster_there_is_nothing(tmp_path):
    path = write(tmp_path / "ndvi.tif", GRID, surface())
    far = Footprints(CRS.from_user_input(UTM), np.array([600_000.0]), np.array([4_000_000.0]), diameter=25.0)
    with RasterSource(path) as raster:
        assert footprint_view(raster, 1, far, Options("disc")) is None
        nowhere = Footprints(CRS.from_user_input(UTM), np.array([np.nan]), np.array([np.nan]), diameter=25.0)
        assert footprint_view(raster, 1, nowhere, Options("disc")) is None
        with pytest.raises(FusionError, match="needs the diameter"):
            footprint_view(raster, 1, around(GRID), Options("disc"))
