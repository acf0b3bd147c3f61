"""Routes of pull requests: list, open, look, edit, their commits and files."""

from collections.abc import Callable
from typing import Any

from tests.forge import lifecycle
from tests.forge.changes import changed, said
from tests.forge.commit_objects import changed_file, commit
from tests.forge.errors import RefusedError, check_text, invalid, refused
from tests.forge.pull_objects import files_base, full, pull_of, short
from tests.forge.routing import Answer, Call, Route, paged
from tests.forge.state import Item, Pull

_SORTS: dict[str, Callable[[Item], Any]] = {
    "created": lambda item: (item.created_at, item.number),
    "updated": lambda item: (item.updated_at, item.number),
    "popularity": lambda item: (len(item.comments), item.number),
    "long-running": lambda item: (item.created_at, item.number),
}


def listed(call: Call) -> Answer:
    """GET /pulls. As on GitHub, a `head` without an owner filters nothing."""
    state = call.query.get("state", "open")
    found = call.forge.pulls("all" if state not in ("open", "closed") else state)
    head, base = call.query.get("head", ""), call.query.get("base")
    if ":" in head:
        owner, _, ref = head.partition(":")
        wanted = owner.lower(), ref
        found = [item for item in found if (_owner(call, pull_of(item)), pull_of(item).head_ref) == wanted]
    if base:
        found = [item for item in found if pull_of(item).base_ref == base]
    return paged(call, ordered(call, found), lambda item: short(call.shapes, item))


def _owner(call: Call, pull: Pull) -> str:
    return (pull.fork or call.forge.slug).partition("/")[0].lower()


def ordered(call: Call, found: list[Item]) -> list[Item]:
    """By `sort` and `direction`; what was created last comes first by default."""
    sort = call.query.get("sort", "created")
    usual = "desc" if sort == "created" else "asc"
    newest_first = call.query.get("direction", usual) == "desc"
    return sorted(found, key=_SORTS.get(sort, _SORTS["created"]), reverse=newest_first)


def opened(call: Call) -> Answer:
    """POST /pulls."""
    forge, title, body = call.forge, call.given("title"), call.given("body")
    head, base = (_branch(call, key) for key in ("head", "base"))
    check_text("PullRequest", title or "", body)
    base_sha, head_sha = _tip(call, "base", base), _tip(call, "head", head)
    if forge.open_pull(head, base):
        owner = forge.slug.partition("/")[0]
        raise refused("PullRequest", f"A pull request already exists for {owner}:{head}.")
    if not forge.repository.between(base_sha, head_sha):
        raise refused("PullRequest", f"No commits between {base} and {head}")
    if forge.repository.merge_base(base_sha, head_sha) is None:
        raise refused("PullRequest", f"The {head} branch has no history in common with {base}")
    pull = Pull(
        head_ref=head,
        head_sha=head_sha,
        base_ref=base,
        base_sha=base_sha,
        draft=bool(call.given("draft")),
        maintainer_can_modify=call.given("maintainer_can_modify") is not False,
    )
    item = lifecycle.open_item(forge, call.user.name, str(title), body, pull)
    return Answer(status=201, body=_full(call, item))


def _branch(call: Call, field: str) -> str:
    given = call.given(field)
    if not given:
        raise invalid("PullRequest", field, code="missing_field")
    owner, colon, ref = str(given).rpartition(":")
    if colon and owner.lower() != call.forge.slug.partition("/")[0].lower():
        raise invalid("PullRequest", field)
    return ref


def _tip(call: Call, field: str, name: str) -> str:
    sha = call.forge.repository.branch(name)
    if sha is None:
        raise invalid("PullRequest", field)
    return sha


def looked(call: Call) -> Answer:
    """GET /pulls/N."""
    return Answer(body=_full(call, call.pull()))


def _full(call: Call, item: Item) -> dict[str, Any]:
    forge = call.forge
    pending = forge.mergeable_pending > 0 and item.state == "open"
    if pending:
        forge.mergeable_pending -= 1
    return full(call.shapes, forge.repository, item, computed=not pending)


def edited(call: Call) -> Answer:
    """PATCH /pulls/N. `draft` can't be changed here: GitHub has only GraphQL for it."""
    item = call.pull()
    lifecycle.may_edit(item, call.user, "pull_requests")
    given = call.body if isinstance(call.body, dict) else {}
    if given.get("base") not in (None, pull_of(item).base_ref):
        _retarget(call, item, str(given["base"]))
    lifecycle.edit(call.forge, item, call.user.name, given)
    if "maintainer_can_modify" in given:
        pull_of(item).maintainer_can_modify = bool(given["maintainer_can_modify"])
    return Answer(body=_full(call, item))


def _retarget(call: Call, item: Item, base: str) -> None:
    pull = pull_of(item)
    if item.state == "closed":
        raise invalid("PullRequest", "base", "Cannot change the base branch of a closed pull request.")
    sha = _tip(call, "base", base)
    if call.forge.open_pull(pull.head_ref, base):
        message = f"A pull request already exists for base branch '{base}' and head branch '{pull.head_ref}'"
        raise invalid("PullRequest", "base", message)
    if not call.forge.repository.between(sha, pull.head_sha):
        raise invalid(
            "PullRequest", "base", f"There are no new commits between base branch '{base}' and head"
        )
    pull.base_ref, pull.base_sha = base, sha
    lifecycle.happened(call.forge, item, "base_ref_changed", call.user.name)


def commits(call: Call) -> Answer:
    """GET /pulls/N/commits, the oldest first; GitHub tells of 250."""
    pull = pull_of(call.pull())
    repository = call.forge.repository
    shas = repository.between(pull.base_sha, pull.head_sha)[:250]
    return paged(call, said(repository, shas), lambda each: commit(call.shapes, each))


def files(call: Call) -> Answer:
    """GET /pulls/N/files; GitHub tells of 3,000."""
    pull = pull_of(call.pull())
    repository = call.forge.repository
    found = changed(repository, files_base(repository, pull), pull.head_sha)[:3000]
    return paged(call, found, lambda file: changed_file(call.shapes, file, pull.head_sha))


def was_merged(call: Call) -> Answer:
    """GET /pulls/N/merge: 204 or 404."""
    if pull_of(call.pull()).merged_at is None:
        raise RefusedError(404, "Not Found")
    return Answer(status=204)


ROUTES = (
    Route("GET", "/pulls", listed),
    Route("POST", "/pulls", opened, ("pull_requests",)),
    Route("GET", "/pulls/{number}", looked),
    Route("PATCH", "/pulls/{number}", edited),
    Route("GET", "/pulls/{number}/commits", commits),
    Route("GET", "/pulls/{number}/files", files),
    Route("GET", "/pulls/{number}/merge", was_merged),
)
