"""Artifacts of workflow runs: who kept what, as a list; what is in them lies elsewhere."""

from tests.forge.objects import REPOSITORY_ID
from tests.forge.routing import Answer, Call, Route
from tests.forge.state import Json


def kept(call: Call) -> Answer:
    """GET actions/artifacts, the newest first; `name` filters."""
    name, made = call.query.get("name"), call.forge.state.artifacts
    found = [_artifact(call, each) for each in reversed(made) if name in (None, each["name"])]
    return Answer(body={"total_count": len(found), "artifacts": found[: int(call.query.get("per_page", 30))]})


def _artifact(call: Call, made: Json) -> Json:
    """`made` has the name and the run; `head_repository_id` where a fork's run kept it."""
    url = f"{call.shapes.repo_api}/actions/artifacts/{made['id']}"
    head = call.forge.repository.branch(call.forge.state.default_branch)
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
            "head_sha": head,
        },
    }


ROUTES = (Route("GET", "/actions/artifacts", kept),)
