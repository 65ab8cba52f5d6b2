"""Outputs of classes: codes, names and colours in the file and beside it, and that no overview invents a class."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.legend import Legend, LegendEntry
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.raster.writer import OutputBand, RasterWriter, nodata_of
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.written import GRID, digest, load, names, save
from odc.geo.geobox import GeoBox
from osgeo import gdal

LEGEND = Legend((
    LegendEntry(10, "Tree <cover> & \"more\"", (0, 100, 0, 255)),
    LegendEntry(20, "Forêt 森", (255, 187, 34, 255)),
    LegendEntry(30, "", (250, 0, 0, 128)),
    LegendEntry(0, "No data", (1, 2, 3, 255)),
))
CLASSES = [OutputBand("Land cover", "", {"STATISTIC": "mode"}, LEGEND)]
LARGE = GeoBox((1300, 1700), GRID.affine, GRID.crs)


def codes(grid=GRID, bands=1, seed=0):
    """Random classes in patches of 3 x 3, with a corner of NaN and scattered NaN."""
    random = np.random.default_rng(seed)
    shape = (bands, -(-grid.shape[0] // 3), -(-grid.shape[1] // 3))
    values = random.choice([10.0, 20.0, 30.0, np.nan], shape).repeat(3, axis=1).repeat(3, axis=2)
    values = values[:, :grid.shape[0], :grid.shape[1]]
    values[:, :5, :7] = np.nan
    return values


def gdalinfo(path):
    run = subprocess.run(["gdalinfo", "-json", str(path)], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def table_of(path, band=1):
    """The rows of the attribute table as GDAL reads it."""
    dataset = gdal.Open(str(path))
    table = dataset.GetRasterBand(band).GetDefaultRAT()
    columns = range(table.GetColumnCount())
    assert [table.GetNameOfCol(column) for column in columns] == ["Value", "Class", "Red", "Green", "Blue", "Alpha"]
    return [tuple(table.GetValueAsString(row, column) for column in columns) for row in range(table.GetRowCount())]


ROWS = [
    ("10", "Tree <cover> & \"more\"", "0", "100", "0", "255"),
    ("20", "Forêt 森", "255", "187", "34", "255"),
    ("30", "30", "250", "0", "0", "128"),
]


# --- what is in the files -----------------------------------------------------------------------------------


def test_bytes_carry_colours_names_and_a_transparent_nodata(tmp_path, gdal_mode):
    path = save(tmp_path / "a.tif", codes(), dtype="Byte", bands=CLASSES, nodata=0)
    np.testing.assert_array_equal(load(path)[0], codes())
    assert names(tmp_path) == ["a.tif", "a.tif.aux.xml"]
    band = gdalinfo(path)["bands"][0]
    assert (band["noDataValue"], band["colorInterpretation"], band["description"]) == (0, "Palette", "Land cover")
    assert band["categories"] == ["", *[""] * 9, LEGEND.name(10), *[""] * 9, "Forêt 森", *[""] * 10]
    palette = band["colorTable"]["entries"]
    assert (palette[10], palette[20], palette[30]) == ([0, 100, 0, 255], [255, 187, 34, 255], [250, 0, 0, 255])
    assert palette[0][3] == 0
    assert table_of(path) == ROWS


@pytest.mark.parametrize("dtype", ["Int16", "UInt16", "Int32", "UInt32", "Float32"])
def test_other_types_carry_them_beside_the_file(tmp_path, dtype):
    path = save(tmp_path / "a.tif", codes(), dtype=dtype, bands=CLASSES, nodata=0)
    np.testing.assert_array_equal(load(path)[0], codes())
    assert "colorTable" not in gdalinfo(path)["bands"][0]
    expected = ROWS if dtype != "Float32" else [("0", "No data", "1", "2", "3", "255"), *ROWS]
    assert table_of(path) == expected


@pytest.mark.parametrize(("dtype", "value"), [("Int16", -5), ("UInt16", 40000), ("UInt32", 4000000000)])
def test_codes_beyond_a_byte_come_back(tmp_path, dtype, value):
    legend = Legend((LegendEntry(1, "One", (1, 1, 1, 255)), LegendEntry(value, "Far", (9, 8, 7, 255))))
    path = save(tmp_path / "a.tif", np.full((1, 70, 90), float(value)), dtype=dtype, bands=[OutputBand(legend=legend)])
    back, source = load(path)
    assert (back == value).all()
    assert source.legend(1) == legend
    assert source.bands[0].class_evidence == ("attribute table",)


def test_the_legend_comes_back(tmp_path):
    path = save(tmp_path / "a.tif", codes(), dtype="Byte", bands=CLASSES, nodata=0)
    with RasterSource(path) as source:
        assert source.legend(1) == LEGEND.only([10, 20, 30])
        assert source.bands[0].is_class


def test_classes_without_colours_get_some(tmp_path):
    """QGIS paints by a table only if it has colours."""
    legend = Legend((LegendEntry(10, "Tree"), LegendEntry(20)))
    path = save(tmp_path / "a.tif", codes(), dtype="Byte", bands=[OutputBand(legend=legend)])
    with RasterSource(path) as source:
        assert source.legend(1) == legend.only([10, 20, 30]).painted()
    assert len({row[2:] for row in table_of(path)}) == 3


def test_control_characters_do_not_break_the_table(tmp_path):
    legend = Legend((LegendEntry(1, "a\x00b\n\x1fc\ud800d"),))
    path = save(tmp_path / "a.tif", np.ones((1, 70, 90)), dtype="Byte", bands=[OutputBand(legend=legend)])
    with RasterSource(path) as source:
        assert source.legend(1).name(1) == "a b c d"


def test_several_bands_are_classes_and_none_is_transparency(tmp_path):
    other = Legend((LegendEntry(10, "Clear", (7, 7, 7, 255)),))
    bands = [*CLASSES, OutputBand("Other", legend=other), OutputBand("Unnamed", legend=Legend()), OutputBand("Plain")]
    path = save(tmp_path / "a.tif", codes(bands=4), dtype="Byte", bands=bands)
    back, source = load(path)
    np.testing.assert_array_equal(back, codes(bands=4))
    assert source.data_bands == (1, 2, 3, 4)
    unnamed = Legend().only([10, 20, 30]).painted()
    assert [source.legend(number) for number in (1, 2, 3, 4)] == [
        LEGEND, other.only([10, 20, 30]).painted(), unnamed, None,
    ]


@pytest.mark.parametrize("dtype", ["Byte", "Int16", "Float32"])
def test_what_is_written_has_an_entry_and_what_has_neither_name_nor_pixel_has_none(tmp_path, dtype):
    """QGIS paints nothing that its table lacks, and lists everything in it: palettes hold more than a map shows."""
    legend = Legend((LegendEntry(20, "Named"), LegendEntry(30, "", (1, 2, 3, 255)), LegendEntry(40, "", (4, 5, 6, 255)),
                     LegendEntry(50, "Named too", (7, 8, 9, 255))))
    path = save(tmp_path / "a.tif", codes(), dtype=dtype, bands=[OutputBand(legend=legend)])
    assert [(row[0], row[1]) for row in table_of(path)] == [
        ("10", "10"), ("20", "Named"), ("30", "30"), ("50", "Named too"),
    ]
    assert table_of(path)[2][2:] == ("1", "2", "3", "255")
    path = save(tmp_path / "b.tif", codes(), dtype=dtype, bands=[OutputBand(legend=Legend())])
    assert [(row[0], row[1]) for row in table_of(path)] == [("10", "10"), ("20", "20"), ("30", "30")]
    assert "categories" not in gdalinfo(path)["bands"][0]


def test_without_any_class_there_is_no_file_beside_it(tmp_path):
    nothing = np.full((1, 70, 90), np.nan)
    save(tmp_path / "a.tif", nothing, dtype="Byte", bands=[OutputBand(legend=Legend())])
    halves = np.full((1, 70, 90), 0.5)
    save(tmp_path / "b.tif", halves, dtype="Float32", bands=[OutputBand(legend=Legend())])
    assert names(tmp_path) == ["a.tif", "b.tif"]


def test_values_of_nodata(tmp_path):
    """The source's own where an integer type can hold it; floats always use NaN."""
    assert [nodata_of("Byte", own) for own in (0, 0.0, 7, None, float("nan"), -9999, 256, 1.5)] == [
        0, 0, 7, 255, 255, 255, 255, 255,
    ]
    assert nodata_of("Int16", -9999) == -9999
    assert np.isnan(nodata_of("Float32", 0))
    with pytest.raises(FusionError, match="The value 20 occurs, which means nodata in Byte; choose a larger DATA_TYPE"):
        save(tmp_path / "a.tif", codes(), dtype="Byte", nodata=20)
    with RasterWriter(str(tmp_path / "a.tif"), GRID, [OutputBand()], "Int16", nodata=-9999) as writer:
        assert writer.nodata == -9999


