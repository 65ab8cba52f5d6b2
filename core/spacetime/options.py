"""How to fuse, checked before anything is read."""

import math
from dataclasses import asdict, dataclass

from ..errors import FusionError
from ..message import message

FUSIONS = ("starfm", "estarfm", "ubestarfm", "fitfc", "fsdaf", "timekriging")
BASELINES = ("persistence", "difference", "ratio", "interpolation")
METHODS = FUSIONS + BASELINES
AUTO = "auto"
PAIR_RULES = ("bracketing", "nearest", "best")
BIASES = ("none", "gain_offset", "quantile")


@dataclass(frozen=True)
class FusionOptions:
    """``window``: metres on the ground, across the square in which similar pixels are sought. ``classes``: m of the
    papers, None for what each method's own takes. ``similar``: how many similar pixels are kept at most.
    ``noise_fine``, ``noise_coarse``: standard deviation of the sensors' noise, in the variable's units, for each band,
    or one for all; they are positive or 0. ``limits``: lowest and highest value there can be.
    """

    window: float = 1500.0
    classes: int | None = None
    similar: int = 20
    noise_fine: tuple[float, ...] = (0.005,)
    noise_coarse: tuple[float, ...] = (0.005,)
    limits: tuple[float, float] = (-math.inf, math.inf)

    def check(self) -> None:
        """Raise FusionError for what no fusion can be."""
        for name, value, low, high in (("WINDOW", self.window, 0.001, 1e7), ("CLASSES", self.classes, 1, 100),
                                       ("SIMILAR", self.similar, 1, 10_000)):
            if value is not None and not low <= value <= high:
                raise FusionError(message("{name} is {value:g}; it must lie between {low:g} and {high:g}.", name=name,
                                          value=value, low=low, high=high))
        for name, values in (("UNCERTAINTY_FINE", self.noise_fine), ("UNCERTAINTY_COARSE", self.noise_coarse)):
            for value in values:
                if not (value >= 0.0 and math.isfinite(value)):
                    raise FusionError(message("{name} is {value:g}; a standard deviation is 0 or more.", name=name,
                                              value=value))
        low, high = self.limits
        if not low < high:
            raise FusionError(message("LIMITS are {low:g} to {high:g}; the first must be below the second.", low=low,
                                      high=high))

    def noises(self, bands: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Of the fine and the coarse sensor, one for each band. Raises FusionError where their number is another."""
        found = []
        for name, values in (("UNCERTAINTY_FINE", self.noise_fine), ("UNCERTAINTY_COARSE", self.noise_coarse)):
            if len(values) not in (1, bands):
                raise FusionError(message("{name} has {count} values and the images have {bands} bands; give one for "
                                          "all, or one for each band.", name=name, count=len(values), bands=bands))
            found.append(values * bands if len(values) == 1 else values)
        return found[0], found[1]

    def to_dict(self) -> dict[str, object]:
        """For the record: what the result depends on."""
        return asdict(self)
