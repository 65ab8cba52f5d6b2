"""The product knowledge against real files: each is recognised as what it is, and figures agree with its own metadata.

Expected products and layers are written out by hand, not asked of the reader.
"""

import fnmatch
import json
import math
import re

import numpy as np
import pytest
from multiscale_fusion.core.product import find_product, recognise
from multiscale_fusion.core.raster import RasterSource
from osgeo import gdal

LANDSAT_8 = "LC08_L2SP_017036_20130419_20200913_02_T2"
# Every raster of the data folder, "/" and the subdataset after it: the first pattern that fits counts.
REAL = (
    ("hls_fmask/*/*.Fmask.tif", "HLSL30", "Fmask"),
    ("ecostress/*_LST.tif", "ECO_L2T_LSTE", "LST"),
    ("landsat_c2/*_SR_B?.TIF", "LANDSAT_OT_C2_L2", "reflectance"),
    ("landsat_c2/*_SR_QA_AEROSOL.TIF", "LANDSAT_OT_C2_L2", "SR_QA_AEROSOL"),
    ("landsat_c2/*_ST_B10.TIF", "LANDSAT_OT_C2_L2", "ST"),
    ("landsat_c2/*_ST_?RAD.TIF", "LANDSAT_OT_C2_L2", "radiance"),
    ("landsat_c2/*_ST_QA.TIF", "LANDSAT_OT_C2_L2", "ST_QA"),
    ("landsat_c2/*_ST_CDIST.TIF", "LANDSAT_OT_C2_L2", "ST_CDIST"),
    ("landsat_c2/*_ST_*.TIF", "LANDSAT_OT_C2_L2", "fraction"),
    ("landsat_c2/*_QA_PIXEL.TIF", "LANDSAT_OT_C2_L2", "QA_PIXEL"),
    ("landsat_c2/*_QA_RADSAT.TIF", "LANDSAT_OT_C2_L2", "QA_RADSAT"),
    ("landcover/*_Map.tif", "ESA_WorldCover", "Map"),
    ("landcover/*_InputQuality.tif", "ESA_WorldCover", "InputQuality"),
    ("sentinel2/*_SCL_?0m.jp2", "S2MSI2A", "SCL"),
    ("sentinel2/*_B??_60m.jp2", "S2MSI2A", "reflectance"),
    ("modis_series/*/MOD13A1_NDVI_2016_???.tif", "MOD13A1", "index"),
    ("modis_granules/MOD09GA*/sur_refl_b0?_1", "MOD09GA", "reflectance"),
    ("modis_granules/MOD09GA*/*Zenith_1", "MOD09GA", "zenith"),
    ("modis_granules/MOD09GA*/*Azimuth_1", "MOD09GA", "azimuth"),
    ("modis_granules/MOD09GA*/*_pnt_1", "MOD09GA", "pointers"),
    ("modis_granules/MOD09GA*/Range_1", "MOD09GA", "range"),
    ("modis_granules/MOD09GA*/num_observations_1km", "MOD09GA", "num_observations_1km"),
    ("modis_granules/MOD09GA*/num_observations_500m", "MOD09GA", "num_observations_500m"),
    *((f"modis_granules/MOD09GA*/{name}_1", "MOD09GA", name)
      for name in ("state_1km", "gflags", "iobs_res", "QC_500m", "obscov_500m")),
    ("modis_granules/MOD11A1.hdf/LST_*", "MOD11A1", "LST"), ("modis_granules/MOD11A1.hdf/QC_*", "MOD11A1", "QC"),
    ("modis_granules/MOD11A1.hdf/*_view_time", "MOD11A1", "view_time"),
    ("modis_granules/MOD11A1.hdf/*_view_angl", "MOD11A1", "view_angle"),
    ("modis_granules/MOD11A1.hdf/Emis_3?", "MOD11A1", "emissivity"),
    ("modis_granules/MOD11A1.hdf/Clear_*_cov", "MOD11A1", "clear_coverage"),
    ("modis_granules/MOD13A2*/1 km 16 days NDVI", "MOD13A2", "index"),
    ("modis_granules/MOD13A2*/1 km 16 days VI Quality", "MOD13A2", "VI_Quality"),
    ("modis_granules/MOD13A2*/1 km 16 days pixel reliability", "MOD13A2", "pixel_reliability"),
    # Made by people out of products, or of a level or collection that is not in the file.
    ("*_series/*", None, None), ("landsat_small/*", None, None), ("lst_pairs/*", None, None),
    ("talca_thermal/*", None, None), ("watershed/*", None, None), ("zion/*", None, None),
)


