"""Aggregates a made-up 30 m raster to the 1 km grid of MODIS, and checks the result (`make demo`).

Usage: demo.py [FOLDER]. FOLDER is where the GeoTIFFs go, demo_output in this checkout by default.
Exits with 1 and a sentence if the result differs from exact clipping, or if anything fails.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from osgeo import gdal

from exact import Exact, ExactClipping
from field import EPSG, NODATA, NORTH, PIXEL, SIZE, WEST, write_field
from qgis_process import ROOT, Cost, Failed, QgisProcess, clean_environment, run

ALGORITHM = "multiscalefusion:aggregate"
MODIS = "+proj=sinu +R=6371007.181 +units=m +no_defs"
MODIS_CELL = 926.625433055833
MIN_VALID = 0.5
CORNER = 20_000.0           # metres
TOLERANCE = 1e-4            # of the standard deviation between cells
SAMPLE = {"clear": 40, "cloud edge": 30, "mostly cloud": 5, "edge of the field": 5}
SEED = 20


class Layers(NamedTuple):
    """Values by (row, column) of the target grid, NaN where nodata."""

    mean: np.ndarray
    valid_fraction: np.ndarray
    spread: np.ndarray
    gdal: np.ndarray


def main() -> int:
    folder = read_arguments().folder
    gdal.UseExceptions()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return show(folder)
    except (Failed, OSError, RuntimeError) as error:
        print(f"The demo failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Aggregate a made-up 30 m raster to MODIS's 1 km grid and check it.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "demo_output", help="where the GeoTIFFs go")
    return parser.parse_args()


def show(folder: Path) -> int:
    names = ("fine_30m", "mean_1km", "valid_fraction", "variability", "gdal_average")
    paths = {name: folder / f"{name}.tif" for name in names}
    print(f"Making a {SIZE} x {SIZE} field of {PIXEL:g} m pixels", end="", flush=True)
    cloud_share = write_field(paths["fine_30m"])
    print(f", {cloud_share:.0%} of it under cloud.")

    print("Aggregating it to MODIS's sinusoidal 1 km grid, with qgis_process and with gdalwarp.")
    print("(The very first run compiles the kernels, which takes some 20 s and is not timed.)", flush=True)
    our_cost, start = aggregate(paths)
    gdal_cost = gdal_average(paths)

    layers = Layers(*(read(paths[name]) for name in ("mean_1km", "valid_fraction", "variability", "gdal_average")))
    cells = choose_cells(layers)
    print(f"Clipping {len(cells)} of the cells exactly, to compare.", flush=True)
    exact = clip(paths, cells)

    spread = float(np.nanstd(layers.mean))
    ours, theirs = (difference(layer, exact, cells) for layer in (layers.mean, layers.gdal))
    print_table(spread, ours, theirs, our_cost, gdal_cost)
    print(f"QGIS's own start takes {start.seconds:.1f} s and {start.megabytes:.0f} MB of the plugin's figures.")
    print("\nGeoTIFFs:")
    for path in paths.values():
        print(f"  {path}")

    complaints = check(layers, exact, cells, spread)
    print()
    if complaints:
        print("\n".join(complaints), file=sys.stderr)
        return 1
    print(
        f"Checked: in these {len(cells)} cells, mean and variability (over the standard deviation between cells)\n"
        f"and valid fraction are within {TOLERANCE:g} of exact clipping."
    )
    return 0


def aggregate(paths: dict[str, Path]) -> tuple[Cost, Cost]:
    """The cost of the run, and of QGIS's start alone."""
    with tempfile.TemporaryDirectory(prefix="multiscale_fusion_demo_") as profile:
        qgis = QgisProcess(Path(profile))
        inputs = {
            "INPUT": str(paths["fine_30m"].resolve()),
            "TARGET_CRS": f"PROJ:{MODIS}",
            "RESOLUTION": MODIS_CELL,
            "STATISTIC": "mean",
            "MIN_VALID": MIN_VALID,
        }
        outputs = {"OUTPUT": "mean_1km", "VALID_FRACTION": "valid_fraction", "VARIABILITY": "variability"}
        # A corner of the field first: whatever is compiled once and kept, is compiled here.
        corner = {"EXTENT": f"{WEST},{WEST + CORNER},{NORTH - CORNER},{NORTH} [EPSG:{EPSG}]", "MIN_VALID": 0.0}
        drafts = {output: f"{profile}/{name}.tif" for output, name in outputs.items()}
        qgis.algorithm(ALGORITHM, {**inputs, **corner, **drafts})
        finals = {output: str(paths[name].resolve()) for output, name in outputs.items()}
        _, cost = qgis.algorithm(ALGORITHM, {**inputs, **finals})
    return cost, qgis.start


