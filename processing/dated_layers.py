"""Rasters that QGIS loads with their time of observation, and flags painted by their classes."""

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QDateTime, Qt

from .styling import Style, renderer_for


@dataclass(frozen=True)
class DatedLayer:
    """A raster to be loaded: ``begin`` and ``end`` in ISO 8601 (UTC), "" where nothing tells; its style, None for
    QGIS's own.
    """

    path: str
    name: str
    begin: str = ""
    end: str = ""
    style: Style | None = None


def load_when_done(layers: Sequence[DatedLayer], context: QgsProcessingContext, output: str) -> None:
    """Have QGIS load rasters after the run, as results of ``output``. In the worker's thread."""
    for layer in layers:
        context.addLayerToLoadOnCompletion(
            layer.path, QgsProcessingContext.LayerDetails(layer.name, context.project(), output))


def date_when_loaded(layers: Sequence[DatedLayer], context: QgsProcessingContext) -> None:
    """Have QGIS date and style those that it is going to load. On the main thread, after the run."""
    for layer in layers:
        if context.willLoadLayerOnCompletion(layer.path):
            details = context.layerToLoadOnCompletionDetails(layer.path)
            details.forceName = True
            details.setPostProcessor(_kept(_Dater(layer)))


def set_time(layer: QgsRasterLayer, begin: str, end: str) -> None:
    """Give a layer a fixed range of time, both ends in (ISO 8601, UTC)."""
    first, last = (QDateTime.fromString(text, Qt.DateFormat.ISODateWithMs) for text in (begin, end))
    if not (first.isValid() and last.isValid()):
        return
    properties = layer.temporalProperties()
    properties.setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
    properties.setFixedTemporalRange(QgsDateTimeRange(first, last))
    properties.setIsActive(True)


class _Dater(QgsProcessingLayerPostProcessorInterface):
    """Dates and styles one layer when QGIS has loaded it."""

    def __init__(self, layer: DatedLayer) -> None:
        super().__init__()
        self.called = False
        self._layer = layer

    def postProcessLayer(  # noqa: N802 (QGIS's name)
        self, layer: QgsRasterLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self.called = True
        layer.setName(self._layer.name)
        set_time(layer, self._layer.begin, self._layer.end)
        if self._layer.style is None:
            return
        try:
            renderer = renderer_for(self._layer.style, layer)
        except Exception as error:  # a look is not worth a run
            feedback.pushWarning(
                QCoreApplication.translate(
                    "Styling", 'The layer "{layer}" is shown in QGIS\'s default style, since its own cannot be '
                    "applied: {reason}."
                ).format(layer=layer.name(), reason=f"{type(error).__name__}: {error}")
            )
            return
        if renderer is not None:
            layer.setRenderer(renderer)
            layer.emitStyleChanged()
            layer.triggerRepaint()


# QGIS keeps no reference to a post-processor written in Python, and does not call what is gone.
_waiting: list[_Dater] = []


def _kept(dater: _Dater) -> _Dater:
    _waiting[:] = [*(each for each in _waiting if not each.called), dater]
    return dater
