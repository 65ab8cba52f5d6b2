"""A throwaway plugin that tells, as an algorithm's results, which packages QGIS's Python holds."""

import importlib
import sys

PACKAGES = (
    "numpy", "scipy", "numba", "llvmlite", "odc.geo", "pyproj", "shapely", "affine", "attr", "osgeo", "cachetools",
)


def versions():
    """Version and file of each package, and of the C libraries below them."""
    found = {name: importlib.import_module(name) for name in PACKAGES}
    answer = {name: [module.__version__, module.__file__] for name, module in found.items()}
    from osgeo import gdal, osr

    answer["GDAL"] = gdal.__version__
    answer["PROJ of GDAL"] = f"{osr.GetPROJVersionMajor()}.{osr.GetPROJVersionMinor()}.{osr.GetPROJVersionMicro()}"
    answer["PROJ of pyproj"] = found["pyproj"].proj_version_str
    answer["GEOS of shapely"] = list(found["shapely"].geos.geos_version)
    answer["Python"] = sys.version
    return answer


def classFactory(iface):  # noqa: N802 (QGIS's name)
    from qgis.core import (
        QgsApplication,
        QgsProcessingAlgorithm,
        QgsProcessingOutputVariant,
        QgsProcessingProvider,
    )

    class Probe(QgsProcessingAlgorithm):
        def name(self):
            return "probe"

        def displayName(self):  # noqa: N802
            return "Probe"

        def createInstance(self):  # noqa: N802
            return Probe()

        def initAlgorithm(self, configuration=None):  # noqa: N802
            self.addOutput(QgsProcessingOutputVariant("MODULES", "Modules"))
            self.addOutput(QgsProcessingOutputVariant("VERSIONS", "Versions"))

        def processAlgorithm(self, parameters, context, feedback):  # noqa: N802
            # First: versions() imports what it tells of.
            modules = sorted(sys.modules)
            return {"MODULES": modules, "VERSIONS": versions()}

    class Provider(QgsProcessingProvider):
        def id(self):
            return "multiscalefusionprobe"

        def name(self):
            return "Probe"

        def loadAlgorithms(self):  # noqa: N802
            self.addAlgorithm(Probe())

    class Plugin:
        def initProcessing(self):  # noqa: N802
            self.provider = Provider()
            QgsApplication.processingRegistry().addProvider(self.provider)

        def initGui(self):  # noqa: N802
            self.initProcessing()

        def unload(self):
            QgsApplication.processingRegistry().removeProvider(self.provider)

    return Plugin()
