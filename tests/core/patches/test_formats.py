"""Every format, read back by its own library: the same bytes, and all that is told of a patch."""

import json
import sys
import tarfile
import types

import h5py
import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.crs import same_crs
from multiscale_fusion.core.errors import MissingPackage
from multiscale_fusion.core.patches.dataset import PatchDataset
from multiscale_fusion.core.patches.formats import open_writer
from multiscale_fusion.core.patches.formats.crc32c import crc32c
from multiscale_fusion.tests.core.patches import made
from osgeo import gdal
from pyproj import CRS

LAYERS = [*made.RASTERS, "label"]


@pytest.fixture
def written(tmp_path, small_groups):
    """A callable: the folder of the made-up dataset in a format."""
    return lambda format: tmp_path / made.write(format, tmp_path / f"{format}.data")


@pytest.fixture(scope="module")
def rasters():
    return {name: made.raster(name) for name in LAYERS}


def expected(rasters, name, at):
    """Values, mask and transform of a patch, cut from the raster by plain slices."""
    return made.patch(name, at, rasters[name])[2:]


def same(found, values):
    """The same type, shape and bytes, NaNs included."""
    assert found.dtype == values.dtype and found.shape == values.shape
    assert np.ascontiguousarray(found).tobytes() == np.ascontiguousarray(values).tobytes()


def check_text(record, at):
    """What is told of a sample."""
    places = made.places()
    assert (record["id"], record["row"], record["column"]) == (places.ids[at], places.rows[at], places.columns[at])
    assert record["split"] == places.splits[at] and record["mode"] == "native" and record["padding"] == "nodata"
    assert record["centre"] == {"x": places.x[at], "y": places.y[at], "crs": "EPSG:32612", "lon": places.lon[at],
                                "lat": places.lat[at]}
    assert "Multiscale Fusion" in record["provenance"]["software"] and len(record["provenance"]["dataset"]) == 64


def check_layer(told, name):
    layer = next(each for each in made.info().layers if each.name == name)
    assert CRS(told["crs"]) == CRS(layer.crs)
    assert list(told["bands"]) == list(layer.bands) and list(told["units"]) == list(layer.units)
    assert told["source"] == f"{name}.tif" and told["date"] == layer.date and told["kind"] == "intensive"


def test_zarr(written, rasters):
    zarr = pytest.importorskip("zarr")
    folder = written("zarr")
    root = zarr.open(str(folder / "patches.zarr"), mode="r")
    places = made.places()
    for name in LAYERS:
        values, mask = root[name]["values"], root[name]["mask"]
        assert values.chunks == (1, *values.shape[1:]) and len(values) == made.COUNT
        check_layer(root[name].attrs, name)
        for at in range(made.COUNT):
            wanted = expected(rasters, name, at)
            same(values[at], wanted[0])
            same(mask[at], wanted[1])
            assert tuple(root[name]["transform"][at]) == wanted[2]
        assert not (values.fill_value == 1)
    assert root["id"][:].tolist() == places.ids.tolist() and root["lat"][:].tolist() == places.lat.tolist()
    assert [split.decode() for split in root["split"][:]] == list(places.splits)
    assert root.attrs["complete"] == 1 and json.loads(root.attrs["provenance"]) == made.info().provenance


def test_zarr_has_one_file_a_patch(written):
    pytest.importorskip("zarr")
    folder = written("zarr") / "patches.zarr" / "dem" / "values"
    assert sorted(path.name for path in folder.iterdir() if path.name[0] != ".") == \
        sorted(f"{at}.0.0.0" for at in range(made.COUNT))


def test_hdf5(written, rasters):
    folder = written("hdf5")
    with h5py.File(folder / "patches.h5") as file:
        for name in LAYERS:
            check_layer({key: value.tolist() if isinstance(value, np.ndarray) else value
                         for key, value in file[name].attrs.items()}, name)
            for at in range(made.COUNT):
                wanted = expected(rasters, name, at)
                same(file[name]["values"][at], wanted[0])
                same(file[name]["mask"][at], wanted[1])
                assert tuple(file[name]["transform"][at]) == wanted[2]
        assert file["id"][:].tolist() == made.places().ids.tolist()
        assert (file.attrs["complete"], file.attrs["written"]) == (1, made.COUNT)
        assert json.loads(file.attrs["provenance"]) == made.info().provenance


