"""Routes of what was found out about a commit: check runs, which are an App's, and statuses.

Of several runs of one name, and of several statuses of one context, the last one counts.
"""

from collections.abc import Callable

from tests.forge.errors import RefusedError, invalid
from tests.forge.routing import Answer, Call, Route, paged
from tests.forge.state import Json

_STATES = ("error", "failure", "pending", "success")


def sha_of(call: Call) -> str:
    """The commit that the path names; by its branch, or itself."""
    git, name = call.forge.repository, call.path["name"]
    sha = git.branch(name) or git.resolve(name)
    if sha is None:
        raise RefusedError(422, f"No commit found for SHA: {name}")
    return sha


def check_runs(call: Call) -> Answer:
    """GET commits/SHA/check-runs, the last of each name."""
    return _counted(call, "check_runs", _last(call.forge.state.check_runs, sha_of(call), "name"), _run)


def statuses(call: Call) -> Answer:
    """GET commits/SHA/status: the last of each context, and what they come to; none at all is pending."""
    sha, shapes = sha_of(call), call.shapes
    found = _last(call.forge.state.statuses, sha, "context")
    states = {each["state"] for each in found}
    worst = "failure" if states & {"error", "failure"} else "pending"
    answer = _counted(call, "statuses", found, _status)
    assert isinstance(answer.body, dict)
    more = {
        "state": "success" if states == {"success"} else worst,
        "sha": sha,
        "repository": shapes.repository(),
        "commit_url": f"{shapes.repo_api}/commits/{sha}",
        "url": f"{shapes.repo_api}/commits/{sha}/status",
    }
    return Answer(body={**answer.body, **more}, headers=answer.headers)


def _last(kept: list[Json], sha: str, key: str) -> list[Json]:
    return list({each[key]: each for each in kept if each["sha"] == sha}.values())


def _counted(call: Call, name: str, found: list[Json], show: Callable[[Call, Json], Json]) -> Answer:
    page = paged(call, found, lambda each: show(call, each))
    return Answer(body={"total_count": len(found), name: page.body}, headers=page.headers)


def made_run(call: Call) -> Answer:
    """POST check-runs: one with a conclusion is completed."""
    if call.user.kind != "Bot":
        raise RefusedError(403, "You must authenticate via a GitHub App.")
    now, conclusion = call.forge.clock.iso(), call.given("conclusion")
    for field in ("name", "head_sha"):
        if not call.given(field):
            raise invalid("CheckRun", field, code="missing_field")
    if call.forge.repository.resolve(str(call.given("head_sha"))) is None:
        raise RefusedError(422, f"No commit found for SHA: {call.given('head_sha')}")
    kept: Json = {
        "id": call.forge.state.next_id(),
        "sha": call.given("head_sha"),
        "name": call.given("name"),
        "status": "completed" if conclusion else call.given("status") or "queued",
        "conclusion": conclusion,
        "started_at": now,
        "completed_at": now if conclusion else None,
    }
    call.forge.state.check_runs.append(kept)
    return Answer(status=201, body=_run(call, kept))


def made_status(call: Call) -> Answer:
    """POST statuses/SHA."""
    state = call.given("state")
    if state not in _STATES:
        raise invalid("Status", "state")
    sha = sha_of(call)
    kept: Json = {
        "id": call.forge.state.next_id(),
        "sha": sha,
        "context": call.given("context") or "default",
        "state": state,
        "created_at": call.forge.clock.iso(),
        "by": call.user.name,
    }
    call.forge.state.statuses.append(kept)
    return Answer(status=201, body={**_status(call, kept), "creator": call.shapes.user(call.user.name)})


def _run(call: Call, kept: Json) -> Json:
    shapes, number = call.shapes, kept["id"]
    url, page = f"{shapes.repo_api}/check-runs/{number}", f"{shapes.repo_web}/runs/{number}"
    return {
        **{key: value for key, value in kept.items() if key != "sha"},
        "head_sha": kept["sha"],
        "node_id": f"CR_{number}",
        "external_id": "",
        "url": url,
        "html_url": page,
        "details_url": page,
        "output": {
            "title": None,
            "summary": None,
            "text": None,
            "annotations_count": 0,
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": 1},
        "app": None,
        "pull_requests": [],
    }


def _status(call: Call, kept: Json) -> Json:
    account = call.shapes.user(kept["by"]) or {}
    return {
        **{key: kept[key] for key in ("id", "context", "state", "created_at")},
        "node_id": f"SC_{kept['id']}",
        "description": None,
        "target_url": None,
        "avatar_url": account.get("avatar_url"),
        "url": f"{call.shapes.repo_api}/statuses/{kept['sha']}",
        "updated_at": kept["created_at"],
    }


ROUTES = (
    Route("GET", "/commits/{name*}/check-runs", check_runs),
    Route("GET", "/commits/{name*}/status", statuses),
    Route("POST", "/check-runs", made_run, ("checks",)),
    Route("POST", "/statuses/{name}", made_status, ("statuses",)),
)
"""Before those of commits, which take any path below `/commits`."""
