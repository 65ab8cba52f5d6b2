"""Parameters that the algorithms of spatiotemporal fusion share: methods and what they are told, and their values."""

import math
import re

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRange,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.message import message
from ..core.spacetime.options import AUTO, BIASES, METHODS, PAIR_RULES
from .downscale_parameters import LIMITS, read_limits
from .parameters import described, is_given
from .text_lists import read_whole_numbers, read_words

METHOD = "METHOD"
WINDOW = "WINDOW"
CLASSES = "CLASSES"
SIMILAR = "SIMILAR"
UNCERTAINTY_FINE = "UNCERTAINTY_FINE"
UNCERTAINTY_COARSE = "UNCERTAINTY_COARSE"
PAIRS = "PAIRS"
MAX_GAP = "MAX_GAP"
BIAS = "BIAS"
BANDS = "BANDS"
COARSE_BANDS = "COARSE_BANDS"
ACCEPT = "ACCEPT"

_WINDOW_RANGE = 0.001, 1e7   # metres
_INTEGER, _DOUBLE = QgsProcessingParameterNumber.Type.Integer, QgsProcessingParameterNumber.Type.Double


def method_parameter(text: str) -> QgsProcessingParameterDefinition:
    """METHOD, auto by default; ``text``: how auto chooses."""
    return described(
        choice(METHOD, QCoreApplication.translate("Fusion", "Method"), (AUTO, *METHODS), AUTO),
        QCoreApplication.translate(
            "Fusion",
            "{auto} Starfm: adds the coarse change, weighted over similar pixels. Estarfm: the same with a rate "
            "of change for each pixel, from two pairs. Ubestarfm: estarfm without local bias, for temperatures. "
            "Fitfc: local regression of the coarse images, filtered over similar pixels, with its residual. "
            "Fsdaf: changes of classes with a thin-plate spline. Timekriging: kriging in time of all fine images, "
            "and of what the coarse ones tell beside them. To compare with: persistence (the nearest fine image), "
            "difference (plus the coarse change), ratio (times the coarse ratio), interpolation (linear in time).",
        ).format(auto=text),
    )


def window_parameters() -> list[QgsProcessingParameterDefinition]:
    """WINDOW, CLASSES, SIMILAR: where similar pixels are sought, and what is similar."""
    return [
        _number(
            WINDOW,
            QCoreApplication.translate("Fusion", "Window (m)"),
            _DOUBLE, 1500.0, *_WINDOW_RANGE,
            QCoreApplication.translate(
                "Fusion",
                "The side of the square on the ground in which similar pixels are sought around each pixel: 1500 m are "
                "51 pixels of 30 m. Two or three coarse pixels should fit in.",
            ),
        ),
        _number(
            CLASSES,
            QCoreApplication.translate("Fusion", "Number of classes"),
            _INTEGER, None, 1, 100,
            QCoreApplication.translate(
                "Fusion",
                "How many kinds of land cover there are, roughly: pixels are similar that differ by at most twice the "
                "standard deviation over this number, and fsdaf makes so many classes. Left out, it is 40 for starfm "
                "and 4 for estarfm, ubestarfm and fsdaf, as their authors have it.",
            ),
            advanced=True,
        ),
        _number(
            SIMILAR,
            QCoreApplication.translate("Fusion", "Number of similar pixels"),
            _INTEGER, 20, 1, 10_000,
            QCoreApplication.translate(
                "Fusion", "For fitfc and fsdaf: the weighted mean is taken over this many of the most similar pixels."
            ),
            advanced=True,
        ),
    ]


def value_parameters() -> list[QgsProcessingParameterDefinition]:
    """UNCERTAINTY_FINE, UNCERTAINTY_COARSE, BIAS and LIMITS: what is known of the values."""
    noise = QCoreApplication.translate(
        "Fusion",
        "1 sigma of its noise in the variable's units: a number for all bands, or one for each, separated by commas. "
        "Without it: 0.005 of reflectance, 1 K of temperature, else 2 % of the standard deviation of its own image.",
    )
    corrected = QCoreApplication.translate(
        "Fusion", "{noise} With a bias correction it is the noise of the corrected values, in the fine images' units."
    ).format(noise=noise)
    return [
        described(
            QgsProcessingParameterString(
                UNCERTAINTY_FINE, QCoreApplication.translate("Fusion", "Noise of the fine sensor"), optional=True
            ),
            noise,
            advanced=True,
        ),
        described(
            QgsProcessingParameterString(
                UNCERTAINTY_COARSE, QCoreApplication.translate("Fusion", "Noise of the coarse sensor"), optional=True
            ),
            corrected,
            advanced=True,
        ),
        described(
            choice(BIAS, QCoreApplication.translate("Fusion", "Bias correction"), BIASES, "none"),
            QCoreApplication.translate(
                "Fusion",
                "Brings the coarse sensor to the scale of the fine one first, band by band, as fitted on the dates "
                "that both have: by a gain and an offset, which is the best linear prediction of the fine value, or "
                "quantile by quantile. Needed where their units or scales differ.",
            ),
        ),
        described(
            QgsProcessingParameterRange(
                LIMITS, QCoreApplication.translate("Fusion", "Physical limits"), type=_DOUBLE, optional=True
            ),
            QCoreApplication.translate(
                "Fusion",
                "The least and the greatest value that can be, separated by a comma, such as 0,1; one of them may be "
                "left out: 0, has no upper limit. Predictions beyond are set to the limit, and counted.",
            ),
            advanced=True,
        ),
    ]


