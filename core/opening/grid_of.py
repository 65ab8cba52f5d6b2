"""The grid of a band, also where GDAL does not read it: HDF-EOS5 keeps it in a text of its own."""

import re
from typing import NamedTuple

from affine import Affine

from ..errors import require
from ..raster.contents import has_place
from ..raster.files import container_file

_HDF5 = re.compile(r'^HDF5:"?(?P<file>.+?)"?:/{1,2}HDFEOS/GRIDS/(?P<grid>[^/]+)/')
_STRUCTURE = "HDFEOS INFORMATION/StructMetadata.0"
_GRID = r'GridName="{name}"(?P<text>.*?)END_GROUP=GRID_\d+'
_NUMBER = r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?"
_DMS = 1_000_000.0


class Place(NamedTuple):
    """Where a band lies: the six numbers of an Affine, and a PROJ text."""

    transform: tuple[float, ...]
    proj: str


def place_of(path: str) -> Place | None:
    """The place of an HDF-EOS5 grid that GDAL opens without one, None where GDAL knows it or nobody does."""
    found = _HDF5.match(path)
    if found is None or has_place(path):
        return None
    h5py = require("h5py")
    with h5py.File(container_file(path), "r") as file:
        if _STRUCTURE not in file:
            return None
        text = file[_STRUCTURE][()]
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    block = re.search(_GRID.replace("{name}", re.escape(found["grid"])), text, re.DOTALL)
    return None if block is None else _placed(block["text"])


def _placed(text: str) -> Place | None:
    sizes = [re.search(rf"{key}=(\d+)", text) for key in ("XDim", "YDim")]
    corners = [re.search(rf"{key}=\(({_NUMBER}),({_NUMBER})\)", text)
               for key in ("UpperLeftPointMtrs", "LowerRightMtrs")]
    if not all(sizes) or not all(corners):
        return None
    columns, rows = (int(found[1]) for found in sizes)
    (left, top), (right, bottom) = ((float(found[1]), float(found[2])) for found in corners)
    if re.search(r"Projection=HE5_GCTP_SNSOID", text):
        radius = re.search(rf"ProjParams=\(({_NUMBER})", text)
        proj = f"+proj=sinu +R={float(radius[1]) if radius else 6371007.181:.12g} +units=m +no_defs"
    elif re.search(r"Projection=HE5_GCTP_GEO", text):
        left, top, right, bottom = map(_degrees, (left, top, right, bottom))
        proj = "+proj=longlat +datum=WGS84 +no_defs"
    else:
        return None
    transform = Affine((right - left) / columns, 0.0, left, 0.0, (bottom - top) / rows, top)
    return Place(tuple(transform)[:6], proj)


def _degrees(packed: float) -> float:
    """Degrees, minutes and seconds packed as DDDMMMSSS.SS; plain degrees stay."""
    if abs(packed) <= 360.0:
        return packed
    sign, size = (-1.0 if packed < 0 else 1.0), abs(packed)
    degrees, rest = divmod(size, _DMS)
    minutes, seconds = divmod(rest, 1000.0)
    return sign * (degrees + minutes / 60.0 + seconds / 3600.0)
