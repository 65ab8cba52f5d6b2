"""A recipe as something to keep: a command for a shell, Python, or a model of Processing."""

import os
import re
import shlex
import unicodedata
from collections.abc import Iterable
from typing import Any

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QPointF, QSizeF

from ..core.destination import Destination
from ..core.errors import FusionError
from ..core.message import message
from ..processing.downscale_parameters import COVARIATES, INPUT, OUTPUT, REPORT, UNCERTAINTY
from ..processing.join_layers import INPUTS
from ..processing.parameters import GRID
from ..processing.sample_points_parameters import RASTERS
from .recipe import LayerChoice, Recipe
from .recipe_parameters import TEMPORARY, Facts, algorithm_id, algorithm_parameters

_LAYERS = (INPUT, INPUTS, COVARIATES, RASTERS, GRID)   # parameters that are layers
_OUTPUTS = (OUTPUT, UNCERTAINTY, REPORT)
# A command cannot show a temporary result, which is gone when it ends: files in the folder that it is run in.
_FILES = {"A": {OUTPUT: "joined.tif", REPORT: "joined.html"},
          "B": {OUTPUT: "downscaled.tif", UNCERTAINTY: "downscaled_uncertainty.tif", REPORT: "downscaled.html"},
          "C": {OUTPUT: "sampled.gpkg"}}
# Layers that live in QGIS's memory alone, as Processing and as QGIS itself name them.
_IN_MEMORY = re.compile(r"memory:|\w+\?(.*&)?uid=\{")
_PLAIN = re.compile(r"[\w./:,=\\-]+", re.ASCII)
Source = QgsProcessingModelChildParameterSource


def qgis_process_command(recipe: Recipe, facts: Facts, approach: str, *, windows: bool = os.name == "nt") -> str:
    """The run as a command to paste into a shell: of POSIX, or ``windows``'s cmd.

    Results without a name go into the folder that it is run in. Raises FusionError as `algorithm_parameters`, and for a
    layer that no other program can read.
    """
    given = _elsewhere(recipe, facts, approach)
    named = {name: _FILES[approach][name] if value == TEMPORARY else value for name, value in given.items()}
    quoted, glue = (_for_cmd, " ") if windows else (shlex.quote, " \\\n    ")
    arguments = [quoted(f"--{name}={_as_text(each)}") for name, value in named.items()
                 for each in (value if isinstance(value, list) else [value])]
    return glue.join([f"qgis_process run {algorithm_id(approach)}", *arguments])


def python_code(recipe: Recipe, facts: Facts, approach: str) -> str:
    """The run as Python for QGIS's console and for scripts. Raises FusionError as `qgis_process_command`."""
    given = _elsewhere(recipe, facts, approach)
    lines = [f"    {name!r}: {value!r}," for name, value in given.items()]
    return "\n".join(["import processing", "", f"processing.run({algorithm_id(approach)!r}, {{", *lines, "})", ""])


def save_model(path: str, recipe: Recipe, facts: Facts, approach: str) -> None:
    """Write a model (.model3) that does the same with other layers: each layer of the recipe is an input.

    What else was chosen is fixed in the model, the extent too: QGIS does not hand on the default of an input that is
    left out. Raises FusionError as `algorithm_parameters`, or if the file cannot be written; a model that was there
    stays as it was then.
    """
    model = _model(os.path.splitext(os.path.basename(path))[0], recipe, facts, approach)
    destination = Destination(path, (".model3",), message("models of QGIS"))
    try:
        part = destination.part(".model3")
        if not model.toFile(part):
            raise destination.failure("")
        destination.sync(part)
        destination.replace(part)
    finally:
        destination.remove_parts()


def _elsewhere(recipe: Recipe, facts: Facts, approach: str) -> dict[str, Any]:
    """The parameters for a run outside of the project."""
    given = algorithm_parameters(recipe, facts, approach, by_id=False)
    for source in _each(given[name] for name in _LAYERS if name in given):
        if _IN_MEMORY.match(source):
            name = next(layer.name for layer in recipe.layers if layer.source == source)
            raise FusionError(message("{name} is a temporary layer, which is in this QGIS alone; save it to a file "
                                      "first.", name=name))
    return given


def _each(values: Iterable[str | list[str]]) -> list[str]:
    return [each for value in values for each in (value if isinstance(value, list) else [value])]


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


