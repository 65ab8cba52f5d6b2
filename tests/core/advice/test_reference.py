"""Rules of reference: CRSs, swaths, areas in degrees and lattices, on written and on real files."""

import warnings

import numpy as np
import pytest
from multiscale_fusion.core.advice import Points, Question
from multiscale_fusion.core.advice.rules import reference
from multiscale_fusion.tests.core.advice.rule_cases import box, codes, found, write_netcdf
from osgeo import gdal
from pyproj import CRS, Geod
from pyproj.aoi import AreaOfInterest
from pyproj.transformer import TransformerGroup

FINE = box(30.0, 40, 40)
DEGREES = box(0.001, 40, 40, west=-115.9, north=33.4, crs="EPSG:4326")
ZION = ("landsat_b4.tif", "landsat_b5.tif", "nlcd2011.tif", "srtm.tif")


def ask(layers, target=None, **question):
    return codes(reference.RULES, layers, target, **question)


def points(crs, x=(600100.0,), y=(3699900.0,)):
    return Points("shots", None if crs is None else CRS(crs), np.array(x), np.array(y), len(x),
                  (min(x), min(y), max(x), max(y)))


# CRS_MISSING and SWATH_UNGRIDDED

def test_a_layer_without_a_crs_is_a_blocker_and_with_one_given_it_is_none(desk):
    path = desk.raster("bare.tif", FINE, crs=None)
    assert ask([desk.open(path)]) == [("CRS_MISSING", "blocker")]
    assert ask([desk.open(path, crs="EPSG:32611")]) == []


def test_the_attribute_that_alone_names_a_crs_is_told(desk, tmp_path):
    path = write_netcdf(tmp_path / "named.nc", attributes={"crs": "EPSG:32611", "title": "LST"})
    told, (finding,) = found(reference.RULES, [desk.open(path)])
    assert told == {"named.nc:lst": [("CRS_MISSING", "blocker")]}
    assert "only its attribute crs=EPSG:32611 names one" in finding.message
    silent = write_netcdf(tmp_path / "silent.nc", attributes={"title": "LST"})
    told, (finding,) = found(reference.RULES, [desk.open(silent)])
    assert told == {"silent.nc:lst": [("CRS_MISSING", "blocker")]} and "attribute" not in finding.message


def test_points_without_a_crs_are_a_blocker():
    assert ask([], points=(points(None),)) == [("CRS_MISSING", "blocker")]
    assert ask([], points=(points("EPSG:32611"),)) == []


def test_a_swath_is_told_with_its_arrays_and_not_as_a_missing_crs(desk, tmp_path):
    layer = desk.open(write_netcdf(tmp_path / "swath.nc", projected=False, swath=True))
    assert layer.georeference.geolocation and not layer.georeference.has_transform
    told, (finding,) = found(reference.RULES, [layer])
    assert told == {"swath.nc:lst": [("SWATH_UNGRIDDED", "blocker")]}
    assert "arrays lon, lat:" in finding.message


def test_a_known_swath_product_is_told_though_its_arrays_are_in_another_file(desk, tmp_path):
    import h5py
    path = tmp_path / "ECOSTRESS_L2_LSTE_19850_006_20220110T191044_0601_01.h5"
    with h5py.File(path, "w") as file:
        file["SDS/LST"] = np.full((4, 5), 14000, np.uint16)
    layer = desk.open(f'HDF5:"{path}"://SDS/LST')
    assert layer.source is None
    (finding,) = found(reference.RULES, [layer])[1]
    assert finding.code == "SWATH_UNGRIDDED" and "is a swath" in finding.message


def test_what_cannot_be_read_is_told_once_in_its_own_words(desk, tmp_path):
    (tmp_path / "text.tif").write_text("no raster")
    path = desk.raster("local.tif", FINE, crs='LOCAL_CS["site",UNIT["metre",1]]')
    told, findings = found(reference.RULES, [desk.open(tmp_path / "text.tif"), desk.open(path)])
    assert told == {"text.tif": [("LAYER_UNREADABLE", "blocker")], "local.tif": [("LAYER_UNREADABLE", "blocker")]}
    assert "is not a raster that GDAL can read" in findings[0].message
    assert "not tied to the earth" in findings[1].message


# CRS_MISMATCH

