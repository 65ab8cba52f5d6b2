"""Sampling rasters under points and footprints."""

from .job import Sampler, sample
from .request import STATISTICS, SUPPORTS, Column, Footprints, Options

__all__ = ["STATISTICS", "SUPPORTS", "Column", "Footprints", "Options", "Sampler", "sample"]
