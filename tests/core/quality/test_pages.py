"""The rules that the help pages list are those of the table."""

from pathlib import Path

import pytest
from multiscale_fusion.core.quality.presets import presets

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("page", ["docs/maskquality.md", "docs/es/maskquality.md"])
def test_the_page_lists_all_rules(page):
    rows = [[cell.strip().strip("`") for cell in line.strip("|").split("|")]
            for line in (ROOT / page).read_text("utf-8").splitlines()
            if line.startswith("| `") and line.count("|") == 6]
    listed = [[row[0], *row[2:]] for row in rows if row[0] in presets()]
    expected = [[name, *(preset.rules[level] for level in ("strict", "normal", "lenient"))]
                for name, preset in presets().items()]
    assert listed == expected
