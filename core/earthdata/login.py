"""Login to NASA Earthdata: values that are given, the environment, or .netrc; and sessions that are logged in."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from ..errors import FusionError, require
from ..message import message
from .connection import REGISTRATION
from .credentials import VARIABLES, Credentials, in_environment
from .patient import mount
from .stop import Stop

if TYPE_CHECKING:
    from earthaccess import Auth
    from earthaccess.system import System

# Another archive with the same manners, as "https://host:port": for tests and worked examples without a network.
ARCHIVE_VARIABLE = "MULTISCALE_FUSION_EARTHDATA"


class NoLogin(FusionError):
    """No login is to be found."""


class WrongLogin(FusionError):
    """The login was refused."""


@dataclass(frozen=True)
class Login:
    """A login that holds, or none (`is_anonymous`). `source` tells in words where it comes from."""

    auth: "Auth"
    source: str = ""

    @property
    def is_anonymous(self) -> bool:
        return not self.auth.authenticated

    @property
    def host(self) -> str:
        """"host" or "host:port" of an archive that ARCHIVE_VARIABLE names, "" with NASA's own."""
        return urlsplit(os.environ.get(ARCHIVE_VARIABLE, "").strip()).netloc

    def session(self) -> requests.Session:
        """A new session that is logged in, for one thread. Its requests have no timeout of their own."""
        return self.auth.get_session()

    def patient_session(self, stop: Stop) -> requests.Session:
        """One whose requests have timeouts, are tried again, and end with `stop`."""
        return mount(self.auth.get_session(), stop)


def log_in(credentials: Credentials | None = None, stop: Stop | None = None) -> Login:
    """With the login that is given, else that of the environment, else that in .netrc.

    User and password are exchanged for a token at Earthdata; a token is taken as it is: `verify` asks whether it holds.
    Raises NoLogin, WrongLogin, FusionError if Earthdata does not answer, MissingPackage.
    """
    for source, found in ((message("the chosen login"), credentials),
                          (message("environment variables"), in_environment())):
        if found is not None:
            return _with(found, source, stop or Stop())
    return _with(_in_netrc(), ".netrc", stop or Stop())


def anonymous() -> Login:
    """No login: what everybody may see can be searched. Raises MissingPackage."""
    return Login(_new_auth())


def verify(login: Login, stop: Stop | None = None) -> None:
    """Ask the catalogue with the login. Raises WrongLogin, FusionError if it does not answer."""
    with login.patient_session(stop or Stop()) as session, told():
        answer = session.get(f"{login.auth.system.cmr_base_url}collections.umm_json",
                             params={"short_name": "MOD11A1", "page_size": 0})
        if answer.status_code in (401, 403):
            raise wrong_login()
        answer.raise_for_status()


def wrong_login() -> WrongLogin:
    """The sentence for a login that was refused."""
    return WrongLogin(message(
        "NASA Earthdata refuses the login: user name, password or token are wrong, or the token has expired; correct "
        "it where it is kept: in Settings > Options > Multiscale Fusion, in {user} and {password} or {token}, or in "
        ".netrc. A password is reset, and an account is registered free of charge, at {page}.",
        **_variables(), page=REGISTRATION))


def system() -> "System":
    """NASA's archive, or the one that ARCHIVE_VARIABLE names. Raises FusionError if that is no https address."""
    require("earthaccess")
    from earthaccess.system import PROD, System

    address = os.environ.get(ARCHIVE_VARIABLE, "").strip().rstrip("/")
    if not address:
        return PROD
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.path or parts.username:
        raise FusionError(message("{variable} is {address}; it must be the address of an archive, such as "
                                  "https://localhost:8443, or empty.", variable=ARCHIVE_VARIABLE, address=address))
    return System(f"{address}/search/", f"{address}/status/", f"{address}/status/api", parts.netloc)


