"""One method from end to end: a prior from a model or from the coarse values alone, its residual, coherence."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field as member

import numpy as np
from odc.geo.geobox import GeoBox

from .. import blocks
from ..advice.layer import pixel_size_m
from ..errors import Cancelled, FusionError
from ..message import message
from ..reporter import Reporter
from .calibration import fine_octaves
from .coherence import Achieved, Coherence
from .covariates import Covariates
from .estimators.base import Estimator
from .estimators.blend import HALVES, Blend
from .estimators.boosting import Boosting
from .estimators.dms import DataMiningSharpener
from .estimators.forest import Forest
from .estimators.linear import Linear
from .estimators.target_blur import CANDIDATES, TargetBlur, target_blur
from .estimators.tsharp import TsHarp
from .field import Field, Fields
from .interpolation import Interpolator
from .kriging import AreaToPointKriging, Supports
from .marks import FILLED, Marks, fill, learned_from
from .methods import METHODS, MODELS, RESIDUALS  # noqa: F401 (handed on)
from .patience import Tick, never, patiently
from .smoothing import Smoother, reach_of
from .supports import CoarseSupports
from .training import Samples, draw_samples
from .trend import fit_detail

MOST_KRIGED = 1 << 22   # fine pixels, where A must be held whole

_PIECE = 1 << 18        # fine pixels whose covariates are read at once
_PART = 1 << 15         # fine pixels that a model predicts between two looks at the cancel button


@dataclass(frozen=True)
class KrigingSettings:
    """How to krige: see `AreaToPointKriging`."""

    model: str = "auto"
    deconvolution: bool = True
    neighbours: int = 2
    robust: bool = False


@dataclass(frozen=True)
class Settings:
    """What the methods can be told: ``ndvi`` (column of the covariates), ``window`` of dms (coarse pixels),
    ``homogeneity`` (share of coarse pixels to learn from), ``blur`` (fine pixels; None: learned), ``trees`` of a
    forest, ``kriging``, ``fallback`` (fill pixels without covariates by interpolation), ``weights`` of a blend's
    members."""

    ndvi: int = 0
    window: int = 15
    homogeneity: float = 1.0
    blur: float | None = None
    trees: int = 100
    seed: int = 0
    kriging: KrigingSettings = KrigingSettings()
    fallback: bool = False
    weights: tuple[tuple[str, float], ...] = HALVES


@dataclass
class Scene:
    """The data of a downscaling: ``values`` (coarse rows, columns), NaN where missing, in what averages linearly."""

    supports: CoarseSupports
    values: np.ndarray
    covariates: Covariates | None = None
    limits: tuple[float | None, float | None] = (None, None)
    settings: Settings = Settings()
    memory: int = 2**29
    threads: int | None = None
    reporter: Reporter = member(default_factory=Reporter)
    _samples: Samples | None = None
    _blur: TargetBlur | None = None
    _coherence: Coherence | None = None

    @property
    def coherence(self) -> Coherence:
        if self._coherence is None:
            self._coherence = Coherence(self.supports, self.values, limits=self.limits, threads=self.threads,
                                        reporter=self.reporter)
        return self._coherence

    @property
    def per_pixel(self) -> np.ndarray:
        """The coarse values as those of a fine pixel: totals divided by the fine pixels in each."""
        if not self.supports.totals:
            return self.values
        pixels = np.zeros(self.supports.count)
        for number in range(len(self.supports.ranges)):
            part = self.supports.part(number)
            pixels[part.cells] += np.asarray(part.matrix.sum(axis=1)).ravel()
        with np.errstate(invalid="ignore", divide="ignore"):
            found = self.coherence.target.reshape(self.supports.lattice) / pixels.reshape(self.supports.lattice)
        return np.where(np.isfinite(found), found, np.nan)

    @property
    def samples(self) -> Samples:
        """Drawn when first asked for."""
        if self._samples is None:
            blur = self.settings.blur
            sigmas = CANDIDATES if blur is None and self.covariates.count <= 64 else (blur or 0.0,)
            self._samples = draw_samples(self.covariates, self.supports, self.per_pixel, sigmas,
                                         seed=self.settings.seed, memory=self.memory // 2, threads=self.threads,
                                         reporter=self.reporter)
        return self._samples

    @property
    def blur(self) -> TargetBlur | None:
        """How much the covariates are blurred, as learned; None where it was given or there are too many of them."""
        if self._blur is None and len(self.samples.designs) > 1:
            samples = self.samples
            self._blur = patiently(lambda tick: target_blur(samples.designs, samples.y, samples.positions,
                                                            seed=self.settings.seed), self.reporter)
        return self._blur

    def tick(self) -> None:
        """Raise Cancelled if the reporter says so; also in worker threads."""
        if self.reporter.cancelled():
            raise Cancelled


@dataclass(frozen=True)
class Model:
    """A fitted estimator and the blur of what it sees."""

    estimator: Estimator
    sigma: float


@dataclass
class Downscaled:
    """``values``: the fine layer; ``spread``: 1 sigma of model and kriging, uncalibrated (None if not asked for);
    ``residual`` (coarse rows, columns): what the model missed; ``achieved``: None if coherence was not asked for;
    ``marks``: what stands behind the pixels, None for methods without covariates; ``octaves``: see `calibration.py`;
    ``filler``: kriging of the coarse values, where pixels were filled."""

    method: str
    residual_kind: str
    values: Field
    spread: Field | None
    residual: np.ndarray
    model: Model | None = None
    kriging: AreaToPointKriging | None = None
    achieved: Achieved | None = None
    marks: Marks | None = None
    octaves: np.ndarray | None = None
    filler: AreaToPointKriging | None = None


def fit(scene: Scene, method: str) -> Model:
    """The model of a method, from the scene's samples. Raises FusionError where they do not suffice."""
    samples = scene.samples
    sigma = scene.blur.sigma if scene.blur else (scene.settings.blur or 0.0)
    design = design_at(samples.designs, sigma)
    used = samples.share(scene.settings.homogeneity)
    estimator = patiently(lambda tick: fit_detail(
        lambda: estimator_of(method, scene.settings, samples), design[used], samples.y[used], samples.weights[used],
        samples.positions[used], tick), scene.reporter)
    estimator.tick = never
    return Model(estimator, sigma)


