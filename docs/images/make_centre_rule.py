"""The table of docs/samplepoints.md: what rasterstats' centre rule makes of GEDI's footprints, beside exact discs.

    .venv/bin/python docs/images/make_centre_rule.py --peer PYTHON

PYTHON is one that has rasterstats, apart from QGIS's, since it brings a GDAL of its own. For each pixel size, 20,000
discs of 25 m lie at random on white noise, where neighbours tell nothing of each other, and on a field that is smooth
over some 60 m, as canopies are. Errors are those of the mean, in standard deviations of the pixels.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
PIXELS = (1.0, 5.0, 10.0, 30.0)
FIELDS = ("noise", "canopy")
COUNT, DIAMETER, SIDE = 20_000, 25.0, 3000.0
CRS = "+proj=aeqd +lat_0=45 +lon_0=15 +ellps=WGS84 +units=m"   # true to scale here, so that a disc is a circle
CORNERS = 256


def field(name, pixel):
    """(rows, columns), of mean 0 and standard deviation 1."""
    size = round(SIDE / pixel)
    noise = np.random.default_rng(1).normal(size=(size, size))
    if name == "canopy":
        from scipy.ndimage import gaussian_filter

        noise = gaussian_filter(noise, 20.0 / pixel, mode="wrap")
    return ((noise - noise.mean()) / noise.std()).astype(np.float32)


def centres():
    return np.random.default_rng(2).uniform(-SIDE / 2 + 40.0, SIDE / 2 - 40.0, (2, COUNT))


def exact(name, pixel, folder):
    """Our means (COUNT)."""
    sys.path.append(str(ROOT / "tools"))
    from load_package import load_package

    load_package()
    from osgeo import gdal, osr

    from multiscale_fusion.core.crs import parse_crs
    from multiscale_fusion.core.raster import RasterSource
    from multiscale_fusion.core.sample import Footprints, Options, sample

    gdal.UseExceptions()
    values = field(name, pixel)
    path = Path(folder) / f"{name}-{pixel}.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), *values.shape[::-1], 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((-SIDE / 2, pixel, 0.0, SIDE / 2, 0.0, -pixel))
    reference = osr.SpatialReference()
    reference.ImportFromProj4(CRS)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.GetRasterBand(1).WriteArray(values)
    del dataset
    with RasterSource(str(path)) as source:
        options = Options(support="disc", kind="intensive")
        found = sample([source], Footprints(parse_crs(CRS), *centres(), diameter=DIAMETER), options)
    means, = found.values()
    return means


def peer():
    """What rasterstats gives, by its centre rule and with every pixel that is touched, into the file that is named."""
    from affine import Affine
    from rasterstats import zonal_stats

    turns = np.linspace(0.0, 2.0 * np.pi, CORNERS + 1)
    # As large as the disc, not within it.
    radius = DIAMETER / 2.0 * np.sqrt(2.0 * np.pi / CORNERS / np.sin(2.0 * np.pi / CORNERS))
    rings = [np.stack([x + radius * np.cos(turns), y + radius * np.sin(turns)], 1).tolist() for x, y in centres().T]
    polygons = [{"type": "Polygon", "coordinates": [ring]} for ring in rings]
    found = {}
    for name in FIELDS:
        for pixel in PIXELS:
            values, affine = np.load(sys.stdin.buffer), Affine(pixel, 0, -SIDE / 2, 0, -pixel, SIDE / 2)
            for touched in (False, True):
                stats = zonal_stats(polygons, values, affine=affine, stats=["mean"], nodata=-9999,
                                    all_touched=touched)
                found[f"{name} {pixel} {touched}"] = [np.nan if each["mean"] is None else each["mean"]
                                                      for each in stats]
    np.savez(sys.argv[2], **found)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", required=True, help="a Python with rasterstats")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        arrays, results = Path(folder) / "fields.npy", Path(folder) / "peer.npz"
        with arrays.open("wb") as file:
            for name in FIELDS:
                for pixel in PIXELS:
                    np.save(file, field(name, pixel))
        with arrays.open("rb") as file:
            subprocess.run([given.peer, __file__, "--worker", results], stdin=file, check=True)
        theirs = np.load(results)
        for name in FIELDS:
            for pixel in PIXELS:
                means = exact(name, pixel, folder)
                centre, touched = (theirs[f"{name} {pixel} {rule}"] for rule in (False, True))
                none = np.isnan(centre)
                errors = [np.sqrt(np.nanmean((rule - means) ** 2)) for rule in (centre, touched)]
                print(f"{name:7s} {pixel:4.0f} m: spread of the exact means {means.std():.3f}, RMS error of the centre "
                      f"rule {errors[0]:.3f}, of all touched {errors[1]:.3f}, footprints without a centre "
                      f"{100 * none.mean():.1f} %")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        sys.argv[1:] = ["worker", sys.argv[2]]
        peer()
    else:
        main()
