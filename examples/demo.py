"""Joins what four made-up sensors saw of one scene at MODIS's 1 km grid, and checks the result (`make demo`).

Usage: demo.py [FOLDER]. FOLDER is where everything goes, demo_output in this checkout by default.
Exits with 1 and a sentence if the result is not what exact clipping gives, or if anything fails.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from osgeo import gdal

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))

from exact import ExactClipping  # noqa: E402
from project import write_project  # noqa: E402
from qgis_process import ROOT, Cost, Failed, QgisProcess, clean_environment, run  # noqa: E402
from scene import CLOUD_SHARE, KILOMETRES, make_scene, observe, write_truth  # noqa: E402

MODEL = "multiscalefusion:joinatmodis1km"
JOIN = "multiscalefusion:joinlayers"
MODIS = "+proj=sinu +R=6371007.181 +units=m +no_defs"
MIN_VALID = 0.5             # what joinlayers asks of a cell by default
CELLS = 100                 # clipped exactly, of each layer
TOLERANCE = 1e-4            # of the standard deviation between cells
SEED = 20
CROPS, CROPS_CODE = "Cultivated Crops", 82


class Check(NamedTuple):
    """A layer of the stack, the file it comes from, its truth, and how GDAL would resample it."""

    layer: str
    band: str
    truth: str
    method: str | None


CHECKS = (
    Check("NDVI, HLS 30 m", "NDVI", "ndvi", "average"),
    Check("LST, ECOSTRESS 70 m", "LST", "lst_noon", "average"),
    Check("LST, MODIS 1 km", "LST_Day", "lst_morning", None),
)


class Errors(NamedTuple):
    """Root mean square errors over sampled cells, in the layer's units, and the deviation between cells."""

    ours: float
    gdals: float
    spread: float
    exact: float    # largest difference of ours from exact clipping of the input, over that deviation; NaN: not clipped


