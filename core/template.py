"""An empty raster that carries a grid, for other algorithms to copy; small and quick however many cells it has."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from odc.geo.geobox import GeoBox

from .errors import FusionError
from .finding import Finding
from .grid import grid_to_dict
from .message import message
from .provenance import describe_input, provenance, tags, to_json
from .raster.writer import OutputBand, RasterWriter

if TYPE_CHECKING:
    from .raster import RasterSource

# Beyond this, the index of the file's empty blocks alone takes minutes and gigabytes.
_MOST_CELLS = 5 * 10**10
# Blocks that were never written take no space, and overviews of nothing are nothing.
_OPTIONS = "SPARSE_OK=YES|OVERVIEWS=NONE"


def template_writer(output: str, grid: GeoBox, covered: Sequence["RasterSource"] = (),
                    asked: dict | None = None, findings: Sequence[Finding] = ()) -> RasterWriter:
    """The writer of an empty template: one band of bytes, every cell nodata; `finish` and `commit` it.

    ``covered`` are the rasters that the grid was made to cover and ``asked`` what else the provenance tells of it.
    Raises FusionError for more cells than such a file can have, or a destination that does not work.
    """
    check_cells(grid)
    record = provenance("creategrid", [describe_input(each) for each in covered],
                        {**(asked or {}), "target": grid_to_dict(grid)}, findings)
    return RasterWriter(output, grid, [OutputBand("Empty grid")], "Byte", creation_options=_OPTIONS,
                        tags=tags(record), sidecar=to_json(record))


def check_cells(grid: GeoBox) -> None:
    """Raise FusionError if a template of ``grid`` would be too large."""
    rows, columns = map(int, grid.shape)
    if rows * columns > _MOST_CELLS:
        raise FusionError(message(
            "The grid would have {columns:,} x {rows:,} cells, more than the {most:,} that a template can have; choose "
            "a coarser resolution or a smaller extent.", columns=columns, rows=rows, most=_MOST_CELLS))
