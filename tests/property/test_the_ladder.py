"""What consumers see always follows the ladder, whatever people decide and two sources say, in any order.

two sources, of which one speaks for the model ─┐
edits by hand, overrides with dates             ├─ moves in any order ──> build, explain == `holds`
a guess from the model's id                    ─┘
"""

import json
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path as File

from hypothesis import given, note, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sync.core import compile, ladder
from sync.core.values import Doc, Path, Value, get, put
from sync.files import shelf, store
from tests.property.test_no_edit_is_lost import MEMORY
from tests.scratch import OFFERS, ONE, PROVIDER, Scratch, body, empty
from tests.unit.openrouter_records import Json, record

TODAY = date(2026, 8, 22)
SOURCES = ("openrouter", "other")
GUESSES: Doc = {"capabilities.tools": True, "capabilities.parallel_tools": True}
VALUES: dict[str, tuple[Value, ...]] = {
    "limits.context": (1000, 2000, 3000, None),
    "knowledge_cutoff": ("2025-01-31", "2025-06-30", None),
    "capabilities.tools": (True, False, None),
    "capabilities.parallel_tools": (True, None),
    "price.input": (Decimal(3), Decimal("0.6"), None),
}
OVERRIDES = {"capabilities.tools": False, "capabilities.parallel_tools": False, "price.input": Decimal("2.4")}


@dataclass
class World:
    """What everyone said so far: sources (`listed` now, `accepted` at the last sync) and people."""

    catalog: Scratch
    listed: dict[str, Doc] = field(default_factory=dict)
    accepted: dict[str, Doc] = field(default_factory=dict)
    edits: Doc = field(default_factory=dict)
    overrides: list[tuple[str, Value, int, str]] = field(default_factory=list)
    day: date = date(2026, 1, 1)


def holds(world: World, name: str) -> Value:
    """The ladder, in ten lines."""
    decided = [entry for entry in world.overrides if entry[0] == name and entry[3] >= "2026-08-22"]
    for _, value, _, _ in sorted(decided, key=lambda entry: -entry[2]):
        return value
    if name in world.edits:
        return world.edits[name]
    for source in SOURCES if name != "price.input" else SOURCES[:1]:
        if world.accepted[source][name] is not None:
            return world.accepted[source][name]
    return GUESSES.get(name)


def said(source: str, name: str, value: Value) -> Callable[[World], None]:
    """A source says something else; nobody has asked it yet."""

    def move(world: World) -> None:
        world.listed[source][name] = value

    return move


def synced(source: str) -> Callable[[World], None]:
    """One provider's sync, which touches no file of the other."""

    def move(world: World) -> None:
        others = signatures(world.catalog, but=source)
        sync(world, source)
        assert signatures(world.catalog, but=source) == others

    return move


def edited(name: str, value: Value) -> Callable[[World], None]:
    """A person writes a value into the model's file or the price list, or takes it out."""

    def move(world: World) -> None:
        write(world.catalog, name, value)
        world.edits[name] = value
        agree(world)

    return move


def overridden(name: str, value: Value, until: str) -> Callable[[World], None]:
    """A person decides beside the catalog; each decision outranks those before it."""

    def move(world: World) -> None:
        world.overrides.append((name, value, 100 + len(world.overrides), until))
        write_overrides(world)

    return move


fields = st.sampled_from(sorted(VALUES))
moves = st.one_of(
    fields.flatmap(
        lambda name: st.builds(said, st.sampled_from(SOURCES), st.just(name), st.sampled_from(VALUES[name]))
    ),
    fields.flatmap(lambda name: st.builds(edited, st.just(name), st.sampled_from(VALUES[name]))),
    st.builds(synced, st.sampled_from(SOURCES)),
    st.sampled_from(sorted(OVERRIDES)).flatmap(
        lambda name: st.builds(
            overridden,
            st.just(name),
            st.sampled_from((OVERRIDES[name], None)),
            st.sampled_from(("2026-08-21", "2026-08-22", "2026-12-31")),
        )
    ),
)


