"""A difference between files and upstream, in words: where it stands, and what both sides say."""

from dataclasses import dataclass

from sync.core.outcome import Kept
from sync.core.standing import Sides, is_whole
from sync.report.escape import plain
from sync.report.values import display, field_value


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which a provider's files and its base differ; `decided` when a person made that lasting."""

    sides: Sides
    kept: Kept
    decided: bool


def what(kept: Kept) -> str:
    """Whose field it is."""
    return f"offer {plain(kept.id)}" if kept.place == "offer" else f"model {plain(str(kept.model))}"


def mine(kept: Kept) -> str:
    """What the files say."""
    return "taken out" if kept.mine is None else field_value(kept.field, kept.mine, plain)


def upstreams(kept: Kept) -> str:
    """What upstream says."""
    if is_whole(kept):
        return display(kept.upstream, plain) if isinstance(kept.upstream, dict) else "listed"
    return "nothing" if kept.upstream is None else field_value(kept.field, kept.upstream, plain)
