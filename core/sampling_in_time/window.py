"""The spectral window of dates: which cycles look alike at them.

W(f) = |mean of exp(-2 pi i f t)|^2 over the dates t (Deeming 1975, doi:10.1007/BF00681947). The periodogram of a cycle
of frequency f0 holds a copy of W around f0 (VanderPlas 2018, doi:10.3847/1538-4365/aab766, section 4), so a peak of W
at fk gives a second peak at |f0 - fk|, W(fk) times as high. Of dates at a regular interval W is 1 at the multiples of
the sampling frequency fs, and the second peak, at |f0 - k fs|, is as high as the first: aliasing.
"""

from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..message import message

ALIKE = 0.5          # from this height on a peak counts: the other cycle then has half the power of the true one
_LONGEST = 2**17     # periods in the record
_CELLS = 16          # per period, to which dates are moved while peaks are looked for
_FINER = 4           # than the width of a peak
_CANDIDATES = 16
_AT_ONCE = 2**21


@dataclass(frozen=True)
class Alias:
    """A cycle that looks like the one asked for: ``power`` (0 to 1) of the spectral window at ``frequency`` (1/days),
    and its own ``period`` in days, infinite where it looks like no change."""

    frequency: float
    power: float
    period: float


def spectral_window(days: np.ndarray, frequencies: np.ndarray) -> np.ndarray:
    """W (m,) at frequencies (m,) in 1/days, of dates (n,) in days."""
    days = days - days.mean()
    found = np.empty(len(frequencies))
    step = max(1, _AT_ONCE // len(days))
    for start in range(0, len(frequencies), step):
        angles = 2.0 * np.pi * np.outer(frequencies[start:start + step], days)
        found[start:start + step] = np.cos(angles).mean(1)**2 + np.sin(angles).mean(1)**2
    return found


def strongest_alias(days: np.ndarray, period: float) -> Alias | None:
    """The slower cycle that looks most like one of ``period`` days at dates ``days`` (n,); None if none does by half.

    Peaks of W from half to twice the frequency are looked at, which holds every slower cycle at regular dates, outside
    of the peak at 0. Of equal peaks the one of the slowest cycle counts. Raises FusionError if the record holds too
    many periods.
    """
    span = float(np.ptp(days))
    if span > _LONGEST * period:
        raise FusionError(message(
            "The dates span {span:.6g} days, more than {most} times the time scale of {scale:.6g} days; give fewer "
            "dates or a longer time scale.", span=span, most=_LONGEST, scale=period))
    wanted = 1.0 / period
    low, high = max(0.5 * wanted, 1.0 / span), 2.0 * wanted * (1.0 - 1e-6)
    frequencies, heights = _coarse(days, period, span, low, high)
    chosen = frequencies[np.argsort(-heights, kind="stable")[:_CANDIDATES]]
    step = 1.0 / (_FINER * span)
    peaks = [peak for peak in (_refined(days, each, step) for each in chosen)
             if low <= peak[0] <= high and peak[1] >= ALIKE]
    if not peaks:
        return None
    strongest = max(power for _, power in peaks)
    frequency, power = min((peak for peak in peaks if peak[1] >= 0.99 * strongest),
                           key=lambda peak: abs(wanted - peak[0]))
    apparent = abs(wanted - frequency)
    return Alias(frequency, power, np.inf if apparent * span < 0.5 else 1.0 / apparent)


def window_curve(days: np.ndarray, period: float, points: int = 800) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies (1/days, up to ``points``) from 0 to twice that of ``period``, and the largest W near each."""
    span = float(np.ptp(days))
    frequencies, heights = _coarse(days, period, span, 0.0, 2.0 / period)
    group = max(1, -(-len(frequencies) // points))
    starts = np.arange(0, len(frequencies), group)
    best = [start + int(np.argmax(heights[start:start + group])) for start in starts]
    return frequencies[best], heights[best]


def _coarse(days: np.ndarray, period: float, span: float, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Local maxima of W from ``low`` to ``high`` would be no more than a step of these frequencies away."""
    step = period / _CELLS
    cells = np.rint((days - days.min()) / step).astype(int)
    size = 1 << int(np.ceil(np.log2(max(_FINER * (cells.max() + 1), 2 * _CELLS * _FINER))))
    counts = np.bincount(cells, minlength=size).astype(float)
    frequencies = np.fft.rfftfreq(size, step)
    heights = np.abs(np.fft.rfft(counts))**2 / len(days)**2
    margin = 1.0 / (_FINER * span)
    inside = (frequencies >= low - margin) & (frequencies <= high + margin)
    frequencies, heights = frequencies[inside], heights[inside]
    if low == 0.0:
        return frequencies, heights
    ends = np.pad(heights, 1, constant_values=-1.0)
    peaks = (heights >= ends[:-2]) & (heights >= ends[2:])
    return frequencies[peaks], heights[peaks]


def _refined(days: np.ndarray, frequency: float, step: float) -> tuple[float, float]:
    """The peak of W near a frequency, and its height."""
    for _ in range(6):
        near = frequency + step * np.linspace(-1.0, 1.0, 33)
        heights = spectral_window(days, near)
        frequency, power, step = float(near[heights.argmax()]), float(heights.max()), step / 12.0
    return frequency, power
