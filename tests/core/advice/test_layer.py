"""What rules see of a raster: facts found when asked, layers that do not open, sizes on the ground."""

import json

import numpy as np
import pytest
from multiscale_fusion.core.advice import Layer, Question, check
from multiscale_fusion.core.advice.layer import pixel_size_m
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.provenance import TAG
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.advice.rule_cases import box
from odc.geo.geobox import GeoBox
from pyproj import Geod


def test_a_raster_tells_its_name_bands_and_product(make_tif, tmp_path):
    def alpha(dataset):
        from osgeo import gdal
        dataset.GetRasterBand(3).SetColorInterpretation(gdal.GCI_AlphaBand)

    path = make_tif(tmp_path / "HLS.L30.T06WVS.2024120T211159.v2.0.B04.tif", np.ones((3, 4, 5), np.uint8),
                    describe=alpha)
    layer = Layer(path)
    assert layer.name == "HLS.L30.T06WVS.2024120T211159.v2.0.B04.tif" and layer.problem is None
    assert [band.number for band in layer.bands] == [1, 2]
    assert layer.product.product.id == "HLSL30" and layer.product.layer.kind == "intensive"
    assert layer.grid.shape == (4, 5)
    layer.close()


@pytest.mark.parametrize("options", [{"crs": None}, {"transform": None}])
def test_a_raster_without_a_place_stays_a_layer_that_says_why(make_tif, tmp_path, options):
    layer = Layer(make_tif(tmp_path / "bare.tif", np.ones((4, 5)), **options))
    assert layer.source is None and isinstance(layer.problem, FusionError)
    assert layer.grid is layer.pixel_m is layer.record is None and layer.bands == ()
    assert layer.georeference.has_crs == ("crs" not in options)
    assert layer.georeference.has_transform == ("transform" not in options)


def test_no_raster_at_all_has_no_georeference_either(tmp_path):
    layer = Layer(str(tmp_path / "absent.tif"))
    assert "does not exist" in str(layer.problem) and layer.product.product is None
    with pytest.raises(FusionError):
        layer.georeference


def test_a_source_of_the_caller_stays_open(make_tif, tmp_path):
    path = make_tif(tmp_path / "own.tif", np.ones((4, 5)))
    with RasterSource(path) as source:
        layer = Layer(path, source=source)
        layer.close()
        assert layer.source.read([1], (0, 4), (0, 5)).values.sum() == 20.0


def test_samples_are_drawn_once(make_tif, tmp_path, monkeypatch):
    layer = Layer(make_tif(tmp_path / "field.tif", np.random.default_rng(1).normal(size=(200, 300))))
    reads, read = [], RasterSource.read
    monkeypatch.setattr(RasterSource, "read", lambda *given: reads.append(1) or read(*given))
    assert layer.detection(1).kind == "intensive" and layer.sample(1) is layer.sample(1)
    once = len(reads)
    assert layer.detection(1) is layer.detection(1) and len(reads) == once > 0
    layer.close()


def test_of_very_many_bands_a_few_are_sampled_and_few_samples_kept(make_tif, tmp_path):
    layer = Layer(make_tif(tmp_path / "embedding.tif", np.random.default_rng(1).normal(size=(200, 30, 30))))
    numbers = [band.number for band in layer.sampled_bands]
    assert len(numbers) == 16 and numbers[0] == 1 and numbers[-1] == 200
    found = check(Question((layer,), target=layer.grid, purpose="stack"))
    assert "RULE_FAILED" not in {finding.code for finding in found}
    for band in layer.bands:
        layer.sample(band.number)
    assert len(layer._samples) == 16


def test_a_paletted_renderer_speaks_for_classes(make_tif, tmp_path):
    patches = np.kron(np.random.default_rng(1).integers(1, 30, (8, 8)), np.ones((8, 8))).astype(np.uint8)
    path = make_tif(tmp_path / "patches.tif", patches)
    plain, drawn = (Layer(path, paletted=paletted).detection(1) for paletted in (False, True))
    assert drawn.kind == "categorical" and any("renderer" in reason for reason in drawn.reasons)
    assert not any("renderer" in reason for reason in plain.reasons)


@pytest.mark.parametrize("text, expected", [(json.dumps({"operation": "downscale"}), {"operation": "downscale"}),
                                            ("{cut sho", None), ("[1]", None), (None, None)])
def test_our_own_record_is_read_and_a_damaged_one_is_none(make_tif, tmp_path, text, expected):
    path = make_tif(tmp_path / "ours.tif", np.ones((4, 5)),
                    describe=lambda dataset: text is not None and dataset.SetMetadataItem(TAG, text))
    layer = Layer(path)
    assert layer.record == expected
    layer.close()


@pytest.mark.parametrize("grid", [
    box(30.0, 100, 100), box(0.01, 100, 50, west=10.0, north=60.5, crs="EPSG:4326"),
    box(926.6254331, 50, 50, west=-9_636_904.0, north=4_447_802.0,
        crs="+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"),
    box(100.0, 50, 50, west=1_000_000.0, north=9_000_000.0, crs="EPSG:3857"),
], ids=["utm", "degrees", "sinusoidal", "mercator"])
def test_pixel_sizes_are_those_between_points_on_the_ellipsoid(grid):
    from pyproj import Transformer

    crs = grid.crs.proj
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    row, column = (size / 2 for size in grid.shape)

    def length(first, second):
        (lon0, lat0), (lon1, lat1) = (to_degrees.transform(*(grid.affine * each)) for each in (first, second))
        return Geod(a=crs.ellipsoid.semi_major_metre, b=crs.ellipsoid.semi_minor_metre).inv(lon0, lat0, lon1, lat1)[2]

    expected = (length((column - 0.5, row), (column + 0.5, row)), length((column, row - 0.5), (column, row + 0.5)))
    assert pixel_size_m(grid) == pytest.approx(expected, rel=1e-9)


def test_web_mercator_pixels_shrink_by_the_cosine_of_latitude_and_utm_ones_do_not():
    mercator = box(100.0, 2, 2, west=0.0, north=8_399_737.9, crs="EPSG:3857")   # 60 degrees north
    assert pixel_size_m(mercator)[0] == pytest.approx(50.0, rel=3e-3)
    assert pixel_size_m(box(30.0, 100, 100)) == pytest.approx((30.0, 30.0), rel=5e-4)


def test_a_grid_beyond_the_world_has_no_size():
    beyond = box(1000.0, 4, 4, west=1e9, north=1e9, crs="EPSG:6931")
    assert isinstance(beyond, GeoBox) and pixel_size_m(beyond) is None
