"""Every value of the shipped catalog is what the last recorded list says, or waits, or is a person's.

payloads ──truth (raw JSON, Decimal)──┐
catalog  ──reading (ruamel.yaml)──────┴─ value by value; nothing of `sync` is asked
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
OFFERS = HERE / "catalog/offers/openrouter.yaml"
BASE = HERE / "catalog/upstream/openrouter.jsonl"
LEDGER = HERE / "catalog/upstream/openrouter.held.jsonl"
BINDING = ("catalog/lists", "catalog/bindings", "catalog/curated.yaml", "overrides")

EDITED: frozenset[tuple[str, str, tuple[str, ...]]] = frozenset()
"""The fields that people decided against upstream: ("offer" or "model", its id, path).

`held --reject` makes such a field, and so does a hand edit: `("offer", "acme/one", ("price",))`. It is
named here too, so that a value that nobody decided is never taken for a person's.
"""

STEALTH = frozenset(f"openrouter/{name}-alpha" for name in ("elephant", "healer", "hunter", "owl"))
"""They were listed at 0, which nobody confirmed, until they went: no line waits, and no price stands."""

Lists = Sequence[tuple[str, Mapping[str, truth.Raw]]]


@pytest.fixture(scope="module")
def lists(replay_data: Path) -> Lists:
    """The recorded lists, the last of which the catalog shall say."""
    found = truth.lists(replay_data)
    as_of = json.loads(BASE.read_text("utf-8").partition("\n")[0])["as_of"]
    if as_of > found[-1][0]:
        pytest.skip(f"the catalog is of {as_of}, the last recorded list of {found[-1][0]}")
    return found


@pytest.fixture(scope="module")
def offers() -> Mapping[str, Any]:
    return keyed(OFFERS.read_text("utf-8")).entries()


@cache
def model(id_: str) -> Mapping[str, Any]:
    path = HERE / "catalog/models" / model_file(id_)
    return document(path.read_text("utf-8")).entries() if path.exists() else {}


def records(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in lines]


def waits() -> dict[str, dict[str, str]]:
    """By id the fields that wait, with the rule for which they do."""
    found: dict[str, dict[str, str]] = {}
    for line in records(LEDGER):
        found.setdefault(line["id"], {})[line["field"]] = line["why"]
    return found


def covered(place: str, id_: str, path: tuple[str, ...]) -> bool:
    return any((place, id_, path[:length]) in EDITED for length in range(len(path) + 1))


def test_every_field_says_what_the_last_list_says_or_waits(lists: Lists, offers: Mapping[str, Any]) -> None:
    told = day(lists[-1][1], offers)

    assert list(truth.faults(told)) == []
    assert list(truth.strays(told)) == []


def test_who_is_gone_says_what_it_said_last(lists: Lists, offers: Mapping[str, Any]) -> None:
    last = {id_: record for _, raw in lists for id_, record in raw.items()}
    told = day({id_: record for id_, record in last.items() if id_ not in lists[-1][1]}, offers)
    never_priced = {fault for fault in truth.faults(told) if fault.partition(" ")[0] in STEALTH}

    assert {fault.partition(":")[0] for fault in {*truth.faults(told)} - never_priced} == set()
    assert list(truth.strays(told)) == []
    assert all(offers[id_].get("price") is None for id_ in STEALTH)


def day(raw: Mapping[str, truth.Raw], offers: Mapping[str, Any]) -> truth.Day:
    """The files beside what these records say."""
    waiting = waits()
    return truth.Day(
        raw=raw,
        before=offers,
        offers=offers,
        model=model,
        covered=covered,
        flagged=frozenset(id_ for id_, why in waiting.items() if "zero-unconfirmed" in why.values()),
        waits={id_: frozenset(fields) for id_, fields in waiting.items()},
    )


def test_what_a_person_decided_differs_from_what_upstream_says(offers: Mapping[str, Any]) -> None:
    """An exception that nobody needs any more would hide a wrong value some day."""
    base = {record["id"]: record for record in records(BASE)[1:]}
    for place, id_, path in EDITED:
        of_offer = place == "offer"
        stands = offers.get(id_) if of_offer else model(id_)
        said: Any = base[id_]["offer" if of_offer else "facts"]
        for key in path:
            stands, said = (stands or {}).get(key), (said or {}).get(key)

        assert stands != said, (place, id_, path)


def test_what_waits_stands_in_the_files_and_the_list_proposes_it(
    lists: Lists, offers: Mapping[str, Any]
) -> None:
    lines = records(LEDGER)
    for line in lines:
        id_, field = line["id"], line["field"]
        if field == "state":
            assert id_ not in lists[-1][1], line
        elif line["why"] == "zero-unconfirmed":
            assert 0 in truth.pair(lists[-1][1][id_]), line
            assert line["old"] == priced(offers[id_]), line
        elif field == "price":
            # A kind that waits by itself stands beside what the others propose.
            own = {f"price.{each['field']}" for each in lines if each["id"] == id_ and each is not line}
            assert line["old"] == priced(offers[id_]), line
            assert not own or line["new"] is not None, line
            assert changed_prices(line["new"], truth.dated(lists[-1][1][id_])) <= own, line
        else:
            assert truth.dated(lists[-1][1][id_]).get(field) == line["new"], line
    assert len(lines) == len({(line["id"], line["field"]) for line in lines})


def priced(entry: Mapping[str, Any]) -> Mapping[str, Any] | None:
    tiered = {name: entry[name] for name in ("tiers", "windows") if name in entry}
    return dict(entry.get("price", {})) | tiered or None


def changed_prices(proposed: Mapping[str, Any], said: Mapping[str, Any]) -> set[str]:
    """The prices in which a proposal isn't what the list says."""
    names = {
        name if name in ("tiers", "windows") else f"price.{name}": value for name, value in proposed.items()
    }
    prices = {name: value for name, value in said.items() if not name.startswith("limits.")}
    return {name for name in names.keys() | prices.keys() if names.get(name) != prices.get(name)}


