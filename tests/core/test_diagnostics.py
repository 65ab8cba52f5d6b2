"""The diagnosis of packages: made-up ones in folders of their own, and those that are really there."""

import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import pytest
from multiscale_fusion.core import diagnostics, errors
from multiscale_fusion.core.diagnostics import Need, State, diagnose, loaded_libraries, report, survey

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder of packages; `site.add(name, version, code)` makes one."""

    class Site:
        folder = tmp_path

        def add(self, name, version="", code=""):
            (tmp_path / name).mkdir()
            (tmp_path / name / "__init__.py").write_text(code)
            if version:
                info = tmp_path / f"{name}-{version}.dist-info"
                info.mkdir()
                (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            importlib.invalidate_caches()
            return Need(name, name, "tests", "1.10", library="hdf5")

    monkeypatch.syspath_prepend(str(tmp_path))
    yield Site()
    for name in [name for name in sys.modules if name.startswith("madeup")]:
        del sys.modules[name]


def test_all_that_tests_need_is_there():
    import numpy
    from osgeo import gdal

    found = {each.name: each for each in survey(gdal.VersionInfo("RELEASE_NAME"), load=True)}
    assert {each.state for each in found.values()} <= {State.GOOD, State.ABSENT}
    assert not any(each.problem or each.command for each in found.values())
    assert found["numpy"].version == numpy.__version__
    assert found["numpy"].place == str(Path(numpy.__file__).parent)
    assert found["odc-geo"].version == importlib.metadata.version("odc-geo")
    assert found["GDAL"].version == gdal.VersionInfo("RELEASE_NAME")
    assert "GDAL driver HDF4" in found


def test_every_requirement_is_known():
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    required = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    assert required <= {need.package for need in diagnostics.NEEDS}


def test_minimum_versions_are_not_beyond_those_that_are_pinned():
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
                  if "==" in line)
    for need in diagnostics.NEEDS:
        if need.minimum and need.package in pinned:
            assert diagnostics._number(need.minimum) <= diagnostics._number(pinned[need.package])


def test_looking_imports_nothing_heavy():
    code = ("import sys; sys.path.insert(0, 'tools'); from load_package import load_package; load_package()\n"
            "from multiscale_fusion.core.diagnostics import survey\n"
            "survey()\n"
            "print(*{name.partition('.')[0] for name in sys.modules})")
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(run.stdout.split()) & {"numpy", "numba", "llvmlite", "scipy", "sklearn", "pyarrow", "h5py", "pyproj"}


def test_missing_packages_are_told_without_them():
    """In a process of its own, where nothing beyond Python itself and osgeo can be found."""
    code = """
import json, sys
sys.path.insert(0, 'tools')
from load_package import load_package; load_package()
from multiscale_fusion.core.diagnostics import NEEDS, survey

class Hidden:
    names = {need.module.partition('.')[0] for need in NEEDS}
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
print(json.dumps([[each.name, each.state.value, each.problem, each.command] for each in survey(load=True)]))
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    found = {name: rest for name, *rest in json.loads(run.stdout)}
    assert len(found) == len(diagnostics.NEEDS)
    assert found.pop("rasterio") == ["absent", "", ""]
    assert {state for state, *_ in found.values()} == {"missing"}
    assert found["numba"][2].endswith(" -m pip install numba")


def test_states(site):
    assert diagnose(site.add("madeupgood", "1.10.2")).state is State.GOOD
    old = diagnose(site.add("madeupold", "1.9.9"))
    assert old.state is State.OLD and "1.10" in old.problem and old.command.endswith("madeupold --upgrade")
    assert diagnose(Need("madeupnone", "madeupnone", "tests")).state is State.MISSING
    assert diagnose(Need("madeupnone", "madeupnone.part", "tests", is_used=False)).state is State.ABSENT


def test_a_package_without_metadata_tells_its_version_once_it_is_loaded(site):
    need = site.add("madeupbare", code="__version__ = '1.11'\n")
    assert (diagnose(need).state, diagnose(need).version) == (State.GOOD, "")
    assert diagnose(need, load=True).state is State.GOOD and diagnose(need).version == "1.11"


def test_a_package_that_does_not_load_says_why_when_it_is_tried(site):
    need = site.add("madeupbroken", "2.0", "import a_module_that_is_not_there\n")
    assert diagnose(need).state is State.GOOD
    broken = diagnose(need, load=True)
    assert broken.state is State.BROKEN and "a_module_that_is_not_there" in broken.problem


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Libraries share symbols on Linux alone.")
def test_a_wheel_with_libraries_of_its_own_is_foreign(site):
    need = site.add("madeupwheel", "2.0")
    (site.folder / "madeupwheel.libs").mkdir()
    (site.folder / "madeupwheel.libs" / "libopenblas-1.so").write_text("")
    assert diagnose(need).state is State.GOOD
    (site.folder / "madeupwheel.libs" / "libhdf5-abc.so.200").write_text("")
    found = diagnose(need)
    assert found.state is State.FOREIGN and "libhdf5-abc.so.200" in found.problem
    assert "-m pip uninstall madeupwheel && " in found.command


