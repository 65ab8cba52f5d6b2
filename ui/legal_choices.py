"""Which statistics, methods and supports a recipe's layers can have, and why not the others.

Pure functions of the recipe and of what is known of its layers. What is judged is what a run would say: it stops for
what has a problem here and warns of what has a warning, by `core.variable` and `core.downscale`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec

from qgis.PyQt.QtCore import QCoreApplication

from ..core.downscale.methods import LEARNING, METHODS, require_covariates, require_divisible
from ..core.errors import FusionError, require
from ..core.finding import Finding, Severity
from ..core.variable import Choice, check, choose
from ..core.variable.evidence import Detection
from ..core.variable.kinds import allows
from ..processing.language import told
from ..processing.sample_points_parameters import SAMPLE_STATISTICS, SUPPORTS
from ..processing.text_lists import LAYER_STATISTICS
from .choice_names import method_names, statistic_names, support_names
from .layer_facts import LayerFacts
from .recipe import LayerChoice, Recipe
from .recipe_roles import coarse_layer, covariates, rasters_of

Facts = Mapping[str, LayerFacts]

# What any band has, whatever its values mean.
_OF_PIXELS = ("count", "valid_fraction")
# Supports by what they need.
_OF_LENGTH = ("ellipse", "segment")
_OF_SIZE = ("disc", "gaussian", *_OF_LENGTH)
_CLASS_STATISTICS = ("mode", "fractions")
# What joining makes of classes.
_OF_CLASSES = "fractions"


@dataclass(frozen=True)
class Option:
    """A choice: its id, its name, and in a sentence why it cannot be taken (``problem``), why it is doubtful
    (``warning``), or what else to know of it (``note``).

    Texts are in QGIS's language, "" where there is nothing to say.
    """

    value: str
    label: str
    problem: str = ""
    warning: str = ""
    note: str = ""

    @property
    def is_allowed(self) -> bool:
        return not self.problem

    @property
    def remark(self) -> str:
        """What there is to say of it."""
        return self.problem or " ".join(filter(None, (self.warning, self.note)))


def layer_statistics(layer: LayerChoice, facts: Facts, accepted: frozenset[str] = frozenset()) -> tuple[Option, ...]:
    """The statistics of a raster that is aggregated.

    ``accepted``: codes of blockers that shall not stop a run; what they speak of is then only doubtful.
    """
    return tuple(layer_statistic(layer, facts, statistic, accepted) for statistic in LAYER_STATISTICS)


def layer_statistic(layer: LayerChoice, facts: Facts, statistic: str,
                    accepted: frozenset[str] = frozenset()) -> Option:
    """One of them. The automatic one is always allowed, and its name tells which it is."""
    detection = _detection(layer, facts)
    label, problem = statistic_names()[statistic], _no_classes(layer, facts, statistic)
    if statistic not in LAYER_STATISTICS:   # of a recipe that was written by hand
        problem = QCoreApplication.translate("LegalChoices", "Layers are not joined by it; choose another statistic.")
    option = Option(statistic, label, problem) if problem else Option(
        statistic, label, *_judged(layer.name, layer.kind, statistic, detection, accepted))
    if statistic != "auto":
        return option
    settled = settled_choice(layer, facts)
    label = option.label if settled is None else QCoreApplication.translate(
        "LegalChoices", "Automatic ({statistic})").format(statistic=statistic_names()[settled.statistic].lower())
    return Option(statistic, label, "", option.remark)


def settled_choice(layer: LayerChoice, facts: Facts) -> Choice | None:
    """Kind and statistic of a raster that is joined with the statistic left open; None as long as nothing is known."""
    detection = _detection(layer, facts)
    if layer.kind == "auto" and detection is None:
        return None
    choice = choose(layer.kind, "auto", detection)
    return replace(choice, statistic=_OF_CLASSES) if choice.kind == "categorical" else choice


def methods(recipe: Recipe, facts: Facts) -> tuple[Option, ...]:
    """The methods of downscaling the recipe's coarse layer. The automatic one is always allowed."""
    names = method_names()
    try:
        coarse, fine = coarse_layer(recipe, facts), covariates(recipe, facts)
    except FusionError:   # that none is chosen speaks against no method
        return tuple(Option(method, name) for method, name in names.items())
    whole = _problem(lambda: require_divisible(coarse.name, _kind(coarse, facts)))
    learning = _missing("sklearn")
    options = [Option("auto", names["auto"], "", whole)]
    for method in METHODS:
        problem = whole or _problem(lambda: require_covariates(method, len(fine)))
        problem = problem or (learning if method in LEARNING else "")
        warning = _no_ndvi(fine, facts) if method == "tsharp" and not problem else ""
        options.append(Option(method, names[method], problem, warning))
    return tuple(options)