def test_webdataset(written, rasters):
    webdataset = pytest.importorskip("webdataset")
    shards = sorted((written("webdataset") / "shards").glob("*.tar"))
    samples = list(webdataset.WebDataset([str(path) for path in shards], shardshuffle=False).decode())
    numbers = {made.places().ids[at]: at for at in range(made.COUNT)}
    assert sorted(int(each["__key__"]) for each in samples) == sorted(numbers)
    for each in samples:
        at = numbers[int(each["__key__"])]
        assert each["__url__"].rpartition("/")[2].startswith(f"{made.places().splits[at] or 'patches'}-")
        check_text(each["json"], at)
        for name in LAYERS:
            wanted = expected(rasters, name, at)
            same(each[f"{name}.npy"], wanted[0])
            same(each[f"{name}.mask.npy"], wanted[1])
            check_layer(each["json"]["rasters"][name], name)
            assert tuple(each["json"]["rasters"][name]["transform"]) == wanted[2]


def test_shards_of_a_split_are_numbered_without_gaps(written):
    names = sorted(path.name for path in (written("webdataset") / "shards").iterdir())
    splits = {name.partition("-")[0] for name in names}
    assert splits == {"train", "validation", "test", "patches"}
    for split in splits:
        own = [name for name in names if name.startswith(f"{split}-")]
        assert own == [f"{split}-{number:06d}.tar" for number in range(len(own))]


def test_tar_is_plain(written):
    path = next((written("webdataset") / "shards").glob("train-000000.tar"))
    with tarfile.open(path, errorlevel=2) as file:
        members = file.getmembers()
    assert {(each.mtime, each.uid, each.gid, each.isfile()) for each in members} == {(0, 0, 0, True)}
    assert path.stat().st_size % tarfile.RECORDSIZE == 0


@pytest.fixture
def tfrecord(monkeypatch):
    """The package's reader, without its part that wants torch."""
    pytest.importorskip("google.protobuf")
    monkeypatch.setitem(sys.modules, "tfrecord.torch", types.ModuleType("tfrecord.torch"))
    return pytest.importorskip("tfrecord.reader")


def test_tfrecord(written, rasters, tfrecord):
    shards = sorted((written("tfrecord") / "shards").glob("*.tfrecord"))
    numbers = {made.places().ids[at]: at for at in range(made.COUNT)}
    seen = []
    for path in shards:
        for record in tfrecord.tfrecord_loader(str(path), None):
            at = numbers[record["id"][0]]
            seen.append(at)
            check_text(json.loads(bytes(record["json"])), at)
            assert bytes(record["key"]).decode() == made.places().keys[at]
            assert bytes(record.get("split", b"")).decode() == made.places().splits[at]
            assert record["row"][0] == made.places().rows[at]
            for name in LAYERS:
                wanted = expected(rasters, name, at)
                shape, kind = record[f"{name}/shape"], bytes(record[f"{name}/dtype"]).decode()
                same(np.frombuffer(bytes(record[f"{name}/values"]), kind).reshape(shape), wanted[0])
                same(np.frombuffer(bytes(record[f"{name}/mask"]), np.uint8).reshape(shape), wanted[1])
    assert sorted(seen) == list(range(made.COUNT))


def test_tfrecord_checksums_and_index(written, tfrecord):
    """The checksums by another library; the index as the package reads it."""
    other = pytest.importorskip("crc32c")

    def masked(content):
        crc = other.crc32c(content)
        return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF

    path = written("tfrecord") / "shards" / "train-000000.tfrecord"
    content, at, lines = path.read_bytes(), 0, []
    while at < len(content):
        length = int.from_bytes(content[at:at + 8], "little")
        assert int.from_bytes(content[at + 8:at + 12], "little") == masked(content[at:at + 8])
        body = content[at + 12:at + 12 + length]
        assert int.from_bytes(content[at + 12 + length:at + 16 + length], "little") == masked(body)
        lines.append(f"{at} {length + 16}")
        at += length + 16
    assert path.with_suffix(".index").read_text().split("\n")[:-1] == lines
    half = list(tfrecord.tfrecord_loader(str(path), str(path.with_suffix(".index")), shard=(1, 2)))
    assert len(half) == len(lines) - len(lines) // 2


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 15, 1000, 65537])
def test_crc32c(length):
    other = pytest.importorskip("crc32c")
    content = np.random.default_rng(length).bytes(length)
    assert crc32c(content) == other.crc32c(content)


def test_crc32c_of_the_standard():
    assert crc32c(b"123456789") == 0xE3069283   # RFC 3720's check value


