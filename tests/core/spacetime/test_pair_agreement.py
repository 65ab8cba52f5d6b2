"""Pairs that disagree: found where a cloud lies on one image, and only there; then no base dates and no truth."""

import numpy as np
import pytest

from multiscale_fusion.core.dates import date_of
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.core.spacetime.job import fuse
from multiscale_fusion.core.spacetime.methods import fuser_class
from multiscale_fusion.core.spacetime.pair_agreement import unlike_pairs
from multiscale_fusion.core.spacetime.pairs import PairChoice, choose_pairs
from multiscale_fusion.core.spacetime.series import Dated, FusionSeries, date_name
from multiscale_fusion.core.spacetime.trial import usable_days
from multiscale_fusion.tests.core.spacetime.written_series import COARSE, FINE, dated, epoch_day, means, scene

DAYS = (0, 8, 16, 24, 32, 40)


def clouded(folder, *, fine_day=None, coarse_day=None, bias=0.0, days=DAYS):
    """A cloud over a fifth of the image on one day of one sensor, in the second band."""
    noise = np.random.default_rng(1)
    fine, coarse = [], []
    for day in days:
        image, values = scene(day), means(scene(day)) + np.float32(bias)
        values = values + noise.normal(0.0, 0.004, values.shape).astype(np.float32)
        if day == fine_day:
            image[1, :24, :36] += 0.4
        if day == coarse_day:
            values[1, :4, :6] += 0.4
        fine.append(dated(folder, "fine", FINE, image, day))
        coarse.append(dated(folder, "coarse", COARSE, values, day))
    return fine, coarse


@pytest.mark.parametrize("cloud", [{"fine_day": 16}, {"coarse_day": 24}])
def test_a_cloud_on_either_sensor_is_found(tmp_path, cloud):
    series = FusionSeries(*clouded(tmp_path, **cloud))
    assert unlike_pairs(series, Reporter()) == {DAYS.index(*cloud.values())}


def test_a_bias_common_to_all_dates_is_no_disagreement(tmp_path):
    assert unlike_pairs(FusionSeries(*clouded(tmp_path, bias=0.2)), Reporter()) == frozenset()


def test_scattered_clouds_that_are_masked_are_no_disagreement(tmp_path):
    """Of each coarse pixel the other half is seen, whose mean is another one."""
    fine, coarse = clouded(tmp_path)
    image = scene(16)
    image[:, :, np.arange(image.shape[2]) % 6 < 3] = np.nan
    fine[2] = dated(tmp_path, "masked", FINE, image, 16)
    assert unlike_pairs(FusionSeries(fine, coarse), Reporter()) == frozenset()


def test_few_dates_do_not_tell_what_is_usual(tmp_path):
    assert unlike_pairs(FusionSeries(*clouded(tmp_path, fine_day=16, days=DAYS[:4])), Reporter()) == frozenset()


def test_a_doubtful_date_is_no_base_date_and_no_truth_where_there_are_better_ones(tmp_path):
    series = FusionSeries(*clouded(tmp_path, fine_day=16)).with_doubtful(frozenset([2]))
    starfm, kriging = fuser_class("starfm"), fuser_class("timekriging")
    assert choose_pairs(series, epoch_day(18), starfm, PairChoice()) == (1, 3)
    assert choose_pairs(series, epoch_day(18), starfm, PairChoice(max_gap=5.0)) == (2,)
    assert 2 in choose_pairs(series, epoch_day(18), kriging, PairChoice())
    assert epoch_day(16) not in usable_days(series) and len(usable_days(series)) == 5


def test_a_run_tells_of_it(tmp_path, reporter):
    fine, coarse = clouded(tmp_path, fine_day=16)
    found = fuse(fine[:3] + fine[4:], coarse, str(tmp_path / "fused.tif"), days=[epoch_day(24)], method="difference",
                 reporter=reporter)
    assert found.dates[0].base == (epoch_day(32),)
    told = [finding for finding in found.findings if finding.code == "PAIR_DISAGREES"]
    assert len(told) == 1 and "1 of the 5 fine images" in told[0].message and "2024-05-17" in told[0].message


def test_the_contaminated_dates_of_salton_are_found(data_file):
    fine, coarse = ([Dated(source, date_of(source)) for path in sorted(data_file(f"salton_series/{kind}").glob("*.tif"))
                     for source in [RasterSource(str(path))]] for kind in ("fine", "coarse"))
    series = FusionSeries(fine, coarse)
    found = {date_name(series.fine_days[number]) for number in unlike_pairs(series, Reporter())}
    assert found == {"2020-11-26", "2020-12-28"}   # 2020-11-01, a sliver, has too few whole cells to tell
