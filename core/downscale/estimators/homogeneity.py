"""Which coarse pixels to learn from: those under which the covariates vary least (Gao, Kustas, Anderson 2012)."""

import numpy as np


def variation(means: np.ndarray, deviations: np.ndarray) -> np.ndarray:
    """How uneven (n,) the fine covariates are under each coarse pixel; their means and deviations are (n, covariates).

    The mean over the covariates of the coefficient of variation. Where the size of a covariate says nothing (it has
    both signs, as an index or a height does), its deviation is set against that of the means instead.
    """
    means, deviations = np.asarray(means, np.float64), np.asarray(deviations, np.float64)
    one_sign = (means > 0.0).all(axis=0) | (means < 0.0).all(axis=0)
    size = np.where(one_sign, np.abs(means), means.std(axis=0))
    return np.divide(deviations, size, out=np.zeros_like(deviations), where=size > 0.0).mean(axis=1)


def homogeneous(uneven: np.ndarray, share: float, fewest: int = 30) -> np.ndarray:
    """The ``share`` (0 to 1) of coarse pixels that are least uneven, at least ``fewest``, as a mask (n,).

    Of equals, those that come first.
    """
    if not 0.0 < share <= 1.0:
        raise ValueError(f"a share of {share} of the coarse pixels")
    count = min(uneven.size, max(fewest, int(np.ceil(share * uneven.size))))
    mask = np.zeros(uneven.size, bool)
    mask[np.argsort(uneven, kind="stable")[:count]] = True
    return mask
