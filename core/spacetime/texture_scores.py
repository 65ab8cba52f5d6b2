"""How well a predicted image keeps edges and texture: the spatial measures of Zhu et al. 2022.

Zhu, Zhan, Zhou, Chen, Liang, Xu and Chen 2022, A novel framework to assess all-round performances of spatiotemporal
fusion models, Remote Sensing of Environment 274, 113002, doi:10.1016/j.rse.2022.113002. Both measures are means of
normalised differences (P - T) / (P + T) of a feature of the prediction P and of the truth T, from -1 to 1: 0 is best,
below 0 the prediction is too smooth, above 0 too rough.
"""

import numpy as np

EDGE_SHARE = 0.9    # quantile of the truth's edge strength from which a pixel counts as an edge
# Neighbours of the local binary pattern, from the most significant bit on: clockwise from the upper left.
_NEIGHBOURS = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))


def roberts(image: np.ndarray) -> np.ndarray:
    """Edge strength by Roberts' cross, |a - d| + |b - c| of each 2 x 2 pixels (a b / c d): (rows - 1, columns - 1),
    NaN where one of the four is missing.
    """
    image = np.asarray(image, float)
    return np.abs(image[:-1, :-1] - image[1:, 1:]) + np.abs(image[:-1, 1:] - image[1:, :-1])


def binary_patterns(image: np.ndarray, tolerance: float) -> np.ndarray:
    """Local binary patterns, 0 to 255, of the pixels that have eight neighbours: (rows - 2, columns - 2).

    A bit is set where the neighbour lies above the centre by more than ``tolerance``, the noise of the image. NaN where
    one of the nine pixels is missing.
    """
    image = np.asarray(image, float)
    rows, columns = (max(0, size - 2) for size in image.shape)
    centre = image[1:1 + rows, 1:1 + columns]
    code, known = np.zeros(centre.shape), np.isfinite(centre)
    for bit, (down, right) in enumerate(_NEIGHBOURS):
        neighbour = image[1 + down:1 + down + rows, 1 + right:1 + right + columns]
        known &= np.isfinite(neighbour)
        code += np.where(neighbour > centre + tolerance, 2.0 ** (7 - bit), 0.0)
    return np.where(known, code, np.nan)


def normalised_difference(estimate: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """(P - T) / (P + T) of values that are not negative; 0 where both are 0, NaN where one is missing."""
    total = estimate + truth
    return np.divide(estimate - truth, total, out=np.where(np.isfinite(total), 0.0, np.nan), where=total > 0.0)


def edge_differences(estimate: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """EDGE: normalised differences (n,) of Roberts' edge strength at the edges of the truth, which are the pixels from
    its 90th percentile on.
    """
    own, true = roberts(estimate), roberts(truth)
    there = np.isfinite(own) & np.isfinite(true)
    own, true = own[there], true[there]
    if not true.size:
        return true
    edges = true >= np.quantile(true, EDGE_SHARE)
    return normalised_difference(own[edges], true[edges])


def pattern_differences(estimate: np.ndarray, truth: np.ndarray, tolerance: float) -> np.ndarray:
    """LBP: normalised differences (n,) of local binary patterns."""
    found = normalised_difference(binary_patterns(estimate, tolerance), binary_patterns(truth, tolerance))
    return found[np.isfinite(found)]
