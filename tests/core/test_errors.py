"""Errors, missing packages, reporters and findings."""

import dataclasses
import json
import sys

import pytest

from multiscale_fusion.core import errors
from multiscale_fusion.core.errors import Cancelled, FusionError, MissingPackage, require
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.core.reporter import Reporter


def test_require_returns_the_module():
    assert require("json") is json


def test_a_cancel_is_no_error_of_ours():
    assert not issubclass(Cancelled, FusionError)
    assert issubclass(MissingPackage, FusionError)


@pytest.mark.parametrize(
    ("name", "package"), [("numba", "numba"), ("odc.geo", "odc-geo"), ("odc.geo.geobox", "odc-geo")]
)
def test_a_missing_package_is_named_with_its_command(monkeypatch, name, package):
    monkeypatch.setitem(sys.modules, name.partition(".")[0], None)
    for loaded in [key for key in sys.modules if key.startswith(name.partition(".")[0] + ".")]:
        monkeypatch.delitem(sys.modules, loaded)
    with pytest.raises(MissingPackage) as caught:
        require(name)
    text = str(caught.value)
    assert text.startswith(f'The Python package "{package}" is missing; install it ')
    assert text.count(". ") == 0


def test_a_package_that_is_there_but_broken_says_why(monkeypatch, tmp_path):
    (tmp_path / "brokenpackage.py").write_text("import a_module_that_is_not_there\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(MissingPackage, match=r"\"brokenpackage\" does not load \(No module named 'a_module"):
        require("brokenpackage")


@pytest.mark.parametrize(
    ("platform", "prefix", "base", "expected"),
    [
        ("linux", "/venv", "/usr", "-m pip install numba"),
        ("linux", "/usr", "/usr", "make install"),
        ("win32", "C:/OSGeo4W", "C:/OSGeo4W", "OSGeo4W shell with: python -m pip install --user numba"),
        ("darwin", "/Applications/QGIS.app", "/Applications/QGIS.app", "-m pip install --user numba"),
    ],
)
def test_the_command_fits_the_platform(monkeypatch, platform, prefix, base, expected):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "prefix", prefix)
    monkeypatch.setattr(sys, "base_prefix", base)
    assert expected in errors.install_hint("numba")


def test_conda_is_recognised(monkeypatch, tmp_path):
    (tmp_path / "conda-meta").mkdir()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert errors.install_hint("numba") == "install it with: conda install -c conda-forge numba"


def test_a_finding_is_a_value_that_goes_into_json():
    finding = Finding("SCALE_SUSPECT", "warning", "a.tif", "Divided.", "Check.")
    assert finding.severity is Severity.WARNING
    assert finding == Finding("SCALE_SUSPECT", Severity.WARNING, "a.tif", "Divided.", "Check.")
    assert json.loads(json.dumps(finding.to_dict())) == {
        "code": "SCALE_SUSPECT", "severity": "warning", "subject": "a.tif", "message": "Divided.", "remedy": "Check.",
    }
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.code = "other"
    with pytest.raises(ValueError, match="loud"):
        Finding("a", "loud", "", "")


def test_the_default_reporter_is_silent(capfd):
    silent = Reporter()
    silent.progress(0.5)
    silent.info("a")
    silent.warning("b")
    silent.finding(Finding("a", Severity.INFO, "", "c"))
    assert not silent.cancelled()
    assert capfd.readouterr() == ("", "")


def test_findings_are_kept_once_and_passed_on_by_severity(reporter):
    info = Finding("a", Severity.INFO, "a.tif", "Something.")
    warning = Finding("b", Severity.WARNING, "", "Else.", "Do this.")
    for finding in (info, warning, info):
        reporter.finding(finding)
    assert reporter.findings == [info, warning]
    assert reporter.infos == ["[a] a.tif: Something."]
    assert reporter.warnings == ["[b] Else. Do this."]


def test_progress_raises_once_cancelled(reporter):
    reporter.cancel_at = 0.5
    reporter.progress(0.4)
    with pytest.raises(Cancelled):
        reporter.progress(0.6)
