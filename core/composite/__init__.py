"""Composites in time: rasters of one variable and different dates to one raster for each window of time."""

from .job import CompositeResult, composite
from .request import STATISTICS, WINDOWS, Options
from .scenes import Scene

__all__ = ["STATISTICS", "WINDOWS", "CompositeResult", "Options", "Scene", "composite"]
