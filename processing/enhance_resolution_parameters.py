"""The parameters of the algorithm "Enhance resolution from overlapping footprints"."""

from qgis.core import (
    Qgis,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBand,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
)
from qgis.PyQt.QtCore import QCoreApplication

from .parameters import described

INPUT = "INPUT"
BAND = "BAND"
FIELD = "FIELD"
FWHM = "FWHM"
FWHM_FIELD = "FWHM_FIELD"
FWHM_ACROSS = "FWHM_ACROSS"
FWHM_ACROSS_FIELD = "FWHM_ACROSS_FIELD"
AZIMUTH_FIELD = "AZIMUTH_FIELD"
REGULARISATION = "REGULARISATION"
NEIGHBOURS = "NEIGHBOURS"
OUTPUT = "OUTPUT"
NOISE = "NOISE"
RESOLUTION_LAYER = "RESOLUTION_LAYER"
REPORT = "REPORT"
_DOUBLE = QgsProcessingParameterNumber.Type.Double


def input_parameters():
    return [
        described(
            QgsProcessingParameterMapLayer(
                INPUT,
                QCoreApplication.translate("EnhanceResolution", "Observations"),
                types=[Qgis.ProcessingSourceType.Raster, Qgis.ProcessingSourceType.VectorPoint],
            ),
            QCoreApplication.translate(
                "EnhanceResolution",
                "Points with a field of values, one for each observation of a swath; or a raster whose pixels are "
                "observations by footprints wider than a pixel, such as 36 km posted at 9 km. Any CRS.",
            ),
        ),
        described(
            QgsProcessingParameterBand(
                BAND,
                QCoreApplication.translate("EnhanceResolution", "Band"),
                defaultValue=1,
                parentLayerParameterName=INPUT,
                optional=True,
            ),
            QCoreApplication.translate("EnhanceResolution", "Of a raster: the band that is used."),
        ),
        _field(
            FIELD,
            QCoreApplication.translate("EnhanceResolution", "Field of the values"),
            QCoreApplication.translate("EnhanceResolution", "Of points: holds what was observed; nulls are left out."),
            advanced=False,
        ),
        _length(
            FWHM,
            QCoreApplication.translate("EnhanceResolution", "Width of the footprints in metres"),
            QCoreApplication.translate(
                "EnhanceResolution",
                "Full width at half maximum of the Gaussian footprints on the ground. Of ellipses: along the azimuth. "
                "With a field it stands in for that one's nulls.",
            ),
            advanced=False,
        ),
        _field(
            FWHM_FIELD,
            QCoreApplication.translate("EnhanceResolution", "Field of the width"),
            QCoreApplication.translate("EnhanceResolution", "Of points: holds the width of each footprint in metres."),
        ),
        _length(
            FWHM_ACROSS,
            QCoreApplication.translate("EnhanceResolution", "Width across in metres"),
            QCoreApplication.translate(
                "EnhanceResolution", "Of ellipses: full width at half maximum across the azimuth. Without it: round."
            ),
        ),
        _field(
            FWHM_ACROSS_FIELD,
            QCoreApplication.translate("EnhanceResolution", "Field of the width across"),
            QCoreApplication.translate("EnhanceResolution", "Of points: holds the width of each ellipse across."),
        ),
        _field(
            AZIMUTH_FIELD,
            QCoreApplication.translate("EnhanceResolution", "Field of the azimuth"),
            QCoreApplication.translate(
                "EnhanceResolution",
                "Of points: direction of the first width in degrees clockwise from true north. Without it: 0.",
            ),
        ),
    ]


def inversion_parameters():
    return [
        described(
            QgsProcessingParameterNumber(
                REGULARISATION,
                QCoreApplication.translate("EnhanceResolution", "Regularisation"),
                type=_DOUBLE,
                defaultValue=0.0,
                minValue=0.0,
                maxValue=1.0,
            ),
            QCoreApplication.translate(
                "EnhanceResolution",
                "How much sharpness is given up for little noise, between 0 and 1: near 0 sharp and noisy, near 1 "
                "quiet and blurred. 0: the corner of the L-curve. Where observations have little noise, smaller ones "
                "than that are better.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                NEIGHBOURS,
                QCoreApplication.translate("EnhanceResolution", "Observations to a cell"),
                type=QgsProcessingParameterNumber.Type.Integer,
                defaultValue=49,
                minValue=1,
                maxValue=400,
            ),
            QCoreApplication.translate(
                "EnhanceResolution",
                "How many observations around it make a cell's value at most; time grows with their cube.",
            ),
            advanced=True,
        ),
    ]


def output_parameters():
    return [
        described(
            QgsProcessingParameterRasterDestination(
                OUTPUT, QCoreApplication.translate("EnhanceResolution", "Enhanced")
            ),
            QCoreApplication.translate(
                "EnhanceResolution",
                "The estimate on the grid, a Cloud Optimized GeoTIFF; nodata farther than a footprint's width from all "
                "of them. How it was made stands in its metadata and in a JSON file beside it.",
            ),
        ),
        _optional_raster(
            NOISE,
            QCoreApplication.translate("EnhanceResolution", "Noise amplification"),
            QCoreApplication.translate(
                "EnhanceResolution",
                "Standard deviation of the noise in each cell, as a multiple of that of one observation.",
            ),
        ),
        _optional_raster(
            RESOLUTION_LAYER,
            QCoreApplication.translate("EnhanceResolution", "Effective resolution"),
            QCoreApplication.translate(
                "EnhanceResolution",
                "Full width at half maximum, in metres, of what each cell really averages.",
            ),
        ),
        described(
            QgsProcessingParameterFileDestination(
                REPORT,
                QCoreApplication.translate("EnhanceResolution", "Report"),
                fileFilter=QCoreApplication.translate("EnhanceResolution", "HTML pages") + " (*.html *.htm)",
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "EnhanceResolution",
                "A page for the browser, which needs no network: the footprints, the L-curve, noise amplification and "
                "effective resolution. Needs the Python package plotly.",
            ),
        ),
    ]


def number_outputs():
    return [
        QgsProcessingOutputNumber(name, label)
        for name, label in (
            ("REGULARISATION_USED",
             QCoreApplication.translate("EnhanceResolution", "Regularisation that was used")),
            ("EFFECTIVE_RESOLUTION",
             QCoreApplication.translate("EnhanceResolution", "Median effective resolution in metres")),
            ("NOISE_AMPLIFICATION", QCoreApplication.translate("EnhanceResolution", "Median noise amplification")),
            ("COUNT", QCoreApplication.translate("EnhanceResolution", "Number of footprints")),
        )
    ]


def _length(name, label, text, *, advanced=True):
    return described(QgsProcessingParameterNumber(name, label, type=_DOUBLE, minValue=0.0, optional=True), text,
                     advanced=advanced)


def _field(name, label, text, *, advanced=True):
    return described(
        QgsProcessingParameterField(
            name, label, parentLayerParameterName=INPUT, type=Qgis.ProcessingFieldParameterDataType.Numeric,
            optional=True
        ),
        text,
        advanced=advanced,
    )


def _optional_raster(name, label, text):
    return described(QgsProcessingParameterRasterDestination(name, label, optional=True, createByDefault=False), text)
