"""Parts that the reports on downscaling share: tests, variograms, coherence, maps."""

from collections.abc import Sequence

import numpy as np

from ..message import Message, message
from ..report import Report
from ..report.figures import block_means, describe_maps, maps_figure
from ..report.line_figures import Curve, curves_figure
from ..report.page import shown
from .coherence import Achieved
from .field import Field
from .kriging import AreaToPointKriging, VariogramModel
from .kriging.variogram import Experimental, fit_model, lattice_variogram
from .names import VARIOGRAM_NAMES, distance_unit, method_name
from .request import Variable
from .sharpen import Scene, cell_size
from .validation import Score, Trials

_MAP_SIDE = 600      # fine pixels of a map that are read along its longer side, at most
_CURVE = 120         # points of a model's curve


def with_unit(name: str, unit: str) -> str:
    """A name of an axis."""
    return message("{name} ({unit})", name=name, unit=unit) if unit else name


def verdict(trials: Trials | None, score: Score | None, name: str) -> Message:
    """What the scale-up test says of the ``score`` of what was used, in a sentence."""
    if trials is None or score is None:
        return message("{name}: whether the result beats interpolation could not be tested.", name=name)
    plain = trials.interpolation
    method = method_name(score.method)
    if score.method == "bilinear":
        return message("{name} is interpolated ({method}, RMSE {rmse} in the scale-up test): its fine pixels hold no "
                       "detail that covariates tell.", name=name, method=method, rmse=shown(score.rmse))
    change = 100.0 * (score.rmse / plain.rmse - 1.0) if plain.rmse > 0.0 else np.nan
    values = {"name": name, "method": method, "rmse": shown(score.rmse), "plain": shown(plain.rmse),
              "percent": f"{abs(change):.0f}"}
    if change < -0.5:
        return message("{name}, {method}: in the scale-up test its RMSE is {rmse}, {percent} % less than the {plain} "
                       "of bilinear interpolation.", **values)
    if change > 0.5:
        return message("{name}, {method}: in the scale-up test its RMSE is {rmse}, {percent} % more than the {plain} "
                       "of bilinear interpolation, which would do better.", **values)
    return message("{name}, {method}: in the scale-up test its RMSE is {rmse}, about the same as the {plain} of "
                   "bilinear interpolation.", **values)


def scores_table(report: Report, trials: Trials, scores: Sequence[Score], used: tuple[str, str], unit: str) -> None:
    """The scale-up test, the best first; ``used``: method and residual of the output."""
    plain = trials.interpolation.rmse
    rows = [[method_name(each.method), _residual(each), each.coherent,
             each.coherent and (each.method, each.residual) == used, each.rmse,
             each.rmse / plain if plain > 0.0 else None, each.mae, each.bias, each.r]
            for each in sorted(scores, key=lambda each: (each.rmse, each.method))]
    report.table("scale_up_test", message("The scale-up test: the coarse raster as the truth"),
                 [message("Method"), message("Residual"), message("Coherent"), message("Used"), message("RMSE"),
                  message("RMSE to that of interpolation"), message("MAE"), message("Bias"), message("r")], rows,
                 ["", "", "", "", unit, "", unit, unit, ""])
    rows, columns = trials.ratio
    report.paragraph(message(
        "The coarse raster and the covariates were aggregated once more, by {rows} x {columns} coarse pixels, "
        "downscaled, and compared with the coarse raster itself ({pixels} pixels). What holds from that scale to this "
        "one is an assumption. Coherent: held to the values that were downscaled, as the output "
        "is; plain interpolation is not.", rows=rows, columns=columns, pixels=shown(trials.pixels)))


def calibration_sentence(factor: float) -> Message:
    """What the scale-up test says of a method's own 1 sigma; ``factor``: see `Score`."""
    values = {"factor": shown(factor)}
    if factor > 1.05:
        return message("In the scale-up test 68 % of the errors lay within {factor} times the 1 sigma that the method "
                       "tells of itself: by itself it is too sure.", **values)
    if factor < 0.95:
        return message("In the scale-up test 68 % of the errors lay within {factor} times the 1 sigma that the method "
                       "tells of itself: by itself it is too cautious.", **values)
    return message("In the scale-up test 68 % of the errors lay within {factor} times the 1 sigma that the method "
                   "tells of itself: it covers what it says.", **values)


