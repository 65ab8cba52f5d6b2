"""What a downscaling can be asked for, by name. It imports nothing heavy, so that dialogs can list it."""

from ..errors import FusionError
from ..message import message

MODELS = ("linear", "tsharp", "forest", "boosting", "dms", "atprk", "blend")
METHODS = (*MODELS, "atpk", "bilinear", "nearest")
RESIDUALS = ("none", "block", "smooth", "kriging")
KINDS = ("auto", "intensive", "extensive", "ratio", "decibel", "radiative")
DTYPES = ("auto", "Float32", "Float64")
VARIOGRAMS = ("spherical", "exponential", "matern", "gaussian")
REFUSED = ("categorical", "circular", "nonlinear")   # kinds
LEARNING = ("forest", "boosting", "dms", "blend")   # those that scikit-learn grows


def require_divisible(name: str, kind: str) -> None:
    """Raise FusionError for a kind that cannot be downscaled; ``name``: of the coarse layer."""
    if kind in REFUSED:
        raise FusionError(message("{name} holds values of the kind {kind}, which no regression can split; set "
                                  "VARIABLE_KIND if they are something else.", name=name, kind=kind))


def require_covariates(method: str, count: int) -> None:
    """Raise FusionError for a method that so many covariates are too few for."""
    if method in MODELS and not count:
        raise FusionError(message("The method {method} needs covariates; give some, or choose atpk.", method=method))
