"""The commit message of a sync: what it is in one line, and trailers by which it is known again.

    sync(openrouter): 3 prices up, 1 new, 2 held

    What upstream says, merged into the catalog.

    Catalog-Sync-Provider: openrouter
    Catalog-Sync-Lane: main
    Catalog-Sync-Base: <the commit of main that it was made on>
    Catalog-Sync-Fingerprint: <16 hex>

The same change on the same commit has the same message: no date and no link of a run is in it.
"""

import re
from dataclasses import asdict, dataclass
from typing import get_args

from sync.files.lanes import Lane
from sync.report.escape import plain

NAME = "Catalog-Sync-"
LENGTH = 120
"""Characters of a subject, and of a pull request's title."""

_WHAT: dict[Lane, str] = {
    "main": "What upstream says, merged into the catalog.",
    "review": "What upstream says and a sync may not write without a person.",
}

_PROVIDER = re.compile(r"[a-z0-9][a-z0-9_-]*")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_TRAILER = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9-]*): *(?P<value>\S.*)")
_RULE = re.compile(r"-{3,}")
"""What a forge puts between a message and the authors that it adds when it squashes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailers:
    """What the last lines of a sync's commit say. `base` is the commit that it was made on."""

    provider: str
    lane: Lane
    base: str
    fingerprint: str


def message(*, provider: str, lane: Lane, base: str, fingerprint: str, title: str) -> str:
    """The whole message, with a pull request's title as its subject.

    Raises ValueError for what `read` wouldn't take.
    """
    trailers = Trailers(provider=provider, lane=lane, base=base, fingerprint=fingerprint)
    said = {name.title(): value for name, value in asdict(trailers).items()}
    if _checked(said) is None:
        raise ValueError(f"no trailers of a sync: {trailers!a}")
    last = [f"{NAME}{name}: {value}" for name, value in said.items()]
    return "\n".join([plain(title, LENGTH), "", _WHAT[lane], "", *last]) + "\n"


def read(text: str) -> Trailers | None:
    """The trailers at a message's end; None where they aren't whole, or one is said twice.

    Other trailers may stand among and below them: forges and hooks add theirs.
    """
    paragraphs = re.split(r"\n(?:[ \t]*\n)+", text.replace("\r\n", "\n").strip("\n"))
    said: list[tuple[str, str]] = []
    for paragraph in reversed(paragraphs[1:]):  # a subject is none
        lines = [line.rstrip() for line in paragraph.split("\n")]
        found = [_TRAILER.fullmatch(line) for line in lines if not _RULE.fullmatch(line)]
        pairs = [(match["name"], match["value"]) for match in found if match is not None]
        if len(pairs) != len(found):
            return None
        said += [(name.removeprefix(NAME), value) for name, value in pairs if name.startswith(NAME)]
        if said:
            break
    return _checked(dict(said)) if len(dict(said)) == len(said) else None


def _checked(said: dict[str, str]) -> Trailers | None:
    formed = (
        said.keys() == {"Provider", "Lane", "Base", "Fingerprint"}
        and _PROVIDER.fullmatch(said["Provider"])
        and _COMMIT.fullmatch(said["Base"])
        and _FINGERPRINT.fullmatch(said["Fingerprint"])
    )
    lane: Lane | None = next((each for each in get_args(Lane) if each == said.get("Lane")), None)
    if not formed or lane is None:
        return None
    return Trailers(provider=said["Provider"], lane=lane, base=said["Base"], fingerprint=said["Fingerprint"])
