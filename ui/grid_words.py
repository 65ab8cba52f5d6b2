"""What the common grid is called in the dock, in QGIS's language. Ids are those of the recipe and the algorithms."""

from collections.abc import Sequence

from qgis.core import QgsCoordinateReferenceSystem
from qgis.PyQt.QtCore import QCoreApplication, QLocale

from ..core.grid_presets import PRESETS
from ..processing.language import told
from .grid_preview import GridSize, Pixels, Preview

_DEGREES, _METRES = 5, 0   # decimals of coordinates: about a metre
_SIGNS = {"metre": " m", "degree": "\u00b0"}


def way_names() -> dict[str, str]:
    """By GRID_WAYS."""
    return {
        "auto": QCoreApplication.translate("GridPanel", "As the approach suggests"),
        "layer": QCoreApplication.translate("GridPanel", "That of a layer"),
        "preset": QCoreApplication.translate("GridPanel", "That of a data product"),
        "crs": QCoreApplication.translate("GridPanel", "By CRS and cell size"),
    }


def extent_names(approach: str) -> dict[str, str]:
    """By EXTENT_WAYS."""
    return {
        "layers": QCoreApplication.translate("GridPanel", "That of the coarse layer") if approach == "B" else
        QCoreApplication.translate("GridPanel", "That of all layers in use"),
        "layer": QCoreApplication.translate("GridPanel", "That of a layer"),
        "map": QCoreApplication.translate("GridPanel", "Map view"),
        "drawn": QCoreApplication.translate("GridPanel", "Drawn on the map"),
    }


def preset_names() -> dict[str, str]:
    """By the name that algorithms know it by, which is told as well."""
    words = {
        "modis_1km": QCoreApplication.translate("GridPanel", "MODIS and VIIRS land, 1 km"),
        "modis_500m": QCoreApplication.translate("GridPanel", "MODIS and VIIRS land, 500 m"),
        "modis_250m": QCoreApplication.translate("GridPanel", "MODIS land, 250 m"),
        "ease2_36km": QCoreApplication.translate("GridPanel", "SMAP, EASE-Grid 2.0, 36 km"),
        "ease2_9km": QCoreApplication.translate("GridPanel", "SMAP, EASE-Grid 2.0, 9 km"),
        "hls_30m": QCoreApplication.translate("GridPanel", "HLS and Sentinel-2 tiles, UTM, 30 m"),
        "degree_0.05": QCoreApplication.translate("GridPanel", "Longitude and latitude, 0.05 degree"),
        "degree_0.1": QCoreApplication.translate("GridPanel", "Longitude and latitude, 0.1 degree"),
        "degree_0.25": QCoreApplication.translate("GridPanel", "Longitude and latitude, 0.25 degree"),
    }
    return {name: f"{words[name]} ({name})" for name in PRESETS}


def how_cells_lie(way: str, approach: str, like: str) -> str:
    """Where the cells of the grid come from and how it is cut out; ``like``: the layer that is taken by itself."""
    if approach == "C":
        return QCoreApplication.translate(
            "GridPanel", "Points are sampled in the pixels of each raster as they are: approach C needs no common "
            "grid.")
    if way == "layer":
        return QCoreApplication.translate(
            "GridPanel", "Cells are copied from the layer: CRS, size and origin. The extent is cut out of them in "
            "whole cells, and the grid ends where the layer does.")
    if way == "preset":
        return QCoreApplication.translate(
            "GridPanel", "Cells are those of the product's own grid. The extent is widened to whole cells, as far as "
            "that grid goes.")
    if way == "crs":
        return QCoreApplication.translate(
            "GridPanel", "Cells are square and counted from the origin of the CRS. The extent is widened to whole "
            "cells; one of a whole number of cells is taken as it is.")
    if not approach:
        return QCoreApplication.translate(
            "GridPanel", "Approach A takes the grid of the coarsest layer, B that of the finest covariate, C none.")
    if not like:
        return ""
    if approach == "A":
        return QCoreApplication.translate(
            "GridPanel", "The pixels of {layer}, the coarsest layer in use, are the cells. The extent is cut out of "
            "them in whole cells, and the grid ends where the layer does.").format(layer=like)
    return QCoreApplication.translate(
        "GridPanel", "The pixels of {layer}, the finest covariate, are the cells. The extent is cut out of them in "
        "whole cells, and the grid ends where the layer does.").format(layer=like)


