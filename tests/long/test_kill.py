"""kill -9 at any moment of a run: the old output stays as it was, or the new one is whole; the next run tidies up."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.core.aggregate import Options, aggregate
from multiscale_fusion.core.aggregate.join import Layer, join_layers
from multiscale_fusion.core.aggregate.join_report import write_join_report
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import UTM, grid, read, write

pytestmark = [pytest.mark.long, pytest.mark.skipif(os.name == "nt", reason="needs kill -9")]

AGGREGATE_KILLS, JOIN_KILLS, QGIS_KILLS = 150, 40, 15
SIDE = 2000
RUN = """
import sys
from multiscale_fusion.tests.long import test_kill
print("ready", flush=True)
getattr(test_kill, sys.argv[1])(*sys.argv[2:])
"""


def run_aggregate(inputs, folder):
    """The run that is killed: two outputs."""
    with RasterSource(f"{inputs}/a.tif") as source:
        aggregate(source, target_grid(source.grid, crs=UTM, resolution=60.0), f"{folder}/out.tif",
                  options=Options(kind="intensive"), valid_fraction=f"{folder}/share.tif", threads=2)


def run_join(inputs, folder):
    """The run that is killed: a stack, its report and the tables beside it."""
    with RasterSource(f"{inputs}/a.tif") as first, RasterSource(f"{inputs}/b.tif") as second:
        result = join_layers([Layer(first, Options(kind="intensive")), Layer(second, Options(kind="intensive"))],
                             target_grid(first.grid, crs=UTM, resolution=120.0), f"{folder}/out.tif", threads=2)
    write_join_report(result, f"{folder}/report.html")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """Two rasters whose output takes a while to compress."""
    folder = tmp_path_factory.mktemp("inputs")
    generator = np.random.default_rng(0)
    for name, size in (("a", 30.0), ("b", 100.0)):
        side = int(SIDE * 30 / size)
        write(folder / f"{name}.tif", grid(UTM, 400000.0, 4000000.0, size, (side, side)),
              generator.normal(size=(side, side)).astype(np.float32))
    return folder


def contents(folder):
    """Every file that is not temporary: name and bytes."""
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir()) if path.name[0] != "."}


def leftovers(folder):
    return [path for path in Path(folder).iterdir() if path.name[0] == "."]


def put_back(folder, files):
    """The folder as it was, temporary files of killed runs apart."""
    for name in contents(folder):
        (folder / name).unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def judge(folder, old, new):
    """Old, new, or some files of each; every single one is whole, and rasters hold what a clean run wrote."""
    found = contents(folder)
    assert set(found) <= set(old) | set(new)
    for name, content in found.items():
        assert content in (old.get(name), new.get(name)), f"{name} is neither the old file nor the new one"
    for name in old:
        if name.endswith((".tif", ".html", ".csv")):
            assert name in found, f"{name} is gone"
    if found == old:
        return "old"
    return "new" if found == new else "some files old, some new"


def kill_many(start, again, folder, new, kills, seed, duration):
    """Start, kill, judge, and run again now and then; counts of what was found, and how often temporary files lay."""
    old = {name: b"old " + name.encode() for name in new}
    chance, counts = random.Random(seed), Counter()
    for number in range(kills):
        put_back(folder, old)
        delay = duration * (number + chance.random()) / kills
        process = start()
        time.sleep(delay)
        counts["killed" if process.poll() is None else "had ended"] += 1
        process.kill()
        process.wait()
        counts[judge(folder, old, new)] += 1
        counts["temporary files left"] += bool(leftovers(folder))
        if number % 5 == 4:
            _run_again(again, folder, new)
            counts["next runs that tidied up"] += 1
    _run_again(again, folder, new)
    return counts


def _run_again(again, folder, new):
    """The next run succeeds, and removes what killed ones left: only what is some seconds old, so that is made up."""
    for path in leftovers(folder):
        os.utime(path, (time.time() - 60,) * 2)
    again()
    assert contents(folder) == new
    assert not leftovers(folder)


def start_engine(name, inputs, folder, environment):
    process = subprocess.Popen([sys.executable, "-c", RUN, name, str(inputs), str(folder)], env=environment,
                               stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    process.stdout.close()
    return process


def tell(capsys, what, duration, counts):
    with capsys.disabled():
        told = ", ".join(f"{word}: {number}" for word, number in sorted(counts.items()))
        print(f"\nkill -9 of {what} ({duration:.1f} s): {told}")


@pytest.mark.parametrize(("name", "run", "kills"), [("run_aggregate", run_aggregate, AGGREGATE_KILLS),
                                                    ("run_join", run_join, JOIN_KILLS)], ids=["aggregate", "join"])
def test_the_engine(name, run, kills, inputs, folder, tmp_path, plugin_folder, capsys):
    environment = {"PYTHONPATH": str(plugin_folder), "PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)}
    for _ in range(2):   # the first one may compile
        begin = time.perf_counter()
        assert start_engine(name, inputs, folder, environment).wait() == 0
        duration = time.perf_counter() - begin
    new = contents(folder)
    assert not leftovers(folder)
    expected = read(folder / "out.tif")
    assert expected.size and np.isfinite(expected).all()
    ready = time.perf_counter()
    process = start_engine(name, inputs, folder, environment)
    ready = time.perf_counter() - ready
    assert process.wait() == 0
    counts = kill_many(lambda: start_engine(name, inputs, folder, environment), lambda: run(inputs, folder), folder,
                       new, kills, 1, duration - ready)
    tell(capsys, f"the engine, {name}", duration - ready, counts)
    assert counts["killed"] > 0.7 * kills and counts["old"] > 0.2 * kills


def test_qgis_process(inputs, folder, qgis_env, capsys):
    command = ["qgis_process", "run", "multiscalefusion:aggregate", f"--INPUT={inputs / 'a.tif'}",
               f"--TARGET_CRS={UTM}", "--RESOLUTION=60", "--VARIABLE_KIND=intensive", f"--OUTPUT={folder / 'out.tif'}"]

    def start():
        return subprocess.Popen(command, env=qgis_env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    begin = time.perf_counter()
    assert start().wait() == 0
    duration = time.perf_counter() - begin
    new = contents(folder)
    counts = kill_many(start, lambda: start().wait(), folder, new, QGIS_KILLS, 2, duration)
    tell(capsys, "qgis_process", duration, counts)
    assert counts["killed"] > 0.6 * QGIS_KILLS


def test_the_judge(tmp_path):
    """It finds a file that was cut short, and one that is gone."""
    old, new = {"a.tif": b"old"}, {"a.tif": b"newer"}
    (tmp_path / "a.tif").write_bytes(b"new")
    with pytest.raises(AssertionError, match="neither"):
        judge(tmp_path, old, new)
    shutil.copy(tmp_path / "a.tif", tmp_path / ".a.tif.part")
    assert leftovers(tmp_path) == [tmp_path / ".a.tif.part"]
    (tmp_path / "a.tif").unlink()
    with pytest.raises(AssertionError, match="gone"):
        judge(tmp_path, old, new)
