"""flake8, bandit and detect-secrets over the unpacked zip, as plugins.qgis.org runs them but for what is stricter here.

The site runs a part of bandit's rules and of flake8's; here any finding of any rule counts, comments such as
`# nosec` do not silence bandit, and flake8 reads no settings. A scanner that fails to run is a problem too.
"""

import json
import subprocess
from pathlib import Path

COLUMNS = 120


def flake8(python: Path, folder: Path) -> list[str]:
    done = _run(python, folder, "flake8", "--isolated", f"--max-line-length={COLUMNS}", ".")
    problems = done.stdout.splitlines()
    return problems if done.returncode in (0, 1) and bool(problems) == bool(done.returncode) else [_failed(done)]


def bandit(python: Path, folder: Path) -> list[str]:
    done = _run(python, folder, "bandit", "--recursive", "--quiet", "--ignore-nosec", "--format=json", ".")
    if done.returncode not in (0, 1) or not done.stdout:
        return [_failed(done)]
    report = json.loads(done.stdout)
    problems = [f"{issue['filename']}:{issue['line_number']}: {issue['test_id']} {issue['issue_text']}"
                for issue in report["results"]]
    problems += [f"{error['filename']}: {error['reason']}" for error in report["errors"]]
    scanned, there = len(set(report["metrics"]) - {"_totals"}), len(list(folder.rglob("*.py")))
    if scanned != there:
        problems.append(f"{scanned} of {there} Python files were read.")
    return problems


def detect_secrets(python: Path, folder: Path) -> list[str]:
    # Not verified: that would ask the services whether a secret is theirs.
    done = _run(python, folder, "detect_secrets", "scan", "--all-files", "--no-verify",
                "--exclude-files", r"metadata\.txt", ".")
    if done.returncode:
        return [_failed(done)]
    results = json.loads(done.stdout)["results"]
    return [f"{name}:{secret['line_number']}: {secret['type']}" for name in results for secret in results[name]]


def problems(python: Path, folder: Path) -> list[str]:
    """What the scanners of the Python at `python` find in the folder that the zip was unpacked into."""
    return [f"{scan.__name__}: {problem}" for scan in (flake8, bandit, detect_secrets)
            for problem in scan(python, folder)]


def _run(python: Path, folder: Path, module: str, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([str(python), "-m", module, *arguments], cwd=folder, capture_output=True, text=True,
                          timeout=600, check=False)


def _failed(done: subprocess.CompletedProcess) -> str:
    return f"{done.args[2]} did not run (exit {done.returncode}): {(done.stdout + done.stderr).strip()}"
