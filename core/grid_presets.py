"""Grids of data products, by name: where their cells lie, as the products' guides say."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import FusionError
from .message import message

if TYPE_CHECKING:
    from pyproj import CRS

# MODIS land tiles. A sphere of radius R, the authalic one of WGS 84; 36 x 18 tiles, each 1200 cells of 1 km (2400 of
# 500 m, 4800 of 250 m) wide. Giglio, Boschetti, Roy, Hoffmann, Humber (2020), Collection 6 MODIS Burned Area Product
# User's Guide 1.3, "Coordinate conversion for the MODIS sinusoidal projection": R = 6371007.181 m, tile width
# 1111950 m, upper left corner (-20015109 m, 10007555 m), cell 926.62543305 m. The further digits are those of the
# files' own StructMetadata (MOD09GA: tile corners to a micrometre). Tiles: modis-land.gsfc.nasa.gov/MODLAND_grid.html.
_SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs +type=crs"
_SINUSOIDAL_ORIGIN = (-20015109.354, 10007554.677)
_MODIS_1KM = 926.625433055833

# EASE-Grid 2.0, global, of SMAP and others: Brodzik, Billingsley, Haran, Raup, Savoie (2012), doi:10.3390/ijgi1010032,
# with the correction of 2014, doi:10.3390/ijgi3031154. Cell and counts: NSIDC's grid definitions EASE2_M36km and
# EASE2_M09km; the grid ends at +-180 degrees and +-85.0445664 degrees, and its centre is a corner of cells.
_EASE2 = "EPSG:6933"
_EASE2_36KM = 36032.220840584

# HLS: tiles of 3660 x 3660 cells of 30 m on Sentinel-2's tiling, which counts from a pixel corner at the origin of the
# UTM zone (not from a pixel's centre, as Landsat does). Masek and others (2021), HLS Product User Guide 2.0;
# hls.gsfc.nasa.gov/products-description/tiling-system. South of the equator the origin is the equator too: Sentinel-2's
# 53JNN begins at northing 7200040, 93332 cells below 10000000.
_HLS_CELL = 30.0
_UTM_SOUTH = 10_000_000.0
_UTM_LATITUDES = (-80.0, 84.0)

# Degrees: the Climate Modeling Grid of MODIS (MOD13C, MOD11C, MCD43C: 7200 x 3600 of 0.05 degree), that of GPM IMERG
# (3600 x 1800 of 0.1 degree) and of ESA CCI soil moisture (1440 x 720 of 0.25 degree): from -180 and 90 degrees.
_DEGREES = "EPSG:4326"


@dataclass(frozen=True)
class Preset:
    """A product's grid: square cells of ``cell`` (units of the CRS), counted from the upper left corner ``origin``.

    ``shape`` is (rows, columns) of the whole grid, None where it has no end. ``crs`` is None for a grid with a UTM zone
    of its own in each place. ``wraps`` tells that the first column follows the last one.
    """

    name: str
    crs: str | None
    cell: float
    origin: tuple[float, float]
    shape: tuple[int, int] | None
    wraps: bool = False


def _modis(name: str, parts: int) -> Preset:
    shape = 18 * 1200 * parts, 36 * 1200 * parts
    return Preset(name, _SINUSOIDAL, _MODIS_1KM / parts, _SINUSOIDAL_ORIGIN, shape)


def _ease2(name: str, parts: int) -> Preset:
    shape = 406 * parts, 964 * parts
    return Preset(name, _EASE2, _EASE2_36KM / parts, (-482 * _EASE2_36KM, 203 * _EASE2_36KM), shape, wraps=True)


def _degrees(name: str, parts: int) -> Preset:
    return Preset(name, _DEGREES, 1 / parts, (-180.0, 90.0), (180 * parts, 360 * parts), wraps=True)


_PRESETS = (
    _modis("modis_1km", 1),
    _modis("modis_500m", 2),
    _modis("modis_250m", 4),
    _ease2("ease2_36km", 1),
    _ease2("ease2_9km", 4),
    Preset("hls_30m", None, _HLS_CELL, (0.0, 0.0), None),
    _degrees("degree_0.05", 20),
    _degrees("degree_0.1", 10),
    _degrees("degree_0.25", 4),
)
PRESETS = tuple(preset.name for preset in _PRESETS)


def find_preset(name: str) -> Preset:
    """The preset of that name. Raises FusionError if there is none."""
    for preset in _PRESETS:
        if preset.name == name:
            return preset
    raise FusionError(message("The grid preset {name} is unknown; choose one of {choices}.", name=name,
                              choices=", ".join(PRESETS)))


def utm_zone(crs: "CRS") -> tuple[int, bool] | None:
    """(zone, southern) if ``crs`` is a UTM zone by its parameters, on any datum and by any name; else None."""
    crs = crs.source_crs if crs.is_bound else crs
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or operation.method_name != "Transverse Mercator":
        return None
    found = {parameter.name: parameter.value * parameter.unit_conversion_factor for parameter in operation.params}
    expected = {"Latitude of natural origin": 0.0, "Scale factor at natural origin": 0.9996, "False easting": 500000.0}
    if any(not math.isclose(found.get(name, math.nan), value, abs_tol=1e-9) for name, value in expected.items()):
        return None
    zone = (math.degrees(found.get("Longitude of natural origin", math.nan)) + 183.0) / 6.0
    southing = found.get("False northing", math.nan)
    if not (abs(zone - round(zone)) < 1e-9 and 1 <= round(zone) <= 60) or southing not in (0.0, _UTM_SOUTH):
        return None
    return round(zone), southing == _UTM_SOUTH


def utm_zone_at(longitude: float, latitude: float) -> tuple[int, bool]:
    """(zone, southern) of a place in degrees, as the Military Grid Reference System has it: zones are widened around
    Norway and Svalbard (NGA.STND.0037, Universal Grids and Grid Reference Systems). Raises FusionError near the poles.
    """
    south, north = _UTM_LATITUDES
    if not south <= latitude <= north:
        raise FusionError(message("hls_30m has no cells at latitude {latitude:.1f}; UTM zones reach from {south:g} to "
                                  "{north:g} degrees, so choose another grid.", latitude=latitude, south=south,
                                  north=north))
    longitude = (longitude + 180.0) % 360.0 - 180.0
    zone = int((longitude + 180.0) // 6.0) + 1
    if 56.0 <= latitude < 64.0 and 3.0 <= longitude < 12.0:
        zone = 32
    if latitude >= 72.0 and 0.0 <= longitude < 42.0:
        zone = 31 + 2 * int((longitude + 3.0) // 12.0)
    return zone, latitude < 0.0


def utm_crs(zone: int, southern: bool) -> str:
    """The authority code of a UTM zone on WGS 84."""
    return f"EPSG:{32700 + zone if southern else 32600 + zone}"


def utm_origin(southern: bool) -> tuple[float, float]:
    """The corner from which Sentinel-2 and HLS count cells in a UTM zone: false easting 0 on the equator."""
    return 0.0, _UTM_SOUTH if southern else 0.0