def gdal_average(paths: dict[str, Path]) -> Cost:
    """GDAL's average on the same grid, as fast as gdalwarp can."""
    grid = gdal.Open(str(paths["mean_1km"]))
    west, width, _, north, _, height = grid.GetGeoTransform()
    extent = (west, north + grid.RasterYSize * height, west + grid.RasterXSize * width, north)
    _, cost = run([
        "gdalwarp", "-q", "-overwrite", "-r", "average", "-t_srs", MODIS, "-te", *map(repr, extent),
        "-ts", str(grid.RasterXSize), str(grid.RasterYSize), "-multi", "-wo", "NUM_THREADS=ALL_CPUS",
        "-dstnodata", str(NODATA), str(paths["fine_30m"]), str(paths["gdal_average"]),
    ], clean_environment())
    return cost


def read(path: Path) -> np.ndarray:
    dataset = gdal.Open(str(path))
    values = dataset.ReadAsArray().astype(float)
    values[values == dataset.GetRasterBand(1).GetNoDataValue()] = np.nan
    return values


def choose_cells(layers: Layers) -> list[tuple[int, int]]:
    """A random sample, with more cells where mistakes are likely."""
    inside = np.zeros(layers.mean.shape, dtype=bool)
    fraction = layers.valid_fraction
    # Cells with neighbours of no valid ground may lie on the field's edge: the outermost of each row do.
    touched = fraction > 0.0
    for row in np.flatnonzero(touched.any(axis=1)):
        columns = np.flatnonzero(touched[row])
        inside[row, columns[0] + 2:columns[-1] - 1] = True
    groups = {
        "clear": inside & (fraction == 1.0),
        "cloud edge": inside & (fraction >= MIN_VALID) & (fraction < 1.0),
        "mostly cloud": inside & touched & (fraction < MIN_VALID),
        "edge of the field": ~inside & touched,
    }
    random = np.random.default_rng(SEED)
    cells = []
    for name, group in groups.items():
        places = np.argwhere(group)
        if len(places) < SAMPLE[name]:
            raise Failed(f"only {len(places)} cells are of the kind '{name}', where {SAMPLE[name]} were expected.")
        cells += [tuple(map(int, place)) for place in random.choice(places, SAMPLE[name], replace=False)]
    return cells


def clip(paths: dict[str, Path], cells: list[tuple[int, int]]) -> list[Exact]:
    clipping = ExactClipping(gdal.Open(str(paths["fine_30m"])), gdal.Open(str(paths["mean_1km"])))
    return [clipping.cell(row, column) for row, column in cells]


def difference(layer: np.ndarray, exact: list[Exact], cells: list[tuple[int, int]]) -> np.ndarray:
    """Of the mean, in the sampled cells that are valid enough."""
    return np.array([layer[cell] - true.mean for cell, true in zip(cells, exact) if true.valid_fraction >= MIN_VALID])


def check(layers: Layers, exact: list[Exact], cells: list[tuple[int, int]], spread: float) -> list[str]:
    """A sentence for each layer that is not what exact clipping gives."""
    kept = [(cell, true) for cell, true in zip(cells, exact) if true.valid_fraction >= MIN_VALID]
    dropped = [cell for cell, true in zip(cells, exact) if true.valid_fraction < MIN_VALID]
    largest = {
        "mean": np.max([abs(layers.mean[cell] - true.mean) for cell, true in kept]) / spread,
        "variability": np.max([abs(layers.spread[cell] - true.spread) for cell, true in kept]) / spread,
        "valid fraction": np.max([
            abs(layers.valid_fraction[cell] - true.valid_fraction) for cell, true in zip(cells, exact)
        ]),
    }
    # np.max keeps a NaN, and `not error <= limit` makes it fail.
    complaints = [
        f"The {name} differs from exact clipping by {error:.2g}"
        f"{'' if name == 'valid fraction' else ' of the standard deviation between cells'}, more than {TOLERANCE:g}."
        for name, error in largest.items() if not error <= TOLERANCE
    ]
    wrong = sum(not np.isnan(layers.mean[cell]) for cell in dropped)
    if wrong:
        complaints.append(f"{wrong} cells with less than {MIN_VALID:.0%} of valid ground are not nodata.")
    return complaints


def print_table(spread: float, ours: np.ndarray, theirs: np.ndarray, our_cost: Cost, gdal_cost: Cost) -> None:
    columns = [(ours, our_cost), (theirs, gdal_cost)]
    rms = [np.sqrt(np.mean(errors**2)) for errors, _ in columns]
    largest = [np.max(np.abs(errors)) for errors, _ in columns]
    print(f"\n{'error against exact clipping':36}{'this plugin':>16}{'GDAL average':>16}")
    for name, values in (("RMS", rms), ("largest", largest)):
        label = f"  {name}, reflectance"
        print(f"{label:36}" + "".join(f"{value:>16.2g}" for value in values))
        label = f"  {name}, % of the std between cells"
        print(f"{label:36}" + "".join(f"{100 * value / spread:>16.2g}" for value in values))
    print(f"{'whole process, seconds':36}" + "".join(f"{cost.seconds:>16.1f}" for _, cost in columns))
    print(f"{'peak memory, MB':36}" + "".join(f"{cost.megabytes:>16.0f}" for _, cost in columns))


if __name__ == "__main__":
    sys.exit(main())
