"""PUT /pulls/N/merge: by a merge commit, squashed, or rebased, on real git."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.forge import lifecycle, pushes
from tests.forge.changes import Said, said
from tests.forge.errors import RefusedError
from tests.forge.forge import Forge
from tests.forge.pull_objects import is_mergeable, pull_of
from tests.forge.repository import Signature, environment
from tests.forge.routing import Answer, Call, Route
from tests.forge.state import Item, Pull


def merged(call: Call) -> Answer:
    """Merge, unless it conflicts (405) or the head isn't the one that was looked at (409)."""
    forge, item = call.forge, call.pull()
    pull = pull_of(item)
    method = call.given("merge_method") or "merge"
    if item.state == "closed" or not is_mergeable(forge.repository, pull):
        raise RefusedError(405, "Pull Request is not mergeable")
    if pull.draft:
        raise RefusedError(405, "Pull Request is still a draft")
    if call.given("sha") not in (None, pull.head_sha):
        raise RefusedError(409, "Head branch was modified. Review and try the merge again.")
    if method not in ("merge", "squash", "rebase"):
        raise RefusedError(
            422, "Invalid request.\n\nFor 'properties/merge_method', it is not a possible value."
        )
    _require(forge, pull, method)
    base = forge.repository.branch(pull.base_ref)
    assert base is not None
    commits = said(forge.repository, forge.repository.between(base, pull.head_sha))
    if method == "rebase":
        made = _rebased(forge, base, [each.sha for each in commits if len(each.parents) == 1])
    else:
        made = _committed(call, item, base, commits, squash=method == "squash")
    forge.repository.update(f"refs/heads/{pull.base_ref}", made, base)
    lifecycle.merged(forge, item, call.user.name, made)
    pushes.reconcile(forge, call.user.name)
    if forge.state.settings.delete_branch_on_merge:
        pushes.delete_branch(forge, pull.head_ref, call.user.name)
    return Answer(body={"sha": made, "merged": True, "message": "Pull Request successfully merged"})


def _require(forge: Forge, pull: Pull, method: str) -> None:
    """What the repository and the protection of its branches ask for, or 405."""
    settings, state = forge.state.settings, forge.state
    if method == "squash" and not settings.allow_squash_merge:
        raise RefusedError(405, "Squash merges are not allowed on this repository.")
    if method == "merge" and not settings.allow_merge_commit:
        raise RefusedError(405, "Merge commits are not allowed on this repository.")
    approved = {each.user for each in pull.reviews if each.state == "APPROVED"}
    if len(approved) < settings.required_approvals:
        needs = f"At least {settings.required_approvals} approving review is required"
        raise RefusedError(405, f"{needs} by reviewers with write access.")
    green = {each["name"] for each in state.check_runs if each["sha"] == pull.head_sha and each["conclusion"]}
    green |= {each["context"] for each in state.statuses if each["sha"] == pull.head_sha}
    missing = [name for name in settings.required_checks if name not in green]
    if missing:
        raise RefusedError(405, f'Required status check "{missing[0]}" is expected.')


def _committed(call: Call, item: Item, base: str, commits: list[Said], *, squash: bool) -> str:
    forge, pull = call.forge, pull_of(item)
    tree = forge.repository.merged_tree(base, pull.head_sha)
    assert tree is not None
    title, body = (_squash_text if squash else _merge_text)(forge, item, commits)
    title = call.given("commit_title") or title
    given = call.given("commit_message")
    message = f"{title}\n\n{body if given is None else given}".rstrip() + "\n"
    author = forge.signature(item.user if squash else call.user.name)
    parents = [base] if squash else [base, pull.head_sha]
    return forge.repository.commit(tree, parents, message, author, forge.signature())


def _merge_text(forge: Forge, item: Item, commits: list[Said]) -> tuple[str, str]:
    owner = forge.slug.partition("/")[0]
    return f"Merge pull request #{item.number} from {owner}/{pull_of(item).head_ref}", item.title


def _squash_text(forge: Forge, item: Item, commits: list[Said]) -> tuple[str, str]:
    if len(commits) == 1:
        title, _, body = commits[0].message.partition("\n")
        return f"{title} (#{item.number})", body.strip("\n")
    listed = "\n\n".join(f"* {each.message}" for each in commits)
    mine = forge.signature(item.user).email
    others = {each.author[:2] for each in commits if each.author[1] != mine}
    credit = "\n".join(f"Co-authored-by: {name} <{email}>" for name, email in sorted(others))
    return f"{item.title} (#{item.number})", f"{listed}\n\n{credit}" if credit else listed


def _rebased(forge: Forge, base: str, shas: list[str]) -> str:
    """The same commits on top of base, picked in a work tree that lives as long as this call."""
    folder = Path(tempfile.mkdtemp(dir=forge.folder))
    try:
        forge.repository.git("worktree", "add", "--quiet", "--detach", str(folder / "tree"), base)
        _pick(folder / "tree", shas, forge.signature())
        found = Path(folder / "tree" / ".git").read_text("utf-8").partition(": ")[2].strip()
        return (Path(found) / "HEAD").read_text("utf-8").strip()
    finally:
        shutil.rmtree(folder)
        forge.repository.git("worktree", "prune")


def _pick(tree: Path, shas: list[str], committer: Signature) -> None:
    for sha in shas:
        done = subprocess.run(
            ["git", "cherry-pick", "--allow-empty", "--keep-redundant-commits", sha],
            cwd=tree,
            env=environment(**committer.variables("COMMITTER")),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RefusedError(405, "This branch can't be rebased")


ROUTES = (Route("PUT", "/pulls/{number}/merge", merged, ("contents",)),)
