"""Whether a recipe can be run, and which endings its output may have."""

import pytest
from multiscale_fusion.core.finding import Finding, Severity


@pytest.fixture
def ready(qgis_app, fine):
    """A recipe that can be run: (recipe, facts, assessment)."""
    from multiscale_fusion.tests.ui.grid_layers import recipe_of
    from multiscale_fusion.ui.assessment import Assessment

    recipe, facts = recipe_of(fine=(fine, "fine"))
    recipe = recipe.with_grid(way="crs", crs="EPSG:32633", resolution=300.0)
    return recipe, facts, Assessment(recipe, recommended="A")


def told_why_not(recipe, facts, assessment, approach="A"):
    from multiscale_fusion.ui.run_readiness import why_not

    return why_not(recipe, facts, approach, assessment)


def test_nothing_is_in_the_way_of_a_whole_recipe(ready):
    assert told_why_not(*ready) == ""


def test_layers_come_first(ready):
    from multiscale_fusion.ui.recipe import Recipe

    assert "tab Layers" in told_why_not(Recipe(), {}, None, approach="")
    recipe, facts, assessment = ready
    assert "tab Layers" in told_why_not(recipe.with_layer("fine", used=False), facts, assessment)


def test_a_check_under_way_is_waited_for(ready):
    recipe, facts, _ = ready
    assert "being checked" in told_why_not(recipe, facts, None)


def test_without_an_approach_the_failure_of_the_check_is_told(ready):
    from multiscale_fusion.ui.assessment import Assessment

    recipe, facts, _ = ready
    assert "tab Approach" in told_why_not(recipe, facts, Assessment(recipe), approach="")
    failed = Assessment(recipe, failure="odc-geo is missing.")
    assert told_why_not(recipe, facts, failed, approach="") == "odc-geo is missing."


def test_what_the_parameters_lack_is_told(ready):
    recipe, facts, assessment = ready
    assert "points" in told_why_not(recipe, facts, assessment, approach="C")


def test_blockers_are_named_until_they_are_accepted(ready):
    from multiscale_fusion.ui.assessment import Assessment

    recipe, facts, _ = ready
    findings = (Finding("A_BLOCKER", Severity.BLOCKER, "fine", "no"), Finding("MILD", Severity.WARNING, "fine", "hm"))
    assert told_why_not(recipe, facts, Assessment(recipe, findings)).startswith("Stopped by A_BLOCKER: ")
    accepted = recipe.replace(accepted=frozenset({"A_BLOCKER"}))
    assert told_why_not(accepted, facts, Assessment(accepted, findings)) == ""


@pytest.mark.parametrize(("output", "approach", "expected"), [
    ("", "A", ""), ("", "C", ""), ("/a/out.tif", "A", "/a/out.tif"), ("/a/out.TIF", "B", "/a/out.TIF"),
    ("/a/out.tif", "C", "/a/out.gpkg"), ("/a/out.gpkg", "A", "/a/out.tif"), ("/a/out.geojson", "C", "/a/out.geojson"),
    ("/a/out", "A", "/a/out.tif"), ("/a/out", "C", "/a/out.gpkg"), ("/a.b/out.v2", "A", "/a.b/out.v2.tif"),
])
def test_outputs_get_an_ending_that_the_approach_writes(qgis_app, output, approach, expected):
    from multiscale_fusion.ui.run_readiness import with_ending

    assert with_ending(output, approach) == expected


def test_endings_of_points_are_those_that_are_written(qgis_app):
    from multiscale_fusion.processing.vector_output import ENDINGS
    from multiscale_fusion.ui.run_readiness import endings

    assert endings("C") == ENDINGS
