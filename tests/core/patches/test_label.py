"""Labels on the patch grid: rasters of another grid, and polygons burned by what they cover of each pixel."""

import numpy as np
import pytest
import rasterio.features
import shapely.geometry
import shapely.wkb
from affine import Affine
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches.label import Burned
from multiscale_fusion.core.patches.request import Centres, Options, Raster, Shapes
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import grid, write
from multiscale_fusion.tests.core.patches import kept
from odc.geo.geobox import GeoBox
from pyproj import Transformer
from shapely.geometry import Point, Polygon, box
from shapely.ops import transform

UTM = "EPSG:32611"


def burned(geometries, values, target, rows=None, columns=None, crs=UTM):
    shapes = Shapes([shapely.wkb.dumps(each) for each in geometries], np.asarray(values, float), crs)
    found, mask = Burned(shapes, target).window(rows or (0, target.shape[0]), columns or (0, target.shape[1]))
    assert mask.all()
    return found[0]


@pytest.mark.parametrize("affine", [Affine(10.0, 0, 500000, 0, -10.0, 4000000),
                                    Affine.translation(500000, 4000000) * Affine.rotation(20) * Affine.scale(12, -7)],
                         ids=["north-up", "rotated"])
def test_pixels_of_which_polygons_cover_half(affine):
    target = GeoBox((40, 50), affine, UTM)
    shapes = [Polygon([affine * (3.2, 4.1), affine * (30.7, 8.9), affine * (22.3, 33.6)],
                      [[affine * each for each in ((15, 12), (22, 13), (19, 20))]]),
              box(*(affine * (28, 22)), *(affine * (41.3, 36.4)))]
    found = burned(shapes, [7, 300], target)
    for row in range(40):
        for column in range(50):
            pixel = Polygon([affine * (column + i, row + j) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))])
            shares = [pixel.intersection(each).area / pixel.area for each in shapes]
            if abs(sum(shares) - 0.5) > 1e-6 and abs(shares[0] - shares[1]) > 1e-6 or not any(shares):
                expected = 0 if sum(shares) < 0.5 else (7, 300)[int(np.argmax(shares))]
                assert found[row, column] == expected
    part = burned(shapes, [7, 300], target, (5, 30), (10, 45))
    np.testing.assert_array_equal(part, found[5:30, 10:45])


def test_pixel_centres_along_straight_edges():
    target = grid(UTM, 500000, 4000000, 10, (60, 60))
    shape = Polygon([(500103, 3999950), (500480, 3999905), (500520, 3999480), (500090, 3999520)])
    by_centre = rasterio.features.rasterize([(shape, 1)], (60, 60), transform=target.affine)
    found = burned([shape], [1], target)
    # They part at corners alone, where a pixel's half lies beyond two edges.
    assert (found != by_centre).sum() <= 4


def test_polygons_of_another_crs(monkeypatch, tmp_path):
    path = write(tmp_path / "a.tif", grid(UTM, 500000, 4000000, 10, (100, 100)),
                 np.random.rand(100, 100).astype(np.float32))
    shape = Point(500500, 3999500).buffer(300, 64)
    to_degrees = Transformer.from_crs(UTM, "EPSG:4326", always_xy=True).transform
    shapes = Shapes([shapely.wkb.dumps(transform(to_degrees, shape)), b""], np.array([3.0, 5.0]), "EPSG:4326", "field")
    centres = Centres(UTM, np.array([500500.0, 500250.0, 499990.0]), np.array([3999500.0, 3999700.0, 4000010.0]))
    writer = kept.run(monkeypatch, centres, {"a": path}, Options(patch_size=(32, 32)), label=shapes)
    values, mask, transforms = writer.stack("label")
    assert values.dtype == np.uint8 and mask.all() and writer.info.label.kind == "categorical"
    np.testing.assert_array_equal(transforms, writer.stack("a")[2])
    for patch, numbers in zip(values[:, 0], transforms):
        affine = Affine(*numbers)
        for row in range(0, 32, 3):
            for column in range(32):
                pixel = box(*(affine * (column, row + 1)), *(affine * (column + 1, row)))
                share = pixel.intersection(shape).area / 100.0
                if abs(share - 0.5) > 0.01:
                    assert patch[row, column] == (3 if share > 0.5 else 0)
    assert 0 < np.count_nonzero(values[1]) < values[1].size and not values[2].any()


def test_types_of_values():
    target, shape = grid(UTM, 500000, 4000000, 10, (4, 4)), box(500000, 3999960, 500040, 4000000)
    for value, dtype in ((1, "uint8"), (-3, "int16"), (60000, "uint16"), (70000, "int32"), (0.5, "float32"),
                         (1 / 3, "float64")):
        burnt = Burned(Shapes([shapely.wkb.dumps(shape)], np.array([value], float), UTM), target)
        assert burnt.dtype == dtype
        assert (burnt.window((0, 4), (0, 4))[0] == value).all()


def test_nothing_to_burn():
    target = grid(UTM, 500000, 4000000, 10, (4, 4))
    for wkb, value in ((b"", 1.0), (shapely.wkb.dumps(box(0, 0, 1, 1)), np.nan)):
        with pytest.raises(FusionError, match="no polygon with a value"):
            Burned(Shapes([wkb], np.array([value]), UTM), target)
    with pytest.raises(FusionError, match="no polygon"):
        Burned(Shapes([shapely.wkb.dumps(Point(0, 0))], np.array([1.0]), UTM), target)


def test_polygons_beside_all_patches(monkeypatch, tmp_path):
    path = write(tmp_path / "a.tif", grid(UTM, 500000, 4000000, 10, (100, 100)), np.random.rand(100, 100))
    centres = Centres(UTM, np.array([500500.0]), np.array([3999500.0]))
    for shape, lies in ((box(500430, 3999400, 500450, 3999600), True), (box(500200, 3999400, 500250, 3999600), False),
                        (box(0, 0, 1, 1), False)):
        label = Shapes([shapely.wkb.dumps(shape)], np.ones(1), UTM, "fields")
        if lies:
            assert kept.run(monkeypatch, centres, {"a": path}, Options(patch_size=(16, 16)),
                            label=label).stack("label")[0].any()
            continue
        with pytest.raises(FusionError, match="No polygon of fields lies on a patch"):
            kept.run(monkeypatch, centres, {"a": path}, Options(patch_size=(16, 16)), label=label)


def test_a_raster_label_on_its_own_grid_is_its_mode(monkeypatch, data_file, tmp_path):
    """A raster whose grid is that of the first one is read as it is."""
    first, classes = data_file("zion/landsat_b4.tif"), data_file("zion/nlcd.tif")
    centres = kept.centres_on(classes, 200)
    label = Raster(RasterSource(str(classes)), "nlcd")
    same = kept.run(monkeypatch, centres, {"a": classes}, Options(patch_size=(32, 32)), label=label)
    np.testing.assert_array_equal(same.stack("label")[0], same.stack("a")[0])
    label = Raster(RasterSource(str(classes)), "nlcd")
    other = kept.run(monkeypatch, centres, {"a": first}, Options(patch_size=(32, 32)), label=label)
    common = kept.run(monkeypatch, centres, {"a": first, "b": classes}, Options(mode="common", patch_size=(32, 32)))
    np.testing.assert_array_equal(other.stack("label")[0], common.stack("b")[0])
    assert other.info.label.resampling == "mode" and other.info.label.source == "nlcd.tif"
