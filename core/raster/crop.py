"""A window of a raster as a file of its own: the stored values and all that describes them, unchanged."""

import os
from collections.abc import Callable, Sequence
from html import escape

from osgeo import gdal

from ..destination import Destination
from ..errors import FusionError
from ..message import message
from ..provenance import software
from .creation_options import cog_options
from .files import open_raster
from .gdal_errors import attempt


def crop(path: str, window: tuple[int, int, int, int], destination: Destination, tags: dict[str, str], *,
         threads: int | None = 1, check: Callable[[], None] = lambda: None) -> None:
    """Write (column, row, width, height) of a raster to `destination` as a COG, with its CRS, transform, nodata,
    scale, offset, colours and metadata.

    Overviews take single values rather than averages, since they may be flags. `check` is called meanwhile and may
    raise. Raises FusionError if it cannot be read or written.
    """
    source = open_raster(path)
    dtype = gdal.GetDataTypeName(source.GetRasterBand(1).DataType).lower().replace("byte", "uint8")
    options, _ = cog_options("OVERVIEWS=IGNORE_EXISTING|OVERVIEW_RESAMPLING=NEAREST", dtype, threads)
    part = destination.part(".tif")
    stopped: list[BaseException] = []

    def go_on(*_: object) -> int:
        """GDAL's callback must not raise."""
        try:
            check()
        except BaseException as error:  # kept, and raised again once GDAL has returned
            stopped.append(error)
            return 0
        return 1

    # In two steps: the COG driver looks at overviews, and of a file that is there in part theirs may be missing.
    for target, origin, settings in (
        (destination.part(".crop.tif"), source, {"format": "GTiff", "srcWin": list(window), "callback": go_on}),
        (part, destination.part(".crop.tif"), {
            "format": "COG", "creationOptions": options, "callback": go_on,
            "metadataOptions": [f"{key}={value}" for key, value in {"TIFFTAG_SOFTWARE": software(), **tags}.items()]}),
    ):
        copy, messages = attempt(gdal.Translate, target, origin, **settings)
        written, copy = copy is not None, None
        if stopped:
            raise stopped[0]
        if not written or messages:
            raise destination.failure(messages.text)


def tags_of(path: str) -> dict[str, str]:
    """Metadata items of a raster; {} if the path is no raster."""
    dataset, _ = attempt(gdal.OpenEx, path, gdal.OF_RASTER)
    return dict(dataset.GetMetadata()) if dataset is not None else {}


def pieces_path(pieces: Sequence[tuple[int, int]], content: str, size: int, index: str) -> str:
    """A path at which GDAL sees a file of `size` bytes of which only some are there.

    `pieces`: where in that file each lies, and its length, one behind the other in the file `content`. `index` is
    written to tell GDAL so. Raises FusionError if it cannot be.
    """
    regions, place = [], 0
    for begin, length in pieces:
        regions.append(f"<SubfileRegion><Filename>{escape(os.path.abspath(content), quote=False)}</Filename>"
                       f"<DestinationOffset>{begin}</DestinationOffset><SourceOffset>{place}</SourceOffset>"
                       f"<RegionLength>{length}</RegionLength></SubfileRegion>")
        place += length
    try:
        with open(index, "w", encoding="utf-8") as file:
            file.write(f"<VSISparseFile><Length>{size}</Length>{''.join(regions)}</VSISparseFile>")
    except OSError as error:
        raise FusionError(message("{path} could not be written ({reason}); choose another folder.", path=index,
                                  reason=(error.strerror or str(error)).lower())) from error
    return f"/vsisparse/{index}"
