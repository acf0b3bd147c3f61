r"""Which model a provider's own id means, by the patterns of `catalog/rules/id-map.yaml`.

    - {provider: groq, match: llama-3\.3-70b-versatile, model: meta-llama/llama-3.3-70b-instruct}
    - {match: '([^/:]+/[^/:]+)(:[^/:]+)?', model: '\1'}

Lines are tried in order over the whole id, case doesn't matter; the first that fits decides,
and one with `model: null` says that the id is no model's. A name is only a claim: whether the
catalog knows such a model is looked up by whoever asks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sync.core.values import Value

_GROUP = re.compile(r"\\(\d)")


@dataclass(frozen=True, slots=True)
class Line:
    """One pattern; `provider` None: of every provider."""

    provider: str | None
    match: re.Pattern[str]
    model: str | None


@dataclass(frozen=True, slots=True)
class Names:
    """The patterns in their order."""

    lines: tuple[Line, ...] = ()

    def model_of(self, provider: str, id_: str) -> str | None:
        """The model that a provider's id means; None where no line says so."""
        for line in self.lines:
            if line.provider in (None, provider):
                found = line.match.fullmatch(id_)
                if found:
                    return None if line.model is None else found.expand(line.model)
        return None


NO_NAMES = Names()


def names(rules: Mapping[str, Value]) -> Names:
    """The patterns of a file `{ids: [{match: REGEX, model: TEMPLATE, provider: P}]}`.

    Raises ValueError for one that is no regular expression, or whose model names a group it hasn't.
    """
    lines = rules.get("ids")
    return Names(
        tuple(_line(line) for line in (lines if isinstance(lines, list) else ()) if isinstance(line, dict))
    )


def _line(line: Mapping[str, Value]) -> Line:
    provider, model, text = line.get("provider"), line.get("model"), str(line.get("match"))
    try:
        match = re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{text!a} is no pattern: {error}") from None
    missing = [int(group) for group in _GROUP.findall(str(model)) if int(group) > match.groups]
    if missing:
        raise ValueError(f"{str(model)!a} names group {missing[0]}, {text!a} has {match.groups}")
    return Line(None if provider is None else str(provider), match, None if model is None else str(model))
