"""Real files on their grids, other grids, what is refused, names."""

import concurrent.futures
import shutil
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.crs import same_crs
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.raster.files import container_file, short_name
from osgeo import gdal, osr

UTM = "EPSG:32611"
NORTH_UP = (600000.0, 30.0, 0.0, 3700020.0, 0.0, -30.0)
MODIS_SPHERE = "+proj=sinu +lon_0=0 +R=6371007.181 +units=m +no_defs"


# --- real files ---------------------------------------------------------------------------------------------

ECOSTRESS = "ecostress/ECOv002_L2T_LSTE_{}_0601_01_LST.tif"
MOD11 = 'HDF4_EOS:EOS_GRID:"{}":MODIS_Grid_Daily_1km_LST:LST_Day_1km'
MOD13 = 'HDF4_EOS:EOS_GRID:"{}":MODIS_Grid_16DAY_1km_VI:"1 km 16 days NDVI"'
# Size, origin, pixel size, type, nodata: gdalinfo (GDAL 3.6.2). Valid fraction, range: gdal_translate to a text file.
REAL = {
    "ecostress/ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif":
        ("{}", (1568, 1568), (600000, 70, 0, 3700020, 0, -70), "EPSG:32611",
         "float32", np.nan, 0.9835, (295.26, 329.72)),
    "ecostress/ECOv002_L2T_LSTE_33730_008_11SPS_20240617T205018_0712_01_LST.tif":
        ("{}", (1568, 1568), (600000, 70, 0, 3700020, 0, -70), "EPSG:32611",
         "float32", np.nan, 0.9281, (302.42, 341.14)),
    "hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif":
        ("{}", (3660, 3660), (399960, 30, 0, 7200000, 0, -30), "EPSG:32606", "uint8", 255, 0.9986, (64, 244)),
    "modis_granules/MOD11A1.hdf":
        (MOD11, (1200, 1200), (-4447802.079066, 926.625433138333, 0, 0, 0, -926.625433139167), MODIS_SPHERE,
         "uint16", 0, 0.2318, (291.40, 325.72)),
    "modis_granules/MOD13A2.A2016145.h18v04.006.2016166145124.hdf":
        (MOD13, (185, 219), (670117.907295, 926.625433054794, 0, 5608858.446491, 0, -926.625433054053), MODIS_SPHERE,
         "int16", -3000, 1.0, (0.1066, 0.9390)),
    "salton_series/fine/2020-10-02_fine.tif":
        ("{}", (140, 140), (649980, 70, 0, 3659840, 0, -70), "EPSG:32611", "float64", -3.4e38, None, (0.0, 1.0)),
    "landsat_small/LC08_L1TP_195025_20130707_20170503_01_T1_B8.TIF":
        ("{}", (82, 82), (483277.5, 15, 0, 5628517.5, 0, -15), "EPSG:32632", "int16", -32768, 1.0, (7078, 19529)),
    "landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2_SR_B2.TIF":
        ("{}", (512, 512), (207585, 464.12109375, 0, 3942915, 0, -435.99609375), "EPSG:32617", "uint16", 0, None, None),
    # Declares no nodata; the product's metadata (Special_Values) says that it is 0.
    "sentinel2/T29UNU_20221005T115411_B04_60m.jp2":
        ("{}", (1830, 1830), (499980, 60, 0, 5900040, 0, -60), "EPSG:32629", "uint16", 0, 0.5961, (100, 17360)),
}


@pytest.mark.parametrize("file", REAL, ids=lambda file: Path(file).name)
def test_real_files_open_on_their_grids(data_file, file, read_all):
    form, shape, transform, crs, dtype, nodata, valid, extremes = REAL[file]
    with RasterSource(form.format(data_file(file))) as source:
        assert tuple(source.grid.shape) == shape
        np.testing.assert_allclose(source.grid.affine.to_gdal(), transform, rtol=1e-12)
        assert same_crs(source.grid.crs, crs)
        band = source.bands[0]
        assert (band.number, band.dtype, band.is_class) == (1, dtype, False)
        np.testing.assert_equal(band.nodata, nodata if dtype != "float64" else float(np.float32(nodata)))
        pixels = read_all(source)
    usable = pixels.values[pixels.valid == 1]
    if valid is not None:
        assert pixels.valid.mean() == pytest.approx(valid, abs=5e-5)
    if extremes is not None:
        assert extremes[0] - 1e-3 <= usable.min()
        assert usable.max() <= extremes[1] + 1e-3
    if valid is not None and extremes is not None:
        np.testing.assert_allclose((usable.min(), usable.max()), extremes, rtol=1e-6)


