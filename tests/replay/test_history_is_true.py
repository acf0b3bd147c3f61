"""Every line of the shipped history really happened, and nothing else did.

    payloads ──truth.dated──> what lists said ──┬─ each line: old on `after`, new from `seen` to `accepted`
    catalog/history/openrouter.jsonl ──walked───┴─ each list: what stood then, or why it waited

Prices of one offer that wait, wait together: their `seen` and `after` are those of all its prices.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sync.ids import model_file
from tests.replay import truth
from tests.replay.reading import document, keyed

pytestmark = pytest.mark.xdist_group("shipped catalog")

HERE = Path(__file__).resolve().parents[2]
HISTORY = HERE / "catalog/history/openrouter.jsonl"
OFFERS = HERE / "catalog/offers/openrouter.yaml"
BASE = HERE / "catalog/upstream/openrouter.jsonl"
KEYS = ["id", "field", "old", "new", "seen", "after", "accepted"]

INHERITED = {("nvidia/nemotron-3-super-120b-a12b", "limits.context"): Decimal(262144)}
"""What stood where an id took a pinned model over from its variant, and its first value waited: it
said 8,000 on its first day (2026-03-19) and 262,144, as the variant, from the second on."""

Line = Mapping[str, Any]
Said = Sequence[tuple[str, Mapping[str, Any]]]
"""What the lists said of one id: the day and its prices and limits, without the lists that lack it."""


@pytest.fixture(scope="module")
def said(replay_data: Path) -> Mapping[str, Said]:
    """What was said of each id until the day that the catalog is of."""
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    as_of = json.loads(BASE.read_text("utf-8").partition("\n")[0])["as_of"]
    lists = truth.lists(replay_data)
    if as_of > lists[-1][0]:
        pytest.skip(f"the catalog is of {as_of}, the last recorded list of {lists[-1][0]}")
    for day, raw in lists:
        for id_, record in raw.items():
            found.setdefault(id_, []).append((day, truth.dated(record)))
    return found


@pytest.fixture(scope="module")
def lines() -> Sequence[Line]:
    found = HISTORY.read_text("utf-8").splitlines()
    return [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in found]


def unit(terms: Mapping[str, Any], field: str) -> Any:
    """All prices of an offer for one of them, a limit for itself."""
    if field.startswith("limits."):
        return terms.get(field)
    return {name: value for name, value in terms.items() if not name.startswith("limits.")}


def untrue(line: Line, said: Said) -> str | None:
    """What is wrong with a line; None: nothing."""
    field, days = line["field"], [day for day, _ in said]
    values = [terms.get(field) for _, terms in said]
    new = None if line["new"] == 0 and not line["id"].endswith(":free") else line["new"]  # confirmed later
    seen, accepted = listed_on(days, line["seen"]), listed_on(days, line["accepted"]) or [len(days) - 1]
    if line["after"] is None and seen:
        known = any(value is not None for value in values[: seen[0]]) or line["old"] is not None
        others = [value for value in values[seen[0] : accepted[-1] + 1] if value != new]
        return "it was known before, or not then" if known or others else None
    places = [listed_on(days, str(line["after"])), seen, accepted]
    if not all(places):
        return "it wasn't listed on one of its days"
    found = [
        _untrue({**line, "new": new}, said, values, (after, seen, until))
        for after in places[0]
        for seen in places[1]
        for until in places[2]
        if after < seen <= until
    ]
    return None if None in found else (found or ["its days are not in order"])[0]


def listed_on(days: Sequence[str], day: str) -> list[int]:
    """The places of a day among those on which it was listed."""
    return [at for at, each in enumerate(days) if each == day]


def _untrue(line: Line, said: Said, values: Sequence[Any], at: tuple[int, int, int]) -> str | None:
    after, seen, until = at
    units = [unit(terms, line["field"]) for _, terms in said]
    if values[after] != line["old"]:
        return f"on {line['after']} the list said {values[after]}"
    if any(value != line["new"] for value in values[seen : until + 1]):
        return f"from {line['seen']} to {line['accepted']} lists said {values[seen : until + 1]}"
    between = units[after + 1 : seen]
    if units[after] in between or (seen == until and values[seen - 1] == line["old"] and between):
        return "the old value was seen later"
    if units[seen] in between:
        return "the new value was seen before"
    return None


def test_every_line_really_happened(lines: Sequence[Line], said: Mapping[str, Said]) -> None:
    told = (
        (f"{line['id']} {line['field']} of {line['seen']}", untrue(line, said[line["id"]])) for line in lines
    )

    assert "\n".join(f"{line}: {why}" for line, why in told if why) == ""
    recorded = {day for days in said.values() for day, _ in days}
    assert {line["accepted"] for line in lines if line["accepted"] <= max(recorded)} <= recorded
    assert {line["id"] for line in lines} <= said.keys()
    assert len(lines) > 1_000


def test_lines_are_whole_sorted_and_told_once(lines: Sequence[Line]) -> None:
    keys = [(line["id"], line["field"], line["seen"], line["accepted"]) for line in lines]
    changes = [tuple(map(str, line.values())) for line in lines]

    assert [line for line in lines if list(line) != KEYS or line["old"] == line["new"]] == []
    assert keys == sorted(keys)
    assert len(set(changes)) == len(changes)
    assert {line["accepted"] for line in lines if line["seen"] > line["accepted"]} == set()


# -- from the first list to what stands --------------------------------------------------------


def inherited(id_: str) -> dict[str, Decimal]:
    return {field: value for (name, field), value in INHERITED.items() if name == id_}


def by_field(lines: Sequence[Line]) -> dict[tuple[str, str], list[Line]]:
    found: dict[tuple[str, str], list[Line]] = {}
    for line in sorted(lines, key=lambda line: (line["accepted"], line["seen"])):
        found.setdefault((line["id"], line["field"]), []).append(line)
    return found


def test_each_line_goes_on_where_the_one_before_it_ended_and_the_last_one_stands(
    lines: Sequence[Line], said: Mapping[str, Said]
) -> None:
    walked = by_field(lines)
    wrong: list[tuple[Any, ...]] = []
    stands = {id_: standing(id_) for id_ in offers()}
    assert said.keys() == stands.keys()
    for id_, terms in stands.items():
        first = {**said[id_][0][1], **inherited(id_)}
        for field in terms.keys() | first.keys() | {field for each, field in walked if each == id_}:
            value = first.get(field)
            for line in walked.get((id_, field), ()):
                if line["old"] != value:
                    wrong.append((id_, field, line["accepted"], "old", line["old"], "stood", value))
                value = line["new"]
            if value != terms.get(field) and (value is not None or own(id_, field)):
                wrong.append((id_, field, "walked to", value, "stands", terms.get(field)))

    assert wrong == []


@cache
def offers() -> Mapping[str, Any]:
    return keyed(OFFERS.read_text("utf-8")).entries()


@cache
def model(id_: str) -> Mapping[str, Any]:
    path = HERE / "catalog/models" / model_file(id_)
    return document(path.read_text("utf-8")).entries() if path.exists() else {}


def own(id_: str, field: str) -> bool:
    """Whether a file can say that this offer has no such value: a limit is its model's else."""
    voice = model(str(offers()[id_].get("model"))).get("authority", {}).get("offer")
    return not field.startswith("limits.") or voice == id_


