"""What can go wrong, told in one sentence, and packages that may be absent."""

import importlib
import os
import shlex
import sys
import sysconfig
from types import ModuleType

from .message import message

_PACKAGE_NAMES = {"odc.geo": "odc-geo", "skimage": "scikit-image", "sklearn": "scikit-learn"}
_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class FusionError(Exception):
    """One sentence that tells the user what is wrong and what to do."""

    @property
    def sentence(self) -> str:
        """The sentence as it was raised: a Message, where it can be told in another language."""
        return self.args[0] if self.args else ""


class MissingPackage(FusionError):
    """A Python package that the asked operation needs is not installed."""


class Cancelled(Exception):
    """The user cancelled; nothing was written."""

    def __init__(self, message: str = "The run was cancelled.") -> None:
        super().__init__(message)


def require(name: str) -> ModuleType:
    """Import the module `name` ("numba", "odc.geo") and return it.

    Raises MissingPackage, with the command that installs it on this platform, if it or something it needs is absent.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        package = _package_of(name)
        if isinstance(error, ModuleNotFoundError) and _is_part_of(error.name, name):
            problem = message('The Python package "{package}" is missing', package=package)
        else:
            problem = message('The Python package "{package}" does not load ({reason})', package=package,
                              reason=_one_line(error))
        raise MissingPackage(message("{problem}; {hint}.", problem=problem, hint=install_hint(package))) from error


def install_hint(package: str) -> str:
    """What the user of this platform does to install `package`, as the end of a sentence."""
    if os.path.isdir(os.path.join(sys.prefix, "conda-meta")):
        return message("install it with: conda install -c conda-forge {package}", package=package)
    if sys.platform == "win32":
        return message("install it in the OSGeo4W shell with: python -m pip install --user {package}", package=package)
    if sys.platform == "darwin":
        return message('install it with: "{python}" -m pip install --user {package}', python=_python(), package=package)
    if sys.prefix != sys.base_prefix:
        return message("install it with: {python} -m pip install {package}", python=_python(), package=package)
    if _is_checkout():
        return message("install it by running: make install (in the plugin's folder)")
    return message("install it with: {command}", command=install_command(package))


def install_command(package: str) -> str:
    """The command itself, as it is pasted into a shell: on Windows OSGeo4W's, elsewhere the system's."""
    if os.path.isdir(os.path.join(sys.prefix, "conda-meta")):
        return f"conda install -c conda-forge {package}"
    if sys.platform == "win32":
        return f"python -m pip install --user {package}"
    if sys.platform == "darwin":
        return f"{shlex.quote(_python())} -m pip install --user {package}"
    if sys.prefix != sys.base_prefix:
        return f"{shlex.quote(_python())} -m pip install {package}"
    if _is_checkout():
        return f"make -C {shlex.quote(_ROOT)} install"
    barred = os.path.exists(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED"))
    return f"{_python()} -m pip install --user {'--break-system-packages ' * barred}{package}"


def uninstall_command(package: str) -> str:
    """The command that takes away what pip has installed."""
    python = "python" if sys.platform == "win32" else shlex.quote(_python())
    return f"{python} -m pip uninstall {package}"


def _is_checkout() -> bool:
    """Is the plugin a clone of its repository, whose Makefile knows what to install?"""
    return os.path.isfile(os.path.join(_ROOT, "Makefile"))


def _package_of(name: str) -> str:
    """The name under which pip and conda know the package of a module."""
    known = [package for module, package in _PACKAGE_NAMES.items() if f"{name}.".startswith(f"{module}.")]
    return known[0] if known else name.partition(".")[0]


def _python() -> str:
    """The interpreter that takes packages for this process; inside QGIS `sys.executable` may be QGIS itself."""
    executable = os.path.basename(sys.executable or "").lower()
    return sys.executable if executable.startswith("python") else os.path.join(sys.prefix, "bin", "python3")


def _is_part_of(missing: str | None, name: str) -> bool:
    return missing is not None and (name == missing or name.startswith(missing + "."))


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".")