def supports(recipe: Recipe, facts: Facts) -> tuple[Option, ...]:
    """What of the ground a point can stand for. The automatic support is always allowed."""
    return tuple(Option(support, label, *_on_support(recipe, facts, support))
                 for support, label in support_names().items() if support in SUPPORTS)


def sample_statistics(recipe: Recipe, facts: Facts) -> tuple[Option, ...]:
    """The statistics of what lies under footprints: those that no raster has are not allowed, others are left out."""
    rasters = rasters_of(recipe)
    return tuple(_sample_statistic(rasters, facts, statistic, recipe.accepted) for statistic in SAMPLE_STATISTICS)


def greyed_text(options: Iterable[Option]) -> str:
    """Which of them are greyed, and why the first one is; "" if none is."""
    greyed = [option for option in options if not option.is_allowed]
    if not greyed:
        return ""
    return QCoreApplication.translate("LegalChoices", "Greyed: {choices}. {reason}").format(
        choices=", ".join(option.label for option in greyed), reason=greyed[0].problem)


def _sample_statistic(rasters: Sequence[LayerChoice], facts: Facts, statistic: str, accepted: frozenset[str]) -> Option:
    name = statistic_names()[statistic]
    if statistic in _OF_PIXELS or not rasters:
        return Option(statistic, name)
    judged = [(layer, *_judged_as(layer, facts, statistic, accepted)) for layer in rasters]
    possible = [(layer, warning) for layer, problem, warning in judged if not problem]
    if not possible:
        return Option(statistic, name, judged[0][1])
    note = ""
    if len(possible) < len(judged):
        without = ", ".join(layer.name for layer, problem, _ in judged if problem)
        note = QCoreApplication.translate(
            "LegalChoices", "It is left out for {layers}, whose values do not have it.").format(layers=without)
    return Option(statistic, name, "", next((warning for _, warning in possible if warning), ""), note)


def _no_classes(layer: LayerChoice, facts: Facts, statistic: str) -> str:
    """The problem of a statistic of classes where values are none."""
    known = facts.get(layer.layer_id)
    if statistic not in _CLASS_STATISTICS or known is None or known.are_whole:
        return ""
    return QCoreApplication.translate(
        "LegalChoices", "Its values are not all whole numbers, and codes of classes are.")


def _judged_as(layer: LayerChoice, facts: Facts, statistic: str, accepted: frozenset[str]) -> tuple[str, str]:
    """Problem and warning of a statistic, the kind being the declared or the detected one."""
    kind, detection, problem = _kind(layer, facts), _detection(layer, facts), _no_classes(layer, facts, statistic)
    if problem:
        return problem, ""
    if kind == "auto" or allows(kind, statistic):
        return _told(check(layer.name, Choice(kind, statistic, ()), detection, layer.kind, formulas=False)
                     if kind != "auto" else [], accepted)
    return _judged(layer.name, kind, statistic, detection, accepted)