def failures(report: Report, failed: dict[str, Message]) -> None:
    """Sentences on methods that could not be tried."""
    report.items([message("{method} was not tried: {reason}", method=method_name(method), reason=reason)
                  for method, reason in failed.items()])


def _residual(score: Score) -> str:
    names = {"block": message("block"), "smooth": message("smooth"), "kriging": message("kriging")}
    return names.get(score.residual, message("none"))


def variogram_part(report: Report, scene: Scene, kriging: AreaToPointKriging | None, values: np.ndarray,
                   unit: str) -> None:
    """The variogram of coarse ``values`` (rows, columns): that which was kriged with, or one fitted for the report.

    Raises FusionError where there are too few values for one.
    """
    settings, distance = scene.settings.kriging, distance_unit(scene.supports.fine.crs)
    if kriging is not None and kriging.experimental_ is not None:
        experimental, block, point, regularised = (kriging.experimental_, kriging.block_model_, kriging.point_model_,
                                                   kriging.regularised_)
    else:
        experimental = lattice_variogram(values, cell_size(scene.supports.coarse), robust=settings.robust,
                                         seed=scene.settings.seed)
        block, point, regularised = fit_model(experimental, settings.model), None, None
    squared = message("{unit} squared", unit=unit) if unit else ""
    curves = _variogram_curves(experimental, block, point, regularised)
    report.figure(
        curves_figure(curves, message("Variogram"), with_unit(message("Distance"), distance),
                      with_unit(message("Semivariance"), squared)),
        message("{count} classes of distance from {first} to {last}; semivariance from {low} to {high}; variance of "
                "all values {variance}.", count=len(experimental.distance),
                first=shown(float(experimental.distance[0])), last=shown(float(experimental.distance[-1])),
                low=shown(float(experimental.gamma.min())), high=shown(float(experimental.gamma.max())),
                variance=shown(experimental.variance)))
    models = [(message("Coarse pixels"), block), *([(message("Points (fine pixels)"), point)] if point else [])]
    report.table("variogram_models", message("Models of the variogram"),
                 [message("Model of"), message("Type"), message("Nugget"), message("Sill"), message("Range parameter"),
                  message("Practical range")],
                 [[name, VARIOGRAM_NAMES[model.name], model.nugget, model.sill, model.range, model.practical_range]
                  for name, model in models], ["", "", squared, squared, distance, distance])
    report.table("variogram", message("The experimental variogram"),
                 [message("Class"), message("Distance"), message("Pairs"), message("Semivariance"),
                  message("Model of coarse pixels"), message("Point model, averaged")],
                 [[str(k + 1), experimental.distance[k], int(experimental.pairs[k]), experimental.gamma[k],
                   float(block.variogram(experimental.distance[k])), None if regularised is None else regularised[k]]
                  for k in range(len(experimental.distance))], ["", distance, "", squared, squared, squared])


def _variogram_curves(experimental: Experimental, block: VariogramModel, point: VariogramModel | None,
                      regularised: np.ndarray | None) -> list[Curve]:
    x = np.linspace(0.0, 1.05 * float(experimental.distance.max()), _CURVE)[1:]
    curves = [Curve(message("Experimental"), experimental.distance, experimental.gamma, points=True, colour="data"),
              Curve(message("Model of coarse pixels"), x, block.variogram(x), colour="other", dash="dash")]
    if point is not None and point != block:
        curves.append(Curve(message("Point model"), x, point.variogram(x)))
    if regularised is not None:
        curves.append(Curve(message("Point model, averaged over coarse pixels"), experimental.distance, regularised,
                            colour="data", dash="dot"))
    return curves


