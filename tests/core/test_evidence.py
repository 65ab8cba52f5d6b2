"""What a band is taken for: every raster of the data folder, and made ones that tempt to a wrong answer."""

import dataclasses
import fnmatch
import os
import time

import numpy as np
import pytest
from multiscale_fusion.core.raster import classes as raster_classes
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.variable.evidence import CONFIDENT, Detection, detect
from multiscale_fusion.tests.core.surfaces import hills, patches
from osgeo import gdal

SUFFIXES = (".tif", ".jp2", ".hdf")
# What each product's guide says that its layers hold, for the names in the data folder (subdataset after the colon; the
# band's number after the last). The first pattern that fits counts.
EXPECTED = (
    # Collection 2 ST_QA is the uncertainty of the surface temperature in kelvin, in spite of its name.
    ("*_T2_ST_QA.TIF:1", "intensive"),
    ("*_QA_PIXEL.TIF:1", "bits"), ("*_QA_RADSAT.TIF:1", "bits"), ("*_SR_QA_AEROSOL.TIF:1", "bits"),
    ("*_BQA.TIF:1", "bits"), ("*.Fmask.tif:1", "bits"),
    ("*_SCL_?0m.jp2:1", "categorical"), ("nlcd*.tif:1", "categorical"), ("ESA_WorldCover_*_Map.tif:1", "categorical"),
    # Numbers of Sentinel-1 and -2 scenes and a percentage. Scenes are counted over time and not over ground, so that
    # the count of a coarse cell is the mean of its pixels' and not their sum.
    ("ESA_WorldCover_*_InputQuality.tif:?", "intensive"), ("MOD09GA*:num_observations_*", "intensive"),
    ("MOD09GA*:state_1km_1:1", "bits"), ("MOD09GA*:gflags_1:1", "bits"), ("MOD09GA*:QC_500m_1:1", "bits"),
    # Which orbit, granule or observation a pixel comes from.
    ("MOD09GA*:orbit_pnt_1:1", "categorical"), ("MOD09GA*:granule_pnt_1:1", "categorical"),
    ("MOD09GA*:iobs_res_1:1", "categorical"),
    ("MOD09GA*Azimuth_1:1", "circular"), ("MOD09GA*", "intensive"),
    ("MOD11A1.hdf*:QC_*", "bits"),
    # Local solar time comes back to 0 at 24 hours (night overpasses lie around midnight).
    ("MOD11A1.hdf*_view_time:1", "circular"),
    # The share of clear sky, counted from cloud flags of pixels.
    ("MOD11A1.hdf*:Clear_*_cov:1", "nonlinear"), ("MOD11A1.hdf*", "intensive"),
    ("MOD13A2*VI Quality:1", "bits"), ("MOD13A2*pixel reliability:1", "categorical"), ("MOD13A2*NDVI:1", "ratio"),
    ("MOD13A1_NDVI_*.tif:1", "ratio"),
    # Reflectances, temperatures, radiances, digital numbers, elevations.
    ("ECOv002_L2T_LSTE_*_LST.tif:1", "intensive"), ("*LST_cloudrm_*.tif:1", "intensive"),
    ("fused_result.tif:1", "intensive"), ("*kranj.tif:?", "intensive"), ("20*_fine.tif:1", "intensive"),
    ("20*_coarse.tif:1", "intensive"), ("T29UNU_*_B*_60m.jp2:1", "intensive"), ("L[CE]0[78]_*.TIF:1", "intensive"),
    ("L7_Talca.tif:?", "intensive"), ("*dem.tif:1", "intensive"), ("DEM*", "intensive"), ("srtm.tif:1", "intensive"),
    ("landsat_b?.tif:1", "intensive"),
)
# Measured bands that nothing but their names tells from classes.
LOOK_LIKE_CLASSES = ("MOD09GA*:num_observations_500m:1", "ESA_WorldCover_*_InputQuality.tif:[12]", "*_ST_CDIST.TIF:1")


