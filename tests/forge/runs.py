"""Routes that are recorded more than played: workflows that are started, and wait; releases; who one is."""

from tests.forge.artifacts import workflow_run
from tests.forge.errors import RefusedError, forbidden, invalid
from tests.forge.routing import Answer, Call, Route, paged
from tests.forge.state import Json


def me(call: Call) -> Answer:
    """GET /user: not for an App's token, which belongs to no user."""
    if call.user.kind == "Bot":
        raise forbidden(bot=True)
    return Answer(body=call.shapes.me(call.user))


def workflow(call: Call) -> Answer:
    """GET actions/workflows/F, which is taken to exist."""
    return Answer(body=_workflow(call))


def _workflow(call: Call) -> Json:
    name = call.path["name"]
    if not name.endswith((".yml", ".yaml")):
        call.found(None)
    shapes, path = call.shapes, f".github/workflows/{name}"
    return {
        "id": 1,
        "node_id": "W_1",
        "name": name,
        "path": path,
        "state": "active",
        "created_at": call.forge.state.created_at,
        "updated_at": call.forge.state.created_at,
        "url": f"{shapes.repo_api}/actions/workflows/{name}",
        "html_url": f"{shapes.repo_web}/blob/{call.forge.state.default_branch}/{path}",
        "badge_url": f"{shapes.repo_web}/actions/workflows/{name}/badge.svg",
    }


def dispatched(call: Call) -> Answer:
    """POST actions/workflows/F/dispatches."""
    _workflow(call)
    ref = str(call.given("ref") or "")
    if call.forge.repository.branch(ref.removeprefix("refs/heads/")) is None:
        raise RefusedError(422, f"No ref found for: {ref}")
    call.forge.state.dispatches.append(
        {
            "workflow": call.path["name"],
            "ref": ref,
            "inputs": call.given("inputs") or {},
            "by": call.user.name,
        }
    )
    started: Json = {
        "run": call.forge.state.next_id(),
        "path": f".github/workflows/{call.path['name']}",
        "event": "workflow_dispatch",
        "status": "queued",
        "head_branch": ref,
        "head_sha": call.forge.repository.branch(ref.removeprefix("refs/heads/")),
        "at": call.forge.clock.iso(),
    }
    call.forge.state.runs.append(started)
    return Answer(status=204)


def started(call: Call) -> Answer:
    """GET actions/workflows/F/runs, the newest first; `head_sha` filters."""
    path, sha = _workflow(call)["path"], call.query.get("head_sha")
    made = [each for each in reversed(call.forge.state.runs) if each["path"] == path]
    found = [each for each in made if sha in (None, each["head_sha"])]
    page = paged(call, found, lambda each: workflow_run(call, each))
    return Answer(body={"total_count": len(found), "workflow_runs": page.body}, headers=page.headers)


def released(call: Call) -> Answer:
    """POST releases; the tag is made where it isn't there yet."""
    forge, tag = call.forge, str(call.given("tag_name") or "")
    if not tag:
        raise invalid("Release", "tag_name", code="missing_field")
    if any(each["tag_name"] == tag for each in forge.state.releases):
        raise invalid("Release", "tag_name", code="already_exists")
    target = str(call.given("target_commitish") or forge.state.default_branch)
    sha = forge.repository.branch(target) or forge.repository.resolve(target)
    if sha is None:
        raise invalid("Release", "target_commitish")
    draft = bool(call.given("draft"))
    if not draft and forge.repository.resolve(f"refs/tags/{tag}") is None:
        forge.repository.update(f"refs/tags/{tag}", sha)
    kept: Json = {
        "id": forge.state.next_id(),
        "tag_name": tag,
        "target_commitish": target,
        "name": call.given("name"),
        "body": call.given("body"),
        "draft": draft,
        "prerelease": bool(call.given("prerelease")),
        "created_at": forge.clock.iso(),
        "published_at": None if draft else forge.clock.iso(),
        "by": call.user.name,
    }
    forge.state.releases.append(kept)
    return Answer(status=201, body=_release(call, kept))


def _release(call: Call, kept: Json) -> Json:
    shapes, tag = call.shapes, kept["tag_name"]
    url = f"{shapes.repo_api}/releases/{kept['id']}"
    return {
        **{key: value for key, value in kept.items() if key != "by"},
        "node_id": f"RE_{kept['id']}",
        "url": url,
        "html_url": f"{shapes.repo_web}/releases/tag/{tag}",
        "assets_url": f"{url}/assets",
        "upload_url": f"{url}/assets{{?name,label}}",
        "tarball_url": f"{shapes.repo_api}/tarball/{tag}",
        "zipball_url": f"{shapes.repo_api}/zipball/{tag}",
        "author": shapes.user(kept["by"]),
        "assets": [],
    }


def by_tag(call: Call) -> Answer:
    """GET releases/tags/T."""
    found = [each for each in call.forge.state.releases if each["tag_name"] == call.path["name"]]
    return Answer(body=_release(call, call.found(found[0] if found else None)))


ROUTES = (
    Route("GET", "/user", me),
    Route("GET", "/actions/workflows/{name}", workflow),
    Route("GET", "/actions/workflows/{name}/runs", started),
    Route("POST", "/actions/workflows/{name}/dispatches", dispatched, ("actions",)),
    Route("POST", "/releases", released, ("contents",)),
    Route("GET", "/releases/tags/{name*}", by_tag),
)
