"""The parameters of the algorithm "Downscale with covariates"."""

import math
import re

from qgis.core import (
    Qgis,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRange,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.downscale.methods import DTYPES, METHODS, RESIDUALS
from ..core.errors import FusionError
from .parameters import DATA_TYPE, described, is_given
from .styling import read_style
from .text_lists import accept_parameter

INPUT = "INPUT"
BAND = "BAND"
COVARIATES = "COVARIATES"
METHOD = "METHOD"
NDVI_BAND = "NDVI_BAND"
RESIDUAL = "RESIDUAL"
COHERENT = "COHERENT"
HOMOGENEITY = "HOMOGENEITY"
WINDOW = "WINDOW"
PSF_FWHM = "PSF_FWHM"
LIMITS = "LIMITS"
FALLBACK = "FALLBACK"
REALISATION_COUNT = "REALISATION_COUNT"
SEED = "SEED"
ACCEPT = "ACCEPT"
OUTPUT = "OUTPUT"
UNCERTAINTY = "UNCERTAINTY"
REALISATIONS = "REALISATIONS"
EXTRAPOLATION = "EXTRAPOLATION"
REPORT = "REPORT"
RASTERS = (OUTPUT, UNCERTAINTY, REALISATIONS, EXTRAPOLATION)

_MOST_REALISATIONS = 1000
_MISSING = ("", "none", "nan")   # what QGIS's widget and others write for a limit that is not set
_PLACE = re.compile(r"\s*(\d+)\s*(?::\s*(\d+)\s*)?$")
_DOUBLE = QgsProcessingParameterNumber.Type.Double
_INTEGER = QgsProcessingParameterNumber.Type.Integer


def input_parameters():
    return [
        described(
            QgsProcessingParameterRasterLayer(INPUT, QCoreApplication.translate("Downscale", "Coarse layer")),
            QCoreApplication.translate(
                "Downscale",
                "The raster to downscale: a file that GDAL reads, on a regular grid with a CRS. Nodata values, masks, "
                "transparency, NaN and infinities count as missing; scale and offset are applied. Classes are refused.",
            ),
        ),
        described(
            QgsProcessingParameterBand(
                BAND,
                QCoreApplication.translate("Downscale", "Band"),
                defaultValue=1,
                parentLayerParameterName=INPUT,
            ),
            QCoreApplication.translate("Downscale", "The band to downscale."),
        ),
        described(
            QgsProcessingParameterMultipleLayers(
                COVARIATES,
                QCoreApplication.translate("Downscale", "Fine covariates"),
                layerType=Qgis.ProcessingSourceType.Raster,
                optional=True,
            ),
            QCoreApplication.translate(
                "Downscale",
                "Fine rasters that may explain the coarse one, such as NDVI, reflectances, elevation or embeddings: of "
                "any CRS and resolution; all their bands are used, also hundreds. Classes count as a covariate for "
                "each, directions by sine and cosine. Without a target grid the fine grid is that of the finest of "
                "them, where the coarse layer lies. The methods atpk, bilinear and nearest need none.",
            ),
        ),
    ]


def method_parameters():
    return [
        described(
            QgsProcessingParameterEnum(
                METHOD,
                QCoreApplication.translate("Downscale", "Method"),
                options=["auto", *METHODS],
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "Downscale",
                "Auto: the best in a test one scale up, interpolation among the candidates; the log says which and "
                "why. Linear: multiple regression. Tsharp: on the vegetation cover from NDVI. Forest: random forest. "
                "Boosting: gradient boosting. Dms: data mining sharpener, trees with linear leaves, over all and in "
                "moving windows. Blend: the mean of linear and dms. Atprk: regression with kriging of its residual. "
                "Atpk: area-to-point kriging without covariates. Bilinear, nearest: interpolation. Forest, boosting, "
                "dms and blend need the Python package scikit-learn.",
            ),
        ),
        described(
            QgsProcessingParameterString(
                NDVI_BAND, QCoreApplication.translate("Downscale", "NDVI among the covariates"), optional=True
            ),
            QCoreApplication.translate(
                "Downscale",
                "For tsharp: which covariate is the NDVI, by the number of its layer in the list and of its band: 2:1 "
                "is the first band of the second layer, and so is 2. Without it: the only band, or the only one "
                "named NDVI.",
            ),
        ),
        described(
            QgsProcessingParameterEnum(
                RESIDUAL,
                QCoreApplication.translate("Downscale", "Residual"),
                options=["auto", *RESIDUALS],
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "Downscale",
                "How the part of the coarse values that the model misses is given back: none, in blocks (a constant in "
                "each coarse pixel), smooth (bilinear) or by area-to-point kriging. Auto: kriging where it can be "
                "computed, else smooth.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterBoolean(
                COHERENT, QCoreApplication.translate("Downscale", "Coherent with the coarse layer"), defaultValue=True
            ),
            QCoreApplication.translate(
                "Downscale",
                "The output, aggregated over each coarse pixel, gives the coarse value back. Without this it may "
                "drift away from what was measured.",
            ),
        ),
        *_learning_parameters(),
        described(
            QgsProcessingParameterRange(
                LIMITS, QCoreApplication.translate("Downscale", "Physical limits"), type=_DOUBLE, optional=True
            ),
            QCoreApplication.translate(
                "Downscale",
                "The least and the greatest value that can be, separated by a comma, such as 0,1; one of them may be "
                "left out: 0, has no upper limit. Totals, temperatures in kelvin and powers stay positive in any "
                "case.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterBoolean(
                FALLBACK, QCoreApplication.translate("Downscale", "Fill holes of the covariates"), defaultValue=False
            ),
            QCoreApplication.translate(
                "Downscale",
                "Where a covariate is missing the output is nodata. With this, such pixels get a value from the coarse "
                "layer alone, with a larger uncertainty; a warning tells how many.",
            ),
            advanced=True,
        ),
        _whole_number(
            REALISATION_COUNT, QCoreApplication.translate("Downscale", "Number of realisations"), 10, 1,
            _MOST_REALISATIONS,
            QCoreApplication.translate("Downscale", "How many bands the output of realisations has."),
        ),
        _whole_number(
            SEED, QCoreApplication.translate("Downscale", "Seed"), 0, 0, 2**31 - 1,
            QCoreApplication.translate(
                "Downscale",
                "Starts the random numbers of samples, trees and realisations: the same seed gives the same bytes.",
            ),
        ),
        accept_parameter(ACCEPT),
        described(
            QgsProcessingParameterEnum(
                DATA_TYPE,
                QCoreApplication.translate("Parameters", "Output data type"),
                options=list(DTYPES),
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "Downscale",
                "The data type of values. Auto: Float64 for totals and where rounding would cost coherence, else "
                "Float32.",
            ),
            advanced=True,
        ),
    ]


def _learning_parameters():
    return [
        described(
            QgsProcessingParameterNumber(
                HOMOGENEITY,
                QCoreApplication.translate("Downscale", "Share of coarse pixels to learn from"),
                type=_DOUBLE,
                defaultValue=1.0,
                minValue=0.0,
                maxValue=1.0,
            ),
            QCoreApplication.translate(
                "Downscale",
                "The model learns from this share of the coarse pixels, those within which the covariates vary least; "
                "0.8 is usual for the data mining sharpener. 1 takes all.",
            ),
            advanced=True,
        ),
        _whole_number(
            WINDOW, QCoreApplication.translate("Downscale", "Moving window in coarse pixels"), 15, 0, 1000,
            QCoreApplication.translate(
                "Downscale",
                "For dms and blend: the side of the windows in which local models are fitted. 0 for none.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                PSF_FWHM,
                QCoreApplication.translate("Downscale", "Width of the point spread in metres"),
                type=_DOUBLE,
                optional=True,
                minValue=0.0,
            ),
            QCoreApplication.translate(
                "Downscale",
                "The coarse sensor sees a Gaussian of this full width at half maximum round the middle of each coarse "
                "pixel. Without it: the area of the coarse pixel.",
            ),
            advanced=True,
        ),
    ]


def output_parameters():
    return [
        described(
            QgsProcessingParameterRasterDestination(OUTPUT, QCoreApplication.translate("Downscale", "Downscaled")),
            QCoreApplication.translate(
                "Downscale",
                "The estimate on the fine grid, a Cloud Optimized GeoTIFF. How it was made stands in its metadata and "
                "in a JSON file beside it. Its pixels are a model's estimates and no measurements.",
            ),
        ),
        _optional_raster(
            UNCERTAINTY, QCoreApplication.translate("Downscale", "Uncertainty"),
            QCoreApplication.translate(
                "Downscale",
                "1 sigma of the estimate in the variable's units: of the model and of the kriged residual, scaled so "
                "that it covers the errors of the test.",
            ),
        ),
        _optional_raster(
            REALISATIONS, QCoreApplication.translate("Downscale", "Realisations"),
            QCoreApplication.translate(
                "Downscale",
                "Conditional simulations, a band each, with realistic texture and extremes, each as coherent as the "
                "estimate, which is too smooth for questions about extremes.",
            ),
        ),
        _optional_raster(
            EXTRAPOLATION, QCoreApplication.translate("Downscale", "Extrapolation"),
            QCoreApplication.translate(
                "Downscale",
                "Where the model has seen nothing like the covariates: 0 within what it learned from, 1 outside of it, "
                "2 filled without covariates.",
            ),
        ),
        described(
            QgsProcessingParameterFileDestination(
                REPORT,
                QCoreApplication.translate("Downscale", "Report"),
                fileFilter=QCoreApplication.translate("Downscale", "HTML pages") + " (*.html *.htm)",
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "Downscale",
                "A page for the browser, which needs no network: how the method does beside interpolation and the "
                "other methods, which covariates matter and how, the residual and its variogram, coherence, and where "
                "the model extrapolates.",
            ),
        ),
    ]


def read_limits(parameters):
    """(low, high) of LIMITS, None where there is none. Raises FusionError."""
    if not is_given(parameters, LIMITS):
        return None, None
    value = parameters[LIMITS]
    parts = list(value) if isinstance(value, list | tuple) else str(value).split(",")
    try:
        limits = [None if str(part).strip().lower() in _MISSING else float(part) for part in parts]
    except (TypeError, ValueError):
        limits = []
    if len(limits) != 2 or any(limit is not None and not math.isfinite(limit) for limit in limits):
        raise FusionError(
            QCoreApplication.translate(
                "Downscale",
                "{name} must be the least and the greatest value separated by a comma, such as 0,1 or 0, with no "
                "upper limit, not {text}.",
            ).format(name=LIMITS, text=value)
        )
    return tuple(limits)


def read_ndvi(algorithm, parameters, context):
    """(layer, band) of NDVI_BAND, both 1-based; None if not given. Raises FusionError."""
    if not is_given(parameters, NDVI_BAND):
        return None
    text = algorithm.parameterAsString(parameters, NDVI_BAND, context)
    place = _PLACE.match(text)
    if place is None:
        raise FusionError(
            QCoreApplication.translate(
                "Downscale",
                "{name} must be the number of a layer among the covariates and of its band, such as 2:1, not "
                "{text}.",
            ).format(name=NDVI_BAND, text=text)
        )
    return int(place[1]), int(place[2] or 1)


def style_of_band(layer, band):
    """The look of a layer, if it shows the band. On the main thread."""
    renderer = layer.renderer()
    return read_style(layer) if renderer is not None and renderer.usesBands() == [band] else None


def _whole_number(name, label, default, least, most, text):
    return described(
        QgsProcessingParameterNumber(
            name, label, type=_INTEGER, defaultValue=default, minValue=least, maxValue=most
        ),
        text,
        advanced=True,
    )


def _optional_raster(name, label, text):
    return described(QgsProcessingParameterRasterDestination(name, label, optional=True, createByDefault=False), text)
