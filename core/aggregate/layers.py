"""The layers an aggregation writes: their bands, types and legends."""

from collections.abc import Sequence

import numpy as np

from ..errors import FusionError
from ..legend import Legend
from ..message import message
from ..raster import Band, RasterSource
from ..raster.writer import OutputBand
from ..statistics.averaging import Averaging, BandRatio, Ratio
from ..statistics.class_areas import MOST_CLASSES

_UNITS = {"count": "pixels", "valid fraction": "1", "mode": "", "fractions": "1"}
_CLASS_TYPES = {"uint8": "Byte", "int8": "Int16", "uint16": "UInt16", "int16": "Int16"}


def output_bands(source: RasterSource, bands: Sequence[int], layer: str, averaging: Averaging, by_class: bool,
                 legend: Legend | None) -> list[OutputBand]:
    """What the bands of a layer say of themselves."""
    if isinstance(averaging, BandRatio):
        return [OutputBand(name, _UNITS.get(layer, "1"), {"STATISTIC": layer})
                for name in _ratio_names(source, averaging.ratios)]
    found = []
    for band in (source.bands[number - 1] for number in bands):
        units = _UNITS.get(layer, band.units)
        if layer == "variability" and (by_class or averaging.spread_is_relative):
            units = "1"
        classes = known_classes(source, band.number, legend) if layer == "mode" else None
        found.append(OutputBand(describe(band), units, {"STATISTIC": layer}, classes))
    return found


def _ratio_names(source: RasterSource, ratios: Sequence[Ratio]) -> list[str]:
    """Of what all bands of a ratio share behind the layer's name ("red: 2024-05" and "nir: 2024-05": "2024-05"), else
    "ratio of bands", with a number where there are several."""
    names = []
    for number, ratio in enumerate(ratios, 1):
        shared = {source.bands[band - 1].description.rpartition(": ")[2] for band in ratio.bands}
        several = len(ratio.bands) > 1 and len(shared) == 1 and shared != {""}
        names.append(shared.pop() if several else "ratio of bands" if len(ratios) == 1 else f"ratio of bands {number}")
    return names


def fraction_bands(source: RasterSource, bands: Sequence[int], classes: Sequence[int],
                   legend: Legend | None) -> list[OutputBand]:
    """A band for each class of each band, with the class's name and colour."""
    if len(classes) * len(bands) > MOST_CLASSES:
        raise FusionError(message("The fractions of {classes} classes in {bands} bands are too many for one raster; "
                                  "choose fewer bands, or reclassify to fewer classes.", classes=len(classes),
                                  bands=len(bands)))
    found = []
    for band in (source.bands[number - 1] for number in bands):
        known = known_classes(source, band.number, legend)
        for value in classes:
            metadata = {"STATISTIC": "fractions", "CLASS_VALUE": str(value), "CLASS_NAME": known.name(value)}
            colour = known.colour(value)
            if colour is not None:
                metadata["CLASS_COLOUR"] = "#{:02x}{:02x}{:02x}".format(*colour[:3])
            name = known.name(value) if known.name(value) != str(value) else f"Class {value}"
            found.append(OutputBand(name if len(bands) == 1 else f"{describe(band)}: {name}", "1", metadata))
    return found


def known_classes(source: RasterSource, band: int, legend: Legend | None) -> Legend:
    """Names and colours of a band's classes: those of the map, completed by those of the file."""
    return (legend or Legend()).completed_by(source.legend(band))


def data_type(dtype: str, layer: str, bands: Sequence[Band]) -> tuple[str, float | int | None]:
    """The type of a layer, and for classes the nodata value of the source, None where it has none.

    Without a nodata value any class may occur, so that classes get a type with room for one.
    """
    nodata = bands[0].nodata if layer == "mode" else None
    if dtype != "auto":
        return dtype, nodata
    if layer == "mode":
        kind = np.result_type(*(band.dtype for band in bands)).name
        usable = nodata is not None and nodata == nodata and float(nodata).is_integer()
        if usable:
            return _CLASS_TYPES.get(kind, "Int32"), nodata
        return {"uint8": "UInt16"}.get(kind, "Int32"), None
    return ("Float64" if layer == "sum" else "Float32"), None


def describe(band: Band) -> str:
    """The band's description, or its number."""
    return band.description or f"Band {band.number}"
