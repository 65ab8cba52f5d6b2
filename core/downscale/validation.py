"""Does a method beat plain interpolation? The scale-up test: aggregate everything by the ratio, downscale, compare.

The coarse raster plays the fine truth, its covariates are their means over the coarse pixels, and its aggregate by the
ratio is what is downscaled (Wald, Ranchin and Mangolini 1997, Photogrammetric Engineering and Remote Sensing 63,
691-699). Where that leaves too few pixels the ratio is smaller, and the lattice of the aggregate is shifted so that
several trials make up for their size. What holds from one scale to the next is an assumption, and is told as one.

`choose` guards it thrice: models learn detail alone (`trend.py`), from covariates as blurred as the coarse values tell
that the target is (`estimators/target_blur.py`), and the blend takes as much of each model's detail as the test tells
for sure (`mixing.py`), the rest being interpolation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from ..errors import FusionError
from ..message import Message, message
from .covariates import ArrayCovariates
from .estimators.base import FEWEST_SAMPLES
from .estimators.blend import MEMBERS
from .field import Fields
from .mixing import mix, squares_of
from .patience import Watch
from .sharpen import MODELS, Scene, Settings, design_at, downscale_scene
from .supports import CoarseSupports
from .training import MOST_SAMPLES, draw_samples

CANDIDATES = (("linear", "kriging"), ("blend", "kriging"), ("forest", "kriging"), ("dms", "kriging"),
              ("atpk", "none"), ("bilinear", "none"))
_ENOUGH = 150          # aggregated pixels that make a trial trustworthy
_SHIFTS = 4            # trials at most
_WINDOW = 400          # coarse pixels a side that are tried at most
_MARGIN = 0.99         # of the RMSE of interpolation, which a model must beat
_HEDGE = 1.01          # of the best RMSE, up to which the blend is taken in the place of one model
_WHOLE = 0.95          # weight from which the one member of a blend is taken as it is
_NORMAL_68 = 0.6827


@dataclass(frozen=True)
class Score:
    """How a method did in the scale-up test, in the units of the values it was given.

    ``coherent``: were its values held to the coarse ones? ``factor``: by what its 1 sigma must be multiplied so that it
    covers 68 % of the errors; NaN where it has none.
    """

    method: str
    residual: str
    coherent: bool
    rmse: float
    mae: float
    bias: float
    r: float
    factor: float = np.nan


@dataclass(frozen=True)
class Trials:
    """``scores``: the candidates' and those of plain nearest and bilinear interpolation; ``ratio`` of the test (rows,
    columns); ``pixels`` compared; ``failed``: sentences on candidates that could not be tried, by method."""

    scores: tuple[Score, ...]
    ratio: tuple[int, int]
    pixels: int
    failed: dict[str, Message]
    weights: tuple[tuple[str, float], ...] = ()

    def of(self, method: str, residual: str | None = None, coherent: bool = True) -> Score | None:
        """The score of a method, None if it was not tried."""
        return next((each for each in self.scores if each.method == method and each.coherent == coherent
                     and residual in (None, each.residual)), None)

    @property
    def interpolation(self) -> Score:
        """The better one of plain and coherent bilinear interpolation."""
        return min((each for each in self.scores if each.method == "bilinear"), key=lambda each: each.rmse)


@dataclass(frozen=True)
class Choice:
    """What `auto` takes, and a sentence on why."""

    method: str
    residual: str
    why: Message
    weights: tuple[tuple[str, float], ...] = ()

    def settings(self, settings: Settings) -> Settings:
        """With the weights that a blend was given."""
        return replace(settings, weights=self.weights) if self.weights else settings


def scale_up(scene: Scene, candidates: Sequence[tuple[str, str]] = CANDIDATES) -> Trials:
    """Try ``candidates`` (method, residual) beside nearest and bilinear interpolation.

    With "blend" and all its members among them its weights are learned (`mixing.py`), else it is tried as it is set.
    Raises FusionError where too few coarse pixels are known for any trial.
    """
    truth, covariates = _coarse_layers(scene, any(method in MODELS for method, _ in candidates))
    ratio = _ratio(scene, truth)
    wanted = list(dict.fromkeys([*candidates, ("bilinear", "none")]))
    mixed = next((residual for method, residual in wanted if method == "blend"
                  and all((member, residual) in wanted for member in MEMBERS)), None)
    plan = [*((*each, True) for each in wanted if each != ("blend", mixed)),
            ("bilinear", "none", False), ("nearest", "none", False)]
    upper = list(_upper_scenes(scene, truth, covariates, ratio))
    if not upper:
        raise _too_few(int(np.isfinite(truth).sum()))
    errors: dict[tuple, np.ndarray] = {}
    failed: dict[str, Message] = {}
    for number, each in enumerate(plan):
        scene.reporter.progress(number / len(plan))
        try:
            errors[each] = np.concatenate([_tried(small, part, *each) for small, part in upper], axis=1)
        except FusionError as error:
            failed[each[0]] = error.sentence
    weights: tuple[tuple[str, float], ...] = ()
    if mixed is not None:
        square = np.concatenate([squares_of(part.shape)[np.isfinite(part)] for _, part in upper])
        weights, errors["blend", mixed, True] = _mixed(errors, mixed, square)
    scores = tuple(_score(each, found) for each, found in errors.items() if np.isfinite(found[0]).any())
    return Trials(scores, ratio, int(np.isfinite(errors[plan[-1]][0]).sum()), failed, weights)


def _mixed(errors: dict[tuple, np.ndarray], residual: str,
           square: np.ndarray) -> tuple[tuple[tuple[str, float], ...], np.ndarray]:
    """The weights of the members of a blend, and what `_tried` would give of it, by weights of other squares."""
    members = {each: errors[each, residual, True] for each in MEMBERS if (each, residual, True) in errors}
    under = {"kriging": ("atpk", "none", True), "smooth": ("bilinear", "none", True)}
    base = errors.get(under.get(residual), errors[("nearest", "none", False) if residual in ("none", "block") else
                                                  ("bilinear", "none", True)])
    if not members:
        return (), np.full_like(base, np.nan)
    found = mix(base[1], base[0], {name: values[0] for name, values in members.items()}, square)
    total = sum(share for _, share in found.weights)
    spread = np.full(square.shape, np.nan)
    if total > 0.0:
        spread = np.sqrt(sum(share * members[name][2]**2 for name, share in found.weights) / total)
    return found.weights, np.stack([found.estimate, base[1], spread])


def choose(trials: Trials) -> Choice:
    """The blend where it is as good as the best model, else that model; interpolation, area-to-point kriging or
    bilinear, unless a model beats it by 1 % or more."""
    tried = [each for each in trials.scores if each.coherent]
    plain = min((each for each in tried if each.method in ("bilinear", "atpk")), key=lambda each: each.rmse)
    models = [each for each in tried if each.method in MODELS and (each.method != "blend" or trials.weights)]
    best = min(models, key=lambda each: each.rmse, default=None)
    if best is None or not best.rmse <= _MARGIN * plain.rmse or (trials.of("blend") and not trials.weights):
        return Choice(plain.method, "none", _why_interpolation(plain, best))
    blend = trials.of("blend")
    if blend is not None and blend.rmse <= _HEDGE * best.rmse:
        best = blend
    if best.method == "blend" and len(trials.weights) == 1 and trials.weights[0][1] > _WHOLE:
        best = trials.of(trials.weights[0][0])
    bilinear = trials.of("bilinear")
    below = 100.0 * (1.0 - best.rmse / bilinear.rmse)
    if best.method != "blend":
        return Choice(best.method, best.residual, message(
            "The method {method} is used: in the scale-up test its RMSE is {rmse:.4g}, {percent:.0f} % below the "
            "{plain:.4g} of bilinear interpolation.", method=best.method, rmse=best.rmse, percent=below,
            plain=bilinear.rmse))
    return Choice("blend", best.residual, message(
        "A blend is used, of {members}, and {rest:.0f} % interpolation: in the scale-up test its RMSE is {rmse:.4g}, "
        "{percent:.0f} % below the {plain:.4g} of bilinear interpolation.",
        members=", ".join(f"{100.0 * share:.0f} % {name}" for name, share in trials.weights),
        rest=100.0 * max(0.0, 1.0 - sum(share for _, share in trials.weights)), rmse=best.rmse, percent=below,
        plain=bilinear.rmse), trials.weights)


def _why_interpolation(plain: Score, best: Score | None) -> Message:
    if best is None:
        return message("Interpolation by {plain} is used: no model could be tried.", plain=plain.method)
    return message("Interpolation by {plain} is used: in the scale-up test the detail that covariates add does not "
                   "come closer to the truth (RMSE {rmse:.4g}, and {other:.4g} with {method}, the best model).",
                   plain=plain.method, rmse=plain.rmse, other=best.rmse, method=best.method)


def _coarse_layers(scene: Scene, wanted: bool) -> tuple[np.ndarray, np.ndarray | None]:
    """Coarse values and the means of the covariates over them (covariates, rows, columns), NaN where missing."""
    values = scene.per_pixel
    rows, columns = scene.supports.lattice
    top, left = max(0, (rows - _WINDOW) // 2), max(0, (columns - _WINDOW) // 2)
    window = slice(top, top + min(rows, _WINDOW)), slice(left, left + min(columns, _WINDOW))
    if not wanted or scene.covariates is None:
        return values[window], None
    samples, sigma = scene.samples, scene.blur.sigma if scene.blur else (scene.settings.blur or 0.0)
    design = design_at(samples.designs, sigma)
    if np.isfinite(values).sum() > MOST_SAMPLES:
        inside = np.full(values.shape, np.nan)
        inside[window] = values[window]
        samples = draw_samples(scene.covariates, scene.supports, inside, (sigma,), most=inside.size,
                               seed=scene.settings.seed, memory=scene.memory // 2, threads=scene.threads,
                               reporter=Watch(scene.reporter))
        design = samples.designs[sigma]
    means = np.full((scene.covariates.count, rows * columns), np.nan)
    means[:, samples.cells] = design.T
    means = means.reshape(-1, rows, columns)
    return np.where(np.isfinite(means).all(axis=0), values, np.nan)[window], means[:, window[0], window[1]]


def _ratio(scene: Scene, truth: np.ndarray) -> tuple[int, int]:
    """That of the grids, or the largest smaller one that leaves enough pixels."""
    exact = scene.supports.nested_ratio
    if exact is None:
        side = float(np.sqrt(np.prod(scene.supports.shape) / max(1.0, scene.coherence.coverage.sum())))
        exact = (max(2, int(round(side))),) * 2
    known = np.isfinite(truth).sum()
    for step in range(max(exact), 1, -1):
        ratio = tuple(min(step, max(2, each)) for each in exact)
        if known / np.prod(ratio) >= _ENOUGH:
            return ratio
    if known / 4 < FEWEST_SAMPLES:
        raise _too_few(int(known))
    return 2, 2


def _too_few(known: int) -> FusionError:
    return FusionError(message("{count} coarse pixels are too few for the scale-up test, which needs {least}; take "
                               "a larger area, or choose a method yourself.", count=known, least=4 * FEWEST_SAMPLES))


def _upper_scenes(scene: Scene, truth: np.ndarray, covariates: np.ndarray | None,
                  ratio: tuple[int, int]) -> Iterator[tuple[Scene, np.ndarray]]:
    """Scenes one scale up, and their truths (rows, columns), with shifted lattices where they are small."""
    shifts = [(0, 0)]
    if np.isfinite(truth).sum() / np.prod(ratio) < 4 * _ENOUGH:
        shifts += [(ratio[0] // 2, 0), (0, ratio[1] // 2), (ratio[0] // 2, ratio[1] // 2)][:_SHIFTS - 1]
    for down, right in shifts:
        rows, columns = ((size - shift) // r for size, shift, r in zip(truth.shape, (down, right), ratio))
        part = slice(down, down + rows * ratio[0]), slice(right, right + columns * ratio[1])
        inner = truth[part]
        stacked = inner.reshape(rows, ratio[0], columns, ratio[1])
        known = np.isfinite(stacked).sum(axis=(1, 3))
        if np.count_nonzero(known) < FEWEST_SAMPLES:
            continue
        with np.errstate(invalid="ignore"):
            means = np.where(2 * known >= np.prod(ratio), np.nansum(stacked, axis=(1, 3)) / known, np.nan)
        fine = GeoBox(inner.shape, Affine.scale(1.0, -1.0), "EPSG:3857")
        coarse = GeoBox(means.shape, Affine.scale(float(ratio[1]), -float(ratio[0])), "EPSG:3857")
        layers = None if covariates is None else ArrayCovariates(covariates[:, part[0], part[1]],
                                                                 scene.covariates.names)
        small = Scene(CoarseSupports(fine, coarse), means, layers, scene.limits,
                      replace(scene.settings, blur=0.0, fallback=False), scene.memory, 1, Watch(scene.reporter))
        yield small, inner


def _tried(scene: Scene, truth: np.ndarray, method: str, residual: str, coherent: bool) -> np.ndarray:
    """(3, n): estimate, truth and 1 sigma of the pixels whose truth is known; NaN without."""
    with Fields(None, truth.shape, 1 << 62) as fields:
        found = downscale_scene(scene, method, residual, fields, coherent=coherent,
                                spread=coherent and method != "nearest")
        values = found.values.read()
        spread = np.full(values.shape, np.nan) if found.spread is None else found.spread.read()
    there = np.isfinite(truth)
    return np.stack([values[there], truth[there], spread[there]])


def _score(tried: tuple[str, str, bool], found: np.ndarray) -> Score:
    values, truth, spread = found[:, np.isfinite(found[0])]
    error = values - truth
    known = np.isfinite(spread) & (spread > 0.0)
    factor = float(np.quantile(np.abs(error[known]) / spread[known], _NORMAL_68)) if known.any() else np.nan
    varied = np.ptp(values) > 0.0 and np.ptp(truth) > 0.0
    rmse, bias = float(np.sqrt(np.mean(error**2))), float(error.mean())
    # What is coherent has no bias but that of rounding, and its digits mean nothing.
    return Score(*tried, rmse, float(np.abs(error).mean()), bias if abs(bias) > 1e-9 * rmse else 0.0,
                 float(np.corrcoef(values, truth)[0, 1]) if varied else np.nan, factor)
