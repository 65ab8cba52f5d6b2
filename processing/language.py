"""What is not written in this room, in the language of QGIS: the engine's sentences and the texts of models."""

from qgis.PyQt.QtCore import QCoreApplication

from ..core.message import Message

# Contexts of i18n/*.ts. `make i18n` finds what belongs to them in core/ and in processing/models/.
_ENGINE, _MODELS = "Engine", "Models"
# What of a model's definition people read; beside these its "help", all values of which are texts.
_MODEL_TEXTS = ("model_group", "description", "component_description")


def told(text: object) -> str:
    """A Message of the engine, and Messages among its values, in QGIS's language; any other text as it is."""
    if not isinstance(text, Message):
        return str(text)
    return text.told(lambda template: QCoreApplication.translate(_ENGINE, template))


def told_model(definition: object, key: str = "") -> object:
    """A model's definition, as `QgsProcessingModelAlgorithm.toVariant` gives it, with its texts in QGIS's language.

    The names of its outputs stay as they are: QGIS makes the ids of their parameters of them.
    """
    if isinstance(definition, dict):
        return {name: value if name == "outputs" else told_model(value, "description" if key == "help" else name)
                for name, value in definition.items()}
    if isinstance(definition, str) and definition and key in _MODEL_TEXTS:
        return QCoreApplication.translate(_MODELS, definition)
    return definition
