"""The swaths of granules: where their geolocation arrays are, which ground they cover, and their bands on a grid.

Arrays are looked for in the companion files (ECOSTRESS's L1B GEO, MOD03), then in the granule's own file, then in the
folder of SLSTR. How densely they were sampled shows in their size.
"""

import os
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from odc.geo.geobox import GeoBox
from pyproj import CRS

from ..crs import canonical, parse_crs, transformer
from ..errors import FusionError
from ..grid import grid_from_resolution
from ..grid_presets import utm_crs, utm_zone_at
from ..legend import Legend
from ..message import message
from ..raster.swath_source import SwathSource, geolocation_items, subdatasets
from ..raster.writer import OutputBand
from ..reporter import Reporter
from .granule import Granule, GranuleBand
from .screen import Judged, swath_source
from .swath import MODIS_5_KM, MODIS_250_M, MODIS_500_M, Geolocation, Lattice, SwathOptions, SwathResult, grid_swath
from .swath_tiles import WGS84
from .values import Stored

# Lines of a scan by the beginning of the product's name: means of two of 256 detectors' lines (ECOSTRESS, its level 1
# software, ecostress_time_table.h); the 16 detectors of VIIRS's moderate bands; those of SLSTR are put into even order
# by its level 1.
_SCANS = (("ECO", 128), ("VNP21", 16), ("SL_", 0))
_LATITUDE, _LONGITUDE = re.compile(r"latitude(_in)?|lat", re.I), re.compile(r"longitude(_in)?|lon", re.I)
_BESIDE = ("geodetic_in.nc",)
_SAMPLE = 64         # lines and pixels that show what a swath covers
_ZONE = 6.0          # degrees of longitude from the middle of the swath
_POLE = 80.0         # degrees of latitude


def geolocation_of(granule: Granule, band: GranuleBand) -> Geolocation:
    """The geolocation of a band. Raises FusionError that names the file to get where there is none."""
    values = SwathSource(band.path)
    shape = tuple(map(int, values.grid.shape))
    items = geolocation_items(band.path)
    if items is not None and _opens(items.latitude):
        arrays, lattice = (items.latitude, items.longitude), Lattice(*items[2:])
        return Geolocation(*map(SwathSource, arrays), lattice, _scan_lines(granule))
    beside = [os.path.join(os.path.dirname(band.file), name) for name in _BESIDE]
    for file in (*granule.companions, band.file, *filter(os.path.isfile, beside)):
        for latitude, longitude in _pairs(subdatasets(file)):
            source = SwathSource(latitude)
            lattice = _lattice(tuple(map(int, source.grid.shape)), shape)
            if lattice is not None:
                return Geolocation(source, SwathSource(longitude), lattice, _scan_lines(granule))
    wanted = "ECO_L1B_GEO" if granule.name.startswith("ECO") else message("its geolocation product")
    raise FusionError(message("{granule} is a swath without coordinates of its own; put the file of {wanted} of the "
                              "same scene into its folder.", granule=granule.name, wanted=wanted))


def covered(geolocation: Geolocation, resolution: float) -> GeoBox:
    """A grid of cells of ``resolution`` metres over what a swath covers: in UTM, or where that is too narrow or does
    not reach the latitude, in Lambert's equal-area projection around the middle."""
    rows, columns = map(int, geolocation.latitude.grid.shape)
    here = _sampled(geolocation, rows, columns)
    if not len(here):
        raise FusionError(message("{geolocation} places no pixel on the earth; give the geolocation of this granule, "
                                  "in degrees.", geolocation=geolocation.latitude.name))
    middle = here.mean(0)
    latitude, longitude = _degrees(here)
    at_latitude, at_longitude = (float(each) for each in _degrees(middle))
    turn = longitude - at_longitude
    narrow = np.abs(turn - 360.0 * np.rint(turn / 360.0)).max() <= _ZONE and np.abs(latitude).max() <= _POLE
    if narrow:
        crs = canonical(parse_crs(utm_crs(*utm_zone_at(at_longitude, at_latitude))))
    else:
        crs = CRS.from_proj4(f"+proj=laea +lat_0={round(at_latitude)} +lon_0={round(at_longitude)} +datum=WGS84 "
                             "+units=m +no_defs")
    x, y = transformer(parse_crs(WGS84), crs).transform(longitude, latitude)
    # Between the sampled centres and beyond them lie further pixels: a step of the sample more.
    margin = max(np.ptp(x), np.ptp(y)) / _SAMPLE
    extent = x.min() - margin, y.min() - margin, x.max() + margin, y.max() + margin
    return grid_from_resolution(crs, resolution, extent=extent, anchor=(0.0, 0.0))


