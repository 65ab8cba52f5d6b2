"""What judges the outputs of the examples of maskquality and decodequality: NumPy alone."""

import csv

import numpy as np
from osgeo import gdal

INPUTS = "demo_output/inputs"
LST = "ECOv002_L2T_LSTE_33730_008_11SMU_20240602T205011_0712_01_LST.tif"
CLOUD = "ECOv002_L2T_LSTE_33730_008_11SMU_20240602T205011_0712_01_cloud.tif"
MODIS_LST = "MOD11A1.A2024154.h08v05.061.LST_Day_1km.tif"
QC = "MOD11A1.A2024154.h08v05.061.QC_Day.tif"
DILATE, PIXEL = 300.0, 70.0


def check_maskquality(folder):
    """Clouds grown by a disc around each pixel; a rule over bits taken by division."""
    place = folder / INPUTS
    cloud = _stored(place / CLOUD)
    flagged = cloud == 1
    near = np.zeros(flagged.shape, bool)
    reach = int(DILATE // PIXEL) + 1
    padded = np.pad(flagged, reach)
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            gaps = [max(abs(each) * PIXEL - PIXEL / 2, 0.0) for each in (down, right)]
            if np.hypot(*gaps) <= DILATE:
                near |= padded[reach + down:reach + down + flagged.shape[0],
                               reach + right:reach + right + flagged.shape[1]]
    unknown = (cloud == 255) & ~near
    mask = np.where(near, 0, np.where(unknown, 255, 1))
    np.testing.assert_array_equal(_stored(folder / "demo_output/mask.tif"), mask)
    temperature = _stored(place / LST)
    np.testing.assert_array_equal(_stored(folder / "demo_output/clear.tif"),
                                  np.where(near | unknown, np.nan, temperature))
    assert near.any() and not near.all()

    codes = _stored(place / QC).astype(int)
    good = (codes % 4 <= 1) & (codes // 64 == 0)
    np.testing.assert_array_equal(_stored(folder / "demo_output/good.tif"),
                                  np.where(good, _stored(place / MODIS_LST), 0))


def check_decodequality(folder):
    codes = _stored(folder / INPUTS / QC).astype(int)
    with open(folder / "demo_output/shares.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for name, values in (("mandatory", codes % 4), ("lst_error", codes // 64)):
        found, = (folder / "demo_output/fields").glob(f"*_{name}.tif")
        np.testing.assert_array_equal(_stored(found), values)
        counts = {row["value"]: int(row["pixels"]) for row in rows if row["field"] == name and row["value"]}
        assert counts == {str(value): int((values == value).sum()) for value in range(4)}


def _stored(path):
    return gdal.Open(str(path)).ReadAsArray()
