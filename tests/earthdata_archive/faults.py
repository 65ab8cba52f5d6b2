"""What can go wrong on the way to an archive."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """A status in place of the answer, with Retry-After in seconds (or as a date) if given."""

    status: int
    retry_after: int | str | None = None
    body: str = ""


@dataclass(frozen=True)
class Cut:
    """The connection is dropped after so many bytes of the body."""

    after: int


@dataclass(frozen=True)
class Slow:
    """The answer pauses for so many seconds, after so many bytes of the body."""

    seconds: float
    after: int = 0


@dataclass(frozen=True)
class Spoilt:
    """As many bytes as it should be, but others."""


@dataclass(frozen=True)
class Deaf:
    """Range is not understood: the whole file comes."""


@dataclass(frozen=True)
class NotJson:
    """A page for people, with status 200, where JSON was asked for."""


Fault = Refusal | Cut | Slow | Spoilt | Deaf | NotJson
