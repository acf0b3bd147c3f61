"""Many lists at once: hosts side by side, the lists of one host one after another."""

import threading

import requests

from sync.errors import SourceError
from sync.sources.http import Fetched, fetch_all, new_session
from sync.sources.provider import Job
from sync.sources.retry import DEFAULT
from tests.unit.http_stage import BODY, Clock, Handler, answer, endpoint, stage


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
