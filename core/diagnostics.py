"""What the plugin finds of the packages it can use: present, how old, from where, and the command for what is missing.

Nothing is imported unless asked for: where a package lies and which version it is stands in its metadata.
"""

import importlib.metadata
import importlib.util
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .errors import FusionError, MissingPackage, install_command, require, uninstall_command
from .message import message

_ROOT = Path(__file__).resolve().parent.parent
_MAPS = "/proc/self/maps"
_DEBIAN = "/etc/debian_version"


class State(Enum):
    """Of a package. FOREIGN: it does not share QGIS's libraries, as it must."""

    GOOD = "good"
    ABSENT = "absent"      # and nothing needs it
    MISSING = "missing"
    OLD = "old"
    FOREIGN = "foreign"
    BROKEN = "broken"


@dataclass(frozen=True)
class Need:
    """A package that the plugin can use.

    ``package``: its name for pip and conda, ``debian`` for apt ("" if Debian's is not the one to take). ``minimum``:
    the oldest version that our tests were run with, "" for any. ``library``: the one of QGIS's that it must share, as
    in the names of its files. ``is_used``: by us; other plugins may bring it.
    """

    package: str
    module: str
    purpose: str
    minimum: str = ""
    debian: str = ""
    library: str = ""
    is_used: bool = True


@dataclass(frozen=True)
class Diagnosis:
    """What was found of a package. ``command`` mends it where one can, else ""; ``problem``: a sentence, "" if none."""

    name: str
    purpose: str
    state: State
    version: str = ""
    place: str = ""
    problem: str = ""
    command: str = ""


_ALL = message("all algorithms")
_GDAL = "GDAL"
_LEARNING = message("models of covariates (forest, boosting, dms)")
NEEDS = (
    Need(_GDAL, "osgeo", message("reading and writing rasters"), "3.6", "python3-gdal", "gdal"),
    Need("numpy", "numpy", _ALL, "1.24", "python3-numpy"),
    Need("pyproj", "pyproj", message("coordinate systems"), "3.4", "python3-pyproj", "proj"),
    Need("numba", "numba", _ALL, "0.57"),
    Need("llvmlite", "llvmlite", "numba"),
    Need("odc-geo", "odc.geo", message("grids"), "0.4"),
    Need("shapely", "shapely", "odc-geo", "1.8", "python3-shapely", "geos"),
    Need("affine", "affine", "odc-geo", "2.4", "python3-affine"),
    Need("cachetools", "cachetools", "odc-geo"),
    Need("scipy", "scipy", message("downscaling"), "1.10", "python3-scipy"),
    Need("scikit-learn", "sklearn", _LEARNING, "1.4"),
    Need("joblib", "joblib", _LEARNING),
    Need("threadpoolctl", "threadpoolctl", message("boosting, and enhancing resolution")),
    Need("h5py", "h5py", message("granules of GEDI, ICESat-2 and OCO"), "3.7", "python3-h5py", "hdf5"),
    Need("pyarrow", "pyarrow", message("GeoParquet tables")),
    Need("earthaccess", "earthaccess", message("NASA Earthdata: login, search and download"), "0.17"),
    Need("zarr", "zarr", message("patches in Zarr"), "2.18"),
    Need("numcodecs", "numcodecs", "zarr"),
    Need("plotly", "plotly", message("figures of reports"), "5.4", "python3-plotly"),
    Need("rasterio", "rasterio", message("nothing here: other plugins may use it"), "", "python3-rasterio", "gdal",
         is_used=False),
)
# Of GDAL, beyond what every GDAL has.
_DRIVERS = (
    ("HDF4", message("MODIS files (.hdf)"), "libgdal-hdf4"),
    ("HDF5", message("ECOSTRESS, SMAP and VIIRS files (.h5)"), "libgdal-hdf5"),
    ("netCDF", message("netCDF files (.nc)"), "libgdal-netcdf"),
    ("COG", message("writing rasters"), ""),
)


def survey(qgis_gdal: str = "", *, load: bool = False, needs: Sequence[Need] = NEEDS) -> tuple[Diagnosis, ...]:
    """What there is of each package, and of GDAL's drivers.

    ``qgis_gdal``: the version of GDAL that QGIS itself runs on. ``load``: import each package too, which takes seconds
    and shows what is there but does not work.
    """
    found = tuple(diagnose(need, qgis_gdal, load=load) for need in needs)
    return found + (_drivers() if any(need.module == "osgeo" for need in needs) else ())


def diagnose(need: Need, qgis_gdal: str = "", *, load: bool = False) -> Diagnosis:
    """One package; see `survey`."""
    place = _place(need.module)
    if place is None:
        state = State.MISSING if need.is_used else State.ABSENT
        problem = message("It is not installed.") if need.is_used else ""
        return Diagnosis(need.package, need.purpose, state, problem=problem,
                         command=_command(need, state))
    version = _version(need)
    state, problem = _judged(need, place, version, qgis_gdal, load)
    return Diagnosis(need.package, need.purpose, state, version, place, problem, _command(need, state))


def report(found: Sequence[Diagnosis], versions: Sequence[tuple[str, str]]) -> str:
    """As plain English text, for a bug report. ``versions``: of what surrounds us, by name."""
    lines = [f"{name}: {version}" for name, version in (("Multiscale Fusion", _own_version()), *versions)]
    for each in found:
        facts = (each.state.value, each.version, each.place, each.problem, each.command)
        lines.append(f"{each.name}: {'; '.join(str(fact) for fact in facts if fact)}")
    return "\n".join(lines)


