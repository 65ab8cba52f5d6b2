"""Draws gdal-average.png from what `make demo` wrote: what GDAL's average takes for a cell, and the error it makes.

Usage: make_gdal_average.py [FOLDER], the folder that `make demo` filled. Needs matplotlib (python3-matplotlib), which
the plugin itself does not.
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib.patches import Rectangle  # noqa: E402
from osgeo import gdal  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "examples"))

from demo import read, read_band  # noqa: E402
from exact import ExactClipping  # noqa: E402

PICTURE = Path(__file__).with_name("gdal-average.png")
SAMPLE = 500
SEED = 1
MARGIN = 9      # pixels around the cell
BLUE, RED = "#0b5cad", "#d1431f"


def main(folder: Path) -> None:
    gdal.UseExceptions()
    stack = gdal.Open(str(folder / "stack_1km.tif"))
    ours, theirs = read_band(stack, "NDVI"), read(next((folder / "gdal").glob("*NDVI_average.tif")))
    fine = gdal.Open(str(next((folder / "inputs").glob("*NDVI.tif"))))
    clipping = ExactClipping(fine, stack)
    clear = clear_cells(ours, clipping)

    plt.rcParams.update({"font.size": 10, "font.family": "DejaVu Sans", "axes.titlesize": 11})
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4.2), gridspec_kw={"width_ratios": [1.12, 1]})
    draw_cell(left, fine, clipping, clear[0])
    draw_errors(right, ours, theirs, clipping, clear)
    figure.tight_layout(w_pad=2.5)
    figure.savefig(PICTURE, dpi=110, facecolor="white")
    print(f"Made {PICTURE} ({PICTURE.stat().st_size / 1000:.0f} kB)")


def clear_cells(layer, clipping) -> list[tuple[int, int]]:
    """A sample of cells that hold nothing but valid pixels, in random order."""
    cells = []
    for cell in np.random.default_rng(SEED).permutation(np.argwhere(np.isfinite(layer))):
        if clipping.cell(*cell).valid_fraction > 1.0 - 1e-9:
            cells.append(tuple(map(int, cell)))
        if len(cells) == SAMPLE:
            break
    return cells


def draw_cell(axes, fine, clipping, cell) -> None:
    outline = clipping.outline(*cell)
    x, y = np.array(outline.exterior.coords).T
    corner = len(x) // 2
    box_x, box_y = sorted((x[0], x[corner])), sorted((y[0], y[corner]))
    west, east = (int(edge) for edge in (min(x) - MARGIN, max(x) + MARGIN))
    top, bottom = (int(edge) for edge in (min(y) - MARGIN, max(y) + MARGIN))
    pixels = fine.ReadAsArray(west, top, east - west, bottom - top)
    pixels = np.where(pixels == fine.GetRasterBand(1).GetNoDataValue(), np.nan, pixels)
    axes.imshow(pixels, cmap="gray", alpha=0.65, extent=(west, east, bottom, top), interpolation="nearest")
    width, height = box_x[1] - box_x[0], box_y[1] - box_y[0]
    axes.add_patch(Rectangle((box_x[0], box_y[0]), width, height, facecolor=RED, alpha=0.18))
    axes.add_patch(Rectangle((box_x[0], box_y[0]), width, height, fill=False, edgecolor=RED, linewidth=2.5,
                             linestyle=(0, (5, 2)), label="what GDAL averages"))
    axes.fill(x, y, facecolor=BLUE, alpha=0.18)
    axes.plot(x, y, color=BLUE, linewidth=2.5, label="the cell itself")
    axes.set(xticks=[], yticks=[], title="One 1 km cell of MODIS over 30 m pixels (UTM)")
    axes.set_xlabel(f"GDAL's box has {width * height / outline.area:.2f} times the area of the cell")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.09), ncol=2, frameon=False)


def draw_errors(axes, ours, theirs, clipping, cells) -> None:
    exact = np.array([clipping.cell(*cell).mean for cell in cells])
    spread = float(np.nanstd(ours))
    series = (("GDAL's average", theirs, RED), ("this plugin", ours, BLUE))
    for name, layer, colour in series:
        errors = 100.0 * (np.array([layer[cell] for cell in cells]) - exact) / spread
        rms, largest = np.sqrt(np.mean(errors**2)), np.max(np.abs(errors))
        axes.plot(exact, errors, ".", color=colour, markersize=5, alpha=0.75, label=f"{name}: RMS {rms:.2g} %")
        print(f"{name}: RMS error {rms:.2g} %, largest {largest:.2g} % of the standard deviation between cells")
    axes.set(xlabel="exact mean of the cell (NDVI)", ylabel="error, % of the std between cells",
             title=f"Error in {len(cells)} clear cells (southern California)")
    axes.grid(color="#dddddd", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncol=2, frameon=False, handletextpad=0.1,
                columnspacing=1.2, markerscale=2)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "demo_output")
