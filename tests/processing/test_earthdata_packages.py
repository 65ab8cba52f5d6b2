"""Without earthaccess: search, download and the test of the login say so in one sentence with the way to get it."""

import re
import sys

import pytest


@pytest.fixture
def without_earthaccess(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "earthaccess"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "earthaccess", None)


@pytest.mark.parametrize("name", ["searchearthdata", "downloadearthdata"])
def test_algorithms_say_how_to_get_it(qgis_app, without_earthaccess, tmp_path, name):
    from qgis.core import QgsProcessingContext

    algorithm = qgis_app.processingRegistry().createAlgorithmById(f"multiscalefusion:{name}")
    parameters = {"PRODUCT": "HLSL30", "FOLDER": str(tmp_path / "files"), "OUTPUT": str(tmp_path / "out.gpkg")}
    for good, sentence in (algorithm.checkParameterValues(parameters, QgsProcessingContext()),
                           algorithm.canExecute()):
        assert not good and '"earthaccess" is missing; install it' in sentence and sentence.count(". ") == 0
    assert not list(tmp_path.iterdir())


def test_button_of_the_options_says_it_too(qtbot, without_earthaccess, monkeypatch):
    from multiscale_fusion.ui.earthdata_login import EarthdataLogin
    from qgis.PyQt.QtWidgets import QLabel, QPushButton

    monkeypatch.setenv("EARTHDATA_TOKEN", "any")
    group = EarthdataLogin()
    qtbot.addWidget(group)
    button, label = group.findChild(QPushButton, "earthdataTest"), group.findChild(QLabel, "earthdataAnswer")
    button.click()
    qtbot.waitUntil(button.isEnabled, timeout=10_000)
    answer = re.sub("<[^>]*>", "", label.text())
    assert "earthaccess" in answer and "is missing; install it" in answer and "Error" not in answer
