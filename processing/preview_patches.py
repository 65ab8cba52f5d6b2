"""The algorithm "Preview patches"."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtCore import QBuffer, QCoreApplication, QIODevice

from ..core.destination import Destination
from ..core.errors import FusionError
from ..core.message import message
from ..core.reporter import Share
from .base import FusionAlgorithm
from .layers import RasterInput
from .parameters import described, is_given
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
from .patch_sheet import MAP, Overview, SheetRow, draw_sheet

if TYPE_CHECKING:
    import numpy as np
    from odc.geo.geobox import GeoBox

    from ..core.raster import RasterSource
    from ..core.reporter import Reporter
    from .patch_inputs import Centres

BOUNDARY = "BOUNDARY"
COUNT = "COUNT"
OUTPUT = "OUTPUT"
REPORT = "REPORT"
_PNG = ((".png",), message("PNG images"))
_MAPPED = 0.6   # of the progress, until the reference's map is read


@dataclass(frozen=True)
class PreviewJob:
    """A run's parameters as plain values, safe in any thread."""

    centres: CentresInput
    rasters: tuple[RasterInput, ...]
    names: tuple[str, ...]
    size: PatchSize
    count: int

    def open(self, stack: ExitStack) -> "list[RasterSource]":
        """The rasters, which the stack closes. Raises FusionError."""
        return [stack.enter_context(each.open()) for each in self.rasters]


