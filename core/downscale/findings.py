"""What is to be said of a downscaled layer."""

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..message import message
from .marks import BEYOND, FILLED
from .sharpen import MODELS, Downscaled, Scene
from .uncertainty import Calibration
from .validation import Trials

# Share of pixels beyond the samples that is told as a warning: as many as a 95 % interval may miss.
_MUCH_BEYOND = 0.05


def findings_of(scene: Scene, result: Downscaled, trials: Trials | None, calibration: Calibration | None,
                name: str) -> Iterator[Finding]:
    """Findings on a result; ``name`` of the coarse raster."""
    yield Finding("MODEL_DEPENDENT", Severity.INFO, name, message(
        "its fine values are estimates of the method {method} and no measurements.", method=result.method),
        message("Use them with their uncertainty, and not as truth at points."))
    if result.method in MODELS:
        yield from _of_model(scene, result, name)
    if trials is None:
        yield Finding("NOT_VALIDATED", Severity.WARNING, name, message(
            "there are too few coarse pixels to test whether the method beats interpolation."),
            message("Take a larger area."))
    else:
        yield from _of_trials(result, trials, name)
    if calibration is not None and not calibration.tested:
        yield Finding("UNCERTAINTY_UNCALIBRATED", Severity.WARNING, name, message(
            "its uncertainty is what the model tells of itself; no test stands behind it."))
    achieved = result.achieved
    if achieved is not None and achieved.lost:
        yield Finding("COHERENCE_LOST", Severity.WARNING, name, message(
            "{count} coarse pixels have a value, but too few fine pixels to carry it.", count=achieved.lost),
            message("Fill the holes of the covariates, or leave those with holes out."))
    if achieved is not None and achieved.relative > 1e-6:
        yield Finding("INCOHERENT", Severity.WARNING, name, message(
            "aggregated, the output misses the coarse values by up to {miss:.3g}; {count} pixels are kept from them by "
            "the limits.", miss=achieved.after, count=achieved.beyond), message("Check the limits."))


def _of_model(scene: Scene, result: Downscaled, name: str) -> Iterator[Finding]:
    for note in result.model.estimator.notes_:
        yield Finding("COLLINEAR_COVARIATES", Severity.INFO, name, note)
    yield from _of_marks(result, name)
    missing = scene.samples.missing
    if missing > 0.0 and not scene.settings.fallback:
        yield Finding("COVARIATE_HOLES", Severity.WARNING, name, message(
            "{percent:.3g} % of the fine pixels lack a covariate and stay nodata.", percent=100.0 * missing),
            message("Leave out covariates with holes, or fill them."))


def _of_marks(result: Downscaled, name: str) -> Iterator[Finding]:
    beyond, filled = (result.marks.share(code) for code in (BEYOND, FILLED))
    if beyond > 0.0:
        severity = Severity.WARNING if beyond > _MUCH_BEYOND else Severity.INFO
        yield Finding("EXTRAPOLATED", severity, name, message(
            "in {percent:.3g} % of the fine pixels a covariate lies outside of the range of the coarse pixels that the "
            "model learned from.", percent=100.0 * beyond),
            message("Look at EXTRAPOLATION for where; give a larger area to learn from, or leave out covariates that "
                    "vary far more within coarse pixels than between them."))
    if filled > 0.0:
        yield Finding("COVARIATE_FALLBACK", Severity.WARNING, name, message(
            "{percent:.3g} % of the fine pixels lack a covariate and are filled by interpolation of the coarse values.",
            percent=100.0 * filled),
            message("There is no detail in them and their uncertainty is larger; EXTRAPOLATION tells where they are."))


def _of_trials(result: Downscaled, trials: Trials, name: str) -> Iterator[Finding]:
    score, plain = trials.of(result.method, result.residual_kind), trials.interpolation
    models = [each for each in trials.scores if each.method in MODELS]
    if score is not None and models and result.method not in MODELS:
        best = min(models, key=lambda each: each.rmse)
        yield Finding("SHARPENING_ADDS_NOISE", Severity.WARNING, name, message(
            "it is interpolated by {method}: in the scale-up test the detail of the covariates does not carry over to "
            "it (RMSE {rmse:.4g} without it, {other:.4g} with {model}, the best model).", method=result.method,
            rmse=score.rmse, other=best.rmse, model=best.method),
            message("Give covariates that tell more of it, or use the coarse layer as it is: it may be too smooth for "
                    "its pixels to gain from sharpening."))
    if score is None or result.method == "bilinear":
        return
    if score.rmse > plain.rmse:
        yield Finding("WORSE_THAN_INTERPOLATION", Severity.WARNING, name, message(
            "in the scale-up test {method} has an RMSE of {rmse:.4g}, and bilinear interpolation one of {plain:.4g}.",
            method=result.method, rmse=score.rmse, plain=plain.rmse), message("Choose the method auto or bilinear."))
