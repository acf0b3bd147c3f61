"""Whatever override files hold, `fix` changes no value that holds today, later, or once upstream moves.

overrides in a random style ──fix──> fewer of them     what applications see == what they saw
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import takewhile
from pathlib import Path

from hypothesis import event, given, note
from hypothesis import strategies as st

from sync.core import compile, effective
from sync.core.overrides import CAPABILITIES, DEPRECATIONS, IGNORE, in_force
from sync.core.values import Doc, Value
from sync.files import shelf, store
from sync.files.putin import HEADER
from sync.files.read import read
from sync.files.sort_keys import sort_keys
from sync.files.splices import EditError
from sync.files.store import Catalog, File
from sync.lint import RULES
from sync.lint.mend import mend
from sync.lint.subject import Subject
from tests.property.spelt import comments_of
from tests.property.styles import Stylist
from tests.property.test_edit_properties import randoms, scalar_values
from tests.scratch import ONE, TODAY, Scratch, priced, records, scratch

OFFERS = "overrides/offers/openrouter.yaml"
DAY = date.fromisoformat(TODAY)
DAYS = ("2026-08-21", "2026-08-22", "2026-08-23", "2026-09-30", "2026-12-31")


@cache
def catalog() -> Catalog:
    """Three models of which a person edited one, and a variant with limits of its own."""
    folder = Path(tempfile.mkdtemp(prefix="modelbook-"))
    made: Scratch = scratch(folder)
    top = {"context_length": 200000, "max_completion_tokens": 8, "is_moderated": False}
    made.run([*records(), priced("acme/one:big", "0.000002", "0.000004", top_provider=top)], today=TODAY)
    made.edit(ONE, "tools: {value: true, from: api}", "tools: {value: true, from: heuristic}\n  rerank: true")
    return store.load(made.root)


def some(*options: Doc) -> st.SearchStrategy[Doc]:
    """One or two of them, laid over each other."""
    one = st.sampled_from(options)
    return st.builds(lambda first, second: {**first, **second}, one, st.just({}) | one)


def price(**kinds: Value) -> Doc:
    return {"set": {"price": kinds}}


# What acme/one and acme/two say anyway comes first in each.
of_offers = some(
    price(input=3, output=15),
    price(input=3),
    price(cache_read=None),
    {"set": {"model": "acme/one", "tiers": None}},
    {"set": {"limits": {"context": 131072}}},
    {"set": {"limits": {"context": 200000, "max_output": 8}}},
    {"set": {"capabilities": {"tools": None}}},
    price(input=2, output=15),
    price(input=2),
    {"set": {"price": None}},
    {"set": {"state": "deprecated"}},
    {"set": {"disabled": False}},
    {"disabled": True},
    {"set": {}},
)
of_models = some(
    {"add": ["tools"]},
    {"add": ["tools"], "remove": ["json_mode"]},
    {"set": {"rerank": None}},
    {"set": {"rerank": {"value": True}}},
    {"remove": ["tools"]},
    {"add": ["web_search", "rerank"]},
)
leaving = some({"state": "deprecated"}, {"state": "listed"}, {"ends": "2026-12-31"}, {"state": None})


def entries(bodies: st.SearchStrategy[Doc]) -> st.SearchStrategy[Value]:
    """Lists of entries: most hold today, some say more about themselves than the schema knows."""
    priority = st.sampled_from([{}, {}, {"priority": 101}, {"priority": 200}])
    until = st.sampled_from([{}, {}, *({"until": day} for day in DAYS)])
    own = st.sampled_from([{}, {}, {}, {}, {"x_ours": 1}])
    one = st.builds(
        lambda *parts: {key: part[key] for part in (*parts, {"reason": "why"}) for key in part},
        bodies,
        priority,
        until,
        own,
    )
    return st.lists(one, min_size=1, max_size=3)


def lists(bodies: st.SearchStrategy[Doc], *ids: str) -> st.SearchStrategy[Doc]:
    return st.dictionaries(st.sampled_from(ids), entries(bodies), max_size=3)


FILES: dict[str, st.SearchStrategy[Doc]] = {
    OFFERS: lists(of_offers, "acme/one", "acme/two", "acme/one:free", "acme/one:big", "nobody/none"),
    CAPABILITIES: lists(of_models, "acme/one", "acme/two", "beta/big", "nobody/none"),
    DEPRECATIONS: lists(leaving, "acme/one", "acme/two"),
    IGNORE: st.sampled_from([{}, {"openrouter": [{"id": "*/two", "reason": "why"}]}]),
}


Texts = dict[str, str]


@st.composite
def overrides(draw: st.DrawFn) -> Texts:
    """Override files by name, as people could have written them."""
    return {name: Stylist(draw(randoms)).document(draw(docs)) for name, docs in FILES.items()}


def with_(texts: Texts) -> Catalog:
    """The catalog with these files too."""
    for name, text in texts.items():
        note(f"--- {name}\n{text}")
    files = {name: File(name, text.encode(), read(text, name).mapping()) for name, text in texts.items()}
    return replace(catalog(), files={**catalog().files, **files})


@given(overrides())
def test_fix_changes_no_value_that_holds_today_or_later(texts: Texts) -> None:
    before = with_(texts)

    mended = mend(before, DAY, lambda _: True)

    for name in mended.files:
        note(f"=== {name}\n{mended.files[name].text}")
    for day in (DAY, *(date.fromisoformat(day) for day in DAYS[2:]), date(2027, 1, 1)):
        assert held(mended.catalog, day) == held(before, day)
        assert held(moved(mended.catalog), day) == held(moved(before), day)
    event(f"overrides taken out: {sum(done.rule == 'override-redundant' for done in mended.done)}")


@given(overrides())
def test_a_second_fix_finds_nothing_and_leaves_only_what_is_somebodys_own(texts: Texts) -> None:
    after = mend(with_(texts), DAY, lambda _: True).catalog

    assert mend(after, DAY, lambda _: True).done == ()
    for problem in RULES["override-redundant"](Subject(after, DAY)):
        key, at = problem.path.rsplit(".", 1)
        entries = after.files[problem.file].doc[key]
        assert isinstance(entries, list)
        entry = entries[int(at)]
        assert isinstance(entry, dict)
        assert "x_ours" in entry or "alike" not in problem.message


@given(overrides())
def test_fix_touches_no_line_but_those_of_overrides_that_go_and_the_one_that_names_the_schema(
    texts: Texts,
) -> None:
    mended = mend(with_(texts), DAY, lambda _: True)

    gone = {done.file for done in mended.done if done.rule == "override-redundant"}
    for name, file in mended.files.items():
        old, new = Counter(filled(texts[name])), Counter(filled(file.text))
        named = [line for line in (*(old - new), *(new - old)) if line.startswith(HEADER)]
        assert len(named) <= 2
        assert name in gone or (old - new) + (new - old) == Counter(named)
        kept = comments_of(file.text)
        assert all(comment in kept for comment in first_comments(texts[name]))


@given(st.dictionaries(st.sampled_from("abcdefgh"), scalar_values, min_size=2), randoms)
def test_sorted_keys_keep_every_line(doc: Doc, random: object) -> None:
    text = Stylist(random).document(doc)  # type: ignore[arg-type]
    note(text)
    try:
        new, _ = sort_keys(text)
    except EditError:
        event("whose a comment is can't be known")
        return

    note(new)
    assert list(read(new, "").mapping().items()) == sorted(read(text, "").mapping().items())
    assert Counter(filled(new)) == Counter(filled(text))


def moved(catalog: Catalog) -> Catalog:
    """The catalog once upstream says something else of all that overrides speak of."""
    changes = (
        ("price: {input: 3, output: 15}", "price: {input: 4, output: 16, cache_read: 1}\n  state: stale"),
        ("context: 131072, max_output: 32000", "context: 1000, max_output: 4"),
        ("tools: {value: true, from: api}", "tools: {value: false, from: api}"),
    )
    files = dict(catalog.files)
    for name, file in catalog.files.items():
        text = file.text if name.startswith("catalog/") else ""
        for old, new in changes:
            text = text.replace(old, new)
        if text and text != file.text:
            files[name] = File(name, text.encode(), read(text, name).mapping())
    assert sum(files[name] is not catalog.files[name] for name in files) >= 3
    models = {model: files[file.name] for model, file in catalog.models.items()}
    return replace(catalog, files=files, models=models)


def held(catalog: Catalog, day: date) -> object:
    """What holds on a day, field by field, and what applications see; not who says so."""
    book = replace(shelf.open_book(catalog, day), overrides=in_force(list(shelf.overrides(catalog)), day))
    fields = [effective.model(book, model).doc for model in book.models]
    fields += [effective.offer(book, "openrouter", id_).doc for id_ in book.offers["openrouter"]]
    return unsigned([*fields, *compile.records(book).values()])


def unsigned(value: Value) -> Value:
    """Without `overridden` and `from`, which tell of the override itself; a capability bare."""
    if isinstance(value, dict):
        if value.keys() == {"value", "from"}:
            return value["value"]
        return {key: unsigned(item) for key, item in value.items() if key != "overridden"}
    return [*map(unsigned, value)] if isinstance(value, list) else value


def filled(text: str) -> Iterator[str]:
    return (line.rstrip() for line in text.splitlines() if line.strip())


def first_comments(text: str) -> list[str]:
    """The comments from the first line on, which are a file's own."""
    head = takewhile(lambda line: line.startswith("#"), text.splitlines())
    return [line.rstrip() for line in head if not line.startswith(HEADER)]
