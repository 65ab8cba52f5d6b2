"""Missing pixels: those that no declaration tells of, how many there are and where."""

from collections.abc import Iterator, Sequence

import numpy as np

from ...finding import Finding, MapPlace, Severity
from ...message import Message, message
from ...raster import Band
from ...variable.band_sample import BandSample, Place
from ..layer import Layer
from ..question import Question
from ..rule import Rule
from ..subject import bands_subject, named
from ..undeclared import Suspect, equals, find_suspects
from ..where import of_cells

# Less is not worth a word; more makes a warning.
_LEAST_SHARE, _LARGE_SHARE = 0.01, 0.5
# Bands whose shares differ by less are told together.
_ALIKE = 0.005
# Quadrants that differ by more are told, and a rim (so much of the raster's width on each side) that has more than the
# inside by as much.
_UNEVEN, _RIM = 0.2, 0.1
_LOOK = message("Look at VALID_FRACTION beside the result, and choose a least valid fraction (MIN_VALID).")
_REMEDIES = {
    "downscale": message("A pixel of the result needs its coarse value and all covariates: fill the holes, or leave "
                         "this layer out."),
    "sample": message("Ask for the valid fraction among the statistics, and choose a least one (MIN_VALID)."),
}


def nodata_undeclared(question: Question) -> Iterator[Finding]:
    """NODATA_UNDECLARED: numbers that look like fill, are frequent and count as data; what reading the file showed."""
    for layer in question.layers:
        if layer.source is None:
            continue
        yield from (named(layer, each) for each in layer.source.findings if not each.code.startswith("SCALE_"))
        found: dict[float, list[tuple[Band, Suspect]]] = {}
        for band in layer.sampled_bands:
            for suspect in find_suspects(layer, band):
                found.setdefault(suspect.value, []).append((band, suspect))
        for each in found.values():
            yield _undeclared(layer, each)


def nodata_share(question: Question) -> Iterator[Finding]:
    """NODATA_SHARE: how much of a layer is missing and where, for the band that misses most; a warning above half."""
    for layer in question.layers:
        shares = {band: _share(layer.sample(band.number).places) for band in layer.sampled_bands}
        if not shares or max(shares.values()) < _LEAST_SHARE:
            continue
        worst = max(shares, key=shares.get)
        alike = [band for band in shares if shares[worst] - shares[band] < _ALIKE]
        severity = Severity.WARNING if shares[worst] > _LARGE_SHARE else Severity.INFO
        remedy = _REMEDIES.get(question.purpose, _LOOK)
        if shares[worst] == 1.0:
            told = message("no valid pixel was found among {pixels:,} that were looked at.",
                           pixels=_pixels(layer.sample(worst.number).places))
            remedy = message("Leave it out if it is empty.")
        else:
            told = _told(layer, shares[worst], layer.sample(worst.number).places)
        yield Finding("NODATA_SHARE", severity, bands_subject(layer, alike), told, remedy,
                      _around(layer, [each for each in layer.sample(worst.number).places if each.missing]))


def _told(layer: Layer, share: float, places: Sequence[Place]) -> Message:
    where = _where(layer, places)
    if _pixels(places) < np.prod(layer.grid.shape, dtype=float):
        return message("about {share} % of the pixels are missing, {where} (from a sample).", share=_percent(share),
                       where=where)
    return message("{share} % of the pixels are missing, {where}.", share=_percent(share), where=where)


def _undeclared(layer: Layer, found: Sequence[tuple[Band, Suspect]]) -> Finding:
    band, suspect = max(found, key=lambda each: each[1].share)
    subject = bands_subject(layer, [each for each, _ in found])
    return Finding("NODATA_UNDECLARED", Severity.WARNING, subject,
                   message("{share:.2g} % of its valid pixels are {value:.10g}, {sign}, and no nodata value is "
                           "declared for it: they count as data.", share=100.0 * suspect.share, value=suspect.value,
                           sign=suspect.sign),
                   message("If they are fill, declare it (gdal_edit.py -a_nodata {value:.10g}, or in the layer's "
                           "properties).", value=suspect.stored),
                   _around(layer, _places_of(layer.sample(band.number), band, suspect)))


