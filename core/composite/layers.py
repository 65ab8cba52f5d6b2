"""The layers a composite writes: their bands, which tell their windows of time, and types."""

from collections.abc import Sequence

import numpy as np

from ..dates import stamp
from ..legend import Legend
from ..raster.writer import OutputBand
from ..statistics.averaging import Averaging
from .request import PICKS, Options
from .scenes import Scene
from .windows import Window

_CLASS_TYPES = {"uint8": "Byte", "int8": "Int16", "uint16": "UInt16", "int16": "Int16"}


def output_bands(name: str, scenes: Sequence[Scene], windows: Sequence[Window], found: Sequence[tuple[int, ...]],
                 options: Options, kind: str, averaging: Averaging) -> list[OutputBand]:
    """A band for each window: its name, first and last moment, and the number of its scenes."""
    source = scenes[-1].source
    units = source.bands[options.band - 1].units
    statistic = {"OUTPUT": options.statistic, "COUNT": "count", "SPREAD": "spread"}[name]
    if name == "COUNT":
        units = "observations"
    elif name == "SPREAD" and averaging.spread_is_relative:
        units = "1"
    legend = None
    if name == "OUTPUT" and kind == "categorical" and options.statistic in PICKS:
        legend = source.legend(options.band) or Legend()
    return [OutputBand(window.name, units, {
        "STATISTIC": statistic, "TIME_START": stamp(window.begin), "TIME_END": stamp(window.end),
        "SCENES": str(len(numbers))}, legend) for window, numbers in zip(windows, found)]


def data_type(name: str, scenes: Sequence[Scene], options: Options, kind: str) -> tuple[str, float | int | None]:
    """The type of a layer, and for classes the nodata value of the scenes, None where they have none."""
    if name == "COUNT":
        return "UInt16", None
    if name == "SPREAD" or kind != "categorical" or options.statistic not in PICKS:
        return ("Float32" if options.dtype == "auto" or name == "SPREAD" else options.dtype), None
    bands = [scene.source.bands[options.band - 1] for scene in scenes]
    nodata = bands[0].nodata
    usable = nodata is not None and nodata == nodata and float(nodata).is_integer()
    if options.dtype != "auto":
        return options.dtype, nodata if usable else None
    stored = np.result_type(*(band.dtype for band in bands)).name
    if usable:
        return _CLASS_TYPES.get(stored, "Int32"), nodata
    return {"uint8": "UInt16"}.get(stored, "Int32"), None
