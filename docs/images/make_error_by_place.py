"""Measures GDAL's average, mode and sum against exact areas by place on Earth: 30 m UTM to MODIS's 1 km grid.

Usage: make_error_by_place.py. Writes error-by-place.png and error-by-place.csv beside itself, and prints the table of
docs/why-not-gdal-average.md. Takes some 20 minutes. Needs matplotlib (python3-matplotlib), and exactextract of
requirements-test.txt for the exact areas, both of which the plugin itself does not.

One made-up scene, NDVI and land cover of 100 km x 100 km, is laid down unchanged at every place, in the UTM zone of
the place. So nothing but the geometry differs from place to place.
"""

import csv
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import exactextract
import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from odc.geo.geobox import GeoBox  # noqa: E402
from osgeo import gdal, ogr, osr  # noqa: E402
from pyproj import Transformer  # noqa: E402

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[1] / "tools"))

from load_package import load_package  # noqa: E402

load_package()

from multiscale_fusion.core.aggregate import Options, aggregate  # noqa: E402
from multiscale_fusion.core.raster import RasterSource  # noqa: E402
from multiscale_fusion.core.simulate import Scene, scene_grid  # noqa: E402

SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m +no_defs"
CELL, WEST, NORTH = 926.625433055833, -20015109.354, 10007554.677
PIXEL, SEED, DAY, KILOMETRES = 30.0, 11, date(2024, 6, 2), 100
SAMPLE = 500                     # cells at each place
POINTS = 32                      # along each edge of a cell
LATITUDES = range(-70, 71, 5)
LONGITUDES = range(-177, 180, 12)   # the central meridian of every second UTM zone
WORLD_MAP = Path("/usr/share/qgis/resources/data/world_map.gpkg")
PLACES = {
    "Fairbanks, Alaska": (64.8, -147.7), "Los Angeles, California": (34.05, -118.25),
    "Des Moines, Iowa": (41.6, -93.6), "Manaus, Amazonas": (-3.1, -60.0), "Córdoba, Argentina": (-31.4, -64.2),
    "London, England": (51.5, -0.1), "Ljubljana, Slovenia": (46.05, 14.5), "Nairobi, Kenya": (-1.3, 36.8),
    "Cape Town, South Africa": (-33.9, 18.4), "Delhi, India": (28.6, 77.2), "Beijing, China": (39.9, 116.4),
    "Yakutsk, Siberia": (62.0, 129.7), "Sydney, Australia": (-33.9, 151.2), "Wellington, New Zealand": (-41.3, 174.8),
}


@dataclass(frozen=True)
class Ground:
    """The scene laid down at a place: the grids of its pixels and of the MODIS cells over it, and sampled cells.

    ``sample``: flat indices of some cells that lie wholly on the scene; ``rings``: their closed outlines (cells,
    points, 2) in pixels, y upwards from the lower edge.
    """

    pixels: GeoBox
    cells: GeoBox
    sample: np.ndarray
    rings: np.ndarray


class Exact(NamedTuple):
    """Of each sampled cell: the mean, the sum (of value times fraction of pixel), the class of the largest area."""

    mean: np.ndarray
    sum: np.ndarray
    mode: np.ndarray


class Errors(NamedTuple):
    """At a place: % of the deviation between cells (RMS), for modes % of the cells that get a wrong class.

    ``box``: area of the box that GDAL averages, over that of the cell. NaN: not measured.
    """

    box: float
    average: float
    mode: float
    sum: float = np.nan
    our_average: float = np.nan
    our_mode: float = np.nan
    our_sum: float = np.nan


def main() -> None:
    gdal.UseExceptions()
    scene = Scene(seed=SEED, grid=scene_grid(KILOMETRES))
    ndvi, cover = scene.ndvi(DAY), scene.land_cover(DAY)
    by_place = {(latitude, longitude): gdals_errors(latitude, longitude, ndvi, cover)
                for latitude in LATITUDES for longitude in LONGITUDES}
    with tempfile.TemporaryDirectory() as folder:
        named = {name: with_sums_and_ours(place, gdals_errors(*place, ndvi, cover), ndvi, cover, Path(folder))
                 for name, place in PLACES.items()}
    write_csv(by_place)
    draw(by_place)
    print_table(named)
    averages = [errors.average for errors in by_place.values()]
    print(f"\n{len(averages)} places: median error of the average {np.median(averages):.1f} %, "
          f"largest {np.max(averages):.1f} %, GDAL {gdal.__version__}")


