"""STAC items and the index's table, read by their own libraries; footprints at the edges of the world."""

import json

import numpy as np
import pytest
import shapely.geometry
import shapely.wkb
from multiscale_fusion.core.patches.dataset import PatchDataset
from multiscale_fusion.core.patches.index import Index, footprints, outlines, polygon_wkb, read_index, write_table
from multiscale_fusion.core.patches.stac import Asset, geometry, pixel_metres, times, write_items
from multiscale_fusion.tests.core.patches import made
from pyproj import CRS, Geod, Transformer


@pytest.fixture
def folder(tmp_path, small_groups, format):
    return tmp_path / made.write(format, tmp_path / "a")


@pytest.fixture
def shards(tmp_path, small_groups):
    return tmp_path / made.write("webdataset", tmp_path / "a")


def test_items_are_read_by_pystac(folder):
    pystac = pytest.importorskip("pystac")
    from pystac.extensions.projection import ProjectionExtension
    from pystac.extensions.raster import RasterExtension
    items = list(pystac.ItemCollection.from_file(str(folder / "items.json")))
    places = made.places()
    assert [item.id for item in items] == places.keys
    for at, item in enumerate(items):
        assert item.properties["patch:split"] == places.splits[at] and item.properties["patch:id"] == places.ids[at]
        assert item.properties["start_datetime"] == "2024-06-02T00:00:00Z"
        for layer in made.info().layers:
            asset = item.assets[layer.name]
            told = ProjectionExtension.ext(asset)
            assert RasterExtension.has_extension(item)
            assert list(told.shape) == list(layer.shape[1:])
            assert tuple(told.transform) == made.patch(layer.name, at, made.raster(layer.name))[4]
            assert CRS(told.code or told.wkt2) == CRS(layer.crs) and (told.code is None) == (layer.name == "coarse")
            assert len(asset.extra_fields["bands"]) == layer.shape[0]
            assert (folder / asset.href).exists()


def test_items_keep_to_the_schema_of_stac(shards):
    """The item's schema of STAC 1.1.0, as pystac carries it."""
    jsonschema, pystac = pytest.importorskip("jsonschema"), pytest.importorskip("pystac")
    from importlib import resources
    schemas = resources.files(pystac) / "validation" / "jsonschemas"
    texts = [json.loads(path.read_text().replace("commonjson", "common.json"))   # a slip in pystac's copy
             for group in ("stac-spec/v1.1.0", "geojson")
             for path in (schemas / group).iterdir() if path.name.endswith(".json")]
    store = {text["$id"].rstrip("#"): text for text in texts}
    item = next(text for name, text in store.items() if name.endswith("item-spec/json-schema/item.json"))
    judge = jsonschema.Draft7Validator(item, resolver=jsonschema.RefResolver(item["$id"], item, store=store))
    record = json.loads((shards / "items.json").read_text())
    assert record["type"] == "FeatureCollection" and len(record["features"]) == made.COUNT
    for feature in record["features"]:
        judge.validate(feature)
    broken = {**record["features"][0], "properties": {"datetime": None}}
    with pytest.raises(jsonschema.ValidationError):
        judge.validate(broken)


def test_geometry_is_the_ground_of_the_widest_raster(shards):
    """The outline of the coarse raster's window, pixel corners taken to degrees one by one."""
    features = json.loads((shards / "items.json").read_text())["features"]
    to_degrees = Transformer.from_crs(made.SINUSOIDAL, "OGC:CRS84", always_xy=True)
    for at in (0, 5, 22):
        a, b, c, d, e, f = made.patch("coarse", at, made.raster("coarse"))[4]
        corners = [to_degrees.transform(a * i + b * j + c, d * i + e * j + f)
                   for i, j in ((0, 0), (0, 2), (2, 2), (2, 0))]
        wanted, found = shapely.geometry.Polygon(corners), shapely.geometry.shape(features[at]["geometry"])
        assert found.symmetric_difference(wanted).area < 1e-4 * wanted.area
        assert found.exterior.is_ccw and found.bounds == pytest.approx(features[at]["bbox"])


def test_resolution_is_told_in_metres(shards):
    index, whole = read_index(shards / "index.npz"), made.info()
    found = {layer.name: pixel_metres(layer, index) for layer in whole.layers}
    assert found["optical"] == pytest.approx(30, rel=3e-3) and found["coarse"] == pytest.approx(463.3127, rel=5e-3)
    lat = made.RASTERS["dem"][3].f
    _, _, height = Geod(ellps="WGS84").inv(0, lat, 0, lat - 0.0003)
    _, _, width = Geod(ellps="WGS84").inv(0, lat, 0.0003, lat)
    assert found["dem"] == pytest.approx(np.sqrt(width * height), rel=1e-3)


