"""Aggregate through processing.run: tiles, ratios, classes, percentiles, presets, what stops and how it is accepted."""

import json

import numpy as np
import pytest
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.processing import joined, rasters
from pyproj import Transformer
from shapely.geometry import Polygon

ALGORITHM = "multiscalefusion:aggregate"
# Two tiles of 300 m on both sides of 120 degrees west, where UTM zones 10 and 11 meet, askew to each other.
TILES = (("EPSG:32610", 738000.0, 3900000.0), ("EPSG:32611", 205000.0, 3897000.0))
ROWS, COLUMNS, PIXEL = 60, 80, 300.0


@pytest.fixture
def classes(tmp_path):
    return joined.write_classes(tmp_path / "cover.tif")


@pytest.fixture
def tiles(tmp_path):
    """Paths of two rasters of ones."""
    ones = np.ones((ROWS, COLUMNS), np.float32)
    return [str(rasters.write(tmp_path / f"tile{number}.tif", ones, crs=crs, pixel=PIXEL, origin=(x, y)))
            for number, (crs, x, y) in enumerate(TILES)]


def blocks(values):
    """Pixels (20, 30, 100) of cells of 10 x 10 pixels."""
    return values.astype(float).reshape(20, 10, 30, 10).swapaxes(1, 2).reshape(20, 30, 100)


# Tiles.

def overlap_in_pixels(number):
    """How many pixels of a tile the other one covers: outlines as polygons in the tile's CRS, by shapely."""
    (crs, x, y), (other, u, v) = TILES[number], TILES[1 - number]
    t = np.linspace(0, 1, 500)
    width, height = COLUMNS * PIXEL, ROWS * PIXEL
    edge = np.r_[t, 0 * t + 1, 1 - t, 0 * t], np.r_[0 * t, t, 0 * t + 1, 1 - t]
    outline = Transformer.from_crs(other, crs, always_xy=True).transform(u + width * edge[0], v - height * edge[1])
    own = Polygon([(x, y), (x + width, y), (x + width, y - height), (x, y - height)])
    return own.intersection(Polygon(np.transpose(outline))).area / PIXEL**2


@pytest.mark.parametrize("rule", ["mean", "first", "last"])
def test_ground_of_tiles_in_two_utm_zones_counts_once(run, tiles, folder, rule):
    """One head for each pixel: in all as many as there is ground, and no cell is more than full."""
    grid = {"TARGET_CRS": rasters.SINUSOIDAL, "RESOLUTION": 926.625433055833}
    result = run(ALGORITHM, {"INPUT": tiles[0], "TILES": tiles[1:], "OVERLAP": rule, **grid, "STATISTIC": "sum",
                             "MIN_VALID": 0, "OUTPUT": str(folder / "s.tif"), "VALID_FRACTION": str(folder / "v.tif")})
    first, second = overlap_in_pixels(0), overlap_in_pixels(1)
    assert min(first, second) > 500
    counted_twice = {"mean": (first + second) / 2, "first": second, "last": first}[rule]
    assert np.nansum(rasters.read(result["OUTPUT"])) == pytest.approx(2 * ROWS * COLUMNS - counted_twice, abs=0.5)
    fraction = rasters.read(result["VALID_FRACTION"])
    assert np.nanmax(fraction) < 1.0 + 1e-6
    assert (fraction > 1.0 - 1e-6).sum() > 500


def test_one_tile_may_be_given_alone_and_means_stay_means(run, tiles, folder):
    result = run(ALGORITHM, {"INPUT": tiles[0], "TILES": tiles[1], "GRID_PRESET": "modis_1km",
                             "OUTPUT": str(folder / "m.tif")})
    values = rasters.read(result["OUTPUT"])
    assert values.shape[2] > COLUMNS * PIXEL / 926.6 * 1.3   # wider than one of the two
    np.testing.assert_allclose(values[np.isfinite(values)], 1.0, rtol=1e-6)


def test_tiles_without_the_same_bands_are_told(run, fine, tiles, folder):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match="have not the same number of bands"):
        run(ALGORITHM, {"INPUT": fine, "TILES": tiles[:1], **rasters.ON_300_M, "OUTPUT": str(folder / "m.tif")})


