"""A provider's list over HTTP: what is sent, what comes, and what is tried again."""

import gzip
import socket
import traceback

import pytest

from sync.errors import SourceError
from sync.sources.http import Fetched
from sync.sources.provider import Auth
from sync.sources.retry import Policy
from tests.unit.http_stage import BODY, KEY, Answer, Clock, Handler, answer, chunks, failure, get, stage


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


def test_a_refused_connection_says_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clock = Clock()

    error = failure(f"http://127.0.0.1:{port}/v1/models", clock=clock)

    assert error.what == "the connection failed: Connection refused (tries: 3)"
    assert clock.slept == [1, 2]


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
