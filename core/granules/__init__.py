"""Lidar and sounder granules (GEDI, ICESat-2, OCO) as tables of footprints, read in chunks."""

from .layout import layouts
from .read import CRS, Chunk, Column, Granules, Options
from .times import parse_range

__all__ = ["CRS", "Chunk", "Column", "Granules", "Options", "layouts", "parse_range"]
