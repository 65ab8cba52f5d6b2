"""The parameters of the algorithm "Area-to-point kriging"."""

from qgis.core import (
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.downscale.methods import VARIOGRAMS
from . import downscale_parameters
from .downscale_parameters import ACCEPT, BAND, COHERENT, INPUT, LIMITS, OUTPUT, PSF_FWHM, REPORT, SEED, UNCERTAINTY
from .parameters import DATA_TYPE, described

RATIO = "RATIO"
VARIOGRAM = "VARIOGRAM"
DECONVOLUTION = "DECONVOLUTION"
NEIGHBOURS = "NEIGHBOURS"
ROBUST = "ROBUST"
MOST_NEIGHBOURS = 6   # that of core/downscale/kriging_job.py, which is loaded late
_INTEGER = QgsProcessingParameterNumber.Type.Integer


def input_parameters():
    return [
        *(each for each in downscale_parameters.input_parameters() if each.name() in (INPUT, BAND)),
        described(
            QgsProcessingParameterNumber(
                RATIO,
                QCoreApplication.translate("AreaToPointKriging", "Fine pixels along a coarse one"),
                type=_INTEGER,
                optional=True,
                minValue=2,
                maxValue=10000,
            ),
            QCoreApplication.translate(
                "AreaToPointKriging",
                "The fine grid divides each coarse pixel into so many rows and columns: the quickest way, for rasters "
                "of any size. Give either this (an extent may go with it) or a target grid.",
            ),
        ),
    ]


def kriging_parameters():
    shared = {each.name(): each for each in downscale_parameters.method_parameters()}
    return [
        described(
            QgsProcessingParameterEnum(
                VARIOGRAM,
                QCoreApplication.translate("AreaToPointKriging", "Variogram model"),
                options=["auto", *VARIOGRAMS],
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "AreaToPointKriging",
                "The type of the variogram model. Auto: of spherical, exponential and Matern (smoothness 1.5) the one "
                "under which the coarse values are most likely. Gaussian suits only what is very smooth.",
            ),
        ),
        described(
            QgsProcessingParameterBoolean(
                DECONVOLUTION,
                QCoreApplication.translate("AreaToPointKriging", "Deconvolve the variogram"),
                defaultValue=True,
            ),
            QCoreApplication.translate(
                "AreaToPointKriging",
                "Find the variogram of points whose averages over coarse pixels vary as the coarse values do. Without "
                "it the coarse values' own variogram stands in for that of points, which is too flat.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                NEIGHBOURS,
                QCoreApplication.translate("AreaToPointKriging", "Neighbours to each side"),
                type=_INTEGER,
                defaultValue=2,
                minValue=1,
                maxValue=MOST_NEIGHBOURS,
            ),
            QCoreApplication.translate(
                "AreaToPointKriging",
                "How many coarse pixels to each side a fine pixel is kriged from, besides its own: 2 makes 25 in all.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterBoolean(
                ROBUST, QCoreApplication.translate("AreaToPointKriging", "Robust variogram"), defaultValue=False
            ),
            QCoreApplication.translate(
                "AreaToPointKriging",
                "Estimate the variogram by Cressie and Hawkins, which a few outliers do not raise.",
            ),
            advanced=True,
        ),
        *(shared[name] for name in (PSF_FWHM, COHERENT, LIMITS, SEED, ACCEPT, DATA_TYPE)),
    ]


def output_parameters():
    return [
        described(
            QgsProcessingParameterRasterDestination(
                OUTPUT, QCoreApplication.translate("AreaToPointKriging", "Kriged")
            ),
            QCoreApplication.translate(
                "AreaToPointKriging",
                "The estimate on the fine grid, a Cloud Optimized GeoTIFF. How it was made stands in its metadata and "
                "in a JSON file beside it. Its pixels are a model's estimates and no measurements.",
            ),
        ),
        described(
            QgsProcessingParameterRasterDestination(
                UNCERTAINTY,
                QCoreApplication.translate("AreaToPointKriging", "Kriging standard deviation"),
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "AreaToPointKriging",
                "1 sigma of the estimate in the variable's units, as the variogram has it; the report says whether it "
                "covered the errors of the test.",
            ),
        ),
        described(
            QgsProcessingParameterFileDestination(
                REPORT,
                QCoreApplication.translate("AreaToPointKriging", "Report"),
                fileFilter=QCoreApplication.translate("AreaToPointKriging", "HTML pages") + " (*.html *.htm)",
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "AreaToPointKriging",
                "A page for the browser, which needs no network: the experimental variogram, the models of coarse "
                "pixels and of points, a test beside interpolation, coherence and maps.",
            ),
        ),
    ]
