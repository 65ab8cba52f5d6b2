"""Granules as the archive has them: names, layouts, scales, fills and quality bits of the products, clouds included."""

import datetime
from pathlib import Path

import numpy as np
from odc.geo.geobox import GeoBox

from .cog import make_cog
from .files import Layer, mgrs_tile, utc
from .granule import Granule, footprint
from .hdf4_eos import Field, write_grid
from .modis import CELLS, DayLst, modis_grid, modis_lst, modis_tile, tile_grid
from .observe import PointSpread, SensorErrors
from .optical import write_hls
from .scene import Scene
from .thermal import write_ecostress

MODIS_GRID = "MODIS_Grid_Daily_1km_LST"
_PASS = datetime.timedelta(seconds=24)      # that a sensor needs for a tile
_MODIS_DELAY = datetime.timedelta(days=1, hours=8, minutes=40, seconds=28)   # to the granule's production
_NADIR, _NO_ANGLE = 65, 255                 # stored view angles: 0 degrees, none
_EMISSIVITY = {"Emis_31": 0.982, "Emis_32": 0.984}
_KELVIN = Layer("uint16", 0, 0.02)
_CLEAR = Layer("uint16", 0, 0.0005)
_EMIS = Layer("uint8", 0, 0.002, 0.49)


def write_hls_granule(scene: Scene, folder: Path | str, date: datetime.date, *, sensor: str = "L30",
                      hour: float = 10.5, errors: SensorErrors = SensorErrors(noise=0.004)) -> Granule:
    """A granule of HLS v2.0, "L30" or "S30": Cloud Optimized GeoTIFFs of red, near infrared and Fmask.

    As `write_hls` has them, with the clouds in the bands as the product keeps them.
    """
    paths = write_hls(scene, folder, date, hour=hour, errors=errors, fill_clouds=False, sensor=sensor)
    files = {layer: make_cog(path) for layer, path in paths.items()}
    name = files["Fmask"].name.removesuffix(".Fmask.tif")
    time = utc(scene, date, hour)
    cover = round(100.0 * float(scene.array(lambda truth: truth.clouds(date)).mean()))
    return Granule(f"HLS{sensor}", "2.0", f"10.5067/HLS/HLS{sensor}.002", name, files, time, time + _PASS,
                   footprint(scene.grid), cloud_cover=cover,
                   attributes={"MGRS_TILE_ID": mgrs_tile(scene.grid), "CLOUD_COVERAGE": str(cover)})


def write_ecostress_granule(scene: Scene, folder: Path | str, date: datetime.date, *, hour: float = 13.0,
                            errors: SensorErrors = SensorErrors(noise=0.5), orbit: int = 33730,
                            number: int = 8) -> Granule:
    """A granule of ECOSTRESS L2T LSTE version 2: Cloud Optimized GeoTIFFs of LST, QC, cloud and water.

    As `write_ecostress` has them, with the temperature of clouds as the product keeps it.
    """
    paths = write_ecostress(scene, folder, date, hour=hour, errors=errors, orbit=orbit, number=number,
                            fill_clouds=False)
    files = {layer: make_cog(path) for layer, path in paths.items()}
    time = utc(scene, date, hour)
    return Granule("ECO_L2T_LSTE", "002", "10.5067/ECOSTRESS/ECO_L2T_LSTE.002",
                   files["LST"].name.removesuffix("_LST.tif"), files, time, time + _PASS, footprint(scene.grid),
                   attributes={"MGRS_TILE_ID": mgrs_tile(scene.grid)})


def write_modis_granule(scene: Scene, folder: Path | str, date: datetime.date, *, hour: float = 10.5,
                        errors: SensorErrors = SensorErrors(noise=0.5),
                        spread: PointSpread | None = PointSpread()) -> Granule:
    """A granule of MOD11A1 version 6.1: the whole tile of 1200 x 1200 cells in HDF4-EOS, with all twelve fields.

    Values are those of `write_modis_lst`. Cells that see beyond the scene, and all of the night, are not produced
    (fill; QC 3). The view is at nadir, at ``hour`` (local solar time); Clear_day_cov is the share of a cell that is
    clear. Raises MissingPackage without pyhdf, ValueError where the scene leaves the tile that holds its middle.
    """
    tile = modis_tile(modis_grid(scene))
    made = datetime.datetime(date.year, date.month, date.day) + _MODIS_DELAY
    name = f"MOD11A1.A{date:%Y%j}.{tile}.061.{made:%Y%j%H%M%S}"
    grid = tile_grid(tile)
    found = modis_lst(scene, date, f"MOD11A1.A{date:%Y%j}.{tile}.061", hour=hour, errors=errors, spread=spread)
    path = Path(folder) / f"{name}.hdf"
    a = grid.affine
    write_grid(path, MODIS_GRID, (a.c, a.f, a.c + a.a * CELLS, a.f + a.e * CELLS),
               _modis_fields(found, _place(scene, grid), hour), _inventory(path.name, date, made, tile))
    day = datetime.datetime(date.year, date.month, date.day)
    return Granule("MOD11A1", "061", "10.5067/MODIS/MOD11A1.061", name, {"hdf": path}, day,
                   day + datetime.timedelta(hours=23, minutes=59, seconds=59), footprint(grid), "Both",
                   attributes={"HORIZONTALTILENUMBER": tile[1:3], "VERTICALTILENUMBER": tile[4:6]})


