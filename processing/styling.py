"""How outputs look when QGIS loads them: classes by name and colour, the rest as the input looks or in a given ramp.

Read on the main thread from the input's layer, carried through the run as plain values, applied on the main thread to
the layers that QGIS loads. Without a desktop nothing is loaded, and nothing happens here.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsColorRampShader,
    QgsFeatureRenderer,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsMultiBandColorRenderer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsRasterRenderer,
    QgsRasterShader,
    QgsSingleBandGrayRenderer,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..core.legend import Legend, make_legend
from .vector_styling import (
    CategoryStyle, DateStyle, GraduatedStyle, category_renderer, date_renderer, graduated_renderer,
)

# The renderers of continuous values that another raster can take over, and where they name their bands.
_TAKEN_OVER = {
    "singlebandgray": (QgsSingleBandGrayRenderer, ("grayBand",)),
    "singlebandpseudocolor": (QgsSingleBandPseudoColorRenderer, ("band",)),
    "multibandcolor": (QgsMultiBandColorRenderer, ("redBand", "greenBand", "blueBand")),
}
_NO_BAND = -1
_CUT, _SAMPLE = (0.02, 0.98), 250_000   # shares of the values, and pixels to look at, as QGIS itself does
# Viridis of matplotlib: even steps in lightness, also for colour-blind eyes and in grey.
_VIRIDIS = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
# RdBu of ColorBrewer, reversed.
_DIVERGING = ("#0571b0", "#92c5de", "#f7f7f7", "#f4a582", "#ca0020")


@dataclass(frozen=True)
class ClassStyle:
    """The classes of a legend by name and colour, by default of the one in the output's own files.

    QGIS leaves values that the legend lacks unpainted; the output's own has them all.
    """

    legend: Legend | None = None
    band: int = 1


@dataclass(frozen=True)
class LikeInput:
    """The ramp and range of the input, as `read_style` gives them; only for outputs in the input's own units.

    `bands` are the numbers of the input's bands in the order of the output's; empty where both are the same.
    """

    renderer_xml: str
    bands: tuple[int, ...] = ()


@dataclass(frozen=True)
class RampStyle:
    """Viridis from `low` to `high`, for a quantity whose range is known; without them over what a sample of it holds,
    the rarest 2 % at each end left out. `diverging`: from blue through white at 0 to red, as far to both sides.
    """

    low: float | None = None
    high: float | None = None
    band: int = 1
    diverging: bool = False


Style = ClassStyle | LikeInput | RampStyle | GraduatedStyle | DateStyle | CategoryStyle


def read_legend(layer: QgsRasterLayer, band: int = 1) -> Legend | None:
    """Names and colours of the classes by which the project paints the layer's band. On the main thread.

    None for a layer that is not in a project, or that is not painted by unique values of this band.
    """
    renderer = layer.renderer()
    if layer.project() is None or not isinstance(renderer, QgsPalettedRasterRenderer) or renderer.inputBand() != band:
        return None
    classes = [each for each in renderer.classes() if float(each.value).is_integer()]
    names = {int(each.value): each.label for each in classes}
    return make_legend(names, {int(each.value): each.color.getRgb() for each in classes})


def read_style(layer: QgsRasterLayer) -> str | None:
    """The renderer of a continuous layer of the project as XML, for LikeInput. On the main thread.

    None for a layer that is not in a project, whose look nobody chose, and for a renderer that another raster cannot
    take over.
    """
    renderer = layer.renderer()
    if layer.project() is None or renderer is None or renderer.type() not in _TAKEN_OVER:
        return None
    document = QDomDocument()
    root = document.createElement("style")
    document.appendChild(root)
    renderer.writeXml(document, root)
    return document.toString()


def style_when_loaded(
    algorithm: str,
    styles: Mapping[str, Style],
    results: Mapping[str, object],
    context: QgsProcessingContext,
) -> None:
    """Have QGIS apply the styles, by name of output, to those results it is going to load.

    On the main thread, after the run: only then the context knows what the worker's thread noted in its own. A layer
    that is in the project already keeps its look.
    """
    for output, style in styles.items():
        key = results.get(output)
        if not isinstance(key, str) or not context.willLoadLayerOnCompletion(key):
            continue
        if QgsProcessingUtils.mapLayerFromString(key, context, allowLoadingNewLayers=False) is not None:
            continue
        context.layerToLoadOnCompletionDetails(key).setPostProcessor(_kept(_Styler(algorithm, output, style)))


def renderer_for(
    style: Style, layer: QgsRasterLayer | QgsVectorLayer
) -> QgsRasterRenderer | QgsFeatureRenderer | None:
    """The renderer of a style for a layer; None if the layer lacks what it needs."""
    if isinstance(style, GraduatedStyle):
        return graduated_renderer(style, layer, _viridis())
    if isinstance(style, DateStyle):
        return date_renderer(style, layer, _viridis())
    if isinstance(style, CategoryStyle):
        return category_renderer(style, layer)
    if isinstance(style, ClassStyle):
        return _class_renderer(style, layer)
    if isinstance(style, RampStyle):
        return _ramp_renderer(style, layer)
    return _renderer_like_input(style, layer)


class _Styler(QgsProcessingLayerPostProcessorInterface):
    """Styles one output when QGIS has loaded it."""

    def __init__(self, algorithm: str, output: str, style: Style) -> None:
        super().__init__()
        self.called = False
        self._algorithm = algorithm
        self._output = output
        self._style = style

    def postProcessLayer(  # noqa: N802 (QGIS's name)
        self, layer: QgsRasterLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self.called = True
        if _user_s_style(self._algorithm, self._output):
            return
        try:
            renderer = renderer_for(self._style, layer)
            if renderer is not None:
                layer.setRenderer(renderer)
                layer.emitStyleChanged()
                layer.triggerRepaint()
                return
            reason = QCoreApplication.translate("Styling", "the output lacks the bands or classes that it paints")
        except Exception as error:  # a look is not worth a run
            reason = f"{type(error).__name__}: {error}"
        feedback.pushWarning(
            QCoreApplication.translate(
                "Styling", 'The layer "{layer}" is shown in QGIS\'s default style, since its own cannot be applied: '
                "{reason}.",
            ).format(layer=layer.name(), reason=reason)
        )


# QGIS keeps no reference to a post-processor written in Python, and does not call what is gone.
_waiting: list[_Styler] = []


def _kept(styler: _Styler) -> _Styler:
    """Keep it until it was called; those called before are let go, which are not on the stack any more."""
    _waiting[:] = [*(each for each in _waiting if not each.called), styler]
    return styler


def _user_s_style(algorithm: str, output: str) -> bool:
    """Has the user chosen a style of their own for this output, in the toolbox under Edit Rendering Styles?"""
    try:
        from processing.gui.RenderingStyles import RenderingStyles
    except ImportError:
        return False
    return bool(RenderingStyles.getStyle(algorithm, output))


def _class_renderer(style: ClassStyle, layer: QgsRasterLayer) -> QgsRasterRenderer | None:
    legend = _own_legend(layer, style.band) if style.legend is None else style.legend
    if not legend.entries or style.band > layer.bandCount():
        return None
    classes = [
        QgsPalettedRasterRenderer.Class(entry.value, QColor(*entry.colour), legend.name(entry.value))
        for entry in legend.painted().entries
    ]
    return QgsPalettedRasterRenderer(layer.dataProvider(), style.band, classes)


def _own_legend(layer: QgsRasterLayer, band: int) -> Legend:
    from ..core.raster import RasterSource

    with RasterSource(layer.source()) as source:
        return source.legend(band) or Legend()


def _ramp_renderer(style: RampStyle, layer: QgsRasterLayer) -> QgsRasterRenderer | None:
    if style.band > layer.bandCount():
        return None
    low, high = style.low, style.high
    if low is None or high is None:
        low, high = layer.dataProvider().cumulativeCut(style.band, *_CUT, layer.extent(), _SAMPLE)
    if style.diverging:
        high = max(abs(low), abs(high))
        low = -high
    colours = _gradient(_DIVERGING) if style.diverging else _viridis()
    ramp = QgsColorRampShader(
        low, high, colours, Qgis.ShaderInterpolationMethod.Linear, Qgis.ShaderClassificationMethod.Continuous,
    )
    ramp.classifyColorRamp()
    shader = QgsRasterShader(low, high)
    shader.setRasterShaderFunction(ramp)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), style.band, shader)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    return renderer


def _viridis() -> QgsGradientColorRamp:
    return _gradient(_VIRIDIS)


def _gradient(colours: tuple[str, ...]) -> QgsGradientColorRamp:
    """Through the colours, at equal steps."""
    first, *between, last = map(QColor, colours)
    stops = [QgsGradientStop(number / (len(between) + 1), colour) for number, colour in enumerate(between, start=1)]
    return QgsGradientColorRamp(first, last, False, stops)


def _renderer_like_input(style: LikeInput, layer: QgsRasterLayer) -> QgsRasterRenderer | None:
    document = QDomDocument()
    document.setContent(style.renderer_xml)
    element = document.documentElement().firstChildElement("rasterrenderer")
    renderer_class, attributes = _TAKEN_OVER[element.attribute("type")]
    for attribute in attributes:
        band = int(element.attribute(attribute, str(_NO_BAND)))
        if band == _NO_BAND:
            continue
        mapped = band if not style.bands else style.bands.index(band) + 1 if band in style.bands else 0
        if not 1 <= mapped <= layer.bandCount():
            return None
        element.setAttribute(attribute, str(mapped))
    element.setAttribute("alphaBand", str(_NO_BAND))  # transparency became nodata
    _fix_range(element)
    return renderer_class.create(element, layer.dataProvider())


def _fix_range(element: QDomElement) -> None:
    """The range is the input's and not to be computed anew, unless it follows what is on the screen."""
    origin = element.firstChildElement("minMaxOrigin")
    if origin.firstChildElement("extent").text() != "UpdatedCanvas":
        origin.firstChildElement("limits").firstChild().setNodeValue("None")
    # A ramp set by a script has no range but that of its shader, which QGIS forgets when it reads the XML.
    ramp = element.firstChildElement("rastershader").firstChildElement("colorrampshader")
    for own, of_ramp in (("classificationMin", "minimumValue"), ("classificationMax", "maximumValue")):
        if ramp.hasAttribute(of_ramp) and not math.isfinite(float(element.attribute(own, "nan"))):
            element.setAttribute(own, ramp.attribute(of_ramp))