def real_layers(folder):
    """(path below the folder with the subdataset's name, GDAL's name, the file's attributes)."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in (".tif", ".jp2", ".hdf"):
            continue
        relative = path.relative_to(folder).as_posix()
        dataset = gdal.Open(str(path))
        inner = dataset.GetSubDatasets()
        for name, _ in inner:
            yield f"{relative}/{name.split(':')[-1].strip(chr(34))}", name, dataset.GetMetadata()
        if not inner:
            yield relative, str(path), dataset.GetMetadata()


def test_every_real_raster_is_recognised_as_what_it_is(data_dir):
    for relative, name, attributes in real_layers(data_dir):
        expected = next(row[1:] for row in REAL if fnmatch.fnmatchcase(relative, row[0]))
        found = recognise(name, attributes)
        assert (found.product and found.product.id, found.layer and found.layer.name) == expected, relative


def test_products_are_recognised_as_the_raster_reader_describes_them(data_file):
    """The reader's name of a subdataset has a colon."""
    source = RasterSource(gdal.Open(str(data_file("modis_granules/MOD11A1.hdf"))).GetSubDatasets()[0][0])
    found = recognise(source.name, source.metadata)
    assert (found.product.id, found.layer.name) == ("MOD11A1", "LST")


def test_lidar_files_are_recognised_by_their_attributes(data_dir):
    h5py = pytest.importorskip("h5py")
    for relative, expected, layer in (
            ("gedi/GEDI02_A_2019108080338_O01964_T05337_02_001_01_sub.h5", "GEDI02_A", "rh"),
            ("gedi/GEDI02_B_2019108080338_O01964_T05337_02_001_01_sub.h5", "GEDI02_B", "pai"),
            ("icesat2/atl08_clip.h5", "ATL08", "h_te_best_fit"), ("icesat2/atl03_clip.h5", "ATL03", "h_ph")):
        with h5py.File(data_dir / relative) as file:
            short_name = np.ravel(file.attrs["short_name"])[0]
            text = short_name.decode() if isinstance(short_name, bytes) else str(short_name)
        found = recognise("renamed.h5", {"short_name": text}, f"group/{layer}")
        assert found.product.id == expected
        assert found.layer is not None
        assert recognise(relative, None).product in (None, found.product)


# What their own metadata say ------------------------------------------------------------------------------------------


def test_sentinel_2_agrees_with_the_products_metadata(data_file):
    text = data_file("sentinel2/MTD_MSIL2A.xml").read_text()
    layer = recognise("T29UNU_20221005T115411_B8A_60m.jp2").layer
    quantification = float(re.search(r"<BOA_QUANTIFICATION_VALUE[^>]*>(\d+)<", text)[1])
    added = {float(value) for value in re.findall(r"<BOA_ADD_OFFSET [^>]*>(-?\d+)<", text)}
    assert added == {layer.offset * quantification}
    assert layer.scale == 1.0 / quantification
    special = dict(re.findall(r"VALUE_TEXT>(\w+)<.*?VALUE_INDEX>(\d+)<", text, re.DOTALL))
    assert layer.fill == (float(special["NODATA"]),)
    indices = {int(value) for value in re.findall(r"<SCENE_CLASSIFICATION_INDEX>(\d+)<", text)}
    assert {value for value, _ in find_product("S2MSI2A").layer("SCL").classes} == indices