class told:   # noqa: N801 (reads as a phrase: with told())
    """Turns errors of requests into FusionError, without addresses, which may hold keys."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, requests.exceptions.SSLError):
            raise FusionError(message(
                "The certificate of NASA Earthdata is not accepted; check this computer's clock, and whether a proxy "
                "stands in between, whose certificate REQUESTS_CA_BUNDLE then has to name.")) from error
        if isinstance(error, requests.exceptions.Timeout):
            raise FusionError(message("NASA Earthdata does not answer in time; try again later.")) from error
        if isinstance(error, requests.exceptions.HTTPError) and error.response is not None:
            raise FusionError(message("NASA Earthdata is busy or out of order (HTTP status {status}); try again later.",
                                      status=error.response.status_code)) from error
        if isinstance(error, ValueError) and isinstance(error, requests.exceptions.RequestException):
            raise FusionError(message(
                "NASA Earthdata gives an answer that cannot be read; try again later.")) from error
        if isinstance(error, requests.exceptions.RequestException):
            raise FusionError(message("NASA Earthdata cannot be reached; check the connection to the network, and the "
                                      "proxy if there is one.")) from error


def _with(credentials: Credentials, source: str, stop: Stop) -> Login:
    auth = _new_auth()
    if credentials.token:
        auth.token = {"access_token": credentials.token}
    else:
        auth.username, auth.password = credentials.user, credentials.password
        auth.token = {"access_token": _token(auth, stop)}
    auth.authenticated = True
    return Login(auth, source)


def _token(auth: "Auth", stop: Stop) -> str:
    """Earthdata's token for user and password."""
    with mount(auth.get_session(), stop) as session, told():
        answer = session.post(auth.EDL_FIND_OR_CREATE_TOKEN_URL, headers={"Accept": "application/json"})
        if answer.status_code in (401, 403):
            raise wrong_login()
        answer.raise_for_status()
        content = answer.json()
    token = content.get("access_token") if isinstance(content, dict) else None
    if not isinstance(token, str) or not token:
        raise FusionError(message("NASA Earthdata gives an answer that cannot be read; try again later."))
    return token


def _in_netrc() -> Credentials:
    """Raises NoLogin, FusionError for a file that cannot be read."""
    import netrc

    from earthaccess.auth import netrc_path

    path, host = netrc_path(), system().edl_hostname
    try:
        entry = netrc.netrc(str(path)).hosts.get(host)
    except FileNotFoundError:
        entry = None
    except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as error:
        raise FusionError(message("The login file {name} cannot be read ({reason}); correct it or remove it.",
                                  name=path.name, reason=type(error).__name__)) from error
    if entry is None or not entry[0] or not entry[2]:
        raise NoLogin(message(
            "No login to NASA Earthdata is found; choose one in Settings > Options > Multiscale Fusion, or set {user} "
            "and {password} or {token}, or give {host} a line in .netrc. An account is registered free of charge at "
            "{page}.", **_variables(), host=host, page=REGISTRATION))
    return Credentials(entry[0], entry[2])


def _variables() -> dict[str, str]:
    """Their names, for sentences."""
    return dict(zip(("user", "password", "token"), VARIABLES))


def _new_auth() -> "Auth":
    auth = _auth_class()()
    auth.login(strategy="", system=system())
    return auth


@lru_cache(maxsize=1)
def _auth_class() -> type["Auth"]:
    require("earthaccess")
    from earthaccess.auth import Auth, BasicAuthResponseHook

    class PlainAuth(Auth):
        """Answers Earthdata's question for the password on a host with a port too, where earthaccess 0.17 does not."""

        def get_session(self) -> requests.Session:
            session = super().get_session()
            session.hooks["response"] = [
                _Answer(BasicAuthResponseHook(_hostname(hook.hostname), hook.auth))
                if isinstance(hook, BasicAuthResponseHook) else hook for hook in session.hooks["response"]]
            return session

    return PlainAuth


class _Answer:
    """Gives the password to Earthdata's host, but not where a request has shown its token: it would take its place."""

    def __init__(self, hook: Callable[..., requests.Response]) -> None:
        self._hook = hook

    def __call__(self, response: requests.Response, **keywords: Any) -> requests.Response:
        shown = response.request.headers.get("Authorization", "")
        return response if shown.startswith("Bearer ") else self._hook(response, **keywords)


def _hostname(host: str) -> str:
    return urlsplit(f"//{host}").hostname or host
