"""A login to NASA Earthdata as plain values, which show themselves to nobody."""

import os
from dataclasses import dataclass, field

from ..errors import FusionError
from ..message import message

VARIABLES = ("EARTHDATA_USERNAME", "EARTHDATA_PASSWORD", "EARTHDATA_TOKEN")   # earthaccess's own


@dataclass(frozen=True)
class Credentials:
    """User and password, or a token, which counts more. Its text, a copy in a log for one, shows none of them.

    It lives in memory alone: pickling it raises TypeError. Raises FusionError if something is missing.
    """

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.token and not (self.user and self.password):
            raise FusionError(message("The Earthdata login lacks its user name or its password; enter both, or a "
                                      "token."))
        if not all(map(_is_sendable, (self.user, self.password, self.token))):
            raise FusionError(message("The Earthdata login holds characters that cannot be sent, such as a line break; "
                                      "enter it again."))

    def __reduce__(self) -> str:
        raise TypeError("a login is not written anywhere")


def in_environment() -> Credentials | None:
    """Of the variables, as earthaccess reads them: a token, else user and password; None without both."""
    user, password, token = (os.environ.get(name, "").strip() for name in VARIABLES)
    return Credentials(user, password, token) if token or (user and password) else None


def _is_sendable(text: str) -> bool:
    return all(character.isprintable() for character in text)
