"""Methods by their names; each is loaded when it is first asked for."""

from importlib import import_module

from ..errors import FusionError
from ..message import message
from .contract import Fuser
from .options import AUTO, METHODS, FusionOptions

_PLACES = {
    "starfm": ("starfm", "Starfm"), "estarfm": ("estarfm", "Estarfm"), "ubestarfm": ("ubestarfm", "UnbiasedEstarfm"),
    "fitfc": ("fitfc", "FitFc"), "fsdaf": ("fsdaf", "Fsdaf"), "timekriging": ("time_kriging", "TimeKriging"),
    "persistence": ("baselines", "Persistence"), "difference": ("baselines", "Difference"),
    "ratio": ("baselines", "Ratio"), "interpolation": ("baselines", "Interpolation"),
}


def fuser_class(method: str) -> type[Fuser]:
    """The class of a method. Raises FusionError for a name there is not."""
    if method not in _PLACES:
        raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.", name=message("method"),
                                  value=method, choices=", ".join((AUTO, *METHODS))))
    module, name = _PLACES[method]
    return getattr(import_module(f".{module}", __package__), name)


def fuser_of(method: str, options: FusionOptions) -> Fuser:
    """A method with its options. Raises FusionError for a name there is not, and for options that cannot be."""
    options.check()
    return fuser_class(method)(options)
