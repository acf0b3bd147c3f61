"""The forge that a command speaks to, as the environment names it: what GitHub Actions sets, and a token."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.errors import SyncError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from sync.publish.forge.git import Author, Repository
    from sync.publish.forge.github import GitHub
    from sync.publish.forge.rest import Rest

API, SERVER = "https://api.github.com", "https://github.com"
_NAME, _MAIL = "catalog-sync[bot]", "catalog-sync[bot]@users.noreply.github.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the environment names. `run` is the link of the workflow's run that this is a part of."""

    api: str
    server: str
    repository: str
    token: str = field(repr=False)
    run: str | None = None

    @property
    def web(self) -> str:
        """The repository's page."""
        return f"{self.server}/{self.repository}"


def named(environ: Mapping[str, str]) -> Named:
    """The forge. Raises UsageError for what has to be set.

    An empty variable is none: so a workflow passes one that isn't set.
    """
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    repository, token = (_needed(given, name) for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN"))
    server, run = given.get("GITHUB_SERVER_URL", SERVER).rstrip("/"), given.get("GITHUB_RUN_ID")
    return Named(
        api=given.get("GITHUB_API_URL", API),
        server=server,
        repository=repository,
        token=token,
        run=f"{server}/{repository}/actions/runs/{run}" if run else None,
    )


def is_named(environ: Mapping[str, str]) -> bool:
    """Whether it names one; a command that can do without asks no forge then."""
    return bool(environ.get("GITHUB_TOKEN") and environ.get("GITHUB_REPOSITORY"))


def author(environ: Mapping[str, str]) -> "Author":
    """Who commits. Raises UsageError for what git would leave out of a name, or end it at."""
    from sync.publish.forge.git import Author

    found = {"SYNC_BOT_NAME": _NAME, "SYNC_BOT_EMAIL": _MAIL}
    for name, usual in found.items():
        value = environ.get(name, "").strip() or usual
        if not value.isprintable() or set(value) & set("<>") or not any(map(str.isalnum, value)):
            fix = f"set {name} to one line without < and >, or leave it out: {usual}"
            raise UsageError("nobody can commit by this name", where=name, fix=fix)
        found[name] = value
    return Author(*found.values())


@contextmanager
def rest(forge: Named) -> "Iterator[Rest]":
    """The forge's API."""
    from sync.publish.forge.rest import Rest

    with _usage():
        made = Rest(forge.api, forge.token, sleep=time.sleep, clock=time.time)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def github(forge: Named) -> "Iterator[GitHub]":
    """The same, as publishing asks it."""
    from sync.publish.forge.github import GitHub

    with _usage():
        made = GitHub(forge.api, forge.repository, forge.token, sleep=time.sleep, clock=time.time)
    with made:
        yield made


@contextmanager
def clone(forge: Named, root: "Path") -> "Iterator[Repository]":
    """The forge's git, beside the clone at `root`."""
    from sync.publish.forge.git import Repository

    with _usage():
        made = Repository(root, forge.server, forge.repository, forge.token)
    with made:
        yield made


@contextmanager
def _usage() -> Iterator[None]:
    """Nothing was asked yet: what is wrong is a variable."""
    try:
        yield
    except SyncError as error:
        raise UsageError(error.what, where=error.where, fix=error.fix) from None


def _needed(given: Mapping[str, str], name: str) -> str:
    if name not in given:
        fix = f"set {name}; in a workflow a step hands the token over by `env`"
        raise UsageError(f"{name} is not set", fix=fix)
    return given[name]