def test_the_last_list_is_there_in_whole(lists: Lists, offers: Mapping[str, Any]) -> None:
    here = lists[-1][1]
    listed = {id_ for id_, entry in offers.items() if "state" not in entry}
    aliases = {id_ for id_ in listed if "alias_of" in offers[id_]}
    models = {offers[id_]["model"] for id_ in listed - aliases}

    assert listed == here.keys()
    assert (len(listed), len(aliases), len(models)) == (421, 12, 337)
    assert sum(":" in id_ for id_ in listed) == 80
    assert all(model(name) for name in models)
    assert offers.keys() == {id_ for _, raw in lists for id_ in raw}


@dataclass(frozen=True, slots=True)
class Gone:
    """The state of an id that is missing, and the first list without it."""

    state: str
    since: str


def gone(lists: Lists, *, bound: frozenset[str]) -> dict[str, Gone]:
    """What becomes of each id that lists lack, one step a day, most of them at once only six days later."""
    known: set[str] = set()
    since: dict[str, str] = {}
    held: set[str] = set()
    states: dict[str, str] = {}
    yesterday = ""
    for day, raw in lists:
        listed, known = known - since.keys(), known | raw.keys()
        for id_ in raw:
            held.discard(id_)
            for clock in (since, states):
                clock.pop(id_, None)
        new = listed - raw.keys()
        since |= dict.fromkeys(new, day)
        if len(new) > 5 and len(new) * 20 > len(listed):
            held |= new
        for id_, began in since.items():
            days = (date.fromisoformat(day) - date.fromisoformat(began)).days
            if (id_ in held and days < 6) or (day == yesterday and id_ in states):
                continue
            held.discard(id_)
            states[id_] = stepped(states.get(id_), days, bound=id_.partition(":")[0] in bound)
        yesterday = day
    return {id_: Gone(states.get(id_, "listed"), since[id_]) for id_ in since}


def stepped(state: str | None, days: int, *, bound: bool) -> str:
    """One step on, where it is due: stale, from 14 days deprecated, from 30 removed."""
    due = ["stale", *["deprecated"] * (days >= 14), *["removed"] * (days >= 30 and not bound)]
    at = due.index(state) + 1 if state in due else 0
    return due[min(at, len(due) - 1)]


def texts_that_bind() -> Iterator[str]:
    for name in BINDING:
        path = HERE / name
        files = [path] if path.is_file() else sorted(path.rglob("*.*"))
        yield from (file.read_text("utf-8") for file in files if file.suffix != ".md")


def test_an_id_that_is_gone_says_since_when_and_how_far(lists: Lists, offers: Mapping[str, Any]) -> None:
    texts = "\n".join(texts_that_bind())
    bound = frozenset(id_.partition(":")[0] for id_ in offers if id_.partition(":")[0] in texts)
    expected, held_back = gone(lists, bound=frozenset()), gone(lists, bound=bound)
    missing = {id_: entry for id_, entry in offers.items() if "state" in entry or "missing_since" in entry}
    found = {id_: Gone(entry["state"], entry["missing_since"]) for id_, entry in missing.items()}

    expected |= {id_: each for id_, each in held_back.items() if found.get(id_) == each}  # bound by then
    assert found == {id_: each for id_, each in expected.items() if each.state != "listed"}
    assert len(found) == len(offers) - 421
    assert sum(each.since == "2026-08-16" for each in found.values()) > 90  # at once, after a gap
