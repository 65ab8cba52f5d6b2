"""The lines of a grid that a map shows: its outline and, where they are large enough on the screen, its cells.

Pure geometry in numbers. Lines are followed in the map's CRS as the engine follows them, so that they bend where the
two CRSs differ; only what is visible is followed, which bounds their number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from odc.geo.geobox import GeoBox
    from pyproj import CRS

    from ..core.support.pixelmap import PixelMap

SMALLEST = 12.0   # pixels of the screen: cells smaller than that are a grey mass
MOST = 1200       # lines of a grid: those of a screen of 8000 pixels
_ALONG = (9, 33)  # points of a line of cells that may bend: as a first look, and where it bends
_SIDE = 129       # points of a side of the outline
_BEND = 0.25      # screen pixels that are not seen
_LOOK = 33        # points along each side of the view that are asked where in the grid they lie
_SPARE = 1 / 16   # of what is seen, beyond it: the lattice of points may miss its ends
_JUMP = 10.0      # times the usual step: where a projection is cut open, its line goes on at the other end


@dataclass(frozen=True)
class View:
    """What a map shows: its CRS, the corners of the visible area around it in map units, and a screen pixel's side."""

    crs: "CRS"
    corners: tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
    pixel: float


class Window(NamedTuple):
    """Lattice lines of a grid from which to which it is seen: columns (left, right), rows (upper, lower)."""

    left: int
    right: int
    upper: int
    lower: int


def prepare(grid: "GeoBox", crs: "CRS") -> None:
    """Let PROJ find how the two CRSs hang together, which takes some tenths of a second, once: for any thread.

    Raises FusionError where they do not.
    """
    for each in (_to_map(grid, crs), _from_map(grid, crs)):
        each(np.zeros(1), np.zeros(1))
    for each in (crs, grid.crs.proj):
        _world_width(each)


@lru_cache(maxsize=16)
def visible_window(grid: "GeoBox", view: View) -> Window | None:
    """The part of the grid that may be seen, rather too large than too small; None if it lies elsewhere."""
    i, j = _from_map(grid, view.crs)(*_looked_at(view.corners))
    known = np.isfinite(i) & np.isfinite(j)
    if not known.any():
        return None
    i, j = i[known], j[known]
    rows, columns = map(int, grid.shape)
    a = grid.affine
    turn = _world_width(grid.crs.proj) / abs(a.a) if a.a and not (a.b or a.d) else 0.0
    if turn:
        i = i - turn * np.rint((i - columns / 2) / turn)
    left, right = _seen(i, columns)
    upper, lower = _seen(j, rows)
    return Window(left, right, upper, lower) if left < right and upper < lower else None


def outline(grid: "GeoBox", view: View) -> list[np.ndarray]:
    """The sides of the grid as far as they are seen: lines (n, 2) in map units."""
    window = visible_window(grid, view)
    if window is None:
        return []
    rows, columns = map(int, grid.shape)
    upright = [i for i in (0, columns) if window.left <= i <= window.right]
    level = [j for j in (0, rows) if window.upper <= j <= window.lower]
    return _lines(grid, view, window, upright, level, _SIDE)


def cells(grid: "GeoBox", view: View) -> list[np.ndarray]:
    """The sides of the grid's cells as far as they are seen: lines (n, 2); none where cells are too small to be told
    apart."""
    window = visible_window(grid, view)
    if window is None or _size(grid, view, window) <= SMALLEST:
        return []
    upright, level = range(window.left, window.right + 1), range(window.upper, window.lower + 1)
    if len(upright) + len(level) > MOST:
        return []
    few, many = _ALONG
    lines = _lines(grid, view, window, upright, level, few)
    return lines if _are_followed(lines, few, view.pixel) else _lines(grid, view, window, upright, level, many)


def cell_size(grid: "GeoBox", view: View) -> float:
    """The shorter side of a visible cell in pixels of the screen; 0 where none is seen."""
    window = visible_window(grid, view)
    return 0.0 if window is None else _size(grid, view, window)


