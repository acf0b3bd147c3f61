"""`docs/publishing.md` is held to the code: each outcome of a decision, each label, each variable."""

import ast
import re
from pathlib import Path

from sync.cli import forge_environ, publish
from sync.publish import decide
from sync.publish.text.labels import LABELS

PAGE = (Path(__file__).parents[2] / "docs/publishing.md").read_text("utf-8")


def test_every_outcome_of_a_decision_is_explained_and_no_other() -> None:
    told = set(re.findall(r"^\|[^|]*\|[^|]*\| `([^`|]+)` \|$", PAGE, re.MULTILINE))

    assert told == _whys(Path(decide.__file__))


def test_every_label_is_named() -> None:
    assert [name for name in LABELS if f"`{name}`" not in PAGE] == []


def test_every_variable_that_is_read_is_named() -> None:
    texts = [Path(str(each.__file__)).read_text("utf-8") for each in (publish, forge_environ)]
    read = set(re.findall(r'"((?:GITHUB|SYNC)_[A-Z_]+)"', "".join(texts)))

    assert {"GITHUB_TOKEN", "SYNC_BOT_EMAIL"} <= read
    assert {name for name in read if f"`{name}`" not in PAGE} == set()


def _whys(path: Path) -> set[str]:
    """Each text that becomes the `why` of a decision; a note's name where the note is the reason."""
    given = [
        word.value
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Decision"
        for word in call.keywords
        if word.arg == "why"
    ]
    texts = {
        part.value
        for value in given
        for part in ast.walk(value)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    names = {part.id for value in given for part in ast.walk(value) if isinstance(part, ast.Name)}
    texts |= {str(getattr(decide, name)) for name in names if name.isupper()}
    return texts | ({"snoozed", "reverted"} if "note" in names else set())  # `why=note`, of a closed one
