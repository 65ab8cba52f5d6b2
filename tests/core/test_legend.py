"""Names and colours of classes: as files tell them, and as values in memory."""

import json
import pickle
import shutil
import subprocess

import numpy as np
import pytest
from multiscale_fusion.core.legend import Legend, LegendEntry, make_legend
from multiscale_fusion.core.raster import RasterSource
from osgeo import gdal

RED, GREEN, BLUE, WHITE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255, 255, 255, 255)
BLACK, NOTHING = (0, 0, 0, 255), (0, 0, 0, 0)


@pytest.fixture
def classes(tmp_path, make_tif):
    """A callable: the path of a small raster of class codes that `describe(band)` describes."""

    def make(describe=None, values=((0, 1), (2, 3)), dtype="uint8", **arguments):
        def describe_band(dataset):
            if describe:
                describe(dataset.GetRasterBand(1))

        return make_tif(tmp_path / "classes.tif", np.array(values, dtype), describe=describe_band, **arguments)

    return make


def legend_of(path, band=1):
    with RasterSource(str(path)) as source:
        return source.legend(band)


def evidence_of(path):
    with RasterSource(str(path)) as source:
        return source.bands[0].class_evidence, source.bands[0].is_class


def entries(legend):
    return {entry.value: (entry.name, entry.colour) for entry in legend.entries}


def attribute_table(columns, rows, binning=None):
    """`columns`: (name, type, usage)."""
    table = gdal.RasterAttributeTable()
    for name, kind, usage in columns:
        table.CreateColumn(name, kind, usage)
    table.SetRowCount(len(rows))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            setter = {int: table.SetValueAsInt, float: table.SetValueAsDouble, str: table.SetValueAsString}[type(cell)]
            setter(row, column, cell)
    if binning:
        table.SetLinearBinning(*binning)
    return table


VALUE = ("Value", gdal.GFT_Integer, gdal.GFU_MinMax)
NAME = ("Class", gdal.GFT_String, gdal.GFU_Name)


CHANNELS = [("R", gdal.GFT_Integer, gdal.GFU_Red), ("G", gdal.GFT_Integer, gdal.GFU_Green),
            ("B", gdal.GFT_Integer, gdal.GFU_Blue), ("Opacity", gdal.GFT_Integer, gdal.GFU_Alpha)]


# --- values in memory ---------------------------------------------------------------------------------------


def test_a_legend_answers_by_value():
    legend = Legend((LegendEntry(7, "Water", BLUE), LegendEntry(-2, "", RED), LegendEntry(3, "Forest")))
    assert legend.values == (-2, 3, 7)
    assert (legend.name(7), legend.name(-2), legend.name(99)) == ("Water", "-2", "99")
    assert (legend.colour(7), legend.colour(3), legend.colour(99)) == (BLUE, None, None)
    assert legend.name(np.uint8(7)) == "Water"
    assert legend.name(7.0) == "Water"
    assert entries(legend.only([7, np.int16(12)])) == {7: ("Water", BLUE), 12: ("", None)}
    assert pickle.loads(pickle.dumps(legend)) == legend
    with pytest.raises(ValueError, match="once"):
        Legend((LegendEntry(1), LegendEntry(1, "Twice")))


def test_one_legend_completes_another():
    project = Legend((LegendEntry(1, "Wald", RED), LegendEntry(2, "", BLUE)))
    file = Legend((LegendEntry(1, "Forest", GREEN), LegendEntry(2, "Water"), LegendEntry(3, "Sand", WHITE)))
    assert entries(project.completed_by(file)) == {1: ("Wald", RED), 2: ("Water", BLUE), 3: ("Sand", WHITE)}
    assert project.completed_by(None) is project


def test_every_class_can_be_painted_by_its_value_alone():
    few = Legend((LegendEntry(1), LegendEntry(2, "", BLUE), LegendEntry(3))).painted()
    many = Legend(tuple(LegendEntry(value) for value in range(20))).painted()
    assert few.colour(2) == BLUE
    assert few.colour(3) == many.colour(3)
    assert len({entry.colour for entry in many.entries}) == 20
    assert all(len(entry.colour) == 4 and entry.colour[3] == 255 for entry in many.entries)


