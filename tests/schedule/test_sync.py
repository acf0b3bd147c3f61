"""sync.yml as GitHub runs it: what the forge holds afterwards, what stays secret, what turns it red."""

import gzip
import json
from pathlib import Path

from tests.forge.users import USERS
from tests.schedule.act import Ran
from tests.schedule.stage import APP_KEY, DEARER, KEYS, PROVIDERS, Stage
from tests.scratch import body
from tests.unit.publishing_days import BRANCH
from tests.upstream import groq, openai
from tests.upstream.server import HTML


def asked(ran: Ran) -> dict[str, str]:
    """How each provider's own step ended."""
    told = {name: ran.steps.get((f"collect ({name})", "Ask the provider and plan")) for name in PROVIDERS}
    return {name: how for name, how in told.items() if how}


def spoil(stage: Stage) -> None:
    """One provider answers with a web page, another one not at all."""
    stage.answers["groq"].payload, stage.answers["deepseek"].status = HTML, 503


def mend(stage: Stage) -> None:
    stage.answers["groq"].payload = groq.body(groq.LIST)
    stage.answers["deepseek"].payload = openai.body([openai.listed("deepseek-chat", "deepseek")])
    stage.answers["deepseek"].status = 200


def _states(stage: Stage) -> list[Path]:
    """Every file of every artifact for the next run."""
    return [path for path in stage.runner.artifacts.glob("*/state-*/**/*") if path.is_file()]


def test_a_schedule_that_nobody_switched_on_does_nothing(stage: Stage) -> None:
    ran = stage.runner.run("schedule", "sync.yml", secrets=KEYS)

    assert (ran.code, set(ran.results.values())) == (0, set()), ran.said
    assert stage.forge.requests("bot") == []
    assert [upstream.seen for upstream in stage.answers.values()] == [[], [], []]


def test_a_red_leg_costs_nobody_else_anything_and_is_told_until_it_heals(stage: Stage) -> None:
    stage.answers["openrouter"].payload = body(DEARER)
    spoil(stage)

    ran = stage.schedule()

    assert ran.code != 0
    assert ran.results == {
        "plan": "success",
        "collect": "failure",
        "publish": "success",
        "report": "success",
    }, ran.said
    assert asked(ran) == {"deepseek": "failure", "groq": "failure", "openrouter": "success"}
    [pull] = stage.forge.pulls("open")
    assert (pull.title, pull.pull and pull.pull.head_ref) == ("sync(openrouter): 1 price up", BRANCH)
    # its own token starts nothing by a push
    assert [(each["workflow"], each["ref"]) for each in stage.forge.state.dispatches] == [
        ("validate.yml", BRANCH)
    ]
    board = stage.dashboard.body or ""
    assert "503" in board and "web page" in board and f"#{pull.number}" in board
    assert "runs in a row" not in board

    stage.answers["deepseek"].status = 404  # which isn't tried three times
    stage.schedule()
    again = stage.schedule()

    assert again.code != 0
    board = stage.dashboard.body or ""
    assert board.count("3 runs in a row") >= 2 and "Needs attention" in board
    assert stage.forge.pulls() == [pull]
    [last] = stage.answers["openrouter"].seen[2:]
    assert "if-none-match" in last.headers  # what the run before remembered came along, and no more
    kept = [path.relative_to(stage.runner.artifacts).parts[1:] for path in _states(stage)]
    assert {*kept} == {("state-openrouter", "openrouter.json")}

    mend(stage)
    healed = stage.schedule()

    assert healed.code == 0, healed.said
    board = stage.dashboard.body or ""
    assert "runs in a row" not in board and "404" not in board and "web page" not in board


def test_a_key_goes_to_its_provider_and_is_shown_nowhere(stage: Stage) -> None:
    stage.answers["openrouter"].payload = body(DEARER)
    spoil(stage)

    ran = stage.schedule(with_app=True)

    assert [each.title for each in stage.forge.pulls("open")] == ["sync(openrouter): 1 price up"]
    assert stage.forge.state.dispatches == []  # an App's pushes start workflows by themselves
    shown = ran.said + stage.everything_kept()
    for name, key in KEYS.items():
        own = name.removesuffix("_API_KEY").lower()
        sent = {each: repr([seen.headers for seen in stage.answers[each].seen]) for each in PROVIDERS}
        assert {each for each in PROVIDERS if key in sent[each]} == {own}
        assert key not in shown
    assert APP_KEY not in shown
    assert all(user.token not in shown for name, user in USERS.items() if name != "stranger")


def test_what_a_provider_sent_is_kept_and_can_be_run_again(stage: Stage) -> None:
    stage.answers["openrouter"].payload = body(DEARER)

    ran = stage.dispatch(providers="openrouter", dry_run="true")

    assert ran.code == 0, ran.said
    assert asked(ran) == {"openrouter": "success"}
    assert stage.forge.writes() == []  # no branch, no pull request, no issue
    assert _states(stage) == []  # nobody was told what it fetched
    [kept] = stage.runner.artifacts.glob("*/raw-*")
    assert kept.name == "raw-openrouter-2026082200.json.gz"
    [file] = kept.iterdir()
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    assert json.loads(raw) == json.loads(body(DEARER))
    assert "would push a fresh commit" in ran.said
