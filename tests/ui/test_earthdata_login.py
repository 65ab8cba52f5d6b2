"""The login to NASA Earthdata in the options: an entry of QGIS's authentication manager, tested over HTTPS."""

import re

import pytest
from multiscale_fusion.tests.earthdata_archive import PASSWORD, TOKEN, USER, Archive, Slow


@pytest.fixture
def archive(tmp_path, monkeypatch):
    for name in ("EARTHDATA_USERNAME", "EARTHDATA_PASSWORD", "EARTHDATA_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))
    with Archive(tmp_path) as archive:
        for name, value in archive.environment(token=None).items():
            monkeypatch.setenv(name, value)
        yield archive


@pytest.fixture(scope="module")
def manager(qgis_app):
    """QGIS's own, with a master password."""
    from qgis.core import QgsApplication

    manager = QgsApplication.authManager()
    manager.setMasterPassword("master of the tests", True)
    return manager


@pytest.fixture
def entry(manager):
    """A callable that stores an entry and returns its id."""
    from qgis.core import QgsAuthMethodConfig

    made = []

    def make(method, **values):
        config = QgsAuthMethodConfig(method)
        config.setName("Earthdata")
        config.setConfigMap(values)
        stored, config = manager.storeAuthenticationConfig(config)
        assert stored
        made.append(config.id())
        return config.id()

    yield make
    for each in made:
        manager.removeAuthenticationConfig(each)


@pytest.fixture
def chosen(qgis_app):
    """A callable that chooses an entry as the options do; none before and after."""
    from multiscale_fusion.processing import earthdata_login

    earthdata_login.write_entry("")
    yield earthdata_login.write_entry
    earthdata_login.write_entry("")


def answer_of_test(qtbot):
    """What stands beneath the button after a click."""
    from multiscale_fusion.ui.earthdata_login import EarthdataLogin
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QLabel, QPushButton

    group = EarthdataLogin()
    qtbot.addWidget(group)
    button = group.findChild(QPushButton, "earthdataTest")
    label = group.findChild(QLabel, "earthdataAnswer")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: button.isEnabled() and bool(label.text()), timeout=10_000)
    return re.sub("<[^>]*>", "", label.text()).strip()


def test_right_login_is_accepted(qtbot, archive, entry, chosen):
    chosen(entry("Basic", username=USER, password=PASSWORD, realm=""))
    assert answer_of_test(qtbot).startswith("NASA Earthdata accepts the login")
    assert archive.asked("find_or_create_token") and archive.asked("collections.umm_json")


def test_token_in_an_api_header(qtbot, archive, entry, chosen):
    chosen(entry("APIHeader", Authorization=f"Bearer {TOKEN}"))
    assert answer_of_test(qtbot).startswith("NASA Earthdata accepts the login")
    assert not archive.asked("find_or_create_token")


def test_wrong_password_and_missing_login_name_the_page(qtbot, archive, entry, chosen):
    chosen(entry("Basic", username=USER, password="qwertz", realm=""))
    answer = answer_of_test(qtbot)
    assert "refuses the login" in answer and "https://urs.earthdata.nasa.gov/users/new" in answer
    assert "qwertz" not in answer
    chosen("")
    answer = answer_of_test(qtbot)
    assert "No login to NASA Earthdata is found" in answer and "https://urs.earthdata.nasa.gov/users/new" in answer


def test_environment_counts_before_the_entry(archive, entry, chosen, monkeypatch):
    from multiscale_fusion.processing.earthdata_login import read_credentials

    chosen(entry("Basic", username=USER, password=PASSWORD, realm=""))
    assert (read_credentials().user, read_credentials().password) == (USER, PASSWORD)
    monkeypatch.setenv("EARTHDATA_TOKEN", TOKEN)
    assert read_credentials() is None


@pytest.mark.parametrize("method, values", [
    ("Basic", {"username": USER, "password": "", "realm": ""}),
    ("APIHeader", {"X-Other": "value"}),
])
def test_entry_that_does_not_do_is_told(archive, entry, chosen, method, values):
    from multiscale_fusion.core.errors import FusionError
    from multiscale_fusion.processing.earthdata_login import read_credentials

    chosen(entry(method, **values))
    with pytest.raises(FusionError, match="login"):
        read_credentials()


def test_removed_entry_is_told(manager, archive, chosen):
    from multiscale_fusion.core.errors import FusionError
    from multiscale_fusion.processing.earthdata_login import read_credentials

    chosen("gone123")
    with pytest.raises(FusionError, match="not in QGIS's authentication manager any more"):
        read_credentials()


def test_page_can_close_while_the_archive_is_slow(qtbot, archive, entry, chosen):
    from multiscale_fusion.ui.earthdata_login import EarthdataLogin

    chosen(entry("Basic", username=USER, password=PASSWORD, realm=""))
    archive.always("login", Slow(1))
    group = EarthdataLogin()
    group.test()
    qtbot.waitUntil(lambda: bool(archive.asked("find_or_create_token")), timeout=10_000)
    group.deleteLater()
    qtbot.wait(1500)


def test_options_page_stores_the_entry_and_nothing_else(qtbot, archive, entry, chosen):
    from multiscale_fusion.processing.earthdata_login import read_entry
    from multiscale_fusion.ui.options_page import OptionsPage
    from qgis.core import QgsSettings
    from qgis.gui import QgsAuthConfigSelect

    identifier = entry("Basic", username=USER, password=PASSWORD, realm="")
    page = OptionsPage()
    qtbot.addWidget(page)
    select = page.findChild(QgsAuthConfigSelect, "earthdataEntry")
    select.setConfigId(identifier)
    assert read_entry() == ""
    page.apply()
    assert read_entry() == identifier
    settings = QgsSettings()
    assert all(PASSWORD not in str(settings.value(key)) for key in settings.allKeys())