def lay(latitude: float, longitude: float, shape: tuple[int, int]) -> Ground:
    zone = int((longitude + 180.0) // 6.0) + 1
    crs = f"EPSG:{32600 + zone if latitude >= 0 else 32700 + zone}"
    east, north = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(longitude, latitude)
    left, top = (round((middle + half) / PIXEL) * PIXEL for middle, half in
                 ((east, -shape[1] * PIXEL / 2), (north, shape[0] * PIXEL / 2)))
    pixels = GeoBox.from_bbox((left, top - shape[0] * PIXEL, left + shape[1] * PIXEL, top), crs, shape=shape)
    to_cells = Transformer.from_crs(crs, SINUSOIDAL, always_xy=True)
    t = np.linspace(0.0, 1.0, 50)
    x, y = to_cells.transform(left + shape[1] * PIXEL * np.r_[t, 0 * t + 1, t, 0 * t],
                              top - shape[0] * PIXEL * np.r_[0 * t, t, 0 * t + 1, t])
    columns, rows = (np.floor(np.array([edge.min(), edge.max()]) / CELL).astype(int)
                     for edge in (x - WEST, NORTH - y))
    west, north = WEST + columns[0] * CELL, NORTH - rows[0] * CELL
    size = (rows[1] - rows[0] + 1, columns[1] - columns[0] + 1)
    cells = GeoBox.from_bbox((west, north - size[0] * CELL, west + size[1] * CELL, north), SINUSOIDAL, shape=size)
    corners = outlines(pixels, cells, np.arange(size[0] * size[1]), 1)
    inside = ((corners > 2.0) & (corners < np.array(shape[::-1]) - 2.0)).all(axis=(1, 2))
    sample = np.random.default_rng(SEED).choice(np.flatnonzero(inside), SAMPLE, replace=False)
    return Ground(pixels, cells, sample, outlines(pixels, cells, sample, POINTS))


def outlines(pixels: GeoBox, cells: GeoBox, which: np.ndarray, points: int) -> np.ndarray:
    t = np.arange(points) / points
    zero, one = np.zeros(points), np.ones(points)
    row, column = (index[:, None] for index in np.divmod(which, cells.shape[1]))
    x, y = cells.affine * (column + np.r_[t, one, 1 - t, zero, 0], row + np.r_[zero, t, one, 1 - t, 0])
    x, y = Transformer.from_crs(cells.crs.proj, pixels.crs.proj, always_xy=True).transform(x, y)
    x, y = ~pixels.affine * (x, y)
    return np.stack([x, pixels.shape[0] - y], axis=-1)


def exact_values(ground: Ground, ndvi: np.ndarray, cover: np.ndarray) -> Exact:
    features = [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring.tolist()]}}
                for ring in ground.rings]

    def extract(values: np.ndarray, statistics: list[str]) -> np.ndarray:
        raster = exactextract.raster.NumPyRasterSource(values, 0, 0, *values.shape[::-1])
        found = exactextract.exact_extract(raster, features, statistics)
        return np.array([[each["properties"][name] for name in statistics] for each in found]).T

    mean, total = extract(ndvi.astype(float), ["mean", "sum"])
    return Exact(mean, total, extract(cover, ["mode"])[0])


def warp(ground: Ground, values: np.ndarray, method: str) -> np.ndarray:
    """What gdalwarp gives in the sampled cells, its transformer exact (-et 0)."""
    source, target = (in_memory(grid, kind) for grid, kind in (
        (ground.pixels, gdal.GDT_Byte if values.dtype == np.uint8 else gdal.GDT_Float64),
        (ground.cells, gdal.GDT_Byte if values.dtype == np.uint8 else gdal.GDT_Float64)))
    source.WriteArray(values)
    gdal.Warp(target, source, resampleAlg=method, errorThreshold=0)
    return target.ReadAsArray().ravel()[ground.sample]


def in_memory(grid: GeoBox, kind: int) -> gdal.Dataset:
    dataset = gdal.GetDriverByName("MEM").Create("", grid.shape[1], grid.shape[0], 1, kind)
    system = osr.SpatialReference()
    system.SetFromUserInput(grid.crs.proj.to_wkt("WKT1_GDAL"))
    dataset.SetSpatialRef(system)
    dataset.SetGeoTransform(grid.affine.to_gdal())
    return dataset


def gdals_errors(latitude: float, longitude: float, ndvi: np.ndarray, cover: np.ndarray) -> Errors:
    ground = lay(latitude, longitude, ndvi.shape)
    exact = exact_values(ground, ndvi, cover)
    return Errors(box_area(ground), relative(warp(ground, ndvi, "average"), exact.mean),
                  100.0 * float(np.mean(warp(ground, cover, "mode") != exact.mode)))


def relative(found: np.ndarray, exact: np.ndarray) -> float:
    """RMS difference in % of the deviation between cells."""
    return 100.0 * float(np.sqrt(np.mean((found - exact) ** 2)) / np.std(exact))


def box_area(ground: Ground) -> float:
    """Of the box between two opposite corners, over the cell's own area: the mean of the sampled cells."""
    x, y = ground.rings[..., 0], ground.rings[..., 1]
    area = 0.5 * np.abs((x[:, :-1] * y[:, 1:] - x[:, 1:] * y[:, :-1]).sum(axis=1))
    corners = ground.rings[:, 2 * POINTS] - ground.rings[:, 0]
    return float(np.mean(np.abs(corners.prod(axis=1)) / area))


