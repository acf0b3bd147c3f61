"""Artifacts of workflow runs, as a list, and those runs; what is in them lies elsewhere.

forge.keep("state-groq", 7)                               sync.yml's seventh run, of a schedule, kept it
forge.keep("state-groq", 8, path="…/validate.yml", event="pull_request", head_branch="main", head_sha="…",
           head_repository_id=4711, expired=True)         each of these says otherwise; with `of_a_fork`
                                                          only the run does
"""

from tests.forge.objects import REPOSITORY_ID
from tests.forge.routing import Answer, Call, Route, paged
from tests.forge.state import Json

STRANGERS = "stranger/fork"


def kept(call: Call) -> Answer:
    """GET actions/artifacts, the newest first; `name` filters."""
    name, made = call.query.get("name"), call.forge.state.artifacts
    found = [each for each in reversed(made) if name in (None, each["name"])]
    page = paged(call, found, lambda each: _artifact(call, each))
    return Answer(body={"total_count": len(found), "artifacts": page.body}, headers=page.headers)


def one_run(call: Call) -> Answer:
    """GET actions/runs/ID: known by what it kept."""
    number = int(call.path["number"])
    known = [each for each in call.forge.state.artifacts if each["run"] == number]
    return Answer(body=workflow_run(call, call.found(known[0] if known else None)))


def workflow_run(call: Call, made: Json) -> Json:
    """A run, known by its number in `made`, which says what else isn't as usual."""
    url = f"{call.shapes.repo_api}/actions/runs/{made['run']}"
    ours = made.get("head_repository_id", REPOSITORY_ID) == REPOSITORY_ID and not made.get("of_a_fork")
    repository = call.shapes.repository()
    fork = {"id": made.get("head_repository_id"), "full_name": STRANGERS, "fork": True}
    return {
        "id": made["run"],
        "node_id": f"WFR_{made['run']}",
        "name": "sync",
        "path": made.get("path", ".github/workflows/sync.yml"),
        "event": made.get("event", "schedule"),
        "status": made.get("status", "completed"),
        "conclusion": None if made.get("status") else "success",
        "workflow_id": 1,
        "run_number": made["run"],
        "run_attempt": 1,
        "url": url,
        "html_url": f"{call.shapes.repo_web}/actions/runs/{made['run']}",
        "created_at": made["at"],
        "updated_at": made["at"],
        "head_branch": made.get("head_branch", call.forge.state.default_branch),
        "head_sha": _head(call, made),
        "repository": repository,
        "head_repository": repository if ours else {**repository, **fork},
    }


def _head(call: Call, made: Json) -> str | None:
    return made.get("head_sha") or call.forge.repository.branch(call.forge.state.default_branch)


def _artifact(call: Call, made: Json) -> Json:
    """`made` has the name and the run, and what is else than usual."""
    url = f"{call.shapes.repo_api}/actions/artifacts/{made['id']}"
    return {
        "id": made["id"],
        "node_id": f"A_{made['id']}",
        "name": made["name"],
        "size_in_bytes": 1,
        "url": url,
        "archive_download_url": f"{url}/zip",
        "expired": made.get("expired", False),
        "created_at": made["at"],
        "updated_at": made["at"],
        "expires_at": None,
        "workflow_run": {
            "id": made["run"],
            "repository_id": REPOSITORY_ID,
            "head_repository_id": made.get("head_repository_id", REPOSITORY_ID),
            "head_branch": made.get("head_branch", call.forge.state.default_branch),
            "head_sha": _head(call, made),
        },
    }


ROUTES = (
    Route("GET", "/actions/artifacts", kept),
    Route("GET", "/actions/runs/{number}", one_run),
)
