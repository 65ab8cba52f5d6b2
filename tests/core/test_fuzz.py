"""Some random rasters, grids and parameters (`tests/long/test_fuzz.py` runs thousands)."""

import pytest
from multiscale_fusion.tests.core.fuzz import checks
from multiscale_fusion.tests.core.fuzz.batches import failures, run_cases
from multiscale_fusion.tests.core.fuzz.cases import counts

FIRST, CASES = 100_000, 40


def test_random_cases_end_in_a_right_output_or_in_one_sentence(plugin_folder, tmp_path):
    verdicts = run_cases(FIRST, CASES, tmp_path, {"PYTHONPATH": str(plugin_folder), "PATH": "/usr/bin:/bin"})
    assert sorted(verdicts) == list(range(FIRST, FIRST + CASES))
    failed = failures(verdicts)
    assert not failed, "\n\n".join(failed)
    assert dict(counts(verdicts))["accepted"] > CASES // 10


@pytest.mark.parametrize("text", ["Two\nlines.", "no full stop", "x" * 700 + "."])
def test_the_judge_of_sentences(text):
    with pytest.raises(checks.Wrong):
        checks.check_sentence(text)
    checks.check_sentence("The raster has no CRS; assign one first.")


def test_a_crash_belongs_to_its_case(plugin_folder, tmp_path, monkeypatch):
    """The judge itself: a child that dies in its second case, and is followed by another one."""
    module = tmp_path / "dies.py"
    module.write_text("import os, sys\n"
                      "first, count = map(int, sys.argv[1:])\n"
                      "for seed in range(first, first + count):\n"
                      "    print('begin', seed, flush=True)\n"
                      "    if seed == 7:\n"
                      "        os.abort()\n"
                      "    print('end', seed, 'accepted', flush=True)\n")
    monkeypatch.setattr("multiscale_fusion.tests.core.fuzz.batches.MODULE", "dies")
    verdicts = run_cases(6, 3, tmp_path, {"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"})
    assert verdicts[6] == verdicts[8] == "accepted"
    assert verdicts[7].startswith("FAILED: the process ended with -6:")
    assert failures(verdicts)[0].startswith("FUZZ_FIRST=7 FUZZ_CASES=1 make test-long")