def test_a_hundred_fractions_keep_their_classes(tmp_path):
    bands = [
        OutputBand(f"Klasse {value} <ä>", "1", {
            "CLASS_VALUE": str(value), "CLASS_NAME": f"Klasse {value} <ä>", "CLASS_COLOUR": f"#{value:02x}0000ff",
        }) for value in range(100)
    ]
    path = save(tmp_path / "a.tif", np.random.default_rng(0).random((100, *GRID.shape)), bands=bands)
    dataset = gdal.Open(path)
    assert names(tmp_path) == ["a.tif"]
    for value in range(100):
        band = dataset.GetRasterBand(value + 1)
        assert (band.GetDescription(), band.GetUnitType()) == (bands[value].description, "1")
        assert band.GetMetadata() == bands[value].metadata


def test_the_bytes_depend_on_the_values_alone(tmp_path, gdal_mode):
    digests = set()
    for threads, block in (("1", 1700), ("2", 300), ("ALL_CPUS", 77)):
        (tmp_path / threads).mkdir()
        path = tmp_path / threads / f"a{block}.tif"
        values = codes(LARGE)
        with RasterWriter(
            str(path), LARGE, CLASSES, "Byte", nodata=0, creation_options=f"NUM_THREADS={threads}"
        ) as writer:
            for row in range(0, 1300, block):
                writer.write(values[:, row:row + block], row, 0)
            writer.finish()
            writer.commit()
        digests.add((digest(path), digest(f"{path}.aux.xml")))
    assert len(digests) == 1


