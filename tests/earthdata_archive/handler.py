"""Answers of the archive: login, CMR, data host."""

import base64
import hashlib
import json
import re
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from .catalogue import page
from .faults import Cut, Deaf, Fault, NotJson, Refusal, Slow, Spoilt

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
_PIECE = 2**16
_PAGE = "<html><body>We are down for maintenance.</body></html>"
_WRONG_LOGIN = '{"error":"invalid_credentials","error_description":"Invalid user credentials"}'


class Request(NamedTuple):
    """What a client asked for."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Tests look at `archive.requests`."""

    def do_GET(self) -> None:  # noqa: N802 (the base's name)
        self._answer()

    def do_HEAD(self) -> None:  # noqa: N802 (the base's name)
        self._answer()

    def do_POST(self) -> None:  # noqa: N802 (the base's name)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer()

    def _answer(self) -> None:
        archive = self.server.archive
        address = urlsplit(self.path)
        query = parse_qs(address.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in self.headers.items()}
        archive.note(Request(self.command, address.path, query, headers))
        kind, _, rest = address.path.strip("/").partition("/")
        if address.path == "/api/users/find_or_create_token":
            self._login(archive.fault("login"))
        elif kind == "search" and rest in ("collections.umm_json", "granules.umm_json"):
            self._search(rest.partition(".")[0], query)
        elif kind in ("data", "signed"):
            self._file(kind, unquote(rest))
        elif address.path == "/profile":   # where earthaccess.login() looks by itself
            right = self.headers.get("Authorization") == f"Bearer {archive.token}"
            self._send(200 if right else 401, b"")
        else:
            self._send(404, b"not found")

    def _login(self, fault: Fault | None) -> None:
        archive = self.server.archive
        wanted = base64.b64encode(f"{archive.user}:{archive.password}".encode()).decode()
        if fault is not None:
            self._go_wrong(fault, b"{}")
        elif self.headers.get("Authorization") != f"Basic {wanted}":
            self._send(401, _WRONG_LOGIN.encode(), {"WWW-Authenticate": 'Basic realm="Earthdata Login"'})
        else:
            answer = {"access_token": archive.token, "token_type": "Bearer", "expiration_date": "01/31/2099"}
            self._send_json(answer)

    def _search(self, kind: str, query: dict[str, list[str]]) -> None:
        archive = self.server.archive
        login = self.headers.get("Authorization")
        if login is not None and login != f"Bearer {archive.token}":
            self._send_json({"errors": ["Token does not exist"]}, 401)
            return
        try:
            items = archive.catalogue.find(kind, query)
        except ValueError as error:
            self._send_json({"errors": [str(error)]}, 400)
            return
        part, mark = page(items, int(query.get("page_size", ["10"])[0]), self.headers.get("CMR-Search-After"))
        body = json.dumps({"hits": len(items), "took": 5, "items": part}).encode()
        headers = {"CMR-Hits": str(len(items)), **({"CMR-Search-After": mark} if mark else {})}
        fault = archive.fault(kind)
        if isinstance(fault, NotJson):
            self._send(200, _PAGE.encode(), {"CMR-Hits": str(len(items)), "Content-Type": "text/html"})
        elif fault is not None:
            self._go_wrong(fault, body, headers)
        else:
            self._send(200, body, {**headers, "Content-Type": "application/vnd.nasa.cmr.umm_results+json"})

    def _file(self, kind: str, name: str) -> None:
        archive = self.server.archive
        login = self.headers.get("Authorization")
        if kind == "signed" and login is not None:
            self._send(400, b"Only one auth mechanism allowed")
            return
        if kind == "data" and archive.protected and login != f"Bearer {archive.token}":
            self._send(401, _WRONG_LOGIN.encode(), {"WWW-Authenticate": "Bearer"})
            return
        if kind == "data" and archive.redirecting:
            self._send(303, b"", {"Location": f"https://127.0.0.1:{archive.port}/signed/{name}?Signature=abc"})
            return
        if name not in archive.files:
            self._send(404, b"not found")
            return
        self._send_file(archive.files[name], archive.fault(name))

    def _send_file(self, content: bytes, fault: Fault | None) -> None:
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"Accept-Ranges": "bytes", "ETag": etag, "Last-Modified": "Thu, 04 Aug 2022 20:00:00 GMT",
                   "Content-Type": "application/octet-stream"}
        asked = None if isinstance(fault, Deaf) else _RANGE.match(self.headers.get("Range", ""))
        if self.headers.get("If-Range", etag) != etag:
            asked = None
        if isinstance(fault, Spoilt):
            content = bytes(byte ^ 0xFF for byte in content)
        if asked is None:
            self._go_wrong(fault, content, headers)
            return
        part = _part(asked, len(content))
        if part is None:
            self._send(416, b"", {"Content-Range": f"bytes */{len(content)}"})
            return
        begin, end = part
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{len(content)}"
        self._go_wrong(fault, content[begin:end], headers, 206)

    def _go_wrong(self, fault: Fault | None, body: bytes, headers: dict[str, str] | None = None,
                  status: int = 200) -> None:
        """The answer with its fault, or without one."""
        if isinstance(fault, Refusal):
            after = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            self._send(fault.status, fault.body.encode(), after)
            return
        self._head(status, len(body), headers)
        if isinstance(fault, Cut):
            self._write(body[:fault.after])
            self.wfile.flush()
            self.close_connection = True
        elif isinstance(fault, Slow):
            self._write(body[:fault.after])
            self.wfile.flush()
            self.server.archive.closing.wait(fault.seconds)
            self._write(body[fault.after:])
        else:
            self._write(body)

    def _send_json(self, value: Any, status: int = 200) -> None:
        self._send(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self._head(status, len(body), headers)
        self._write(body)

    def _head(self, status: int, length: int, headers: dict[str, str] | None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _write(self, body: bytes) -> None:
        if self.command == "HEAD":
            return
        for place in range(0, len(body), _PIECE):
            self.wfile.write(body[place:place + _PIECE])


def _part(asked: re.Match[str], length: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None for a part that the file does not have."""
    first, last = asked.groups()
    if not first:
        return (max(0, length - int(last)), length) if last and int(last) and length else None
    begin, end = int(first), min(int(last) + 1 if last else length, length)
    return (begin, end) if begin < end else None
