"""The classes of a band in files: reading what a file says of them, writing it into an output and beside it."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from osgeo import gdal

from ..errors import FusionError
from ..finding import Finding, Severity
from ..legend import Colour, Legend, LegendEntry, make_legend
from ..message import message
from .gdal_errors import text_of

# What a file may say that shows a band to hold classes, in the words of Band.class_evidence.
COLOUR_TABLE = message("colour table")
ATTRIBUTE_TABLE = message("attribute table")
CATEGORY_NAMES = message("category names")
FLAG_VALUES = message("flag values")
LEGEND_TEXT = message("legend text")

_HISTOGRAM_USAGES = (gdal.GFU_PixelCount, gdal.GFU_Min, gdal.GFU_Max, gdal.GFU_MinMax)
_NAME_COLUMNS = ("name", "classname", "class", "classnames", "category", "label")
_VALUE_COLUMNS = ("value", "classvalue", "code")
_CHANNELS = {"Red": gdal.GFU_Red, "Green": gdal.GFU_Green, "Blue": gdal.GFU_Blue, "Alpha": gdal.GFU_Alpha}
_INTEGER = re.compile(r"[-+]?\d+")
_LEGEND_LINE = re.compile(r"\s*([-+]?\d+)[\s:=]+(\S.*)")
# The values that GDAL's lists by index, colour tables and category names, are written for.
_LISTED = range(256)
_OVERVIEW_KEYS = ("OVERVIEW_RESAMPLING", "RESAMPLING")
_KEEPING = ("NEAREST", "MODE")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")


def class_evidence(band: gdal.Band, metadata: Mapping[str, str]) -> tuple[str, ...]:
    """What the file says that shows the band to hold classes; `metadata` is that of the variable."""
    table = band.GetDefaultRAT()
    found = {
        COLOUR_TABLE: band.GetRasterColorTable() is not None,
        ATTRIBUTE_TABLE: table is not None and _describes_classes(table),
        CATEGORY_NAMES: bool(band.GetRasterCategoryNames()),
        FLAG_VALUES: bool(_flag_names(metadata)),
        LEGEND_TEXT: bool(_legend_names(metadata)),
    }
    return tuple(word for word, present in found.items() if present)


def band_legend(band: gdal.Band, metadata: Mapping[str, str], known: Mapping[int, str] | None = None) -> Legend | None:
    """The band's classes, None if the file tells of none.

    Names come from the raster attribute table, the category names, the attributes flag_values and flag_meanings (CF
    conventions 1.10, section 3.5) and a metadata item "legend" with lines of value and name (ESA WorldCover), in this
    order; where the file gives none at all, they are those of its product (`known`). Colours come from the attribute
    table, else from the colour table. Where an attribute table lists the classes, a colour table adds none.
    """
    table = band.GetDefaultRAT()
    values = _table_values(table) if table is not None and _describes_classes(table) else {}
    given = map(text_of, band.GetRasterCategoryNames() or ())
    listed = {value: name for value, name in enumerate(given) if name.strip()}
    names = {**_legend_names(metadata), **_flag_names(metadata), **listed, **_table_names(table, values)} or known or {}
    colours = {**_colour_table(band), **_table_colours(table, values)}
    if values:
        colours = {value: colours[value] for value in {*values.values(), *names} if value in colours}
    return make_legend(names, colours)


def colour_table(legend: Legend, dtype: str) -> gdal.ColorTable | None:
    """The colour table a one-band TIFF takes, for Byte only.

    TIFF offers one for UInt16 too: 65,536 colours, 400 kB at every overview, and as many lines in QGIS's legend.
    """
    table = gdal.ColorTable()
    entries = [entry for entry in legend.painted().entries if entry.value in _LISTED]
    if dtype != "Byte" or not entries:
        return None
    for entry in entries:
        table.SetColorEntry(entry.value, entry.colour)
    return table


def written_legend(legend: Legend, seen: Iterable[float | int], nodata: float | int) -> Legend:
    """The legend of an output: what has a name, and what was written; nodata is no class, and fractions are none."""
    named = {entry.value for entry in legend.entries if entry.name}
    written = {int(value) for value in seen if float(value).is_integer()}
    return legend.only((named | written) - {nodata})


def auxiliary_xml(legends: Sequence[Legend | None], crs: str = "") -> str | None:
    """GDAL's auxiliary file (PAM) with category names and attribute tables of the bands; None if there is no class.

    Every class has a colour there, since QGIS paints by the table only if it has colours. ``crs``: that of
    `crs_beside` (`files.py`).
    """
    bands = [
        _band_xml(number, legend.painted().entries)
        for number, legend in enumerate(legends, start=1) if legend is not None and legend.entries
    ]
    return "".join(["<PAMDataset>\n", crs, *bands, "</PAMDataset>\n"]) if bands or crs else None


def keep_classes(
    options: Sequence[str], findings: Sequence[Finding], asked: str
) -> tuple[list[str], tuple[Finding, ...]]:
    """Options of the COG driver under which class codes stay as they are, and the findings on them.

    `asked` is the user's text: a method it names that would mix codes in overviews is replaced, and that is told.
    Raises FusionError for a lossy compression.
    """
    chosen = dict(option.split("=", 1) for option in options)
    if any(finding.code == "CREATION_LOSSY" for finding in findings):
        raise FusionError(message(
            "COMPRESS={compression} changes values, which turns classes into others; choose DEFLATE, ZSTD or LZW.",
            compression=chosen["COMPRESS"],
        ))
    methods = [chosen[key] for key in _OVERVIEW_KEYS if key in chosen]
    if methods and methods[0].upper() in _KEEPING:
        return list(options), tuple(findings)
    told = list(findings)
    if any(key in asked.upper() for key in _OVERVIEW_KEYS):
        told.append(Finding(
            "CREATION_ADAPTED", Severity.INFO, message("creation options"),
            message("{method} would mix class codes in the overviews; MODE is used.", method=methods[0]),
        ))
    chosen["OVERVIEW_RESAMPLING"] = "MODE"
    return [f"{key}={value}" for key, value in sorted(chosen.items())], tuple(told)


def _describes_classes(table: gdal.RasterAttributeTable) -> bool:
    """Is there more in the table than a histogram?"""
    return any(table.GetUsageOfCol(column) not in _HISTOGRAM_USAGES for column in range(table.GetColumnCount()))


def _table_names(table: gdal.RasterAttributeTable | None, values: Mapping[int, int]) -> dict[int, str]:
    column = _name_column(table) if values else None
    names: dict[int, str] = {}
    for row, value in values.items() if column is not None else ():
        names.setdefault(value, text_of(table.GetValueAsString(row, column)).strip())
    return names


def _table_values(table: gdal.RasterAttributeTable) -> dict[int, int]:
    """Row -> class value. Rows for ranges and fractions are no classes."""
    low, high = (_numbers(table, _column(table, usage, ())) for usage in (gdal.GFU_Min, gdal.GFU_Max))
    exact = _numbers(table, _column(table, gdal.GFU_MinMax, () if low is not None else _VALUE_COLUMNS))
    if exact is None and low is not None and high is not None:
        exact = np.where(low == high, low, np.nan)
    if exact is None:
        binned, first, size = table.GetLinearBinning()
        exact = first + size * np.arange(table.GetRowCount()) if binned else np.arange(table.GetRowCount())
    whole = np.isfinite(exact) & (exact == np.rint(exact))
    return {int(row): int(exact[row]) for row in np.flatnonzero(whole)}


def _table_colours(table: gdal.RasterAttributeTable | None, values: Mapping[int, int]) -> dict[int, Colour]:
    channels = [_column(table, usage, (name.lower(),)) for name, usage in _CHANNELS.items()] if values else [None]
    if None in channels[:3]:
        return {}
    levels = [_levels(table, column) for column in channels]
    colours: dict[int, Colour] = {}
    for row, value in values.items():
        colours.setdefault(value, tuple(int(level[row]) for level in levels))
    return colours


def _levels(table: gdal.RasterAttributeTable, column: int | None) -> np.ndarray:
    """A colour channel from 0 to 255; tables of real numbers hold 0 to 1. Without a column: opaque."""
    numbers = _numbers(table, column)
    if numbers is None:
        return np.full(table.GetRowCount(), 255)
    unit = table.GetTypeOfCol(column) == gdal.GFT_Real and numbers.max(initial=0.0) <= 1.0
    return np.rint(np.clip(numbers * (255.0 if unit else 1.0), 0.0, 255.0))


def _name_column(table: gdal.RasterAttributeTable) -> int | None:
    named = _column(table, gdal.GFU_Name, _NAME_COLUMNS)
    if named is not None:
        return named
    texts = [column for column in range(table.GetColumnCount()) if table.GetTypeOfCol(column) == gdal.GFT_String]
    return texts[0] if texts else None


def _column(table: gdal.RasterAttributeTable, usage: int, names: Sequence[str]) -> int | None:
    """The column of a usage, else one of these names: tables of other programs give all columns no usage."""
    used = table.GetColOfUsage(usage)
    return used if used >= 0 else _column_named(table, names)


def _column_named(table: gdal.RasterAttributeTable, names: Sequence[str]) -> int | None:
    columns = {re.sub(r"[\s_]", "", text_of(table.GetNameOfCol(column))).lower(): column
               for column in reversed(range(table.GetColumnCount()))}
    return next((columns[name] for name in names if name in columns), None)


def _numbers(table: gdal.RasterAttributeTable, column: int | None) -> np.ndarray | None:
    """A column as float64; None for no column, or one of texts."""
    if column is None or table.GetTypeOfCol(column) == gdal.GFT_String:
        return None
    return np.array([table.GetValueAsDouble(row, column) for row in range(table.GetRowCount())], dtype=float)


def _colour_table(band: gdal.Band) -> dict[int, Colour]:
    table = band.GetRasterColorTable()
    if table is None:
        return {}
    return {value: tuple(table.GetColorEntry(value)) for value in range(table.GetCount())}


def _flag_names(metadata: Mapping[str, str]) -> dict[int, str]:
    """Names by CF's flag_values and flag_meanings; flag_masks tells of bits instead."""
    values = _INTEGER.findall(metadata.get("flag_values", ""))
    meanings = metadata.get("flag_meanings", "").split()
    if not values or len(values) != len(meanings) or "flag_masks" in metadata:
        return {}
    return {int(value): meaning.replace("_", " ") for value, meaning in zip(values, meanings)}


