"""What the tests of rules share."""

import pytest
from multiscale_fusion.tests.core.advice.rule_cases import Desk


@pytest.fixture
def desk(make_tif, tmp_path):
    """Layers that are closed at the end."""
    made = Desk(make_tif, tmp_path)
    yield made
    made.close()
