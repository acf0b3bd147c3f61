"""`docs/editing.md` is true: its commands run, in their order, on the shipped catalog after its edit."""

import re
import shlex
import shutil
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from sync.cli.main import call

HERE = Path(__file__).resolve().parents[2]
PAGE = (HERE / "docs/editing.md").read_text("utf-8")
OFFERS, MODEL = "catalog/offers/openrouter.yaml", "catalog/models/z-ai/glm-5.2.yaml"
COMMANDS = [
    line.removeprefix("python -m sync ")
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The shipped catalog in a repository, with the two edits that the page begins with."""
    for name in ("catalog", "overrides", "schemas"):
        shutil.copytree(HERE / name, tmp_path / name)
    who = ["-c", "user.name=Maria", "-c", "user.email=maria@example.com"]
    for words in (["init", "--quiet"], ["add", "--all"], [*who, "commit", "--quiet", "--message", "shipped"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)
    [edit] = re.findall(rf"^```yaml\n# {OFFERS}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    head, text = edit.splitlines()[0], (tmp_path / OFFERS).read_text("utf-8")
    before = re.search(rf"^{re.escape(head)}\n(?:  .*\n)+", text, re.MULTILINE)
    assert before is not None and before[0] != edit
    (tmp_path / OFFERS).write_text(text.replace(before[0], edit), "utf-8")
    [edit] = re.findall(rf"^```yaml\n# {MODEL}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    above, head, _ = (tmp_path / MODEL).read_text("utf-8").partition(edit.splitlines(keepends=True)[0])
    assert head
    (tmp_path / MODEL).write_text(above + edit, "utf-8")
    return tmp_path


def test_what_the_page_writes_by_hand_into_overrides_is_valid(root: Path) -> None:
    blocks = re.findall(r"^```yaml\n# (overrides/\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for name, text in blocks:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")

    code, told = said(root, "check overrides")

    assert {name for name, _ in blocks} == {"overrides/offers/openrouter.yaml", "overrides/ignore.yaml"}
    assert (code, "error" in told.replace("0 errors", "")) == (0, False)


def said(root: Path, words: str) -> tuple[int, str]:
    text = StringIO()
    with redirect_stdout(text):
        code = call([*shlex.split(words), "--root", str(root), "--today", "2026-08-24"])
    return code, text.getvalue()


def test_every_command_of_the_page_works_and_the_catalog_ends_sound(root: Path) -> None:
    told = {words: said(root, words) for words in COMMANDS}

    assert len(COMMANDS) > 12
    assert {words: code for words, (code, _) in told.items() if code != 0} == {}
    assert "[hand-edit]" in told[f"check {OFFERS}"][1]
    assert "$1.5 → $1.4" in told["diff HEAD"][1]
    assert told[f"check {MODEL}"][1].endswith("0 errors, 0 warnings\n")
    assert "Our default for long code reviews." in told["explain glm summary"][1]
    explained = next(text for words, (_, text) in told.items() if words.startswith("explain anthropic"))
    assert "→ $12" in explained and "override: Volume agreement, contract 2026-07." in explained
    assert "nothing stands against upstream" in said(root, "conflicts")[1]
    assert "gpt-4-turbo" not in said(root, "override list")[1]
