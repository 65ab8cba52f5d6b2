"""What a class raster says of its classes: value -> name and colour."""

import colorsys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

Colour = tuple[int, int, int, int]

# A colour that so many nameless entries share fills a colour table up to its full length.
_SHARED = 3
# Steps around the colour wheel by this part never come back close to a colour soon (the golden section).
_STEP = 0.6180339887498949


@dataclass(frozen=True)
class LegendEntry:
    """One class: its value, its name ("" if it has none) and its colour (red, green, blue, alpha from 0 to 255)."""

    value: int
    name: str = ""
    colour: Colour | None = None


@dataclass(frozen=True)
class Legend:
    """The classes of a band, kept sorted by value. Raises ValueError if a value occurs twice.

    A legend without entries says of a band that it holds classes, and nothing of which they are.
    """

    entries: tuple[LegendEntry, ...] = ()

    def __post_init__(self) -> None:
        entries = tuple(sorted(self.entries, key=_value))
        if any(first.value == second.value for first, second in zip(entries, entries[1:])):
            raise ValueError("a legend names each value once")
        object.__setattr__(self, "entries", entries)

    @property
    def values(self) -> tuple[int, ...]:
        """The values that the legend knows."""
        return tuple(entry.value for entry in self.entries)

    def name(self, value: int) -> str:
        """The name of a class; the value itself as text if it has none."""
        entry = self._find(value)
        return entry.name if entry is not None and entry.name else str(int(value))

    def colour(self, value: int) -> Colour | None:
        """The colour of a class, None if the legend does not tell."""
        entry = self._find(value)
        return entry.colour if entry is not None else None

    def only(self, values: Iterable[int]) -> "Legend":
        """The legend of these values; what it does not know has an entry without name and colour."""
        kept = sorted({int(value) for value in values})
        return Legend(tuple(self._find(value) or LegendEntry(value) for value in kept))

    def completed_by(self, other: "Legend | None") -> "Legend":
        """This legend with the names, colours and entries it lacks taken from `other`."""
        if other is None:
            return self
        merged = []
        for value in sorted({*self.values, *other.values}):
            own, more = self._find(value) or LegendEntry(value), other._find(value) or LegendEntry(value)
            merged.append(LegendEntry(value, own.name or more.name, own.colour or more.colour))
        return Legend(tuple(merged))

    def painted(self) -> "Legend":
        """The legend with a colour for every class: its own, else one that depends on the value alone."""
        return Legend(tuple(
            entry if entry.colour is not None else replace(entry, colour=_made_up(entry.value))
            for entry in self.entries
        ))

    def _find(self, value: int) -> LegendEntry | None:
        index = bisect_left(self.entries, value, key=_value)
        found = index < len(self.entries) and self.entries[index].value == value
        return self.entries[index] if found else None


def make_legend(names: Mapping[int, str], colours: Mapping[int, Colour]) -> Legend | None:
    """The legend of the named values and of those with a colour of their own; None if there are none.

    A name that repeats its value is none. Colour tables hold a colour for every value of the type, and nameless entries
    that only fill them up are left out: fully transparent ones, and those that share their colour with several others
    if it is black or that of the last entry.
    """
    names = {value: " ".join(name.split()) for value, name in names.items()}
    names = {value: name for value, name in names.items() if name not in ("", str(value))}
    nameless = {value: colour for value, colour in colours.items() if value not in names}
    counts = Counter(nameless.values())
    last = nameless[max(nameless)][:3] if nameless else None
    filling = {
        colour for colour, count in counts.items()
        if colour[3] == 0 or (count >= _SHARED and colour[:3] in ((0, 0, 0), last))
    }
    values = set(names) | {value for value, colour in nameless.items() if colour not in filling}
    if not values:
        return None
    return Legend(tuple(LegendEntry(value, names.get(value, ""), colours.get(value)) for value in values))


def _value(entry: LegendEntry) -> int:
    return entry.value


def _made_up(value: int) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(value * _STEP % 1.0, 0.55, 0.85)
    return round(255 * red), round(255 * green), round(255 * blue), 255
