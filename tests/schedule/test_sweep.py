"""sweep.yml: what time alone does, proposed where no pull request is open; and the dashboard, daily."""

from pathlib import Path

from tests.forge import Person
from tests.forge.people import files_of
from tests.schedule.stage import Stage
from tests.scratch import BASE, OFFERS, Scratch, priced, records
from tests.unit.openrouter_records import record
from tests.unit.publishing_days import BRANCH


def leaving(root: Path) -> Scratch:
    """The catalog in which `acme/two`, whose end was announced for the 24th, is missing since the 23rd."""
    catalog = Scratch(root)
    one, free, _, _ = records()
    big = priced("beta/big", "0.000001", "0.000002", name="Beta: Big")
    ends = record("acme/two", name="Acme: Two", expiration_date="2026-08-24")
    assert catalog.run([one, free, ends, big]) == 0
    assert catalog.run([one, free, big], today="2026-08-23") == 0
    return catalog


def test_an_announced_end_that_passed_is_proposed_and_told(stage: Stage, tmp_path: Path) -> None:
    catalog = leaving(stage.maintainer.clone(tmp_path / "catalog"))
    files = files_of(catalog.root)
    stage.maintainer.change("main", {name: files[name] for name in files if name.startswith("catalog/")})
    stage.forge.clock.advance(days=4)

    ran = stage.schedule("sweep.yml")

    assert (ran.code, ran.results) == (0, {"sweep": "success", "report": "success"}), ran.said
    [pull] = stage.forge.pulls("open")
    assert pull.pull and pull.pull.head_ref == BRANCH
    clone = stage.maintainer.clone()
    stage.maintainer.git("fetch", "--quiet", "origin", cwd=clone)
    changed = stage.maintainer.git("diff", "--name-only", "origin/main", f"origin/{BRANCH}", cwd=clone)
    assert changed.splitlines() == [OFFERS, BASE]
    assert f"#{pull.number}" in (stage.dashboard.body or "")

    Person(stage.forge, "bot").check(BRANCH)  # which validate.yml leaves there: it was started
    pulls, writes = stage.forge.pulls(), len(stage.forge.writes())
    again = stage.schedule("sweep.yml")

    assert (again.code, stage.forge.pulls(), len(stage.forge.writes())) == (0, pulls, writes), again.said
    assert "a pull request is open" in again.said
