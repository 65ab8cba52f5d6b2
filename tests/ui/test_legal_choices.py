"""What is greyed in the dock is what a run refuses, and what is marked is what a run warns of."""

import pytest
from multiscale_fusion.core.downscale.methods import LEARNING, METHODS, MODELS
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.finding import Severity
from multiscale_fusion.core.variable import KINDS
from multiscale_fusion.processing.text_lists import LAYER_STATISTICS
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui import choices
from multiscale_fusion.ui import legal_choices
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.recipe import LayerChoice

# Of docs/variable-kinds.md: what a kind that is given by name does not allow, and what it only warns of.
REFUSED = {
    "intensive": {"mode", "fractions"}, "extensive": {"mode", "fractions"},
    "categorical": {"mean", "sum", "std", "median"},
    "circular": {"sum", "min", "max", "median", "mode", "fractions"},
    "decibel": {"sum", "mode", "fractions"}, "ratio": {"sum", "mode", "fractions"},
    "radiative": {"sum", "mode", "fractions"}, "nonlinear": {"mode", "fractions", "mean", "sum", "std"},
}
WARNED = {"intensive": {"sum"}, "extensive": {"mean"}, "categorical": {"min", "max"}, "ratio": {"mean"}}


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Rasters of all kinds, by name."""
    folder = tmp_path_factory.mktemp("choices")
    return {name: choices.write(folder, name) for name in choices.SCENES}


@pytest.fixture(scope="module")
def known(scene):
    """Facts of all of them, by layer id."""
    return {path: choices.facts(path) for path in scene.values()}


def refusals(path, statistic, tmp_path, reporter, **options):
    """What joining the raster says: the sentence that it stops with ("" if it does not), and its warnings."""
    from multiscale_fusion.core.aggregate import Options
    from multiscale_fusion.core.aggregate.join import Layer, join_layers
    from multiscale_fusion.core.grid import target_grid
    from multiscale_fusion.core.raster import RasterSource

    with RasterSource(path) as source:
        target = target_grid(source.grid, crs=rasters.UTM, resolution=300.0)
        try:
            join_layers([Layer(source, Options(statistic=statistic, **options))], target, str(tmp_path / "out.tif"),
                        reporter=reporter)
        except FusionError as error:
            return str(error), []
    return "", [each for each in reporter.findings if each.severity is Severity.WARNING]


def by_value(options):
    return {option.value: option for option in options}


@pytest.mark.parametrize("name", choices.SCENES)
def test_scenes_are_seen_as_what_they_are(name, scene, known):
    assert known[scene[name]].kind == choices.SCENES[name][1]


@pytest.mark.parametrize("statistic", LAYER_STATISTICS)
@pytest.mark.parametrize("name", ["nlcd_2021", "temperature", "aspect", "ndvi", "cloud_fraction"])
def test_greyed_is_what_a_run_refuses(name, statistic, scene, known, tmp_path, reporter):
    layer = choices.choice(scene[name], statistic=statistic)
    option = legal_choices.layer_statistic(layer, known, statistic)
    stopped, warnings = refusals(scene[name], statistic, tmp_path, reporter)
    codes = ("AVERAGE", "UNUSUAL_STATISTIC")
    of_statistic = [each for each in warnings if each.code.endswith(codes)]
    if statistic == "auto":
        assert option.is_allowed and bool(option.remark) == bool(stopped or of_statistic)
    else:
        assert option.is_allowed == (not stopped), stopped
        assert bool(option.warning) == bool(of_statistic)
        assert option.problem[1:] in stopped or "a class is a whole number" in stopped


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "auto"])
def test_a_declared_kind_allows_what_its_page_says(kind):
    layer = LayerChoice("id", "a.tif", "a", used=True, kind=kind)
    options = by_value(legal_choices.layer_statistics(layer, {}))
    assert set(options) == {"auto", "mean", "sum", "min", "max", "std", "count", "mode", "fractions", "median"}
    assert {value for value, option in options.items() if not option.is_allowed} == REFUSED[kind]
    assert {value for value, option in options.items() if option.warning and value != "auto"} == WARNED.get(kind, set())


def test_reasons_are_sentences(scene, known):
    options = by_value(legal_choices.layer_statistics(choices.choice(scene["nlcd_2021"]), known))
    assert options["mean"].problem.endswith("the mean of class codes is no class and no quantity.")
    assert all(option.remark.endswith(".") and option.remark[0].isupper() and option.remark.count(". ") == 0
               for option in options.values() if option.remark)


@pytest.mark.parametrize("name, expected", [
    ("nlcd_2021", "Automatic (fractions of classes)"), ("temperature", "Automatic (mean)"),
    ("population", "Automatic (sum)"),
])
def test_the_automatic_choice_says_what_it_is(name, expected, scene, known):
    layer = choices.choice(scene[name])
    assert legal_choices.layer_statistic(layer, known, "auto").label == expected
    assert legal_choices.layer_statistic(layer, {}, "auto").label == "Automatic"


def test_while_nothing_is_known_nothing_is_greyed():
    options = legal_choices.layer_statistics(LayerChoice("id", "a.tif", "a", used=True), {})
    assert all(option.is_allowed for option in options)


@pytest.mark.parametrize("statistic", ["percentile", "valid_fraction"])
def test_statistics_that_joining_does_not_know(statistic, scene, known):
    option = legal_choices.layer_statistic(choices.choice(scene["temperature"]), known, statistic)
    assert option.problem == "Layers are not joined by it; choose another statistic."


def test_what_is_accepted_is_only_doubtful(scene, known, tmp_path, reporter):
    layer, accepted = choices.choice(scene["nlcd_2021"]), frozenset({"CATEGORICAL_AVERAGE"})
    option = legal_choices.layer_statistic(layer, known, "mean", accepted)
    assert option.is_allowed and "class codes" in option.warning
    assert refusals(scene["nlcd_2021"], "mean", tmp_path, reporter, accept=accepted)[0] == ""
    # No one can accept what a declared kind does not have.
    declared = choices.choice(scene["nlcd_2021"], kind="categorical")
    assert not legal_choices.layer_statistic(declared, known, "mean", accepted).is_allowed


def test_methods_without_covariates(qgis_app, scene, known, tmp_path):
    from qgis.core import QgsApplication, QgsProcessingContext

    recipe = choices.recipe_of(choices.choice(scene["temperature"], "coarse"))
    options = by_value(legal_choices.methods(recipe, known))
    assert list(options) == ["auto", *METHODS]
    algorithm = QgsApplication.processingRegistry().algorithmById("multiscalefusion:downscale")
    for method, option in options.items():
        good, sentence = algorithm.create().checkParameterValues(
            {"INPUT": scene["temperature"], "METHOD": method, "TARGET_CRS": rasters.UTM, "RESOLUTION": 10.0,
             "OUTPUT": str(tmp_path / "out.tif")}, QgsProcessingContext())
        assert option.is_allowed == good == (method not in MODELS), sentence


def test_methods_with_covariates(scene, known, tmp_path):
    fine = choices.write(tmp_path, "ndvi", pixel=10.0)
    facts = {**known, fine: choices.facts(fine)}
    recipe = choices.recipe_of(choices.choice(scene["temperature"], "coarse"), choices.choice(fine))
    assert not any(option.remark for option in legal_choices.methods(recipe, facts))
    other = choices.choice(scene["VV_gamma0"], "covariate")
    third = choices.choice(scene["aspect"], "covariate")
    recipe = choices.recipe_of(choices.choice(scene["temperature"], "coarse"), other, third)
    doubtful = [option.value for option in legal_choices.methods(recipe, facts) if option.remark]
    assert doubtful == ["tsharp"]


@pytest.mark.parametrize("name", ["nlcd_2021", "aspect", "cloud_fraction"])
def test_what_no_method_can_split(name, scene, known):
    recipe = choices.recipe_of(choices.choice(scene[name], "coarse"), choices.choice(scene["ndvi"]))
    auto, *others = legal_choices.methods(recipe, known)
    assert auto.is_allowed and "no regression can split" in auto.warning
    assert not any(option.is_allowed for option in others)


def test_without_scikit_learn(scene, known, monkeypatch):
    monkeypatch.setattr(legal_choices, "find_spec", lambda name: None)
    monkeypatch.setattr(legal_choices, "require", lambda name: (_ for _ in ()).throw(FusionError(f"No {name}.")))
    recipe = choices.recipe_of(choices.choice(scene["temperature"], "coarse"), choices.choice(scene["ndvi"]))
    refused = {option.value: option.problem for option in legal_choices.methods(recipe, known) if option.problem}
    assert refused == dict.fromkeys(LEARNING, "No sklearn.")


def sampler_refuses(paths, statistics, support="disc"):
    """Statistics that the engine has columns for; the sentence that it stops with, if it does."""
    from multiscale_fusion.core.raster import RasterSource
    from multiscale_fusion.core.sample import Options, Sampler

    try:
        sampler = Sampler([RasterSource(path) for path in paths], Options(support=support, statistics=statistics))
    except FusionError as error:
        return set(), str(error)
    return {column.statistic for column in sampler.columns}, ""


@pytest.mark.parametrize("names", [("nlcd_2021",), ("temperature",), ("nlcd_2021", "temperature"), ("aspect",)])
def test_sample_statistics_are_those_that_get_columns(names, scene, known):
    paths = [scene[name] for name in names]
    recipe = choices.recipe_of(*map(choices.choice, paths))
    options = by_value(legal_choices.sample_statistics(recipe, known))
    everything = tuple(options)
    columns, stopped = sampler_refuses(paths, everything)
    assert stopped == ""
    assert {value for value, option in options.items() if option.is_allowed} == columns
    if len(names) > 1:
        assert "nlcd_2021.tif" in options["mean"].note and "temperature.tif" in options["mode"].note


@pytest.mark.parametrize("name", ["nlcd_2021", "temperature", "ndvi"])
def test_bilinear_is_not_for_classes(name, scene, known):
    recipe = choices.recipe_of(choices.choice(scene[name]))
    option = by_value(legal_choices.supports(recipe, known))["bilinear"]
    assert option.is_allowed == (sampler_refuses([scene[name]], ("mean",), "bilinear")[1] == "")
    assert option.is_allowed == (name != "nlcd_2021")


@pytest.mark.parametrize("points, diameter, refused, doubtful", [
    (LayerFacts(True), None, {"ellipse", "segment", "polygon"}, {"disc", "gaussian"}),
    (LayerFacts(True), 25.0, {"ellipse", "segment", "polygon"}, set()),
    (LayerFacts(True, size_fields=("diameter",)), None, {"ellipse", "segment", "polygon"}, set()),
    (LayerFacts(True, size_fields=("diameter", "length", "azimuth")), None, {"polygon"}, set()),
    (LayerFacts(True, is_polygons=True), None,
     {"pixel", "bilinear", "disc", "gaussian", "ellipse", "segment"}, set()),
])
def test_supports_by_what_is_known_of_the_points(points, diameter, refused, doubtful, scene, known):
    recipe = choices.recipe_of(choices.choice(scene["temperature"]), LayerChoice("p", "p.gpkg", "p", True, "points"),
                               diameter=diameter)
    options = legal_choices.supports(recipe, {**known, "p": points})
    assert {option.value for option in options if not option.is_allowed} == refused
    assert {option.value for option in options if option.warning} == doubtful


@pytest.mark.parametrize("kind, fields", [
    ("Point", ""), ("Point", "diameter"), ("Point", "diameter length azimuth"), ("Polygon", "diameter"),
])
def test_supports_are_those_that_the_algorithm_takes(qgis_app, project, kind, fields, scene, known):
    from multiscale_fusion.ui.layer_reading import layer_source, read_facts
    from multiscale_fusion.ui.recipe_parameters import algorithm_id, algorithm_parameters
    from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsProcessingContext, QgsVectorLayer

    columns = "".join(f"&field={name}:double" for name in fields.split())
    layer = QgsVectorLayer(f"{kind}?crs={rasters.UTM}{columns}", "beams", "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes([25.0] * len(fields.split()))
    place = QgsGeometry.fromPointXY(QgsPointXY(rasters.ORIGIN[0] + 500.0, rasters.ORIGIN[1] - 500.0))
    feature.setGeometry(place if kind == "Point" else place.buffer(12.5, 8))
    layer.dataProvider().addFeatures([feature])
    project.addMapLayer(layer)
    points = LayerChoice(layer.id(), layer.source(), "beams", used=True, role="points")
    facts = {**known, layer.id(): read_facts(layer_source(layer))}
    context = QgsProcessingContext()
    context.setProject(project)
    recipe = choices.recipe_of(choices.choice(scene["temperature"]), points)
    for option in legal_choices.supports(recipe, facts):
        asked = recipe.replace(support=option.value)
        parameters = algorithm_parameters(asked, facts, "C", by_id=True) | {"RASTERS": [scene["temperature"]]}
        algorithm = QgsApplication.processingRegistry().algorithmById(algorithm_id("C"))
        good, sentence = algorithm.create().checkParameterValues(parameters, context)
        assert (option.value, option.remark == "") == (option.value, good), sentence


def test_greyed_text():
    options = [legal_choices.Option("a", "Able"), legal_choices.Option("b", "Bad", "Since."),
               legal_choices.Option("c", "Cold", "For.")]
    assert legal_choices.greyed_text(options) == "Greyed: Bad, Cold. Since."
    assert legal_choices.greyed_text(options[:1]) == ""
