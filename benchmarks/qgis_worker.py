"""QGIS in a process that stays open, as on the desktop: runs algorithms of its own and of this plugin."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE.parent / "tools"), "/usr/share/qgis/python/plugins"]
from load_package import load_package  # noqa: E402


def main() -> None:
    load_package()
    from qgis.analysis import QgsNativeAlgorithms
    from qgis.core import QgsApplication

    from multiscale_fusion.benchmarks.measure import serve

    application = QgsApplication([], False)
    application.initQgis()
    import processing
    from multiscale_fusion.processing.provider import MultiscaleFusionProvider

    registry = QgsApplication.processingRegistry()
    for provider in (QgsNativeAlgorithms(registry), MultiscaleFusionProvider()):
        registry.addProvider(provider)

    def run(algorithm: str, **inputs: object) -> None:
        processing.run(algorithm, inputs)

    serve(run)
    application.exitQgis()


if __name__ == "__main__":
    main()
