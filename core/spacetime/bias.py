"""Coarse values brought to the fine sensor's scale, by a correction fitted on the dates that have both.

Two corrections, each for every band by itself, from the fine images averaged over the cells beside the coarse values:

``gain_offset``: the regression of the fine means on the coarse values (least squares): of all lines the best prediction
of the fine value from the coarse one, with the fine values' mean. The ratio of standard deviations (reduced major axis)
would stretch a coarse image that is blurred or noisy until it varies as much as the fine means do, and what the coarse
images say of change with it. The price: noise in the coarse values flattens the line (attenuation), by the share that
noise has in their variance; so do cells that the two sensors do not see alike. r tells how much there is to lose: the
gain is r times the ratio of standard deviations. It is never negative, since both sensors see the same quantity: 0
where r is. Pairs that lie further from the line than three robust standard deviations (1.4826 median absolute
deviations), clouds mostly, are left out and the line is fitted again until it stays.

``quantile``: empirical quantile mapping: a coarse value becomes the fine value of the same rank, linear between the
quantiles; beyond the outermost ones it goes on as a line with the regression's gain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..message import Message, message
from .options import BIASES

FEWEST = 10
_ROUNDS = 20
_CUT = 3.0
_KNOTS = 101
# The standard deviation of a normal distribution is this times its median absolute deviation.
_MAD = 1.4826
# A spread that is less of the values' size is what rounding leaves of a constant.
_CONSTANT = 1e-9
# Correlation below which the coarse values say little about the fine ones.
_WEAK = 0.5


@dataclass(frozen=True)
class BandCorrection:
    """``gain`` and ``offset``: fine = gain coarse + offset; ``x`` and ``y``: quantiles of coarse and fine values, both
    increasing, none for a line. ``count`` and ``r``: pairs used and their correlation (NaN for a constant).
    """

    gain: float
    offset: float
    count: int
    r: float
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Coarse values (any shape) on the fine sensor's scale, float64; NaN stays NaN."""
        values = np.asarray(values, np.float64)
        if not self.x:
            return self.gain * values + self.offset
        found = np.interp(values, self.x, self.y)
        found = np.where(values < self.x[0], self.y[0] + self.gain * (values - self.x[0]), found)
        return np.where(values > self.x[-1], self.y[-1] + self.gain * (values - self.x[-1]), found)


@dataclass(frozen=True)
class Correction:
    """``bands``: one correction for each band; none for the kind "none"."""

    kind: str
    bands: tuple[BandCorrection, ...] = ()

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Coarse values (bands, ...) on the fine sensor's scale, in the type of ``values``; NaN stays NaN."""
        if not self.bands:
            return values
        if len(values) != len(self.bands):
            raise ValueError(f"{len(values)} bands, fitted on {len(self.bands)}")
        found = np.stack([band.apply(plane) for band, plane in zip(self.bands, values)])
        return found.astype(values.dtype if np.issubdtype(values.dtype, np.floating) else np.float64)

    def to_dict(self) -> dict[str, object]:
        """For the record: what the corrected values depend on."""
        return {"kind": self.kind, "bands": [{"gain": band.gain, "offset": band.offset, "pairs": band.count,
                                              **({"coarse": list(band.x), "fine": list(band.y)} if band.x else {})}
                                             for band in self.bands]}

    def notes(self) -> tuple[Message, ...]:
        """What the user should hear of the fit, one sentence for each band."""
        found = []
        for number, band in enumerate(self.bands, 1):
            found.append(message("Band {band}: coarse values were brought to the fine sensor's scale with gain "
                                 "{gain:.4g} and offset {offset:.4g} from {count} cells (r {r:.2f}).", band=number,
                                 gain=band.gain, offset=band.offset, count=band.count, r=band.r)
                         if self.kind == "gain_offset" else
                         message("Band {band}: coarse values were brought to the fine sensor's scale by {knots} "
                                 "quantiles of {count} cells (r {r:.2f}).", band=number, knots=len(band.x),
                                 count=band.count, r=band.r))
            if not band.r >= _WEAK:
                found.append(message("Band {band}: fine and coarse values on the base dates hardly go together "
                                     "(r {r:.2f}), so the corrected coarse images show little of what changes; check "
                                     "that bands, dates and georeference of both belong together.",
                                     band=number, r=band.r)
                             if self.kind == "gain_offset" else
                             message("Band {band}: fine and coarse values on the base dates hardly go together "
                                     "(r {r:.2f}); the bias correction makes their distributions alike, no more.",
                                     band=number, r=band.r))
        return tuple(found)


