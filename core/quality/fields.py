"""The fields of a quality layer: named bits of its stored values, its classes, or a quantity."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..product import BitField

Names = tuple[tuple[int, str], ...]

_BIT = re.compile(r"bits?(\d{1,2})(?:_(\d{1,2}))?")
_MOST_BITS = 32
_ARTICLE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Field:
    """One thing that a quality layer tells of a pixel.

    ``bits``: where it sits in stored values, None where the stored value is the field (classes) or a quantity in
    ``units``. ``values`` pairs what it holds with what that means; empty where numbers speak for themselves.
    """

    name: str
    bits: BitField | None = None
    values: Names = ()
    units: str = ""
    is_quantity: bool = False

    def of(self, stored: np.ndarray) -> np.ndarray:
        """The field in stored values (in those in ``units``, of a quantity): an array of the same shape."""
        return stored if self.bits is None else self.bits.of(stored)

    @property
    def largest(self) -> int | None:
        """The largest number that fits into its bits; None where it has none of its own."""
        return None if self.bits is None else (1 << self.bits.count) - 1

    @property
    def is_flag(self) -> bool:
        """Does it say no (0) or yes (1) and nothing else?"""
        return tuple(name for _, name in self.values) == ("no", "yes")

    def meaning(self, number: int) -> str:
        """What a number means, "" if nobody says."""
        return dict(self.values).get(number, "")

    def numbers_of(self, word: str) -> tuple[int, ...]:
        """The numbers that a word means, written as `word_of` has it or with its first words alone if these tell; ()
        for none. Several, where a product calls them the same.
        """
        asked = word_of(word)
        whole = tuple(number for number, name in self.values if word_of(name) == asked)
        if whole or not asked:
            return whole
        begun = {name for _, name in self.values if word_of(name).startswith(f"{asked}_")}
        return tuple(number for number, name in self.values if name in begun) if len(begun) == 1 else ()

    @property
    def words(self) -> tuple[str, ...]:
        """How its values are written in rules, each once: in quotes where a word cannot begin so."""
        words = ((word_of(name), name) for _, name in self.values)
        return tuple(dict.fromkeys(word if word.isidentifier() else f'"{name}"' for word, name in words))


@dataclass(frozen=True)
class Fields:
    """The fields of a layer by name; ``owner`` is what has them, in messages.

    Beside them every layer has ``value``, the stored value itself, and of integers ``bit0``, ``bit1``, ... and
    ``bits2_3``, from the first to the last bit. ``aliases``: other names of fields.
    """

    owner: str
    named: tuple[Field, ...]
    aliases: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.named) or ("value", "bit0", "bit1", "bits2_3")

    @property
    def is_quantity(self) -> bool:
        """Are values quantities, that have no bits?"""
        return any(field.is_quantity for field in self.named)

    def find(self, name: str) -> Field | None:
        """The field of a name in any case; None if there is none."""
        asked = name.lower()
        own = {field.name.lower(): field for field in self.named}
        found = own.get(asked) or own.get(self.aliases.get(asked, ""))
        if found is not None or self.is_quantity:
            return found
        if asked == "value":
            return Field("value", values=self.named[0].values if self._is_classes else ())
        return _bits(asked)

    @property
    def _is_classes(self) -> bool:
        return len(self.named) == 1 and self.named[0].bits is None


def word_of(name: str) -> str:
    """A name as it is written in a rule: "Cloud, high probability" is cloud_high_probability."""
    return _ARTICLE.sub("_", name.lower()).strip("_")


def bit_fields(fields: Sequence[BitField]) -> tuple[Field, ...]:
    """The fields of a product's table."""
    return tuple(Field(each.name, each, each.values) for each in fields)


def _bits(name: str) -> Field | None:
    match = _BIT.fullmatch(name)
    if match is None:
        return None
    first = int(match[1])
    last = first if match[2] is None else int(match[2])
    if last >= _MOST_BITS or last < first:
        return None
    return Field(name, BitField(name, first, last - first + 1, ((0, "no"), (1, "yes")) if last == first else ()))
