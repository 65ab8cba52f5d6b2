"""What is said of a quality layer that was chosen for a run which masks nothing by it."""

from collections.abc import Sequence

from ..core.finding import Finding, Severity
from ..core.message import listed, message


def unmasked_finding(name: str, flagged: Sequence[str]) -> Finding:
    """Of the quality layer ``name``; ``flagged`` are the layers that it belongs to, none where that is not known."""
    seen = message("it is a quality layer, which is checked and takes no part in the run: what it flags, such as "
                   "clouds, is not masked.")
    if not flagged:
        return Finding("QUALITY_UNUSED", Severity.WARNING, name, seen, message(
            'Mask the layer that it belongs to first ("Mask by quality flags"), and use the result instead.'))
    return Finding("QUALITY_UNUSED", Severity.WARNING, name, seen, message(
        'Mask {layers} with it first ("Mask by quality flags"), and use the result instead.', layers=listed(flagged)))