# --- overviews ----------------------------------------------------------------------------------------------


def blocks_of(values, rows, columns):
    """The 2 x 2 pixels behind each pixel of the next overview (fewer at the edges, repeated): (rows, columns, 4)."""
    index = [np.minimum(np.arange(2 * size), source - 1) for size, source in zip((rows, columns), values.shape)]
    return values[np.ix_(*index)].reshape(rows, 2, columns, 2).swapaxes(1, 2).reshape(rows, columns, 4)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("", []), ("OVERVIEW_RESAMPLING=MODE", []), ("RESAMPLING=NEAREST", []),
        ("OVERVIEW_RESAMPLING=AVERAGE", ["AVERAGE would mix class codes in the overviews; MODE is used."]),
        ("RESAMPLING=CUBIC", ["CUBIC would mix class codes in the overviews; MODE is used."]),
    ],
)
@pytest.mark.parametrize("legend", [LEGEND, Legend()], ids=["named", "unnamed"])
def test_overviews_show_classes_that_are_there(tmp_path, options, told, legend):
    bands = [OutputBand(legend=legend)]
    with RasterWriter(str(tmp_path / "a.tif"), LARGE, bands, "Byte", nodata=0, creation_options=options) as writer:
        assert [finding.message for finding in writer.findings] == told
        writer.write(codes(LARGE), 0, 0)
        writer.finish()
        writer.commit()
    dataset = gdal.Open(str(tmp_path / "a.tif"))
    band = dataset.GetRasterBand(1)
    assert band.GetOverviewCount() == 2
    finer = band.ReadAsArray()
    for level in range(2):
        overview = band.GetOverview(level).ReadAsArray()
        blocks = blocks_of(finer, *overview.shape)
        assert (blocks == overview[..., None]).any(axis=2).all()
        if "NEAREST" not in options:
            counts = np.stack([(blocks == code).sum(axis=2) for code in (10, 20, 30)])
            chosen = np.stack([overview == code for code in (10, 20, 30)])
            assert (np.where(chosen, counts, 0).sum(axis=0) == counts.max(axis=0)).all()
        finer = overview


@pytest.mark.parametrize("options", ["COMPRESS=JPEG", "COMPRESS=LERC|MAX_Z_ERROR=1"])
def test_classes_are_never_compressed_with_loss(tmp_path, options):
    with pytest.raises(FusionError, match=r"changes values, which turns classes into others; choose DEFLATE, ZSTD or"):
        RasterWriter(str(tmp_path / "a.tif"), GRID, CLASSES, "Byte", creation_options=options)
    assert names(tmp_path) == []


@pytest.mark.parametrize("dtype", ["Byte", "Int16"])
def test_it_is_a_valid_cog(tmp_path, dtype):
    validator = pytest.importorskip("osgeo_utils.samples.validate_cloud_optimized_geotiff")
    path = save(tmp_path / "a.tif", codes(LARGE), LARGE, dtype, CLASSES, nodata=0)
    warnings, errors, _ = validator.validate(path)
    assert (warnings, errors) == ([], [])


