"""Routes of what is in git: the repository, branches, refs, commits, comparisons."""

from tests.forge import pushes
from tests.forge.changes import Said, changed, said
from tests.forge.commit_objects import branch, changed_file, commit, commit_with_files, ref
from tests.forge.errors import RefusedError, not_found
from tests.forge.routing import Answer, Call, Route
from tests.forge.state import Json


def repository(call: Call) -> Answer:
    """GET the repository; the API of 2022 names its network too."""
    return Answer(body=call.shapes.repository(call.user))


def looked(call: Call) -> Answer:
    """GET branches/B."""
    name = call.path["name"]
    sha = call.forge.repository.branch(name)
    if sha is None:
        raise RefusedError(404, "Branch not found")
    return Answer(body=branch(call.shapes, name, _said(call, sha)))


def _said(call: Call, sha: str) -> Said:
    return said(call.forge.repository, [sha])[0]


def _head(call: Call) -> tuple[str, str | None]:
    name = call.path["name"]
    return f"refs/heads/{name}", call.forge.repository.branch(name)


def one_ref(call: Call) -> Answer:
    """GET git/ref/heads/B."""
    name, sha = _head(call)
    return Answer(body=ref(call.shapes, name, call.found(sha)))


def matching_refs(call: Call) -> Answer:
    """GET git/matching-refs/heads/B: every branch whose name starts so."""
    found = call.forge.repository.branches().items()
    mine = [(name, sha) for name, sha in found if name.startswith(call.path["name"])]
    return Answer(body=[ref(call.shapes, f"refs/heads/{name}", sha) for name, sha in mine])


def deleted_ref(call: Call) -> Answer:
    """DELETE git/refs/heads/B."""
    _, sha = _head(call)
    if sha is None:
        raise RefusedError(422, "Reference does not exist")
    pushes.delete_branch(call.forge, call.path["name"], call.user.name)
    return Answer(status=204)


def one_commit(call: Call) -> Answer:
    """GET commits/SHA, or the commit of a branch."""
    git, name = call.forge.repository, call.path["name"]
    sha = git.branch(name) or git.resolve(name)
    if sha is None:
        raise RefusedError(422, f"No commit found for SHA: {name}")
    found = _said(call, sha)
    empty = git.git("hash-object", "-t", "tree", "/dev/null").strip()
    files = changed(git, found.parents[0] if found.parents else empty, sha)
    return Answer(body=commit_with_files(call.shapes, found, files))


def compared(call: Call) -> Answer:
    """GET compare/A...B."""
    git = call.forge.repository
    names = call.path["name"].split("...")
    ends = [git.branch(name) or git.resolve(name) for name in (part.rpartition(":")[2] for part in names)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        raise not_found()
    base, head = ends[0], ends[1]
    parted = git.merge_base(base, head)
    if parted is None:
        raise RefusedError(404, f"No common ancestor between {names[0]} and {names[1]}.")
    return Answer(body=_comparison(call, base, head, parted))


def _comparison(call: Call, base: str, head: str, parted: str) -> Json:
    git, shapes = call.forge.repository, call.shapes
    ahead, behind = git.between(base, head), git.between(head, base)
    page = f"{shapes.repo_web}/compare/{call.path['name']}"
    status = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind"}
    return {
        "url": call.url,
        "html_url": page,
        "permalink_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "base_commit": commit(shapes, _said(call, base)),
        "merge_base_commit": commit(shapes, _said(call, parted)),
        "status": status.get((bool(ahead), bool(behind)), "identical"),
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [commit(shapes, each) for each in said(git, ahead[:250])],
        "files": [changed_file(shapes, file, head) for file in changed(git, parted, head)[:300]],
    }


ROUTES = (
    Route("GET", "", repository),
    Route("GET", "/branches/{name*}", looked),
    Route("GET", "/git/ref/heads/{name*}", one_ref),
    Route("GET", "/git/refs/heads/{name*}", one_ref),
    Route("GET", "/git/matching-refs/heads/{name*}", matching_refs),
    Route("DELETE", "/git/refs/heads/{name*}", deleted_ref, ("contents",)),
    Route("GET", "/commits/{name*}", one_commit),
    Route("GET", "/compare/{name*}", compared),
)
