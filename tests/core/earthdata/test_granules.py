"""Granules out of the catalogue's own answers, recorded from NASA's CMR."""

import json
from datetime import datetime, timezone

import pytest
from multiscale_fusion.core.earthdata.granules import files_as_text, files_from_text, read_granule


def item(data_file, name):
    return json.loads(data_file(f"cmr/{name}_umm.json").read_text())["items"][0]


def test_recorded_granule(data_file):
    granule = read_granule(item(data_file, "G1593453400-LAADS"))
    assert (granule.id, granule.name, granule.product, granule.version) == (
        "G1593453400-LAADS", "LAADS:4389864073", "MYD021KM", "6")
    assert granule.begin == datetime(2019, 2, 20, 4, 30, tzinfo=timezone.utc)
    assert granule.end == datetime(2019, 2, 20, 4, 35, tzinfo=timezone.utc)
    assert granule.size == 69035465 and granule.day_night == "Night" and granule.cloud_cover is None
    # One file whose metadata do not name it; pages, pictures and services are no data.
    assert [(file.name, file.size) for file in granule.files] == [
        ("MYD021KM.A2019051.0430.006.2019051235515.hdf", 69035465)]
    assert granule.polygons == ((((-51.923123, 62.328467), (-10.377255, 56.577721), (19.845911, 69.099596),
                                  (-60.901471, 80.417613), (-51.923123, 62.328467)),),)


@pytest.mark.parametrize("name", ["atl03", "atl06", "atl08", "GPM_3IMERGHH", "NLDAS_NOAH0125_H",
                                  "Daymet_Daily_V4R1_2129", "G1593453400-LAADS"])
def test_every_recorded_granule_is_read(data_file, name):
    for each in json.loads(data_file(f"cmr/{name}_umm.json").read_text())["items"]:
        granule = read_granule(each)
        assert granule.begin is not None and granule.end >= granule.begin
        wanted = [url["URL"] for url in each["umm"]["RelatedUrls"]
                  if url["Type"] == "GET DATA" and url["URL"].startswith("http")]
        assert list(granule.links) == list(dict.fromkeys(wanted))
        for polygon in granule.polygons:
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in polygon)


def test_checksums_and_sizes_belong_to_their_files(data_file):
    """ATL03 of NSIDC: the checksum stands in the metadata; written out and read again it is the same."""
    recorded = item(data_file, "atl03")
    granule = read_granule(recorded)
    told = recorded["umm"]["DataGranule"]["ArchiveAndDistributionInformation"]
    for file in granule.files:
        about = next((each for each in told if each["Name"] == file.name), None)
        if about is not None and "Checksum" in about:
            assert file.checksum.value == about["Checksum"]["Value"].lower()
        if about is not None and "SizeInBytes" in about:
            assert file.size == about["SizeInBytes"]
    assert files_from_text(files_as_text(granule.files)) == granule.files


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"name": "x"}]', "[null]"])
def test_other_text_is_no_list_of_files(text):
    if text == "{}":
        assert files_from_text(text) == ()
    else:
        with pytest.raises(ValueError):
            files_from_text(text)


def made(geometry, urls=(), information=()):
    return {"meta": {"concept-id": "G1-X"}, "umm": {
        "GranuleUR": "g", "SpatialExtent": {"HorizontalSpatialDomain": {"Geometry": geometry}}, "RelatedUrls": urls,
        "DataGranule": {"ArchiveAndDistributionInformation": information}}}


def boundary(*points):
    return {"Points": [{"Longitude": x, "Latitude": y} for x, y in points]}


def test_footprint_across_the_antimeridian_stays_in_one_piece():
    geometry = {"GPolygons": [{"Boundary": boundary((179, 0), (-179, 0), (-179, 2), (179, 2), (179, 0))}]}
    assert read_granule(made(geometry)).polygons == ((((179, 0), (181, 0), (181, 2), (179, 2), (179, 0)),),)
    sides = {"WestBoundingCoordinate": 170, "EastBoundingCoordinate": -170, "SouthBoundingCoordinate": -1,
             "NorthBoundingCoordinate": 1}
    ring = read_granule(made({"BoundingRectangles": [sides]})).polygons[0][0]
    assert ring == ((170, -1), (190, -1), (190, 1), (170, 1), (170, -1))


def test_holes_and_open_rings():
    outer, hole = ((0, 0), (4, 0), (4, 4), (0, 4)), ((1, 1), (2, 1), (2, 2), (1, 1))
    geometry = {"GPolygons": [{"Boundary": boundary(*outer), "ExclusiveZone": {"Boundaries": [boundary(*hole)]}}]}
    assert read_granule(made(geometry)).polygons == (((*outer, outer[0]), hole),)


def test_several_files_and_packages():
    urls = [{"URL": f"https://x.nasa.gov/d/g.{band}.tif", "Type": "GET DATA"} for band in ("B04", "B05", "B05")]
    urls += [{"URL": "s3://bucket/g.B04.tif", "Type": "GET DATA VIA DIRECT ACCESS"},
             {"URL": "s3://bucket/g.B04.tif", "Type": "GET DATA"}]
    information = [{"Name": "package", "Files": [
        {"Name": "g.B04.tif", "SizeInBytes": 5, "Checksum": {"Algorithm": "MD5", "Value": "0" * 32}},
        {"Name": "g.B05.tif", "Size": 1.5, "SizeUnit": "MB"}]}]
    granule = read_granule(made({}, urls, information))
    assert [(file.name, file.size, str(file.checksum)) for file in granule.files] == [
        ("g.B04.tif", 5, "MD5:" + "0" * 32), ("g.B05.tif", None, "None")]
    # A size that was rounded to some unit is good for the sum, not for comparing bytes.
    assert granule.size == 5 + round(1.5 * 2**20) and granule.polygons == ()
