"""What rules see of a layer of points or footprints."""

from dataclasses import dataclass

import numpy as np
from pyproj import CRS

from ..product import Product
from .times import TimeSpan

MOST_POINTS = 10_000


@dataclass(frozen=True)
class Points:
    """Points, or the centres of footprints.

    ``x``, ``y``: coordinates in ``crs`` of at most MOST_POINTS of them, spread over all. ``extent``: of all (x min,
    y min, x max, y max). ``diameter_m``: of the footprints on the ground, None for points or if it is not known.
    """

    name: str
    crs: CRS | None
    x: np.ndarray
    y: np.ndarray
    count: int
    extent: tuple[float, float, float, float]
    diameter_m: float | None = None
    product: Product | None = None
    times: TimeSpan | None = None

    @property
    def footprint_m(self) -> tuple[float, float] | None:
        """The least and the largest width of a footprint (metres), as given or else as the product has it."""
        if self.diameter_m is not None:
            return self.diameter_m, self.diameter_m
        support = None if self.product is None else self.product.support
        if support is None or support.along_m is None or support.across_m is None:
            return None
        return min(support.along_m, support.across_m), max(support.along_m, support.across_m)
