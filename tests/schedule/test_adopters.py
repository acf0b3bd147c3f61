"""A catalog that `init` made runs its own workflows, with the engine at the commit that they name."""

from pathlib import Path

from sync.cli.shared import checkout
from sync.files import revision
from sync.files.workflows import FOLDER
from tests.schedule.stage import DEARER, staged
from tests.scratch import body


def test_a_catalog_of_ones_own_opens_its_first_pull_request(prepared: Path, tmp_path: Path) -> None:
    with staged(prepared, tmp_path, prepared / FOLDER) as stage:
        stage.answers["openrouter"].payload = body(DEARER)

        ran = stage.dispatch(providers="openrouter")

        assert ran.code == 0, ran.said
        assert [each.title for each in stage.forge.pulls("open")] == ["sync(openrouter): 1 price up"]
        commit = revision.resolve(checkout(), "HEAD")
        assert ran.said.count(f"engine: repository=modelbook/modelbook ref={commit}") == 4
