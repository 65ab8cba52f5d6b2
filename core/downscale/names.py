"""What methods, ways to carry residuals, variograms and units are called in reports."""

from ..crs import unit_name
from ..message import message

METHOD_NAMES = {
    "linear": message("Multiple linear regression"),
    "tsharp": message("TsHARP (fractional cover)"),
    "forest": message("Random forest"),
    "boosting": message("Gradient boosting"),
    "dms": message("Data mining sharpener"),
    "atprk": message("Regression and area-to-point kriging"),
    "blend": message("Mean of linear regression and data mining sharpener"),
    "atpk": message("Area-to-point kriging"),
    "bilinear": message("Bilinear interpolation"),
    "nearest": message("Nearest neighbour"),
}
RESIDUAL_NAMES = {
    "none": message("not added"),
    "block": message("added as it is, the same for all of a coarse pixel"),
    "smooth": message("added by bilinear interpolation"),
    "kriging": message("added by area-to-point kriging"),
}
VARIOGRAM_NAMES = {
    "nugget": message("nugget alone"),
    "spherical": message("spherical"),
    "exponential": message("exponential"),
    "gaussian": message("Gaussian"),
    "matern": message("Matern"),
}
_KINDS = {
    "radiative": message("(K/100)^4"),
    "decibel": message("linear power"),
}


def method_name(method: str) -> str:
    """A method in words; its id where it has none."""
    return METHOD_NAMES.get(method, method)


def working_unit(kind: str, units: str) -> str:
    """The unit of what averages linearly, in which tests and variograms are: ``units`` of the variable but for kinds
    that are converted."""
    if kind == "extensive":
        return message("{units} per fine pixel", units=units) if units else message("per fine pixel")
    return _KINDS.get(kind, units)


def distance_unit(crs) -> str:
    """The unit of variograms' distances on grids of a CRS: metres where its own unit is an angle."""
    return unit_name("metre") if crs.geographic else unit_name(crs.proj.axis_info[0].unit_name)
