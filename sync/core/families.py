r"""Which family a model belongs to, judged by its id where its file doesn't say: the lowest rung.

    - {match: 'anthropic/claude-[a-z]+-(\d+(\.\d+)?)(-fast)?', family: 'claude-\1'}

The lines of `catalog/rules/families.yaml` are tried in order over the whole id, case doesn't
matter; the first that fits decides. Patterns are compiled when a model of their lab is first
asked for, because most commands ask for none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from sync.core.values import Doc, Value
from sync.ids import fold


@dataclass(frozen=True, slots=True)
class Line:
    r"""One pattern, and the family it stands for; `\1` in that is the pattern's first group."""

    match: str
    family: str

    def of(self, folded: str) -> str | None:
        """The family of a folded id; None where the pattern doesn't fit, or is none."""
        pattern = _compiled(self.match)
        found = pattern.fullmatch(folded) if pattern else None
        try:
            return _GROUP.sub(lambda group: found[int(group[1])] or "", self.family) if found else None
        except IndexError:
            return None  # `check` tells, and nothing is built


@dataclass(frozen=True, slots=True)
class Families:
    """The lines in their order, by the lab that each is about."""

    by_lab: Mapping[str, Sequence[Line]] = field(default_factory=dict)

    def of(self, model: str) -> str | None:
        """The family of a model by its id; None where no line fits."""
        return self.decided(model)[1]

    def decided(self, model: str) -> tuple[Line | None, str | None]:
        """The line that decides, and what it says."""
        folded = fold(model)
        for line in self.by_lab.get(folded.partition("/")[0], ()):
            found = line.of(folded)
            if found is not None:
                return line, found
        return None, None


NO_FAMILIES = Families()


def families(rules: Doc) -> Families:
    """The rules of a file `{families: [{match: REGEX, family: TEMPLATE}]}`. No pattern fits nothing."""
    lines = rules.get("families")
    found: dict[str, list[Line]] = {}
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, dict):
            made = line_of(line)
            found.setdefault(fold(made.match.partition("/")[0]), []).append(made)
    return Families(found)


def line_of(line: Mapping[str, Value]) -> Line:
    """One line of the file."""
    return Line(str(line.get("match")), str(line.get("family")))


def require_patterns(rules: Doc) -> None:
    """Raise ValueError for what is no regular expression, and a family that names a group it hasn't."""
    for lines in families(rules).by_lab.values():
        for line in lines:
            try:
                groups = re.compile(line.match, re.IGNORECASE).groups
            except re.error as error:
                raise ValueError(f"{line.match!a} is no pattern: {error}") from None
            missing = [group for group in map(int, _GROUP.findall(line.family)) if group > groups]
            if missing:
                raise ValueError(f"{line.family!a} names group {missing[0]}, {line.match!a} has {groups}")


_GROUP = re.compile(r"\\(\d)")


@cache
def _compiled(match: str) -> re.Pattern[str] | None:
    try:
        return re.compile(match, re.IGNORECASE)
    except re.error:
        return None
