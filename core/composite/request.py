"""What is asked of a composite, checked before anything is read or written."""

import math
from dataclasses import asdict, dataclass

from ..errors import FusionError
from ..message import message
from ..raster.writer import DATA_TYPES
from ..variable import KINDS

WINDOWS = ("month", "days", "season", "whole", "custom")
STATISTICS = ("mean", "median", "percentile", "min", "max", "latest", "best_quality", "inverse_variance",
              "time_distance")
BEST = ("lowest", "highest")
# Statistics that weigh values and take their mean, those that take one of them as it is, those that need QUALITY.
MEANS = ("mean", "inverse_variance", "time_distance")
PICKS = ("latest", "best_quality")
SCORED = ("best_quality", "inverse_variance")
MOST_DAYS = 3660


@dataclass(frozen=True)
class Options:
    """How to composite; see `job.composite` for what each means."""

    band: int = 1
    kind: str = "auto"
    window: str = "month"
    days: int = 16
    start: str = ""
    dates: str = ""
    statistic: str = "mean"
    percentile: float = 50.0
    time_scale: float = 0.0
    best: str = "lowest"
    quality_band: int = 1
    min_count: int = 1
    outliers: float = 0.0
    min_valid: float = 0.5
    dtype: str = "auto"
    creation_options: str = ""
    accept: frozenset[str] = frozenset()

    def check(self) -> None:
        """Raise FusionError for what no composite can be."""
        for name, value, allowed in ((message("variable kind"), self.kind, KINDS),
                                     (message("window of time"), self.window, WINDOWS),
                                     (message("statistic"), self.statistic, STATISTICS),
                                     (message("order of quality"), self.best, BEST),
                                     (message("data type"), self.dtype, DATA_TYPES)):
            if value not in allowed:
                raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.", name=name,
                                          value=value, choices=", ".join(allowed)))
        for name, value, low, high in (("PERCENTILE", self.percentile, 0.0, 100.0),
                                       ("MIN_VALID", self.min_valid, 0.0, 1.0),
                                       ("DAYS", self.days, 1, MOST_DAYS),
                                       ("MIN_COUNT", self.min_count, 1, 65_534),
                                       ("OUTLIERS", self.outliers, 0.0, 1000.0),
                                       ("TIME_SCALE", self.time_scale, 0.0, 1e6)):
            if not low <= value <= high or not math.isfinite(value):
                raise FusionError(message("{name} is {value:g}; it must lie between {low:g} and {high:g}.", name=name,
                                          value=value, low=low, high=high))

    def to_dict(self) -> dict[str, object]:
        """For the record: what the result depends on."""
        return {**asdict(self), "accept": sorted(self.accept)}
