"""The login to NASA Earthdata that the user keeps in QGIS's authentication manager.

Read on the main thread, carried to the worker in memory alone. The settings hold the id of the entry and nothing else.
"""

from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication

from ..core.earthdata.credentials import Credentials, in_environment
from ..core.errors import FusionError

SETTING = "multiscale_fusion/earthdata_authcfg"
_BEARER = "bearer "


def read_entry() -> str:
    """The id of the entry that was chosen, "" for none."""
    return str(QgsSettings().value(SETTING, "") or "")


def write_entry(entry: str) -> None:
    QgsSettings().setValue(SETTING, entry)


def read_credentials() -> Credentials | None:
    """What a run logs in with: None where variables of the environment count, or no entry was chosen.

    On the main thread, where QGIS may ask for the master password. Raises FusionError for an entry that does not do.
    """
    entry = read_entry()
    return None if not entry or in_environment() is not None else credentials_of(entry)


def credentials_of(entry: str) -> Credentials:
    """User and password of a basic entry, or the token of one with an API header. Raises FusionError."""
    manager = QgsApplication.authManager()
    config = QgsAuthMethodConfig()
    if entry not in manager.configIds():
        raise FusionError(QCoreApplication.translate(
            "EarthdataLogin",
            "The login to NASA Earthdata that was chosen is not in QGIS's authentication manager any more; choose "
            "another one in Settings > Options > Multiscale Fusion."))
    loaded = manager.loadAuthenticationConfig(entry, config, True)
    loaded, config = loaded if isinstance(loaded, tuple) else (loaded, config)
    if not loaded:
        raise FusionError(QCoreApplication.translate(
            "EarthdataLogin",
            "QGIS's authentication manager does not open the login to NASA Earthdata; enter the master password when "
            "QGIS asks for it, or set EARTHDATA_USERNAME and EARTHDATA_PASSWORD."))
    held = config.configMap()
    if config.method() == "Basic":
        return Credentials(held.get("username", ""), held.get("password", ""))
    token = next((value for name, value in held.items() if name.strip().lower() == "authorization"), "")
    if config.method() == "APIHeader" and token.lower().startswith(_BEARER):
        return Credentials(token=token[len(_BEARER):].strip())
    raise FusionError(QCoreApplication.translate(
        "EarthdataLogin",
        "The login to NASA Earthdata must be a basic authentication with user and password, or an API header named "
        "Authorization that holds Bearer and a token; choose another one in Settings > Options > Multiscale Fusion."))
