from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args

from sync.core.guards.why import Why
from sync.core.ledger import Line
from sync.core.lifecycle import State
from sync.core.outcome import Run, Step
from sync.core.values import Value
from sync.report import console, tables
from sync.report.jsonable import report_json
from sync.report.markdown import markdown
from sync.report.waits import WORDS, command
from tests.unit.pages import TODAY, attention_of, change, check_html, kept

DAYS_AGO = {days: date.fromordinal(TODAY.toordinal() - days) for days in range(30)}


def waits(
    id_: str,
    field: str,
    old: Value,
    new: Value,
    why: Why = "price-move",
    days: int = 0,
    since: int | None = None,
) -> Line:
    """A line that waits for so many days, with the present proposal `since` fewer ones."""
    return Line(
        id=id_,
        field=field,
        old=old,
        new=new,
        why=why,
        first=DAYS_AGO[days],
        since=DAYS_AGO[days if since is None else since],
    )


PRICE = waits(
    "a/one",
    "price",
    {"input": 3, "output": 15, "tiers": [{"over": 200000, "input": 6}]},
    {"input": Decimal("20.5"), "output": 15, "tiers": [{"over": 200000, "input": 41}]},
)
OLD = waits("b/two", "limits.context", 262144, 131072, "context-shrunk", days=12, since=3)
OLDER = waits("c/three", "state", "listed", "stale", "mass-removal", days=5)
RUN = Run(provider="groq", status="ok", held=(OLDER, OLD, PRICE), today=TODAY)


GUARDS = (
    "a price moves very far at once (price-move)",
    "the context of a model that people rely on shrinks (context-shrunk)",
    "many ids are gone at once (mass-removal)",
)


def section(page: str, title: str) -> list[str]:
    start = page.index(f"## {title}\n")
    return page[start : page.index("\n\n## ", start)].splitlines()


def test_held_changes_stand_right_below_what_merging_writes_new_ones_first() -> None:
    run = replace(RUN, changes=(change("d/four", "price.input", 1, 2),))
    page = markdown([run], [], TODAY)

    assert page.startswith("**groq: 1 price up · 3 held (1 new)**\n\n## Needs attention\n\n")
    titles = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert titles == ["Needs attention", "Prices", *map("Held: {}".format, GUARDS), "Sources", "Summary"]
    head = "| id | field | old → new | waits | write it, or keep what stands |"
    rows = (
        "| `a/one` | `price` | input $3 → $20.5, tiers over 200,000: input $6 → $41 (×6.8) | **new** "
        "| `python -m sync held --accept a/one price` or `python -m sync held --reject a/one price` |",
        "| `b/two` | `limits.context` | 262,144 → 131,072 "
        "| 12 days, since 2026-08-10, this value since 2026-08-19 "
        "| `python -m sync held --accept b/two limits.context` "
        "or `python -m sync held --reject b/two limits.context` |",
        "| `c/three` | `state` | listed → stale | 5 days, since 2026-08-17 "
        "| `python -m sync held --accept c/three state` or `python -m sync held --reject c/three state` |",
    )
    for guard, row in zip(GUARDS, rows, strict=True):
        assert section(page, f"Held: {guard}")[2:] == [head, "| --- | --- | --- | --- | --- |", row]
    check_html(page)


def test_new_holds_need_attention_by_their_reason_and_standing_ones_as_a_number() -> None:
    several = replace(RUN, held=(OLD, OLDER))
    assert "- **2 held**: the oldest for 12 days. Not" in markdown([several], [], TODAY)
    assert "- **1 held**: new. Not" in markdown([replace(RUN, held=(PRICE,))], [], TODAY)
    both = [
        "- **3 held**: 1 new; 2 standing, the oldest for 12 days. "
        "Not written; `python -m sync held` lists and decides",
        "  - 1 × a price moves very far at once: `a/one` `price`",
    ]
    assert attention_of(markdown([RUN], [], TODAY)).splitlines()[2:] == both
    standing = replace(RUN, held=(OLD,))
    assert attention_of(markdown([standing], [], TODAY)).splitlines()[2:] == [
        "- **1 held**: for 12 days. Not written; `python -m sync held` lists and decides"
    ]
    assert markdown([standing], [], TODAY).startswith("**groq: No change. · 1 held**\n")


