"""How values of points agree with a raster sampled under them, and the geolocation shift that fits best."""

from .shift import Search, Shift, search_shifts
from .statistics import Agreement, Line, agreement, robust_line
from .surface import METRICS

__all__ = ["METRICS", "Agreement", "Line", "Search", "Shift", "agreement", "robust_line", "search_shifts"]
