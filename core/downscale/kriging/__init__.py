"""Kriging: from averages over areas to what lies within them."""

from .atpk import AreaToPointKriging
from .models import MODELS, VariogramModel
from .stencil import gaussian_kernel
from .supports import Supports

__all__ = ["MODELS", "AreaToPointKriging", "Supports", "VariogramModel", "gaussian_kernel"]
