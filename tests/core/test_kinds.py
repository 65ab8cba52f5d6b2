"""Statistics by what a value means, from file to file, against closed forms and brute force."""

import numpy as np
import pytest
from multiscale_fusion.core.aggregate import Options, aggregate
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.statistics.averaging import BandRatio, Circular, Decibel, Ratio, averaging_of
from multiscale_fusion.core.statistics.band_formula import parse_formula
from multiscale_fusion.tests.core.engine import UTM, dense, grid, read, run, write
from multiscale_fusion.tests.core.reference import SINUSOIDAL

SOURCE = grid(UTM, 390000.0, 3760020.0, 30.0, (90, 110))
TARGETS = {"same CRS": target_grid(SOURCE, crs=UTM, resolution=317.0),
           "sinusoidal": target_grid(SOURCE, crs=SINUSOIDAL, resolution=463.312716528)}
VALID = np.random.default_rng(9).random(SOURCE.shape) < 0.8


def weights(name):
    """The share of each valid pixel in each cell's valid ground: (cells, pixels); cells that are half valid."""
    matrix = dense(SOURCE, TARGETS[name]) * VALID.ravel()
    cell = matrix.sum(1) / dense(SOURCE, TARGETS[name]).sum(1).max()
    return np.divide(matrix, matrix.sum(1, keepdims=True), out=np.zeros_like(matrix), where=cell[:, None] > 0), cell


def compare(got, want, cell, rtol=1e-6):
    """In all cells that are valid enough, whichever they are, without those on the edge of validity."""
    sure = np.abs(cell - 0.5) > 0.01
    want = np.where(cell > 0.5, want, np.nan)
    np.testing.assert_allclose(got.ravel()[sure], want[sure], rtol=rtol, atol=1e-9)
    assert np.isfinite(got).sum() > 20


def stored(tmp_path, values, **options):
    return write(tmp_path / "in.tif", SOURCE, np.where(VALID, values, -9999.0).astype(np.float64), nodata=-9999.0,
                 **options)


def units(text):
    return lambda dataset: dataset.GetRasterBand(1).SetUnitType(text)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("unit", ["degrees", "rad"])
def test_directions(tmp_path, name, unit):
    """Through north, where a plain mean points south."""
    angle = np.random.default_rng(1).vonmises(0.1, 2.0, SOURCE.shape)
    turn = 360.0 if unit == "degrees" else 2 * np.pi
    path = stored(tmp_path, np.mod(angle * turn / (2 * np.pi), turn), describe=units(unit))
    found = run(path, TARGETS[name], tmp_path, kind="circular", variability=True)
    share, cell = weights(name)
    vector = share @ np.exp(1j * angle.ravel())
    compare(found["output"][0], np.mod(np.angle(vector), 2 * np.pi) * turn / (2 * np.pi), cell)
    compare(found["variability"][0], np.abs(vector), cell)
    std = run(path, TARGETS[name], tmp_path, kind="circular", statistic="std")["output"][0]
    compare(std, np.sqrt(-2.0 * np.log(np.abs(vector))) * turn / (2 * np.pi), cell)


def test_directions_that_cancel_have_no_mean(tmp_path, reporter):
    """North and south in equal parts: no direction is better than another."""
    angle = np.zeros((20, 20))
    angle[:, 1::2] = 180.0
    source = grid(UTM, 390000.0, 3760020.0, 30.0, (20, 20))
    target = grid(UTM, 390000.0, 3760020.0, 300.0, (2, 2))
    path = write(tmp_path / "aspect.tif", source, angle)
    found = run(path, target, tmp_path, kind="circular", variability=True, reporter=reporter)
    assert np.isnan(found["output"]).all()
    np.testing.assert_allclose(found["variability"], 0.0, atol=1e-15)
    assert [finding.code for finding in reporter.findings if finding.code == "MEAN_UNDEFINED"]


