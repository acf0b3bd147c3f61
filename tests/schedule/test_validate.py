"""validate.yml on a pull request, and preview.yml after it: what is told, and to whom."""

from pathlib import Path
from typing import Any

import pytest

from sync.cli.main import call
from tests.schedule.act import Ran
from tests.schedule.stage import Stage
from tests.scratch import BASE
from tests.unit.running import Capture

OVERRIDE = """\
# yaml-language-server: $schema=../../schemas/override-offers.schema.json
beta/big:
  - set: {price: {input: 0.5, output: 1}}
    reason: The contract of August.
"""
HOSTILE = (
    'Prices"; echo pwned > /tmp/pwned; $(touch /tmp/pwned) `id` ${{ github.token }} ::error::no\n::warning::x'
)


def proposed(stage: Stage, files: dict[str, str | bytes | None]) -> int:
    """A person's pull request with these files."""
    stage.maintainer.change("of-a-person", files)
    return stage.maintainer.open("of-a-person", HOSTILE)


def event(stage: Stage, number: int) -> dict[str, Any]:
    """What GitHub sends of it."""
    head, base = (stage.forge.repository.branch(name) for name in ("of-a-person", "main"))
    pull = {"number": number, "title": HOSTILE, "head": {"ref": "of-a-person", "sha": head}}
    return {
        "action": "opened",
        "number": number,
        "pull_request": pull | {"base": {"ref": "main", "sha": base}},
    }


def validated(stage: Stage, number: int) -> Ran:
    return stage.runner.run("pull_request", "validate.yml", job="catalog", payload=event(stage, number))


def previewed(stage: Stage, conclusion: str = "success") -> Ran:
    """What follows the last run of validate.yml."""
    owner = stage.forge.slug.partition("/")[0]
    run = {
        "id": stage.runner.runs,
        "event": "pull_request",
        "conclusion": conclusion,
        "head_sha": stage.forge.repository.branch("of-a-person"),
        "head_branch": "of-a-person",
        "head_repository": {"full_name": stage.forge.slug, "owner": {"login": owner}},
    }
    return stage.runner.run(
        "workflow_run", "preview.yml", payload={"action": "completed", "workflow_run": run}
    )


def effective(stage: Stage, folder: Path, capsys: Capture) -> str:
    """The table that `diff` makes of main and the pull request."""
    clone = stage.maintainer.clone(folder)
    stage.maintainer.git("fetch", "--quiet", "origin", cwd=clone)
    capsys.readouterr()
    assert call(["diff", "--root", str(clone), "origin/main", "origin/of-a-person", "--markdown"]) == 0
    said = capsys.readouterr().out
    return said[said.index("| ") :]


def test_an_override_says_what_applications_would_see_in_summary_and_comment(
    stage: Stage, tmp_path: Path, capsys: Capture
) -> None:
    number = proposed(stage, {"overrides/offers/openrouter.yaml": OVERRIDE})

    ran = validated(stage, number)
    assert ran.code == 0, ran.said
    after = previewed(stage)
    assert after.code == 0, after.said

    table = effective(stage, tmp_path / "clone", capsys)
    assert "beta/big" in table and "0.5" in table
    assert table.strip() in ran.said
    [comment] = stage.forge.item(number).comments
    assert comment.body.replace("\r\n", "\n").rstrip().endswith(table.rstrip())
    assert not Path("/tmp/pwned").exists()  # noqa: S108 what the title would have made


def test_what_is_wrong_is_told_on_its_file_and_line(stage: Stage) -> None:
    base = stage.maintainer.clone() / BASE
    by_hand = base.read_text("utf-8").replace('"output": 2', '"output": 3')
    number = proposed(
        stage, {BASE: by_hand, "overrides/offers/openrouter.yaml": OVERRIDE + "    untill: 2026-09-01\n"}
    )

    ran = validated(stage, number)

    assert ran.code != 0
    assert ran.steps["catalog", "Check who changed what only a sync writes"] == "failure"
    assert f"file={BASE}" in ran.said and "[machine-file]" in ran.said
    assert "file=overrides/offers/openrouter.yaml,line=5" in ran.said
    assert ran.steps["catalog", "Say what changes for applications"] == "success"


@pytest.mark.parametrize("number", [1])
def test_a_pull_request_that_changes_nothing_for_applications_gets_no_comment(
    stage: Stage, number: int
) -> None:
    assert proposed(stage, {"README.md": "Of a person.\n"}) == number

    assert validated(stage, number).code == 0
    assert previewed(stage).code == 0

    assert stage.forge.item(number).comments == []
