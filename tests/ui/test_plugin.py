"""The plugin in the real desktop, under Xvfb: what it adds to QGIS, and that nothing of it stays or comes twice."""

import pytest
from multiscale_fusion.tests.processing import rasters

pytestmark = pytest.mark.desktop
DOCK = "MultiscaleFusionDock"
# Nothing of what a dock computes with, and no dock before it is asked for.
HIDDEN = ("numba", "llvmlite", "odc", "sklearn", "scipy", "pyarrow", "h5py", "plotly", "affine", "cachetools", "joblib",
          "threadpoolctl", "earthaccess")
LATE = ("numba", "scipy", "sklearn", "odc", "pyarrow", "plotly", "multiscale_fusion.ui.dock")


@pytest.fixture(scope="module")
def play(desktop, tmp_path_factory):
    """A callable: plays a part of the story in a profile that all of them share."""
    return lambda part, **scene: desktop("plugin.py", {
        "part": part, "report": str(tmp_path_factory.mktemp(part) / "report.json"), **scene})


@pytest.fixture(scope="module")
def actions(play):
    return play("actions")


def test_load_unload_load_leaves_nothing_twice(actions):
    loaded, unloaded, *later = actions["snapshots"]
    for number, again in enumerate(later):
        assert again == (unloaded if number % 2 else loaded)


def test_all_of_it_vanishes(actions):
    loaded, unloaded = actions["snapshots"][:2]
    assert unloaded["actions"] == unloaded["shortcuts"] == []
    assert not any("Multiscale Fusion" in text for place in unloaded.values() for text in place)
    assert "multiscalefusion" not in unloaded["providers"]
    assert loaded["providers"] == sorted([*unloaded["providers"], "multiscalefusion"])
    for place in ("help menu", "toolbar"):
        assert len(loaded[place]) == len(unloaded[place]) + 1
    assert {*loaded["shortcuts"], "multiscaleFusionMenu"} == set(loaded["actions"])
    assert len(loaded["shortcuts"]) == len(set(loaded["shortcuts"])) == 11
    assert loaded["docks"] == unloaded["docks"]


def test_the_menu(actions):
    # In title case where QGIS writes its menus so, which depends on its language.
    assert [text.lower() for text in actions["menu"]] == [
        "multiscale fusion panel", "", "check layers before fusing…", "create a target grid…",
        "aggregate to a coarser grid…", "join layers on a common grid…", "downscale with covariates…",
        "sample rasters at points and footprints…", "", "options…", "diagnostics…", "help"]
    assert actions["snapshots"][0]["raster menu"].count("Multiscale Fusion") == 1
    assert actions["snapshots"][0]["help menu"] == ["Multiscale Fusion"]


def test_options_stand_before_those_of_processing(actions):
    tree = actions["snapshots"][0]["options"]
    place = tree.index("Multiscale Fusion")
    assert tree[place + 1] == "Multiscale Fusion > Diagnostics" and tree[place + 2].startswith("Processing")
    assert actions["Options"] == ["MultiscaleFusionOptions"]
    assert actions["Diagnostics"] == ["MultiscaleFusionDiagnostics"]


def test_loading_imports_nothing_late(actions):
    assert "multiscale_fusion.ui.actions" in actions["modules"]
    assert not [name for name in LATE if name in actions["modules"]]


def test_the_menu_opens_the_dialog_of_an_algorithm(actions):
    assert "Join layers on a common grid" in actions["title"] and not actions["is_modal"]
    assert actions["dialogs_left"] == 0
    # Without QGIS's own plugin, which has the dialog.
    assert actions["told"].startswith("The plugin Processing is switched off; enable it in ")


@pytest.fixture(scope="module")
def docked(play):
    return play("dock")


def test_the_dock_is_made_when_it_is_first_shown_and_goes_with_the_plugin(docked):
    seen = docked
    assert seen["before"][:2] == [True, False] and DOCK not in seen["before"][2]["docks"]
    assert seen["open"][0] and seen["open"][1].count(DOCK) == 1
    assert seen["closed"] == [False, 1]
    before, unloaded = seen["before"][2], seen["unloaded"]
    assert unloaded["actions"] == unloaded["shortcuts"] == []
    for place in ("docks", "panels"):
        assert unloaded[place] == before[place]
    assert seen["loaded"] == [1, True]


def test_a_dock_that_was_left_open_opens_again(docked, play):
    """After a restart of QGIS; one that was left closed does not."""
    seen = play("again")
    assert seen["open"] == [True, 1] and seen["reloaded"] == 0


def test_without_packages_the_dock_opens_and_diagnostics_name_them(play, tmp_path):
    seen = play("bare", fine=str(rasters.write(tmp_path / "fine.tif", rasters.field())), hidden=HIDDEN)
    assert not [error for error in seen["errors"] if "Traceback" in error or error.startswith("Python")]
    for package in ("numba", "odc-geo", "scikit-learn", "scipy", "plotly"):
        assert package in seen["summary"]
    assert "numpy" not in seen["summary"] and "GDAL" not in seen["summary"]
    assert "It is not installed." in seen["command"] and seen["command"].endswith(" install")   # of numba