def margin_text(margin_m: float | None) -> str:
    """The check box of the margin, with its size on the ground."""
    if margin_m is None:
        return QCoreApplication.translate("GridPanel", "Margin of a coarse pixel")
    from ..core.advice.lengths import length_text

    return QCoreApplication.translate("GridPanel", "Margin of a coarse pixel ({size})").format(
        size=length_text(margin_m))


def margin_help(takes_margin: bool) -> str:
    """What a margin is for, or why none can be added."""
    if takes_margin:
        return QCoreApplication.translate(
            "GridPanel", "On all sides of the extent, as far as a copied grid goes. Coarse values at the edge also "
            "stem from ground beyond it.")
    return QCoreApplication.translate(
        "GridPanel", "The grid is copied in full and ends where its layer does; give an extent to add a margin to it.")


def extent_text(extent: Sequence[float], crs: QgsCoordinateReferenceSystem) -> str:
    """(x min, y min, x max, y max) for people, with the CRS's name."""
    decimals = _DEGREES if crs.isGeographic() else _METRES
    west, south, east, north = (QLocale().toString(float(each), "f", decimals) for each in extent)
    return QCoreApplication.translate("GridPanel", "x {west} to {east}, y {south} to {north} ({crs})").format(
        west=west, east=east, south=south, north=north, crs=crs.authid() or crs.description())


def summary(found: Preview, approach: str) -> str:
    """What the grid would be and cost, a line for each fact; or why there is none."""
    if found.problem:
        return told(found.problem)
    if found.size is None:
        return "" if approach else QCoreApplication.translate(
            "GridPanel", "No approach is chosen, and none recommended yet.")
    size = found.size
    return "\n".join([
        QCoreApplication.translate("GridPanel", "{rows} rows x {columns} columns = {cells} cells").format(
            rows=_count(size.rows), columns=_count(size.columns), cells=_count(size.rows * size.columns)),
        _cell(size),
        QCoreApplication.translate("GridPanel", "CRS {crs}").format(crs=size.crs),
        _bytes(size),
        _duration(size),
    ])


def duration_source() -> str:
    """Where the time of a run comes from."""
    return QCoreApplication.translate(
        "GridPanel", "From the throughput that the plugin's benchmark documents, on two cores of an AMD EPYC: a run "
        "here may take a few times as long or as short.")


def legend_text(pixels: Pixels | None, size: float, smallest: float) -> str:
    """Of the target's cells, or of a layer's pixels; ``size`` on the screen tells whether they are drawn."""
    if pixels is None:
        text = QCoreApplication.translate("GridPanel", "Target grid")
    elif len(pixels.names) == 1:
        text = QCoreApplication.translate("GridPanel", "Pixels of {layer}").format(layer=pixels.names[0])
    else:
        text = QCoreApplication.translate("GridPanel", "Pixels of {layer} and {count} more").format(
            layer=pixels.names[0], count=len(pixels.names) - 1)
    if size > smallest:
        return text
    if size == 0.0:
        return QCoreApplication.translate("GridPanel", "{grid} (not in this view)").format(grid=text)
    factor = _count(int(smallest / size) + 1)
    if pixels is None:
        return QCoreApplication.translate(
            "GridPanel", "Target grid, outline (for its cells, zoom in by a factor of {factor})").format(factor=factor)
    return QCoreApplication.translate("GridPanel", "{grid} (zoom in by a factor of {factor})").format(
        grid=text, factor=factor)


def _count(number: int) -> str:
    return QLocale().toString(number)


def _cell(size: GridSize) -> str:
    from ..core.advice.lengths import length_text

    width, height = (f"{side:.10g}" for side in size.cell)
    unit = _SIGNS.get(size.unit) or f" {told(size.unit)}"
    sides = f"{width}{unit}" if width == height else f"{width} x {height}{unit}"
    ground = "" if size.cell_m is None else " x ".join(dict.fromkeys(map(length_text, size.cell_m)))
    if ground in ("", sides):
        return QCoreApplication.translate("GridPanel", "Cells of {size}").format(size=sides)
    return QCoreApplication.translate("GridPanel", "Cells of {size}, on the ground {ground}").format(
        size=sides, ground=ground)


def _bytes(size: GridSize) -> str:
    from ..core.grid import size_text

    if size.at_least:
        return QCoreApplication.translate(
            "GridPanel", "Output of {size} before compression, and more where classes become a band each").format(
                size=size_text(size.size))
    return QCoreApplication.translate("GridPanel", "Output of {size} before compression").format(
        size=size_text(size.size))


def _duration(size: GridSize) -> str:
    from ..core.run_time import about

    return QCoreApplication.translate("GridPanel", "The run takes {time}").format(time=told(about(size.seconds)))