def _places_of(sample: BandSample, band: Band, suspect: Suspect) -> list[Place]:
    """Rectangles of pixels that hold the suspicious value."""
    places = []
    for window in sample.windows:
        rows, columns = np.nonzero(window.valid & equals(window.values, suspect.value, band))
        if rows.size:
            top, left = int(rows.min()), int(columns.min())
            places.append(Place(window.row + top, window.column + left, int(rows.max()) + 1 - top,
                                int(columns.max()) + 1 - left, rows.size))
    return places


def _around(layer: Layer, places: Sequence[Place]) -> MapPlace | None:
    """The rectangle of pixels around those that were looked at; None without any."""
    if not places:
        return None
    return of_cells(layer.grid,
                    (min(each.column for each in places), max(each.column + each.columns for each in places)),
                    (min(each.row for each in places), max(each.row + each.rows for each in places)))


def _share(places: Sequence[Place]) -> float:
    return sum(place.missing for place in places) / max(_pixels(places), 1)


def _pixels(places: Sequence[Place]) -> int:
    return sum(place.rows * place.columns for place in places)


def _percent(share: float) -> str:
    """Two digits, and three for more than 99 %, which is never all."""
    return f"{100.0 * share:.2g}" if share < 0.99 else f"{min(100.0 * share, 99.9):.3g}"


def _where(layer: Layer, places: Sequence[Place]) -> Message:
    """In which quarter of the raster, or along its rim."""
    rows, columns = layer.grid.shape
    table = np.array([(place.row + place.rows / 2, place.column + place.columns / 2, place.missing,
                       place.rows * place.columns) for place in places], float)
    down, across, missing, pixels = table[:, 0] / rows, table[:, 1] / columns, table[:, 2], table[:, 3]
    quarters = []
    for (low, high), name in _quarters(layer):
        inside = ((down >= 0.5) == low) & ((across >= 0.5) == high)
        if inside.any():
            quarters.append((missing[inside].sum() / pixels[inside].sum(), name))
    quarters.sort(key=lambda each: each[0])
    if quarters and quarters[-1][0] - quarters[0][0] > _UNEVEN:
        return message("most in the {most} quarter ({share:.0f} %) and least in the {least} one ({other:.0f} %)",
                       most=quarters[-1][1], share=100.0 * quarters[-1][0], least=quarters[0][1],
                       other=100.0 * quarters[0][0])
    rim = np.minimum(np.minimum(down, 1.0 - down), np.minimum(across, 1.0 - across)) < _RIM
    if rim.any() and not rim.all():
        outer, inner = (missing[part].sum() / pixels[part].sum() for part in (rim, ~rim))
        if outer - inner > _UNEVEN:
            return message("mostly along the rim ({outer:.0f} %, inside {inner:.0f} %)", outer=100.0 * outer,
                           inner=100.0 * inner)
    return message("all over the raster")


def _quarters(layer: Layer) -> Iterator[tuple[tuple[bool, bool], Message]]:
    """Is it the lower, the right half? And its name on the map; by rows and columns for a raster on its side."""
    a, b, _, d, e = layer.grid.affine[:5]
    if abs(a) > abs(b) and abs(e) > abs(d):
        names = ((message("north-western"), message("north-eastern")),
                 (message("south-western"), message("south-eastern")))
        south_up, east_left = e > 0, a < 0
    else:
        names = ((message("upper left"), message("upper right")), (message("lower left"), message("lower right")))
        south_up = east_left = False
    for lower in (False, True):
        for right in (False, True):
            yield (lower, right), names[lower != south_up][right != east_left]


RULES = (Rule("nodata_undeclared", nodata_undeclared), Rule("nodata_share", nodata_share))