@pytest.mark.parametrize("name", TARGETS)
def test_decibels_average_as_power(tmp_path, name):
    values = np.random.default_rng(2).normal(-12.0, 4.0, SOURCE.shape)
    path = stored(tmp_path, values, describe=units("dB"))
    found = run(path, TARGETS[name], tmp_path, kind="decibel", variability=True)
    share, cell = weights(name)
    compare(found["output"][0], 10 * np.log10(share @ 10 ** (values.ravel() / 10)), cell)
    mean = share @ values.ravel()
    compare(found["variability"][0], np.sqrt(share @ values.ravel() ** 2 - mean**2), cell)
    low = run(path, TARGETS[name], tmp_path, kind="decibel", statistic="min")["output"][0]
    want = np.array([values.ravel()[row > 1e-5].min(initial=np.inf) for row in share])
    compare(low, want, cell)


@pytest.mark.parametrize("name", TARGETS)
def test_radiative_temperatures(tmp_path, name):
    values = np.random.default_rng(3).normal(305.0, 12.0, SOURCE.shape)
    path = stored(tmp_path, values, describe=units("K"))
    share, cell = weights(name)
    want = (share @ values.ravel() ** 4) ** 0.25
    compare(run(path, TARGETS[name], tmp_path, kind="radiative")["output"][0], want, cell)
    # To second order the radiative mean lies 1.5 variance / mean above the plain one.
    mean = share @ values.ravel()
    variance = share @ values.ravel() ** 2 - mean**2
    kept = cell > 0.5
    np.testing.assert_allclose((want - mean)[kept], (1.5 * variance / mean)[kept], rtol=0.1)


def test_a_constant_stays_itself_in_every_kind(tmp_path):
    for kind, value in (("circular", 359.25), ("decibel", -17.3), ("radiative", 293.15), ("intensive", 0.1)):
        path = stored(tmp_path, np.full(SOURCE.shape, value))
        out = run(path, TARGETS["sinusoidal"], tmp_path, kind=kind)["output"]
        np.testing.assert_allclose(out[np.isfinite(out)], value, rtol=1e-12)


@pytest.mark.parametrize("name", TARGETS)
def test_a_ratio_of_bands_is_the_ratio_of_their_means(tmp_path, name, reporter):
    random = np.random.default_rng(4)
    red, nir = random.uniform(0.02, 0.2, SOURCE.shape), random.uniform(0.2, 0.5, SOURCE.shape)
    second = np.random.default_rng(5).random(SOURCE.shape) < 0.9
    bands = np.array([np.where(VALID, red, -9999.0), np.where(second, nir, -9999.0)])
    path = write(tmp_path / "in.tif", SOURCE, bands, nodata=-9999.0)
    found = run(path, TARGETS[name], tmp_path, numerator="b2 - b1", denominator="b2+b1", min_valid=0.0,
                variability=True, reporter=reporter)
    both = dense(SOURCE, TARGETS[name]) * (VALID & second).ravel()
    ndvi = ((nir - red) / (nir + red)).ravel()
    total = both.sum(1)
    some = total > 1e-6
    want = np.full(total.shape, np.nan)
    want[some] = (both @ (nir - red).ravel())[some] / (both @ (nir + red).ravel())[some]
    np.testing.assert_allclose(found["output"][0].ravel()[some], want[some], rtol=1e-9)
    assert found["output"].shape[0] == 1
    mean = (both @ ndvi)[some] / total[some]
    spread = np.sqrt(np.maximum((both @ ndvi**2)[some] / total[some] - mean**2, 0.0))
    np.testing.assert_allclose(found["variability"][0].ravel()[some], spread, rtol=1e-4, atol=1e-6)
    assert not [finding for finding in reporter.findings if finding.code == "RATIO_AVERAGE"]


