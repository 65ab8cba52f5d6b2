"""Where outputs may go, and that nothing is lost or left behind whatever goes wrong."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.core import destination
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.raster.writer import OutputBand, RasterWriter, check_destination, check_different
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.written import GRID, digest, field, load, names, save
from odc.geo.geobox import GeoBox
from osgeo import gdal


# --- where it may go ----------------------------------------------------------------------------------------


def refused(path, **arguments):
    with pytest.raises(FusionError) as caught:
        RasterWriter(str(path), GRID, [OutputBand()], arguments.pop("dtype", "Float32"), **arguments)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_endings_and_folders(tmp_path, gdal_mode):
    assert refused(tmp_path / "a.img").endswith("a.img must end in .tif; outputs are GeoTIFF files.")
    assert refused("") == "The output (empty) must end in .tif; outputs are GeoTIFF files."
    assert refused(tmp_path / "no" / "a.tif") == (
        f"The folder {tmp_path}/no does not exist; create it or choose another one."
    )
    (tmp_path / "folder.tif").mkdir()
    assert refused(tmp_path / "folder.tif").endswith("folder.tif is a folder; give the name of a file.")
    assert "data type Float16 is unknown; choose one of Byte, " in refused(tmp_path / "a.tif", dtype="Float16")
    assert "data type auto is unknown" in refused(tmp_path / "a.tif", dtype="auto")
    assert names(tmp_path) == ["folder.tif"]
    save(tmp_path / "B.TIFF", field())


def test_a_folder_that_may_not_be_written(tmp_path):
    if os.geteuid():
        tmp_path.chmod(0o500)
        assert refused(tmp_path / "a.tif") == f"The folder {tmp_path} may not be written to; choose another one."
        tmp_path.chmod(0o700)
    elif Path("/sys/kernel").is_dir():  # closed even to root
        assert refused("/sys/a.tif") == "The folder /sys may not be written to; choose another one."


def test_a_name_that_is_too_long(tmp_path):
    assert len(names(tmp_path)) == 0
    save(tmp_path / ("x" * 240 + ".tif"), field())
    with pytest.raises(FusionError, match="could not be replaced .*file name too long.*another name"):
        save(tmp_path / ("y" * 260 + ".tif"), field())
    assert len(names(tmp_path)) == 1


def test_an_input_is_never_replaced(tmp_path, monkeypatch):
    path = save(tmp_path / "a.tif", field())
    (tmp_path / "link.tif").symlink_to(path)
    os.link(path, tmp_path / "hard.tif")
    vrt = str(tmp_path / "a.vrt")
    gdal.BuildVRT(vrt, [path]).FlushCache()
    monkeypatch.chdir(tmp_path)
    for destination_path in (path, "a.tif", "./a.tif", str(tmp_path / "link.tif"), str(tmp_path / "hard.tif")):
        for given in (path, "a.tif", f"GTIFF_DIR:1:{path}", RasterSource(path), RasterSource(vrt)):
            with pytest.raises(FusionError, match=r"is also an input; choose another file for the output\.$"):
                check_destination(destination_path, [vrt, given])
    check_destination(str(tmp_path / "b.tif"), [path, RasterSource(vrt)])
    check_destination(path, [])


def test_outputs_differ_from_each_other(tmp_path):
    check_different([str(tmp_path / "a.tif"), str(tmp_path / "b.tif")])
    with pytest.raises(FusionError, match="give each a file of its own"):
        check_different([str(tmp_path / "a.tif"), str(tmp_path / "b.tif"), f"{tmp_path}/./a.tif"])


def test_a_link_keeps_pointing(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    old = save(tmp_path / "elsewhere" / "a.tif", field())
    (tmp_path / "link.tif").symlink_to(old)
    save(tmp_path / "link.tif", field(seed=1))
    assert (tmp_path / "link.tif").is_symlink()
    np.testing.assert_array_equal(load(old)[0], field(seed=1).astype(np.float32))
    assert names(tmp_path / "elsewhere") == ["a.tif"]


# --- nothing lost, nothing left -----------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path):
    """A file that is there already; checks that it is unchanged and alone at the end."""
    path = save(tmp_path / "a.tif", field(seed=9), sidecar="{}\n")
    before = digest(path)
    yield path
    assert digest(path) == before
    assert names(tmp_path) == ["a.tif", "a.tif.json"]


def test_the_old_file_stays_until_commit(old):
    with RasterWriter(old, GRID, [OutputBand()], "Float32", sidecar="new") as writer:
        before = digest(old)
        writer.write(field(), 0, 0)
        assert digest(old) == before
        writer.finish()
        assert digest(old) == before
        parts = [name for name in names(Path(old).parent) if name.startswith(".")]
        assert parts
        assert all(name.startswith(".a.tif.") and ".part" in name for name in parts)


def test_commit_replaces_and_removes_what_described_the_old_one(tmp_path):
    path = save(tmp_path / "a.tif", field(), sidecar="{}\n")
    dataset = gdal.Open(path)
    dataset.GetRasterBand(1).ComputeStatistics(False)
    del dataset
    for ending in (".msk", ".ovr"):
        Path(path + ending).write_bytes(b"old")
    assert names(tmp_path) == ["a.tif", "a.tif.aux.xml", "a.tif.json", "a.tif.msk", "a.tif.ovr"]
    save(path, field(seed=1), sidecar='{"new": 1}\n')
    assert names(tmp_path) == ["a.tif", "a.tif.json"]
    assert (tmp_path / "a.tif.json").read_text() == '{"new": 1}\n'
    np.testing.assert_array_equal(load(path)[0], field(seed=1).astype(np.float32))


def test_discard_may_come_at_any_time(old):
    writer = RasterWriter(old, GRID, [OutputBand()], "Float32")
    writer.discard()
    writer.discard()
    with pytest.raises(ValueError, match="closed"):
        writer.write(field(), 0, 0)
    with pytest.raises(ValueError, match="closed"):
        writer.finish()
    writer = RasterWriter(old, GRID, [OutputBand()], "Float32")
    writer.write(field(), 0, 0)
    writer.finish()
    writer.discard()
    with pytest.raises(ValueError, match="finish"):
        writer.commit()


class CancelsAt(Reporter):
    def __init__(self, fraction, raises):
        super().__init__()
        self.fraction, self.raises, self.at = fraction, raises, 0.0

    def cancelled(self):
        return self.at >= self.fraction

    def progress(self, fraction):
        self.at = fraction
        if self.raises:
            super().progress(fraction)


@pytest.mark.parametrize("raises", [True, False])
@pytest.mark.parametrize("fraction", [0.0, 0.5])
def test_cancel_during_the_copy(old, gdal_mode, capfd, fraction, raises):
    grid = GeoBox((1500, 1500), GRID.affine, GRID.crs)
    with RasterWriter(old, grid, [OutputBand()], "Float32", sidecar="new") as writer:
        writer.write(field(grid), 0, 0)
        with pytest.raises(Cancelled):
            writer.finish(CancelsAt(fraction, raises))
        assert names(Path(old).parent) == ["a.tif", "a.tif.json"]
    assert capfd.readouterr() == ("", "")


def test_a_bug_in_a_reporter_is_not_swallowed(old):
    class Faulty(Reporter):
        def progress(self, fraction):
            raise ZeroDivisionError

    with RasterWriter(old, GRID, [OutputBand()], "Float32") as writer:
        writer.write(field(), 0, 0)
        with pytest.raises(ZeroDivisionError):
            writer.finish(Faulty())


def test_progress_rises_to_the_end(tmp_path, reporter):
    grid = GeoBox((1500, 1500), GRID.affine, GRID.crs)
    with RasterWriter(str(tmp_path / "a.tif"), grid, [OutputBand()], "Float32") as writer:
        writer.write(field(grid), 0, 0)
        writer.finish(reporter)
    assert len(reporter.fractions) > 10
    assert reporter.fractions == sorted(reporter.fractions)
    assert reporter.fractions[-1] == 1.0


def test_an_exception_in_the_caller_leaves_nothing(old):
    with pytest.raises(ZeroDivisionError), RasterWriter(old, GRID, [OutputBand()], "Float32") as writer:
        writer.write(field(), 0, 0)
        raise ZeroDivisionError


@pytest.fixture
def small_disk(tmp_path):
    """A callable that mounts an empty disk of some MiB; needs root."""
    mounted = []

    def mount(megabytes):
        folder = tmp_path / "disk"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        if os.geteuid() or not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("a disk to fill can only be mounted by root")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


FULL = "The disk that holds {0} is full, so a.tif was not written; free some space or choose another folder."


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("megabytes", "phase"), [(8, "blocks"), (26, "copy"), (40, "overviews")])
def test_a_full_disk(small_disk, gdal_mode, capfd, megabytes, phase):
    """Random numbers, 16 MiB as blocks, 15 MiB compressed, the overviews 5 MiB more (three times while made)."""
    folder = small_disk(megabytes)
    path = save(folder / "a.tif", field(seed=9), sidecar="{}\n")
    before = digest(path)
    grid = GeoBox((2048, 2048), GRID.affine, GRID.crs)
    values = np.random.default_rng(0).normal(size=(1, *grid.shape))
    if phase == "overviews":
        (folder / "ballast").write_bytes(b"1" * 2**20 * 6)
    reached = []
    with pytest.raises(FusionError) as caught, RasterWriter(path, grid, [OutputBand()], "Float32") as writer:
        for row in range(0, 2048, 256):
            writer.write(values[:, row:row + 256], row, 0)
        reached.append("written")
        writer.finish()
    assert str(caught.value) == FULL.format(folder)
    assert bool(reached) == (phase != "blocks")
    assert digest(path) == before
    assert [name for name in names(folder) if name != "ballast"] == ["a.tif", "a.tif.json"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.filterwarnings("error")
def test_a_disk_that_is_full_from_the_start(small_disk, gdal_mode, capfd):
    folder = small_disk(1)
    ballast = os.open(folder / "ballast", os.O_CREAT | os.O_WRONLY)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        while True:
            os.write(ballast, b"1" * 4096)
    os.close(ballast)
    with pytest.raises(FusionError) as caught:
        save(folder / "a.tif", field())
    assert str(caught.value) == FULL.format(folder)
    assert names(folder) == ["ballast"]
    assert capfd.readouterr() == ("", "")


KILLED = """
    import importlib.util, sys
    root, path, phase = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("multiscale_fusion", root + "/__init__.py",
                                                  submodule_search_locations=[root])
    module = importlib.util.module_from_spec(spec)
    sys.modules["multiscale_fusion"] = module
    spec.loader.exec_module(module)
    import time
    import numpy as np
    from affine import Affine
    from odc.geo.geobox import GeoBox
    from multiscale_fusion.core.raster.writer import OutputBand, RasterWriter
    from multiscale_fusion.core.reporter import Reporter

    class Slow(Reporter):
        def progress(self, fraction):
            if fraction > 0.3:
                print("ready", flush=True)
                time.sleep(60)

    grid = GeoBox((1500, 1500), Affine(1000.0, 0, 300000, 0, -1000.0, 4000000), "EPSG:32611")
    writer = RasterWriter(path, grid, [OutputBand()], "Float32", sidecar="new")
    writer.write(np.random.default_rng(0).normal(size=(1, 1500, 1500)), 0, 0)
    if phase == "blocks":
        Slow().progress(1.0)
    writer.finish(Slow())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize("phase", ["blocks", "copy"])
