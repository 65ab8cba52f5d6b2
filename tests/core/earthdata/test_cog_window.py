"""The area of interest out of a COG: the pixels, grid and description of a crop of the whole file, and fewer bytes."""

import json
import os

import numpy as np
import pytest
from osgeo import gdal, osr

from multiscale_fusion.core.earthdata.cog_window import Area, fetch_window, is_window, window_there
from multiscale_fusion.core.earthdata.connection import NoRanges
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster.tiff_layout import read_layout
from multiscale_fusion.tests.core.earthdata.downloading import add_file, connection_to
from multiscale_fusion.tests.earthdata_archive import Archive, Cut, Deaf

SIZE = 1200
NAME = "HLS.L30.T11SKD.2022216T183429.v2.0.B04.tif"
X0, Y0 = 600_000.0, 3_700_020.0
# Pixels 300 to 420 and 500 to 560, a bit more than whole ones.
AREA = Area((X0 + 300 * 30 + 5, Y0 - 560 * 30 + 5, X0 + 420 * 30 - 5, Y0 - 500 * 30 - 5), "EPSG:32611")
WINDOW = (300, 500, 120, 60)


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "server").mkdir()
    with Archive(tmp_path / "server") as archive:
        yield archive


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def write(path, *, dtype=gdal.GDT_Int16, bands=1, driver="COG", options=(), mask=False, epsg=32611,
          transform=(X0, 30, 0, Y0, 0, -30)):
    """A raster of noise, with all that describes one."""
    memory = gdal.GetDriverByName("MEM").Create("", SIZE, SIZE, bands, dtype)
    memory.SetGeoTransform(transform)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    memory.SetSpatialRef(reference)
    rng = np.random.default_rng(3)
    for number in range(1, bands + 1):
        band = memory.GetRasterBand(number)
        values = rng.integers(0, 200, (SIZE, SIZE))
        values[400:530, 100:330] = 255
        band.WriteArray(values)
        band.SetDescription(f"Red {number}")
        if not mask:
            band.SetNoDataValue(255)
        band.SetScale(0.0001)
        band.SetOffset(-0.1)
        band.SetUnitType("1")
    if mask:
        memory.CreateMaskBand(gdal.GMF_PER_DATASET)
        memory.GetRasterBand(1).GetMaskBand().WriteArray(np.where(rng.random((SIZE, SIZE)) < 0.3, 0, 255))
    memory.SetMetadataItem("SENSING_TIME", "2022-08-04T18:34:29Z")
    gdal.GetDriverByName(driver).CreateCopy(str(path), memory, 0, list(options))
    return path.read_bytes()


def described(dataset):
    return [
        (band.ReadAsArray().tobytes(), band.GetMaskBand().ReadAsArray().tobytes(), str(band.GetNoDataValue()),
         band.GetScale(), band.GetOffset(), band.GetUnitType(), band.GetDescription(), band.DataType)
        for band in map(dataset.GetRasterBand, range(1, dataset.RasterCount + 1))
    ]


def same_as_crop(path, whole, window):
    """As GDAL crops the whole file."""
    expected = gdal.Translate("", str(whole), format="MEM", srcWin=list(window))
    found = gdal.Open(str(path))
    assert (found.RasterXSize, found.RasterYSize) == tuple(window[2:])
    assert found.GetGeoTransform() == expected.GetGeoTransform()
    assert found.GetSpatialRef().IsSame(expected.GetSpatialRef())
    assert found.GetMetadataItem("SENSING_TIME") == "2022-08-04T18:34:29Z"
    assert described(found) == described(expected)


