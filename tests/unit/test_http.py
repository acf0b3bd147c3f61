"""HTTP as a provider's list needs it, against a real server on this machine."""

import gzip
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NoReturn

import pytest
import requests

from sync.errors import SourceError
from sync.sources import retry
from sync.sources.http import Fetched, fetch, fetch_all, new_session
from sync.sources.provider import Auth, Endpoint, Job
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


def test_a_list_comes_with_its_etag_and_digest() -> None:
    with stage(answer(200, b"abc", ETag='"v1"')) as server:
        fetched = get(server.url("/v1/models?limit=1000"))

        assert fetched == Fetched(
            url=server.url(),
            status="fresh",
            body=b"abc",
            etag='"v1"',
            sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        )
        path, headers = server.seen[0]
    assert path == "/v1/models?limit=1000"
    assert headers["user-agent"] == "modelbook-sync"
    assert not headers.keys() & {"authorization", "if-none-match", "cookie"}


def test_a_gzipped_list_comes_unpacked() -> None:
    with stage(answer(200, gzip.compress(BODY), Content_Encoding="gzip")) as server:
        assert get(server.url()).body == BODY
        assert server.seen[0][1]["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        (Auth(), "authorization", f"Bearer {KEY}"),
        (Auth(header_name="x-api-key", prefix=""), "x-api-key", KEY),
    ],
    ids=["bearer", "own header"],
)
def test_the_key_goes_into_its_header_and_nowhere_else(auth: Auth, header: str, value: str) -> None:
    with stage(answer(200, BODY)) as server:
        get(server.url(), key=KEY, auth=auth)

        path, headers = server.seen[0]
    assert headers.pop(header) == value
    assert KEY not in path + str(headers)


def test_an_unchanged_list_is_not_sent_again() -> None:
    with stage(answer(304)) as server:
        fetched = get(server.url(), etag='"v1"')

        assert server.seen[0][1]["if-none-match"] == '"v1"'
    assert (fetched.status, fetched.body, fetched.etag) == ("not_modified", b"", '"v1"')


def test_a_304_that_nobody_asked_for_is_a_failure() -> None:
    with stage(answer(304)) as server:
        assert "it answered 304 Not Modified" in str(failure(server.url()))


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_a_failure_that_may_pass_is_tried_again(status: int) -> None:
    clock = Clock()
    with stage(answer(status), answer(status), answer(200, BODY)) as server:
        assert get(server.url(), clock=clock).body == BODY

    assert clock.slept == [1, 2]


def test_three_tries_are_enough() -> None:
    clock = Clock()
    with stage(answer(503)) as server:
        error = failure(server.url(), clock=clock)

        assert len(server.seen) == 3
    assert clock.slept == [1, 2]
    assert error.what == "it answered 503 Service Unavailable (tries: 3)"
    assert error.where == server.url()
    assert (error.rule, error.exit_code) == (None, 3)


def test_a_connection_that_breaks_is_tried_again() -> None:
    def cut(handler: Handler) -> None:
        handler.send_response_only(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"only this")
        handler.close_connection = True

    with stage(cut, answer(200, BODY)) as server:
        assert get(server.url()).body == BODY


def test_a_broken_gzip_stream_is_tried_again() -> None:
    with stage(answer(200, b"no gzip", Content_Encoding="gzip"), answer(200, BODY)) as server:
        assert get(server.url()).body == BODY


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry_After": "7"}, 7),
        ({"Retry_After": "0"}, 0),
        ({"Retry_After": "3600"}, 60),
        ({"Retry_After": "Sat, 22 Aug 2026 08:00:20 GMT", "Date": "Sat, 22 Aug 2026 08:00:00 GMT"}, 20),
        ({"Retry_After": "Sat, 22 Aug 2026 07:00:00 GMT", "Date": "Sat, 22 Aug 2026 08:00:00 GMT"}, 0),
        ({"Retry_After": "Sat, 22 Aug 2026 08:00:20 GMT"}, 1),
        ({"Retry_After": "soon"}, 1),
        ({"Retry_After": "-5"}, 1),
    ],
    ids=["seconds", "zero", "capped", "date", "past", "date alone", "words", "negative"],
)
def test_retry_after_is_honoured(headers: dict[str, str], wait: float) -> None:
    clock = Clock()
    with stage(answer(429, b"", **headers), answer(200, BODY)) as server:
        get(server.url(), clock=clock)

    assert clock.slept == [wait]


