"""`make demo`: the main job on an embedded upstream, offline, on a scratch copy of the catalog.

    the catalog's own facts + scripted drift ──loopback HTTP──> the real `run` ──> report, git diff
    a scratch copy with a few hand edits    ───────────────────┘
    the same as change sets ──> the real `publish` ──> a pull request on a stand-in for GitHub

Nothing is written to the checkout; everything lies in a temporary folder that goes away.
"""

import re
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from sync.cli.shared import printable
from sync.core.facts import Record
from sync.core.values import get
from sync.files import jsonl
from tests import demo_pull_request
from tests.demo_stage import (
    HERE,
    OFFER,
    OFFERS,
    PROVIDER,
    commit,
    git,
    point_at,
    run,
    scratch,
    show,
    show_diff,
    status,
    title,
)
from tests.upstream import drift, openrouter
from tests.upstream.server import PATH, Upstream, serve

DECISION = (
    "price.input=2.4", "price.output=11", "tiers=null", "--until", "2027-06-30",
    "--reason", "New volume agreement, signed yesterday.",
)  # fmt: skip


def main() -> int:
    """Play the demo; 0 when everything went as told."""
    before = status(HERE)
    base = jsonl.read(
        (HERE / "catalog/upstream/openrouter.jsonl").read_bytes(), "catalog/upstream/openrouter.jsonl"
    )
    if base.as_of is None:
        raise SystemExit("error: the catalog has no upstream yet\n  fix: make catalog DATA=DIR")
    yesterday = openrouter.models(each for each in base.records.values() if _is_listed(each))
    models, steps = drift.play(yesterday)
    done = {step.name: str(step.id) for step in steps}
    upstream = Upstream(payload=openrouter.body(models))
    day = base.as_of + timedelta(days=1)
    today, tomorrow = day.isoformat(), (day + timedelta(days=1)).isoformat()
    with scratch() as root, serve(upstream) as host:
        point_at(root, host)
        commit(root, "The catalog as shipped")
        title("1  What people decided, by hand, in the catalog's files")
        _edit_by_hand(root, base.records[done["price-down"]])
        show_diff(root)
        edited = commit(root, "Our prices, our choice of models")
        title(f"2  What upstream says on {today}, at {host + PATH}")
        for step in steps:
            print(f"  {printable(str(step))}")
        _one_day(root, today)
        _what_waits(root, today, done["price-times-100"])
        title(f"11  A day later {done['gone']} is back:  python -m sync run")
        upstream.payload = openrouter.body(
            [*models, *(one for one in yesterday if one["id"] == done["gone"])]
        )
        _sync(root, tomorrow)
        commit(root, "sync(openrouter)")
        title("12  An empty list is not believed")
        upstream.payload = openrouter.body([])
        _sync(root, tomorrow, ends_with=3)
        _unchanged(root)
        demo_pull_request.play(root, edited, upstream, models, day)
    untouched = status(HERE) == before
    print("the checkout is untouched" if untouched else "THE CHECKOUT WAS CHANGED")
    return 0 if untouched else 1


def _one_day(root: Path, today: str) -> None:
    """The sync, what a reviewer sees of it, and a decision of a person beside it."""
    title("3  The sync:  python -m sync run")
    _sync(root, today)
    title("4  The page that the reviewer of the pull request reads")
    print((root / ".state/report.md").read_text("utf-8"))
    title("5  The change itself: every line holds a changed value, every comment stands")
    show_diff(root)
    show(git(root, "diff", "--stat", "--no-color"))
    title("6  Why a value is what it is:  python -m sync explain")
    run(root, "explain", OFFER, "price.output", "--provider", PROVIDER, "--today", today)
    title("7  A decision beside the catalog, with a reason and an end:  python -m sync override set")
    run(root, "override", "set", OFFER, *DECISION, "--provider", PROVIDER, "--today", today)
    print()
    run(root, "explain", OFFER, "price.output", "--provider", PROVIDER, "--today", today)
    print()
    run(root, "diff", "HEAD", "--today", today)
    title("8  The same sync once more")
    commit(root, "sync(openrouter)")
    _sync(root, today)
    _unchanged(root)


def _what_waits(root: Path, today: str, dear: str) -> None:
    """What is too risky to do alone, and a person who decides one of it."""
    title("9  What the sync did not do alone:  python -m sync held")
    run(root, "held", "--today", today)
    title(f"10  The × 100 is right, somebody says:  python -m sync held --accept {dear}")
    run(root, "held", "--accept", dear, "--provider", PROVIDER, "--today", today)
    show_diff(root)
    commit(root, f"{dear} is that dear")


def _unchanged(root: Path) -> None:
    changed = git(root, "status", "--porcelain")
    if changed:
        raise SystemExit(f"CHANGED: {changed}")
    print("no file changed")


def _is_listed(record: Record) -> bool:
    return "missing_since" not in record.offer


def _edit_by_hand(root: Path, contested: Record) -> None:
    """Two prices of our own, a switch, an alias, a sentence, and a capability that isn't believed.

    The script moves the price of `contested`, on which a person has an opinion: a conflict.
    """
    offers = root / OFFERS
    text = offers.read_text("utf-8")
    for offer, kind, ours, why in (
        (OFFER, "output", "12", "volume agreement, contract 2026-07"),
        (contested.id, "output", f"{_price(contested) * Decimal('0.9'):f}", "measured on our invoices"),
    ):
        start = text.index("price:", text.index(f"\n{offer}:\n"))
        end = text.index("\n", start)
        line = re.sub(rf"\b{kind}: [0-9.]+", f"{kind}: {ours}", text[start:end])
        text = f"{text[:start]}{line}   # {why}{text[end:]}"
    offers.write_text(text, "utf-8")
    model = root / f"catalog/models/{OFFER}.yaml"
    rows = [row for row in model.read_text("utf-8").splitlines() if "web_search" not in row]
    model.write_text("\n".join([*(_decided(row) for row in rows), ""]), "utf-8")


def _price(record: Record) -> Decimal:
    """What the output of an offer costs upstream."""
    found = get(record.offer, ("price", "output"))
    if not isinstance(found, int | Decimal):
        raise SystemExit(f"{record.id} has no output price")
    return Decimal(found)


def _decided(row: str) -> str:
    """A line of the model's file, as people want it."""
    if row == "active: false":
        return "active: true\nalias: sonnet-4-5   # in the app's menu since March"
    return "summary: Balanced coding model with a long context." if row.startswith("summary:") else row


def _sync(root: Path, today: str, *, ends_with: int = 0) -> None:
    words = ("run", "--provider", PROVIDER, "--today", today, "--report", str(root / ".state/report.md"))
    run(root, *words, ends_with=ends_with)


if __name__ == "__main__":
    sys.exit(main())
