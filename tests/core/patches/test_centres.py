"""Patch centres against counting one by one with rasterio, pyproj and shapely, on real scenes and slanted grids."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.patches.centres import GivenPoints
from multiscale_fusion.core.patches.sample import SPLITS
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.patches import laid_out
from multiscale_fusion.tests.core.patches.laid_out import SLANTED, centres, pixel_box, polygons, raster, valid_share
from pyproj import Geod, Transformer
from shapely.geometry import Point, box
from shapely.ops import transform
from shapely.prepared import prep

ZION = ("zion/landsat_b4.tif", "zion/nlcd2011.tif", "zion/srtm.tif")


@pytest.fixture
def zion(data_file):
    return [str(data_file(name)) for name in ZION], laid_out.layer(data_file("zion/zion.gpkg"))


@pytest.fixture
def watershed(data_file):
    return (str(data_file("watershed/180701020604-dem.tif")),
            laid_out.layer(data_file("watershed/180701020604-boundary.geojson")))


@pytest.fixture
def plain(tmp_path):
    """Values with holes on the slanted grid."""
    values = np.random.default_rng(1).integers(1, 100, (200, 300)).astype("uint8")
    values[60:110, 100:180] = 0
    return raster(tmp_path / "plain.tif", values, SLANTED, nodata=0, tiled=True, blockxsize=64, blockysize=64)


def by_hand(path, shape, stride, keeps, edge="whole"):
    """(row, column) of a grid's patches that `keeps(file, first)` takes."""
    with rasterio.open(path) as file:
        found = []
        for i in range(0, -(-file.height // stride)):
            for j in range(0, -(-file.width // stride)):
                first = i * stride, j * stride
                whole = first[0] + shape <= file.height and first[1] + shape <= file.width
                padded = first[0] + shape / 2 < file.height and first[1] + shape / 2 < file.width
                if (padded if edge == "padded" else whole) and keeps(file, first):
                    found.append((i, j))
    return found


def places(found):
    return list(zip(found.row.tolist(), found.column.tolist()))


def check_centres(found, path, shape, stride):
    with rasterio.open(path) as file:
        x, y = file.transform * (found.column * stride + shape / 2, found.row * stride + shape / 2)
    np.testing.assert_allclose(np.stack([found.x, found.y]), np.stack([x, y]), atol=1e-6)


@pytest.mark.parametrize(("shape", "stride"), [(64, 64), (50, 37)])
def test_zion_s_centres_inside_the_park(zion, shape, stride):
    (path, *_), park = zion
    with rasterio.open(path) as file:
        inside = prep(laid_out.in_pixels(file, park))
    expected = by_hand(path, shape, stride, lambda file, first: inside.contains(
        Point(first[1] + shape / 2, first[0] + shape / 2)))
    found = centres(path, boundary=park, patch_size=shape, stride=stride)
    assert places(found) == expected and len(expected) > 100
    check_centres(found, path, shape, stride)


@pytest.mark.parametrize("rule", ["whole", "overlap"])
def test_the_watershed_s_patches_inside_by_area(watershed, rule):
    path, basin = watershed
    with rasterio.open(path) as file:
        shape = laid_out.in_pixels(file, basin)

    def share(file, first):
        return shape.intersection(pixel_box(first, (48, 48))).area / 48**2

    # Outlines are exact to half a thousandth of a pixel: a smaller bite is none.
    expected = by_hand(path, 48, 24, lambda file, first: (
        share(file, first) > 1.0 - 1e-4 / 48**2 if rule == "whole" else share(file, first) >= 0.6))
    found = centres(path, boundary=basin, patch_size=48, overlap=50, rule=rule, min_overlap=60)
    assert places(found) == expected and len(expected) > 200


def test_a_buffered_bounding_box_as_the_notebook_draws_it(watershed):
    path, basin = watershed
    with rasterio.open(path) as file:
        shape = transform(lambda x, y: file.transform * (np.asarray(x), np.asarray(y)), laid_out.in_pixels(file, basin))
    west, south, east, north = shape.buffer(-400.0, 64).bounds

    def keeps(file, first):
        x, y = file.transform * (first[1] + 32, first[0] + 32)
        return west < x < east and south < y < north

    expected = by_hand(path, 64, 32, keeps)
    found = centres(path, boundary=basin, patch_size=64, stride=32, buffer=-400.0, bounding_box=True)
    assert places(found) == expected and 100 < len(expected) < 0.9 * len(centres(path, patch_size=64, stride=32))


@pytest.mark.parametrize("mode", ["native", "ground"])
def test_valid_shares_count_in_every_raster(zion, mode):
    """What of a patch of each sensor is valid, by plain reads."""
    paths, _ = zion
    shapes = {"native": [(60, 60)] * 3, "ground": [(60, 60), (57, 57), (19, 24)]}[mode]
    files = [rasterio.open(path) for path in paths]

    def keeps(file, first):
        x, y = file.transform * (first[1] + 30, first[0] + 30)
        return all(valid_share(each, laid_out.window_of(each, x, y, file.crs.to_wkt(), shape), shape) >= 0.97
                   for each, shape in zip(files, shapes))

    expected = by_hand(paths[0], 60, 60, keeps)
    found = centres(paths[0], paths[1:], patch_size=60, mode=mode, min_valid=97)
    assert places(found) == expected
    assert 50 < len(expected) < len(centres(paths[0], patch_size=60))
    [file.close() for file in files]


def test_slanted_grids_with_oblong_pixels_and_padding(plain):
    shape = transform(lambda x, y: SLANTED * (x, y), box(30.2, 20.4, 270.9, 171.3))
    region = box(30.2, 20.4, 270.9, 171.3)

    def keeps(file, first):
        return (valid_share(file, first, (33, 33)) >= 0.5
                and region.intersection(pixel_box(first, (33, 33))).area >= 0.4 * 33**2)

    expected = by_hand(plain, 33, 11, keeps, "padded")
    found = centres(plain, boundary=polygons(shape), patch_size=33, stride=11, rule="overlap", min_overlap=40,
                    min_valid=50, edge="padded")
    assert places(found) == expected and len(expected) > 150
    check_centres(found, plain, 33, 11)


def test_each_block_is_read_once_for_a_grid(plain, monkeypatch):
    seen = []
    read = RasterSource.read

    def spied(self, bands, rows, columns, *rest):
        seen.append((rows, columns))
        return read(self, bands, rows, columns, *rest)

    monkeypatch.setattr(RasterSource, "read", spied)
    centres(plain, patch_size=33, stride=4, min_valid=50, memory=4 * 2**20, threads=2)
    blocks = [(i, j) for rows, columns in seen if rows[1] > rows[0]
              for i in range(rows[0] // 64, -(-rows[1] // 64)) for j in range(columns[0] // 64, -(-columns[1] // 64))]
    assert len(blocks) == len(set(blocks)) == 4 * 5


@pytest.mark.parametrize("request_", [
    {"stride": 7, "min_valid": 60.0}, {"layout": "random", "count": 200, "min_valid": 60.0, "min_distance": 90.0}],
    ids=["grid", "random"])
def test_memory_and_threads_change_nothing(plain, request_):
    results = [centres(plain, patch_size=20, split="blocks", block_size=1500.0, memory=memory, threads=threads,
                       **request_) for memory, threads in ((2**30, 1), (2**22, 3))]
    for name in ("x", "y", "row", "column", "split"):
        np.testing.assert_array_equal(getattr(results[0], name), getattr(results[1], name))


def test_random_centres_are_whole_patches_of_pixels_all_alike(plain):
    firsts = []
    for seed in range(40):
        found = centres(plain, patch_size=20, layout="random", count=500, seed=seed)
        column, row = ~SLANTED * (found.x, found.y)
        firsts.append(np.stack([row, column], 1) - 10)
        assert len(found) == 500 and (found.row == -1).all()
    first = np.concatenate(firsts)
    assert np.abs(first - np.rint(first)).max() < 1e-6
    cells, _, _ = np.histogram2d(*first.T, bins=[np.linspace(-0.5, 180.5, 11), np.linspace(-0.5, 280.5, 11)])
    # Chi squared of 99 degrees of freedom, 181 rows and 281 columns of places: 0.1 % lie above 149.
    size = np.outer(*(np.histogram(np.arange(count), bins=np.linspace(-0.5, count - 0.5, 11))[0]
                      for count in (181, 281)))
    expected = size / size.sum() * len(first)
    assert ((cells - expected) ** 2 / expected).sum() < 149
    again = centres(plain, patch_size=20, layout="random", count=500, seed=39)
    np.testing.assert_array_equal(np.stack([again.x, again.y]), np.stack([found.x, found.y]))


def test_random_centres_keep_their_distance_and_the_rules(plain):
    found = centres(plain, patch_size=16, layout="random", count=80, min_distance=400.0, min_valid=80)
    away = np.hypot(*(np.subtract.outer(each, each) for each in (found.x, found.y)))
    # UTM's metres are longer than the ground's by 1 in 1,600 at most here.
    assert away[~np.eye(len(found), dtype=bool)].min() > 400.0 * (1 - 1e-3)
    with rasterio.open(plain) as file:
        column, row = np.rint(~SLANTED * (found.x, found.y)).astype(int)
        assert all(valid_share(file, (j - 8, i - 8), (16, 16)) >= 0.8 for j, i in zip(row, column))


def test_fewer_centres_than_asked_for_are_told(plain, reporter):
    found = centres(plain, patch_size=180, layout="random", count=5000, min_distance=300.0, reporter=reporter)
    assert 5 < len(found) < 500
    assert [each.code for each in reporter.findings] == ["FEWER_PATCHES"]
    assert f"{len(found)} of 5000" in reporter.findings[0].message


def test_stratified_centres_are_so_many_of_each_class(zion, reporter):
    (path, classes, _), park = zion
    found = centres(path, boundary=park, classes=classes, patch_size=32, layout="stratified", count=40, seed=3,
                    reporter=reporter)
    with rasterio.open(classes) as file:
        at = Transformer.from_crs("EPSG:32612", file.crs.to_wkt(), always_xy=True).transform(found.x, found.y)
        under = np.array([value[0] for value in file.sample(zip(*at))])
        every = file.read(1)
    np.testing.assert_array_equal(found.label, under)
    values, counts = np.unique(found.label, return_counts=True)
    assert set(values) <= set(np.unique(every)) and len(values) > 5 and counts.max() == 40
    short = [f"{count} of 40 in class {value}" for value, count in zip(values, counts) if count < 40]
    assert short and all(each in reporter.findings[0].message for each in short)


def test_points_keep_their_order_and_snap_to_whole_patches(plain):
    column, row = np.array([[50.3, 30.7], [20.2, 20.2], [500.0, 3.0], [280.4, 150.9], [3.0, 3.0]]).T
    to_degrees = Transformer.from_crs("EPSG:32612", "EPSG:4326", always_xy=True)
    x, y = to_degrees.transform(*(SLANTED * (column, row)))
    points = GivenPoints("plots", "EPSG:4326", x, y)
    snapped = centres(plain, points=points, layout="points", patch_size=16)
    np.testing.assert_allclose(np.stack(~SLANTED * (snapped.x, snapped.y)), [[50, 20, 280], [31, 20, 151]], atol=1e-5)
    free = centres(plain, points=points, layout="points", patch_size=16, snap=False)
    np.testing.assert_allclose(np.stack(~SLANTED * (free.x, free.y)), [column[[0, 1, 3]], row[[0, 1, 3]]], atol=1e-5)


@pytest.mark.parametrize("mode", ["native", "ground"])
@pytest.mark.parametrize("request_", [
    {"split": "blocks", "block_size": 5000.0, "stride": 24},
    {"split": "blocks", "block_size": 6000.0, "layout": "random", "count": 300},
    {"split": "attribute", "stride": 32}], ids=["grid", "random", "attribute"])
def test_no_patch_of_one_split_has_ground_in_common_with_another(zion, request_, mode, reporter):
    """By geometry: outlines of all sensors in one equal CRS, every pair."""
    paths, park = zion
    if request_["split"] == "attribute":
        west, south, east, north = -113.24, 37.1, -112.85, 37.52
        side = [polygons(box(west + (east - west) * k / 6, south, west + (east - west) * (k + 1) / 6, north)).wkb[0]
                for k in range(6)]
        request_ = {**request_, "splits": laid_out.Polygons("strips", "EPSG:4326", tuple(side), tuple("abcdef"))}
    found = centres(paths[0], paths[1:], boundary=park, patch_size=32, mode=mode, seed=1, reporter=reporter, **request_)
    counts = [found.count(name) for name in SPLITS]
    assert min(counts) > 5 and [each.code for each in reporter.findings] == ["PATCHES_AT_SEAMS"]
    shapes = {"native": [(32, 32)] * 3, "ground": [(32, 32), (30, 30), (10, 13)]}[mode]
    grounds = []
    for path, shape in zip(paths, shapes):
        with rasterio.open(path) as file:
            grounds += [(split, laid_out.ground(file, laid_out.window_of(file, x, y, "EPSG:32612", shape), shape))
                        for x, y, split in zip(found.x, found.y, found.split)]
    for own in range(3):
        mine = [ground for split, ground in grounds if split == own]
        others = [ground for split, ground in grounds if split > own]
        boxes = np.array([each.bounds for each in others]).reshape(-1, 4)
        for ground in mine:
            a, b, c, d = ground.bounds
            near = (boxes[:, 0] < c) & (boxes[:, 2] > a) & (boxes[:, 1] < d) & (boxes[:, 3] > b)
            # Outlines that only touch differ in the last digits.
            assert not any(ground.intersection(others[k]).area > 1e-9 * ground.area for k in np.flatnonzero(near))


def test_a_gap_lies_between_splits(plain):
    found = centres(plain, patch_size=10, split="blocks", block_size=1200.0, split_buffer=250.0, shares=(1, 1, 1))
    grounds = [transform(lambda x, y: SLANTED * (x, y), pixel_box((j - 5, i - 5), (10, 10)))
               for i, j in zip(*(~SLANTED * (found.x, found.y)))]
    for own in range(3):
        for other in range(own + 1, 3):
            for a in np.flatnonzero(found.split == own):
                for b in np.flatnonzero(found.split == other):
                    assert grounds[a].distance(grounds[b]) > 249.9


def test_a_gap_is_one_of_metres_in_degrees_near_a_pole(tmp_path):
    """Where a degree of longitude is a third of one of latitude, and less at the upper edge than at the lower one."""
    step = Affine(0.0006, 0, 20.0, 0, -0.0002, 72.0)
    path = raster(tmp_path / "north.tif", np.ones((10_000, 300), "uint8"), step, "EPSG:4326")
    found = centres(path, layout="random", count=600, patch_size=20, split="blocks", block_size=9000.0,
                    split_buffer=2000.0, shares=(1, 1, 1), min_distance=500.0)
    geod = Geod(ellps="WGS84")
    assert min(found.count(name) for name in SPLITS) > 10
    width, height = 20 * 0.0006, 20 * 0.0002
    for own, other in ((0, 1), (0, 2), (1, 2)):
        a, b = np.flatnonzero(found.split == own), np.flatnonzero(found.split == other)
        east = np.abs(np.subtract.outer(found.x[a], found.x[b])) - width
        north = np.abs(np.subtract.outer(found.y[a], found.y[b])) - height
        # The way along the parallel at its most northern, and along the meridian: the longer of both is no detour.
        at = np.maximum.outer(found.y[a], found.y[b]) + height / 2
        zero = np.zeros(at.shape)
        along = geod.inv(zero, at, np.maximum(east, 0.0), at)[2]
        up = geod.inv(zero, at, zero, at - np.maximum(north, 0.0))[2]
        assert np.maximum(along, up).min() > 1999.0


def test_patches_at_seams_may_stay_without_a_split(plain, reporter):
    request = {"patch_size": 20, "stride": 5, "split": "blocks", "block_size": 1500.0}
    dropped = centres(plain, **request)
    kept = centres(plain, seams="unassigned", reporter=reporter, **request)
    assert len(kept) == len(centres(plain, patch_size=20, stride=5))
    assert (kept.split >= 0).sum() == len(dropped)
    lost = {name: int(count.replace(",", "")) for name, count in (
        each.split() for each in reporter.findings[0].message.partition(": ")[2].rstrip(".").split(", "))}
    assert sum(lost.values()) == len(kept) - len(dropped)


def test_splits_that_polygons_name_are_taken(plain):
    halves = [transform(lambda x, y: SLANTED * (x, y), box(*corners))
              for corners in ((0, 0, 140, 200), (160, 0, 300, 100))]
    splits = polygons(*halves, values=("Train", "TEST"))
    found = centres(plain, patch_size=10, split="attribute", splits=splits)
    column, row = ~SLANTED * (found.x, found.y)
    expected = np.where(column < 140, 0, np.where((column > 160) & (row < 100), 2, -1))
    np.testing.assert_array_equal(found.split, expected)


def test_a_split_that_gets_nothing_is_told(plain, reporter):
    centres(plain, patch_size=20, split="blocks", block_size=1e6, reporter=reporter)
    assert [each.code for each in reporter.findings] == ["EMPTY_SPLIT"]
    assert reporter.findings[0].message == "No patch is left for validation, test."


FAR = polygons(box(800_000, 4_100_000, 810_000, 4_110_000), name="park")


@pytest.mark.parametrize(("request_", "sentence"), [
    ({"patch_size": 20, "boundary": FAR}, "park lies outside of plain.tif"),
    ({"patch_size": 500}, "A patch of 500 x 500 pixels is larger than plain.tif"),
    ({"patch_size": 40_000, "edge": "padded"}, "40000 x 40000 pixels cannot be"),
    ({}, "either PATCH_SIZE in pixels or GROUND_SIZE in metres"),
    ({"patch_size": 20, "ground_size": 20.0}, "either PATCH_SIZE in pixels or GROUND_SIZE in metres"),
    ({"patch_size": 20, "stride": 3, "overlap": 50.0}, "STRIDE or OVERLAP"),
    ({"patch_size": 180, "min_valid": 99.0}, "No patch centre is left: of the candidates, 1 have too few valid"),
    ({"patch_size": 20, "layout": "random"}, "give COUNT"),
    ({"patch_size": 20, "layout": "random", "count": 10**9}, "COUNT is 1,000,000,000; it must be from 1"),
    ({"patch_size": 20, "layout": "stratified", "count": 3}, "give CLASSES"),
    ({"patch_size": 20, "layout": "points"}, "give POINTS"),
    ({"patch_size": 20, "split": "blocks"}, "give BLOCK_SIZE"),
    ({"patch_size": 20, "split": "attribute"}, "give SPLIT_FIELD"),
    ({"patch_size": 20, "split": "attribute", "splits":
      laid_out.Polygons("park", laid_out.UTM, FAR.wkb, ("a",))}, "No patch centre lies in a polygon of park"),
    ({"patch_size": 20, "layout": "points",
      "points": GivenPoints("plots", "EPSG:4326", np.array([0.0]), np.array([0.0]))}, "1 do not fit into the"),
])
def test_bad_input_is_told_in_one_sentence(plain, request_, sentence):
    with pytest.raises(FusionError) as error:
        centres(plain, **request_)
    assert sentence in error.value.sentence and "\n" not in error.value.sentence


def test_classes_that_are_no_whole_numbers_are_told(plain, tmp_path):
    values = np.random.default_rng(2).random((200, 300)).astype("float32")
    floats = raster(tmp_path / "floats.tif", values, SLANTED)
    many = raster(tmp_path / "many.tif", (values * 60_000).astype("uint16"), SLANTED)
    for path, sentence in ((floats, "no whole numbers"), (many, "more than 1000 different values")):
        with pytest.raises(FusionError, match=sentence):
            centres(plain, classes=path, patch_size=10, layout="stratified", count=2)


def test_a_cancel_stops_the_reading(plain, reporter):
    reporter.cancel_at = 0.0
    with pytest.raises(Cancelled):
        centres(plain, patch_size=20, stride=3, min_valid=50, reporter=reporter)
