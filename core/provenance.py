"""What made a file: its inputs, parameters, versions and findings, the same text for the same job."""

import json
import math
import sys
from collections.abc import Sequence
from configparser import ConfigParser
from configparser import Error as ConfigError
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from .finding import Finding
from .raster.files import file_facts, gdal_version

if TYPE_CHECKING:
    from .raster import RasterSource

NAME = "Multiscale Fusion"
TAG = "MULTISCALE_FUSION_PROVENANCE"
_METADATA = Path(__file__).resolve().parent.parent / "metadata.txt"


def plugin_version() -> str:
    """The version in metadata.txt, "unknown" if it does not tell."""
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read(_METADATA, encoding="utf-8")
    except (ConfigError, UnicodeDecodeError):
        return "unknown"
    return parser.get("general", "version", fallback="unknown").strip()


def software() -> str:
    """What outputs name as their software: "Multiscale Fusion 0.1.0"."""
    return f"{NAME} {plugin_version()}"


def versions() -> dict[str, str]:
    """Versions that can change a result: of the plugin, numpy, GDAL, PROJ and numba."""
    return {
        "multiscale_fusion": plugin_version(),
        "numpy": np.__version__,
        "gdal": gdal_version(),
        "proj": pyproj.proj_version_str,
        "numba": _package_version("numba"),
    }


def describe_input(source: "RasterSource") -> dict[str, Any]:
    """One input: name without folder, size, time of change, checksum of its first 64 KiB, and its bands."""
    return {
        "name": source.name,
        **file_facts(source.files[0]),
        "bands": [
            {
                "number": band.number,
                "dtype": band.dtype,
                "description": band.description,
                "units": band.units,
                "scale": band.scale,
                "offset": band.offset,
                "nodata": band.nodata,
            }
            for band in source.bands
        ],
    }


def provenance(
    operation: str, inputs: list[dict[str, Any]], parameters: dict[str, Any], findings: Sequence[Finding]
) -> dict[str, Any]:
    """The record of one output. `parameters` must hold what the result depends on and nothing else: no output path,
    folder, thread count or way of calling.
    """
    return {
        "software": NAME,
        "operation": operation,
        "inputs": inputs,
        "parameters": parameters,
        "findings": [finding.to_dict() for finding in findings],
        "versions": versions(),
    }


def to_json(record: dict[str, Any]) -> str:
    """Stable JSON text: keys sorted, NaN and infinities as strings, NumPy numbers as numbers, a newline at the end."""
    return json.dumps(_plain(record), indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def tags(record: dict[str, Any]) -> dict[str, str]:
    """Metadata items that carry the record inside a GeoTIFF."""
    return {"TIFFTAG_SOFTWARE": software(), TAG: to_json(record)}


def _plain(value: Any) -> Any:
    """`value` in JSON's types."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _package_version(package: str) -> str:
    """The version that is loaded or would be, without loading it."""
    loaded = sys.modules.get(package)
    if loaded is not None:
        return str(getattr(loaded, "__version__", "unknown"))
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"
