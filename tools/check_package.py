"""Judges the plugin's zip as plugins.qgis.org would, and runs the plugin from it (make check).

Usage: check_package.py PYTHON [ZIP]: the Python that has the scanners, and the zip if it is not that of `make package`.
"""

import sys
import tempfile
import zipfile
from pathlib import Path

import check_package_rules
import check_package_run
import check_package_scans
from package_plugin import NAME, ROOT, archive_name

MOST_TOLD = 50


def check(archive: Path, scanners: Path) -> list[str]:
    """All problems of a zip; tells step by step what is looked at."""
    with tempfile.TemporaryDirectory(prefix=f"{NAME}-") as name:
        folder = Path(name)
        problems = told(f"rules of plugins.qgis.org ({len(check_package_rules.JUDGES)})",
                        check_package_rules.problems(check_package_rules.read(archive)))
        (folder / "unpacked").mkdir()
        with zipfile.ZipFile(archive) as unpacked:
            unpacked.extractall(folder / "unpacked")
        problems += told("flake8, bandit, detect-secrets", check_package_scans.problems(scanners, folder / "unpacked"))
        return problems + told("loaded and run in a fresh QGIS profile", check_package_run.problems(archive, folder))


def told(what: str, problems: list[str]) -> list[str]:
    print(f"{what}: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}", flush=True)
    for problem in problems[:MOST_TOLD]:
        print(f"  {problem}", flush=True)
    if len(problems) > MOST_TOLD:
        print(f"  and {len(problems) - MOST_TOLD} more", flush=True)
    return problems


def main(scanners: str, archive: str = "") -> None:
    path = Path(archive) if archive else ROOT / "dist" / archive_name(ROOT)
    # Not resolved: a virtual environment's Python is a link.
    sys.exit(1 if check(path.resolve(), Path(scanners).absolute()) else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