def test_kill_9_leaves_the_old_output_and_the_next_run_tidies_up(tmp_path, root, phase):
    path = save(tmp_path / "a.tif", field(seed=9), sidecar="{}\n")
    before = digest(path)
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(root), path, phase], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    process.kill()
    process.wait()
    process.stdout.close()
    assert digest(path) == before
    left = [name for name in names(tmp_path) if name.startswith(".a.tif.")]
    assert left
    for name in left:
        os.utime(tmp_path / name, (time.time() - 60,) * 2)
    save(path, field(seed=1), sidecar="{}\n")
    assert names(tmp_path) == ["a.tif", "a.tif.json"]


@pytest.mark.skipif(destination.fcntl is None, reason="locks are POSIX")
def test_a_run_at_work_on_the_same_output_is_left_alone(tmp_path):
    path = str(tmp_path / "a.tif")
    with RasterWriter(path, GRID, [OutputBand()], "Float32") as first:
        first.write(field(), 0, 0)
        for name in names(tmp_path):
            os.utime(tmp_path / name, (time.time() - 3600,) * 2)
        save(path, field(seed=1))
        first.finish()
        first.commit()
    np.testing.assert_array_equal(load(path)[0], field().astype(np.float32))
    assert names(tmp_path) == ["a.tif"]
