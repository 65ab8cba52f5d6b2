"""What a run has made, brought into the project: names, groups, files that are shown already, what cannot be loaded."""

import pytest
from multiscale_fusion.tests.processing import rasters


def test_a_run_is_called_as_its_output_or_as_the_algorithm(qgis_app):
    from multiscale_fusion.ui.run_results import run_name

    assert run_name("/a/b/some.thing.tif", "Join") == "some.thing"
    assert run_name("", "Join") == "Join"


def test_a_group_s_name_is_taken_once(project):
    from multiscale_fusion.ui.run_results import unused_name

    root = project.layerTreeRoot()
    assert unused_name("Join", project) == "Join"
    root.addGroup("Other").addGroup("Join")
    assert unused_name("Join", project) == "Join 2"
    root.addGroup("Join 2")
    assert unused_name("Join", project) == "Join 3"


@pytest.fixture
def styled(project, tmp_path):
    """A run, not started, whose algorithm writes several rasters; and a callable that writes and loads them."""
    from multiscale_fusion.tests.processing.styled import Styled
    from multiscale_fusion.tests.ui.running import add_raster
    from multiscale_fusion.ui.run_results import load_results
    from multiscale_fusion.ui.run_task import Run

    layer = add_raster(project, rasters.write(tmp_path / "in.tif", rasters.field()), "In")
    algorithm = Styled()
    algorithm.initAlgorithm()
    outputs = {name: str(tmp_path / f"{name}.tif") for name in ("CLASSES", "VALUES", "FRACTION")}
    run = Run(algorithm, {"INPUT": layer.id(), **outputs}, project)

    def load():
        results, done = algorithm.run(run.parameters, run.context, run.feedback)
        assert done
        return load_results(run, results, "Mine")

    return run, outputs, load


def test_all_layers_lie_in_one_group_and_layers_that_are_there_stay_where_they_are(project, styled):
    from multiscale_fusion.tests.ui.running import add_raster, layer_names

    _, outputs, load = styled
    known = add_raster(project, rasters.write(outputs["VALUES"], rasters.field()), "Known")
    loaded = load()
    assert layer_names(project) == {"In": "", "Known": "", "Classes": "Mine", "Fraction": "Mine"}
    assert loaded.is_complete and loaded.reports == ()
    assert set(loaded.layers) == set(project.mapLayers()) - {project.mapLayersByName("In")[0].id()}
    assert known.id() in loaded.layers


def test_the_group_lies_in_that_which_processing_is_told_to_use(project, styled):
    from processing.core.ProcessingConfig import ProcessingConfig

    ProcessingConfig.setSettingValue(ProcessingConfig.RESULTS_GROUP_NAME, "All results")
    try:
        styled[2]()
    finally:
        ProcessingConfig.setSettingValue(ProcessingConfig.RESULTS_GROUP_NAME, "")
    outer = project.layerTreeRoot().findGroup("All results")
    assert [node.name() for node in outer.findGroups()] == ["Mine"] and len(outer.findLayers()) == 3


def test_what_cannot_be_loaded_is_told(project, styled):
    import os

    from multiscale_fusion.ui.run_results import load_results

    run, outputs, _ = styled
    results, _ = run.algorithm.run(run.parameters, run.context, run.feedback)
    os.remove(outputs["FRACTION"])
    loaded = load_results(run, results, "Mine")
    assert not loaded.is_complete and len(loaded.layers) == 2
    assert "FRACTION.tif" in run.feedback.errors[-1]
