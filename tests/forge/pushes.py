"""What a push means for pull requests: branches as they are now, against those looked at before.

head moved      the pull request follows it
head gone       it is closed
base has head   it is merged
"""

from typing import TYPE_CHECKING

from tests.forge import lifecycle
from tests.forge.pull_objects import pull_of
from tests.forge.state import Item, Pull

if TYPE_CHECKING:
    from tests.forge.forge import Forge


def reconcile(forge: "Forge", actor: str) -> None:
    """Bring every open pull request up to date with git."""
    before, after = forge.state.branches, forge.repository.branches()
    forge.state.branches = after
    if before == after:
        return
    for item in forge.pulls("open"):
        pull = pull_of(item)
        if pull.fork is not None:
            continue  # nobody pushes there
        base_moved = before.get(pull.base_ref) != after.get(pull.base_ref)
        _follow(forge, item, pull, actor, base_moved=base_moved)
    for name in before.keys() - after.keys():
        pulls = [item for item in forge.pulls() if pull_of(item).fork is None]
        latest = [item for item in pulls if pull_of(item).head_ref == name][-1:]
        for item in latest:
            lifecycle.happened(forge, item, "head_ref_deleted", actor)


def _follow(forge: "Forge", item: Item, pull: Pull, actor: str, *, base_moved: bool) -> None:
    head, base = (forge.state.branches.get(name) for name in (pull.head_ref, pull.base_ref))
    if head is None or base is None:
        lifecycle.close(forge, item, actor)
        return
    head_moved = head != pull.head_sha
    if head_moved:
        _synchronize(forge, item, pull, actor, head, base)
    if (head_moved or base_moved) and forge.repository.contains(base, head):
        if base_moved:
            lifecycle.merged(forge, item, actor, base)
        else:  # its branch was set back: nothing is left to propose
            lifecycle.close(forge, item, actor)


def _synchronize(forge: "Forge", item: Item, pull: Pull, actor: str, head: str, base: str) -> None:
    if not forge.repository.contains(head, pull.head_sha):
        lifecycle.happened(forge, item, "head_ref_force_pushed", actor, head)
    pull.head_sha, pull.base_sha = head, base
    forge.repository.update(f"refs/pull/{item.number}/head", head)
    if forge.state.settings.dismiss_stale_reviews:
        for review in pull.reviews:
            review.state = "DISMISSED" if review.state == "APPROVED" else review.state
    item.updated_at = forge.clock.iso()


def delete_branch(forge: "Forge", name: str, actor: str) -> None:
    """Remove a branch as the web page's button does."""
    forge.repository.delete(f"refs/heads/{name}")
    reconcile(forge, actor)
