"""Leave one date out over a real series: known figures of plain baselines, and a choice that never sees its date."""

import numpy as np
import pytest

from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.dates import date_of
from multiscale_fusion.core.spacetime.calibration import calibrate
from multiscale_fusion.core.spacetime.league import choose_method, pooled, try_methods
from multiscale_fusion.core.spacetime.options import BASELINES, FusionOptions
from multiscale_fusion.core.spacetime.pairs import PairChoice
from multiscale_fusion.core.spacetime.series import Dated, FusionSeries, date_name
from multiscale_fusion.tests.core.spacetime.salton import salton

METHODS = (*BASELINES, "timekriging")
# Measured with other programs on these dates: the mean of the dates' RMSE.
KNOWN = {"persistence": 0.0236, "interpolation": 0.0184}


@pytest.fixture(scope="module")
def trial(data_dir):
    folder = data_dir / "salton_series"
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent.")
    clear = {date_name(day) for day in salton(data_dir).base_days}
    fine, coarse = ([Dated(source, date_of(source)) for path in sorted((folder / kind).glob("*.tif"))
                     if kind == "coarse" or path.name[:10] in clear for source in [RasterSource(str(path))]]
                    for kind in ("fine", "coarse"))
    series = FusionSeries(fine, coarse)
    return try_methods(series, METHODS, PairChoice(), FusionOptions(), days=series.fine_days[1:-1])


def mean_rmse(dates):
    return float(np.mean([sums.scores().bands[0].rmse for sums in dates]))


def test_baselines_have_the_errors_that_are_known(trial):
    assert len(trial.compared) == 16 and set(trial.ranked) == set(METHODS)
    for method, known in KNOWN.items():
        assert mean_rmse([date.sums[method] for date in trial.compared]) == pytest.approx(known, abs=1.5e-4)


def test_a_choice_from_the_other_dates_is_no_worse_than_the_best_baseline(trial):
    chosen, inside = [], []
    for date in trial.compared:
        others = trial.without(date.day)
        method, _ = choose_method(others)
        chosen.append(date.sums[method])
        inside.append(date.ratios[method] <= calibrate(others, method).factor)
    best = min(mean_rmse([date.sums[method] for date in trial.compared]) for method in BASELINES)
    assert mean_rmse(chosen) <= best
    assert pooled(chosen).scores().bands[0].rmse <= min(trial.scores(method).bands[0].rmse for method in BASELINES)
    assert 0.60 <= np.mean(np.concatenate(inside)) <= 0.76
