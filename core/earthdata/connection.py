"""Requests to archives: what their answers mean, when to ask again, and who is shown the login."""

import email.utils
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from ..errors import FusionError
from ..message import message
from .stop import Stop

REGISTRATION = "https://urs.earthdata.nasa.gov/users/new"
LICENCES = "https://urs.earthdata.nasa.gov/users/earthaccess/unaccepted_eulas"
# Hosts of NASA's archives. The token goes to nobody else, whatever a layer's links say.
_ARCHIVES = ("nasa.gov", "usgs.gov", "nsidc.org", "asf.alaska.edu", "ornl.gov")
_LOGIN_HOST = "urs.earthdata.nasa.gov"
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_USABLE = (200, 206, 416)
_LINK = re.compile(r"https://[^\s\"'<>]+")
_PIECE = 2**16
_BODY = 20_000


class Refused(FusionError):
    """The login or a licence agreement is missing: to ask for the next file would be refused too."""


class Again(Exception):
    """The request failed in a way that may pass. `after`: seconds the server asks to wait, None if it does not say."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.after = reason, after


class NoRanges(Exception):
    """The server gives whole files alone."""


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, and how often to ask again.

    `attempts` in a row without a byte gained are the end; the wait after the nth is `first` * 2 ** (n - 1), at most
    `longest`, or what the server asks for in Retry-After, at most `asked`. `connect` and `read` are the timeouts of
    each request.
    """

    attempts: int = 6
    first: float = 1.0
    longest: float = 60.0
    asked: float = 600.0
    connect: float = 15.0
    read: float = 60.0

    def wait(self, failures: int) -> float:
        """Seconds after so many failures in a row."""
        return min(self.first * 2.0 ** (failures - 1), self.longest)


