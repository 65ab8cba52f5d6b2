"""Sentences that can be told in another language: English text that still knows its template and its values."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any


class Message(str):
    """An English sentence; as a string it is that sentence, and equals, sorts, pickles and writes like it.

    ``template`` is the sentence with its places for values ("{name} has no CRS; assign one first."), ``values`` what
    stands there, by name, Messages among them.
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any]) -> "Message":
        text = super().__new__(cls, template.format(**values))
        text.template, text.values = template, dict(values)
        return text

    def __reduce__(self) -> tuple[type["Message"], tuple[str, dict[str, Any]]]:
        return type(self), (self.template, self.values)

    def told(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of ``translate``, which takes a template to its translation."""
        values = {name: value.told(translate) if isinstance(value, Message) else value
                  for name, value in self.values.items()}
        return translate(self.template).format(**values)


def message(template: str, /, **values: Any) -> Message:
    """A Message. The template is a literal wherever this is called, since `make i18n` reads it from the source."""
    return Message(template, values)


def listed(parts: Iterable[str], separator: str = ", ") -> Message:
    """The parts one behind the other, each of which is told for itself; punctuation alone, so never translated."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return Message(separator.join(f"{{{name}}}" for name in values), values)
