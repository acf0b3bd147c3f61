"""Routes of issues; a pull request is one too. What happened to an item tells who closed it."""

from tests.forge import labels, lifecycle
from tests.forge.errors import check_text
from tests.forge.pulls import ordered
from tests.forge.routing import Answer, Call, Route, paged
from tests.forge.state import Item, Json
from tests.forge.users import by_login


def listed(call: Call) -> Answer:
    """GET /issues, pull requests among them; every label of `labels` has to be there."""
    state = call.query.get("state", "open")
    wanted = {name.strip().lower() for name in call.query.get("labels", "").split(",") if name.strip()}
    found = [
        item
        for item in call.forge.state.items.values()
        if state in ("all", item.state)
        and wanted <= {name.lower() for name in item.labels}
        and item.updated_at >= call.query.get("since", "")
    ]
    if "creator" in call.query:
        user = by_login(call.query["creator"])
        found = [item for item in found if user is not None and item.user == user.name]
    by_created = call.query.get("sort", "created") == "created"
    usual = call if by_created or "direction" in call.query else _newest_first(call)
    return paged(call, ordered(usual, found), lambda item: call.shapes.issue(item, alone=False))


def _newest_first(call: Call) -> Call:
    call.query["direction"] = "desc"  # for issues it is the default of every order
    return call


def opened(call: Call) -> Answer:
    """POST /issues. Labels of one who may not label are left out, silently, as on GitHub."""
    title, body = call.given("title"), call.given("body")
    check_text("Issue", title or "", body)
    item = lifecycle.open_item(call.forge, call.user.name, str(title), body, None)
    if "issues" in call.user.may:
        labels.replace(call, item, labels.named({"labels": call.given("labels") or []}))
        _assign(call, item)
    return Answer(status=201, body=call.shapes.issue(item))


def looked(call: Call) -> Answer:
    """GET issues/N."""
    return Answer(body=call.shapes.issue(call.item()))


def edited(call: Call) -> Answer:
    """PATCH issues/N; closes and reopens pull requests as well."""
    item = call.item()
    lifecycle.may_edit(item, call.user, "pull_requests" if item.pull else "issues")
    given = call.body if isinstance(call.body, dict) else {}
    lifecycle.edit(call.forge, item, call.user.name, given)
    if given.get("labels") is not None:
        labels.replace(call, item, labels.named(given))
    _assign(call, item)
    return Answer(body=call.shapes.issue(item))


def _assign(call: Call, item: Item) -> None:
    logins = call.given("assignees")
    if logins is not None:
        users = [by_login(login) for login in logins]
        item.assignees = [user.name for user in users if user is not None and user.may]


def events(call: Call) -> Answer:
    """GET issues/N/events, the oldest first."""
    return paged(call, call.item().events, call.shapes.event)


def timeline(call: Call) -> Answer:
    """GET issues/N/timeline: events, comments and reviews, by date."""
    item, shapes = call.item(), call.shapes
    found: list[tuple[str, Json]] = [(each.created_at, shapes.event(each)) for each in item.events]
    for comment in item.comments:
        shown = shapes.comment(item, comment)
        found.append((comment.created_at, {**shown, "event": "commented", "actor": shown["user"]}))
    for review in item.pull.reviews if item.pull else ():
        more = {"id": review.id, "user": shapes.user(review.user), "state": review.state.lower()}
        found.append((review.submitted_at, {**more, "event": "reviewed", "commit_id": review.commit_id}))
    found.sort(key=lambda pair: (pair[0], pair[1]["id"]))
    return paged(call, found, lambda pair: pair[1])


ROUTES = (
    Route("GET", "/issues", listed),
    Route("POST", "/issues", opened),
    Route("GET", "/issues/{number}", looked),
    Route("PATCH", "/issues/{number}", edited),
    Route("GET", "/issues/{number}/events", events),
    Route("GET", "/issues/{number}/timeline", timeline),
)