@pytest.mark.parametrize("name", TARGETS)
def test_several_ratios_are_each_what_they_are_alone(tmp_path, name):
    """Each with the gaps of its own bands only; also with bands that a ratio shares with another."""
    random = np.random.default_rng(14)
    held = random.random((4, *SOURCE.shape)) < 0.9
    bands = np.where(held, random.uniform(0.02, 0.5, held.shape), -9999.0)
    path = write(tmp_path / "in.tif", SOURCE, bands, nodata=-9999.0)
    ratios = (("b3 - b1", "b3 + b1"), ("b4 - b2", "b4 + b2"), ("b1", "b3"), ("2*b4", "b2 + 1"))
    found = run(path, TARGETS[name], tmp_path, numerator="; ".join(above for above, _ in ratios),
                denominator=";".join(below for _, below in ratios), min_valid=0.0, variability=True)
    assert len(found["output"]) == len(found["variability"]) == len(ratios)
    matrix = dense(SOURCE, TARGETS[name])
    for number, (above, below) in enumerate(ratios):
        alone = run(path, TARGETS[name], tmp_path, numerator=above, denominator=below, min_valid=0.0, variability=True)
        for layer in ("output", "variability"):
            np.testing.assert_array_equal(found[layer][number], alone[layer][0])
    first = matrix * (held[0] & held[2]).ravel()
    some = first.sum(1) > 1e-6
    want = (first @ (bands[2] - bands[0]).ravel())[some] / (first @ (bands[2] + bands[0]).ravel())[some]
    np.testing.assert_allclose(found["output"][0].ravel()[some], want, rtol=1e-9)


@pytest.mark.parametrize("rule", ["mean", "first"])
def test_several_ratios_of_tiles_are_each_what_they_are_alone(tmp_path, rule):
    random = np.random.default_rng(16)
    paths = []
    for number, origin in enumerate((390000.0, 391500.0)):
        bands = random.uniform(0.02, 0.5, (4, *SOURCE.shape))
        bands[random.random(bands.shape) < 0.1] = -9999.0
        paths.append(write(tmp_path / f"{number}.tif", grid(UTM, origin, 3760020.0, 30.0, SOURCE.shape), bands,
                           nodata=-9999.0))

    def found(above, below):
        with RasterSource(paths[1]) as tile:
            return run(paths[0], TARGETS["sinusoidal"], tmp_path, tiles=[tile], overlap=rule, numerator=above,
                       denominator=below, min_valid=0.0)["output"]

    both = found("b3 - b1; b4 - b2", "b3 + b1; b4 + b2")
    np.testing.assert_array_equal(both[0], found("b3 - b1", "b3 + b1")[0])
    np.testing.assert_array_equal(both[1], found("b4 - b2", "b4 + b2")[0])


@pytest.mark.parametrize("memory", [2**30, 2**18])
def test_the_difference_from_the_mean_of_the_pixels_ratios_is_told(tmp_path, memory, reporter):
    """Over all cells of both ratios; the same words whatever the memory."""
    red, nir, other = np.random.default_rng(15).uniform(0.02, 0.5, (3, *SOURCE.shape))
    path = write(tmp_path / "in.tif", SOURCE, np.array([red, nir, other]))
    run(path, TARGETS["sinusoidal"], tmp_path, numerator="b2 - b1; b3 - b1", denominator="b2 + b1; b3 + b1",
        memory=memory, reporter=reporter)
    matrix = dense(SOURCE, TARGETS["sinusoidal"])
    away = np.concatenate([
        (matrix @ (near - red).ravel()) / (matrix @ (near + red).ravel())
        - (matrix @ ((near - red) / (near + red)).ravel()) / matrix.sum(1) for near in (nir, other)])
    enough = np.tile(matrix.sum(1) > 0.5 * matrix.sum(1).max(), 2)
    away = away[enough]
    told, = [finding for finding in reporter.findings if finding.code == "RATIO_DIFFERENCE"]
    assert told.message == (
        f"the ratio of the means differs from the mean of the pixels' ratios by {away.mean():.3g} on average over "
        f"{away.size} cells, {np.abs(away).mean():.3g} without the sign, at most {np.abs(away).max():.3g}.")


@pytest.mark.parametrize(("names", "want"), [
    (("red: 2024-05", "nir: 2024-05", "red: 2024-06", "nir: 2024-06"), ["2024-05", "2024-06"]),
    (("2024-05", "2024-05", "2024-06", "2024-06"), ["2024-05", "2024-06"]),
    (("red: 2024-05", "nir: 2024-06", "a", "b"), ["ratio of bands 1", "ratio of bands 2"])])
