"""What a value means decides the statistic; a statistic that does not fit is refused or told."""

import itertools

import numpy as np
import pytest
from multiscale_fusion.core.aggregate import aggregate
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.finding import Severity
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.variable import KINDS, STATISTICS, Choice, check, check_units, choose, full_turn
from multiscale_fusion.core.variable.evidence import CONFIDENT, Detection
from multiscale_fusion.tests.core.engine import UTM, grid, split, write
from osgeo import gdal

SOURCE, TARGET = grid(UTM, 0.0, 0.0, 10.0, (6, 6)), grid(UTM, 0.0, 0.0, 30.0, (2, 2))
DETECTED = ("intensive", "extensive", "categorical", "circular", "decibel", "ratio", "nonlinear")
# The statistics that each kind refuses: design.md's column "never by", and what follows from it.
REFUSED = {
    "intensive": "mode fractions", "extensive": "mode fractions",
    "categorical": "mean sum std percentile median",
    "circular": "sum min max percentile median mode fractions",
    "decibel": "sum mode fractions", "ratio": "sum mode fractions", "radiative": "sum mode fractions",
    "nonlinear": "mode fractions",
}
USUAL = {"extensive": "sum", "categorical": "mode"}


def seen(kind, confidence=0.97, units="", is_bitfield=False):
    return Detection(kind, confidence, ("a reason",), units, is_bitfield)


def verdicts(kind, statistic, detection=None):
    """Codes and severities of the findings on what the user asks."""
    found = check("lst.tif, band 1", choose(kind, statistic, detection), detection, kind)
    assert all(each.subject == "lst.tif, band 1" and each.remedy.endswith(".") for each in found)
    assert all(each.message.endswith(".") and each.message.count(". ") == 0 for each in found)
    return [(each.code, each.severity.value) for each in found]


@pytest.mark.parametrize(("kind", "statistic"), list(itertools.product(KINDS[1:], STATISTICS)))
def test_an_explicit_kind_allows_its_statistics_alone(kind, statistic):
    if statistic not in REFUSED[kind].split():
        choice = choose(kind, statistic)
        assert choice.kind == kind
        assert choice.statistic == (USUAL.get(kind, "mean") if statistic == "auto" else statistic)
        return
    with pytest.raises(FusionError) as error:
        choose(kind, statistic)
    sentence = str(error.value)
    allowed = [each for each in STATISTICS[1:] if each not in REFUSED[kind].split()]
    assert sentence.endswith(".") and sentence.count(". ") == 0
    assert all(each in sentence.split("; ", 1)[1] for each in allowed)
    assert "VARIABLE_KIND" in sentence


def test_modes_of_other_kinds_point_to_classes():
    with pytest.raises(FusionError, match="set VARIABLE_KIND to categorical"):
        choose("intensive", "fractions")


@pytest.mark.parametrize(("statistic", "detection", "want"), [
    ("auto", None, ("intensive", "mean")),
    ("mean", None, ("intensive", "mean")),
    ("max", None, ("intensive", "max")),
    ("sum", None, ("extensive", "sum")),
    ("mode", None, ("categorical", "mode")),
    ("fractions", None, ("categorical", "fractions")),
    ("auto", seen("categorical"), ("categorical", "mode")),
    ("auto", seen("categorical", 0.5), ("categorical", "mode")),
    ("auto", seen("extensive"), ("extensive", "sum")),
    ("auto", seen("circular"), ("circular", "mean")),
    ("mean", seen("circular"), ("circular", "mean")),
    ("mean", seen("decibel"), ("decibel", "mean")),
    ("mean", seen("ratio"), ("ratio", "mean")),
    ("auto", seen("nonlinear"), ("nonlinear", "mean")),
    ("mean", seen("extensive"), ("extensive", "mean")),
    ("count", seen("categorical"), ("categorical", "count")),
    # The statistic that is asked stands, and only numbers have it.
    ("mean", seen("categorical"), ("intensive", "mean")),
    ("median", seen("circular"), ("intensive", "median")),
    # Only one kind has these.
    ("sum", seen("decibel"), ("extensive", "sum")),
    ("fractions", seen("intensive"), ("categorical", "fractions")),
])
def test_an_open_kind_follows_the_statistic_or_the_evidence(statistic, detection, want):
    choice = choose("auto", statistic, detection)
    assert (choice.kind, choice.statistic) == want


