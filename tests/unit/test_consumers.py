"""What `diff` found, on a page: every value is shown as what it is, and no provider's text acts."""

import re
from typing import Any

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

import modelbook
from modelbook import Change
from sync.report.consumers import headline, markdown, see, text
from tests.hostile import HOSTILE
from tests.unit.compiled_records import Doc, alias, book, model, offer


def page(*changes: Change) -> list[str]:
    return text(changes, "A", "B").splitlines()[3:]


def price(**more: Any) -> Change:
    told: dict[str, Any] = {"field": "price.input", "old": "1", "new": "2", "direction": "up"}
    offer = {"model": "acme/one", "provider": "openrouter", "offer": "acme/one"}
    return Change(kind="price", **offer | told | more)


def test_a_command_to_copy_is_one_command_whatever_the_revisions_are_called() -> None:
    assert see("$(evil)", "a; evil") == "python -m sync diff '$(evil)' 'a; evil'"


def test_a_free_offer_that_isnt_any_longer_says_so_once() -> None:
    free = model("acme/one", offer(price={"input": "0", "output": "0"}, free=True))
    paid = model("acme/one", offer(price={"input": "0.1", "output": "15"}, free=False))

    assert page(*modelbook.diff(book(free), book(paid))) == [
        "  acme/one  openrouter  input   $0 → $0.1  from 0  no longer free",
        "  acme/one  openrouter  output  $0 → $15   from 0",
    ]


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (price(old="3", new=None, direction="lost"), "input  $3 → –  gone"),
        (price(old=None, new="0", direction="gained"), "input  – → $0  new"),
        (price(field="price.dynamic", old=None, new=True, direction="changed"), "dynamic  – → yes  new"),
        (
            price(
                field="tiers",
                old={"over": 200000, "mode": "cliff", "input": "6"},
                new={"over": 200000, "mode": "cliff", "input": "7.5"},
            ),
            "tiers  over 200,000: input $6 → $7.5",
        ),
        (
            price(field="tiers", old={"over": 200000, "input": "6"}, new={"over": 200000, "output": "7"}),
            "tiers  over 200,000: output – → $7, input $6 → –",
        ),
        (
            price(field="windows", old={"utc": "16:00-01:00", "input": "6"}, new=None, direction="lost"),
            "windows  16:00-01:00: gone",
        ),
    ],
)
def test_prices_are_shown_with_their_percent(change: Change, shown: str) -> None:
    assert page(change) == [f"  acme/one  openrouter  {shown}"]


def test_whole_models_and_offers_are_shown_by_name_and_price() -> None:
    offers = [offer("x", provider) for provider in ("a", "b", "c")]
    new = [model("acme/one", offer(), offer("acme/one:free", price={"input": "0", "output": "0"}))]
    more = [model("acme/two", *offers, name="Two"), alias("~best", "acme/two")]

    changes = modelbook.diff(book(model("acme/one", offer())), book(*new, *more))

    assert page(*changes) == [
        "  acme/one  openrouter acme/one:free  offer     free",
        "  acme/two                            model     Two, a: $3 / $15, b: $3 / $15 +1 offer",
        "  ~best     openrouter                alias_of  → acme/two",
    ]


def test_the_headline_counts_each_kind() -> None:
    old = [model(), model("acme/gone", offer("gone"))]
    new = [
        model("acme/one", offer(price={"input": "4", "output": "1", "cache_read": "1"}), name="Uno"),
        model("acme/new", offer("new")),
    ]

    assert headline(modelbook.diff(book(*old), book(*new))) == (
        "1 price up · 1 price down · 1 other price change · 1 new · 1 gone · 1 renamed"
    )
    assert headline(()) == "No change for applications."


def test_a_long_page_says_what_it_leaves_out() -> None:
    changes = [price(model=f"acme/{number}", offer=f"acme/{number}") for number in range(3000)]

    told = markdown(changes, "v1", "v2")

    assert len(told.encode()) <= 60_000
    assert "more; run `python -m sync diff v1 v2` to see them" in told


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_a_provider_typed_breaks_out(typed: str) -> None:
    def changes(typed: str) -> tuple[Change, ...]:
        one: Doc = {
            "provider": typed,
            "id": typed,
            "price": {typed: "3"},
            "tiers": [{"over": 1, typed: typed}],
        }
        kept: Doc = {
            "provider": "p",
            "id": "kept",
            "x_a": typed,
            "price": {"input": typed, "currency": typed},
        }
        old: Doc = {
            "id": "lab/a",
            "name": "a",
            "summary": "a",
            "offers": [one, {"provider": "p", "id": "kept"}],
        }
        new: Doc = {"id": "lab/a", "name": typed, "summary": typed, "tags": [typed], "offers": [kept]}
        more: Doc = {"id": f"{typed}/x", "name": typed, "offers": [one], f"x_{typed}": typed}
        return modelbook.diff(book(old), book(new, more))

    def tags(page: str) -> list[str]:
        html = cmarkgfm.github_flavored_markdown_to_html(page, Options.CMARK_OPT_UNSAFE)
        return re.findall(r"<(?!/?code>)[^>]*>", html) if page.startswith("**") else []

    for told, calm in (
        (text(changes(typed), typed, typed), text(changes("calm"), "calm", "calm")),
        (markdown(changes(typed), typed, typed), markdown(changes("calm"), "a", "b")),
    ):
        assert told.count("\n") == calm.count("\n")
        assert told.count("| ---") == calm.count("| ---")
        assert all(char.isprintable() or char == "\n" for char in told)
        assert tags(told) == tags(calm)