def fit_bias(kind: str, samples: Sequence[tuple[np.ndarray, np.ndarray]]) -> Correction:
    """A correction from, for each band, the fine values averaged over cells and the coarse values of the same cells and
    dates (two arrays of one shape, NaN missing).

    Raises FusionError for a kind there is not, and for a band with fewer than 10 cells that have both.
    """
    if kind not in BIASES:
        raise FusionError(message("BIAS is {kind}; choose one of: {kinds}.", kind=kind, kinds=", ".join(BIASES)))
    if kind == "none":
        return Correction(kind)
    bands = []
    for number, (fine, coarse) in enumerate(samples, 1):
        fine, coarse = (np.asarray(values, np.float64).ravel() for values in (fine, coarse))
        both = np.isfinite(fine) & np.isfinite(coarse)
        if np.count_nonzero(both) < FEWEST:
            raise FusionError(message(
                "Band {band}: only {count} coarse pixels of the base dates have a fine and a coarse value, and a bias "
                "correction needs {fewest}; give more pairs, or set BIAS to none.", band=number,
                count=int(np.count_nonzero(both)), fewest=FEWEST))
        line, kept = _line(fine[both], coarse[both])
        bands.append(line if kind == "gain_offset" else _quantiles(fine[both][kept], coarse[both][kept], line))
    return Correction(kind, tuple(bands))


def _line(fine: np.ndarray, coarse: np.ndarray) -> tuple[BandCorrection, np.ndarray]:
    """The regression line without outliers, and which pairs it was fitted on."""
    kept = np.ones(fine.size, bool)
    for _ in range(_ROUNDS):
        gain, offset = _regression(fine[kept], coarse[kept])
        away = fine - gain * coarse - offset
        middle = np.median(away[kept])
        spread = _MAD * np.median(np.abs(away[kept] - middle))
        before, kept = kept, np.abs(away - middle) <= _CUT * spread
        if np.count_nonzero(kept) < max(FEWEST, fine.size // 2) or np.array_equal(kept, before):
            kept = before
            break
    gain, offset = _regression(fine[kept], coarse[kept])
    r = float("nan")
    if _varies(fine[kept]) and _varies(coarse[kept]):
        r = float(np.corrcoef(fine[kept], coarse[kept])[0, 1])
    return BandCorrection(gain, offset, int(np.count_nonzero(kept)), r), kept


def _varies(values: np.ndarray) -> bool:
    return bool(values.std() > _CONSTANT * np.abs(values).max())


def _regression(fine: np.ndarray, coarse: np.ndarray) -> tuple[float, float]:
    """Gain and offset of least squares; a shift alone where the coarse values are constant."""
    gain, centre, mean = 1.0, coarse.mean(), fine.mean()
    if _varies(coarse):
        gain = max(0.0, float(np.mean((coarse - centre) * (fine - mean)) / coarse.var()))
    return gain, float(mean - gain * centre)


def _quantiles(fine: np.ndarray, coarse: np.ndarray, line: BandCorrection) -> BandCorrection:
    orders = np.linspace(0.0, 1.0, min(_KNOTS, fine.size))
    x, y = np.quantile(coarse, orders), np.quantile(fine, orders)
    # Equal coarse values have one image: the mean of theirs.
    x, group = np.unique(x, return_inverse=True)
    y = np.bincount(group, y) / np.bincount(group)
    return BandCorrection(line.gain, line.offset, line.count, line.r, tuple(map(float, x)), tuple(map(float, y)))
