"""What the user has chosen in the dock: immutable values, no widgets and no QGIS."""

import dataclasses
import json
import reprlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..core.errors import FusionError
from ..core.message import message

VERSION = 1
ROLES = ("fine", "coarse", "covariate", "quality", "points")
APPROACHES = ("A", "B", "C")
# How the target grid is asked for: as the approach suggests, or in one of the ways of the algorithms.
GRID_WAYS = ("auto", "layer", "preset", "crs")
EXTENT_WAYS = ("layers", "layer", "map", "drawn")

Words = tuple[str, ...] | None


@dataclass(frozen=True)
class LayerChoice:
    """A layer of the project and what it is to be used for.

    ``source`` finds it again in another project, where its ``layer_id`` is another one. ``kind`` and ``statistic`` are
    of `core.variable` (KINDS, and STATISTICS or for points what `samplepoints` offers); "auto" leaves them to the
    engine. ``role`` is one of ROLES, "" until it is known.
    """

    layer_id: str
    source: str
    name: str
    used: bool = False
    role: str = ""
    kind: str = "auto"
    statistic: str = "auto"


@dataclass(frozen=True)
class GridChoice:
    """The target grid as asked for.

    ``way`` is one of GRID_WAYS; "layer" copies that of the layer ``layer_id``, "preset" takes ``preset``, "crs" takes
    ``crs`` (WKT or an authority code) and ``resolution`` (in its units). ``extent_way`` is one of EXTENT_WAYS;
    ``extent`` (x min, y min, x max, y max) is in ``extent_crs`` and None for "layers", which covers all of them.
    ``margin``: add one pixel of the coarsest layer on all sides?
    """

    way: str = "auto"
    layer_id: str = ""
    preset: str = ""
    crs: str = ""
    resolution: float | None = None
    extent_way: str = "layers"
    extent_layer_id: str = ""
    extent: tuple[float, float, float, float] | None = None
    extent_crs: str = ""
    margin: bool = False


@dataclass(frozen=True)
class Recipe:
    """All choices of a run.

    ``approach`` is one of APPROACHES, or "" to follow the recommendation. ``method`` is the METHOD of `downscale`,
    ``support`` the SUPPORT of `samplepoints` and ``statistics`` its STATISTICS, ``diameter`` that of footprints in
    metres, None for what the points' fields say. ``accepted``: codes of blockers that the user accepts by name.
    ``output``: a path, "" for a temporary file.
    """

    layers: tuple[LayerChoice, ...] = ()
    grid: GridChoice = GridChoice()
    approach: str = ""
    method: str = "auto"
    support: str = "auto"
    statistics: tuple[str, ...] = ("mean",)
    diameter: float | None = None
    accepted: frozenset[str] = frozenset()
    output: str = ""
    uncertainty: bool = True
    report: bool = True

    @property
    def used(self) -> tuple[LayerChoice, ...]:
        """The layers that take part, in the order of the table."""
        return tuple(layer for layer in self.layers if layer.used)

    @property
    def rasters(self) -> tuple[LayerChoice, ...]:
        """Those of them that are rasters."""
        return tuple(layer for layer in self.used if layer.role != "points")

    @property
    def points(self) -> LayerChoice | None:
        """The point layer that is sampled at, None if none is used."""
        return next((layer for layer in self.used if layer.role == "points"), None)

    def layer(self, layer_id: str) -> LayerChoice | None:
        """The choice of a layer, None if it is not in the table."""
        return next((layer for layer in self.layers if layer.layer_id == layer_id), None)

    def with_layer(self, layer_id: str, **changes: Any) -> "Recipe":
        """The recipe with other choices for one layer; the same recipe if it is not in the table."""
        return dataclasses.replace(self, layers=tuple(
            dataclasses.replace(layer, **changes) if layer.layer_id == layer_id else layer for layer in self.layers))

    def with_grid(self, **changes: Any) -> "Recipe":
        """The recipe with other choices for the grid."""
        return dataclasses.replace(self, grid=dataclasses.replace(self.grid, **changes))

    def replace(self, **changes: Any) -> "Recipe":
        """The recipe with other choices of its own."""
        return dataclasses.replace(self, **changes)