@pytest.mark.parametrize(("statistic", "detected"), list(itertools.product(STATISTICS, (None, *DETECTED))))
def test_an_open_kind_always_ends_in_one_that_allows_the_statistic(statistic, detected):
    choice = choose("auto", statistic, detected and seen(detected))
    assert choice.kind in KINDS[1:] and choice.statistic in STATISTICS[1:]
    assert choice.statistic not in REFUSED[choice.kind].split()
    assert statistic in ("auto", choice.statistic)


def test_the_log_says_what_was_picked_and_why():
    detection = Detection("categorical", 0.974, ("a colour table", "nine values"), "", False)
    kind, statistic = choose("auto", "auto", detection).sentences
    assert kind.startswith("Variable kind categorical (codes of classes") and kind.endswith(
        "detected with a confidence of 97 % (a colour table; nine values).")
    assert statistic == "Statistic mode, the usual one for categorical values."
    kind, statistic = choose("extensive", "max").sentences
    assert kind.endswith("as chosen.") and statistic == "Statistic max, as chosen."
    assert choose("auto", "sum").sentences[0].endswith("as the statistic sum asks.")
    kind = choose("auto", "mean", detection).sentences[0]
    assert "intensive" in kind and "as the statistic mean asks, although detected as categorical" in kind


AVERAGES = ("mean", "sum", "std", "percentile", "median")


@pytest.mark.parametrize("statistic", AVERAGES)
def test_averages_of_classes(statistic):
    sure, unsure = seen("categorical"), seen("categorical", CONFIDENT - 0.01)
    assert verdicts("auto", statistic, sure) == [("CATEGORICAL_AVERAGE", "blocker")]
    assert verdicts("auto", statistic, unsure) == [("CATEGORICAL_AVERAGE", "warning")]
    assert verdicts("intensive", statistic, sure) == [("CATEGORICAL_AVERAGE", "warning")]
    by_hand = check("a", Choice("categorical", statistic, ()), sure, "categorical")
    assert [(each.code, each.severity) for each in by_hand] == [("CATEGORICAL_AVERAGE", Severity.BLOCKER)]
    assert ("CATEGORICAL_AVERAGE", "warning") not in verdicts("intensive", statistic, unsure)


@pytest.mark.parametrize("statistic", ["mode", "fractions", "count"])
@pytest.mark.parametrize("kind", ["auto", "categorical"])
def test_class_statistics_of_classes_are_fine(kind, statistic):
    assert verdicts(kind, statistic, seen("categorical")) == []


