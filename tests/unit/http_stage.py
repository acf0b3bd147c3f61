"""A server on this machine that plays its answers, and `fetch` as tests call it.

with stage(answer(503), answer(200, BODY)) as server:
    get(server.url(), clock=clock).body
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sync.errors import SourceError
from sync.sources.http import Fetched, fetch, new_session
from sync.sources.provider import Auth, Endpoint
from sync.sources.retry import DEFAULT, Policy

KEY = "sk-very-secret-0123456789"
BODY = b'{"data": []}'


class Handler(BaseHTTPRequestHandler):
    server: "Stage"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 10

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.path, headers))
        answers = self.server.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


Answer = Callable[[Handler], None]


class Stage(ThreadingHTTPServer):
    """Plays its answers one after another, the last one for ever."""

    request_queue_size = 128

    def __init__(self, *answers: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers)
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.stopping = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        pass

    def url(self, path: str = "/v1/models", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"


@contextmanager
def stage(*answers: Answer) -> Iterator[Stage]:
    server = Stage(*answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
        for other in threading.enumerate():
            if other.name.startswith("fetch "):
                other.join(10)


class Clock:
    """Time that passes only when somebody sleeps or looks."""

    def __init__(self, tick: float = 0) -> None:
        self.now, self.tick = 1000.0, tick
        self.slept: list[float] = []

    def __call__(self) -> float:
        self.now += self.tick
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    return lambda handler: handler.reply(status, body, **headers)


def chunks(chunk: bytes) -> Answer:
    """The same bytes again and again, as long as the stage stands."""

    def endless(handler: Handler) -> None:
        handler.send_response_only(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        while not handler.server.stopping.is_set():
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))

    return endless


def endpoint(url: str, *, auth: Auth | None = None, api_keys: tuple[str, ...] = ("ACME_KEY",)) -> Endpoint:
    return Endpoint(url=url, transformer="openai", auth=auth or Auth(), provider="acme", api_keys=api_keys)


def get(
    url: str,
    *,
    key: str | None = None,
    etag: str | None = None,
    clock: Clock | None = None,
    policy: Policy = DEFAULT,
    auth: Auth | None = None,
    api_keys: tuple[str, ...] = ("ACME_KEY",),
) -> Fetched:
    clock = clock or Clock()
    with new_session({}) as session:
        return fetch(
            endpoint(url, auth=auth, api_keys=api_keys),
            key=key,
            etag=etag,
            session=session,
            policy=policy,
            sleep=clock.sleep,
            clock=clock,
        )


def failure(url: str, **options: object) -> SourceError:
    with pytest.raises(SourceError) as caught:
        get(url, **options)  # type: ignore[arg-type]
    return caught.value