def open_swath(path: str, granule: Granule, band: GranuleBand, stored: Stored, target: GeoBox, *,
               geolocation: Geolocation | None = None, judged: Sequence[Judged] = (),
               tags: dict[str, str] | None = None, band_tags: dict[str, str] | None = None,
               noted: dict[str, Any] | None = None, creation_options: str = "", memory: int = 2**30,
               threads: int | None = None, reporter: Reporter | None = None) -> SwathResult:
    """Write a band of a swath on ``target`` as a COG, of what the rules of ``judged`` keep.

    Raises FusionError or Cancelled; nothing is written then.
    """
    source = swath_source(band, stored, granule, judged)
    legend = (source.legend(1) or Legend()) if stored.is_categorical else None
    options = SwathOptions(kind=stored.kind or "intensive", creation_options=creation_options)
    described = OutputBand(band.name, stored.units, {**(band_tags or {}), "STATISTIC": options.settled}, legend)
    return grid_swath(source, geolocation or geolocation_of(granule, band), target, path, bands=[1], options=options,
                      described=[described], tags=tags, noted=noted, memory=memory, threads=threads,
                      reporter=reporter)


def _scan_lines(granule: Granule) -> int | None:
    """Of the band's own lines; None where the arrays are to tell."""
    name = granule.product.id if granule.product else granule.name
    return next((lines for start, lines in _SCANS if name.startswith(start)), None)


def _lattice(have: tuple[int, int], wanted: tuple[int, int]) -> Lattice | None:
    """The sampling by which arrays of one size belong to values of another."""
    if have == wanted:
        return Lattice()
    for lattice in (MODIS_500_M, MODIS_250_M):
        if wanted == (have[0] * lattice.line_step, have[1] * lattice.pixel_step):
            return lattice
    step = MODIS_5_KM.line_step
    # 270 or 271 of 1354 pixels.
    fits = wanted[0] == have[0] * step and -(-wanted[1] // step) - 2 <= have[1] <= -(-wanted[1] // step)
    return MODIS_5_KM if fits else None


def _pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """Latitude and longitude of the same group."""
    found: dict[tuple[str, str], list[str | None]] = {}
    for name in names:
        group, _, last = name.replace(":", "/").rpartition("/")
        for place, pattern in enumerate((_LATITUDE, _LONGITUDE)):
            fits = pattern.fullmatch(last)
            if fits:
                found.setdefault((group, (fits.groups() or ("",))[0] or ""), [None, None])[place] = name
    return [(latitude, longitude) for latitude, longitude in found.values() if latitude and longitude]


def _sampled(geolocation: Geolocation, rows: int, columns: int) -> np.ndarray:
    """Positions (n, 3) of some lines and pixels, those at the edges too."""
    lines = np.unique(np.linspace(0, rows - 1, _SAMPLE).astype(int))
    pixels = np.unique(np.linspace(0, columns - 1, _SAMPLE).astype(int))
    here = np.concatenate([geolocation.vectors((line, line + 1), (0, columns))[0, pixels] for line in lines.tolist()])
    return here[np.isfinite(here[:, 0])]


def _degrees(here: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude of positions (..., 3)."""
    return (np.degrees(np.arctan2(here[..., 2], np.hypot(here[..., 0], here[..., 1]))),
            np.degrees(np.arctan2(here[..., 1], here[..., 0])))


def _opens(path: str) -> bool:
    try:
        SwathSource(path)
    except FusionError:
        return False
    return True