def coherence_part(report: Report, achieved: Achieved | None, unit: str) -> None:
    """How well the output gives the coarse values back."""
    report.heading(message("Coherence"))
    if achieved is None:
        report.paragraph(message("The output was not held to the coarse values; aggregated, it differs from them."))
        return
    report.table("coherence", message("The largest miss of the aggregated output"),
                 [message("State"), message("Largest miss"), message("Of the range of the coarse values")],
                 [[message("Before"), achieved.before, _share(achieved.before, achieved.scale)],
                  [message("After"), achieved.after, _share(achieved.after, achieved.scale)]], ["", unit, ""])
    told = [message("Coarse pixels that were held to their value: {count}.", count=shown(int(achieved.held.sum())))]
    if achieved.lost:
        told.append(message("Coarse pixels with a value, but too few fine pixels to carry it: {count}.",
                            count=shown(achieved.lost)))
    if achieved.beyond:
        told.append(message("Coarse pixels that the limits keep from their value: {count}.",
                            count=shown(achieved.beyond)))
    report.items(told)


def _share(miss: float, scale: float) -> float | None:
    return miss / scale if scale > 0.0 else None


def maps_part(report: Report, scene: Scene, variable: Variable, units: str, values: Field,
              spread: Field | None) -> None:
    """The coarse input, the output and its 1 sigma, in the variable's units."""
    report.heading(message("Maps"))
    fine = variable.back(thinned(values))
    layers = [(message("Coarse input"), units, variable.back(scene.values)), (message("Downscaled"), units, fine)]
    if spread is not None:
        layers.append((message("1 sigma"), units, variable.back_spread(thinned(spread), fine)))
    report.figure(maps_figure(layers), describe_maps(layers))


def residual_map(report: Report, residual: np.ndarray, unit: str) -> None:
    """What a model missed, at the coarse scale."""
    title = message("Residual of the coarse pixels")
    figure = maps_figure([(title, unit, residual)])
    figure["layout"]["title"]["text"] = message("What the model missed")
    report.figure(figure, describe_maps([(title, unit, block_means(residual))]))


def thinned(field: Field, side: int = _MAP_SIDE) -> np.ndarray:
    """Every n-th pixel (rows, columns), so that no side is longer than asked."""
    step = max(1, -(-max(field.shape) // side))
    return np.stack([field.read((row, row + 1))[0, step // 2::step]
                     for row in range(min(step // 2, field.shape[0] - 1), field.shape[0], step)])


def what_to_do(report: Report, kriged_alone: bool = False) -> None:
    """What a downscaled layer is good for."""
    report.heading(message("What to do with the result"))
    report.items([
        message("The fine pixels are estimates, no measurements: do not compare them with points as if they were, and "
                "do not train other models on them as if they were observed."),
        message("Use them with their uncertainty. Neighbouring pixels err together: of an area, the error is larger "
                "than that of independent pixels would be, and realisations tell it."),
        message("An estimate is smoother than the truth: for extremes and exceedances take realisations."),
        message("Aggregated to the coarse pixels, a coherent output says what the coarse raster says, and no more."),
        *([] if kriged_alone else [message(
            "Where the covariates lie outside of the range that the model learned from, trust it least.")]),
    ])


SOURCES = {
    "test": "Wald, Ranchin and Mangolini 1997, Fusion of satellite images of different spatial resolutions, "
            "Photogrammetric Engineering and Remote Sensing 63, 691-699",
    "blocks": "Roberts et al. 2017, Cross-validation strategies for data with temporal, spatial, hierarchical, or "
              "phylogenetic structure, doi:10.1111/ecog.02881",
    "kriging": "Kyriakidis 2004, A geostatistical framework for area-to-point spatial interpolation, "
               "doi:10.1111/j.1538-4632.2004.tb01135.x",
    "deconvolution": "Goovaerts 2008, Kriging and semivariogram deconvolution in the presence of irregular "
                     "geographical units, doi:10.1007/s11004-007-9129-1",
    "atprk": "Wang, Shi, Atkinson and Zhao 2015, Downscaling MODIS images with area-to-point regression kriging, "
             "doi:10.1016/j.rse.2015.06.003",
    "tsharp": "Agam et al. 2007, A vegetation index based technique for spatial sharpening of thermal imagery, "
              "doi:10.1016/j.rse.2006.10.006",
    "dms": "Gao, Kustas and Anderson 2012, A data mining approach for sharpening thermal satellite imagery over land, "
           "doi:10.3390/rs4113287",
    "forest": "Breiman 2001, Random forests, doi:10.1023/A:1010933404324",
}
