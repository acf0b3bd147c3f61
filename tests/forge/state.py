"""Everything the forge knows that isn't in git, as plain data that is one JSON file when it rests.

A pull request is an issue with a `pull`; both count their numbers in one row. Users are named by their
`name`, dates are the API's text.
"""

import dataclasses
import json
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Json = dict[str, Any]
FILE = "state.json"


@dataclass(slots=True, kw_only=True)
class Comment:
    """A comment in the conversation."""

    id: int
    user: str
    body: str
    created_at: str
    updated_at: str


@dataclass(slots=True, kw_only=True)
class Review:
    """A review, of the commit that was the head then."""

    id: int
    user: str
    body: str
    state: str
    commit_id: str
    submitted_at: str


@dataclass(slots=True, kw_only=True)
class Event:
    """What happened to an item, and by whom; `more` is what this kind of event tells besides."""

    id: int
    event: str
    actor: str
    created_at: str
    commit_id: str | None = None
    more: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Label:
    """A label of the repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(slots=True, kw_only=True)
class Pull:
    """What a pull request has and an issue hasn't. Both SHAs are those of its last push or opening.

    fork  OWNER/NAME of the repository that the head is in; None: in this one
    """

    head_ref: str
    head_sha: str
    base_ref: str
    base_sha: str
    draft: bool = False
    maintainer_can_modify: bool = True
    merged_at: str | None = None
    merged_by: str | None = None
    merge_commit_sha: str | None = None
    auto_merge: str | None = None
    requested: list[str] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    fork: str | None = None


@dataclass(slots=True, kw_only=True)
class Item:
    """An issue or a pull request."""

    number: int
    id: int
    title: str
    body: str | None
    user: str
    created_at: str
    updated_at: str
    state: Literal["open", "closed"] = "open"
    state_reason: str | None = None
    closed_at: str | None = None
    closed_by: str | None = None
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    pull: Pull | None = None


@dataclass(slots=True, kw_only=True)
class Settings:
    """The repository's switches and the protection of its branches, as in a new one: nothing is required."""

    dismiss_stale_reviews: bool = False
    delete_branch_on_merge: bool = False
    allow_merge_commit: bool = True
    allow_squash_merge: bool = True
    required_approvals: int = 0
    required_checks: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class State:
    """All of it. `branches` is what of git was last looked at; labels are keyed in lower case."""

    default_branch: str
    created_at: str
    items: dict[int, Item] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    releases: list[Json] = field(default_factory=list)
    dispatches: list[Json] = field(default_factory=list)
    runs: list[Json] = field(default_factory=list)
    artifacts: list[Json] = field(default_factory=list)
    check_runs: list[Json] = field(default_factory=list)
    statuses: list[Json] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    last_id: int = 1000

    def next_id(self) -> int:
        """A number that nothing else has."""
        self.last_id += 1
        return self.last_id

    def next_number(self) -> int:
        """The next issue's or pull request's."""
        return max(self.items, default=0) + 1

    def plain(self) -> Json:
        """The same as dicts and lists."""
        return dataclasses.asdict(self)


def save(state: State, folder: Path) -> None:
    """Write the file; the old one stands until the new one is whole."""
    made = folder / f"{FILE}.new"
    made.write_text(json.dumps(state.plain(), indent=1), "utf-8")
    made.replace(folder / FILE)


def load(folder: Path) -> State | None:
    """What was saved in this folder; None where nothing was."""
    path = folder / FILE
    if not path.is_file():
        return None
    state = _read(State, json.loads(path.read_text("utf-8")))
    assert isinstance(state, State)
    return state


def _read(kind: Any, raw: Any) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if raw is None or kind is Any:
        return raw
    if origin is types.UnionType:
        return _read(args[0], raw)
    if origin is list:
        return [_read(args[0], each) for each in raw]
    if origin is dict:
        return {args[0](key): _read(args[1], each) for key, each in raw.items()}
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return typing.cast("Any", kind)(**{key: _read(hints[key], each) for key, each in raw.items()})
    return raw
