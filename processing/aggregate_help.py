"""The help of the algorithm "Aggregate to a coarser grid"."""

from qgis.PyQt.QtCore import QCoreApplication


def help_paragraphs():
    """Plain text: the dialog makes a paragraph of each line, and `qgis_process help` prints the lines as they are."""
    return [
        QCoreApplication.translate(
            "Aggregate",
            "Brings a fine raster to a coarser grid: 30 m to 1 km, one projection to another, without a detour. Each "
            "pixel counts by the area of ground that it shares with the cell. The overlap is computed exactly, also "
            "where the grids lie askew to each other, as UTM and the sinusoidal grid of MODIS do; resampling by "
            "average takes boxes along the axes instead, and weighs the wrong pixels.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "Use it to compare or merge products of different resolution, to bring Landsat, Sentinel-2 or ECOSTRESS to "
            "MODIS, VIIRS or EASE-Grid, to sum population or counts without losing any. The target must be coarser "
            "than the input.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "The target grid is given in one of three ways: copied from a layer; by a target CRS and a resolution, "
            "with cell edges on whole multiples of the resolution, or on those of an extent of whole cells; "
            "or by a preset, the grid of a data product. An extent cuts each of them down. Further tiles of the same "
            "variable go into the same grid without a mosaic, and ground that several see counts once.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "What a value means decides how values go together. Intensive variables are averaged, extensive ones "
            "summed. Classes give their mode or fractions. Directions average as vectors, decibels as power, radiative "
            "temperatures as the mean of T^4, ratios from the means of numerator and denominator. Auto looks at names, "
            "units, colour tables and a sample of the values, and the log says what it picked and why. What would "
            "harm, such as the mean of class codes, stops the run unless it is accepted by name.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "mean = the sum of value times overlap area, divided by the sum of overlap areas, over valid pixels.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "sum = the sum of value times the fraction of the pixel that lies in the cell. Totals are kept when the "
            "target covers the input.",
        ),
        QCoreApplication.translate(
            "Aggregate", "std = the square root of the area-weighted mean of squared differences from the mean."
        ),
        QCoreApplication.translate(
            "Aggregate", "min, max = the extremes of the valid pixels that the cell touches."
        ),
        QCoreApplication.translate(
            "Aggregate",
            "percentile, median = the value below which that part of the cell's valid ground lies; where two values "
            "share that place, their mean.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "mode = the class of the largest area, of equal ones the smallest number. fractions = the area of each "
            "class, divided by that of all valid pixels.",
        ),
        QCoreApplication.translate(
            "Aggregate", "count = the sum of the fractions of valid pixels that lie in the cell."
        ),
        QCoreApplication.translate(
            "Aggregate",
            "valid fraction = the area of valid pixels in the cell, divided by the cell's area. Missing pixels take no "
            "part in any statistic, and a cell whose valid fraction is below the minimum becomes nodata.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "Beside the rasters, the outputs KIND and STATISTIC name the kind and the statistic that were used. The "
            "log tells what was chosen and why. On the command line:",
        ),
        # The same in every language.
        "qgis_process run multiscalefusion:aggregate --INPUT=lst_70m.tif --GRID_PRESET=modis_1km --OUTPUT=lst_1km.tif",
    ]