def to_json(recipe: Recipe) -> str:
    """The recipe as JSON, the same text for the same recipe."""
    values = {"version": VERSION, **dataclasses.asdict(recipe), "accepted": sorted(recipe.accepted)}
    return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> Recipe:
    """The recipe of a JSON text. Raises FusionError, in one sentence, if it is none or of a later version."""
    try:
        values = json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise FusionError(message("This is no recipe: {reason}.", reason=error)) from error
    version = values.pop("version", None) if isinstance(values, dict) else None
    if type(version) is not int or version < 1:   # True is an int, too
        raise FusionError(message("This is no recipe: its version is missing; save one from the dock and choose that."))
    if version > VERSION:
        raise FusionError(message("The recipe is of version {version}, and this plugin reads up to {known}; update the "
                                  "plugin.", version=_shown(version), known=VERSION))
    recipe = _made(Recipe, values, message("the recipe"))
    ids = [layer.layer_id for layer in recipe.layers]
    if len(set(ids)) < len(ids):
        raise _damaged(message("a layer is in it twice"))
    return recipe


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _made(kind: type, values: object, place: str) -> Any:
    """A dataclass of ours from what stands at a place in the recipe. Raises FusionError."""
    if not isinstance(values, dict):
        raise _damaged(message("{place} is {value} and no JSON object", place=place, value=_shown(values)))
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for name in values:
        if name not in fields:
            raise _damaged(message("{place} has an unknown field {name}", place=place, name=_shown(name)))
    for name, field in fields.items():
        if field.default is dataclasses.MISSING and name not in values:
            raise _damaged(message("{place} lacks the field {name}", place=place, name=name))
    known = _known_words()
    return kind(**{name: _READERS[fields[name].type](name, value, known.get(name)) for name, value in values.items()})


def _text(name: str, value: object, known: Words) -> str:
    if not isinstance(value, str) or "\0" in value or not _is_unicode(value):
        raise _damaged(message("{name} is {value} and no text", name=name, value=_shown(value)))
    if known is not None and value not in known:
        raise _damaged(message("{name} is {value} and must be one of {known}", name=name, value=_shown(value),
                               known=", ".join(filter(None, known))))
    return value


def _flag(name: str, value: object, known: Words) -> bool:
    if not isinstance(value, bool):
        raise _damaged(message("{name} is {value} and neither true nor false", name=name, value=_shown(value)))
    return value


def _number(name: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max:
        return float(value)
    raise _damaged(message("{name} is {value} and no number", name=name, value=_shown(value)))


def _size(name: str, value: object, known: Words) -> float | None:
    if value is None:
        return None
    size = _number(name, value)
    if size < 0.0:
        raise _damaged(message("{name} is {value} and must not be negative", name=name, value=_shown(value)))
    return size


def _extent(name: str, value: object, known: Words) -> tuple[float, float, float, float] | None:
    if value is None:
        return None
    numbers = [_number(name, each) for each in _list(name, value)]
    if len(numbers) != 4 or numbers[0] > numbers[2] or numbers[1] > numbers[3]:
        raise _damaged(message("{name} is {value} and must be x min, y min, x max, y max", name=name,
                               value=_shown(value)))
    return tuple(numbers)


def _texts(name: str, value: object, known: Words) -> tuple[str, ...]:
    return tuple(_text(name, each, known) for each in _list(name, value))


def _layers(name: str, value: object, known: Words) -> tuple[LayerChoice, ...]:
    return tuple(_made(LayerChoice, each, message("layer {number}", number=number))
                 for number, each in enumerate(_list(name, value), start=1))


def _list(name: str, value: object) -> list:
    if not isinstance(value, list):
        raise _damaged(message("{name} is {value} and no JSON array", name=name, value=_shown(value)))
    return value


_READERS: dict[Any, Callable[[str, object, Words], Any]] = {
    str: _text,
    bool: _flag,
    float | None: _size,
    tuple[float, float, float, float] | None: _extent,
    tuple[str, ...]: _texts,
    frozenset[str]: lambda name, value, known: frozenset(_texts(name, value, known)),
    tuple[LayerChoice, ...]: _layers,
    GridChoice: lambda name, value, known: _made(GridChoice, value, name),
}


def _known_words() -> dict[str, tuple[str, ...]]:
    """Of fields that take one of some words: these. Those of the algorithms are read late, since QGIS is."""
    from ..core.downscale.methods import METHODS
    from ..core.grid_presets import PRESETS
    from ..core.variable import KINDS, STATISTICS
    from ..processing.sample_points_parameters import SAMPLE_STATISTICS, SUPPORTS

    return {"role": ("", *ROLES), "approach": ("", *APPROACHES), "way": GRID_WAYS, "extent_way": EXTENT_WAYS,
            "kind": KINDS, "statistic": tuple(dict.fromkeys((*STATISTICS, *SAMPLE_STATISTICS))),
            "method": ("auto", *METHODS), "support": SUPPORTS, "statistics": SAMPLE_STATISTICS,
            "preset": ("", *PRESETS)}


def _is_unicode(text: str) -> bool:
    """Can it be written? Half a surrogate pair, which JSON can hold, cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(value: object) -> str:
    """A value in a sentence: on one line, and not at length."""
    return reprlib.repr(value)


def _damaged(reason: str) -> FusionError:
    return FusionError(message("The recipe is damaged: {reason}.", reason=reason))