def test_gdal_that_is_not_the_one_of_qgis():
    need = diagnostics.NEEDS[0]
    found = diagnose(need, "9.9.9")
    assert found.state is State.FOREIGN and "QGIS on 9.9.9" in found.problem
    assert diagnose(need).state is State.GOOD


def test_gdal_that_its_python_package_was_not_made_for(monkeypatch):
    monkeypatch.setattr(diagnostics, "_version", lambda need: "3.10.1")
    found = diagnose(diagnostics.NEEDS[0])
    assert found.state is State.FOREIGN and "made for GDAL 3.10.1" in found.problem


def test_two_copies_of_gdal(monkeypatch, tmp_path):
    line = "7f00-7f01 r-xp 00000000 08:01 1  {path}\n"
    paths = [f"/a b/lib{name}" for name in ("gdal.so.32", "gdal-1f2e.so.36", "gdalx.so", "geos_c.so.1", "proj.so")]
    (tmp_path / "maps").write_text("".join(line.format(path=path) for path in paths) + "7f02-7f03 rw-p 0 0:0 0\n")
    monkeypatch.setattr(diagnostics, "_MAPS", str(tmp_path / "maps"))
    assert loaded_libraries("gdal") == sorted(paths[:2])
    found = diagnose(diagnostics.NEEDS[0])
    assert found.state is State.FOREIGN and all(path in found.problem for path in paths[:2])
    monkeypatch.setattr(diagnostics, "_MAPS", str(tmp_path / "none"))
    assert loaded_libraries("gdal") is None and diagnose(diagnostics.NEEDS[0]).state is State.GOOD


def test_a_missing_driver(monkeypatch):
    from osgeo import gdal

    monkeypatch.setattr(gdal, "GetDriverByName", lambda name: None)
    found = survey(needs=diagnostics.NEEDS[:1])
    assert [each.state for each in found] == [State.GOOD] + 4 * [State.MISSING]
    assert all("without it" in each.problem and not each.command for each in found[1:])


@pytest.mark.parametrize(("package", "platform", "expected"), [
    ("h5py", "debian", "sudo apt install python3-h5py"),
    ("GDAL", "debian", "sudo apt install python3-gdal"),
    ("h5py", "conda", "conda install -c conda-forge h5py"),
    ("GDAL", "conda", "conda install -c conda-forge gdal"),
    ("h5py", "windows", "python -m pip install --user h5py"),
    ("GDAL", "windows", ""),
    ("numba", "windows", "python -m pip install --user numba"),
])
def test_commands(monkeypatch, tmp_path, package, platform, expected):
    need = next(need for need in diagnostics.NEEDS if need.package == package)
    monkeypatch.setattr(diagnostics, "_place", lambda module: None)
    monkeypatch.setattr(diagnostics, "_DEBIAN", str(ROOT / "LICENSE" if platform == "debian" else tmp_path / "none"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    if platform == "windows":
        monkeypatch.setattr(sys, "platform", "win32")
    if platform == "conda":
        (tmp_path / "conda-meta").mkdir()
    assert diagnose(need).command == expected


def test_the_system_python_of_a_checkout_and_of_a_zip(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "prefix", "/usr")
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    monkeypatch.setattr(errors, "_ROOT", str(tmp_path / "a plugin"))
    monkeypatch.setattr(errors.sysconfig, "get_path", lambda name: str(tmp_path))
    assert errors.install_command("numba").endswith(" -m pip install --user numba")
    (tmp_path / "EXTERNALLY-MANAGED").write_text("")
    assert errors.install_command("numba").endswith(" -m pip install --user --break-system-packages numba")
    assert errors.install_hint("numba") == f"install it with: {errors.install_command('numba')}"
    (tmp_path / "a plugin").mkdir()
    (tmp_path / "a plugin" / "Makefile").write_text("")
    assert errors.install_command("numba") == f"make -C '{tmp_path}/a plugin' install"
    assert errors.install_hint("numba").startswith("install it by running: make install")


def test_the_report_is_plain_text(site):
    found = [diagnose(site.add("madeupold", "1.9")), diagnose(site.add("madeupnew", "2.0"))]
    lines = report(found, [("QGIS", "3.40.6"), ("Platform", "Linux")]).splitlines()
    version = (ROOT / "metadata.txt").read_text("utf-8").partition("\nversion=")[2].splitlines()[0]
    assert lines[:3] == [f"Multiscale Fusion: {version}", "QGIS: 3.40.6", "Platform: Linux"]
    assert lines[3].startswith(f"madeupold: old; 1.9; {site.folder / 'madeupold'}; It is older than 1.10, ")
    assert lines[4] == f"madeupnew: good; 2.0; {site.folder / 'madeupnew'}"
