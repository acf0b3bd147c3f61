"""What a model can probably do, judged by its id where its source is silent: `from: heuristic`.

    - {match: '.*(whisper|transcribe).*', capabilities: {transcription: true}}

For each capability the first line of `catalog/rules/heuristics.yaml` that fits and names it
decides. A guess never outweighs what any source says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sync.core.facts import Record
from sync.core.values import Doc, Value


@dataclass(frozen=True, slots=True)
class Heuristics:
    """Patterns over whole model ids, in order, with the capabilities that each tells."""

    lines: tuple[tuple[re.Pattern[str], Mapping[str, Value]], ...] = ()

    def of(self, model: str) -> dict[str, Value]:
        """The capabilities of a model by its id: {name: {value, from: heuristic}}."""
        found: dict[str, Value] = {}
        for match, capabilities in self.lines:
            if match.fullmatch(model):
                for name, value in capabilities.items():
                    found.setdefault(name, {"value": value, "from": "heuristic"})
        return found

    def fill(self, model: str, record: Record) -> Record:
        """The record that speaks for a model, with a guess for each capability it doesn't speak of."""
        guesses = self.of(model)
        known = record.facts.get("capabilities")
        stated = known if isinstance(known, dict) else {}
        if not guesses.keys() - stated.keys():
            return record
        return replace(record, facts=record.facts | {"capabilities": {**guesses, **stated}})


NO_GUESSES = Heuristics()


def is_guess(value: Value) -> bool:
    """Whether a capability is only a guess."""
    return isinstance(value, dict) and value.get("from") == "heuristic"


def heuristics(rules: Doc) -> Heuristics:
    """The rules of a file `{heuristics: [{match: REGEX, capabilities: {…}}]}`.

    Raises ValueError for a pattern that is no regular expression.
    """
    lines = rules.get("heuristics")
    return Heuristics(
        tuple(_line(line) for line in (lines if isinstance(lines, list) else ()) if isinstance(line, dict))
    )


def _line(line: Mapping[str, Value]) -> tuple[re.Pattern[str], Mapping[str, Value]]:
    capabilities, text = line.get("capabilities"), str(line.get("match"))
    try:
        match = re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{text!a} is no pattern: {error}") from None
    return match, capabilities if isinstance(capabilities, dict) else {}
