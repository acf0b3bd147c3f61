"""The page of a run: what it says of which day, and in which words."""

import ast
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sync.core.outcome import Kept, Run, Waiting
from sync.report import tables
from sync.report.markdown import markdown
from tests.unit.pages import (
    TODAY,
    attention_of,
    change,
    check_html,
    many_changes,
    ordinary,
    problem,
)

REPORT = Path(tables.__file__).parent
ORDINARY = r"""**openrouter: 2 new · 1 price up · 1 price down · 1 other price change · 2 limits · 1 capability lost · 1 capability · 1 other field · 1 alias moved · 1 gone · 1 conflict · 1 kept · 2 quarantined · 1 to look at · 1 new upstream field**

## Needs attention

- **1 model loses a capability or modality**
  - 1 × reasoning: `b/two`
- **1 alias leads elsewhere**: `~a/latest`: `a/one` → `a/two`
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

## Aliases that lead elsewhere now

| id | old | new |
| --- | --- | --- |
| `~a/latest` | `a/one` | `a/two` |

## Lifecycle

|  | id | state | missing since |
| --- | --- | --- | --- |
| gone | `c/gone` | listed → stale | 2026-08-20 |

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


def test_the_page_is_the_same_each_time() -> None:
    assert markdown([many_changes()], [], TODAY) == markdown([many_changes()], [], TODAY)


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
