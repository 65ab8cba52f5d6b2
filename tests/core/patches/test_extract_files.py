"""Extractions into files: killed runs that are taken up, cancelled ones, and a watershed's DEM, read back."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.patches.dataset import PatchDataset
from multiscale_fusion.core.patches.extract import extract_patches
from multiscale_fusion.core.patches.formats import FORMATS
from multiscale_fusion.core.patches.request import Options, Raster
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.engine import grid, write
from multiscale_fusion.tests.core.patches import kept

ROOT = Path(__file__).resolve().parents[3]
OPTIONS = Options(patch_size=(16, 16), padding="reflect", normalise="train")
# What the killed process runs: as `extracted` below, but slowly.
SLOW = """
import sys, time
sys.path.append({tools!r})
from load_package import load_package
load_package()
from multiscale_fusion.core.patches import sample
from multiscale_fusion.core.patches.formats.writer import DatasetWriter
from multiscale_fusion.tests.core.patches import test_extract_files as tests
sample.GROUP_BYTES = 2**17
plain = DatasetWriter.write_group
def slowly(self, index, group):
    plain(self, index, group)
    time.sleep(0.3)
DatasetWriter.write_group = slowly
tests.extracted({raster!r}, {output!r}, {format!r})
"""


@pytest.fixture
def raster(tmp_path):
    values = np.random.default_rng(1).normal(300, 5, (2, 120, 150)).astype(np.float32)
    return write(tmp_path / "raster.tif", grid("EPSG:32611", 500000, 4000000, 10, (120, 150)), values, np.nan)


@pytest.fixture
def small_groups(monkeypatch):
    monkeypatch.setattr("multiscale_fusion.core.patches.sample.GROUP_BYTES", 2**17)


def centres_of(path):
    centres = kept.centres_on(path, 8)
    splits = np.random.default_rng(2).choice(["train", "validation", "test"], centres.x.size)
    return replace(centres, splits=splits.tolist(), name="centres")


def extracted(path, output, format, options=OPTIONS, **further):
    with RasterSource(str(path)) as source:
        return extract_patches(centres_of(path), [Raster(source, "a")], str(output), options, format=format, **further)


def files(folder):
    """The bytes of every file of a dataset, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*")
            if path.is_file()}


@pytest.mark.parametrize("format", FORMATS)
def test_a_killed_run_that_is_taken_up_gives_the_same_files(raster, tmp_path, small_groups, format):
    output = tmp_path / "killed"
    script = SLOW.format(tools=str(ROOT / "tools"), raster=raster, output=str(output), format=format)
    process = subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path)
    journal = tmp_path / "killed.partial" / "journal"
    until = time.monotonic() + 60
    while not (journal.is_dir() and len(list(journal.glob("*"))) >= 4):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not output.exists()
    written = []

    class Counted(Reporter):
        def progress(self, fraction):
            written.append(fraction)

    resumed = extracted(raster, output, format, resume=True, reporter=Counted())
    assert resumed.info.complete and written
    whole = extracted(raster, tmp_path / "whole", format, threads=1, memory=2**26)
    assert files(output) == files(whole.path) and len(files(output)) > 3
    assert sorted(os.listdir(tmp_path)) == ["killed", "raster.tif", "whole"]


@pytest.mark.parametrize("treatment", ["keep", "nothing"])
def test_what_a_cancel_leaves(raster, tmp_path, small_groups, treatment):
    class Cancels(Reporter):
        done = False

        def progress(self, fraction):
            self.done |= fraction > 0.7
            super().progress(fraction)

        def cancelled(self):
            return self.done

    output = tmp_path / "patches"
    with pytest.raises(Cancelled):
        extracted(raster, output, "zarr", cancelled=treatment, reporter=Cancels())
    if treatment == "nothing":
        assert os.listdir(tmp_path) == ["raster.tif"]
        return
    dataset = PatchDataset(output)
    centres = centres_of(raster)
    assert not dataset.info.complete and 0 < len(dataset) < centres.x.size
    raw, valid, _ = kept.window(raster, kept.first_pixels(raster, centres.x, centres.y, centres.crs, (16, 16))[9],
                                (16, 16))
    info, sample = dataset.info.rasters[0], dataset[9]
    normal = (raw - np.array(info.mean)[:, None, None]) / np.array(info.std)[:, None, None]
    np.testing.assert_allclose(sample["values"]["a"][valid == 1], normal[valid == 1], rtol=1e-5, atol=1e-6)


def test_a_place_that_cannot_be_written(raster, tmp_path):
    with pytest.raises(FusionError, match="The folder .* does not exist"):
        extracted(raster, tmp_path / "nowhere" / "patches", "zarr")


@pytest.mark.parametrize("size", [224, 64])
def test_a_watershed_in_its_own_crs(data_file, tmp_path, size):
    path = data_file("watershed/180701020604-dem.tif")
    centres = replace(kept.centres_on(path, size, margin=size // 2), name="centres")
    with RasterSource(str(path)) as source:
        options = Options(patch_size=(size, size))
        result = extract_patches(centres, [Raster(source, "dem")], str(tmp_path / "d"), options, format="hdf5")
    dataset = PatchDataset(result.path)
    first = kept.first_pixels(path, centres.x, centres.y, centres.crs, (size, size))
    assert len(dataset) == len(first)
    for at, sample in zip(first, dataset):
        values, valid, transform = kept.window(path, at, (size, size))
        np.testing.assert_array_equal(sample["mask"]["dem"], valid)
        np.testing.assert_array_equal(sample["values"]["dem"][valid == 1], values[valid == 1])
        assert np.isnan(sample["values"]["dem"][valid == 0]).all()
        np.testing.assert_allclose(sample["transform"]["dem"], tuple(transform)[:6], rtol=0, atol=1e-6)
