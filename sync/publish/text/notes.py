"""What a sync says in a pull request, each kind once: found again by its first line, and edited in place.

    obsolete   why it was closed             edited    hands off, and what upstream says by now
    moved      what is new since a review    frozen    approved: what comes with the next one
    wrong      approved, and no longer so    snoozed, reverted   until when, and what makes "no" lasting
    kept       where the commits are that stood on its branch

A comment counts only where the sync wrote it; a person's that begins alike is the person's.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from sync.publish import marker
from sync.publish.actions import Note
from sync.publish.forge.shapes import Posted
from sync.publish.items import digest, items, named
from sync.publish.text import resolve
from sync.publish.text.retold import line_of, value_of
from sync.publish.world import REGENERATE, SNOOZE, World
from sync.report.counts import many
from sync.report.escape import code, word
from sync.report.values import change, field_value
from sync.report.waits import moved

LISTED = 20
"""Changes that a comment lists."""

LINES = 10
"""Ready-made lines that it offers."""

_TOLD_APART = ("state", "missing_since", "alias_of")

_HEAD: Mapping[Note, str] = {
    "obsolete": (
        "**Nothing is left to change.** Upstream went back to what main has, or main has all of it by now. "
        "This is closed and its branch removed; what moves later comes as a new pull request."
    ),
    "moved": "**Pushed again since the last review**, because upstream moved.",
    "edited": (
        "**A person changed this branch, so the sync leaves it alone.** Nothing is pushed over it. The label "
        f"{code(REGENERATE)} throws the branch away and makes it afresh."
    ),
    "frozen": (
        "**Approved, so it is left as it is.** Upstream moved since; what is new comes with the next pull "
        "request, after this one is merged."
    ),
    "wrong": (
        "**Look again before merging: upstream no longer says all that was approved.** Nothing was pushed, "
        f"so the approval stands for what was seen. The label {code(REGENERATE)} makes the branch afresh."
    ),
    "snoozed": "**Closed means “not now”.**",
    "reverted": "**Merged and then taken back on main, which is taken for a “no”.**",
    "kept": (
        "**The branch of this pull request is used again**, for what moved since. Nothing that was on it is "
        "lost: this pull request keeps its commits."
    ),
}


_UNTOUCHED = "Nobody's commit is on this branch any more: the sync keeps it up to date again."


def text(note: Note, number: int, world: World, run: Mapping[str, Any], prices: resolve.Prices) -> str:
    """A comment, at most some 10,000 characters long.

    run     the provider's run, as `report.json` has it
    prices  {offer: its `price` on main}, for lines that have to name both sides of a pair
    """
    parts = [sticky(note), _HEAD[note]]
    if note == "edited" and world.pull is not None and not world.pull.touched:
        parts[1:] = [_UNTOUCHED]
    elif note in ("snoozed", "reverted"):
        parts += _lasting(number, world, run, prices)
    elif note == "kept":
        parts += _where(number, world)
    elif note != "obsolete":
        parts += _news(world, run)
    return "\n\n".join(parts) + "\n"


def sticky(note: Note) -> str:
    """The first line of a comment of this kind."""
    return f"<!-- catalog-sync:note {note} -->"


def kind(body: str | None) -> Note | None:
    """What a comment of the sync is about; only its first line tells."""
    first = (body or "").partition("\n")[0].rstrip()
    return next((note for note in get_args(Note) if first == sticky(note)), None)


def ours(alike: Sequence[Posted], author: str | None) -> Posted | None:
    """Of comments that begin alike the sync's own: by `author`, else by an App.

    A person may have opened a pull request from our branch; an App's login ends so, and nobody else's can.
    """
    own = (each for each in alike if author is not None and each.author == author)
    apps = (each for each in alike if (each.author or "").endswith("[bot]"))
    return next(own, None) or next(apps, None)


def _news(world: World, run: Mapping[str, Any]) -> Iterator[str]:
    """What upstream says by now and the pull request doesn't, and how much of it is no longer so."""
    known = world.pull.marker if world.pull is not None else None
    before = known.items if known is not None and not marker.is_one(known.items) else {}
    now = {digest(name): value for name, value in items(run).items()}
    news = [said for name, said in _said(run) if before.get(digest(name)) != now.get(digest(name))]
    if news:
        yield f"By now upstream says{' also' if before else ''}:"
        yield _bullets(news, LISTED)
    else:
        yield "Upstream says nothing that isn't in here."
    gone = len(before.keys() - now.keys())
    if gone:
        yield f"{many(gone, 'change', 'changes')} in here would not be made any more."


def _where(number: int, world: World) -> Iterator[str]:
    """How to get at the commits of a branch that is replaced."""
    if world.branch is not None:
        told = f"git fetch origin refs/pull/{number}/head"
        yield f"They end at {code(world.branch)}: {code(told)} brings them."


def _lasting(number: int, world: World, run: Mapping[str, Any], prices: resolve.Prices) -> Iterator[str]:
    past = next((each for each in world.past if each.number == number), None)
    until = f"Until {(past.at + SNOOZE).date().isoformat()}" if past else f"For {SNOOZE.days} days"
    yield (
        f"{until} none of this is proposed again while no value moves. Anything else goes on in a new "
        "pull request."
    )
    lines = list(resolve.lines(world.proposal, number, run, prices))
    if lines:
        yield "To make a “no” lasting, for good or until you take it back:"
        yield _bullets([code(line, resolve.LONGEST + 50) for line in lines], LINES)
    if run.get("added") and world.proposal.lane == "main":
        yield "New ids stay outside with a line in `overrides/ignore.yaml`."


def _bullets(lines: Sequence[str], most: int) -> str:
    rest = len(lines) - most
    more = [f"- +{rest:,} more"] if rest > 0 else []
    return "\n".join([*(f"- {line}" for line in lines[:most]), *more])


def _said(run: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each item's key, as items.py has it, and what it says in Markdown."""
    for each in run.get("conflicts", ()):
        shown = field_value(each["field"], value_of(each["field"], each["upstream"]))
        told = f"{_what(each)}: upstream {shown}, where an edit by hand stands"
        yield named("conflict", each["id"], each["field"]), told
    for each in run.get("held", ()):
        name = named("held", each["id"], each["field"])
        yield name, f"held: {_what(each)}: {moved(line_of(each))}"
    for each in run.get("changes", ()):
        if each["field"] not in _TOLD_APART:
            yield named("change", each["id"], each["field"]), f"{_what(each)}: {_moved(each)}"
    for id_ in run.get("pruned", ()):
        yield named("pruned", id_), f"{code(id_)}: deleted for good"
    for id_ in run.get("added", ()):
        yield named("new", id_), f"{code(id_)}: new"
    for each in run.get("lifecycle", ()):
        yield (
            named("state", each["id"]),
            f"{code(each['id'])}: {word(each['from'], code)} → {word(each['to'], code)}",
        )
    for each in run.get("aliases", ()):
        ends = [code(each[side] or "nothing") for side in ("old", "new")]
        yield named("alias", each["id"]), f"{code(each['id'])}: leads to {ends[1]}, before to {ends[0]}"


def _what(each: Mapping[str, Any]) -> str:
    return f"{code(each['id'])} {code(each['field'])}"


def _moved(each: Mapping[str, Any]) -> str:
    field = each["field"]
    return change(field, value_of(field, each["old"]), value_of(field, each["new"]))
