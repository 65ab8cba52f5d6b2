"""Creation options as QGIS writes them ("COMPRESS=DEFLATE|ZLEVEL=9"), checked and put into the COG driver's words."""

import threading

from osgeo import gdal

from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import message

DEFAULTS = {
    "COMPRESS": "DEFLATE",
    "PREDICTOR": "YES",
    "BIGTIFF": "IF_SAFER",
    "NUM_THREADS": "ALL_CPUS",  # compresses faster, to the same bytes
    "OVERVIEW_RESAMPLING": "AVERAGE",
}
# QGIS's profiles are written for the GTiff driver.
_SYNONYMS = {
    "ZLEVEL": "LEVEL",
    "ZSTD_LEVEL": "LEVEL",
    "LZMA_PRESET": "LEVEL",
    "JPEG_QUALITY": "QUALITY",
    "WEBP_LEVEL": "QUALITY",
    "BLOCKXSIZE": "BLOCKSIZE",
    "BLOCKYSIZE": "BLOCKSIZE",
}
_PREDICTORS = {"1": "NO", "2": "STANDARD", "3": "FLOATING_POINT"}
_PREDICTED = ("LZW", "DEFLATE", "ZSTD")
_LOSSY = ("JPEG", "WEBP")
_YES, _NO = ("YES", "TRUE", "ON", "1"), ("NO", "FALSE", "OFF", "0")
# GDAL 3.6 makes the COG driver's description when first asked for it, and gives none to a thread that asks meanwhile.
_DESCRIBING = threading.Lock()
# These would warp the result off the grid it was computed for.
_WARPING = ("TARGET_SRS", "RES", "EXTENT", "TILING_SCHEME", "ZOOM_LEVEL", "ZOOM_LEVEL_STRATEGY", "ALIGNED_LEVELS")
_TRUE_ANYWAY = (("TILED", "YES"), ("TILED", "TRUE"), ("COPY_SRC_OVERVIEWS", "YES"), ("INTERLEAVE", "PIXEL"))
_SUBJECT = message("creation options")


def cog_options(text: str, dtype: str, threads: int | None = None) -> tuple[list[str], tuple[Finding, ...]]:
    """Options for GDAL's COG driver, the defaults overridden by `text` ("KEY=VALUE|KEY=VALUE"), and what was changed.

    `dtype` is the NumPy name of the output's type, `threads` how many compress, by default all. Raises FusionError for
    what neither the COG driver nor the GeoTIFF driver knows, for values that are not allowed, and for options that
    would move the result off its grid.
    """
    allowed = _driver_options("COG")
    geotiff = _driver_options("GTiff")
    chosen: dict[str, str] = {}
    findings: list[Finding] = []
    for key, value in _pairs(text):
        name = key if key in allowed else _SYNONYMS.get(key, key)
        if name in allowed:
            _refuse_warping(name, value)
            value, note = _translate(name, value)
            findings.extend(note)
            _set(chosen, name, _checked(name, value, allowed[name], key))
        elif key not in geotiff:
            known = ", ".join(sorted(set(allowed) - set(_WARPING)))
            raise FusionError(message("The creation option {key} is unknown; use those of GDAL's COG driver: {known}.",
                                      key=key, known=known))
        elif (key, value.upper()) not in _TRUE_ANYWAY:
            findings.append(_left_aside(key, value))
    options = {**DEFAULTS, **({"NUM_THREADS": str(threads)} if threads else {}), **chosen}
    if options["COMPRESS"] in _LOSSY and dtype != "uint8":
        raise FusionError(message(
            "COMPRESS={compression} takes Byte values only; choose another compression, such as DEFLATE.",
            compression=options["COMPRESS"],
        ))
    if "RESAMPLING" in chosen and "OVERVIEW_RESAMPLING" not in chosen:
        del options["OVERVIEW_RESAMPLING"]
    _fit_predictor(options, "PREDICTOR" in chosen, dtype)
    findings.extend(_lossy(options))
    return [f"{key}={value}" for key, value in sorted(options.items())], tuple(findings)


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = []
    for part in filter(None, (piece.strip() for piece in (text or "").split("|"))):
        key, equals, value = part.partition("=")
        if not key.strip() or not equals or not value.strip():
            raise FusionError(message(
                'The creation option "{option}" is not of the form KEY=VALUE; write options as COMPRESS=ZSTD|LEVEL=9.',
                option=part,
            ))
        pairs.append((key.strip().upper(), value.strip()))
    return pairs


