"""Parameters and outputs of the algorithm "Sample rasters at points and footprints"."""

from qgis.core import (
    Qgis,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.variable import KINDS
from .parameters import described, variable_kind_parameter
from .text_lists import accept_parameter

ACCEPT = "ACCEPT"
INPUT = "INPUT"
MIN_VALID = "MIN_VALID"
RASTERS = "RASTERS"
SUPPORT = "SUPPORT"
DIAMETER = "DIAMETER"
DIAMETER_FIELD = "DIAMETER_FIELD"
LENGTH = "LENGTH"
LENGTH_FIELD = "LENGTH_FIELD"
AZIMUTH_FIELD = "AZIMUTH_FIELD"
STATISTICS = "STATISTICS"
CLASSES = "CLASSES"
TIME_FIELD = "TIME_FIELD"
TIME_TOLERANCE = "TIME_TOLERANCE"
PREFIX = "PREFIX"
OUTPUT = "OUTPUT"
TABLE = "TABLE"
COUNT = "COUNT"
FIELDS = "FIELDS"
# Those of core/sample, which is loaded late; auto is settled here.
SUPPORTS = ("auto", "pixel", "bilinear", "disc", "gaussian", "ellipse", "segment", "polygon")
SAMPLE_STATISTICS = ("mean", "std", "min", "max", "median", "mode", "fractions", "count", "valid_fraction")


def input_parameters():
    return [
        described(
            QgsProcessingParameterFeatureSource(
                INPUT,
                QCoreApplication.translate("SamplePoints", "Points or footprints"),
                types=[Qgis.ProcessingSourceType.VectorPoint, Qgis.ProcessingSourceType.VectorPolygon],
            ),
            QCoreApplication.translate(
                "SamplePoints",
                "Points in any CRS, or polygons, which then are the footprints themselves. All fields are kept, and "
                "features without a geometry too, with nulls.",
            ),
        ),
        described(
            QgsProcessingParameterMultipleLayers(
                RASTERS,
                QCoreApplication.translate("SamplePoints", "Rasters to sample"),
                layerType=Qgis.ProcessingSourceType.Raster,
            ),
            QCoreApplication.translate(
                "SamplePoints",
                "Rasters of any CRS, resolution and kind: files that GDAL reads, on regular grids with a CRS. All of "
                "their bands are sampled, each raster in its own pixels.",
            ),
        ),
    ]


def support_parameters():
    """What of the ground a point stands for: SUPPORT and the sizes that it takes."""
    return [
        described(
            QgsProcessingParameterEnum(
                SUPPORT,
                QCoreApplication.translate("SamplePoints", "Support"),
                options=list(SUPPORTS),
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "SamplePoints",
                "The ground that a point stands for. Pixel: the pixel under it. Bilinear: the four around it. Disc: "
                "all of the diameter alike. Gaussian: weighed by a beam whose diameter (four standard deviations) is "
                "given. Ellipse and segment (a rectangle): of the length along the azimuth, as wide as the diameter. "
                "Polygon: the input's. Auto: polygon for polygons, segment with azimuth and length, disc with a "
                "diameter, else pixel.",
            ),
        ),
        _length(
            DIAMETER,
            QCoreApplication.translate("SamplePoints", "Footprint diameter"),
            QCoreApplication.translate(
                "SamplePoints",
                "Of each footprint in metres on the ground, whatever the CRS: 25 for GEDI. With a field it stands in "
                "for that one's nulls.",
            ),
        ),
        _field(
            DIAMETER_FIELD,
            QCoreApplication.translate("SamplePoints", "Field of the diameter"),
            QCoreApplication.translate("SamplePoints", "Holds the diameter of each footprint in metres."),
        ),
        _length(
            LENGTH,
            QCoreApplication.translate("SamplePoints", "Footprint length"),
            QCoreApplication.translate(
                "SamplePoints", "Of ellipses and segments in metres on the ground, along the azimuth: 100 for ATL08."
            ),
            advanced=True,
        ),
        _field(
            LENGTH_FIELD,
            QCoreApplication.translate("SamplePoints", "Field of the length"),
            QCoreApplication.translate("SamplePoints", "Holds the length of each footprint in metres."),
            advanced=True,
        ),
        _field(
            AZIMUTH_FIELD,
            QCoreApplication.translate("SamplePoints", "Field of the azimuth"),
            QCoreApplication.translate(
                "SamplePoints", "Holds the direction of the length in degrees clockwise from true north."
            ),
            advanced=True,
        ),
    ]


def statistic_parameters():
    return [
        described(
            QgsProcessingParameterEnum(
                STATISTICS,
                QCoreApplication.translate("SamplePoints", "Statistics"),
                options=list(SAMPLE_STATISTICS),
                allowMultiple=True,
                defaultValue="mean",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "SamplePoints",
                "What becomes of the pixels in a footprint, weighed by their share of it; a field for each. Of a pixel "
                "and of bilinear sampling there is the value itself, and count and valid fraction if asked. Statistics "
                "that a raster's values do not have are left out for it, such as the mean of classes.",
            ),
        ),
        variable_kind_parameter(KINDS),
        described(
            QgsProcessingParameterNumber(
                MIN_VALID,
                QCoreApplication.translate("SamplePoints", "Minimum valid fraction"),
                type=QgsProcessingParameterNumber.Type.Double,
                defaultValue=0.5,
                minValue=0.0,
                maxValue=1.0,
            ),
            QCoreApplication.translate(
                "SamplePoints",
                "Values are null where less than this fraction of the footprint lies on valid pixels; what lies beyond "
                "the raster counts as missing. 0 keeps every footprint with anything valid in it.",
            ),
        ),
        described(
            QgsProcessingParameterString(
                CLASSES, QCoreApplication.translate("SamplePoints", "Classes"), optional=True
            ),
            QCoreApplication.translate(
                "SamplePoints",
                "Codes of the classes whose fractions are wanted, separated by commas. Without them, those that the "
                "legend names and a sample of the raster shows.",
            ),
            advanced=True,
        ),
        _field(
            TIME_FIELD,
            QCoreApplication.translate("SamplePoints", "Field of the time"),
            QCoreApplication.translate(
                "SamplePoints",
                "Holds when each point was observed: a date, a time, or text such as 2024-06-02T18:20:11Z. Used with a "
                "time tolerance.",
            ),
            kind=Qgis.ProcessingFieldParameterDataType.Any,
        ),
        described(
            QgsProcessingParameterNumber(
                TIME_TOLERANCE,
                QCoreApplication.translate("SamplePoints", "Time tolerance"),
                type=QgsProcessingParameterNumber.Type.Double,
                minValue=0.0,
                optional=True,
            ),
            QCoreApplication.translate(
                "SamplePoints",
                "In days: rasters count only for points that are so near to their own date, and fields of the raster "
                "nearest in time are added. A raster's date comes from its temporal properties, its tags or its name.",
            ),
        ),
        described(
            QgsProcessingParameterString(
                PREFIX, QCoreApplication.translate("SamplePoints", "Prefix of the fields"), optional=True
            ),
            QCoreApplication.translate(
                "SamplePoints",
                "Stands before the names of all new fields, which are those of the raster's file, _b and the band's "
                "number where there are several, and the statistic.",
            ),
            advanced=True,
        ),
        accept_parameter(ACCEPT),
    ]


def output_parameters():
    return [
        described(
            QgsProcessingParameterFeatureSink(
                OUTPUT,
                QCoreApplication.translate("SamplePoints", "Sampled"),
                optional=True,
                createByDefault=True,
            ),
            QCoreApplication.translate(
                "SamplePoints",
                "The input's features in their order, with geometries and fields, and the sampled values behind them. "
                "GeoPackage, GeoJSON, CSV and others, by the file name's ending.",
            ),
        ),
        described(
            QgsProcessingParameterFileDestination(
                TABLE,
                QCoreApplication.translate("SamplePoints", "Table"),
                fileFilter=QCoreApplication.translate("SamplePoints", "GeoParquet files") + " (*.parquet *.geoparquet)",
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "SamplePoints",
                "The same as a GeoParquet file, which takes about half the time of a layer and is read by pandas, R "
                "and DuckDB. Needs the Python package pyarrow.",
            ),
        ),
    ]


def _length(name, label, text, *, advanced=False):
    return described(
        QgsProcessingParameterNumber(
            name, label, type=QgsProcessingParameterNumber.Type.Double, minValue=0.0, optional=True
        ),
        text,
        advanced=advanced,
    )


def _field(name, label, text, *, kind=Qgis.ProcessingFieldParameterDataType.Numeric, advanced=False):
    return described(
        QgsProcessingParameterField(name, label, parentLayerParameterName=INPUT, type=kind, optional=True),
        text,
        advanced=advanced,
    )
