"""Zonal means: our cells beside exactextract and QGIS's zonal statistics, which get the same cells as polygons.

The polygons, in the raster's CRS with further points along each edge, are made outside of the timing. Of QGIS's time
what the same costs for one polygon on four pixels, mostly start-up, is taken off. "In memory": of arrays that were read
before, our kernel on two threads, exactextract as it is.
"""

from pathlib import Path

import numpy as np
from odc.geo.geobox import GeoBox
from osgeo import ogr, osr
from pyproj import Transformer

from . import kernels
from .measure import in_turn, medians, seconds
from .programs import Qgis, band, our_job, our_worker, peer_worker
from .record import Findings, Goal, Row
from .reference import sample
from .tiles import Bench, raster, square, target_of

NAME, COMPRESSION = "S2", "raw"
LABELS = ("UTM 1 km", "MODIS sinusoidal")
EXACTEXTRACT, ZONAL = "exactextract", "QGIS zonal statistics"
OURS_IN_MEMORY, EXACTEXTRACT_IN_MEMORY = "ours, in memory", "exactextract, in memory"
POINTS_PER_EDGE = 4
GOAL = 50.0


def outlines(source: GeoBox, target: GeoBox) -> tuple[np.ndarray, np.ndarray]:
    """Numbers (row * columns + column) of the cells that touch the source's box, and their outlines (cells, points, 2).

    In the source's CRS. Where both CRSs are one, an edge needs no further points.
    """
    parts = 1 if source.crs == target.crs else POINTS_PER_EDGE
    step = np.arange(parts) / parts
    across = np.concatenate([step, np.ones(parts), 1.0 - step, np.zeros(parts), [0.0]])
    down = np.concatenate([np.zeros(parts), step, np.ones(parts), 1.0 - step, [0.0]])
    rows, columns = np.divmod(np.arange(target.shape[0] * target.shape[1]), target.shape[1])
    x, y = target.affine * (columns[:, None] + across, rows[:, None] + down)
    x, y = Transformer.from_crs(target.crs.proj, source.crs.proj, always_xy=True).transform(x, y)
    box = source.boundingbox
    near = (x.max(1) > box.left) & (x.min(1) < box.right) & (y.max(1) > box.bottom) & (y.min(1) < box.top)
    return np.flatnonzero(near), np.stack([x[near], y[near]], axis=-1)


def write_polygons(path: Path, source: GeoBox, numbers: np.ndarray, points: np.ndarray) -> None:
    """A GeoPackage of polygons with their number in the field cell."""
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    reference = osr.SpatialReference()
    reference.ImportFromWkt(source.crs.proj.to_wkt())
    layer = dataset.CreateLayer("cells", reference, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("cell", ogr.OFTInteger64))
    layer.StartTransaction()
    for number, ring in zip(numbers.tolist(), points.tolist()):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("cell", number)
        text = ",".join(f"{x!r} {y!r}" for x, y in ring)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON(({text}))"))
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def on_grid(target: GeoBox, pairs) -> np.ndarray:
    """Values (rows, columns) from pairs of cell number and value, NaN where there is none."""
    values = np.full(target.shape[0] * target.shape[1], np.nan)
    for number, value in pairs:
        values[number] = np.nan if value is None else value
    return values.reshape(target.shape)


def zonal_pairs(path: Path) -> list[tuple[int, float | None]]:
    dataset = ogr.Open(str(path))
    return [(feature.GetField("cell"), feature.GetField("_mean")) for feature in dataset.GetLayer(0)]


def compare(bench: Bench, label: str, qgis: Qgis) -> list[Row]:
    tile = bench.tile(NAME)
    target, path = target_of(tile.grid, label), bench.file(NAME, COMPRESSION)
    numbers, points = outlines(tile.grid, target)
    stem = bench.folder / f"zones-{label}".replace(" ", "-")
    polygons, statistics, tiny = (Path(f"{stem}{end}") for end in (".gpkg", "-means.gpkg", "-tiny.tif"))
    write_polygons(polygons, tile.grid, numbers, points)
    one, nothing = Path(f"{stem}-one.gpkg"), Path(f"{stem}-nothing.gpkg")
    write_polygons(one, tile.grid, numbers[:1], points[:1])
    raster(square(2, 30.0), path=tiny)

    def zonal(zones: Path, values: Path, output: Path):
        return qgis.run("native:zonalstatisticsfb", INPUT=zones, INPUT_RASTER=values, RASTER_BAND=1,
                        COLUMN_PREFIX="_", STATISTICS=2, OUTPUT=output)

    peaks: dict[str, float] = {}
    results: dict[str, np.ndarray] = {}
    mine, peer = our_worker(), peer_worker(EXACTEXTRACT)
    output = Path(f"{stem}-ours.tif")
    job = our_job(path, label, output, "intensive", "mean")
    mine.run(**job)

    def exactextract() -> float:
        answer = peer.run(job="zonal_means", path=str(path), zones=str(polygons))
        results[EXACTEXTRACT] = on_grid(target, answer["means"])
        return answer["seconds"]

    def exactextract_in_memory() -> float:
        answer = peer.run(job="zonal_means", path=str(path), zones=str(polygons), in_memory=True)
        results[EXACTEXTRACT_IN_MEMORY] = on_grid(target, answer["means"])
        return answer["means_seconds"]

    def ours_in_memory() -> float:
        valid = np.broadcast_to(np.uint8(1), (1, *tile.values.shape))
        took, results[OURS_IN_MEMORY] = seconds(lambda: kernels.ours(tile.grid, target, tile.values[None], valid))
        return took

    def qgis_zonal() -> float:
        for left_over in (nothing, statistics):
            left_over.unlink(missing_ok=True)
        empty = zonal(one, tiny, nothing).seconds
        cost = zonal(polygons, path, statistics)
        peaks[ZONAL] = max(peaks.get(ZONAL, 0.0), cost.peak_mb)
        return cost.seconds - empty

    ours_in_memory()
    times = in_turn({"ours": lambda: mine.run(**job)["seconds"], EXACTEXTRACT: exactextract, ZONAL: qgis_zonal,
                     OURS_IN_MEMORY: ours_in_memory, EXACTEXTRACT_IN_MEMORY: exactextract_in_memory}, bench.runs)
    peaks["ours"], peaks[EXACTEXTRACT] = mine.close(), peer.close()
    results["ours"], results[ZONAL] = band(output), on_grid(target, zonal_pairs(statistics))
    middle, exact = medians(times), sample(bench, NAME, label, "mean")
    return [Row("zones", f"mean in {len(numbers)} cells: {tile.label}, {COMPRESSION}, {label}", program,
                middle[program], len(times[program]), peaks.get(program),
                None if program == "ours" else middle[program] / middle["ours"], exact.error(results[program]))
            for program in middle]


def run(bench: Bench) -> Findings:
    rows, goals, qgis = [], [], Qgis(bench.folder)
    for label in LABELS:
        found = compare(bench, label, qgis)
        rows += found
        took = {row.program: row.seconds for row in found}
        goals.append(Goal("zones", f"times as fast as exactextract, in memory: {found[0].task}",
                          took[EXACTEXTRACT_IN_MEMORY] / took[OURS_IN_MEMORY], GOAL))
    return Findings(rows, goals)
