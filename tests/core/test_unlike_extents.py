"""Targets far larger or smaller than the source, and cells that only partly have a place in its projection."""

import json

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.aggregate import Options, aggregate
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.grid import clip_grid, target_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.support import SupportOperator
from multiscale_fusion.tests.core.engine import UTM, grid, moments, run, write
from odc.geo.geobox import GeoBox
from pyproj import Proj, Transformer

DEGREE = grid("EPSG:4326", -180.0, 90.0, 1.0, (180, 360))
MERCATOR = 20037508.342789244


def test_ground_areas_do_not_depend_on_how_large_the_target_is():
    """Web Mercator between 57 and 65 N: its scale changes much within a degree."""
    source = grid("EPSG:3857", 1000000.0, 9500000.0, 20000.0, (80, 60))
    values = np.random.default_rng(3).normal(20.0, 5.0, source.shape) + np.arange(80)[:, None]
    clipped = clip_grid(DEGREE, (10.0, 58.0, 18.0, 64.0))
    whole = moments(source, DEGREE, values).mean[0, 26:32, 190:198]
    np.testing.assert_allclose(moments(source, clipped, values).mean[0], whole, rtol=1e-6)


@pytest.mark.parametrize("size", [1.0, 0.3])
@pytest.mark.parametrize("source", [grid(UTM, 400000.0, 3900000.0, 30000.0, (4, 4)),
                                    grid("EPSG:3413", -3850000.0, 5850000.0, 25000.0, (448, 304)),
                                    grid("EPSG:4326", 0.0, 90.0, 0.1, (1800, 3600))], ids=["UTM", "polar", "0..360"])
def test_cells_are_measured_where_the_source_is(source, size):
    """Against the ratio of areas on the ground in the source's middle (or the median over it)."""
    target = grid("EPSG:4326", -180.0, 90.0, size, (int(180 / size), int(360 / size)))
    a = source.affine
    rows, columns = np.meshgrid(*(np.linspace(0.5, n - 0.5, 25) for n in source.shape), indexing="ij")
    transformer = Transformer.from_crs(source.crs.proj, "EPSG:4326", always_xy=True)
    step = 0.01
    x, y = a.c + a.a * columns, a.f + a.e * rows
    east, north = transformer.transform(x, y)
    dx, dy = (np.array(transformer.transform(x + step * a.a * u, y + step * a.e * v)) - [east, north] for u, v in
              ((1, 0), (0, 1)))
    for d in (dx, dy):
        d[0] -= 360 * np.rint(d[0] / 360)
    pixel = np.abs(dx[0] * dy[1] - dx[1] * dy[0]) / step**2
    ratios = size**2 / pixel[np.isfinite(pixel)]
    measured = SupportOperator(source, target).cell_area()
    assert np.quantile(ratios, 0.05) < measured * 1.05 and measured * 0.95 < np.quantile(ratios, 0.95)


def test_a_small_source_under_a_global_grid_is_neither_refused_nor_taken_by_mistake(tmp_path):
    """Cells elsewhere on Earth must not decide whether the target is coarser."""
    degrees = grid("EPSG:4326", -180.0, 90.0, 0.3, (600, 1200))
    utm = grid(UTM, 400000.0, 3900000.0, 20000.0, (8, 8))
    ones = write(tmp_path / "utm.tif", utm, np.ones(utm.shape, np.float32))
    assert np.nansum(run(ones, degrees, tmp_path, statistic="sum", min_valid=0.0)["output"]) == pytest.approx(64)
    polar = grid("EPSG:3413", -3850000.0, 5850000.0, 50000.0, (224, 152))
    path = write(tmp_path / "polar.tif", polar, np.ones(polar.shape, np.float32))
    with pytest.raises(FusionError, match="finer than the pixels"):
        run(path, degrees, tmp_path)


