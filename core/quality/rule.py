"""Rules over quality fields, such as "cloud == 0 and shadow == no and aerosol != high": their grammar and meaning.

    rule        either { "or" either }
    either      part { "and" part }
    part        "not" part | "(" rule ")" | comparison
    comparison  field [ ("==" | "=" | "!=" | "<" | "<=" | ">" | ">=") value | ["not"] "in" "(" value { "," value } ")" ]
    value       number (decimal, 0x..., 0b...) | name of a value, with _ for what is no letter or digit | "such a name"

A flag alone means that it is set. Names are in any case. Parsed here, never evaluated as Python.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import reduce
from typing import NamedTuple

import numpy as np

from ..errors import FusionError
from ..message import listed, message
from .fields import Field, Fields

_TOKEN = re.compile(r"""\s*(?:
    (?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?![\w.]))
    | (?P<string>"[^"]*"|'[^']*')
    | (?P<word>[A-Za-z_]\w*)
    | (?P<sign>==|!=|<=|>=|[=<>(),])
    | (?P<end>$)
    )""", re.VERBOSE)
_COMPARE: dict[str, Callable] = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
                                 ">": operator.gt, ">=": operator.ge}
_KEYWORDS = ("and", "or", "not", "in")
_DEEPEST = 50
_LONGEST = 4000


class Rule:
    """A part of a rule: `keeps` says where it holds, `words` tells it in plain language."""

    def keeps(self, stored: np.ndarray) -> np.ndarray:
        """Where the rule holds of stored values (of values in their units, of a quantity): booleans of that shape."""
        raise NotImplementedError

    def words(self) -> str:
        """The rule in words, a Message."""
        raise NotImplementedError

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that it asks for, each once, in its order."""
        raise NotImplementedError


@dataclass(frozen=True)
class Comparison(Rule):
    """``sign``: one of _COMPARE, or "in", or "not in", with the numbers that it is about."""

    field: Field
    sign: str
    numbers: tuple[float, ...]

    def keeps(self, stored: np.ndarray) -> np.ndarray:
        held = self.field.of(stored)
        if self.sign in _COMPARE:
            return _COMPARE[self.sign](held, self.numbers[0])
        found = reduce(np.logical_or, [held == number for number in self.numbers])
        return found if self.sign == "in" else ~found

    def words(self) -> str:
        field, sign = self.field, self.sign
        if field.values and sign in ("<", "<=", ">", ">="):
            named = tuple(number for number, _ in field.values if _COMPARE[sign](number, self.numbers[0]))
            if named:
                return message("{field} is {values}", field=field.name, values=_either(field, named))
        values = _either(field, self.numbers)
        if sign in ("==", "in"):
            return message("{field} is {values}", field=field.name, values=values)
        if sign in ("!=", "not in"):
            return message("{field} is not {values}", field=field.name, values=values)
        if sign == "<":
            return message("{field} is below {values}", field=field.name, values=values)
        if sign == "<=":
            return message("{field} is at most {values}", field=field.name, values=values)
        if sign == ">":
            return message("{field} is above {values}", field=field.name, values=values)
        return message("{field} is at least {values}", field=field.name, values=values)

    @property
    def fields(self) -> tuple[Field, ...]:
        return (self.field,)


@dataclass(frozen=True)
class Both(Rule):
    """Several parts, of which all must hold (``every``), or one at least."""

    parts: tuple[Rule, ...]
    every: bool

    def keeps(self, stored: np.ndarray) -> np.ndarray:
        return reduce(np.logical_and if self.every else np.logical_or, [part.keeps(stored) for part in self.parts])

    def words(self) -> str:
        texts = [message("({part})", part=part.words()) if isinstance(part, Both) else part.words()
                 for part in self.parts]
        return reduce(_and if self.every else _or, texts)

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(dict.fromkeys(field for part in self.parts for field in part.fields))


