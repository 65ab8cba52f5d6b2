"""How aggregated bands look when QGIS loads them."""

from .layers import RasterInput
from .styling import ClassStyle, LikeInput, RampStyle, Style

# Statistics in the units of the input, which can be shown as the input is.
_IN_UNITS = ("mean", "min", "max", "percentile", "median")


def style_of(
    statistic: str, source: RasterInput, renderer: str | None, bands: tuple[int, ...] = ()
) -> Style | None:
    """The style of a raster whose first band is this statistic of `source`, None for QGIS's own.

    `renderer` is the input's as `read_style` gives it, `bands` are those of the input in the order of the output's.
    """
    if statistic == "mode":
        return ClassStyle()
    if statistic == "fractions":
        return RampStyle(0.0, 1.0)
    if statistic in _IN_UNITS and renderer and _scaled_as_shown(source):
        return LikeInput(renderer, bands)
    return None


def _scaled_as_shown(raster: RasterInput) -> bool:
    """Does QGIS apply the scale that we apply? Else the layer's range is not that of its values."""
    with raster.open() as source:
        return all(band.scaled_as_declared for band in source.bands)