def test_bands_of_several_ratios_are_named_by_what_their_bands_share(tmp_path, names, want):
    def describe(dataset):
        for number, name in enumerate(names, 1):
            dataset.GetRasterBand(number).SetDescription(name)

    path = write(tmp_path / "in.tif", SOURCE, np.ones((4, *SOURCE.shape)), describe=describe)
    run(path, TARGETS["same CRS"], tmp_path, numerator="b1; b3", denominator="b2; b4")
    with RasterSource(tmp_path / "output.tif") as source:
        assert [band.description for band in source.bands] == want


def test_a_denominator_of_zero_gives_nodata_and_says_so(tmp_path, reporter):
    bands = np.ones((2, *SOURCE.shape))
    bands[1, :, :55] = 0.0
    path = write(tmp_path / "in.tif", SOURCE, bands)
    target = grid(UTM, 390000.0, 3760020.0, 330.0, (8, 10))
    out = run(path, target, tmp_path, numerator="1", denominator="2", reporter=reporter)["output"]
    assert np.isnan(out[0, :, :5]).all() and (out[0, :, 5:] == 1.0).all()
    assert "denominator is zero" in " ".join(reporter.warnings)


@pytest.mark.parametrize(("text", "terms"), [
    ("5", ((1.0, 5),)), ("b5", ((1.0, 5),)), ("b5-b4", ((1.0, 5), (-1.0, 4))),
    (" 2.5*B5 - 2.5 b4 + 1 ", None), ("b5 + 6*b4 - 7.5*b2 + 1", ((1.0, 5), (6.0, 4), (-7.5, 2), (1.0, None))),
    ("-.5*b1", ((-0.5, 1),)), ("1e-4*b3", ((1e-4, 3),)), ("b4 b5", None), ("b4*b5", None), ("b1 +", None),
    ("(b1)", None), ("", None), ("3*", None), ("2 + 3", None), ("b1/b2", None)])
def test_formulas(text, terms):
    if terms is None:
        with pytest.raises(FusionError, match="formula"):
            parse_formula(text)
    else:
        assert parse_formula(text).terms == terms


@pytest.mark.parametrize(("options", "says"), [
    ({"numerator": "b1"}, "numerator is given without a denominator"),
    ({"numerator": "b1", "denominator": "b7"}, "no band 7"),
    ({"numerator": "b1; b2", "denominator": "b2"}, "There are 2 numerators and 1 denominators"),
    ({"numerator": "b1;", "denominator": "b2; b1"}, "names no band"),
    ({"numerator": "b1", "denominator": "b2", "kind": "circular"}, "make a ratio"),
    ({"numerator": "b1", "denominator": "b2", "bands": (1,)}, "give either"),
    ({"statistic": "percentile", "percentile": 101.0}, "between 0 and 100"),
    ({"overlap": "best"}, "overlap rule best is unknown")])
def test_unusable_options(tmp_path, options, says):
    path = write(tmp_path / "in.tif", SOURCE, np.ones((2, *SOURCE.shape)))
    with pytest.raises(FusionError, match=says):
        run(path, TARGETS["same CRS"], tmp_path, **options)
    assert not (tmp_path / "output.tif").exists()


@pytest.mark.parametrize("memory", [2**30, 2**16])
@pytest.mark.parametrize("name", TARGETS)
def test_percentiles_are_exact_whatever_the_memory(tmp_path, name, memory):
    """With 64 kB no cell fits, and its quantile is found in passes."""
    values = np.round(np.random.default_rng(6).normal(50.0, 15.0, SOURCE.shape), 1)
    path = stored(tmp_path, values)
    share, cell = weights(name)
    order = np.argsort(values.ravel())
    reached = np.cumsum(share[:, order], axis=1)
    for options, p in (({"statistic": "percentile", "percentile": 90.0}, 0.9), ({"statistic": "median"}, 0.5)):
        found = run(path, TARGETS[name], tmp_path, memory=memory, threads=2, **options)["output"][0]
        want = values.ravel()[order][np.argmax(reached >= p - 1e-12, axis=1)]
        compare(found, want, cell)


