"""Parameters and outputs of the algorithm "Create patch centres"."""

from qgis.core import (
    Qgis,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from .parameters import described

BLOCK_SIZE = "BLOCK_SIZE"
BOUNDARY = "BOUNDARY"
BOUNDING_BOX = "BOUNDING_BOX"
BUFFER = "BUFFER"
CLASSES = "CLASSES"
COUNT = "COUNT"
EDGE = "EDGE"
LAYOUT = "LAYOUT"
MIN_DISTANCE = "MIN_DISTANCE"
MIN_OVERLAP = "MIN_OVERLAP"
MIN_VALID = "MIN_VALID"
OUTPUT = "OUTPUT"
OVERLAP = "OVERLAP"
POINTS = "POINTS"
RASTERS = "RASTERS"
REFERENCE = "REFERENCE"
RULE = "RULE"
SEAMS = "SEAMS"
SEED = "SEED"
SHARES = "SHARES"
SNAP = "SNAP"
SPLIT = "SPLIT"
SPLIT_BUFFER = "SPLIT_BUFFER"
SPLIT_FIELD = "SPLIT_FIELD"
SPLIT_LAYER = "SPLIT_LAYER"
STRIDE = "STRIDE"
# Numbers of centres: all, and those of each split.
TOTAL, TRAIN, VALIDATION, TEST = "TOTAL", "TRAIN", "VALIDATION", "TEST"
# Those of core/patches/centre_request.py, which is loaded late.
LAYOUT_CHOICES = ("grid", "random", "stratified", "points")
RULE_CHOICES = ("centre", "whole", "overlap")
EDGE_CHOICES = ("whole", "padded")
SPLIT_CHOICES = ("none", "blocks", "attribute")
SEAM_CHOICES = ("drop", "unassigned")

_WHOLE = QgsProcessingParameterNumber.Type.Integer
_FLOAT = QgsProcessingParameterNumber.Type.Double
_POLYGONS = [Qgis.ProcessingSourceType.VectorPolygon]
_MOST = 2**31 - 1


def raster_parameters():
    return [
        described(
            QgsProcessingParameterRasterLayer(REFERENCE, QCoreApplication.translate("PatchCentres", "Reference")),
            QCoreApplication.translate(
                "PatchCentres",
                "The raster on whose pixels patches are laid out, and whose CRS the centres have.",
            ),
        ),
        described(
            QgsProcessingParameterMultipleLayers(
                RASTERS, QCoreApplication.translate("PatchCentres", "Other rasters"),
                layerType=Qgis.ProcessingSourceType.Raster, optional=True,
            ),
            QCoreApplication.translate(
                "PatchCentres",
                "Further rasters, of any CRS and resolution, from which patches will be taken. They count for the "
                "minimum valid share, and for the ground that patches of different splits must not share.",
            ),
        ),
    ]


def layout_parameters():
    """LAYOUT and what the layouts need."""
    return [
        _choice(
            LAYOUT, QCoreApplication.translate("PatchCentres", "Layout"), LAYOUT_CHOICES,
            QCoreApplication.translate(
                "PatchCentres",
                "Grid: row by row from the reference's first pixel. Random: COUNT centres, all places alike. "
                "Stratified: COUNT centres on each class of CLASSES. Points: at given POINTS.",
            ),
        ),
        _number(
            STRIDE, QCoreApplication.translate("PatchCentres", "Stride (pixels)"), _WHOLE, 1, _MOST,
            QCoreApplication.translate(
                "PatchCentres",
                "Of a grid: pixels of the reference from one patch to the next. Without it patches touch each other.",
            ),
        ),
        _number(
            OVERLAP, QCoreApplication.translate("PatchCentres", "Overlap in percent"), _FLOAT, 0, 99.99,
            QCoreApplication.translate(
                "PatchCentres", "Of a grid: how much of its side a patch shares with the next one, instead of a stride."
            ),
        ),
        _number(
            COUNT, QCoreApplication.translate("PatchCentres", "Number of centres"), _WHOLE, 1, _MOST,
            QCoreApplication.translate(
                "PatchCentres", "Of a random layout in all, of a stratified one for each class."
            ),
        ),
        _number(
            SEED, QCoreApplication.translate("PatchCentres", "Seed"), _WHOLE, 0, _MOST,
            QCoreApplication.translate(
                "PatchCentres", "Of all random numbers: the same seed gives the same centres and splits."
            ), default=0,
        ),
        _number(
            MIN_DISTANCE, QCoreApplication.translate("PatchCentres", "Minimum distance (m)"), _FLOAT, 0, None,
            QCoreApplication.translate(
                "PatchCentres", "Of random and stratified layouts: no two centres are nearer to each other, in metres "
                "on the ground."
            ), default=0, advanced=True,
        ),
        described(
            QgsProcessingParameterRasterLayer(
                CLASSES, QCoreApplication.translate("PatchCentres", "Classes"), optional=True
            ),
            QCoreApplication.translate(
                "PatchCentres",
                "Of a stratified layout: a raster of whole numbers in any CRS; its first band under a centre is the "
                "centre's class, which the output tells in the field class.",
            ),
        ),
        described(
            QgsProcessingParameterFeatureSource(
                POINTS, QCoreApplication.translate("PatchCentres", "Points"),
                types=[Qgis.ProcessingSourceType.VectorPoint], optional=True,
            ),
            QCoreApplication.translate("PatchCentres", "Of a layout of points: centres in any CRS, in their order."),
        ),
        described(
            QgsProcessingParameterBoolean(
                SNAP, QCoreApplication.translate("PatchCentres", "Snap points to the reference's pixels"),
                defaultValue=True,
            ),
            QCoreApplication.translate(
                "PatchCentres",
                "Move points to the middle of the reference's patch of whole pixels, by half a pixel at most in each "
                "direction. Patches of the reference are the same either way.",
            ),
            advanced=True,
        ),
    ]


def boundary_parameters():
    """BOUNDARY and which patches it, valid pixels and the reference's edge let pass."""
    return [
        described(
            QgsProcessingParameterFeatureSource(
                BOUNDARY, QCoreApplication.translate("PatchCentres", "Boundary"), types=_POLYGONS, optional=True
            ),
            QCoreApplication.translate("PatchCentres", "Polygons, in any CRS, in which patches must lie."),
        ),
        _number(
            BUFFER, QCoreApplication.translate("PatchCentres", "Buffer (m)"), _FLOAT, None, None,
            QCoreApplication.translate(
                "PatchCentres",
                "How much wider the boundary is taken, in metres on the ground at any latitude; a negative number "
                "makes it narrower.",
            ), default=0,
        ),
        described(
            QgsProcessingParameterBoolean(
                BOUNDING_BOX, QCoreApplication.translate("PatchCentres", "Use the boundary's bounding box"),
                defaultValue=False,
            ),
            QCoreApplication.translate(
                "PatchCentres",
                "Take the box around the boundary, with its buffer, along the axes of the reference's CRS instead.",
            ),
        ),
        _choice(
            RULE, QCoreApplication.translate("PatchCentres", "Boundary rule"), RULE_CHOICES,
            QCoreApplication.translate(
                "PatchCentres",
                "What of the reference's patch must lie inside the boundary: its centre, the whole of it, or at least "
                "the minimum overlap.",
            ),
        ),
        _number(
            MIN_OVERLAP, QCoreApplication.translate("PatchCentres", "Minimum overlap in percent"), _FLOAT, 0, 100,
            QCoreApplication.translate(
                "PatchCentres", "Of the rule overlap: how much of the patch must lie inside the boundary. 0 takes "
                "whatever touches it."
            ), default=50,
        ),
        _number(
            MIN_VALID, QCoreApplication.translate("PatchCentres", "Minimum valid share in percent"), _FLOAT, 0, 100,
            QCoreApplication.translate(
                "PatchCentres",
                "How many of a patch's pixels must be valid in all bands, in the reference and in each of the other "
                "rasters; what lies beyond a raster is not valid. With 0 no pixel is read.",
            ), default=0,
        ),
        _choice(
            EDGE, QCoreApplication.translate("PatchCentres", "At the reference's edge"), EDGE_CHOICES,
            QCoreApplication.translate(
                "PatchCentres",
                "Whole: patches lie inside the reference. Padded: their centres do, and patches may reach beyond.",
            ), advanced=True,
        ),
    ]


def split_parameters():
    """SPLIT and where splits come from."""
    return [
        _choice(
            SPLIT, QCoreApplication.translate("PatchCentres", "Split"), SPLIT_CHOICES,
            QCoreApplication.translate(
                "PatchCentres",
                "How centres are shared out to training, validation and test. Blocks: square blocks of the reference "
                "as a whole. Attribute: by the polygon that the centre lies in. No patch of one split then shares "
                "ground with one of another, in any raster.",
            ),
        ),
        _number(
            BLOCK_SIZE, QCoreApplication.translate("PatchCentres", "Block size (m)"), _FLOAT, 0, None,
            QCoreApplication.translate(
                "PatchCentres",
                "Side of the blocks, measured in the middle of the reference: several times that of a patch, and more "
                "than values resemble each other across.",
            ),
        ),
        described(
            QgsProcessingParameterString(
                SHARES, QCoreApplication.translate("PatchCentres", "Shares"), defaultValue="70,15,15"
            ),
            QCoreApplication.translate(
                "PatchCentres",
                "Of training, validation and test, before patches at seams are left out; blocks or polygons are kept "
                "whole, so that they are met as nearly as these allow.",
            ),
        ),
        described(
            QgsProcessingParameterFeatureSource(
                SPLIT_LAYER, QCoreApplication.translate("PatchCentres", "Polygons of the split"), types=_POLYGONS,
                optional=True,
            ),
            QCoreApplication.translate(
                "PatchCentres", "Of a split by attribute: polygons in any CRS; without them those of the boundary."
            ),
        ),
        described(
            QgsProcessingParameterField(
                SPLIT_FIELD, QCoreApplication.translate("PatchCentres", "Field of the split"),
                parentLayerParameterName=SPLIT_LAYER, optional=True,
            ),
            QCoreApplication.translate(
                "PatchCentres",
                "Holds train, validation or test, which is taken as it is, or any names of places, which are shared "
                "out as a whole.",
            ),
        ),
        _number(
            SPLIT_BUFFER, QCoreApplication.translate("PatchCentres", "Gap between splits (m)"), _FLOAT, 0, None,
            QCoreApplication.translate(
                "PatchCentres", "Metres on the ground that lie at least between patches of different splits; with 0 "
                "they may touch."
            ), default=0,
        ),
        _choice(
            SEAMS, QCoreApplication.translate("PatchCentres", "Patches at seams"), SEAM_CHOICES,
            QCoreApplication.translate(
                "PatchCentres",
                "What becomes of patches too near to another split (of training before validation, never of test): "
                "they are dropped, or have no split.",
            ), advanced=True,
        ),
    ]


def output_parameters():
    return [
        described(
            QgsProcessingParameterFeatureSink(
                OUTPUT, QCoreApplication.translate("PatchCentres", "Patch centres"),
                Qgis.ProcessingSourceType.VectorPoint,
            ),
            QCoreApplication.translate(
                "PatchCentres",
                "Points in the reference's CRS: GeoPackage, GeoJSON, CSV, FlatGeobuf, or any format of QGIS.",
            ),
        ),
    ]


def _choice(name, label, choices, text, *, advanced=False):
    return described(
        QgsProcessingParameterEnum(name, label, options=list(choices), defaultValue=choices[0], usesStaticStrings=True),
        text, advanced=advanced,
    )


def _number(name, label, kind, low, high, text, *, default=None, advanced=False):
    parameter = QgsProcessingParameterNumber(name, label, type=kind, defaultValue=default, optional=default is None)
    if low is not None:
        parameter.setMinimum(low)
    if high is not None:
        parameter.setMaximum(high)
    return described(parameter, text, advanced=advanced)