@dataclass
class Connection:
    """A session with an archive, used by one thread.

    `session` as `earthaccess.Auth.get_session` gives it. `hosts` are trusted with its login beside NASA's archives,
    each "host" or "host:port". `tell` takes remarks, from any thread.
    """

    session: requests.Session
    stop: Stop = field(default_factory=Stop)
    patience: Patience = Patience()
    hosts: tuple[str, ...] = ()
    tell: Callable[[str], None] = lambda text: None

    @contextmanager
    def answer(self, url: str, name: str, headers: dict[str, str] | None = None) -> Iterator[requests.Response]:
        """The answer to a GET, its body still to be read: 200, 206 or 416.

        Raises Again for what may pass, Refused or FusionError for what does not, Cancelled.
        """
        self.stop.check()
        asked: dict[str, str | None] = {"Accept-Encoding": "identity", **(headers or {})}
        if not self._is_trusted(url):
            asked["Authorization"] = None   # takes the session's away
        with self._told(name):
            response = self.session.get(url, headers=asked, stream=True,
                                        timeout=(self.patience.connect, self.patience.read))
        with response:
            with self.stop.reading(response), self._told(name):
                self._judge(response, name)
                yield response

    def pieces(self, response: requests.Response) -> Iterator[bytes]:
        """The body as it comes. Raises Again if it ends early, Cancelled."""
        length = response.headers.get("Content-Length", "")
        missing = int(length) if length.isdigit() else None
        while missing is None or missing > 0:
            piece = response.raw.read(_PIECE if missing is None else min(_PIECE, missing))
            self.stop.check()
            if not piece:
                break
            if missing is not None:
                missing -= len(piece)
            yield piece
        if missing:
            raise Again(message("the connection was cut"))

    def part(self, url: str, name: str, begin: int, end: int, version: str = "") -> tuple[bytes, int, str]:
        """Bytes `begin` to `end` (not included, beyond the file's end allowed), the file's size, and its version.

        With a `version`, the file must still be the same. Raises NoRanges, FusionError, Cancelled.
        """
        failures = 0
        while True:
            try:
                return self._part(url, name, begin, end, version)
            except Again as again:
                failures += 1
                self.pause(again, failures, name)

    def pause(self, again: Again, failures: int, name: str) -> None:
        """Wait before the next attempt. Raises FusionError if there shall be none."""
        patience = self.patience
        if failures >= patience.attempts or (again.after or 0.0) > patience.asked:
            raise _given_up(name, failures, again.reason) from again
        seconds = patience.wait(failures) if again.after is None else again.after
        self.tell(message("{name}: {reason}; asking again in {seconds:g} s.", name=name, reason=again.reason,
                          seconds=round(seconds, 1)))
        self.stop.wait(seconds)

    def _part(self, url: str, name: str, begin: int, end: int, version: str) -> tuple[bytes, int, str]:
        headers = {"Range": f"bytes={begin}-{end - 1}", **({"If-Range": version} if version else {})}
        with self.answer(url, name, headers) as response:
            first, total = content_range(response)
            if response.status_code != 206 or first != begin or total is None:
                raise NoRanges
            content = b"".join(self.pieces(response))
            if len(content) != min(end, total) - begin:
                raise Again(message("the connection was cut"))
            return content, total, version_of(response)

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Errors of the libraries as Again or FusionError; those that a stop caused as Cancelled."""
        try:
            yield
        except (requests.exceptions.SSLError, requests.exceptions.TooManyRedirects,
                requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema,
                requests.exceptions.MissingSchema) as error:
            self.stop.check()
            raise FusionError(message("{name} cannot be asked for ({reason}); check its address.", name=name,
                                      reason=_plainly(error))) from error
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError) as error:
            self.stop.check()
            raise Again(message("the archive does not answer")) from error
        except requests.exceptions.ConnectionError as error:
            self.stop.check()
            raise Again(message("the archive cannot be reached, or hung up")) from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, ConnectionError) as error:
            self.stop.check()
            raise Again(message("the connection was cut")) from error
        except (AttributeError, ValueError):
            # What http.client says when its socket was shut under it.
            self.stop.check()
            raise

    def _is_trusted(self, url: str) -> bool:
        address = urlsplit(url)
        host = (address.hostname or "").lower()
        ours = host in self.hosts or address.netloc.lower() in self.hosts
        return address.scheme == "https" and (ours or any(host == each or host.endswith(f".{each}")
                                                          for each in _ARCHIVES))

    def _judge(self, response: requests.Response, name: str) -> None:
        """Raise what the answer means, if it is not the file."""
        status = response.status_code
        if status in _USABLE:
            if _is_page(response, name):
                raise _no_login(name)
            return
        if status in _PASSING:
            raise Again(_passing(status), _retry_after(response))
        if status == 401:
            raise _no_login(name)
        if status == 403:
            raise Refused(message(
                "The archive refuses {name} (403): a licence agreement or an application has to be accepted once; log "
                "in at {page} and accept it.", name=name, page=self._licence_page(response)))
        if status in (404, 410):
            raise FusionError(message("{name} is not in the archive any more ({status}); search again.", name=name,
                                      status=status))
        raise FusionError(message("The archive refuses {name} (HTTP status {status}); search again, or ask the archive "
                                  "that holds it.", name=name, status=status))

    def _licence_page(self, response: requests.Response) -> str:
        """The page that the answer names, if it is one of NASA's or of the archive's own."""
        try:
            body = next(self.pieces(response), b"")[:_BODY].decode("utf-8", "replace")
        except Again:
            return LICENCES
        try:
            named = [str(json.loads(body).get("resolution_url", ""))]
        except (ValueError, AttributeError):
            named = [each for each in _LINK.findall(body) if re.search(r"approve|eula|licen[cs]e", each, re.IGNORECASE)]
        named = [re.sub("^http://", "https://", each) for each in named]
        return next((each for each in named if self._is_trusted(each)), LICENCES)


def _given_up(name: str, failures: int, reason: str) -> FusionError:
    if failures == 1:
        return FusionError(message(
            "{name} was not downloaded: {reason}. Try again later; what is there already is not fetched again.",
            name=name, reason=reason))
    return FusionError(message(
        "{name} was not downloaded, after {count} attempts: {reason}. Try again later; what is there already is not "
        "fetched again.", name=name, count=failures, reason=reason))


def content_range(response: requests.Response) -> tuple[int | None, int | None]:
    """First byte of a part, and size of the whole; None for what the answer does not say."""
    found = re.fullmatch(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)", response.headers.get("Content-Range", "").strip())
    if not found:
        return None, None
    first, total = found.groups()
    return (None if first is None else int(first)), (None if total == "*" else int(total))


def version_of(response: requests.Response) -> str:
    """What If-Range may name: a strong ETag, else the time of the last change, else ""."""
    tag = response.headers.get("ETag", "")
    return tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified", "")


def _no_login(name: str) -> Refused:
    return Refused(message(
        "The archive does not give {name} without a valid Earthdata login (401); check user and password in Settings > "
        "Options > Multiscale Fusion, in EARTHDATA_USERNAME and EARTHDATA_PASSWORD, or in .netrc. An account is free: "
        "{page}.", name=name, page=REGISTRATION))


def _is_page(response: requests.Response, name: str) -> bool:
    """Did a page come in place of the file, as the one to log in on does, with status 200?"""
    host = urlsplit(response.url).hostname or ""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return host == _LOGIN_HOST or (kind == "text/html" and not name.lower().endswith((".html", ".htm")))


def _passing(status: int) -> str:
    if status == 429:
        return message("the archive asks for fewer requests (429)")
    return message("the archive is busy or out of order ({status})", status=status)


def _retry_after(response: requests.Response) -> float | None:
    """Seconds, given as such or as a date; None if there is nothing that can be understood."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    try:
        moment: Any = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(0.0, moment.timestamp() - time.time())


def _plainly(error: BaseException) -> str:
    """An error on one line, without addresses: those that are signed hold keys."""
    text = " ".join(str(error).split())
    return re.sub(r"\w+://\S+|url: \S+", "...", text)[:200].rstrip(".")