def with_sums_and_ours(place: tuple[float, float], errors: Errors, ndvi: np.ndarray, cover: np.ndarray,
                       folder: Path) -> Errors:
    ground = lay(*place, ndvi.shape)
    exact = exact_values(ground, ndvi, cover)

    def ours(values: np.ndarray, kind: str, statistic: str) -> np.ndarray:
        kept = in_memory(ground.pixels, gdal.GDT_Byte if values.dtype == np.uint8 else gdal.GDT_Float64)
        kept.WriteArray(values)
        gdal.Translate(str(folder / "pixels.tif"), kept)
        with RasterSource(str(folder / "pixels.tif")) as source:
            aggregate(source, ground.cells, str(folder / "cells.tif"),
                      options=Options(kind=kind, statistic=statistic, dtype="auto"))
        return gdal.Open(str(folder / "cells.tif")).ReadAsArray().ravel()[ground.sample]

    return errors._replace(sum=relative(warp(ground, ndvi, "sum"), exact.sum),
                           our_average=relative(ours(ndvi, "intensive", "mean"), exact.mean),
                           our_mode=100.0 * float(np.mean(ours(cover, "categorical", "mode") != exact.mode)),
                           our_sum=relative(ours(ndvi, "extensive", "sum"), exact.sum))


def write_csv(by_place: dict[tuple[int, int], Errors]) -> None:
    with HERE.joinpath("error-by-place.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["latitude", "longitude", "box_area_over_cell_area", "average_error_percent",
                       "mode_wrong_percent"])
        for place, errors in by_place.items():
            rows.writerow([*place, f"{errors.box:.3f}", f"{errors.average:.2f}", f"{errors.mode:.2f}"])


def draw(by_place: dict[tuple[int, int], Errors]) -> None:
    plt.rcParams.update({"font.size": 10, "font.family": "DejaVu Sans", "axes.titlesize": 11})
    figure, axes = plt.subplots(figsize=(9.6, 4.4))
    latitudes, longitudes = np.array(LATITUDES), np.array(LONGITUDES)
    errors = np.array([[by_place[latitude, longitude].average for longitude in LONGITUDES] for latitude in LATITUDES])
    edges_y = np.append(latitudes - 2.5, latitudes[-1] + 2.5)
    edges_x = np.append(longitudes - 6.0, longitudes[-1] + 6.0)
    x, y = np.meshgrid(np.clip(edges_x, -180, 180), edges_y)
    mesh = axes.pcolormesh(x * np.cos(np.radians(y)), y, errors, cmap="viridis", vmin=0.0)
    draw_land(axes)
    for name, (latitude, longitude) in PLACES.items():
        axes.plot(longitude * np.cos(np.radians(latitude)), latitude, "o", markersize=4, markerfacecolor="white",
                  markeredgecolor="black")
    axes.set(aspect="equal", xticks=[], yticks=range(-60, 61, 30), ylim=(-75, 75), ylabel="latitude, degrees",
             title="Error of GDAL's average, 30 m UTM to MODIS's sinusoidal 1 km grid, by place")
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    figure.colorbar(mesh, ax=axes, label="RMS error, % of the std between cells", fraction=0.02, pad=0.02)
    figure.tight_layout()
    figure.savefig(HERE / "error-by-place.png", dpi=110, facecolor="white")


def draw_land(axes) -> None:
    """Coasts in the sinusoidal projection, from the map that QGIS ships."""
    data = ogr.Open(str(WORLD_MAP))
    for feature in data.GetLayerByName("countries"):
        outline = feature.GetGeometryRef()
        for polygon in (outline if outline.GetGeometryName() == "MULTIPOLYGON" else [outline]):
            points = np.array(polygon.GetGeometryRef(0).GetPoints())[:, :2]
            if len(points) > 25:
                axes.plot(points[:, 0] * np.cos(np.radians(points[:, 1])), points[:, 1], color="white", linewidth=0.5)


def print_table(named: dict[str, Errors]) -> None:
    print("| place | latitude, longitude | box / cell | GDAL's average | GDAL's mode | GDAL's sum | our mean "
          "| our mode | our sum |\n|---|---|---|---|---|---|---|---|---|")
    for name, errors in named.items():
        latitude, longitude = PLACES[name]
        print(f"| {name} | {latitude:g}, {longitude:g} | {errors.box:.2f} | {errors.average:.1f} % "
              f"| {errors.mode:.1f} % | {errors.sum:.2g} % | {errors.our_average:.2g} % | {errors.our_mode:.1f} % "
              f"| {errors.our_sum:.2g} % |")


if __name__ == "__main__":
    main()
