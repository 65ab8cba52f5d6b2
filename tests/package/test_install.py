"""make install and make uninstall, in a home of their own, from a checkout in a folder with an awkward name."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROFILE = ".local/share/QGIS/QGIS3/profiles/default"
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".venv-*", "dist", "__pycache__", ".hypothesis", ".pytest_cache", "*.tif"
)


@pytest.fixture(scope="module")
def checkout(root, tmp_path_factory):
    """A copy under another name, which borrows the present .venv so that nothing is installed or downloaded."""
    copy = tmp_path_factory.mktemp("odd") / "my clone (2) of it's QGIS"
    shutil.copytree(root, copy, ignore=LEFT_OUT, symlinks=True)
    (copy / ".venv").symlink_to(Path(sys.prefix))
    return copy


@pytest.fixture
def home(tmp_path):
    """A home whose profile holds another plugin's state and a setting, which must outlive us."""
    ini = tmp_path / PROFILE / "QGIS" / "QGIS3.ini"
    ini.parent.mkdir(parents=True)
    ini.write_text("[PythonPlugins]\nanother_plugin=true\n\n[qgis]\nmultiscale_fusion=a setting of that name\n")
    return tmp_path


def run(home, *command, cwd=None):
    """As from a plain shell. QT_QPA_PLATFORM is Qt's own: no Qt program starts without a display else."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_install_and_uninstall(checkout, home):
    ini = home / PROFILE / "QGIS" / "QGIS3.ini"
    assert "multiscalefusion" not in run(home, "qgis_process", "list")

    run(home, "make", "install", cwd=checkout)
    assert "multiscalefusion:aggregate" in run(home, "qgis_process", "list", cwd="/")
    lines = ini.read_text().splitlines()
    assert "multiscale_fusion=true" in lines
    assert "another_plugin=true" in lines
    where = "import numba, odc.geo; print(numba.__file__); print(odc.geo.__file__)"
    for file in run(home, "/usr/bin/python3", "-c", where).splitlines():
        assert file.startswith(f"{checkout}/.venv/")
    run(home, "make", "install", cwd=checkout)  # a second time does no harm

    before = ini.read_text()
    run(home, "make", "uninstall", cwd=checkout)
    assert "multiscalefusion" not in run(home, "qgis_process", "list")
    assert ini.read_text() == before.replace("multiscale_fusion=true\n", "")
    assert not os.path.lexists(home / PROFILE / "python" / "plugins" / "multiscale_fusion")
    assert not list(home.glob(".local/lib/python3.*/site-packages/*.pth"))
    assert "Nothing was installed." in run(home, "make", "uninstall", cwd=checkout)


@pytest.mark.desktop
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="xvfb-run is absent: the desktop needs a display.")
def test_desktop_has_the_plugin_after_install(checkout, home, xvfb_run):
    answer = home / "answer.json"
    script = home / "ask.py"
    script.write_text(
        "import json, os, qgis.utils\n"
        "from qgis.core import QgsApplication\n"
        "provider = QgsApplication.processingRegistry().providerById('multiscalefusion')\n"
        "menus = [action.text().replace('&', '') for action in qgis.utils.iface.rasterMenu().actions()]\n"
        f"with open({str(answer)!r}, 'w') as file:\n"
        "    json.dump({'active': qgis.utils.active_plugins, 'provider': provider is not None, 'menus': menus}, file)\n"
        "os._exit(0)\n"
    )
    run(home, "make", "install", cwd=checkout)
    on_display = ("env", "-u", "QT_QPA_PLATFORM", *xvfb_run)
    run(home, *on_display, "qgis", "--nologo", "--noversioncheck", "--code", script)
    found = json.loads(answer.read_text())
    assert "multiscale_fusion" in found["active"]
    assert found["provider"] and "Multiscale Fusion" in found["menus"]


def test_install_spares_a_copy_from_the_plugin_manager(checkout, home):
    copy = home / PROFILE / "python" / "plugins" / "multiscale_fusion"
    copy.mkdir(parents=True)
    with pytest.raises(AssertionError, match="is a folder, not a link"):
        run(home, "make", "install", cwd=checkout)
    run(home, "make", "uninstall", cwd=checkout)
    assert copy.is_dir()


def test_tests_run_in_any_folder_and_without_the_data(checkout, home):
    absent = home / "no data here"
    command = ["env", f"MULTISCALE_FUSION_DATA={absent}", "ARGS=tests/package/test_metadata.py", ".ci/run"]
    lines = run(home, *command, cwd=checkout).splitlines()
    assert any(line.startswith("satellite data: absent") for line in lines)
    assert " passed" in lines[-1]