@pytest.mark.parametrize(("filling", "last"), [(BLACK, BLACK), (BLACK, NOTHING), (WHITE, (255, 255, 255, 0))])
def test_what_fills_a_colour_table_up_is_no_class(filling, last):
    """Nodata's own entry is transparent: here the last one."""
    colours = {**dict.fromkeys(range(256), filling), 4: RED, 9: BLUE, 255: last}
    assert make_legend({}, colours).values == (4, 9)
    assert make_legend({5: "Named"}, colours).values == (4, 5, 9)


def test_classes_that_share_a_colour_stay():
    colours = {1: RED, 2: RED, 3: RED, 4: BLACK, 5: BLUE, 6: BLUE}
    assert make_legend({}, colours).values == (1, 2, 3, 4, 5, 6)
    assert make_legend({}, {0: NOTHING}) is None
    assert make_legend({3: " "}, {}) is None
    assert entries(make_legend({3: "3", 4: "Bare\n soil"}, {})) == {4: ("Bare soil", None)}


# --- from files ---------------------------------------------------------------------------------------------


def test_a_plain_raster_has_no_legend(classes):
    path = classes()
    assert legend_of(path) is None
    assert evidence_of(path) == ((), False)
    with RasterSource(path) as source, pytest.raises(ValueError, match="bands 1 to 1"):
        source.legend(2)


def test_names_and_colours_in_one_table(classes, gdal_mode):
    columns = [VALUE, ("Count", gdal.GFT_Integer, gdal.GFU_PixelCount), NAME, *CHANNELS]
    rows = [(3, 10, "Forêt", 0, 100, 0, 255), (-1, 5, "Wetland", 0, 0, 1, 128), (1000, 0, "", 1, 1, 1, 255)]
    path = classes(lambda band: band.SetDefaultRAT(attribute_table(columns, rows)), dtype="int16")
    assert entries(legend_of(path)) == {
        -1: ("Wetland", (0, 0, 1, 128)), 3: ("Forêt", (0, 100, 0, 255)), 1000: ("", (1, 1, 1, 255)),
    }
    assert evidence_of(path) == (("attribute table",), True)


@pytest.mark.parametrize("name", ["Class_Name", "ClassName", "LANDCOVER"])
def test_tables_of_other_programs(classes, name):
    """Columns without a usage, colours as reals from 0 to 1: tables of ArcGIS."""
    kinds = {"OID": gdal.GFT_Integer, name: gdal.GFT_String}
    columns = ("OID", "VALUE", name, "RED", "Green", "blue")
    generic = [(column, kinds.get(column, gdal.GFT_Real), gdal.GFU_Generic) for column in columns]
    rows = [(0, 11.0, "Open water", 0.0, 0.2, 1.0), (1, 11.5, "Half", 0.0, 0.0, 0.0), (2, 12.0, "Ice", 1.0, 1.0, 1.0)]
    path = classes(lambda band: band.SetDefaultRAT(attribute_table(generic, rows)))
    assert entries(legend_of(path)) == {11: ("Open water", (0, 51, 255, 255)), 12: ("Ice", WHITE)}


def test_rows_may_be_values_or_bins(classes):
    names = [("Histogram", gdal.GFT_Real, gdal.GFU_PixelCount), ("Class_Names", gdal.GFT_String, gdal.GFU_Name)]
    rows = [(0.0, ""), (5.0, "Urban"), (0.0, ""), (2.0, "Water")]
    path = classes(lambda band: band.SetDefaultRAT(attribute_table(names, rows)))
    assert entries(legend_of(path)) == {1: ("Urban", None), 3: ("Water", None)}
    path = classes(lambda band: band.SetDefaultRAT(attribute_table(names, rows, binning=(10.0, 5.0))))
    assert legend_of(path).values == (15, 25)


