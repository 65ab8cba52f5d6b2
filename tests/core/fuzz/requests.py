"""Random target grids and parameters of an aggregation, sensible ones and absurd ones."""

import math

import numpy as np
from affine import Affine
from multiscale_fusion.core.aggregate import Options
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.grid_presets import PRESETS
from multiscale_fusion.core.variable import KINDS, OVERLAPS, STATISTICS
from odc.geo.geobox import GeoBox

from .places import random_crs, random_transform, unit_in_metres
from .rasters import random_shape

CREATION = ("", "COMPRESS=ZSTD|LEVEL=9", "COMPRESS=LERC|MAX_Z_ERROR=0.1", "COMPRESS=JPEG", "COMPRESS=NONE",
            "BLOCKSIZE=128", "BLOCKSIZE=7", "BLOCKSIZE=-1", "COMPRESS=LZW|PREDICTOR=3", "COMPRESS=WEBP", "TILED=YES",
            "INTERLEAVE=BAND", "PREDICTOR=2", "RESAMPLING=MODE", "OVERVIEWS=NONE", "OVERVIEW_COUNT=99", "QUALITY=500",
            "LEVEL=abc", "TILING_SCHEME=GoogleMapsCompatible", "FOO=BAR", "nonsense", "=", "|||", "COMPRESS=",
            "COMPRESS=LZMA", "SPARSE_OK=YES", "BIGTIFF=YES", "NBITS=3", "NUM_THREADS=1", "STATISTICS=YES",
            "WARP_RESAMPLING=CUBIC", "ADD_ALPHA=NO", "GEOTIFF_VERSION=1.1", "PREDICTOR=FLOATING_POINT", "BLOCKSIZE=64")
BLOCKERS = ("CATEGORICAL_AVERAGE", "CIRCULAR_AVERAGE", "DECIBEL_AVERAGE", "NONLINEAR_AVERAGE", "RATIO_AVERAGE",
            "nosuch")
FORMULAS = ("b1", "b2 - b1", "1", "b1 + 6*b2 - 1", "b9", "b1/b2", "", "2", "b0", "1e400*b1", "1e308*b1", "b1 + b1",
            "-b1 + 1e-320")

# Nearly every place has coordinates in these.
WORLD = ("EPSG:4326", "EPSG:4326", "EPSG:6933", "EPSG:3857", "EPSG:8857", "+proj=sinu +R=6371007.181", "+proj=laea")
# Chosen nine times out of ten; what is refused before anything is read would else hide the rest.
SENSIBLE = {"kind": ("auto", "intensive", "extensive", "categorical", "decibel", "circular", "ratio", "radiative"),
            "statistic": STATISTICS, "overlap": OVERLAPS,
            "dtype": ("auto", "Float32", "Float64", "Int32", "Int16", "UInt16", "Byte"),
            "creation_options": ("", "COMPRESS=ZSTD|LEVEL=9", "COMPRESS=NONE", "BLOCKSIZE=128", "PREDICTOR=2",
                                 "RESAMPLING=MODE", "OVERVIEWS=NONE", "COMPRESS=LZMA", "BIGTIFF=YES", "NUM_THREADS=1",
                                 "COMPRESS=LERC|MAX_Z_ERROR=0.1", "SPARSE_OK=YES", "TILED=YES")}


def random_target(random, sources):
    """A target grid for sources, by `target_grid` or made here. Raises FusionError where the request has no grid."""
    kind = random.random()
    if kind < 0.12:
        return target_grid([], grid=_coarsened(random, sources[0].grid), margin=_margin(random),
                           **_extent(random, sources))
    if kind < 0.18:
        crs = random_crs(random, usable=1.0)
        shape = random_shape(random)
        affine = random_transform(random, crs, shape)
        if np.isfinite(list(affine)).all() and affine.determinant:   # as a raster's grid is checked
            return GeoBox(shape, affine, crs)
    grids = [each.grid for each in sources]
    if kind < 0.3:
        return target_grid(grids, preset=_preset(random), margin=_margin(random), **_extent(random, sources))
    own = [grids[0].crs.proj.to_wkt()]
    crs = str(random.choice(own if random.random() < 0.5 else WORLD)) if random.random() < 0.7 else random_crs(random)
    if random.random() < 0.02:
        crs = str(random.choice(["EPSG:99999", "nonsense", "", "EPSG:", "GEOGCS[", "+proj=nothing"]))
    arguments = {"crs": crs, "resolution": _resolution(random, grids[0], crs), "margin": _margin(random)}
    if random.random() < 0.02:
        arguments["preset"] = _preset(random)
    return target_grid(grids, **arguments, **_extent(random, sources))


