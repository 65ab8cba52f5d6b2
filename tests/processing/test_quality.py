"""maskquality and decodequality through Processing."""

import numpy as np
import pytest
from multiscale_fusion.tests.core.quality.written import write
from osgeo import gdal

FMASK = "hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif"
MOD11 = 'HDF4_EOS:EOS_GRID:"{}":MODIS_Grid_Daily_1km_LST:{}'
MASK, DECODE = "multiscalefusion:maskquality", "multiscalefusion:decodequality"


@pytest.fixture
def scene(tmp_path):
    """Values, and an Fmask of the product's name."""
    random = np.random.default_rng(1)
    values = random.integers(1, 9000, (1, 60, 80)).astype(np.int16)
    codes = random.choice(np.array([64, 66, 72, 192, 255], np.uint8), (60, 80))
    data = write(tmp_path / "HLS.L30.T11SMU.2024154T182011.v2.0.B04.tif", values, nodata=-9999, scale=(0.0001, 0.0))
    flags = write(tmp_path / "HLS.L30.T11SMU.2024154T182011.v2.0.Fmask.tif", codes)
    return data, flags, values[0], codes


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


def test_mask(run, feedback, scene, folder):
    data, flags, values, codes = scene
    result = run(MASK, {"INPUT": data, "QUALITY": flags, "OUTPUT": str(folder / "a.tif"),
                        "MASK": str(folder / "m.tif")}, feedback=feedback)
    kept = (codes == 64)
    assert np.array_equal(read(folder / "a.tif"), np.where(kept, values, -9999))
    assert np.array_equal(read(folder / "m.tif"), np.where(codes == 255, 255, kept))
    assert result["USED_PRODUCT"] == "hls_fmask" and result["USED_RULE"].startswith("cloud == no and")
    assert result["KEPT"] == pytest.approx(100 * kept.mean())
    told = "\n".join(feedback.infos)
    assert "A pixel is kept where cloud is no (0)" in told and "Source of the rule at the level normal" in told


def test_mask_by_a_rule(run, scene, folder):
    data, flags, values, codes = scene
    rule = "cloud == 0 and cloud_shadow == 0 and adjacent == 0"
    result = run(MASK, {"INPUT": data, "QUALITY": flags, "RULE": rule, "DILATE": 20, "OUTPUT": str(folder / "a.tif")})
    flagged = np.pad((codes == 66) | (codes == 72), 1)
    near = flagged[1:-1, 1:-1] | flagged[:-2, 1:-1] | flagged[2:, 1:-1] | flagged[1:-1, :-2] | flagged[1:-1, 2:]
    kept = ~near & (codes != 255)
    assert np.array_equal(read(folder / "a.tif"), np.where(kept, values, -9999))
    assert result["USED_RULE"] == rule


def test_a_wrong_rule_stops_before_the_run(scene, folder, qgis_app):
    from qgis.core import QgsApplication, QgsProcessingContext

    data, flags, *_ = scene
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(MASK)
    parameters = {"INPUT": data, "QUALITY": flags, "RULE": "cloud == 7", "OUTPUT": str(folder / "a.tif")}
    passed, sentence = algorithm.checkParameterValues(parameters, QgsProcessingContext())
    assert not passed
    assert sentence == "The rule is not understood at character 10 (7): cloud holds 0 to 1."


def test_mask_of_a_real_temperature(run, data_file, folder):
    path = data_file("modis_granules/MOD11A1.hdf")
    layers = {name: MOD11.format(path, name) for name in ("LST_Day_1km", "QC_Day")}
    result = run(MASK, {"INPUT": layers["LST_Day_1km"], "QUALITY": layers["QC_Day"], "LEVEL": "strict",
                        "OUTPUT": str(folder / "a.tif")})
    stored, codes = (gdal.Open(layer).ReadAsArray() for layer in layers.values())
    good = (codes % 4 == 0) & (codes // 64 == 0)
    dataset = gdal.Open(str(folder / "a.tif"))
    assert np.array_equal(dataset.ReadAsArray(), np.where(good, stored, 0))
    band = dataset.GetRasterBand(1)
    assert (band.GetScale(), band.GetNoDataValue(), gdal.GetDataTypeName(band.DataType)) == (0.02, 0, "UInt16")
    assert result["USED_PRODUCT"] == "mod11_qc"


def test_decode(run, data_file, folder):
    result = run(DECODE, {"INPUT": str(data_file(FMASK)), "FIELDS": "cloud, aerosol", "TABLE": str(folder / "t.csv"),
                          "OUTPUT_FOLDER": str(folder / "fields")})
    stored = read(data_file(FMASK))
    paths = result["RASTERS"].split("|")
    assert [path.rsplit("_", 1)[1] for path in paths] == ["cloud.tif", "aerosol.tif"]
    assert np.array_equal(read(paths[1]), np.where(stored == 255, 255, stored // 64))
    assert (folder / "t.csv").read_text().splitlines()[0] == "field,value,label,pixels,share"


def test_unknown_layers_are_told(run, scene, tmp_path, folder):
    from qgis.core import QgsProcessingException

    data, _, _, codes = scene
    flags = write(tmp_path / "flags.tif", codes)
    with pytest.raises(QgsProcessingException, match="is not recognised as a quality layer"):
        run(MASK, {"INPUT": data, "QUALITY": flags, "OUTPUT": str(folder / "a.tif")})
    assert not list(folder.iterdir())
