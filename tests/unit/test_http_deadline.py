"""No fetch takes longer than its provider may take, whatever the other side does."""

from typing import NoReturn

import pytest
import requests

from sync.sources.retry import Policy
from tests.unit.http_stage import Answer, Clock, Handler, answer, chunks, failure, stage


def test_no_wait_goes_beyond_the_deadline() -> None:
    clock = Clock()
    with stage(answer(429, Retry_After="60")) as server:
        error = failure(server.url(), clock=clock, policy=Policy(deadline=30))

        assert len(server.seen) == 1
    assert clock.slept == []
    assert error.what == "it answered 429 Too Many Requests (tries: 1)"


def test_a_body_that_trickles_ends_at_the_deadline() -> None:
    with stage(chunks(b"x")) as server:
        error = failure(server.url(), clock=Clock(tick=1))

        assert len(server.seen) == 1
    assert error.what == "the answer was not complete after 120 s"


def trickle(begin: bytes) -> Answer:
    """An answer that goes on for ever, a byte at a time."""

    def play(handler: Handler) -> None:
        handler.wfile.write(begin)
        while not handler.server.stopping.wait(0.01):
            handler.wfile.write(b"x")

    return play


def test_headers_that_trickle_end_at_the_deadline() -> None:
    with stage(trickle(b"HTTP/1.1 200 OK\r\nX-Long: ")) as server:
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


def test_a_body_that_trickles_inside_one_read_ends_at_the_deadline() -> None:
    with stage(trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")) as server:
        assert "not complete after 0.1 s" in failure(server.url(), policy=Policy(deadline=0.1)).what