def downscale_scene(scene: Scene, method: str, residual: str, fields: Fields, *, coherent: bool = True,
                    spread: bool = False, model: Model | None = None, marks: bool = False) -> Downscaled:
    """Downscale by one of METHODS with one of RESIDUALS (which models alone have). ``marks``: keep those of models."""
    result = Downscaled(method, residual, fields.make(), fields.make() if spread else None,
                        np.full(scene.supports.lattice, np.nan))
    places = Interpolator(scene.supports)
    if method in MODELS:
        result.model = model or fit(scene, method)
        result.marks = Marks(fields.make() if marks or scene.settings.fallback else None)
        _predict(scene, result, places)
        if spread:
            result.octaves = fine_octaves(result.values, scene.supports)
        result.residual = _missed(scene, result.values)
        if result.marks.share(FILLED) > 0.0:
            result.residual = learned_from(scene, result.marks, result.residual)
            _fill_spread(scene, result)
        _add_residual(scene, result, places)
    elif method == "atpk":
        result.kriging = kriged(scene, scene.per_pixel)
        _each(scene, lambda rows: _write_kriged(result, rows, False, places, scene))
    else:
        values, interpolate = scene.per_pixel, getattr(places, method)
        _each(scene, lambda rows: result.values.write(rows, interpolate(values, rows)))
        if spread:
            result.kriging = kriged(scene, values)
            _each(scene, lambda rows: result.spread.write(rows, np.sqrt(result.kriging.predict(rows)[1])))
    if coherent:
        if scene.supports.totals:
            _each(scene, lambda rows: _make_positive(scene, result.values, rows))
        result.achieved = scene.coherence.hold(result.values)
    elif any(limit is not None for limit in scene.limits):
        low, high = scene.coherence.low, scene.coherence.high
        _each(scene, lambda rows: result.values.write(rows, np.clip(result.values.read(rows), low, high)))
    return result


