"""A project of many layers, and how long the table of layers takes to open: for the tests and for the benchmark."""

import time
from dataclasses import dataclass

import numpy as np
from multiscale_fusion.tests.processing import rasters

MOST_SECONDS, MOST_BLOCK = 0.5, 0.1   # what the dock promises for 200 layers
PIXELS = (30.0, 300.0)                # metres: every other layer is a coarse one


@dataclass(frozen=True)
class Opening:
    """``seconds`` until the table is painted, ``longest_block`` of the event loop (seconds) from the call until all
    facts have come in, and ``all_seconds`` that this took.
    """

    seconds: float
    longest_block: float
    all_seconds: float


def fill(project, folder, count=200):
    """Write small rasters of two pixel sizes and add them to the project."""
    from qgis.core import QgsRasterLayer

    generator = np.random.default_rng(1)
    paths = []
    for number in range(count):
        values = generator.normal(280.0, 10.0, (64, 64)).astype(np.float32)
        paths.append(rasters.write(folder / f"layer_{number:03}.tif", values, pixel=PIXELS[number % 2]))
    project.addMapLayers([QgsRasterLayer(str(path), path.stem, "gdal") for path in paths])


def open_table(session):
    """Make and show the panel, and wait until it has told all; returns (panel, Opening)."""
    from multiscale_fusion.ui.layers_panel import LayersPanel
    from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QTimer

    beats = [time.perf_counter()]
    panel = LayersPanel(session)
    panel.resize(380, 480)
    panel.show()
    QCoreApplication.processEvents()
    opened = time.perf_counter() - beats[0]
    loop, heart = QEventLoop(), QTimer()

    def beat():
        beats.append(time.perf_counter())
        if not panel.layers.is_busy:
            loop.quit()

    heart.timeout.connect(beat)
    heart.start(2)
    loop.exec()
    heart.stop()
    longest = max(after - before for before, after in zip(beats, beats[1:]))
    return panel, Opening(opened, longest, beats[-1] - beats[0])