# --- nothing lost, nothing left -----------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path):
    """An output of classes that is there already; checks that it is unchanged and alone at the end."""
    path = save(tmp_path / "a.tif", codes(seed=9), dtype="Byte", bands=CLASSES, sidecar="{}\n")
    before = (digest(path), digest(f"{path}.aux.xml"))
    yield path
    assert (digest(path), digest(f"{path}.aux.xml")) == before
    assert names(tmp_path) == ["a.tif", "a.tif.aux.xml", "a.tif.json"]


OTHER = [OutputBand(legend=Legend((LegendEntry(10, "Other"),)))]


def test_the_old_legend_stays_until_commit(old):
    with RasterWriter(old, GRID, OTHER, "Byte") as writer:
        writer.write(codes(), 0, 0)
        writer.finish()
        assert any(name.endswith(".part.aux.xml") for name in names(Path(old).parent))
        with RasterSource(old) as source:
            assert source.legend(1) == LEGEND


def test_a_cancelled_copy_keeps_the_old_legend(old):
    class Cancelling(Reporter):
        def cancelled(self):
            return True

    with RasterWriter(old, LARGE, OTHER, "Byte") as writer:
        writer.write(codes(LARGE), 0, 0)
        with pytest.raises(Cancelled):
            writer.finish(Cancelling())


@pytest.mark.filterwarnings("error")
def test_a_disk_that_is_full_when_the_names_are_written(old, monkeypatch):
    """As the system tells it: the names are small, and a disk cannot be filled to the byte."""
    from multiscale_fusion.core import destination

    opened = open

    def refuse(path, *arguments, **keywords):
        if str(path).endswith(".aux.xml"):
            raise OSError(28, os.strerror(28))
        return opened(path, *arguments, **keywords)

    with RasterWriter(old, GRID, OTHER, "Byte") as writer:
        writer.write(codes(), 0, 0)
        monkeypatch.setattr(destination, "open", refuse, raising=False)
        with pytest.raises(FusionError, match=r"^The disk that holds .* is full, so a\.tif was not written; free some"):
            writer.finish()


def test_commit_replaces_the_legend_or_removes_it(tmp_path):
    path = save(tmp_path / "a.tif", codes(), dtype="Byte", bands=CLASSES)
    Path(f"{path}.vat.dbf").write_bytes(b"old")
    save(path, codes(), dtype="Byte", bands=OTHER)
    assert names(tmp_path) == ["a.tif", "a.tif.aux.xml"]
    with RasterSource(path) as source:
        assert source.legend(1).name(10) == "Other"
    save(path, codes(), dtype="Byte")
    assert names(tmp_path) == ["a.tif"]
    with RasterSource(path) as source:
        assert source.legend(1) is None


def test_names_stay_when_a_program_adds_statistics(tmp_path):
    path = save(tmp_path / "a.tif", codes(), dtype="Byte", bands=CLASSES)
    dataset = gdal.Open(path)
    dataset.GetRasterBand(1).ComputeStatistics(False)
    del dataset
    with RasterSource(path) as source:
        assert source.legend(1) == LEGEND


KILLED = """
    import importlib.util, os, signal, sys
    root, path = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("multiscale_fusion", root + "/__init__.py",
                                                  submodule_search_locations=[root])
    module = importlib.util.module_from_spec(spec)
    sys.modules["multiscale_fusion"] = module
    spec.loader.exec_module(module)
    import numpy as np
    from affine import Affine
    from odc.geo.geobox import GeoBox
    from multiscale_fusion.core.legend import Legend, LegendEntry
    from multiscale_fusion.core.raster.writer import OutputBand, RasterWriter

    grid = GeoBox((70, 90), Affine(1000.0, 0, 300000, 0, -1000.0, 4000000), "EPSG:32611")
    writer = RasterWriter(path, grid, [OutputBand(legend=Legend((LegendEntry(1, "Other"),)))], "Byte", sidecar="new")
    writer.write(np.ones((1, 70, 90)), 0, 0)
    writer.finish()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_kill_9_before_commit_keeps_the_old_legend_and_the_next_run_tidies_up(tmp_path, root):
    path = save(tmp_path / "a.tif", codes(), dtype="Byte", bands=CLASSES)
    before = (digest(path), digest(f"{path}.aux.xml"))
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(root), path], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (digest(path), digest(f"{path}.aux.xml")) == before
    left = [name for name in names(tmp_path) if name.startswith(".a.tif.")]
    assert any(name.endswith(".aux.xml") for name in left)
    for name in left:
        os.utime(tmp_path / name, (time.time() - 60,) * 2)
    save(path, codes(), dtype="Byte", bands=CLASSES)
    assert names(tmp_path) == ["a.tif", "a.tif.aux.xml"]
