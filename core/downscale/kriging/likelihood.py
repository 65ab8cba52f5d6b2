"""How likely coarse data are under a point model: what tells types of models apart where variograms look alike.

Restricted likelihood of windows of the raster (the unknown mean and the sill are eliminated; Patterson and Thompson
1971, Biometrika 58, 545-554), added up as if windows were independent. Variograms of blocks hardly show how rough the
field is below a block, and the kriging variance hangs on that; contrasts of neighbouring blocks do tell.
"""

import numpy as np

from .deconvolution import Regularisation
from .models import VariogramModel

_SIDE = 8            # coarse pixels
_MOST_WINDOWS = 48
_LEAST = 12          # values in a window


class WindowLikelihood:
    """Restricted log-likelihoods of ``values`` (rows, columns; NaN where missing) under models.

    ``steps`` (2, 2): vectors to the next row and column, units of distance; ``regularised``: knows the supports. Of
    many windows a seeded sample is taken.
    """

    def __init__(self, values: np.ndarray, steps: np.ndarray, regularised: Regularisation, seed: int = 0):
        self._regularised = regularised
        self._patterns = _by_pattern(_windows(np.asarray(values, float), seed))
        place = np.argwhere(np.ones((_SIDE, _SIDE)))
        apart = place[:, None] - place[None]
        # Half of the lag vectors do: the other half are their negatives.
        flip = (apart[..., 0] < 0) | ((apart[..., 0] == 0) & (apart[..., 1] < 0))
        apart = np.where(flip[..., None], -apart, apart)
        vectors, self._lag = np.unique(apart.reshape(-1, 2), axis=0, return_inverse=True)
        self._lag = self._lag.reshape(len(place), len(place))
        self._table = regularised.between(vectors @ np.asarray(steps, float))

    @property
    def usable(self) -> bool:
        return bool(self._patterns)

    def __call__(self, model: VariogramModel) -> float:
        """The log-likelihood with the best sill for the model's shape, but for a constant."""
        return self.profile(model)[0]

    def profile(self, model: VariogramModel) -> tuple[float, float]:
        """The same, and the factor to the model's variances with which it is reached; NaN where it is -inf."""
        covariance = self._table(model)[self._lag]
        logs = square = count = 0.0
        for there, windows in self._patterns:
            try:
                root = np.linalg.cholesky(covariance[np.ix_(there, there)])
            except np.linalg.LinAlgError:
                return -np.inf, np.nan
            solved = np.linalg.solve(root, np.column_stack([np.ones(there.sum()), windows.T]))
            one, values = solved[:, 0], solved[:, 1:]
            length = one @ one
            residual = values - np.outer(one, one @ values / length)
            logs += len(windows) * (2.0 * np.log(np.diagonal(root)).sum() + np.log(length))
            square += float((residual * residual).sum())
            count += len(windows) * (there.sum() - 1)
        if not square > 0.0:
            return -np.inf, np.nan
        return float(-0.5 * (logs + count * np.log(square / count))), float(square / count)


def _by_pattern(windows: list[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Windows that lack the same values, together: where there are values, and these (windows, n)."""
    found: dict[bytes, tuple[np.ndarray, list[np.ndarray]]] = {}
    for window in windows:
        there = np.isfinite(window)
        found.setdefault(there.tobytes(), (there, []))[1].append(window[there])
    return [(there, np.array(values)) for there, values in found.values()]


def _windows(values: np.ndarray, seed: int) -> list[np.ndarray]:
    """Windows of _SIDE x _SIDE values, flat and NaN where missing or out of the raster, with enough in them."""
    rows, columns = (-(-n // _SIDE) for n in values.shape)
    padded = np.full((rows * _SIDE, columns * _SIDE), np.nan)
    padded[:values.shape[0], :values.shape[1]] = values
    cut = padded.reshape(rows, _SIDE, columns, _SIDE).swapaxes(1, 2).reshape(-1, _SIDE * _SIDE)
    cut = cut[np.isfinite(cut).sum(axis=1) >= _LEAST]
    if len(cut) > _MOST_WINDOWS:
        cut = cut[np.sort(np.random.default_rng(seed).permutation(len(cut))[:_MOST_WINDOWS])]
    return list(cut)
