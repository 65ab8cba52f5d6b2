"""How much of which model's detail to take: stacking with shrinkage.

In the scale-up test each model k makes an estimate b + d_k, with b the interpolation that its residual is carried by,
and d_k the detail that the covariates add. Weights w_k >= 0 with a sum of 1 at most are those of least squares,

    min | t - b - sum w_k d_k |^2

(Wolpert 1992, Neural Networks 5, 241-259; Breiman 1996, Machine Learning 24, 49-64). What is missing to 1 is left to
interpolation: a model whose detail is right in place and too strong is weakened, one whose detail is noise gets
nothing. How sure the weights are is told by leaving out one square of the scene after the other (jackknife); with the
relative variance s^2 of their size they are drawn to zero by 1 - s^2 (James and Stein 1961), so that detail that the
test cannot tell from none is not made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

_SQUARES = 4         # a side, of the scene
_LEAST = 0.1         # weight that is worth a model


@dataclass(frozen=True)
class Mix:
    """``weights`` by model, those of no use left out; ``estimate`` (n,): that of each pixel by the weights that the
    other squares tell, NaN where a member has none."""

    weights: tuple[tuple[str, float], ...]
    estimate: np.ndarray


def squares_of(shape: tuple[int, int]) -> np.ndarray:
    """The square (rows, columns), 0 to 15, of each pixel of a scene."""
    row, column = (np.arange(size) * _SQUARES // size for size in shape)
    return row[:, None] * _SQUARES + column


def mix(truth: np.ndarray, base: np.ndarray, members: Mapping[str, np.ndarray], square: np.ndarray) -> Mix:
    """The weights for ``members`` (n,) beside the interpolation ``base`` (n,); ``square`` (n,): as of `squares_of`.
    NaN where something is missing."""
    names = tuple(members)
    detail = np.stack([members[name] - base for name in names], axis=1)
    known = np.isfinite(truth) & np.isfinite(detail).all(axis=1)
    detail, wanted, square = detail[known], (truth - base)[known], square[known]
    each = np.unique(square)
    gram = np.stack([detail[square == k].T @ detail[square == k] for k in each])
    along = np.stack([detail[square == k].T @ wanted[square == k] for k in each])
    weights = _useful(gram.sum(axis=0), along.sum(axis=0))
    estimate = np.full(truth.shape, np.nan)
    fitted, sizes = np.empty(wanted.size), np.ones(each.size)
    for place, k in enumerate(each):
        rest = gram.sum(axis=0) - gram[place], along.sum(axis=0) - along[place]
        inside = square == k
        fitted[inside] = detail[inside] @ _useful(*rest)
        norm = weights @ rest[0] @ weights
        sizes[place] = weights @ rest[1] / norm if norm > 0.0 else 0.0
    estimate[known] = base[known] + fitted
    variance = (each.size - 1) / each.size * float(((sizes - sizes.mean())**2).sum())
    kept = max(0.0, 1.0 - variance / max(float(sizes.mean())**2, 1e-300))
    return Mix(tuple((name, float(kept * w)) for name, w in zip(names, weights) if kept * w > 0.5 * _LEAST), estimate)


def _useful(gram: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Weights, without members of less than a tenth."""
    weights = _least_squares(gram, along, np.arange(along.size))
    kept = np.flatnonzero(weights >= _LEAST)
    return _least_squares(gram, along, kept) if kept.size < np.count_nonzero(weights) else weights


def _least_squares(gram: np.ndarray, along: np.ndarray, members: np.ndarray) -> np.ndarray:
    """min w G w - 2 w a with w >= 0 of sum 1 at most: the best of all sets of members that keep to it."""
    best, least = np.zeros(along.size), 0.0
    size = float(np.trace(gram))
    if size <= 0.0:
        return best
    gram, along = gram / size, along / size
    for count in range(1, members.size + 1):
        for chosen in map(list, combinations(members, count)):
            for w in _candidates(gram[np.ix_(chosen, chosen)], along[chosen]):
                loss = w @ gram[np.ix_(chosen, chosen)] @ w - 2.0 * w @ along[chosen]
                if (w >= 0.0).all() and w.sum() <= 1.0 + 1e-9 and loss < least:
                    best, least = np.zeros(along.size), loss
                    best[chosen] = w
    return best


def _candidates(gram: np.ndarray, along: np.ndarray) -> list[np.ndarray]:
    """Without a limit of the sum, and with a sum of 1."""
    count = along.size
    bordered = np.ones((count + 1, count + 1))
    bordered[:count, :count], bordered[count, count] = gram, 0.0
    return [np.linalg.lstsq(gram, along, rcond=None)[0],
            np.linalg.lstsq(bordered, np.append(along, 1.0), rcond=None)[0][:count]]
