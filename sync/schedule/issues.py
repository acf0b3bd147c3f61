"""Issues of a repository, as far as a dashboard needs them: found by a label, made, edited, commented on."""

from dataclasses import dataclass
from typing import Any, Literal

from sync.publish.forge.rest import Rest

_READ, _WRITE = "issues: read", "issues: write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue. Its texts are as people left them: hostile until they are quoted."""

    number: int
    state: Literal["open", "closed"]
    title: str
    body: str


class Issues:
    """The issues of `owner/name`. Every call raises ForgeError where it isn't done."""

    def __init__(self, rest: Rest, repository: str) -> None:
        self._rest, self._path = rest, f"/repos/{repository}/issues"

    def labelled(self, label: str) -> list[Issue]:
        """Every issue with a label, open or closed, the oldest first; pull requests aren't among them."""
        query = {"labels": label, "state": "all", "sort": "created", "direction": "asc"}
        listed = self._rest.pages(self._path, needs=_READ, query=query)
        found = [self._read(doc) for doc in listed if not (isinstance(doc, dict) and "pull_request" in doc)]
        return sorted(found, key=lambda issue: issue.number)

    def create(self, title: str, body: str, label: str) -> Issue:
        """A new one. It is never made twice: where no answer came, the next run finds it."""
        given = {"title": title, "body": body, "labels": [label]}
        return self._read(self._rest.write("POST", self._path, given, needs=_WRITE, repeat=False))

    def edit(self, number: int, body: str, *, reopen: bool = False) -> Issue:
        """Write its body anew, and nothing else but that it is open again."""
        given = {"body": body, **({"state": "open"} if reopen else {})}
        path = f"{self._path}/{number}"
        return self._read(self._rest.write("PATCH", path, given, needs=_WRITE, repeat=True))

    def comment(self, number: int, body: str) -> None:
        """Say something once: where no answer came, it isn't said again."""
        path = f"{self._path}/{number}/comments"
        self._rest.write("POST", path, {"body": body}, needs=_WRITE, repeat=False)

    def _read(self, doc: Any) -> Issue:
        try:
            number, state, title, body = doc["number"], doc["state"], doc["title"], doc.get("body")
        except (AttributeError, KeyError, TypeError):
            number, state, title, body = None, None, None, None
        whole = type(number) is int and isinstance(title, str) and isinstance(body, str | None)
        if whole and state in ("open", "closed"):
            return Issue(number=number, state=state, title=title, body=body or "")
        raise self._rest.unlike("GET", self._path, "what GitHub's description says of an issue")