def test_an_imagine_file(tmp_path, classes):
    """Its table has a row for every value, by number, and its colours are reals."""
    def describe(band):
        table = gdal.ColorTable()
        for value, colour in ((1, RED), (4, (10, 20, 30, 255))):
            table.SetColorEntry(value, colour)
        band.SetColorTable(table)
        band.SetCategoryNames(["", "Urban", "", "", "Water"])

    copy = str(tmp_path / "a.img")
    gdal.Translate(copy, classes(describe), format="HFA")
    assert "attribute table" in evidence_of(copy)[0]
    assert entries(legend_of(copy)) == {1: ("Urban", RED), 4: ("Water", (10, 20, 30, 255))}


def test_histograms_and_ranges_are_no_classes(classes):
    histogram = [("Min", gdal.GFT_Real, gdal.GFU_Min), ("Max", gdal.GFT_Real, gdal.GFU_Max),
                 ("Count", gdal.GFT_Integer, gdal.GFU_PixelCount)]
    path = classes(lambda band: band.SetDefaultRAT(attribute_table(histogram, [(0.0, 1.0, 7)])))
    assert (legend_of(path), evidence_of(path)) == (None, ((), False))
    ranges = [*histogram[:2], NAME]
    rows = [(0.0, 10.0, "Flat"), (10.0, 10.0, "Exact"), (10.0, 90.0, "Steep")]
    path = classes(lambda band: band.SetDefaultRAT(attribute_table(ranges, rows)))
    assert entries(legend_of(path)) == {10: ("Exact", None)}


def test_flags_as_cf_has_them(classes):
    """Conventions 1.10, section 3.5; masks tell of bits, which are no classes."""
    flags = {"flag_values": "{0, 1, 2}", "flag_meanings": "clear thin_cloud cloud"}
    path = classes(lambda band: band.SetMetadata(flags))
    assert entries(legend_of(path)) == {0: ("clear", None), 1: ("thin cloud", None), 2: ("cloud", None)}
    assert evidence_of(path) == (("flag values",), False)
    for wrong in ({**flags, "flag_masks": "1, 2, 2"}, {**flags, "flag_meanings": "clear cloud"}):
        path = classes(lambda band, wrong=wrong: band.SetMetadata(wrong))
        assert (legend_of(path), evidence_of(path)) == (None, ((), False))


def test_each_source_adds_what_the_others_lack(classes):
    """But a colour table adds no class to those that an attribute table lists: here 3."""
    def describe(band):
        table = gdal.ColorTable()
        for value, colour in ((1, RED), (2, GREEN), (3, BLUE)):
            table.SetColorEntry(value, colour)
        band.SetColorTable(table)
        band.SetCategoryNames(["", "one", "two"])
        band.SetDefaultRAT(attribute_table([VALUE, NAME], [(2, "Two"), (5, "Five")]))
        band.SetMetadata({"legend": "5 five\n6: six"})

    path = classes(describe)
    assert entries(legend_of(path)) == {
        1: ("one", RED), 2: ("Two", GREEN), 5: ("Five", BLACK), 6: ("six", BLACK),
    }
    assert evidence_of(path) == (("colour table", "attribute table", "category names", "legend text"), True)


def test_a_source_takes_its_legend_along_when_pickled(classes):
    path = classes(lambda band: band.SetCategoryNames(["a", "b"]))
    with RasterSource(path) as source, pickle.loads(pickle.dumps(source)) as copy:
        assert copy.legend(1) == source.legend(1)
        assert copy.bands[0].class_evidence == ("category names",)


# --- real files, against gdalinfo ---------------------------------------------------------------------------


def copied(data_file, tmp_path, pattern):
    """The path of a copy, with the files that belong to it: GDAL writes beside what it opens."""
    folder, _, name = pattern.rpartition("/")
    files = sorted(data_file(folder).glob(name))
    if not files:
        pytest.skip(f"{pattern} is absent")
    for file in files:
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / files[0].name


def told_by_gdalinfo(path):
    """Categories and colours of the only band."""
    run = subprocess.run(["gdalinfo", "-json", str(path)], capture_output=True, text=True, check=True)
    band = json.loads(run.stdout)["bands"][0]
    colours = [tuple(entry) for entry in band.get("colorTable", {}).get("entries", [])]
    return band.get("categories", []), colours


