"""CRSs are the same when they mean the same."""

import pytest
from multiscale_fusion.core.crs import canonical, parse_crs, same_crs, transformer
from multiscale_fusion.core.errors import FusionError
from odc.geo.crs import CRS as GridCRS
from osgeo import osr
from pyproj import CRS

SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"
STATE_PLANE_FEET = (
    "+proj=lcc +lat_0=36.5 +lon_0=-120.5 +lat_1=38.4333333333333 +lat_2=37.0666666666667 "
    "+x_0=2000000.0001016 +y_0=500000.0001016 +datum=NAD83 +units=us-ft"
)
UTM12_SHIFTED = "+proj=utm +zone=12 +ellps=GRS80 +towgs84={},0,0,0,0,0,0 +units=m"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("EPSG:32611", "+proj=utm +zone=11 +datum=WGS84 +units=m"),
        ("EPSG:32611", CRS("EPSG:32611").to_wkt("WKT1_ESRI")),
        ("EPSG:3857", "ESRI:102100"),
        ("EPSG:4326", "OGC:CRS84"),
        ("EPSG:4326", "EPSG:4979"),
        ("EPSG:32611", "EPSG:32611+5773"),
        (SINUSOIDAL, CRS(SINUSOIDAL).to_wkt("WKT1_GDAL")),
        (SINUSOIDAL, "+proj=sinu +a=6371007.181 +b=6371007.181 +units=m"),
        ("EPSG:6933", "+proj=cea +lat_ts=30 +ellps=WGS84"),
        ("EPSG:2227", STATE_PLANE_FEET),
        ("EPSG:3413", "+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +datum=WGS84"),
        ("+proj=geos +h=35785831 +sweep=y", "+proj=geos +h=35785831 +sweep=y +lon_0=0 +x_0=0"),
        (UTM12_SHIFTED.format(0), "EPSG:26912"),
    ],
)
def test_same_meaning(a, b):
    assert same_crs(a, b)
    assert same_crs(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("EPSG:32611", "EPSG:32612"),
        ("EPSG:32611", "EPSG:32711"),
        ("EPSG:32611", "EPSG:26911"),  # WGS 84 and NAD 83: 0.1 mm apart by formula, up to 2 m on the ground
        ("EPSG:4326", "EPSG:4269"),
        ("EPSG:4326", "EPSG:3857"),
        (SINUSOIDAL, "ESRI:54008"),
        (SINUSOIDAL, SINUSOIDAL.replace("lon_0=0", "lon_0=1")),
        ("EPSG:2227", STATE_PLANE_FEET.replace("us-ft", "m")),
        ("+proj=geos +h=35785831 +sweep=y", "+proj=geos +h=35785831 +sweep=y +lon_0=9"),
        ("EPSG:4326", "+proj=longlat +datum=WGS84 +pm=paris"),
        (UTM12_SHIFTED.format(10), "EPSG:26912"),
    ],
)
def test_different_meaning(a, b):
    assert not same_crs(a, b)
    assert not same_crs(b, a)


def test_every_form_is_understood():
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32611)
    names = ("EPSG:32611", "epsg:32611", 32611, "WGS 84 / UTM zone 11N")
    for form in (*names, reference, GridCRS("EPSG:32611"), CRS("EPSG:32611")):
        assert same_crs(form, "EPSG:32611")


def test_heights_are_dropped():
    assert len(parse_crs("EPSG:4979").axis_info) == 2
    assert parse_crs("EPSG:32611+5773").to_epsg() == 32611


def test_canonical_names_what_is_registered_and_leaves_the_rest():
    nameless = CRS("EPSG:32611").to_wkt("WKT1_ESRI")
    assert str(canonical(parse_crs(nameless))) == "EPSG:32611"
    assert canonical(parse_crs(SINUSOIDAL)) == CRS(SINUSOIDAL)


@pytest.mark.parametrize("value", ["", "   ", "foo", "EPSG:99999999", "PROJCRS[", None])
def test_nonsense_is_refused(value):
    with pytest.raises(FusionError, match="is not understood; give an authority code such as \"EPSG:32611\", or WKT"):
        parse_crs(value)


@pytest.mark.parametrize("value", ['LOCAL_CS["survey",UNIT["metre",1]]', "EPSG:5773"])
def test_what_is_not_on_earth_is_refused(value):
    with pytest.raises(FusionError, match="is not tied to the earth"):
        parse_crs(value)


@pytest.mark.parametrize(("source", "target"), [("EPSG:4326", "IAU_2015:30100"), ("+proj=isea", "EPSG:4326")],
                         ids=["the Moon", "a projection without inverse"])
def test_crss_without_a_way_between_them_are_one_sentence(source, target):
    with pytest.raises(FusionError, match='^Coordinates cannot be transformed from ".*" to ".*"; choose another CRS.$'):
        transformer(parse_crs(source), parse_crs(target))


def test_a_damaged_name_of_a_crs_does_no_harm():
    """GDAL hands out bytes for a text that is not UTF-8."""
    class Damaged:
        def ExportToWkt(self, options=()):   # noqa: N802 (GDAL's name)
            return CRS("EPSG:32611").to_wkt().replace("WGS 84 / UTM", "WGS 84 / \u00e9").encode("latin-1")

    assert same_crs(parse_crs(Damaged()), "EPSG:32611")


def test_an_ellipsoid_without_size_is_refused():
    """As a damaged file may have it."""
    damaged = CRS("EPSG:4326").to_wkt("WKT1_GDAL").replace("6378137", "1.4e-309")
    with pytest.raises(FusionError, match="has an ellipsoid without size; assign another one"):
        parse_crs(damaged)
