"""Names of the fields that samples are written to: unique whatever the letters' case, and not too long."""

import os
import re
from collections.abc import Collection

LONGEST = 63   # of PostgreSQL, the shortest of the usual databases
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_UNFIT = re.compile(r"[^\w.\-]+")


def stem(name: str) -> str:
    """A raster's name for fields: without its file's suffix, a subdataset's name behind it."""
    file, _, inner = name.partition(":")
    file = _SUFFIX.sub("", os.path.basename(file))
    return _UNFIT.sub("_", f"{file}_{inner}" if inner else file).strip("_") or "raster"


class Names:
    """Gives out names. ``taken``: those that the input has already; ``shortened``: wanted names of those cut."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._taken = {name.lower() for name in taken}
        self.shortened: dict[str, str] = {}

    def unique(self, start: str, end: str) -> str:
        """``start`` + ``end``, the start shortened in its middle where that is too long, numbered where it is taken."""
        wanted, number = start + end, 1
        name = _shortened(start, end)
        while name.lower() in self._taken:
            number += 1
            name = _shortened(start, f"_{number}{end}")
        if len(wanted) > LONGEST:
            self.shortened[wanted] = name
        self._taken.add(name.lower())
        return name


def _shortened(start: str, end: str) -> str:
    room = LONGEST - len(end)
    if len(start) <= room:
        return start + end
    room = max(room - 2, 2)
    return (f"{start[:room - room // 2]}__{start[-(room // 2):]}{end}")[:LONGEST]
