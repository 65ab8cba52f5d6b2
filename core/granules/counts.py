"""How many footprints were read, dropped for each reason, and kept."""

from dataclasses import dataclass, field

import numpy as np

from ..message import Message, message


@dataclass
class Counts:
    """`dropped` has the reasons in the order in which they were applied: each counts what those before it had left.

    `unfit` counts what is kept although the recommended filter, which is not applied, would drop it.
    """

    read: int = 0
    kept: int = 0
    unfit: int = 0
    dropped: dict[Message, int] = field(default_factory=dict)

    def drop(self, reason: Message, keep: np.ndarray, good: np.ndarray) -> np.ndarray:
        """Those of `keep` that are `good` (boolean arrays of equal length); the others are counted."""
        self.dropped[reason] = self.dropped.get(reason, 0) + int(np.count_nonzero(keep & ~good))
        return keep & good

    def told(self) -> list[Message]:
        """Sentences for the log."""
        return [
            message("{count} footprints read.", count=self.read),
            *(message("{count} dropped: {reason}.", count=count, reason=reason)
              for reason, count in self.dropped.items()),
            message("{count} footprints kept.", count=self.kept),
        ]
