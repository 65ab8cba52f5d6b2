"""One random case: rasters, a target grid, parameters; the engine's answer, and whether it kept its promises."""

import os
import re
import sys
import tempfile
import warnings
from collections import Counter
from contextlib import ExitStack

import numpy as np
from multiscale_fusion.core.aggregate import aggregate
from multiscale_fusion.core.aggregate.join import Layer, join_layers
from multiscale_fusion.core.aggregate.join_report import write_join_report
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.reporter import Reporter
from osgeo import gdal

from . import checks
from .places import random_crs, seeded
from .rasters import quiet, random_raster
from .requests import random_options, random_request, random_target

MOST_CELLS = 30_000   # worked on; what is larger is left out, unless it is so large that it must be refused at once
OLD = b"what was there before"


class CancelsAt(Reporter):
    """A user who cancels at a fraction of the work."""

    def __init__(self, fraction):
        super().__init__()
        self.fraction, self.reached = fraction, 0.0

    def progress(self, fraction):
        self.reached = fraction
        super().progress(fraction)

    def cancelled(self):
        return self.reached >= self.fraction


class TooLarge(Exception):
    """A legitimate run that would take minutes."""


def run_case(seed):
    """Run case ``seed`` and return how it ended: "accepted", "refused: ...", "cancelled" or "left out".

    Raises what a user must never see: any other exception, or `checks.Wrong`.
    """
    random = seeded(seed)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, quiet(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        inputs, outputs = (os.path.join(folder, name) for name in ("in", "out"))
        os.mkdir(inputs)
        os.mkdir(outputs)
        if random.random() < 0.3:
            with open(os.path.join(outputs, "a.tif"), "wb") as file:
                file.write(OLD)
        before = checks.listing(outputs)
        job = _join if random.random() < 0.1 else _aggregate
        with _gdal_exceptions(random.random() < 0.5):
            try:
                verdict = job(random, inputs, outputs)
            except FusionError as error:
                checks.check_sentence(error)
                verdict = f"refused: {_reason(str(error))}"
            except Cancelled:
                verdict = "cancelled"
            except TooLarge:
                verdict = "left out: it would take minutes"
        if verdict != "accepted":
            checks.must(checks.listing(outputs) == before, f"{verdict}, and the outputs changed: "
                        f"{sorted(checks.listing(outputs))}")
        return verdict


class _gdal_exceptions:  # noqa: N801 (used like a function)
    """GDAL's exceptions on or off inside: another plugin may have switched them on."""

    def __init__(self, on):
        self._on = on

    def __enter__(self):
        self._before = gdal.GetUseExceptions()
        (gdal.UseExceptions if self._on else gdal.DontUseExceptions)()

    def __exit__(self, *_):
        (gdal.UseExceptions if self._before else gdal.DontUseExceptions)()


def _sources(random, folder, count, stack):
    paths = []
    with _gdal_exceptions(False):
        paths = [random_raster(random, folder, f"r{number}") for number in range(count)]
    crs = [random_crs(random) if random.random() < 0.08 else None for _ in paths]
    return paths, [stack.enter_context(RasterSource(path, own)) for path, own in zip(paths, crs)]


def _checked_size(target):
    """Small enough to work on, or so large that it must be refused at once."""
    cells = float(np.prod(target.shape, dtype=float))
    if MOST_CELLS < cells <= 1e11:
        raise TooLarge


def _aggregate(random, inputs, outputs):
    with ExitStack() as stack:
        paths, sources = _sources(random, inputs, 1 if random.random() < 0.85 else 2, stack)
        target = random_target(random, sources)
        _checked_size(target)
        request = random_request(random, sources)
        files = {name: os.path.join(outputs, f"{letter}.tif") for name, letter, share in
                 (("valid_fraction", "b", 0.4), ("variability", "c", 0.2)) if random.random() < share}
        reporter = CancelsAt(random.random()) if random.random() < 0.02 else None
        result = aggregate(sources[0], target, os.path.join(outputs, "a.tif"), tiles=sources[1:], reporter=reporter,
                           **files, **request)
        bands = request["bands"] or sources[0].data_bands
    with _gdal_exceptions(False):
        _check_aggregated(result, target, paths, bands, request["options"])
    _check_beside(outputs, {"a.tif", *(os.path.basename(file) for file in files.values())})
    if random.random() < 0.1:
        _check_repeats(outputs, lambda path, **other: aggregate(
            sources[0], target, path, tiles=sources[1:], **{**request, **other}))
    return "accepted"


def _check_aggregated(result, target, paths, bands, options):
    dataset = checks.load(result.output, target)
    values = checks.planes(dataset)
    type_name = gdal.GetDataTypeName(dataset.GetRasterBand(1).DataType)
    # For GDAL's mask a nodata value that the type cannot hold is another value; the engine tells, and takes none.
    told = any(finding.code == "NODATA_OUTSIDE" for finding in result.findings)
    lossy = any(each in options.creation_options for each in ("LERC", "JPEG", "WEBP"))
    if not lossy and not told:
        checks.check_values(result, values, paths, bands, type_name, bool(options.numerator))
    if result.valid_fraction and not lossy:
        share = checks.planes(checks.load(result.valid_fraction, target))
        checks.check_share(share, options.min_valid, values)
    if result.variability:
        spread = checks.planes(checks.load(result.variability, target))
        checks.must(not (spread < 0).any() and not np.isinf(spread).any(), "a negative or infinite variability")


def _check_beside(folder, outputs):
    """Nothing but the outputs and what belongs to them."""
    allowed = {name + ending for name in outputs for ending in ("", ".json", ".aux.xml")}
    found = set(os.listdir(folder))
    checks.must(outputs <= found <= allowed, f"files left: {found - allowed}, lacking: {outputs - found}")


def _check_repeats(folder, again):
    """The same bytes with other threads and another memory budget."""
    path = os.path.join(folder, "d.tif")
    again(path, threads=2, memory=2**20)
    first, second = (checks.listing(folder)[name] for name in ("a.tif", "d.tif"))
    checks.must(first == second, "other bytes with other threads and memory")


def _join(random, inputs, outputs):
    with ExitStack() as stack:
        paths, sources = _sources(random, inputs, int(random.integers(1, 4)), stack)
        target = random_target(random, sources)
        _checked_size(target)
        layers = [Layer(source, random_options(random) if random.random() < 0.3 else
                        random_options(seeded(0)).__class__(min_valid=0.0)) for source in sources]
        result = join_layers(layers, target, os.path.join(outputs, "a.tif"), memory=int(2 ** random.integers(20, 30)),
                             class_statistic=str(random.choice(["fractions", "mode"])), threads=2,
                             dtype=str(random.choice(["auto", "auto", "Float64", "Byte"])))
    with _gdal_exceptions(False):
        values = checks.planes(checks.load(result.output, target))
    checks.must(len(values) == len(result.bands), "bands do not match their names")
    checks.must(not np.isinf(values).any(), "an infinite value")
    _check_beside(outputs, {"a.tif"})
    if random.random() < 0.2:
        written = write_join_report(result, os.path.join(outputs, "report.html"))
        checks.must(all(os.path.getsize(path) for path in written), "an empty report")
    return "accepted"


def _reason(text):
    """The sentence without what differs from case to case: names, numbers, quotations, GDAL's own words."""
    text = re.sub(r"\(GDAL: .*|\".*\"|\(.*?\)|'.*'", "", text)
    text = re.sub(r"/\S+|\br\d\.\w+(:\S+)?|[-+]?\d[\d.,e+-]*|\bnan\b|\binf\b", "#", text)
    return " ".join(text.split())[:110]


def main(first, count):
    """Run cases one after the other, telling of each on the standard output before and after; for a child process."""
    import faulthandler
    import traceback

    for seed in range(first, first + count):
        print(f"begin {seed}", flush=True)
        faulthandler.dump_traceback_later(60, exit=True)
        try:
            verdict = run_case(seed)
        except Exception:
            verdict = "FAILED: " + traceback.format_exc().strip().replace("\n", "\\n")
        faulthandler.cancel_dump_traceback_later()
        print(f"end {seed} {verdict}", flush=True)


def counts(verdicts):
    """How many cases ended in each way, the most frequent first."""
    return Counter(verdicts.values()).most_common()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
