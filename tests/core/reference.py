"""Independent references for the engine: exact clipping with shapely, exact fractions, closed forms, brute force.

Nothing here uses the engine's code. A grid is read for its CRS, transform and shape only.
"""

from fractions import Fraction

import numpy as np
from pyproj import Geod, Proj, Transformer
from shapely.geometry import Polygon, box
from shapely.prepared import prep

SINUSOIDAL = "+proj=sinu +lon_0=0 +R=6371007.181 +units=m +no_defs"
WGS84 = Geod(ellps="WGS84")


def outline(source, target, row, column, steps=48, period=0.0):
    """A target cell as a polygon in source pixel coordinates, its densified outline transformed point by point.

    `period`: width of the world in pixels, where longitudes are followed across the source's seam.
    """
    t = np.arange(steps) / steps
    zero, one = np.zeros(steps), np.ones(steps)
    i, j = column + np.r_[t, one, 1 - t, zero], row + np.r_[zero, t, one, 1 - t]
    a = target.affine
    x, y = a.a * i + a.b * j + a.c, a.d * i + a.e * j + a.f
    x, y = Transformer.from_crs(target.crs.proj, source.crs.proj, always_xy=True).transform(x, y)
    s = source.affine
    determinant = s.a * s.e - s.b * s.d
    x, y = x - s.c, y - s.f
    x, y = (s.e * x - s.b * y) / determinant, (s.a * y - s.d * x) / determinant
    if period:
        x = x[0] + np.cumsum(np.r_[0.0, (np.diff(x) + period / 2) % period - period / 2])
    return Polygon(np.c_[x, y])


def clip(source, polygon, beyond=False):
    """Fractions of the source's pixels inside a polygon of pixel coordinates: rows, columns, fractions.

    `beyond`: as if the raster went on beyond its edges.
    """
    x0, y0, x1, y1 = polygon.bounds
    rows, columns = (range(int(np.floor(low)), int(np.ceil(high))) for low, high in ((y0, y1), (x0, x1)))
    if not beyond:
        rows, columns = ([k for k in ks if 0 <= k < size] for ks, size in zip((rows, columns), source.shape))
    found = []
    for row in rows:
        strip = polygon.intersection(box(x0 - 1, row, x1 + 1, row + 1))
        if strip.is_empty:
            continue
        prepared = prep(strip)
        left, _, right, _ = strip.bounds
        for column in columns:
            if column + 1 <= left or column >= right:
                continue
            pixel = box(column, row, column + 1, row + 1)
            share = 1.0 if prepared.contains(pixel) else strip.intersection(pixel).area
            if share > 0.0:
                found.append((row, column, share))
    rows, columns, shares = np.array(found, float).reshape(-1, 3).T
    return rows.astype(int), columns.astype(int), shares


def ground_areas(source, rows, columns):
    """Relative ground areas of source pixels: PROJ's areal scale at their centres, ellipsoidal strips in degrees."""
    s = source.affine
    x = s.a * (columns + 0.5) + s.b * (rows + 0.5) + s.c
    y = s.d * (columns + 0.5) + s.e * (rows + 0.5) + s.f
    if source.crs.geographic:
        return np.abs(authalic(y + s.e / 2) - authalic(y - s.e / 2))
    projection = Proj(source.crs.proj)
    return 1.0 / np.asarray(projection.get_factors(*projection(x, y, inverse=True)).areal_scale)


def authalic(latitude, ellipsoid=WGS84):
    """Area from the equator to a latitude for one radian of longitude, major axis 1 (Snyder 1987, eq. 3-12, halved)."""
    sine = np.sin(np.radians(np.asarray(latitude, np.longdouble)))
    e2 = np.longdouble(ellipsoid.f) * (2 - np.longdouble(ellipsoid.f))
    e = np.sqrt(e2)
    return np.asarray((1 - e2) * (sine / (1 - e2 * sine * sine) + np.arctanh(e * sine) / e) / 2, float)


def cell_weights(source, target, row, column, period=0.0, turns=(0,), steps=48):
    """Rows, columns, fractions and ground weights of the source pixels under a target cell."""
    polygon = outline(source, target, row, column, steps, period)
    x, y = np.array(polygon.exterior.coords).T
    parts = [clip(source, Polygon(np.c_[x + turn * period, y])) for turn in turns]
    rows, columns, shares = (np.concatenate(part) for part in zip(*parts))
    return rows, columns, shares, shares * ground_areas(source, rows, columns)