def random_request(random, sources):
    """Keyword arguments of `aggregate`, apart from the outputs."""
    bands = None
    if random.random() < 0.2:
        choice = sources[0].data_bands if random.random() < 0.8 else [1, 1, 5, 0, -1, 99]
        bands = [int(each) for each in random.choice(choice, random.integers(0, 3))]
    return {"bands": bands, "options": random_options(random), "finer": bool(random.random() < 0.4),
            "paletted": bool(random.random() < 0.05), "memory": int(2 ** random.integers(20, 31)),
            "threads": int(random.integers(1, 4))}


def random_options(random):
    """Options, in range or not."""
    chosen = {}
    for name, share, values in (
            ("kind", 0.3, (*KINDS, "nosuch")), ("statistic", 0.5, (*STATISTICS, "nosuch")),
            ("class_statistic", 0.2, ("mode", "fractions")), ("overlap", 0.3, (*OVERLAPS, "nosuch")),
            ("dtype", 0.3, ("auto", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Float32", "Float64", "CFloat32")),
            ("creation_options", 0.3, CREATION)):
        if random.random() < share:
            chosen[name] = str(random.choice(values if random.random() < 0.1 else SENSIBLE.get(name, values)))
    if random.random() < 0.7:
        chosen["min_valid"] = _number(random, random.choice([0.0, 0.1, 0.5, 1.0]))
    if random.random() < 0.3:
        chosen["percentile"] = _number(random, random.choice([0.0, 2.5, 50.0, 100.0]))
    if random.random() < 0.08:
        chosen["numerator"], chosen["denominator"] = (str(each) for each in random.choice(FORMULAS, 2))
    if random.random() < 0.1:
        values = random.choice([0, 1, 2, 3, 7, 255, -1, 10**6], 3, replace=False)
        chosen["classes"] = tuple(int(each) for each in values)
    chosen["accept"] = frozenset(BLOCKERS if random.random() < 0.85 else ())
    return Options(**chosen)


def _number(random, sensible):
    if random.random() < 0.985:
        return float(sensible)
    return float(random.choice([math.nan, math.inf, -math.inf, -1e-12, 1.0000001, 1e300, -5.0, 101.0]))


def _coarsened(random, grid):
    """A grid in the same CRS, of larger cells as a rule, shifted, rotated or turned over now and then."""
    factor = 10.0 ** random.uniform(-0.2, 1.5)
    columns, rows = random.uniform(-1.0, 1.0, 2) * (0.0 if random.random() < 0.5 else 5.0)
    affine = grid.affine * Affine.translation(columns, rows) * Affine.scale(factor)
    kind = random.random()
    if kind < 0.1:
        affine = affine * Affine.rotation(random.uniform(-90, 90))
    elif kind < 0.2:
        affine = affine * Affine.scale(1, -1)
    shape = tuple(max(1, math.ceil(size / factor)) for size in grid.shape)
    return GeoBox(shape, affine, grid.crs)


def _resolution(random, grid, crs):
    """In units of ``crs``: mostly some pixels of the source; sometimes any number at all."""
    if random.random() < 0.04:
        return float(random.choice([0.0, -1.0, math.nan, math.inf, 1e-300, 1e300, 1e-9, 1e12]))
    metres = math.sqrt(abs(grid.affine.determinant)) * unit_in_metres(grid.crs.proj)
    return metres * 10.0 ** random.uniform(-0.4, 1.6) / unit_in_metres(crs)


def _margin(random):
    return 0 if random.random() < 0.8 else int(random.choice([1, 2, 7, 1000]))


def _preset(random):
    return str(random.choice([*PRESETS, "nosuch"], p=[*[0.98 / len(PRESETS)] * len(PRESETS), 0.02]))


def _extent(random, sources):
    """An extent: none, a part of the source, or nonsense; in the source's CRS, in degrees or in that of the target."""
    kind = random.random()
    if kind < 0.7:
        return {}
    grid = sources[0].grid
    if kind < 0.93:
        part = grid.affine * Affine.scale(grid.shape[1], grid.shape[0])
        (x0, y0), (x1, y1) = part * tuple(random.uniform(-0.3, 0.6, 2)), part * tuple(random.uniform(0.5, 1.3, 2))
        extent = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        return {"extent": extent, "extent_crs": grid.crs.proj if random.random() < 0.9 else None}
    extents = [(-180.0, -90.0, 180.0, 90.0), (10.0, 45.0, 11.0, 46.0), (179.0, -20.0, 181.0, -18.0),
               (0.0, 0.0, 1e9, 1e9),
               (math.nan, 0.0, 1.0, 1.0), (-math.inf, -1.0, math.inf, 1.0), (5.0, 5.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0),
               (0.0, 0.0, 1e-12, 1e-12), (1e300, 1e300, 2e300, 2e300), (-120.0, 80.0, 60.0, 90.0)]
    named = [None, "EPSG:4326", "EPSG:3857", grid.crs.proj, "EPSG:3413", "nonsense"]
    return {"extent": extents[random.integers(len(extents))], "extent_crs": named[random.integers(len(named))]}