def test_the_log_says_what_is_held() -> None:
    log = console.text([RUN], [], TODAY).splitlines()

    assert log[0].endswith("No change. · 3 held (1 new)")
    assert log[1].startswith("  ! 3 held: 1 new; 2 standing, the oldest for 12 days. ")
    assert log[2] == "    1 × a price moves very far at once: a/one price"


def test_every_reason_to_wait_has_words() -> None:
    assert set(WORDS) == set(get_args(Why))


def test_a_command_can_be_typed_as_it_stands() -> None:
    odd = waits("~a/it's $(here)", "price", 1, 9)

    assert command("accept", odd) == "python -m sync held --accept '~a/it'\"'\"'s $(here)' price"


def test_a_first_price_and_a_new_id_are_shown_as_such() -> None:
    zero = waits("m/music", "price", None, {"input": 0, "output": 0}, "zero-unconfirmed")
    odd = waits("lab/mоdel", "id", None, "lab/mоdel", "odd-id")  # the first o is Cyrillic
    page = markdown([replace(RUN, held=(zero, odd))], [], TODAY)

    zeros, ids = (section(page, f"Held: {WORDS[line.why]} ({line.why})") for line in (zero, odd))
    assert zeros[-1].startswith("| `m/music` | `price` | input – → $0, output – → $0 | **new** |")
    assert "| `id` | `lab/mоdel` | **new** |" in ids[-1]


def test_what_a_guard_means_is_said_once_however_many_rows_it_has() -> None:
    held = tuple(waits(f"lab/model-{n}", "state", "listed", "stale", "mass-removal") for n in range(30))
    ended = tuple(waits(f"lab/more-{n}", "state", "listed", "stale", "mass-removal") for n in range(30))
    page = markdown([replace(RUN, held=held, ended=ended)], [], TODAY)

    tables = page.partition("\n## Held")[2]
    assert tables.count("many ids are gone at once (mass-removal)") == 2
    assert tables.count("mass-removal") == 2
    assert page.count("upstream said the same for long enough") == 1


def test_settling_is_one_count_and_a_folded_list() -> None:
    line = waits("a/one", "limits.max_output", 8000, None, "limit-vanished")
    page = markdown([Run(provider="groq", status="ok", settling=(line,), today=TODAY)], [], TODAY)

    assert page.startswith(
        "**groq: No change. · 1 settling**\n\n<details><summary>Settling: "
        "a limit is no longer stated (limit-vanished) (1)</summary>\n\n"
    )
    assert ("| `a/one` | `limits.max_output` | 8,000 → – | since 2026-08-22 |\n\n</details>\n") in page
    check_html(page)


def test_a_hold_that_ended_by_itself_is_told_before_the_changes() -> None:
    ended, let = (waits("a/one", "price.input", 1, 9, days=6), waits("b/two", "price.input", 1, 8, days=2))
    run = Run(provider="groq", status="ok", ended=(ended,), included=(let,), today=TODAY)
    page = markdown([run], [], TODAY)

    assert page.startswith(
        f"**groq: 1 hold ended by itself · 1 written though held**\n\n## Ended by itself: {GUARDS[0]}\n\n"
    )
    row = "| `a/one` | `price.input` | $1 → $9 (×9.0) | 2026-08-16 |"
    assert section(page, f"Ended by itself: {GUARDS[0]}")[-1] == row
    let_in = section(page, f"Written though held: {GUARDS[0]}")
    assert let_in[-1].startswith("| `b/two` | `price.input` | $1 → $8 (×8.0) |")


def step(id_: str, old: State, new: State, since: str = "2026-08-22") -> Step:
    return Step(id=id_, old=old, new=new, since=since)


