import ast
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from sync.core.ledger import Line
from sync.core.outcome import Added, Attention, Change, Edit, Kept, Place, Retarget, Run, Step, Waiting
from sync.core.values import Value
from sync.errors import Problem
from sync.report import console, tables
from sync.report.attention import FULL, points
from sync.report.escape import code
from sync.report.markdown import markdown
from tests.hostile import HOSTILE

TODAY = date(2026, 8, 22)
REPORT = Path(tables.__file__).parent
VOID = {"br", "hr", "img", "input"}
OWN_TAGS = {
    "h2", "h3", "p", "strong", "ul", "li", "code", "details", "summary",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def change(id_: str, field: str, old: Value, new: Value, place: Place = "offer") -> Change:
    return Change(id=id_, field=field, old=old, new=new, place=place, model=id_.partition(":")[0])


def kept(id_: str, field: str, mine: Value, was: Value, upstream: Value, by: Edit | None = None) -> Kept:
    return Kept(
        id=id_,
        field=field,
        mine=mine,
        was=was,
        upstream=upstream,
        place="offer",
        model=id_.partition(":")[0],
        by=by,
    )


def ordinary() -> Run:
    """A day at OpenRouter: something of everything."""
    anna = Edit(who="Anna", when="2026-07-02", commit="0123456789abcdef0123456789abcdef01234567")
    return Run(
        provider="openrouter",
        status="ok",
        source="https://openrouter.ai/api/v1/models",
        as_of=date(2026, 8, 20),
        fetched=421,
        unchanged=400,
        added=(
            Added(
                id="z-ai/glm-5.2:free",
                model="z-ai/glm-5.2",
                alias_of=None,
                offer={"price": {"input": 0, "output": 0}, "limits": {"context": 131072}},
                facts={
                    "limits": {"context": 1048576},
                    "modalities": {"input": ["text", "image"], "output": ["text"]},
                },
            ),
            Added(id="~z-ai/latest", model=None, alias_of="z-ai/glm-5.2", offer={}, facts={}),
        ),
        updated=("a/one", "b/two"),
        missing=("c/gone",),
        lifecycle=(Step(id="c/gone", old="listed", new="stale", since="2026-08-20"),),
        quarantined=(("d/bad", "price.input: -1 is negative"), ("d/worse", "price.input: -2 is negative")),
        changes=(
            change("a/one", "price.input", Decimal("0.5"), Decimal("0.6")),
            change("a/one", "price.output", 4, 2),
            change("a/one", "tiers", [{"over": 200000, "input": 6}], [{"over": 200000, "input": 7}]),
            change("b/two", "limits.context", 262144, 1048576, "model"),
            change("b/two", "limits.max_output", 64000, 32000),
            change(
                "b/two", "capabilities.reasoning", {"value": "configurable", "from": "api"}, None, "model"
            ),
            change("b/two", "modalities.input", ["text"], ["text", "image"], "model"),
            change("b/two", "name", "Two", "Two | <b>bold</b>", "model"),
        ),
        kept=(kept("e/kept", "price.input", None, 3, 3, Edit(who="Bob", when=None, commit=None)),),
        conflicts=(kept("a/one", "price.cache_read", Decimal("0.3"), Decimal("0.2"), Decimal("0.25"), anna),),
        aliases=(Retarget(id="~a/latest", old="a/one", new="a/two"),),
        attention=(Attention(id="m/Music", field="id", value="m/music", why="case-collision"),),
        new_fields=("is_hot",),
        free=21,
        paid=395,
        cost={"z-ai/glm-5.2:free": "free", "a/one": "paid"},
    )


def many_changes(count: int = 2_000) -> Run:
    """More than fits: prices, and all of what `ordinary` has."""
    changes = tuple(
        change(f"lab-{number % 50}/model-{number}", "price.input", number + 1, number + 2)
        for number in range(count)
    )
    run = ordinary()
    written = tuple(dict.fromkeys(item.id for item in changes))
    return Run(
        provider="openrouter",
        status="ok",
        changes=changes + run.changes,
        updated=written,
        kept=run.kept * 312,
        conflicts=run.conflicts * 200,
        quarantined=run.quarantined,
        new_fields=run.new_fields,
        attention=run.attention,
    )


def problem(number: int = 1, message: str = "1_000 is not a number") -> Problem:
    return Problem(
        file="catalog/offers/openrouter.yaml",
        line=number,
        path="a/one.price.input",
        message=message,
        rule="scalar",
        fix="write 1000",
    )


class Balance(HTMLParser):
    """Fails where a tag closes another than the last one opened; collects the tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check_html(page: str) -> str:
    html = cmarkgfm.github_flavored_markdown_to_html(page, Options.CMARK_OPT_UNSAFE)
    balance = Balance()
    balance.feed(html)
    balance.close()
    assert balance.open == []
    assert balance.seen <= OWN_TAGS
    assert html.count("<details>") == html.count("</details>")
    return str(html)


def attention_of(page: str) -> str:
    start = page.index("## Needs attention")
    return page[start : page.index("\n\n## ", start)]


ORDINARY = r"""**openrouter: 2 new · 1 price up · 1 price down · 1 other price change · 2 limits · 1 capability lost · 1 capability · 1 other field · 1 alias moved · 1 gone · 1 conflict · 1 kept · 2 quarantined · 1 to look at · 1 new upstream field**

## Needs attention

- **1 model loses a capability or modality**
  - 1 × reasoning: `b/two`
- **1 conflict**: upstream moved where a hand edit stands; the edit stays
  - `a/one` `price.cache_read`: mine $0.3, upstream $0.2 → $0.25
- **1 offer to look at**
  - 1 × a new id that differs from another one only in case: `m/Music`
- **2 records quarantined**: not used; what was last accepted stays
  - 2 × `price.input: -… is negative`: `d/bad`, `d/worse`
- **1 new upstream field**: `is_hot`
- **1 error in files**
  - 1 × `1_000 is not a number [scalar]`: `catalog/offers/openrouter.yaml:1` `a/one.price.input` (fix: `write 1000`)

## Prices

| id | kind | old → new | % |
| --- | --- | --- | ---: |
| `a/one` | output | $4 → $2 | −50 % |
| `a/one` | input | $0.5 → $0.6 | +20.0 % |
| `a/one` | tiers | over 200,000: input $6 → $7 |  |

## New models

| id | price | context | inputs | model |
| --- | --- | ---: | --- | --- |
| `z-ai/glm-5.2:free` | free | 131,072 | text, image | `z-ai/glm-5.2` |
| `~z-ai/latest` |  |  |  | alias of `z-ai/glm-5.2` |

## Limits

| id | limit | old → new | % |
| --- | --- | --- | ---: |
| `b/two` | max_output (offer) | 64,000 → 32,000 | −50 % |
| `b/two` | context | 262,144 → 1,048,576 | +300 % |

## Capabilities and modalities

|  | id | field | old → new |
| --- | --- | --- | --- |
| **lost** | `b/two` | reasoning | configurable → – |
| gained | `b/two` | modalities.input | text → text, image |

## Other fields

| id | field | old → new |
| --- | --- | --- |
| `b/two` | `name` | `Two` → `Two \| <b>bold</b>` |

## Aliases that lead elsewhere now

| id | old | new |
| --- | --- | --- |
| `~a/latest` | `a/one` | `a/two` |

## Conflicts

Upstream moved where an edit by hand stands. The edit stays; this is told once.

| id | field | mine | was | upstream | edit by |
| --- | --- | --- | --- | --- | --- |
| `a/one` | `price.cache_read` | $0.3 | $0.2 | $0.25 | `Anna`, 2026-07-02, 0123456 |

## Kept

Edits by hand that upstream disagrees with. They stay.

| id | field | mine | upstream | edit by |
| --- | --- | --- | --- | --- |
| `e/kept` | `price.input` | taken out | $3 | `Bob`, not committed yet |

## Lifecycle

|  | id | state | missing since |
| --- | --- | --- | --- |
| gone | `c/gone` | listed → stale | 2026-08-20 |

## Sources

| provider | status | as of | age | fetched | unchanged | source |
| --- | --- | --- | ---: | ---: | ---: | --- |
| openrouter | ok | 2026-08-20 | 2 days | 421 | 400 | `https://openrouter.ai/api/v1/models` |

## Summary

inserted 2 · updated 2 · unchanged 400 · free 21 · paid 395 · errors 3

## Written

- [NEW] [FREE] `z-ai/glm-5.2:free`
- [NEW] [UNKNOWN] `~z-ai/latest` → `z-ai/glm-5.2`
- [UPD] [PAID] `a/one`
- [UPD] [UNKNOWN] `b/two`
"""  # noqa: E501  a page has no line length


def test_an_ordinary_day() -> None:
    page = markdown([ordinary()], [problem()], TODAY)

    assert page == ORDINARY
    check_html(page)


def test_a_quiet_day_is_a_short_page() -> None:
    run = Run(provider="groq", status="ok", as_of=date(2026, 8, 21), fetched=3, unchanged=3, free=1, paid=2)

    assert (
        markdown([run], [], TODAY)
        == """**groq: No change.**

## Sources

| provider | status | as of | age | fetched | unchanged | source |
| --- | --- | --- | ---: | ---: | ---: | --- |
| groq | ok | 2026-08-21 | 1 day | 3 | 3 |  |

## Summary

inserted 0 · updated 0 · unchanged 3 · free 1 · paid 2 · errors 0
"""
    )


def test_kept_edits_alone_are_no_change() -> None:
    run = Run(provider="groq", status="ok", kept=ordinary().kept)

    assert markdown([run], [], TODAY).startswith("**groq: No change. · 1 kept**\n")


@pytest.mark.parametrize("status", ["failed", "refused"])
def test_a_run_that_read_nothing_is_never_no_change(status: str) -> None:
    run = Run(
        provider="groq",
        status="failed" if status == "failed" else "refused",
        rule="shrink",
        reason="31 of 50 ids are gone",
        fix="python -m sync run --accept groq:shrink",
    )

    page, alone = markdown([run, Run(provider="xai", status="ok")], [], TODAY), markdown([run], [], TODAY)

    assert alone.startswith(
        f"**groq: {status}, nothing was written**\n\n## Needs attention\n\n"
        f"- **{status}**: by `shrink`: `31 of 50 ids are gone`\n"
        "  - fix: `python -m sync run --accept groq:shrink`\n"
    )
    assert "No change" not in alone
    assert page.startswith(f"**2 providers: 1 {status} · No change.**\n\n## Sources\n\n")
    assert f"| groq | **{status}** | never | never | 0 | 0 | nothing was written |\n" in page
    assert f"\n## Needs attention\n\n- groq: **{status}**" in page


def test_a_skipped_source_says_why() -> None:
    run = Run(provider="groq", status="skipped", reason="GROQ_API_KEY is not set")

    assert markdown([run], [], TODAY).startswith(
        "**groq: skipped, nothing was written: `GROQ_API_KEY is not set`**\n\n## Sources"
    )


def test_without_runs_the_page_says_so() -> None:
    assert markdown([], [], TODAY) == "**No source was asked.**\n"


def test_of_several_providers_all_are_named_on_top_and_only_who_changed_has_a_heading() -> None:
    quiet = Run(provider="groq", status="ok", as_of=date(2026, 8, 21), fetched=3, unchanged=3)
    down = Run(provider="xai", status="failed", reason="timed out", fix="try again")
    off = Run(provider="acme", status="skipped", reason="no key", fix="set ACME_API_KEY")
    page = markdown([off, quiet, ordinary(), replace(ordinary(), provider="x.ai"), down], [], TODAY)

    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == ["## Sources", "## Needs attention", "## openrouter", "## `x.ai`", "## Summary"]
    assert page.count("\n### Prices\n") == page.count("\n### Written\n") == 2
    rows = [row.split(" | ") for row in page[: page.index("## Needs")].splitlines() if row.startswith("| ")]
    assert [row[0].strip("| ") for row in rows[2:]] == ["xai", "groq", "openrouter", "`x.ai`", "acme"]
    assert rows[2][1:] == ["**failed**", "never", "never", "0", "0", "nothing was written |"]
    assert rows[3][1:] == ["ok", "2026-08-21", "1 day", "3", "3", "No change. |"]
    assert rows[4][1:6] == ["ok", "2026-08-20", "2 days", "421", "400"]
    assert rows[6][6] == "`no key` (fix: `set ACME_API_KEY`) |"
    assert attention_of(page).splitlines()[2:4] == ["- xai: **failed**: `timed out`", "  - fix: `try again`"]
    check_html(page)


def test_prices_are_sorted_by_how_far_they_moved() -> None:
    moves = (
        change("new", "price.audio", None, 1),
        change("small", "price.input", 100, 101),
        change("halved", "price.input", 2, 1),
        change("x3", "price.input", 1, 3),
        change("from-zero", "price.input", 0, 1),
        change("gone", "price.cache_read", 1, None),
    )
    page = markdown([Run(provider="groq", status="ok", changes=moves)], [], TODAY)

    ids = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert ids == ["from-zero", "gone", "x3", "halved", "small", "new"]


def test_rederived_changes_are_not_called_upstreams() -> None:
    page = markdown([replace(ordinary(), rederived=True)], [], TODAY)

    assert (
        "\n\nThe rules that derive these values changed; a difference may be ours and not upstream's.\n\n"
        in page
    )
    assert "## Prices re-derived by newer rules\n" in page
    assert "## New models\n" in page


def test_a_lost_modality_is_loud() -> None:
    loss = change("a/one", "modalities.input", ["text", "image"], ["text"], "offer")
    page = markdown([Run(provider="groq", status="ok", changes=(loss,))], [], TODAY)

    assert attention_of(page).endswith(
        "- **1 model loses a capability or modality**\n  - 1 × `image input`: `a/one`"
    )
    assert "| **lost** | `a/one` | modalities.input (offer) | text, image → text |" in page


def test_two_thousand_changes_fit_and_nothing_urgent_is_missing() -> None:
    run = many_changes()
    page = markdown([run], [problem()], TODAY)

    assert tables.size(page) <= 60_000
    assert tables.size(page) > 55_000
    assert attention_of(page) == attention_of(markdown([run], [problem()], TODAY, limit=10_000_000))
    see = "`python -m sync run --provider openrouter --dry-run` to see them"
    assert f"\n\nConflicts: 200 lines, Kept: 312 lines left out; run {see}.\n" in page
    assert f" more; run {see}\n\n## Limits" in page
    check_html(page)


def test_ten_thousand_quarantined_records_are_told_in_a_few_lines() -> None:
    bad = tuple((f"lab/model-{n}", f"price.input: -{n} is negative") for n in range(9_990))
    worse = tuple((f"lab/other-{n}", f"the field '{n}' is {'very ' * n}odd") for n in range(10))
    page = markdown([Run(provider="groq", status="ok", quarantined=bad + worse)], [], TODAY)

    assert attention_of(page).startswith(
        "## Needs attention\n\n- **10,000 records quarantined**: not used; what was last accepted stays\n"
        "  - 9,990 × `price.input: -… is negative`: `lab/model-0`, `lab/model-1`, `lab/model-2`, "
        "`lab/model-3`, `lab/model-4` +9,985 more\n"
        "  - 1 × `the field '0' is odd`: `lab/other-0`\n"
    )
    assert tables.size(page) < 3_000


def test_ten_thousand_different_reasons_are_told_in_a_few_lines() -> None:
    bad = tuple(
        (f"lab/model-{n}", "reason " + "".join(chr(97 + int(d)) for d in str(n))) for n in range(10_000)
    )
    page = markdown([Run(provider="groq", status="ok", quarantined=bad * 2)], [], TODAY)

    assert "\n  - 19,978 × 9,989 other reasons" in page
    assert len(attention_of(page).splitlines()) == 3 + FULL.reasons


@pytest.mark.parametrize("limit", [3_000, 6_000, 12_000, 25_000, 60_000])
def test_a_page_keeps_its_limit_and_every_kind_of_trouble(limit: int) -> None:
    lots = many_changes()
    page = markdown(
        [lots], [problem(n, f"{'abcdefghij'[n % 10] * 9}") for n in range(500)], TODAY, limit=limit
    )

    assert tables.size(page) <= limit
    for point in points(lots, code):
        assert point.kind in page
    assert "500 errors in files" in page
    check_html(page)


def test_forty_providers_at_their_worst_fit() -> None:
    runs = [
        replace(many_changes(200), provider=f"provider-{chr(97 + n % 26)}{'x' * (n // 26)}")
        for n in range(40)
    ]
    page = markdown(runs, [], TODAY)

    assert tables.size(page) <= 60_000
    assert page.count("\n## provider-") == 40
    assert attention_of(page).count("200 conflicts") == 40
    assert page.count("| ok |") == 40
    check_html(page)


def test_the_page_is_the_same_each_time() -> None:
    assert markdown([many_changes()], [], TODAY) == markdown([many_changes()], [], TODAY)


def hostile_run(name: str) -> Run:
    """A run in which every text is `name`."""
    edit = Edit(who=name, when=None, commit=name)
    conflict = replace(kept(name, name, name, [name], {name: name}, edit), risky=name)
    values: list[tuple[str, Value, Value]] = [(name, name, None), ("price", {name: 1}, {name: 2})]
    lines = [
        Line(id=name, field=field, old=old, new=new, why="price-move", first=first, since=first)
        for first in (TODAY, date(2026, 8, 1))
        for field, old, new in (*values, ("id", None, name))
    ]
    nested = Change(
        id=name,
        field="tiers",
        old=[{"utc": name}],
        new=[{"utc": name, name: name}],
        place="offer",
        model=None,
    )
    modality = Change(
        id=name, field="modalities.input", old=["Z" + name], new=None, place="offer", model=None
    )
    capability = Change(id=name, field=f"capabilities.{name}", old=True, new=None, place="model", model=None)
    fields = [f"price.{name}", f"limits.{name}", name]
    return Run(
        provider=name,
        status="ok",
        reason=name,
        source=name,
        added=(
            Added(
                id=name,
                model=name,
                alias_of=None,
                offer={"price": {name: 1}},
                facts={"modalities": {"input": [name]}},
            ),
            Added(id=name, model=None, alias_of=name, offer={}, facts={}),
        ),
        updated=(name,),
        missing=(name,) * 20,
        returned=(name,),
        quarantined=((name, name),),
        changes=(*(change(name, field, name, None) for field in fields), nested, modality, capability),
        kept=(conflict,),
        conflicts=(conflict,),
        adopt=(conflict,) * 20,
        aliases=(Retarget(id=name, old=name, new=name),),
        attention=(Attention(id=name, field=name, value=name, why=name),),
        new_fields=(name,),
        waiting=(Waiting(id=name, model=name), Waiting(id=name, model=None)),
        base_moved=(name,),
        rederived=True,
        held=tuple(lines),
        settling=tuple(lines),
        ended=tuple(lines),
        included=tuple(lines),
        lifecycle=(Step(id=name, old="listed", new="stale", since="2026-08-22"),),
        today=TODAY,
    )


@cache
def shape(word: str, *, alone: bool) -> str:
    """The tags of a page with this word wherever a provider can have one."""
    others = [] if alone else [Run(provider=word, status="refused", reason=word, rule=word, fix=word)]
    trouble = replace(problem(), file=word, path=word, message=word, rule=word, fix=word)
    tags = Shape()
    tags.feed(check_html(markdown([hostile_run(word), *others], [trouble], TODAY, limit=10_000_000)))
    return " ".join(tags.order)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_changes_no_page(name: str) -> None:
    for alone in (True, False):
        assert shape(name or "A.A", alone=alone) == shape("A.A", alone=alone)


class Shape(HTMLParser):
    """The tags of a page without `code`, which a short word may go without."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "code":
            self.order.append(tag)


def test_the_log_of_an_ordinary_day() -> None:
    run = replace(
        ordinary(), added=ordinary().added[:1], changes=ordinary().changes[:1], missing=(), lifecycle=()
    )
    run = replace(run, attention=(), new_fields=(), aliases=())
    down = Run(provider="xai", status="failed", reason="timed out\x1b[31m", fix="try again")

    assert (
        console.text([run, down], [problem()], TODAY)
        == r"""openrouter  ok        2 days  1 new · 1 price up · 1 conflict · 1 kept · 2 quarantined
  [NEW] [FREE]    z-ai/glm-5.2:free
  [UPD] [PAID]    a/one
  [UPD] [UNKNOWN] b/two
  ! 1 conflict: upstream moved where a hand edit stands; the edit stays
    a/one price.cache_read: mine $0.3, upstream $0.2 → $0.25
  ! 2 records quarantined: not used; what was last accepted stays
    2 × price.input: -… is negative: d/bad, d/worse
xai         failed     never  failed, nothing was written
  ! failed: timed out\u001B[31m
    fix: try again
! 1 error in files
  1 × 1_000 is not a number [scalar]: catalog/offers/openrouter.yaml:1 a/one.price.input (fix: write 1000)
inserted 1 · updated 2 · unchanged 400 · free 21 · paid 395 · errors 4
"""
    )


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_acts_on_no_log(name: str) -> None:
    log = console.text([hostile_run(name)], [], TODAY)

    assert len(log.splitlines()) == len(console.text([hostile_run("A.A")], [], TODAY).splitlines())
    assert all(c.isprintable() for c in log.replace("\n", ""))
    assert not [line for line in log.splitlines() if line.strip().startswith("::") or "##[" in line]


def test_the_report_imports_neither_network_nor_yaml_nor_deepdiff_at_once() -> None:
    top = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for module in REPORT.glob("*.py")
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not {name.partition(".")[0] for name in top} & {
        "click",
        "requests",
        "yaml",
        "ruamel",
        "jsonschema",
        "deepdiff",
    }

    modules = "sync.report.markdown, sync.report.console, sync.report.jsonable"
    script = f"import sys, {modules}; print('deepdiff' in sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=REPORT.parent.parent
    )
    assert loaded.stdout == "False\n"


def test_offers_that_wait_for_a_model_are_counted_and_named() -> None:
    waiting = (Waiting(id="glm-5.3", model="z-ai/glm-5.3"), Waiting(id="whisper", model=None))
    page = markdown([Run(provider="groq", status="ok", waiting=waiting)], [], TODAY)

    assert page.startswith("**groq: No change. · 2 waiting for a model**\n\n## Waiting for a model\n\n")
    assert "| `glm-5.3` | `z-ai/glm-5.3` |\n| `whisper` | no rule names it |\n" in page
    check_html(page)


def test_a_taken_out_entry_is_kept_as_such() -> None:
    entry = Kept(
        id="a/one",
        field="offer",
        mine=None,
        was=None,
        upstream={"price": {"input": 3}},
        place="offer",
        model=None,
    )
    page = markdown([Run(provider="groq", status="ok", kept=(entry,))], [], TODAY)

    assert "| `a/one` | the whole entry | taken out | price input 3 |  |" in page
