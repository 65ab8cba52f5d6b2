"""The run of "Compare footprints with a raster": the layer's pairs, their shift, and the layer that tells of both."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qgis.core import QgsProcessingFeatureSource
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.message import message
from ..core.reporter import Reporter, Share
from .feature_columns import is_null, numbers
from .feature_source import FeatureChunk, FeatureChunks, FeatureInput, Sizes, first_features
from .sample_writers import LayerWriter

if TYPE_CHECKING:
    import numpy as np

    from ..core.agreement.comparison import Comparison, Groups
    from ..core.agreement.shift import Search
    from ..core.sample import Column, Footprints, Sampler

_NO_GROUP = message("(none)")


@dataclass(frozen=True)
class Gathered:
    """All pairs (n), in the layer's order. ``footprints``: where they are and their sizes."""

    own: "np.ndarray"
    sampled: "np.ndarray"
    x: "np.ndarray"
    y: "np.ndarray"
    footprints: "Footprints"
    groups: "Groups | None"

    @property
    def count(self) -> int:
        return len(self.own)


def gather(source: QgsProcessingFeatureSource, features: FeatureInput, sizes: Sizes, fields: tuple[str, str],
           sampler: "Sampler", column: "Column", look: Callable[[FeatureChunk], None], memory: int,
           reporter: Reporter) -> Gathered:
    """Sample the layer and read its own values and groups (``fields``: names, "" without groups).

    ``look`` is called with the first features, if there are any, before anything is sampled. ``memory`` (bytes) is for
    features alone. Raises FusionError.
    """
    import numpy as np

    from ..core.agreement.comparison import Groups

    field, group_field = fields
    own, sampled, x, y, footprints, groups = [], [], [], [], [], []
    total = max(source.featureCount(), 1)
    first = first_features(source, features, sizes, reporter)
    if first.features:
        look(first)
    for chunk in FeatureChunks(source, features, sizes, sampler.chunk, memory, reporter):
        values = sampler(chunk.footprints)[column.name]
        own.append(numbers([feature.attribute(field) for feature in chunk.features], field))
        if group_field:
            groups += [_group(feature.attribute(group_field)) for feature in chunk.features]
        centres = chunk.centres() if chunk.features else (np.empty(0), np.empty(0))
        for part, found in zip((sampled, x, y, footprints), (values, *centres, _without_wkb(chunk.footprints))):
            part.append(found)
        reporter.progress(min(1.0, (chunk.begin + len(chunk.features)) / total))
    sampler.conclude()
    return Gathered(*map(np.concatenate, (own, sampled, x, y)), _joined(footprints),
                    Groups.of(groups, _NO_GROUP) if group_field else None)


class Moved:
    """Samples some of the points, displaced by metres on the ground, as the search for a shift asks."""

    def __init__(self, footprints: "Footprints", make: "Callable[[], Sampler]", column: str) -> None:
        from ..core.agreement.displace import metres, to_degrees

        self._footprints, self._column = footprints, column
        self._crs, self._longitude, self._latitude = to_degrees(footprints.crs, footprints.x, footprints.y)
        self.east, self.north = metres(self._crs, self._longitude, self._latitude)
        self._sampler = make()

    def __call__(self, which: "np.ndarray", east: "np.ndarray", north: "np.ndarray") -> "np.ndarray":
        """Values (k, m) of the points ``which`` (m), so many metres east and north (k, m)."""
        import numpy as np

        from ..core.agreement.displace import displaced

        x, y = displaced(self._crs, self._longitude[which], self._latitude[which], east, north)
        sizes = {name: np.tile(value[which], len(x)) if isinstance(value, np.ndarray) else value
                 for name in ("diameter", "length", "azimuth")
                 if (value := getattr(self._footprints, name)) is not None}
        places = replace(self._footprints, crs=self._crs, x=x.ravel(), y=y.ravel(), **sizes)
        parts = [self._sampler(places.part(begin, min(begin + self._sampler.chunk, places.count)))[self._column]
                 for begin in range(0, places.count, self._sampler.chunk)]
        return np.concatenate(parts).reshape(x.shape) if parts else np.empty(x.shape)


class Silent(Share):
    """Hears of a cancel; what the engine has to tell was told before."""

    def __init__(self, whole: Reporter) -> None:
        super().__init__(whole, 0.0, 0.0)

    def progress(self, fraction: float) -> None:
        Reporter.progress(self, fraction)

    def info(self, text: str) -> None:
        """Told before."""

    def warning(self, text: str) -> None:
        """Told before."""

    def finding(self, finding: object) -> None:
        """Told before."""


