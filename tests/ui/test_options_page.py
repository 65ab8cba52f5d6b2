"""The page of settings and the one of diagnoses, by clicks and keys."""

import html
import re
import sys

import pytest


@pytest.fixture
def settings(qgis_app):
    """The module of settings; the defaults are stored before and after."""
    from multiscale_fusion.processing import resources

    resources.write_settings(resources.Settings())
    yield resources
    resources.write_settings(resources.Settings())


@pytest.fixture
def page(settings, qtbot):
    return shown(qtbot)


def shown(qtbot):
    from multiscale_fusion.ui.options_page import OptionsPage

    page = OptionsPage()
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def field(page, name):
    from qgis.PyQt.QtWidgets import QLineEdit, QWidget

    found = page.findChild(QWidget, name)
    return found.findChild(QLineEdit) if name == "scratch" else found


def problem(page, name):
    """The sentence beneath a field, without its icon; "" where none is shown."""
    from qgis.PyQt.QtWidgets import QLabel

    label = page.findChild(QLabel, f"{name}Problem")
    assert label.isHidden() == (not label.text())
    return html.unescape(re.sub("<[^>]*>", "", label.text())).strip()


def enter(qtbot, page, name, text):
    from qgis.PyQt.QtCore import Qt

    edit = field(page, name)
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Tab)


def test_values_survive(qtbot, page, settings, tmp_path):
    for name, text in (("threads", "3"), ("memory", "2048"), ("scratch", str(tmp_path)),
                       ("creation_options", "COMPRESS=ZSTD|LEVEL=15"), ("scheduler", "tcp://host:8786")):
        enter(qtbot, page, name, text)
    assert settings.read_settings() == settings.Settings()
    assert page.isValid()
    page.apply()
    expected = settings.Settings(3, 2048, str(tmp_path), "COMPRESS=ZSTD|LEVEL=15", "tcp://host:8786")
    assert settings.read_settings() == expected
    assert shown(qtbot).settings == expected


def test_reset_to_defaults(qtbot, settings):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QPushButton

    settings.write_settings(settings.Settings(threads=2, creation_options="COMPRESS=LZW"))
    page = shown(qtbot)
    enter(qtbot, page, "scheduler", "nowhere")
    assert problem(page, "scheduler")
    qtbot.mouseClick(page.findChild(QPushButton, "reset"), Qt.MouseButton.LeftButton)
    assert page.settings == settings.Settings() and page.isValid() and not problem(page, "scheduler")
    assert settings.read_settings().threads == 2   # until the dialog is accepted
    page.apply()
    assert settings.read_settings() == settings.Settings()


@pytest.mark.parametrize(("name", "text", "told"), [
    ("scratch", "/no/such/folder", "The scratch folder /no/such/folder does not exist; create it, or choose another"),
    ("creation_options", "COMPRESS=NOPE", "COMPRESS cannot be NOPE; choose one of"),
    ("creation_options", "COMPRESS", "is not of the form KEY=VALUE"),
    ("creation_options", "RES=10", "would resample the result away from its grid"),
    ("scheduler", "somewhere", "write it as tcp://host:8786"),
])
def test_bad_values_are_refused_in_one_sentence(qtbot, page, settings, name, text, told):
    enter(qtbot, page, name, text)
    assert told in problem(page, name)
    assert problem(page, name).count(". ") == 0 and problem(page, name).endswith(".")
    assert not page.isValid()
    enter(qtbot, page, name, " ")
    assert not problem(page, name) and page.isValid()


def test_numbers_keep_to_their_range(qtbot, page, settings):
    enter(qtbot, page, "memory", "5")
    enter(qtbot, page, "threads", "0")
    assert page.settings.memory == settings.LEAST_MEMORY and page.settings.threads == 0
    assert re.fullmatch(r"Automatic \(\d+\)", field(page, "threads").text())


def test_a_stored_number_that_is_none_is_told(qtbot, settings):
    from qgis.core import QgsSettings

    QgsSettings().setValue("multiscale_fusion/memory", "much")
    page = shown(qtbot)
    assert '"much" and must be a whole number' in problem(page, "memory")
    assert page.settings == settings.Settings()


def test_fields_have_labels_names_and_buddies(page):
    from qgis.PyQt.QtWidgets import QLabel

    buddies = {label.buddy() for label in page.findChildren(QLabel)} - {None}
    for each in page._fields.values():
        assert each in buddies and each.accessibleName() and each.accessibleDescription()