def _driver_options(driver: str) -> dict[str, dict]:
    """Name -> attributes and list of values, from the driver's own description."""
    found = gdal.GetDriverByName(driver)
    if found is None:
        raise FusionError(message("This GDAL has no {driver} driver; install GDAL 3.1 or later.", driver=driver))
    with _DESCRIBING:
        tree = gdal.ParseXMLString(found.GetMetadataItem("DMD_CREATIONOPTIONLIST"))
    options = {}
    for node in tree[2:]:
        if node[0] == gdal.CXT_Element and node[1] == "Option":
            attributes = {child[1]: child[2][1] for child in node[2:] if child[0] == gdal.CXT_Attribute}
            attributes["values"] = [value for child in node[2:] if child[1] == "Value" for value in _values(child)]
            options[attributes["name"].upper()] = attributes
    return options


def _values(node: list) -> list[str]:
    """The text of a <Value> element and its alias."""
    texts = [child[1] for child in node[2:] if child[0] == gdal.CXT_Text]
    aliases = [child[2][1] for child in node[2:] if child[0] == gdal.CXT_Attribute and child[1] == "alias"]
    return texts + aliases


def _refuse_warping(name: str, value: str) -> None:
    if name in _WARPING and not (name == "TILING_SCHEME" and value.upper() == "CUSTOM"):
        raise FusionError(message(
            "The creation option {key} would resample the result away from its grid; set the target grid instead.",
            key=name,
        ))


def _translate(name: str, value: str) -> tuple[str, list[Finding]]:
    if name in ("PREDICTOR", "OVERVIEW_PREDICTOR"):
        return _PREDICTORS.get(value, value), []
    if name == "COMPRESS" and value.upper() == "PACKBITS":
        return "LZW", [_note(message("COMPRESS=PACKBITS is not offered by the COG format; LZW is used."))]
    return value, []


def _checked(name: str, value: str, option: dict, key: str) -> str:
    """The value in the driver's spelling."""
    kind = option.get("type", "string")
    if kind == "string-select" and option["values"]:
        spelled = {each.upper(): each for each in option["values"]}
        if value.upper() not in spelled:
            raise FusionError(message("The creation option {key} cannot be {value}; choose one of {choices}.", key=key,
                                      value=value, choices=", ".join(option["values"])))
        return spelled[value.upper()]
    if kind in ("int", "float"):
        _check_number(value, option, key, int if kind == "int" else float)
    if kind == "boolean":
        if value.upper() not in _YES + _NO:
            raise FusionError(message("The creation option {key} cannot be {value}; choose YES or NO.", key=key,
                                      value=value))
        return "YES" if value.upper() in _YES else "NO"
    return value


def _check_number(value: str, option: dict, key: str, kind: type) -> None:
    try:
        number = kind(value)
    except ValueError:
        wanted = message("a whole number") if kind is int else message("a number")
        raise FusionError(message("The creation option {key} cannot be {value}; give {wanted}.", key=key, value=value,
                                  wanted=wanted)) from None
    low, high = option.get("min"), option.get("max")
    if low is not None and number < kind(low):
        raise FusionError(message("The creation option {key} cannot be {value}; give at least {low}.", key=key,
                                  value=value, low=low))
    if high is not None and number > kind(high):
        raise FusionError(message("The creation option {key} cannot be {value}; give at most {high}.", key=key,
                                  value=value, high=high))


def _set(chosen: dict[str, str], name: str, value: str) -> None:
    if chosen.get(name, value) != value:
        raise FusionError(message("The creation options give both {first} and {second} for {key}; give one.",
                                  first=chosen[name], second=value, key=name))
    chosen[name] = value


def _fit_predictor(options: dict[str, str], asked: bool, dtype: str) -> None:
    """Leave the predictor out where the compression has none, and refuse the one for floats on integers."""
    if options["COMPRESS"] not in _PREDICTED:
        options.pop("PREDICTOR", None)
    elif asked and options["PREDICTOR"] == "FLOATING_POINT" and not dtype.startswith("float"):
        raise FusionError(message(
            "The creation option PREDICTOR=3 is for Float32 and Float64; use PREDICTOR=2 or another DATA_TYPE."
        ))


def _lossy(options: dict[str, str]) -> list[Finding]:
    compression = options["COMPRESS"]
    inexact = compression.startswith("LERC") and float(options.get("MAX_Z_ERROR", "0")) > 0
    if compression not in _LOSSY and not inexact:
        return []
    return [Finding(
        "CREATION_LOSSY", Severity.WARNING, _SUBJECT,
        message("COMPRESS={compression} changes the values.", compression=compression),
        message("Use DEFLATE, ZSTD or LZW to keep them."),
    )]


def _left_aside(key: str, value: str) -> Finding:
    return _note(message("{key}={value} does not apply to a Cloud Optimized GeoTIFF and is left aside.", key=key,
                         value=value))


def _note(text: str) -> Finding:
    return Finding("CREATION_ADAPTED", Severity.INFO, _SUBJECT, text)
