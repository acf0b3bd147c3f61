"""Whole catalogs before and after a sync: every folder in `tests/golden` is a case.

    accepted/<provider>.json   what upstream said when it was last accepted     (base; none: first run)
    upstream/<provider>.json   what upstream says now                           (new)
    before/catalog/…           what the repository says, its edits by hand too  (mine)
    today                      the day of the run, where it isn't 2026-08-22
    exit                       what the run ends with, where it isn't 0
    after/catalog/…            what the repository must say then, byte by byte
    report.md                  what the reviewer must be shown
    seen.md                    where `before` has overrides: what `check`, `explain` and `build` make of them

Schemas and the file of the provider `openrouter` are the repository's own, unless `before` has
another; `before` has the file of any other provider, and the rules, if any. A new case is a new
folder: write the first three, then `MODELBOOK_GOLDEN=write pytest tests/test_golden.py` writes the
last two (and fails, so that somebody reads them).
"""

import json
import os
import shutil
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from sync.cli.main import call

ROOT = Path(__file__).parents[1]
BASE = "catalog/upstream/openrouter.jsonl"
PROVIDER = "catalog/providers/openrouter.yaml"
ACCEPTED_ON = "2026-08-21"
TODAY = "2026-08-22"
WRITE = os.environ.get("MODELBOOK_GOLDEN") == "write"

NEWS = ("changes", "added", "updated", "conflicts", "adopt", "lifecycle", "ended")

Tree = dict[str, bytes]


@dataclass(frozen=True)
class Case:
    """One folder of `tests/golden`."""

    folder: Path

    @property
    def today(self) -> str:
        named = self.folder / "today"
        return named.read_text("utf-8").strip() if named.exists() else TODAY

    @property
    def exit(self) -> int:
        named = self.folder / "exit"
        return int(named.read_text("utf-8")) if named.exists() else 0

    def before(self, root: Path) -> None:
        """Lay out the catalog as it is before the run."""
        shutil.copytree(ROOT / "schemas", root / "schemas")
        (root / PROVIDER).parent.mkdir(parents=True)
        shutil.copy(ROOT / PROVIDER, root / PROVIDER)
        before, accepted = self.folder / "before", self.folder / "accepted"
        if accepted.exists():
            for name in ("providers", "rules"):
                if (before / "catalog" / name).exists():
                    shutil.copytree(before / "catalog" / name, root / "catalog" / name, dirs_exist_ok=True)
            assert sync(root, accepted, ACCEPTED_ON) == 0
            for name in ("offers", "models"):
                shutil.rmtree(root / "catalog" / name)
        if before.exists():
            shutil.copytree(before, root, dirs_exist_ok=True)

    def run(self, root: Path, report: Path) -> int:
        """The run that the case is about."""
        pages = ["--report", str(report), "--report-json", f"{report}.json"]
        return sync(root, self.folder / "upstream", self.today, *pages)


CASES = [Case(folder) for folder in sorted((ROOT / "tests" / "golden").iterdir()) if folder.is_dir()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.folder.name)
def test_a_sync_turns_before_into_after_and_a_second_one_changes_nothing(case: Case, tmp_path: Path) -> None:
    root, report, again = tmp_path / "root", tmp_path / "report.md", tmp_path / "again.md"
    case.before(root)

    assert case.run(root, report) == case.exit
    seen = _seen(case, root, tmp_path / "build")
    if WRITE:
        _write(case, _shown(root), {"report.md": report.read_bytes()} | seen)

    assert _shown(root) == tree(case.folder / "after")
    assert report.read_text("utf-8") == (case.folder / "report.md").read_text("utf-8")
    assert seen == {name: (case.folder / name).read_bytes() for name in seen}

    assert case.run(root, again) == case.exit
    assert _shown(root) == tree(case.folder / "after")
    headline = again.read_text("utf-8").partition("\n")[0]
    assert "No change." in headline
    for told in json.loads(Path(f"{again}.json").read_text("utf-8"))["runs"]:
        assert not any(told[name] for name in NEWS)


def test_every_case_is_complete() -> None:
    for case in CASES:
        names = {path.name for path in case.folder.iterdir()}
        assert {"upstream", "after", "report.md"} <= names, case.folder.name
        assert names <= {
            "accepted", "upstream", "before", "after", "report.md", "seen.md", "today", "exit",
        }, case.folder.name  # fmt: skip


def sync(root: Path, payloads: Path, today: str, *more: str) -> int:
    """The real command line, in this process, on every payload in a folder."""
    handed = (f"--from-file={path.stem}={path}" for path in sorted(payloads.iterdir()))
    return call(["run", "--root", str(root), "--today", today, *handed, *more])


def tree(folder: Path) -> Tree:
    """Every file below a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _shown(root: Path) -> Tree:
    """The whole tree but what is the repository's own, which must be untouched, and `.state/`."""
    found = {name: raw for name, raw in tree(root).items() if not name.startswith(".state/")}
    own = tree(ROOT / "schemas")
    for name, raw in own.items():
        assert found.pop(f"schemas/{name}") == raw
    if found[PROVIDER] == (ROOT / PROVIDER).read_bytes():
        del found[PROVIDER]
    return found


def _seen(case: Case, root: Path, out: Path) -> Tree:
    """What people and applications see of the overrides after the run."""
    if not (case.folder / "before" / "overrides").exists():
        return {}
    clock = ("--root", str(root), "--today", case.today)
    built = said(["build", *clock, "--out", str(out)])
    parts = [("check", said(["check", *clock]))]
    if not (out / "catalog.jsonl").exists():
        parts.append(("build, which refuses", built))
    records = (line for path in out.glob("catalog.jsonl") for line in path.read_text("utf-8").splitlines())
    for id_, _, record in (line.partition("\t") for line in records):
        parts.append((f"explain {id_}", said(["explain", *clock, id_])))
        parts.append((f"build: {id_}", json.dumps(json.loads(record), indent=1) + "\n"))
    page = "\n".join(f"## {title}\n\n```\n{text}```\n" for title, text in parts)
    return {"seen.md": page.encode()}


def said(words: list[str]) -> str:
    """What a command prints."""
    text = StringIO()
    with redirect_stdout(text):
        call(words)
    return text.getvalue()


def _write(case: Case, after: Tree, pages: Tree) -> None:
    """Write what came out as what must come out; fail, for somebody must read it first."""
    known = {path.name: path.read_bytes() for path in case.folder.iterdir() if path.suffix == ".md"}
    if (after, pages) == (tree(case.folder / "after"), known):
        return
    shutil.rmtree(case.folder / "after", ignore_errors=True)
    for name, raw in after.items():
        path = case.folder / "after" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    for name, raw in pages.items():
        (case.folder / name).write_bytes(raw)
    pytest.fail(f"{case.folder.name}: written; read the difference, then run without MODELBOOK_GOLDEN")
