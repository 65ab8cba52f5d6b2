"""The archive that the examples on NASA Earthdata ask, and what judges their outputs."""

from datetime import datetime, timedelta, timezone

from osgeo import ogr

SCENES = {number: 7 * number % 100 for number in range(12)}   # cloud cover by number, a scene each eight days
NIGHTS = 9   # of ECOSTRESS, with a day behind each of them


def fill(archive):
    """Scenes of HLS from 20 May 2022, 18:34 UTC; ECOSTRESS from 30 July, 07:00 UTC, night and day in turn."""
    archive.add_collection("HLSL30", "2.0", doi="10.5067/HLS/HLSL30.002")
    begin = datetime(2022, 5, 20, 18, 34, 29, tzinfo=timezone.utc)
    for number, cloud in SCENES.items():
        moment = begin + timedelta(days=8 * number)
        name = f"HLS.L30.T11SKU.{moment:%Y%jT%H%M%S}.v2.0"
        archive.add_granule("HLSL30", name, begin=moment.isoformat(), cloud_cover=cloud, day_night="Day",
                            files={f"{name}.{band}.tif": bytes(100) for band in ("B04", "B05", "Fmask")})
    archive.add_collection("ECO_L2T_LSTE", "002")
    for number in range(NIGHTS):
        for hours, flag in ((7, "Night"), (21, "Day")):
            moment = datetime(2022, 7, 30, hours, tzinfo=timezone.utc) + timedelta(days=number)
            name = f"ECOv002_L2T_LSTE_{22000 + number}_001_11SKU_{moment:%Y%m%dT%H%M%S}_0711_01"
            archive.add_granule("ECO_L2T_LSTE", name, begin=moment.isoformat(), day_night=flag,
                                files={f"{name}_LST.tif": bytes(100)})


def check_searchearthdata(folder):
    """The scenes of summer under 30 % of cloud, and the nights of a week, counted by hand from what was filled in."""
    days = [datetime(2022, 5, 20) + timedelta(days=8 * number) for number in SCENES]
    summer = [day.strftime("%Y%j") for day, cloud in zip(days, SCENES.values())
              if datetime(2022, 6, 1) <= day < datetime(2022, 9, 1) and cloud <= 30]
    assert len(summer) > 1 and [name.split(".")[3][:7] for name in names(folder / "scenes.gpkg")] == summer
    week = [f"202208{day:02d}T070000" for day in range(1, 8)]
    assert [name.split("_")[6] for name in names(folder / "nights.gpkg")] == week


def names(path):
    layer = ogr.Open(str(path))
    return [feature["name"] for feature in layer.GetLayer(0)]
