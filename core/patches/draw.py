"""Drawing patch centres at random: so many of each class, no two too near to each other."""

from collections.abc import Callable

import numpy as np
from odc.geo.geobox import GeoBox
from pyproj import CRS

from ..crs import transformer
from ..reporter import Reporter

_LEAST = 256   # that are looked at together


class Apart:
    """Takes places, but none nearer than ``distance`` metres to one that it took before.

    The distance is the straight one between places on the ellipsoid: to a millionth the one on the ground up to 30 km.
    """

    def __init__(self, grid: GeoBox, distance: float) -> None:
        self._grid, self._distance = grid, distance
        geodetic = grid.crs.proj.geodetic_crs
        self._to_degrees = transformer(grid.crs.proj, geodetic)
        ellipsoid = grid.crs.proj.get_geod()
        earth = f"+a={ellipsoid.a} +b={ellipsoid.b}"
        # The datum is the same one on both sides: no shift is meant.
        self._to_space = transformer(CRS.from_proj4(f"+proj=longlat {earth} +type=crs"),
                                     CRS.from_proj4(f"+proj=geocent {earth} +units=m +type=crs"))
        self._taken: dict[tuple[int, ...], list[np.ndarray]] = {}

    def in_space(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Geocentric coordinates (n, 3), metres, of fractional rows and columns."""
        longitude, latitude = self._to_degrees.transform(*(self._grid.affine * (columns, rows)))
        return np.stack(self._to_space.transform(longitude, latitude, np.zeros(len(rows))), axis=-1)

    def some(self, rows: np.ndarray, columns: np.ndarray, most: int, reporter: Reporter) -> np.ndarray:
        """Indices of the first ``most`` places that are far enough from all that were taken before. Raises Cancelled.
        """
        found: list[int] = []
        for number, place in enumerate(self.in_space(rows, columns)):
            if len(found) == most:
                break
            if number % 1024 == 0 and reporter.cancelled():
                reporter.progress(0.0)   # raises
            if self._takes(place):
                found.append(number)
        return np.array(found, np.int64)

    def _takes(self, place: np.ndarray) -> bool:
        if not np.isfinite(place).all():
            return False
        i, j, k = cell = tuple((place // self._distance).astype(int).tolist())
        near = [each for a in (i - 1, i, i + 1) for b in (j - 1, j, j + 1) for c in (k - 1, k, k + 1)
                for each in self._taken.get((a, b, c), ())]
        if near and (((np.array(near) - place) ** 2).sum(axis=1) < self._distance**2).any():
            return False
        self._taken.setdefault(cell, []).append(place)
        return True


def draw(first: np.ndarray, labels: np.ndarray, count: int, is_usable: Callable[[np.ndarray], np.ndarray],
         some: Callable[[np.ndarray, int], np.ndarray]) -> np.ndarray:
    """Indices of ``count`` candidates of each label, in the random order that they (n, 2) come in.

    ``is_usable`` tells of the first pixels of some, several at a time, whether they may be taken; ``some`` picks from
    the indices of such ones at most so many. Fewer where there are no more.
    """
    queues = {label: np.flatnonzero(labels == label) for label in np.unique(labels).tolist()}
    missing = dict.fromkeys(queues, count)
    chosen: list[np.ndarray] = []
    while any(missing[label] and len(queue) for label, queue in queues.items()):
        batch = []
        for label, queue in queues.items():
            most = max(_LEAST, 2 * missing[label]) if missing[label] else 0
            batch.append(queue[:most])
            queues[label] = queue[most:]
        looked_at = np.sort(np.concatenate(batch))
        usable = looked_at[is_usable(first[looked_at])]
        for label in queues:
            taken = some(usable[labels[usable] == label], missing[label])
            missing[label] -= len(taken)
            chosen.append(taken)
    return np.concatenate([np.empty(0, np.int64), *chosen])
