"""Requests with timeouts that are tried again where that may help, for login and search."""

import re
import time
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from .stop import Stop

CONNECT, READ = 15.0, 60.0   # seconds, of each request
ATTEMPTS = 4
FIRST = 1.0   # seconds before the second attempt
LONGEST = 120.0   # seconds that an archive may ask to wait
_PASSING = (408, 429, 500, 502, 503, 504)


class PatientAdapter(HTTPAdapter):
    """Gives each request a timeout, asks again after errors that may pass, and ends when `stop` is set.

    The wait is 1, 2, 4 s, or what Retry-After asks for; the last answer is handed on, whatever it is.
    """

    def __init__(self, stop: Stop) -> None:
        super().__init__()
        self._stop = stop

    def send(self, request: requests.PreparedRequest, stream: bool = False, timeout: Any = None,
             *args: Any, **keywords: Any) -> requests.Response:
        attempt = 0
        while True:
            self._stop.check()
            is_last = attempt == ATTEMPTS - 1
            try:
                answer = super().send(request, stream, timeout or (CONNECT, READ), *args, **keywords)
            except (requests.exceptions.SSLError, requests.exceptions.ProxyError):
                raise   # neither goes away by itself
            except requests.exceptions.ConnectionError:
                if is_last:
                    raise
                wait = wait_before(None, attempt, FIRST)
            else:
                wait = wait_before(answer, attempt, FIRST)
                if answer.status_code not in _PASSING or is_last or wait > LONGEST:
                    return answer
                answer.close()
            self._stop.wait(wait)
            attempt += 1


def mount(session: requests.Session, stop: Stop) -> requests.Session:
    """The session, with patience."""
    session.mount("https://", PatientAdapter(stop))
    return session


def wait_before(answer: requests.Response | None, attempt: int, first: float) -> float:
    """Seconds until the next attempt after `attempt`, counted from 0: what an answer asks for, else doubled each time.
    """
    asked = "" if answer is None else answer.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d+", asked):
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (TypeError, ValueError):
        return first * 2.0 ** attempt
