"""`preview` believes its file nothing: it is of a run that anybody's pull request could have written."""

import json
import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import modelbook
from modelbook.change import KINDS
from sync.errors import SyncError
from sync.files import artifact
from sync.report import consumers_json
from sync.schedule import preview
from tests.forge import Forge, Person
from tests.hostile import HOSTILE
from tests.unit.compiled_records import alias, book, model, offer
from tests.unit.forging import BRANCH
from tests.unit.previewing import Doc, Preview, dearer, event
from tests.unit.running import Capture

SCHEMA = Path(__file__).parents[2] / "schemas/effective.schema.json"
VALID = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
KEYS = ("model", "provider", "offer", "field", "old", "new")


def every_kind() -> tuple[modelbook.Change, ...]:
    """Changes of all kinds, as `diff` finds them."""
    tier = {"over": 200_000, "mode": "cliff", "input": "6"}
    old = [
        model("acme/one", offer(tiers=[tier], limits={"context": 1000}), tags=["a"]),
        model("acme/gone", offer("gone")),
        model("acme/former", offer("former")),
        model("acme/off", offer("off"), limits={"context": 10, "output": 5}),
        alias("~best", "acme/one"),
    ]
    new = [
        model(
            "acme/one",
            offer(price={"input": "0", "output": "0"}, tiers=[tier | {"input": "7"}], free=True),
            capabilities={"tools": {"value": False, "from": "api"}},
            name="Uno",
            limits={"context": 2000},
            x_cost={"score": 0.5},
        ),
        model("acme/new", offer("new"), offer("new", "other")),
        model("acme/later", offer("former")),
        alias("acme/former", "acme/later"),
        model("acme/off", offer("off", state="removed", visible=False), active=False),
        alias("~best", "acme/new"),
    ]
    return modelbook.diff(book(*old), book(*new))


def page(doc: Doc, folder: Path) -> str:
    """The comment for a document."""
    file = folder / "effective.json"
    file.write_text(json.dumps(doc), "utf-8")
    return preview.page(file, SCHEMA).text


def document(*changes: modelbook.Change) -> Doc:
    found: Doc = json.loads(json.dumps(consumers_json.as_json(changes, "main", "HEAD", date(2026, 8, 22))))
    return found


def test_what_diff_prints_is_what_the_schema_says_and_is_read_as_it_was() -> None:
    changes = every_kind()
    assert {change.kind for change in changes} == set(KINDS)

    doc = document(*changes)

    assert list(VALID.iter_errors(doc)) == []
    assert consumers_json.read(doc).changes == changes


@pytest.mark.parametrize(
    "spoil",
    [
        lambda doc: doc.pop("today"),
        lambda doc: doc.update(pull=7),
        lambda doc: doc.update(old=""),
        lambda doc: doc.update(today="tomorrow"),
        lambda doc: doc.update(today="2026-13-41"),
        lambda doc: doc["counts"].update(price=2),
        lambda doc: doc["counts"].update(evil=0),
        lambda doc: doc["changes"][0].update(kind="<b>"),
        lambda doc: doc["changes"][0].update(direction="sideways"),
        lambda doc: doc["changes"][0].update(html="<b>"),
        lambda doc: doc["changes"][0].update(field=""),
        lambda doc: doc["changes"][0].update(model=["x"]),
        lambda doc: doc["changes"][0].update(new=["x"] * 1001),
        lambda doc: doc["changes"][0].update(offers=[{"provider": "x"}]),
        lambda doc: doc["changes"][0].update(kind="new", field="model", new={"offers": [{"id": "x"}]}),
        lambda doc: doc.update(changes={}),
    ],
)
def test_what_the_schema_does_not_say_is_refused(tmp_path: Path, spoil: Any) -> None:
    doc = dearer()
    assert page(doc, tmp_path)
    spoil(doc)

    with pytest.raises(
        SyncError, match=r"it is not what (effective\.schema\.json says|diff --json prints): "
    ):
        page(doc, tmp_path)


