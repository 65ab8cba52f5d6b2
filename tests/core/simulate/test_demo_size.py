"""A scene of the demo's size: what it takes in time and memory is told, not judged."""

import subprocess
import sys

import pytest

SCRIPT = """
import datetime, pathlib, tempfile, time
import multiscale_fusion.core.simulate as simulate

scene = simulate.Scene(9, simulate.scene_grid(100), cloud_share=0.2)
with tempfile.TemporaryDirectory() as folder:
    for name in ("write_hls_vi", "write_ecostress", "write_modis_lst", "write_land_cover"):
        begin = time.perf_counter()
        paths = getattr(simulate, name)(scene, folder, datetime.date(2024, 6, 29))
        status = pathlib.Path("/proc/self/status").read_text()  # getrusage would tell the parent's peak
        peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
        size = sum(path.stat().st_size for path in paths.values()) / 1e6
        print(f"{name}: {time.perf_counter() - begin:.1f} s, {size:.0f} MB, {peak:.0f} MB of memory at most so far")
"""


@pytest.mark.long
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peak memory is read from /proc")
def test_a_hundred_kilometres(plugin_folder, capsys):
    environment = {"PYTHONPATH": str(plugin_folder), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    with capsys.disabled():
        print(f"\n{done.stdout}")
    assert done.stdout.count("\n") == 4
