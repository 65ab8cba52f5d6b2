"""Approach A: aggregate a fine raster to a coarser grid by exact area weights."""

from .job import AggregateResult, aggregate
from .request import Options

__all__ = ["AggregateResult", "Options", "aggregate"]
