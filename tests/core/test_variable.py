"""What a value means decides the statistic; a statistic that does not fit is told."""

import itertools

import numpy as np
import pytest
from multiscale_fusion.core.aggregate import aggregate
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.finding import Severity
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.variable import KINDS, STATISTICS, check, choose
from multiscale_fusion.tests.core.engine import UTM, grid, write
from osgeo import gdal

SOURCE, TARGET = grid(UTM, 0.0, 0.0, 10.0, (6, 6)), grid(UTM, 0.0, 0.0, 30.0, (2, 2))


@pytest.mark.parametrize(("kind", "statistic", "want"), [
    ("auto", "auto", ("intensive", "mean")),
    ("auto", "sum", ("extensive", "sum")),
    ("auto", "mean", ("intensive", "mean")),
    ("auto", "max", ("intensive", "max")),
    ("intensive", "auto", ("intensive", "mean")),
    ("extensive", "auto", ("extensive", "sum")),
    ("extensive", "mean", ("extensive", "mean")),
    ("intensive", "sum", ("intensive", "sum")),
    ("extensive", "std", ("extensive", "std")),
])
def test_auto_follows_what_is_known(kind, statistic, want):
    assert choose(kind, statistic)[:2] == want


@pytest.mark.parametrize(("kind", "statistic"), list(itertools.product(KINDS, STATISTICS)))
def test_every_choice_is_explained_and_leaves_nothing_open(kind, statistic):
    chosen_kind, chosen_statistic, reason = choose(kind, statistic)
    assert "auto" not in (chosen_kind, chosen_statistic)
    assert chosen_kind in reason and chosen_statistic in reason and reason.endswith(".")
    assert kind in ("auto", chosen_kind) and statistic in ("auto", chosen_statistic)


@pytest.mark.parametrize(("kind", "statistic", "is_class", "codes"), [
    ("intensive", "mean", False, []),
    ("intensive", "sum", False, ["variable.statistic"]),
    ("extensive", "mean", False, ["variable.statistic"]),
    ("extensive", "sum", False, []),
    ("intensive", "std", False, []),
    ("intensive", "mean", True, ["variable.class"]),
    ("intensive", "max", True, []),
    ("extensive", "mean", True, ["variable.statistic", "variable.class"]),
])
def test_statistics_that_do_not_fit_are_told(kind, statistic, is_class, codes):
    found = check("lst.tif, band 1", kind, statistic, is_class)
    assert [each.code for each in found] == codes
    assert all(each.severity is Severity.WARNING for each in found)
    assert all(each.subject == "lst.tif, band 1" and each.remedy for each in found)


def test_findings_reach_the_result_and_the_reporter(tmp_path, reporter):
    def classes(dataset):
        dataset.GetRasterBand(1).SetCategoryNames(["water", "land"])

    path = write(tmp_path / "lc.tif", SOURCE, np.ones(SOURCE.shape, "uint8"), describe=classes)
    with RasterSource(path) as source:
        result = aggregate(source, TARGET, str(tmp_path / "out.tif"), kind="intensive", statistic="sum",
                           reporter=reporter)
    assert [each.code for each in result.findings] == ["variable.statistic", "variable.class"]
    assert len(reporter.warnings) == 2 and "lc.tif, band 1" in reporter.warnings[0]
    assert any("as chosen" in info for info in reporter.infos)


@pytest.mark.parametrize(("choice", "sentence"), [
    ({"kind": "circular"}, "The variable kind circular is unknown; choose one of auto, intensive, extensive."),
    ({"statistic": "median"}, "The statistic median is unknown; choose one of"),
    ({"dtype": "Float16"}, "The data type Float16 is unknown; choose one of"),
    ({"min_valid": 1.01}, "The minimum valid fraction is 1.01; it must lie between 0 and 1."),
    ({"min_valid": float("nan")}, "it must lie between 0 and 1."),
    ({"bands": [2]}, "in.tif has no band 2; it has bands 1 to 1."),
    ({"bands": [1, 1]}, "A band is given twice"),
])
def test_unknown_choices_are_told_and_nothing_is_written(tmp_path, choice, sentence):
    path = write(tmp_path / "in.tif", SOURCE, np.ones(SOURCE.shape))
    with RasterSource(path) as source, pytest.raises(FusionError) as error:
        aggregate(source, TARGET, str(tmp_path / "out.tif"), **choice)
    assert sentence in str(error.value)
    assert [file.name for file in tmp_path.iterdir()] == ["in.tif"]


@pytest.mark.parametrize(("statistic", "stored"), [("mean", gdal.GDT_Float32), ("sum", gdal.GDT_Float64),
                                                   ("count", gdal.GDT_Float32)])
def test_auto_data_type(tmp_path, statistic, stored):
    path = write(tmp_path / "in.tif", SOURCE, np.ones(SOURCE.shape))
    with RasterSource(path) as source:
        aggregate(source, TARGET, str(tmp_path / "out.tif"), statistic=statistic)
    dataset = gdal.Open(str(tmp_path / "out.tif"))
    assert dataset.GetRasterBand(1).DataType == stored
