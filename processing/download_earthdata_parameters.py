"""Parameters of the algorithm "Download NASA Earthdata granules"."""

from qgis.core import (
    Qgis,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterDistance,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from .parameters import described
from .search_earthdata_parameters import PRODUCT, search_parameters

INPUT = "INPUT"
ASSETS = "ASSETS"
EXTENT = "EXTENT"
MARGIN = "MARGIN"
WHOLE_FILES = "WHOLE_FILES"
FOLDER = "FOLDER"
LOAD = "LOAD"
CONNECTIONS = "CONNECTIONS"
OUTPUT = "OUTPUT"
_MARGIN = 1000.0
_CONNECTIONS, _MOST_CONNECTIONS = 4, 16


def input_parameters():
    return [
        described(
            QgsProcessingParameterFeatureSource(
                INPUT, QCoreApplication.translate("DownloadEarthdata", "Granules"),
                [Qgis.ProcessingSourceType.Vector], optional=True
            ),
            QCoreApplication.translate(
                "DownloadEarthdata",
                "The layer that Search NASA Earthdata made, or the features selected in it. Without one, PRODUCT and "
                "the other parameters of the search tell what to download.",
            ),
        ),
        described(
            QgsProcessingParameterString(
                ASSETS, QCoreApplication.translate("DownloadEarthdata", "Assets"), optional=True
            ),
            QCoreApplication.translate(
                "DownloadEarthdata",
                "Bands by the product's own names, separated by commas: B04,B05,Fmask of HLSL30, LST,QC,cloud of "
                "ECO_L2T_LSTE; B0* stands for all that begin so. All without a choice. Products with one file for each "
                "granule, such as MOD11A1, come with all bands.",
            ),
        ),
        described(
            QgsProcessingParameterExtent(
                EXTENT, QCoreApplication.translate("DownloadEarthdata", "Area of interest"), optional=True
            ),
            QCoreApplication.translate(
                "DownloadEarthdata",
                "Of GeoTIFF files only the pixels of this area are downloaded, of other formats whole files: "
                "west,east,south,north in degrees unless a CRS is named, as in 500000,600000,4000000,4100000 "
                "[EPSG:32611]. A search looks for granules that touch it.",
            ),
        ),
        described(
            QgsProcessingParameterDistance(
                MARGIN, QCoreApplication.translate("DownloadEarthdata", "Margin around the area (m)"),
                defaultValue=_MARGIN, minValue=0.0
            ),
            QCoreApplication.translate(
                "DownloadEarthdata",
                "What is downloaded around the area of interest, in metres: a pixel of the coarse grid to which the "
                "data will be aggregated, so that the pixels at its edge are covered whole.",
            ),
        ),
        described(
            QgsProcessingParameterFolderDestination(
                FOLDER, QCoreApplication.translate("DownloadEarthdata", "Folder of the files")
            ),
            QCoreApplication.translate(
                "DownloadEarthdata",
                "Where the files go, under the archive's own names. What is there and whole is skipped; what an "
                "earlier run left unfinished is resumed. A part of a file for another area is replaced: give each area "
                "a folder of its own.",
            ),
        ),
        described(
            QgsProcessingParameterBoolean(
                LOAD, QCoreApplication.translate("DownloadEarthdata", "Load the files as layers"), defaultValue=False
            ),
            QCoreApplication.translate(
                "DownloadEarthdata",
                "Load one layer for each GeoTIFF file. Files that hold many layers, as HDF files do, are opened by "
                "Open granule bands.",
            ),
        ),
        described(
            QgsProcessingParameterBoolean(
                WHOLE_FILES, QCoreApplication.translate("DownloadEarthdata", "Whole files"), defaultValue=False
            ),
            QCoreApplication.translate(
                "DownloadEarthdata",
                "Download whole files also where the area of interest could be cut out. Only whole files can be "
                "verified with the archive's checksums.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterNumber(
                CONNECTIONS, QCoreApplication.translate("DownloadEarthdata", "Downloads at a time"),
                type=QgsProcessingParameterNumber.Type.Integer, defaultValue=_CONNECTIONS, minValue=1,
                maxValue=_MOST_CONNECTIONS
            ),
            QCoreApplication.translate(
                "DownloadEarthdata", "How many files come at the same time. Archives slow down who asks for many."
            ),
            advanced=True,
        ),
        *_search_parameters(),
        described(
            QgsProcessingParameterFeatureSink(
                OUTPUT, QCoreApplication.translate("DownloadEarthdata", "Table of files"),
                Qgis.ProcessingSourceType.Vector
            ),
            QCoreApplication.translate(
                "DownloadEarthdata",
                "A table with a row for each file: path, granule, asset, date (UTC), size in bytes, checksum, state "
                "(downloaded, resumed, window, present, outside or failed), bytes that came over the network, and the "
                "reason of a failure.",
            ),
        ),
    ]


def _search_parameters():
    """Those of the search, for who has no layer; its extent is the area of interest."""
    parameters = [each for each in search_parameters() if each.name() != EXTENT]
    for each in parameters:
        each.setFlags(each.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        if each.name() == PRODUCT:
            each.setFlags(each.flags() | QgsProcessingParameterDefinition.Flag.FlagOptional)
    return parameters
