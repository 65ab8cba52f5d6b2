"""What the sections of the benchmark return: plain data."""

from dataclasses import asdict, dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Row:
    """What one program took for one task."""

    section: str
    task: str
    program: str
    seconds: float                  # median
    runs: int
    peak_mb: float | None = None    # largest resident size of the process, None where it is shared with others
    ratio: float | None = None      # its median over ours, None for our own
    error: float | None = None      # RMS over sampled cells over their standard deviation; of classes the wrong share
    rmse: float | None = None       # of estimates against a truth, in its units
    r: float | None = None          # their correlation with it


@dataclass(frozen=True)
class Goal:
    """A figure to reach: ``value`` shall be at least ``bound``, or at most."""

    section: str
    text: str
    value: float
    bound: float
    at_least: bool = True

    @property
    def met(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound


class Findings(NamedTuple):
    """What a section found."""

    rows: list[Row]
    goals: list[Goal]


def to_dict(findings: Findings) -> dict[str, list[dict]]:
    """Rows and goals for JSON."""
    return {"rows": [asdict(row) for row in findings.rows],
            "goals": [{**asdict(goal), "met": goal.met} for goal in findings.goals]}
