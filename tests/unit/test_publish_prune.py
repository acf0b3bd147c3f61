"""`prune --out` and what becomes of it: the same as `prune` does, as a pull request of its own."""

from pathlib import Path

import pytest

from sync.cli.main import call
from sync.files import changeset
from sync.publish.decide import FULL
from tests.forge.people import files_of
from tests.scratch import OFFERS, Scratch, scratch
from tests.unit.publishing_days import Days
from tests.unit.running import Capture
from tests.unit.test_cli_prune import LATER, REDIRECTS, TWO, gone, prune

BRANCH = "catalog-sync/prune"


@pytest.fixture
def removed(tmp_path: Path) -> Scratch:
    """A catalog in which `acme/two` is removed."""
    return gone(scratch(tmp_path))


def test_handed_out_it_is_what_prune_writes(removed: Scratch, tmp_path: Path, capsys: Capture) -> None:
    before, out = removed.tracked(), tmp_path / "out"

    said = prune(removed, capsys, "--out", str(out))

    assert said == f"Would remove: openrouter/acme/two\nchange set: {out}/prune\n"
    assert removed.tracked() == before
    handed = {file.path: file.new for file in changeset.read(out / "prune").files}
    prune(removed, capsys)
    after = removed.tracked()
    assert handed == {name: after.get(name) for name in before | after if before.get(name) != after.get(name)}
    assert "`openrouter/acme/two`" in (out / "prune/report.md").read_text("utf-8")


def test_with_a_dry_run_it_is_a_mistake(removed: Scratch, tmp_path: Path) -> None:
    assert removed.call("prune", "--out", str(tmp_path / "out"), "--dry-run", today=LATER) == 2


def test_it_is_a_pull_request_of_its_own_and_ends_with_its_reason(
    lane: Days, removed: Scratch, tmp_path: Path
) -> None:
    files = files_of(removed.root)
    lane.maintainer.change("main", {n: files[n] for n in files if n.startswith("catalog/")}, "Removed")

    def pruned() -> Path:
        clone, out = tmp_path / "pruned", tmp_path / "out"
        lane.maintainer.git("clone", "--quiet", lane.forge.clone_url, str(clone), cwd=tmp_path)
        assert call(["prune", "--root", str(clone), "--today", LATER, "--out", str(out)]) == 0
        lane.maintainer.git("-C", str(clone), "checkout", "--quiet", "--detach", cwd=tmp_path)
        clone.rename(tmp_path / f"pruned-{len(list(tmp_path.glob('pruned*')))}")
        return out / "prune"

    made = pruned()
    lane.maintainer.change("catalog-sync/groq", {"groq.txt": "One.\n"})
    other = lane.maintainer.open("catalog-sync/groq")
    with_limit = {"catalog/rules/schedule.yaml": "max_open_prs: 1\n"}
    lane.maintainer.change("main", with_limit, "One at a time")
    full = lane.publish(made)
    assert (full.why, lane.tip(BRANCH)) == (FULL, None)
    assert "no schedule makes it anew" in " ".join(full.warned)
    lane.maintainer.close(other)

    assert lane.publish(made).why == "new"
    assert lane.publish_review(made).why == "nothing to do"

    [pull] = lane.forge.pulls("open")
    assert pull.title == "sync(prune): 1 deleted for good"
    assert {*pull.labels} == {"sync", "provider:prune", "removals"}
    assert pull.pull and pull.pull.head_ref == BRANCH
    assert lane.writes(lambda: lane.publish(pruned())) == []

    clone = lane.maintainer.clone()
    lane.maintainer.git("fetch", "--quiet", "origin", cwd=clone)
    span = ["--commits", f"origin/main..origin/{BRANCH}"]
    assert call(["check", "--root", str(clone), *span]) == 0  # it touches what a prune may, and says so

    lane.maintainer.merge(pull.number)
    assert lane.publish(pruned()).why in ("left over", "nothing to do")
    assert "acme/two:" not in lane.read(OFFERS) and "acme/two:" in lane.read(REDIRECTS)
    assert TWO not in lane.maintainer.git("ls-tree", "-r", "--name-only", "origin/main", cwd=clone)
