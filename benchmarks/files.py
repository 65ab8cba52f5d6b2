"""From file to file: our mean beside `gdalwarp -r average -multi`, rioxarray's reproject_match and QGIS's warp.

Our time is that of a job in a process that runs already, as QGIS does; the whole process, with its imports and the
kernels to load, is told beside it. "decoding" reads all blocks with our own reader on two threads and does no more.
"start-up of a job" is what opening, judging and writing cost whatever the size: where the line through the times of
the job and of the same one on the first megapixel of the raster meets no pixels at all.
"""

from pathlib import Path

from osgeo import gdal

from .measure import Worker, in_turn, medians, whole
from .programs import PARALLEL, Qgis, band, gdalwarp, our_job, our_worker, peer_worker
from .record import Findings, Goal, Row
from .reference import sample
from .tiles import COMPRESSIONS, TARGETS, THREADS, Bench, raster, square, target_of

WHOLE, DECODING, QGIS_WARP = "ours, whole process", "decoding alone", "QGIS warp"
START_UP = "ours, start-up of a job"
METHODS = {"mean": ("intensive", "average", ("-ot", "Float32")), "fractions": ("categorical", "mode", ()),
           "sum": ("extensive", "sum", ("-et", "0", "-ot", "Float64"))}
CORNER = 1024    # pixels a side
MOST_DECODINGS, LEAST_RATIO, MOST_MB = 1.6, 1.5, 1000.0


def write_corner(path: Path, output: str) -> int:
    """The first megapixel of a raster, compressed as the whole; returns how many pixels the whole has."""
    raster = gdal.Open(str(path))
    compression = raster.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") or "NONE"
    gdal.Translate(output, raster, srcWin=[0, 0, CORNER, CORNER],
                   creationOptions=["TILED=YES", f"COMPRESS={compression}"])
    return raster.RasterXSize * raster.RasterYSize


def start_up(whole: float, corner: float, pixels: int) -> float:
    """Seconds of a job without pixels, from those on ``pixels`` and on the corner."""
    share = CORNER * CORNER / pixels
    return (corner - share * whole) / (1.0 - share)


class Contest:
    """Programs that do one task in turn; peaks in MB and outputs by program."""

    def __init__(self, path: Path, label: str, target, folder: Path, statistic: str) -> None:
        self.path, self.label, self.target, self.statistic = path, label, target, statistic
        self.kind, self.method, self.options = METHODS[statistic]
        self.folder = folder
        self.pixels = 0     # of the file, where start-up is told apart
        self.peaks: dict[str, float] = {}
        self.outputs: dict[str, Path] = {}
        self.programs: dict = {}
        self._open: list[tuple[str, Worker]] = []

    def output(self, program: str, name: str) -> Path:
        return self.outputs.setdefault(program, self.folder / name)

    def add_ours(self, decoding: bool) -> None:
        """Our job in a running process, in a new one, and reading alone."""
        output = self.output("ours", "ours.tif")
        job = our_job(self.path, self.label, output, self.kind, self.statistic)
        if self.statistic == "fractions":
            self.outputs["ours"] = Path(f"{output}.mode.tif")
        worker = our_worker()
        self._open.append(("ours", worker))
        worker.run(**job)
        self.programs["ours"] = lambda: worker.run(**job)["seconds"]
        self.programs[WHOLE] = lambda: self._new_process(job)
        if decoding:
            reader = our_worker()
            self._open.append((DECODING, reader))
            read = {"job": "read", "path": str(self.path), "threads": THREADS}
            reader.run(**read)
            self.programs[DECODING] = lambda: reader.run(**read)["seconds"]
            corner = {**job, "path": str(self.path.with_name(f"corner-{self.path.name}")),
                      "output": str(self.folder / "corner-out.tif")}
            self.pixels = write_corner(self.path, corner["path"])
            self.peaks[START_UP] = None
            self.programs[START_UP] = lambda: worker.run(**corner)["seconds"]

    def add_gdalwarp(self) -> None:
        name = f"gdalwarp -r {self.method} {'-et 0 ' if '-et' in self.options else ''}-multi"
        command = gdalwarp(self.path, self.target, self.output(name, "gdalwarp.tif"), self.method, *PARALLEL,
                           *self.options)
        self.programs[name] = lambda: self._whole(name, whole(command))

    def add_rioxarray(self) -> None:
        """reproject_match in a running process; it copies the grid of a file, made outside of the timing."""
        like = self.folder / "like.tif"
        raster(self.target, path=like)
        name = "rioxarray reproject_match"
        job = {"job": "reproject_match", "path": str(self.path), "like": str(like),
               "output": str(self.output(name, "rioxarray.tif")), "threads": THREADS}
        worker = peer_worker("rioxarray")
        self._open.append((name, worker))
        self.programs[name] = lambda: worker.run(**job)["seconds"]

    def add_qgis(self, qgis: Qgis) -> None:
        """gdal:warpreproject, less what the same costs on a raster of four pixels."""
        box, size = self.target.boundingbox, float(self.target.affine.a)
        crs = TARGETS[self.label][0]
        inputs = {"TARGET_CRS": crs if ":" in crs else f"PROJ:{crs} +no_defs", "RESAMPLING": 5, "DATA_TYPE": 6,
                  "MULTITHREADING": "true", "TARGET_RESOLUTION": size}
        extent = ",".join(repr(float(each)) for each in (box.left, box.right, box.bottom, box.top))
        tiny = self.folder / "tiny.tif"
        raster(square(2, 30.0), path=tiny)
        output = self.output(QGIS_WARP, "qgis.tif")

        def run():
            empty = qgis.run("gdal:warpreproject", INPUT=tiny, OUTPUT=self.folder / "tiny-out.tif", **inputs).seconds
            cost = qgis.run("gdal:warpreproject", INPUT=self.path, OUTPUT=output, TARGET_EXTENT=extent, **inputs)
            return self._whole(QGIS_WARP, cost) - empty

        self.programs[QGIS_WARP] = run

    def run(self, runs: int) -> dict[str, list[float]]:
        try:
            return in_turn(self.programs, runs)
        finally:
            for name, worker in self._open:
                self.peaks[name] = worker.close()

    def _whole(self, name: str, cost) -> float:
        self.peaks[name] = max(self.peaks.get(name, 0.0), cost.peak_mb)
        return cost.seconds

    def _new_process(self, job: dict) -> float:
        worker = our_worker()
        took = worker.start + worker.run(**job)["seconds"]
        self.peaks[WHOLE] = max(self.peaks.get(WHOLE, 0.0), worker.close())
        return took