def test_no_wait_goes_beyond_the_deadline() -> None:
    clock = Clock()
    with stage(answer(429, Retry_After="60")) as server:
        error = failure(server.url(), clock=clock, policy=Policy(deadline=30))

        assert len(server.seen) == 1
    assert clock.slept == []
    assert error.what == "it answered 429 Too Many Requests (tries: 1)"


def test_other_refusals_are_not_tried_again() -> None:
    with stage(answer(404)) as server:
        error = failure(server.url("/v1/models?token=hidden"))

        assert len(server.seen) == 1
    assert str(error) == (
        f"{server.url()}: it answered 404 Not Found\n"
        "  fix: correct the endpoint's url in catalog/providers/acme.yaml, or set `enabled: false` there"
    )


@pytest.mark.parametrize(
    ("status", "key", "api_keys", "what", "fix"),
    [
        (401, KEY, ("A_KEY",), "401 Unauthorized: the key was not accepted", "set A_KEY to a valid key"),
        (403, None, ("A", "B"), "403 Forbidden: no key was sent", "set one of A, B to a valid key"),
        (401, None, (), "401 Unauthorized: no key was sent", "`api_keys` in catalog/providers/acme.yaml"),
    ],
    ids=["refused", "missing", "none named"],
)
def test_a_missing_right_names_the_variables(
    status: int, key: str | None, api_keys: tuple[str, ...], what: str, fix: str
) -> None:
    with stage(answer(status)) as server:
        error = failure(server.url(), key=key, api_keys=api_keys)

    assert what in error.what
    assert fix in error.fix


def test_a_gzip_bomb_counts_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    with stage(answer(200, bomb, Content_Encoding="gzip")) as server:
        error = failure(server.url(), policy=Policy(max_bytes=100_000))

        assert len(server.seen) == 1
    assert error.what == "the answer is longer than 100,000 bytes once decoded"


def test_an_endless_body_is_cut_off() -> None:
    with stage(chunks(b"x" * 1000)) as server:
        assert "longer than 50,000 bytes" in failure(server.url(), policy=Policy(max_bytes=50_000)).what


def chunks(chunk: bytes) -> Answer:
    def endless(handler: Handler) -> None:
        handler.send_response_only(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        while not handler.server.stopping.is_set():
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))

    return endless


def test_a_body_that_trickles_ends_at_the_deadline() -> None:
    with stage(chunks(b"x")) as server:
        error = failure(server.url(), clock=Clock(tick=1))

        assert len(server.seen) == 1
    assert error.what == "the answer was not complete after 120 s"