def standing(id_: str) -> dict[str, Any]:
    """The prices and limits of an offer in the files, by dotted field."""
    entry = offers()[id_]
    found = {f"price.{kind}": value for kind, value in entry.get("price", {}).items()}
    found |= {name: entry[name] for name in ("tiers", "windows") if name in entry}
    if "model" in entry:
        limits = {**model(str(entry["model"])).get("limits", {}), **entry.get("limits", {})}
        found |= {f"limits.{name}": value for name, value in limits.items()}
    return found


# -- from each list to what stood on its day ---------------------------------------------------


def test_what_a_list_says_stands_on_its_day_or_has_a_reason_to_wait(
    lines: Sequence[Line], said: Mapping[str, Said]
) -> None:
    walked, wrong = by_field(lines), []
    for id_, days in said.items():
        of_id = {field: each for (name, field), each in walked.items() if name == id_}
        relied_on, first = is_pinned(id_), {**days[0][1], **inherited(id_)}
        for at, (day, terms) in enumerate(days):
            if day in {other for other, _ in days[at + 1 :]}:
                continue  # the last list of a day counts
            stood = {field: stands_on(day, field, of_id, first) for field in terms.keys() | of_id.keys()}
            for field in (each for each in stood if stood[each] != terms.get(each)):
                if relied_on and must_be_decided(field, stood, terms):
                    continue
                is_first = not at and (id_, field) in INHERITED
                if not is_first and not may_wait(field, stood, days[: at + 1], of_id):
                    wrong.append((day, id_, field, stood[field], terms.get(field)))

    assert wrong == []


