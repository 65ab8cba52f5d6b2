"""The dated images of the examples on spatiotemporal fusion, whose truth is known, and what judges their outputs."""

import csv
import json

import numpy as np
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal

SHAPE, RATIO, FIELD = (96, 112), 16, 24   # fields of one and a half coarse pixels
CRS, CORNER, PIXEL = "EPSG:32611", (480000.0, 3990000.0), 30.0
FINE_DAYS = ("20240601", "20240703", "20240804")
COARSE_DAYS = ("20240601", "20240617", "20240703", "20240719", "20240804")
BANDS = ("red", "nir")
# Reflectance of a field of each kind in red and near infrared on the five dates: one crop is green early, one late.
CURVES = np.array([
    [[0.12, 0.25], [0.05, 0.45], [0.06, 0.42], [0.13, 0.27], [0.14, 0.25]],
    [[0.16, 0.22], [0.16, 0.22], [0.14, 0.26], [0.04, 0.50], [0.05, 0.46]],
    [[0.09, 0.30], [0.09, 0.31], [0.09, 0.32], [0.09, 0.31], [0.09, 0.30]],
])


def truth(day):
    """(bands, rows, columns) of a date: fields of three kinds, each pixel a little off its kind's mean."""
    random = np.random.default_rng(7)
    blocks = random.integers(0, 3, tuple(-(-size // FIELD) for size in SHAPE))
    kinds = np.repeat(np.repeat(blocks, FIELD, 0), FIELD, 1)[:SHAPE[0], :SHAPE[1]]
    offset = random.normal(0.0, 0.006, (len(BANDS), *SHAPE))
    means = CURVES[:, COARSE_DAYS.index(day)]
    return (means[kinds].transpose(2, 0, 1) + offset).astype(np.float32)


def coarse_of(values):
    """Means over cells of 16 x 16 pixels."""
    return rasters.block_means(values, RATIO).astype(np.float32)


def write_images(folder):
    """fine_<date>.tif of 30 m and coarse_<date>.tif of 480 m; what a mask takes out of one fine image."""
    for day in FINE_DAYS:
        rasters.write(folder / f"fine_{day}.tif", truth(day), crs=CRS, pixel=PIXEL, origin=CORNER, nodata=float("nan"))
    for day in COARSE_DAYS:
        rasters.write(folder / f"coarse_{day}.tif", coarse_of(truth(day)), crs=CRS, pixel=PIXEL * RATIO, origin=CORNER,
                      nodata=float("nan"))
    usable = np.ones(SHAPE, np.uint8)
    usable[:20, :30] = 0
    for day in FINE_DAYS:
        rasters.write(folder / f"mask_{day}.tif", usable if day == FINE_DAYS[1] else np.ones(SHAPE, np.uint8), crs=CRS,
                      pixel=PIXEL, origin=CORNER)


def rmse(values, day):
    """Of a prediction against the truth of its date."""
    return float(np.sqrt(np.nanmean((values - truth(day)) ** 2)))


def straight_rmse():
    """Mean over the bands of the error of a straight line from the first fine image to the last, on the middle one."""
    errors = (truth(FINE_DAYS[0]) + truth(FINE_DAYS[2])) / 2.0 - truth(FINE_DAYS[1])
    return float(np.sqrt((errors ** 2).mean(axis=(1, 2))).mean())


def linear(day):
    """What a straight line between the fine images before and after tells of a date halfway."""
    place = COARSE_DAYS.index(day)
    return (truth(COARSE_DAYS[place - 1]) + truth(COARSE_DAYS[place + 1])) / 2.0


def check_prediction(values, day):
    """Every pixel is there, truer than a straight line in time, and near the coarse image where that is a mean."""
    assert values.shape == (len(BANDS), *SHAPE) and np.isfinite(values).all()
    assert rmse(values, day) < 0.6 * rmse(linear(day), day)
    assert np.abs(rasters.block_means(values, RATIO) - coarse_of(truth(day))).mean() < 0.02


def check_fuseseries(folder):
    """Both dates that no fine image has, with 1 sigma and a report; a raster for each date of the coarse images."""
    fused, sigma = rasters.read(folder / "fused.tif"), rasters.read(folder / "fused_sigma.tif")
    assert fused.shape == sigma.shape == (2 * len(BANDS), *SHAPE) and (sigma > 0.0).all()
    for number, day in enumerate(("20240617", "20240719")):
        check_prediction(fused[2 * number:2 * number + 2], day)
    dataset = gdal.Open(str(folder / "fused.tif"))
    assert dataset.GetRasterBand(1).GetDescription().startswith("2024-06-17")
    assert dataset.GetRasterBand(4).GetMetadataItem("TIME_START").startswith("2024-07-19")
    assert "estarfm" in (folder / "fused.html").read_text("utf-8").lower()
    made = sorted(path.name for path in (folder / "every_date").glob("*.tif"))
    assert made == [f"fused_{day[:4]}-{day[4:6]}-{day[6:]}.tif" for day in COARSE_DAYS]
    # A date that has a fine image keeps its pixels, and what the mask takes out of them is predicted.
    own = rasters.read(folder / "every_date" / "fused_2024-07-03.tif")
    assert np.array_equal(own[:, 20:], truth("20240703").astype(float)[:, 20:]) and np.isfinite(own).all()
    assert not np.array_equal(own[:, :20, :30], truth("20240703").astype(float)[:, :20, :30])


def check_fusepair(folder):
    """With two pairs and with one; sigma goes with the errors' size."""
    pair = rasters.read(folder / "fused_20240617.tif")
    check_prediction(pair, "20240617")
    sigma = rasters.read(folder / "sigma_20240617.tif")
    assert sigma.shape == pair.shape and (sigma > 0.0).all()
    one = rasters.read(folder / "fused_20240719.tif")
    assert np.isfinite(one).all() and rmse(one, "20240719") < rmse(truth("20240703"), "20240719")


def check_evaluatefusion(folder):
    """The table's error of interpolation is that of the straight line on the date that can be held out."""
    with (folder / "evaluated.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [float(row["rmse"]) for row in rows if row["method"] == "interpolation" and row["band"] == "all"]
    assert found and np.allclose(found, straight_rmse(), rtol=1e-3)
    assert {"starfm", "estarfm", "fitfc", "interpolation"} == {row["method"] for row in rows}
    page = (folder / "evaluated.html").read_text("utf-8")
    assert "interpolation" in page.lower() and page.rstrip().endswith("</html>")


def record(path):
    """The JSON file beside an output."""
    return json.loads(path.with_name(path.name + ".json").read_text("utf-8"))


FUSION_PAGES = {
    "docs/fuseseries.md": (check_fuseseries, {"fused.tif", "fused_sigma.tif", "fused.html"}),
    "docs/fusepair.md": (check_fusepair, {"fused_20240617.tif", "sigma_20240617.tif", "fused_20240719.tif"}),
    "docs/evaluatefusion.md": (check_evaluatefusion, {"evaluated.html", "evaluated.csv"}),
}