def test_land_cover_of_zion(data_file, tmp_path):
    path = copied(data_file, tmp_path, "zion/nlcd.tif*")
    categories, colours = told_by_gdalinfo(path)
    assert entries(legend_of(path)) == {value: (name, colours[value]) for value, name in enumerate(categories)}
    assert len(categories) == 9
    assert evidence_of(path) == (("colour table", "category names"), True)


def test_national_land_cover_of_zion(data_file, tmp_path):
    """All colours of the table but black, which is what NLCD fills it with (classes: mrlc.gov's legend)."""
    path = copied(data_file, tmp_path, "zion/nlcd2011.tif")
    _, colours = told_by_gdalinfo(path)
    legend = legend_of(path)
    assert entries(legend) == {value: ("", colour) for value, colour in enumerate(colours) if any(colour[:3])}
    assert {11, 12, 21, 22, 23, 24, 31, 41, 42, 43, 52, 71, 81, 82, 90, 95} <= set(legend.values)


def test_worldcover(data_file):
    """Names and values: WorldCover Product User Manual 1.0, table 3. Opening it with GDAL writes nothing beside it."""
    path = data_file("landcover/ESA_WorldCover_10m_2020_v100_N00E006/ESA_WorldCover_10m_2020_v100_N00E006_Map.tif")
    _, colours = told_by_gdalinfo(path)
    legend = legend_of(path)
    assert {value: name for value, (name, _) in entries(legend).items() if name} == {
        10: "Tree cover", 20: "Shrubland", 30: "Grassland", 40: "Cropland", 50: "Built-up",
        60: "Bare/sparse vegetation", 70: "Snow and ice", 80: "Permanent water bodies", 90: "Herbaceous wetland",
        95: "Mangroves", 100: "Moss and lichen",
    }
    assert {value: colour for value, (_, colour) in entries(legend).items()} == {
        value: colour for value, colour in enumerate(colours) if any(colour[:3])
    }
    with RasterSource(str(path)) as source:
        assert source.metadata["product_type"] == "LandCover Map"


def test_a_scene_classification_has_the_classes_of_its_product(data_file, tmp_path):
    """The file tells of none. Names: Sentinel-2 Products Specification Document; 0 is no class but no data."""
    path = copied(data_file, tmp_path, "sentinel2/T29UNU_20221005T115411_SCL_60m.jp2")
    assert told_by_gdalinfo(path) == ([], [])
    assert entries(legend_of(path)) == {value: (name, None) for value, name in enumerate((
        "Saturated or defective", "Dark area", "Cloud shadow", "Vegetation", "Not vegetated", "Water", "Unclassified",
        "Cloud, medium probability", "Cloud, high probability", "Thin cirrus", "Snow or ice"), start=1)}
    renamed = path.rename(tmp_path / "classes.jp2")
    assert legend_of(renamed) is None


def test_a_product_adds_no_names_to_those_of_the_file_nor_to_another_type(make_tif, tmp_path):
    def describe(dataset):
        dataset.GetRasterBand(1).SetRasterCategoryNames(["", "wet", "dry"])

    name = "T29UNU_20221005T115411_SCL_60m.tif"
    regrouped = make_tif(tmp_path / name, np.array([[1, 2]], np.uint8), describe=describe)
    assert {value: told for value, (told, _) in entries(legend_of(regrouped)).items()} == {1: "wet", 2: "dry"}
    (tmp_path / "other").mkdir()
    assert legend_of(make_tif(tmp_path / "other" / name, np.array([[1, 2]], np.int16))) is None


def test_a_granule_names_its_product(data_file, tmp_path):
    copied(data_file, tmp_path, "modis_granules/MOD11A1.hdf")
    path = f'HDF4_EOS:EOS_GRID:"{tmp_path}/MOD11A1.hdf":MODIS_Grid_Daily_1km_LST:LST_Day_1km'
    with RasterSource(path) as source:
        assert source.metadata["SHORTNAME"] == "MOD11A1"
        assert source.metadata["LOCALGRANULEID"].startswith("MOD11A1.A2019305.h14v09.006")
