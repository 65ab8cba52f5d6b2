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
from .parameters import described, is_given

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
