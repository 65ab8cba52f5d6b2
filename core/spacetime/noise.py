"""The noise of both sensors where it is not given, and samples of both over the same ground."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .. import blocks
from ..message import Message, listed, message
from ..reporter import Reporter
from .options import FusionOptions
from .pairs import coarse_of
from .series import FusionSeries, Seen

_TEMPERATURE = re.compile(r"(?<![a-z])(lst|temperature)(?![a-z])")
_SHORT = re.compile(r"(?<![a-z])temp(?![a-z])")   # of a band; a file so called is a temporary one
_DEGREES = re.compile(r"k|kelvins?|deg(rees?)?[ _]?(k|c)?(elvin|elsius)?|°?c|celsius", re.IGNORECASE)
_KELVIN = (150.0, 400.0)       # what temperatures without units lie between
_REFLECTANCE = (-0.1, 1.6)     # what reflectance as a fraction lies between
_OF_REFLECTANCE, _OF_TEMPERATURE, _OF_SPREAD = 0.005, 1.0, 0.02
_MOST_DATES = 24               # from which samples are drawn
_MOST_CELLS = 1 << 18          # in a sample
_TILE = 1024
_STRIDE = 7919                 # a prime: every so manieth cell, not every so manieth column


def settle_noise(series: FusionSeries, options: FusionOptions, which: str) -> tuple[FusionOptions, tuple[Message, ...]]:
    """Options with the noise (1 standard deviation) of the sensors, and sentences on what was taken.

    ``which`` of `request.NOISES` is found band by band: 0.005 for reflectance from 0 to 1, 1 kelvin for temperatures,
    else 2 % of the standard deviation of the image with the most valid pixels.
    """
    fine, coarse = series.look()
    sentences = []
    if which in ("auto", "fine"):
        noise = _noise(series, fine)
        options = replace(options, noise_fine=noise)
        sentences.append(message("The noise of the fine images is taken to be {noise}; give UNCERTAINTY_FINE where it "
                                 "is known.", noise=_numbers(noise)))
    if which in ("auto", "coarse"):
        noise = _noise(series, coarse)
        options = replace(options, noise_coarse=noise)
        sentences.append(message("The noise of the coarse images is taken to be {noise}; give UNCERTAINTY_COARSE where "
                                 "it is known.", noise=_numbers(noise)))
    return options, tuple(sentences)


def _noise(series: FusionSeries, seen: Sequence[Seen]) -> tuple[float, ...]:
    best = max(seen, key=lambda each: each.share)
    found = []
    for band in range(series.count):
        name, file = (each.lower().replace("_", " ") for each in (series.band_names[band], series.fine[0].source.name))
        named = _SHORT.search(name) or _TEMPERATURE.search(f"{name} {file}")
        least, most, spread = best.least[band], best.most[band], best.deviation[band]
        if math.isnan(spread):
            found.append(0.0)
        elif (_DEGREES.fullmatch(series.units[band]) or (named and most > _REFLECTANCE[1])
              or (not series.units[band] and _KELVIN[0] <= least and most <= _KELVIN[1])):
            found.append(_OF_TEMPERATURE)
        elif _REFLECTANCE[0] <= least and most <= _REFLECTANCE[1]:
            found.append(_OF_REFLECTANCE)
        else:
            found.append(float(f"{_OF_SPREAD * spread:.3g}"))
    return tuple(found)


def _numbers(values: Sequence[float]) -> Message:
    different = dict.fromkeys(values)
    return listed(f"{value:g}" for value in (different if len(different) == 1 else values))


def paired_samples(series: FusionSeries, reporter: Reporter) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """For each band the fine values averaged over cells and the coarse ones (n,), of the dates that have both: cells
    that lie wholly on the fine image and are valid throughout, at most 2^18 of at most 24 dates.

    Raises Cancelled when the reporter says so.
    """
    shares = series.fine_shares
    paired = [(number, partner) for number in range(len(series.fine))
              if shares[number] > 0.0 and (partner := coarse_of(series, number)) is not None]
    paired = [paired[k] for k in np.unique(np.linspace(0, len(paired) - 1, min(len(paired), _MOST_DATES)).astype(int))]
    (first, last), (left, right) = series.cells
    step = max(1, math.ceil((last - first) * (right - left) * len(paired) / _MOST_CELLS))
    found = [([np.empty(0)], [np.empty(0)]) for _ in range(series.count)]
    parts = blocks.cut(series.shape, (_TILE, _TILE))
    for count, part in enumerate(parts):
        frame = series.frame((part.rows, part.columns), 0.0)
        cells = frame.cells
        j, i = np.meshgrid(np.arange(*cells.rows), np.arange(*cells.columns), indexing="ij")
        wanted = frame.cells_inside & (cells.coverage >= 1.0) & ((j * _STRIDE + i) % step == 0)
        for done, (number, partner) in enumerate(paired):
            reporter.progress((count + done / len(paired)) / len(parts))
            fine = cells.aggregate(series.read_fine(number, frame), least=1.0)
            coarse = series.read_coarse(partner, frame)
            for band, (a, b) in enumerate(zip(fine, coarse)):
                both = wanted & np.isfinite(a) & np.isfinite(b)
                found[band][0].append(a[both])
                found[band][1].append(b[both].astype(np.float64))
    return tuple((np.concatenate(a), np.concatenate(b)) for a, b in found)
