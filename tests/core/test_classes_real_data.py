"""Class statistics of real land cover on 1 km grids: every cell against exactextract, and GDAL's mode beside them.

exactextract gets each cell's outline, densified and transformed point by point, in the raster's own pixels.
"""

import shutil

import numpy as np
import pytest
from multiscale_fusion.core.grid import grid_from_resolution, target_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import grid, read, run, write
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from osgeo import gdal
from pyproj import Transformer

exactextract = pytest.importorskip("exactextract", reason="exactextract, a test-only package, is not installed")

MAPS = ("nlcd.tif", "nlcd2011.tif")   # 8 classes with names; 14 with colours alone
NODATA = 255
MODIS = 926.625433055833
MODIS_ANCHOR = (-20015109.354, 10007554.677)
# On the map's own axes exactextract's fractions are good to the 32 bits it keeps them in; else outlines are straight
# lines between points on both sides.
TARGETS = {"UTM": 1e-6, "sinusoidal": 1e-4}
CALIFORNIA = grid("EPSG:32611", 390000.0, 3760020.0, 30.0, (700, 800))


@pytest.fixture
def land_cover(data_file, tmp_path):
    """A callable: the path of a copy of one of the maps, with the file beside it that holds its names."""
    def copy(name):
        for file in (name, f"{name}.aux.xml"):
            original = data_file(f"zion/{name}").with_name(file)
            if original.exists():
                shutil.copyfile(original, tmp_path / file)
        return tmp_path / name

    return copy


def cells_of(source, kind):
    """The grid of 1 km cells over a map."""
    if kind == "UTM":
        return target_grid(source, crs=source.crs, resolution=1000.0)
    return grid_from_resolution(SINUSOIDAL, MODIS, covering=source, anchor=MODIS_ANCHOR)


def outlines(source, target, steps):
    """Closed outlines of all target cells (cells, points, 2) in source pixels, y upwards from the lower edge."""
    t = np.arange(steps) / steps
    zero, one = np.zeros(steps), np.ones(steps)
    row, column = np.indices(target.shape).reshape(2, -1, 1)
    x, y = target.affine * (column + np.r_[t, one, 1 - t, zero, 0], row + np.r_[zero, t, one, 1 - t, 0])
    x, y = Transformer.from_crs(target.crs.proj, source.crs.proj, always_xy=True).transform(x, y)
    x, y = ~source.affine * (x, y)
    return np.stack([x, source.shape[0] - y], axis=-1)


class Exact:
    """What exactextract finds in each target cell.

    ``classes``: ascending; ``fractions`` (classes, cells) of the valid area, ``area`` (cells) of it in pixels; ``mode``
    and ``lead``, by how much of the valid area it comes before the next class; NaN in cells without a valid pixel.
    """

    def __init__(self, values, nodata, source, target, steps=32):
        raster = exactextract.raster.NumPyRasterSource(values, 0, 0, *values.shape[::-1], nodata=nodata)
        cells = [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring.tolist()]}}
                 for ring in outlines(source, target, steps)]
        found = [each["properties"] for each in
                 exactextract.exact_extract(raster, cells, ["unique", "frac", "count"])]
        self.classes = sorted({int(value) for each in found for value in each["unique"]})
        self.area = np.array([each["count"] for each in found])
        self.fractions = np.zeros((len(self.classes), len(found)))
        for cell, each in enumerate(found):
            self.fractions[np.searchsorted(self.classes, each["unique"]), cell] = each["frac"]
        self.fractions[:, self.area == 0.0] = np.nan
        second, first = np.sort(self.fractions, axis=0)[-2:]
        self.lead = first - second
        self.mode = np.where(self.area > 0.0, np.array(self.classes)[self.fractions.argmax(axis=0)], np.nan)

    def wrong(self, mode, cells, tolerance):
        """Share of some cells in which a mode is not the true one, those with a tie left out."""
        told = cells & (self.lead > tolerance)
        return np.mean(mode.ravel()[told] != self.mode[told])


def aggregated(path, target, folder, statistic):
    """Every cell that has a valid pixel, however small its part."""
    return run(path, target, folder, kind="categorical", statistic=statistic, min_valid=0.0, dtype="auto")["output"]


def gdal_mode(path, target):
    """What `gdalwarp -r mode` gives on a grid, with its transformer exact."""
    dataset = gdal.GetDriverByName("MEM").Create("", target.shape[1], target.shape[0], 1, gdal.GDT_Byte)
    dataset.SetGeoTransform(target.affine.to_gdal())
    dataset.SetProjection(target.crs.proj.to_wkt("WKT1_GDAL"))
    gdal.Warp(dataset, gdal.Open(str(path)), resampleAlg="mode", errorThreshold=0)
    return dataset.ReadAsArray()