def estimator_of(method: str, settings: Settings, samples: Samples) -> Estimator:
    seed = settings.seed
    low, high = samples.ranges[settings.ndvi] if method == "tsharp" else (None, None)
    made: Mapping[str, Callable[[], Estimator]] = {
        "linear": lambda: Linear(seed=seed), "atprk": lambda: Linear(seed=seed),
        "tsharp": lambda: TsHarp(ndvi=settings.ndvi, ndvi_min=low, ndvi_max=high, seed=seed),
        "forest": lambda: Forest(trees=settings.trees, seed=seed),
        "boosting": lambda: Boosting(seed=seed),
        "blend": lambda: Blend(weights=settings.weights, window=settings.window, trees=settings.trees, seed=seed),
        "dms": lambda: DataMiningSharpener(window=settings.window, seed=seed),
    }
    return made[method]()


def design_at(designs: Mapping[float, np.ndarray], sigma: float) -> np.ndarray:
    """X for a blur, interpolated between those that were prepared (means change smoothly with it)."""
    known = sorted(designs)
    above = min((each for each in known if each >= sigma), default=known[-1])
    below = max((each for each in known if each <= sigma), default=known[0])
    if above == below:
        return designs[above]
    share = (sigma**2 - below**2) / (above**2 - below**2)
    return (1.0 - share) * designs[below] + share * designs[above]


def _each(scene: Scene, task: Callable[[tuple[int, int]], object]) -> None:
    """Call ``task(rows)`` for every strip on threads."""
    strips = [blocks.Block(rows, (0, scene.supports.shape[1])) for rows in scene.supports.ranges]
    blocks.run(lambda block, stopped: task(block.rows), strips, lambda *_: None, scene.reporter,
               threads=scene.threads)


