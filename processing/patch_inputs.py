"""What the algorithms on patches take alike: centres, rasters with their names, and sizes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsFeatureRequest,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from .feature_columns import is_null
from .layers import RasterInput, wkt
from .parameters import described, is_given, read_rasters
from .text_lists import read_words

if TYPE_CHECKING:
    import numpy as np
    from odc.geo.geobox import GeoBox

    from ..core.reporter import Reporter

CENTRES = "CENTRES"
RASTERS = "RASTERS"
NAMES = "NAMES"
MODE = "MODE"
PATCH_SIZE = "PATCH_SIZE"
GROUND_SIZE = "GROUND_SIZE"
# Those of core/patches/shapes.py, which is loaded late.
MODES = ("native", "ground")
_AT_ONCE = 10_000


@dataclass(frozen=True)
class CentresInput:
    """A layer of patch centres as values; `crs` is WKT 2."""

    name: str
    path: str
    crs: str


@dataclass(frozen=True)
class Centres:
    """Centres in the layer's order: `ids`, `rows`, `columns` int64 (n), `splits` n texts, `x` and `y` float64 (n).

    Ids are those of the field id, or count from 0; rows and columns are -1 and splits "" where there is no field.
    """

    ids: "np.ndarray"
    rows: "np.ndarray"
    columns: "np.ndarray"
    splits: tuple[str, ...]
    x: "np.ndarray"
    y: "np.ndarray"


def centres_parameter():
    return described(
        QgsProcessingParameterFeatureSource(
            CENTRES, QCoreApplication.translate("Patches", "Patch centres"),
            types=[Qgis.ProcessingSourceType.VectorPoint],
        ),
        QCoreApplication.translate(
            "Patches",
            "Points in any CRS, such as those of Create Patch Centres. Of the fields id, row, col and split those that "
            "are there are kept.",
        ),
    )


def rasters_parameters():
    return [
        described(
            QgsProcessingParameterMultipleLayers(
                RASTERS, QCoreApplication.translate("Patches", "Rasters"), layerType=Qgis.ProcessingSourceType.Raster,
            ),
            QCoreApplication.translate(
                "Patches",
                "Rasters of any CRS and resolution: files that GDAL reads, on regular grids with a CRS. Each keeps its "
                "own pixels. The first one is the reference.",
            ),
        ),
        described(
            QgsProcessingParameterString(NAMES, QCoreApplication.translate("Patches", "Names"), optional=True),
            QCoreApplication.translate(
                "Patches",
                "A name for each raster, in their order, separated by commas: letters, digits, _ and -. Without them "
                "the names of the files are used, without the words that all of them begin and end with.",
            ),
        ),
    ]


def size_parameters():
    return [
        described(
            QgsProcessingParameterEnum(
                MODE, QCoreApplication.translate("Patches", "Mode"), options=list(MODES), defaultValue="native",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "Patches",
                "Native: the same number of pixels from every raster, which is different ground where resolutions "
                "differ. Ground: the same ground from every raster, in the pixels that each has.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                PATCH_SIZE, QCoreApplication.translate("Patches", "Patch size (pixels)"),
                Qgis.ProcessingNumberParameterType.Integer, optional=True, minValue=1, maxValue=32768,
            ),
            QCoreApplication.translate(
                "Patches",
                "Pixels along a side, in mode native of every raster, in mode ground of the first one. Give this or "
                "the size on the ground.",
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
    ]


@dataclass(frozen=True)
class PatchSize:
    """How large patches are asked to be; one of the sizes is None."""

    mode: str
    pixels: int | None
    metres: float | None

    def shapes(self, grids: "Sequence[GeoBox]") -> list[tuple[int, int]]:
        """Rows and columns of the patches of each raster. Raises FusionError."""
        from ..core.patches.shapes import patch_shapes

        return patch_shapes(grids, self.mode, self.pixels, self.metres)


def read_size(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> PatchSize:
    return PatchSize(
        mode=algorithm.parameterAsEnumString(parameters, MODE, context),
        pixels=algorithm.parameterAsInt(parameters, PATCH_SIZE, context) if is_given(parameters, PATCH_SIZE) else None,
        metres=algorithm.parameterAsDouble(parameters, GROUND_SIZE, context)
        if is_given(parameters, GROUND_SIZE) else None,
    )


def read_named_rasters(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
) -> tuple[tuple[RasterInput, ...], tuple[str, ...]]:
    """The rasters, and a name for each. On the main thread. Raises FusionError for none, and for names that clash."""
    from ..core.patches.sample import check_names, distinct_names

    rasters = read_rasters(algorithm, parameters, RASTERS, context)
    if not rasters:
        raise FusionError(QCoreApplication.translate("Patches", "No raster is given; choose some as RASTERS."))
    names = read_words(algorithm, parameters, NAMES, context)
    if not names:
        return rasters, tuple(distinct_names(_what_differs([_stem(raster.path) for raster in rasters])))
    if len(names) != len(rasters):
        raise FusionError(
            QCoreApplication.translate(
                "Patches", "NAMES must hold one name for each raster: {count} rasters, {names} names."
            ).format(count=len(rasters), names=len(names))
        )
    check_names(names)
    return rasters, names


def read_centres(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
) -> CentresInput:
    """The layer of centres. On the main thread. Raises FusionError if it holds no points in a CRS."""
    source = algorithm.parameterAsSource(parameters, CENTRES, context)
    if source is None:
        raise FusionError(
            QCoreApplication.translate("Points", "QGIS cannot load {layer} as a vector layer.").format(
                layer=algorithm.parameterAsString(parameters, CENTRES, context) or CENTRES
            )
        )
    if QgsWkbTypes.geometryType(source.wkbType()) != Qgis.GeometryType.Point:
        raise FusionError(
            QCoreApplication.translate("Patches", "{layer} holds no points; patch centres are points.").format(
                layer=source.sourceName())
        )
    if not source.sourceCrs().isValid():
        raise FusionError(
            QCoreApplication.translate(
                "FeatureSource", "{layer} has no coordinate reference system; assign one first."
            ).format(layer=source.sourceName())
        )
    layer = algorithm.parameterAsVectorLayer(parameters, CENTRES, context)
    path = "" if layer is None else layer.source().partition("|")[0]
    return CentresInput(source.sourceName(), path, wkt(source.sourceCrs()))


def all_centres(source: QgsProcessingFeatureSource, reporter: "Reporter") -> Centres:
    """The centres of a source, in its order. Raises FusionError where there is none, or one has no place."""
    import numpy as np

    fields = source.fields()
    indices = [fields.lookupField(name) for name in ("id", "row", "col", "split")]
    columns: list[list[object]] = [[], [], [], []]
    places: list[tuple[float, float]] = []
    for feature in source.getFeatures(QgsFeatureRequest()):
        if feature.geometry().isEmpty():
            raise FusionError(
                QCoreApplication.translate(
                    "Patches", "Feature {id} of the patch centres has no place; delete it."
                ).format(id=feature.id())
            )
        point = feature.geometry().asPoint() if not feature.geometry().isMultipart() else (
            feature.geometry().asMultiPoint()[0])
        places.append((point.x(), point.y()))
        for column, index in zip(columns, indices):
            column.append(feature.attribute(index) if index >= 0 else None)
        if len(places) % _AT_ONCE == 0:
            reporter.progress(0.0)
    if not places:
        raise FusionError(QCoreApplication.translate("Patches", "The layer of patch centres is empty."))
    ids, rows, cols, splits = columns
    x, y = np.array(places).T
    return Centres(_whole(ids, "id", range(len(ids))), _whole(rows, "row", [-1] * len(rows)),
                   _whole(cols, "col", [-1] * len(cols)),
                   tuple("" if is_null(split) else str(split) for split in splits), x, y)


def _whole(values: Sequence[object], field: str, otherwise: Iterable[int]) -> "np.ndarray":
    """int64 of a field's values, of nulls what stands in ``otherwise``. Raises FusionError for what is no number."""
    import numpy as np

    try:
        return np.array([instead if is_null(value) else int(value) for value, instead in zip(values, otherwise)],
                        np.int64)
    except (TypeError, ValueError) as error:
        raise FusionError(
            QCoreApplication.translate(
                "Patches", "The field {field} of the patch centres must hold whole numbers ({reason})."
            ).format(field=field, reason=error)
        ) from error


def _stem(path: str) -> str:
    """The name of a raster's file without its folder and ending."""
    return path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _what_differs(stems: Sequence[str]) -> list[str]:
    """Names of files without the words (between "_") with which all of them begin or end."""
    words = [stem.split("_") for stem in stems]
    for end in (0, -1):
        while len(words) > 1 and all(len(each) > 1 for each in words) and len({each[end] for each in words}) == 1:
            for each in words:
                del each[end]
    return ["_".join(each) for each in words]