def test_other_crss_are_told_and_equal_meanings_are_not(desk):
    utm, degrees = desk.layer("utm.tif", FINE), desk.layer("degrees.tif", DEGREES)
    told, _ = found((rule for rule in reference.RULES if rule.name == "crs_mismatch"), [utm, degrees])
    assert told == {"degrees.tif": [("CRS_MISMATCH", "info")]}
    other_words = "+proj=tmerc +lat_0=0 +lon_0=-117 +k=0.9996 +x_0=500000 +y_0=0 +datum=WGS84 +units=m +no_defs"
    same = desk.layer("same.tif", FINE, crs=other_words)
    assert ask([utm, same], FINE) == []
    assert ask([utm], FINE, points=(points("EPSG:4326", (-115.9,), (33.4,)),)) == [("CRS_MISMATCH", "info")]


def test_a_datum_change_warns_exactly_where_proj_lacks_its_best_grid(desk):
    layer = desk.layer("nad27.tif", box(30.0, 60, 60, west=400000.0, north=3900000.0, crs="EPSG:26711"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        group = TransformerGroup("EPSG:32611", "EPSG:26711", always_xy=True,
                                 area_of_interest=AreaOfInterest(-119.0, 34.0, -117.0, 36.0))
    lacks = not group.best_available
    target = box(300.0, 6, 6, west=400000.0, north=3900000.0)
    assert ask([layer], target) == [("CRS_MISMATCH", "warning" if lacks else "info")]


def test_datums_between_which_proj_knows_nothing_are_a_warning_but_a_nameless_sphere_is_none(desk):
    island = CRS("EPSG:32611").to_wkt("WKT1_GDAL")
    for old, new in (('"WGS_1984"', '"Island_1931"'), ("WGS 84", "Island 1931"), ("298.257223563", "297")):
        island = island.replace(old, new)
    for code in ("32611", "4326", "6326", "7030"):
        island = island.replace(f',AUTHORITY["EPSG","{code}"]', "")
    (finding,) = found(reference.RULES, [desk.layer("island.tif", FINE, crs=island)], FINE)[1]
    assert (finding.code, finding.severity.value) == ("CRS_MISMATCH", "warning") and "ballpark" in finding.message
    modis = box(926.6254331, 20, 20, west=-9636904.0, north=3706501.0,
                crs="+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs")
    assert ask([desk.layer("modis.tif", modis)], FINE) == [("CRS_MISMATCH", "info")]


def test_another_planet_is_a_blocker(desk):
    moon = box(0.01, 10, 10, west=0.0, north=1.0, crs="+proj=longlat +R=1737400 +no_defs")
    layer = desk.layer("moon.tif", moon, crs='GEOGCS["Moon",DATUM["D_Moon",SPHEROID["Moon",1737400,0]],'
                                             'PRIMEM["Reference_Meridian",0],UNIT["degree",0.0174532925199433]]')
    assert layer.grid is not None
    assert ("CRS_MISMATCH", "blocker") in ask([layer], FINE)


@pytest.mark.parametrize("name", ["2022", "2024"])
def test_the_ecostress_files_differ_in_nothing_but_the_spelling_of_their_crs(data_dir, desk, name):
    paths = sorted((data_dir / "ecostress").glob("*.tif"))
    if len(paths) < 2:
        pytest.skip("no ECOSTRESS pair")
    first, second = map(desk.open, paths if name == "2022" else reversed(paths))
    assert ask([first, second], first.grid) == []


def test_zion_has_three_crss_and_its_landsat_alone_raises_nothing(data_file, desk):
    layers = [desk.open(data_file(f"zion/{name}")) for name in ZION]
    told, _ = found(reference.RULES, layers, layers[0].grid)
    assert told == {"nlcd2011.tif": [("CRS_MISMATCH", "info")],
                    "srtm.tif": [("CRS_MISMATCH", "info"), ("GEOGRAPHIC_AREA", "info")]}
    assert ask(layers[:2], layers[0].grid) == []


# GEOGRAPHIC_AREA

def area(longitude, latitude, size):
    """Of a cell of degrees by its upper left corner, on the WGS 84 ellipsoid, along dense parallels."""
    t = np.linspace(0.0, 1.0, 200)
    x = np.concatenate([longitude + size * t, longitude + size * (1 - t)])
    y = np.concatenate([np.full(200, latitude), np.full(200, latitude - size)])
    return abs(Geod(ellps="WGS84").polygon_area_perimeter(x, y)[0])


@pytest.mark.parametrize("north, rows, low, high, spread", [
    (60.0, 20, 59.0, 41.0, "by 46 %"),              # away from the equator: the southernmost row is the largest
    (10.0, 20, 10.0, 1.0, "by 1."),                 # across it
    (90.0, 60, 90.0, 31.0, "by a factor of"),
])
def test_areas_of_degree_cells_are_those_of_the_ellipsoid(desk, north, rows, low, high, spread):
    layer = desk.layer("degrees.tif", box(1.0, rows, 5, west=10.0, north=north, crs="EPSG:4326"))
    (finding,) = found(reference.RULES, [layer], layer.grid)[1]
    tops = north - np.arange(rows)
    true = [area(10.0, top, 1.0) for top in tops]
    assert (finding.code, finding.severity.value) == ("GEOGRAPHIC_AREA", "info")
    values = finding.message.values
    assert values["low"] == pytest.approx(min(true) / 1e6, rel=1e-4)
    assert values["high"] == pytest.approx(max(true) / 1e6, rel=1e-4)


def test_projected_grids_say_nothing_of_areas_and_a_target_in_degrees_does(desk):
    layer = desk.layer("utm.tif", FINE)
    assert ask([layer], FINE) == []
    told, _ = found(reference.RULES, [layer], DEGREES)
    assert told["the target grid"] == [("GEOGRAPHIC_AREA", "info")]


# GRID_OFFSET

@pytest.mark.parametrize("east, south, size, said", [
    (15.0, 15.0, 30.0, "half a pixel"), (15.0, 0.0, 30.0, "half a pixel"), (7.5, 3.0, 30.0, "a fraction of a pixel"),
    (7.5, 7.5, 15.0, "half a pixel"),       # the panchromatic band of Landsat against the others
    (0.0, 0.0, 30.0, None), (60.0, -90.0, 30.0, None), (30.1, 0.0, 30.0, None),   # whole pixels, rounding
    (5.0, 0.0, 10.0, "half a pixel"), (3.0, 0.0, 10.0, None), (15.0, 15.0, 31.0, None), (7.0, 0.0, 1000.0, None),
])
def test_shifted_lattices(desk, east, south, size, said):
    layers = [desk.layer("first.tif", FINE),
              desk.layer("second.tif", box(size, 30, 30, west=600000.0 + east, north=3700020.0 - south))]
    findings = found(reference.RULES, layers)[1]
    assert [(each.code, each.severity.value, str(each.subject)) for each in findings] == (
        [("GRID_OFFSET", "warning", "second.tif")] if said else [])
    assert all(said in each.message for each in findings)


def test_a_target_of_the_same_cells_that_is_shifted_is_told_and_what_pixels_stand_for(desk):
    layer = desk.layer("area.tif", FINE)
    assert ask([layer], box(30.0, 40, 40, west=600010.0)) == [("GRID_OFFSET", "warning")]
    assert ask([layer], box(300.0, 4, 4, west=600010.0)) == []

    def mark(dataset):
        dataset.SetMetadataItem("AREA_OR_POINT", "Point")

    shifted = desk.layer("point.tif", box(30.0, 40, 40, west=600015.0, north=3700005.0), describe=mark)
    assert (layer.georeference.pixel_is, shifted.georeference.pixel_is) == ("area", "point")
    (finding,) = found(reference.RULES, [layer, shifted])[1]
    assert "one file says that a pixel is an area" in finding.message


def test_the_panchromatic_band_of_landsat_lies_half_a_pixel_off(data_dir, desk):
    scene = sorted((data_dir / "landsat_small").glob("LC08*_B[2-8].TIF"))
    if not scene:
        pytest.skip("no Landsat scene")
    told, _ = found(reference.RULES, [desk.open(path) for path in scene])
    assert list(told.values()) == [[("GRID_OFFSET", "warning")]] and next(iter(told)).endswith("_B8.TIF")


@pytest.mark.parametrize("granule", ["MOD09GA.A2008296.h14v17.006.2015181011753.hdf", "MOD11A1.hdf"])
def test_modis_grids_of_1_km_and_500_m_are_nested(data_file, desk, granule):
    names = [name for name, _ in gdal.Open(str(data_file(f"modis_granules/{granule}"))).GetSubDatasets()]
    layers = [desk.open(name) for name in names]
    assert ask(layers, layers[0].grid) == []


def test_the_salton_series_raises_nothing(data_dir, desk):
    paths = sorted((data_dir / "salton_series").glob("*/*-1[0-9]_*.tif"))
    if not paths:
        pytest.skip("no series")
    layers = [desk.open(path) for path in paths]
    for target in {layer.grid for layer in layers}:
        assert ask(layers, target) == []


def test_a_question_without_usable_layers_is_no_error():
    assert [list(rule.find(Question(()))) for rule in reference.RULES] == [[]] * len(reference.RULES)
