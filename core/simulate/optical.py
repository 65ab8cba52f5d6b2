"""Sensors of 30 m: Harmonized Landsat and Sentinel-2, its vegetation index, and Landsat itself."""

import datetime
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from .files import Layer, Raster, mgrs_tile, utc
from .land_cover import WATER
from .noise import generator
from .observe import SensorErrors
from .scene import Scene
from .truth import Truth

# What is seen of a cloud: reflectance in both bands, K at its top; and what is left of the light in its shadow.
CLOUD_REFLECTANCE, CLOUD_TEMPERATURE, SHADE = 0.6, 262.0, 0.45

# Red and near infrared of HLS by sensor: B05 of S30 would be a red edge.
HLS_BANDS = {"L30": ("B04", "B05"), "S30": ("B04", "B8A")}

_HLS = Layer("int16", -9999, 1e-4, declared=(1e-4, 0.0))
_HLS_INDEX = Layer("int16", -19999, 1e-4, declared=(1e-4, 0.0))
_HLS_BITS = Layer("uint8", 255)
_POINT = {"AREA_OR_POINT": "Point"}
_LANDSAT_REFLECTANCE = Layer("uint16", 0, 2.75e-05, -0.2, metadata=_POINT)
_LANDSAT_TEMPERATURE = Layer("uint16", 0, 0.00341802, 149.0, metadata=_POINT)
_LANDSAT_BITS = Layer("uint16", metadata=_POINT)

Layers = dict[str, np.ndarray]


def write_hls(scene: Scene, folder: Path | str, date: datetime.date, *, hour: float = 10.5,
              errors: SensorErrors = SensorErrors(noise=0.004), fill_clouds: bool = True,
              sensor: str = "L30") -> dict[str, Path]:
    """HLS v2.0 on the scene's grid: red (B04), near infrared and Fmask; the paths by layer.

    ``sensor``: "L30", Landsat's, whose near infrared is B05, or "S30", Sentinel-2's, where it is B8A.

    Reflectance is Int16 with scale 0.0001 and fill -9999. Fmask is Byte with fill 255: bits 1 cloud, 2 adjacent to
    cloud, 3 shadow, 5 water, 6-7 aerosol, which is low (64) on clear ground and high under cloud (HLS user guide v2,
    table 9). ``errors`` are in reflectance; shadows are seen at 0.45 of their ground's. The product keeps what the
    sensor saw of a cloud; ``fill_clouds`` (default) puts fill there instead.
    """
    red, nir = HLS_BANDS[sensor]
    name = f"HLS.{sensor}.T{mgrs_tile(scene.grid)}.{utc(scene, date, hour):%Y%jT%H%M%S}.v2.0"
    tags = _hls_tags(scene, date, hour, sensor)
    scaled = {**tags, "scale_factor": 0.0001, "add_offset": 0, "_FillValue": -9999}
    rasters = {red: _HLS._replace(metadata={**scaled, "long_name": "Red"}),
               nir: _HLS._replace(metadata={**scaled, "long_name": "NIR"}),
               "Fmask": _HLS_BITS._replace(metadata={**tags, "_FillValue": 255})}
    random = {band: generator(scene.seed, name, band) for band in rasters}

    def measure(layers: Layers) -> Layers:
        bands = dict(zip((red, nir), _reflectances(layers, errors, random, (red, nir), fill_clouds)))
        return {**bands, "Fmask": fmask(layers)}

    return _write(scene, Path(folder), f"{name}.{{}}.tif", rasters, errors, lambda truth: _see(truth, date, hour),
                  measure)


