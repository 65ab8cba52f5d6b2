"""Runs random cases in child processes, so that a crash or a hang is seen and belongs to its case."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BATCH = 200
MODULE = "multiscale_fusion.tests.core.fuzz.cases"


def run_cases(first, count, folder, environment, workers=2):
    """How each of the cases from ``first`` on ended, by its number: see `cases.run_case`; "FAILED: ..." else.

    ``folder``: for the children's temporary files and what they print on their standard error.
    """
    size = min(BATCH, -(-count // workers))
    batches = [(begin, min(size, first + count - begin)) for begin in range(first, first + count, size)]
    with ThreadPoolExecutor(workers) as pool:
        found = pool.map(lambda batch: _run_batch(*batch, Path(folder), environment), batches)
        return {seed: verdict for verdicts in found for seed, verdict in verdicts.items()}


def _run_batch(first, count, folder, environment):
    """One child after the other, a new one behind each case that ended its child."""
    verdicts, end = {}, first + count
    while first < end:
        told = folder / f"fuzz-{first}.err"
        with open(told, "wb") as errors:
            child = subprocess.run([sys.executable, "-X", "faulthandler", "-m", MODULE, str(first), str(end - first)],
                                   env={**environment, "TMPDIR": str(folder)}, stdout=subprocess.PIPE, stderr=errors,
                                   cwd=folder, check=False)
        begun = first - 1
        for line in child.stdout.decode("utf-8", "replace").splitlines():
            word, _, rest = line.partition(" ")
            number, _, verdict = rest.partition(" ")
            if word == "begin":
                begun = int(number)
            elif word == "end":
                verdicts[int(number)] = verdict
        if begun < first:
            raise RuntimeError(f"the child did not begin: {told.read_text('utf-8', 'replace')[-2000:]}")
        if begun not in verdicts:
            why = told.read_text("utf-8", "replace").strip()[:3000].replace("\n", "\\n")
            verdicts[begun] = f"FAILED: the process ended with {child.returncode}: {why}"
        first = begun + 1
    return verdicts


def failures(verdicts):
    """What to tell of the cases that failed: how to repeat each, and what happened."""
    failed = sorted((seed, verdict) for seed, verdict in verdicts.items() if verdict.startswith("FAILED"))
    return [f"FUZZ_FIRST={seed} FUZZ_CASES=1 make test-long ARGS=tests/long/test_fuzz.py\n"
            + verdict.replace("\\n", "\n") for seed, verdict in failed]
