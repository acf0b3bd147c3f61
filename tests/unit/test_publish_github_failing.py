"""What publishing does when the forge fails, refuses, or answers with something else."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from sync.publish.forge.github import GitHub
from tests.forge import Forge
from tests.forge.failing import How
from tests.forge.routing import Answer
from tests.unit.forging import BRANCH
from tests.unit.publishing import SECRET, Naps, bot_at, open_pull, told


@pytest.fixture
def github(forge: Forge, naps: Naps) -> Iterator[GitHub]:
    with bot_at(forge, naps) as github:
        yield github


@pytest.mark.parametrize(
    ("how", "waits"),
    [
        ("secondary", [7, 7]),
        ("primary", [7, 0 + 7]),
        ("429", [7, 7]),
        ("500", [1, 2]),
        ("502", [1, 2]),
        ("drop", [1, 2]),
    ],
)
def test_a_look_outlasts_what_passes(
    forge: Forge, naps: Naps, github: GitHub, how: How, waits: list[float]
) -> None:
    forge.fail("GET", "/pulls", how, times=2, retry_after=7)
    if how == "primary":  # its reset is a time, and this forge's clock doesn't go on
        forge.before("GET", "/pulls", lambda: setattr(naps, "now", float(forge.clock.epoch())), times=2)

    assert github.pulls(BRANCH) == []
    assert naps.taken == waits


@pytest.mark.parametrize("how", ["secondary", "429", "500", "502", "drop"])
def test_a_look_gives_up_in_the_end(forge: Forge, naps: Naps, github: GitHub, how: How) -> None:
    forge.fail("GET", "/pulls", how, times=9)

    error = told(lambda: github.pulls(BRANCH))

    assert "tries: 4" in error
    assert error.startswith(f"GET {forge.url}/repos/{forge.slug}/pulls: ")
    assert "<p>" not in error
    assert len(naps.taken) == 3


def test_a_long_wait_is_left_to_the_next_run(forge: Forge, naps: Naps, github: GitHub) -> None:
    forge.fail("GET", "/pulls", "secondary", retry_after=1800)

    error = told(lambda: github.pulls(BRANCH))

    assert "secondary rate limit" in error
    assert "in 30 min" in error
    assert naps.taken == []


@pytest.mark.parametrize("how", ["secondary", "primary", "429"])
def test_what_a_limit_refused_is_written_again(forge: Forge, github: GitHub, how: How) -> None:
    number = open_pull(github)
    forge.fail("POST", "/issues/*", how, times=2, retry_after=7)

    github.add_comment(number, "Once.")

    assert [each.body for each in github.comments(number)] == ["Once."]


@pytest.mark.parametrize("how", ["500", "502", "drop"])
@pytest.mark.parametrize("after", [False, True])
def test_a_comment_is_never_made_twice(forge: Forge, github: GitHub, how: How, after: bool) -> None:
    number = open_pull(github)
    forge.fail("POST", "/issues/*", how, after=after)

    told(lambda: github.add_comment(number, "Once."))

    assert [each.body for each in github.comments(number)] == ["Once."] * after


@pytest.mark.parametrize("how", ["secondary", "primary", "429", "500", "502", "drop"])
@pytest.mark.parametrize("after", [False, True])
def test_what_may_be_done_twice_is_done(forge: Forge, github: GitHub, how: How, after: bool) -> None:
    forge.fail("POST", "/pulls", how, after=after)
    number = open_pull(github)
    comment = github.add_comment(number, "One.").id
    github.add_labels(number, ["old"])
    for method, path in (
        ("PATCH", "*"), ("PATCH", "/issues/comments/*"), ("POST", "*/labels"), ("DELETE", "*"),
        ("POST", "*/dispatches"),
    ):  # fmt: skip
        forge.fail(method, path, how, after=after)

    github.edit_pull(number, title="Another", state="closed")
    github.edit_comment(comment, "Two.")
    github.add_labels(number, ["new"])
    github.remove_label(number, "old")
    github.dispatch("validate.yml", BRANCH)

    [pull] = github.pulls(BRANCH)
    assert (pull.number, pull.title, pull.state) == (number, "Another", "closed")
    assert pull.labels == {"new"}
    assert [each.body for each in github.comments(number)] == ["Two."]
    assert len(forge.plain()["dispatches"]) == (2 if after else 1)


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ("nobody", ("401", "set GITHUB_TOKEN")),
        ("stranger", ("403", "pull-requests: write")),
    ],
)
def test_a_token_that_may_not_is_told_how_to_mend_it(
    forge: Forge, user: str, words: tuple[str, ...], naps: Naps
) -> None:
    token = SECRET if user == "nobody" else forge.token(user)
    with GitHub(forge.url, forge.slug, token, sleep=naps.sleep, clock=naps.clock, environ={}) as github:
        error = told(lambda: open_pull(github))

    assert all(word in error for word in words)
    assert naps.taken == []


def test_a_repository_that_is_not_there_is_told_how_to_mend_it(forge: Forge, naps: Naps) -> None:
    token = forge.token("bot")
    with GitHub(forge.url, "acme/other", token, sleep=naps.sleep, clock=naps.clock, environ={}) as github:
        error = told(lambda: github.pulls(BRANCH))

    assert "404" in error
    assert "correct GITHUB_REPOSITORY" in error


def replies(status: int, body: object = None, **headers: str) -> Answer:
    return Answer(
        status=status, body=body, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (replies(200, "<html>Log in</html>", Content_Type="text/html"), "with a page that isn't JSON"),
        (replies(403, "<html>Blocked</html>", Content_Type="text/html"), "something between here and"),
        (replies(200, {"not": "a list"}), "its answer isn't a list"),
        (replies(200, [{"number": 1}]), "its answer isn't what GitHub's description says"),
        (replies(200, [[]]), "its answer isn't what GitHub's description says"),
        (replies(301, {"message": "Moved"}, Location="https://example.com/"), "it has moved"),
        (replies(200, [], Link='<https://example.com/?page=2>; rel="next"'), "a next page was not asked for"),
        (replies(403, {"message": "No"}, X_Accepted_GitHub_Permissions="checks=read"), "checks=read"),
        (replies(418, {"message": f"{SECRET} \x1b[1m", "errors": ["@e\n"]}), r"*** \u001B[1m; \u0040e\u000A"),
        (replies(418, {"message": 1, "errors": 2}), "418"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_told_in_words_of_ours(
    forge: Forge, naps: Naps, answer: Answer, words: str
) -> None:
    forge.fail("GET", "/pulls", answer, user=None)
    with GitHub(forge.url, forge.slug, SECRET, sleep=naps.sleep, clock=naps.clock, environ={}) as github:
        error = told(lambda: github.pulls(BRANCH))

    assert words in error
    assert "fix: " in error
    assert "\x1b" not in error
    assert len(error.splitlines()) == 2
    assert len(forge.asked) == 1


@pytest.mark.parametrize(
    ("url", "slug", "token", "words"),
    [
        ("http://github.example", "acme/catalog", SECRET, "GITHUB_API_URL"),
        ("ftp://github.example", "acme/catalog", SECRET, "GITHUB_API_URL"),
        (f"https://x:{SECRET}@github.example", "acme/catalog", SECRET, "GITHUB_API_URL"),
        ("https://github.example", "acme", SECRET, "GITHUB_REPOSITORY"),
        ("https://github.example", "acme/..", SECRET, "GITHUB_REPOSITORY"),
        ("https://github.example", "acme/a?b", SECRET, "GITHUB_REPOSITORY"),
        ("https://github.example", "acme/catalog", "", "GITHUB_TOKEN"),
        ("https://github.example", "acme/catalog", f"{SECRET}\n", "GITHUB_TOKEN"),
    ],
)
def test_what_can_not_be_asked_is_refused_at_once(url: str, slug: str, token: str, words: str) -> None:
    naps = Naps()

    assert words in told(lambda: GitHub(url, slug, token, sleep=naps.sleep, clock=naps.clock, environ={}))


def test_nobody_there_is_no_traceback(naps: Naps) -> None:
    with GitHub(
        "http://127.0.0.1:1", "a/b", SECRET, sleep=naps.sleep, clock=naps.clock, environ={}
    ) as github:
        assert "Connection refused" in told(lambda: github.pulls())


def test_no_log_has_the_token(forge: Forge, github: GitHub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    forge.fail("GET", "*", "drop")
    open_pull(github)
    github.pulls(BRANCH)

    seen: list[Any] = [caplog.text, repr(github), str(github)]
    assert caplog.records
    assert not any(forge.token("bot") in text for text in seen)
