"""Routes of reviews and of who is asked for one."""

from tests.forge import lifecycle
from tests.forge.errors import RefusedError, check_comment
from tests.forge.pull_objects import pull_of, review, short
from tests.forge.routing import Answer, Call, Route, paged
from tests.forge.state import Item, Review
from tests.forge.users import User, by_login

_STATES = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
_OWN = {"APPROVE": "approve", "REQUEST_CHANGES": "request changes on"}


def listed(call: Call) -> Answer:
    """GET /pulls/N/reviews, the oldest first."""
    item = call.pull()
    return paged(call, pull_of(item).reviews, lambda each: review(call.shapes, item, each))


def given(call: Call) -> Answer:
    """POST /pulls/N/reviews: approve, request changes, comment. Nobody approves what is their own."""
    forge, item, name = call.forge, call.pull(), call.user.name
    pull, event, body = pull_of(item), str(call.given("event") or "PENDING"), call.given("body")
    if event not in _STATES:
        raise RefusedError(422, "Unprocessable Entity", [f"Variable $event is not supported here: {event}"])
    if event in _OWN and item.user == name:
        raise RefusedError(422, "Unprocessable Entity", [f"Can not {_OWN[event]} your own pull request"])
    if event != "APPROVE" or body:
        check_comment(body)
    made = Review(
        id=forge.state.next_id(),
        user=name,
        body=str(body or ""),
        state=_STATES[event],
        commit_id=call.given("commit_id") or pull.head_sha,
        submitted_at=forge.clock.iso(),
    )
    pull.reviews.append(made)
    pull.requested = [each for each in pull.requested if each != name]
    item.updated_at = forge.clock.iso()
    return Answer(body=review(call.shapes, item, made))


def dismissed(call: Call) -> Answer:
    """PUT /pulls/N/reviews/ID/dismissals."""
    item = call.pull()
    found = [each for each in pull_of(item).reviews if each.id == int(call.path["id"])]
    made = call.found(found[0] if found else None)
    if not call.given("message"):
        raise RefusedError(422, "Unprocessable Entity", ["Message can't be blank"])
    if made.state not in ("APPROVED", "CHANGES_REQUESTED"):
        raise RefusedError(422, "Unprocessable Entity", ["Can not dismiss a commented pull request review"])
    made.state = "DISMISSED"
    lifecycle.happened(call.forge, item, "review_dismissed", call.user.name)
    return Answer(body=review(call.shapes, item, made))


def requested(call: Call) -> Answer:
    """POST /pulls/N/requested_reviewers: collaborators, and not the author."""
    item = call.pull()
    users = [_reviewer(call, item, login) for login in call.given("reviewers") or []]
    if call.given("team_reviewers"):
        raise _not_collaborators(call, "teams")
    for user in users:
        if user.name not in pull_of(item).requested:
            pull_of(item).requested.append(user.name)
            more = {"requested_reviewer": user.name}
            lifecycle.happened(call.forge, item, "review_requested", call.user.name, **more)
    return Answer(status=201, body=short(call.shapes, item))


def _reviewer(call: Call, item: Item, login: object) -> User:
    user = by_login(login)
    if user is None or not user.may:
        raise _not_collaborators(call, "users or teams")
    if user.name == item.user:
        raise RefusedError(422, "Review cannot be requested from pull request author.")
    return user


def _not_collaborators(call: Call, what: str) -> RefusedError:
    return RefusedError(
        422,
        f"Reviews may only be requested from collaborators. One or more of the {what} you specified "
        f"is not a collaborator of the {call.forge.slug} repository.",
    )


def waited_for(call: Call) -> Answer:
    """GET /pulls/N/requested_reviewers."""
    names = pull_of(call.pull()).requested
    return Answer(body={"users": [call.shapes.user(name) for name in names], "teams": []})


ROUTES = (
    Route("GET", "/pulls/{number}/reviews", listed),
    Route("POST", "/pulls/{number}/reviews", given),
    Route("PUT", "/pulls/{number}/reviews/{id}/dismissals", dismissed, ("pull_requests",)),
    Route("GET", "/pulls/{number}/requested_reviewers", waited_for),
    Route("POST", "/pulls/{number}/requested_reviewers", requested, ("pull_requests",)),
)