def _place(scene: Scene, tile: GeoBox) -> tuple[slice, slice]:
    """Where in the tile the scene's cells lie."""
    grid = modis_grid(scene)
    a, b = tile.affine, grid.affine
    column, row = round((b.c - a.c) / a.a), round((b.f - a.f) / a.e)
    if min(row, column) < 0 or row + grid.shape[0] > CELLS or column + grid.shape[1] > CELLS:
        raise ValueError("the scene leaves the tile that holds its middle")
    return slice(row, row + grid.shape[0]), slice(column, column + grid.shape[1])


def _modis_fields(found: DayLst, place: tuple[slice, slice], hour: float) -> dict[str, Field]:
    """All fields of the tile; those of the night hold nothing."""
    produced = ~np.isnan(found.kelvin)

    def spread_out(stored: np.ndarray | None, fill: int, kind: str) -> np.ndarray:
        values = np.full((CELLS, CELLS), fill, kind)
        if stored is not None:
            values[place] = stored
        return values

    fields = {}
    for part, word, lst, quality, time, angle, clear in (
            ("Day", "day", _KELVIN.store(found.kelvin), found.quality, np.where(produced, round(10.0 * hour), 255),
             np.where(produced, _NADIR, _NO_ANGLE), _CLEAR.store(1.0 - found.cloud)),
            ("Night", "night", None, None, None, None, None)):
        daily, clears = f"Daily {word}time", f"{word} clear-sky coverage"
        fields |= {
            f"LST_{part}_1km": Field(spread_out(lst, 0, "uint16"), _attributes(
                f"{daily} 1km grid Land-surface Temperature", "K", (7500, 65535), 0, 0.02)),
            f"QC_{part}": Field(spread_out(quality, 3, "uint8"), {
                "long_name": f"Quality control for {word}time LST and emissivity", "valid_range": [0, 255]}),
            f"{part}_view_time": Field(spread_out(time, 255, "uint8"), _attributes(
                f"Time of {word}time Land-surface Temperature observation", "hrs", (0, 240), 255, 0.1)),
            f"{part}_view_angl": Field(spread_out(angle, _NO_ANGLE, "uint8"), _attributes(
                f"View zenith angle of {word}time Land-surface Temperature", "deg", (0, 130), 255, 1.0, -65.0)),
            f"Clear_{word}_cov": Field(spread_out(clear, 0, "uint16"), _attributes(
                clears, "", (1, 65535), 0, 0.0005)),
        }
    for band, value in _EMISSIVITY.items():
        fields[band] = Field(spread_out(_EMIS.store(np.where(produced, value, np.nan)), 0, "uint8"), _attributes(
            f"Band {band[-2:]} emissivity", "", (1, 255), 0, 0.002, 0.49))
    order = ("LST_Day_1km", "QC_Day", "Day_view_time", "Day_view_angl", "LST_Night_1km", "QC_Night",
             "Night_view_time", "Night_view_angl", "Emis_31", "Emis_32", "Clear_day_cov", "Clear_night_cov")
    return {name: fields[name] for name in order}


def _attributes(title: str, units: str, valid: tuple[int, int], fill: int, scale: float,
                offset: float | None = None) -> dict[str, object]:
    return {"long_name": title, **({"units": units} if units else {}), "valid_range": list(valid), "_FillValue": fill,
            "scale_factor": scale, **({} if offset is None else {"add_offset": offset})}


def _inventory(file: str, date: datetime.date, made: datetime.datetime, tile: str) -> dict[str, object]:
    west, south, east, north = _bounds(tile)
    return {"LOCALGRANULEID": file, "PRODUCTIONDATETIME": f"{made:%Y-%m-%dT%H:%M:%S}.000Z", "DAYNIGHTFLAG": "Both",
            "SHORTNAME": "MOD11A1", "VERSIONID": 61, "RANGEBEGINNINGDATE": date.isoformat(),
            "RANGEBEGINNINGTIME": "00:00:00", "RANGEENDINGDATE": date.isoformat(), "RANGEENDINGTIME": "23:59:59",
            "WESTBOUNDINGCOORDINATE": west, "SOUTHBOUNDINGCOORDINATE": south, "EASTBOUNDINGCOORDINATE": east,
            "NORTHBOUNDINGCOORDINATE": north}


def _bounds(tile: str) -> tuple[float, float, float, float]:
    ring = footprint(tile_grid(tile))
    return (min(x for x, _ in ring), min(y for _, y in ring), max(x for x, _ in ring), max(y for _, y in ring))
