"""What metadata and names say of a band's grid, compared with the grid that it has."""

import re
from collections.abc import Iterator, Mapping

import numpy as np
from odc.geo.geobox import GeoBox

from ..finding import Finding, MapPlace, Severity
from ..grid_presets import utm_zone
from ..message import Message, message
from .granule import Granule, GranuleBand

_SINUSOIDAL_TILE, _LEFT, _TOP = 1111950.5197665, -20015109.354, 10007554.677
_TILE = re.compile(r"(?<![A-Za-z0-9])h(?P<h>\d\d)v(?P<v>\d\d)(?![0-9])")
_MGRS = re.compile(r"(?<![A-Za-z0-9])T?(?P<zone>\d\d)[C-HJ-NP-X][A-HJ-NP-Z][A-HJ-NP-V](?![A-Za-z0-9])")
_SUFFIX = re.compile(r"_(?P<metres>\d0)m$")
_SAME = 0.01             # of a cell's side, as far as products round it
_THERMAL = ("ST_B10", "ST_B6")


def check_grid(granule: Granule, band: GranuleBand, grid: GeoBox) -> Iterator[Finding]:
    """Findings where the metadata of the granule, or its name, contradict the grid of a band."""
    cell = tuple(_cell_size(granule, band, grid))
    is_part = not cell and _is_part(granule, band, grid)
    place = () if is_part else (*_size(granule, band, grid), *_corner(granule, grid))
    for text in (*cell, *_zone(granule, grid), *place, *_tile(granule, grid)):
        yield Finding(
            "METADATA_CONTRADICTS_GRID", Severity.WARNING, granule.name, text,
            message("The grid is used as it is. It may have been cropped, resampled or renamed; compare it with the "
                    "original."),
            MapPlace(tuple(grid.boundingbox.bbox), grid.crs.to_wkt()))


def _cell_size(granule: Granule, band: GranuleBand, grid: GeoBox) -> Iterator[Message]:
    told = _told_cell(granule, band)
    if told is None or grid.crs.geographic or grid.crs.units[0] not in ("metre", "meter"):
        return
    width, height = abs(grid.resolution.x), abs(grid.resolution.y)
    if max(abs(width / told - 1.0), abs(height / told - 1.0)) > _SAME:
        yield message("Pixels of {band} measure {width:.6g} m x {height:.6g} m, where {told:g} m are told.",
                      band=band.name, width=width, height=height, told=told)


def _told_cell(granule: Granule, band: GranuleBand) -> float | None:
    """The side of a cell in metres: by the band's name, the metadata, or else the product."""
    found = _SUFFIX.search(band.name)
    if found:
        return float(found["metres"])
    key = "GRID_CELL_SIZE_THERMAL" if band.name in _THERMAL else "GRID_CELL_SIZE_REFLECTIVE"
    told = _number(granule.attributes, f"PROJECTION_ATTRIBUTES/{key}", "SPATIAL_RESOLUTION")
    if told is not None:
        return told
    if band.layer is not None and band.layer.resolution_m is not None:
        return band.layer.resolution_m
    return None if granule.product is None else granule.product.resolution_m


def _is_part(granule: Granule, band: GranuleBand, grid: GeoBox) -> bool:
    """Are its cells some of those that are told, as of a window that was downloaded?"""
    corner, size = _told_corner(granule), _told_size(granule, band)
    across, down = abs(grid.resolution.x), abs(grid.resolution.y)
    if None in (*corner, *size):
        return False
    first = np.array([(grid.affine.c - corner[0]) / across, (corner[1] - grid.affine.f) / down])
    last = first + (grid.shape[1], grid.shape[0])
    return bool((np.abs(first - np.rint(first)) < _SAME).all() and (first > -_SAME).all()
                and (last < np.add(size, _SAME)).all())


def _told_size(granule: Granule, band: GranuleBand) -> tuple[float | None, float | None]:
    """Columns and rows."""
    group = "THERMAL" if band.name in _THERMAL else "REFLECTIVE"
    return (_number(granule.attributes, f"PROJECTION_ATTRIBUTES/{group}_SAMPLES", "NCOLS"),
            _number(granule.attributes, f"PROJECTION_ATTRIBUTES/{group}_LINES", "NROWS"))


