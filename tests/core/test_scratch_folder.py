"""Working files beside the output, or in a scratch folder: never both, and none are left."""

import numpy as np
import pytest
from multiscale_fusion.core.destination import scratch_path
from multiscale_fusion.core.downscale import field
from multiscale_fusion.core.downscale.job import downscale
from multiscale_fusion.core.downscale.kriging_job import krige
from multiscale_fusion.core.downscale.request import Options
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.processing import rasters


def test_the_path(tmp_path):
    assert scratch_path("/out/a.tif") == "/out/a.tif"
    assert scratch_path("/out/a.tif", str(tmp_path)) == str(tmp_path / "a.tif")


def fine(source, covariate, output, **where):
    downscale(source, [covariate], output, options=Options(method="bilinear"), memory=30_000, **where)


def kriged(source, covariate, output, **where):
    krige(source, output, ratio=2, memory=3_000, **where)


@pytest.mark.parametrize("job", [fine, kriged], ids=lambda job: job.__name__)
@pytest.mark.parametrize("is_asked", [False, True], ids=["beside", "scratch"])
def test_fields_that_do_not_fit_into_memory(tmp_path, folder, monkeypatch, job, is_asked):
    (tmp_path / "scratch").mkdir()
    coarse = rasters.write(tmp_path / "coarse.tif", rasters.field(shape=(1, 7, 8)), pixel=240.0)
    covariate = rasters.write(tmp_path / "covariate.tif", rasters.field(shape=(1, 56, 64)))
    seen, put = set(), field.Field._put

    def watched(self, begin, values):
        put(self, begin, values)
        seen.update(path.parent.name for path in tmp_path.rglob("*.raw"))

    monkeypatch.setattr(field.Field, "_put", watched)
    with RasterSource(str(coarse)) as source, RasterSource(str(covariate)) as known:
        job(source, known, str(folder / "a.tif"), **({"scratch": str(tmp_path / "scratch")} if is_asked else {}))
    assert seen == {"scratch" if is_asked else folder.name}
    assert not list(tmp_path.rglob("*.raw")) and not list((tmp_path / "scratch").iterdir())
    assert np.isfinite(rasters.read(folder / "a.tif")).any()


def test_a_scratch_folder_that_vanished(tmp_path, folder):
    coarse = rasters.write(tmp_path / "coarse.tif", rasters.field(shape=(1, 7, 8)), pixel=240.0)
    with RasterSource(str(coarse)) as source, pytest.raises(FusionError, match="none does not exist"):
        krige(source, str(folder / "a.tif"), ratio=2, scratch=str(tmp_path / "none"))
    assert not list(folder.iterdir())
