"""What a webhook is told: JSON to one address, which is a secret and is never shown.

A run that published nothing, and where nothing failed or healed, tells nobody. An address that can't be
reached costs the news and nothing else: no error here has a word of the address, or of the answer.
"""

import os
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import requests
from requests import exceptions as errors

from sync.schedule import rows
from sync.schedule.heard import Heard
from sync.schedule.page import Board
from sync.schedule.rows import Open
from sync.schedule.state import Row
from sync.sources import retry
from sync.sources.http import new_session, send

VERSION = 1
SECONDS = 10.0
"""How long one try may take, all in all."""
_TRIES = 2


def payload(
    board: Board, heard: Heard, *, repository: str | None, run_url: str | None, at: datetime
) -> dict[str, Any]:
    """What is sent. Reasons are texts of feeds and servers: who shows them, escapes them."""
    pulls = rows.by_provider(board.state, board.pulls)
    failing = [_failing(name, "job", job.failed) for name, job in board.state.jobs.items()]
    failing += [
        _failing(name, "provider", row.failed) for name, row in board.state.rows.items() if row.failed
    ]
    return {
        "version": VERSION,
        "repository": repository,
        "run_url": run_url,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "changed": any(lane.did for lane in heard.lanes or ()),
        "failing": failing,
        "providers": [
            _provider(name, row, heard, rows.main_pull(pulls, name)) for name, row in board.state.rows.items()
        ],
        "pulls": [_pull(pull, board) for pull in board.pulls],
    }


def _failing(name: str, kind: str, failed: int) -> dict[str, Any]:
    return {"name": name, "kind": kind, "failed_runs": failed}


def _provider(name: str, row: Row, heard: Heard, pull: Open | None) -> dict[str, Any]:
    told = heard.told.get(name)
    return {
        "provider": name,
        "status": told.status if told else None,
        "reason": (told.reason if told else row.reason) or None,
        "failed_runs": row.failed,
        "held": row.held,
        "pull": pull.number if pull else None,
    }


def _pull(pull: Open, board: Board) -> dict[str, Any]:
    return {
        "number": pull.number,
        "provider": pull.provider,
        "lane": "review" if pull.review else "main",
        "url": pull.url,
        "days": rows.waits(pull, board.today),
    }


def post(url: str, doc: Mapping[str, Any], *, seconds: float = SECONDS) -> str | None:
    """Send it, once more where that may help; why it didn't arrive, or None. Never raises for the address."""
    url = url.strip()  # a secret often ends in a line end
    try:
        retry.check_address(url)
    except retry.RefusedError as why:
        return f"this address is not asked: {why}"
    said: str | None = None
    for _ in range(_TRIES):
        done: Future[tuple[str | None, bool]] = Future()
        threading.Thread(target=_work, args=(url, doc, seconds, done), daemon=True).start()
        try:
            said, again = done.result(timeout=seconds)
        except TimeoutError:  # no timeout of a socket bounds a whole answer
            said, again = f"it didn't answer within {seconds:g} s", True
        if not again:
            break
    return said


def _work(url: str, doc: Mapping[str, Any], seconds: float, done: "Future[tuple[str | None, bool]]") -> None:
    try:
        done.set_result(_sent(url, doc, seconds))
    except Exception as error:  # its text can hold the address
        done.set_result((f"it couldn't be sent ({type(error).__name__})", False))


def _sent(url: str, doc: Mapping[str, Any], seconds: float) -> tuple[str | None, bool]:
    """Why one try failed, and whether another may help."""
    request = requests.Request("POST", url, json=doc, headers={"User-Agent": retry.AGENT}).prepare()
    with new_session(os.environ) as session:
        try:
            with send(session, request, seconds) as response:
                status = response.status_code
        except OSError as error:  # RequestException is one
            return _network(error), True
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return None, False
    if status < HTTPStatus.BAD_REQUEST:
        return f"it answered {status}: a redirect is not followed", False
    return f"it answered {status}", status >= 500 or status == HTTPStatus.TOO_MANY_REQUESTS


def _network(error: OSError) -> str:
    """In words of ours: the error's own hold the address."""
    for kind, what in (
        (errors.SSLError, "no TLS connection could be made"),
        (errors.ProxyError, "the proxy let nothing through"),
        (errors.Timeout, "it didn't answer in time"),
        (errors.RequestException, "the connection failed"),
    ):
        if isinstance(error, kind):
            return what
    return "the CA bundle can't be read"
