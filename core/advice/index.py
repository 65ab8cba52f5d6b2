"""How much the mean of NDVI differs from the NDVI of means, where red and near infrared are at hand."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..crs import same_crs
from ..raster import Band
from ..variable.band_sample import Window
from .blocks import block_sums, cell_shape
from .layer import Layer
from .question import Question
from .subject import band_subject

_NDVI = re.compile(r"(?<![a-z0-9])ndvi(?![a-z0-9])")
_WORDS = {"red": r"red", "nir": r"nir|near[ _-]?infrared"}
# Windows of the red band's sample that are read once more for the other band.
_WINDOWS = 4


class IndexDifference(NamedTuple):
    """NDVI of cell means less the mean NDVI of pixels: over so many cells, root mean square and largest amount."""

    cells: int
    rms: float
    most: float
    red: str
    nir: str


def index_difference(question: Question, layer: Layer, band: Band) -> IndexDifference | None:
    """For the NDVI in a band; None for other indices, without a target, or without both bands on the same grid."""
    shape = cell_shape(layer, question.target)
    if shape is None or max(shape) <= 1.0 or not _NDVI.search(_names(layer, band)):
        return None
    found = [next(_bands(question, layer, role), None) for role in _WORDS]
    if None in found:
        return None
    (red_layer, red), (nir_layer, nir) = found
    pairs = [_pair(window, nir_layer, nir) for window in red_layer.sample(red.number).windows[:_WINDOWS]]
    pairs = [(low, high) for low, high in pairs if low.valid.any()]
    means = [block_sums([each[number] for each in pairs], shape, 0.0) for number in (0, 1)]
    ratios = block_sums([_ndvi(low, high) for low, high in pairs], shape, 0.0)
    if not ratios.count.size:
        return None
    difference = (means[1].total - means[0].total) / (means[1].total + means[0].total) - ratios.total / ratios.count
    return IndexDifference(difference.size, float(np.sqrt((difference**2).mean())), float(np.abs(difference).max()),
                           band_subject(red_layer, red), band_subject(nir_layer, nir))


def _bands(question: Question, layer: Layer, role: str) -> Iterator[tuple[Layer, Band]]:
    """Bands of this role ("red" or "nir") on the layer's grid, by what the product calls them or by their own name."""
    for other in question.layers:
        if other.grid is None or other.grid.shape != layer.grid.shape or not _same_place(other, layer):
            continue
        for band in other.bands:
            product = other.product.product
            words = getattr(product, role) if product is not None and getattr(product, role) else _WORDS[role]
            names = _names(other, band)
            if re.search(rf"(?<![a-z0-9])(?:{words.lower()})(?![a-z0-9])", names) and not _NDVI.search(names):
                yield other, band


def _same_place(first: Layer, second: Layer) -> bool:
    a, b = first.grid, second.grid
    corners = np.abs(np.subtract(a.affine[:6], b.affine[:6])).max()
    return corners < 1e-6 * abs(a.affine.a + a.affine.b) and same_crs(a.crs.proj, b.crs.proj)


def _names(layer: Layer, band: Band) -> str:
    """The band's own names, or else the file's, in lower case."""
    file, *inner = layer.source.name.split(":")
    return " | ".join([*inner[-1:], band.description] if inner or band.description else [file]).lower()


def _pair(window: Window, layer: Layer, band: Band) -> tuple[Window, Window]:
    """Red and near infrared in a window, valid where both are and their sum is above zero."""
    rows, columns = window.valid.shape
    pixels = layer.source.read([band.number], (window.row, window.row + rows), (window.column, window.column + columns))
    values = pixels.values[0].astype(float)
    valid = window.valid & (pixels.valid[0] != 0) & (values + window.values > 0.0)
    return window._replace(values=window.values.astype(float), valid=valid), window._replace(values=values, valid=valid)


def _ndvi(red: Window, nir: Window) -> Window:
    total = np.where(red.valid, nir.values + red.values, 1.0)
    return red._replace(values=np.where(red.valid, nir.values - red.values, 0.0) / total)