def test_geotiff(written, rasters):
    folder = written("geotiff")
    places = made.places()
    for name in LAYERS:
        layer = next(each for each in made.info().layers if each.name == name)
        for at in range(made.COUNT):
            stem = folder / "patches" / (places.splits[at] or "patches") / name / places.keys[at]
            wanted = expected(rasters, name, at)
            dataset = gdal.Open(f"{stem}.tif")
            same(dataset.ReadAsArray().reshape(layer.shape), wanted[0])
            same(gdal.Open(f"{stem}_mask.tif").ReadAsArray().reshape(layer.shape), wanted[1])
            assert Affine.from_gdal(*dataset.GetGeoTransform())[:6] == wanted[2]
            assert same_crs(dataset.GetProjection(), layer.crs)
            band = dataset.GetRasterBand(1)
            assert (band.GetDescription(), band.GetUnitType()) == ("band 1", "m")
            np.testing.assert_equal(band.GetNoDataValue(), float(layer.fill))
            record = json.loads(dataset.GetMetadataItem("MULTISCALE_FUSION_PATCH"))
            check_text(record, at)
            check_layer(record["rasters"][name], name)


def test_geotiff_of_mirrored_padding_declares_no_nodata(tmp_path, small_groups):
    folder = tmp_path / made.write("geotiff", tmp_path / "a", padding="reflect")
    dataset = gdal.Open(str(folder / "patches" / "train" / "cover" / "000001.tif"))
    assert dataset.GetRasterBand(1).GetNoDataValue() is None


@pytest.mark.parametrize("format", made.FORMATS)
def test_no_traces_of_time_or_place(tmp_path, small_groups, format):
    """The same bytes in another folder, and nothing but the dataset in it."""
    if format == "zarr":
        pytest.importorskip("zarr")
    folders = [tmp_path / made.write(format, tmp_path / name) for name in ("one", "another name")]
    contents = [{path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*")
                 if path.is_file()} for folder in folders]
    assert contents[0] == contents[1]
    assert {name.partition("/")[0] for name in contents[0]} <= {
        "dataset.json", "items.json", "index.npz", "index.parquet", "patches.zarr", "patches.h5", "shards", "patches"}
    assert not any(str(tmp_path).encode() in content for content in contents[0].values())


def test_a_long_provenance(tmp_path, format, small_groups):
    """Longer than HDF5 lets an attribute be that lies in an object's header."""
    record = {"operation": "extractpatches", "inputs": [{"name": f"{number}.tif"} for number in range(5000)]}
    dataset = PatchDataset(made.write(format, tmp_path / "a", provenance=record))
    assert dataset.info.provenance == record and len(dataset[0]["values"]) == 5


@pytest.mark.parametrize(("format", "package"), [("zarr", "zarr"), ("hdf5", "h5py"), ("tfrecord", "numba")])
def test_a_missing_package_is_told(tmp_path, monkeypatch, format, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPackage, match=f'The Python package "{package}" '):
        open_writer(format, str(tmp_path / "a"), made.info(), made.places())
    assert not list(tmp_path.iterdir())


def test_another_zarr_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "zarr", types.SimpleNamespace(__version__="3.1.0"))
    with pytest.raises(MissingPackage, match='^The Python package "zarr" is version 3.1.0, but version 2 is needed; '):
        open_writer("zarr", str(tmp_path / "a"), made.info(), made.places())
    assert not list(tmp_path.iterdir())


def test_without_pyarrow_the_table_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    writer = open_writer("hdf5", str(tmp_path / "a"), made.info(), made.places())
    for index in range(writer.info.group_count):
        writer.write_group(index, made.group(writer.info, index))
    writer.finish()
    assert not (tmp_path / "a" / "index.parquet").exists() and (tmp_path / "a" / "index.npz").exists()
    assert "pyarrow" in writer.remarks[0]


@pytest.mark.parametrize("spoil", [
    lambda stack: setattr(stack, "values", stack.values.astype("float64")),
    lambda stack: setattr(stack, "values", stack.values[:-1]),
    lambda stack: setattr(stack, "transforms", stack.transforms[:, :5]),
])
def test_a_group_that_is_not_what_was_announced(tmp_path, small_groups, spoil):
    writer = open_writer("hdf5", str(tmp_path / "a"), made.info(), made.places())
    handed = made.group(writer.info, 0)
    spoil(handed["dem"])
    with pytest.raises(ValueError, match="group 0 of dem"):
        writer.write_group(0, handed)
    writer.discard()
