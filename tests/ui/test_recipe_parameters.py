"""From recipes to parameters: what is given, what is left out, and what is missing."""

import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.recipe import GridChoice, LayerChoice, Recipe
from multiscale_fusion.ui.recipe_parameters import algorithm_id, algorithm_parameters

NDVI = LayerChoice("ndvi_1", "/data/ndvi.tif", "NDVI", True, "fine")
COVER = LayerChoice("cover_1", "/data/cover.tif", "Cover", True, "covariate")
LST = LayerChoice("lst_1", 'HDF5:"/data/x y.h5"://LST', "LST", True, "coarse")
QC = LayerChoice("qc_1", "/data/qc.tif", "QC", True, "quality")
SHOTS = LayerChoice("shots_1", "/data/shots.gpkg|layername=shots", "Shots", True, "points")
GRID = GridChoice(way="crs", crs="EPSG:32633", resolution=300.0)
ASKED = {"TARGET_CRS": "EPSG:32633", "RESOLUTION": 300.0}
RECIPE = Recipe(layers=(NDVI, QC, COVER, LST, SHOTS), grid=GRID)
TEMPORARY = "TEMPORARY_OUTPUT"


def test_joining_takes_the_rasters_in_their_order():
    assert algorithm_parameters(RECIPE, {}, "A", by_id=True) == {
        "INPUTS": ["ndvi_1", "cover_1", "lst_1"], **ASKED, "OUTPUT": TEMPORARY, "REPORT": TEMPORARY}
    assert algorithm_parameters(RECIPE, {}, "A", by_id=False)["INPUTS"] == [
        "/data/ndvi.tif", "/data/cover.tif", 'HDF5:"/data/x y.h5"://LST']


def test_joining_is_told_kinds_and_statistics_if_any_is_chosen():
    recipe = RECIPE.with_layer("cover_1", kind="categorical", statistic="mode").with_layer("qc_1", statistic="max")
    given = algorithm_parameters(recipe, {}, "A", by_id=True)
    assert given["VARIABLE_KINDS"] == "auto,categorical,auto" and given["STATISTICS"] == "auto,mode,auto"
    assert "CLASS_STATISTIC" not in given


def test_results_lie_beside_each_other_under_one_name():
    recipe = RECIPE.replace(output="/out/my fine.tif", accepted=frozenset({"B_CODE", "A_CODE"}))
    joined = algorithm_parameters(recipe, {}, "A", by_id=True)
    assert (joined["OUTPUT"], joined["REPORT"]) == ("/out/my fine.tif", "/out/my fine.html")
    downscaled = algorithm_parameters(recipe, {}, "B", by_id=True)
    assert (downscaled["OUTPUT"], downscaled["REPORT"], downscaled["UNCERTAINTY"]) == (
        "/out/my fine.tif", "/out/my fine.html", "/out/my fine_uncertainty.tif")
    assert joined["ACCEPT"] == downscaled["ACCEPT"] == "A_CODE,B_CODE"
    plain = algorithm_parameters(recipe.replace(report=False, uncertainty=False), {}, "B", by_id=True)
    assert not {"REPORT", "UNCERTAINTY"} & set(plain)
    sampled = algorithm_parameters(recipe.replace(output="/out/o.gpkg"), {}, "C", by_id=True)
    assert sampled["OUTPUT"] == "/out/o.gpkg" and sampled["ACCEPT"] == "A_CODE,B_CODE"
    assert not {"REPORT", "UNCERTAINTY"} & set(sampled)


def test_downscaling_takes_the_coarse_layer_and_the_others():
    recipe = RECIPE.with_layer("lst_1", kind="radiative").replace(method="linear")
    assert algorithm_parameters(recipe, {}, "B", by_id=True) == {
        "INPUT": "lst_1", "COVARIATES": ["ndvi_1", "cover_1"], "METHOD": "linear", "VARIABLE_KIND": "radiative",
        **ASKED, "OUTPUT": TEMPORARY, "UNCERTAINTY": TEMPORARY, "REPORT": TEMPORARY}
    alone = Recipe(layers=(LST,), grid=GRID, method="atpk", report=False, uncertainty=False)
    assert algorithm_parameters(alone, {}, "B", by_id=False) == {
        "INPUT": LST.source, "METHOD": "atpk", **ASKED, "OUTPUT": TEMPORARY}


def test_sampling_takes_points_and_rasters_and_no_grid():
    recipe = RECIPE.replace(support="gaussian", diameter=25.0, statistics=("mean", "valid_fraction"))
    assert algorithm_parameters(recipe, {}, "C", by_id=False) == {
        "INPUT": "/data/shots.gpkg|layername=shots",
        "RASTERS": ["/data/ndvi.tif", "/data/cover.tif", 'HDF5:"/data/x y.h5"://LST'],
        "STATISTICS": ["mean", "valid_fraction"], "SUPPORT": "gaussian", "DIAMETER": 25.0, "OUTPUT": TEMPORARY}
    assert algorithm_parameters(RECIPE, {}, "C", by_id=True) == {
        "INPUT": "shots_1", "RASTERS": ["ndvi_1", "cover_1", "lst_1"], "STATISTICS": ["mean"], "OUTPUT": TEMPORARY}


