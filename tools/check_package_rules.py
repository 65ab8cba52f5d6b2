"""The rules of plugins.qgis.org that need nothing but the zip. Each judge takes it and returns its problems, as text.

The site's validator and scanner: https://github.com/qgis/QGIS-Plugins-Website, qgis-app/plugins. That the addresses in
metadata.txt answer is asked there too, and not here. Rules beyond the site's say so.
"""

import configparser
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlparse

MOST_BYTES = 25_000_000
REQUIRED = ("name", "description", "about", "version", "qgisMinimumVersion", "author", "email", "tracker", "repository")
ADDRESSES = ("homepage", "tracker", "repository")
SWITCHES = ("experimental", "deprecated", "server")
FORBIDDEN_FOLDERS = {"__MACOSX", "__pycache__"}
NOT_FOR_USERS = {"tests", "test", "examples", "benchmarks", "tools"}
RUNNABLE = {".exe", ".dll", ".so", ".dylib", ".pyd", ".bat", ".sh", ".ps1", ".cmd", ".jar", ".com"}
BYTECODE = {".pyc", ".pyo", ".nbi", ".nbc"}
# Pictures and compiled translations; what else is in the zip must be text that can be reviewed.
BINARY = {".png", ".qm"}
# Settings of the scanners: the site marks a plugin that brings them.
SETTINGS = {"setup.cfg", "tox.ini", "pyproject.toml", "bandit.yaml"}
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?")
_QGIS_VERSION = re.compile(r"\d+\.\d+(\.\d+)?")


@dataclass(frozen=True)
class Package:
    """A plugin's zip: its size, and the content of its files by path."""

    size: int
    files: dict[str, bytes]
    permissions: dict[str, int]

    @property
    def paths(self) -> list[PurePosixPath]:
        return [PurePosixPath(name) for name in self.files]

    @property
    def top(self) -> str:
        """The folder of the first file, which the site takes for the plugin's; "" where there is none."""
        parts = next(iter(self.files), "").split("/")
        return parts[0] if len(parts) > 1 else ""

    def text(self, name: str) -> str:
        """A file of the plugin's folder; "" where it is absent."""
        return self.files.get(f"{self.top}/{name}", b"").decode("utf-8", errors="replace")

    @property
    def metadata(self) -> dict[str, str]:
        """The section "general" of metadata.txt, read as the site does; {} where it cannot be read."""
        # Not without interpolation, as QGIS: the site's reader stumbles over a lone "%".
        parser = configparser.ConfigParser()
        parser.optionxform = str
        try:
            parser.read_string(self.text("metadata.txt"))
            return dict(parser["general"])
        except (configparser.Error, KeyError):
            return {}


def read(path: Path) -> Package:
    """The zip at `path`. Raises zipfile.BadZipFile where it is none, or damaged."""
    with zipfile.ZipFile(path) as archive:
        damaged = archive.testzip()
        if damaged:
            raise zipfile.BadZipFile(f"{damaged} in {path} is damaged.")
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        return Package(path.stat().st_size, {entry.filename: archive.read(entry) for entry in entries},
                       {entry.filename: entry.external_attr >> 16 for entry in entries})


def size(package: Package) -> list[str]:
    return [f"The zip has {package.size} bytes, more than {MOST_BYTES}."] if package.size > MOST_BYTES else []


def folder(package: Package) -> list[str]:
    """One folder at the top, named as a Python package of ASCII letters."""
    tops = {path.parts[0] for path in package.paths}
    problems = [] if len(tops) == 1 else [f"The zip has not one folder at its top, but {sorted(tops)}."]
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]+", package.top):
        problems.append(f'The top folder "{package.top}" is not named as a Python identifier.')
    return problems


def safe_paths(package: Package) -> list[str]:
    return [f"{name}: a path that leads out of the zip." for name in package.files
            if ".." in name or name.startswith("/") or "\\" in name]


def needed_files(package: Package) -> list[str]:
    """Beyond the site's rules: plugin.py, which __init__.py leads to."""
    return [f"{name} is absent." for name in ("LICENSE", "__init__.py", "metadata.txt", "plugin.py")
            if not package.text(name).strip()]


def required_metadata(package: Package) -> list[str]:
    metadata = package.metadata
    if not metadata:
        return ["metadata.txt cannot be read, or has no section [general]."]
    return [f"metadata.txt: {key} is absent or empty." for key in REQUIRED if not metadata.get(key, "").strip()]


