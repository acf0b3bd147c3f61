"""HTTP on loopback: a request is logged, may be made to fail, and goes to git or to the routes."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

from tests.forge import failing, git_http, rest
from tests.forge.clock import Clock
from tests.forge.errors import RefusedError
from tests.forge.failing import Asked
from tests.forge.forge import SLUG, Forge
from tests.forge.routing import Answer
from tests.forge.users import User, by_token, token_in

ENTERPRISE = "/api/v3"


@contextmanager
def serve(folder: Path, *, port: int = 0, slug: str = SLUG, clock: Clock | None = None) -> Iterator[Forge]:
    """A running forge; its state is in `folder` before and after."""
    forge = Forge(folder, slug=slug, clock=clock)
    server = _Server(forge, port)
    forge.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.stopping = True
        server.shutdown()
        server.server_close()
        thread.join()
        forge.save()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True
    block_on_close = False

    def __init__(self, forge: Forge, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.forge = forge
        self.stopping = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30
    server_version = "forge"

    def _handle(self) -> None:
        forge, method = self.server.forge, self.command
        if self.server.stopping:  # a connection that was kept alive outlives the forge
            self._drop()
            return
        body = self._body()
        user = by_token(token_in(self.headers.get("Authorization", "")))
        name = user.name if user else None
        path = self._short_path()
        forge.faults.act(method, path, name)
        fault = forge.faults.take(method, path, name)
        answer: Answer | None = None
        if fault is None or fault.after:
            answer = self._answer(forge, user, body)
        if fault is not None:
            answer = failing.answer(fault, forge.clock.epoch())
        query = dict(parse_qsl(self.path.partition("?")[2], keep_blank_values=True))
        forge.asked.append(
            Asked(
                method=method,
                path=path,
                status=answer.status if answer else 0,
                user=name,
                query=query,
                body=_json(body) if git_http.service(self.path) is None else None,
            )
        )
        if answer is None:
            self._drop()
        else:
            self._send(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815

    def _answer(self, forge: Forge, user: User | None, body: bytes) -> Answer:
        headers = {name.lower(): value for name, value in self.headers.items()}
        if git_http.service(self.path) is not None:
            return git_http.answer(forge, user, self.command, self.path, headers, body)
        prefix = ENTERPRISE if self.path.startswith(f"{ENTERPRISE}/") else ""
        address = self.path.removeprefix(prefix)
        try:
            with forge.lock:
                rest.authorize(user, "authorization" in headers)
                return rest.answer(forge, user, self.command, address, body, api=forge.url + prefix)
        except RefusedError as refusal:
            return Answer(status=refusal.status, body=refusal.body)

    def _short_path(self) -> str:
        service = git_http.service(self.path)
        if service:
            return f"/{service}"
        path = self.path.partition("?")[0].removeprefix(ENTERPRISE)
        return path.removeprefix(f"/repos/{self.server.forge.slug}") or "/"

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(chunks)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, answer: Answer) -> None:
        body = answer.body
        if body is None:
            raw = b""
        elif isinstance(body, bytes):
            raw = body
        else:
            raw = (body if isinstance(body, str) else json.dumps(body)).encode()
        reset = str(self.server.forge.clock.epoch() + 3600)
        usual = {
            "Content-Type": "application/json; charset=utf-8",
            "X-RateLimit-Limit": "5000",
            "X-RateLimit-Remaining": "4999",
            "X-RateLimit-Reset": reset,
        }
        self.send_response(answer.status)
        for header, value in {**usual, **answer.headers}.items():
            self.send_header(header, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the log is `forge.asked`."""


def _json(body: bytes) -> object:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None
