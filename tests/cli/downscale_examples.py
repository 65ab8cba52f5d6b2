"""What judges the outputs of the examples on downscaling: a coarse cell, clipped out of fine pixels, has its value."""

import numpy as np
from multiscale_fusion.tests.processing import rasters

MODIS_LST = "MOD11A1.A2024154.h08v05.061.LST_Day_1km.tif"
POPULATION = "population_1km.tif"
CELL, SIDE = 960.0, 12


def write_population(folder, scene):
    """People in cells of 32 x 32 pixels of the scene's corner: more of them where it is low."""
    corner = scene.grid.affine
    low = -rasters.block_means(scene.elevation[None, :32 * SIDE, :32 * SIDE].astype(float), 32)[0]
    people = np.random.default_rng(5).poisson(200.0 * np.exp(0.4 * (low - low.mean()) / low.std())).astype(float)
    rasters.write(folder / POPULATION, people, crs="EPSG:32611", pixel=CELL, origin=(corner.c, corner.f))


def make_check(clipping_of, sampled):
    """`check_downscale` with the reference of test_docs_examples."""

    def check_downscale(folder):
        demo, coarse = folder / "demo_output", folder / "demo_output/inputs" / MODIS_LST
        temperature = scaled(coarse)
        for name in ("lst_30m.tif", "lst_tsharp.tif"):
            keeps(demo / name, coarse, temperature, clipping_of, sampled, np.average, least=0.5)
        sigma, estimate = (rasters.read(demo / name)[0] for name in ("lst_sigma.tif", "lst_30m.tif"))
        np.testing.assert_array_equal(np.isnan(sigma), np.isnan(estimate))
        assert 0.0 < np.nanmin(sigma) and 0.05 < np.nanmean(sigma) < 10.0
        assert (demo / "lst.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
        people = rasters.read(folder / POPULATION)[0]
        keeps(folder / "population_30m.tif", folder / POPULATION, people, clipping_of, sampled, total)
        assert np.nanmin(rasters.read(folder / "population_30m.tif")) >= 0.0
        smooth = rasters.read(folder / "smooth_240m.tif")
        np.testing.assert_allclose(rasters.block_means(smooth, 4)[0], people, atol=1e-6 * np.ptp(people))

    return check_downscale


def scaled(path):
    from osgeo import gdal

    dataset = gdal.Open(str(path))
    band = dataset.GetRasterBand(1)
    return rasters.read(path)[0] * (band.GetScale() or 1.0) + (band.GetOffset() or 0.0)


def total(values, weights):
    return float(np.sum(values * weights))


def keeps(fine, coarse, values, clipping_of, sampled, statistic, least=1.0 - 1e-6):
    """Of coarse cells that lie on valid fine pixels, ``least`` of their area, the statistic is the coarse value."""
    clipping = clipping_of(fine, coarse)
    whole = np.zeros(values.shape, bool)
    for cell in np.argwhere(np.isfinite(values)):
        _, areas, area = clipping.cell(*cell)
        whole[tuple(cell)] = areas.sum() > least * area
    for cell in sampled(values, whole):
        inside, areas, _ = clipping.cell(*cell)
        assert abs(statistic(inside[0], weights=areas) - values[tuple(cell)]) <= 1e-4 * np.nanstd(values)
