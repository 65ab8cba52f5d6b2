"""What was dropped: layers of the project, layers from the browser, files."""

from dataclasses import dataclass

from qgis.core import QgsMimeDataUtils
from qgis.PyQt.QtCore import QCoreApplication, QMimeData
from qgis.PyQt.QtXml import QDomDocument

# What QGIS's layer tree hands out, and the process that it belongs to.
LAYER_TREE, PROCESS = "application/qgis.layertreemodeldata", "application/qgis.application.pid"


@dataclass(frozen=True)
class Dropped:
    """Ids of layers of this project, and paths or sources that are to be added, each in its order."""

    layer_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.layer_ids or self.sources)


def may_drop(mime: QMimeData) -> bool:
    """Can this hold layers or files? Asked while it is dragged."""
    return mime.hasFormat(LAYER_TREE) or QgsMimeDataUtils.isUriList(mime) or mime.hasUrls()


def read_drop(mime: QMimeData) -> Dropped:
    """What it holds; layers of another QGIS by their sources."""
    if mime.hasFormat(LAYER_TREE) and _is_ours(mime):
        return Dropped(_tree_layers(mime))
    if QgsMimeDataUtils.isUriList(mime):
        uris = [uri for uri in QgsMimeDataUtils.decodeUriList(mime) if uri.layerType in ("raster", "vector")]
        ours = _is_ours(mime)
        return Dropped(tuple(uri.layerId for uri in uris if ours and uri.layerId),
                       tuple(uri.uri for uri in uris if not (ours and uri.layerId)))
    return Dropped(sources=tuple(url.toLocalFile() for url in mime.urls() if url.isLocalFile()))


def _tree_layers(mime: QMimeData) -> tuple[str, ...]:
    """Layers, also those in groups."""
    document = QDomDocument()
    document.setContent(mime.data(LAYER_TREE))
    nodes = document.elementsByTagName("layer-tree-layer")
    return tuple(dict.fromkeys(nodes.at(number).toElement().attribute("id") for number in range(nodes.count())))


def _is_ours(mime: QMimeData) -> bool:
    """Did it come from this QGIS?"""
    if not mime.hasFormat(PROCESS):
        return True
    return bytes(mime.data(PROCESS)).decode() == str(QCoreApplication.applicationPid())
