"""Thousands of random rasters, grids and parameters: no crash, no hang, no traceback, nothing but promises kept.

FUZZ_CASES says how many (10,000), FUZZ_FIRST from which number on; a case is its number, so that it can be repeated.
"""

import os
import time

import pytest
from multiscale_fusion.tests.core.fuzz.batches import failures, run_cases
from multiscale_fusion.tests.core.fuzz.cases import counts

pytestmark = pytest.mark.long


def test_random_cases(plugin_folder, tmp_path, capsys):
    first, cases = int(os.environ.get("FUZZ_FIRST", "0")), int(os.environ.get("FUZZ_CASES", "10000"))
    begin = time.perf_counter()
    verdicts = run_cases(first, cases, tmp_path, {"PYTHONPATH": str(plugin_folder), "PATH": "/usr/bin:/bin"})
    failed = failures(verdicts)
    with capsys.disabled():
        print(f"\n{len(verdicts)} random cases in {time.perf_counter() - begin:.0f} s, {len(failed)} of them failed")
        for verdict, count in counts(verdicts):
            if not verdict.startswith("FAILED"):
                print(f"{count:6} {verdict}")
    assert not failed, "\n\n".join(failed[:50])
    assert sorted(verdicts) == list(range(first, first + cases))
