"""Grids in different CRSs: means against exact clipping of densified outlines, beside GDAL's average."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.aggregate import aggregate
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core import reference
from multiscale_fusion.tests.core.engine import grid, moments, statistics, write
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from odc.geo.geobox import GeoBox
from osgeo import gdal
from pyproj import Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.transformer import TransformerGroup

TOLERANCE = 1e-4   # of the standard deviation between coarse cells
MODIS = 926.625433055833

CALIFORNIA = grid("EPSG:32611", 390000.0, 3760020.0, 30.0, (700, 800))
PAIRS = {
    "UTM 11N, California, to sinusoidal": (CALIFORNIA, SINUSOIDAL, MODIS),
    "UTM 50N, 117 E, to sinusoidal": (grid("EPSG:32650", 480000.0, 4400010.0, 30.0, (700, 700)), SINUSOIDAL, MODIS),
    "UTM 11N to degrees": (CALIFORNIA, "EPSG:4326", 0.01),
    "UTM 11N to EASE-Grid 2.0": (CALIFORNIA, "EPSG:6933", 1000.8950233495),
    "polar stereographic to degrees": (grid("EPSG:3413", -300000.0, -1000000.0, 500.0, (500, 500)), "EPSG:4326", 0.25),
    "degrees to EASE-Grid 2.0": (grid("EPSG:4326", 20.0, 55.0, 0.01, (300, 300)), "EPSG:6933", 9008.05521014),
    "degrees to sinusoidal": (grid("EPSG:4326", -118.0, 35.0, 0.001, (600, 600)), SINUSOIDAL, 10 * MODIS),
    "web mercator to UTM": (grid("EPSG:3857", 2000000.0, 6300000.0, 50.0, (500, 500)), "EPSG:32634", 1000.0),
    "rotated UTM to sinusoidal": (GeoBox((500, 600), CALIFORNIA.affine * CALIFORNIA.affine.rotation(25), "EPSG:32611"),
                                  SINUSOIDAL, MODIS),
}


def covering(source, crs, size):
    """A grid of whole cells counted from the CRS's origin that covers the source."""
    rows, columns = source.shape
    t = np.linspace(0, 1, 50)
    i, j = np.r_[t, t, 0 * t, 0 * t + 1] * columns, np.r_[0 * t, 0 * t + 1, t, t] * rows
    a = source.affine
    x, y = Transformer.from_crs(source.crs.proj, crs, always_xy=True).transform(
        a.a * i + a.b * j + a.c, a.d * i + a.e * j + a.f)
    x0, x1 = np.floor(x.min() / size) - 1, np.ceil(x.max() / size) + 1
    y0, y1 = np.floor(y.min() / size) - 1, np.ceil(y.max() / size) + 1
    return grid(crs, x0 * size, y1 * size, size, (int(y1 - y0), int(x1 - x0)))


def gdal_average(source, target, values):
    """What `gdalwarp -r average` gives for a GeoBox to a GeoBox, with its transformer exact."""
    datasets = []
    for geobox, kind in ((source, values), (target, np.full(target.shape, np.nan))):
        dataset = gdal.GetDriverByName("MEM").Create("", geobox.shape[1], geobox.shape[0], 1, gdal.GDT_Float64)
        dataset.SetGeoTransform(geobox.affine.to_gdal())
        dataset.SetProjection(geobox.crs.proj.to_wkt("WKT1_GDAL"))
        dataset.GetRasterBand(1).WriteArray(kind)
        datasets.append(dataset)
    gdal.Warp(datasets[1], datasets[0], resampleAlg="average", errorThreshold=0, dstNodata=np.nan)
    return datasets[1].ReadAsArray()


@pytest.mark.parametrize("pair", PAIRS)
def test_statistics_equal_exact_clipping(pair):
    source, crs, size = PAIRS[pair]
    target = covering(source, crs, size)
    values, valid = reference.field(source.shape), reference.clouds(source.shape)
    found = moments(source, target, values, valid)
    got = statistics(found)
    between = np.nanstd(got["mean"])
    cells = reference.sample_cells(source, target)
    assert len(cells) >= 15
    assert any(found.coverage[0][cell] < 0.9 for cell in cells), "no cell at the raster's edge"
    for cell in cells:
        rows, columns, shares, weights = reference.cell_weights(source, target, *cell)
        want = reference.statistics(values[rows, columns], valid[rows, columns], shares, weights)
        if want["count"] < 0.01:
            continue
        for name in ("mean", "std"):
            # A cell with a corner of the raster in it has few pixels, and is as exact as the outline is.
            few = min(1.0, want["count"] / 100)
            assert abs(got[name][0][cell] - want[name]) * few < TOLERANCE * between, (name, cell)
        assert got["count"][0][cell] == pytest.approx(want["count"], rel=2e-5, abs=0.02)
        assert got["sum"][0][cell] == pytest.approx(want["sum"], rel=2e-5, abs=2.0)
        fraction = want["weight"] / reference.cell_ground(source, target, *cell)
        assert found.valid_fraction[0][cell] == pytest.approx(fraction, abs=1e-4)