class PreviewPatches(FusionAlgorithm):
    """A contact sheet of patches: each raster at its own scale, and all at one."""

    def __init__(self):
        super().__init__()
        self._source = None
        self._boundary: list[QgsGeometry] = []

    def name(self):
        return "previewpatches"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("PreviewPatches", "Preview patches")

    def group(self):
        return QCoreApplication.translate("Patches", "Patches")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "patches"

    def tags(self):
        return QCoreApplication.translate(
            "PreviewPatches",
            "patches,chips,tiles,contact sheet,thumbnails,gallery,quick look,machine learning,deep learning,"
            "training data,samples,multi-sensor",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "PreviewPatches", "Shows patches of several rasters side by side, each at its own scale and all at one."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [centres_parameter(), *rasters_parameters(), *size_parameters(), *_sheet_parameters()]:
            self.addParameter(parameter)

    def read(self, parameters, context):
        rasters, names = read_named_rasters(self, parameters, context)
        return PreviewJob(read_centres(self, parameters, context), rasters, names,
                          read_size(self, parameters, context), self.parameterAsInt(parameters, COUNT, context))

    def check(self, job):
        with ExitStack() as stack:
            job.size.shapes([source.grid for source in job.open(stack)])

    def read_outputs(self, parameters, context):
        self._source = self.parameterAsSource(parameters, CENTRES, context)
        self._boundary = self._read_boundary(parameters, context)
        return {name: self.parameterAsFileOutput(parameters, name, context) for name in (OUTPUT, REPORT)
                if is_given(parameters, name)}

    def execute(self, job, outputs, reporter):
        from ..core.report import check_report

        destination = Destination(outputs[OUTPUT], *_PNG)
        try:
            if REPORT in outputs:
                check_report(outputs[REPORT], figures=False)
            centres = all_centres(self._source, reporter)
            png, told = _draw(job, centres, [_rings(geometry) for geometry in self._boundary], reporter)
            part = destination.part(".png")
            destination.write_bytes(part, png)
            if REPORT in outputs:
                told(outputs[REPORT], png)
            reporter.progress(1.0)
            destination.replace(part)
        finally:
            # QGIS's objects must not wait for Python's garbage collector, which may come after QGIS is gone.
            self._source, self._boundary = None, []
            destination.remove_parts()
        return dict(outputs)

    def _read_boundary(self, parameters: dict, context) -> list[QgsGeometry]:
        """The boundary's polygons in the first raster's CRS. Raises FusionError if they have no place there."""
        if not is_given(parameters, BOUNDARY):
            return []
        source = self.parameterAsSource(parameters, BOUNDARY, context)
        if source is None or not source.sourceCrs().isValid():
            raise FusionError(QCoreApplication.translate(
                "PreviewPatches", "The boundary cannot be read as a layer with a coordinate reference system."))
        with self._job.rasters[0].open() as reference:
            crs = QgsCoordinateReferenceSystem.fromWkt(reference.grid.crs.to_wkt())
        transform = QgsCoordinateTransform(source.sourceCrs(), crs, context.transformContext())
        geometries = []
        for feature in source.getFeatures():
            geometry = QgsGeometry(feature.geometry())
            try:
                geometry.transform(transform)
            except QgsCsException as error:
                raise FusionError(QCoreApplication.translate(
                    "PreviewPatches", "The boundary has no place in the CRS of the first raster.")) from error
            geometries.append(geometry)
        return geometries


def _sheet_parameters():
    return [
        described(
            QgsProcessingParameterFeatureSource(
                BOUNDARY, QCoreApplication.translate("PreviewPatches", "Boundary"),
                types=[Qgis.ProcessingSourceType.VectorPolygon], optional=True),
            QCoreApplication.translate("PreviewPatches", "Polygons in any CRS that are drawn on the first raster."),
        ),
        described(
            QgsProcessingParameterNumber(
                COUNT, QCoreApplication.translate("PreviewPatches", "Number of patches shown"),
                Qgis.ProcessingNumberParameterType.Integer, 6, minValue=1, maxValue=50),
            QCoreApplication.translate(
                "PreviewPatches", "They are taken evenly from the layer of centres; all, where there are no more."),
        ),
        described(
            QgsProcessingParameterFileDestination(
                OUTPUT, QCoreApplication.translate("PreviewPatches", "Contact sheet"),
                fileFilter=QCoreApplication.translate("PreviewPatches", "PNG images (*.png)")),
            QCoreApplication.translate("PreviewPatches", "The sheet as an image."),
        ),
        described(
            QgsProcessingParameterFileDestination(
                REPORT, QCoreApplication.translate("PreviewPatches", "Report"),
                fileFilter=QCoreApplication.translate("PreviewPatches", "HTML pages (*.html)"), optional=True,
                createByDefault=False),
            QCoreApplication.translate(
                "PreviewPatches", "The sheet with tables of its rasters and patches, a page that needs no network."),
        ),
    ]


def _draw(job: PreviewJob, centres: "Centres", boundary: "list[list[np.ndarray]]", reporter: "Reporter"):
    """The sheet as PNG, and a function that writes the report on it to a path."""
    from ..core.crs import parse_crs
    from ..core.patches.picture import paint, shown_bands, stretch, thumbnail
    from ..core.patches.preview import chosen, sheet
    from ..core.patches.preview_report import write_preview_report

    crs = parse_crs(job.centres.crs)
    picked = chosen(len(centres.ids), job.count)
    x, y = centres.x[picked], centres.y[picked]
    ids, splits = centres.ids[picked].tolist(), [centres.splits[number] for number in picked]
    with ExitStack() as stack:
        sources = job.open(stack)
        shapes = job.size.shapes([source.grid for source in sources])
        shown = shown_bands(sources[0])
        values, step = thumbnail(sources[0], shown, MAP, Share(reporter, 0.0, _MAPPED))
        columns = sheet(sources, job.names, shapes, x, y, crs, Share(reporter, _MAPPED, 0.95 - _MAPPED))
        grid = sources[0].grid
        overview = Overview(paint(values, shown, stretch([values])), step, _places(grid, centres, crs),
                            _outlines(grid, x, y, crs, shapes[0]),
                            [_pixels(grid, ring) for rings in boundary for ring in rings])
    png = _png(draw_sheet(overview, columns, [SheetRow(*each) for each in zip(ids, splits)]))
    places = _degrees(x, y, crs)

    def told(path: str, data: bytes) -> None:
        write_preview_report(path, data, columns, ids, splits, places, len(centres.ids), reporter)

    return png, told


def _places(grid: "GeoBox", centres: "Centres", crs) -> "np.ndarray":
    """The centres as pixels (column, row) of a raster, those that have a place there."""
    import numpy as np

    from ..core.patches.frame import fractional_place

    rows, columns = fractional_place(grid, centres.x, centres.y, crs)
    known = np.isfinite(rows) & np.isfinite(columns)
    return np.stack([columns[known], rows[known]], axis=-1)


def _outlines(grid: "GeoBox", x: "np.ndarray", y: "np.ndarray", crs, shape: tuple[int, int]) -> "list[np.ndarray]":
    """Patches of a raster as outlines in its pixels (column, row)."""
    import numpy as np

    from ..core.patches.frame import windows

    rows, columns = shape
    corners = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows), (0, 0)], float)
    return [corners + first[::-1] for first in windows(grid, x, y, crs, shape)]


def _rings(geometry: QgsGeometry) -> "list[np.ndarray]":
    """The rings (points, 2) of a geometry's polygons."""
    import numpy as np

    from ..core.vector.wkb import polygons

    found = polygons(geometry.asWkb().data())
    return [np.concatenate([ring, ring[:1]]) for polygon in found for ring in polygon]


def _pixels(grid: "GeoBox", ring: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.stack(~grid.affine * (ring[:, 0], ring[:, 1]), axis=-1)


def _degrees(x: "np.ndarray", y: "np.ndarray", crs) -> list[tuple[float, float]]:
    from pyproj import Transformer

    longitude, latitude = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y)
    return list(zip(longitude.tolist(), latitude.tolist()))


def _png(image) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return buffer.data().data()
