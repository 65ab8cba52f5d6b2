"""Are dates of observation close enough together for a time scale, and what would help if they are not."""

from .job import Asked, Checked, check_sampling

__all__ = ["Asked", "Checked", "check_sampling"]
