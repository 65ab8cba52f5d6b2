"""The engine of advice: order, purposes, failing rules, cancel, and how little of rasters is read."""

import numpy as np
import pytest
from multiscale_fusion.core.advice import PURPOSES, RULES, Layer, Question, Rule, check
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.advice.rule_cases import box
from osgeo import gdal

INFO, WARNING, BLOCKER = Severity.INFO, Severity.WARNING, Severity.BLOCKER
SIDE = 10980
MOST_PIXELS = 2_000_000


def rule_of(name, *findings, purposes=PURPOSES):
    return Rule(name, lambda question: iter(findings), purposes)


def finding(code, severity, subject="a.tif"):
    return Finding(code, severity, subject, "told.", "Do it.")


def test_blockers_come_first_and_otherwise_the_order_of_rules_and_layers_stays():
    rules = (rule_of("first", finding("A", INFO), finding("B", WARNING, "b.tif"), finding("B", WARNING)),
             rule_of("second", finding("C", BLOCKER), finding("D", WARNING)),
             rule_of("third", finding("E", BLOCKER), finding("F", INFO)))
    told = [(each.code, each.subject) for each in check(Question(()), rules)]
    assert told == [("C", "a.tif"), ("E", "a.tif"), ("B", "b.tif"), ("B", "a.tif"), ("D", "a.tif"), ("A", "a.tif"),
                    ("F", "a.tif")]


def test_each_finding_comes_once():
    same = finding("A", WARNING)
    rules = (rule_of("first", same, finding("A", WARNING)), rule_of("second", same, finding("A", WARNING, "b.tif")))
    assert [each.subject for each in check(Question(()), rules)] == ["a.tif", "b.tif"]


@pytest.mark.parametrize("purpose", PURPOSES)
def test_rules_concern_their_purposes_alone(purpose):
    rules = tuple(rule_of(each, finding(each.upper(), INFO), purposes=(each,)) for each in PURPOSES)
    assert [each.code for each in check(Question((), purpose=purpose), rules)] == [purpose.upper()]


@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), FusionError("No way."), MemoryError(), KeyError("x")])
def test_a_rule_that_fails_becomes_a_remark_and_stops_nothing(error):
    def failing(question):
        yield finding("BEFORE", WARNING)
        raise error

    rules = (Rule("failing", failing), rule_of("next", finding("AFTER", BLOCKER)))
    told = check(Question(()), rules)
    assert [each.code for each in told] == ["AFTER", "BEFORE", "RULE_FAILED"]
    failed = told[-1]
    assert (failed.severity, failed.subject) == (INFO, "failing")
    assert type(error).__name__ in failed.message and str(error) in failed.message


def test_a_rule_that_fails_when_it_is_called_is_told_too():
    told = check(Question(()), (Rule("broken", lambda question: 1 / 0), rule_of("next", finding("AFTER", INFO))))
    assert [each.code for each in told] == ["RULE_FAILED", "AFTER"]


def test_cancel_passes(reporter):
    def cancelled(question):
        raise Cancelled
        yield

    with pytest.raises(Cancelled):
        check(Question(()), (Rule("cancelled", cancelled),))
    reporter.cancel_at = 0.5
    seen = []
    rules = tuple(Rule(str(number), lambda question: seen.append(1) or iter(())) for number in range(10))
    with pytest.raises(Cancelled):
        check(Question(()), rules, reporter=reporter)
    assert len(seen) == 5


def test_rules_have_names_of_their_own_and_known_purposes():
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names) >= 20
    assert all(rule.purposes and set(rule.purposes) <= set(PURPOSES) for rule in RULES)


def test_no_rule_fails_on_nothing():
    for purpose in PURPOSES:
        assert check(Question((), purpose=purpose)) == []


def write_large(path, kind, options):
    """A layer of 10980 x 10980: a field, or classes as bytes."""
    row, column = np.ogrid[:256, :SIDE]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SIDE, SIDE, 1, kind,
                                                   [*options, "COMPRESS=DEFLATE", "ZLEVEL=1"])
    dataset.SetGeoTransform(box(10.0, SIDE, SIDE).affine.to_gdal())
    dataset.SetProjection(box(10.0, 1, 1).crs.proj.to_wkt())
    for start in range(0, SIDE, 256):
        down = row[:SIDE - start] + start
        field, classes = 200 + (down // 7 + column // 5) % 900, (down // 60 * 7 + column // 60) % 5 + 1
        dataset.GetRasterBand(1).WriteArray(classes if kind == gdal.GDT_Byte else field, 0, start)
    dataset.FlushCache()
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Ten layers in tiles of 256 x 256: five of a field, five of classes."""
    folder = tmp_path_factory.mktemp("large")
    paths = []
    for kind in (gdal.GDT_UInt16, gdal.GDT_Byte):
        path = write_large(folder / f"kind{kind}.tif", kind, ["TILED=YES"])
        for copy in range(5):
            linked = folder / f"layer{kind}{copy}.tif"
            linked.symlink_to(path)
            paths.append(str(linked))
    return paths


@pytest.fixture
def decoded(monkeypatch):
    """Pixels that were asked for, by path, in whole native blocks as they are decoded."""
    counted, read = {}, RasterSource.read

    def counting(source, bands, rows, columns, *rest):
        height, width = source.block_shape
        down = -(-rows[1] // height) - rows[0] // height
        across = -(-columns[1] // width) - columns[0] // width
        counted[source.path] = counted.get(source.path, 0) + down * across * height * width * len(bands)
        return read(source, bands, rows, columns, *rest)

    monkeypatch.setattr(RasterSource, "read", counting)
    return counted


@pytest.mark.parametrize("purpose", ["aggregate", "stack", "spatiotemporal"])
def test_little_of_large_rasters_is_read(large, decoded, purpose):
    layers = tuple(Layer(path) for path in large)
    found = check(Question(layers, target=box(300.0, 366, 366), purpose=purpose))
    assert not [each for each in found if each.code == "RULE_FAILED"]
    assert set(decoded) == set(large)
    assert max(decoded.values()) < MOST_PIXELS
    for layer in layers:
        layer.close()


def test_of_a_raster_in_strips_a_few_hundred_rows_are_read(tmp_path, decoded):
    """Strips can only be decoded whole, so that the same places cost more."""
    layer = Layer(str(write_large(tmp_path / "strips.tif", gdal.GDT_UInt16, ["BLOCKYSIZE=1"])))
    check(Question((layer,), target=box(300.0, 366, 366)))
    assert 0 < decoded[layer.path] < 500 * SIDE
    layer.close()
