"""Bands of granules as rasters that any program reads: values, dates, units and quality bands as the guides say.

``Opening`` (job.py) does the work; `find.py` finds granules in files and folders, `choose.py` their bands, `values.py`
what stored numbers mean (`core/raster/redeclare.py` declares it), `grid_checks.py` compares metadata with grids.
Swaths are gridded by `swath.py`.
"""

from .job import Opened, Opening, Options

__all__ = ["Opened", "Opening", "Options"]