def test_types_scales_fills_and_ranges_are_those_of_the_files(data_dir):
    """Where files declare any. Scales of 10000 divide (MOD13, MOD09)."""
    compared = 0
    for relative, name, attributes in real_layers(data_dir):
        layer = recognise(name, attributes).layer
        if layer is None or relative.startswith("modis_series"):
            continue
        dataset = gdal.Open(name)
        band, metadata = dataset.GetRasterBand(1), dataset.GetMetadata()
        dtype = {"byte": "uint8"}.get(gdal.GetDataTypeName(band.DataType).lower(),
                                      gdal.GetDataTypeName(band.DataType).lower())
        assert layer.dtype == dtype or (layer.dtype, dtype) == ("int8", "uint8"), relative
        nodata, scale = band.GetNoDataValue(), band.GetScale()
        if nodata is not None:
            assert any(nodata == fill or math.isnan(nodata) and math.isnan(fill) for fill in layer.fill), relative
        if scale is not None:
            assert layer.scale == pytest.approx(1.0 / scale if scale == 10000.0 else scale, rel=1e-6), relative
            assert layer.offset == pytest.approx(band.GetOffset() or 0.0), relative
        if "valid_range" in metadata and layer.valid_range:
            declared = tuple(float(number) for number in metadata["valid_range"].split(","))
            if layer.name == "QC_500m":
                continue
            assert layer.valid_range == declared, relative
            compared += 1
    assert compared >= 25


def test_units_are_those_of_the_files(data_dir):
    same = {"meters": "m", "hrs": "hours", "deg": "degree", "reflectance": "1", "NDVI": "", "none": "", "rank": "",
            "bit field": "", "percent": "1"}
    for relative, name, attributes in real_layers(data_dir):
        layer = recognise(name, attributes).layer
        dataset = gdal.Open(name)
        units = dataset.GetRasterBand(1).GetUnitType()
        if layer is not None and units:
            assert layer.units == same.get(units, units), relative


def test_landsat_agrees_with_its_metadata_file(data_file):
    content = json.loads(data_file(f"landsat_c2/{LANDSAT_8}_MTL.json").read_text())["LANDSAT_METADATA_FILE"]
    reflectance = content["LEVEL2_SURFACE_REFLECTANCE_PARAMETERS"]
    temperature = content["LEVEL2_SURFACE_TEMPERATURE_PARAMETERS"]
    landsat = find_product("LANDSAT_OT_C2_L2")
    for band in range(1, 8):
        layer = recognise(f"{LANDSAT_8}_SR_B{band}.TIF").layer
        assert layer.scale == float(reflectance[f"REFLECTANCE_MULT_BAND_{band}"])
        assert layer.offset == float(reflectance[f"REFLECTANCE_ADD_BAND_{band}"])
    kelvin = landsat.layer("ST")
    assert kelvin.scale == float(temperature["TEMPERATURE_MULT_BAND_ST_B10"])
    assert kelvin.offset == float(temperature["TEMPERATURE_ADD_BAND_ST_B10"])
    highest = 65535 * kelvin.scale + kelvin.offset
    assert highest == pytest.approx(float(temperature["TEMPERATURE_MAXIMUM_BAND_ST_B10"]), abs=1e-3)


def test_landsats_quality_layers_hold_the_fill_they_do_not_declare(data_file):
    outside = gdal.Open(str(data_file(f"landsat_c2/{LANDSAT_8}_SR_B4.TIF"))).ReadAsArray() == 0
    for name in ("QA_PIXEL", "SR_QA_AEROSOL"):
        dataset = gdal.Open(str(data_file(f"landsat_c2/{LANDSAT_8}_{name}.TIF")))
        layer = find_product("LANDSAT_OT_C2_L2").layer(name)
        assert dataset.GetRasterBand(1).GetNoDataValue() is None
        stored = dataset.ReadAsArray()[outside]
        assert stored.size and set(np.unique(stored).tolist()) == set(layer.fill)
        assert layer.field("fill").of(stored).all()


