"""What is to be said of a composite before and after it is made."""

from collections.abc import Iterator, Sequence

import numpy as np

from ..finding import Finding, Severity
from ..message import message
from .request import Options
from .scenes import Scene
from .windows import Window

_MOST_NAMED = 5


def opening_findings(windows: Sequence[Window], found: Sequence[tuple[int, ...]],
                     scenes: Sequence[Scene]) -> Iterator[Finding]:
    """Windows without a scene, and scenes without a window."""
    empty = [window.name for window, numbers in zip(windows, found) if not numbers]
    if empty:
        yield Finding("WINDOW_EMPTY", Severity.WARNING, "", message(
            "{count} of the {all} windows of time have no scene, and their bands are nodata ({names}).",
            count=len(empty), all=len(windows), names=_some(empty)),
            message("Choose longer windows, or add scenes."))
    used = set().union(*found)
    left = [scene.source.name for number, scene in enumerate(scenes) if number not in used]
    if left:
        yield Finding("SCENES_UNUSED", Severity.WARNING, "", message(
            "{count} of the {all} scenes lie in no window of time and are not used ({names}).", count=len(left),
            all=len(scenes), names=_some(left)), message("Widen DATES if they are wanted."))


def closing_findings(windows: Sequence[Window], found: Sequence[tuple[int, ...]], seen: np.ndarray, kept: np.ndarray,
                     undefined: int, options: Options) -> Iterator[Finding]:
    """Windows with scenes but without a value, by the cells of each with values (``seen``) and enough (``kept``)."""
    bare = [window.name for window, numbers, cells in zip(windows, found, kept) if numbers and not cells]
    if bare:
        remedy = (message("Lower MIN_COUNT, or choose longer windows.") if seen.any() else
                  message("Check the nodata values and masks of the scenes, and whether they overlap the target grid."))
        yield Finding("COMPOSITE_EMPTY", Severity.WARNING, "", message(
            "no pixel has {least} values or more in {count} of the {all} windows of time, whose bands are nodata "
            "({names}).", least=options.min_count, count=len(bare), all=len(windows), names=_some(bare)), remedy)
    if undefined:
        yield Finding("MEAN_UNDEFINED", Severity.WARNING, "", message(
            "{count} pixels are nodata because their directions cancel and have no mean.", count=undefined))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (", ..." if len(names) > _MOST_NAMED else "")
