"""The user's settings (Settings > Options > Multiscale Fusion): what runs may use, and how outputs are written.

Read on the main thread. QGIS's desktop and qgis_process keep them in one place.
"""

import dataclasses
import os
import re
from dataclasses import dataclass

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError, require
from .language import told
from .parameters import CREATION_OPTIONS, is_given

SECTION = "multiscale_fusion"
MOST_THREADS = 1024
LEAST_MEMORY, MOST_MEMORY = 128, 2**24   # MB
# Outputs are of several data types, and default options have to suit all of them.
_TYPES = ("float32", "uint8")
_ADDRESS = re.compile(r"(tcp|tls|ucx|ucxx|ws|wss)://(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}/?\Z")


@dataclass(frozen=True)
class Resources:
    """What a run may use; its results do not depend on it.

    ``memory`` in bytes; ``threads``: None for as many as the machine lends; ``scratch``: a folder for working files, ""
    for the usual places.
    """

    memory: int = 2**30
    threads: int | None = None
    scratch: str = ""

    @property
    def limits(self) -> dict[str, int | None]:
        """For jobs without working files."""
        return {"memory": self.memory, "threads": self.threads}


@dataclass(frozen=True)
class Settings:
    """As they are stored, under SECTION by these names.

    ``threads``: 0 for automatic; ``memory`` in MB, 1024 of which are 1 GiB; ``scratch``: a folder, "" for the usual
    places; ``creation_options``: of outputs for which none are given; ``scheduler``: address of a Dask scheduler, which
    nothing uses yet.
    """

    threads: int = 0
    memory: int = 1024
    scratch: str = ""
    creation_options: str = ""
    scheduler: str = ""

    def resources(self) -> Resources:
        """Raises FusionError for values that cannot be used."""
        for name in ("threads", "memory", "scratch"):
            check_setting(name, getattr(self, name))
        return Resources(self.memory * 2**20, self.threads or None, self.scratch)


def read_settings() -> Settings:
    """Raises FusionError for a number that is none: the file of settings can be edited by hand."""
    stored = QgsSettings()
    values = {}
    for field in dataclasses.fields(Settings):
        value = stored.value(f"{SECTION}/{field.name}", field.default)
        values[field.name] = _number(field.name, value) if field.type is int else str(value or "").strip()
    return Settings(**values)


def write_settings(settings: Settings) -> None:
    """Store them; defaults are not stored, so that they may change."""
    stored = QgsSettings()
    for field in dataclasses.fields(Settings):
        value = getattr(settings, field.name)
        if value == field.default:
            stored.remove(f"{SECTION}/{field.name}")
        else:
            stored.setValue(f"{SECTION}/{field.name}", value)


def read_resources() -> Resources:
    """What the user grants a run. Raises FusionError, in one sentence, for settings that cannot be used."""
    return read_settings().resources()


def read_creation_options(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> str:
    """CREATION_OPTIONS; where none are given, those of the settings. Raises FusionError if these cannot be used."""
    if is_given(parameters, CREATION_OPTIONS):
        return algorithm.parameterAsString(parameters, CREATION_OPTIONS, context)
    options = read_settings().creation_options
    try:
        check_setting("creation_options", options)
    except FusionError as error:
        raise FusionError(
            QCoreApplication.translate(
                "Resources", "The default output options of Settings > Options > Multiscale Fusion do not work: "
                "{problem}"
            ).format(problem=told(error.sentence))
        ) from error
    return options


def check_setting(name: str, value: int | str) -> None:
    """Raise FusionError, in one sentence, if a setting cannot have this value."""
    {"threads": _check_threads, "memory": _check_memory, "scratch": _check_scratch,
     "creation_options": _check_options, "scheduler": _check_scheduler}[name](value)


def _check_threads(count: int) -> None:
    if not 0 <= count <= MOST_THREADS:
        raise FusionError(
            QCoreApplication.translate(
                "Resources", "The number of threads must be from 1 to {most}, or 0 for automatic, not {count}."
            ).format(most=MOST_THREADS, count=count)
        )


def _check_memory(size: int) -> None:
    if not LEAST_MEMORY <= size <= MOST_MEMORY:
        raise FusionError(
            QCoreApplication.translate(
                "Resources", "The memory budget must be from {least} to {most} MB, not {size}."
            ).format(least=LEAST_MEMORY, most=MOST_MEMORY, size=size)
        )


def _check_scratch(folder: str) -> None:
    if folder and not os.path.isdir(folder):
        raise FusionError(
            QCoreApplication.translate(
                "Resources", "The scratch folder {folder} does not exist; create it, or choose another one in Settings "
                "> Options > Multiscale Fusion."
            ).format(folder=folder)
        )
    if folder and not os.access(folder, os.W_OK | os.X_OK):
        raise FusionError(
            QCoreApplication.translate(
                "Resources", "The scratch folder {folder} may not be written to; choose another one in Settings > "
                "Options > Multiscale Fusion."
            ).format(folder=folder)
        )


def _check_options(text: str) -> None:
    if not text:
        return
    require("pyproj")
    from ..core.raster.creation_options import cog_options

    for dtype in _TYPES:
        cog_options(text, dtype)


def _check_scheduler(address: str) -> None:
    if address and not _ADDRESS.match(address):
        raise FusionError(
            QCoreApplication.translate(
                "Resources", "The scheduler address {address} is none; write it as tcp://host:8786."
            ).format(address=address)
        )


def _number(name: str, value: object) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise FusionError(
            QCoreApplication.translate(
                "Resources", 'The setting {section}/{name} is "{value}" and must be a whole number; set it in Settings '
                "> Options > Multiscale Fusion."
            ).format(section=SECTION, name=name, value=value)
        ) from None
