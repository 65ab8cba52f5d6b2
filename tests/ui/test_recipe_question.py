"""What a recipe asks: plain values of layers, their names in findings, and features that are read in the task."""

import pytest
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.core.message import message
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui.checking import add, choice, read, recipe_of
from multiscale_fusion.tests.ui.running import add_points
from multiscale_fusion.ui.recipe import GridChoice, LayerChoice
from multiscale_fusion.ui.recipe_question import layer_names, layers_of, needed, read_question
from multiscale_fusion.ui.session import Session
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsRasterLayer, QgsVectorLayer


@pytest.fixture
def facts(project):
    """A callable: what is known of layers."""
    session = Session()

    def known(*layers):
        read(session, *layers)
        return session.facts

    return known


@pytest.fixture
def fine(project, tmp_path):
    return add(project, rasters.write(tmp_path / "fine.tif", rasters.field()[:1]), "Fine")


@pytest.fixture
def coarse(project, tmp_path):
    return add(project, rasters.write(tmp_path / "coarse.tif", rasters.field(2, (1, 20, 30)), pixel=300.0), "Coarse")


def test_each_approach_is_asked_for_its_purpose(project, facts, fine, coarse):
    recipe = recipe_of(choice(fine, kind="ratio", statistic="max"), choice(coarse, role="coarse"),
                       output="/data/out/fused.tif")
    question = read_question(recipe, facts(fine, coarse), project)
    joined, downscaled, sampled = (question.job(approach) for approach in "ABC")
    assert [job.purpose for job in (joined, downscaled, sampled)] == ["stack", "downscale", "sample"]
    assert (joined.methods, downscaled.methods, sampled.methods) == (("max", "auto"), (), ())
    assert joined.kinds == ("ratio", "auto") and joined.folder == "/data/out" and question.base == "A"
    assert [each.raster.path for each in joined.rasters] == [fine.source(), coarse.source()]


def test_names_in_findings_are_those_of_layers_and_tell_them_apart(fine, project, tmp_path):
    twin = QgsRasterLayer(fine.source(), "Fine")
    third = LayerChoice("x", "/x.tif", "Fine (2)", used=True, role="fine")
    recipe = recipe_of(fine, third, choice(twin), LayerChoice("y", "/y.tif", "Fine"))
    assert list(layer_names(recipe).values()) == ["Fine", "Fine (2)", "Fine (3)"]
    subject = message("{first} and {second}", first=message("{name}, band {number}", name="Fine (3)", number=2),
                      second="Fine (2)")
    finding = Finding("TIME_MISMATCH", Severity.WARNING, subject, "")
    assert [layer.layer_id for layer in layers_of(finding, recipe)] == [twin.id(), "x"]
    assert layers_of(Finding("MEMORY", Severity.WARNING, "/tmp", ""), recipe) == ()


def test_what_cannot_be_asked_is_a_finding(project, facts, fine):
    gone = LayerChoice("no_such_id", "/x.tif", "Gone", used=True, role="fine")
    question = read_question(recipe_of(fine, gone), facts(fine), project)
    assert [layer.name for layer, _ in question.rasters] == ["Fine"]
    assert [(each.code, str(each.subject)) for each in question.notes] == [("LAYER_UNREADABLE", "Gone")]
    assert "not in the project any more" in question.notes[0].message


def test_nodata_of_the_layer_that_does_not_reach_the_file_is_told(project, facts, fine):
    from qgis.core import QgsRasterRange

    fine.dataProvider().setUserNoDataValue(1, [QgsRasterRange(280.0, 280.0)])
    notes = read_question(recipe_of(fine), facts(fine), project).notes
    assert [(each.code, each.severity) for each in notes] == [("NODATA_UNDECLARED", Severity.INFO)]


@pytest.mark.parametrize(("changes", "support"), [
    ({}, "pixel"), ({"diameter": 25.0}, "disc"), ({"support": "bilinear", "diameter": 25.0}, "bilinear")])
def test_the_support_is_settled_as_by_sampling(project, facts, fine, changes, support):
    plots = add_points(project, [(500200.0, 5000000.0)])
    question = read_question(recipe_of(fine, plots, **changes), facts(fine, plots), project)
    assert (question.base, question.support) == ("C", support)


def test_polygons_are_their_own_support(project, facts, fine):
    layer = QgsVectorLayer(f"Polygon?crs={rasters.UTM}", "Fields", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(500200.0, 5000000.0)).buffer(20.0, 100))
    layer.dataProvider().addFeatures([feature])
    project.addMapLayer(layer)
    question = read_question(recipe_of(fine, layer), facts(fine, layer), project)
    points = question.job("C").points.points()
    assert question.support == "polygon" and points.name == "Fields"
    # 40 m on the map of a UTM zone's middle are 40 / 0.9996 on the ground.
    assert points.diameter_m == pytest.approx(40.0 / 0.9996, rel=1e-3)


def test_features_are_read_in_the_task_and_can_be_given_up(project, facts, fine):
    plots = add_points(project, [(500000.0 + k, 5000000.0) for k in range(5000)])
    question = read_question(recipe_of(fine, plots), facts(fine, plots), project)
    # What is changed later does not concern it.
    plots.dataProvider().truncate()
    seen = question.job("C").points.points()
    assert seen.count == 5000 and seen.x.min() == 500000.0 and seen.x.max() == 504999.0
    looks = []

    def give_up():
        looks.append(None)
        if len(looks) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        question.job("C", give_up).points.points()
    assert question.job("A").points is None and question.job("B").points is None


def test_a_layer_without_points_is_told_in_a_sentence(project, facts, fine):
    empty = add_points(project, [(0.0, 0.0)])
    known = facts(fine, empty)
    empty.dataProvider().truncate()
    question = read_question(recipe_of(fine, empty), known, project)
    with pytest.raises(FusionError, match="Plots holds no points; choose another layer"):
        question.job("C").points.points()


def test_the_facts_of_the_layer_that_gives_the_grid_are_needed_too():
    layer = LayerChoice("a", "/a.tif", "A", used=True, role="fine")
    recipe = recipe_of(layer, grid=GridChoice(way="layer", layer_id="b", extent_way="layer", extent_layer_id="c"))
    assert needed(recipe) == {"a", "b", "c"}