def paths(folder):
    """Every raster below a folder, each subdataset of a container for itself."""
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in SUFFIXES:
            parts = gdal.Open(str(file)).GetSubDatasets()
            yield from (name for name, _ in parts) if parts else (str(file),)


def expected(name):
    return next(kind for pattern, kind in EXPECTED if fnmatch.fnmatchcase(name, pattern))


def told(detection):
    return "bits" if detection.is_bitfield else detection.kind


def test_every_raster_of_the_data_folder(data_dir):
    rows = []
    for path in paths(data_dir):
        with RasterSource(path) as source:
            for band in source.bands:
                name = f"{source.name}:{band.number}"
                rows.append((name, expected(name), detect(source, band.number)))
    print()
    for name, want, found in rows:
        print(f"{name:88} {told(found):12} {want:12} {found.confidence:.2f}  {'; '.join(found.reasons)}")
    assert len(rows) > 400
    assert [(name, want, found) for name, want, found in rows if told(found) != want] == []


def test_classes_are_known_by_their_pixels_alone(data_dir):
    """Without names, units, colours and tables no class is taken for continuous, and little else for classes."""
    wrong = []
    for path in paths(data_dir):
        with RasterSource(path) as source:
            name = source.name
            hide(source)
            for band in source.bands:
                full = f"{name}:{band.number}"
                classes = expected(full) in ("bits", "categorical")
                if (detect(source, band.number).kind == "categorical") != classes:
                    wrong.append(full)
    assert [name for name in wrong if not any(fnmatch.fnmatchcase(name, each) for each in LOOK_LIKE_CLASSES)] == []


def hide(source):
    """Take away all that a source says of itself but its pixels."""
    source.path, source.name, source.metadata = "x.tif", "x.tif", {}
    source.bands = tuple(dataclasses.replace(band, description="", units="", class_evidence=())
                         for band in source.bands)


def sparse_patches():
    values = patches().astype("uint8")
    values[np.random.default_rng(3).random(values.shape) < 0.9] = 255
    return values


def population():
    """Nine of ten pixels are empty, the others hold skewed whole numbers."""
    rng = np.random.default_rng(4)
    return np.where(rng.random((240, 300)) < 0.9, 0, rng.lognormal(3, 1.5, (240, 300)).astype(int)).astype("int32")


def shadow():
    """Reflectance times 10000 whose dark half holds few different values."""
    rng = np.random.default_rng(5)
    values = rng.normal(2000, 300, (240, 300))
    values[:, :150] = rng.normal(12, 2.5, (240, 150))
    return values.round().astype("int16")


def all_in_shadow():
    return np.random.default_rng(6).normal(12, 2.5, (240, 300)).round().astype("int16")


def photograph():
    """Three bands stretched to 8 bits, over-exposed in a corner."""
    noise = np.random.default_rng(7).normal(0, 3, (3, 240, 300))
    return np.clip(hills() - 100 + noise + np.arange(3)[:, None, None] * 20, 0, 255).astype("uint8")


def aspect(turn):
    """Downslope direction of the hills over a full turn, clockwise from north."""
    rows, columns = np.gradient(hills())
    return np.mod(np.arctan2(-columns, rows), 2 * np.pi) / (2 * np.pi) * turn


def backscatter():
    return (-12 + np.random.default_rng(8).normal(0, 3, (240, 300))).astype("float32")


def noise(codes):
    return np.random.default_rng(9).choice(np.asarray(codes, "uint8"), (240, 300))


