"""Title and body of a pull request: one provider's report with what a reviewer can do about it.

    lead of the lane · the report's page, cut to fit · when each list was read, and its hash
    How to · the run it was made in · what the block remembers, hidden (marker.py)

Of the review lane only what it writes is shown: the held changes. The lines that name the run, and when
it read what, are no part of what is compared, so a fresh run that says the same is no change.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from sync.core.outcome import Run, Source
from sync.files.lanes import Lane
from sync.publish import marker
from sync.publish.automerge.reasons import sentence
from sync.publish.items import digest
from sync.publish.text.page import Part, fitted, parts
from sync.publish.trailers import LENGTH
from sync.publish.world import HOLD, REGENERATE, SNOOZE, Automatic, Marker
from sync.report.attention import points
from sync.report.counts import grouped, many, outcome
from sync.report.escape import code, plain
from sync.report.tables import size
from sync.report.waits import HELD

LIMIT = 60_000
"""How long a block gets, in UTF-8 bytes, which are never fewer than characters or UTF-16 units."""

FORGE = 65_536
"""What a forge takes, a person's text with it."""

_REVIEWED = ("Held", "Written though held", "Sources")
_RUN = re.compile(r"\n*^Made by \[this run\]\(.*$", re.MULTILINE)
_READ = re.compile(r"\n*^(- )?Read at [0-9: -]{16} UTC; SHA-256 of what came: `[0-9a-f]{64}`.*$", re.M)
_TITLE = re.compile(r"^<!-- sync-title ([0-9a-f]{12}) -->\r?$", re.MULTILINE)
_URL = re.compile(r"https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._~-]+)*/?")
_PAGE = re.compile(r"https://[A-Za-z0-9.:-]+(/[A-Za-z0-9._~/?&=#%+-]*)?")
_FIRST = (
    "**The first list of this provider.** Nobody reads it line by line: look at what is held, and at five "
    "prices that you know. Every model comes switched off.\n\n"
)
_DAYS = f"{SNOOZE.days} days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a body is made of. `page` is `report.md` of the change set.

    count  how much a review proposes; rejected: how much of what was held is turned down
    automatic  what speaks against merging it without a person; None: a person merges it
    """

    run: Run
    lane: Lane
    page: str
    marker: Marker
    count: int
    run_url: str | None = None
    rejected: int = 0
    automatic: Automatic | None = None


def title(run: Run, lane: Lane, count: int, rejected: int = 0) -> str:
    """`sync(openrouter): 3 prices up, 1 new, 2 held`, at most `LENGTH` characters long."""
    head = f"sync({plain(run.provider, 40)}): "
    if lane == "review":
        return f"{head}{many(count, 'held change', 'held changes')} to review"
    told = [*outcome(run, plain).split(" · "), *([f"{rejected:,} rejected"] if rejected else [])]
    if len(told) > 1 and told[0] == "No change.":
        del told[0]
    text = head + ", ".join(told)
    while len(text) > LENGTH and len(told) > 1:
        least = [at for at, part in enumerate(told) if " held" not in part]
        del told[least[-1] if least else -1]
        text = f"{head}{', '.join(told)} …"
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"


def renewed(present: str | None, told: Told) -> str:
    """The body that a pull request gets in the place of its present one, with a person's text around."""
    room = FORGE - sum(map(size, marker.around(present))) - len("\n\n\n")
    return marker.replaced(present, block(told, min(LIMIT, room)))


def block(told: Told, limit: int = LIMIT) -> str:
    """The managed block, at most `limit` long as long as what is no page in it is shorter than that."""
    pages = [_dated(part, told.run.sources) for part in parts(told.page)]
    if told.lane == "review":
        pages = [part for part in pages if part.title.partition(":")[0] in _REVIEWED]
    name = title(told.run, told.lane, told.count, told.rejected)
    if not name.endswith("…"):
        pages = [part for part in map(_without_headline, pages) if part.text.strip()]
    ends = [_how_to(told), *footer(told.run_url), f"<!-- sync-title {digest(name)} -->"]
    head, tail = _lead(told), "\n\n".join(ends)
    room = limit - size(marker.block(f"{head}{tail}", told.marker))
    return marker.block(f"{head}{fitted(pages, room)}{tail}", told.marker)


