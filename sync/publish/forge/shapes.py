"""What the forge says about pull requests, as far as publishing looks at it.

Each reader takes the JSON of an answer and raises KeyError, TypeError or ValueError for what isn't
of the form. Texts are as they came: hostile until they are quoted. A user who is gone is None.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

ReviewState = Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """One pull request.

    branch, head  what it proposes: the branch's name, and its commit
    own           whether that branch is in the same repository, not in a fork
    base          the branch that it shall be merged into
    queued        whether it merges by itself as soon as it can
    mergeable     None: not known, as in every list
    """

    number: int
    state: Literal["open", "closed"]
    title: str
    body: str
    author: str | None
    branch: str
    head: str
    own: bool
    base: str
    labels: frozenset[str]
    draft: bool
    queued: bool
    mergeable: bool | None
    created_at: datetime
    closed_at: datetime | None
    merged_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review of a commit; `association` says what its author is to the repository (MEMBER, NONE …)."""

    id: int
    author: str | None
    state: ReviewState
    commit: str | None
    association: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found out about a commit, by a check run or a status.

    proven  whether it found it good; one that was skipped, or says nothing, is done and proves nothing
    """

    name: str
    result: Literal["good", "bad", "not done"]
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A comment that stands in a pull request."""

    id: int
    author: str | None
    body: str
    created_at: datetime


def pull_request(doc: Any, repository: str) -> PullRequest:
    """A pull request; `repository` is the one that it stands in."""
    head, base, state = doc["head"], doc["base"], _text(doc, "state")
    if state not in ("open", "closed"):
        raise ValueError(state)
    return PullRequest(
        number=_number(doc, "number"),
        state="open" if state == "open" else "closed",
        title=_text(doc, "title"),
        body=_text_or_none(doc, "body") or "",
        author=login(doc["user"]),
        branch=_text(head, "ref"),
        head=_text(head, "sha"),
        own=_is_same(head["repo"], repository),
        base=_text(base, "ref"),
        labels=frozenset(_text(label, "name") for label in doc["labels"]),
        draft=_flag(doc, "draft") or False,
        queued=doc.get("auto_merge") is not None,
        mergeable=_flag(doc, "mergeable"),
        created_at=_when(doc, "created_at"),
        closed_at=_when_or_none(doc, "closed_at"),
        merged_at=_when_or_none(doc, "merged_at"),
        url=_text(doc, "html_url"),
    )


def review(doc: Any) -> Review:
    """A review."""
    state = doc["state"]
    if state not in get_args(ReviewState):
        raise ValueError(state)
    return Review(
        id=_number(doc, "id"),
        author=login(doc["user"]),
        state=state,
        commit=_text_or_none(doc, "commit_id"),
        association=_text(doc, "author_association"),
    )


def check_run(doc: Any) -> Check:
    """A check run; a conclusion that isn't known here is bad."""
    conclusion = _text_or_none(doc, "conclusion")
    if _text(doc, "status") != "completed" or conclusion is None:
        return Check(name=_text(doc, "name"), result="not done", proven=False)
    good = conclusion in ("success", "neutral", "skipped")
    return Check(name=_text(doc, "name"), result="good" if good else "bad", proven=conclusion == "success")


def is_own(run: Any, repository: str) -> bool:
    """Whether a workflow's run is of a commit that was pushed to this repository, not to a fork."""
    return _is_same(run["head_repository"], repository)


def status(doc: Any) -> Check:
    """A status."""
    state = _text(doc, "state")
    result: Literal["good", "bad", "not done"] = "bad"
    if state in ("success", "pending"):
        result = "good" if state == "success" else "not done"
    return Check(name=_text(doc, "context"), result=result, proven=state == "success")


def posted(doc: Any) -> Posted:
    """A comment."""
    return Posted(
        id=_number(doc, "id"),
        author=login(doc["user"]),
        body=_text_or_none(doc, "body") or "",
        created_at=_when(doc, "created_at"),
    )


def login(user: Any) -> str | None:
    """The name of an account; None for one that is gone."""
    return None if user is None else _text(user, "login")


def _is_same(told: Any, repository: str) -> bool:
    full_name = (told or {}).get("full_name")  # a fork that is gone leaves null
    return isinstance(full_name, str) and full_name.lower() == repository.lower()


def _text(doc: Any, key: str) -> str:
    value = doc[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _text_or_none(doc: Any, key: str) -> str | None:
    return None if doc.get(key) is None else _text(doc, key)


def _number(doc: Any, key: str) -> int:
    value = doc[key]
    if type(value) is not int:
        raise TypeError(key)
    return value


def _flag(doc: Any, key: str) -> bool | None:
    value = doc.get(key)
    if value is not None and not isinstance(value, bool):
        raise TypeError(key)
    return value


def _when(doc: Any, key: str) -> datetime:
    found = datetime.fromisoformat(_text(doc, key))
    if found.tzinfo is None:
        raise ValueError(key)
    return found


def _when_or_none(doc: Any, key: str) -> datetime | None:
    return None if doc.get(key) is None else _when(doc, key)