@pytest.mark.parametrize("support, diameter, polygons, wanted", [
    ("auto", None, False, {"DIAMETER_FIELD": "diameter", "LENGTH_FIELD": "length", "AZIMUTH_FIELD": "azimuth"}),
    ("auto", 25.0, False, {"DIAMETER": 25.0}),
    ("disc", None, False, {"DIAMETER_FIELD": "diameter"}),
    ("segment", 25.0, False, {"DIAMETER": 25.0, "LENGTH_FIELD": "length", "AZIMUTH_FIELD": "azimuth"}),
    ("pixel", None, False, {}),
    ("auto", None, True, {}),
])
def test_footprints_have_the_sizes_of_their_fields_unless_one_is_given(support, diameter, polygons, wanted):
    facts = {"shots_1": LayerFacts(True, is_polygons=polygons, size_fields=("diameter", "length", "azimuth"))}
    recipe = RECIPE.replace(support=support, diameter=diameter)
    given = algorithm_parameters(recipe, facts, "C", by_id=True)
    assert {name: value for name, value in given.items() if name.startswith(("DIAM", "LENG", "AZIM"))} == wanted


@pytest.mark.parametrize("kinds, seen, wanted", [
    (("radiative", "radiative"), ("", ""), "radiative"),
    (("radiative", "auto"), ("intensive", "radiative"), "radiative"),
    (("ratio", "auto"), ("ratio", "categorical"), None),
    (("ratio", "categorical"), ("ratio", "categorical"), None),
    (("auto", "auto"), ("ratio", "categorical"), None),
])
def test_sampling_is_told_one_kind_where_one_holds_for_all(kinds, seen, wanted):
    layers = tuple(LayerChoice(str(n), f"/{n}.tif", f"Layer {n}", True, "fine", kind) for n, kind in enumerate(kinds))
    facts = {str(n): LayerFacts(False, kind=kind) for n, kind in enumerate(seen)}
    given = algorithm_parameters(Recipe(layers=(*layers, SHOTS)), facts, "C", by_id=True)
    assert given.get("VARIABLE_KIND") == wanted


@pytest.mark.parametrize("recipe, approach, sentence", [
    (RECIPE, "", "Choose an approach: aggregate, downscale or sample."),
    (Recipe(layers=(QC, SHOTS), grid=GRID), "A", "Choose at least one raster to be joined."),
    (Recipe(layers=(NDVI, COVER), grid=GRID), "B", "Choose a coarse layer: "),
    (Recipe(layers=(LST,), grid=GRID, method="forest"), "B", "The method forest needs covariates; "),
    (RECIPE.with_layer("lst_1", kind="categorical"), "B", "LST holds values of the kind categorical, which "),
    (Recipe(layers=(NDVI,)), "C", "Choose a layer of points or footprints to sample at."),
    (Recipe(layers=(SHOTS, QC)), "C", "Choose at least one raster to be sampled."),
    (RECIPE.replace(statistics=()), "C", "Choose at least one statistic of the pixels in a footprint."),
    (RECIPE.with_layer("lst_1", kind="radiative"), "C",
     "Rasters are sampled with one variable kind for all of them, and LST would need another one than the rest; "),
    (RECIPE.replace(output="/out/o.gpkg"), "A", "/out/o.gpkg is not the name of a raster, which is written; "),
    (RECIPE.replace(output="/out/o"), "B", "/out/o is not the name of a raster, which is written; "),
    (RECIPE.replace(output="/out/o.TIF"), "C", "/out/o.TIF is the name of a raster, and points are written; "),
])
def test_what_is_missing_is_told_in_one_sentence(recipe, approach, sentence):
    with pytest.raises(FusionError) as caught:
        algorithm_parameters(recipe, {}, approach, by_id=True)
    told = str(caught.value)
    assert told.startswith(sentence) and told.endswith(".") and "\n" not in told


@pytest.mark.parametrize("layer, approaches", [(NDVI, "ABC"), (SHOTS, "C"), (QC, "")])
def test_a_layer_that_cannot_be_used_is_told_where_it_takes_part(layer, approaches):
    facts = {layer.layer_id: LayerFacts(False, problem=f"{layer.name} has no CRS.")}
    for approach in "ABC":
        if approach in approaches:
            with pytest.raises(FusionError, match=rf"^{layer.name} has no CRS\.$"):
                algorithm_parameters(RECIPE, facts, approach, by_id=True)
        else:
            assert algorithm_parameters(RECIPE, facts, approach, by_id=True)


def test_the_algorithms_know_every_parameter(qgis_app):
    """And hold what is given for acceptable, as far as no file is asked for."""
    recipe = RECIPE.with_layer("lst_1", kind="radiative", statistic="max").replace(
        method="linear", support="disc", diameter=25.0, accepted=frozenset({"A"}))
    recipe = recipe.with_layer("ndvi_1", kind="radiative").with_layer("cover_1", kind="radiative")
    for approach in "ABC":
        algorithm = qgis_app.processingRegistry().createAlgorithmById(algorithm_id(approach))
        for name, value in algorithm_parameters(recipe, {}, approach, by_id=True).items():
            definition = algorithm.parameterDefinition(name)
            assert definition is not None and definition.checkValueIsAcceptable(value), name
