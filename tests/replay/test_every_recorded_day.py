"""All recorded OpenRouter lists, one after the other, over one catalog that people edit.

    new catalog ─first day─> people edit ─each day in order─> run ─> the same day once more

What each day did to the bytes is recorded once; every test looks at that. The readers here
(ruamel.yaml, difflib, the raw JSON) are not those of `sync`. `pytest -s` prints what guards did each day.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sync.ids import model_file
from tests.replay import hand_edits, truth
from tests.replay.hand_edits import EDITS, OFFERS
from tests.replay.numbers_spelt import is_plain, jsonl_prices, yaml_numbers
from tests.replay.reading import changed_paths, document, entry_texts, keyed, reader, stray_lines
from tests.replay.recorded import Day, text, waiting, waits

HERE = Path(__file__).resolve().parents[2]
BASE = "catalog/upstream/openrouter.jsonl"
HISTORY = "catalog/history/openrouter.jsonl"
RETURN = "2026-08-16"
"""The first list after a gap of three months."""

_FRAME = ("+# yaml-language-server: ", "+# people decide what follows")
"""What a new file has beside its values."""


def curated(names: set[str]) -> list[str]:
    return sorted(name for name in names if name.startswith(("catalog/offers/", "catalog/models/")))


def test_every_list_is_taken_in_whole_and_in_order(days: list[Day]) -> None:
    assert [each.name for each in days] == sorted(each.name for each in days)
    assert {each.name: each.first.run.reason for each in days if each.first.run.status != "ok"} == {}
    assert {each.name: each.first.run.quarantined for each in days if each.first.run.quarantined} == {}
    assert sum(bool(each.first.run.changes) for each in days) > len(days) / 2


def test_no_line_differs_but_those_of_changed_fields_and_new_entries(days: list[Day]) -> None:
    for each in days:
        for name in curated(each.changed()):
            before, after = text(each.before, name), text(each.after, name)
            stray = stray_lines(name, before, after)

            frame = [line for line in stray if line.startswith(_FRAME) or line == "+\n"]
            assert stray == ([] if name in each.before else frame), (each.name, name)


def test_every_value_that_differs_is_reported_and_no_other(days: list[Day]) -> None:
    for each in days:
        told = {
            ("offer", change.id, change.field) for change in each.first.run.changes if change.place == "offer"
        }
        told |= {
            ("model", str(change.model), change.field)
            for change in each.first.run.changes
            if change.place == "model"
        }
        found = set()
        for name in curated(each.changed() & each.before.keys()):
            read = reader(name)
            before, after = read(text(each.before, name)), read(text(each.after, name))
            added = after.entries().keys() - before.entries().keys() if name == OFFERS else set()
            for path in changed_paths(before, after):
                if path[0] not in added and path in before.leaves.keys() | after.leaves.keys():
                    found.add(
                        ("offer", path[0], path[1:]) if name == OFFERS else ("model", model_of(name), path)
                    )

        unreported = {
            one for one in found if not any((*one[:2], ".".join(one[2][:n])) in told for n in (1, 2))
        }
        assert unreported == set(), each.name
        assert len(told) <= len(found), each.name
        assert {add.id for add in each.first.run.added} == new_offers(each), each.name


def model_of(name: str) -> str:
    return name.removeprefix("catalog/models/").removesuffix(".yaml")


def new_offers(each: Day) -> set[str]:
    return entry_texts(text(each.after, OFFERS)).keys() - entry_texts(text(each.before, OFFERS)).keys()


def test_entries_and_comments_keep_their_order(days: list[Day]) -> None:
    for each in days[1:]:
        before, after = (list(entry_texts(text(files, OFFERS))) for files in (each.before, each.after))

        assert [id_ for id_ in after if id_ in set(before)] == before, each.name
        assert comments(text(each.before, OFFERS)) == comments(text(each.after, OFFERS)), each.name


def comments(whole: str) -> list[tuple[str, str]]:
    """Each comment of a price list with the entry that it stands in or above."""
    lines = whole.splitlines()
    found = []
    for number, line in enumerate(lines):
        at = re.search(r"(^|\s)#.*", line)
        if at and line.startswith(("#", "\n")):
            below = next((other for other in lines[number:] if re.match(r"[^\s#]", other)), "the end")
            found.append((at[0], below))
        elif at:
            above = next(other for other in lines[number::-1] if re.match(r"[^\s#]", other))
            found.append((at[0], above))
    return found


def test_the_files_opened_for_writing_are_those_that_changed(days: list[Day]) -> None:
    for each in days:
        assert each.first.opened == dict.fromkeys(each.changed(), 1), each.name
        assert sorted(each.first.journal) == sorted(each.changed()), each.name


def test_running_a_day_twice_changes_nothing_the_second_time(days: list[Day]) -> None:
    twice = [(each, each.second) for each in days if each.second is not None]
    assert len(twice) >= len(days) // 9
    for each, passed in twice:
        second = passed.run

        assert each.again == each.after, each.name
        assert (second.changes, second.added, second.conflicts, second.adopt) == ((), (), (), ()), each.name
        assert (passed.opened, passed.journal) == ({}, []), each.name


def test_no_price_is_ever_negative_or_has_an_exponent_or_more_than_eight_digits(days: list[Day]) -> None:
    for each in days:
        for name in each.changed():
            numbers = jsonl_prices(text(each.after, name)) if name == BASE else yaml_numbers(name, each.after)
            assert [one for one in numbers if not is_plain(one)] == [], (each.name, name)


def test_every_hand_edit_stands_at_the_end_with_its_comments(days: list[Day]) -> None:
    end = days[-1].after
    offers, spelt = keyed(text(end, OFFERS)), entry_texts(text(end, OFFERS))
    for what, edit in EDITS.items():
        if edit.covers == ():
            assert edit.id not in spelt if edit.file == OFFERS else edit.file not in end, what
            continue
        read = offers if edit.file == OFFERS else document(text(end, edit.file))
        whole = spelt[edit.id] if edit.file == OFFERS else text(end, edit.file)
        if edit.covers is not None:
            at = (edit.id, *edit.covers) if edit.file == OFFERS else edit.covers
            assert read.get(*at) == edit.stands, what
        position = 0
        for part in edit.spelt:  # in this order
            position = whole.find(part, position)
            assert position >= 0, (what, part, whole)
            position += len(part)
    windows = text(end, f"{hand_edits.MODELS}/z-ai/glm-4.7.yaml")
    assert windows.count("\n") == windows.count("\r\n") > 10
    assert not text(end, f"{hand_edits.MODELS}/qwen/qwen3-next-80b-a3b-instruct.yaml").endswith("\n")


def test_upstream_moved_what_the_hand_edits_stand_beside(days: list[Day]) -> None:
    """Otherwise their standing would prove nothing."""
    moved = {(change.place, change.model) for each in days[1:] for change in each.first.run.changes}
    still = {
        what
        for what, edit in EDITS.items()
        if edit.covers != () and ("offer" if edit.file == OFFERS else "model", edit.id) not in moved
    }
    assert still <= {"a confirmed zero"}
    told = {(one.place, one.id, one.field) for each in days for one in (each.second or each.first).run.kept}
    assert told >= {
        ("offer", "deepseek/deepseek-v3.2", "price.input"),
        ("offer", "deepseek/deepseek-chat-v3-0324", "price.cache_read"),
        ("offer", "qwen/qwen3-coder-next", "offer"),
        ("model", "deepseek/deepseek-v3.2", "name"),
        ("model", "z-ai/glm-5", "limits.context"),
        ("model", "google/gemma-3-27b-it", "modalities.input"),
        ("model", "nousresearch/hermes-3-llama-3.1-70b", "model"),
    }


def test_every_other_field_says_what_the_payload_says(days: list[Day]) -> None:
    for each in days:
        raw = truth.listed(each.payload)
        told = truth.Day(
            raw=raw,
            before=keyed(text(each.before, OFFERS)).entries(),
            offers=keyed(text(each.after, OFFERS)).entries(),
            model=lambda name, files=each.after: document(
                text(files, f"catalog/models/{model_file(name)}")
            ).entries(),  # type: ignore[misc]
            covered=hand_edits.covered if each is not days[0] else lambda *_: False,
            flagged=frozenset(line["id"] for line in waiting(each) if line["why"] == "zero-unconfirmed"),
            waits=waits(each),
        )

        assert list(truth.faults(told)) == [], each.name


def test_a_paid_model_listed_at_zero_for_a_day_keeps_its_price(days: list[Day]) -> None:
    paid = ("price", "input"), ("price", "output")
    before, that, after = (
        next(each for each in days if each.name == f"2026-04-{day}") for day in (17, 18, 19)
    )
    prices = [
        [keyed(text(each.after, OFFERS)).get("moonshotai/kimi-k2.5", *path) for path in paid]
        for each in (before, that, after)
    ]

    pricing = truth.listed(that.payload)["moonshotai/kimi-k2.5"]["pricing"]
    assert (pricing["prompt"], pricing["completion"]) == ("0", "0")
    assert prices[0] == prices[1] and all(price > 0 for price in prices[1])
    found = {line["field"]: line["why"] for line in waiting(that) if line["id"] == "moonshotai/kimi-k2.5"}
    assert found["price"] == "zero-unconfirmed"
    assert "price" not in waits(after).get("moonshotai/kimi-k2.5", ())


@pytest.mark.parametrize("id_", ["google/lyria-3-pro-preview", "google/lyria-3-clip-preview"])
def test_a_paid_music_model_listed_at_zero_has_no_price(days: list[Day], id_: str) -> None:
    listed = [each for each in days if id_ in truth.listed(each.payload)]

    assert listed
    for each in listed:
        offers = keyed(text(each.after, OFFERS))
        assert offers.get(id_, "price") is None, each.name
        assert "price" in waits(each)[id_], each.name


def test_neither_scores_nor_descriptions_stand_in_any_file(days: list[Day]) -> None:
    descriptions: set[bytes] = set()
    for each in days:
        raw = truth.listed(each.payload).values()
        descriptions |= {
            one["description"].strip()[:60].encode() for one in raw if len(one["description"]) > 60
        }
        for name in each.changed():
            content = each.after.get(name, b"")
            assert not re.search(rb"benchmarks?|design_arena|artificial_analysis|description", content), name
    end = b"\n".join(days[-1].after[name] for name in days[-1].after if name.startswith("catalog/"))
    assert len(descriptions) > 400
    assert [one for one in descriptions if one in end] == []


def test_reading_entry_by_entry_is_reading_the_whole_file(days: list[Day]) -> None:
    whole = text(days[-1].after, OFFERS)

    assert keyed(whole) == document(whole)
    assert Decimal("0.111") == keyed(whole).get("deepseek/deepseek-v3.2", "price", "input")


# -- what guards make of the days ------------------------------------------------------------


def at(days: list[Day], name: str) -> Day:
    return next(each for each in days if each.name == name)


def new_holds(each: Day, *, removals: bool) -> list[str]:
    """What began to wait for a person on this day."""
    return [
        f"{line.id} {line.field}"
        for line in each.first.run.held
        if line.first.isoformat() == each.name and (line.field == "state") is removals
    ]


def test_no_day_is_refused_and_the_counts_of_each_are_printed(days: list[Day]) -> None:
    for each in days:
        run = each.first.run
        print(
            f"{each.name}  {run.status:<8} held {len(run.held):4} "
            f"(new {len(new_holds(each, removals=False)):2}, gone {len(new_holds(each, removals=True)):3})  "
            f"settling {len(run.settling):3}  ended {len(run.ended):3}  changed {len(run.changes):4}"
        )

    assert {each.name: each.first.run.status for each in days if each.first.run.status != "ok"} == {}


def test_few_changes_are_held_and_few_stand_at_the_end(days: list[Day]) -> None:
    new = sum(len(new_holds(each, removals=False)) for each in days[1:])

    print(f"new holds but removals: {new} in {len(days) - 1} days, {new / (len(days) - 1):.2f} a day")
    print(f"standing at the end: {len(days[-1].first.run.held)}")
    assert 0 < new / (len(days) - 1) < 1.2
    assert len(days[-1].first.run.held) <= 25


def test_the_ids_gone_in_the_gap_wait_and_become_stale_by_themselves(days: list[Day]) -> None:
    gone = {line["id"] for line in waiting(at(days, RETURN)) if line["field"] == "state"}
    last = days[-1]
    ended = {line.id for each in days for line in each.first.run.ended if line.field == "state"}
    entries = keyed(text(last.after, OFFERS)).entries()
    still = gone - truth.listed(last.payload).keys()
    deleted = {id_ for id_ in still if id_ not in entries}

    print(f"gone on {RETURN}: {len(gone)}, of which {len(still)} stay away")
    assert len(gone) > 90
    assert at(days, RETURN).first.run.status == "ok"
    assert still - deleted == ended & still
    assert {id_ for id_ in deleted if not hand_edits.covered("offer", id_, ())} == set()
    assert {entries[id_]["state"] for id_ in still - deleted} == {"stale"}
    assert {str(entries[id_]["missing_since"]) for id_ in still - deleted} == {RETURN}


def test_no_pair_of_prices_stands_that_was_never_published(days: list[Day]) -> None:
    published: dict[str, set[tuple[Decimal | None, Decimal | None]]] = {}
    for each in days:
        for id_, raw in truth.listed(each.payload).items():
            published.setdefault(id_, set()).add(truth.pair(raw))
        for id_, entry in keyed(text(each.after, OFFERS)).entries().items():
            price = entry.get("price", {})
            pair = price.get("input"), price.get("output")
            edited = any(hand_edits.covered("offer", id_, ("price", kind)) for kind in ("input", "output"))
            if None not in pair and not edited and id_ in published:
                assert pair in published[id_], (each.name, id_)


def history(each: Day) -> Iterator[dict[str, Any]]:
    return map(json.loads, text(each.after, HISTORY).splitlines())


def test_history_only_grows_and_every_date_is_a_day_of_the_record(days: list[Day]) -> None:
    names = {each.name[:10] for each in days}
    before: set[str] = set()
    for each in days:
        lines = set(text(each.after, HISTORY).splitlines())

        assert before <= lines, each.name
        before = lines
    for line in history(days[-1]):
        # What waited since the first list was never seen otherwise.
        after = line["after"] or line["seen"]
        assert {line["seen"], after, line["accepted"]} <= names, line
        assert after <= line["seen"] <= line["accepted"], line


def test_every_line_that_waits_says_what_stands_and_what_upstream_says(days: list[Day]) -> None:
    for each in days:
        listed = truth.listed(each.payload)
        for line in waiting(each):
            assert line["first"] <= line["since"] <= each.name, line
            assert (line["id"] in listed) is (line["field"] != "state"), (each.name, line)
            assert line["old"] != line["new"], line


def test_a_held_price_of_which_nobody_decides_ends_after_six_days(days: list[Day]) -> None:
    for each in days:
        for line in each.first.run.ended:
            waited = date.fromisoformat(each.name) - line.since
            assert (waited.days >= 6, line.why in ("price-move", "price-vanished", "mass-removal")) == (
                True,
                True,
            ), line