def _size(granule: Granule, band: GranuleBand, grid: GeoBox) -> Iterator[Message]:
    told = _told_size(granule, band)
    rows, columns = map(int, grid.shape)
    if None not in told and tuple(map(int, told)) != (columns, rows):
        yield message("The grid has {columns} x {rows} pixels, where {wide:.0f} x {high:.0f} are told.",
                      columns=columns, rows=rows, wide=told[0], high=told[1])


def _zone(granule: Granule, grid: GeoBox) -> Iterator[Message]:
    found = utm_zone(grid.crs.proj)
    if found is None:
        return
    zone = found[0]
    told = _number(granule.attributes, "PROJECTION_ATTRIBUTES/UTM_ZONE")
    tile = _MGRS.search(granule.name) if _names_mgrs_tile(granule) else None
    told = int(tile["zone"]) if told is None and tile else told
    if told is not None and int(told) != zone:
        yield message("The grid lies in UTM zone {zone}, where zone {told:.0f} is told.", zone=zone, told=told)


def _names_mgrs_tile(granule: Granule) -> bool:
    return granule.product is not None and granule.product.id.startswith(("HLS", "S2", "ECO_L2T"))


def _told_corner(granule: Granule) -> tuple[float | None, float | None]:
    """The upper left corner; Landsat's MTL tells the middle of the first pixel."""
    known = granule.attributes
    x, y = (_number(known, f"PROJECTION_ATTRIBUTES/CORNER_UL_PROJECTION_{axis}_PRODUCT") for axis in "XY")
    cell = _number(known, "PROJECTION_ATTRIBUTES/GRID_CELL_SIZE_REFLECTIVE")
    if x is not None and y is not None and cell:
        return x - cell / 2, y + cell / 2
    return _number(known, "ULX"), _number(known, "ULY")


def _corner(granule: Granule, grid: GeoBox) -> Iterator[Message]:
    x, y = _told_corner(granule)
    if x is None or y is None or grid.crs.geographic:
        return
    left, top = grid.affine.c, grid.affine.f
    if max(abs(left - x), abs(top - y)) > min(abs(grid.resolution.x), abs(grid.resolution.y)) / 2:
        yield message("The upper left corner of the grid lies at {left:.10g}, {top:.10g}, where {x:.10g}, {y:.10g} is "
                      "told.", left=left, top=top, x=x, y=y)


def _tile(granule: Granule, grid: GeoBox) -> Iterator[Message]:
    """A tile of MODIS's or VIIRS's sinusoidal grid, by the attributes or the name."""
    operation = grid.crs.proj.coordinate_operation
    if operation is None or "sinusoidal" not in operation.method_name.lower():
        return
    named = _TILE.search(granule.name)
    tiles = {(_number(granule.attributes, "HORIZONTALTILENUMBER"), _number(granule.attributes, "VERTICALTILENUMBER"))}
    if named:
        tiles.add((float(named["h"]), float(named["v"])))
    tiles = {tile for tile in tiles if None not in tile}
    x0, y0, x1, y1 = grid.boundingbox.bbox
    slack = max(abs(grid.resolution.x), abs(grid.resolution.y)) / 2
    for h, v in sorted(tiles):
        left, top = _LEFT + h * _SINUSOIDAL_TILE, _TOP - v * _SINUSOIDAL_TILE
        if (x0 < left - slack or x1 > left + _SINUSOIDAL_TILE + slack or y1 > top + slack
                or y0 < top - _SINUSOIDAL_TILE - slack):
            yield message("The grid reaches from {x0:.0f} to {x1:.0f} and from {y0:.0f} to {y1:.0f} m, beyond tile "
                          "h{h:02.0f}v{v:02.0f}, which is told: {left:.0f} to {right:.0f} and {bottom:.0f} to "
                          "{top:.0f} m.", x0=x0, x1=x1, y0=y0, y1=y1, h=h, v=v, left=left,
                          right=left + _SINUSOIDAL_TILE, bottom=top - _SINUSOIDAL_TILE, top=top)


def _number(attributes: Mapping[str, str], *keys: str) -> float | None:
    """The first of these attributes that is a number."""
    for key in keys:
        try:
            return float(attributes[key])
        except (KeyError, ValueError):
            continue
    return None