@pytest.fixture
def diagnosed(qtbot, qgis_app):
    """A callable: the page of diagnoses, once it is filled."""
    from multiscale_fusion.ui.diagnostics_page import DiagnosticsPage

    def make():
        page = DiagnosticsPage()
        qtbot.addWidget(page)
        page.show()
        assert not page.copy_report.isEnabled()
        qtbot.waitUntil(page.copy_report.isEnabled, timeout=20_000)
        return page

    return make


def texts(page):
    """By package: texts of its cells, and whether its state has an icon."""
    table = page.table
    return {table.item(row, 0).text(): [*(table.item(row, column).text() for column in range(1, 5)),
                                        not table.item(row, 1).icon().isNull()] for row in range(table.rowCount())}


def test_what_is_there_is_shown_with_version_and_folder(diagnosed):
    import numpy

    page = diagnosed()
    assert texts(page)["numpy"][:2] == ["present", numpy.__version__]
    assert texts(page)["numpy"][3] in numpy.__file__
    assert all(cells[-1] for cells in texts(page).values())
    assert page.summary.text() == "All packages that the plugin can use are there."
    assert not page.copy_command.isEnabled()


def test_the_command_of_a_missing_package_and_the_report_are_copied(diagnosed, qtbot, monkeypatch):
    from qgis.core import Qgis, QgsApplication
    from qgis.PyQt.QtCore import QT_VERSION_STR, Qt

    for name in [name for name in sys.modules if name.partition(".")[0] == "sklearn"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    page = diagnosed()
    assert texts(page)["scikit-learn"][0] == "missing"
    assert "scikit-learn" in page.summary.text() and "numba" not in page.summary.text()
    # The first that is wrong is selected.
    assert page.table.item(page.table.currentRow(), 0).text() == "scikit-learn"
    qtbot.mouseClick(page.copy_command, Qt.MouseButton.LeftButton)
    command = QgsApplication.clipboard().text()
    assert command.endswith("pip install scikit-learn") and command in page.detail.text()
    page.table.selectRow(0)
    assert not page.copy_command.isEnabled() and page.detail.text() == ""
    qtbot.mouseClick(page.copy_report, Qt.MouseButton.LeftButton)
    report = QgsApplication.clipboard().text()
    for line in (f"QGIS: {Qgis.version()}", f"Qt: {QT_VERSION_STR}", "Python: 3.", "Platform: ", "GDAL of QGIS: "):
        assert f"\n{line}" in report
    assert f"\nscikit-learn: missing; It is not installed.; {command}" in report


def test_what_does_not_load_is_told_when_it_is_tried(diagnosed, qtbot, monkeypatch, tmp_path):
    from qgis.PyQt.QtCore import Qt

    (tmp_path / "plotly").mkdir()
    (tmp_path / "plotly" / "__init__.py").write_text("import a_module_that_is_not_there\n")
    for name in [name for name in sys.modules if name.partition(".")[0] == "plotly"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path))
    page = diagnosed()
    assert texts(page)["plotly"][0] == "present"
    qtbot.mouseClick(page.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.copy_report.isEnabled, timeout=60_000)
    assert texts(page)["plotly"][0] == "does not load"
    assert "a_module_that_is_not_there" in page.detail.text()


def test_a_page_that_is_closed_early_leaves_nothing(qtbot, qgis_app):
    from multiscale_fusion.ui import background
    from multiscale_fusion.ui.diagnostics_page import DiagnosticsPage
    from qgis.PyQt import sip

    page = DiagnosticsPage()
    sip.delete(page)
    with qtbot.captureExceptions() as raised:
        qtbot.waitUntil(lambda: not background._at_work, timeout=20_000)
    assert not raised


def test_the_gdal_of_qgis(qgis_app, monkeypatch):
    from multiscale_fusion.ui import diagnostics_page
    from osgeo import gdal
    from qgis.core import QgsCommandLineUtils

    assert diagnostics_page.gdal_of_qgis() == gdal.VersionInfo("RELEASE_NAME")
    told = "Compiled against GDAL/OGR 3.6.2\nRunning against GDAL/OGR 3.8.4\nPROJ version 9.1.1"
    monkeypatch.setattr(QgsCommandLineUtils, "allVersions", staticmethod(lambda: told))
    assert diagnostics_page.gdal_of_qgis() == "3.8.4"
