import re
import shlex
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from sync.core.outcome import Run
from sync.files.lanes import Lane
from sync.publish.actions import Note
from sync.publish.items import fingerprint, items
from sync.publish.marker import short
from sync.publish.text import notes, resolve
from sync.publish.world import Marker, Past, Proposal, Pull, World
from sync.report.jsonable import report_json
from sync.report.tables import size
from tests.hostile import HOSTILE
from tests.scratch import scratch
from tests.unit.pages import TODAY, change, check_html, hostile_run, many_changes, ordinary
from tests.unit.test_report_waits import RUN as HELD

CLOSED = datetime(2026, 8, 20, 12, tzinfo=UTC)
PRICES: resolve.Prices = {"a/one": {"input": Decimal("0.5"), "output": 4}}


def told(run: Run) -> Any:
    """One provider's run as its report.json has it."""
    report: Any = report_json([run], [], TODAY)
    return report["runs"][0]


def world(run: Run, before: Run | None = None, lane: Lane = "main") -> World:
    """A lane whose open pull request shows `before`, and whose last one, 12, was closed."""
    found = short(items(told(run)))
    pull = None
    if before is not None:
        shown = items(told(before))
        known = Marker(head="a" * 40, fingerprint=fingerprint(shown), items=short(shown))
        pull = Pull(number=13, head="a" * 40, base="main", ours=False, marker=known, pushed=known.fingerprint)
    return World(
        proposal=Proposal(provider=run.provider, lane=lane, items=found, fingerprint=fingerprint(found)),
        now=CLOSED + timedelta(days=2),
        main="b" * 40,
        pull=pull,
        past=(Past(number=12, at=CLOSED, merged=False, by_sync=False, items=found),),
    )


def text(note: Note, run: Run, before: Run | None = None, lane: Lane = "main") -> str:
    return notes.text(note, 12, world(run, before, lane), told(run), PRICES)


@pytest.mark.parametrize("note", get_args(Note))
def test_each_kind_is_found_again_by_its_first_line(note: Note) -> None:
    said = text(note, ordinary())

    assert notes.kind(said) == note
    assert notes.kind(said.replace("\n", "\r\n")) == note
    assert notes.kind(f"> {said}") is None
    assert notes.kind(f"Look: `{notes.sticky(note)}`") is None
    assert notes.kind(None) is None
    assert said == text(note, ordinary())


def test_what_upstream_says_by_now_is_what_the_pull_request_does_not_show() -> None:
    before = Run(
        provider="groq",
        status="ok",
        changes=(change("a/one", "price.input", 1, 2), change("b/two", "limits.context", 8, 4)),
    )
    now = replace(before, changes=(change("a/one", "price.input", 1, 3), change("c/three", "name", "C", "D")))

    said = text("edited", now, before)
    assert "- `a/one` `price.input`: $1 → $3\n- `c/three` `name`: `C` → `D`\n" in said
    assert "b/two" not in said
    assert "1 change in here would not be made any more." in said
    assert "Upstream says nothing that isn't in here." in text("edited", before, before)


def test_a_branch_that_lost_its_marker_is_told_all_that_upstream_says() -> None:
    said = text("edited", ordinary())

    assert "- `a/one` `price.input`: $0.5 → $0.6\n" in said
    assert "- `z-ai/glm-5.2:free`: new\n" in said
    assert "- `c/gone`: listed → stale\n" in said


def test_a_closed_pull_request_says_until_when_and_how_to_make_it_last() -> None:
    said = text("snoozed", ordinary())

    assert "Until 2026-09-19 none of this is proposed again while no value moves." in said
    reason = "--reason 'Turned down in pull request 12'"
    assert (
        "- `python -m sync override set a/one price.input=0.5 price.output=4 "
        f"'tiers=[{{over: 200000, input: 6}}]' --provider openrouter {reason}`\n"
    ) in said
    assert f"- `python -m sync override set b/two capabilities.reasoning=configurable {reason}`\n" in said
    assert "name=" not in said
    assert "overrides/ignore.yaml" in said


def test_a_lone_side_of_a_price_is_decided_with_the_other_one() -> None:
    run = Run(provider="groq", status="ok", changes=(change("a/one", "price.input", Decimal("0.5"), 9),))

    [line] = resolve.lines(world(run).proposal, 7, told(run), PRICES)
    assert "price.input=0.5 price.output=4 --provider groq" in line


def test_a_closed_review_offers_to_reject_what_is_held() -> None:
    said = text("snoozed", HELD, lane="review")

    assert "- `python -m sync held --reject --provider groq a/one price`\n" in said
    assert "override set" not in said


def test_ten_lines_are_offered_and_the_others_counted() -> None:
    said = text("reverted", many_changes(400))

    assert said.count("override set") == notes.LINES
    assert "- +393 more\n" in said
    assert text("edited", many_changes(400)).count("\n- ") == notes.LISTED + 1


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_changes_no_comment(name: str) -> None:
    run = replace(hostile_run(name), provider="groq")
    for note in get_args(Note):
        said = text(note, run)
        check_html(said)
        assert size(said) < 30_000
        assert said.count("<!--") == 1
        assert not re.search(r"(?<!\w)@\w", said)
    for line in resolve.lines(world(run).proposal, 1, told(run), {name: {"input": name}}):
        assert len(line) <= resolve.LONGEST
        assert line.isprintable()
        assert shlex.split(line)[:5] == ["python", "-m", "sync", "override", "set"]


def test_the_lines_can_be_typed_and_decide_what_main_says(tmp_path: Path) -> None:
    catalog = scratch(tmp_path)
    changes = (
        change("acme/one", "price.input", catalog_price(catalog.root)["input"], 9),
        change("acme/one", "limits.context", 1000, 5, "model"),
        change("acme/one", "modalities.input", ["text", "image"], ["text"], "model"),
        change("acme/one", "capabilities.tools", {"value": True, "from": "api"}, None, "model"),
    )
    run = Run(provider="openrouter", status="ok", changes=changes)
    prices = {"acme/one": catalog_price(catalog.root)}

    lines = list(resolve.lines(world(run).proposal, 12, told(run), prices))

    assert len(lines) == 2
    for line in lines:
        done = catalog.call(*shlex.split(line)[3:])
        assert done == 0


def catalog_price(root: Path) -> dict[str, Any]:
    from sync.files import read

    document = read.read((root / "catalog/offers/openrouter.yaml").read_text("utf-8"), "offers")
    entry: Any = document.mapping()["acme/one"]
    return dict(entry["price"])
