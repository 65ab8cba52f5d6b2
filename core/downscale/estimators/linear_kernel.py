"""Compiled: planes over many pixels, summed in one fixed order, so that no block size changes a bit."""

import numpy as np
from numba import njit

_options = {"nogil": True, "cache": True, "error_model": "numpy"}


@njit(**_options)
def plane(covariates, intercept, slopes):
    """intercept + covariates (pixels, covariates) . slopes, float64 (pixels,)."""
    values = np.empty(covariates.shape[0])
    for i in range(values.size):
        value = intercept
        for j in range(slopes.size):
            value += slopes[j] * covariates[i, j]
        values[i] = value
    return values


@njit(**_options)
def quadratic_form(covariates, centre, factor):
    """|factor (x - centre)|^2 (pixels,); ``factor`` (any, covariates)."""
    values = np.zeros(covariates.shape[0])
    for i in range(values.size):
        for k in range(factor.shape[0]):
            along = 0.0
            for j in range(centre.size):
                along += factor[k, j] * (covariates[i, j] - centre[j])
            values[i] += along * along
    return values
