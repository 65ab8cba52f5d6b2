"""What QGIS loads: the Processing provider, the translations and, in the desktop, menu, dock and options."""

from pathlib import Path

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

TRANSLATIONS = Path(__file__).parent / "i18n"


class MultiscaleFusionPlugin:
    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.actions = None
        self.pages = []
        # Here and not in initGui: the provider's names are read before that, and qgis_process never calls it.
        self.translator = install_translator()

    def initProcessing(self):  # noqa: N802 (QGIS's name)
        """The only entry under qgis_process, where there is no interface."""
        from .processing.provider import MultiscaleFusionProvider

        self.provider = MultiscaleFusionProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        # Again, now with the models: their steps are looked up by the provider's name.
        self.provider.refreshAlgorithms()

    def initGui(self):  # noqa: N802 (QGIS's name)
        self.initProcessing()
        if self.iface is None:
            return
        from .ui.actions import Actions
        from .ui.options_page import factories

        self.actions = Actions(self.iface)
        self.pages = factories()
        for page in self.pages:
            self.iface.registerOptionsWidgetFactory(page)

    def unload(self):
        for page in reversed(self.pages):
            self.iface.unregisterOptionsWidgetFactory(page)
        self.pages = []
        if self.actions is not None:
            self.actions.unload()
            self.actions = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self.translator is not None:
            QCoreApplication.removeTranslator(self.translator)
            self.translator = None


def install_translator():
    """Install i18n/multiscale_fusion_<language>.qm for QGIS's language; None where there is no such file."""
    translator = QTranslator()
    if not translator.load(user_locale(), "multiscale_fusion", "_", str(TRANSLATIONS)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator


def user_locale():
    """The language chosen in QGIS's options, else the system's. (QgsApplication.locale() drops the country.)"""
    settings = QgsSettings()
    if settings.value("locale/overrideFlag", False, type=bool):
        return QLocale(settings.value("locale/userLocale", "", type=str))
    return QLocale.system()
