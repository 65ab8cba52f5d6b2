"""A map canvas and the panel Look on rasters that belong together, for its tests."""

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui.running import add_raster, session_of

WAIT = 60_000   # ms: the first comparison on a computer compiles the kernel
FINE = rasters.field(shape=(200, 300))
COARSE = rasters.block_means(FINE[None])[0].astype("float32")
NOISY = (COARSE + np.random.default_rng(2).normal(0.0, 1.5, COARSE.shape)).astype("float32")


@pytest.fixture
def canvas(qtbot, project):
    """A real map canvas of 600 x 400 pixels in the CRS of the rasters, which shows all of them."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
    from qgis.gui import QgsMapCanvas

    canvas = QgsMapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(rasters.UTM))
    west, north = rasters.ORIGIN
    canvas.setExtent(QgsRectangle(west, north - 6000.0, west + 9000.0, north))
    canvas.show()
    yield canvas


@pytest.fixture
def layers(project, tmp_path):
    """A raster of 30 m, and one of 300 m that is its means with some noise."""
    fine = rasters.write(tmp_path / "fine.tif", FINE)
    coarse = rasters.write(tmp_path / "coarse.tif", NOISY, pixel=300.0)
    return add_raster(project, fine, "Fine"), add_raster(project, coarse, "Coarse")


@pytest.fixture
def panel(qtbot, canvas, layers):
    """The panel, of 380 x 480 pixels on the screen; the two layers are in the recipe, and none is chosen in it."""
    from multiscale_fusion.ui.look_panel import LookPanel

    session = session_of(layers)
    panel = LookPanel(session, canvas)
    panel.session = session
    panel._timer.setInterval(20)   # ms: here nobody drags the map
    qtbot.addWidget(panel)
    panel.resize(380, 480)
    panel.show()
    yield panel
    panel.unload()


@pytest.fixture
def compare(qtbot, panel, layers):
    """A callable: chooses two layers in the panel, the fine and the coarse one by default, and waits for the plot."""
    def compare(across=None, up=None):
        panel.across_layer.setLayer(across or layers[0])
        panel.up_layer.setLayer(up or layers[1])
        wait(qtbot, panel)
        return panel.compared
    return compare


def wait(qtbot, panel):
    """Until what is chosen is shown, or it is told why not."""
    qtbot.waitUntil(lambda: not panel._timer.isActive() and not panel._comparison.is_busy, timeout=WAIT)