# name of the file, values, further arguments of make_tif, kind, and whether it must be sure enough to stop a run
MADE = {
    "classes without metadata": ("a", lambda: patches().astype("uint8"), {}, "categorical", True),
    "classes in pixels of their own": ("a", lambda: noise([1, 2, 3, 4, 5]), {}, "categorical", False),
    "class codes as floats": ("a", lambda: patches().astype("float32"), {}, "categorical", True),
    "class codes as doubles with nodata": ("a", lambda: patches().astype("float64"), {"nodata": 11.0}, "categorical",
                                           True),
    "sparse classes": ("a", sparse_patches, {"nodata": 255}, "categorical", True),
    "many classes": ("a", lambda: patches(codes=range(1, 400)).astype("int16"), {}, "categorical", False),
    "binary mask": ("a", lambda: (patches() > 50).astype("uint8"), {}, "categorical", False),
    "elevation zones": ("a", lambda: (hills() // 50).astype("uint8"), {}, "categorical", False),
    "fields named as a measurement's classes": ("rain_zones", lambda: patches().astype("uint8"), {}, "categorical",
                                                True),
    "one value": ("a", lambda: np.full((50, 60), 7, "uint8"), {}, "categorical", False),
    "one value of floats": ("a", lambda: np.full((50, 60), 7.0, "float32"), {}, "intensive", False),
    "all nodata": ("a", lambda: np.full((50, 60), 255, "uint8"), {"nodata": 255}, "intensive", False),
    "six pixels": ("a", lambda: np.array([[1, 2, 3], [4, 5, 6]], "uint8"), {}, "intensive", False),
    "smooth integer elevation": ("a", lambda: hills().round().astype("int16"), {}, "intensive", False),
    "flat integer elevation by its name": ("dem_utm_zone_32", lambda: hills(relief=9).round().astype("int16"), {},
                                           "intensive", True),
    "photograph": ("a", photograph, {}, "intensive", False),
    "reflectance with shadow": ("a", shadow, {}, "intensive", False),
    "reflectance in shadow": ("a", all_in_shadow, {}, "intensive", False),
    "counts with many zeros": ("a", population, {}, "intensive", False),
    "population with many zeros": ("population_2020", population, {}, "extensive", True),
    "population density": ("population_density_2020", lambda: hills(), {}, "intensive", True),
    "backscatter in dB": ("scene_VV", backscatter, {}, "decibel", True),
    "backscatter in linear power": ("scene_VV", lambda: 10 ** (backscatter() / 10), {}, "intensive", False),
    "aspect by name": ("aspect", lambda: aspect(360).astype("float32"), {}, "circular", True),
    "aspect without a name": ("a", lambda: aspect(360).astype("float32"), {}, "circular", True),
    "whole degrees of aspect": ("a", lambda: aspect(360).astype("int16"), {}, "circular", True),
    "phase in radians": ("interferogram_phase", lambda: aspect(2 * np.pi) - np.pi, {}, "circular", True),
    "elevation of phase 2": ("dem_phase2", lambda: hills(), {}, "intensive", True),
    "cloud cover": ("cloud_cover", lambda: hills() / 400, {}, "nonlinear", True),
    "vegetation index": ("S2_NDVI_2021", lambda: hills() / 400, {}, "ratio", True),
    "vegetation index in bytes": ("NDVI", lambda: (hills() / 2).astype("uint8"), {}, "ratio", True),
}


@pytest.mark.parametrize("case", MADE)
def test_made_rasters(tmp_path, make_tif, case):
    name, values, options, kind, sure = MADE[case]
    path = make_tif(tmp_path / f"{name}.tif", values(), **options)
    with RasterSource(path) as source:
        found = [detect(source, number) for number in source.data_bands]
    assert [each.kind for each in found] == [kind] * len(found), found
    if sure:
        assert all(each.confidence >= CONFIDENT for each in found), found
    assert not any(each.is_bitfield for each in found)
    assert all(0 < each.confidence <= 1 and each.reasons and all(each.reasons) for each in found)


def test_speckle_in_a_known_quality_layer_stays_flags(tmp_path, make_tif):
    """Over broken clouds every pixel may differ; flags must not be averaged for it."""
    codes = np.random.default_rng(1).integers(0, 2**13, (200, 200)).astype("uint16")
    with RasterSource(make_tif(tmp_path / "MOD13A2_VI_Quality.tif", codes)) as source:
        found = detect(source, 1)
    assert (found.kind, found.is_bitfield) == ("categorical", True)


@pytest.mark.parametrize(("units", "kind"), [
    ("dB", "decibel"), ("bit field", "categorical"), ("K", "intensive"), ("degC", "intensive"), ("%", "intensive"),
    ("persons", "extensive"), ("people per pixel", "extensive"), ("people/km2", "intensive"), ("Mg", "extensive"),
    ("Mg ha-1", "intensive"), ("NDVI", "ratio"), ("m", "intensive"), ("m3", "extensive"), ("m3/m3", "intensive"),
    ("degree", "intensive"), ("", "intensive"),
])
def test_units_tell_the_kind(tmp_path, make_tif, units, kind):
    path = make_tif(tmp_path / "a.tif", hills().round().astype("int16"),
                    describe=lambda dataset: dataset.GetRasterBand(1).SetUnitType(units))
    with RasterSource(path) as source:
        found = detect(source, 1)
    assert found.kind == kind and found.units == units
    assert (kind == "intensive") or f'units "{units}"' in found.reasons


@pytest.mark.parametrize(("name", "kind"), [
    ("MCD12Q1_LC_Type1", "categorical"), ("2019_30m_cdls_CDL", "categorical"), ("clc2018", "categorical"),
    ("flow_direction_d8", "categorical"), ("cloud_top_phase", "categorical"), ("slope_classes", "categorical"),
    ("LST_QC", "bits"), ("S2A_QA60", "bits"), ("soil_moisture_retrieval_qual_flag", "bits"),
    ("ECOv002_L2T_LSTE_LST_err", "intensive"), ("nlcd_2011_impervious", "intensive"),
    ("tree_cover_fraction", "intensive"), ("class_probability", "intensive"), ("unwrapped_phase", "intensive"),
    ("LST_masked", "intensive"),
    ("view_zenith", "intensive"), ("CanopyHeight", "intensive"), ("greenland_dem", "intensive"),
    ("wind_direction", "circular"), ("SolarAzimuthAngle", "circular"), ("SAA", "circular"), ("SZA", "intensive"),
    ("usa_ppp_2020", "extensive"), ("gpw_v4_population_count", "extensive"), ("fire_counts", "extensive"),
    ("valid_obs_count", "intensive"), ("total_biomass", "extensive"), ("total_precipitation", "intensive"),
    ("CloudFraction", "nonlinear"), ("mean_EVI", "ratio"), ("evidence", "intensive"), ("demand", "intensive"),
])
def test_names_tell_the_kind(tmp_path, make_tif, name, kind):
    """On two values, which every kind may have; those without a word for them are taken for a mask."""
    values = np.where(patches() > 50, 3, 1).astype("uint8")
    with RasterSource(make_tif(tmp_path / f"{name}.tif", values)) as source:
        found = detect(source, 1)
    if name in ("evidence", "demand"):
        assert not any('"' in reason for reason in found.reasons)
    else:
        assert told(found) == kind, found


def test_a_name_of_the_band_beats_that_of_the_file(tmp_path, make_tif):
    path = make_tif(tmp_path / "landcover_and_ndvi.tif", hills() / 400,
                    describe=lambda dataset: dataset.GetRasterBand(1).SetDescription("mean_ndvi"))
    with RasterSource(path) as source:
        found = detect(source, 1)
    assert found.kind == "ratio" and found.reasons[0] == '"ndvi" in its name (an index of bands)'


def test_reasons_are_words(tmp_path, make_tif):
    with RasterSource(make_tif(tmp_path / "a.tif", patches(size=40, codes=range(1, 10)).astype("uint8"))) as source:
        found = detect(source, 1)
    values = patches(size=40, codes=range(1, 10))
    equal = np.concatenate([(values[1:] == values[:-1]).ravel(), (values[:, 1:] == values[:, :-1]).ravel()]).mean()
    words = f"few distinct whole numbers (9) in flat patches ({100 * equal:.0f} % of neighbours equal)"
    assert found.reasons == (words,) and found.percent == f"{100 * found.confidence:.0f} %"


def test_contrary_evidence_is_told(tmp_path, make_tif):
    path = make_tif(tmp_path / "elevation.tif", patches().astype("uint8"))
    with RasterSource(path) as source:
        found = detect(source, 1)
    assert found.kind == "intensive" and any(reason.startswith("although few distinct") for reason in found.reasons)


def palette(dataset):
    table = gdal.ColorTable()
    for value in range(256):
        table.SetColorEntry(value, (value, 255 - value, 0, 255))
    dataset.GetRasterBand(1).SetColorTable(table)


def test_a_palette_makes_classes_of_what_may_be_classes(tmp_path, make_tif):
    few = np.random.default_rng(1).normal(12, 2.5, (240, 300)).round().astype("uint8")
    with RasterSource(make_tif(tmp_path / "a.tif", few)) as source:
        assert detect(source, 1).kind == "intensive"
    with RasterSource(make_tif(tmp_path / "tiny.tif", few[:3, :5])) as source:
        assert detect(source, 1).kind == "intensive"
        assert detect(source, 1, paletted=True).kind == "categorical"
    with RasterSource(make_tif(tmp_path / "b.tif", patches().astype("uint8"), describe=palette)) as source:
        assert "declared in the file: colour table" in detect(source, 1).reasons


def test_a_ramp_of_colours_makes_no_classes(tmp_path, make_tif):
    """Elevation in 8 bits with a colour table, and fractional values drawn with a paletted renderer."""
    ramp = (hills(relief=250) - 100).astype("uint8")
    with RasterSource(make_tif(tmp_path / "a.tif", ramp, describe=palette)) as source:
        found = detect(source, 1)
    assert found.kind == "intensive" and "although declared in the file: colour table" in found.reasons
    with RasterSource(make_tif(tmp_path / "b.tif", hills())) as source:
        assert detect(source, 1, paletted=True).kind == "intensive"


def test_every_word_of_the_reader_for_classes_is_weighed(tmp_path, make_tif):
    words = [raster_classes.COLOUR_TABLE, raster_classes.ATTRIBUTE_TABLE, raster_classes.CATEGORY_NAMES,
             raster_classes.FLAG_VALUES, raster_classes.LEGEND_TEXT]
    with RasterSource(make_tif(tmp_path / "a.tif", np.zeros((2, 2), "uint8"))) as source:
        for word in words:
            source.bands = (dataclasses.replace(source.bands[0], class_evidence=(word,)),)
            found = detect(source, 1)
            assert found.kind == "categorical" and found.confidence >= CONFIDENT


@pytest.mark.parametrize(("name", "values", "units"), [
    ("LST", lambda: hills(relief=30) + 180, "K"), ("LST", lambda: hills(relief=30) - 90, ""),
    ("ST_B10", lambda: hills() * 100, ""), ("aspect", lambda: aspect(360), "degrees"),
    ("phase", lambda: aspect(2 * np.pi), "radians"), ("view_time", lambda: hills() / 40, "hours"),
    ("gamma0_HH", backscatter, "dB")])
def test_units_are_inferred_where_values_allow(tmp_path, make_tif, name, values, units):
    with RasterSource(make_tif(tmp_path / f"{name}.tif", values())) as source:
        assert detect(source, 1).units == units


@pytest.mark.parametrize("scale", [1.0, 111120.0])
def test_the_aspect_of_real_elevation_is_circular_without_a_name(data_file, tmp_path, scale):
    dem = {1.0: "talca_thermal/DEM_Talca.tif", 111120.0: "zion/srtm.tif"}[scale]
    gdal.DEMProcessing(str(tmp_path / "a.tif"), str(data_file(dem)), "aspect", scale=scale)
    with RasterSource(str(tmp_path / "a.tif")) as source:
        found = detect(source, 1)
    assert found.kind == "circular" and found.units == "degrees"


@pytest.mark.parametrize("name", [
    "landcover/ESA_WorldCover_10m_2020_v100_N00E006/ESA_WorldCover_10m_2020_v100_N00E006_Map.tif",
    "sentinel2/T29UNU_20221005T115411_SCL_20m.jp2", "sentinel2/T29UNU_20221005T115411_B04_60m.jp2"])
def test_real_large_files_take_little_time(data_file, name):
    with RasterSource(str(data_file(name))) as source:
        start = time.perf_counter()
        detect(source, 1)
        assert time.perf_counter() - start < 1.0


def test_detection_leaves_nothing_beside_the_file(tmp_path, make_tif):
    with RasterSource(make_tif(tmp_path / "a.tif", patches().astype("uint8"))) as source:
        assert isinstance(detect(source, 1), Detection)
    assert os.listdir(tmp_path) == ["a.tif"]


@pytest.mark.parametrize(("name", "dtype", "kind", "units", "layer"), [
    # Names alone would tell otherwise, or nothing.
    ("MOD11A2.A2020001.h08v05.061.Clear_sky_days.tif", "uint8", "bits", "", "clear_days of MOD11A2"),
    ("MCD12Q1.A2020001.h18v04.061.QC.tif", "uint8", "categorical", "", "QC of MCD12Q1"),
    ("MOD13Q1.A2023241.h08v05.061.250m_16_days_composite_day_of_the_year.tif", "int16", "categorical", "",
     "composite_day_of_the_year of MOD13Q1"),
    ("LC08_L2SP_017036_20130419_20200913_02_T2_ST_B10.TIF", "uint16", "intensive", "", "ST of LANDSAT_OT_C2_L2"),
])
def test_a_recognised_layer_is_what_its_product_says(tmp_path, make_tif, name, dtype, kind, units, layer):
    with RasterSource(make_tif(tmp_path / name, patches(codes=range(2, 12)).astype(dtype))) as source:
        found = detect(source, 1)
    assert (told(found), found.units) == (kind, units)
    named, product = layer.split(" of ")
    assert f'recognised as layer "{named}" of {product}' in found.reasons
    assert found.confidence >= CONFIDENT


def test_fractions_in_a_recognised_layer_of_classes_are_no_classes(tmp_path, make_tif):
    """Classes that were averaged under their product's name."""
    with RasterSource(make_tif(tmp_path / "T29UNU_20221005T115411_SCL_60m.tif", hills() / 40)) as source:
        found = detect(source, 1)
    assert found.kind == "intensive"
    assert 'although recognised as layer "SCL" of S2MSI2A' in found.reasons


@pytest.mark.parametrize(("values", "scale", "units"), [
    (lambda: (hills() * 20 + 10000).astype("uint16"), None, ""),
    (lambda: (hills() * 20 + 10000).astype("uint16"), 0.02, "K"),
    (lambda: (hills() / 10 + 280).astype("float32"), None, "K"),
    (lambda: (hills() / 10).astype("float32"), None, ""),
])
def test_units_of_a_recognised_layer_hold_where_its_scale_is_applied(tmp_path, make_tif, values, scale, units):
    """Stored numbers, those with their scale, kelvins, and degrees Celsius that somebody made of them."""
    def describe(dataset):
        if scale is not None:
            dataset.GetRasterBand(1).SetScale(scale)

    name = "MOD11A1.A2020123.h08v05.061.LST_Day_1km.tif"
    with RasterSource(make_tif(tmp_path / name, values(), describe=describe)) as source:
        assert detect(source, 1).units == units
