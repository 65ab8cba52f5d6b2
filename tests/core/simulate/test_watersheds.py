"""The simulated copy of a known notebook's rasters: names, grids, what they cover."""

import json
import re

import numpy as np
import pytest
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.simulate.watersheds import SENSORS, WATERSHEDS, write_watersheds
from pyproj import Geod

from ..written import digest

# Google Earth Engine's pixel of 10 m in EPSG:4326.
TEN_METRES = 8.983152841195215e-05


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_watersheds(tmp_path_factory.mktemp("watersheds"))


@pytest.fixture(scope="module", params=[each.code for each in WATERSHEDS])
def paths(request, written):
    return written[request.param]


def ring_of(paths):
    """Longitudes and latitudes of the boundary's corners."""
    (feature,) = json.loads(paths["boundary"].read_text("utf-8"))["features"]
    return np.array(feature["geometry"]["coordinates"][0])


def test_files_are_named_as_the_notebook_reads_them(paths):
    for sensor in SENSORS:
        assert re.fullmatch(rf"HUC12_\d{{12}}_[A-Za-z_]+_{sensor}_Rect\.tif", paths[sensor].name)


@pytest.mark.parametrize(("sensor", "times"), [("DEM_10m", 1), ("SAR_VV_10m", 1), ("Landsat_Optical_30m", 3),
                                               ("Landsat_Thermal_30m", 3)])
def test_pixels_are_degrees_of_the_equator(paths, sensor, times):
    with RasterSource(str(paths[sensor])) as source:
        assert source.grid.crs.to_epsg() == 4326
        assert source.grid.affine.a == pytest.approx(times * TEN_METRES, rel=1e-12)
        assert source.grid.affine.e == -source.grid.affine.a


@pytest.mark.parametrize("sensor", SENSORS)
def test_rasters_cover_the_buffered_boundary_and_no_more(paths, sensor):
    ring, geod = ring_of(paths), Geod(ellps="WGS84")
    with RasterSource(str(paths[sensor])) as source:
        west, south, east, north = source.grid.boundingbox.bbox
        pixel = source.grid.affine.a * 111320.0
    (left, low), (right, high) = ring.min(axis=0), ring.max(axis=0)
    distances = [geod.inv(west, low, left, low)[2], geod.inv(right, low, east, low)[2],
                 geod.inv(left, south, left, low)[2], geod.inv(left, high, left, north)[2]]
    # A buffer of 500 m, counted on the equator's scale, and whole pixels: 0.4 % off for the ellipsoid.
    assert min(distances) > 497.0
    assert max(distances) < 503.0 + pixel


@pytest.mark.parametrize("sensor", SENSORS)
def test_every_pixel_has_a_value_of_its_kind(paths, sensor):
    low, high = {"DEM_10m": (0, 4000), "SAR_VV_10m": (-60, 10), "Landsat_Optical_30m": (-0.05, 1),
                 "Landsat_Thermal_30m": (270, 340)}[sensor]
    with RasterSource(str(paths[sensor])) as source:
        rows, columns = source.grid.shape
        pixels = source.read(source.data_bands, (0, rows), (0, columns))
        assert [band.description for band in source.bands] == list(SENSORS[sensor][0])
    assert pixels.valid.min() == 1
    assert low < pixels.values.min() < pixels.values.max() < high


def test_the_same_seed_writes_the_same_files(written, tmp_path):
    again = write_watersheds(tmp_path)
    for code, paths in written.items():
        for key, path in paths.items():
            assert digest(path) == digest(again[code][key]), path.name
