"""Ready-made lines that turn what was proposed down for good: main's value as a decision, or a hold rejected.

    main     a price, a limit …    python -m sync override set ID FIELD=MAIN'S-VALUE … --reason …
    review   what is held          python -m sync held --reject ID FIELD

One line an id and place, with both sides of a price pair, for one alone is nobody's offer. Fields that
no override decides, and lines too long to be read, have none.
"""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from sync.publish.world import Proposal

Prices: TypeAlias = Mapping[str, Mapping[str, Any]]
"""{offer id: its `price` on main}; amounts as decimal strings, or anything that spells so."""

LONGEST = 400

_OF_OFFERS = ("price", "tiers", "windows", "limits", "modalities")
_MONEY = ("price", "tiers", "windows")
_SYNC = ("python", "-m", "sync")
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_BARE = re.compile(r"[a-z][a-z0-9_]*")
_READ_AS_ELSE = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


def lines(proposal: Proposal, number: int, run: Mapping[str, Any], prices: Prices) -> Iterator[str]:
    """The lines of a lane, as a shell takes them; `number` is the pull request that was turned down."""
    provider = proposal.provider
    if proposal.lane == "review":
        for each in run.get("held", ()):
            ends = [*(["--"] if each["id"].startswith("-") else []), each["id"], each["field"]]
            yield from _readable([*_SYNC, "held", "--reject", "--provider", provider, *ends])
        return
    reason = f"Turned down in pull request {number}"
    for (id_, of_model), said in _decisions(run, prices).items():
        # A model's own field isn't one provider's: it is decided for all of them.
        more = ["--reason", reason] if of_model else ["--provider", provider, "--reason", reason]
        words = [f"{field}={value}" for field, value in said.items()]
        what = [*more, "--", id_, *words] if id_.startswith("-") else [id_, *words, *more]
        yield from _readable([*_SYNC, "override", "set", *what])


def _decisions(run: Mapping[str, Any], prices: Prices) -> dict[tuple[str, bool], dict[str, str]]:
    """{(id, whether it is a model's): {field: main's value}}, in the order of the report."""
    found: dict[tuple[str, bool], dict[str, str]] = {}
    for each in run.get("changes", ()):
        field, top = each["field"], each["field"].partition(".")[0]
        of_model = top == "capabilities" and each["place"] == "model"
        if top in _OF_OFFERS or of_model:
            id_ = each["model"] if of_model and each["model"] else each["id"]
            found.setdefault((id_, of_model), {})[field] = _spelled(each["old"], money=top in _MONEY)
    for (id_, _), said in found.items():
        if any(field in said for field in ("price.input", "price.output")):
            for side, value in prices.get(id_, {}).items():
                if side in ("input", "output"):
                    said.setdefault(f"price.{side}", _spelled(str(value), money=True))
    return found


def _readable(words: list[str]) -> Iterator[str]:
    line = shlex.join(words)
    if len(line) <= LONGEST and line.isprintable():
        yield line


def _spelled(value: Any, *, money: bool) -> str:
    """A value as files have it, on one line."""
    if isinstance(value, dict):
        if "value" in value:  # a capability with where it comes from
            return _spelled(value["value"], money=False)
        pairs = (f"{_spelled(key, money=False)}: {_spelled(value[key], money=money)}" for key in value)
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return f"[{', '.join(_spelled(each, money=money) for each in value)}]"
    if isinstance(value, str):
        bare = _BARE.fullmatch(value) and value not in _READ_AS_ELSE
        if bare or (money and _AMOUNT.fullmatch(value)):
            return value
    return json.dumps(value)
