"""Footprints: exact discs of 25 m beside exactextract, points beside rasterio, layers beside QGIS, ten million points.

The raster is a Cloud Optimized GeoTIFF of 10 m pixels (UInt16, DEFLATE), the places are random. exactextract gets the
discs as polygons of 64 corners, drawn outside of the timing; both answer with numbers. "In the kernel": pixels in
memory, footprints sorted, two threads. From layer to layer what the same costs for one point, mostly start-up, is taken
off. "As a table" leaves the layer out and writes GeoParquet.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

from .measure import in_turn, medians, seconds
from .programs import Qgis, our_worker, peer_worker
from .record import Findings, Goal, Row
from .tiles import THREADS, Bench, Tile

DIAMETER, CORNERS = 25.0, 64
COUNTS = {"discs": 300_000, "points": 500_000, "kernel": 1_000_000, "layer": 500_000}
MANY, FEW = 10_000_000, 1_000_000
EXACTEXTRACT, RASTERIO, NATIVE = "exactextract", "rasterio.sample", "QGIS rastersampling"
GOALS = {EXACTEXTRACT: 50.0, RASTERIO: 15.0, "rate": 300_000.0, NATIVE: 1.1, "memory": 1.3}


def places(tile: Tile, count: int) -> np.ndarray:
    """x and y (2, count), away from the edges."""
    box = tile.grid.boundingbox
    return np.random.default_rng(7).uniform((box.left + 50, box.bottom + 50), (box.right - 50, box.top - 50),
                                            (count, 2)).T


def cog(bench: Bench, tile: Tile) -> Path:
    path = bench.folder / "footprints.tif"
    if not path.exists():
        gdal.Translate(str(path), str(bench.file(tile.name, "raw")), format="COG",
                       creationOptions=["COMPRESS=DEFLATE", "NUM_THREADS=ALL_CPUS", "OVERVIEWS=NONE"])
    return path


def write_layer(path: Path, tile: Tile, x: np.ndarray, y: np.ndarray, *, discs: bool = False) -> Path:
    """A GeoPackage of points, or of discs as polygons, with their number in the field cell."""
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    reference = osr.SpatialReference()
    reference.ImportFromWkt(tile.grid.crs.proj.to_wkt())
    layer = dataset.CreateLayer("cells", reference, ogr.wkbPolygon if discs else ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("cell", ogr.OFTInteger64))
    turns = np.linspace(0.0, 2.0 * np.pi, CORNERS + 1)
    ring = DIAMETER / 2.0 * np.stack([np.cos(turns), np.sin(turns)], 1)
    head = b"\x01" + np.array([3, 1, CORNERS + 1] if discs else [1], "<u4").tobytes()
    layer.StartTransaction()
    for number, place in enumerate(np.stack([x, y], 1)):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("cell", number)
        feature.SetGeometry(ogr.CreateGeometryFromWkb(head + (place + ring if discs else place).tobytes()))
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    return path


def discs(bench: Bench, tile: Tile, path: Path) -> Findings:
    count = COUNTS["discs"] // (10 if bench.quick else 1)
    x, y = places(tile, count)
    polygons = write_layer(bench.folder / "discs.gpkg", tile, x, y, discs=True)
    np.save(bench.folder / "discs.npy", np.stack([x, y]))
    job = {"job": "sample", "path": str(path), "places": str(bench.folder / "discs.npy"), "support": "disc",
           "diameter": DIAMETER, "output": str(bench.folder / "discs-ours.npy")}
    mine, peer = our_worker(), peer_worker(EXACTEXTRACT)
    mine.run(**job)
    answers = {}

    def exactextract() -> float:
        answers[EXACTEXTRACT] = peer.run(job="zonal_means", path=str(path), zones=str(polygons))
        return answers[EXACTEXTRACT]["seconds"]

    times = in_turn({"ours": lambda: mine.run(**job)["seconds"], EXACTEXTRACT: exactextract}, bench.runs)
    peaks, middle = {"ours": mine.close(), EXACTEXTRACT: peer.close()}, medians(times)
    ratio = middle[EXACTEXTRACT] / middle["ours"]
    means = dict(answers[EXACTEXTRACT]["means"])
    theirs, ours = np.array([means[number] for number in range(count)]), np.load(job["output"])
    # A polygon of 64 corners lacks 0.16 % of its disc, and UTM is not true to scale: the two are near, not equal.
    apart = float(np.sqrt(np.mean((theirs - ours) ** 2)) / ours.std())
    task = f"{count} discs of {DIAMETER:g} m on a COG of {tile.label}"
    rows = [Row("footprints", task, program, middle[program], len(times[program]), peaks[program],
                None if program == "ours" else ratio, None if program == "ours" else apart) for program in middle]
    return Findings(rows, [Goal("footprints", f"times as fast as exactextract: {task}", ratio, GOALS[EXACTEXTRACT])])


def kernel(bench: Bench, tile: Tile) -> Findings:
    from ..core.sample.place import Ground
    from ..core.sample.request import Footprints
    from ..core.support.footprint_support import FootprintSupport

    count = COUNTS["kernel"] // (10 if bench.quick else 1)
    x, y = places(tile, count)
    order = np.lexsort((x, y // 5000.0))
    x, y = x[order], y[order]
    ground = Ground(tile.grid, tile.grid.crs.proj, "disc")
    valid = np.broadcast_to(np.uint8(1), (1, *tile.values.shape))

    def part(begin: int, end: int) -> np.ndarray:
        footprints = Footprints(tile.grid.crs.proj, x[begin:end], y[begin:end], diameter=DIAMETER)
        support = FootprintSupport(ground.shapes(footprints, ground.centres(footprints)))
        support.start(1)
        support.look((0, tile.values.shape[0]))
        support.add(0, tile.values[None], valid, column=0)
        return support.moments().mean[0, 0]

    edges = np.linspace(0, count, 8 * THREADS + 1).astype(int).tolist()
    part(0, 1000)
    with ThreadPoolExecutor(THREADS) as pool:
        times = in_turn({"ours": lambda: seconds(lambda: list(pool.map(part, edges, edges[1:])))[0]}, bench.runs + 2)
    middle = medians(times)["ours"]
    task = f"{count} discs of {DIAMETER:g} m in the kernel, {tile.label}"
    return Findings([Row("footprints", task, "ours", middle, len(times["ours"]))],
                    [Goal("footprints", f"footprints a second: {task}", count / middle, GOALS["rate"])])


def points(bench: Bench, tile: Tile, path: Path) -> Findings:
    count = COUNTS["points"] // (10 if bench.quick else 1)
    np.save(bench.folder / "points.npy", places(tile, count))
    given = {"path": str(path), "places": str(bench.folder / "points.npy")}
    outputs = {program: bench.folder / f"points-{number}.npy" for number, program in enumerate(("ours", RASTERIO))}
    mine, peer = our_worker(), peer_worker(RASTERIO)
    jobs = {"ours": lambda: mine.run(job="sample", support="pixel", output=str(outputs["ours"]), **given)["seconds"],
            RASTERIO: lambda: peer.run(job="sample_points", output=str(outputs[RASTERIO]), **given)["seconds"]}
    jobs["ours"]()
    times = in_turn(jobs, bench.runs)
    peaks, middle = {"ours": mine.close(), RASTERIO: peer.close()}, medians(times)
    ratio = middle[RASTERIO] / middle["ours"]
    ours, theirs = (np.load(outputs[program]) for program in outputs)
    task = f"values at {count} points of a COG, {tile.label}"
    rows = [Row("footprints", task, program, middle[program], len(times[program]), peaks[program],
                None if program == "ours" else ratio, None if program == "ours" else float(np.mean(ours != theirs)))
            for program in middle]
    return Findings(rows, [Goal("footprints", f"times as fast as rasterio.sample: {task}", ratio, GOALS[RASTERIO])])


def layers(bench: Bench, tile: Tile, path: Path) -> Findings:
    count = COUNTS["layer"] // (10 if bench.quick else 1)
    x, y = places(tile, count)
    many = write_layer(bench.folder / "layer.gpkg", tile, x, y)
    one = write_layer(bench.folder / "one.gpkg", tile, x[:1], y[:1])
    qgis = Qgis(bench.folder, plugin=True)
    peaks: dict[str, float] = {}

    def timed(program: str, algorithm: str, ending: str, **inputs: object):
        def run() -> float:
            output = bench.folder / f"layer-out{ending}"
            name = "TABLE" if ending == ".parquet" else "OUTPUT"
            costs = []
            for source in (one, many):
                output.unlink(missing_ok=True)
                costs.append(qgis.run(algorithm, INPUT=source, **inputs, **{name: output}))
            peaks[program] = max(peaks.get(program, 0.0), costs[1].peak_mb)
            return costs[1].seconds - costs[0].seconds
        return run

    ours = "multiscalefusion:samplepoints"
    programs = {
        "ours": timed("ours", ours, ".gpkg", RASTERS=path),
        NATIVE: timed(NATIVE, "native:rastersampling", ".gpkg", RASTERCOPY=path, COLUMN_PREFIX="s_"),
        "ours, discs": timed("ours, discs", ours, ".gpkg", RASTERS=path, DIAMETER=DIAMETER),
        "ours, as a table": timed("ours, as a table", ours, ".parquet", RASTERS=path),
    }
    times = in_turn(programs, min(bench.runs, 3), patience=90.0)
    middle = medians(times)
    task = f"from layer to layer: {count} points, GeoPackage, {tile.label}"
    rows = [Row("footprints", task, program, middle[program], len(times[program]), peaks[program],
                None if program == "ours" else middle[program] / middle["ours"]) for program in middle]
    return Findings(rows, [Goal("footprints", f"times QGIS's own time: {task}", middle["ours"] / middle[NATIVE],
                                GOALS[NATIVE], False)])


def memory(bench: Bench, path: Path) -> Findings:
    rows, peaks = [], []
    for count in (FEW // 10, MANY // 10) if bench.quick else (FEW, MANY):
        worker = our_worker()
        took = worker.run(job="sample_table", path=str(path), count=count, diameter=DIAMETER,
                          output=str(bench.folder / "many.parquet"))["seconds"]
        peaks.append(worker.close())
        rows.append(Row("footprints", f"{count} discs of {DIAMETER:g} m into a GeoParquet table", "ours", took, 1,
                        peaks[-1]))
    return Findings(rows, [Goal("footprints", "most over least peak memory, a tenth of the discs and all",
                                max(peaks) / min(peaks), GOALS["memory"], False)])


def run(bench: Bench) -> Findings:
    tile = bench.tile("S2")
    path = cog(bench, tile)
    found = [discs(bench, tile, path), kernel(bench, tile), points(bench, tile, path), layers(bench, tile, path),
             memory(bench, path)]
    return Findings([row for each in found for row in each.rows], [goal for each in found for goal in each.goals])