def compare(bench: Bench, name: str, compression: str, label: str, statistic: str, *, section: str = "files",
            runs: int | None = None, qgis: Qgis | None = None, rioxarray: bool = False,
            decoding: bool = False) -> list[Row]:
    """Rows of all programs for one file, target and statistic (mean, sum, fractions with the mode)."""
    tile = bench.tile(name)
    target = target_of(tile.grid, label)
    contest = Contest(bench.file(name, compression), label, target, bench.folder, statistic)
    contest.add_ours(decoding)
    contest.add_gdalwarp()
    if rioxarray:
        contest.add_rioxarray()
    if qgis is not None:
        contest.add_qgis(qgis)
    times = contest.run(runs or bench.runs)
    middle = medians(times)
    if START_UP in middle:
        middle[START_UP] = start_up(middle["ours"], middle[START_UP], contest.pixels)
    exact = sample(bench, name, label, "mode" if statistic == "fractions" else statistic)
    judge = exact.wrong if statistic == "fractions" else exact.error
    errors = {program: judge(band(path)) for program, path in contest.outputs.items()}
    what = "mode and fractions" if statistic == "fractions" else statistic
    return [Row(section, f"{what}: {tile.label}, {compression}, {label}", program, middle[program],
                len(times[program]), contest.peaks[program],
                None if program == "ours" else middle[program] / middle["ours"], errors.get(program))
            for program in middle]


def goals_of(rows: list[Row]) -> list[Goal]:
    """What the issue of file to file asks for, from the rows of one task."""
    found = {row.program: row for row in rows}
    mine, warp = found["ours"], next(row for row in rows if row.program.startswith("gdalwarp"))
    task = mine.task
    beyond_start_up = (1.0 - found[START_UP].ratio) / found[DECODING].ratio
    return [Goal("files", f"times its own decoding, start-up apart: {task}", beyond_start_up, MOST_DECODINGS, False),
            Goal("files", f"times as fast as gdalwarp -multi: {task}", warp.ratio, LEAST_RATIO),
            Goal("files", f"peak memory in MB: {task}", mine.peak_mb, MOST_MB, False)]


def run(bench: Bench) -> Findings:
    rows, goals, qgis = [], [], Qgis(bench.folder)
    for name in ("HLS", "S2"):
        for compression in COMPRESSIONS:
            for label in TARGETS:
                slanted = compression == "DEFLATE" and label == "MODIS sinusoidal"
                found = compare(bench, name, compression, label, "mean", rioxarray=compression == "DEFLATE",
                                runs=None if slanted else min(bench.runs, 3), qgis=qgis if slanted else None,
                                decoding=compression == "DEFLATE")
                rows += found
                goals += goals_of(found) if slanted else []
    return Findings(rows, goals)