def test_percentiles_change_no_byte_with_memory_and_threads(tmp_path):
    path = stored(tmp_path, np.random.default_rng(6).normal(50.0, 15.0, SOURCE.shape))
    found = []
    for number, (memory, threads) in enumerate([(2**30, 1), (2**20, 2), (2**16, 3)]):
        with RasterSource(path) as source:
            aggregate(source, TARGETS["sinusoidal"], str(tmp_path / f"{number}.tif"), memory=memory, threads=threads,
                      options=Options(statistic="percentile", percentile=75.0))
        found.append((tmp_path / f"{number}.tif").read_bytes())
    assert found[0] == found[1] == found[2]


def classes(tmp_path, nodata=0):
    random = np.random.default_rng(8)
    codes = random.choice([11, 42, 82], (13, 16)).repeat(7, axis=0).repeat(7, axis=1)[:90, :110].astype(np.uint8)
    return codes, write(tmp_path / "classes.tif", SOURCE, np.where(VALID, codes, nodata).astype(np.uint8),
                        nodata=nodata)


@pytest.mark.parametrize("name", TARGETS)
def test_fractions_and_mode(tmp_path, name):
    codes, path = classes(tmp_path)
    fractions = run(path, TARGETS[name], tmp_path, kind="categorical", statistic="fractions")["output"]
    share, cell = weights(name)
    want = np.array([share @ (codes.ravel() == value) for value in (11, 42, 82)])
    for number in range(3):
        compare(fractions[number], want[number], cell)
    kept = np.isfinite(fractions[0])
    np.testing.assert_allclose(fractions.sum(0)[kept], 1.0, rtol=1e-6)
    found = run(path, TARGETS[name], tmp_path, kind="categorical", dtype="auto", variability=True)
    compare(found["output"][0], np.array([11, 42, 82])[np.argmax(want, 0)], cell)
    compare(found["variability"][0], 1.0 - want.max(0), cell)


def test_fractions_change_no_byte_with_memory_and_threads(tmp_path):
    _, path = classes(tmp_path)
    found = []
    for number, (memory, threads) in enumerate([(2**30, 1), (2**20, 2), (2**16, 3)]):
        with RasterSource(path) as source:
            result = aggregate(source, TARGETS["sinusoidal"], str(tmp_path / f"{number}.tif"), memory=memory,
                               threads=threads, options=Options(statistic="fractions"))
        assert result.classes == (11, 42, 82)
        found.append((tmp_path / f"{number}.tif").read_bytes())
    assert found[0] == found[1] == found[2]
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "0.tif", "0.tif.json", "1.tif", "1.tif.json", "2.tif", "2.tif.json", "classes.tif"]


def test_chosen_classes_give_their_bands_in_order(tmp_path):
    _, path = classes(tmp_path)
    every = run(path, TARGETS["same CRS"], tmp_path, statistic="fractions")["output"]
    some = run(path, TARGETS["same CRS"], tmp_path, statistic="fractions", classes=(82, 90, 11))["output"]
    np.testing.assert_array_equal(some[[0, 2]], every[[2, 0]])
    assert np.nanmax(some[1]) == 0.0


def test_a_class_raster_without_nodata_gets_room_for_it(tmp_path):
    codes, _ = classes(tmp_path)
    codes[0, 0] = 255
    path = write(tmp_path / "full.tif", SOURCE, codes)
    with RasterSource(path) as source:
        aggregate(source, TARGETS["sinusoidal"], str(tmp_path / "mode.tif"), options=Options(kind="categorical"))
    with RasterSource(str(tmp_path / "mode.tif")) as mode:
        assert (mode.bands[0].dtype, mode.bands[0].nodata) == ("uint16", 65535)
    assert set(np.unique(read(tmp_path / "mode.tif")[0], equal_nan=True)[:3]) == {11.0, 42.0, 82.0}


def test_how_kinds_average():
    assert averaging_of("intensive").addends == 1 and averaging_of("extensive").addends == 1
    assert isinstance(averaging_of("decibel"), Decibel)
    assert averaging_of("circular", "Radians") == Circular(turn=2 * np.pi)
    ratio = Ratio(parse_formula("b2"), parse_formula("b1"))
    assert BandRatio(ratios=(ratio,)).outputs(4) == 1 and BandRatio(ratios=(ratio,) * 3).outputs(4) == 3
