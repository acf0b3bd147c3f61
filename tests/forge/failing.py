"""Failures on demand, races on demand, and the log of what was asked.

forge.fail("POST", "/pulls", "502")                        the next one fails
forge.fail("POST", "/pulls", "drop", after=True)           it takes effect, and nobody hears of it
forge.before("POST", "/git-receive-pack", person.push)     a person is faster than the bot's push
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any, Literal, TypeVar

from tests.forge.errors import DOCS
from tests.forge.routing import Answer

How = Literal["secondary", "primary", "429", "500", "502", "drop"]
"""Each of the two rate limits, the newer status of the second, GitHub's own troubles, a lost connection."""

_LIMIT = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
_LIMITS = f"{DOCS}/using-the-rest-api/rate-limits-for-the-rest-api"
_UNICORN = (
    "<!DOCTYPE html>\n<html><head><title>Unicorn! &middot; GitHub</title></head>"
    "<body><p><strong>We had issues producing the response to your request.</strong></p></body></html>\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that was answered; `status` 0 is a connection that was dropped.

    `path` is below the repository (`/pulls/1`), for git `/git-upload-pack` or `/git-receive-pack`:
    GET is the look at the refs, POST the transfer. `query` and `body` are what came with it.
    """

    method: str
    path: str
    status: int
    user: str | None
    query: dict[str, str]
    body: Any

    @property
    def writes(self) -> bool:
        """Whether it was to change something."""
        return self.method != "GET" and self.path != "/git-upload-pack"


@dataclass(slots=True, kw_only=True)
class _Rule:
    method: str
    path: str
    user: str | None
    left: int

    def takes(self, method: str, path: str, user: str | None) -> bool:
        return (
            self.left > 0
            and fnmatchcase(method, self.method)
            and fnmatchcase(path, self.path)
            and self.user in (None, user)
        )


_R = TypeVar("_R", bound=_Rule)


@dataclass(slots=True, kw_only=True)
class Fault(_Rule):
    """How requests fail: instead of their effect, or `after` it."""

    how: How | Answer
    after: bool
    retry_after: int


@dataclass(slots=True, kw_only=True)
class _Action(_Rule):
    action: Callable[[], object]


@dataclass(slots=True)
class Faults:
    """What is to go wrong, and what went on. Patterns are fnmatch's; `*` matches a slash too."""

    asked: list[Asked] = field(default_factory=list)
    _faults: list[Fault] = field(default_factory=list)
    _actions: list[_Action] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def fail(
        self,
        method: str,
        path: str,
        how: How | Answer,
        *,
        times: int = 1,
        after: bool = False,
        retry_after: int = 1,
        user: str | None = "bot",
    ) -> None:
        """Fail the next `times` requests of `user` (None: of anybody); an `Answer` is sent as it is."""
        rule = Fault(
            method=method, path=path, user=user, left=times, how=how, after=after, retry_after=retry_after
        )
        with self._lock:
            self._faults.append(rule)

    def forget(self) -> None:
        """Nothing is to go wrong any more; what went on stays known."""
        with self._lock:
            self._faults.clear()
            self._actions.clear()

    def before(
        self,
        method: str,
        path: str,
        action: Callable[[], object],
        *,
        times: int = 1,
        user: str | None = "bot",
    ) -> None:
        """Call `action` just before the next such request is answered; it may use the forge itself."""
        rule = _Action(method=method, path=path, user=user, left=times, action=action)
        with self._lock:
            self._actions.append(rule)

    def act(self, method: str, path: str, user: str | None) -> None:
        """Do what is to be done before this request."""
        for rule in self._take(self._actions, method, path, user):
            rule.action()

    def take(self, method: str, path: str, user: str | None) -> Fault | None:
        """How this request is to fail, if it is."""
        return next(iter(self._take(self._faults, method, path, user, most=1)), None)

    def _take(self, rules: list[_R], method: str, path: str, user: str | None, most: int = 100) -> list[_R]:
        with self._lock:
            taken = [rule for rule in rules if rule.takes(method, path, user)][:most]
            for rule in taken:
                rule.left -= 1
        return taken


def answer(fault: Fault, now: int) -> Answer | None:
    """What a failure looks like; None is a dropped connection. `now` is in seconds since 1970."""
    wait = {"Retry-After": str(fault.retry_after)}
    if isinstance(fault.how, Answer) or fault.how == "drop":
        return fault.how if isinstance(fault.how, Answer) else None
    if fault.how == "502":
        return Answer(status=502, body=_UNICORN, headers={"Content-Type": "text/html; charset=utf-8"})
    if fault.how == "500":
        return Answer(status=500, body={"message": "Server Error", "documentation_url": DOCS})
    if fault.how == "primary":
        spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(now + fault.retry_after)}
        message = "API rate limit exceeded for installation ID 1."
        return Answer(status=403, body={"message": message, "documentation_url": _LIMITS}, headers=spent)
    status = 403 if fault.how == "secondary" else 429
    limits = f"{_LIMITS}#about-secondary-rate-limits"
    return Answer(status=status, body={"message": _LIMIT, "documentation_url": limits}, headers=wait)
