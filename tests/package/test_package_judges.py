"""make check's judges: a sound zip passes each, and each refuses the zip that breaks its rule."""

import json
import sys
import zipfile
from types import SimpleNamespace

import check_package_rules as rules
import check_package_run
import check_package_scans
import numpy as np
import pytest

METADATA = {
    "name": "Sound", "description": "d", "about": "a", "version": "1.2.3", "qgisMinimumVersion": "3.40",
    "qgisMaximumVersion": "4.99", "author": "A B", "email": "a.b@example.org", "icon": "icons/icon.svg",
    "homepage": "https://example.org/h", "tracker": "https://example.org/t", "repository": "https://example.org/r",
    "hasProcessingProvider": "yes", "experimental": "False",
}
SOUND = {
    "sound/__init__.py": b"x = 1\n", "sound/plugin.py": b"y = 1\n", "sound/LICENSE": b"free\n",
    "sound/CHANGELOG.md": b"# Changelog\n\n## [1.2.3] - unreleased\n\n## [1.2.2]\n",
    "sound/icons/icon.svg": b"<svg/>\n", "sound/docs/picture.png": b"\x89PNG\0", "sound/i18n/es.qm": b"\0",
}


def metadata(**changed):
    """metadata.txt with some values changed, or left out where None."""
    values = {**METADATA, **changed}
    lines = "".join(f"{key}={value}\n" for key, value in values.items() if value is not None)
    return {"sound/metadata.txt": f"[general]\n{lines}".encode()}


def zip_of(path, files, permissions=0o100644):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = permissions << 16
            archive.writestr(entry, content)
    return path


# What each judge must refuse: (judge, files added or changed, files taken away).
BROKEN = [
    (rules.folder, {"other/file.py": b""}, ()),
    (rules.folder, {"file.py": b""}, ()),
    (rules.safe_paths, {"sound/../../evil.py": b""}, ()),
    (rules.safe_paths, {"/sound/evil.py": b""}, ()),
    (rules.needed_files, {}, ("sound/LICENSE",)),
    (rules.needed_files, {}, ("sound/__init__.py",)),
    (rules.needed_files, {}, ("sound/metadata.txt",)),
    (rules.needed_files, {"sound/plugin.py": b" \n"}, ()),
    (rules.required_metadata, {"sound/metadata.txt": b"[other]\n"}, ()),
    (rules.required_metadata, {"sound/metadata.txt": b"no section\n"}, ()),
    (rules.required_metadata, metadata(about="100 % exact"), ()),
    *((rules.required_metadata, metadata(**{key: None}), ()) for key in rules.REQUIRED),
    (rules.required_metadata, metadata(about=" "), ()),
    (rules.metadata_values, metadata(author="A/B"), ()),
    (rules.metadata_values, metadata(email="nobody"), ()),
    (rules.metadata_values, metadata(experimental="perhaps"), ()),
    (rules.metadata_values, metadata(hasProcessingProvider="no"), ()),
    (rules.qgis_versions, metadata(qgisMinimumVersion="new"), ()),
    (rules.qgis_versions, metadata(qgisMinimumVersion="5.0"), ()),
    (rules.qgis_versions, metadata(qgisMinimumVersion="2.18"), ()),
    (rules.qgis_versions, metadata(qgisMaximumVersion="3.99"), ()),
    *((rules.addresses, metadata(**{key: "http://example.org"}), ()) for key in rules.ADDRESSES),
    (rules.addresses, metadata(tracker="https://bugs"), ()),
    (rules.addresses, metadata(homepage=None), ()),
    (rules.version, metadata(version="1.2"), ()),
    (rules.version, metadata(version="1.2.2"), ()),
    (rules.version, {}, ("sound/CHANGELOG.md",)),
    (rules.icon, {}, ("sound/icons/icon.svg",)),
    (rules.icon, metadata(icon=None), ()),
    *((rules.runnable_files, {f"sound/core/a{suffix}": b""}, ()) for suffix in sorted(rules.RUNNABLE)),
    (rules.runnable_files, {"sound/core/liba.so.1": b""}, ()),
    (rules.caches, {"sound/core/__pycache__/a.txt": b""}, ()),
    (rules.caches, {"sound/__MACOSX/a": b""}, ()),
    *((rules.caches, {f"sound/a{suffix}": b""}, ()) for suffix in sorted(rules.BYTECODE)),
    (rules.hidden_files, {"sound/.gitignore": b""}, ()),
    (rules.hidden_files, {"sound/.git/config": b""}, ()),
    (rules.binary_files, {"sound/model.bin": b"a\0"}, ()),
    (rules.developers_files, {"sound/tests/data.txt": b""}, ()),
    (rules.developers_files, {"sound/core/test_a.py": b""}, ()),
    (rules.developers_files, {"sound/core/conftest.py": b""}, ()),
    (rules.developers_files, {"sound/benchmarks/a.py": b""}, ()),
    (rules.developers_files, {"sound/examples/a.py": b""}, ()),
    (rules.developers_files, {"sound/setup.cfg": b""}, ()),
]