@settings(max_examples=settings().max_examples // 3)  # each has a dozen runs
@given(st.lists(moves, min_size=1, max_size=8))
def test_what_holds_follows_the_ladder_whatever_people_and_two_sources_do(
    steps: list[Callable[[World], None]],
) -> None:
    with (
        tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder,
        redirect_stdout(StringIO()),
        redirect_stderr(StringIO()),
    ):
        world = started(File(folder))
        for step in (*steps, synced("openrouter"), synced("other")):
            step(world)
            for name in VALUES:
                note(f"{name}: {world.edits=} {world.accepted=} {world.overrides=}")
                assert seen(world.catalog, name) == (holds(world, name),) * 2, name


def started(folder: File) -> World:
    """A model that two sources list, after the first sync of each."""
    catalog = empty(folder)
    for path in (catalog.root / "catalog/providers").iterdir():
        if path.name != "openrouter.yaml":
            path.unlink()
    second = catalog.read(PROVIDER).replace("openrouter.ai", "other.example").replace("OPENROUTER", "OTHER")
    catalog.write("catalog/providers/other.yaml", second)
    guess = {
        "match": "acme/.*",
        "capabilities": {name.split(".")[1]: value for name, value in GUESSES.items()},
    }
    guess["examples"] = {"fits": ["acme/one"]}
    catalog.write("catalog/rules/heuristics.yaml", json.dumps({"heuristics": [guess]}))
    world = World(
        catalog, {source: {name: values[0] for name, values in VALUES.items()} for source in SOURCES}
    )
    for source in SOURCES:
        sync(world, source)
    return world


def sync(world: World, source: str) -> None:
    path = world.catalog.root.parent / "payload.json"
    path.write_bytes(body([as_record(world.listed[source])]))
    for _ in range(2):  # what settles is written when lists of two days agree; no day comes twice
        world.day += timedelta(days=1)
        today = world.day.isoformat()
        flags = ("--from-file", f"{source}={path}", "--include-held")
        assert world.catalog.call("run", *flags, today=today) == 0
    world.accepted[source] = told(world.listed[source])
    agree(world)


def agree(world: World) -> None:
    """An edit that upstream agrees with is none any more; a bare capability goes on being a person's."""
    for name, value in list(world.edits.items()):
        if name not in GUESSES and value == world.accepted["openrouter"][name]:
            del world.edits[name]


def told(listed: Doc) -> Doc:
    """What the record of these facts tells: a list that names one parameter says that there are no tools."""
    silent = listed["capabilities.tools"] is None and listed["capabilities.parallel_tools"] is not None
    return listed | ({"capabilities.tools": False} if silent else {})


def as_record(facts: Doc) -> Json:
    """The record that says these facts in OpenRouter's dialect."""
    tools, parallel, price = (
        facts[name] for name in ("capabilities.tools", "capabilities.parallel_tools", "price.input")
    )
    named = ["tools"] * (tools is True) + ["parallel_tool_calls"] * (parallel is True)
    pricing = {"completion": "0.00001"}
    if isinstance(price, Decimal):
        pricing["prompt"] = format(price.scaleb(-6), "f")
    return record(
        context_length=facts["limits.context"] or 0,
        knowledge_cutoff=facts["knowledge_cutoff"],
        supported_parameters=None if tools is None and not parallel else ["max_tokens", *named],
        pricing=pricing,
    )


def write(catalog: Scratch, name: str, value: Value) -> None:
    """A person's edit; how the file is laid out is no matter of this test."""
    file = OFFERS if name.startswith("price.") else ONE
    yaml = YAML()
    yaml.width = 10_000
    doc = yaml.load(catalog.read(file))
    entry = doc["acme/one"] if file == OFFERS else doc
    put(entry, tuple(name.split(".")), float(value) if isinstance(value, Decimal) else value)  # type: ignore[arg-type]
    text = StringIO()
    yaml.dump(doc, text)
    catalog.write(file, text.getvalue())


def write_overrides(world: World) -> None:
    """Every decision so far, in the files that people decide in."""
    files: dict[str, list[Json]] = {
        "overrides/capabilities.yaml": [],
        f"overrides/offers/{SOURCES[0]}.yaml": [],
    }
    for name, value, priority, until in world.overrides:
        top, key = name.split(".")
        values = {key: value} if top == "capabilities" else {top: {key: value, "output": 12}}
        entry = {"set": values, "reason": "tried", "priority": priority, "until": until}
        files[
            "overrides/capabilities.yaml" if top == "capabilities" else f"overrides/offers/{SOURCES[0]}.yaml"
        ].append(entry)
    for file, entries in files.items():
        if entries:
            world.catalog.write(file, json.dumps({"acme/one": entries}, default=float))


def seen(catalog: Scratch, name: str) -> tuple[Value, Value]:
    """The value that applications see, and the one that `explain` shows on top."""
    sound = store.load(catalog.root)
    assert not sound.problems
    book = shelf.open_book(sound, TODAY)
    path: Path = tuple(name.split("."))
    [compiled] = compile.records(book).values()
    offers = compiled["offers"]
    assert isinstance(offers, list)
    offer = next(each for each in offers if isinstance(each, dict) and each["provider"] == SOURCES[0])
    explained = (
        ladder.of_offer(book, SOURCES[0], "acme/one", sound.schemas.fields("offers"))
        if path[0] == "price"
        else ladder.of_model(book, "acme/one", sound.schemas.fields("model"))
    )
    top = next((each.value for each in explained if each.path == path), None)
    return bare(get(offer if path[0] == "price" else compiled, path)), bare(top)


def bare(value: Value) -> Value:
    """The value of a capability, and an exact price."""
    inner = value.get("value") if isinstance(value, dict) else value
    return Decimal(inner) if isinstance(inner, str) and inner.replace(".", "").isdigit() else inner


def signatures(catalog: Scratch, *, but: str) -> dict[str, tuple[int, int]]:
    """What tells whether a file was written: its inode and time, of all that isn't this provider's."""
    own = (
        f"catalog/offers/{but}.yaml",
        f"catalog/upstream/{but}.jsonl",
        f"catalog/upstream/{but}.held.jsonl",
        f"catalog/history/{but}.jsonl",
    )
    return {
        name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in sorted(catalog.root.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(catalog.root).as_posix()) not in own
        and not name.startswith(".state/")
        and not (but == SOURCES[0] and name == ONE)
    }
