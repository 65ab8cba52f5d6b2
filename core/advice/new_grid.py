"""What is to be said of a grid that others will take, before anything is brought to it."""

from collections.abc import Sequence
from dataclasses import replace

from odc.geo.geobox import GeoBox

from ..finding import Severity
from ..raster import RasterSource
from ..reporter import Reporter, Share
from .check import RULES, check
from .layer import Layer
from .question import Question

# What headers tell of layers and a grid, whatever the grid will be used for.
_OF_GRIDS = ("crs_mismatch", "geographic_area", "grid_offset", "small_ratio")
# A grid without an extent of its own goes as far as the layers do.
_OF_EXTENTS = ("no_overlap", "partial_overlap")


def tell_of_grid(sources: Sequence[RasterSource], grid: GeoBox, *, within_extent: bool, reporter: Reporter) -> None:
    """Tell what rules find on a grid and the rasters that it is for, of which no value is read.

    ``grid`` is without a margin, which nobody wants covered; ``within_extent``: it ends where the user said. Nothing is
    a blocker here: a grid holds no values that could be wrong, and what takes it for values looks again.
    Raises Cancelled when the reporter says so.
    """
    names = _OF_GRIDS + (_OF_EXTENTS if within_extent else ())
    layers = tuple(Layer(source.path, source=source, name=source.name) for source in sources)
    # The progress stays where it is.
    for finding in check(Question(layers, target=grid), tuple(rule for rule in RULES if rule.name in names),
                         Share(reporter, 0.0, 0.0)):
        blocks = finding.severity is Severity.BLOCKER
        reporter.finding(replace(finding, severity=Severity.WARNING) if blocks else finding)