def metadata_values(package: Package) -> list[str]:
    """Beyond the site's rules, but for the author and the switches: forms of versions and of the e-mail address."""
    metadata = package.metadata
    wrong = []
    if not re.fullmatch(r"[^/]+", metadata.get("author", "")):
        wrong.append("author")
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", metadata.get("email", "")):
        wrong.append("email")
    wrong += [key for key in SWITCHES if metadata.get(key, "False") not in ("True", "False")]
    if metadata.get("hasProcessingProvider") != "yes":
        wrong.append("hasProcessingProvider")
    return [f"metadata.txt: {key} is not what it should be ({metadata.get(key)})." for key in wrong]


def qgis_versions(package: Package) -> list[str]:
    """QGIS from 3.x to 4.99, the last of which tells the site that Qt 6 is supported."""
    low, high = (package.metadata.get(key, "") for key in ("qgisMinimumVersion", "qgisMaximumVersion"))
    problems = [f'metadata.txt: "{version}" is not a version of QGIS.' for version in (low, high)
                if not _QGIS_VERSION.fullmatch(version)]
    if not problems and not (3,) <= _numbers(low) <= _numbers(high):
        problems.append(f"metadata.txt: {low} to {high} is not a range of QGIS's versions.")
    if high != "4.99":
        problems.append("metadata.txt: qgisMaximumVersion is not 4.99, which says that Qt 6 is supported.")
    return problems


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def addresses(package: Package) -> list[str]:
    """Beyond the site's rules: https."""
    problems = []
    for key in ADDRESSES:
        address = urlparse(package.metadata.get(key, ""))
        if address.scheme != "https" or "." not in address.netloc:
            problems.append(f"metadata.txt: {key} is not an address that begins with https://.")
    return problems


def version(package: Package) -> list[str]:
    """Beyond the site's rules: a semantic version, the newest of CHANGELOG.md."""
    told = package.metadata.get("version", "")
    newest = re.search(r"^## \[([^\]]+)\]", package.text("CHANGELOG.md"), re.MULTILINE)
    problems = [] if _VERSION.fullmatch(told) else [f'metadata.txt: "{told}" is not a semantic version.']
    if newest is None or newest[1] != told:
        problems.append(f"metadata.txt tells version {told}, CHANGELOG.md begins with {newest and newest[1]}.")
    return problems


def icon(package: Package) -> list[str]:
    name = package.metadata.get("icon", "")
    return [] if name and f"{package.top}/{name}" in package.files else [f'metadata.txt: the icon "{name}" is absent.']


def runnable_files(package: Package) -> list[str]:
    return [f"{path}: a program or script." for path in package.paths if RUNNABLE & _suffixes(path)]


def _suffixes(path: PurePosixPath) -> set[str]:
    """All of them: numpy.cpython-311.so.1 is a library."""
    return {suffix.lower() for suffix in path.suffixes}


def caches(package: Package) -> list[str]:
    return [f"{path}: left behind by a run." for path in package.paths
            if FORBIDDEN_FOLDERS & set(path.parts) or BYTECODE & _suffixes(path)]


def hidden_files(package: Package) -> list[str]:
    return [f"{path}: hidden." for path in package.paths if any(part.startswith(".") for part in path.parts)]


def binary_files(package: Package) -> list[str]:
    """Told by a byte 0, as git does."""
    return [f"{name}: not a text, nor a picture or translation." for name, content in package.files.items()
            if b"\0" in content and PurePosixPath(name).suffix not in BINARY]


def executable_files(package: Package) -> list[str]:
    return [f"{name}: marked as executable." for name, bits in package.permissions.items() if bits & 0o111]


def developers_files(package: Package) -> list[str]:
    """Tests and what else a user does not need; settings by which a plugin could soften the scanners."""
    return [f"{path}: not for users." for path in package.paths
            if NOT_FOR_USERS & set(path.parts[1:-1]) or path.name in SETTINGS
            or re.fullmatch(r"(test_.*|.*_test|conftest)\.py", path.name)]


JUDGES = (
    size, folder, safe_paths, needed_files, required_metadata, metadata_values, qgis_versions, addresses, version, icon,
    runnable_files, caches, hidden_files, binary_files, executable_files, developers_files,
)


def problems(package: Package) -> list[str]:
    """What all judges say of the zip; [] where it may go."""
    return [problem for judge in JUDGES for problem in judge(package)]