def _predict(scene: Scene, result: Downscaled, places: Interpolator) -> None:
    """The prior of every fine pixel that has its covariates and a coarse value."""
    model, width = result.model, scene.supports.shape[1]
    known = np.where(np.isfinite(scene.values), 1.0, np.nan)
    per_row = width * max(1, scene.covariates.count) * 40
    height = max(1, min(_PIECE // width, scene.memory // blocks.thread_count(scene.threads) // per_row))
    margin = reach_of(model.sigma)
    plain = scene.per_pixel if scene.settings.fallback else None

    model.estimator.tick = scene.tick

    def piece(rows: tuple[int, int]) -> None:
        scene.tick()
        outer = max(0, rows[0] - margin), min(scene.supports.shape[0], rows[1] + margin)
        stack = scene.covariates.read(outer)
        valid = np.isfinite(stack).all(axis=0)
        inner = slice(rows[0] - outer[0], rows[1] - outer[0])
        usable = valid[inner] & np.isfinite(places.nearest(known, rows))
        smooth = Smoother(valid, model.sigma)
        X = np.stack([smooth(plane)[inner][usable] for plane in stack], axis=1)
        at = np.stack([each[usable] for each in places.positions(rows)], axis=1)
        estimate, codes = np.full((2, *usable.shape), np.nan)
        if usable.any():
            estimate[usable] = _in_parts(model.estimator.predict, X, at, scene.tick)
            codes[usable] = model.estimator.extrapolates(X)
        if plain is not None:
            fill(plain, estimate, codes, rows, places)
        result.values.write(rows, estimate)
        result.marks.write(rows, codes)
        if result.spread is not None:
            spread = np.full(usable.shape, np.nan)
            if usable.any():
                spread[usable] = _in_parts(model.estimator.spread, X, at, scene.tick)
            result.spread.write(rows, spread)

    _each(scene, lambda rows: [piece((row, min(row + height, rows[1]))) for row in range(*rows, height)])


def _fill_spread(scene: Scene, result: Downscaled) -> None:
    """1 sigma of filled pixels: that of kriging the coarse values themselves."""
    if result.spread is None:
        return
    kriging = result.filler = kriged(scene, scene.per_pixel)

    def write(rows: tuple[int, int]) -> None:
        filled = result.marks.filled(rows)
        if filled.any():
            spread = result.spread.read(rows)
            spread[filled] = np.sqrt(kriging.predict(rows)[1][filled])
            result.spread.write(rows, spread)

    _each(scene, write)


def _in_parts(estimate: Callable[[np.ndarray, np.ndarray], np.ndarray], X: np.ndarray, positions: np.ndarray,
              tick: Tick) -> np.ndarray:
    """``estimate(X, positions)`` (n,), some pixels at a time: an estimate depends on its own pixel alone."""
    found = np.empty(len(X))
    for begin in range(0, len(X), _PART):
        tick()
        part = slice(begin, begin + _PART)
        found[part] = estimate(X[part], positions[part])
    return found


def _missed(scene: Scene, values: Field) -> np.ndarray:
    """y - A x in values of a fine pixel, NaN where too little is known."""
    found = scene.coherence.aggregate(values)
    mean = found.mean
    if scene.supports.totals:
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = mean / found.weight
    known = np.isfinite(mean) & (found.valid >= 0.05)
    return np.where(known, scene.per_pixel.ravel() - mean, np.nan).reshape(scene.supports.lattice)


def _add_residual(scene: Scene, result: Downscaled, places: Interpolator) -> None:
    residual = result.residual
    if result.residual_kind == "kriging":
        result.kriging = kriged(scene, residual)
        _each(scene, lambda rows: _write_kriged(result, rows, True, places, scene))
    elif result.residual_kind != "none":
        carry = places.nearest if result.residual_kind == "block" else places.bilinear
        _each(scene, lambda rows: result.values.write(
            rows, result.values.read(rows) + np.nan_to_num(carry(residual, rows))))


def kriged(scene: Scene, values: np.ndarray) -> AreaToPointKriging:
    """Kriging of coarse values or residuals, by the stencil where grids are nested."""
    supports, ratio = scene.supports, scene.supports.nested_ratio
    cell = cell_size(supports.fine)
    kriging = AreaToPointKriging(**asdict(scene.settings.kriging), seed=scene.settings.seed)
    if ratio is not None:
        return patiently(lambda tick: kriging.fit(values, ratio=ratio, cell=cell), scene.reporter)
    if supports.shape[0] * supports.shape[1] > MOST_KRIGED:
        raise FusionError(message("Kriging between grids that are not nested is limited to {most:,} fine pixels, and "
                                  "the grid has {count:,}; choose a grid aligned with the input, a smaller area, or "
                                  "another method.", most=MOST_KRIGED, count=supports.shape[0] * supports.shape[1]))
    weights = Supports.from_matrix(supports.matrix(), supports.shape, supports.lattice)
    return patiently(lambda tick: kriging.fit(values, supports=weights, cell=cell), scene.reporter)


def cell_size(grid: GeoBox) -> tuple[float, float]:
    """Height and width of a pixel: in units of the CRS, or in metres where these are degrees, whose length varies."""
    size = pixel_size_m(grid) if grid.crs.geographic else None
    if size is not None:
        return size[1], size[0]
    a = grid.affine
    return float(np.hypot(a.b, a.e)), float(np.hypot(a.a, a.d))


def _write_kriged(result: Downscaled, rows: tuple[int, int], added: bool, places: Interpolator, scene: Scene) -> None:
    values, variance = result.kriging.predict(rows)
    if added:
        values = result.values.read(rows) + np.nan_to_num(values)
        variance = np.nan_to_num(variance)
    result.values.write(rows, values)
    if result.spread is not None:
        prior = result.spread.read(rows) if added else 0.0
        # The kriged residual holds what the model could not say, so that of both the larger counts.
        result.spread.write(rows, np.maximum(prior, np.sqrt(variance)))


def _make_positive(scene: Scene, values: Field, rows: tuple[int, int]) -> None:
    """Totals are split in proportion to the prior: no pixel may be negative, and none quite without a share."""
    x = values.read(rows)
    least = 1e-6 * max(float(np.nanmax(np.abs(scene.per_pixel))), 1e-300)
    values.write(rows, np.where(np.isnan(x), np.nan, np.maximum(x, least)))
