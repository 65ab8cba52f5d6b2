"""Where samples go: into a layer of QGIS, and into a GeoParquet table."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import repeat
from typing import TYPE_CHECKING

from qgis.core import QgsFeature, QgsField, QgsFields, QgsWkbTypes
from qgis.PyQt.QtCore import QMetaType

from ..core.reporter import Reporter
from .feature_columns import table_columns, table_field
from .feature_source import FeatureChunk
from .vector_output import FileOutput, SinkOutput

if TYPE_CHECKING:
    import numpy as np

    from ..core.sample import Column

_TYPES = {"float64": QMetaType.Type.Double, "int32": QMetaType.Type.Int, "str": QMetaType.Type.QString}
_AT_ONCE = 20_000
_PARQUET_TYPES = ("Point", "Polygon", "MultiPoint", "MultiPolygon")


class LayerWriter:
    """The input's features with the columns behind their fields, into an output that `open_output` makes."""

    def __init__(self, fields: QgsFields, columns: Sequence["Column"],
                 open_output: Callable[[QgsFields], FileOutput | SinkOutput], stack: ExitStack) -> None:
        self._columns = tuple(columns)
        self._first = fields.count()
        whole = QgsFields(fields)
        for column in columns:
            field = QgsField(column.name, _TYPES[column.dtype])
            field.setComment(" ".join(filter(None, (column.meaning, f"({column.unit})" if column.unit else ""))))
            whole.append(field)
        self._output = stack.enter_context(open_output(whole))

    @property
    def path(self) -> str:
        return self._output.path

    def write(self, chunk: FeatureChunk, values: Mapping[str, "np.ndarray"], reporter: Reporter) -> None:
        """The chunk's features get the values for good. Raises FusionError, or Cancelled."""
        columns = [plain(values[column.name], column.dtype) for column in self._columns]
        for begin in range(0, len(chunk.features), _AT_ONCE):
            part = chunk.features[begin:begin + _AT_ONCE]
            _call(map(QgsFeature.padAttributes, part, repeat(len(columns))))
            for number, column in enumerate(columns, self._first):
                _call(map(QgsFeature.setAttribute, part, repeat(number), column[begin:begin + _AT_ONCE]))
            self._output.add(part)
            reporter.progress((begin + len(part)) / len(chunk.features))

    def finish(self, record: str) -> None:
        self._output.describe(record)
        self._output.finish()

    def commit(self) -> None:
        self._output.commit()


class TableWriter:
    """The same as a GeoParquet file."""

    def __init__(self, path: str, fields: QgsFields, columns: Sequence["Column"], kind: int, crs: str,
                 stack: ExitStack) -> None:
        from ..core.crs import parse_crs
        from ..core.vector.geoparquet import GeoParquetWriter, TableField

        self.path = path
        self._fields = [table_field(field) for field in fields]
        self._columns = tuple(columns)
        sampled = [TableField(column.name, column.dtype, str(column.meaning), column.unit) for column in columns]
        self._file = stack.enter_context(GeoParquetWriter(
            path, [*self._fields, *sampled], geometry_types=_parquet_types(kind), crs=parse_crs(crs)))

    def write(self, chunk: FeatureChunk, values: Mapping[str, "np.ndarray"], reporter: Reporter) -> None:
        """Before the chunk's features get the values. Raises FusionError."""
        given = table_columns([feature.attributes() for feature in chunk.features], self._fields)
        self._file.write([*given, *(values[column.name] for column in self._columns)], chunk.wkb)
        reporter.progress(0.0)

    def finish(self, record: str) -> None:
        from ..core.provenance import TAG

        self._file.finish({TAG: record})

    def commit(self) -> None:
        self._file.commit()


def _call(calls: Iterator[object]) -> None:
    """Go through the calls of a map, for a million features faster than a loop."""
    deque(calls, maxlen=0)


def plain(values: "np.ndarray", dtype: str) -> list:
    """Python's values of a column, None for what is missing."""
    import numpy as np

    if values.dtype.kind != "f":
        return values.tolist()
    missing = np.isnan(values)
    if dtype == "int32":
        values = np.where(missing, 0.0, values).astype(np.int64)
    found = values.tolist()
    for number in np.flatnonzero(missing).tolist():
        found[number] = None
    return found


def _parquet_types(kind: int) -> list[str]:
    """GeoParquet's name of a geometry type; none where it has none, as for curves and measures."""
    name = QgsWkbTypes.displayString(QgsWkbTypes.flatType(kind))
    if name not in _PARQUET_TYPES or QgsWkbTypes.hasM(kind):
        return []
    return [f"{name} Z" if QgsWkbTypes.hasZ(kind) else name]
