"""Opens the dock on many rasters in QGIS without a screen: dock_worker.py FOLDER COUNT ANSWER (see dock.py)."""

import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = ["/usr/share/qgis/python"]
sys.path += ["/usr/share/qgis/python/plugins", str(ROOT / "tools")]
from load_package import load_package  # noqa: E402

PROBE = 2          # milliseconds between ticks of the probe
SIDE = 100         # pixels of a raster
CHECKED = 10
PATIENCE = 300.0
LOOK = 20          # milliseconds between looks at what is waited for


class Probe:
    """How long the event loop was away from its timer at most (seconds)."""

    def __init__(self) -> None:
        from qgis.PyQt.QtCore import QTimer

        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(PROBE)
        self.begin()

    def begin(self) -> None:
        """From now on."""
        self.longest, self._last = 0.0, time.perf_counter()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - PROBE / 1000.0)
        self._last = now


def write_rasters(folder: Path, count: int) -> list[str]:
    """Small rasters of differing resolutions over the same ground."""
    import numpy as np
    from osgeo import gdal, osr

    gdal.UseExceptions()
    utm = osr.SpatialReference()
    utm.ImportFromEPSG(32633)
    values, paths = np.random.default_rng(1).normal(300.0, 5.0, (SIDE, SIDE)).astype(np.float32), []
    for number in range(count):
        path = folder / f"layer_{number:03}.tif"
        file = gdal.GetDriverByName("GTiff").Create(str(path), SIDE, SIDE, 1, gdal.GDT_Float32)
        cell = 30.0 * (1 + number % 4)
        file.SetGeoTransform((500000.0, cell, 0.0, 5000000.0, 0.0, -cell))
        file.SetProjection(utm.ExportToWkt())
        file.GetRasterBand(1).WriteArray(values)
        file.FlushCache()
        paths.append(str(path))
    return paths


def main() -> None:
    folder, count, answer = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    paths = write_rasters(folder, count)
    load_package()
    from qgis.core import QgsApplication, QgsProject, QgsRasterLayer

    application = QgsApplication([], True)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    plugin = sys.modules["multiscale_fusion"].classFactory(None)
    plugin.initProcessing()
    QgsProject.instance().addMapLayers([QgsRasterLayer(path, Path(path).stem) for path in paths])
    answer.write_text(json.dumps(measure(application, count)), "utf-8")
    QgsProject.instance().clear()
    application.exitQgis()


def measure(application, count: int) -> dict[str, float]:
    """Seconds until the table is painted, until all layers are read, and the longest wait of the event loop."""
    from small_interface import SmallInterface

    interface, probe = SmallInterface(), Probe()
    interface.mainWindow().show()
    application.processEvents()
    begin = time.perf_counter()

    from multiscale_fusion.ui.dock import FusionDock

    dock = FusionDock(interface)
    dock.show_panel("layers")
    interface.show(dock)
    while not dock.layers_panel.table.model().rowCount():
        application.processEvents()
    dock.layers_panel.table.repaint()
    opening = time.perf_counter() - begin
    probe.begin()   # the opening, at one go, is told on its own
    wait(lambda: len(dock.session.facts) == count)
    facts = time.perf_counter() - begin
    recipe = dock.session.recipe
    for layer in recipe.layers[:CHECKED]:
        recipe = recipe.with_layer(layer.layer_id, used=True)
    dock.session.change(recipe)
    wait(lambda: dock.session.assessment is not None
         and dock.session.assessment.recipe == dock.session.recipe)
    blocked = probe.longest
    dock.unload()
    interface.close()
    return {"opening": opening, "facts": facts, "blocked": blocked}


def wait(condition) -> None:
    """In an event loop of Qt's own, as the desktop's: Python has nothing to say there but in slots."""
    from qgis.PyQt.QtCore import QEventLoop, QTimer

    loop, timer, until = QEventLoop(), QTimer(), time.perf_counter() + PATIENCE

    def look() -> None:
        if condition() or time.perf_counter() > until:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(LOOK)
    loop.exec()
    if not condition():
        raise TimeoutError(f"nothing happened in {PATIENCE:.0f} s")


if __name__ == "__main__":
    main()
