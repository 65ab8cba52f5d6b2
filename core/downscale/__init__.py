"""Approach B: the fine version of a coarse variable, predicted by a model and held to the coarse data."""
