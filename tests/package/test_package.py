"""make package: the zip is that of the commit, whole, without what users do not need, and the same whenever made."""

import os
import subprocess
import time
import zipfile

import check_package_rules
import package_plugin
import pytest

TOY = {
    "metadata.txt": "[general]\nname=Toy\nversion=1.2.3\n",
    "__init__.py": "",
    "tests/test_toy.py": "",
    ".gitattributes": "tests export-ignore\n.gitattributes export-ignore\nMakefile export-ignore\n",
    ".gitignore": "*.qm\ndocs/html/\ndist/\n",
    "docs/page.md": "page\n",
    "Makefile": ".PHONY: setup i18n docs\nsetup:\n\t@touch ../installed\n"
                "i18n: setup\n\t@mkdir -p i18n && cat docs/page.md > i18n/toy.qm\n"
                "docs: | setup\n\t@mkdir -p docs/html/es && cat docs/page.md > docs/html/es/page.html\n",
}


def git(folder, *arguments):
    identity = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def names(archive):
    """The zip's files, without the top folder."""
    with zipfile.ZipFile(archive) as files:
        return {name.removeprefix("multiscale_fusion/") for name in files.namelist()}


@pytest.fixture
def toy(tmp_path):
    """A checkout with one commit of a little plugin."""
    folder = tmp_path / "toy"
    write(folder, TOY)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "first")
    return folder


@pytest.fixture(scope="module")
def archive(root, tmp_path_factory):
    """The zip of our own last commit."""
    try:
        package_plugin.commit_of(root)
    except (package_plugin.NoCommitError, FileNotFoundError) as error:
        pytest.skip(f"The zip is made from a git commit, and there is none here: {error}")
    return package_plugin.package(root, tmp_path_factory.mktemp("dist"))


def test_our_zip_keeps_the_sites_rules(archive):
    assert check_package_rules.problems(check_package_rules.read(archive)) == []


def test_our_zip_holds_the_commits_files_and_no_others_but_built_ones(archive, root):
    committed = set(git(root, "ls-tree", "-r", "--name-only", "HEAD").decode().split("\n"))
    found = names(archive)
    assert {name for name in committed if name.startswith(("core/", "processing/", "icons/"))} <= found
    assert {"LICENSE", "README.md", "CHANGELOG.md", "metadata.txt", "plugin.py"} <= found
    assert all(name.endswith(".qm") or name.startswith("docs/html/") for name in found - committed)
    with zipfile.ZipFile(archive) as files:
        for name in ("core/grid.py", "processing/models/joinatmodis1km.model3", "icons/multiscale_fusion.svg"):
            assert files.read(f"multiscale_fusion/{name}") == git(root, "show", f"HEAD:{name}")


def test_zip_holds_committed_and_built_files(toy, tmp_path):
    archive = package_plugin.package(toy, tmp_path / "dist")
    assert archive.name == "multiscale_fusion-1.2.3.zip"
    assert names(archive) == {"metadata.txt", "__init__.py", ".gitignore", "docs/page.md", "i18n/toy.qm",
                              "docs/html/es/page.html"}
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]
    assert not list(tmp_path.rglob("installed"))
    assert git(toy, "status", "--porcelain") == b""


def test_same_commit_gives_the_same_bytes(toy, tmp_path, monkeypatch):
    once = package_plugin.package(toy, tmp_path / "once").read_bytes()
    settings = {"TZ": "Pacific/Auckland", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.autocrlf",
                "GIT_CONFIG_VALUE_0": "true", "MAKEFLAGS": "n"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    mask = os.umask(0o077)
    try:
        again = package_plugin.package(toy, tmp_path / "again").read_bytes()
    finally:
        os.umask(mask)
        monkeypatch.undo()
        time.tzset()
    assert again == once


def test_files_are_dated_by_the_commit_and_readable_by_all(toy, tmp_path):
    seconds = int(git(toy, "log", "-1", "--format=%ct"))
    with zipfile.ZipFile(package_plugin.package(toy, tmp_path)) as files:
        entries = files.infolist()
    # A zip counts in steps of two seconds.
    assert {entry.date_time for entry in entries} == {time.gmtime(seconds - seconds % 2)[:6]}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)


def test_what_is_not_committed_stays_out_and_is_told(toy, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(package_plugin, "ROOT", toy)
    package_plugin.main()
    assert "not committed" not in capsys.readouterr().out
    clean = (toy / "dist" / "multiscale_fusion-1.2.3.zip").read_bytes()
    write(toy, {"__init__.py": "changed", "docs/page.md": "changed", "new.py": ""})
    package_plugin.main()
    lines = capsys.readouterr().out.splitlines()
    assert "not committed" in lines[0] and git(toy, "rev-parse", "--short", "HEAD").decode().strip() in lines[0]
    assert len(lines) == 2
    assert (toy / "dist" / "multiscale_fusion-1.2.3.zip").read_bytes() == clean


def test_a_commit_that_builds_nothing_is_packaged_as_it_is(toy, tmp_path):
    write(toy, {"Makefile": "all:\n"})
    git(toy, "commit", "--quiet", "--all", "--message", "second")
    assert names(package_plugin.package(toy, tmp_path)) == {"metadata.txt", "__init__.py", ".gitignore", "docs/page.md"}


@pytest.mark.parametrize(("makefile", "sentence"), [
    (".PHONY: docs\ndocs:\n\t@echo no pages; exit 1\n", "no pages"),
    (".PHONY: docs\ndocs:\n\t@mkdir -p docs/html\n", "left no docs/html"),
])
def test_what_cannot_be_built_is_told_and_leaves_no_zip(toy, tmp_path, makefile, sentence):
    write(toy, {"Makefile": makefile})
    git(toy, "commit", "--quiet", "--all", "--message", "second")
    with pytest.raises(RuntimeError, match=sentence):
        package_plugin.package(toy, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_without_a_commit_there_is_no_zip(toy, tmp_path):
    with pytest.raises(package_plugin.NoCommitError, match="not a git repository"):
        package_plugin.package(tmp_path, tmp_path / "dist")
    with pytest.raises(package_plugin.NoCommitError, match="not the top folder"):
        package_plugin.package(toy / "docs", tmp_path / "dist")
    empty = tmp_path / "empty"
    empty.mkdir()
    git(empty, "init", "--quiet")
    with pytest.raises(package_plugin.NoCommitError):
        package_plugin.package(empty, tmp_path / "dist")
