"""A decision that is taken back leaves every byte of its file as it was, however a person writes."""

from hypothesis import given, note
from hypothesis import strategies as st

from sync.core import decide
from sync.core.decide import Decision
from sync.core.overrides import CAPABILITIES, DEPRECATIONS, OFFERS
from sync.core.values import Doc, Path, Value, same
from sync.files.override_entries import layout_of, rewritten
from sync.files.read import read
from tests.unit.core_records import SCHEMAS

PRIORITY = 900
"""One that no entry of the files has: what is taken back is only what was decided."""

KEYS = ("acme/one", "b/two:free", "~m/latest", "z/last")
NAMES: dict[str, tuple[str, ...]] = {
    f"{OFFERS}acme.yaml": (
        "set: {price: {input: 2.4, output: 12}}",
        "disabled: true",
        "set: {notes: 'a # b'}",
    ),
    CAPABILITIES: ("add: [tools]", "remove: [tools, rerank]", "set: {reasoning: fixed}", "add: [rerank] # x"),
    DEPRECATIONS: ("state: deprecated", "ends: 2026-12-31", "replaced_by: acme/two"),
}
DECIDED: dict[str, dict[Path, tuple[Value, ...]]] = {
    f"{OFFERS}acme.yaml": {
        ("price", "input"): (3, None),
        ("tiers",): ([{"over": 1000, "mode": "cliff", "input": 6}], None),
        ("modalities", "input"): (["text", "image"],),
        ("disabled",): (True,),
        ("notes",): ("two\nlines: # no comment", "—"),
    },
    CAPABILITIES: {
        ("capabilities", "tools"): (True, False, None),
        ("capabilities", "reasoning"): ("none",),
        ("capabilities", "web_search"): (True,),
    },
    DEPRECATIONS: {("state",): ("removed",), ("replaced_by",): ("acme/three",)},
}

comments = st.sampled_from(("", "", "", "# ours", "# a: b"))
gaps = st.lists(st.sampled_from(("", "# a line of its own", "  # further in")), max_size=2)


@st.composite
def entries(draw: st.DrawFn, name: str, column: int) -> list[str]:
    """One entry in block style: a key a line, comments behind and between."""
    about = [
        draw(st.sampled_from(NAMES[name])),
        draw(
            st.sampled_from(("reason: Why.", 'reason: "a: b"', "reason: |-\n{pad}    Two\n{pad}    lines."))
        ),
        *draw(st.sampled_from(((), ("priority: 200",), ("added: 2026-07-02", "until: 2026-12-31")))),
    ]
    pad = " " * column
    lines = []
    for at, line in enumerate(about):
        comment = draw(comments) if "|" not in line and "#" not in line else ""
        spelled = line.format(pad=pad) if "|" in line else line
        lines.append(f"{pad}{'  ' if at else '- '}{spelled}  {comment}".rstrip())
    return lines


@st.composite
def texts(draw: st.DrawFn, name: str) -> str:
    """An override file: comments and blank lines anywhere, lists in block or flow style, LF or CRLF."""
    lines = draw(gaps)
    for key in sorted(draw(st.sets(st.sampled_from(KEYS), min_size=1))):
        spelled = draw(st.sampled_from((key, f'"{key}"'))) if key[0] != "~" else f'"{key}"'
        if draw(st.integers(0, 3)) == 0:
            entry = draw(st.sampled_from(NAMES[name][:3]))
            lines.append(f"{spelled}: [{{{entry}, reason: Why}}{draw(st.sampled_from(('', ', ', ' ')))}]")
            continue
        column = draw(st.sampled_from((0, 2, 4)))
        lines.append(f"{spelled}:{draw(st.sampled_from(('', '  # of this id')))}")
        for _ in range(draw(st.integers(1, 3))):
            lines += [*draw(gaps), *draw(entries(name, column))]
        lines += draw(gaps)
    newline = draw(st.sampled_from(("\n", "\r\n")))
    text = "\n".join(lines) + draw(st.sampled_from(("\n", "\n", "", "\n\n", "\n# the end")))
    return text.replace("\n", newline)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[str, str, str, dict[Path, Value]]:
    name = draw(st.sampled_from(sorted(NAMES)))
    paths = draw(st.sets(st.sampled_from(sorted(DECIDED[name])), min_size=1))
    values = {path: draw(st.sampled_from(DECIDED[name][path])) for path in sorted(paths)}
    return name, draw(texts(name)), draw(st.sampled_from((*KEYS, "new/one"))), values


@given(worlds())
def test_a_decision_taken_back_leaves_the_bytes_as_they_were(
    world: tuple[str, str, str, dict[Path, Value]],
) -> None:
    name, text, key, values = world
    note(text)
    layout = layout_of(SCHEMAS, name)
    before = values_of(text)
    decision = Decision(values=values, reason="Because.", added="2026-08-22", priority=PRIORITY)

    listed, at = decide.decided(name, key, list_of(before, key), decision)
    with_it = rewritten(text, before | {key: listed}, layout)
    note(with_it)

    assert same(values_of(with_it), before | {key: listed})
    assert at == len(listed) - 1
    assert rewritten(with_it, before | {key: listed}, layout) == with_it
    left = decide.taken_back(name, key, listed, lambda override, _: override.priority == PRIORITY)
    assert rewritten(with_it, without(before, key, left), layout) == text


def values_of(text: str) -> Doc:
    document = read(text, "overrides.yaml")
    assert document.problems == ()
    return document.mapping()


def list_of(doc: Doc, key: str) -> list[Value]:
    listed = doc.get(key, [])
    assert isinstance(listed, list)
    return listed


def without(doc: Doc, key: str, left: list[Value]) -> Doc:
    rest = {name: value for name, value in doc.items() if name != key}
    return {**rest, key: left} if left else rest