def _looked_at(corners: tuple[tuple[float, float], ...]) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of a lattice of points over the visible area, which may be turned."""
    t, u = (k.ravel() for k in np.meshgrid(np.linspace(0.0, 1.0, _LOOK), np.linspace(0.0, 1.0, _LOOK)))
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    weights = (1 - t) * (1 - u), t * (1 - u), t * u, (1 - t) * u
    return (sum(w * x for w, x in zip(weights, (x0, x1, x2, x3))),
            sum(w * y for w, y in zip(weights, (y0, y1, y2, y3))))


def _seen(positions: np.ndarray, size: int) -> tuple[int, int]:
    low, high = float(positions.min()), float(positions.max())
    spare = 1.0 + (high - low) * _SPARE
    return int(np.clip(np.floor(low - spare), 0, size)), int(np.clip(np.ceil(high + spare), 0, size))


def _size(grid: "GeoBox", view: View, window: Window) -> float:
    """Of the cell in the middle of the window, in pixels of the screen."""
    i, j = (window.left + window.right) // 2, (window.upper + window.lower) // 2
    x, y = _to_map(grid, view.crs)(np.array([i, i + 1, i]), np.array([j, j, j + 1]))
    right, down = x[1:] - x[0], y[1:] - y[0]
    width = _world_width(view.crs)
    if width:
        right = right - width * np.rint(right / width)
    lengths = np.hypot(right, down)
    return float(lengths.min()) / view.pixel if np.isfinite(lengths).all() else 0.0


def _lines(grid: "GeoBox", view: View, window: Window, upright: "range | list[int]", level: "range | list[int]",
           points: int) -> list[np.ndarray]:
    """Lattice lines at the columns ``upright`` and the rows ``level`` from end to end of the window."""
    to_map = _to_map(grid, view.crs)
    points = 2 if to_map.same_crs else points
    down = np.linspace(window.upper, window.lower, points)
    across = np.linspace(window.left, window.right, points)
    i = np.concatenate([np.repeat(np.array(upright, float)[:, None], points, 1), np.tile(across, (len(level), 1))])
    j = np.concatenate([np.tile(down, (len(upright), 1)), np.repeat(np.array(level, float)[:, None], points, 1)])
    lines = np.stack(to_map(i, j), axis=-1)
    width = _world_width(view.crs)
    parts = list(lines) if to_map.same_crs else _unbroken(lines, width)
    return _around_the_world(parts, width, view) if width else parts


def _unbroken(lines: np.ndarray, width: float) -> list[np.ndarray]:
    """The parts of lines (lines, n, 2) that have a place in the CRS, cut where a projection is."""
    known = np.isfinite(lines).all(-1)
    if width:
        is_whole = known.all(1)
    else:
        with np.errstate(invalid="ignore"):
            steps = np.hypot(*np.moveaxis(np.diff(lines, axis=1), -1, 0))
            is_whole = known.all(1) & (steps.max(1) <= _JUMP * np.median(steps, axis=1))
    whole = lines[is_whole]
    if width:
        whole[..., 0] = np.unwrap(whole[..., 0], axis=1, period=width)
    return [*whole, *(part for line, there in zip(lines[~is_whole], known[~is_whole])
                      for part in _parts(line, there, width))]


def _parts(line: np.ndarray, known: np.ndarray, width: float) -> Iterator[np.ndarray]:
    for part in np.split(line, np.flatnonzero(np.diff(known)) + 1):
        if len(part) < 2 or not np.isfinite(part[0]).all():
            continue
        if width:
            yield np.column_stack([np.unwrap(part[:, 0], period=width), part[:, 1]])
            continue
        steps = np.hypot(*np.diff(part, axis=0).T)
        pieces = np.split(part, np.flatnonzero(steps > _JUMP * np.median(steps)) + 1)
        yield from (piece for piece in pieces if len(piece) > 1)


def _around_the_world(lines: list[np.ndarray], width: float, view: View) -> list[np.ndarray]:
    """Lines at every place where the map shows them: a map in degrees may go around the world more than once."""
    west, east = (each(x for x, _ in view.corners) for each in (min, max))
    placed = []
    for line in lines:
        first, last = np.ceil((west - line[:, 0].max()) / width), np.floor((east - line[:, 0].min()) / width)
        placed += [line + (turn * width, 0.0) for turn in range(int(first), int(last) + 1)]
    return placed


def _are_followed(lines: list[np.ndarray], points: int, pixel: float) -> bool:
    """Do so many points show how the lines run? None may be cut, and none bend visibly between its points, where it is
    off by as much less than as a whole as their number squared tells."""
    if any(len(line) not in (2, points) for line in lines):
        return False
    bent = [line for line in lines if len(line) == points]
    if not bent:
        return True
    x, y = np.moveaxis(np.stack(bent), -1, 0)
    right, down = (k[:, -1:] - k[:, :1] for k in (x, y))
    across = np.abs((x - x[:, :1]) * down - (y - y[:, :1]) * right).max(1) / np.hypot(right, down)[:, 0]
    return bool(np.all(across / (points - 1) ** 2 <= _BEND * pixel))


@lru_cache(maxsize=64)
def _world_width(crs: "CRS") -> float:
    from ..core.support.pixelmap import world_width

    return world_width(crs)


@lru_cache(maxsize=64)
def _to_map(grid: "GeoBox", crs: "CRS") -> "PixelMap":
    """Map coordinates of lattice points of the grid, by the operation that the engine takes for it."""
    from ..core.support.pixelmap import PixelMap

    return PixelMap(_units(crs), grid, area=grid)


@lru_cache(maxsize=64)
def _from_map(grid: "GeoBox", crs: "CRS") -> "PixelMap":
    from ..core.support.pixelmap import PixelMap

    return PixelMap(grid, _units(crs), area=grid)


def _units(crs: "CRS") -> "GeoBox":
    """A grid whose pixel coordinates are the CRS's own."""
    from affine import Affine
    from odc.geo.geobox import GeoBox

    return GeoBox((1, 1), Affine.identity(), crs)
