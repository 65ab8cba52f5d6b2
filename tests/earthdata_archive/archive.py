"""The archive: what it holds, who may have it, and the server in its thread."""

import ssl
import sys
import threading
from collections import defaultdict, deque
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .catalogue import Catalogue, granule_item
from .certificate import make_certificate
from .faults import Fault
from .handler import Handler, Request

USER = "ada"
PASSWORD = "lovelace"
TOKEN = "right-token"
LICENCE = ('{"status_code":403,"error_description":"EULA Acceptance Failure","resolution_url":'
           '"https://urs.earthdata.nasa.gov/approve_app?client_id=abc"}')


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    archive: "Archive"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error of the archive's; all others are."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Archive:
    """See the package. `folder` takes the certificate; a context manager."""

    user, password, token = USER, PASSWORD, TOKEN

    def __init__(self, folder: str | Path) -> None:
        self.certificate, key = make_certificate(Path(folder))
        self.catalogue = Catalogue()
        self.files: dict[str, bytes] = {}
        self.requests: list[Request] = []
        self.protected, self.redirecting = True, False
        self.closing = threading.Event()
        self._once: dict[str, deque[Fault]] = defaultdict(deque)
        self._always: dict[str, Fault] = {}
        self._lock = threading.Lock()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.archive = self
        # The handshake belongs to the request's own thread: a client that is slow at it holds up nobody else.
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "Archive":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    def url(self, name: str) -> str:
        return f"{self.address}/data/{name}"

    def system(self) -> Any:
        """For earthaccess."""
        from earthaccess.system import System

        return System(f"{self.address}/search/", f"{self.address}/status/", f"{self.address}/status/api",
                      f"localhost:{self.port}")

    def environment(self, token: str | None = TOKEN) -> dict[str, str]:
        """Variables for a process that shall use this archive."""
        return {
            "MULTISCALE_FUSION_EARTHDATA": self.address,
            "REQUESTS_CA_BUNDLE": str(self.certificate),
            "CURL_CA_BUNDLE": str(self.certificate),
            "SSL_CERT_FILE": str(self.certificate),
            **({"EARTHDATA_TOKEN": token} if token else {}),
        }

    def add_collection(self, short_name: str, version: str = "001", doi: str | None = None,
                       provider: str = "LPCLOUD") -> str:
        """The concept id."""
        return self.catalogue.add_collection(short_name, version, doi, provider)

    def add_granule(self, short_name: str, name: str, *, begin: str, end: str | None = None,
                    files: dict[str, bytes | Path] | None = None,
                    box: tuple[float, float, float, float] = (-120.0, 34.0, -119.0, 35.0),
                    polygon: list[tuple[float, float]] | None = None, cloud_cover: float | None = None,
                    day_night: str = "Unspecified", checksum: str | None = "SHA-256") -> dict[str, Any]:
        """A granule with its files; returns its UMM-JSON item. `polygon` is closed and anticlockwise."""
        content = {file: each if isinstance(each, bytes) else Path(each).read_bytes()
                   for file, each in (files or {}).items()}
        self.files.update(content)
        west, south, east, north = box
        ring = polygon or [(west, south), (east, south), (east, north), (west, north), (west, south)]
        identifier = self.catalogue.concept_id(short_name)
        collection = next(each for each in self.catalogue.collections if each["meta"]["concept-id"] == identifier)
        item = granule_item(name, collection, content, self.address, begin=begin, end=end or begin, polygon=ring,
                            cloud_cover=cloud_cover, day_night=day_night, checksum=checksum)
        self.catalogue.granules[identifier].append(item)
        return item

    def add_items(self, short_name: str, items: list[dict[str, Any]]) -> None:
        """Granules in UMM-JSON, of a collection that was added."""
        self.catalogue.granules[self.catalogue.concept_id(short_name)].extend(items)

    def spoil(self, name: str, content: bytes) -> None:
        """Serve other bytes from now on; the metadata keeps its size and checksum."""
        self.files[name] = content

    def fail(self, what: str, *faults: Fault) -> None:
        """The next requests go wrong, one after the other."""
        with self._lock:
            self._once[what].extend(faults)

    def always(self, what: str, fault: Fault | None) -> None:
        """Every request goes wrong; None ends it."""
        with self._lock:
            self._always.pop(what, None)
            if fault is not None:
                self._always[what] = fault

    def fault(self, what: str) -> Fault | None:
        """The one for a request that just came."""
        with self._lock:
            return self._once[what].popleft() if self._once[what] else self._always.get(what)

    def note(self, request: Request) -> None:
        with self._lock:
            self.requests.append(request)

    def asked(self, what: str) -> list[Request]:
        """Requests whose path ends in a name."""
        with self._lock:
            return [each for each in self.requests if each.path.endswith(f"/{what}")]
