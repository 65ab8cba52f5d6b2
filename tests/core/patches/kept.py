"""Extractions into memory, and what plain rasterio reads at the same centres."""

import numpy as np
import rasterio
from multiscale_fusion.core.patches import extract
from multiscale_fusion.core.patches.extract import extract_patches
from multiscale_fusion.core.patches.request import Centres, Options, Raster
from multiscale_fusion.core.raster import RasterSource
from pyproj import Transformer
from rasterio.windows import Window


class KeptWriter:
    """Groups of patches in memory; `done` are those not to be written."""

    def __init__(self, path, info, places, *, resume=False):
        self.path, self.info, self.places = path, info, places
        self.done, self.remarks = frozenset(), []
        self.groups, self.ended = {}, ""

    def write_group(self, index, group):
        assert index == len(self.groups)
        assert all(len(stack.values) == len(self.info.group_range(index)) for stack in group.values())
        self.groups[index] = group

    def finish(self):
        assert len(self.groups) == self.info.group_count
        self.ended = "finished"
        return self.path

    def keep(self):
        self.ended = "kept"
        return self.path

    def discard(self):
        self.ended = "discarded"

    def stack(self, name):
        """Values, masks and transforms of all patches of a raster."""
        stacks = [self.groups[index][name] for index in sorted(self.groups)]
        return tuple(np.concatenate([getattr(each, part) for each in stacks])
                     for part in ("values", "mask", "transforms"))


def run(monkeypatch, centres, rasters, options, make=KeptWriter, **further):
    """Extract the patches of {name: path} or of Rasters; the writer that holds them."""
    writers = []

    def opened(format, path, info, places, *, resume=False):
        writers.append(make(path, info.replaced(format=format), places, resume=resume))
        return writers[0]

    monkeypatch.setattr(extract, "open_writer", opened)
    if isinstance(rasters, dict):
        rasters = [Raster(RasterSource(str(path)), name) for name, path in rasters.items()]
    try:
        extract_patches(centres, rasters, "kept", options, **further)
    finally:
        for raster in rasters:
            raster.source.close()
        opened.writers = writers
    return writers[0]


def first_pixels(path, x, y, crs, shape):
    """First rows and columns (n, 2) of the windows of a raster at places, by pyproj and the raster's own transform."""
    with rasterio.open(path) as raster:
        there = Transformer.from_crs(crs, raster.crs.to_wkt(), always_xy=True).transform(x, y)
        column, row = ~raster.transform * tuple(map(np.asarray, there))
    at = np.stack([row - shape[0] / 2, column - shape[1] / 2], -1) + 0.5
    near = np.abs(at - np.rint(at)) < 1e-6
    return np.where(near, np.rint(at), np.floor(at)).astype(int)


def window(path, first, shape):
    """A plain window read: values and validity (bands, rows, columns), and the window's transform."""
    with rasterio.open(path) as raster:
        part = Window(int(first[1]), int(first[0]), shape[1], shape[0])
        (r0, r1), (c0, c1) = ((max(0, at), min(at + side, size))
                              for at, side, size in zip(map(int, first), shape, raster.shape))
        inside = np.zeros(shape, np.uint8)
        inside[r0 - first[0]:max(r0, r1) - first[0], c0 - first[1]:max(c0, c1) - first[1]] = 1
        if raster.transform.is_rectilinear:
            read = raster.read(window=part, boundless=True, masked=True)
        else:
            # Beyond a rotated raster rasterio resamples; what lies on it is read as it is.
            read = np.ma.zeros((raster.count, *shape), raster.dtypes[0])
            if inside.any():
                read[:, inside == 1] = raster.read(window=Window(c0, r0, c1 - c0, r1 - r0),
                                                   masked=True).reshape(raster.count, -1)
        valid = ~np.ma.getmaskarray(read)
        return read.data, (valid & (inside == 1) & np.isfinite(read.data)).astype(np.uint8), \
            raster.window_transform(part)


def check_equal(writer, name, path, centres, shape):
    """Every patch of a raster is the plain window read at its centre."""
    values, mask, transforms = writer.stack(name)
    firsts = first_pixels(path, centres.x, centres.y, centres.crs, shape)
    assert len(values) == len(firsts)
    for k, first in enumerate(firsts):
        expected, valid, transform = window(path, first, shape)
        np.testing.assert_array_equal(mask[k], valid)
        np.testing.assert_array_equal(values[k][valid == 1], expected[valid == 1].astype(values.dtype))
        np.testing.assert_allclose(transforms[k], tuple(transform)[:6], rtol=0, atol=1e-6 * abs(transform.a))


def centres_on(path, step, margin=0, **further):
    """Centres on the pixel corners of a raster's grid, ``step`` pixels apart, beyond its ends by ``margin``."""
    with rasterio.open(path) as raster:
        rows, columns = (np.arange(-margin, size + margin + 1, step) for size in (raster.height, raster.width))
        column, row = np.meshgrid(columns, rows)
        x, y = raster.transform * (column.ravel(), row.ravel())
        return Centres(raster.crs.to_wkt(), x, y, **further)


OPTIONS = Options(patch_size=(64, 64))