def test_a_sound_zip_passes_every_judge(tmp_path):
    package = rules.read(zip_of(tmp_path / "sound.zip", {**SOUND, **metadata()}))
    assert package.top == "sound"
    assert {judge.__name__: judge(package) for judge in rules.JUDGES} == {judge.__name__: [] for judge in rules.JUDGES}


@pytest.mark.parametrize(("judge", "changed", "absent"), BROKEN,
                         ids=[f"{judge.__name__}-{number}" for number, (judge, _, _) in enumerate(BROKEN)])
def test_a_broken_zip_is_refused(tmp_path, judge, changed, absent):
    files = {**SOUND, **metadata(), **changed}
    for name in absent:
        del files[name]
    package = rules.read(zip_of(tmp_path / "broken.zip", files))
    found = judge(package)
    assert found and all(problem.endswith(".") for problem in found)
    assert set(found) <= set(rules.problems(package))


def test_every_judge_was_tried():
    elsewhere = {rules.size, rules.executable_files}
    assert {judge for judge, _, _ in BROKEN} | elsewhere == set(rules.JUDGES)


def test_a_large_zip_is_refused():
    assert rules.size(rules.Package(25_000_000, {}, {})) == []
    assert rules.size(rules.Package(25_000_001, {}, {}))


def test_an_executable_file_is_refused(tmp_path):
    files = {**SOUND, **metadata()}
    package = rules.read(zip_of(tmp_path / "broken.zip", files, permissions=0o100755))
    assert len(rules.executable_files(package)) == len(files)


@pytest.mark.parametrize("name", ["2sound", "so und", "sound-1.2", "süß"])
def test_a_folder_that_is_no_identifier_is_refused(tmp_path, name):
    files = {path.replace("sound/", f"{name}/", 1): content for path, content in {**SOUND, **metadata()}.items()}
    assert rules.folder(rules.read(zip_of(tmp_path / "broken.zip", files)))


def test_a_zip_without_a_folder_is_refused(tmp_path):
    assert rules.folder(rules.read(zip_of(tmp_path / "flat.zip", {"metadata.txt": b"", "plugin.py": b""})))
    assert rules.problems(rules.read(zip_of(tmp_path / "empty.zip", {})))


def test_a_damaged_zip_is_refused(tmp_path):
    path = zip_of(tmp_path / "damaged.zip", {"sound/LICENSE": b"stored as it is"})
    path.write_bytes(path.read_bytes().replace(b"stored as it is", b"stored as it as"))
    with pytest.raises(zipfile.BadZipFile):
        rules.read(path)


@pytest.fixture
def scanners(root):
    python = root / ".venv-check" / "bin" / "python"
    if not python.exists():
        pytest.skip("flake8, bandit and detect-secrets are absent: make check installs them.")
    return python


