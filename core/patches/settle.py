"""What the pixels of a raster are, and what becomes of them in the cells of a common grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from ..advice import Layer
from ..advice.times import TimeSpan
from ..errors import FusionError
from ..finding import stop_at_blockers
from ..message import listed, message
from ..raster.writer import DATA_TYPES, nodata_of
from ..reporter import Reporter
from ..variable import check, check_units, choose
from .request import Raster

# Names of GDAL's types by NumPy's, and types that hold the values of those that outputs cannot have.
_NAMES = {"uint8": "Byte", **{name.lower(): name for name in DATA_TYPES[2:]}}
_HELD_BY = {"int8": "int16", "int64": "float64", "uint64": "float64"}
# Kinds that average in the same way may go together.
_ALIKE = {"ratio": "intensive", "nonlinear": "intensive"}
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Settled:
    """The kind of the bands and their statistic ("" where no pixel is resampled), and the units of each."""

    kind: str
    statistic: str
    units: tuple[str, ...]


def settle(raster: Raster, layer: Layer, bands: Sequence[int], resampled: bool, accept: frozenset[str],
           reporter: Reporter) -> Settled:
    """Settle what is read of a raster, and tell of it.

    Raises FusionError for a resampling that its values do not allow, for bands of different kinds that are to be
    resampled together, and for blockers that are not accepted.
    """
    detections = [layer.detection(number) for number in bands]
    units = tuple(raster.source.bands[number - 1].units or each.units for number, each in zip(bands, detections))
    if not resampled:
        return Settled(detections[0].kind if raster.kind == "auto" else raster.kind, "", units)
    choices = [choose(raster.kind, raster.resampling, each) for each in detections]
    found: dict[tuple[str, str], list[int]] = {}
    for number, choice in zip(bands, choices):
        found.setdefault((_ALIKE.get(choice.kind, choice.kind), choice.statistic), []).append(number)
    if len(found) > 1:
        kinds = listed((message("band {bands}: {kind}", bands=", ".join(map(str, numbers)), kind=kind)
                        for (kind, _), numbers in found.items()), "; ")
        raise FusionError(message("The bands of {name} are of different kinds ({kinds}); choose bands of one kind, or "
                                  "say which kind they are.", name=raster.source.name, kinds=kinds))
    findings = []
    for number, detection, choice in zip(bands, detections, choices):
        if choice.kind in ("radiative", "circular"):
            check_units(choice.kind, detection.units, layer.sample(number).values)
        findings += check(raster.source.name, choice, detection, raster.kind, formulas=False)
    stop_at_blockers(findings, accept)
    for finding in findings:
        reporter.finding(finding)
    for sentence in choices[0].sentences:
        reporter.info(message("{name}: {problem}", name=raster.source.name, problem=sentence))
    return Settled(choices[0].kind, choices[0].statistic, units)


def stored_type(raster: Raster, bands: Sequence[int], settled: Settled, dtype: str, normalised: bool) -> str:
    """NumPy's name of the type of a raster's values in the dataset; ``dtype``: as asked, of DATA_TYPES."""
    if dtype != "auto":
        return next(name for name, known in _NAMES.items() if known == dtype)
    described = [raster.source.bands[number - 1] for number in bands]
    scaled = any(band.is_scaled for band in described)
    if normalised and settled.kind != "categorical":
        return "float32"
    if settled.statistic == "sum":
        return "float64"
    if scaled or settled.statistic not in ("", "mode"):
        return "float32"
    own = np.result_type(*(band.dtype for band in described)).name
    return _HELD_BY.get(own, own)


def fill_of(raster: Raster, bands: Sequence[int], dtype: str) -> float | int:
    """What stands where there is no value: NaN, or the nodata value of the first band that has one."""
    own = next((band.nodata for band in (raster.source.bands[number - 1] for number in bands)
                if band.nodata is not None and not band.is_scaled), None)
    return nodata_of(_NAMES[dtype], own)


def band_names(raster: Raster, bands: Sequence[int]) -> tuple[str, ...]:
    """Descriptions of the bands, or their numbers; each once."""
    names: list[str] = []
    for number in bands:
        name = raster.source.bands[number - 1].description or f"Band {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)


def date_text(span: TimeSpan | None) -> str:
    """When a raster was observed, ISO 8601: a moment, a day, or the first and the last day; "" if nothing tells."""
    if span is None:
        return ""
    if span.end - span.begin < _HOUR:
        return f"{span.begin:%Y-%m-%dT%H:%M:%SZ}"
    first, last = f"{span.begin:%Y-%m-%d}", f"{span.end:%Y-%m-%d}"
    return first if first == last else f"{first}/{last}"
