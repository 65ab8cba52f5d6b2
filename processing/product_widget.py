"""The field of the dialog for a product: a list to choose from, into which any other name can be typed.

Loaded by QGIS's dialog alone, since a text parameter of QGIS's own with suggestions takes nothing else.
"""

from processing.gui.wrappers import WidgetWrapper
from qgis.core import QgsProcessingContext
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QCompleter, QWidget


class ProductWrapper(WidgetWrapper):
    """An editable combo box; in the modeler QGIS's own widget, which can take the value from the model's inputs."""

    def __new__(cls, parameter, dialog, row=0, column=0, choices=()):
        if dialog.__class__.__name__ == "ModelerParametersDialog":
            return QgsGui.processingGuiRegistry().createModelerParameterWidget(
                dialog.model, dialog.childId, parameter, dialog.context)
        return super().__new__(cls)

    def createWidget(self, choices=()) -> QWidget:  # noqa: N802 (QGIS's name)
        combo = QComboBox()
        combo.setEditable(True)
        combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        combo.addItems(choices)
        combo.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        combo.completer().setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        combo.setToolTip(self.parameterDefinition().toolTip())
        combo.currentTextChanged.connect(lambda text: self.widgetValueHasChanged.emit(self))
        return combo

    def setValue(self, value: object) -> None:  # noqa: N802 (QGIS's name)
        self.widget.setCurrentText("" if value is None else str(value))

    def value(self) -> str:
        return self.widget.currentText().strip()

    def setWidgetValue(self, value: object, context: QgsProcessingContext) -> None:  # noqa: N802 (QGIS's name)
        self.setValue(value)
