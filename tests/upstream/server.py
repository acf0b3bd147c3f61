"""The server: one list, on loopback only, whose answer can be changed while it runs.

upstream = Upstream(payload=b'{"data": []}')
with serve(upstream) as url:
    upstream.status = 500       # from now on
"""

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = "/api/v1/models"
PATHS = (PATH, "/openai/v1/models", "/v1/models", "/models")
"""Where lists are: OpenRouter's path, Groq's, OpenAI's and DeepSeek's, the same list at each of them."""

HTML = b"<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
_FOREVER = 86_400.0

Payload = bytes | Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request that came; header names are in lower case."""

    path: str
    headers: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Upstream:
    """What is answered. Every attribute may be changed while the server runs.

    payload  the body, or what makes it for each request
    status   of every answer that isn't a 304 or a 404
    headers  sent in addition; they replace ours of the same name
    delay    seconds of silence before the answer; the end of the server ends it
    seen     every request, in order
    """

    payload: Payload = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    seen: list[Seen] = field(default_factory=list)


@contextmanager
def serve(payload: Payload | Upstream, *, port: int = 0) -> Iterator[str]:
    """The address of a running server, `http://127.0.0.1:PORT`; its list is at each of `PATHS`."""
    upstream = payload if isinstance(payload, Upstream) else Upstream(payload=payload)
    server = _Server(upstream, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serve_hanging() -> Iterator[str]:
    """The address of a server that takes every request and never answers one; it ends at once."""
    with serve(Upstream(delay=_FOREVER)) as url:
        yield url


@contextmanager
def serve_html() -> Iterator[str]:
    """The address of a server that answers everything with 200 and a web page."""
    with serve(Upstream(payload=HTML, headers={"Content-Type": "text/html"})) as url:
        yield url


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # with the usual 5, sixteen clients at once wait a second for each other
    daemon_threads = True

    def __init__(self, upstream: Upstream, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.upstream = upstream
        self.stopping = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30
    server_version = "upstream"

    def do_GET(self) -> None:
        upstream = self.server.upstream
        headers = {name.lower(): value for name, value in self.headers.items()}
        upstream.seen.append(Seen(path=self.path, headers=headers))
        if upstream.delay:
            self.server.stopping.wait(upstream.delay)
        if self.path.partition("?")[0] not in PATHS:
            self._send(404, b'{"error": {"message": "Not Found", "code": 404}}', {})
            return
        body = upstream.payload if isinstance(upstream.payload, bytes) else upstream.payload()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if upstream.status == 200 and headers.get("if-none-match") == etag:
            self._send(304, b"", {"ETag": etag})
            return
        sent = {"ETag": etag} if upstream.status == 200 else {}
        if "gzip" in headers.get("accept-encoding", "") and "Content-Encoding" not in upstream.headers:
            body, sent = gzip.compress(body, mtime=0), {**sent, "Content-Encoding": "gzip"}
        self._send(upstream.status, body, {**sent, **upstream.headers})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        usual = {"Content-Type": "application/json", "Vary": "Accept-Encoding"}
        if status != 304:
            usual["Content-Length"] = str(len(body))
        self.send_response(status)
        for name, value in {**usual, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the one line of `python -m tests.upstream` stays the only one."""
