import os
import shutil
import subprocess

import pytest
from multiscale_fusion.core.patches import sample
from multiscale_fusion.tests.core.patches import made


@pytest.fixture
def small_groups(monkeypatch):
    """Groups of four of the made-up patches."""
    monkeypatch.setattr(sample, "GROUP_BYTES", sample.GROUP_BYTES)
    made.small_groups()


@pytest.fixture(params=made.FORMATS)
def format(request):
    """Each format; skipped where its package is missing."""
    if request.param in ("zarr", "hdf5"):
        pytest.importorskip({"zarr": "zarr", "hdf5": "h5py"}[request.param])
    return request.param


class SmallDisk:
    """An empty disk of some KiB, mounted at ``folder``."""

    def __init__(self, folder):
        self.folder, self._mounted = folder, False

    def size(self, kibibytes):
        """Mount it, or make it larger. Skips the test where only root may."""
        options = f"{'remount,' * self._mounted}size={kibibytes}k"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        if os.geteuid() or not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("a disk to fill can only be mounted by root")
        self._mounted = True

    def close(self):
        if self._mounted:
            subprocess.run(["umount", str(self.folder)], check=True)


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    disk = SmallDisk(folder)
    yield disk
    disk.close()
