"""The ladder that README shows is what `explain` prints, of the shipped catalog and two decisions."""

import os
import re
import shutil
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from sync.cli.main import call

HERE = Path(__file__).resolve().parents[2]
README = (HERE / "README.md").read_text("utf-8")
MODEL, FIELD = "openai/gpt-oss-120b", "capabilities.structured_outputs"
COMMAND = f"explain {MODEL} {FIELD} --provider openrouter"
FILE = f"catalog/models/{MODEL}.yaml"
SOURCES = ["override", "hand edit", "authority", "other source", "heuristic"]
BY = {"name": "Maria Curator", "email": "maria@example.com", "date": "2026-08-23T10:00:00Z"}


def git(root: Path, *words: str) -> None:
    people = {
        f"GIT_{role}_{key}".upper(): value for role in ("author", "committer") for key, value in BY.items()
    }
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, env={**os.environ, **people})


def test_the_readme_shows_the_whole_ladder_as_explain_prints_it(tmp_path: Path) -> None:
    for name in ("catalog", "overrides", "schemas"):
        shutil.copytree(HERE / name, tmp_path / name)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "as shipped")
    text = (tmp_path / FILE).read_text("utf-8")
    edited = text.replace("structured_outputs: {value: true, from: api}", "structured_outputs: false")
    assert edited != text
    (tmp_path / FILE).write_text(edited, "utf-8")
    git(tmp_path, "commit", "--quiet", "--all", "--message", "it broke on our schemas")
    clock = ["--root", str(tmp_path), "--today", "2026-08-24"]
    decision = [f"{FIELD}=true", "--reason", "Works since our gateway's upgrade."]

    said = StringIO()
    with redirect_stdout(StringIO()):
        assert call(["override", "set", MODEL, *decision, *clock]) == 0
    with redirect_stdout(said):
        assert call([*COMMAND.split(), *clock]) == 0

    ladder = re.sub(r"\b[0-9a-f]{10}\b", "5c19ae01b7", said.getvalue())
    told = [source for line in ladder.splitlines() for source in SOURCES if f"  {source}: " in line]
    assert told == SOURCES
    shown = "".join(f"    {line}\n" for line in (f"$ python -m sync {COMMAND}", *ladder.splitlines()))
    assert shown in README
