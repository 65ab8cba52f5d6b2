"""The parameters of the algorithm "Evaluate a downscaled raster"."""

from qgis.core import (
    Qgis,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBand,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.downscale.methods import METHODS, RESIDUALS
from .downscale_parameters import COVARIATES, METHOD, NDVI_BAND, PSF_FWHM, RESIDUAL
from .parameters import described

INPUT = "INPUT"
BAND = "BAND"
TRUTH = "TRUTH"
TRUTH_BAND = "TRUTH_BAND"
COARSE = "COARSE"
COARSE_BAND = "COARSE_BAND"
UNCERTAINTY = "UNCERTAINTY"
REPORT = "REPORT"
TABLE = "TABLE"
ERROR = "ERROR"


def input_parameters():
    return [
        described(
            QgsProcessingParameterRasterLayer(
                INPUT, QCoreApplication.translate("EvaluateDownscaling", "Downscaled layer")
            ),
            QCoreApplication.translate(
                "EvaluateDownscaling",
                "The fine raster to evaluate, of whatever method or program. All numbers are taken on its grid.",
            ),
        ),
        _band(BAND, INPUT, QCoreApplication.translate("EvaluateDownscaling", "Band")),
        _raster(
            TRUTH,
            QCoreApplication.translate("EvaluateDownscaling", "Fine truth"),
            QCoreApplication.translate(
                "EvaluateDownscaling",
                "What the fine values really were, such as a fine image of the same day. On another grid, in any CRS, "
                "it is averaged over the pixels of the downscaled layer. Without it the scale-up test is made.",
            ),
        ),
        _band(TRUTH_BAND, TRUTH, QCoreApplication.translate("EvaluateDownscaling", "Band of the truth")),
        _raster(
            COARSE,
            QCoreApplication.translate("EvaluateDownscaling", "Coarse layer"),
            QCoreApplication.translate(
                "EvaluateDownscaling",
                "The coarse raster that was downscaled: for coherence, and for plain interpolation of it, which a "
                "downscaled layer must beat. Needed for the scale-up test.",
            ),
        ),
        _band(COARSE_BAND, COARSE, QCoreApplication.translate("EvaluateDownscaling", "Band of the coarse layer")),
        _raster(
            UNCERTAINTY,
            QCoreApplication.translate("EvaluateDownscaling", "Uncertainty"),
            QCoreApplication.translate(
                "EvaluateDownscaling",
                "1 sigma of the downscaled layer, on its grid: how many errors lie within 1 and 1.96 sigma is told.",
            ),
        ),
    ]


def trial_parameters():
    """For the scale-up test."""
    return [
        described(
            QgsProcessingParameterMultipleLayers(
                COVARIATES,
                QCoreApplication.translate("EvaluateDownscaling", "Fine covariates"),
                layerType=Qgis.ProcessingSourceType.Raster,
                optional=True,
            ),
            QCoreApplication.translate(
                "EvaluateDownscaling", "Without a truth: the covariates with which methods are tested one scale up."
            ),
        ),
        described(
            QgsProcessingParameterEnum(
                METHOD,
                QCoreApplication.translate("EvaluateDownscaling", "Method"),
                options=["auto", *METHODS],
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "EvaluateDownscaling",
                "Without a truth: the method that is tested beside interpolation. Auto: all that downscale itself "
                "tries.",
            ),
        ),
        described(
            QgsProcessingParameterEnum(
                RESIDUAL,
                QCoreApplication.translate("EvaluateDownscaling", "Residual"),
                options=["auto", *RESIDUALS],
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "EvaluateDownscaling",
                "Without a truth: how the tested methods give the residual back, as in downscale.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterString(
                NDVI_BAND, QCoreApplication.translate("EvaluateDownscaling", "NDVI among the covariates"), optional=True
            ),
            QCoreApplication.translate(
                "EvaluateDownscaling",
                "For tsharp: the number of the NDVI's layer among the covariates and of its band, such as 2:1.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterNumber(
                PSF_FWHM,
                QCoreApplication.translate("EvaluateDownscaling", "Width of the point spread in metres"),
                type=QgsProcessingParameterNumber.Type.Double,
                optional=True,
                minValue=0.0,
            ),
            QCoreApplication.translate(
                "EvaluateDownscaling",
                "For coherence: the coarse sensor sees a Gaussian of this full width at half maximum round the middle "
                "of each coarse pixel. Without it: the area of the coarse pixel.",
            ),
            advanced=True,
        ),
    ]


def output_parameters():
    return [
        _file(
            REPORT,
            QCoreApplication.translate("EvaluateDownscaling", "Report"),
            QCoreApplication.translate("EvaluateDownscaling", "HTML pages") + " (*.html *.htm)",
            QCoreApplication.translate(
                "EvaluateDownscaling",
                "A page for the browser, which needs no network: numbers, scatter plot, spectra, errors inside the "
                "coarse pixels and maps; or the scale-up test. Needs the Python package plotly.",
            ),
        ),
        _file(
            TABLE,
            QCoreApplication.translate("EvaluateDownscaling", "Table"),
            QCoreApplication.translate("EvaluateDownscaling", "CSV files") + " (*.csv)",
            QCoreApplication.translate(
                "EvaluateDownscaling",
                "The numbers as CSV: a row for the downscaled layer and each interpolation, or for each method tested.",
            ),
        ),
        described(
            QgsProcessingParameterRasterDestination(
                ERROR, QCoreApplication.translate("EvaluateDownscaling", "Error"), optional=True, createByDefault=False
            ),
            QCoreApplication.translate(
                "EvaluateDownscaling", "Downscaled value less truth on the grid of the downscaled layer."
            ),
        ),
    ]


def number_outputs():
    """By what they are called in the results."""
    return [
        QgsProcessingOutputNumber(name, label)
        for name, label in (
            ("RMSE", QCoreApplication.translate("EvaluateDownscaling", "RMSE, of the best tested method without a "
                                                                       "truth")),
            ("MAE", QCoreApplication.translate("EvaluateDownscaling", "Mean absolute error")),
            ("BIAS", QCoreApplication.translate("EvaluateDownscaling", "Mean error")),
            ("CORRELATION", QCoreApplication.translate("EvaluateDownscaling", "Correlation")),
            ("SSIM", QCoreApplication.translate("EvaluateDownscaling", "Structural similarity")),
            ("SKILL", QCoreApplication.translate("EvaluateDownscaling", "Skill against bilinear interpolation")),
            ("COHERENCE", QCoreApplication.translate("EvaluateDownscaling",
                                                     "Largest difference from the coarse values, of their range")),
            ("PIXELS", QCoreApplication.translate("EvaluateDownscaling", "Number of pixels compared")),
        )
    ]


def _band(name, parent, label):
    return described(
        QgsProcessingParameterBand(name, label, defaultValue=1, parentLayerParameterName=parent),
        QCoreApplication.translate("EvaluateDownscaling", "The band that is used."),
        advanced=name != BAND,
    )


def _raster(name, label, text):
    return described(QgsProcessingParameterRasterLayer(name, label, optional=True), text)


def _file(name, label, kinds, text):
    return described(
        QgsProcessingParameterFileDestination(name, label, fileFilter=kinds, optional=True, createByDefault=False),
        text,
    )
