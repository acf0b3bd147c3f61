"""Every shape of change of an override file, as whole files."""

import pytest

from sync.core import decide
from sync.core.decide import Decision
from sync.core.overrides import CAPABILITIES, OFFERS, Override
from sync.core.values import Doc, Path, Value
from sync.files.override_entries import layout_of, rewritten
from sync.files.read import read
from tests.unit.core_records import SCHEMAS

NAME = f"{OFFERS}acme.yaml"
HEADER = "# yaml-language-server: $schema=../../schemas/override-offers.schema.json\n"
BOTH: dict[Path, Value] = {("price", "input"): 3, ("price", "output"): 12}
TWO = """\
a/one:
  # July
  - set: {price: {input: 3, output: 12}, limits: {context: 1000}}   # by mail
    reason: 'First: why'
  # August
  - disabled: true
    reason: Second
    priority: 200

  - set:
      price:
        input: 2   # ours
        output: 11
    reason: Third
    priority: 300
# b follows
b/two: [{disabled: true, reason: Why}]
"""


def doc_of(text: str | None) -> Doc:
    document = read(text or "", "f.yaml")
    assert document.problems == ()
    return document.mapping()


def decided(
    text: str | None,
    values: dict[Path, Value],
    *,
    key: str = "a/one",
    name: str = NAME,
    reason: str = "Because.",
    **about: str,
) -> str:
    doc = doc_of(text)
    listed = doc.get(key, [])
    assert isinstance(listed, list)
    decision = Decision(values=values, reason=reason, added="2026-08-22", **about)  # type: ignore[arg-type]
    wanted = doc | {key: decide.decided(name, key, listed, decision)[0]}
    new = rewritten(text, wanted, layout_of(SCHEMAS, name))
    assert doc_of(new) == wanted
    return new


def taken_back(text: str, *fields: str, at: int | None = None, key: str = "a/one", name: str = NAME) -> str:
    doc = doc_of(text)
    listed = doc[key]
    assert isinstance(listed, list)

    def wanted(override: Override, path: Path) -> bool:
        return at in (None, override.at) and (not fields or ".".join(path) in fields)

    left = decide.taken_back(name, key, listed, wanted)
    doc = {name: value for name, value in doc.items() if name != key or left}
    return rewritten(text, doc | ({key: left} if left else {}), layout_of(SCHEMAS, name))


NEW = """\
  - set: {price: {input: 3, output: 12}}
    reason: Because.
    added: 2026-08-22
"""


def test_a_file_that_is_not_there_yet_gets_its_schemas_line() -> None:
    new = decided(None, BOTH)

    assert new == f"{HEADER}a/one:\n{NEW}"
    assert taken_back(new) == HEADER


def test_an_entry_has_the_keys_of_its_schema_in_their_order() -> None:
    new = decided(None, {("limits", "context"): 5, **BOTH}, source="https://x.y/z", until="2026-12-31")

    assert new == (
        f"{HEADER}a/one:\n"
        "  - set: {price: {input: 3, output: 12}, limits: {context: 5}}\n"
        "    reason: Because.\n"
        "    source: https://x.y/z\n"
        "    added: 2026-08-22\n"
        "    until: 2026-12-31\n"
    )


@pytest.mark.parametrize("first", ["", "# ours\n", "# ours\n\n", HEADER, f"{HEADER}\n# ours\n"])
def test_a_file_of_comments_keeps_them(first: str) -> None:
    assert decided(first, BOTH) == f"{first}a/one:\n{NEW}"


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("a/a", "", TWO),
        ("a/two", TWO.partition("# b follows")[0], "# b follows" + TWO.partition("# b follows")[2]),
        ("c/c", TWO, ""),
    ],
)
def test_a_new_id_goes_to_its_place_in_the_order(key: str, before: str, after: str) -> None:
    assert decided(TWO, BOTH, key=key) == f"{before}{key}:\n{NEW}{after}"


def test_one_more_entry_follows_the_last() -> None:
    new = decided(TWO, {("notes",): "Ours"})

    added = "  - set: {notes: Ours}\n    reason: Because.\n    added: 2026-08-22\n"
    assert new == TWO.replace("# b follows", added + "# b follows")
    assert taken_back(new, at=3) == TWO


