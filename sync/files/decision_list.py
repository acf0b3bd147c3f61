"""`catalog/rules/decisions.yaml`: what people decided about held changes while the catalog was made.

    decisions:
      - {date: 2026-08-22, provider: openrouter, id: openrouter/free, field: price, decide: accept, reason: …}

`make catalog` gives each to `held` on its day. What is left open goes on waiting, and says why.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from sync.core.values import Value
from sync.errors import CatalogError, Problem
from sync.files.read import Document, line_of, read, text_of

DECISIONS = "catalog/rules/decisions.yaml"

Verdict = Literal["accept", "reject", "open"]
VERDICTS: tuple[Verdict, ...] = ("accept", "reject", "open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided about one field of one id, when and why."""

    date: str
    provider: str
    id: str
    field: str
    decide: Verdict
    reason: str


def decisions(root: Path) -> list[Decision]:
    """The decisions of a catalog in the order of their days; none where it has no such file.

    Raises CatalogError for a file that doesn't read well, or a line that isn't whole.
    """
    try:
        text = text_of((root / DECISIONS).read_bytes(), DECISIONS)
    except FileNotFoundError:
        return []
    if isinstance(text, Problem):
        raise CatalogError([text])
    document = read(text, DECISIONS)
    if document.problems:
        raise CatalogError(document.problems)
    items = document.mapping().get("decisions")
    if not isinstance(items, list):
        raise CatalogError([_wrong(document, "decisions", "this is no list of decisions")])
    found = [_decision(document, item, number) for number, item in enumerate(items)]
    return sorted(found, key=lambda each: (each.date, each.provider, each.id, each.field))


def _decision(document: Document, item: Value, number: int) -> Decision:
    said = item if isinstance(item, dict) else {}
    texts = {each.name: said.get(each.name) for each in fields(Decision)}
    if not all(isinstance(text, str) for text in texts.values()) or texts["decide"] not in VERDICTS:
        raise CatalogError([_wrong(document, f"decisions.{number}", "this is no whole decision")])
    return Decision(**texts)  # type: ignore[arg-type]  # each is a text, as was looked at


def _wrong(document: Document, path: str, message: str) -> Problem:
    return Problem(
        file=DECISIONS,
        line=line_of(document.root, tuple(path.split("."))),
        path=path,
        message=message,
        rule="decision",
        fix="write {date, provider, id, field, decide: accept|reject|open, reason}",
    )
