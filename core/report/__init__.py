"""Reports: one HTML page that needs no network, and its numbers as CSV files beside it."""

from .document import Report, check_report

__all__ = ["Report", "check_report"]
