"""What judges the outputs of the examples on opening granules."""

import numpy as np
from multiscale_fusion.core.raster import RasterSource
from osgeo import gdal


def check_opengranule(folder):
    """Values of the rasters are the stored ones of the files, times the numbers of the guides; masked ones as the bits
    say. Nothing else is in the folders.
    """
    made = folder / "demo_output"
    inputs = made / "inputs"
    tile = "ECOv002_L2T_LSTE_33730_008_11SMU_20240602T205011_0712_01_LST"
    heat = gdal.Open(str(inputs / f"{tile}.tif")).ReadAsArray()
    np.testing.assert_array_equal(gdal.Open(str(made / "opened" / f"{tile}.tif")).ReadAsArray(), heat)
    name = "MOD11A1.A2024154.h08v05.061.LST_Day_1km"
    raw = gdal.Open(str(inputs / f"{name}.tif")).ReadAsArray()
    with RasterSource(str(made / "referred" / f"{name}.vrt")) as source:
        found = source.read([1], (0, raw.shape[0]), (0, raw.shape[1]))
    np.testing.assert_array_equal(found.valid[0] == 1, raw >= 7500)
    np.testing.assert_allclose(found.values[0][raw >= 7500], raw[raw >= 7500] * 0.02)
    cloud, quality = (gdal.Open(str(inputs / f"{tile[:-3]}{band}.tif")).ReadAsArray() for band in ("cloud", "QC"))
    keep = (cloud == 0) & (quality % 4 <= 1) & np.isin(quality // 4 % 4, [0, 1]) & (quality // 2**14 >= 1)
    clear = gdal.Open(str(made / "clear" / f"{tile}.tif"))
    np.testing.assert_array_equal(clear.ReadAsArray(), np.where(keep, heat, np.nan))
    assert clear.GetMetadataItem("MASKED_BY") == "QC (ecostress_qc, normal), cloud (ecostress_cloud, normal)"
    rasters = {each.name: sorted(path.name for path in each.iterdir() if path.suffix in (".tif", ".vrt"))
               for each in (made / "opened", made / "referred", made / "clear")}
    assert rasters == {"opened": [f"{tile[:-3]}{band}.tif" for band in ("LST", "QC", "cloud", "water")],
                       "referred": [f"{name}.vrt", f"{name.replace('LST', 'QC').replace('_1km', '')}.vrt"],
                       "clear": [f"{tile}.tif"]}
