"""What the stored numbers of a band mean: scale, offset, fill, range, units and kind, by the product's guide."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import message
from ..product import Layer
from ..raster.bands import BandFacts
from ..raster.contents import first_band
from .granule import Granule, GranuleBand

Range = tuple[float | int | None, float | int | None]

_REFLECTANCE, _TEMPERATURE = "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS", "LEVEL2_SURFACE_TEMPERATURE_PARAMETERS"
_BANDS_OF_MSI = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")
_SENTINEL_2, _SATURATED = "S2MSI2A", 65535
_FLOATS = ("float32", "float64")


@dataclass(frozen=True)
class Stored:
    """How a band stores its values: value = stored * ``scale`` + ``offset``.

    ``dtype`` is NumPy's name; ``nodata`` and ``valid_range`` (both ends in, None where open) are in stored values.
    ``kind`` is one of core/product.py's KINDS, "" if unknown. ``findings``: what contradicts itself.
    """

    dtype: str
    scale: float
    offset: float
    nodata: float | int | None
    valid_range: Range
    units: str
    kind: str
    findings: tuple[Finding, ...] = ()

    @property
    def is_scaled(self) -> bool:
        """Do scale and offset change anything?"""
        return self.scale != 1.0 or self.offset != 0.0

    @property
    def is_categorical(self) -> bool:
        """Are values codes or bits, which stay as they are stored?"""
        return self.kind == "categorical"


def stored_values(granule: Granule, band: GranuleBand) -> Stored:
    """How a band on a grid stores its values. Raises FusionError where no source tells its offset, or it is no raster.
    """
    facts = first_band(band.path)
    layer = band.layer if band.layer is not None and band.layer.stored_as(facts.band.dtype) else None
    findings = list(facts.findings)
    scale, offset, units = facts.band.scale, facts.band.offset, facts.band.units
    if layer is not None:
        scale, offset = _by_guide(granule, band, layer, facts, findings)
        units = layer.units
    elif band.layer is not None:
        units = facts.band.units or _units_of_rescaled(band.layer, facts)
        findings += _rescaled(granule, band, facts)
    return Stored(
        dtype=facts.band.dtype,
        scale=scale,
        offset=offset,
        nodata=facts.missing.nodata,
        valid_range=_valid_range(granule, layer, facts),
        units="" if layer is not None and layer.kind == "categorical" else units,
        kind="" if band.layer is None else band.layer.kind,
        findings=tuple(_once(findings, layer)),
    )


def _by_guide(granule: Granule, band: GranuleBand, layer: Layer, facts: BandFacts, findings: list[Finding]
              ) -> tuple[float, float]:
    """Scale and offset of the guide; what the granule's own metadata say of the very values goes before it."""
    declared = facts.band.scale, facts.band.offset
    told = _from_metadata(granule, band, layer)
    if told is not None:
        if layer.scale is not None and layer.offset is not None and not _close(told, (layer.scale, layer.offset)):
            findings.append(_contradiction(granule, band, layer, told))
        return told
    if layer.scale is None:
        return declared
    if layer.offset is None:
        choices = ", ".join(f"{choice.offset:g} ({choice.when})" for choice in layer.offsets)
        raise FusionError(message(
            "Nothing tells which offset {band} of {granule} was stored with: {choices}. Open the folder of the whole "
            "product, whose metadata say so.", band=band.name, granule=granule.name, choices=choices))
    if facts.band.is_scaled and not _close(declared, (layer.scale, layer.offset)):
        findings.append(_contradiction(granule, band, layer, declared))
    return layer.scale, layer.offset