def test_the_lifecycle_is_told_once_those_that_are_back_first() -> None:
    steps = (
        step("a/one", "listed", "stale"),
        step("b/two", "stale", "deprecated", "2026-08-08"),
        step("c/three", "deprecated", "removed", "2026-07-20"),
        step("d/four", "stale", "listed", "2026-08-19"),
    )
    state = change("a/one", "state", None, "stale"), change("a/one", "missing_since", None, "2026-08-22")
    by_hand = change("e/five", "state", "stale", None)
    run = Run(
        provider="groq", status="ok", changes=(*state, by_hand), lifecycle=steps,
        missing=("a/one",), returned=("d/four",),
    )  # fmt: skip
    page = markdown([run], [], TODAY)

    assert page.startswith("**groq: 1 other field · 1 back · 1 gone · 1 deprecated · 1 removed**\n")
    assert section(page, "Lifecycle")[2:] == [
        "|  | id | state | missing since |",
        "| --- | --- | --- | --- |",
        "| back | `d/four` | stale → listed | 2026-08-19 |",
        "| **removed** | `c/three` | deprecated → removed | 2026-07-20 |",
        "| deprecated | `b/two` | stale → deprecated | 2026-08-08 |",
        "| gone | `a/one` | listed → stale | 2026-08-22 |",
    ]
    assert section(page, "Other fields")[4:] == ["| `e/five` | `state` | stale → – |"]


def test_a_risky_conflict_is_marked() -> None:
    conflict = replace(kept("a/one", "price.input", 2, 3, 30), risky="price-move")
    page = markdown([Run(provider="groq", status="ok", conflicts=(conflict,))], [], TODAY)

    assert "mine $2, upstream $3 → $30, risky: a price moves very far at once" in attention_of(page)
    assert "| $2 | $3 | $30 (**risky**: price-move) |" in page


def test_thousands_of_holds_keep_the_page_short_enough() -> None:
    held = tuple(
        waits(f"lab/model-{n}", "price", {"input": 1}, {"input": 9}, days=n % 20) for n in range(3000)
    )
    page = markdown([replace(RUN, held=held)], [], TODAY)

    assert tables.size(page) <= 60_000
    assert "- **3,000 held**: 150 new; 2,850 standing, the oldest for 19 days." in page
    assert "more; run `python -m sync held` to see them" in page
    assert page.index("**new**") < page.index("| 19 days, since 2026-08-03 |")
    check_html(page)


def test_what_waits_as_json() -> None:
    settling = waits("d/four", "limits.context", 128000, 32000, "context-halved", days=1)
    run = replace(RUN, settling=(settling,), ended=(OLD,), lifecycle=(step("a/one", "listed", "stale"),))
    report = report_json([run], [], TODAY)["runs"]

    assert isinstance(report, list) and isinstance(told := report[0], dict)
    assert isinstance(held := told["held"], list)
    assert held[0] == {
        "id": "a/one",
        "field": "price",
        "old": {"input": "3", "output": "15", "tiers": [{"over": 200000, "input": "6"}]},
        "new": {"input": "20.5", "output": "15", "tiers": [{"over": 200000, "input": "41"}]},
        "why": "price-move",
        "first": "2026-08-22",
        "since": "2026-08-22",
    }
    assert [each["id"] for each in held if isinstance(each, dict)] == ["a/one", "b/two", "c/three"]
    assert told["standing"] == 2
    assert told["settling"] == [
        {
            "id": "d/four", "field": "limits.context", "old": 128000, "new": 32000,
            "why": "context-halved", "first": "2026-08-21", "since": "2026-08-21",
        }
    ]  # fmt: skip
    assert told["ended"] == [
        {
            "id": "b/two", "field": "limits.context", "old": 262144, "new": 131072,
            "why": "context-shrunk", "first": "2026-08-10", "since": "2026-08-19",
        }
    ]  # fmt: skip
    assert told["lifecycle"] == [{"id": "a/one", "from": "listed", "to": "stale", "since": "2026-08-22"}]
