"""Isotropic variogram models: nugget, spherical, exponential, Gaussian, Matern.

gamma(h) = nugget + sill (1 - rho(h / range)) for h > 0, and 0 at h = 0; covariance C(h) = nugget + sill - gamma(h).
``range`` is the scale parameter a of the formulas below, not the practical range.
"""

from dataclasses import dataclass, replace

import numpy as np

MODELS = ("nugget", "spherical", "exponential", "gaussian", "matern")
# What "auto" chooses among. The Gaussian is left out: it is infinitely smooth, which no image is, and its systems are
# near singular.
CANDIDATES = ("spherical", "exponential", "matern")


@dataclass(frozen=True)
class VariogramModel:
    """One structure and a nugget.

    ``name``: one of MODELS; ``sill``: variance of the structure (its own, without the nugget), in squared units of the
    variable; ``range``: in units of distance, > 0; ``nugget``: variance that no two places share; ``smoothness``: nu
    of the Matern (0.5 is the exponential).
    """

    name: str
    sill: float
    range: float
    nugget: float = 0.0
    smoothness: float = 1.5

    def __post_init__(self):
        if self.name not in MODELS:
            raise ValueError(f"No variogram model is called {self.name!r}.")
        if not (self.range > 0.0 and self.sill >= 0.0 and self.nugget >= 0.0 and self.smoothness > 0.0):
            raise ValueError(f"A variogram model cannot have these parameters: {self}.")

    @property
    def variance(self) -> float:
        """C(0): sill and nugget."""
        return self.sill + self.nugget

    @property
    def practical_range(self) -> float:
        """The distance at which the structure has reached 95 % of its sill (all of it for the spherical)."""
        if self.name == "nugget":
            return 0.0
        if self.name == "spherical":
            return self.range
        low, high = 0.0, 64.0 * self.range * max(1.0, self.smoothness)
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if float(self.correlation(middle)) > 0.05 else (low, middle)
        return high

    def correlation(self, distance) -> np.ndarray:
        """rho of the structure at distances >= 0, an array of their shape; the nugget is not in it."""
        h = np.asarray(distance, float) / self.range
        if self.name == "nugget":
            return np.where(h == 0.0, 1.0, 0.0)
        if self.name == "spherical":
            return np.where(h < 1.0, 1.0 - 1.5 * h + 0.5 * h * h * h, 0.0)
        if self.name == "exponential":
            return np.exp(-h)
        if self.name == "gaussian":
            return np.exp(-h * h)
        return _matern(h, self.smoothness)

    def structure(self, distance) -> np.ndarray:
        """Covariance of the structure alone, in squared units of the variable."""
        return self.sill * self.correlation(distance)

    def covariance(self, distance) -> np.ndarray:
        """C(h), the nugget at h = 0 only."""
        return self.structure(distance) + np.where(np.asarray(distance) == 0.0, self.nugget, 0.0)

    def variogram(self, distance) -> np.ndarray:
        """gamma(h) = C(0) - C(h)."""
        return self.variance - self.covariance(distance)

    def scaled(self, factor: float) -> "VariogramModel":
        """The same shape with all variances times ``factor``."""
        return replace(self, sill=self.sill * factor, nugget=self.nugget * factor)


def _matern(h: np.ndarray, smoothness: float) -> np.ndarray:
    """2^(1-nu) / Gamma(nu) (sqrt(2 nu) h)^nu K_nu(sqrt(2 nu) h); closed forms at nu = 1/2, 3/2, 5/2."""
    s = np.sqrt(2.0 * smoothness) * h
    if smoothness == 0.5:
        return np.exp(-s)
    if smoothness == 1.5:
        return (1.0 + s) * np.exp(-s)
    if smoothness == 2.5:
        return (1.0 + s + s * s / 3.0) * np.exp(-s)
    from scipy.special import gammaln, kv

    s = np.maximum(s, 1e-10)
    scale = (1.0 - smoothness) * np.log(2.0) - gammaln(smoothness)
    return np.exp(scale + smoothness * np.log(s)) * kv(smoothness, s)
