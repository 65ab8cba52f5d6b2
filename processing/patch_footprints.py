"""The algorithm "Draw patch footprints"."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsLineString,
    QgsPolygon,
    QgsProcessingOutputNumber,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFeatureSink,
)
from qgis.PyQt.QtCore import QCoreApplication, QMetaType

from .base import FusionAlgorithm
from .layers import RasterInput, wkt
from .parameters import described, read_crs
from .patch_inputs import (
    CENTRES,
    CentresInput,
    PatchSize,
    all_centres,
    centres_parameter,
    rasters_parameters,
    read_centres,
    read_named_rasters,
    read_size,
    size_parameters,
)
from .patch_sheet import frame_colour
from .vector_output import is_own_file, open_vector_output
from .vector_styling import CategoryStyle

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from odc.geo.geobox import GeoBox

    from ..core.patches.footprints import PatchOutlines
    from ..core.raster import RasterSource
    from ..core.reporter import Reporter
    from .patch_inputs import Centres

TARGET_CRS = "TARGET_CRS"
OUTPUT = "OUTPUT"
COUNT = "COUNT"
_AT_ONCE = 2_000
_FIELDS = (
    ("id", QMetaType.Type.LongLong, "Id of the centre"),
    ("split", QMetaType.Type.QString, "Split of the centre"),
    ("raster", QMetaType.Type.QString, "Name of the raster"),
    ("rows", QMetaType.Type.Int, "Pixels down"),
    ("columns", QMetaType.Type.Int, "Pixels across"),
    ("pixel_width", QMetaType.Type.Double, "Width of a pixel on the ground (m)"),
    ("pixel_height", QMetaType.Type.Double, "Height of a pixel on the ground (m)"),
    ("width", QMetaType.Type.Double, "Width of the patch on the ground (m)"),
    ("height", QMetaType.Type.Double, "Height of the patch on the ground (m)"),
    ("area", QMetaType.Type.Double, "Area of the patch on the ground (m2)"),
    ("inside", QMetaType.Type.Double, "Share of the patch that lies in the raster (0 to 1)"),
)


@dataclass(frozen=True)
class FootprintsJob:
    """A run's parameters as plain values, safe in any thread."""

    centres: CentresInput
    rasters: tuple[RasterInput, ...]
    names: tuple[str, ...]
    size: PatchSize
    crs: str

    def open(self, stack: ExitStack) -> "list[RasterSource]":
        """The rasters, which the stack closes. Raises FusionError."""
        return [stack.enter_context(each.open()) for each in self.rasters]


class PatchFootprints(FusionAlgorithm):
    """Outlines on the ground of the patches of several rasters around centres."""

    def __init__(self):
        super().__init__()
        self._source = None
        self._open_output = None

    def name(self):
        return "patchfootprints"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("PatchFootprints", "Draw patch footprints")

    def group(self):
        return QCoreApplication.translate("Patches", "Patches")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "patches"

    def tags(self):
        return QCoreApplication.translate(
            "PatchFootprints",
            "patches,chips,tiles,footprints,outlines,extent,polygons,machine learning,deep learning,training data,"
            "samples,multi-sensor,receptive field,ground coverage",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "PatchFootprints", "Draws the ground that the patches of each raster cover around centres."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [centres_parameter(), *rasters_parameters(), *size_parameters(), *_output_parameters()]:
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber(
            COUNT, QCoreApplication.translate("PatchFootprints", "Number of footprints")))

    def read(self, parameters, context):
        rasters, names = read_named_rasters(self, parameters, context)
        centres = read_centres(self, parameters, context)
        crs = read_crs(self, parameters, TARGET_CRS, context)
        return FootprintsJob(centres, rasters, names, read_size(self, parameters, context),
                             centres.crs if crs is None else wkt(crs))

    def check(self, job):
        with ExitStack() as stack:
            job.size.shapes([source.grid for source in job.open(stack)])

    def read_outputs(self, parameters, context):
        self._source = self.parameterAsSource(parameters, CENTRES, context)
        crs = QgsCoordinateReferenceSystem.fromWkt(self._job.crs)
        self._open_output = lambda: open_vector_output(
            self, parameters, OUTPUT, context, _fields(), Qgis.WkbType.Polygon, crs)
        own = is_own_file(parameters[OUTPUT], context)
        return {OUTPUT: self.parameterAsOutputLayer(parameters, OUTPUT, context)} if own else {}

    def execute(self, job, outputs, reporter):
        try:
            centres = all_centres(self._source, reporter)
            with ExitStack() as stack:
                sources = job.open(stack)
                grids = [source.grid for source in sources]
                shapes = job.size.shapes(grids)
                output = stack.enter_context(self._open_output())
                count = 0
                for features in _features(job, centres, grids, shapes, reporter):
                    output.add(features)
                    count += len(features)
                output.describe(_record(job, sources, len(centres.ids)))
                output.finish()
                output.commit()
        finally:
            # QGIS's objects must not wait for Python's garbage collector, which may come after QGIS is gone.
            self._source = self._open_output = None
        reporter.progress(1.0)
        return {OUTPUT: output.path, COUNT: count}

    def styles(self, job, results):
        colours = [frame_colour(number).name() for number in range(len(job.names))]
        return {OUTPUT: CategoryStyle("raster", tuple(zip(job.names, job.names, colours)))}


