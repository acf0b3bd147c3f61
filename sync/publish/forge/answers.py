"""What a forge's answer means for whoever publishes, as pure rules: fine, again later, or never.

    limit    nothing was done, because too much was asked: anything may be sent again
    trouble  nobody knows whether it was done: only what may be done twice is sent again
    no       it will not be done: a token, a permission, an address or the request is at fault

Texts of the forge are shown on one line each, and never with the token in them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

from sync.errors import SyncError
from sync.report.escape import REASON, plain
from sync.sources.retry import retry_after

TOKEN, API_URL, REPOSITORY = "GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_REPOSITORY"
"""The variables that say as whom, where and about what."""

UNNAMED_LIMIT = 60.0
"""Seconds to wait where a limit doesn't say how long it lasts."""

_NODE = "Could not resolve to a node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `doc` is None for an empty body and for a page, which is no JSON."""

    status: int
    headers: Mapping[str, str]
    doc: Any = None
    page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why it failed and how to mend it; `asked` is how many seconds the forge wants to be left alone."""

    kind: Literal["limit", "trouble", "no"]
    what: str
    fix: str
    asked: float | None = None
    status: int | None = None
    said: str = ""


class ForgeError(SyncError):
    """The forge didn't do it. `status` is None where no answer came, `said` its own words, unquoted."""

    def __init__(self, what: str, *, where: str, fix: str, status: int | None = None, said: str = "") -> None:
        super().__init__(what, where=where, fix=fix)
        self.status, self.said = status, said


def read(status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    """An answer with its body as JSON."""
    if not body.strip():
        return Answer(status=status, headers=headers)
    try:
        return Answer(status=status, headers=headers, doc=json.loads(body))
    except (ValueError, RecursionError):
        return Answer(status=status, headers=headers, page=True)


def failure(answer: Answer, *, needs: str, token: str, now: float) -> Failure | None:
    """Why an answer is none; None for one that is. `now` is in seconds since 1970."""
    status, said = answer.status, "; ".join(_texts(answer.doc)).replace(token, "***")
    if status < 300 and not answer.page:
        return None
    shown = plain(said, REASON) if said else ""
    told = f"it answered {_status(status)}" + (f": {shown}" if shown else "")
    found = _limit(answer, said, now) or _trouble(answer, said) or _no(answer, needs, token)
    kind, fix, asked = found
    if answer.page and kind == "no":
        told = f"it answered {_status(status)} with a page that isn't JSON"
    return Failure(kind=kind, what=told, fix=fix, asked=asked, status=status, said=said)


_Found = tuple[Literal["limit", "trouble", "no"], str, float | None]


def _limit(answer: Answer, said: str, now: float) -> _Found | None:
    """Too much was asked: 429, or a 403 that says so in one of three ways."""
    asked = retry_after(answer.headers)
    spent = answer.headers.get("X-RateLimit-Remaining", "").strip() == "0"
    if answer.status not in (403, 429):
        return None
    if answer.status == 403 and asked is None and not spent and "secondary rate limit" not in said.lower():
        return None
    if asked is None and spent:
        reset = answer.headers.get("X-RateLimit-Reset", "").strip()
        asked = max(1.0, int(reset) - now) if reset.isascii() and reset.isdecimal() else None
    wait = UNNAMED_LIMIT if asked is None else asked
    return "limit", f"run again in {max(1, round(wait / 60))} min; publish less often", wait


def _trouble(answer: Answer, said: str) -> _Found | None:
    if answer.status >= 500:
        return "trouble", "run again later; the fault is the forge's", retry_after(answer.headers)
    if answer.status == 422 and _NODE in said:  # what was just made isn't known everywhere yet
        return "trouble", "run again", None
    return None


def _no(answer: Answer, needs: str, token: str) -> _Found:
    status = answer.status
    if status == 401:
        fix = f"set {TOKEN} to a token that is valid now"
    elif answer.page:
        fix = f"something between here and the forge answers, or {API_URL} isn't the address of its API"
    elif status == 403:
        wanted = answer.headers.get("X-Accepted-GitHub-Permissions", "").replace(token, "***")
        also = f" (the forge says: {plain(wanted)})" if wanted else ""
        fix = f"give the token of {TOKEN} the permission {needs}{also}"
    elif status == 404:
        fix = f"correct {REPOSITORY}, or let the token of {TOKEN} see that repository, with {needs}"
    elif 300 <= status < 400:
        fix = f"it has moved, and the token isn't sent after it: correct {REPOSITORY} or {API_URL}"
    else:
        fix = "nothing of this request was done; look at what it says about it"
    return "no", fix, None


def _texts(doc: object) -> Iterator[str]:
    """The message of an answer and those of its errors, which are texts or objects."""
    if not isinstance(doc, dict):
        return
    if isinstance(doc.get("message"), str):
        yield doc["message"]
    errors = doc.get("errors")
    for each in errors[:10] if isinstance(errors, list) else ():
        text = each.get("message") or each.get("field") if isinstance(each, dict) else each
        if isinstance(text, str):
            yield text


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)
