"""Checksums as granules' metadata (UMM-G) gives them, and those of files."""

import hashlib
import re
from collections.abc import Callable
from typing import Any, NamedTuple

# UMM-G's names. It also knows Adler-32, CRC-32 and SHA-1/384, which archives give for next to no granule.
_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_OTHERWISE = "SHA-256"
_PIECE = 2**20


class Checksum(NamedTuple):
    """`algorithm` as UMM-G names it ("MD5", "SHA-256", "SHA-512"), `value` in hexadecimal digits, lower case."""

    algorithm: str
    value: str

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"


def known_checksum(algorithm: str | None, value: str | None) -> Checksum | None:
    """A checksum that can be computed here; None where none is given, or of an algorithm that is not known."""
    name = re.sub(r"^SHA(2?[-_])?(?=\d{1,3}$)", "SHA-", (algorithm or "").strip().upper())
    digits = (value or "").strip().lower()
    length = 2 * hashlib.new(_ALGORITHMS[name], usedforsecurity=False).digest_size if name in _ALGORITHMS else 0
    is_one = length and len(digits) == length and set(digits) <= set("0123456789abcdef")
    return Checksum(name, digits) if is_one else None


def parse_checksum(text: str) -> Checksum | None:
    """What `str` makes of one; None for anything else."""
    algorithm, _, value = text.partition(":")
    return known_checksum(algorithm, value)


class Digest:
    """A checksum that grows with the bytes; of the algorithm of `like`, SHA-256 without one."""

    def __init__(self, like: Checksum | None = None) -> None:
        self.algorithm = like.algorithm if like else _OTHERWISE
        self._hash: Any = hashlib.new(_ALGORITHMS[self.algorithm], usedforsecurity=False)

    def update(self, content: bytes) -> None:
        self._hash.update(content)

    def result(self) -> Checksum:
        return Checksum(self.algorithm, self._hash.hexdigest())


def digest_of(path: str, like: Checksum | None = None, check: Callable[[], None] = lambda: None) -> Digest:
    """Of a file's bytes; `check` is called now and then and may raise. Raises OSError."""
    digest = Digest(like)
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            check()
            digest.update(piece)
    return digest