@dataclass(frozen=True)
class Not(Rule):
    """What must not hold."""

    part: Rule

    def keeps(self, stored: np.ndarray) -> np.ndarray:
        return ~self.part.keeps(stored)

    def words(self) -> str:
        return message("not ({part})", part=self.part.words())

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.part.fields


class _Token(NamedTuple):
    kind: str
    text: str
    place: int   # of its first character, from 1


def parse_rule(text: str, fields: Fields) -> Rule:
    """Read a rule over these fields. Raises FusionError in one sentence that says where it is wrong, and what fits."""
    if not text.strip():
        raise FusionError(message("The rule is empty; write one over {fields}, such as {field} == 0.",
                                  fields=listed(fields.names), field=fields.names[0]))
    if len(text) > _LONGEST:
        raise FusionError(message("The rule has {count} characters, and {most} at most are read; write it shorter.",
                                  count=len(text), most=_LONGEST))
    return _Parser(_tokens(text), fields).whole()


class _Parser:
    """Recursive descent; `_at` is the token that comes next."""

    def __init__(self, tokens: list[_Token], fields: Fields) -> None:
        self._tokens, self._fields = tokens, fields
        self._at = self._depth = 0

    def whole(self) -> Rule:
        found = self._any()
        if self._next.kind != "end":
            raise _wrong(self._next, message("only and, or, or the end of the rule can stand here"))
        return found

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> _Token | None:
        """The next token if it is one of these signs or keywords."""
        token = self._next
        if token.kind not in ("sign", "keyword") or token.text not in texts:
            return None
        self._at += 1
        return token

    def _any(self) -> Rule:
        parts = [self._all()]
        while self._take("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Both(tuple(parts), every=False)

    def _all(self) -> Rule:
        parts = [self._part()]
        while self._take("and"):
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else Both(tuple(parts), every=True)

    def _part(self) -> Rule:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _wrong(self._next, message("it is nested more than {most} deep", most=_DEEPEST))
        found = self._within()
        self._depth -= 1
        return found

    def _within(self) -> Rule:
        if self._take("not"):
            return Not(self._part())
        if self._take("("):
            found = self._any()
            if not self._take(")"):
                raise _wrong(self._next, message("a closing bracket is missing before it"))
            return found
        return self._comparison()

    def _comparison(self) -> Rule:
        token = self._next
        if token.kind != "word":
            raise _wrong(token, message("the name of a field must stand here, and those of {owner} are {fields}",
                                        owner=self._fields.owner, fields=listed(self._fields.names)))
        field = self._fields.find(token.text)
        if field is None:
            raise _wrong(token, self._no_field(token.text))
        self._at += 1
        negated = self._next.text == "not" and self._tokens[self._at + 1].text == "in"
        if negated:
            self._at += 1
        if self._take("in"):
            return Comparison(field, "not in" if negated else "in", self._several(field))
        sign = self._take("=", *_COMPARE)
        if sign is None:
            return self._alone(token, field)
        return self._compared(field, "==" if sign.text == "=" else sign.text)

    def _alone(self, token: _Token, field: Field) -> Rule:
        if not field.is_flag:
            raise _wrong(token, message("{field} holds more than no and yes, so it must be compared with a value, as "
                                        "in {field} == 0", field=field.name))
        return Comparison(field, "==", (1,))

    def _compared(self, field: Field, sign: str) -> Rule:
        token = self._next
        numbers = self._value(field)
        if len(numbers) == 1:
            return Comparison(field, sign, numbers)
        if sign not in ("==", "!="):
            raise _wrong(token, message("it stands for several values of {field} ({numbers}), so it has no order; give "
                                        "a number", field=field.name, numbers=listed(map(str, numbers))))
        return Comparison(field, "in" if sign == "==" else "not in", numbers)

    def _several(self, field: Field) -> tuple[float, ...]:
        if not self._take("("):
            raise _wrong(self._next, message("an opening bracket must stand behind in"))
        numbers = list(self._value(field))
        while self._take(","):
            numbers += self._value(field)
        if not self._take(")"):
            raise _wrong(self._next, message("a comma or a closing bracket must stand here"))
        return tuple(dict.fromkeys(numbers))

    def _value(self, field: Field) -> tuple[float, ...]:
        token = self._next
        if token.kind == "number":
            numbers = (_number(token.text),)
            self._check_fits(token, field, numbers[0])
        elif token.kind in ("word", "string"):
            numbers = field.numbers_of(token.text.strip("\"'"))
            if not numbers:
                raise _wrong(token, _no_value(field))
        else:
            raise _wrong(token, message("a value of {field} must stand here", field=field.name))
        self._at += 1
        return numbers

    def _check_fits(self, token: _Token, field: Field, number: float) -> None:
        if field.is_quantity:
            return
        if not float(number).is_integer():
            raise _wrong(token, message("{field} holds whole numbers", field=field.name))
        if field.largest is not None and not 0 <= number <= field.largest:
            raise _wrong(token, message("{field} holds 0 to {largest}", field=field.name, largest=field.largest))

    def _no_field(self, name: str) -> str:
        close = get_close_matches(name.lower(), self._fields.names, n=1)
        if close:
            return message("{owner} has no such field, but {close}; its fields are {fields}", owner=self._fields.owner,
                           close=close[0], fields=listed(self._fields.names))
        return message("{owner} has no such field; its fields are {fields}", owner=self._fields.owner,
                       fields=listed(self._fields.names))


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while not found or found[-1].kind != "end":
        match = _TOKEN.match(text, at)
        if match is None:
            place = at + len(text[at:]) - len(text[at:].lstrip())
            raise _wrong(_Token("", text[place], place + 1), message("no rule has such a character here"))
        kind = match.lastgroup
        token = _Token(kind, match[kind], match.start(kind) + 1)
        if kind == "word" and token.text.lower() in _KEYWORDS:
            token = _Token("keyword", token.text.lower(), token.place)
        found.append(token)
        at = match.end()
    return found


def _number(text: str) -> float:
    sign, digits = (-1, text[1:]) if text[0] == "-" else (1, text.lstrip("+"))
    if digits[:2].lower() in ("0x", "0b"):
        return sign * int(digits, 0)
    number = sign * float(digits)
    return int(number) if number.is_integer() else number


def _wrong(token: _Token, reason: str) -> FusionError:
    if token.kind == "end":
        return FusionError(message("The rule is not understood at its end (character {place}): {reason}.",
                                   place=token.place, reason=reason))
    return FusionError(message("The rule is not understood at character {place} ({text}): {reason}.",
                               place=token.place, text=token.text, reason=reason))


def _no_value(field: Field) -> str:
    if not field.values:
        return message("the values of {field} have no names; give a number", field=field.name)
    return message("no value of {field} is called so; they are {values}", field=field.name,
                   values=listed(field.words))


def _either(field: Field, numbers: tuple[float, ...]) -> str:
    """The values in words; numbers of the same meaning stand together behind it."""
    meanings: dict[str, list[float]] = {}
    for number in numbers:
        own = "" if field.is_quantity else field.meaning(int(number))
        meanings.setdefault(own or _number_text(field, number), []).append(number)
    texts = []
    for meaning, held in meanings.items():
        named = not field.is_quantity and meaning == field.meaning(int(held[0]))
        texts.append(f"{meaning} ({', '.join(f'{number:g}' for number in held)})" if named else meaning)
    return reduce(_or, texts)


def _number_text(field: Field, number: float) -> str:
    return f"{number:g} {field.units}".strip() if field.is_quantity else f"{number:g}"


def _and(first: str, second: str) -> str:
    return message("{first} and {second}", first=first, second=second)


def _or(first: str, second: str) -> str:
    return message("{first} or {second}", first=first, second=second)