def test_both_ecostress_files_share_one_grid(data_dir):
    """The file of 2024 stores UTM zone 11N without the EPSG code of the whole CRS."""
    grids = [RasterSource(str(path)).grid for path in sorted((data_dir / "ecostress").glob("*.tif"))]
    assert len(grids) == 2
    assert grids[0] == grids[1]
    assert str(grids[1].crs) == "EPSG:32611"


def test_mod11_is_scaled_once_and_in_kelvin(data_file, read_all):
    path = MOD11.format(data_file("modis_granules/MOD11A1.hdf"))
    dataset = gdal.Open(path)
    stored = dataset.ReadAsArray()
    with RasterSource(path) as source:
        band = source.bands[0]
        pixels = read_all(source)
        assert source.name == "MOD11A1.hdf:MODIS_Grid_Daily_1km_LST:LST_Day_1km"
        assert source.findings == ()
    assert (band.scale, band.offset, band.units) == (0.02, 0.0, "K")
    assert pixels.values.dtype == np.float64
    usable = pixels.valid[0] == 1
    np.testing.assert_array_equal(usable, stored >= 7500)  # valid_range = 7500, 65535
    np.testing.assert_array_equal(pixels.values[0][usable], stored[usable] * 0.02)


def test_mod13_scale_is_a_divisor_and_says_so(data_file, read_all):
    path = MOD13.format(data_file("modis_granules/MOD13A2.A2016145.h18v04.006.2016166145124.hdf"))
    dataset = gdal.Open(path)
    assert dataset.GetRasterBand(1).GetScale() == 10000
    with RasterSource(path) as source:
        values = read_all(source).values
        assert [finding.code for finding in source.findings] == ["SCALE_SUSPECT"]
        assert source.bands[0].scale == 1e-4
    assert values.min() >= -0.2
    assert values.max() <= 1.0


def test_salton_fill_never_counts(data_file, read_all):
    with RasterSource(str(data_file("salton_series/fine/2020-10-01_fine.tif"))) as source:
        assert not read_all(source).valid.any()


def test_land_cover_is_told_apart(data_file):
    with RasterSource(str(data_file("zion/nlcd2011.tif"))) as source:
        assert source.bands[0].is_class
    with RasterSource(str(data_file("zion/nlcd.tif"))) as source:
        assert source.bands[0].is_class
    with RasterSource(str(data_file("zion/srtm.tif"))) as source:
        assert not source.bands[0].is_class


def test_nothing_is_written_beside_an_input(data_file, tmp_path, read_all):
    copy = Path(shutil.copy(data_file("modis_granules/MOD11A1.hdf"), tmp_path))
    with RasterSource(MOD11.format(copy)) as source:
        read_all(source)
    assert [path.name for path in tmp_path.iterdir()] == ["MOD11A1.hdf"]


# --- grids --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "transform",
    [
        (600000.0, 30.0, 0.0, 3700020.0, 0.0, -20.0),
        (600000.0, 30.0, 0.0, 3600000.0, 0.0, 30.0),
        (600000.0, 25.0, 10.0, 3700020.0, 10.0, -25.0),
        (-5.5, 0.25, 0.0, 60.0, 0.0, -0.5),
    ],
    ids=["non-square", "south-up", "rotated", "degrees"],
)
def test_any_affine_grid(tmp_path, transform, make_tif):
    crs = "EPSG:4326" if transform[0] < 0 else UTM
    path = make_tif(tmp_path / "a.tif", np.zeros((4, 6), np.uint8), transform=transform, crs=crs)
    with RasterSource(path) as source:
        assert source.grid.affine == Affine.from_gdal(*transform)
        assert tuple(source.grid.shape) == (4, 6)
        assert str(source.grid.crs) == crs


def test_a_given_crs_replaces_a_missing_one(tmp_path, make_tif):
    path = make_tif(tmp_path / "a.tif", np.zeros((2, 2), np.uint8), crs=None)
    with RasterSource(path, crs=UTM) as source:
        assert str(source.grid.crs) == UTM