def test_in_a_flow_list_it_is_one_more_item() -> None:
    new = decided(TWO, {("free",): "confirmed"}, key="b/two")

    item = "{set: {free: confirmed}, reason: Because., added: 2026-08-22}"
    assert new == TWO.replace("reason: Why}]", f"reason: Why}}, {item}]")
    assert taken_back(new, at=1, key="b/two") == TWO


@pytest.mark.parametrize("dash", ["- ", "    - "])
def test_a_new_entry_stands_as_far_in_as_the_others(dash: str) -> None:
    pad = " " * len(dash)
    text = f"a/one:\n{dash}disabled: true\n{pad}reason: First"

    new = decided(text, {("notes",): "Ours"})

    assert new == f"{text}\n{dash}set: {{notes: Ours}}\n{pad}reason: Because.\n{pad}added: 2026-08-22"
    assert taken_back(new, at=1) == text


def test_carriage_returns_stay() -> None:
    text = TWO.replace("\n", "\r\n")

    new = decided(decided(text, BOTH, key="c/c"), {("notes",): "Ours"})

    assert new.count("\n") == new.count("\r\n") == text.count("\r\n") + 7
    assert taken_back(taken_back(new, key="c/c"), at=3) == text


def test_a_file_written_in_flow_style_stays_so() -> None:
    assert decided("{b/two: [{disabled: true, reason: Why}]}\n", BOTH) == (
        "{a/one: [{set: {price: {input: 3, output: 12}}, reason: Because., added: 2026-08-22}], "
        "b/two: [{disabled: true, reason: Why}]}\n"
    )


def test_an_alias_becomes_a_list_of_its_own_when_it_gets_an_entry() -> None:
    text = "a/one: &same\n  - {disabled: true, reason: Why}\nb/two: *same\n"

    assert decided(text, {("notes",): "Ours"}, key="b/two") == (
        "a/one: &same\n  - {disabled: true, reason: Why}\n"
        "b/two: [{disabled: true, reason: Why}, {set: {notes: Ours}, reason: Because., added: 2026-08-22}]\n"
    )


def test_the_same_decision_again_only_changes_its_numbers_and_its_date() -> None:
    text = f"{HEADER}a/one:\n{NEW}# end\n".replace("2026-08-22", "2026-07-02   # signed")

    new = decided(text, {("price", "input"): 4})

    assert new == text.replace("input: 3", "input: 4").replace("2026-07-02", "2026-08-22")
    assert decided(new, {("price", "input"): 4}) == new


@pytest.mark.parametrize(
    ("at", "gone", "left"),
    [
        (0, TWO[TWO.index("  - set: {") : TWO.index("  # August")], "  # by mail\n"),
        (1, TWO[TWO.index("  - disabled") : TWO.index("\n  - set:\n")], ""),
        (2, TWO[TWO.index("  - set:\n") : TWO.index("# b follows")], "  # ours\n"),
    ],
)
def test_what_is_taken_back_takes_its_own_lines_along_and_no_comment(at: int, gone: str, left: str) -> None:
    assert taken_back(TWO, at=at) == TWO.replace(gone, left)


def test_an_id_without_entries_goes() -> None:
    assert taken_back(TWO, key="b/two") == TWO.replace("b/two: [{disabled: true, reason: Why}]\n", "")


def test_one_field_leaves_a_flow_map_and_a_block_map() -> None:
    assert taken_back(TWO, "price.output") == TWO.replace(", output: 12", "").replace(
        "        output: 11\n", ""
    )
    assert taken_back(TWO, "limits.context") == TWO.replace(", limits: {context: 1000}", "")


def test_a_capability_moves_between_the_lists() -> None:
    text = "a/one:\n  - add: [tools, rerank]   # seen\n    reason: Because.\n"
    tools: Path = ("capabilities", "tools")

    moved = text.replace("[tools, rerank]", "[rerank]").replace(
        "    reason", "    remove: [tools]\n    reason"
    )
    assert decided(text, {tools: False}, name=CAPABILITIES) == f"{moved}    added: 2026-08-22\n"
    assert taken_back(text, "capabilities.tools", name=CAPABILITIES) == text.replace("tools, ", "")


@pytest.mark.parametrize(
    "reason", ["a: b # c", "'\"", "- x", "{x}", "two\nlines", "\x07\u202e", "null", "3", "---", "é", "#"]
)
def test_any_text_is_a_reason(reason: str) -> None:
    new = decided(TWO, {("notes",): reason}, reason=reason)

    assert taken_back(new, at=3) == TWO
