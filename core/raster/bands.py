"""What a raster's bands declare: type, units, scale and offset, what counts as missing."""

import math
import re
from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..errors import FusionError
from ..finding import Finding, Severity
from ..legend import Legend
from ..message import listed, message
from ..product import Layer, Recognised, mentioned, recognise
from .classes import ATTRIBUTE_TABLE, CATEGORY_NAMES, COLOUR_TABLE, band_legend, class_evidence
from .gdal_errors import text_of

# A file may describe its only variable in the metadata of the whole dataset: these drivers do, per subdataset.
_VARIABLE_DRIVERS = ("HDF4Image", "HDF5Image", "netCDF")
# What cannot be in the ten thousands.
_BELOW_TWO = re.compile(r"(^|[^A-Z])(NDVI|EVI2?|REFLECTANCE)([^A-Z]|$)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LARGE_SCALE = 100.0
_TABLES = (COLOUR_TABLE, ATTRIBUTE_TABLE, CATEGORY_NAMES)


@dataclass(frozen=True)
class Band:
    """One band as it is read; `dtype` and `nodata` speak of stored values, value = stored * scale + offset.

    `class_evidence` lists what the file says that shows the band to hold classes: "colour table", "attribute table",
    "category names", "flag values" (with their meanings, as CF has them), "legend text". `scaled_as_declared`: are
    scale and offset those that the band declares, which other programs apply?
    """

    number: int
    dtype: str
    description: str
    units: str
    scale: float
    offset: float
    nodata: float | int | None
    class_evidence: tuple[str, ...] = ()
    scaled_as_declared: bool = True

    @property
    def is_class(self) -> bool:
        """Has the band a colour table, category names, or an attribute table that is more than a histogram?"""
        return any(word in _TABLES for word in self.class_evidence)

    @property
    def is_scaled(self) -> bool:
        """Do scale and offset change anything?"""
        return self.scale != 1.0 or self.offset != 0.0


@dataclass(frozen=True)
class MissingRule:
    """What makes a stored value of one band missing, besides NaN and infinities.

    `valid_range` holds bounds in stored units, None where open; `mask` says that the band's mask is to be read; `fills`
    are further values that count as nodata does.
    """

    nodata: float | int | None
    valid_range: tuple[float | int | None, float | int | None]
    mask: bool
    fills: tuple[float | int, ...] = ()


@dataclass(frozen=True)
class BandFacts:
    """A band, what is missing in it, and what its reader should know."""

    band: Band
    missing: MissingRule
    findings: tuple[Finding, ...]


def describe_band(dataset: gdal.Dataset, number: int, name: str) -> BandFacts:
    """Read everything band `number` declares; `name` is the file's name for messages. Raises FusionError."""
    band = dataset.GetRasterBand(number)
    dtype = _stored_dtype(band, number, name)
    metadata = _variable_metadata(dataset, band)
    subject = name if dataset.RasterCount == 1 else message("{name}, band {number}", name=name, number=number)
    description = text_of(band.GetDescription()) or metadata.get("long_name", "")
    known = recognise(dataset.GetDescription(), describe_metadata(dataset), description)
    findings: list[Finding] = []
    scale, offset = _scale_and_offset(band, metadata, name, known, subject, findings)
    stored = _metadata_is_about_stored_values(band, metadata, subject, findings)
    nodata = _nodata(band, dtype, metadata if stored else {}, subject, findings)
    valid_range = _valid_range(metadata, dtype) if stored else (None, None)
    mask = _has_mask(band)
    fills = () if mask or not stored else _known_fills(known, nodata, dtype, subject, findings)
    if nodata is None and fills:
        nodata, *fills = fills
    described = Band(
        number=number,
        dtype=dtype.name,
        description=description,
        units=text_of(band.GetUnitType()) or metadata.get("units", ""),
        scale=scale,
        offset=offset,
        nodata=nodata,
        class_evidence=class_evidence(band, metadata),
        scaled_as_declared=(scale, offset) == _declared_scale(band),
    )
    return BandFacts(described, MissingRule(nodata, valid_range, mask, tuple(fills)), tuple(findings))


def describe_classes(dataset: gdal.Dataset, number: int) -> Legend | None:
    """The classes of band `number` as the file, or else its product's table, has them; None if neither has any."""
    band = dataset.GetRasterBand(number)
    layer = recognise(dataset.GetDescription(), describe_metadata(dataset), text_of(band.GetDescription())).layer
    known = {}
    if layer is not None and layer.stored_as(_stored_dtype(band, number, "").name):
        known = {value: name for value, name in layer.classes if value not in layer.fill}
    return band_legend(band, _variable_metadata(dataset, band), known)


def is_alpha(dataset: gdal.Dataset, number: int) -> bool:
    """Is it an alpha band, which says where the other bands count?"""
    return dataset.GetRasterBand(number).GetColorInterpretation() == gdal.GCI_AlphaBand


def _stored_dtype(band: gdal.Band, number: int, name: str) -> np.dtype:
    kind = gdal.GetDataTypeName(band.DataType)
    if gdal.DataTypeIsComplex(band.DataType):
        raise FusionError(message(
            "Band {number} of {name} holds complex numbers ({dtype}); compute its amplitude or power first.",
            number=number, name=name, dtype=kind,
        ))
    if kind == "Byte" and band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE":
        return np.dtype("int8")
    return np.dtype({"Byte": "uint8"}.get(kind, kind.lower()))


def _variable_metadata(dataset: gdal.Dataset, band: gdal.Band) -> dict[str, str]:
    whole = dataset.RasterCount == 1 or dataset.GetDriver().ShortName in _VARIABLE_DRIVERS
    return {**(describe_metadata(dataset) if whole else {}), **describe_metadata(band)}


def describe_metadata(described: gdal.MajorObject) -> dict[str, str]:
    """Its metadata items."""
    return {text_of(key): text_of(value) for key, value in described.GetMetadata().items()}


def _scale_and_offset(
    band: gdal.Band, metadata: dict[str, str], name: str, known: Recognised, subject: str, findings: list[Finding]
) -> tuple[float, float]:
    scale, offset = _declared_scale(band)
    if not math.isfinite(scale) or scale == 0.0 or not math.isfinite(offset):
        findings.append(Finding(
            "SCALE_INVALID", Severity.WARNING, subject,
            message("The declared scale {scale} and offset {offset} cannot be applied, so stored values are used.",
                    scale=scale, offset=offset),
            message("Correct the scale in the file if the values look wrong."),
        ))
        return 1.0, 0.0
    if scale > 1.0 and _declares_divisor(metadata, name, known, scale):
        findings.append(Finding(
            "SCALE_SUSPECT", Severity.INFO, subject,
            message("The product's scale factor {scale:g} divides stored values, though the file reads as if it "
                    "multiplied; values are divided by {scale:g}.", scale=scale),
        ))
        return 1.0 / scale, offset
    if _differs_from_product(known.layer, scale):
        findings.append(Finding(
            "SCALE_SUSPECT", Severity.WARNING, subject,
            message("The band declares a scale of {scale:g}, which is used, but the layer {layer} of {product} is "
                    "stored with {known:g}.", scale=scale, layer=known.layer.name, product=known.product.id,
                    known=known.layer.scale),
            message("Check the values; correct the scale in the file if they look wrong."),
        ))
    elif scale >= _LARGE_SCALE:
        findings.append(Finding(
            "SCALE_SUSPECT", Severity.WARNING, subject,
            message("Stored values are multiplied by the declared scale factor {scale:g}, which is unusually large.",
                    scale=scale),
            message("If the product means a divisor, set the scale to {scale:g} in the file.", scale=1.0 / scale),
        ))
    return scale, offset


def _declared_scale(band: gdal.Band) -> tuple[float, float]:
    scale, offset = band.GetScale(), band.GetOffset()
    return 1.0 if scale is None else float(scale), 0.0 if offset is None else float(offset)


def _declares_divisor(metadata: dict[str, str], name: str, known: Recognised, scale: float) -> bool:
    """MOD13 and MOD09 write what stored values are to be divided by: the inverse of a factor the product has."""
    if known.layer is not None:
        layers = (known.layer,)
    else:
        texts = (metadata.get("SHORTNAME", ""), metadata.get("LOCALGRANULEID", ""), name)
        product = known.product or next(filter(None, map(mentioned, texts)), None)
        layers = () if product is None else product.layers
    if any(layer.scale is not None and math.isclose(scale * layer.scale, 1.0, rel_tol=1e-6) for layer in layers):
        return True
    texts = (metadata.get("long_name", ""), metadata.get("units", ""))
    return scale == 10000.0 and any(_BELOW_TWO.search(text) for text in texts)


def _differs_from_product(layer: Layer | None, scale: float) -> bool:
    """A scale of 1, which is none, is no contradiction: values may have been rescaled."""
    if layer is None or layer.scale is None or scale == 1.0:
        return False
    return not math.isclose(scale, layer.scale, rel_tol=1e-6)


def _metadata_is_about_stored_values(
    band: gdal.Band, metadata: dict[str, str], subject: str, findings: list[Finding]
) -> bool:
    """False for a file whose values were rescaled (or lost their scale) while the old attributes were copied along."""
    text = metadata.get("scale_factor")
    numbers = _NUMBER.findall(text or "")
    if not numbers:
        return True
    attribute, declared = float(numbers[0]), _declared_scale(band)[0]
    if math.isclose(attribute, declared, rel_tol=1e-6):
        return True
    findings.append(Finding(
        "SCALE_SUSPECT", Severity.WARNING, subject,
        message("The attribute scale_factor is {attribute:g} but the band declares a scale of {declared:g}, which is "
                "used.", attribute=attribute, declared=declared),
        message("Check the values; attributes of fill and valid range are left aside."),
    ))
    return False


def _nodata(
    band: gdal.Band, dtype: np.dtype, metadata: dict[str, str], subject: str, findings: list[Finding]
) -> float | int | None:
    """The nodata value as one of `dtype`, or None."""
    value = band.GetNoDataValue()
    if value is None:
        numbers = _NUMBER.findall(metadata.get("_FillValue", ""))
        value = float(numbers[0]) if len(numbers) == 1 else None
    if value is None:
        return None
    stored = _as_stored(value, dtype)
    if stored is None:
        findings.append(Finding(
            "NODATA_OUTSIDE", Severity.WARNING, subject,
            message("The declared nodata value {value:g} cannot occur in {dtype} values, so no value counts as nodata.",
                    value=value, dtype=dtype.name),
            message("Set the right nodata value if fill values are among the data."),
        ))
    return stored


def _known_fills(
    known: Recognised, nodata: float | int | None, dtype: np.dtype, subject: str, findings: list[Finding]
) -> tuple[float | int, ...]:
    """The product's fills that the file does not declare, if the file has its type and no nodata of another kind."""
    layer = known.layer
    if layer is None or not layer.stored_as(dtype.name):
        return ()
    finite = (_as_stored(fill, dtype) for fill in layer.fill if math.isfinite(fill))
    held = [stored for stored in finite if stored is not None]
    if nodata is not None and nodata not in held:
        return ()
    fills = tuple(stored for stored in held if stored != nodata)
    if fills:
        findings.append(Finding(
            "NODATA_UNDECLARED", Severity.INFO, subject,
            message("{fills} is fill in the layer {layer} of {product} though the file does not declare it, so it "
                    "counts as missing.", fills=listed(tuple(map(str, fills))), layer=layer.name,
                    product=known.product.id),
            message("Give the file a nodata value of your own if that is wrong."),
        ))
    return fills


def _as_stored(value: float | int, dtype: np.dtype) -> float | int | None:
    """`value` as `dtype` holds it; None if it cannot."""
    if dtype.kind == "f":
        with np.errstate(over="ignore"):
            stored = float(dtype.type(value))
        return None if math.isinf(stored) and math.isfinite(value) else stored
    limits = np.iinfo(dtype)
    if not math.isfinite(value) or value != int(value) or not limits.min <= int(value) <= limits.max:
        return None
    return int(value)


def _valid_range(metadata: dict[str, str], dtype: np.dtype) -> tuple[float | int | None, float | int | None]:
    """CF and HDF-EOS `valid_range` (or `valid_min`, `valid_max`), which speak of stored values."""
    numbers = [float(number) for number in _NUMBER.findall(metadata.get("valid_range", ""))]
    if len(numbers) != 2:
        lows, highs = (_NUMBER.findall(metadata.get(key, "")) for key in ("valid_min", "valid_max"))
        numbers = [float(lows[0]) if len(lows) == 1 else -math.inf, float(highs[0]) if len(highs) == 1 else math.inf]
    low, high = numbers
    if low > high:
        return None, None
    return _bound(low, dtype, lower=True), _bound(high, dtype, lower=False)


def _bound(value: float, dtype: np.dtype, *, lower: bool) -> float | int | None:
    """The bound in `dtype`; None if every value of `dtype` passes it."""
    if math.isinf(value):
        return None
    if dtype.kind == "f":
        return _as_stored(value, dtype)
    limits = np.iinfo(dtype)
    whole = math.ceil(value) if lower else math.floor(value)
    passes_all = whole <= limits.min if lower else whole >= limits.max
    return None if passes_all else min(max(whole, limits.min), limits.max)


def _has_mask(band: gdal.Band) -> bool:
    """Has the band a mask of its own, beyond its nodata value and an alpha band (which are read as such)?"""
    flags = band.GetMaskFlags()
    if flags & (gdal.GMF_ALL_VALID | gdal.GMF_ALPHA):
        return False
    return flags != gdal.GMF_NODATA