def bands_of(path):
    """Description and metadata of each band."""
    dataset = gdal.Open(str(path))
    bands = [dataset.GetRasterBand(number) for number in range(1, dataset.RasterCount + 1)]
    return [(band.GetDescription(), band.GetMetadata()) for band in bands]


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("kind", TARGETS)
def test_fractions_and_mode_are_exact_in_every_cell(land_cover, tmp_path, name, kind):
    path, tolerance = land_cover(name), TARGETS[kind]
    with RasterSource(str(path)) as source:
        pixels, target = source.grid, cells_of(source.grid, kind)
    exact = Exact(gdal.Open(str(path)).ReadAsArray(), NODATA, pixels, target)
    assert (exact.area > 0.0).sum() > 1500 and len(exact.classes) in (8, 14)

    fractions = aggregated(path, target, tmp_path, "fractions").reshape(-1, exact.area.size)
    told = [metadata["CLASS_VALUE"] for _, metadata in bands_of(tmp_path / "output.tif")]
    assert told == [str(value) for value in exact.classes]
    np.testing.assert_array_equal(np.isnan(fractions), np.isnan(exact.fractions))
    np.testing.assert_allclose(fractions, exact.fractions, rtol=0.0, atol=tolerance)
    np.testing.assert_allclose(fractions.sum(axis=0), np.where(exact.area > 0.0, 1.0, np.nan), rtol=0.0, atol=1e-6)

    mode = aggregated(path, target, tmp_path, "mode")
    np.testing.assert_array_equal(np.isnan(mode.ravel()), exact.area == 0.0)
    assert exact.wrong(mode, exact.area > 0.0, tolerance) == 0.0
    assert (exact.lead <= tolerance).sum() <= 3, "too many cells are left out"


@pytest.mark.parametrize("name", MAPS)
def test_valid_fractions_are_exact_in_every_cell(land_cover, tmp_path, name):
    path = land_cover(name)
    with RasterSource(str(path)) as source:
        pixels, target = source.grid, cells_of(source.grid, "sinusoidal")
    exact = Exact(gdal.Open(str(path)).ReadAsArray(), NODATA, pixels, target)
    rings = outlines(pixels, target, 32)
    x, y = rings[..., 0], rings[..., 1]
    whole = 0.5 * np.abs((x[:, :-1] * y[:, 1:] - x[:, 1:] * y[:, :-1]).sum(axis=1))
    share = run(path, target, tmp_path, kind="categorical", statistic="mode", min_valid=0.0, dtype="auto",
                valid_fraction=True)["valid_fraction"]
    np.testing.assert_allclose(share.ravel(), exact.area / whole, rtol=0.0, atol=1e-4)


@pytest.mark.parametrize("name", MAPS)
def test_classes_keep_their_names_and_colours(land_cover, tmp_path, name):
    path = land_cover(name)
    with RasterSource(str(path)) as source:
        legend, target = source.legend(1), cells_of(source.grid, "sinusoidal")
    assert legend.colour(11 if name == "nlcd2011.tif" else 1) == (71, 107, 160, 255), "not the map that was meant"

    mode = aggregated(path, target, tmp_path, "mode")
    with RasterSource(str(tmp_path / "output.tif")) as output:
        told = output.legend(1)
    winning = values_of(mode)
    assert len(winning) >= 6
    for value in winning:
        assert (told.name(value), told.colour(value)) == (legend.name(value), legend.colour(value))

    present = values_of(read(path))
    aggregated(path, target, tmp_path, "fractions")
    names = ["Water", "Developed", "Barren", "Forest", "Shrubland", "Herbaceous", "Cultivated", "Wetlands"]
    bands = bands_of(tmp_path / "output.tif")
    assert [description for description, _ in bands] == (
        names if name == "nlcd.tif" else [f"Class {value}" for value in present])
    for value, (_, metadata) in zip(present, bands):
        assert metadata["CLASS_NAME"] == legend.name(value)
        assert metadata["CLASS_COLOUR"] == "#{:02x}{:02x}{:02x}".format(*legend.colour(value)[:3])


def values_of(array):
    """The whole numbers in an array, ascending; NaN is none."""
    return np.unique(array[np.isfinite(array)]).astype(int).tolist()


def test_gdal_mode_is_wrong_in_sinusoidal_cells_of_a_real_map_and_ours_in_none(land_cover, tmp_path, capsys):
    """Large forests forgive much: where one class fills a cell and its neighbours, any sample of them gives it."""
    path = land_cover("nlcd.tif")
    with RasterSource(str(path)) as source:
        pixels, target = source.grid, cells_of(source.grid, "sinusoidal")
    exact = Exact(gdal.Open(str(path)).ReadAsArray(), NODATA, pixels, target)
    judge(path, target, tmp_path, exact, "NLCD in Utah", capsys, least=0.03)


def test_gdal_mode_is_wrong_in_half_the_sinusoidal_cells_of_california_and_ours_in_none(tmp_path, capsys):
    """Patches of 390 m, as fields and towns have them."""
    random = np.random.default_rng(5)
    patches = random.choice(np.array([11, 21, 31, 42, 52, 71, 81, 90], np.uint8), (54, 62))
    values = patches.repeat(13, axis=0).repeat(13, axis=1)[:700, :800]
    path = write(tmp_path / "patches.tif", CALIFORNIA, values, nodata=0)
    target = cells_of(CALIFORNIA, "sinusoidal")
    judge(path, target, tmp_path, Exact(values, 0, CALIFORNIA, target), "patches in California", capsys, least=0.35)


def judge(path, target, folder, exact, where, capsys, least):
    """Ours is wrong in no whole cell, GDAL's in at least this share of them."""
    whole = exact.area > 0.999 * np.nanmax(exact.area)
    assert whole.sum() > 500
    ours, theirs = aggregated(path, target, folder, "mode"), gdal_mode(path, target)
    tolerance = TARGETS["sinusoidal"]
    assert exact.wrong(ours, whole, tolerance) == 0.0
    share = exact.wrong(theirs, whole, tolerance)
    with capsys.disabled():
        print(f"\n{where}: gdalwarp -r mode is wrong in {share:.1%} of {whole.sum()} sinusoidal cells, ours in none")
    assert share > least
