"""Remedies that are a click: what of the recipe, or of how a layer is read, changes to make a finding go away. Pure."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from ..core.finding import Finding, Severity
from ..core.message import Message
from .grid_fixes import common_ground, finer_grid, metres, smaller_grid
from .layer_facts import LayerFacts
from .quality_pairs import flagged_by
from .recipe import LayerChoice, Recipe
from .recipe_question import layers_of

Facts = Mapping[str, LayerFacts]

# Pixels of this many times the side of another layer's can be downscaled with that, as the advice has it.
_COARSER = 1.5
_WHOLE = ("categorical", "circular", "nonlinear")
_TARGET = "the target grid"
_MOST_BUTTONS = 3   # of one kind on a card
_LONGEST_NAME = 20   # characters on a button


@dataclass(frozen=True)
class Nodata:
    """A nodata value (as stored) that a layer's file is to be given for these bands (1-based)."""

    layer_id: str
    bands: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class Dialog:
    """An algorithm (its id) whose dialog is opened with these values, layers by their ids in the project."""

    algorithm: str
    parameters: dict[str, str]


@dataclass(frozen=True)
class Fix:
    """A remedy: the text of its button, what it will do in a sentence, and the recipe after it.

    ``make`` computes the recipe, in any thread; it raises FusionError where the remedy turns out not to help. It is
    None for a remedy that changes how a layer is read, which is ``nodata`` then, and for one that is another
    algorithm's work, whose ``dialog`` is opened.
    """

    label: str
    hint: str
    make: Callable[[], Recipe] | None = field(default=None, compare=False)
    nodata: Nodata | None = None
    dialog: Dialog | None = None


@dataclass(frozen=True)
class _Case:
    """A finding, and the layers that it names."""

    finding: Finding
    recipe: Recipe
    facts: Facts
    approach: str
    layers: tuple[LayerChoice, ...]

    @property
    def layer(self) -> LayerChoice:
        return self.layers[0]

    @property
    def values(self) -> dict[str, Any]:
        """Those of the finding's message and remedy."""
        texts = (self.finding.message, self.finding.remedy)
        return {name: value for text in texts if isinstance(text, Message) for name, value in text.values.items()}

    def changed(self, **changes: Any) -> Callable[[], Recipe]:
        return lambda: self.recipe.with_layer(self.layer.layer_id, **changes)


def fixes_for(finding: Finding, recipe: Recipe, facts: Facts, approach: str) -> tuple[Fix, ...]:
    """The remedies of a finding on a recipe, the likeliest first; none where it takes more than a click."""
    find = _FIXES.get(finding.code)
    layers = layers_of(finding, recipe)
    if find is None or not layers:
        return ()
    found = find(_Case(finding, recipe, facts, approach, layers))
    return tuple(fix for fix in found if fix.make is None or _changes(fix, recipe))


def _changes(fix: Fix, recipe: Recipe) -> bool:
    """Would it change the recipe? What takes long to compute surely does."""
    return getattr(fix.make, "is_slow", False) or fix.make() != recipe


def _classes(case: _Case) -> Iterator[Fix]:
    if case.approach != "A":
        return
    kind = case.layer.kind if case.layer.kind in ("auto", "categorical") else "categorical"
    yield Fix(QCoreApplication.translate("Fixes", "Use Mode"),
              QCoreApplication.translate("Fixes", "Give each cell the class of {layer} that covers most of it.").format(
                  layer=case.layer.name), case.changed(statistic="mode", kind=kind))
    yield Fix(QCoreApplication.translate("Fixes", "Use Fractions"),
              QCoreApplication.translate("Fixes", "Give each cell the share of every class of {layer}, a band for each "
                                                  "class.").format(layer=case.layer.name),
              case.changed(statistic="fractions", kind=kind))
    if case.finding.severity is Severity.WARNING and case.layer.kind == "auto":
        yield _declared(case, "intensive")


def _bit_field(case: _Case) -> Iterator[Fix]:
    yield Fix(QCoreApplication.translate("Fixes", "Make It a Quality Layer"),
              QCoreApplication.translate("Fixes", "Give {layer} the role quality: it is checked, and takes no part in "
                                                  "the run.").format(layer=case.layer.name),
              case.changed(role="quality", statistic="auto"))


def _unmasked(case: _Case) -> Iterator[Fix]:
    """One for each layer that it belongs to, as far as buttons are worth it; else the choice is left to the dialog."""
    flagged = flagged_by(case.layer, case.recipe, case.facts)[:_MOST_BUTTONS]
    for layer in flagged:
        yield Fix(QCoreApplication.translate("Fixes", "Mask {layer}…").format(layer=_short(layer.name)),
                  QCoreApplication.translate("Fixes", "Open \"Mask by quality flags\" with {layer} and {quality}; use "
                                                      "what it makes instead of {layer}.").format(
                      layer=layer.name, quality=case.layer.name),
                  dialog=_masking(case, INPUT=layer.layer_id))
    if not flagged:
        yield Fix(QCoreApplication.translate("Fixes", "Mask by Quality Flags…"),
                  QCoreApplication.translate("Fixes", "Open \"Mask by quality flags\" with {quality}; choose the layer "
                                                      "that it belongs to.").format(quality=case.layer.name),
                  dialog=_masking(case))
    yield from _leave_out(case)


