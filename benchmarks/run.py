"""The benchmark: one run of all sections, or of some. make bench, make bench ARGS="--quick --only files,growth"

A whole run writes benchmarks/results.json and the charts of docs/images; any other run writes only what --output says.
"""

import argparse
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT / "benchmarks"]
sys.path.append(str(ROOT / "tools"))
from load_package import load_package  # noqa: E402

SECTIONS = ("kernels", "classes", "files", "sums", "zones", "growth", "advice", "footprints", "downscale", "composite",
            "patches", "spacetime", "dock")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small rasters and few runs, to see that all works")
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, with commas: " + ", ".join(SECTIONS))
    parser.add_argument("--output", type=Path, help="folder for results.json and charts of such a run")
    given = parser.parse_args()
    given.only = given.only.split(",")
    if unknown := set(given.only) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    return given


def main() -> None:
    given = arguments()
    load_package()
    from osgeo import gdal

    from multiscale_fusion.benchmarks import chart, machine, table
    from multiscale_fusion.benchmarks.record import Findings
    from multiscale_fusion.benchmarks.tiles import Bench

    gdal.UseExceptions()
    about = {"machine": machine.machine(), "versions": machine.versions()}
    for name, facts in about.items():
        print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in facts.items()))
    findings, begin = Findings([], []), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        bench = Bench(Path(folder), given.quick)
        for section in given.only:
            module, start = import_module(f"multiscale_fusion.benchmarks.{section}"), time.perf_counter()
            found = module.run(bench)
            print(f"\n== {section} ({time.perf_counter() - start:.0f} s)\n{module.__doc__}\n{table.table(found.rows)}\n"
                  f"{table.goal_lines(found.goals)}", flush=True)
            findings.rows.extend(found.rows)
            findings.goals.extend(found.goals)
    if given.quick:
        print("\nThis was a quick run on small rasters: its figures tell that all works, and no speed.")
    missed = sum(not goal.met for goal in findings.goals)
    print(f"\n{len(findings.goals) - missed} of {len(findings.goals)} goals reached, "
          f"{(time.perf_counter() - begin) / 60:.1f} minutes")
    is_whole = not given.quick and set(given.only) == set(SECTIONS)
    results, images = ((ROOT / "benchmarks", ROOT / "docs" / "images") if is_whole and not given.output
                       else (given.output, given.output))
    if results:
        results.mkdir(parents=True, exist_ok=True)
        table.write_json(results / "results.json", about, findings)
        chart.write(images, findings)


if __name__ == "__main__":
    main()
