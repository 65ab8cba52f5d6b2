"""Columns of the raster that is nearest in time to each point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..advice.times import TimeSpan
from ..message import message
from .names import Names
from .plan import RasterPlan
from .request import OF_PIXELS, Column, Options
from .times import days_between, nearest_raster

_NAME = "nearest"


@dataclass(frozen=True)
class Nearest:
    """``columns``: those that all dated rasters have, then which raster it is and how many days away.

    ``sources``: for each of the former the names of the rasters' own columns.
    """

    columns: tuple[Column, ...]
    sources: tuple[tuple[str, ...], ...]
    spans: tuple[TimeSpan, ...]
    stems: tuple[str, ...]
    tolerance: float

    @classmethod
    def of(cls, plans: Sequence[RasterPlan], times: Sequence[TimeSpan | None], options: Options,
           names: Names) -> "Nearest | None":
        """None where fewer than two rasters have a time, or they have no column in common."""
        dated = [plan for plan in plans if times[plan.index] is not None]
        if len(dated) < 2:
            return None
        own = [{_key(column): column for column in plan.columns} for plan in dated]
        shared = [key for key in own[0] if all(key in each for each in own)]
        if not any(own[0][key].statistic not in OF_PIXELS for key in shared):
            return None
        start = options.prefix + _NAME
        several = len({key[0] for key in shared}) > 1 or len(dated[0].bands) > 1
        columns = []
        for key in shared:
            band, statistic, code = key
            end = f"_{statistic}" if code is None else f"_fraction_{code}"
            name = names.unique(start + (f"_b{band}" if several else ""), end)
            first = own[0][key]
            columns.append(Column(name, first.dtype, first.unit, message(
                "{meaning}, of the raster nearest in time", meaning=first.meaning), None, band, statistic, code))
        columns.append(Column(names.unique(start, "_raster"), "str", "", message("raster nearest in time")))
        columns.append(Column(names.unique(start, "_days"), "float64", "d", message(
            "days from the point's time to the raster's, positive where the raster is later")))
        return cls(tuple(columns), tuple(tuple(each[key].name for each in own) for key in shared),
                   tuple(times[plan.index] for plan in dated), tuple(plan.stem for plan in dated),
                   options.time_tolerance)

    def __call__(self, results: Mapping[str, np.ndarray], time: np.ndarray) -> dict[str, np.ndarray]:
        """Its columns from those of the rasters; a raster without a value at a point is passed over."""
        days = [days_between(time, span) for span in self.spans]
        telling = [names for column, names in zip(self.columns, self.sources) if column.statistic not in OF_PIXELS]
        usable = [np.any([np.isfinite(results[names[k]]) for names in telling], axis=0) for k in range(len(days))]
        chosen = nearest_raster(days, usable, self.tolerance)
        found = {column.name: np.full(len(time), np.nan) for column in self.columns}
        raster = np.full(len(time), None, object)
        for k, stem in enumerate(self.stems):
            here = chosen == k
            raster[here] = stem
            found[self.columns[-1].name][here] = days[k][here]
            for column, names in zip(self.columns, self.sources):
                found[column.name][here] = results[names[k]][here]
        return {**found, self.columns[-2].name: raster}


def _key(column: Column) -> tuple[int, str, int | None]:
    return column.band, column.statistic, column.code
