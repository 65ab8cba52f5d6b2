"""Attributes of QGIS's features as columns: sizes and times as arrays, all of them as a table's plain values."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from qgis.core import QgsField, QgsFields
from qgis.PyQt.QtCore import QByteArray, QCoreApplication, QDate, QDateTime, QMetaType, Qt, QTime, QVariant

from ..core.errors import FusionError

if TYPE_CHECKING:
    import numpy as np

    from ..core.vector.geoparquet import TableField

_TYPES = {
    QMetaType.Type.Bool: "bool", QMetaType.Type.Int: "int32", QMetaType.Type.UInt: "int64",
    QMetaType.Type.LongLong: "int64", QMetaType.Type.Double: "float64", QMetaType.Type.QString: "str",
    QMetaType.Type.QDate: "date", QMetaType.Type.QTime: "time", QMetaType.Type.QDateTime: "datetime",
    QMetaType.Type.QByteArray: "bytes",
}


def field_index(fields: QgsFields, name: str, parameter: str, layer: str) -> int:
    """Where a field is. Raises FusionError, with the fields that there are, for one that is not."""
    index = fields.lookupField(name)
    if index < 0:
        raise FusionError(
            QCoreApplication.translate(
                "FeatureColumns", "{layer} has no field {name} ({parameter}); it has {fields}."
            ).format(layer=layer, name=name, parameter=parameter, fields=", ".join(fields.names()) or "-")
        )
    return index


def numbers(values: Iterable[object], field: str, otherwise: float = math.nan) -> "np.ndarray":
    """float64 of numbers and of texts that are some; `otherwise` for nulls. Raises FusionError for other texts."""
    import numpy as np

    found = []
    for value in values:
        try:
            found.append(otherwise if is_null(value) or value == "" else float(value))
        except (TypeError, ValueError) as error:
            raise FusionError(
                QCoreApplication.translate(
                    "FeatureColumns", 'The field {field} holds "{value}", which is no number; choose a numeric field.'
                ).format(field=field, value=_text(value))
            ) from error
    return np.array(found, float)


def moments(values: Iterable[object], field: str) -> "np.ndarray":
    """datetime64[s] in UTC of dates (their first moment), of times and of ISO 8601 texts; NaT for nulls.

    Times without a zone are taken as UTC. Raises FusionError for a text that is no date.
    """
    import numpy as np

    return np.array([_moment(value, field) for value in values], "datetime64[s]")


def is_null(value: object) -> bool:
    """PyQt gives nulls of some types as QVariants, and of others as dates that are not valid."""
    if value is None or isinstance(value, QVariant):
        return True
    return isinstance(value, QDate | QDateTime | QTime) and not value.isValid()


def table_field(field: QgsField, meaning: str = "", unit: str = "") -> "TableField":
    """The column for a field; what a table has no type for becomes text."""
    from ..core.vector.geoparquet import TableField

    return TableField(field.name(), _TYPES.get(QMetaType.Type(field.type()), "str"), meaning or field.comment(), unit)


def table_columns(rows: Sequence[Sequence[object]], fields: Sequence["TableField"]) -> list[list[object]]:
    """Attributes (rows) as columns of Python's values, None for nulls."""
    columns = list(zip(*rows)) if rows else [()] * len(fields)
    return [_plain(column, field.dtype) for column, field in zip(columns, fields)]


def _plain(column: Sequence[object], dtype: str) -> list[object]:
    if dtype in _PLAIN:
        # What is no null is of the type already; there may be millions.
        return [None if type(value) is QVariant else value for value in column]
    convert = _CONVERT[dtype]
    return [None if is_null(value) else convert(value) for value in column]


def _moment(value: object, field: str) -> str | int | None:
    if is_null(value):
        return None
    if isinstance(value, QDate):
        value = value.toString(Qt.DateFormat.ISODate)
    if isinstance(value, QDateTime):
        return _utc(value) // 1000
    text = str(value).strip()
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise FusionError(
            QCoreApplication.translate(
                "FeatureColumns",
                'The field {field} holds "{value}", which is no date; write dates as 2024-06-02 or '
                "2024-06-02T18:20:11Z.",
            ).format(field=field, value=text)
        ) from error
    return math.floor((time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp())


def _utc(value: QDateTime) -> int:
    """Milliseconds since 1970 in UTC; a time that names no zone is taken as it stands."""
    if value.timeSpec() == Qt.TimeSpec.LocalTime:
        value = QDateTime(value.date(), value.time(), Qt.TimeSpec.UTC)
    return value.toMSecsSinceEpoch()


def _text(value: object) -> str:
    if isinstance(value, QDate | QDateTime | QTime):
        return value.toString(Qt.DateFormat.ISODate)
    return str(value)


def _bytes(value: object) -> bytes:
    return value.data() if isinstance(value, QByteArray) else bytes(value)


_PLAIN = ("bool", "int32", "int64", "float64")
_CONVERT: dict[str, Callable[[object], object]] = {
    "str": _text, "bytes": _bytes,
    "date": lambda value: value.toPyDate(), "time": lambda value: value.toPyTime(), "datetime": _utc,
}