LAYOUTS = {
    "cog": dict(options=["COMPRESS=DEFLATE", "BLOCKSIZE=256"]),
    "cog, predictor": dict(options=["COMPRESS=LZW", "PREDICTOR=YES", "BLOCKSIZE=128"]),
    "cog, float": dict(dtype=gdal.GDT_Float32, options=["COMPRESS=ZSTD", "BLOCKSIZE=256"]),
    "cog, bands": dict(bands=3, options=["COMPRESS=DEFLATE", "BLOCKSIZE=256"]),
    "cog, mask": dict(mask=True, dtype=gdal.GDT_Byte, options=["COMPRESS=DEFLATE", "BLOCKSIZE=256"]),
    "cog, bigtiff": dict(options=["COMPRESS=DEFLATE", "BLOCKSIZE=256", "BIGTIFF=YES"]),
    "tiles": dict(driver="GTiff", options=["TILED=YES", "COMPRESS=DEFLATE", "BLOCKXSIZE=128", "BLOCKYSIZE=64"]),
    "tiles, planes": dict(driver="GTiff", bands=3, options=["TILED=YES", "INTERLEAVE=BAND"]),
    "strips": dict(driver="GTiff", options=["COMPRESS=DEFLATE"]),
    "big endian": dict(driver="GTiff", options=["ENDIANNESS=BIG", "TILED=YES"]),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_window_is_a_crop_of_the_whole(archive, folder, tmp_path, layout):
    content = write(tmp_path / NAME, **layout)
    remote = add_file(archive, NAME, content)
    window = fetch_window(connection_to(archive), remote, str(folder), AREA)
    same_as_crop(window.path, tmp_path / NAME, WINDOW)
    assert os.listdir(folder) == [NAME] and window.size == os.path.getsize(window.path)
    sent = sum(int(last) - int(first) + 1 for first, last in (
        each.headers["range"].removeprefix("bytes=").split("-") for each in archive.asked(NAME)))
    assert window.fetched <= sent and window.fetched < 0.45 * len(content)


def test_a_margin_widens_it_in_metres_and_in_degrees(archive, folder, tmp_path):
    remote = add_file(archive, NAME, write(tmp_path / NAME))
    around = Area(AREA.bounds, AREA.crs, 931.0)   # 31 pixels and the 5 m that the area lacks at each side
    window = fetch_window(connection_to(archive), remote, str(folder), around)
    same_as_crop(window.path, tmp_path / NAME, (269, 469, 182, 122))
    degrees = "degrees.tif"
    remote = add_file(archive, degrees, write(tmp_path / degrees, epsg=4326, transform=(-119, .001, 0, 60.6, 0, -.001)))
    box = (-118.5, 59.9, -118.4, 60.0)
    window = fetch_window(connection_to(archive), remote, str(folder), Area(box, "EPSG:4326", 1113.2))
    west, step, _, north, _, _ = gdal.Open(window.path).GetGeoTransform()
    # 0.01 degrees to the north, twice as many to the west at 60 degrees.
    assert west == pytest.approx(-118.52, abs=2 * step) and north == pytest.approx(60.01, abs=2 * step)


def test_an_area_in_degrees_covers_its_outline(archive, folder, tmp_path):
    remote = add_file(archive, NAME, write(tmp_path / NAME))
    to_degrees = osr.CoordinateTransformation(reference(32611), reference(4326))
    x0, y0, x1, y1 = AREA.bounds
    corners = np.array([to_degrees.TransformPoint(x, y)[:2] for x in (x0, x1) for y in (y0, y1)])
    box = (*corners.min(0), *corners.max(0))
    window = fetch_window(connection_to(archive), remote, str(folder), Area(box, "EPSG:4326"))
    found = gdal.Open(window.path)
    left, _, _, top, _, _ = found.GetGeoTransform()
    assert left <= x0 and top >= y1
    assert left + 30 * found.RasterXSize >= x1 and top - 30 * found.RasterYSize <= y0
    assert found.RasterXSize < WINDOW[2] + 10 and found.RasterYSize < WINDOW[3] + 10


def reference(epsg):
    made = osr.SpatialReference()
    made.ImportFromEPSG(epsg)
    made.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return made


def test_a_window_beside_the_raster_is_none(archive, folder, tmp_path):
    remote = add_file(archive, NAME, write(tmp_path / NAME))
    window = fetch_window(connection_to(archive), remote, str(folder), Area((0.0, 0.0, 1.0, 1.0), "EPSG:32611"))
    assert window.path == "" and os.listdir(folder) == []


def test_what_cannot_be_cut_is_for_the_whole_file(archive, folder, tmp_path):
    remote = add_file(archive, NAME, write(tmp_path / NAME))
    archive.fail(NAME, Deaf())
    with pytest.raises(NoRanges):
        fetch_window(connection_to(archive), remote, str(folder), AREA)
    with pytest.raises(NoRanges):   # all of it is wanted
        fetch_window(connection_to(archive), remote, str(folder), Area((0, 0, 9e5, 9e6), "EPSG:32611"))
    text = add_file(archive, "text.tif", b"no TIFF at all")
    with pytest.raises(NoRanges):
        fetch_window(connection_to(archive), text, str(folder), AREA)
    assert os.listdir(folder) == []


def test_a_cut_connection_is_made_up_for(archive, folder, tmp_path):
    remote = add_file(archive, NAME, write(tmp_path / NAME))
    archive.fail(NAME, Cut(100), Cut(0))
    window = fetch_window(connection_to(archive), remote, str(folder), AREA)
    same_as_crop(window.path, tmp_path / NAME, WINDOW)


def test_a_window_is_known_again(archive, folder, tmp_path):
    remote = add_file(archive, NAME, write(tmp_path / NAME))
    window = fetch_window(connection_to(archive), remote, str(folder), AREA)
    assert is_window(window.path) and window_there(window.path, remote, AREA) == window.checksum
    assert window_there(window.path, remote, Area(AREA.bounds, AREA.crs, 1.0)) is None
    assert not is_window(str(tmp_path / NAME)) and window_there(str(tmp_path / NAME), remote, AREA) is None
    record = json.loads(gdal.Open(window.path).GetMetadataItem("MULTISCALE_FUSION_PROVENANCE"))
    assert record["inputs"][0]["name"] == NAME and str(tmp_path) not in json.dumps(record)


def test_the_same_window_has_the_same_bytes(archive, folder, tmp_path):
    remote = add_file(archive, NAME, write(tmp_path / NAME))
    contents = set()
    for threads in (1, 3):
        window = fetch_window(connection_to(archive), remote, str(folder), AREA, threads=threads)
        with open(window.path, "rb") as file:
            contents.add(file.read())
    assert len(contents) == 1


@pytest.mark.parametrize("content", [b"", b"II*\0", b"II*\0\xff\xff\xff\x7f" + bytes(100), b"MM\0*\0\0\0\x08\xff\xff"])
def test_what_is_no_tiff(content):
    with pytest.raises(FusionError):
        read_layout(lambda begin, end: content[begin:end])


REAL = {
    "HLS Fmask": ("hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif", 0.6),
    "ECOSTRESS LST": ("ecostress/ECOv002_L2T_LSTE_33730_008_11SPS_20240617T205018_0712_01_LST.tif", 0.4),
    "WorldCover": ("landcover/ESA_WorldCover_10m_2020_v100_N00E006/ESA_WorldCover_10m_2020_v100_N00E006_Map.tif", 0.4),
}


@pytest.mark.parametrize("file, most", REAL.values(), ids=REAL)
def test_windows_of_real_files(archive, folder, data_file, file, most):
    """A tenth of each side, in the middle: the pixels of GDAL's crop, and fewer bytes than the whole file has."""
    path = data_file(file)
    whole = gdal.Open(str(path))
    west, dx, _, north, _, dy = whole.GetGeoTransform()
    width, height = whole.RasterXSize // 10, whole.RasterYSize // 10
    left, top = whole.RasterXSize // 2, whole.RasterYSize // 2
    bounds = (west + left * dx, north + (top + height) * dy, west + (left + width) * dx, north + top * dy)
    content = path.read_bytes()
    window = fetch_window(connection_to(archive), add_file(archive, path.name, content), str(folder),
                          Area(bounds, whole.GetProjection()))
    found, expected = gdal.Open(window.path), gdal.Translate("", whole, format="MEM", srcWin=[left, top, width, height])
    assert found.GetGeoTransform() == pytest.approx(expected.GetGeoTransform(), rel=1e-12)
    assert found.GetSpatialRef().IsSame(expected.GetSpatialRef()) and described(found) == described(expected)
    assert window.fetched < most * len(content)
    band = found.GetRasterBand(1)
    for overview in map(band.GetOverview, range(band.GetOverviewCount())):
        values = overview.ReadAsArray()
        assert set(np.unique(values)) <= set(np.unique(band.ReadAsArray()))
