"""What is asked of a sampling: where, with which support, for which statistics."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from numbers import Real

import numpy as np
from pyproj import CRS

from ..errors import FusionError
from ..message import message
from ..variable import KINDS

SUPPORTS = ("pixel", "bilinear", "disc", "gaussian", "ellipse", "segment", "polygon")
STATISTICS = ("mean", "std", "min", "max", "median", "mode", "fractions", "count", "valid_fraction")
# Supports of points; of the others pixels are weighed by what of them lies in the footprint.
OF_POINTS = ("pixel", "bilinear")
# Statistics that any variable has.
OF_PIXELS = ("count", "valid_fraction")
_WIDEST = 2e6   # m: beyond, the ground around a centre is no plane any more


@dataclass(frozen=True)
class Column:
    """A column of the result: numbers come as float64 with NaN for null, texts as objects with None.

    ``dtype``: what the values are, "float64", "int32" (whole numbers) or "str". ``unit`` "" if there is none or it is
    not known; ``meaning``: for people, in English. ``raster`` (its index), ``band`` and ``statistic``: of what, None
    and "" for those of the raster nearest in time. ``code``: the class of a fraction.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    raster: int | None = None
    band: int | None = None
    statistic: str = ""
    code: int | None = None


@dataclass(frozen=True)
class Options:
    """How to sample; see `Sampler` for what each means."""

    support: str = "pixel"
    statistics: tuple[str, ...] = ("mean",)
    kind: str = "auto"
    min_valid: float = 0.5
    time_tolerance: float | None = None
    prefix: str = ""
    classes: tuple[int, ...] = ()
    accept: frozenset[str] = frozenset()
    bands: tuple[int, ...] = ()

    def check(self) -> None:
        """Raise FusionError for what no sampling can be."""
        for name, value, allowed in ((message("support"), self.support, SUPPORTS),
                                     (message("variable kind"), self.kind, KINDS),
                                     *((message("statistic"), each, STATISTICS) for each in self.statistics)):
            if value not in allowed:
                raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.", name=name,
                                          value=value, choices=", ".join(allowed)))
        if not self.statistics:
            raise FusionError(message("No statistic is chosen; choose at least one."))
        if len(set(self.statistics)) < len(self.statistics):
            raise FusionError(message("A statistic is given twice; give each once."))
        if not 0.0 <= self.min_valid <= 1.0:
            raise FusionError(message("The minimum valid fraction is {value:g}; it must lie between 0 and 1.",
                                      value=self.min_valid))
        if self.time_tolerance is not None and not self.time_tolerance >= 0.0:
            raise FusionError(message("The time tolerance is {value:g} days; it must not be negative.",
                                      value=self.time_tolerance))

    def to_dict(self) -> dict[str, object]:
        """For the record: what the result depends on."""
        return {**asdict(self), "accept": sorted(self.accept)}


@dataclass(frozen=True)
class Footprints:
    """Where to sample: n places in the CRS ``crs`` (x, y order).

    ``x``, ``y`` (n): centres, NaN for a null geometry; of polygons they are not read. ``wkb``: polygons, None for a
    null geometry. ``diameter``: metres on the ground, one number or (n), of a Gaussian four standard deviations
    (D4sigma of ISO 11146), of ellipses and segments across their length; NaN leaves a footprint out. ``length`` (m)
    and ``azimuth`` (degrees clockwise from north) of ellipses and segments. ``time`` (n): datetime64[s] in UTC, NaT if
    it is not known.
    """

    crs: CRS
    x: np.ndarray
    y: np.ndarray
    wkb: Sequence[bytes | None] | None = None
    diameter: np.ndarray | float | None = None
    length: np.ndarray | float | None = None
    azimuth: np.ndarray | float | None = None
    time: np.ndarray | None = None

    @property
    def count(self) -> int:
        return len(self.x) if self.wkb is None else len(self.wkb)

    def part(self, begin: int, end: int) -> "Footprints":
        """Those from ``begin`` to ``end``, the end not included."""
        named = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "crs"}
        return replace(self, **{name: value if value is None or isinstance(value, Real) else value[begin:end]
                                for name, value in named.items()})

    def check(self, options: Options) -> None:
        """Raise FusionError where the support needs what these do not have."""
        support = options.support
        if support == "polygon" and self.wkb is None:
            raise FusionError(message("The support polygon needs polygons, and the input has points; choose disc, or "
                                      "give polygons."))
        if support != "polygon" and self.wkb is not None:
            raise FusionError(message("The support {support} needs points, and the input has polygons; choose "
                                      "polygon, or give their centroids.", support=support))
        if support in ("disc", "gaussian", "ellipse", "segment"):
            self._check_length(self.diameter, message("diameter"), support)
        if support in ("ellipse", "segment"):
            self._check_length(self.length, message("length"), support)
            if self.azimuth is None:
                raise FusionError(message("The support {support} needs the azimuth of each footprint; name its field.",
                                          support=support))
        if options.time_tolerance is not None and self.time is None:
            raise FusionError(message("A time tolerance is given, but no time of the points; name the field of their "
                                      "time."))

    def _check_length(self, values: np.ndarray | float | None, name: str, support: str) -> None:
        if values is None:
            raise FusionError(message("The support {support} needs the {name} of the footprints in metres; give it.",
                                      support=support, name=name))
        values = np.atleast_1d(np.asarray(values, float))
        wrong = values[(values <= 0.0) | (values > _WIDEST)]
        if wrong.size:
            raise FusionError(message(
                "The {name} of a footprint is {value:g} m; it must be more than 0 and at most {most:g} m on the "
                "ground, whatever the CRS.", name=name, value=wrong[0], most=_WIDEST))