def _judged(name: str, kind: str, statistic: str, detection: Detection | None,
            accepted: frozenset[str]) -> tuple[str, str]:
    """Problem and warning of a statistic of a layer's values."""
    try:
        choice = choose(kind, statistic, detection)
    except FusionError as error:
        return told(error.sentence), ""
    if statistic == "auto" and choice.kind == "categorical":
        choice = replace(choice, statistic=_OF_CLASSES)
    return _told(check(name, choice, detection, kind, formulas=False), accepted)


def _told(findings: Iterable[Finding], accepted: frozenset[str]) -> tuple[str, str]:
    """The gravest of them: what stops a run and is not accepted, or what is warned of."""
    findings = list(findings)
    stops = [each for each in findings if each.severity is Severity.BLOCKER and each.code not in accepted]
    warns = [each for each in findings if each.severity is not Severity.INFO]
    if stops:
        return _sentence(told(stops[0].message)), ""
    return "", _sentence(told(warns[0].message)) if warns else ""


def _on_support(recipe: Recipe, facts: Facts, support: str) -> tuple[str, str]:
    """Problem and warning of a support."""
    points = None if recipe.points is None else facts.get(recipe.points.layer_id)
    if support != "auto" and points is not None and points.is_polygons != (support == "polygon"):
        return QCoreApplication.translate("LegalChoices", "It is for points, and the layer has polygons.") \
            if points.is_polygons else \
            QCoreApplication.translate("LegalChoices", "It is for polygons, and the layer has points."), ""
    if support == "bilinear":
        return _bilinear_problem(recipe, facts), ""
    return ("", "") if points is None else _on_sizes(recipe, points, support)


def _bilinear_problem(recipe: Recipe, facts: Facts) -> str:
    """It takes the mean of four pixels."""
    for layer in rasters_of(recipe):
        problem, _ = _judged(layer.name, layer.kind, "mean", _detection(layer, facts), recipe.accepted)
        if problem:
            return QCoreApplication.translate("LegalChoices", "{layer}: {problem}").format(
                layer=layer.name, problem=problem)
    return ""


def _on_sizes(recipe: Recipe, points: LayerFacts, support: str) -> tuple[str, str]:
    """Problem and warning of a support for the sizes that there are."""
    if support in _OF_LENGTH and not {"length", "azimuth"} <= set(points.size_fields):
        return QCoreApplication.translate(
            "LegalChoices", "It needs the fields length and azimuth of the points; the dialog that Advanced opens "
                            "takes fields of other names."), ""
    if support in _OF_SIZE and recipe.diameter is None and "diameter" not in points.size_fields:
        return "", QCoreApplication.translate(
            "LegalChoices", "It needs the diameter of the footprints, which the points have no field of: give it.")
    return "", ""


def _no_ndvi(layers: Sequence[LayerChoice], facts: Facts) -> str:
    """A warning where it is not clear which covariate is the NDVI."""
    known = [facts.get(layer.layer_id) for layer in layers]
    bands = sum(each.bands if each is not None else 1 for each in known)
    if bands == 1 or sum("ndvi" in layer.name.lower() for layer in layers) == 1:
        return ""
    return QCoreApplication.translate(
        "LegalChoices", "It needs one NDVI among the covariates: the only band, or the only one named NDVI.")


def _detection(layer: LayerChoice, facts: Facts) -> Detection | None:
    known = facts.get(layer.layer_id)
    return None if known is None else known.detection


def _kind(layer: LayerChoice, facts: Facts) -> str:
    """As declared, else as detected, else auto."""
    detection = _detection(layer, facts)
    return layer.kind if layer.kind != "auto" or detection is None else detection.kind


def _missing(module: str) -> str:
    """How to get a module that is not there, "" if it is; it is not imported."""
    return "" if find_spec(module) is not None else _problem(lambda: require(module))


def _problem(checked: Callable[[], object]) -> str:
    """The sentence of the error that a check raises, "" if it raises none."""
    try:
        checked()
    except FusionError as error:
        return told(error.sentence)
    return ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