def _output_parameters():
    return [
        described(
            QgsProcessingParameterCrs(
                TARGET_CRS, QCoreApplication.translate("PatchFootprints", "CRS of the footprints"), optional=True),
            QCoreApplication.translate("PatchFootprints", "Without a choice that of the centres."),
            advanced=True,
        ),
        described(
            QgsProcessingParameterFeatureSink(
                OUTPUT, QCoreApplication.translate("PatchFootprints", "Footprints"),
                Qgis.ProcessingSourceType.VectorPolygon),
            QCoreApplication.translate(
                "PatchFootprints", "A polygon for each patch of each raster, with its sizes on the ground."),
        ),
    ]


def _features(job: FootprintsJob, centres: "Centres", grids: "list[GeoBox]", shapes: list[tuple[int, int]],
              reporter: "Reporter") -> "Iterator[list[QgsFeature]]":
    """Footprints, raster by raster, some at a time; a patch that has no place in a raster's CRS has none."""
    from ..core.crs import parse_crs
    from ..core.patches.footprints import patch_outlines

    fields, crs, crs_out = _fields(), parse_crs(job.centres.crs), parse_crs(job.crs)
    count = len(centres.ids)
    for number, (name, grid, shape) in enumerate(zip(job.names, grids, shapes)):
        for begin in range(0, count, _AT_ONCE):
            part = slice(begin, begin + _AT_ONCE)
            found = patch_outlines(grid, centres.x[part], centres.y[part], crs, shape, crs_out)
            yield _of_raster(fields, name, shape, centres, begin, found)
            reporter.progress((number + min(1.0, part.stop / count)) / len(grids))


def _of_raster(fields: QgsFields, name: str, shape: tuple[int, int], centres: "Centres", begin: int,
               found: "PatchOutlines") -> list[QgsFeature]:
    import numpy as np

    rows, columns = shape
    features = []
    for number in np.flatnonzero(np.isfinite(found.rings).all(axis=(1, 2)) & np.isfinite(found.area)):
        width, height, area, inside = (float(values[number]) for values in (found.width, found.height, found.area,
                                                                            found.inside))
        feature = QgsFeature(fields)
        feature.setAttributes([int(centres.ids[begin + number]), centres.splits[begin + number], name, rows, columns,
                               width / columns, height / rows, width, height, area, inside])
        feature.setGeometry(_polygon(found.rings[number]))
        features.append(feature)
    return features


def _polygon(ring: "np.ndarray") -> QgsGeometry:
    return QgsGeometry(QgsPolygon(QgsLineString(ring[:, 0].tolist(), ring[:, 1].tolist())))


def _record(job: FootprintsJob, sources: "list[RasterSource]", count: int) -> str:
    """What made the output, as JSON; the same for the same job, whatever the machine."""
    from ..core.provenance import describe_input, provenance, to_json

    centres = {"name": job.centres.name, "features": count, "crs": job.centres.crs}
    parameters = {"names": job.names, "mode": job.size.mode, "patch_size": job.size.pixels,
                  "ground_size": job.size.metres, "crs": job.crs}
    return to_json(provenance("patchfootprints", [centres, *map(describe_input, sources)], parameters, []))


def _fields() -> QgsFields:
    fields = QgsFields()
    for name, kind, meaning in _FIELDS:
        each = QgsField(name, kind)
        each.setComment(meaning)
        fields.append(each)
    return fields
