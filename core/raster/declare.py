"""Declares nodata values that a file lacks, in a virtual raster beside the file, which itself stays as it is."""

import os
import re
from collections.abc import Sequence

from osgeo import gdal

from ..destination import Destination
from ..errors import FusionError
from ..message import message
from .files import container_file, open_raster, short_name
from .gdal_errors import attempt

_VRT = ((".vrt",), message("virtual rasters"))
_ODD = re.compile(r"[^\w.-]+")
_MOST_NAMES = 1000


def declare_nodata(path: str, bands: Sequence[int], value: float) -> str:
    """Write a virtual raster (VRT) of what GDAL opens as ``path``, with a nodata value for ``bands`` (1-based).

    ``value`` is as stored, before scale and offset. Everything else is as in the file. Returns the new path: the file's
    name with "_nodata.vrt", beside the file. Raises FusionError if it cannot be written there, or if the file is not
    on a disk.
    """
    container = container_file(path)
    if not os.path.isfile(container):
        raise FusionError(message("{name} is not a file on this computer, so that nothing can be written beside it; "
                                  "download it first.", name=short_name(path)))
    source = open_raster(path)
    output = _free_name(container, path)
    destination = Destination(output, *_VRT)
    try:
        part = destination.part(".vrt")
        done, messages = attempt(_write, source, part, bands, value)
        if not done or not os.path.isfile(part):
            raise destination.failure(messages.text)
        destination.sync(part)
        destination.replace(part)
    finally:
        destination.remove_parts()
    return output


def _write(source: gdal.Dataset, path: str, bands: Sequence[int], value: float) -> bool:
    copy = gdal.GetDriverByName("VRT").CreateCopy(path, source)
    if copy is None:
        return False
    for band in bands:
        copy.GetRasterBand(band).SetNoDataValue(value)
    copy.FlushCache()
    return True


def _free_name(container: str, path: str) -> str:
    """Of a file that is not there yet. Raises FusionError where there are very many already."""
    stem = os.path.splitext(os.path.basename(container))[0] if container == path else \
        _ODD.sub("_", short_name(path))
    folder = os.path.dirname(os.path.abspath(container))
    for number in range(1, _MOST_NAMES):
        name = f"{stem}_nodata.vrt" if number == 1 else f"{stem}_nodata_{number}.vrt"
        if not os.path.lexists(os.path.join(folder, name)):
            return os.path.join(folder, name)
    raise FusionError(message("{folder} holds too many files named {name}; remove some.", folder=folder,
                              name=f"{stem}_nodata.vrt"))
