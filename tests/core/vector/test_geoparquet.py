"""GeoParquet files: read back by pyarrow, geometries by shapely, the CRS by pyproj; safe and the same bytes."""

import json
import os
from datetime import date, datetime, time, timezone

import numpy as np
import pytest
import shapely.wkb
from multiscale_fusion.core.errors import FusionError, MissingPackage
from multiscale_fusion.core.vector.geoparquet import GeoParquetWriter, TableField
from multiscale_fusion.core.vector.points import points_as_wkb
from pyproj import CRS

parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
FIELDS = (TableField("height", "float64", "mean height", "m"), TableField("code", "int32"))
UTM = CRS.from_epsg(32633)


def write(path, count=10, parts=1, fields=FIELDS, metadata=None):
    rng = np.random.default_rng(2)
    height, code = rng.normal(size=count), rng.integers(0, 9, count).astype(float)
    height[::7], code[::5] = np.nan, np.nan
    wkb = points_as_wkb(rng.uniform(0, 1e6, count), rng.uniform(0, 1e6, count))
    wkb[2] = b""
    edges = np.linspace(0, count, parts + 1).astype(int).tolist()
    with GeoParquetWriter(str(path), fields, geometry_types=["Point"], crs=UTM) as writer:
        for begin, end in zip(edges, edges[1:]):
            writer.write([height[begin:end], code[begin:end]], wkb[begin:end])
        writer.finish(metadata)
        writer.commit()
    return height, code, wkb


def test_values_nulls_and_geometries_come_back(tmp_path):
    height, code, wkb = write(tmp_path / "a.parquet")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.column_names == ["height", "code", "geometry"]
    found = [np.nan if each is None else each for each in table["height"].to_pylist()]
    np.testing.assert_array_equal(found, height)
    assert table["height"].null_count == np.isnan(height).sum()
    assert str(table.schema.field("code").type) == "int32"
    assert table["code"].to_pylist() == [None if np.isnan(each) else int(each) for each in code]
    assert table["geometry"][2].as_py() is None
    assert shapely.wkb.loads(table["geometry"][3].as_py()).equals(shapely.wkb.loads(wkb[3]))
    assert table.schema.field("height").metadata == {b"description": b"mean height", b"unit": b"m"}


def test_the_metadata_are_those_of_geoparquet(tmp_path):
    write(tmp_path / "a.geoparquet", metadata={"made": "by us"})
    told = parquet.read_metadata(tmp_path / "a.geoparquet").metadata
    geo = json.loads(told[b"geo"])
    assert geo["version"] == "1.1.0" and geo["primary_column"] == "geometry" and told[b"made"] == b"by us"
    column = geo["columns"]["geometry"]
    assert column["encoding"] == "WKB" and column["geometry_types"] == ["Point"]
    assert CRS.from_json_dict(column["crs"]) == UTM


def test_the_bytes_do_not_depend_on_how_rows_are_handed_over(tmp_path):
    count = 150_000
    write(tmp_path / "a.parquet", count, 1)
    write(tmp_path / "b.parquet", count, 13)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    described = parquet.read_metadata(tmp_path / "a.parquet")
    rows = [described.row_group(number).num_rows for number in range(described.num_row_groups)]
    assert rows == [65_536, 65_536, 150_000 - 2 * 65_536]


def test_no_rows_are_a_table_too(tmp_path):
    with GeoParquetWriter(str(tmp_path / "a.parquet"), FIELDS) as writer:
        writer.finish()
        writer.commit()
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.num_rows == 0 and table.column_names == ["height", "code", "geometry"]


def test_types_of_attributes(tmp_path):
    noon = datetime(2024, 6, 2, 12, 0, 1, 500_000, tzinfo=timezone.utc)
    given = {"bool": [True, None], "int64": [2**53 + 1, None], "str": ["a", None], "bytes": [b"\0", None],
             "date": [date(2024, 6, 2), None], "time": [time(8, 30), None],
             "datetime": [int(noon.timestamp() * 1000), None]}
    fields = [TableField(dtype, dtype) for dtype in given] + [TableField("geometry", "str")]
    with GeoParquetWriter(str(tmp_path / "a.parquet"), fields) as writer:
        writer.write([*given.values(), ["own", None]], [None, None])
        writer.finish()
        writer.commit()
    table = parquet.read_table(tmp_path / "a.parquet")
    found = {name: table[name].to_pylist() for name in table.column_names}
    assert found.pop("datetime") == [noon, None]
    assert found == {**{name: values for name, values in given.items() if name != "datetime"},
                     "geometry": ["own", None], "geometry_": [None, None]}


def test_an_error_leaves_the_old_file_and_no_other(tmp_path):
    write(tmp_path / "a.parquet")
    before = (tmp_path / "a.parquet").read_bytes()
    with pytest.raises(ZeroDivisionError), GeoParquetWriter(str(tmp_path / "a.parquet"), FIELDS) as writer:
        writer.write([np.ones(3), np.ones(3)], [None] * 3)
        1 / 0
    assert (tmp_path / "a.parquet").read_bytes() == before
    assert os.listdir(tmp_path) == ["a.parquet"]


def test_a_wrong_ending_and_a_missing_package_are_told(tmp_path, monkeypatch):
    with pytest.raises(FusionError, match="must end in .parquet; outputs are GeoParquet files"):
        GeoParquetWriter(str(tmp_path / "a.pq"), FIELDS)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingPackage, match='package "pyarrow"'):
        GeoParquetWriter(str(tmp_path / "a.parquet"), FIELDS)
