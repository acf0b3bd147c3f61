"""Whole catalogs before and after a sync: every folder in `tests/golden` is a case.

    accepted/openrouter.json   what upstream said when it was last accepted     (base; none: first run)
    upstream/openrouter.json   what upstream says now                           (new)
    before/catalog/…           what the repository says, its edits by hand too  (mine)
    today                      the day of the run, where it isn't 2026-08-22
    after/catalog/…            what the repository must say then, byte by byte
    report.md                  what the reviewer must be shown

Schemas and the provider's file are the repository's own, unless `before` has another.
A new case is a new folder: write the first three, then `MODELBOOK_GOLDEN=write pytest
tests/test_golden.py` writes the last two (and fails, so that somebody reads them).
"""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.cli.main import call

ROOT = Path(__file__).parents[1]
BASE = "catalog/upstream/openrouter.jsonl"
PROVIDER = "catalog/providers/openrouter.yaml"
ACCEPTED_ON = "2026-08-21"
TODAY = "2026-08-22"
WRITE = os.environ.get("MODELBOOK_GOLDEN") == "write"

Tree = dict[str, bytes]


@dataclass(frozen=True)
class Case:
    """One folder of `tests/golden`."""

    folder: Path

    @property
    def today(self) -> str:
        named = self.folder / "today"
        return named.read_text("utf-8").strip() if named.exists() else TODAY

    def before(self, root: Path) -> None:
        """Lay out the catalog as it is before the run."""
        shutil.copytree(ROOT / "schemas", root / "schemas")
        (root / PROVIDER).parent.mkdir(parents=True)
        shutil.copy(ROOT / PROVIDER, root / PROVIDER)
        accepted = self.folder / "accepted" / "openrouter.json"
        if accepted.exists():
            assert sync(root, accepted, ACCEPTED_ON) == 0
            for name in ("offers", "models"):
                shutil.rmtree(root / "catalog" / name)
        if (self.folder / "before").exists():
            shutil.copytree(self.folder / "before", root, dirs_exist_ok=True)

    def run(self, root: Path, report: Path) -> int:
        """The run that the case is about."""
        found = self.folder / "upstream" / "openrouter.json"
        return sync(root, found, self.today, "--report", str(report), "--report-json", f"{report}.json")


CASES = [Case(folder) for folder in sorted((ROOT / "tests" / "golden").iterdir()) if folder.is_dir()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.folder.name)
def test_a_sync_turns_before_into_after_and_a_second_one_changes_nothing(case: Case, tmp_path: Path) -> None:
    root, report, again = tmp_path / "root", tmp_path / "report.md", tmp_path / "again.md"
    case.before(root)

    assert case.run(root, report) == 0
    if WRITE:
        _write(case, _shown(root), report.read_bytes())

    assert _shown(root) == tree(case.folder / "after")
    assert report.read_text("utf-8") == (case.folder / "report.md").read_text("utf-8")

    assert case.run(root, again) == 0
    assert _shown(root) == tree(case.folder / "after")
    assert again.read_text("utf-8").startswith(("**openrouter: No change.", "**openrouter: 1 missing**"))
    [told] = json.loads(Path(f"{again}.json").read_text("utf-8"))["runs"]
    assert not any(told[name] for name in ("changes", "added", "updated", "conflicts", "adopt"))


def test_every_case_is_complete() -> None:
    for case in CASES:
        names = {path.name for path in case.folder.iterdir()}
        assert {"upstream", "after", "report.md"} <= names, case.folder.name
        assert names <= {"accepted", "upstream", "before", "after", "report.md", "today"}, case.folder.name


def sync(root: Path, payload: Path, today: str, *more: str) -> int:
    """The real command line, in this process."""
    return call(["run", "--root", str(root), "--today", today, "--from-file", f"openrouter={payload}", *more])


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


def _write(case: Case, after: Tree, report: bytes) -> None:
    """Write what came out as what must come out; fail, for somebody must read it first."""
    page = case.folder / "report.md"
    if page.exists() and (after, report) == (tree(case.folder / "after"), page.read_bytes()):
        return
    shutil.rmtree(case.folder / "after", ignore_errors=True)
    for name, raw in after.items():
        path = case.folder / "after" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    page.write_bytes(report)
    pytest.fail(f"{case.folder.name}: written; read the difference, then run without MODELBOOK_GOLDEN")