def stands_on(day: str, field: str, of_id: Mapping[str, Sequence[Line]], first: Mapping[str, Any]) -> Any:
    accepted = [line["new"] for line in of_id.get(field, ()) if line["accepted"] <= day]
    return accepted[-1] if accepted else first.get(field)


def is_pinned(id_: str) -> bool:
    """Whether an offer is of a model on the shortlist."""
    pins = document((HERE / "catalog/lists/pins.yaml").read_text("utf-8")).entries()
    return offers()[id_].get("model") in pins["models"]


def must_be_decided(field: str, stood: Mapping[str, Any], terms: Mapping[str, Any]) -> bool:
    """Whether it waits for a person, however long, where people rely on the model."""
    new, old = terms.get(field), stood[field]
    return risky(field, stood, terms) or (field == "limits.context" and bool(new and old) and new < old)


def may_wait(field: str, stood: Mapping[str, Any], said: Said, of_id: Mapping[str, Sequence[Line]]) -> bool:
    """Whether the last of these lists may be kept waiting with a field, as the rules are documented."""
    day, terms = said[-1]
    waited = (date.fromisoformat(day) - date.fromisoformat(run_began(field, said))).days
    if not terms_with_prices(terms) and not field.startswith("limits."):
        return True  # a zero that nobody confirmed
    if risky(field, stood, terms):
        return waited < 6
    vanished = terms.get(field) is None and field != "tiers"
    halved = field.startswith("limits.") and not vanished and shrinks(field, stood[field], terms[field])
    return waited == 0 and (vanished or halved or is_restless(field, day, of_id))


def shrinks(field: str, old: Any, new: Any) -> bool:
    """Whether a limit shrinks so far that a second look is taken; a longest output at all."""
    return bool(old) and (new * 2 < old if field == "limits.context" else new < old)


def run_began(field: str, said: Said) -> str:
    """The first day of the run of equal values with which these lists end."""
    day, terms = said[-1]
    for other, each in reversed(said):
        if unit(each, field) != unit(terms, field):
            break
        day = other
    return day


def terms_with_prices(terms: Mapping[str, Any]) -> bool:
    return any(not field.startswith("limits.") for field in terms)


def risky(field: str, stood: Mapping[str, Any], terms: Mapping[str, Any]) -> bool:
    """Whether a price of these moves by more than five times, or input or output goes."""
    if field.startswith("limits."):
        return False
    gone = any(stood.get(f"price.{kind}") and not terms.get(f"price.{kind}") for kind in ("input", "output"))
    moved = [
        (stood[each], terms[each])
        for each in stood
        if each.startswith("price.") and isinstance(stood[each], Decimal) and terms.get(each)
    ]
    return gone or any(max(pair) > 5 * min(pair) for pair in moved)


def is_restless(field: str, day: str, of_id: Mapping[str, Sequence[Line]]) -> bool:
    """Whether it was written twice within seven days, or is beside prices that were."""
    together = [each for name, found in of_id.items() if grouped(name) == grouped(field) for each in found]
    written = {line["accepted"] for line in together if line["accepted"] < day}
    ago = [(date.fromisoformat(day) - date.fromisoformat(each)).days for each in written]
    return sum(each <= 7 for each in ago) >= 2


def grouped(field: str) -> str:
    return field if field.startswith("limits.") else "price"
