"""What judges the outputs of the examples of downloadearthdata, on the archive of earthdata_examples.py."""

from datetime import datetime, timedelta

from multiscale_fusion.tests.cli.earthdata_examples import SCENES
from osgeo import ogr


def check_downloadearthdata(folder):
    """Three files of each scene of June, one of each of August, as they lie in the archive."""
    scenes = ogr.Open(str(folder / "scenes.gpkg"))
    assert scenes.GetLayer(0).GetFeatureCount() == len(days(6))
    judge(folder, "files.gpkg", "hls", 6, ("B04", "B05", "Fmask"))
    judge(folder, "august.gpkg", "august", 8, ("B04",))


def days(month):
    """Of the scenes in a month, as they stand in their names."""
    moments = [datetime(2022, 5, 20) + timedelta(days=8 * number) for number in SCENES]
    return [moment.strftime("%Y%j") for moment in moments if moment.month == month]


def judge(folder, table, files, month, bands):
    opened = ogr.Open(str(folder / table))
    rows = [row.items() for row in opened.GetLayer(0)]
    wanted = {(day, band) for day in days(month) for band in bands}
    assert len(wanted) > 1 and {(row["granule"].split(".")[3][:7], row["asset"]) for row in rows} == wanted
    assert {row["state"] for row in rows} == {"downloaded"} and len(rows) == len(wanted)
    assert {path.name: path.read_bytes() for path in (folder / files).iterdir()} == {
        row["name"]: bytes(100) for row in rows}