def test_a_given_crs_replaces_another_one_but_not_its_equal(tmp_path, make_tif):
    path = make_tif(tmp_path / "a.tif", np.zeros((2, 2), np.uint8))
    with RasterSource(path, crs="EPSG:32612") as source:
        assert str(source.grid.crs) == "EPSG:32612"
    with RasterSource(path, crs="+proj=utm +zone=11 +datum=WGS84") as source:
        assert str(source.grid.crs) == UTM
    with pytest.raises(FusionError, match="is not understood"):
        RasterSource(path, crs="no such thing")


# --- what is refused ----------------------------------------------------------------------------------------


def refused(path, **arguments):
    with pytest.raises(FusionError) as caught:
        RasterSource(str(path), **arguments)
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


def test_missing_empty_folder_and_text(tmp_path, gdal_mode, capfd):
    assert refused(tmp_path / "no.tif") == f"{tmp_path}/no.tif does not exist; check the path."
    assert refused("") == "No raster is given; choose one."
    assert refused(tmp_path) == f"{tmp_path} is a folder, not a raster; choose a file."
    (tmp_path / "empty.tif").touch()
    assert "is an empty file" in refused(tmp_path / "empty.tif")
    (tmp_path / "a.txt").write_text("hello")
    assert "is not a raster that GDAL can read; choose another file" in refused(tmp_path / "a.txt")
    assert refused('HDF4_EOS:EOS_GRID:"/no/such.hdf":a:b') == "/no/such.hdf does not exist; check the path."
    assert refused("/vsizip/no.zip/a.tif") == "/vsizip/no.zip/a.tif does not exist; check the path."
    assert capfd.readouterr() == ("", "")


