"""Routes of comments, on issues and pull requests alike. Everybody may comment; authors edit their own."""

from tests.forge.errors import check_comment, forbidden
from tests.forge.routing import Answer, Call, Route, paged
from tests.forge.state import Comment, Item


def listed(call: Call) -> Answer:
    """GET issues/N/comments, the oldest first."""
    item = call.item()
    since = call.query.get("since", "")
    found = [each for each in item.comments if each.updated_at >= since]
    return paged(call, found, lambda each: call.shapes.comment(item, each))


def written(call: Call) -> Answer:
    """POST issues/N/comments."""
    item, now = call.item(), call.forge.clock.iso()
    text = check_comment(call.given("body"))
    made = Comment(
        id=call.forge.state.next_id(), user=call.user.name, body=text, created_at=now, updated_at=now
    )
    item.comments.append(made)
    item.updated_at = now
    return Answer(status=201, body=call.shapes.comment(item, made))


def _found(call: Call) -> tuple[Item, Comment]:
    wanted = int(call.path["id"])
    found = [
        (item, each)
        for item in call.forge.state.items.values()
        for each in item.comments
        if each.id == wanted
    ]
    return call.found(found[0] if found else None)


def _own(call: Call, comment: Comment) -> None:
    if comment.user != call.user.name and not call.user.may:
        raise forbidden(bot=call.user.kind == "Bot")


def looked(call: Call) -> Answer:
    """GET issues/comments/ID."""
    return Answer(body=call.shapes.comment(*_found(call)))


def edited(call: Call) -> Answer:
    """PATCH issues/comments/ID."""
    item, comment = _found(call)
    _own(call, comment)
    comment.body = check_comment(call.given("body"))
    comment.updated_at = item.updated_at = call.forge.clock.iso()
    return Answer(body=call.shapes.comment(item, comment))


def deleted(call: Call) -> Answer:
    """DELETE issues/comments/ID."""
    item, comment = _found(call)
    _own(call, comment)
    item.comments.remove(comment)
    return Answer(status=204)


ROUTES = (
    Route("GET", "/issues/{number}/comments", listed),
    Route("POST", "/issues/{number}/comments", written),
    Route("GET", "/issues/comments/{id}", looked),
    Route("PATCH", "/issues/comments/{id}", edited),
    Route("DELETE", "/issues/comments/{id}", deleted),
)
