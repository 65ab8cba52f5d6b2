"""How many pixels the patches of each raster have."""

from collections.abc import Sequence

from odc.geo.geobox import GeoBox

from ..errors import FusionError
from ..message import message
from .frame import ground_shape, ground_size

MODES = ("native", "ground")
LARGEST = 32768   # pixels along a side: more fits into nobody's memory


def patch_shapes(grids: Sequence[GeoBox], mode: str, patch_size: int | None, ground_size_m: float | None
                 ) -> list[tuple[int, int]]:
    """Rows and columns of the patches of each raster.

    ``mode`` "native": the same number of pixels in all, ``patch_size``, or as many as ``ground_size_m`` metres have in
    the first raster. "ground": as many as cover the same ground, ``ground_size_m``, or ``patch_size`` pixels of the
    first raster. Raises FusionError unless exactly one of the sizes is given, and for sizes that no patch can have.
    """
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, not {mode}")
    if (patch_size is None) == (ground_size_m is None):
        raise FusionError(message("Give either PATCH_SIZE in pixels or GROUND_SIZE in metres."))
    first = (patch_size, patch_size) if patch_size is not None else ground_shape(grids[0], ground_size_m)
    if mode == "native":
        shapes = [first] * len(grids)
    else:
        metres = ground_size_m if ground_size_m is not None else ground_size(grids[0], first)
        shapes = [first, *(ground_shape(grid, metres) for grid in grids[1:])]
    for rows, columns in shapes:
        if not 1 <= min(rows, columns) <= max(rows, columns) <= LARGEST:
            raise FusionError(message("Patches of {rows} x {columns} pixels cannot be; the sides must have 1 to "
                                      "{most} pixels.", rows=rows, columns=columns, most=LARGEST))
    return shapes
