"""sync.yml as GitHub runs it: what the forge holds afterwards, what stays secret, what turns it red."""

from tests.schedule.stage import DEARER, KEYS, PROVIDERS, Stage
from tests.scratch import body
from tests.unit.publishing_days import BRANCH, feed
from tests.upstream.server import HTML

NEWER = feed("0.000003")


def groq_and_deepseek_fine(stage: Stage) -> None:
    empty = (
        b'{"object": "list", "data": [{"id": "deepseek-chat", "object": "model", "owned_by": "deepseek"}]}'
    )
    stage.answers["deepseek"].payload = empty
    stage.answers["groq"].payload = empty


def test_a_schedule_that_nobody_switched_on_does_nothing(stage: Stage) -> None:
    ran = stage.runner.run("schedule", "sync.yml", secrets=KEYS)

    assert (ran.code, set(ran.results.values())) == (0, set()), ran.said
    assert stage.forge.requests("bot") == []
    assert [upstream.seen for upstream in stage.answers.values()] == [[], [], []]


def test_what_moved_becomes_a_pull_request_and_no_key_is_ever_shown(stage: Stage) -> None:
    stage.answers["openrouter"].payload = body(DEARER)
    stage.answers["groq"].payload = HTML
    stage.answers["deepseek"].status = 503

    ran = stage.schedule()

    assert ran.code != 0
    assert ran.results == {
        "plan": "success",
        "collect (deepseek)": "failure",
        "collect (groq)": "failure",
        "collect (openrouter)": "success",
        "publish": "success",
        "report": "success",
    }, ran.said
    [pull] = stage.forge.pulls("open")
    assert (pull.title, pull.pull and pull.pull.head_ref) == ("sync(openrouter): 1 price up", BRANCH)
    assert [each["workflow"] for each in stage.forge.state.dispatches] == ["validate.yml"]
    board = stage.dashboard.body or ""
    assert "503" in board and "web page" in board and f"#{pull.number}" in board

    for name, key in KEYS.items():
        own = name.removesuffix("_API_KEY").lower()
        sent = {each: repr([seen.headers for seen in stage.answers[each].seen]) for each in PROVIDERS}
        assert {each for each in PROVIDERS if key in sent[each]} == {own}
        assert key not in ran.said and key not in stage.everything_kept()
