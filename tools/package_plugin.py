"""Makes dist/multiscale_fusion-<version>.zip of the last commit, the file that plugins.qgis.org takes (make package).

The same commit gives the same bytes: entries are sorted, dated by the commit in UTC and readable by all.
"""

import configparser
import datetime
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

NAME = "multiscale_fusion"
ROOT = Path(__file__).resolve().parent.parent
# Targets of the Makefile that build what git does not hold, and what they leave.
BUILDERS = {"i18n": "i18n/*.qm", "docs": "docs/html/**/*"}


class NoCommitError(Exception):
    """The folder is no git checkout with a commit, which the zip is made from."""


def git(root: Path, *arguments: str, index: Path | None = None) -> bytes:
    """What a git command prints; raises NoCommitError with git's own message where it fails."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if index is not None:
        environment["GIT_INDEX_FILE"] = str(index)
    # The user's autocrlf would change the files; no optional locks, since others may work in the same checkout.
    command = ["git", "--no-optional-locks", "-c", "core.autocrlf=false", *arguments]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise NoCommitError(done.stderr.decode(errors="replace").strip())
    return done.stdout


def commit_of(root: Path) -> str:
    """The short id of the last commit; raises NoCommitError where `root` is not the top of a checkout."""
    top = Path(git(root, "rev-parse", "--show-toplevel").decode().strip())
    if top.resolve() != root.resolve():
        raise NoCommitError(f"{root} is not the top folder of a git checkout.")
    return git(root, "rev-parse", "--short", "HEAD").decode().strip()


def committed_files(root: Path) -> dict[str, bytes]:
    """What .gitattributes lets into the zip, by path in the plugin's folder."""
    with tarfile.open(fileobj=io.BytesIO(git(root, "archive", "--format=tar", "HEAD"))) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar if member.isfile()}


def built_files(root: Path) -> dict[str, bytes]:
    """What the Makefile builds from the commit (translations, pages), by path in the plugin's folder.

    Built in a copy of the commit, so that changes which are not committed do not slip in. Raises RuntimeError where
    a target builds nothing, or fails.
    """
    makefile = git(root, "show", "HEAD:Makefile").decode()
    targets = [target for target in BUILDERS if re.search(rf"^{target}:", makefile, re.MULTILINE)]
    if not targets:
        return {}
    with tempfile.TemporaryDirectory(prefix=f"{NAME}-") as folder:
        copy = Path(folder) / "copy"
        copy.mkdir()
        index = Path(folder) / "index"
        git(root, "read-tree", "HEAD", index=index)
        git(root, "checkout-index", "--all", f"--prefix={copy}/", index=index)
        (copy / ".venv").symlink_to(root / ".venv")
        make(copy, targets)
        found = {}
        for target in targets:
            files = [path for path in copy.glob(BUILDERS[target]) if path.is_file()]
            if not files:
                raise RuntimeError(f"make {target} left no {BUILDERS[target]}.")
            found.update((path.relative_to(copy).as_posix(), path.read_bytes()) for path in files)
        return found


def make(folder: Path, targets: list[str]) -> None:
    """Runs make on its own, not as a part of the make that started us, and without installing anything."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(["make", "--silent", "--old-file=setup", *targets], cwd=folder, env=environment,
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"make {' '.join(targets)} failed:\n{done.stdout}{done.stderr}")


def zipped(files: dict[str, bytes], seconds: int) -> bytes:
    """A zip of the files in the plugin's folder, all dated `seconds` after 1970 (UTC)."""
    date = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).timetuple()[:6]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{NAME}/{path}", date)
            entry.create_system = 3  # Unix, wherever this runs: only then the permissions count
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path], compresslevel=9)
    return buffer.getvalue()


def archive_name(root: Path) -> str:
    """multiscale_fusion-<version of the last commit>.zip"""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(git(root, "show", "HEAD:metadata.txt").decode("utf-8"))
    return f"{NAME}-{parser['general']['version']}.zip"


def package(root: Path, folder: Path) -> Path:
    """Writes the zip of the last commit of `root` into `folder` and returns its path."""
    commit_of(root)
    files = {**committed_files(root), **built_files(root)}
    seconds = int(git(root, "log", "-1", "--format=%ct"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / archive_name(root)
    aside = path.with_suffix(".part")
    aside.write_bytes(zipped(files, seconds))
    aside.replace(path)
    return path


def main() -> None:
    try:
        commit = commit_of(ROOT)
        path = package(ROOT, ROOT / "dist")
        changed = git(ROOT, "status", "--porcelain")
    except NoCommitError as error:
        sys.exit(f"The zip is made from a commit, and there is none here: {error}")
    except RuntimeError as error:
        sys.exit(str(error))
    if changed:
        print(f"The checkout holds changes that are not committed: the zip is that of commit {commit}.")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
