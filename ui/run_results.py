"""What a run has made, brought into the project: layers in a group named after the run, reports for the viewer."""

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsDataProvider,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingOutputHtml,
    QgsProcessingUtils,
    QgsProject,
    QgsProviderRegistry,
)

from .run_task import Run


@dataclass(frozen=True)
class Loaded:
    """Ids of the layers of the project that hold results, paths of the reports, and whether all could be loaded."""

    layers: tuple[str, ...]
    reports: tuple[str, ...]
    is_complete: bool


def load_results(run: Run, results: Mapping[str, Any], name: str) -> Loaded:
    """Load what a run has written, as Processing does, into a new group of the layer tree. On the main thread.

    A layer that shows a file that was written anew stays where it is, as it looks, and shows the new file.
    """
    from processing.gui.Postprocessing import handleAlgorithmResults

    project = run.context.project()
    written = [value for value in results.values() if isinstance(value, str)]
    renewed = _renew(project, written)
    new = [key for key in run.context.layersToLoadOnCompletion() if not _is_in_project(key, run.context)]
    group = unused_name(name, project)
    for key in new:
        run.context.layerToLoadOnCompletionDetails(key).groupName = group
    before = set(project.mapLayers())
    names = {layer_id: project.mapLayer(layer_id).name() for layer_id in renewed}
    is_complete = handleAlgorithmResults(run.algorithm, run.context, run.feedback, results)
    for layer_id, given in names.items():
        project.mapLayer(layer_id).setName(given)
    added = [layer_id for layer_id in project.mapLayers() if layer_id not in before]
    return Loaded((*added, *renewed), tuple(_show_reports(run, results)), is_complete)


def run_name(output: str, algorithm: str) -> str:
    """What a run is called: as its output file, or the algorithm if that is a temporary one."""
    return os.path.splitext(os.path.basename(output))[0] or algorithm


def unused_name(name: str, project: QgsProject) -> str:
    """The name, with a number behind it if a group of the layer tree has it already."""
    root, number, free = project.layerTreeRoot(), 1, name
    while root.findGroup(free) is not None:
        number += 1
        free = f"{name} {number}"
    return free


def _show_reports(run: Run, results: Mapping[str, Any]) -> list[str]:
    """Tell Processing's results viewer of the pages."""
    from processing.core.ProcessingResults import resultsList

    pages = [(each.description(), results.get(each.name())) for each in run.algorithm.outputDefinitions()
             if isinstance(each, QgsProcessingOutputHtml) and results.get(each.name())]
    for description, path in pages:
        resultsList.addResult(icon=run.algorithm.icon(), name=f"{run.algorithm.displayName()}: {description}",
                              timestamp=time.localtime(), result=path)
    return [path for _, path in pages]


def _is_in_project(key: str, context: QgsProcessingContext) -> bool:
    return QgsProcessingUtils.mapLayerFromString(key, context, allowLoadingNewLayers=False) is not None


def _renew(project: QgsProject, paths: Iterable[str]) -> list[str]:
    """Have layers that show one of the files open it again; their ids."""
    files = {_spelled(path) for path in paths}
    renewed = [layer for layer in project.mapLayers().values() if _file_of(layer) in files]
    for layer in renewed:
        layer.setDataSource(layer.source(), layer.name(), layer.providerType(), QgsDataProvider.ProviderOptions())
        layer.triggerRepaint()
    return [layer.id() for layer in renewed]


def _file_of(layer: QgsMapLayer) -> str | None:
    if layer.dataProvider() is None:
        return None
    path = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path")
    return _spelled(path) if path else None


def _spelled(path: str) -> str:
    return os.path.normcase(os.path.abspath(path))