def main() -> int:
    folder = read_arguments().folder
    gdal.UseExceptions()
    try:
        for part in ("inputs", "truth", "gdal"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        return show(folder)
    except (Failed, OSError, RuntimeError) as error:
        print(f"The demo failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Join made-up layers at MODIS's 1 km grid and check the result.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "demo_output", help="where the files go")
    return parser.parse_args()


def show(folder: Path) -> int:
    print(f"Making a scene of {KILOMETRES} km x {KILOMETRES} km, {CLOUD_SHARE:.0%} of it under cloud, and what four "
          "sensors see of it.", flush=True)
    begin = time.perf_counter()
    scene = make_scene()
    inputs = observe(scene, folder / "inputs")
    truth = write_truth(scene, folder / "truth")
    print(f"  {time.perf_counter() - begin:.0f} s. Layers: {'; '.join(inputs)}.")

    print("Joining them at MODIS's sinusoidal 1 km grid with qgis_process, a cell of margin around the scene.")
    print("(The very first run compiles the kernels, which takes some 20 s and is not timed.)", flush=True)
    outputs = {"stack": folder / "stack_1km.tif", "report": folder / "report.html"}
    cost, start = join(inputs, outputs)
    peers, peer_cost = gdals(inputs, outputs["stack"], folder / "gdal")

    print(f"Clipping {CELLS} cells of each layer exactly, to compare.", flush=True)
    stack = gdal.Open(str(outputs["stack"]))
    rows = {check.layer: compare(check, stack, inputs, truth, peers) for check in CHECKS}
    rows["crop fraction, NLCD 30 m"] = compare_crops(stack, inputs, truth)
    wrong = wrong_classes(stack, inputs, peers)
    print_table(rows, wrong, cost, peer_cost, start)
    project = write_project(folder / "demo.qgz", outputs["stack"], list(inputs.values()))
    print("\nLook at:")
    for path in (outputs["report"], project, outputs["stack"]):
        print(f"  {path}")
    return conclude(rows, wrong[0])


def join(inputs: dict[str, Path], outputs: dict[str, Path]) -> tuple[Cost, Cost]:
    """The cost of the model's run, and of QGIS's start alone."""
    layers = [str(path.resolve()) for path in inputs.values()]
    with tempfile.TemporaryDirectory(prefix="multiscale_fusion_demo_") as profile:
        qgis = QgisProcess(Path(profile))
        # A corner first: whatever is compiled once and kept, is compiled here.
        corner = gdal.Info(layers[0], format="json")["cornerCoordinates"]["upperLeft"]
        x, y = corner
        qgis.algorithm(JOIN, {"INPUTS": layers, "GRID_PRESET": "modis_1km", "MIN_VALID": 0.0,
                              "EXTENT": f"{x},{x + 20e3},{y - 20e3},{y} [EPSG:32611]",
                              "OUTPUT": f"{profile}/corner.tif"})
        _, cost = qgis.algorithm(MODEL, {"LAYERS": layers, "AREA": layers[0], "MARGIN": 1,
                                         **{name: str(path.resolve()) for name, path in outputs.items()}})
    return cost, qgis.start


def gdals(inputs: dict[str, Path], stack: Path, folder: Path) -> tuple[dict[str, Path], Cost]:
    """GDAL's average, and its mode for classes, on the same grid, as fast as gdalwarp can."""
    grid = gdal.Open(str(stack))
    west, width, _, north, _, height = grid.GetGeoTransform()
    extent = (west, north + grid.RasterYSize * height, west + grid.RasterXSize * width, north)
    found, seconds, megabytes = {}, 0.0, 0.0
    methods = {check.layer: check.method for check in CHECKS if check.method} | {"land cover, NLCD 30 m": "mode"}
    for layer, method in methods.items():
        found[layer] = folder / f"{inputs[layer].stem}_{method}.tif"
        _, cost = run([
            "gdalwarp", "-q", "-overwrite", "-r", method, "-t_srs", MODIS, "-te", *map(repr, extent),
            "-ts", str(grid.RasterXSize), str(grid.RasterYSize), "-multi", "-wo", "NUM_THREADS=ALL_CPUS",
            *(["-ot", "Float64"] if method == "average" else []), str(inputs[layer]), str(found[layer]),
        ], clean_environment())
        seconds, megabytes = seconds + cost.seconds, max(megabytes, cost.megabytes)
    return found, Cost(seconds, megabytes)


def compare(check: Check, stack: gdal.Dataset, inputs: dict[str, Path], truth: dict[str, Path],
            peers: dict[str, Path]) -> Errors:
    """Errors in a sample of cells that hold nothing but valid pixels."""
    ours = read_band(stack, check.band)
    theirs = read(peers[check.layer]) if check.method else np.full(ours.shape, np.nan)
    fine = ExactClipping(gdal.Open(str(inputs[check.layer])), stack)
    cells, exact = [], []
    for cell in whole_cells(ours, stack):
        if check.method:
            clipped = fine.cell(*cell)
            if clipped.valid_fraction < 1.0 - 1e-6:
                continue
            exact.append(clipped.mean)
        cells.append(cell)
        if len(cells) == CELLS:
            break
    true = true_means(cells, truth[check.truth], stack)
    return errors(*(np.array([layer[cell] for cell in cells]) for layer in (ours, theirs)), true,
                  float(np.nanstd(ours)), exact)


def compare_crops(stack: gdal.Dataset, inputs: dict[str, Path], truth: dict[str, Path]) -> Errors:
    """The fraction of one class. The truth is of the scene's pixels, the land-cover map has its own."""
    ours = read_band(stack, CROPS)
    fine = ExactClipping(gdal.Open(str(inputs["land cover, NLCD 30 m"])), stack,
                         lambda values: np.where(values == CROPS_CODE, 1.0, 0.0))
    cells = whole_cells(ours, stack)[:CELLS]
    return errors(np.array([ours[cell] for cell in cells]), np.full(len(cells), np.nan),
                  true_means(cells, truth["crops"], stack), float(np.nanstd(ours)),
                  [fine.cell(*cell).mean for cell in cells])


def whole_cells(layer: np.ndarray, stack: gdal.Dataset) -> list[tuple[int, int]]:
    """Valid cells in random order, without those on the rim of the scene."""
    inside = np.isfinite(read_band(stack, CROPS))
    for _ in range(2):
        padded = np.pad(inside, 1)
        inside = np.all([padded[1 + j:padded.shape[0] - 1 + j, 1 + i:padded.shape[1] - 1 + i]
                         for j in (-1, 0, 1) for i in (-1, 0, 1)], axis=0)
    cells = np.random.default_rng(SEED).permutation(np.argwhere(np.isfinite(layer) & inside))
    return [tuple(map(int, cell)) for cell in cells]


def true_means(cells: list[tuple[int, int]], truth: Path, stack: gdal.Dataset) -> np.ndarray:
    clipping = ExactClipping(gdal.Open(str(truth)), stack)
    return np.array([clipping.cell(*cell).mean for cell in cells])


def errors(ours: np.ndarray, theirs: np.ndarray, true: np.ndarray, spread: float, exact: list[float]) -> Errors:
    from_exact = float(np.max(np.abs(ours - exact)) / spread) if exact else np.nan
    return Errors(rms(ours - true), rms(theirs - true), spread, from_exact)


def wrong_classes(stack: gdal.Dataset, inputs: dict[str, Path], peers: dict[str, Path]) -> tuple[float, float]:
    """Shares of the sampled cells where our largest fraction, and GDAL's mode, is not the class of the largest area."""
    values, fractions = [], []
    for number in range(1, stack.RasterCount + 1):
        band = stack.GetRasterBand(number)
        if band.GetMetadataItem("CLASS_VALUE"):
            values.append(int(band.GetMetadataItem("CLASS_VALUE")))
            fractions.append(band.ReadAsArray())
    ours = np.array(values)[np.argmax(np.nan_to_num(fractions), axis=0)]
    theirs = read(peers["land cover, NLCD 30 m"])
    clipping = ExactClipping(gdal.Open(str(inputs["land cover, NLCD 30 m"])), stack)
    cells = whole_cells(fractions[0], stack)[:CELLS]
    true = np.array([clipping.largest_class(*cell) for cell in cells])
    return tuple(float((np.array([layer[cell] for cell in cells]) != true).mean()) for layer in (ours, theirs))


def conclude(rows: dict[str, Errors], wrong: float) -> int:
    # `not error <= limit` catches NaN where there should be a number.
    failed = [name for name, row in rows.items() if not row.exact <= TOLERANCE and "MODIS" not in name]
    if wrong:
        failed.append("largest fraction, NLCD 30 m")
    if failed:
        print(f"\nNot what exact clipping gives: {', '.join(failed)}.", file=sys.stderr)
        return 1
    print(f"\nChecked: in {CELLS} cells of each layer the stack is within {TOLERANCE:g} of exact clipping (over the "
          "standard\ndeviation between cells).")
    return 0


def print_table(rows: dict[str, Errors], wrong: tuple[float, float], cost: Cost, peer_cost: Cost, start: Cost) -> None:
    print(f"\n{'RMS error against the truth':34}{'unit':>6}{'this plugin':>14}{'GDAL':>12}{'std between cells':>20}")
    for name, row in rows.items():
        unit = "K" if "LST" in name else "1"
        theirs = f"{row.gdals:12.3g}" if np.isfinite(row.gdals) else f"{'-':>12}"
        print(f"  {name:32}{unit:>6}{row.ours:14.3g}{theirs}{row.spread:20.3g}")
    print(f"{'cells of the wrong class (mode)':34}{'%':>6}{100 * wrong[0]:14.1f}{100 * wrong[1]:12.1f}")
    print(f"{'whole process, all layers':34}{'s':>6}{cost.seconds:14.1f}{peer_cost.seconds:12.1f}")
    print(f"{'peak memory':34}{'MB':>6}{cost.megabytes:14.0f}{peer_cost.megabytes:12.0f}")
    print(f"QGIS's own start takes {start.seconds:.1f} s and {start.megabytes:.0f} MB of the plugin's figures, which "
          "include the report.\nWhat is left of the plugin's errors is the sensors' own: noise, quantisation, and the "
          "blur of MODIS.")


def read(path: Path) -> np.ndarray:
    """The first band, its scale applied, NaN where nodata."""
    dataset = gdal.Open(str(path))   # kept: a band does not outlive it
    return _values(dataset.GetRasterBand(1))


def read_band(stack: gdal.Dataset, name: str) -> np.ndarray:
    """The band whose name holds a text."""
    for number in range(1, stack.RasterCount + 1):
        band = stack.GetRasterBand(number)
        if name in band.GetDescription():
            return _values(band)
    raise Failed(f"the stack has no band named {name}.")


def _values(band: gdal.Band) -> np.ndarray:
    values = band.ReadAsArray().astype(float)
    nodata = band.GetNoDataValue()
    if nodata is not None and nodata == nodata:
        values[values == nodata] = np.nan
    return values * (band.GetScale() or 1.0) + (band.GetOffset() or 0.0)


def rms(differences: np.ndarray) -> float:
    return float(np.sqrt(np.mean(differences**2)))


if __name__ == "__main__":
    sys.exit(main())
