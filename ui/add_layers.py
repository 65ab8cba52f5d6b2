"""Adds files to the project: looked into and opened in the background, for both may take long."""

import traceback
from collections.abc import Callable, Sequence

from qgis.core import (
    Qgis, QgsCoordinateTransformContext, QgsMapLayer, QgsMessageLog, QgsProject, QgsProviderRegistry,
    QgsProviderSublayerDetails, QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication, QObject, QThread, pyqtSignal

from .background import Background

_OF_POINTS = (Qgis.GeometryType.Point, Qgis.GeometryType.Polygon)
Sublayers = list[QgsProviderSublayerDetails]


def file_filters() -> str:
    """For a file dialog: rasters and vectors as QGIS knows them."""
    registry = QgsProviderRegistry.instance()
    filters = [*registry.fileRasterFilters().split(";;"), *registry.fileVectorFilters().split(";;")]
    return ";;".join(dict.fromkeys(filters))


class LayerAdder(QObject):
    """Brings files into the project, several at a time. On the main thread.

    ``choose(path, sublayers)`` is asked which of several layers in a file are meant.
    """

    added = pyqtSignal(list)    # ids of the layers, also of those that were in the project already
    failed = pyqtSignal(str)    # a sentence

    def __init__(self, choose: Callable[[str, Sublayers], Sublayers], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choose = choose
        self._tasks: set[Background] = set()

    @property
    def is_busy(self) -> bool:
        """Is anything still being opened?"""
        return bool(self._tasks)

    def add(self, sources: Sequence[str]) -> None:
        """Add files or other sources that GDAL reads; those that the project has are only told of."""
        known = {layer.source(): layer_id for layer_id, layer in QgsProject.instance().mapLayers().items()}
        here = [known[source] for source in sources if source in known]
        if here:
            self.added.emit(here)
        new = [source for source in sources if source not in known]
        if new:
            self._run(lambda: [(source, _usable(source)) for source in new], self._looked_into)

    def unload(self) -> None:
        """Stop; what is still opened is dropped."""
        for task in self._tasks:
            task.drop()
        self._tasks.clear()

    def _run(self, work: Callable[[], list], then: Callable[[list], None]) -> None:
        task = Background(QCoreApplication.translate("LayerAdder", "Adding layers"), work,
                          lambda result, error: self._done(task, result, error, then))
        self._tasks.add(task)
        task.start()

    def _done(self, task: Background, result: list | None, error: Exception | None,
              then: Callable[[list], None]) -> None:
        self._tasks.discard(task)
        if error is None:
            then(result)
            return
        QgsMessageLog.logMessage("".join(traceback.format_exception(error)), "Multiscale Fusion",
                                 Qgis.MessageLevel.Critical)
        self.failed.emit(QCoreApplication.translate(
            "LayerAdder", "The files could not be added; the log messages (tab Multiscale Fusion) tell why."))

    def _looked_into(self, found: list[tuple[str, Sublayers]]) -> None:
        wanted: Sublayers = []
        for path, sublayers in found:
            if not sublayers:
                self.failed.emit(QCoreApplication.translate(
                    "LayerAdder", "{path} holds no raster, points or polygons that QGIS can read; choose another file.",
                ).format(path=path))
            wanted += sublayers if len(sublayers) < 2 else self._choose(path, sublayers)
        if wanted:
            context, main = QgsProject.instance().transformContext(), self.thread()
            self._run(lambda: [_opened(each, context, main) for each in wanted], self._opened)

    def _opened(self, layers: list[QgsMapLayer]) -> None:
        for layer in layers:
            if not layer.isValid():
                self.failed.emit(QCoreApplication.translate(
                    "LayerAdder", "{path} cannot be opened; check the file.").format(path=layer.source()))
        valid = [layer for layer in layers if layer.isValid()]
        if valid:
            self.added.emit([layer.id() for layer in QgsProject.instance().addMapLayers(valid)])


def _usable(source: str) -> Sublayers:
    """Rasters and layers of points or polygons in a file."""
    found = QgsProviderRegistry.instance().querySublayers(source, Qgis.SublayerQueryFlag.ResolveGeometryType)
    return [each for each in found if each.type() == Qgis.LayerType.Raster
            or (each.type() == Qgis.LayerType.Vector and QgsWkbTypes.geometryType(each.wkbType()) in _OF_POINTS)]


def _opened(sublayer: QgsProviderSublayerDetails, context: QgsCoordinateTransformContext, main: QThread) -> QgsMapLayer:
    """In the worker; the layer then lives on the main thread."""
    layer = sublayer.toLayer(QgsProviderSublayerDetails.LayerOptions(context))
    layer.moveToThread(main)
    return layer