def _legend_names(metadata: Mapping[str, str]) -> dict[int, str]:
    lines = [line for line in metadata.get("legend", "").splitlines() if line.strip()]
    matches = [_LEGEND_LINE.fullmatch(line) for line in lines]
    if len(lines) < 2 or None in matches:
        return {}
    return {int(match[1]): match[2].strip() for match in matches}


def _band_xml(number: int, entries: Sequence[LegendEntry]) -> str:
    parts = [f'  <PAMRasterBand band="{number}">\n']
    if any(entry.name for entry in entries) and all(entry.value in _LISTED for entry in entries):
        names = {entry.value: entry.name for entry in entries}
        parts.append("    <CategoryNames>\n")
        parts += [f"      <Category>{_escaped(names.get(value, ''))}</Category>\n"
                  for value in range(entries[-1].value + 1)]
        parts.append("    </CategoryNames>\n")
    long = any(not -(2**31) <= entry.value < 2**31 for entry in entries)
    columns = (
        ("Value", gdal.GFT_Real if long else gdal.GFT_Integer, gdal.GFU_MinMax),
        ("Class", gdal.GFT_String, gdal.GFU_Name),
        *((name, gdal.GFT_Integer, usage) for name, usage in _CHANNELS.items()),
    )
    parts.append('    <GDALRasterAttributeTable tableType="thematic">\n')
    for index, (name, kind, usage) in enumerate(columns):
        parts.append(f'      <FieldDefn index="{index}"><Name>{name}</Name><Type>{kind}</Type>'
                     f"<Usage>{usage}</Usage></FieldDefn>\n")
    for row, entry in enumerate(entries):
        cells = (entry.value, _escaped(entry.name or str(entry.value)), *entry.colour)
        parts.append(f'      <Row index="{row}">{"".join(f"<F>{cell}</F>" for cell in cells)}</Row>\n')
    parts.append("    </GDALRasterAttributeTable>\n  </PAMRasterBand>\n")
    return "".join(parts)


def _escaped(text: str) -> str:
    return html.escape(_CONTROL.sub(" ", text), quote=False)
