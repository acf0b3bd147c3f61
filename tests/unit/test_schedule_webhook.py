"""The webhook: what it is told and when, and that its address, a secret, is never shown."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sync.schedule import webhook
from tests.unit.dashboards import DOWN, HELD, Desk, needs, run_of
from tests.unit.forging import BRANCH

Capture = pytest.CaptureFixture[str]
SECRET = "hook-T0K3N-never-shown"
OK = run_of()
DID = {"provider": "openrouter", "lane": "main", "why": "new", "told": ["opened #1"], "failed": None}


@dataclass
class Hook:
    """A server that remembers what it was told, and answers with each status in turn, then with 204."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)
    types: list[str | None] = field(default_factory=list)
    wait: threading.Event | None = None


@contextmanager
def hooked() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.told.append(json.loads(body))
            hook.types.append(self.headers["Content-Type"])
            if hook.wait:
                hook.wait.wait(30)
            self.send_response(hook.statuses.pop(0) if hook.statuses else 204)
            self.send_header("Location", f"{hook.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    hook.url = f"http://127.0.0.1:{server.server_port}/{SECRET}?key={SECRET}"
    try:
        yield hook
    finally:
        if hook.wait:
            hook.wait.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    with hooked() as hook:
        monkeypatch.setenv("SYNC_WEBHOOK_URL", hook.url)
        yield hook


def test_it_is_told_what_failed_who_waits_and_where(desk: Desk, hook: Hook) -> None:
    number = desk.maintainer.open(BRANCH)
    desk.later(days=3)

    desk.run(lanes=[DID], openrouter=run_of(held=HELD), other=DOWN, jobs=needs("other", plan="failure"))

    url = f"{desk.forge.url}/{desk.forge.slug}"
    assert hook.types == ["application/json"]
    assert hook.told == [
        {
            "version": 1,
            "repository": desk.forge.slug,
            "run_url": f"{url}/actions/runs/1",
            "at": "2026-08-25T00:00:00+00:00",
            "changed": True,
            "failing": [
                {"name": "plan", "kind": "job", "failed_runs": 1},
                {"name": "other", "kind": "provider", "failed_runs": 1},
            ],
            "providers": [
                {
                    "provider": "openrouter",
                    "status": "ok",
                    "reason": None,
                    "failed_runs": 0,
                    "held": 1,
                    "pull": None,
                },
                {
                    "provider": "other",
                    "status": "failed",
                    "reason": "it answered 503 Service Unavailable",
                    "failed_runs": 1,
                    "held": 0,
                    "pull": None,
                },
            ],
            "pulls": [
                {
                    "number": number,
                    "provider": "one",
                    "lane": "main",
                    "url": f"{url}/pull/{number}",
                    "days": 3,
                }
            ],
        }
    ]


def test_a_quiet_run_tells_nobody_and_one_that_failed_published_or_healed_does(
    desk: Desk, hook: Hook
) -> None:
    def told(**more: Any) -> int:
        before = len(hook.told)
        desk.run(**more)
        return len(hook.told) - before

    idle = {**DID, "why": "unchanged", "told": []}
    assert told(openrouter=OK, other=OK) == 0
    assert told(openrouter=OK, other=OK, lanes=[idle]) == 0
    assert told(openrouter=OK, other=OK, lanes=[DID]) == 1
    assert told(openrouter=OK, other=DOWN) == 1
    assert told(openrouter=OK, other=OK) == 1
    assert told(openrouter=OK, other=OK) == 0
    assert told(jobs=needs(plan="failure")) == 1
    assert told() == 0


def test_a_dry_run_tells_nobody(desk: Desk, hook: Hook) -> None:
    desk.run("--dry-run", other=DOWN)

    assert hook.told == []


@pytest.mark.parametrize(
    ("statuses", "times", "why"),
    [
        ([500], 2, None),
        ([503, 502], 2, "it answered 502"),
        ([429], 2, None),
        ([404], 1, "it answered 404"),
        ([302], 1, "it answered 302: a redirect is not followed"),
    ],
)
def test_one_that_fails_is_told_once_more_where_that_may_help(
    hook: Hook, statuses: list[int], times: int, why: str | None
) -> None:
    hook.statuses = [*statuses]

    assert webhook.post(hook.url, {"version": 1}) == why

    assert len(hook.told) == times


def test_one_that_never_answers_is_given_up_twice(hook: Hook) -> None:
    hook.wait = threading.Event()

    assert webhook.post(hook.url, {}, seconds=0.2) in (
        "it didn't answer in time",
        "it didn't answer within 0.2 s",
    )


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (f"http://hooks.example/{SECRET}", "it is http, which only an address of this machine may be"),
        (f"https://x:{SECRET}@hooks.example/", "it holds a user name or a password"),
        (f"ftp://{SECRET}.example", "it is neither https nor http"),
        (f"https://[{SECRET}", "its host or port can't be read"),
        (SECRET, "its host or port can't be read"),
    ],
)
def test_an_address_that_may_not_be_asked_is_not(url: str, why: str) -> None:
    told = webhook.post(url, {})

    assert told is not None
    assert told.endswith(why)
    assert SECRET not in told


@pytest.mark.parametrize("kind", ["closed port", "error", "redirect", "no address"])
def test_a_webhook_that_fails_is_a_warning_without_its_address(
    desk: Desk, hook: Hook, kind: str, capsys: Capture
) -> None:
    hook.statuses = [500, 500] if kind == "error" else [301]
    if kind == "closed port":
        with hooked() as gone:
            desk.patch.setenv("SYNC_WEBHOOK_URL", gone.url)
    if kind == "no address":
        desk.patch.setenv("SYNC_WEBHOOK_URL", f"//{SECRET}\x1b[2J")

    assert desk.run(other=DOWN) == 0

    out, err = capsys.readouterr()
    assert err.startswith("warning: the webhook was not told: ")
    assert SECRET not in out + err + desk.body


def test_a_forge_that_fails_keeps_the_news_from_nobody(desk: Desk, hook: Hook) -> None:
    desk.forge.fail("GET", "/issues", "500", times=9)
    desk.patch.setattr("time.sleep", lambda _: None)

    assert desk.run(other=DOWN) == 1

    assert [each["failing"] for each in hook.told] == [
        [{"name": "other", "kind": "provider", "failed_runs": 1}]
    ]