@pytest.mark.parametrize(("kind", "statistic", "detection", "want"), [
    ("auto", "mean", seen("circular"), []),
    ("auto", "std", seen("circular"), []),
    ("auto", "median", seen("circular"), [("CIRCULAR_AVERAGE", "blocker")]),
    ("auto", "max", seen("circular"), [("CIRCULAR_AVERAGE", "blocker")]),
    ("auto", "sum", seen("circular"), [("CIRCULAR_AVERAGE", "blocker")]),
    ("intensive", "mean", seen("circular"), [("CIRCULAR_AVERAGE", "warning")]),
    ("intensive", "mean", seen("circular", 0.6), []),
    ("circular", "mean", seen("intensive"), []),
    ("auto", "mean", seen("decibel"), []),
    ("auto", "max", seen("decibel"), []),
    ("auto", "sum", seen("decibel"), [("DECIBEL_AVERAGE", "blocker")]),
    ("intensive", "mean", seen("decibel"), [("DECIBEL_AVERAGE", "warning")]),
    ("intensive", "max", seen("decibel"), []),
    ("ratio", "auto", None, [("RATIO_AVERAGE", "warning")]),
    ("auto", "auto", seen("ratio"), [("RATIO_AVERAGE", "warning")]),
    ("auto", "max", seen("ratio"), []),
    ("auto", "sum", seen("ratio"), [("RATIO_AVERAGE", "warning")]),
    ("intensive", "mean", seen("ratio"), [("RATIO_AVERAGE", "warning")]),
    ("ratio", "mean", seen("categorical"), [("RATIO_AVERAGE", "warning"), ("CATEGORICAL_AVERAGE", "warning")]),
    ("nonlinear", "auto", None, [("NONLINEAR_AVERAGE", "blocker")]),
    ("nonlinear", "sum", None, [("NONLINEAR_AVERAGE", "blocker")]),
    ("nonlinear", "std", None, [("NONLINEAR_AVERAGE", "blocker")]),
    ("nonlinear", "median", None, []),
    ("auto", "auto", seen("nonlinear"), [("NONLINEAR_AVERAGE", "blocker")]),
    ("intensive", "mean", seen("nonlinear"), [("NONLINEAR_AVERAGE", "warning")]),
    ("intensive", "sum", None, [("UNUSUAL_STATISTIC", "warning")]),
    ("extensive", "mean", None, [("UNUSUAL_STATISTIC", "warning")]),
    ("auto", "mean", seen("extensive"), [("UNUSUAL_STATISTIC", "warning")]),
    ("categorical", "max", None, [("UNUSUAL_STATISTIC", "warning")]),
    ("auto", "sum", seen("intensive"), [("UNUSUAL_STATISTIC", "warning")]),
    ("auto", "mode", seen("decibel"), [("UNUSUAL_STATISTIC", "warning")]),
    ("auto", "sum", seen("intensive", 0.8), []),
    ("categorical", "fractions", seen("intensive"), []),
    ("extensive", "sum", seen("intensive"), []),
    ("extensive", "std", None, []),
    ("auto", "mean", seen("intensive"), []),
    ("auto", "auto", None, []),
    ("radiative", "mean", seen("intensive", units="K"), []),
    ("auto", "mode", seen("categorical", is_bitfield=True), [("BITFIELD_AVERAGE", "blocker")]),
    ("categorical", "mode", seen("categorical", is_bitfield=True), [("BITFIELD_AVERAGE", "blocker")]),
    ("auto", "mode", seen("categorical", 0.8, is_bitfield=True), [("BITFIELD_AVERAGE", "warning")]),
    ("auto", "fractions", seen("categorical", is_bitfield=True), [("BITFIELD_AVERAGE", "warning")]),
    ("auto", "mean", seen("categorical", is_bitfield=True), [("BITFIELD_AVERAGE", "blocker")]),
    ("intensive", "mean", seen("categorical", is_bitfield=True), [("BITFIELD_AVERAGE", "warning")]),
    ("auto", "count", seen("categorical", is_bitfield=True), []),
])
def test_what_does_not_fit_is_told(kind, statistic, detection, want):
    assert verdicts(kind, statistic, detection) == want


def test_bit_fields_get_their_own_remedy():
    detection = seen("categorical", is_bitfield=True)
    (finding,) = check("a", choose("auto", "mean", detection), detection, "auto")
    assert finding.code == "BITFIELD_AVERAGE" and "Extract the flag that matters first" in finding.remedy


@pytest.mark.parametrize("units", ["K", "kelvin", "Kelvins", "degrees K", "degK"])
def test_temperatures_in_kelvin_get_a_note(units):
    assert verdicts("auto", "mean", seen("intensive", units=units)) == [("RADIATIVE_MEAN", "info")]
    assert verdicts("auto", "max", seen("intensive", units=units)) == []


@pytest.mark.parametrize("units", ["", "C", "km", "K/s"])
def test_other_units_get_none(units):
    assert verdicts("auto", "mean", seen("intensive", units=units)) == []


def test_the_notes_formula_is_the_second_order_of_the_radiative_mean():
    detection = seen("intensive", units="K")
    (note,) = check("a", choose("auto", "mean", detection), detection, "auto")
    assert "1.5 var(T) / T (0.5 K where they vary by 10 K around 300 K)" in note.message
    temperatures = 300 + 10 * np.sqrt(2) * np.sin(np.linspace(0, 2 * np.pi, 10001)[:-1])
    bias = (temperatures**4).mean() ** 0.25 - temperatures.mean()
    assert temperatures.std() == pytest.approx(10)
    assert bias == pytest.approx(1.5 * temperatures.var() / temperatures.mean(), rel=0.01)
    assert bias == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize(("units", "sample"), [
    ("Celsius", None), ("°C", None), ("degC", [280.0]), ("degrees Celsius", None), ("deg_C", None), ("F", None),
    ("", [290.0, 99.9]), ("K", [-5.0, 30.0]), ("", [14605.0, 16000.0]), ("K", [290.0, 2100.0])])