def test_the_cells_of_a_preset_are_those_of_the_product(run, fine, folder):
    result = run(ALGORITHM, {"INPUT": fine, "GRID_PRESET": "modis_1km", "OUTPUT": str(folder / "m.tif")})
    x, width, _, y, _, height = rasters.geotransform(result["OUTPUT"])
    assert (width, height) == pytest.approx((1111950.5196666666 / 1200, -1111950.5196666666 / 1200))
    for offset in ((x + 20015109.354) / width, (y - 10007554.677) / height):
        assert offset == pytest.approx(round(offset), abs=1e-6)


# Ratios and quantiles.

def test_a_ratio_is_that_of_the_means_and_not_the_mean_of_the_ratios(run, tmp_path, folder, feedback):
    red, infrared = np.random.default_rng(2).uniform(0.02, 0.5, (2, 200, 300)).astype(np.float32)
    reflectance = str(rasters.write(tmp_path / "hls.tif", np.stack([red, infrared])))
    result = run(ALGORITHM, {"INPUT": reflectance, **rasters.ON_300_M, "NUMERATOR": "b2 - b1", "DENOMINATOR": "b2+b1",
                             "DATA_TYPE": "Float64", "OUTPUT": str(folder / "ndvi.tif")}, feedback=feedback)
    assert (result["KIND"], result["STATISTIC"]) == ("ratio", "mean")
    a, b = blocks(infrared).mean(2), blocks(red).mean(2)
    found = rasters.read(result["OUTPUT"])
    np.testing.assert_allclose(found[0], (a - b) / (a + b), rtol=1e-12)
    wrong = blocks((infrared.astype(float) - red) / (infrared + red.astype(float))).mean(2)
    assert np.abs(found[0] - wrong).max() > 0.01
    assert feedback.told_codes() == ["SIGNAL_LOSS"]


def test_a_denominator_of_zero_is_nodata_and_told(run, tmp_path, folder, feedback):
    values = np.ones((2, 20, 20), np.float32)
    values[1, :10, :10] = 0.0
    path = str(rasters.write(tmp_path / "x.tif", values))
    result = run(ALGORITHM, {"INPUT": path, **rasters.ON_300_M, "NUMERATOR": "b1", "DENOMINATOR": "b2",
                             "OUTPUT": str(folder / "r.tif")}, feedback=feedback)
    np.testing.assert_array_equal(rasters.read(result["OUTPUT"])[0], [[np.nan, 1.0], [1.0, 1.0]])
    warning, = feedback.warnings
    assert warning.startswith("[MEAN_UNDEFINED] x.tif: 1 ") and "nodata because their denominator is zero" in warning


@pytest.mark.parametrize("statistic, percentile", [("percentile", 90), ("percentile", 12.5), ("median", None)])
def test_percentiles_are_numpy_s_for_equal_weights(run, fine, folder, statistic, percentile):
    result = run(ALGORITHM, {"INPUT": fine, "BANDS": [1], **rasters.ON_300_M, "STATISTIC": statistic,
                             "PERCENTILE": percentile, "OUTPUT": str(folder / "p.tif")})
    want = np.percentile(blocks(rasters.field()[0]), percentile or 50, axis=2, method="averaged_inverted_cdf")
    np.testing.assert_array_equal(rasters.read(result["OUTPUT"])[0], want.astype(np.float32))


@pytest.mark.parametrize("wrong, sentence", [
    ({"NUMERATOR": "b2 - b1"}, "The numerator is given without a denominator; give both or none."),
    ({"NUMERATOR": "b2 / b1", "DENOMINATOR": "b1"}, "is not understood; write sums of multiples of bands"),
    ({"NUMERATOR": "b2", "DENOMINATOR": "b7"}, "has no band 7; it has bands 1 to 2."),
    ({"NUMERATOR": "b2", "DENOMINATOR": "b1", "BANDS": [1]}, "give either."),
    ({"STATISTIC": "fractions", "VARIABLE_KIND": "extensive"}, "is for classes, not for extensive values"),
])
def test_what_does_not_go_together_is_told(run, fine, folder, wrong, sentence):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as caught:
        run(ALGORITHM, {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "x.tif"), **wrong})
    assert sentence in str(caught.value) and "\n" not in str(caught.value).strip()
    assert not list(folder.iterdir())