def _from_metadata(granule: Granule, band: GranuleBand, layer: Layer) -> tuple[float, float] | None:
    """Scale and offset in the MTL of Landsat, of its level-2 group alone, or in the MTD of Sentinel-2."""
    known = granule.attributes
    number = re.fullmatch(r"SR_B(\d+)", band.name)
    if number:
        keys = f"{_REFLECTANCE}/REFLECTANCE_MULT_BAND_{number[1]}", f"{_REFLECTANCE}/REFLECTANCE_ADD_BAND_{number[1]}"
    else:
        keys = f"{_TEMPERATURE}/TEMPERATURE_MULT_BAND_{band.name}", f"{_TEMPERATURE}/TEMPERATURE_ADD_BAND_{band.name}"
    scale, offset = (_number(known, key) for key in keys)
    if scale and offset is not None:
        return scale, offset
    if granule.product is not None and granule.product.id == _SENTINEL_2 and layer.name == "reflectance":
        quantity = _number(known, "BOA_QUANTIFICATION_VALUE")
        name = band.name[:3]
        added = _number(known, f"BOA_ADD_OFFSET/{_BANDS_OF_MSI.index(name)}") if name in _BANDS_OF_MSI else None
        if quantity and added is not None:
            return 1.0 / quantity, added / quantity
    return None


def _contradiction(granule: Granule, band: GranuleBand, layer: Layer, told: tuple[float, float]) -> Finding:
    used = told if _from_metadata(granule, band, layer) is not None else (layer.scale, layer.offset)
    return Finding(
        "SCALE_SUSPECT", Severity.WARNING, message("{granule}, {band}", granule=granule.name, band=band.name),
        message("The metadata say value = stored * {scale:g} + {offset:g}, the guide of {product} says {known:g} and "
                "{added:g}; {used:g} and {plus:g} are used.", scale=told[0], offset=told[1],
                product=granule.product.id, known=layer.scale, added=layer.offset, used=used[0], plus=used[1]),
        message("Check the values of a few pixels whose value you know."))


def _rescaled(granule: Granule, band: GranuleBand, facts: BandFacts) -> list[Finding]:
    """A band of another type than the guide's: somebody has converted it, so what it declares is all that is known."""
    return [Finding(
        "SCALE_SUSPECT", Severity.WARNING, message("{granule}, {band}", granule=granule.name, band=band.name),
        message("The band is stored as {dtype} and not as {known}, as the guide of {product} says, so the guide's "
                "scale and fill are not applied; what the file declares holds.", dtype=facts.band.dtype,
                known=band.layer.dtype, product=granule.product.id),
        message("Check the values; take the file from the archive if they look wrong."))] if band.layer.dtype else []


def _units_of_rescaled(layer: Layer, facts: BandFacts) -> str:
    return layer.units if facts.band.dtype in _FLOATS or not layer.dtype else ""


def _valid_range(granule: Granule, layer: Layer | None, facts: BandFacts) -> Range:
    """The guide's, or else what the file declares; of Sentinel-2 what is saturated is no measurement."""
    if layer is not None and layer.valid_range is not None:
        return layer.valid_range
    if layer is not None and layer.name == "reflectance" and granule.product.id == _SENTINEL_2:
        return 1, _SATURATED - 1
    return facts.missing.valid_range


def _once(findings: list[Finding], layer: Layer | None) -> list[Finding]:
    """Without those of the file's declaration that the guide has settled."""
    if layer is None or layer.scale is None:
        return findings
    settled = [each for each in findings if each.code == "SCALE_SUSPECT" and each.severity is Severity.INFO]
    return [each for each in findings if each not in settled] + settled[:1]


def _close(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return all(math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-12) for a, b in zip(first, second))


def _number(attributes: Mapping[str, str], key: str) -> float | None:
    try:
        value = float(attributes[key])
    except (KeyError, ValueError):
        return None
    return value if math.isfinite(value) else None


def gdal_type(dtype: str) -> str:
    """RasterWriter's name for an integer type of NumPy; signed bytes need a wider one."""
    return {"uint8": "Byte", "int8": "Int16", "int16": "Int16", "uint16": "UInt16", "int32": "Int32",
            "uint32": "UInt32"}.get(dtype, "Float32" if np.dtype(dtype).itemsize < 8 else "Float64")
