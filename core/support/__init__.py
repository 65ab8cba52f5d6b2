"""The support operator: the sparse linear map from pixels to target cells, by exact overlap."""

from .operator import BlockSupport, ClassCodes, Moments, Spans, SupportOperator, Window, joined_moments

__all__ = ["BlockSupport", "ClassCodes", "Moments", "Spans", "SupportOperator", "Window", "joined_moments"]
