"""What the way from pixels to cells gives cause to say: one wording for the engine and for the advice before it."""

from ..crs import names_datum
from ..finding import Finding, Severity
from ..message import message
from .pixelmap import PixelMap


def datum_finding(name: str, pixels: PixelMap) -> Finding | None:
    """A warning if the best way between the CRSs of a raster and the target needs a grid file that PROJ does not have,
    or if it knows no way between their datums; ``name``: of the raster."""
    if pixels.lacks_grid:
        return Finding(
            "CRS_MISMATCH", Severity.WARNING, name,
            message("the most accurate transformation between its CRS and the target's needs a grid file that is not "
                    "installed; the next best is used ({operation}), which may be off by metres.",
                    operation=pixels.operation_name),
            message("Install PROJ's data for the area (the package proj-data, or projsync)."))
    if pixels.is_ballpark and all(names_datum(grid.crs.proj) for grid in (pixels.source, pixels.target)):
        return Finding(
            "CRS_MISMATCH", Severity.WARNING, name,
            message("PROJ knows no transformation between the datums of its CRS and the target's, so that the shift "
                    "between them is left out (a ballpark transformation), which may be off by hundreds of metres."),
            message("Choose a target CRS on the layer's own datum, or assign a CRS that carries its datum shift."))
    return None


def carried_support(name: str, share: float) -> Finding:
    """That cells are finer than the pixels of the raster ``name``; ``share``: area of a cell in pixels."""
    return Finding(
        "CARRIED_SUPPORT", Severity.INFO, name,
        message("its pixels are coarser than the target cells ({cells:.3g} cells to a pixel): each cell carries "
                "the value of the pixels it lies in, by area, and nothing is interpolated.", cells=1.0 / share),
        message("Neighbouring cells are no independent observations; downscale it if detail is needed."))