def _short(name: str) -> str:
    """For a button; of a long name its end, where the layers of a granule differ."""
    return name if len(name) <= _LONGEST_NAME else f"…{name[1 - _LONGEST_NAME:]}"


def _masking(case: _Case, **parameters: str) -> Dialog:
    return Dialog("multiscalefusion:maskquality", {"QUALITY": case.layer.layer_id, **parameters})


def _of_kind(kind: str) -> Callable[[_Case], Iterator[Fix]]:
    return lambda case: iter((_declared(case, kind, statistic="auto"),))


def _declared(case: _Case, kind: str, **changes: Any) -> Fix:
    labels = {
        "intensive": QCoreApplication.translate("Fixes", "Declare Intensive"),
        "extensive": QCoreApplication.translate("Fixes", "Declare Extensive"),
        "categorical": QCoreApplication.translate("Fixes", "Declare Categorical"),
        "circular": QCoreApplication.translate("Fixes", "Declare Circular"),
        "decibel": QCoreApplication.translate("Fixes", "Declare Decibel"),
        "ratio": QCoreApplication.translate("Fixes", "Declare Ratio"),
        "radiative": QCoreApplication.translate("Fixes", "Declare Radiative"),
        "nonlinear": QCoreApplication.translate("Fixes", "Declare Nonlinear"),
    }
    return Fix(labels[kind],
               QCoreApplication.translate("Fixes", "Set the variable kind of {layer} to {kind}, which decides how its "
                                                   "values are put together.").format(layer=case.layer.name, kind=kind),
               case.changed(kind=kind, **changes))


def _statistic(case: _Case) -> Iterator[Fix]:
    yield Fix(QCoreApplication.translate("Fixes", "Use Automatic Statistic"),
              QCoreApplication.translate("Fixes", "Let the kind of the values of {layer} decide how they are put "
                                                  "together.").format(layer=case.layer.name),
              case.changed(statistic="auto"))
    remedy = case.finding.remedy
    kind = str(remedy.values.get("kind", "")) if isinstance(remedy, Message) else ""
    if case.layer.kind == "auto" and kind:
        yield _declared(case, kind)


def _leave_out(case: _Case) -> Iterator[Fix]:
    yield Fix(QCoreApplication.translate("Fixes", "Leave Out"),
              QCoreApplication.translate("Fixes", "Do not use {layer}; it stays in the project.").format(
                  layer=case.layer.name), case.changed(used=False))


def _leave_out_blocker(case: _Case) -> Iterator[Fix]:
    return _leave_out(case) if case.finding.severity is Severity.BLOCKER else iter(())


def _empty(case: _Case) -> Iterator[Fix]:
    return _leave_out(case) if "pixels" in case.values else iter(())


def _coarser(case: _Case) -> Iterator[Fix]:
    """Of a layer with larger pixels than the cells."""
    if _can_be_downscaled(case):
        layers = tuple(dataclasses.replace(layer, role=_role(layer, case.layer)) for layer in case.recipe.layers)
        yield Fix(QCoreApplication.translate("Fixes", "Downscale Instead"),
                  QCoreApplication.translate("Fixes", "Take approach B: bring {layer} to finer cells with the help of "
                                                      "the finer layers.").format(layer=case.layer.name),
                  lambda: case.recipe.replace(layers=layers, approach="B"))
    yield from _own_grid(case)


def _role(layer: LayerChoice, coarse: LayerChoice) -> str:
    if layer.layer_id == coarse.layer_id:
        return "coarse"
    return "covariate" if layer.role in ("", "fine", "coarse") else layer.role


def _can_be_downscaled(case: _Case) -> bool:
    known = {layer.layer_id: case.facts.get(layer.layer_id) for layer in case.recipe.rasters if layer.role != "quality"}
    own = known.get(case.layer.layer_id)
    if own is None or own.side_m is None or case.approach == "B":
        return False
    kind = own.kind if case.layer.kind == "auto" else case.layer.kind
    return kind not in _WHOLE and any(each is not None and each.side_m is not None and own.side_m > _COARSER *
                                      each.side_m for each in known.values())


def _own_grid(case: _Case) -> Iterator[Fix]:
    yield Fix(QCoreApplication.translate("Fixes", "Use Its Grid"),
              QCoreApplication.translate("Fixes", "Copy the grid of {layer}, whose pixels then are the cells.").format(
                  layer=case.layer.name),
              lambda: case.recipe.with_grid(way="layer", layer_id=case.layer.layer_id))