def loaded_libraries(name: str) -> list[str] | None:
    """Paths of the shared libraries of this name ("gdal") in this process; None where the system does not tell."""
    try:
        lines = Path(_MAPS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    paths = {line.split(maxsplit=5)[-1] for line in lines if "/" in line}
    return sorted(path for path in paths if re.match(rf"lib{name}[-.]", os.path.basename(path)))


def _judged(need: Need, place: str, version: str, qgis_gdal: str, load: bool) -> tuple[State, str]:
    if load or need.module == "osgeo":
        try:
            require(need.module)
        except MissingPackage as error:
            return State.BROKEN, error.sentence
    if need.module == "osgeo" and (problem := _gdal_problem(version, qgis_gdal)):
        return State.FOREIGN, problem
    if need.library and (files := _own_libraries(place, need.library)):
        return State.FOREIGN, message("It brings libraries of its own ({files}), and QGIS's process may mix them with "
                                      "QGIS's; take it from where QGIS comes from.", files=", ".join(files))
    if version and need.minimum and _number(version) < _number(need.minimum):
        return State.OLD, message("It is older than {minimum}, the oldest version that was tested.",
                                  minimum=need.minimum)
    return State.GOOD, ""


def _gdal_problem(binding: str, qgis_gdal: str) -> str:
    """Why osgeo does not run on QGIS's GDAL as it should, "" if it does."""
    running = require("osgeo.gdal").VersionInfo("RELEASE_NAME")
    if qgis_gdal and running != qgis_gdal:
        return message("It runs on GDAL {running}, and QGIS on {own}; take it from where QGIS comes from.",
                       running=running, own=qgis_gdal)
    if binding and _number(binding)[:2] != _number(running)[:2]:
        return message("It was made for GDAL {binding} and runs on {running}; take it from where QGIS comes from.",
                       binding=binding, running=running)
    loaded = loaded_libraries("gdal") or []
    if len({os.path.realpath(path) for path in loaded}) > 1:
        return message("Several copies of GDAL are loaded: {paths}.", paths=", ".join(loaded))
    return ""


def _drivers() -> tuple[Diagnosis, ...]:
    try:
        gdal = require("osgeo.gdal")
    except FusionError:
        return ()   # told of GDAL itself
    found = []
    for name, purpose, conda in _DRIVERS:
        title = message("GDAL driver {name}", name=name)
        if gdal.GetDriverByName(name) is not None:
            found.append(Diagnosis(title, purpose, State.GOOD, gdal.VersionInfo("RELEASE_NAME")))
            continue
        command = install_command(conda) if conda and _is_conda() else ""
        found.append(Diagnosis(title, purpose, State.MISSING, problem=message(
            "The GDAL of this QGIS was made without it; packages of QGIS from OSGeo4W, Debian and conda-forge have it."
        ), command=command))
    return tuple(found)


def _place(module: str) -> str | None:
    """The folder a module lies in, None if there is none."""
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    if spec.submodule_search_locations:
        return next(iter(spec.submodule_search_locations))
    return os.path.dirname(spec.origin or "")


def _version(need: Need) -> str:
    """As its metadata tell, or it does itself where it is loaded; "" where neither does."""
    try:
        return importlib.metadata.version(need.package)
    except importlib.metadata.PackageNotFoundError:
        return str(getattr(sys.modules.get(need.module), "__version__", ""))


def _own_libraries(place: str, library: str) -> list[str]:
    """Files of a library that lie with the package, as wheels of PyPI have them.

    On Linux alone, where libraries of one name share their symbols: elsewhere each caller keeps to its own.
    """
    if not sys.platform.startswith("linux"):
        return []
    folder = Path(place)
    beside = folder.with_name(f"{folder.name}.libs")
    return sorted(file.name for file in beside.glob("*.so*") if file.name.lower().startswith(f"lib{library}"))


def _command(need: Need, state: State) -> str:
    """What mends it here, "" if there is nothing to mend or no command does."""
    if state in (State.GOOD, State.ABSENT):
        return ""
    if state is State.FOREIGN and need.package != _GDAL:
        return f"{uninstall_command(need.package)} && {_install_command(need)}"
    command = _install_command(need)
    return f"{command} --upgrade" if state is not State.MISSING and " pip install " in command else command


def _install_command(need: Need) -> str:
    is_of_system = need.library or sys.prefix == sys.base_prefix
    if need.debian and is_of_system and os.path.exists(_DEBIAN) and not _is_conda():
        return f"sudo apt install {need.debian}"
    if need.package == _GDAL:   # comes with QGIS itself
        return install_command("gdal") if _is_conda() else ""
    return install_command(need.package)


def _is_conda() -> bool:
    return os.path.isdir(os.path.join(sys.prefix, "conda-meta"))


def _number(version: str) -> tuple[int, ...]:
    """Its leading numbers: (1, 24, 2) of "1.24.2+dfsg"."""
    return tuple(map(int, re.findall(r"\d+", re.match(r"[\d.]*", version)[0])))


def _own_version() -> str:
    found = re.search(r"^version=(.+)$", (_ROOT / "metadata.txt").read_text(encoding="utf-8"), re.MULTILINE)
    return found[1].strip() if found else ""
