"""The stand-in forge fails when it is told to, plays races, and remembers what it was asked."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.forge import Forge, Person
from tests.forge.failing import How
from tests.forge.routing import Answer
from tests.unit.forging import AFTER, BRANCH, ONE, running, send

PULL = {"title": "A change", "head": BRANCH, "base": "main"}


@pytest.mark.parametrize(
    ("how", "status", "header"),
    [
        ("secondary", 403, {"Retry-After": "7"}),
        ("429", 429, {"Retry-After": "7"}),
        ("primary", 403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1787378407"}),
        ("500", 500, {"Content-Type": "application/json; charset=utf-8"}),
        ("502", 502, {"Content-Type": "text/html; charset=utf-8"}),
    ],
)
def test_the_next_requests_fail_and_the_one_after_them_works(
    forge: Forge, how: How, status: int, header: dict[str, str]
) -> None:
    forge.fail("POST", "/pulls", how, times=2, retry_after=7)

    failed = [send(forge, "POST", "/pulls", PULL) for _ in range(2)]
    looked = send(forge, "GET", "/pulls")
    works = send(forge, "POST", "/pulls", PULL)

    assert [each.status_code for each in failed] == [status, status]
    assert {name: failed[0].headers[name] for name in header} == header
    assert (looked.json(), works.status_code) == ([], 201)


@pytest.mark.parametrize(("after", "opened"), [(False, 0), (True, 1)])
def test_a_connection_is_dropped_before_the_effect_or_after_it(
    forge: Forge, after: bool, opened: int
) -> None:
    forge.fail("POST", "/pulls", "drop", after=after)

    with pytest.raises(requests.ConnectionError):
        send(forge, "POST", "/pulls", PULL)

    assert len(forge.pulls()) == opened
    assert [(each.path, each.status) for each in forge.requests()] == [("/pulls", 0)]


@pytest.mark.parametrize("after", [False, True])
def test_a_push_fails_before_its_effect_or_after_it(forge: Forge, after: bool) -> None:
    before = forge.repository.branch(BRANCH)
    bot = Person(forge, "bot")
    sha = bot.commit(BRANCH, {ONE: "price: 9\n"})
    forge.fail("POST", "/git-receive-pack", "502", after=after)

    with pytest.raises(AssertionError, match="502"):
        bot.push(BRANCH)

    assert forge.repository.branch(BRANCH) == (sha if after else before)


def test_only_the_named_users_requests_fail(forge: Forge) -> None:
    forge.fail("GET", "/pulls*", "500")
    forge.fail("*", "/issues", "500", user=None)

    assert send(forge, "GET", "/pulls", user="maintainer").status_code == 200
    assert send(forge, "GET", "/pulls").status_code == 500
    assert send(forge, "GET", "/issues", user="reviewer").status_code == 500
    assert send(forge, "GET", "/issues", user="reviewer").status_code == 200


def test_a_person_acts_just_before_a_request(forge: Forge) -> None:
    maintainer = Person(forge, "maintainer")
    number = Person(forge, "bot").open(BRANCH)
    forge.before("PATCH", f"/pulls/{number}", lambda: maintainer.close(number))

    edited = send(forge, "PATCH", f"/pulls/{number}", {"title": "Another"}).json()

    assert (edited["title"], edited["state"]) == ("Another", "closed")
    assert send(forge, "PATCH", f"/pulls/{number}", {"state": "open"}).json()["state"] == "open"


def test_the_log_has_every_request_with_its_user_and_json(forge: Forge) -> None:
    bot = Person(forge, "bot")
    bot.change("other", {ONE: AFTER})
    send(forge, "GET", "/pulls?state=all&head=", root="/api/v3")
    send(forge, "POST", "/pulls", PULL, user="stranger")

    assert forge.writes() == [("POST", "/git-receive-pack")]
    looked, refused = forge.asked[-2:]
    assert (looked.path, looked.query, looked.status) == ("/pulls", {"state": "all", "head": ""}, 200)
    assert (refused.user, refused.status, refused.body) == ("stranger", 403, PULL)


def test_an_answer_of_the_tests_own_is_sent_as_it_is(forge: Forge) -> None:
    body = {"message": "Validation Failed", "errors": [{"message": "Could not resolve to a node"}]}
    forge.fail("POST", "/issues/*/labels", Answer(status=422, body=body), after=True)
    number = Person(forge, "bot").open(BRANCH)

    answer = send(forge, "POST", f"/issues/{number}/labels", ["x"])

    assert (answer.status_code, answer.json()) == (422, body)
    assert forge.item(number).labels == ["x"]


def test_many_ask_at_once(forge: Forge) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda n: send(forge, "POST", "/issues", {"title": f"{n}"}), range(48)))

    assert {answer.status_code for answer in found} == {201}
    assert sorted(answer.json()["number"] for answer in found) == list(range(1, 49))


def test_what_is_no_json_is_refused(forge: Forge) -> None:
    headers = {"Authorization": f"token {forge.token()}"}

    answer = requests.post(f"{forge.url}/repos/{forge.slug}/pulls", data=b"{", headers=headers, timeout=30)

    assert (answer.status_code, answer.json()["message"]) == (400, "Problems parsing JSON")


def test_a_stopped_forge_answers_nobody_who_is_still_connected(prepared: Path, tmp_path: Path) -> None:
    with requests.Session() as session:
        with running(prepared, tmp_path / "forge") as forge:
            session.headers["Authorization"] = f"Bearer {forge.token()}"
            url = f"{forge.url}/repos/{forge.slug}"
            assert session.get(url, timeout=30).status_code == 200

        with pytest.raises(requests.ConnectionError):
            session.get(url, timeout=30)
