"""Makes the simulated archive of the worked example.

Usage: simulate.py FOLDER [MONTH ...]; MONTH is 5, 6 or 7, all of them by default. Writes granules of HLS, MOD11A1 and
ECOSTRESS (FOLDER/PRODUCT), archive.json, from which tests/earthdata_archive/serve.py serves them, the records of CMR
(FOLDER/records), and truth.json: the correlations at 1 km that an analysis is to find.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from area import analysed, scene  # makes the package known: before anything of it
from multiscale_fusion.core.simulate import Granule, season_truth, summer, write_records, write_season


def main(folder: Path, months: Sequence[int]) -> None:
    whole, days = scene(), summer(months or (5, 6, 7))
    granules = write_season(whole, days, folder)
    write_records(granules, folder / "records")
    (folder / "archive.json").write_text(json.dumps(contents(granules, folder), indent=1), encoding="utf-8")
    truth = season_truth(whole, days, analysed(whole))
    (folder / "truth.json").write_text(json.dumps(truth, indent=1), encoding="utf-8")
    size = sum(path.stat().st_size for each in granules for path in each.files.values()) / 1e6
    print(f"{len(granules)} granules of {len({each.short_name for each in granules})} products, {size:.0f} MB, in "
          f"{folder}")


def contents(granules: Sequence[Granule], folder: Path) -> dict:
    """What the local server is told: collections, and granules with their files."""
    collections = {each.short_name: {"short_name": each.short_name, "version": each.version, "doi": each.doi}
                   for each in granules}
    return {"collections": list(collections.values()), "granules": [
        {"short_name": each.short_name, "name": each.name,
         "files": [path.relative_to(folder).as_posix() for path in each.files.values()],
         "begin": f"{each.begin:%Y-%m-%dT%H:%M:%SZ}", "end": f"{each.end:%Y-%m-%dT%H:%M:%SZ}",
         "polygon": each.footprint, "cloud_cover": each.cloud_cover, "day_night": each.day_night}
        for each in granules]}


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), [int(month) for month in sys.argv[2:]])
