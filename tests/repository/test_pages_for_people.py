"""The pages for people are true: names, inputs, labels and sections are the code's, links lead somewhere.

The commands of `docs/setting-up.md` that need no forge run here, in their order.
"""

import re
import shlex
from pathlib import Path

import pytest

from sync.cli.main import call
from sync.publish.text.labels import LABELS, PROVIDER

ROOT = Path(__file__).parents[2]
WORKFLOWS = "".join(path.read_text("utf-8") for path in sorted((ROOT / ".github/workflows").glob("*.yml")))
PAGES = ("setting-up.md", "only-on-github.md", "reviewing-a-sync-pr.md")
TEXT = {name: (ROOT / "docs" / name).read_text("utf-8") for name in PAGES}
SETUP, REVIEW = TEXT["setting-up.md"], TEXT["reviewing-a-sync-pr.md"]
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    links = LINK.findall(TEXT[page])

    assert links
    for name, anchor in links:
        target = ROOT / "docs" / (name or page)
        assert target.is_file(), name
        if anchor:
            heads = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}, (
                anchor
            )


def test_every_variable_and_secret_of_the_workflows_has_its_place_in_the_setup() -> None:
    used = set(re.findall(r"\b(?:vars|secrets)\.([A-Z_]+)", WORKFLOWS))
    named = set(re.findall(r"`([A-Z_]+)`", "".join(re.findall(r"^\|[^|]*\|", SETUP, re.MULTILINE))))

    assert {"SYNC_ENABLED", "SYNC_APP_KEY", "GROQ_API_KEY"} <= used
    assert {name for name in used - named if not name.endswith("_API_KEY")} == set()
    assert named - used == set()


def test_every_environment_of_the_workflows_is_named_in_the_setup() -> None:
    used = set(re.findall(r"^ +environment: (\S+)$", WORKFLOWS, re.MULTILINE))

    assert used == {"providers", "catalog-sync"}
    assert {name for name in used if f"environment `{name}`" not in SETUP} == set()


def test_the_inputs_of_a_run_by_hand_are_the_workflows() -> None:
    sync = (ROOT / ".github/workflows/sync.yml").read_text("utf-8")
    inputs = re.findall(
        r"^      (\w+):$", sync.partition("    inputs:\n")[2].partition("\npermissions")[0], re.M
    )
    rows = SETUP.partition("| input | |\n| --- | --- |\n")[2].partition("\n\n")[0].splitlines()

    assert inputs[0] == "providers"
    assert [row.split("`")[1] for row in rows] == inputs


def test_the_commands_of_the_setup_work_and_the_catalog_ends_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "engine").mkdir()
    monkeypatch.chdir(tmp_path / "engine")
    blocks = re.findall(r"^```sh\n(.*?)^```$", SETUP, re.MULTILINE | re.DOTALL)
    lines = [line.partition("python -m sync ") for block in blocks for line in block.splitlines()]
    commands = [words for before, found, words in lines if found and not before]

    assert [call(shlex.split(words)) for words in commands] == [0, 0, 0, 0]
    assert commands[0].startswith("init ../book --owners") and commands[2] == "init ../book --upgrade"
    assert (tmp_path / "book/CODEOWNERS").is_file()


def test_every_label_is_explained_to_a_reviewer_and_no_other() -> None:
    table = REVIEW.partition("## What the labels say\n")[2].partition("\n## ")[0]
    told = {
        name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in row.split("`")[1::2]
    }

    assert told == {*LABELS, f"{PROVIDER}<name>"}


def test_every_section_of_a_report_is_explained_to_a_reviewer() -> None:
    sources = "".join((ROOT / f"sync/report/{name}.py").read_text("utf-8") for name in ("sections", "waits"))
    titles = set(re.findall(r'^        \("([A-Z][^"]+)", ', sources, re.MULTILINE))
    titles |= set(re.findall(r'title="([^"]+)"', sources))

    assert {"Prices", "Held", "Lifecycle", "Settling"} <= titles
    assert {title for title in titles if f"*{title}*" not in REVIEW} == {"Written", "Written though held"}


def test_every_rule_of_a_failing_check_is_one_that_there_is() -> None:
    table = REVIEW.partition("## When a check fails\n")[2]
    rules = set(re.findall(r"`([a-z]+-[a-z]+)`", table))
    code = "".join(path.read_text("utf-8") for path in (ROOT / "sync").rglob("*.py"))

    assert rules == {"machine-file", "bot-files", "bot-active"}
    assert {rule for rule in rules if f'"{rule}"' not in code} == set()
