"""What a contact sheet of patches shows: which of them, their pictures, and the frames of the others in each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from odc.geo.geobox import GeoBox

from ..raster import RasterSource
from ..reporter import Reporter
from .frame import Window, ground_size, outlines, windows
from .picture import Picture, Shown, paint, read_window, shown_bands, stretch


@dataclass(frozen=True)
class Tile:
    """A patch of one raster. ``frames``: outlines (points, 2) of the patches of the other rasters around the same
    centre, in this one's pixels (column, row, 0 at its upper left corner). ``valid``: share of its pixels with a value.
    """

    picture: Picture
    frames: tuple[np.ndarray, ...]
    valid: float


@dataclass(frozen=True)
class SheetColumn:
    """A raster: its patches of the sheet from top to bottom, their size on the ground (m: height, width), what the
    colours span (bands, 2), and whether they are of classes."""

    name: str
    shape: tuple[int, int]
    ground: tuple[float, float]
    limits: np.ndarray
    shown: Shown
    tiles: tuple[Tile, ...]


def chosen(count: int, most: int) -> np.ndarray:
    """Places in the layer of ``most`` centres that lie evenly in it, or of all ``count`` where there are no more."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))


def sheet(sources: Sequence[RasterSource], names: Sequence[str], shapes: Sequence[tuple[int, int]], x: np.ndarray,
          y: np.ndarray, crs, reporter: Reporter) -> list[SheetColumn]:
    """A column for each raster with the patches of ``shapes`` (rows, columns) around centres ``x``, ``y`` in ``crs``.

    Raises FusionError for files that cannot be read, and Cancelled.
    """
    firsts = [windows(source.grid, x, y, crs, shape) for source, shape in zip(sources, shapes)]
    columns = []
    for number, (source, name, shape) in enumerate(zip(sources, names, shapes)):
        shown = shown_bands(source)
        values = []
        for done, (row, col) in enumerate(firsts[number]):
            reporter.progress((number + done / len(x)) / len(sources))
            values.append(read_window(source, shown.bands, Window(int(row), int(col), *shape)))
        limits = stretch(values)
        frames = _frames(number, [each.grid for each in sources], firsts, shapes)
        tiles = tuple(Tile(picture, tuple(frames[k]), float(picture.valid.mean()))
                      for k, picture in enumerate(paint(each, shown, limits) for each in values))
        columns.append(SheetColumn(name, shape, ground_size(source.grid, shape), limits, shown, tiles))
    reporter.progress(1.0)
    return columns


def _frames(number: int, grids: Sequence[GeoBox], firsts: Sequence[np.ndarray], shapes: Sequence[tuple[int, int]]
            ) -> list[list[np.ndarray]]:
    """For each centre the other rasters' outlines in the pixels of the patch of raster ``number``."""
    grid = grids[number]
    frames: list[list[np.ndarray]] = [[] for _ in firsts[number]]
    for other, (first, shape) in enumerate(zip(firsts, shapes)):
        if other == number:
            continue
        rings = outlines(grids[other], first, shape, grid.crs)
        column, row = ~grid.affine * (rings[..., 0], rings[..., 1])
        for k, (begin, frame) in enumerate(zip(firsts[number], frames)):
            ring = np.stack([column[k] - begin[1], row[k] - begin[0]], axis=-1)
            if np.isfinite(ring).all():
                frame.append(ring)
    return frames