def test_vector_data(tmp_path, gdal_mode):
    (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    assert refused(tmp_path / "a.geojson").endswith("a.geojson holds vector data; choose a raster.")


def test_subdatasets_are_named(data_file, gdal_mode):
    text = refused(data_file("modis_granules/MOD11A1.hdf"))
    assert text.startswith("MOD11A1.hdf holds subdatasets instead of bands; name one of them, such as HDF4_EOS:")
    assert text.endswith("LST_Day_1km; 12 in all, among them also QC_Day, Day_view_time, Day_view_angl, LST_Night_1km, "
                         "QC_Night.")


def test_no_crs_no_georeference_no_area(tmp_path, gdal_mode, make_tif):
    zeros = np.zeros((2, 2), np.uint8)
    path = make_tif(tmp_path / "a.tif", zeros, crs=None)
    assert refused(path) == "a.tif has no coordinate reference system; assign one first."
    path = make_tif(tmp_path / "b.tif", zeros, transform=None)
    assert refused(path) == "b.tif has no georeference; georeference it first."
    path = make_tif(tmp_path / "c.tif", zeros, transform=(0.0, 1.0, 2.0, 0.0, 2.0, 4.0))
    assert refused(path) == "c.tif has a georeference whose pixels have no area; correct its geotransform."
    path = make_tif(tmp_path / "d.tif", zeros, crs='LOCAL_CS["site",UNIT["metre",1]]')
    assert "is not tied to the earth" in refused(path)
    with RasterSource(path, crs=UTM) as source:
        assert str(source.grid.crs) == UTM


def test_control_points_and_coefficients_are_told_from_grids(tmp_path, gdal_mode, make_tif):
    def points(dataset):
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(4326)
        corners = [gdal.GCP(float(x), float(y), 0.0, x, y) for x, y in ((0, 0), (0, 2), (2, 0), (2, 2))]
        dataset.SetGCPs(corners, reference)

    zeros = np.zeros((2, 2), np.uint8)
    path = make_tif(tmp_path / "a.tif", zeros, transform=None, crs=None, describe=points)
    assert refused(path) == "a.tif is located by ground control points only; warp it to a grid first (gdalwarp)."
    path = make_tif(
        tmp_path / "b.tif", zeros, transform=None, crs=None,
        describe=lambda dataset: dataset.SetMetadata({"X_DATASET": "lon.tif", "Y_DATASET": "lat.tif"}, "GEOLOCATION"),
    )
    assert refused(path) == "b.tif is located by geolocation arrays only; warp it to a grid first (gdalwarp)."


@pytest.mark.parametrize("kind", ["CInt16", "CFloat32", "CFloat64"])
def test_complex_numbers(tmp_path, gdal_mode, kind, make_tif):
    path = make_tif(tmp_path / "a.tif", np.zeros((2, 2), np.float32), kind=gdal.GetDataTypeByName(kind))
    assert refused(path) == f"Band 1 of a.tif holds complex numbers ({kind}); compute its amplitude or power first."


@pytest.mark.parametrize("ending", [".tif", ".jp2"])
def test_a_truncated_file_names_itself_and_the_place(tmp_path, gdal_mode, capfd, request, ending, make_tif, read_all):
    if ending == ".jp2":
        whole = request.getfixturevalue("data_file")("sentinel2/T29UNU_20221005T115411_B04_60m.jp2")
    else:
        noise = np.random.default_rng(0).integers(0, 60000, (2, 900, 700)).astype(np.uint16)
        whole = Path(make_tif(tmp_path / "whole.tif", noise, options=["COMPRESS=DEFLATE", "TILED=YES"]))
    content = whole.read_bytes()
    cut = tmp_path / f"cut{ending}"
    cut.write_bytes(content[: len(content) * 2 // 3])
    with RasterSource(str(cut)) as source, pytest.raises(FusionError) as caught:
        read_all(source)
    text = str(caught.value)
    assert text.startswith(f"cut{ending} is damaged or cut short: rows 0 to ")
    assert "cannot be read; copy or download the file again (GDAL: " in text
    assert "\n" not in text
    assert capfd.readouterr() == ("", "")


def test_a_file_replaced_by_another_while_in_use(tmp_path, make_tif, read_all):
    path = make_tif(tmp_path / "a.tif", np.zeros((4, 4), np.uint8))
    source = RasterSource(path)
    make_tif(path, np.zeros((5, 4), np.uint8))
    with concurrent.futures.ThreadPoolExecutor(1) as pool, pytest.raises(FusionError, match="changed while"):
        pool.submit(read_all, source).result()


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "file", "name"),
    [
        ("/a/b.tif", "/a/b.tif", "b.tif"),
        ("/vsizip//a/b.zip/c.tif", "/vsizip//a/b.zip/c.tif", "c.tif"),
        ("/vsicurl/https://h.org/a.tif?token=secret", "/vsicurl/https://h.org/a.tif?token=secret", "a.tif"),
        ('NETCDF:"/a/b.nc":sst', "/a/b.nc", "b.nc:sst"),
        ('HDF5:"/a/b.h5"://x/y', "/a/b.h5", "b.h5:x/y"),
        ("vrt:///a/b.tif?bands=1", "/a/b.tif", "b.tif:?bands=1"),
        ("<VRTDataset/>", "<VRTDataset/>", "virtual raster"),
    ],
)
def test_files_and_names(path, file, name):
    assert container_file(path) == file
    assert short_name(path) == name


def test_unquoted_subdatasets_name_their_file(tmp_path, make_tif):
    path = make_tif(tmp_path / "a.tif", np.zeros((2, 2), np.uint8))
    assert container_file(f"GTIFF_DIR:1:{path}") == path
    with RasterSource(f"GTIFF_DIR:1:{path}") as source:
        assert source.name == "a.tif:1"
        assert source.files[0] == path


def test_mod09_s_factor_of_10000_is_a_divisor(data_file):
    path = data_file("modis_granules/MOD09GA.A2008296.h14v17.006.2015181011753.hdf")
    band = f'HDF4_EOS:EOS_GRID:"{path}":MODIS_Grid_500m_2D:sur_refl_b02_1'
    with RasterSource(band) as source:
        pixels = source.read([1], (0, 2400), (0, 2400))
        values = pixels.values[pixels.valid == 1]
        assert source.bands[0].scale == pytest.approx(1e-4)
        assert [finding.code for finding in source.findings] == ["SCALE_SUSPECT"]
    assert -0.01 <= values.min() and values.max() <= 1.6   # the valid range of the product
    with RasterSource(f'HDF4_EOS:EOS_GRID:"{path}":MODIS_Grid_1km_2D:Range_1') as source:
        assert source.bands[0].scale == 25.0   # metres, a multiplier
