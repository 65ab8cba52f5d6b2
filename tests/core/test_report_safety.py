"""Where reports may go, and that nothing is lost or left behind whatever goes wrong."""

import os
import sys
from pathlib import Path

import pytest
from multiscale_fusion.core.errors import FusionError, MissingPackage
from multiscale_fusion.core.report import Report, check_report
from multiscale_fusion.core.report.figures import histogram_figure
from multiscale_fusion.tests.core import test_raster_writer_safety as safety
from multiscale_fusion.tests.core.written import names

small_disk = safety.small_disk


def small(title="old"):
    report = Report(title)
    report.table("t", "T", ["a"], [[title]])
    return report


def drawn():
    """A report that needs plotly, whose code alone takes more than 3 MB."""
    report = Report("new")
    report.figure(histogram_figure([1, 2], "a"), "Two values.")
    return report


@pytest.fixture
def old(tmp_path):
    """A report that is there already; checks that it is unchanged and alone at the end."""
    paths = small().write(str(tmp_path / "a.html"))
    before = [Path(path).read_bytes() for path in paths]
    yield paths[0]
    assert [Path(path).read_bytes() for path in paths] == before
    assert names(tmp_path) == ["a.html", "a_t.csv"]


def test_a_report_replaces_the_old_one(tmp_path):
    for title in ("old", "new"):
        assert small(title).write(str(tmp_path / "a.html")) == [str(tmp_path / "a.html"), str(tmp_path / "a_t.csv")]
        assert f"<h1>{title}</h1>" in (tmp_path / "a.html").read_text()
        assert (tmp_path / "a_t.csv").read_text() == f"a\n{title}\n"
    assert names(tmp_path) == ["a.html", "a_t.csv"]


def test_places_where_no_report_can_go(tmp_path):
    for name, sentence in {
        "a.tif": "a.tif must end in .html; outputs are HTML pages.",
        "no/a.html": f"The folder {tmp_path}/no does not exist; create it or choose another one.",
    }.items():
        for ask in (check_report, small().write):
            with pytest.raises(FusionError) as caught:
                ask(str(tmp_path / name))
            assert str(caught.value).endswith(sentence)
    (tmp_path / "b_t.csv").mkdir()
    with pytest.raises(FusionError, match="b_t.csv is a folder; give the name of a file"):
        small().write(str(tmp_path / "b.html"))
    assert names(tmp_path) == ["b_t.csv"]


def test_a_folder_that_may_not_be_written(tmp_path):
    if os.geteuid():
        tmp_path.chmod(0o500)
        with pytest.raises(FusionError, match=f"The folder {tmp_path} may not be written to; choose another one."):
            small().write(str(tmp_path / "a.html"))
        tmp_path.chmod(0o700)
    elif Path("/sys/kernel").is_dir():  # closed even to root
        with pytest.raises(FusionError, match="The folder /sys may not be written to; choose another one."):
            small().write("/sys/a.html")


def test_a_failing_write_keeps_the_old_report(old, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    with pytest.raises(FusionError, match=r"^a\.html could not be written \(input/output error\); choose another"):
        small("new").write(old)


def test_missing_plotly_says_how_to_get_it(monkeypatch, tmp_path):
    for module in [name for name in sys.modules if name.partition(".")[0] == "plotly"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "plotly", None)
    with pytest.raises(MissingPackage, match='^The Python package "plotly" is missing; install it '):
        drawn().write(str(tmp_path / "a.html"))
    with pytest.raises(MissingPackage, match='"plotly" is missing'):
        check_report(str(tmp_path / "a.html"))
    assert names(tmp_path) == []


def test_a_missing_package_keeps_the_old_report(old, monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    with pytest.raises(MissingPackage):
        drawn().write(old)


def test_a_page_that_is_in_use_stays(tmp_path, monkeypatch):
    path = small().write(str(tmp_path / "a.html"))[0]
    replace, targets = os.replace, []

    def refuse(part, target):
        targets.append(os.path.basename(target))
        if target.endswith(".html"):
            raise PermissionError(13, "Permission denied")
        replace(part, target)

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(FusionError, match=r"^a\.html could not be replaced .*choose another name\.$"):
        small("new").write(path)
    assert "<h1>old</h1>" in Path(path).read_text()
    assert targets == ["a_t.csv", "a.html"]
    assert names(tmp_path) == ["a.html", "a_t.csv"]


def test_a_full_disk(small_disk):
    pytest.importorskip("plotly")
    folder = small_disk(2)
    before = [Path(path).read_bytes() for path in small().write(str(folder / "a.html"))]
    with pytest.raises(FusionError) as caught:
        drawn().write(str(folder / "a.html"))
    assert str(caught.value) == safety.FULL.format(folder).replace("a.tif", "a.html")
    assert names(folder) == ["a.html", "a_t.csv"]
    assert [(folder / name).read_bytes() for name in names(folder)] == before