def _offset(case: _Case) -> Iterator[Fix]:
    """A shift against the target grid is gone with the layer's own; one against another layer is not."""
    return _own_grid(case) if str(case.values.get("other")) == _TARGET else iter(())


def _signal(case: _Case) -> Iterator[Fix]:
    half = case.values["half"]
    yield Fix(QCoreApplication.translate("Fixes", "Use Finer Cells"),
              QCoreApplication.translate("Fixes", "Make cells of {size} or a little less, in the CRS of the grid as it "
                                                  "is.").format(size=half),
              _slow(lambda: finer_grid(case.recipe, case.facts, case.approach, case.values["cell"], half)))


def _margin(case: _Case) -> Iterator[Fix]:
    if case.recipe.grid.margin:
        yield Fix(QCoreApplication.translate("Fixes", "Take Off the Margin"),
                  QCoreApplication.translate("Fixes", "Make the grid without a margin of one coarse pixel, so that the "
                                                      "layers reach beyond it."),
                  lambda: case.recipe.with_grid(margin=False))
        return
    sides = frozenset(str(side) for side in case.values["sides"].values.values())
    yield Fix(QCoreApplication.translate("Fixes", "Keep a Margin"),
              QCoreApplication.translate("Fixes", "Make the grid smaller by a coarse cell where a layer ends, so that "
                                                  "all layers reach beyond it."),
              _slow(lambda: smaller_grid(case.recipe, case.facts, case.approach, case.values["cell"], sides)))


def _common(case: _Case) -> Iterator[Fix]:
    if case.layer.role == "points":
        return
    yield Fix(QCoreApplication.translate("Fixes", "Use Common Extent"),
              QCoreApplication.translate("Fixes", "Make the grid no larger than a rectangle that all layers cover."),
              _slow(lambda: common_ground(case.recipe, case.facts, case.approach)))
    yield from _leave_out(case)


def _footprint(case: _Case) -> Iterator[Fix]:
    size = case.values["size"]
    diameter = metres(str(size).partition(" x ")[0])
    yield Fix(QCoreApplication.translate("Fixes", "Sample with the Footprint"),
              QCoreApplication.translate("Fixes", "Sample what lies in discs of {size} around the points.").format(
                  size=size),
              lambda: case.recipe.replace(support="disc", diameter=diameter))


def _undeclared(case: _Case) -> Iterator[Fix]:
    value = case.values.get("value")
    if not isinstance(value, float) or not isinstance(case.finding.remedy, Message):
        return
    stored = case.finding.remedy.values.get("value", value)
    known = case.facts.get(case.layer.layer_id)
    bands = _bands(case.finding.subject) or tuple(range(1, (known.bands if known is not None else 1) + 1))
    yield Fix(QCoreApplication.translate("Fixes", "Declare as Nodata"),
              QCoreApplication.translate(
                  "Fixes", "Count {value:.10g} in {layer} as missing: a small file beside its own declares it, and the "
                           "layer reads that from now on. Its own file stays as it is.").format(
                               value=value, layer=case.layer.name),
              nodata=Nodata(case.layer.layer_id, bands, float(stored)))


def _bands(subject: str) -> tuple[int, ...]:
    """Those that a finding's subject names; none where it means all."""
    values = subject.values if isinstance(subject, Message) else {}
    return tuple(int(number) for number in str(values.get("numbers", values.get("number", ""))).split(",") if number)


def _slow(make: Callable[[], Recipe]) -> Callable[[], Recipe]:
    """Marks what is not to be computed before it is wanted."""
    make.is_slow = True
    return make


_FIXES: dict[str, Callable[[_Case], Iterator[Fix]]] = {
    "CATEGORICAL_AVERAGE": _classes,
    "BITFIELD_AVERAGE": _bit_field,
    "QUALITY_UNUSED": _unmasked,
    "CIRCULAR_AVERAGE": _of_kind("circular"),
    "DECIBEL_AVERAGE": _of_kind("decibel"),
    "NONLINEAR_AVERAGE": _leave_out_blocker,
    "RADIATIVE_MEAN": _of_kind("radiative"),
    "UNUSUAL_STATISTIC": _statistic,
    "INTERPOLATED_DETAIL": _coarser,
    "CARRIED_SUPPORT": _coarser,
    "ALIASED_RESAMPLING": _statistic,
    "SIGNAL_LOSS": _signal,
    "SMALL_RATIO": _own_grid,
    "FOOTPRINT_STRADDLES": _footprint,
    "EDGE_MARGIN": _margin,
    "NO_OVERLAP": _leave_out,
    "PARTIAL_OVERLAP": _common,
    "GRID_OFFSET": _offset,
    "NODATA_UNDECLARED": _undeclared,
    "NODATA_SHARE": _empty,
    "CRS_MISSING": _leave_out,
    "CRS_MISMATCH": _leave_out_blocker,
    "SWATH_UNGRIDDED": _leave_out,
    "LAYER_UNREADABLE": _leave_out,
}
