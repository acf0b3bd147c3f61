"""`catalog/rules/decisions.yaml`: what people decided about held changes while the catalog was made.

    decisions:
      - {date: 2026-08-22, provider: openrouter, id: openrouter/free, field: price, decide: accept, reason: …}

`make catalog` gives each to `held` on its day. What is left open goes on waiting, and says why.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from sync.errors import CatalogError, Problem
from sync.files.read import read

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
        document = read((root / DECISIONS).read_text("utf-8"), DECISIONS)
    except FileNotFoundError:
        return []
    if document.problems:
        raise CatalogError(document.problems)
    items = document.mapping().get("decisions")
    found = [_decision(item, number) for number, item in enumerate(items if isinstance(items, list) else [])]
    return sorted(found, key=lambda each: (each.date, each.provider, each.id, each.field))


def _decision(item: object, number: int) -> Decision:
    said = item if isinstance(item, dict) else {}
    texts = {each.name: said.get(each.name) for each in fields(Decision)}
    if not all(isinstance(text, str) for text in texts.values()) or texts["decide"] not in VERDICTS:
        raise CatalogError(
            [
                Problem(
                    file=DECISIONS,
                    line=None,
                    path=f"decisions.{number}",
                    message="this is no whole decision",
                    rule="decision",
                    fix="write {date, provider, id, field, decide: accept|reject|open, reason}",
                )
            ]
        )
    return Decision(**texts)  # type: ignore[arg-type]  # each is a text, as was looked at