@pytest.mark.parametrize("wrong, sentence", [
    ({"PERCENTILE": 101}, "PERCENTILE must be a number from 0 to 100"),
    ({"CLASSES": "11, forest"}, "CLASSES must be different whole numbers separated by commas, not 11, forest."),
    ({"CLASSES": [11, 11]}, "CLASSES must be different whole numbers separated by commas, not 11, 11."),
    ({"OVERLAP": "all"}, "OVERLAP must be one of mean, first, last"),
    ({"TILES": ["/nowhere/at_all.tif"]}, "/nowhere/at_all.tif does not exist; check the path."),
])
def test_wrong_values_are_told_before_the_run(qgis_app, fine, folder, wrong, sentence):
    from qgis.core import QgsProcessingContext

    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    parameters = {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "out.tif"), **wrong}
    fits, message = algorithm.checkParameterValues(parameters, QgsProcessingContext())
    assert not fits
    assert sentence in message and "\n" not in message


# Classes.

@pytest.mark.parametrize("given, order", [("", (11, 42)), ("11, 42", (11, 42)), ("42;11", (42, 11)),
                                          ([42, 11], (42, 11)), (["42"], (42,)), ([7, 42], (7, 42))])
def test_fractions_of_the_classes_asked_for_in_their_order(run, classes, folder, given, order):
    result = run(ALGORITHM, {"INPUT": classes, **rasters.ON_300_M, "STATISTIC": "fractions", "CLASSES": given,
                             "OUTPUT": str(folder / "f.tif")})
    want = [blocks(joined.class_codes() == code).mean(2) for code in order]
    np.testing.assert_allclose(rasters.read(result["OUTPUT"]), want, atol=1e-6)
    with RasterSource(result["OUTPUT"]) as source:
        names = {7: "Class 7", 11: "Water", 42: "Forest"}
        assert [band.description for band in source.bands] == [names[code] for code in order]


def test_classes_become_their_mode_with_names_colours_and_variability(run, classes, folder):
    result = run(ALGORITHM, {"INPUT": classes, **rasters.ON_300_M, "OUTPUT": str(folder / "m.tif"),
                             "VARIABILITY": str(folder / "v.tif")})
    assert (result["KIND"], result["STATISTIC"]) == ("categorical", "mode")
    share = blocks(joined.class_codes() == 42).mean(2)
    np.testing.assert_array_equal(rasters.read(result["OUTPUT"])[0], np.where(share > 0.5, 42, 11))
    np.testing.assert_allclose(rasters.read(result["VARIABILITY"])[0], np.minimum(share, 1 - share), atol=1e-6)
    with RasterSource(result["OUTPUT"]) as source:
        assert source.legend(1) == joined.LEGEND


def test_the_mean_of_classes_stops_until_it_is_accepted(run, classes, folder, feedback):
    from qgis.core import QgsProcessingException

    parameters = {"INPUT": classes, **rasters.ON_300_M, "STATISTIC": "mean", "OUTPUT": str(folder / "m.tif")}
    for accept in ("", "RATIO_AVERAGE"):
        with pytest.raises(QgsProcessingException, match=r"^\[CATEGORICAL_AVERAGE\] cover.tif: .*[Mm]ode or fractions"):
            run(ALGORITHM, {**parameters, "ACCEPT": accept})
        assert not list(folder.iterdir())
    run(ALGORITHM, {**parameters, "ACCEPT": "CATEGORICAL_AVERAGE"}, feedback=feedback)
    np.testing.assert_allclose(rasters.read(folder / "m.tif")[0], blocks(joined.class_codes()).mean(2), rtol=1e-6)
    record = json.loads((folder / "m.tif.json").read_text())
    assert record["parameters"]["accept"] == ["CATEGORICAL_AVERAGE"]
    found, = record["findings"]
    assert (found["code"], found["severity"], found["subject"]) == ("CATEGORICAL_AVERAGE", "blocker", "cover.tif")
    assert len(feedback.warnings) == 1 and "no class and no quantity" in feedback.warnings[0]


def test_what_is_given_for_another_statistic_is_told(run, classes, fine, folder, feedback):
    for path, given in ((classes, {"CLASSES": "11"}), (fine, {"PERCENTILE": 90, "STATISTIC": "median"})):
        run(ALGORITHM, {"INPUT": path, **given, **rasters.ON_300_M, "OUTPUT": str(folder / "m.tif")},
            feedback=feedback)
    assert [warning for warning in feedback.warnings if not warning.startswith("[SIGNAL_LOSS] ")] == [
        "CLASSES is not used, since the statistic is mode; it is for fractions.",
        "PERCENTILE is not used, since the statistic is median; it is for percentile.",
    ]


def test_the_help_tells_of_every_statistic(qgis_app):
    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    statistic = algorithm.parameterDefinition("STATISTIC")
    text = "\n".join([statistic.help(), algorithm.shortHelpString()])
    assert all(name in text.lower() for name in statistic.options())
