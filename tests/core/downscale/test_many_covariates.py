"""Hundreds of covariates, as embeddings have: within a small budget, and more than there are samples."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.job import downscale
from multiscale_fusion.core.downscale.request import Options
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import read, write
from odc.geo.geobox import GeoBox
from scipy.ndimage import gaussian_filter

BANDS, RATIO = 200, 4


@pytest.mark.parametrize("side", [12, 20])   # 144 coarse pixels, fewer than covariates; 400, more
def test_embeddings_of_200_bands(tmp_path, side):
    size = side * RATIO
    fine = GeoBox((size, size), Affine(30.0, 0, 250000.0, 0, -30.0, 4200000.0), "EPSG:32611")
    coarse = GeoBox((side, side), fine.affine * Affine.scale(RATIO), fine.crs)
    rng = np.random.default_rng(1)
    hidden = np.stack([gaussian_filter(rng.normal(size=(size, size)), 3.0) for _ in range(5)])
    hidden /= hidden.std(axis=(1, 2), keepdims=True)
    bands = np.tensordot(rng.normal(size=(BANDS, 5)), hidden, 1) + 0.3 * rng.normal(size=(BANDS, size, size))
    truth = 10.0 + 2.0 * hidden[0] - hidden[1]
    y = truth.reshape(side, RATIO, side, RATIO).mean(axis=(1, 3))
    path = write(tmp_path / "bands.tif", fine, bands.astype(np.float32))
    result = downscale(RasterSource(write(tmp_path / "y.tif", coarse, y)), [RasterSource(path)],
                       str(tmp_path / "out.tif"), options=Options(kind="intensive", method="linear"),
                       uncertainty=str(tmp_path / "sigma.tif"), memory=2**24)
    values, sigma = read(tmp_path / "out.tif")[0], read(tmp_path / "sigma.tif")[0]
    assert result.coherence < 1e-6 and (sigma > 0.0).all()
    plain = np.kron(y, np.ones((RATIO, RATIO)))
    assert np.sqrt(np.mean((values - truth)**2)) < 0.7 * np.sqrt(np.mean((plain - truth)**2))
    if side**2 < BANDS:
        assert "COLLINEAR_COVARIATES" in [each.code for each in result.findings]
