"""Approach A: aggregate a fine raster to a coarser grid by exact area weights."""

from .job import AggregateResult, aggregate

__all__ = ["AggregateResult", "aggregate"]
