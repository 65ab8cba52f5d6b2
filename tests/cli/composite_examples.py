"""The dated scenes of the examples on composites, and what judges their outputs."""

import warnings

import numpy as np
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal

SCENES = ("20240602", "20240610", "20240618", "20240704", "20240712")
SHAPE = (66, 99)
CORNER = (480000.0, 3990000.0)
OUTLIERS = 3.0


def write_scenes(folder):
    """ndvi_<date>.tif of 30 m and lst_<date>.tif of 70 m, with gaps; in one NDVI scene a cloud that no mask found."""
    random = np.random.default_rng(12)
    for number, date in enumerate(SCENES):
        for name, middle, spread, pixel in (("ndvi", 0.5, 0.05, 30.0), ("lst", 305.0, 4.0, 70.0)):
            values = random.normal(middle, spread, SHAPE).astype(np.float32)
            if (name, number) == ("ndvi", 1):
                values[:20, :30] = -0.1
            values[random.random(SHAPE) < 0.2] = np.nan
            rasters.write(folder / f"{name}_{date}.tif", values, crs="EPSG:32611", pixel=pixel, origin=CORNER,
                          nodata=float("nan"))


def check_compositetime(folder):
    """Monthly medians beside NumPy's, with outliers left out; the season in the cells of MODIS by ranges and counts."""
    stack = np.stack([rasters.read(folder / f"ndvi_{date}.tif")[0] for date in SCENES])
    medians, counts = rasters.read(folder / "ndvi.tif"), rasters.read(folder / "observations.tif")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)   # of pixels without any value
        for number, part in enumerate((stack[:3], stack[3:])):
            middle = np.nanmedian(part, axis=0)
            apart = np.abs(part - middle)
            limit = OUTLIERS * (1.4826 * np.nanmedian(apart, axis=0))
            enough = np.isfinite(part).sum(0) >= 3
            kept = np.where((apart > limit) & (limit > 0.0) & enough, np.nan, part)
            count = np.isfinite(kept).sum(0)
            assert np.array_equal(counts[number], count)
            expected = np.where(count >= 2, np.nanmedian(kept, axis=0), np.nan)
            assert np.array_equal(medians[number], expected.astype(np.float32), equal_nan=True)
    dataset = gdal.Open(str(folder / "ndvi.tif"))
    assert [dataset.GetRasterBand(number).GetDescription() for number in (1, 2)] == ["2024-06", "2024-07"]
    season, spread = rasters.read(folder / "lst_1km.tif"), rasters.read(folder / "lst_spread.tif")
    seen = np.isfinite(season[0])
    # Cells of some 140 pixels each of five scenes: their means vary by 0.34 K, within and between scenes.
    assert season.shape[0] == 1 and seen.sum() > 20 and np.abs(season[0][seen] - 305.0).max() < 1.5
    assert 0.0 < np.nanmedian(spread[0]) < 1.0
    dataset = gdal.Open(str(folder / "lst_1km.tif"))
    assert dataset.GetRasterBand(1).GetDescription() == "2024 JJA"
