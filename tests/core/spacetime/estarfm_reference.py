"""ESTARFM and its unbiased variant, pixel by pixel and plainly, from the equations; slow."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from scipy import stats


@dataclass
class Reference:
    """``fine``, ``coarse`` (2, bands, rows, columns) of the base dates and ``now`` (bands, rows, columns), all on fine
    pixels; ``owner`` (rows, columns): the cell of each pixel; ``pixel``: metres; ``similar_within`` (2, bands).
    ``met`` counts which branches pixels took.
    """

    fine: np.ndarray
    coarse: np.ndarray
    now: np.ndarray
    owner: np.ndarray
    pixel: tuple[float, float]
    window: float
    similar_within: np.ndarray
    noise_fine: float
    noise_coarse: float
    limits: tuple[float, float] = (-np.inf, np.inf)
    unbiased: bool = False
    met: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self.fine, self.coarse, self.now = (np.asarray(each, np.float64) for each in
                                            (self.fine, self.coarse, self.now))
        valid = np.isfinite(self.fine).all(1) & np.isfinite(self.coarse).all(1)
        self.usable = valid & np.isfinite(self.now).all(0)
        self.half = [max(1, int(self.window / 2.0 // size)) for size in self.pixel]

    def predict(self):
        """Values and sigma (bands, rows, columns), and how many values come from each pair alone."""
        bands, rows, columns = self.now.shape
        values, sigma = np.full((2, bands, rows, columns), np.nan)
        alone = [0, 0]
        for r in range(rows):
            for c in range(columns):
                dates = [k for k in (0, 1) if self.usable[k, r, c]]
                if dates:
                    values[:, r, c], sigma[:, r, c] = self._pixel(r, c, dates)
                    if len(dates) == 1:
                        alone[dates[0]] += bands
                else:
                    self.met["missing"] += 1
        return values, sigma, alone

    def _pixel(self, r, c, dates):
        bands, rows, columns = self.now.shape
        window = [(j, i) for j in range(max(0, r - self.half[0]), min(rows, r + self.half[0] + 1))
                  for i in range(max(0, c - self.half[1]), min(columns, c + self.half[1] + 1))]
        common = [(j, i) for j, i in window if self.usable[dates, j, i].all()]
        similar = [(j, i) for j, i in common
                   if all(abs(self.fine[k, b, j, i] - self.fine[k, b, r, c]) <= self.similar_within[k, b]
                          for k in dates for b in range(bands))]
        enough = len(similar) > 5
        self.met["enough" if enough else "too few"] += 1
        taken = similar if enough else common
        at = tuple(np.transpose(taken))
        shift = np.zeros((2, bands))
        if self.unbiased:
            for k in (0, 1):
                there = tuple(each[self.usable[k][at]] for each in map(np.array, at))
                if len(there[0]):
                    shift[k] = (self.coarse[k] - self.fine[k])[:, there[0], there[1]].mean(axis=1)
        shifted = self.fine + shift[:, :, None, None]
        weight = np.array([self._weight(shifted, r, c, j, i, dates) if enough else 1.0 for j, i in taken])
        weight /= weight.sum()
        both = [n for n, (j, i) in enumerate(taken) if self.usable[:, j, i].all()]
        found = [self._band(b, r, c, dates, window, at, weight, both, shifted, enough) for b in range(bands)]
        return np.transpose(found)

    def _weight(self, shifted, r, c, j, i, dates):
        f, m = shifted[dates, :, j, i].ravel(), self.coarse[dates, :, j, i].ravel()
        if f.size < 3:
            unlike = np.mean(np.abs(f - m) / (np.abs(f) + np.abs(m)))
        elif np.ptp(f) == 0.0 or np.ptp(m) == 0.0:
            self.met["R undefined"] += 1
            unlike = 0.5
        else:
            unlike = 1.0 - np.corrcoef(f, m)[0, 1]
        distance = np.hypot((j - r) * self.pixel[0], (i - c) * self.pixel[1])
        return 1.0 / (unlike * (1.0 + distance / (self.window / 2.0)) + 1e-7)

    def _conversion(self, b, at, both):
        if len(both) <= 5:
            return 1.0
        x, y = (np.concatenate([image[k, b][at][both] for k in (0, 1)]) for image in (self.coarse, self.fine))
        if np.std(x, ddof=1) < np.sqrt(2.0) * self.noise_coarse or np.ptp(x) == 0.0:
            self.met["V: no change"] += 1
            return 1.0
        fit = stats.linregress(x, y)
        if fit.pvalue > 0.05:
            self.met["V: not significant"] += 1
        elif not 0.0 < fit.slope <= 5.0:
            self.met["V: too large" if fit.slope > 5.0 else "V: negative"] += 1
        else:
            self.met["V"] += 1
            return fit.slope
        return 1.0

    def _band(self, b, r, c, dates, window, at, weight, both, shifted, enough):
        slope = self._conversion(b, at, both) if enough and not self.unbiased else 1.0
        seen = [(j, i) for j, i in window if self.usable[:, j, i].all()]
        share = np.array([0.5, 0.5])
        if seen:
            d = [abs(np.mean([self.now[b, j, i] - self.coarse[k, b, j, i] for j, i in seen])) for k in (0, 1)]
            if sum(d) > 0.0:
                share = np.array([d[1], d[0]]) / sum(d)
        doubt = share.prod()
        if len(dates) == 1:
            doubt = share[1 - dates[0]]
            share = np.eye(2)[dates[0]]
        self.met["pairs" + "".join(map(str, dates))] += 1
        change = {k: self.now[b][at] - self.coarse[k, b][at] for k in dates}
        value = sum(share[k] * (shifted[k, b, r, c] + slope * np.sum(weight * change[k])) for k in dates)
        mixed = sum(share[k] * change[k] for k in dates)
        spread = slope ** 2 * (np.sum(weight * mixed ** 2) - np.sum(weight * mixed) ** 2)
        apart = 0.0
        if both:
            e = (shifted[1, b] - shifted[0, b] - slope * (self.coarse[1, b] - self.coarse[0, b]))[at][both]
            apart = np.sum(weight[both] * e ** 2) / weight[both].sum()
        owners = self.owner[at]
        shared = sum(weight[owners == cell].sum() ** 2 for cell in np.unique(owners))
        if enough and not self.limits[0] <= value <= self.limits[1]:
            self.met["limits"] += 1
            candidates = sum(share[k] * shifted[k, b][at] for k in dates)
            value = np.sum(weight * candidates)
            spread = np.sum(weight * candidates ** 2) - value ** 2
        total = (spread + doubt * apart + (share ** 2).sum() * self.noise_fine ** 2
                 + (1.0 + (share ** 2).sum()) * shared * slope ** 2 * self.noise_coarse ** 2)
        return value, np.sqrt(total)