def test_qa_pixels_fields_agree_with_each_other_under_cloud(data_file):
    """The cut-out is all cloud: no pixel of it is clear, and each cloud is of high confidence."""
    stored = gdal.Open(str(data_file(f"landsat_c2/{LANDSAT_8}_QA_PIXEL.TIF"))).ReadAsArray()
    layer = find_product("LANDSAT_OT_C2_L2").layer("QA_PIXEL")
    stored = stored[layer.field("fill").of(stored) == 0]
    cloud, clear, confidence = (layer.field(name).of(stored) for name in ("cloud", "clear", "cloud_confidence"))
    assert cloud.size and cloud.all() and not clear.any()
    assert dict(layer.field("cloud_confidence").values)[int(confidence.min())] == "high"


def test_fmasks_bits_give_the_files_own_cloud_coverage(data_file):
    """The granule tells in whole percent how much of its data is cloud or the shadow of one."""
    folder = "hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0"
    dataset = gdal.Open(str(data_file(f"{folder}/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif")))
    layer = find_product("HLSL30").layer("Fmask")
    stored = dataset.ReadAsArray()
    stored = stored[stored != layer.fill[0]]
    assert stored.min() == 64
    covered = np.mean((layer.field("cloud").of(stored) | layer.field("shadow").of(stored)) == 1)
    assert covered * 100.0 == pytest.approx(float(dataset.GetMetadataItem("cloud_coverage")), abs=1.0)
    description = dataset.GetMetadataItem("Fmask bit description")
    for line, name in (("7-6    aerosol", "aerosol"), ("5      water", "water"), ("4      snow/ice", "snow"),
                       ("3      cloud shadow", "shadow"), ("2      adjacent to cloud", "adjacent"),
                       ("1      cloud", "cloud")):
        assert line in description
        assert layer.field(name).first == int(line[2] if line[1] == "-" else line[0])


def test_mod11s_quality_tells_where_there_is_no_temperature(data_file):
    path = str(data_file("modis_granules/MOD11A1.hdf"))
    layers = {name.split(":")[-1]: gdal.Open(name).ReadAsArray() for name, _ in gdal.Open(path).GetSubDatasets()}
    product = find_product("MOD11A1")
    for time in ("Day", "Night"):
        mandatory = product.layer("QC").field("mandatory").of(layers[f"QC_{time}"])
        missing = layers[f"LST_{time}_1km"] == product.layer("LST").fill[0]
        np.testing.assert_array_equal(mandatory >= 2, missing)


def test_worldcovers_classes_are_those_of_the_file(data_file):
    dataset = gdal.Open(str(data_file("landcover/ESA_WorldCover_10m_2020_v100_N00E006/"
                                      "ESA_WorldCover_10m_2020_v100_N00E006_Map.tif")))
    lines = [line.split(maxsplit=1) for line in dataset.GetMetadataItem("legend").splitlines() if line.strip()]
    assert find_product("ESA_WorldCover").layer("Map").classes == tuple((int(code), name) for code, name in lines)


def test_heights_of_gedis_level_2b_are_centimetres(data_dir):
    h5py = pytest.importorskip("h5py")
    name = "GEDI02_{}_2019108080338_O01964_T05337_02_001_01_sub.h5"
    layer = find_product("GEDI02_B").layer("rh100")
    first, second = (data_dir / "gedi" / name.format(level) for level in "AB")
    with h5py.File(first) as heights, h5py.File(second) as rounded:
        for beam in (key for key in heights if key.startswith("BEAM")):
            stored = rounded[beam]["rh100"][:]
            found = np.where(stored > 0, stored * layer.scale + layer.offset, np.nan)
            expected = heights[beam]["rh"][:, 100]
            both = np.isfinite(found)
            assert both.any()
            np.testing.assert_allclose(found[both], expected[both], atol=0.0101)
