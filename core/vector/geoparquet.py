"""Tables with geometries as GeoParquet files: written in row groups, aside, and put into place when whole."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyproj import CRS

from ..destination import Destination
from ..errors import require
from ..message import message

ENDINGS = (".parquet", ".geoparquet")
_VERSION = "1.1.0"
_GEOMETRY = "geometry"
# Rows of a group: the file's bytes must not depend on how its rows were handed over.
_GROUP = 1 << 16
_TYPES = {
    "bool": "bool_", "int32": "int32", "int64": "int64", "float64": "float64", "str": "string", "bytes": "binary",
    "date": "date32",
}


@dataclass(frozen=True)
class TableField:
    """A column: ``dtype`` is one of bool, int32, int64, float64, str, bytes, date, time, datetime (UTC) and
    local_datetime (of no zone). ``meaning`` and ``unit`` are written beside it, "" for none."""

    name: str
    dtype: str
    meaning: str = ""
    unit: str = ""


class GeoParquetWriter:
    """Writes rows beside the destination: `write` again and again, then `finish`, then `commit`; as a context manager
    it tidies up.

    ``geometry_types``: of GeoParquet ("Point", "Polygon"...), empty if they are not known. ``crs``: of the geometries,
    None if it is not known. Raises FusionError for a destination that does not work, MissingPackage without pyarrow.
    """

    def __init__(self, path: str, fields: Sequence[TableField], *, geometry_types: Sequence[str] = (),
                 crs: CRS | None = None) -> None:
        self._arrow, parquet = require("pyarrow"), require("pyarrow.parquet")
        self._fields = tuple(fields)
        self._geometry = _free_name(_GEOMETRY, [field.name for field in self._fields])
        self._destination = Destination(path, ENDINGS, message("GeoParquet files"))
        self._part = self._destination.part(ENDINGS[0])
        self._rows: list[Any] = []
        self._waiting = 0
        self._schema = self._make_schema(geometry_types, crs)
        self._writer = self._attempt(parquet.ParquetWriter, self._part, self._schema, compression="zstd")

    @property
    def path(self) -> str:
        return self._destination.path

    def write(self, columns: Sequence[np.ndarray | Sequence[Any]], wkb: Sequence[bytes | None]) -> None:
        """Append rows: a column for each field, in their order, and the geometries. NaN and None become nulls.

        Raises FusionError if the disk is full.
        """
        arrays = [self._array(values, field) for values, field in zip(columns, self._schema)]
        arrays.append(self._arrow.array([buffer or None for buffer in wkb], "binary"))
        self._rows.append(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._waiting += len(wkb)
        if self._waiting >= _GROUP:
            self._put(self._waiting - self._waiting % _GROUP)

    def finish(self, metadata: Mapping[str, str] | None = None) -> None:
        """Write what is left, and texts about the file, and close it; it is whole then. Raises FusionError."""
        self._put(self._waiting)
        if metadata:
            self._writer.add_key_value_metadata(dict(metadata))
        self._attempt(self._close)
        self._destination.sync(self._part)

    def commit(self) -> None:
        """Put the file into its place. Raises FusionError if the destination cannot be replaced."""
        self._destination.replace(self._part)

    def __enter__(self) -> "GeoParquetWriter":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        try:
            if self._writer is not None:
                self._close()
        except OSError:
            if kind is None:   # else the first error is the one to tell
                raise
        finally:
            self._destination.remove_parts()

    def _close(self) -> None:
        writer, self._writer = self._writer, None
        writer.close()

    def _put(self, count: int) -> None:
        """Write the first rows that wait, in whole groups but for the last one of the file."""
        if not count and self._rows:
            return
        table = self._arrow.concat_tables(self._rows) if self._rows else self._schema.empty_table()
        self._attempt(self._writer.write_table, table.slice(0, count), row_group_size=_GROUP)
        rest = table.slice(count)
        self._rows, self._waiting = ([rest], rest.num_rows) if rest.num_rows else ([], 0)

    def _attempt(self, call: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return call(*arguments, **named)
        except OSError as error:
            reason = error.strerror or str(error)
            raise self._destination.failure(reason) from error

    def _array(self, values: np.ndarray | Sequence[Any], field: Any) -> Any:
        if isinstance(values, np.ndarray) and values.dtype.kind == "f":
            missing = np.isnan(values)
            if not self._arrow.types.is_floating(field.type):
                values = np.where(missing, 0.0, values).astype(np.int64)
            return self._arrow.array(values, mask=missing).cast(field.type)
        return self._arrow.array(values, field.type)

    def _make_schema(self, geometry_types: Sequence[str], crs: CRS | None) -> Any:
        fields = [self._field(field) for field in self._fields]
        column = {"encoding": "WKB", "geometry_types": list(geometry_types),
                  "crs": None if crs is None else crs.to_json_dict()}
        told = {"version": _VERSION, "primary_column": self._geometry, "columns": {self._geometry: column}}
        geometry = self._arrow.field(self._geometry, self._arrow.binary())
        return self._arrow.schema([*fields, geometry], {"geo": json.dumps(told, sort_keys=True)})

    def _field(self, field: TableField) -> Any:
        arrow = self._arrow
        special = {"time": arrow.time64("us"), "datetime": arrow.timestamp("ms", "UTC"),
                   "local_datetime": arrow.timestamp("ms")}
        kind = special[field.dtype] if field.dtype in special else getattr(arrow, _TYPES[field.dtype])()
        notes = {name: text for name, text in (("description", field.meaning), ("unit", field.unit)) if text}
        return arrow.field(field.name, kind, metadata=notes or None)


def _free_name(name: str, taken: Sequence[str]) -> str:
    """The name, with underscores behind it where a column has it already."""
    used = {each.lower() for each in taken}
    while name.lower() in used:
        name += "_"
    return name
