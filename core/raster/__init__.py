"""Rasters: one way in (blocks with a mask, scale applied) and one way out (COG, written aside, renamed when whole)."""

from .scratch import Scratch
from .source import Band, Pixels, RasterSource

__all__ = ["Band", "Pixels", "RasterSource", "Scratch"]
