"""What cannot be fused is refused in one sentence, before anything is written."""

import math

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.spacetime.job import fuse
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.core.spacetime.pairs import PairChoice
from multiscale_fusion.core.spacetime.series import Dated
from multiscale_fusion.tests.core import engine
from multiscale_fusion.tests.core.spacetime import written_series as written


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return written.series(tmp_path_factory.mktemp("images"))


def refused(images, place, words, **changed):
    arguments = {"output": str(place / "out.tif"), "method": "interpolation", "calibrate": False, **changed}
    with pytest.raises(FusionError, match=words):
        fuse(*images, **arguments)
    assert not list(place.iterdir())


@pytest.mark.parametrize(("changed", "words"), [
    ({"method": "magic"}, "method magic is unknown; choose one of auto, starfm"),
    ({"bias": "magic"}, "magic is unknown"),
    ({"noise": "magic"}, "magic is unknown"),
    ({"dtype": "Float16"}, "data type Float16 is unknown"),
    ({"choice": PairChoice(rule="magic")}, "rule for pairs magic is unknown"),
    ({"choice": PairChoice(max_gap=-1.0)}, "MAX_GAP is -1"),
    ({"options": FusionOptions(noise_fine=(-0.1,))}, "UNCERTAINTY_FINE is -0.1; a standard deviation is 0 or more"),
    ({"options": FusionOptions(noise_coarse=(0.1, 0.1, 0.1))}, "UNCERTAINTY_COARSE has 3 values and the images have 2"),
    ({"options": FusionOptions(window=0.0)}, "WINDOW is 0"),
    ({"options": FusionOptions(limits=(1.0, 0.0))}, "LIMITS are 1 to 0"),
    ({"output": None}, "No output is asked for; give OUTPUT"),
    ({"folder": "/there/is/no/such/folder"}, "does not exist"),
    ({"output": "out.png"}, "must end in .tif"),
    ({"days": []}, "DATES names no date"),
    ({"days": [19844.1, 19844.9]}, "DATES holds 2024-05-01 twice"),
    ({"bands": (3,), "coarse_bands": (1,)}, "fine_000.tif has no band 3"),
    ({"bands": (1,)}, "Of the fine images 1 bands are used .* and of the coarse ones 2"),
    ({"bands": (1, 1)}, "BANDS holds a band twice"),
    ({"method": "starfm", "days": [written.epoch_day(7)]}, "starfm needs a coarse image of the date .*2024-05-08"),
    ({"choice": PairChoice(max_gap=0.5), "days": [written.epoch_day(5)]}, "raise MAX_GAP"),
    ({"report": "report.txt"}, "must end in .html"),
])
def test_requests_that_cannot_be(images, folder, changed, words):
    refused(images, folder, words, **changed)


def test_an_output_that_is_an_input(images, folder):
    refused(images, folder, "is also an input", output=images[0][1].source.path)


def test_two_outputs_of_one_name(images, folder):
    with pytest.raises(FusionError):
        fuse(*images, str(folder / "out.tif"), uncertainty=str(folder / "out.tif"), method="interpolation")


def test_no_pair(tmp_path, folder):
    """Fine and coarse images share no date."""
    lists = written.series(tmp_path, fine_days=(0, 10), coarse_days=(5, 6))
    refused(lists, folder, "starfm needs 1 base dates, each with a fine and a coarse image", method="starfm")
    refused(lists, folder, "BIAS is fitted on dates with a fine and a coarse image", bias="gain_offset")


def test_auto_without_a_pair_does_not_complain_of_a_method_alone(tmp_path, folder):
    lists = written.series(tmp_path, fine_days=(0,), coarse_days=(5, 6))
    refused(lists, folder, "^auto found no method that can predict 2024-05-06: difference needs", method="auto")


def test_one_pair_where_two_are_needed(tmp_path, folder):
    lists = written.series(tmp_path, fine_days=(0,), coarse_days=(0, 5))
    refused(lists, folder, "estarfm needs 2 base dates", method="estarfm")   # although one date could be copied
    refused(lists, folder, "estarfm needs 2 base dates", method="estarfm", days=[written.epoch_day(5)])


def test_equal_dates(images, folder):
    fine, coarse = images
    refused((fine, [*coarse, Dated(coarse[0].source, written.span(20))]), folder, "have the same date .2024-05-21")


def test_nothing_valid_at_all(tmp_path, folder):
    empty = np.full((2, *written.SHAPE), np.nan, np.float32)
    fine = [written.dated(tmp_path, "fine", written.FINE, empty, 0)]
    _, coarse = written.series(tmp_path, fine_days=())
    refused((fine, coarse), folder, "fine_000.tif and all images like it have no valid pixel")


def test_a_coarse_date_without_a_pixel_is_skipped(tmp_path, folder, reporter):
    fine, coarse = written.series(tmp_path, fine_days=(0,), coarse_days=(0, 5))
    empty = np.full((2, *written.COARSE.shape), np.nan, np.float32)
    coarse.append(written.dated(tmp_path, "coarse", written.COARSE, empty, 8))
    result = fuse(fine, coarse, str(folder / "out.tif"), method="difference", calibrate=False, reporter=reporter)
    assert [date.name for date in result.dates] == ["2024-05-01", "2024-05-06"]
    assert "DATES_SKIPPED" in {finding.code for finding in result.findings}


def test_classes_stop_the_run_until_they_are_accepted(tmp_path, folder):
    classes = np.kron(np.random.default_rng(1).integers(1, 6, (10, 12)), np.ones((6, 6))).astype(np.uint8)

    def legend(dataset):
        dataset.GetRasterBand(1).SetCategoryNames(["none", "water", "forest", "grass", "town", "rock"])

    fine = [written.dated(tmp_path, "landcover", written.FINE, classes, day, nodata=0, describe=legend)
            for day in (0, 10)]
    coarse = [written.dated(tmp_path, "coarse", written.COARSE, written.means(written.scene(day, 1)), day)
              for day in (0, 5, 10)]
    refused((fine, coarse), folder, "CATEGORICAL_FUSION.*band 1 looks like classes")
    fuse(fine, coarse, str(folder / "out.tif"), method="interpolation", calibrate=False, days=[written.epoch_day(5)],
         accept=frozenset({"CATEGORICAL_FUSION"}))


def test_a_window_larger_than_the_image_is_no_error(images, folder):
    fuse(*images, str(folder / "out.tif"), method="starfm", calibrate=False, days=[written.epoch_day(5)],
         options=FusionOptions(window=1e6))
    assert np.isfinite(engine.read(folder / "out.tif")).mean() > 0.9


def test_partial_overlap_is_told(tmp_path, folder):
    fine, coarse = written.series(tmp_path, coarse_days=(), holes=False)
    half = written.COARSE[:, :6]
    coarse = [written.dated(tmp_path, "half", half, written.means(written.scene(day))[:, :, :6], day) for day in (0, 5)]
    result = fuse(fine, coarse, str(folder / "out.tif"), method="difference", calibrate=False,
                  days=[written.epoch_day(5)])
    partial = next(finding for finding in result.findings if finding.code == "PARTIAL_OVERLAP")
    assert "cover 50.0 %" in partial.message
    assert math.isclose(result.dates[0].missing_share, 0.5)
    assert "FUSION_GAPS" in {finding.code for finding in result.findings}