def cell_ground(source, target, row, column):
    """Ground weight of a whole target cell, what lies beyond the source's edges counted as if there were pixels."""
    rows, columns, shares = clip(source, outline(source, target, row, column), beyond=True)
    return (shares * ground_areas(source, rows, columns)).sum()


def axis_overlaps(pixel_origin, pixel_size, pixels, cell_origin, cell_size, cells):
    """Exact overlaps (cells, pixels) of intervals, in pixels; sizes may be negative, floats are taken at their word."""
    pixel_origin, pixel_size, cell_origin, cell_size = map(Fraction, (pixel_origin, pixel_size, cell_origin, cell_size))
    overlaps = np.zeros((cells, pixels))
    for k in range(cells):
        begin, end = sorted((cell_origin + n * cell_size - pixel_origin) / pixel_size for n in (k, k + 1))
        for p in range(max(0, begin.__floor__()), min(pixels, end.__ceil__())):
            overlaps[k, p] = max(Fraction(0), min(end, Fraction(p + 1)) - max(begin, Fraction(p)))
    return overlaps


def same_crs_fractions(source, target):
    """Exact fractions (cells, pixels) of parallel grids in one CRS."""
    s, t = source.affine, target.affine
    across = axis_overlaps(s.c, s.a, source.shape[1], t.c, t.a, target.shape[1])
    down = axis_overlaps(s.f, s.e, source.shape[0], t.f, t.e, target.shape[0])
    return np.kron(down, across)


def statistics(values, valid, shares, weights):
    """Every statistic of one cell by brute force, from its pixels' values, validity, fractions and ground weights."""
    used = valid.astype(bool) & (shares > 0)
    if not used.any():
        return {**dict.fromkeys(("mean", "sum", "min", "max", "std"), np.nan), "count": 0.0, "weight": 0.0}
    v, f, w = values[used].astype(float), shares[used], weights[used]
    mean = np.average(v, weights=w)
    return {"mean": mean, "sum": (f * v).sum(), "min": v.min(), "max": v.max(), "count": f.sum(),
            "std": np.sqrt(np.average((v - mean) ** 2, weights=w)), "weight": w.sum()}


def cells_under(source, target, x, y):
    """Target cells (row, column), each once and in order, that hold the given source pixel coordinates."""
    s, t = source.affine, target.affine
    u, v = s.a * x + s.b * y + s.c, s.d * x + s.e * y + s.f
    u, v = Transformer.from_crs(source.crs.proj, target.crs.proj, always_xy=True).transform(u, v)
    i, j = np.floor((u - t.c) / t.a).astype(int), np.floor((v - t.f) / t.e).astype(int)
    inside = (i >= 0) & (j >= 0) & (i < target.shape[1]) & (j < target.shape[0])
    return sorted(set(zip(j[inside].tolist(), i[inside].tolist())))


def sample_cells(source, target, seed=0, interior=8, edge=2):
    """Random target cells: `interior` of them anywhere, `edge` on each side of the source and one on each corner."""
    random = np.random.default_rng(seed)
    rows, columns = source.shape
    a, b = random.uniform(0, 1, (2, interior))
    t, zero = random.uniform(0, 1, edge), np.zeros(edge)
    eps = 1e-3
    x = np.r_[a, t, t, zero + eps, zero + 1 - eps, eps, 1 - eps, eps, 1 - eps] * columns
    y = np.r_[b, zero + eps, zero + 1 - eps, t, t, eps, eps, 1 - eps, 1 - eps] * rows
    return cells_under(source, target, x, y)


def field(shape, seed=0, structure=40):
    """A seeded field: blocks of `structure` pixels over white noise, so that neighbouring cells differ."""
    random = np.random.default_rng(seed)
    rows, columns = shape
    blocks = random.normal(0.0, 1.0, (-(-rows // structure), -(-columns // structure)))
    return 100.0 + np.kron(blocks, np.ones((structure, structure)))[:rows, :columns] + random.normal(0, 1, shape)


def clouds(shape, seed=1, share=0.3, size=7):
    """A seeded validity mask (uint8, 1 where valid) with square clouds of `size` pixels."""
    random = np.random.default_rng(seed)
    blocks = random.uniform(size=(-(-shape[0] // size), -(-shape[1] // size))) >= share
    return np.kron(blocks, np.ones((size, size)))[:shape[0], :shape[1]].astype(np.uint8)
