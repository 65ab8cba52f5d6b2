"""What a raster's bands declare: type, units, scale and offset, what counts as missing."""

import math
import re
from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..errors import FusionError
from ..finding import Finding, Severity
from ..legend import Legend
from ..message import message
from .classes import ATTRIBUTE_TABLE, CATEGORY_NAMES, COLOUR_TABLE, band_legend, class_evidence
from .gdal_errors import text_of

# A file may describe its only variable in the metadata of the whole dataset: these drivers do, per subdataset.
_VARIABLE_DRIVERS = ("HDF4Image", "HDF5Image", "netCDF")
_VEGETATION_PRODUCT = re.compile(r"(^|[^A-Z0-9])(MOD|MYD|VNP|VJ1|VJ2)13[ACQ]", re.IGNORECASE)
_REFLECTANCE_PRODUCT = re.compile(r"(^|[^A-Z0-9])(MOD|MYD|VNP|VJ1|VJ2)09", re.IGNORECASE)
_VEGETATION_INDEX = re.compile(r"(^|[^A-Z])(NDVI|EVI2?)([^A-Z]|$)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LARGE_SCALE = 100.0
_TABLES = (COLOUR_TABLE, ATTRIBUTE_TABLE, CATEGORY_NAMES)
# What datasets say of the product they belong to: NASA's ECS metadata, HLS, Landsat, ESA WorldCover.
_PRODUCT_KEYS = (
    "SHORTNAME", "LOCALGRANULEID", "LONGNAME", "SENSOR", "LANDSAT_PRODUCT_ID", "PRODUCT_TYPE", "TITLE",
)


@dataclass(frozen=True)
class Band:
    """One band as it is read; `dtype` and `nodata` speak of stored values, value = stored * scale + offset.

    `class_evidence` lists what the file says that shows the band to hold classes: "colour table", "attribute table",
    "category names", "flag values" (with their meanings, as CF has them), "legend text".
    """

    number: int
    dtype: str
    description: str
    units: str
    scale: float
    offset: float
    nodata: float | int | None
    class_evidence: tuple[str, ...] = ()

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

    `valid_range` holds bounds in stored units, None where open; `mask` says that the band's mask is to be read.
    """

    nodata: float | int | None
    valid_range: tuple[float | int | None, float | int | None]
    mask: bool


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
    findings: list[Finding] = []
    scale, offset = _scale_and_offset(band, metadata, name, subject, findings)
    stored = _metadata_is_about_stored_values(band, metadata, subject, findings)
    nodata = _nodata(band, dtype, metadata if stored else {}, subject, findings)
    valid_range = _valid_range(metadata, dtype) if stored else (None, None)
    described = Band(
        number=number,
        dtype=dtype.name,
        description=text_of(band.GetDescription()) or metadata.get("long_name", ""),
        units=text_of(band.GetUnitType()) or metadata.get("units", ""),
        scale=scale,
        offset=offset,
        nodata=nodata,
        class_evidence=class_evidence(band, metadata),
    )
    return BandFacts(described, MissingRule(nodata, valid_range, _has_mask(band)), tuple(findings))


def describe_classes(dataset: gdal.Dataset, number: int) -> Legend | None:
    """What the file says of the classes of band `number`; None if it says nothing."""
    band = dataset.GetRasterBand(number)
    return band_legend(band, _variable_metadata(dataset, band))


def describe_product(dataset: gdal.Dataset) -> dict[str, str]:
    """Metadata items that name the product, their keys in capitals, such as SHORTNAME and LOCALGRANULEID."""
    metadata = {key.upper(): value for key, value in _metadata(dataset).items()}
    return {key: metadata[key] for key in _PRODUCT_KEYS if metadata.get(key)}


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
    return {**(_metadata(dataset) if whole else {}), **_metadata(band)}


def _metadata(described: gdal.MajorObject) -> dict[str, str]:
    return {text_of(key): text_of(value) for key, value in described.GetMetadata().items()}


def _scale_and_offset(
    band: gdal.Band, metadata: dict[str, str], name: str, subject: str, findings: list[Finding]
) -> tuple[float, float]:
    scale, offset = _declared(band.GetScale(), 1.0), _declared(band.GetOffset(), 0.0)
    if not math.isfinite(scale) or scale == 0.0 or not math.isfinite(offset):
        findings.append(Finding(
            "scale.invalid", Severity.WARNING, subject,
            message("The declared scale {scale} and offset {offset} cannot be applied, so stored values are used.",
                    scale=scale, offset=offset),
            message("Correct the scale in the file if the values look wrong."),
        ))
        return 1.0, 0.0
    if scale > 1.0 and _declares_divisor(metadata, name, scale):
        findings.append(Finding(
            "scale.divisor", Severity.INFO, subject,
            message("The product's scale factor {scale:g} divides stored values, though the file reads as if it "
                    "multiplied; values are divided by {scale:g}.", scale=scale),
        ))
        return 1.0 / scale, offset
    if scale >= _LARGE_SCALE:
        findings.append(Finding(
            "scale.large", Severity.WARNING, subject,
            message("Stored values are multiplied by the declared scale factor {scale:g}, which is unusually large.",
                    scale=scale),
            message("If the product means a divisor, set the scale to {scale:g} in the file.", scale=1.0 / scale),
        ))
    return scale, offset


def _declared(value: float | None, default: float) -> float:
    return default if value is None else float(value)


def _declares_divisor(metadata: dict[str, str], name: str, scale: float) -> bool:
    """MODIS and VIIRS vegetation indices (MOD13), and reflectances (MOD09) with a factor of 10000, write what stored
    values are to be divided by."""
    products = (metadata.get("SHORTNAME", ""), metadata.get("LOCALGRANULEID", ""), name)
    if any(_VEGETATION_PRODUCT.search(product) for product in products):
        return True
    if scale == 10000.0 and any(_REFLECTANCE_PRODUCT.search(product) for product in products):
        return True
    texts = (metadata.get("long_name", ""), metadata.get("units", ""))
    return scale == 10000.0 and any(_VEGETATION_INDEX.search(text) for text in texts)


def _metadata_is_about_stored_values(
    band: gdal.Band, metadata: dict[str, str], subject: str, findings: list[Finding]
) -> bool:
    """False for a file whose values were rescaled (or lost their scale) while the old attributes were copied along."""
    text = metadata.get("scale_factor")
    numbers = _NUMBER.findall(text or "")
    if not numbers:
        return True
    attribute, declared = float(numbers[0]), _declared(band.GetScale(), 1.0)
    if math.isclose(attribute, declared, rel_tol=1e-6):
        return True
    findings.append(Finding(
        "scale.contradiction", Severity.WARNING, subject,
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
            "nodata.outside", Severity.WARNING, subject,
            message("The declared nodata value {value:g} cannot occur in {dtype} values, so no value counts as nodata.",
                    value=value, dtype=dtype.name),
            message("Set the right nodata value if fill values are among the data."),
        ))
    return stored


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