def write_hls_vi(scene: Scene, folder: Path | str, date: datetime.date, *, hour: float = 10.5,
                 errors: SensorErrors = SensorErrors(noise=0.004)) -> dict[str, Path]:
    """NDVI of HLS-VI L30 v2.0, of the reflectances that `write_hls` writes with the same arguments; {"NDVI": path}.

    Int16, scale 0.0001, fill -19999 on cloud, adjacent to cloud and in shadow, as the product has it.
    """
    granule = f"L30.T{mgrs_tile(scene.grid)}.{utc(scene, date, hour):%Y%jT%H%M%S}.v2.0"
    tags = {**_hls_tags(scene, date, hour), "long_name": "Normalized Difference Vegetation Index",
            "scale_factor": 0.0001, "_FillValue": -19999}
    random = {band: generator(scene.seed, f"HLS.{granule}", band) for band in ("B04", "B05")}

    def measure(layers: Layers) -> Layers:
        red, nir = (_HLS.store(band) * 1e-4 for band in _reflectances(layers, errors, random, ("B04", "B05"), False))
        hidden = layers["cloud"] | layers["edge"] | layers["shadow"] | (red <= 0.0) | (nir <= 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return {"NDVI": np.where(hidden, np.nan, (nir - red) / (nir + red))}

    return _write(scene, Path(folder), f"HLS-VI.{granule}.{{}}.tif", {"NDVI": _HLS_INDEX._replace(metadata=tags)},
                  errors, lambda truth: _see(truth, date, hour), measure)


def write_landsat(scene: Scene, folder: Path | str, date: datetime.date, *, hour: float = 10.5,
                  errors: SensorErrors = SensorErrors(noise=0.004),
                  thermal_errors: SensorErrors = SensorErrors(noise=0.5), path_row: str = "040036",
                  fill_clouds: bool = True) -> dict[str, Path]:
    """Landsat 8 Collection 2 level 2: SR_B4, SR_B5, ST_B10, QA_PIXEL and MTL.json; the paths by layer.

    The grid is `landsat_grid` of the scene's. UInt16 with fill 0: reflectance = stored * 2.75e-05 - 0.2, K = stored *
    0.00341802 + 149.0. As in the product these factors are not in the rasters but in the MTL, beside those of level 1.
    QA_PIXEL has the bits of the Landsat 8-9 Collection 2 level 2 science product guide (LSDS-1619). The thermal band
    shows the 30 m truth: the sensor's own 100 m are left aside. ``thermal_errors`` (K) count but for their shift, which
    is that of ``errors``. ``fill_clouds``: see `write_hls`.
    """
    processed = date + datetime.timedelta(days=6)
    name = f"LC08_L2SP_{path_row}_{date:%Y%m%d}_{processed:%Y%m%d}_02_T1"
    rasters = {"SR_B4": _LANDSAT_REFLECTANCE, "SR_B5": _LANDSAT_REFLECTANCE, "ST_B10": _LANDSAT_TEMPERATURE,
               "QA_PIXEL": _LANDSAT_BITS}
    random = {band: generator(scene.seed, name, band) for band in rasters}

    def see(truth: Truth) -> Layers:
        return {**_see(truth, date, hour), "temperature": truth.lst(date, hour)}

    def measure(layers: Layers) -> Layers:
        bands = dict(zip(("SR_B4", "SR_B5"), _reflectances(layers, errors, random, ("SR_B4", "SR_B5"), fill_clouds)))
        cloud = np.nan if fill_clouds else CLOUD_TEMPERATURE
        kelvin = thermal_errors.measure(np.where(layers["cloud"], cloud, layers["temperature"]), random["ST_B10"])
        return {**bands, "ST_B10": kelvin, "QA_PIXEL": qa_pixel(layers)}

    scene = scene.on(landsat_grid(scene.grid))
    paths = _write(scene, Path(folder), f"{name}_{{}}.TIF", rasters, errors, see, measure)
    paths["MTL"] = Path(folder) / f"{name}_MTL.json"
    paths["MTL"].write_text(json.dumps(_mtl(scene, name, date, hour), indent=2), encoding="utf-8")
    return paths


def landsat_grid(grid: GeoBox) -> GeoBox:
    """A grid of 30 m moved (by half a pixel at most) to where Landsat's pixels lie: their centres on multiples of 30 m,
    and so half a pixel off the tiles of HLS."""
    x, y = ((round((edge - 15.0) / 30.0) * 30.0 + 15.0) for edge in (grid.affine.c, grid.affine.f))
    return GeoBox(grid.shape, Affine(30.0, 0.0, x, 0.0, -30.0, y), grid.crs)


def fmask(layers: Layers) -> np.ndarray:
    """Fmask's bits from booleans "cloud", "edge", "shadow", "water"."""
    return np.where(layers["cloud"], 192 + 2, 64) + 4 * layers["edge"] + 8 * layers["shadow"] + 32 * layers["water"]


def qa_pixel(layers: Layers) -> np.ndarray:
    """QA_PIXEL's bits: 1 dilated cloud, 3 cloud, 4 shadow, 6 clear (of cloud and its edge), 7 water; confidences of
    cloud (8-9) and shadow (10-11), high or low; of snow (12-13) and cirrus (14-15), low."""
    cloud, edge, shadow = layers["cloud"], layers["edge"], layers["shadow"]
    return ((1 << 1) * edge + (1 << 3) * cloud + (1 << 4) * shadow + (1 << 6) * ~(cloud | edge)
            + (1 << 7) * layers["water"] + np.where(cloud, 3 << 8, 1 << 8) + np.where(shadow, 3 << 10, 1 << 10)
            + (1 << 12) + (1 << 14))


def _see(truth: Truth, date: datetime.date, hour: float) -> Layers:
    red, nir = truth.reflectances(date)
    return {"red": red, "nir": nir, "cloud": truth.clouds(date), "edge": truth.cloud_edges(date),
            "shadow": truth.shadows(date, hour), "water": truth.land_cover(date) == WATER}


def _reflectances(layers: Layers, errors: SensorErrors, random: Mapping[str, np.random.Generator],
                  names: tuple[str, str], fill_clouds: bool) -> list[np.ndarray]:
    """Red and near infrared as measured; NaN under clouds, or the cloud itself."""
    found = []
    for values, name in zip((layers["red"], layers["nir"]), names):
        lit = np.where(layers["shadow"], SHADE * values, values)
        seen = np.where(layers["cloud"], np.nan if fill_clouds else CLOUD_REFLECTANCE, lit)
        found.append(errors.measure(seen, random[name]))
    return found


def _write(scene: Scene, folder: Path, name: str, rasters: Mapping[str, Layer], errors: SensorErrors,
           see: Callable[[Truth], Layers], measure: Callable[[Layers], Layers]) -> dict[str, Path]:
    """Write what is seen, part by part; ``name`` has a place for the layer's."""
    paths = {layer: folder / name.format(layer) for layer in rasters}
    with ExitStack() as stack:
        files = {layer: stack.enter_context(Raster(paths[layer], scene.grid, rasters[layer])) for layer in rasters}

        def consume(row: int, layers: Layers) -> None:
            for layer, values in measure(layers).items():
                files[layer].write(values, row)

        scene.on(errors.displaced(scene.grid)).each_part(see, consume)
    return paths


def _hls_tags(scene: Scene, date: datetime.date, hour: float, sensor: str = "L30") -> dict[str, object]:
    light = scene.sun(date, hour)
    tile = mgrs_tile(scene.grid)
    made_by = {"L30": {"SENSOR": "OLI_TIRS; OLI_TIRS", "SENTINEL2_TILEID": tile},
               "S30": {"SPACECRAFT_NAME": "Sentinel-2A", "TILE_ID": f"T{tile}"}}[sensor]
    return {**made_by,
            "SENSING_TIME": f"{utc(scene, date, hour):%Y-%m-%dT%H:%M:%SZ}", "SPATIAL_RESOLUTION": 30,
            "MEAN_SUN_ZENITH_ANGLE": round(float(np.degrees(np.arccos(light.up))), 4),
            "MEAN_SUN_AZIMUTH_ANGLE": round(float(np.degrees(np.arctan2(light.east, light.north))) % 360.0, 4),
            "NROWS": scene.grid.shape[0], "NCOLS": scene.grid.shape[1], "ULX": scene.grid.affine.c,
            "ULY": scene.grid.affine.f}


def _mtl(scene: Scene, name: str, date: datetime.date, hour: float) -> dict:
    """The parts of the metadata file that tell sensor, time and factors: of level 2, and of level 1 beside them."""
    light = scene.sun(date, hour)
    level1 = {f"REFLECTANCE_{part}_BAND_{band}": value for band in (4, 5)
              for part, value in (("MULT", "2.0000E-05"), ("ADD", "-0.100000"))}
    level2 = {f"REFLECTANCE_{part}_BAND_{band}": value for band in (4, 5)
              for part, value in (("MULT", "2.75e-05"), ("ADD", "-0.2"))}
    return {"LANDSAT_METADATA_FILE": {
        "PRODUCT_CONTENTS": {"LANDSAT_PRODUCT_ID": name, "PROCESSING_LEVEL": "L2SP", "COLLECTION_NUMBER": "02",
                             "COLLECTION_CATEGORY": "T1", "OUTPUT_FORMAT": "GEOTIFF"},
        "IMAGE_ATTRIBUTES": {"SPACECRAFT_ID": "LANDSAT_8", "SENSOR_ID": "OLI_TIRS",
                             "DATE_ACQUIRED": date.isoformat(),
                             "SCENE_CENTER_TIME": f"{utc(scene, date, hour):%H:%M:%S}.0000000Z",
                             "SUN_ELEVATION": f"{np.degrees(np.arcsin(light.up)):.8f}"},
        "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS": level2,
        "LEVEL2_SURFACE_TEMPERATURE_PARAMETERS": {"TEMPERATURE_MULT_BAND_ST_B10": "0.00341802",
                                                  "TEMPERATURE_ADD_BAND_ST_B10": "149.0"},
        "LEVEL1_RADIOMETRIC_RESCALING": level1}}