def test_radiative_needs_kelvin(units, sample):
    with pytest.raises(FusionError) as error:
        check_units("radiative", units, sample and np.array(sample))
    assert "kelvin" in str(error.value) and "VARIABLE_KIND" in str(error.value)
    for kind in KINDS:
        if kind not in ("radiative", "circular"):
            check_units(kind, units, sample and np.array(sample))


@pytest.mark.parametrize(("units", "sample"), [
    ("K", None), ("", None), ("kelvin", [180.0, 340.0]), ("", []), ("K", [1400.0])])
def test_kelvin_is_accepted(units, sample):
    check_units("radiative", units, None if sample is None else np.array(sample))


@pytest.mark.parametrize(("units", "length"), [
    ("", 360), ("degrees", 360), ("degree", 360), ("rad", 2 * np.pi), ("radians", 2 * np.pi), ("hrs", 24),
    ("hours", 24), ("gon", 400)])
def test_full_turn(units, length):
    assert full_turn(units) == pytest.approx(length)


def test_findings_reach_the_result_and_the_reporter(tmp_path, reporter):
    def classes(dataset):
        dataset.GetRasterBand(1).SetCategoryNames(["water", "land"])

    path = write(tmp_path / "lc.tif", SOURCE, np.ones(SOURCE.shape, "uint8"), describe=classes)
    with RasterSource(path) as source:
        result = aggregate(source, TARGET, str(tmp_path / "out.tif"), reporter=reporter,
                           **split({"kind": "intensive", "statistic": "mean"}))
    assert [each.code for each in result.findings] == ["CATEGORICAL_AVERAGE"]
    warning, = reporter.warnings
    assert warning.startswith("[CATEGORICAL_AVERAGE] lc.tif: the band looks categorical (99 %)")
    assert any("as chosen" in info for info in reporter.infos)


@pytest.mark.parametrize(("choice", "sentence"), [
    ({"kind": "fuzzy"}, "The variable kind fuzzy is unknown; choose one of auto, intensive, extensive, categorical,"),
    ({"statistic": "average"}, "The statistic average is unknown; choose one of"),
    ({"dtype": "Float16"}, "The data type Float16 is unknown; choose one of"),
    ({"min_valid": 1.01}, "The minimum valid fraction is 1.01; it must lie between 0 and 1."),
    ({"min_valid": float("nan")}, "it must lie between 0 and 1."),
    ({"bands": [2]}, "in.tif has no band 2; it has bands 1 to 1."),
    ({"bands": [1, 1]}, "A band is given twice"),
])
def test_unknown_choices_are_told_and_nothing_is_written(tmp_path, choice, sentence):
    path = write(tmp_path / "in.tif", SOURCE, np.ones(SOURCE.shape))
    with RasterSource(path) as source, pytest.raises(FusionError) as error:
        aggregate(source, TARGET, str(tmp_path / "out.tif"), **split(choice))
    assert sentence in str(error.value)
    assert [file.name for file in tmp_path.iterdir()] == ["in.tif"]


@pytest.mark.parametrize(("statistic", "stored"), [("mean", gdal.GDT_Float32), ("sum", gdal.GDT_Float64),
                                                   ("count", gdal.GDT_Float32)])
def test_auto_data_type(tmp_path, statistic, stored):
    path = write(tmp_path / "in.tif", SOURCE, np.ones(SOURCE.shape))
    with RasterSource(path) as source:
        aggregate(source, TARGET, str(tmp_path / "out.tif"), **split({"statistic": statistic}))
    dataset = gdal.Open(str(tmp_path / "out.tif"))
    assert dataset.GetRasterBand(1).DataType == stored


def test_circular_needs_angles():
    for units, sample in (("degrees", [0.0, 359.9]), ("", [-180.0, 360.0]), ("rad", [-3.1, 3.1]), ("h", [0.0, 23.9])):
        check_units("circular", units, np.array(sample))
    for units, sample in (("", [200.0, 2300.0]), ("rad", [0.0, 359.0])):
        with pytest.raises(FusionError, match="within a full turn"):
            check_units("circular", units, np.array(sample))
