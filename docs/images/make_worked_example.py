"""Draws the pictures of docs/worked-example.md (worked-*.png) from what examples/hls_modis_ecostress/offline.sh wrote.

Usage: make_worked_example.py FOLDER, the folder of offline.sh with all three months. Needs matplotlib
(python3-matplotlib), which the plugin itself does not.
"""

import csv
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from osgeo import gdal, ogr, osr  # noqa: E402

PICTURES = Path(__file__).parent
PRODUCTS = {"MOD11A1": "#d1431f", "HLSL30": "#0b5cad", "HLSS30": "#3a9a5b", "ECO_L2T_LSTE": "#8a4fb0"}
AREA = (402960.0, 414960.0, 3885000.0, 3897000.0)   # in UTM zone 11 north, as in run.sh
MONTH = 1    # of the three: June
SCENE = "HLS.L30.T11SMU.2024159T182200.v2.0.B04.tif"


def main(folder: Path) -> None:
    gdal.UseExceptions()
    plt.rcParams.update({"font.size": 9, "font.family": "DejaVu Sans", "axes.titlesize": 10})
    draw_footprints(folder)
    draw_masking(folder)
    draw_stack(folder)
    draw_report(folder)


def save(figure, name: str) -> None:
    path = PICTURES / f"worked-{name}.png"
    figure.savefig(path, dpi=100, facecolor="white", bbox_inches="tight")
    plt.close(figure)
    print(f"Made {path} ({path.stat().st_size / 1000:.0f} kB)")


def read(path: Path, band: int = 1) -> np.ndarray:
    """Values, scale applied; NaN where there are none."""
    dataset = gdal.Open(str(path))
    found = dataset.GetRasterBand(band)
    values = np.where(found.GetMaskBand().ReadAsArray() > 0, found.ReadAsArray().astype(float), np.nan)
    return values * (found.GetScale() or 1.0) + (found.GetOffset() or 0.0)


def draw_footprints(folder: Path) -> None:
    """The granules of the search, the one tile of MODIS in part, and the area."""
    figure, axes = plt.subplots(figsize=(5.6, 4.6))
    for (product, colour), width in zip(PRODUCTS.items(), (2.0, 7.0, 4.0, 1.5)):
        source = ogr.Open(str(folder / f"{product}.gpkg"))
        for number, feature in enumerate(source.GetLayer(0)):
            ring = feature.GetGeometryRef()
            while ring.GetGeometryCount():
                ring = ring.GetGeometryRef(0)
            points = np.array(ring.GetPoints())[:, :2]
            if number == 0:   # footprints of a tile are the same each day
                axes.fill(*points.T, facecolor=colour, alpha=0.08, zorder=1)
                axes.plot(*points.T, color=colour, zorder=2, linewidth=width,
                          label=f"{product}: {len(source.GetLayer(0))} granules")
    west, east, south, north = AREA
    utm, degrees = osr.SpatialReference(), osr.SpatialReference()
    utm.ImportFromEPSG(32611)
    degrees.ImportFromEPSG(4326)
    for each in (utm, degrees):
        each.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    corners = osr.CoordinateTransformation(utm, degrees).TransformPoints(
        [(west, south), (east, south), (east, north), (west, north), (west, south)])
    x, y = np.array(corners)[:, 0], np.array(corners)[:, 1]
    axes.plot(x, y, color="black", linestyle="--", linewidth=1.5, label="area", zorder=3)
    axes.set(xlim=(x.min() - 0.08, x.max() + 0.08), ylim=(y.min() - 0.06, y.max() + 0.12), xlabel="longitude",
             ylabel="latitude", aspect=1.0 / np.cos(np.radians(y.mean())))
    axes.locator_params(nbins=5)
    axes.legend(loc="upper left", fontsize=8)
    save(figure, "footprints")


def draw_masking(folder: Path) -> None:
    """Red reflectance of a scene as downloaded, masked, and in the composite of its month."""
    pictures = (("as downloaded", read(folder / "granules/HLSL30" / SCENE)),
                ("opened, masked", read(folder / "opened/red" / SCENE)),
                ("composite of June", read(folder / "red.tif", 1 + MONTH)))
    figure, axes = plt.subplots(1, 3, figsize=(9.6, 3.3))
    for place, (title, values) in zip(axes, pictures):
        shown = place.imshow(values, cmap="cividis", vmin=0.0, vmax=0.35, interpolation="nearest")
        place.set(title=title, xticks=[], yticks=[], facecolor="#e33")
    figure.colorbar(shown, ax=axes, shrink=0.85, label="red reflectance (red: nodata)")
    save(figure, "masking")


def draw_stack(folder: Path) -> None:
    """The bands of one month on MODIS's grid."""
    figure, axes = plt.subplots(3, 1, figsize=(6.4, 8.4))
    for number, (place, title, label, colours) in enumerate(zip(
            axes, ("NDVI of the aggregated reflectances", "MODIS", "ECOSTRESS"), ("NDVI", "K", "K"),
            ("YlGn", "inferno", "inferno"))):
        values = read(folder / "stack.tif", 1 + 3 * number + MONTH)
        shown = place.imshow(values, cmap=colours, interpolation="nearest")
        place.set(title=f"{title}, June", xticks=[], yticks=[], facecolor="#ccc")
        figure.colorbar(shown, ax=place, shrink=0.8, label=label)
    figure.tight_layout()
    save(figure, "stack")


def draw_report(folder: Path) -> None:
    """Two of the report's scatter plots, with the correlation of its table."""
    with (folder / "report_correlation.csv").open(encoding="utf-8", newline="") as file:
        (_, *names), *rows = csv.reader(file)
    figure, axes = plt.subplots(1, 2, figsize=(9.0, 3.8))
    for place, (first, second), labels in (
            (axes[0], (MONTH, 3 + MONTH), ("NDVI", "LST of MODIS (K)")),
            (axes[1], (3 + MONTH, 6 + MONTH), ("LST of MODIS (K)", "LST of ECOSTRESS (K)"))):
        x, y = (read(folder / "stack.tif", 1 + band) for band in (first, second))
        place.scatter(x, y, s=9, color="#0b5cad", alpha=0.7)
        place.set(xlabel=labels[0], ylabel=labels[1],
                  title=f"{names[first]} and {names[second]}: r = {float(rows[first][1 + second]):.2f}")
    figure.tight_layout()
    save(figure, "report")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