def pair_parameters() -> list[QgsProcessingParameterDefinition]:
    """PAIRS and MAX_GAP: which base dates a prediction rests on."""
    return [
        described(
            choice(PAIRS, QCoreApplication.translate("Fusion", "Base pairs"), PAIR_RULES, "bracketing"),
            QCoreApplication.translate(
                "Fusion",
                "Which dates with a fine image a prediction rests on. Bracketing: the last one before and the first "
                "one after. Nearest: those nearest in time. Best: those whose coarse images are most alike to that of "
                "the date, by their correlation and their distance in time.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                MAX_GAP, QCoreApplication.translate("Fusion", "Largest gap (days)"), type=_DOUBLE, optional=True,
                minValue=0.01,
            ),
            QCoreApplication.translate(
                "Fusion",
                "Base dates farther away in time than this are not used, and dates without any other are skipped. No "
                "limit without it.",
            ),
        ),
    ]


def band_parameters() -> list[QgsProcessingParameterDefinition]:
    """BANDS and COARSE_BANDS, which belong together in this order."""
    return [
        described(
            QgsProcessingParameterString(
                BANDS, QCoreApplication.translate("Fusion", "Bands of the fine images"), optional=True
            ),
            QCoreApplication.translate(
                "Fusion", "Numbers of the bands to predict, separated by commas. All of them without it."
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterString(
                COARSE_BANDS, QCoreApplication.translate("Fusion", "Bands of the coarse images"), optional=True
            ),
            QCoreApplication.translate(
                "Fusion",
                "Numbers of the coarse bands that see the same as the fine ones, in the same order. All of them "
                "without it.",
            ),
            advanced=True,
        ),
    ]


def read_options(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> dict:
    """What `FusionOptions` takes, the stated noise of a sensor only where it is given. Raises FusionError."""
    window = algorithm.parameterAsDouble(parameters, WINDOW, context)
    if not _WINDOW_RANGE[0] <= window <= _WINDOW_RANGE[1]:   # QGIS takes what is no number for one in every range
        raise FusionError(message("{name} is {value:g}; it must lie between {low:g} and {high:g}.", name=WINDOW,
                                  value=window, low=_WINDOW_RANGE[0], high=_WINDOW_RANGE[1]))
    low, high = read_limits(parameters)
    noises = {name: read_numbers(algorithm, parameters, parameter, context)
              for name, parameter in (("noise_fine", UNCERTAINTY_FINE), ("noise_coarse", UNCERTAINTY_COARSE))}
    return {
        "window": window,
        "classes": algorithm.parameterAsInt(parameters, CLASSES, context) if is_given(parameters, CLASSES) else None,
        "similar": algorithm.parameterAsInt(parameters, SIMILAR, context),
        "limits": (-math.inf if low is None else low, math.inf if high is None else high),
        **{name: values for name, values in noises.items() if values},
    }


def read_noise(parameters: dict) -> str:
    """Whose noise is to be found from the images: that of the sensors for which none is given."""
    missing = tuple(not is_given(parameters, name) for name in (UNCERTAINTY_FINE, UNCERTAINTY_COARSE))
    return {(True, True): "auto", (True, False): "fine", (False, True): "coarse", (False, False): "given"}[missing]


def read_bands(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> dict:
    """``bands`` and ``coarse_bands``, empty for all. Raises FusionError."""
    return {"bands": read_whole_numbers(algorithm, parameters, BANDS, context),
            "coarse_bands": read_whole_numbers(algorithm, parameters, COARSE_BANDS, context)}


def read_max_gap(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> float:
    """Days, infinity without a limit."""
    return algorithm.parameterAsDouble(parameters, MAX_GAP, context) if is_given(parameters, MAX_GAP) else math.inf


def read_numbers(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> tuple[float, ...]:
    """Numbers of a text parameter, or of a list. Raises FusionError for anything else."""
    words = read_words(algorithm, parameters, name, context)
    if all(re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", word) for word in words):
        return tuple(map(float, words))
    raise FusionError(
        QCoreApplication.translate("Fusion", "{name} must be numbers separated by commas, not {text}.").format(
            name=name, text=", ".join(words))
    )


def choice(name: str, label: str, options: tuple[str, ...], default: str) -> QgsProcessingParameterEnum:
    """One of some words."""
    return QgsProcessingParameterEnum(name, label, options=list(options), defaultValue=default, usesStaticStrings=True)


def _number(name, label, kind, default, least, most, text, *, advanced=False):
    return described(
        QgsProcessingParameterNumber(name, label, type=kind, defaultValue=default, optional=default is None,
                                     minValue=least, maxValue=most),
        text,
        advanced=advanced,
    )