@pytest.mark.parametrize(("code", "finding"), [
    ("import os\n", "flake8: ./plugin.py:1:1: F401"),
    (f"x = '{'x' * 114}'\n", None),
    (f"x = '{'x' * 115}'\n", "flake8: ./plugin.py:1:121: E501"),
    ("exec('x = 1')\n", "bandit: ./plugin.py:1: B102"),
    ("exec('x = 1')  # nosec\n", "bandit: ./plugin.py:1: B102"),
    ("assert True\n", "bandit: ./plugin.py:1: B101"),
    ("x = 'AKIA" + "QYLPMN5HGTQ4RSTU'\n", "detect_secrets: plugin.py:1: AWS Access Key"),
    ("x = (\n", "bandit: ./plugin.py: syntax error"),
])
def test_scanners_find(tmp_path, scanners, code, finding):
    (tmp_path / "plugin.py").write_text(code)
    found = check_package_scans.problems(scanners, tmp_path)
    assert any(problem.startswith(finding) for problem in found) if finding else not found


def test_settings_in_the_zip_do_not_soften_flake8(tmp_path, scanners):
    (tmp_path / "plugin.py").write_text("import os\n")
    (tmp_path / "setup.cfg").write_text("[flake8]\nignore = F401\n")
    assert check_package_scans.flake8(scanners, tmp_path)


@pytest.mark.parametrize("scan", [check_package_scans.bandit, check_package_scans.detect_secrets])
def test_a_scanner_that_is_absent_is_a_problem(tmp_path, scan):
    (found,) = scan(sys.executable, tmp_path)
    assert "did not run" in found and "No module named" in found


def test_a_lost_and_an_unknown_algorithm_are_told():
    def listing(*names):
        text = json.dumps({"providers": {"multiscalefusion": {"algorithms": {f"multiscalefusion:{n}": {}
                                                                             for n in names}}}})
        return SimpleNamespace(qgis_process=lambda *_: text)

    names = (*check_package_run.ALGORITHMS, *check_package_run.MODELS)
    assert check_package_run.listed(listing(*names)) == []
    assert check_package_run.listed(listing(*names[1:])) == ["multiscalefusion:aggregate is not listed."]
    assert "does not know" in check_package_run.listed(listing(*names, "new"))[0]
    assert len(check_package_run.listed(SimpleNamespace(qgis_process=lambda *_: '{"providers": {}}'))) == len(names)


def test_help_without_words_or_page_is_told(tmp_path):
    page = tmp_path / "multiscale_fusion" / "docs" / "with space.html"
    page.parent.mkdir(parents=True)
    page.write_text("page")

    def helper(words, url):
        text = f"Description\n{'word ' * words}\nArguments\nOutputs\n"
        details = json.dumps({"algorithm_details": {"help_url": url}})
        return SimpleNamespace(plugins=tmp_path,
                               qgis_process=lambda *arguments: details if arguments[0] == "--json" else text)

    count = len(check_package_run.ALGORITHMS)
    assert check_package_run.described(helper(60, page.as_uri())) == []
    assert len(check_package_run.described(helper(5, page.as_uri()))) == count
    for url in ("", "https://example.org", (tmp_path / "absent.html").as_uri(), "file:///etc/hostname"):
        assert len(check_package_run.described(helper(60, url))) == count


def test_wrong_numbers_are_told():
    expected = np.array([[1.0, 2.0]])
    assert check_package_run.compared("mean", expected + 1e-9, expected) == []
    assert check_package_run.compared("mean", expected + 1e-3, expected) == ["The mean is off by up to 0.001."]
    assert check_package_run.compared("mean", np.array([[1.0, np.nan]]), expected) == ["The mean is off by up to nan."]
    assert "cells" in check_package_run.compared("mean", expected.T, expected)[0]
