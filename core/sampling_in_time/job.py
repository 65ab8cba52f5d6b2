"""Check sampling in time: dates together, those that count, the verdict, and the finding that tells of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..advice.layer import Layer
from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import Message, message
from ..reporter import Reporter
from .judge import FEWEST, Sampling, verdict_text
from .looks import Look, joined, look_of, looks_at
from .sensors import Sensor, cure_text, cures, quantities_of

# Looks within this share of the time scale are one, and within a day at most: tiles of an overpass, or two satellites
# within hours where seasons are asked for.
_ONE_LOOK = 0.05
_NAMED = 20


@dataclass(frozen=True)
class Asked:
    """``scale``: the period in days that matters; ``least``: share (0 to 1) of a raster's pixels that must have a value
    for its date to count, and more than none."""

    scale: float
    least: float = 0.0


@dataclass(frozen=True)
class Checked:
    """What was found. ``looks``: all of them in order; ``sampling``: of those that count; ``undated``: names of rasters
    without a date."""

    asked: Asked
    looks: tuple[Look, ...]
    sampling: Sampling
    quantities: frozenset[str] = field(default_factory=frozenset)
    undated: tuple[str, ...] = ()

    @property
    def text(self) -> Message:
        """The verdict in a sentence."""
        return verdict_text(self.sampling)

    @property
    def cures(self) -> tuple[Sensor, ...]:
        """Sensors that would help, the finest first; none if nothing is to be cured."""
        return () if self.sampling.verdict == "resolved" else cures(self.asked.scale, self.quantities)

    @property
    def cure_text(self) -> Message | None:
        """Which added sensor would help, in a sentence; None if no more dates are needed."""
        if self.sampling.verdict == "resolved" or not self.sampling.too_long.any():
            return None
        return cure_text(self.asked.scale, self.quantities)

    @property
    def sensor_names(self) -> tuple[str, ...]:
        """The sensors that would help, each named once; none if no more dates are needed."""
        return () if self.cure_text is None else tuple(dict.fromkeys(sensor.name for sensor in self.cures))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """TIME_ALIASING unless the time scale is resolved."""
        if self.sampling.verdict == "resolved":
            return ()
        return (Finding("TIME_ALIASING", Severity.WARNING, message("the {count} dates", count=len(self.sampling.times)),
                        self.text, self.cure_text or message("Take a longer record.")),)


def check_sampling(times: np.ndarray, layers: Iterable[Layer], asked: Asked, reporter: Reporter | None = None,
                   count: int = 0) -> Checked:
    """Judge dates ``times`` (n,), datetime64[s], together with those of ``count`` rasters, for a time scale.

    Rasters are asked for one after the other, so that the caller may close each before it opens the next. The share of
    their valid pixels is taken, from bounded samples of large ones. What cannot be read is told in a warning, and its
    date counts; those without a date are named in a warning and left out. Raises FusionError if fewer than three dates
    count, if a file is damaged, or for a time scale that is not positive; Cancelled when the reporter says so.
    """
    reporter = reporter or Reporter()
    if not (np.isfinite(asked.scale) and asked.scale > 0.0):
        raise FusionError(message("The time scale must be a positive number of days, not {scale}.", scale=asked.scale))
    looks, undated, products = looks_at(times), [], set()
    for number, layer in enumerate(layers):
        reporter.progress(min(1.0, number / max(count, 1)))
        if layer.problem is not None:
            reporter.warning(layer.problem.sentence)
        if layer.product.product is not None:
            products.add(layer.product.product.id)
        look = look_of(layer, asked.least)
        if look is None:
            undated.append(layer.name)
        else:
            looks.append(look)
    if undated:
        reporter.warning(_undated_text(undated))
    every = joined(looks, min(1.0 - 1e-6, _ONE_LOOK * asked.scale))
    counted = [look.time for look in every if look.counts]
    if len(counted) < FEWEST:
        raise FusionError(_too_few(len(counted), len(every) - len(counted)))
    idle = len(every) - len(counted)
    if idle:
        reporter.info(message("{idle} of {count} dates do not count, since too few of their pixels have a value.",
                              idle=idle, count=len(every)))
    reporter.progress(1.0)
    return Checked(asked, tuple(every), Sampling(np.array(counted, "datetime64[s]"), asked.scale),
                   quantities_of(products), tuple(undated))


def _undated_text(names: Sequence[str]) -> Message:
    shown = ", ".join(names[:_NAMED])
    if len(names) > _NAMED:
        return message("{count} rasters have no date in their tags or names and are left out: {names} and others. Set "
                       "their temporal properties, or give their dates as a text or a table.", count=len(names),
                       names=shown)
    return message("Without a date in their tags or names, these rasters are left out: {names}. Set their temporal "
                   "properties, or give their dates as a text or a table.", names=shown)


def _too_few(counted: int, idle: int) -> Message:
    if idle:
        return message("Only {count} different dates count, and {idle} do not, since too few of their pixels have a "
                       "value; at least {least} are needed.", count=counted, idle=idle, least=FEWEST)
    return message("Only {count} different dates were given; at least {least} are needed.", count=counted, least=FEWEST)
