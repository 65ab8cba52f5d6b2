"""Parameters of the algorithm "Read lidar and sounder footprints"."""

import math
import re

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from .parameters import described, is_given

INPUT = "INPUT"
PRODUCT = "PRODUCT"
VARIABLES = "VARIABLES"
QUALITY = "QUALITY"
BEAMS = "BEAMS"
EXTENT = "EXTENT"
TIME_RANGE = "TIME_RANGE"
OUTPUT = "OUTPUT"
READ = "READ"
KEPT = "KEPT"
# Those of core/granules, which is loaded late.
PRODUCTS = ("auto", "GEDI01_B", "GEDI02_A", "GEDI02_B", "GEDI04_A", "ATL03", "ATL06", "ATL08", "OCO2_L2_Lite_FP",
            "OCO3_L2_Lite_FP")

_CRS = re.compile(r"\[\s*(?P<crs>[^\]]+?)\s*\]\s*$")


def input_parameters():
    return [
        described(
            QgsProcessingParameterMultipleLayers(
                INPUT, QCoreApplication.translate("ReadFootprints", "Granules"), Qgis.ProcessingSourceType.File
            ),
            QCoreApplication.translate(
                "ReadFootprints",
                "One or more HDF5 or netCDF-4 files of one product, as the archives give them or clipped. Addresses "
                "that GDAL reads work too: https://..., s3://..., /vsizip/...",
            ),
        ),
        described(
            QgsProcessingParameterEnum(
                PRODUCT,
                QCoreApplication.translate("ReadFootprints", "Product"),
                options=list(PRODUCTS),
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "ReadFootprints",
                "The product by its short name in the archive. Auto: found out from attributes, file names and "
                "datasets of the granules.",
            ),
        ),
        described(
            QgsProcessingParameterString(
                VARIABLES, QCoreApplication.translate("ReadFootprints", "Variables"), optional=True
            ),
            QCoreApplication.translate(
                "ReadFootprints",
                "Names of datasets, separated by commas, with the groups above them or without. rh98 is the 98th "
                "percentile of GEDI's rh, rh alone all 101; cover_z_3 is column 3 of cover_z. Without a choice the "
                "product's usual ones are read. A wrong name is answered with those there are.",
            ),
        ),
        described(
            QgsProcessingParameterBoolean(
                QUALITY, QCoreApplication.translate("ReadFootprints", "Recommended filter"), defaultValue=True
            ),
            QCoreApplication.translate(
                "ReadFootprints",
                "Keep only what the product's guide recommends, by quality flags, degradation and sensitivity. The log "
                "writes the rules out and counts what each of them dropped. What the rules look at is written either "
                "way.",
            ),
        ),
        described(
            QgsProcessingParameterString(BEAMS, QCoreApplication.translate("ReadFootprints", "Beams"), optional=True),
            QCoreApplication.translate(
                "ReadFootprints",
                "Beams or tracks to read, separated by commas: names such as BEAM0101 or gt1r, or kinds: full_power "
                "and coverage for GEDI, strong and weak for ICESat-2. All without a choice.",
            ),
        ),
        described(
            QgsProcessingParameterExtent(
                EXTENT, QCoreApplication.translate("ReadFootprints", "Extent"), optional=True
            ),
            QCoreApplication.translate(
                "ReadFootprints",
                "Keep footprints whose centres lie in it: west,east,south,north in degrees unless a CRS is named, as "
                "in 500000,600000,4000000,4100000 [EPSG:32611].",
            ),
        ),
        described(
            QgsProcessingParameterString(
                TIME_RANGE, QCoreApplication.translate("ReadFootprints", "Time range"), optional=True
            ),
            QCoreApplication.translate(
                "ReadFootprints",
                "Keep footprints of these times (UTC): 2019-04-18/2019-05-01 with both days, a single day, or dates "
                "with times as in 2019-04-18T08:00:00Z/.. with an open end.",
            ),
        ),
        described(
            QgsProcessingParameterFeatureSink(OUTPUT, QCoreApplication.translate("ReadFootprints", "Footprints")),
            QCoreApplication.translate(
                "ReadFootprints",
                "A layer in EPSG:4326, points at the footprints' centres, for OCO polygons: with granule, beam, "
                "number, time (UTC), quality, size on the ground in metres, and the variables.",
            ),
        ),
    ]


def read_extent(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees, None if none is given. Raises FusionError for what is no extent."""
    if not is_given(parameters, name):
        return None
    named = _CRS.search(algorithm.parameterAsString(parameters, name, context) or "")
    crs = QgsCoordinateReferenceSystem("EPSG:4326")
    box = algorithm.parameterAsExtent(parameters, name, context, crs)
    extent = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    unknown = named is not None and not QgsCoordinateReferenceSystem(named["crs"]).isValid()
    if box.isNull() or unknown or not all(map(math.isfinite, extent)):
        raise FusionError(
            QCoreApplication.translate(
                "ReadFootprints",
                "{name} is not an extent; give it as west,east,south,north in degrees, or with its CRS behind it: "
                "500000,600000,4000000,4100000 [EPSG:32611].",
            ).format(name=name)
        )
    return extent
