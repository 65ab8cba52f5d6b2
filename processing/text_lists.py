"""Lists that are given as text: whole numbers, and codes of findings to accept."""

import re

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.variable import KINDS, RESAMPLINGS, STATISTICS
from .parameters import described, is_given

# What can become of each layer where there is no place for the number of a percentile.
LAYER_STATISTICS = tuple(each for each in STATISTICS if each != "percentile")

_SEPARATORS = re.compile(r"[\s,;]+")


def accept_parameter(name: str) -> QgsProcessingParameterDefinition:
    """ACCEPT: blockers that shall not stop a run."""
    return described(
        QgsProcessingParameterString(
            name, QCoreApplication.translate("Parameters", "Accept in spite of"), optional=True
        ),
        QCoreApplication.translate(
            "Parameters",
            "Codes of findings that stop a run, separated by commas, to go on in spite of them. The message that stops "
            "a run begins with its code in square brackets, such as [CATEGORICAL_AVERAGE]. What was accepted is "
            "recorded with the output. A code that nothing raises does no harm.",
        ),
        advanced=True,
    )


def read_names(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> tuple[str, ...]:
    """Words of a text parameter, or of a list, in capitals."""
    return tuple(word.upper() for word in _words(algorithm, parameters, name, context))


def read_words(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> tuple[str, ...]:
    """Words of a text parameter, or of a list, as they are written."""
    return tuple(_words(algorithm, parameters, name, context))


def read_whole_numbers(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> tuple[int, ...]:
    """Whole numbers of a text parameter, or of a list. Raises FusionError for anything else, or one given twice."""
    words = _words(algorithm, parameters, name, context)
    try:
        numbers = tuple(int(word) for word in words)
    except ValueError:
        numbers = None
    if numbers is None or len(set(numbers)) < len(numbers):
        raise FusionError(
            QCoreApplication.translate(
                "Parameters", "{name} must be different whole numbers separated by commas, not {text}."
            ).format(name=name, text=", ".join(words))
        )
    return numbers


def read_kinds(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext, count: int
) -> tuple[str, ...]:
    """A kind of variable for each of `count` layers, auto without a choice. Raises FusionError for anything else."""
    return _one_each(
        read_names(algorithm, parameters, name, context), count, KINDS,
        QCoreApplication.translate("JoinLayers", "{name} knows no kind {unknown}; each must be one of {known}."),
        QCoreApplication.translate(
            "JoinLayers",
            "{name} must hold one kind for each layer, auto where it is to be found out; there are {count} in "
            "INPUTS, and it holds {given}.",
        ),
        name,
    )


def read_methods(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext, count: int
) -> tuple[str, ...]:
    """A statistic or resampling for each of `count` layers, auto without a choice. Raises FusionError for anything
    else.
    """
    return _one_each(
        read_names(algorithm, parameters, name, context), count, (*STATISTICS, *RESAMPLINGS),
        QCoreApplication.translate(
            "Parameters", "{name} knows no statistic or resampling {unknown}; each must be one of {known}."
        ),
        QCoreApplication.translate(
            "Parameters",
            "{name} must hold one statistic or resampling for each layer, auto where none is meant; there are "
            "{count} in INPUTS, and it holds {given}.",
        ),
        name,
    )


def read_statistics(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext, count: int
) -> tuple[str, ...]:
    """A statistic for each of `count` layers, auto without a choice. Raises FusionError for anything else."""
    return _one_each(
        read_names(algorithm, parameters, name, context), count, LAYER_STATISTICS,
        QCoreApplication.translate(
            "Parameters", "{name} knows no statistic {unknown}; each must be one of {known}."
        ),
        QCoreApplication.translate(
            "Parameters",
            "{name} must hold one statistic for each layer, auto for the usual one; there are {count} in INPUTS, and "
            "it holds {given}.",
        ),
        name,
    )


def _one_each(
    words: tuple[str, ...], count: int, known: tuple[str, ...], of_unknown: str, of_count: str, name: str
) -> tuple[str, ...]:
    """One of the known words for each of `count` layers, auto without any. Raises FusionError with the sentences."""
    given = tuple(word.lower() for word in words)
    if not given:
        return ("auto",) * count
    unknown = [word for word in given if word not in known]
    if unknown:
        sentence = of_unknown.format(name=name, unknown=unknown[0], known=", ".join(known))
        raise FusionError(sentence)
    if len(given) != count:
        sentence = of_count.format(name=name, count=count, given=", ".join(given))
        raise FusionError(sentence)
    return given


def _words(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> list[str]:
    if not is_given(parameters, name):
        return []
    value = parameters[name]
    parts = map(str, value) if isinstance(value, list | tuple) else [
        algorithm.parameterAsString(parameters, name, context)
    ]
    return [word for part in parts for word in _SEPARATORS.split(part.strip()) if word]
