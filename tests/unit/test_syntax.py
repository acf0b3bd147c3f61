"""Text that is no YAML: told in the words of whoever wrote it, at the line that is to be mended."""

import pytest
import yaml

from sync.files.read import read


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ("a:\n  - {set: {x: 1}, reason: y\nb:\n  - {x: y}\n", 2, "close it with `}` at its end"),
        ("a: [1, 2\nb: 3\n", 1, "close it with `]` at its end"),
        ("a: {b: 1 c: 2}\n", 1, "write `}` at its end, or the comma that is missing"),
        ("a:\n  - x: {y: 1}}\n    z: 1\n", 2, "take the `}` out that closes nothing"),
        ("a:\n  - x: 1\n\ty: 1\n", 3, "indent with blanks, never with tabs"),
        ("a:\n  - x: 1\n   y: 1\n", 3, "let the lines of an entry begin at one column"),
        ("a:\n  - x: 1\n     y: 1\n", 3, "let the lines of an entry begin at one column"),
        ("a:\n  - x: 1\n    y\n", 4, "write `key: value`, with a blank behind the colon"),
        ("a:\n  - x\n    y: 1\n", 3, "a colon is missing in the line above"),
        ("a:\n  -x: 1\n   y: 1\n", 3, "write a blank behind the `-` of the line above"),
        ("a:\n  - x: see: that\n", 2, "put quotes around a text with a colon"),
        ('a:\n  - x: "open\n', 3, "close the quotes that were opened"),
        ("a: @x\n", 1, "put the text in quotes"),
    ],
)
@pytest.mark.parametrize("with_libyaml", [True, False])
def test_what_is_missing_is_named(
    text: str, line: int, fix: str, with_libyaml: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", with_libyaml and yaml.__with_libyaml__)
    [problem] = read(text, "f.yaml").problems

    assert (problem.line, problem.rule) == (line, "yaml")
    assert problem.fix.startswith(fix)