def test_where_it_is_refused_the_forge_is_not_even_asked(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    bot = Preview(forge, tmp_path, monkeypatch)
    happened = event(forge, Person(forge, "maintainer").open(BRANCH))

    assert bot.run(happened, dearer() | {"pull": 7}) == 1

    assert "it is not what effective.schema.json says: the whole (additional" in capsys.readouterr().err
    assert forge.requests("bot") == []


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "it is no strict JSON"),
        (b"\xff{}", "it is no strict JSON"),
        (b'{"a": 1, "a": 2}', "it is no strict JSON"),
        (b"[NaN]", "it is no strict JSON"),
        (b"[1e999]", "it is no strict JSON"),
        (b"[" + b"9" * 50 + b"]", "it is no strict JSON"),
        (b"[" * 100_000, "it is no strict JSON"),
        (b"[" * 30 + b"]" * 30, "it is nested deeper than 24 levels"),
        (b"{}" + b" " * artifact.MOST_BYTES, "it is longer than 2,097,152 bytes"),
        (b"[]", "it is not what effective.schema.json says: the whole (type)"),
    ],
)
def test_what_is_no_document_is_refused(tmp_path: Path, raw: bytes, said: str) -> None:
    file = tmp_path / "effective.json"
    file.write_bytes(raw)

    with pytest.raises(SyncError, match=re.escape(f"{file}: {said}")):
        artifact.read(file, SCHEMA)


def test_a_link_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(json.dumps(dearer()), "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "secret")

    for name in ("link", "missing", "."):
        with pytest.raises(SyncError, match=r"can't be opened|no plain file"):
            artifact.read(tmp_path / name, SCHEMA)


def tags(page: str) -> list[str]:
    html = cmarkgfm.github_flavored_markdown_to_html(page.partition("\n")[2], Options.CMARK_OPT_UNSAFE)
    return re.findall(r"<(?!/?code>)[^>]*>", html)


@pytest.mark.parametrize("name", [name for name, typed in HOSTILE.items() if typed])
def test_nothing_that_it_says_breaks_out_of_the_comment(name: str, tmp_path: Path) -> None:
    def told(typed: str) -> str:
        change: Doc = dearer()["changes"][0]
        whole = {"name": typed, "offers": [{"provider": typed, "price": {"input": "1", "currency": typed}}]}
        tier = {"over": typed, "service": typed, typed: typed}
        more = [
            change | dict.fromkeys(KEYS, typed),
            change | dict.fromkeys(("model", "old", "new"), typed) | {"field": f"price.{typed}"},
            change | {"kind": "new", "field": "model", "old": None, "new": whole},
            change | {"field": "tiers", "old": tier, "new": tier | {typed: [typed, {typed: typed}]}},
            change | {"field": "limits.context", "old": [typed], "new": {typed: {typed: None}}},
        ]
        counts = dict.fromkeys(KINDS, 0) | {"price": 4, "new": 1}
        doc = dearer() | {"old": typed, "new": typed, "changes": more, "counts": counts}
        return page(doc, tmp_path)

    shown, calm = told(HOSTILE[name][:2_000]), told("calm")

    assert shown.count("\n") == calm.count("\n")
    assert tags(shown) == tags(calm)
    assert all(char.isprintable() or char == "\n" for char in shown)


TEXT = st.sampled_from(["", "1", "-0.5", "0", "x", "a`|\n", "\ud800", "2026-01-01"]) | st.text(max_size=4)
NAMED = TEXT.filter(bool)
NUMBER = st.integers(-(10**38), 10**38) | st.floats(allow_nan=False, allow_infinity=False)
VALUE = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["over", "utc", "value", "price", "input", "x"]) | TEXT, inner, max_size=3
        )
    ),
    max_leaves=8,
)
FIELD = st.sampled_from(
    ["price.input", "price.currency", "tiers", "windows", "limits.context", "capabilities.tools", "model",
     "offer", "alias_of", "state", "modalities.input", "id"]
) | NAMED  # fmt: skip
CHANGE = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "direction": st.sampled_from(
            ["up", "down", "gained", "lost", "new", "gone", "back", "on", "off", "changed"]
        ),
        "model": st.none() | NAMED,
        "provider": st.none() | NAMED,
        "offer": st.none() | NAMED,
        "field": FIELD,
        "old": VALUE,
        "new": VALUE,
        "turned": st.sampled_from(["free", "not free", None]),
        "offers": st.lists(st.fixed_dictionaries({"provider": NAMED, "offer": NAMED}), max_size=2),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CHANGE, max_size=4))
def test_whatever_the_schema_allows_can_be_shown(changes: list[Doc]) -> None:
    counts = {kind: sum(change["kind"] == kind for change in changes) for kind in KINDS}
    doc = {"today": "2026-08-22", "old": "a", "new": "b", "counts": counts, "changes": changes}
    if VALID.is_valid(doc):
        with TemporaryDirectory() as folder:
            assert page(doc, Path(folder)).startswith(preview.STICKY)
