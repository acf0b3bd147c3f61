"""What happens to issues and pull requests, whoever causes it: opened, closed, reopened, merged.

Routes and pushes both come here, so that an event and a date are never forgotten.
"""

from typing import TYPE_CHECKING

from tests.forge.errors import check_text, forbidden, invalid
from tests.forge.state import Event, Item, Json, Pull
from tests.forge.users import Scope, User

if TYPE_CHECKING:
    from tests.forge.forge import Forge


def open_item(forge: "Forge", user: str, title: str, body: str | None, pull: Pull | None) -> Item:
    """A new issue, or pull request where `pull` is given."""
    state, now = forge.state, forge.clock.iso()
    item = Item(
        number=state.next_number(),
        id=state.next_id(),
        title=title,
        body=body,
        user=user,
        created_at=now,
        updated_at=now,
        pull=pull,
    )
    state.items[item.number] = item
    if pull:
        forge.repository.update(f"refs/pull/{item.number}/head", pull.head_sha)
    return item


def happened(
    forge: "Forge", item: Item, event: str, actor: str, commit_id: str | None = None, **more: object
) -> None:
    """Write an event down."""
    now = forge.clock.iso()
    kept: Json = dict(more)
    item.events.append(
        Event(
            id=forge.state.next_id(),
            event=event,
            actor=actor,
            created_at=now,
            commit_id=commit_id,
            more=kept,
        )
    )
    item.updated_at = now


def close(forge: "Forge", item: Item, actor: str, reason: str | None = "completed") -> None:
    """Close what is open."""
    item.state, item.closed_by, item.closed_at = "closed", actor, forge.clock.iso()
    item.state_reason = None if item.pull else reason
    if item.pull:
        item.pull.auto_merge = None
    happened(forge, item, "closed", actor)


def merged(forge: "Forge", item: Item, actor: str, commit: str) -> None:
    """A pull request whose commits are in its base now, by this commit."""
    assert item.pull is not None
    item.pull.merged_at, item.pull.merged_by = forge.clock.iso(), actor
    item.pull.merge_commit_sha = commit
    happened(forge, item, "merged", actor, commit)
    close(forge, item, actor)


def reopen(forge: "Forge", item: Item, actor: str) -> None:
    """Open what was closed; a pull request only where its branch went on from where it was."""
    if item.pull:
        _may_reopen(forge, item, item.pull)
    item.state, item.closed_by, item.closed_at = "open", None, None
    item.state_reason = None if item.pull else "reopened"
    happened(forge, item, "reopened", actor)


def _may_reopen(forge: "Forge", item: Item, pull: Pull) -> None:
    tip, base = (forge.repository.branch(name) for name in (pull.head_ref, pull.base_ref))
    why = None
    if pull.merged_at:
        why = "The pull request cannot be reopened."
    elif tip is None or base is None:
        why = f"The {pull.head_ref if tip is None else pull.base_ref} branch has been deleted."
    elif not forge.repository.contains(tip, pull.head_sha):
        why = f"The {pull.head_ref} branch was force-pushed or recreated."
    elif forge.open_pull(pull.head_ref, pull.base_ref):
        why = f"There is already an open pull request for {pull.head_ref}."
    if why or tip is None or base is None:
        raise invalid("PullRequest", "state", f"state cannot be changed. {why}")
    pull.head_sha, pull.base_sha = tip, base
    forge.repository.update(f"refs/pull/{item.number}/head", tip)


def edit(forge: "Forge", item: Item, actor: str, given: Json) -> None:
    """Title, body and state as a PATCH gives them."""
    check_text("PullRequest" if item.pull else "Issue", given.get("title"), given.get("body"))
    state = given.get("state")
    if state not in (None, "open", "closed"):
        raise invalid("PullRequest" if item.pull else "Issue", "state")
    if state == "open" and item.state == "closed":
        reopen(forge, item, actor)
    title = given.get("title")
    if title is not None and title != item.title:
        happened(forge, item, "renamed", actor, rename={"from": item.title, "to": str(title)})
        item.title = str(title)
    if "body" in given:
        item.body = None if given["body"] is None else str(given["body"])
    if state == "closed" and item.state == "open":
        close(forge, item, actor, given.get("state_reason") or "completed")
    item.updated_at = forge.clock.iso()


def may_edit(item: Item, user: User, scope: Scope) -> None:
    """An author may edit what is theirs; others need the permission."""
    if scope not in user.may and item.user != user.name:
        raise forbidden(bot=user.kind == "Bot")
