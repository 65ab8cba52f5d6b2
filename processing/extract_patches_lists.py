"""Settings of each raster that are given as text: bands, kinds and resamplings."""

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.variable import KINDS
from .extract_patches_parameters import BANDS, RESAMPLING, RESAMPLINGS, VARIABLE_KINDS
from .parameters import is_given
from .text_lists import read_words


def read_bands(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, count: int
) -> tuple[tuple[int, ...], ...]:
    """The bands of each of `count` rasters, () for all. Raises FusionError for what is no such list."""
    if not is_given(parameters, BANDS):
        return ((),) * count
    text = algorithm.parameterAsString(parameters, BANDS, context)
    parts = text.split(";")
    try:
        bands = tuple(tuple(int(word) for word in part.replace(",", " ").split()) for part in parts)
    except ValueError as error:
        raise FusionError(
            QCoreApplication.translate(
                "ExtractPatches", "BANDS must be numbers of bands, separated by commas, and by semicolons between "
                "rasters, as in 4,3,2;1, not {text}."
            ).format(text=text)
        ) from error
    if len(bands) != count:
        raise FusionError(
            QCoreApplication.translate(
                "ExtractPatches", "BANDS must hold the bands of each raster, separated by semicolons: {count} rasters, "
                "{given} lists of bands."
            ).format(count=count, given=len(bands))
        )
    return bands


def read_kinds(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, count: int
) -> tuple[str, ...]:
    """A kind for each of `count` rasters. Raises FusionError for anything else."""
    return _one_each(read_words(algorithm, parameters, VARIABLE_KINDS, context), count, KINDS, VARIABLE_KINDS)


def read_resamplings(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, count: int
) -> tuple[str, ...]:
    """A resampling for each of `count` rasters. Raises FusionError for anything else."""
    return _one_each(read_words(algorithm, parameters, RESAMPLING, context), count, RESAMPLINGS, RESAMPLING)


def _one_each(words: tuple[str, ...], count: int, known: tuple[str, ...], name: str) -> tuple[str, ...]:
    given = tuple(word.lower() for word in words)
    unknown = next((word for word in given if word not in known), None)
    if unknown is not None:
        raise FusionError(
            QCoreApplication.translate(
                "ExtractPatches", "{name} knows no {unknown}; each must be one of {known}."
            ).format(name=name, unknown=unknown, known=", ".join(known))
        )
    if given and len(given) != count:
        raise FusionError(
            QCoreApplication.translate(
                "ExtractPatches", "{name} must hold one choice for each raster, auto where none is meant: {count} "
                "rasters, {given} choices."
            ).format(name=name, count=count, given=len(given))
        )
    return given or ("auto",) * count