def test_headers_that_trickle_end_at_the_deadline() -> None:
    def trickle(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not handler.server.stopping.wait(0.01):
            handler.wfile.write(b"x")

    with stage(trickle) as server:
        error = failure(server.url(), policy=Policy(deadline=0.2))

        assert error.what == "the answer was not complete after 0.2 s"


def test_a_socket_that_tells_of_the_deadline_first_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()

    def silent(*_: object) -> NoReturn:
        clock.sleep(120)
        raise requests.ReadTimeout

    monkeypatch.setattr("sync.sources.http.send", silent)

    assert failure("http://127.0.0.1:1/m", clock=clock).what == "the answer was not complete after 120 s"


def test_silence_ends_with_the_read_timeout() -> None:
    def hang(handler: Handler) -> None:
        handler.server.stopping.wait(10)

    with stage(hang) as server:
        error = failure(server.url(), policy=Policy(read=0.05, tries=1))

        assert error.what == "no byte for 0.05 s (tries: 1)"


def test_a_refused_connection_says_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clock = Clock()

    error = failure(f"http://127.0.0.1:{port}/v1/models", clock=clock)

    assert error.what == "the connection failed: Connection refused (tries: 3)"
    assert clock.slept == [1, 2]


def test_a_redirect_is_followed() -> None:
    with stage(answer(301, b"x" * 100_000, Location="/v2/models?page=1"), answer(200, BODY)) as server:
        fetched = get(server.url(), key=KEY)

        assert [path for path, _ in server.seen] == ["/v1/models", "/v2/models?page=1"]
        assert server.seen[1][1]["authorization"] == f"Bearer {KEY}"
    assert (fetched.body, fetched.url) == (BODY, server.url())


def test_a_redirect_to_another_host_never_sees_the_key() -> None:
    with stage(answer(200, BODY)) as other, stage(answer(302, Location=other.url())) as server:
        error = failure(server.url(), key=KEY)

        assert other.seen == []
    assert f"it leads to another host (http://127.0.0.1:{other.server_port})" in error.what


def test_a_redirect_to_another_host_is_followed_without_a_key() -> None:
    with stage(answer(200, BODY)) as other, stage(answer(302, Location=other.url())) as server:
        assert get(server.url()).body == BODY


def test_redirects_end_after_five() -> None:
    with stage(answer(307, Location="/again")) as server:
        error = failure(server.url())

        assert len(server.seen) == 6
    assert error.what == "it answered with more than 5 redirects"


def test_a_redirect_away_from_this_machine_is_not_followed() -> None:
    with stage(answer(302, Location="https://acme.example/models")) as server:
        assert "it leads from this machine to another one, or back" in failure(server.url()).what


@pytest.mark.parametrize(
    ("url", "location", "with_key", "why"),
    [
        ("https://a.example/x", "http://a.example/x", False, "it is http"),
        ("https://127.0.0.1/x", "http://127.0.0.1/x", False, "from https to http"),
        ("https://a.example/x", "https://127.0.0.1/x", False, "this machine"),
        ("https://a.example/x", "https://127.1/x", False, "can't be read"),
        ("https://a.example/x", "https://2130706433/x", False, "can't be read"),
        ("https://a.example/x", "https://[::1/x", False, "no address"),
        ("https://a.example/x", "https://b\x1b.example/", False, "can't be read"),
        ("https://a.example/x", "ftp://a.example/x", False, "neither https nor http"),
        ("https://a.example/x", "https://me:pw@a.example/x", False, "user name"),
        ("https://a.example/x", "https://a.example:8443/x", True, "another host"),
        ("https://a.example/x", "//b.example/x", True, "another host"),
    ],
)
def test_a_redirect_that_is_refused(url: str, location: str, with_key: bool, why: str) -> None:
    with pytest.raises(retry.RefusedError, match=why):
        retry.redirected(url, location, with_key=with_key)


@pytest.mark.parametrize(
    ("url", "location", "with_key", "target"),
    [
        ("https://a.example/x", "/y", True, "https://a.example/y"),
        ("https://a.example/x", "https://A.example:443/y", True, "https://A.example:443/y"),
        ("https://a.example/x", "https://b.example/y", False, "https://b.example/y"),
    ],
)
def test_a_redirect_that_is_followed(url: str, location: str, with_key: bool, target: str) -> None:
    assert retry.redirected(url, location, with_key=with_key) == target


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("128.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_what_counts_as_this_machine(host: str, expected: bool) -> None:
    assert retry.is_loopback(host) is expected


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.example/m",
        "ftp://acme.example/m",
        "https://u:p@acme.example/m",
        "https:///m",
        "https://a:b/m",
    ],
)
def test_an_address_that_may_not_be_asked_is_refused_before_anything_is_sent(url: str) -> None:
    error = failure(url, key=KEY)

    assert "this address is not asked" in error.what
    assert error.fix == "correct the endpoint's url in catalog/providers/acme.yaml"
    assert "u:p" not in str(error)


def test_a_key_that_fits_no_header_is_refused_without_showing_it() -> None:
    error = failure("http://127.0.0.1:1/m", key=f"{KEY}\nX-Evil: 1")

    assert error.fix == "set ACME_KEY again"
    assert KEY not in everything_said(error)


@pytest.mark.parametrize(
    "played",
    [
        answer(401, KEY.encode()),
        answer(404, KEY.encode()),
        answer(500, KEY.encode()),
        answer(302, Location=f"https://other.example/{KEY}?{KEY}"),
        answer(302, Location=f"https://{KEY}:{KEY}@[bad"),
        lambda handler: handler.wfile.write(KEY.encode() + b"\r\n\r\n"),
    ],
    ids=["401", "404", "500", "redirect", "bad redirect", "no HTTP"],
)
def test_no_failure_shows_the_key_or_the_query(played: Answer) -> None:
    with stage(played) as server:
        error = failure(server.url(f"/v1/models?key={KEY}"), key=KEY, policy=Policy(tries=1))

    assert KEY not in everything_said(error)


def everything_said(error: SourceError) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + str(error)


