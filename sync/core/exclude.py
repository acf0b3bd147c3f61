"""Which new ids stay outside: those that a person ruled out, and those no application could use.

    overrides/ignore.yaml             openrouter: [{id: "openai/*:batch", reason: …}]
    catalog/providers/openrouter.yaml usable: {min_context: 4096, outputs: [text, image]}

Only ids that are new are kept out, and counted. What the catalog has already goes on being
refreshed: freezing it silently would be worse than either keeping or retiring it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from sync.core.facts import Record
from sync.core.values import Value, get
from sync.ids import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusions:
    """One provider's exclusions. `patterns` are globs over ids, each with a person's reason."""

    patterns: Sequence[tuple[str, str]] = ()
    min_context: int | None = None
    outputs: frozenset[str] | None = None

    def why(self, record: Record) -> str | None:
        """Why a new record stays outside; None when it may come in."""
        folded = fold(record.id)
        for pattern, reason in self.patterns:
            if fnmatchcase(folded, fold(pattern)):
                return reason
        context = get(record.facts, ("limits", "context"))
        if self.min_context is not None and isinstance(context, int) and context < self.min_context:
            return f"a context of {context}, less than {self.min_context}"
        makes = get(record.facts, ("modalities", "output"))
        if (
            self.outputs is not None
            and isinstance(makes, list)
            and not self.outputs & {str(one) for one in makes}
        ):
            return f"makes none of {', '.join(sorted(self.outputs))}"
        return None


def patterns(ignored: Mapping[str, Value], provider: str, today: date) -> list[tuple[str, str]]:
    """A provider's globs and reasons from the values of `overrides/ignore.yaml`, those in force on a day."""
    entries = ignored.get(provider)
    return [
        (str(entry["id"]), str(entry.get("reason", "")))
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict) and "id" in entry and today.isoformat() <= str(entry.get("until") or today)
    ]


NOTHING = Exclusions()