def test_table(folder):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(folder / "index.parquet")
    places, columns = made.places(), table.to_pydict()
    for name, values in (("id", places.ids), ("key", places.keys), ("row", places.rows), ("split", places.splits),
                         ("x", places.x), ("lat", places.lat)):
        assert columns[name] == list(values)
    for name in made.RASTERS:
        shares = [made.patch(name, at, made.raster(name))[3].mean() for at in range(made.COUNT)]
        assert columns[f"valid_{name}"] == pytest.approx(shares)
    told = json.loads(table.schema.metadata[b"geo"])
    assert told["columns"]["geometry"]["geometry_types"] == ["Polygon"]
    ring = footprints(made.info(), read_index(folder / "index.npz"))[3]
    found = shapely.wkb.loads(columns["geometry"][3])
    assert np.array(found.exterior.coords) == pytest.approx(ring)
    if "shard" in columns:
        content = (folder / columns["shard"][7]).read_bytes()
        begin = columns["offset"][7]
        assert places.keys[7].encode() in content[begin:begin + columns["length"][7]]


@pytest.mark.parametrize(("dates", "wanted"), [
    ([""], {"datetime": None, "start_datetime": "0001-01-01T00:00:00Z", "end_datetime": "9999-12-31T23:59:59Z"}),
    (["2024-06-02T20:50:11Z"], {"datetime": "2024-06-02T20:50:11Z"}),
    (["2024-06-02T20:50:11+02:00"], {"datetime": "2024-06-02T18:50:11Z"}),
    (["2024-06-02", "2024-05-31", ""],
     {"datetime": None, "start_datetime": "2024-05-31T00:00:00Z", "end_datetime": "2024-06-02T23:59:59Z"}),
    (["2024-06-01/2024-06-10"],
     {"datetime": None, "start_datetime": "2024-06-01T00:00:00Z", "end_datetime": "2024-06-10T23:59:59Z"}),
])
def test_times(dates, wanted):
    layers = tuple(made.layer(f"r{number}", "uint8", 1, 4, *made.RASTERS["cover"][3:], date=date)
                   for number, date in enumerate(dates))
    assert times(made.info(label=False).replaced(rasters=layers)) == wanted


def ring_of(west, south, east, north):
    return np.array([(west, south), (east, south), (east, north), (west, north), (west, south)], float)


def test_across_the_180th_meridian():
    shape, box = geometry(ring_of(179.0, 10.0, 182.0, 11.0))
    assert shape["type"] == "MultiPolygon" and box == [179.0, 10.0, -178.0, 11.0]
    whole = shapely.geometry.shape(shape)
    assert whole.is_valid and whole.area == pytest.approx(3.0)
    assert whole.equals(shapely.geometry.box(179, 10, 180, 11).union(shapely.geometry.box(-180, 10, -178, 11)))


@pytest.mark.parametrize("turn", [-720.0, -360.0, 0.0, 360.0])
def test_longitudes_are_brought_back(turn):
    shape, box = geometry(ring_of(10.0 + turn, -5.0, 12.0 + turn, -4.0))
    assert shape["type"] == "Polygon" and box == [10.0, -5.0, 12.0, -4.0]


def test_around_a_pole():
    """A patch of a polar grid around the pole itself."""
    layer = made.layer("ice", "uint8", 1, 10, made.Affine(100000, 0, -500000, 0, -100000, 500000),
                       CRS.from_epsg(3413).to_wkt(), 0)
    ring = outlines(layer, np.array([[100000, 0, -500000, 0, -100000, 500000.0]]))[0]
    shape, box = geometry(ring)
    assert box[0] == -180.0 and box[2] == 180.0 and box[3] == 90.0
    assert 83 < box[1] < 84   # the corners, some 700 km from it
    assert shapely.geometry.shape(shape).is_valid


def test_without_a_place_on_earth():
    assert geometry(np.full((5, 2), np.inf)) == (None, None)


@pytest.mark.filterwarnings("error")
def test_a_dataset_that_reaches_beyond_the_earth(tmp_path):
    """Patches of a world map beyond its edge have no footprint, and the others have theirs."""
    transform = made.Affine(2e6, 0, 0, 0, -1e6, 5e5)
    layer = made.layer("map", "uint8", 1, 2, transform, CRS.from_proj4("+proj=moll +R=6371007 +units=m").to_wkt(), 0)
    whole = made.info(count=2, label=False).replaced(rasters=(layer,))
    transforms = np.array([transform[:6], (transform * made.Affine.translation(11, 0))[:6]])
    index = Index(made.places(2), {"map": np.ones(2)}, {"map": transforms})
    write_items(str(tmp_path / "items.json"), whole, index, lambda at, name: Asset("./a", "b", {}))
    first, second = json.loads((tmp_path / "items.json").read_text())["features"]
    assert first["bbox"][0] == pytest.approx(0) and first["geometry"]["type"] == "Polygon"
    assert second["geometry"] is None and "bbox" not in second
    assert write_table(str(tmp_path / "index.parquet"), whole, index)


def test_wkb():
    ring = ring_of(1.0, 2.0, 3.0, 4.0)
    assert shapely.wkb.loads(polygon_wkb(ring)).equals(shapely.geometry.Polygon(ring))


def test_an_index_of_nothing_and_of_some(shards):
    index = read_index(shards / "index.npz")
    assert isinstance(index, Index) and len(index) == made.COUNT
    assert len(PatchDataset(shards)) == made.COUNT