def _for_cmd(argument: str) -> str:
    """An argument for Windows's cmd, which knows no backslash, and for the program, which knows no caret."""
    if _PLAIN.fullmatch(argument):
        return argument
    text = re.sub(r'(\\*)"', r'\1\1\\"', re.sub(r"[\r\n]+", " ", argument))
    text = re.sub(r"(\\+)$", r"\1\1", text)
    if not set(argument) & set('"%'):
        return f'"{text}"'
    # A quote within ends what is quoted, and nothing quoted keeps %NAME% from being replaced: so nothing is, to cmd.
    return re.sub(r'[&|<>^()!%"]', r"^\g<0>", f'"{text}"')


def _model(name: str, recipe: Recipe, facts: Facts, approach: str) -> QgsProcessingModelAlgorithm:
    given = algorithm_parameters(recipe, facts, approach, by_id=True)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(algorithm_id(approach))
    model = QgsProcessingModelAlgorithm(_identifier(name, "fusion").lower(), "Multiscale Fusion", "multiscalefusion")
    ids = dict.fromkeys(_each(given[each] for each in _LAYERS if each in given))
    layers = [recipe.layer(layer_id) for layer_id in ids]
    asked = [algorithm.parameterDefinition(each) for each in _OUTPUTS if each in given]
    names = _input_names(layers, asked)
    for layer in layers:
        _add_input(model, _layer_input(names[layer.layer_id], layer))
    child = QgsProcessingModelChildAlgorithm(algorithm_id(approach))
    child.setChildId("run")
    child.setDescription(algorithm.displayName())
    child.setPosition(QPointF(380.0, 220.0))
    child.setSize(QSizeF(220.0, 30.0))
    for parameter, value in given.items():
        if parameter in _LAYERS:
            child.addParameterSources(parameter, [Source.fromModelParameter(names[each]) for each in _each([value])])
        elif parameter not in _OUTPUTS:
            child.addParameterSources(parameter, [Source.fromStaticValue(value)])
    child.setModelOutputs({each.name(): _output(each, number) for number, each in enumerate(asked)})
    model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    # Else the dialog asks for them in alphabetic order.
    model.setParameterOrder(list(names.values()))
    model.setHelpContent({"ALG_DESC": algorithm.shortDescription(), "ALG_CREATOR": "Multiscale Fusion"})
    return model


def _layer_input(name: str, layer: LayerChoice) -> QgsProcessingParameterDefinition:
    if layer.role == "points":
        kinds = [Qgis.ProcessingSourceType.VectorPoint, Qgis.ProcessingSourceType.VectorPolygon]
        return QgsProcessingParameterFeatureSource(name, layer.name, kinds)
    return QgsProcessingParameterRasterLayer(name, layer.name)


def _add_input(model: QgsProcessingModelAlgorithm, definition: QgsProcessingParameterDefinition) -> None:
    component = QgsProcessingModelParameter(definition.name())
    component.setPosition(QPointF(140.0 + 240.0 * len(model.parameterComponents()), 60.0))
    component.setSize(QSizeF(200.0, 30.0))
    model.addModelParameter(definition, component)


def _output(definition: QgsProcessingParameterDefinition, number: int) -> QgsProcessingModelOutput:
    output = QgsProcessingModelOutput(definition.name().lower(), definition.description())
    output.setChildId("run")
    output.setChildOutputName(definition.name())
    output.setDescription(definition.description())
    output.setPosition(QPointF(280.0 + 220.0 * number, 380.0))
    output.setSize(QSizeF(180.0, 30.0))
    return output


def _input_names(layers: list[LayerChoice], outputs: list[QgsProcessingParameterDefinition]) -> dict[str, str]:
    """A name of its own for each layer, by its id. Processing does not tell capitals apart, and it names outputs."""
    taken = {QgsProcessingModelAlgorithm.safeName(each.description()).lower() for each in outputs}
    names = {}
    for layer in layers:
        stem = name = _identifier(layer.name, "layer")
        number = 2
        while name.lower() in taken:
            name, number = f"{stem}_{number}", number + 1
        taken.add(name.lower())
        names[layer.layer_id] = name
    return names


def _identifier(text: str, otherwise: str) -> str:
    """A name of plain letters, digits and underscores, which begins with a letter."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    name = re.sub(r"[^0-9A-Za-z]+", "_", plain).strip("_")
    return name if name[:1].isalpha() else f"{otherwise}_{name}".rstrip("_")
