"""Area-to-point kriging as an estimator: fits the variograms, chooses stencil or local systems, predicts ranges.

Kyriakidis 2004 (Geographical Analysis 36, 259-289), Goovaerts 2008 (doi 10.1007/s11004-007-9129-1). "Point" is a cell
of the fine lattice throughout; its covariances are averages of the point model over cells, so that means of cells are
what the coarse supports are. On residuals of a regression the same is the second half of ATPRK (Wang et al. 2015, doi
10.1016/j.rse.2015.06.003).
"""

import numpy as np

from .deconvolution import Deconvolution, Regularisation, deconvolve
from .likelihood import WindowLikelihood
from .models import VariogramModel
from .stencil import Stencil
from .supports import Supports
from .system import LocalSystem
from .variogram import Experimental, fit_model, lattice_variogram, scattered_variogram

Range = tuple[int, int]
_KERNEL_CELLS = 16   # a point spread has about so many cells a side where models are regularised


class AreaToPointKriging:
    """Ordinary area-to-point kriging of coarse values to the cells of a fine lattice.

    ``model``: type of the point model, one of `models.MODELS`, or "auto"; ``neighbours``: k, with (2k + 1)^2 coarse
    values to each system; ``point_model``: known already, in units of ``cell`` (then nothing is fitted; its nugget is
    that of a fine cell); ``deconvolution``: False takes the model fitted to the coarse values for that of points, as if
    these were values at points; ``robust``: Cressie and Hawkins's estimator; ``smoothness``: of a Matern.

    After `fit`: ``experimental_``, ``block_model_``, ``regularised_`` (classes,), the point model's variogram of coarse
    pixels (all None where ``point_model`` was given), ``deconvolution_`` (None too where there was none),
    ``point_model_``, ``shape_`` (fine rows and columns). Picklable.
    """

    def __init__(self, model: str = "auto", neighbours: int = 2, point_model: VariogramModel | None = None, *,
                 deconvolution: bool = True, robust: bool = False, smoothness: float = 1.5,
                 most_pairs: int = 2_000_000, seed: int = 0):
        self.model = model
        self.neighbours = neighbours
        self.point_model = point_model
        self.deconvolution = deconvolution
        self.robust = robust
        self.smoothness = smoothness
        self.most_pairs = most_pairs
        self.seed = seed

    def fit(self, coarse: np.ndarray, *, ratio: tuple[int, int] | None = None, supports: Supports | None = None,
            kernel: np.ndarray | None = None, cell: tuple[float, float] = (1.0, 1.0)) -> "AreaToPointKriging":
        """Learn from ``coarse`` (rows, columns; (n,) with scattered ``supports``), NaN where missing.

        Give ``ratio``, fine rows and columns in a coarse pixel, where the lattice is nested in whole coarse pixels, and
        with it the ``kernel`` of a point spread (see `Stencil`), or else ``supports``. ``cell``: height and width of a
        fine cell in units of distance. Raises FusionError where values are too few for a variogram.
        """
        if (ratio is None) == (supports is None):
            raise ValueError("Give either ratio or supports.")
        if supports is not None and np.shape(coarse) != (supports.lattice or (supports.count,)):
            raise ValueError("There is not one coarse value for each support.")
        self.coarse_ = np.where(np.isfinite(coarse), coarse, np.nan).astype(float)
        self.cell_, self.ratio_, self.supports_ = tuple(map(float, cell)), ratio, supports
        self.kernel_ = kernel
        self.experimental_: Experimental | None = None
        self.deconvolution_: Deconvolution | None = None
        self.regularised_: np.ndarray | None = None
        self.block_model_, self.point_model_ = None, self.point_model
        if self.point_model is None:
            self._fit_models()
        if ratio:
            self.shape_ = tuple(n * int(r) for n, r in zip(self.coarse_.shape, ratio))
            self._system = Stencil(self.point_model_, ratio, self.neighbours, self.cell_, kernel)
        else:
            self.shape_ = supports.shape
            self._system = LocalSystem(self.point_model_, supports, np.isfinite(self.coarse_).ravel(), self.neighbours,
                                       self.cell_)
        return self

    def predict(self, rows: Range | None = None, columns: Range | None = None,
                coarse: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Values and variances of their errors (rows, columns), in the variable's units and their squares.

        ``rows``, ``columns``: half-open ranges of fine cells, all by default; the answers are the same however the
        lattice is cut. NaN where a cell's own coarse value is missing. ``coarse``: other values for the same supports,
        missing where those of `fit` are.
        """
        rows, columns = rows or (0, self.shape_[0]), columns or (0, self.shape_[1])
        return self._system.interpolate(self.coarse_ if coarse is None else coarse, rows, columns)

    def _fit_models(self) -> None:
        self.experimental_, regularised, steps = self._regular() if self.ratio_ else self._irregular()
        if not self.deconvolution:
            self.block_model_ = fit_model(self.experimental_, self.model, smoothness=self.smoothness)
            self.point_model_, self.regularised_ = self.block_model_, regularised(self.block_model_)
            return
        likelihood = None
        if steps is not None:
            likelihood = WindowLikelihood(self._valid_values(), steps, regularised, self.seed)
        found = deconvolve(self.experimental_, regularised, self.model, smoothness=self.smoothness,
                           likelihood=likelihood if likelihood and likelihood.usable else None)
        self.deconvolution_, self.regularised_ = found, found.gamma
        self.block_model_, self.point_model_ = found.block_model, found.point_model

    def _valid_values(self) -> np.ndarray:
        """The values of supports that have a place, NaN for others."""
        if self.supports_ is None:
            return self.coarse_
        return np.where(self.supports_.sizes.reshape(self.coarse_.shape) > 0, self.coarse_, np.nan)

    def _regular(self) -> tuple[Experimental, Regularisation, np.ndarray]:
        spacing = tuple(r * c for r, c in zip(self.ratio_, self.cell_))
        experimental = lattice_variogram(self.coarse_, spacing, most_pairs=self.most_pairs, robust=self.robust,
                                         seed=self.seed)
        kernel, cell, share = np.ones((1, 1)), spacing, 1.0 / float(np.prod(self.ratio_))
        if self.kernel_ is not None:
            kernel = np.asarray(self.kernel_, float) / np.sum(self.kernel_)
            share = float(np.sum(kernel ** 2))
            steps = [_step(n, r) for n, r in zip(kernel.shape, self.ratio_)]
            kernel, cell = _coarsened(kernel, steps), tuple(s * c for s, c in zip(steps, self.cell_))
        return experimental, Regularisation(kernel, cell, experimental, share), np.diag(spacing)

    def _irregular(self) -> tuple[Experimental, Regularisation, np.ndarray | None]:
        supports, values = self.supports_, self._valid_values()
        options = {"most_pairs": self.most_pairs, "robust": self.robust, "seed": self.seed}
        places, steps = supports.centres * np.asarray(self.cell_), None
        if supports.lattice:
            steps = _lattice_steps(places.reshape(*supports.lattice, 2))
            experimental = lattice_variogram(values, steps, **options)
        else:
            spacing = _spacing(places[np.isfinite(values)])
            experimental = scattered_variogram(places, values, spacing, **options)
        kernel, step = supports.typical_kernel(_KERNEL_CELLS)
        share = np.add.reduceat(supports.shares ** 2, supports.start[:-1][supports.sizes > 0])
        cell = tuple(step * c for c in self.cell_)
        return experimental, Regularisation(kernel, cell, experimental, float(np.median(share))), steps


def _step(side: int, ratio: int) -> int:
    """Fine cells to a cell of the coarsened kernel: a divisor of the ratio, where one fits, so that lags stay whole."""
    wanted = -(-side // _KERNEL_CELLS)
    fitting = [d for d in range(wanted, min(ratio, 2 * wanted + 1) + 1) if ratio % d == 0]
    return fitting[0] if fitting else wanted


def _coarsened(kernel: np.ndarray, steps: list[int]) -> np.ndarray:
    """Sums of a kernel over cells of ``steps`` cells, the middle kept in the middle."""
    odd = [-n % s for n, s in zip(kernel.shape, steps)]
    padded = np.pad(kernel, [(n // 2, n - n // 2) for n in odd])
    rows, columns = (n // s for n, s in zip(padded.shape, steps))
    return padded.reshape(rows, steps[0], columns, steps[1]).sum(axis=(1, 3))


def _lattice_steps(places: np.ndarray) -> np.ndarray:
    """Mean vectors (2, 2) to the next row and to the next column, of centres (rows, columns, 2), NaN where missing."""
    steps = [np.diff(places, axis=axis).reshape(-1, 2) for axis in (0, 1)]
    found = [np.nanmedian(each, axis=0) if np.isfinite(each).any() else None for each in steps]
    if found[0] is None and found[1] is None:
        return np.eye(2)
    if found[0] is None:
        found[0] = np.array([found[1][1], -found[1][0]])
    if found[1] is None:
        found[1] = np.array([-found[0][1], found[0][0]])
    return np.array(found)


def _spacing(places: np.ndarray) -> float:
    """The distance of neighbouring footprints: the median to the nearest, not less than half of what density tells."""
    from scipy.spatial import cKDTree

    if len(places) < 2:
        return 1.0
    nearest = float(np.median(cKDTree(places).query(places, 2)[0][:, 1]))
    area = float(np.prod(np.maximum(np.ptp(places, axis=0), 1e-12)))
    return max(nearest, 0.5 * float(np.sqrt(area / len(places))))