@pytest.mark.parametrize("pair", list(PAIRS)[:3])
def test_extremes_are_those_of_the_pixels_that_overlap(pair):
    source, crs, size = PAIRS[pair]
    target = covering(source, crs, size)
    values = reference.field(source.shape)
    got = statistics(moments(source, target, values))
    for cell in reference.sample_cells(source, target, interior=10, edge=0)[:10]:
        rows, columns, shares, _ = reference.cell_weights(source, target, *cell)
        surely, perhaps = values[rows, columns][shares > 0.002], values[rows, columns]
        assert perhaps.min() <= got["min"][0][cell] <= surely.min()
        assert surely.max() <= got["max"][0][cell] <= perhaps.max()


@pytest.mark.parametrize(("pair", "misses"), [("UTM 11N, California, to sinusoidal", 0.20),
                                              ("UTM 50N, 117 E, to sinusoidal", 0.20)])
def test_gdal_average_misses_what_we_meet(pair, misses):
    source, crs, size = PAIRS[pair]
    target = covering(source, crs, size)
    values = reference.field(source.shape)
    theirs, ours = gdal_average(source, target, values), statistics(moments(source, target, values))["mean"][0]
    cells = reference.sample_cells(source, target, interior=40, edge=0)
    whole = []
    for cell in cells:
        _, _, shares, weights = found = reference.cell_weights(source, target, *cell, steps=16)
        if shares.sum() > 0.999 * reference.outline(source, target, *cell).area and np.isfinite(theirs[cell]):
            whole.append((np.average(values[found[0], found[1]], weights=weights), ours[cell], theirs[cell]))
    exact, ours_there, theirs_there = np.array(whole).T
    assert len(exact) >= 20
    between = exact.std()
    assert np.sqrt(np.mean((ours_there - exact) ** 2)) < TOLERANCE * between
    assert np.sqrt(np.mean((theirs_there - exact) ** 2)) > misses * between


@pytest.mark.parametrize("pair", PAIRS)
def test_centres_of_gravity_are_exact_to_a_hundredth_of_a_pixel(pair):
    """A smooth ramp shows a displaced outline that noise would hide."""
    source, crs, size = PAIRS[pair]
    target = covering(source, crs, size)
    ramps = np.array(np.meshgrid(np.arange(source.shape[1]) + 0.5, np.arange(source.shape[0]) + 0.5))
    x, y = statistics(moments(source, target, ramps))["mean"]
    for cell in reference.sample_cells(source, target, seed=3, interior=6, edge=0):
        rows, columns, _, weights = reference.cell_weights(source, target, *cell)
        assert x[cell] == pytest.approx(np.average(columns + 0.5, weights=weights), abs=0.005)
        assert y[cell] == pytest.approx(np.average(rows + 0.5, weights=weights), abs=0.005)


def test_a_missing_grid_file_is_told_and_not_printed(tmp_path, reporter, capfd):
    """Between NAD27 and WGS 84 PROJ's best way needs a grid file; where that is installed there is nothing to tell."""
    source = GeoBox((60, 60), Affine(30.0, 0, 400000.0, 0, -30.0, 3900000.0), "EPSG:26711")
    target = target_grid(source, crs="EPSG:32611", resolution=300.0)
    path = write(tmp_path / "nad27.tif", source, np.ones(source.shape))
    lacks = not TransformerGroup("EPSG:32611", "EPSG:26711", always_xy=True,
                                 area_of_interest=AreaOfInterest(-119.0, 34.0, -117.0, 36.0)).best_available
    capfd.readouterr()
    with RasterSource(path) as raster:
        aggregate(raster, target, str(tmp_path / "out.tif"), reporter=reporter)
    told = [finding for finding in reporter.findings if finding.code == "CRS_MISMATCH"]
    assert bool(told) == lacks
    assert "transformation" not in capfd.readouterr().err
