"""What is asked of a fusion, checked before anything is read or written."""

from dataclasses import dataclass

from ..errors import FusionError
from ..message import message
from ..raster.writer import DATA_TYPES
from .options import AUTO, BIASES, METHODS, FusionOptions
from .pairs import PairChoice

# Whose noise is found from the images: both sensors', one's, or none's (it is given in the options).
NOISES = ("auto", "fine", "coarse", "given")


@dataclass(frozen=True)
class Request:
    """How to fuse; see `job.fuse` for what each means."""

    method: str = AUTO
    choice: PairChoice = PairChoice()
    options: FusionOptions = FusionOptions()
    noise: str = "auto"
    bias: str = "none"
    calibrate: bool = True
    accept: frozenset[str] = frozenset()
    dtype: str = "auto"
    creation_options: str = ""
    operation: str = "fuseseries"

    def check(self) -> None:
        """Raise FusionError for what no fusion can be."""
        for name, value, allowed in ((message("method"), self.method, (AUTO, *METHODS)),
                                     (message("correction of the bias"), self.bias, BIASES),
                                     (message("source of the noise"), self.noise, NOISES),
                                     (message("data type"), self.dtype, DATA_TYPES)):
            if value not in allowed:
                raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.", name=name,
                                          value=value, choices=", ".join(allowed)))
        self.choice.check()
        self.options.check()

    def to_dict(self) -> dict[str, object]:
        """For the record: what the result depends on."""
        return {**self.options.to_dict(), "pairs": self.choice.to_dict(), "method": self.method, "noise": self.noise,
                "bias": self.bias, "calibrate": self.calibrate, "accept": sorted(self.accept), "dtype": self.dtype,
                "creation_options": self.creation_options}
