"""The Processing provider."""

from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from .algorithms import algorithms, models

ICON = Path(__file__).parent.parent / "icons" / "multiscale_fusion.svg"


class MultiscaleFusionProvider(QgsProcessingProvider):
    """Registers our algorithms; loading it imports no heavy package."""

    def id(self):
        return "multiscalefusion"

    def name(self):
        return QCoreApplication.translate("Provider", "Multiscale Fusion")

    def icon(self):
        return QIcon(str(ICON))

    def svgIconPath(self):  # noqa: N802 (QGIS's name)
        return str(ICON)

    def loadAlgorithms(self):  # noqa: N802 (QGIS's name)
        for algorithm in algorithms():
            self.addAlgorithm(algorithm)
        if QgsApplication.processingRegistry().providerById(self.id()) is self:
            for model in models():
                self.addAlgorithm(model)

    def supportedOutputRasterLayerExtensions(self):  # noqa: N802 (QGIS's name)
        return ["tif"]

    def defaultRasterFileExtension(self):  # noqa: N802 (QGIS's name)
        """Not the user's setting, which may name a format that we do not write."""
        return "tif"

    def supportedOutputVectorLayerExtensions(self):  # noqa: N802 (QGIS's name)
        return ["gpkg", "fgb"]

    def defaultVectorFileExtension(self, hasGeometry=True):  # noqa: N802, N803 (QGIS's names)
        return "gpkg"

    def supportsNonFileBasedOutput(self):  # noqa: N802 (QGIS's name)
        return False
