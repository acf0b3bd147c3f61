"""Runs for a page to tell of, ordinary, many and hostile, and whether what is made of it is sound HTML."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

from sync.core.ledger import Line
from sync.core.outcome import Added, Attention, Change, Edit, Kept, Place, Retarget, Run, Step, Waiting
from sync.core.values import Value
from sync.errors import Problem

TODAY = date(2026, 8, 22)
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