def test_only_cells_around_the_raster_are_called_torn(tmp_path, reporter):
    utm = grid(UTM, 400000.0, 3900000.0, 20000.0, (20, 20))
    with RasterSource(write(tmp_path / "utm.tif", utm, np.ones(utm.shape, np.float32))) as source:
        aggregate(source, DEGREE, str(tmp_path / "out.tif"), reporter=reporter)
    assert not [finding for finding in reporter.findings if "torn" in finding.code.lower()]


def test_a_polar_cell_of_a_mercator_world_knows_how_much_of_it_is_seen():
    """Mercator ends at 85.05 N: what lies beyond, around the pole, is not covered."""
    source = GeoBox((1024, 1024), Affine(2 * MERCATOR / 1024, 0, -MERCATOR, 0, -2 * MERCATOR / 1024, MERCATOR),
                    "EPSG:3857")
    target = grid("EPSG:3413", -500000.0, 500000.0, 1000000.0, (1, 1))
    x, y = np.meshgrid(*2 * [np.linspace(-499500.0, 499500.0, 1000)])
    projection = Proj("EPSG:3413")
    longitude, latitude = projection(x, y, inverse=True)
    area = 1.0 / np.asarray(projection.get_factors(longitude, latitude).areal_scale)
    limit = 85.0511287798
    want = area[latitude < limit].sum() / area.sum()
    found = moments(source, target, np.ones(source.shape))
    assert found.valid_fraction[0, 0, 0] == pytest.approx(want, abs=0.002)


def test_a_row_beyond_the_pole_has_no_ground():
    source = grid("EPSG:4326", 0.0, 92.0, 1.0, (12, 10))
    target = grid("EPSG:4326", 0.0, 92.0, 2.0, (6, 5))
    with np.errstate(all="raise"):
        found = moments(source, target, np.full(source.shape, 7.0))
    assert np.all(found.mean[0, 1:] == 7.0) and not np.isnan(found.total).any()
    assert found.weight[0, 0].max() == 0.0


def test_a_cancel_after_the_output_is_in_place_is_none(tmp_path, reporter):
    utm = grid(UTM, 400000.0, 3900000.0, 30.0, (40, 40))
    target = target_grid(utm, crs=UTM, resolution=300.0)
    out = tmp_path / "out.tif"
    reporter.cancelled = out.exists
    with RasterSource(write(tmp_path / "fine.tif", utm, np.ones(utm.shape, np.float32))) as source:
        aggregate(source, target, str(out), reporter=reporter)
    assert reporter.fractions[-1] == 1.0


def test_a_cancel_before_that_leaves_nothing(tmp_path, reporter):
    utm = grid(UTM, 400000.0, 3900000.0, 30.0, (40, 40))
    target = target_grid(utm, crs=UTM, resolution=300.0)
    reporter.cancel_at = 0.95
    with RasterSource(write(tmp_path / "fine.tif", utm, np.ones(utm.shape, np.float32))) as source:
        with pytest.raises(Cancelled):
            aggregate(source, target, str(tmp_path / "out.tif"), reporter=reporter)
    assert [path.name for path in tmp_path.iterdir()] == ["fine.tif"]


def test_a_run_records_its_own_findings_alone(tmp_path, reporter):
    utm = grid(UTM, 400000.0, 3900000.0, 30.0, (40, 40))
    target = target_grid(utm, crs=UTM, resolution=300.0)
    with RasterSource(write(tmp_path / "fine.tif", utm, np.ones(utm.shape, np.float32))) as source:
        options = {"options": Options(kind="intensive", statistic="sum")}
        first = aggregate(source, target, str(tmp_path / "first.tif"), reporter=reporter, **options)
        second = aggregate(source, target, str(tmp_path / "second.tif"), reporter=reporter)
        again = aggregate(source, target, str(tmp_path / "again.tif"), reporter=reporter, **options)
    assert first.findings and first.findings == again.findings and not second.findings
    assert json.loads((tmp_path / "second.tif.json").read_text())["findings"] == []
    assert (tmp_path / "first.tif").read_bytes() == (tmp_path / "again.tif").read_bytes()