def test_netrc_and_proxies_of_the_environment_do_not_touch_a_loopback_fetch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    for name, value in {
        "NETRC": str(netrc),
        "HTTP_PROXY": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    with stage(answer(200, BODY)) as server, new_session({"ALL_PROXY": "http://127.0.0.1:1"}) as session:
        clock = Clock()
        fetch(endpoint(server.url()), key=KEY, etag=None, session=session, sleep=clock.sleep, clock=clock)

        assert server.seen[0][1]["authorization"] == f"Bearer {KEY}"


def test_a_session_takes_proxies_and_certificates_from_its_environment() -> None:
    environ = {"https_proxy": "http://p:3128", "NO_PROXY": "acme.example", "SSL_CERT_FILE": "/etc/ca.pem"}

    with new_session(environ) as session:
        assert dict(session.proxies) == {"https": "http://p:3128", "no_proxy": "acme.example"}
        assert (session.verify, session.trust_env) == ("/etc/ca.pem", False)
    with new_session({}) as session:
        assert (dict(session.proxies), session.verify) == ({}, True)


@pytest.mark.parametrize(
    ("host", "no_proxy", "expected"),
    [
        ("api.acme.example", "acme.example", True),
        ("api.acme.example", ".acme.example, other", True),
        ("api.acme.example", "*.acme.example", True),
        ("api.acme.example", "*", True),
        ("notacme.example", "acme.example", False),
        ("api.acme.example", "", False),
        ("localhost", "", True),
    ],
)
def test_no_proxy_names_hosts_and_domains(host: str, no_proxy: str, expected: bool) -> None:
    assert retry.bypasses_proxy(host, no_proxy) is expected


def test_a_proxy_that_is_not_there_is_named_as_the_cause() -> None:
    with new_session({"HTTPS_PROXY": "http://127.0.0.1:1"}) as session, pytest.raises(SourceError) as caught:
        clock = Clock()
        fetch(
            endpoint("https://acme.example/m"),
            key=KEY,
            etag=None,
            session=session,
            sleep=clock.sleep,
            clock=clock,
        )

    assert caught.value.what == "the proxy let nothing through (tries: 3)"


def test_a_ca_bundle_that_is_not_there_is_named_as_the_cause() -> None:
    clock = Clock()
    with new_session({"SSL_CERT_FILE": "/nowhere.pem"}) as session, pytest.raises(SourceError) as caught:
        at = endpoint("https://127.0.0.1:1/m")
        fetch(at, key=KEY, etag=None, session=session, sleep=clock.sleep, clock=clock)

    assert caught.value.what == "the CA bundle can't be read (tries: 3)"


def test_a_body_that_trickles_inside_one_read_ends_at_the_deadline() -> None:
    def trickle(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not handler.server.stopping.wait(0.01):
            handler.wfile.write(b"x")

    with stage(trickle) as server:
        assert "not complete after 0.1 s" in failure(server.url(), policy=Policy(deadline=0.1)).what


def run_all(jobs: list[Job], clock: Clock, *, workers: int = 8) -> list[Fetched | SourceError]:
    def session() -> requests.Session:
        return new_session({})

    return fetch_all(jobs, session=session, sleep=clock.sleep, clock=clock, workers=workers)


def test_one_failing_job_never_touches_another() -> None:
    with stage(answer(200, BODY)) as good, stage(answer(404)) as bad:
        jobs = [
            Job(endpoint=endpoint(url))
            for url in (bad.url(), good.url(host="localhost"), "http://x.example/")
        ]

        missing, fetched, refused = run_all(jobs, Clock())

    assert isinstance(fetched, Fetched) and fetched.body == BODY
    assert isinstance(missing, SourceError) and "404" in missing.what
    assert isinstance(refused, SourceError) and "not asked" in refused.what


def test_one_host_is_asked_in_order_with_a_pause_between() -> None:
    clock = Clock()
    with stage(answer(200, BODY)) as server:
        results = run_all([Job(endpoint=endpoint(server.url(f"/{n}"))) for n in range(3)], clock)

        assert [path for path, _ in server.seen] == ["/0", "/1", "/2"]
    assert [isinstance(result, Fetched) for result in results] == [True] * 3
    assert clock.slept == [1, 1]


def test_several_hosts_are_asked_at_once() -> None:
    together = threading.Barrier(2, timeout=10)

    def meet(handler: Handler) -> None:
        together.wait()
        handler.reply(200, BODY)

    clock = Clock()
    with stage(meet) as server:
        jobs = [Job(endpoint=endpoint(server.url(host=host))) for host in ("127.0.0.1", "localhost")]

        results = run_all(jobs, clock)

    assert [isinstance(result, Fetched) for result in results] == [True, True]
    assert clock.slept == []


def test_no_jobs_have_no_results() -> None:
    assert run_all([], Clock()) == []


def test_waits_grow_up_to_their_cap() -> None:
    assert [DEFAULT.wait(tried, None) for tried in (1, 2, 3, 6, 7, 50)] == [1, 2, 4, 32, 60, 60]