def compared(body: str) -> str:
    """What two bodies have to have in common to say the same: all but the run, and when it read what."""
    return _READ.sub("", _RUN.sub("", body.replace("\r\n", "\n"))).strip()


def is_ours(name: str, body: str | None) -> bool:
    """Whether a pull request's title is the one that came with its body, and no person's."""
    found = _TITLE.findall((body or "").replace("\r\n", "\n"))
    return bool(found) and found[-1] == digest(name)


def _lead(told: Told) -> str:
    if told.lane == "main":
        run = told.run
        moves = run.added or run.changes or run.lifecycle or run.aliases or run.pruned
        written = "the changes below" if moves else "no value, only what upstream said last"
        alone = sentence(told.automatic)
        first = _FIRST if _is_first(run) else ""
        means = (
            f"Merging this writes {written}. What is held, and what an edit by hand says otherwise, stays as "
            "it is. “How to”, at the end, says how to hold, drop or snooze.\n\n"
        )
        return first + means + (f"{alone}\n\n" if alone else "") + _look_up(run)
    what = many(told.count, "change", "changes")
    return (
        f"**{plain(told.run.provider, 40)}: {what} that a sync may not make alone.** "
        "Merging this accepts what its diff shows; revert a line in the branch to reject it, and the value "
        "that stands is kept from then on.\n\n"
    ) + _look_up(told.run)


def _look_up(run: Run) -> str:
    """Where a reviewer finds what the provider itself says, where anything asks to be looked up."""
    if not run.pricing_url or not (run.added or grouped([run]).prices or points(run, plain)):
        return ""
    if len(run.pricing_url) > 200 or not _PAGE.fullmatch(run.pricing_url):
        return f"The provider's own page of prices: {code(run.pricing_url, 200)}\n\n"
    return f"To look a price up: [the provider's own page]({run.pricing_url}).\n\n"


def _is_first(run: Run) -> bool:
    """Whether nothing of this provider was known before."""
    return bool(run.added) and not (run.unchanged or run.updated or run.missing or run.kept or run.conflicts)


def _without_headline(part: Part) -> Part:
    """What stands above the first section, without what the title says already."""
    if part.title or not part.lines[0].startswith("**"):
        return part
    return replace(part, lines=part.lines[1:])


def _dated(part: Part, sources: Sequence[Source]) -> Part:
    """The section of the sources, with what was read of each and when."""
    if not sources or part.title != "Sources":
        return part
    said = [_read(source) for source in sources]
    if len(said) > 1:
        said = [f"- {line} from {code(source.url)}" for line, source in zip(said, sources, strict=True)]
    return replace(part, lines=(part.text.rstrip("\n"), "", *said))


def _read(source: Source) -> str:
    when = source.fetched.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    return f"Read at {when} UTC; SHA-256 of what came: {code(source.sha256)}"


def _how_to(told: Told) -> str:
    never = code("python -m sync override set ID FIELD=VALUE --reason TEXT", 120)
    accept, reject = (code(f"{HELD} --{verdict} ID FIELD --commit") for verdict in ("accept", "reject"))
    if told.lane == "review":
        drop = f"revert its lines in this branch, or on a branch of yours {reject}"
        one = f"- accept or reject one alone: on a branch of yours {accept} or {reject}"
    else:
        drop = "commit to the branch; the sync leaves it alone from then on"
        one = f"- accept or reject what is held: {accept} or {reject}"
    lines = [
        "## How to",
        "",
        f"- hold: the label {code(HOLD)}; nothing is pushed until it is taken off",
        *([one] if told.lane == "review" or told.run.held else []),
        f"- drop a change: {drop}",
        f"- turn a change down for good: {never}",
        f"- snooze: close; it stays closed until a value moves, or for {_DAYS}",
        f"- make it afresh: the label {code(REGENERATE)}; what people changed in the branch goes",
        "- write something here: above or below this text, where it stays",
    ]
    return "\n".join(lines)


def footer(url: str | None) -> list[str]:
    """The line that names the run that made a text, or nothing."""
    return [f"Made by [this run]({url})."] if url and is_link(url) else []


def is_link(url: str) -> bool:
    """Whether Markdown takes an address as it stands."""
    return len(url) <= 200 and _URL.fullmatch(url) is not None