def shifted(gathered: Gathered, moved: Moved, search: "Search", labels: "np.ndarray",
            reporter: Reporter) -> tuple["np.ndarray", "np.ndarray", "np.ndarray"]:
    """Values (n) at the shifts that are claimed, and these shifts (n, n): metres east and north, 0 where none is."""
    import numpy as np

    steps = np.array([shift.applied for shift in search.shifts]).reshape(-1, 2)
    east, north = steps[labels].T
    values = gathered.sampled.copy()
    at = np.flatnonzero((east != 0.0) | (north != 0.0))
    for begin in range(0, len(at), 1 << 20):
        part = at[begin:begin + (1 << 20)]
        values[part] = moved(part, east[None, part], north[None, part])[0]
        reporter.progress((begin + len(part)) / len(at))
    return values, east, north


def new_columns(column: "Column", field: str, taken: tuple[str, ...], searched: bool) -> list["Column"]:
    """The fields of the output behind the input's own."""
    from ..core.sample import Column
    from ..core.sample.names import Names

    names = Names([*taken, column.name])

    def made(name: str, meaning: str, unit: str) -> Column:
        return Column(names.unique(name, ""), "float64", unit, meaning)

    less = message("{field} less the raster's value", field=field)
    columns = [column, made("difference", less, column.unit)]
    if searched:
        columns += [made(f"{column.name}_shifted", message("{meaning}, after the shift", meaning=column.meaning),
                         column.unit),
                    made("difference_shifted", message("{meaning}, after the shift", meaning=less), column.unit),
                    made("shift_east", message("shift east of the point"), "m"),
                    made("shift_north", message("shift north of the point"), "m")]
    return columns


def write(source: QgsProcessingFeatureSource, features: FeatureInput, columns: list["Column"],
          values: list["np.ndarray"], writer: LayerWriter, memory: int, reporter: Reporter) -> None:
    """The layer's features with the columns' values (n), within ``memory`` (bytes).

    Raises FusionError if the layer changed meanwhile.
    """
    done, count = 0, len(values[0])
    sizes = Sizes(None, None, "", "", "")
    for chunk in FeatureChunks(source, features, sizes, 1 << 18, memory, reporter):
        done += len(chunk.features)
        if done > count:
            break
        part = slice(chunk.begin, done)
        share = Share(reporter, chunk.begin / max(count, 1), len(chunk.features) / max(count, 1))
        writer.write(chunk, {column.name: each[part] for column, each in zip(columns, values)}, share)
    if done != count:
        raise FusionError(
            QCoreApplication.translate("CompareSupports", "{layer} changed while it was read; run again.").format(
                layer=features.name
            )
        )


def results_of(comparison: "Comparison", shifted_values: "np.ndarray | None") -> dict[str, object]:
    """The numbers that the algorithm gives, None for what there is not."""
    from ..core.agreement import agreement

    whole = comparison.parts[0]
    found = {"COUNT": whole.agreement.count, "BIAS": whole.agreement.bias, "RMSE": whole.agreement.rmse,
             "MAE": whole.agreement.mae, "CORRELATION": whole.agreement.correlation, "SLOPE": whole.line.slope,
             "INTERCEPT": whole.line.intercept}
    if comparison.search is not None:
        shifts = comparison.search.shifts
        found["SHIFTS_FOUND"] = sum(shift.found for shift in shifts)
        found["RMSE_SHIFTED"] = agreement(comparison.own, shifted_values).rmse
        if len(shifts) == 1:
            found["SHIFT_EAST"], found["SHIFT_NORTH"] = shifts[0].applied
    return {name: None if value != value else value for name, value in found.items()}


def _group(value: object) -> object:
    if is_null(value):
        return None
    return value if isinstance(value, int | float) else str(value)


def _without_wkb(footprints: "Footprints") -> "Footprints":
    return replace(footprints, wkb=None, time=None)


def _joined(parts: "list[Footprints]") -> "Footprints":
    import numpy as np

    first = parts[0]
    arrays = {name: np.concatenate([getattr(part, name) for part in parts])
              for name in ("x", "y", "diameter", "length", "azimuth") if isinstance(getattr(first, name), np.ndarray)}
    return replace(first, **arrays)
