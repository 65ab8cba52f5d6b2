"""Parameters and outputs of the algorithm "Extract aligned patches"."""

from qgis.core import (
    Qgis,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterField,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.raster.writer import DATA_TYPES
from ..core.variable import KINDS
from .aggregate_parameters import ACCEPT, MIN_VALID
from .parameters import described
from .patch_inputs import GROUND_SIZE, MODE, PATCH_SIZE
from .text_lists import accept_parameter

BANDS = "BANDS"
VARIABLE_KINDS = "VARIABLE_KINDS"
RESAMPLING = "RESAMPLING"
RESOLUTION = "RESOLUTION"
PADDING = "PADDING"
DTYPE = "DTYPE"
NORMALISE = "NORMALISE"
LABEL = "LABEL"
LABEL_FIELD = "LABEL_FIELD"
LABEL_KIND = "LABEL_KIND"
FORMAT = "FORMAT"
RESUME = "RESUME"
CANCELLED = "CANCELLED"
OUTPUT = "OUTPUT"
COUNT = "COUNT"
DROPPED = "DROPPED"
# Those of core/patches, which is loaded late.
MODES = ("native", "ground", "common")
PADDINGS = ("nodata", "reflect", "drop")
NORMALISATIONS = ("none", "train")
TREATMENTS = ("keep", "nothing")
FORMATS = ("zarr", "hdf5", "webdataset", "tfrecord", "geotiff")
RESAMPLINGS = ("auto", "mean", "sum", "min", "max", "std", "count", "mode", "median")


def raster_parameters():
    """What is asked of each raster, beside its name."""
    return [
        described(
            QgsProcessingParameterString(
                BANDS, QCoreApplication.translate("ExtractPatches", "Bands of each raster"), optional=True
            ),
            QCoreApplication.translate(
                "ExtractPatches",
                "Numbers of the bands to take, for each raster in their order: bands separated by commas, rasters by "
                "semicolons, as in 4,3,2;1. Nothing between two semicolons means all bands of that raster, and "
                "nothing at all means all bands of all of them.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterString(
                VARIABLE_KINDS, QCoreApplication.translate("ExtractPatches", "Variable kinds"), optional=True
            ),
            QCoreApplication.translate(
                "ExtractPatches",
                "The kind of each raster, in their order, separated by commas, such as auto, categorical. Kinds: "
                "intensive, extensive, categorical, circular, decibel, ratio, radiative, nonlinear, auto. It decides "
                "how pixels are put together in mode common, and classes are never normalised. Without a choice all "
                "are auto.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterString(
                RESAMPLING, QCoreApplication.translate("ExtractPatches", "Resampling"), optional=True
            ),
            QCoreApplication.translate(
                "ExtractPatches",
                "For mode common: what becomes of the pixels of each raster in a cell, in their order, separated by "
                "commas. One of mean, sum, min, max, std, count, mode, median, auto. Auto, also without a choice, is "
                "the usual statistic of the kind, of classes the mode. Modes native and ground resample nothing.",
            ),
            advanced=True,
        ),
    ]


def size_parameters():
    """MODE and the sizes, in the words of the other algorithms on patches."""
    resolution = QgsProcessingParameterNumber(
        RESOLUTION, QCoreApplication.translate("ExtractPatches", "Resolution of the common grid"),
        Qgis.ProcessingNumberParameterType.Double, optional=True, minValue=0.0)
    # The widget's own six decimals would turn 30 arc seconds into 29.9988.
    resolution.setMetadata({"widget_wrapper": {"decimals": 12}})
    return [
        _choice(
            MODE, QCoreApplication.translate("Patches", "Mode"), MODES,
            QCoreApplication.translate(
                "ExtractPatches",
                "Native: the same number of pixels from every raster, which is different ground where resolutions "
                "differ. Ground: the same ground from every raster, in the pixels that each has. Common: the same "
                "ground on one grid, that of the first raster, each raster brought to it by the support operator.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                PATCH_SIZE, QCoreApplication.translate("Patches", "Patch size (pixels)"),
                Qgis.ProcessingNumberParameterType.Integer, optional=True, minValue=1, maxValue=32768,
            ),
            QCoreApplication.translate(
                "ExtractPatches",
                "Pixels along a side: in mode native of every raster, in mode ground of the first one, in mode common "
                "cells of the common grid. Give this or the size on the ground.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                GROUND_SIZE, QCoreApplication.translate("Patches", "Size on the ground (m)"),
                Qgis.ProcessingNumberParameterType.Double, optional=True, minValue=0.0,
            ),
            QCoreApplication.translate(
                "Patches", "Metres along a side, in mode native of the patches of the first raster."
            ),
        ),
        described(
            resolution,
            QCoreApplication.translate(
                "ExtractPatches",
                "For mode common: the side of its square cells in units of the first raster's CRS. The grid begins at "
                "that raster's first corner. Without it the grid is the first raster's own.",
            ),
            advanced=True,
        ),
    ]


def value_parameters():
    """What is stored, and what stands where there is nothing."""
    return [
        _choice(
            PADDING, QCoreApplication.translate("ExtractPatches", "Beyond a raster"), PADDINGS,
            QCoreApplication.translate(
                "ExtractPatches",
                "What becomes of patches that reach beyond a raster. Nodata: there the values are nodata and the mask "
                "is 0. Reflect: the values are mirrored at the raster's edge, and the mask is 0 all the same. Drop: "
                "such patches are left out.",
            ),
        ),
        _choice(
            DTYPE, QCoreApplication.translate("ExtractPatches", "Data type"), DATA_TYPES,
            QCoreApplication.translate(
                "ExtractPatches",
                "Of the values of all rasters. Auto: the type of each file where its values are stored as they are; "
                "Float32 where they are scaled, resampled or normalised; Float64 for sums. Values are rounded to "
                "integer types; values that do not fit stop the run.",
            ), advanced=True,
        ),
        _choice(
            NORMALISE, QCoreApplication.translate("ExtractPatches", "Normalise"), NORMALISATIONS,
            QCoreApplication.translate(
                "ExtractPatches",
                "Train: stores (value - mean) / standard deviation of each band, both of the valid pixels of the "
                "patches whose split is train, and of no others; they are saved with the dataset. Classes and the "
                "label stay as they are. None: values as they are.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                MIN_VALID, QCoreApplication.translate("ExtractPatches", "Minimum valid fraction of a cell"),
                Qgis.ProcessingNumberParameterType.Double, defaultValue=0.5, minValue=0.0, maxValue=1.0,
            ),
            QCoreApplication.translate(
                "ExtractPatches",
                "For mode common and for raster labels: the share of a cell's ground on valid pixels below which it "
                "has no value.",
            ),
            advanced=True,
        ),
    ]


def label_parameters():
    return [
        described(
            QgsProcessingParameterMapLayer(
                LABEL, QCoreApplication.translate("ExtractPatches", "Label"), optional=True,
                types=[Qgis.ProcessingSourceType.Raster, Qgis.ProcessingSourceType.VectorPolygon],
            ),
            QCoreApplication.translate(
                "ExtractPatches",
                "What a model shall learn, on the patch grid of the first raster. A raster of any grid and CRS is "
                "brought to it by the support operator, classes by their mode. Polygons are burned: a pixel gets the "
                "value of those that cover the most of it where they cover half of it, else 0.",
            ),
        ),
        described(
            QgsProcessingParameterField(
                LABEL_FIELD, QCoreApplication.translate("ExtractPatches", "Field to burn"),
                parentLayerParameterName=LABEL, type=Qgis.ProcessingFieldParameterDataType.Numeric, optional=True,
            ),
            QCoreApplication.translate(
                "ExtractPatches",
                "Holds the value of each polygon; polygons without one are left out. Without a field all are 1.",
            ),
        ),
        _choice(
            LABEL_KIND, QCoreApplication.translate("ExtractPatches", "Kind of a raster label"), KINDS,
            QCoreApplication.translate(
                "ExtractPatches",
                "What the values of a raster label mean, where auto does not find it out: categorical for classes, "
                "intensive for quantities that average.",
            ), advanced=True,
        ),
    ]


def output_parameters():
    return [
        _choice(
            FORMAT, QCoreApplication.translate("ExtractPatches", "Format"), FORMATS,
            QCoreApplication.translate(
                "ExtractPatches",
                "Zarr: a store with a chunk for each patch. HDF5: one file. WebDataset: tar shards. TFRecord: shards "
                "for TensorFlow. GeoTIFF: a file for each patch and raster. All of them hold the same, with masks, "
                "places, an index and STAC items.",
            ),
        ),
        described(
            QgsProcessingParameterBoolean(
                RESUME, QCoreApplication.translate("ExtractPatches", "Resume an unfinished dataset"),
                defaultValue=False,
            ),
            QCoreApplication.translate(
                "ExtractPatches",
                "Takes up what a run with the same inputs and parameters left in the output folder when it was "
                "cancelled or killed. The finished dataset is the same to the byte.",
            ),
            advanced=True,
        ),
        _choice(
            CANCELLED, QCoreApplication.translate("ExtractPatches", "After a cancel"), TREATMENTS,
            QCoreApplication.translate(
                "ExtractPatches",
                "Keep: what was finished stays as a readable dataset that is marked incomplete, after an error such as "
                "a full disk too. Nothing: nothing of it stays.",
            ), advanced=True,
        ),
        accept_parameter(ACCEPT),
        described(
            QgsProcessingParameterFolderDestination(
                OUTPUT, QCoreApplication.translate("ExtractPatches", "Dataset")
            ),
            QCoreApplication.translate(
                "ExtractPatches",
                "A folder for the dataset: patches, dataset.json (what they are and how they were made), items.json "
                "(STAC), an index. It appears under its name when it is complete.",
            ),
        ),
    ]


def _choice(name, label, options, text, *, advanced=False):
    """A choice whose first option is its default."""
    return described(
        QgsProcessingParameterEnum(name, label, options=list(options), defaultValue=options[0], usesStaticStrings=True),
        text, advanced=advanced)
