"""What judges the outputs of the examples on sampling."""

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal, ogr
from pyproj import Geod, Transformer
from shapely.geometry import Polygon

SAMPLED = 8


def check_samplepoints(folder):
    """Against many points spread over each beam, and discs clipped as polygons."""
    from exact import overlap_areas   # of examples/, which the tests of the pages find

    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

    layer = ogr.Open(str(folder / "beams.gpkg"))
    places = [each.GetGeometryRef().GetPoint_2D() for each in layer.GetLayer(0)]
    layer = ogr.Open(str(folder / "beams_sampled.gpkg"))
    features = list(layer.GetLayer(0))
    assert [each.GetGeometryRef().GetPoint_2D() for each in features] == places and len(places) > SAMPLED
    random = np.random.default_rng(1)
    for name, spread in (("ndvi_30m", 0.05), ("lst_70m", 0.1)):
        place, dataset = around(folder / f"{name}.tif"), gdal.Open(str(folder / f"{name}.tif"))
        band = dataset.GetRasterBand(1)
        values = rasters.read(folder / f"{name}.tif")[0] * (band.GetScale() or 1.0) + (band.GetOffset() or 0.0)
        for number in random.permutation(len(places))[:SAMPLED]:
            # Half of the energy of a Gaussian of 6.25 m lies within 7.4 m, 99.9 % within 23.2 m.
            away = 6.25 * np.sqrt(-2.0 * np.log(1.0 - 0.999 * random.uniform(size=100_000)))
            columns, rows = place(places[number], away, random.uniform(0.0, 360.0, away.size)).astype(int)
            seen = values[rows, columns]
            if np.isfinite(seen).all():
                assert features[number][f"{name}_mean"] == pytest.approx(seen.mean(), abs=5 * seen.std() / 316 + 1e-6)
                assert features[number][f"{name}_std"] == pytest.approx(seen.std(), abs=spread * seen.std() + 1e-6)
            assert features[number][f"{name}_valid_fraction"] == pytest.approx(np.isfinite(seen).mean(), abs=0.01)
    table = parquet.read_table(folder / "cover.parquet").to_pylist()
    codes, place = rasters.read(folder / "nlcd.tif")[0], around(folder / "nlcd.tif")
    for number in random.permutation(len(places))[:SAMPLED]:
        turns = np.linspace(0.0, 360.0, 1000, endpoint=False)
        disc = Polygon(place(places[number], np.full(1000, 100.0), turns).T)
        left, top, right, bottom = (int(each) for each in disc.bounds)
        inside = codes[top:bottom + 1, left:right + 1]
        areas = overlap_areas(disc, top, left, inside.shape)
        for code in np.unique(inside):
            share = areas[inside == code].sum() / areas.sum()
            assert table[number][f"nlcd_fraction_{int(code)}"] == pytest.approx(share, abs=1e-4)


def around(path):
    """A callable: pixel coordinates (2, n) of places so many metres away from one (longitude, latitude), by azimuth."""
    dataset = gdal.Open(str(path))
    west, width, _, north, _, height = dataset.GetGeoTransform()
    to_raster = Transformer.from_crs("EPSG:4326", dataset.GetProjection(), always_xy=True)

    def place(centre, away, azimuth):
        x, y, _ = Geod(ellps="WGS84").fwd(*np.broadcast_arrays(*centre, azimuth)[:3], away)
        u, v = to_raster.transform(x, y)
        return np.array([(u - west) / width, (v - north) / height])

    return place
