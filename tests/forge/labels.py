"""Routes of labels. One that doesn't exist is made when it is first used, as on GitHub, by whoever may."""

from typing import Any

from tests.forge import lifecycle
from tests.forge.errors import LABEL_LIMIT, RefusedError, invalid, no_new_label
from tests.forge.routing import Answer, Call, Route, paged
from tests.forge.state import Item, Label

_EITHER: Any = ("issues", "pull_requests")


def label(call: Call, name: str, **more: Any) -> Label:
    """The label of this name, in whatever case; made where there is none and the token may."""
    labels = call.forge.state.labels
    if name.lower() not in labels:
        if "issues" not in call.user.may:
            raise no_new_label()
        if not name.strip() or len(name) > LABEL_LIMIT:
            raise invalid(
                "Label", "name", f"name is too long (maximum is {LABEL_LIMIT} characters)", "custom"
            )
        labels[name.lower()] = Label(id=call.forge.state.next_id(), name=name, **more)
    return labels[name.lower()]


def replace(call: Call, item: Item, wanted: list[str]) -> None:
    """Have exactly these labels on an item; what changed is an event each."""
    names = list(dict.fromkeys(label(call, name).name for name in wanted))
    for name in item.labels:
        if name not in names:
            lifecycle.happened(call.forge, item, "unlabeled", call.user.name, label=name)
    for name in names:
        if name not in item.labels:
            lifecycle.happened(call.forge, item, "labeled", call.user.name, label=name)
    item.labels = [*(name for name in item.labels if name in names), *_new(names, item.labels)]


def _new(names: list[str], known: list[str]) -> list[str]:
    return [name for name in names if name not in known]


def named(body: Any) -> list[str]:
    """The names in a body: a list, or `{"labels": [...]}`, of names or of objects that have one."""
    listed = body.get("labels", []) if isinstance(body, dict) else body
    if not isinstance(listed, list):
        raise RefusedError(422, "Invalid request.\n\nFor 'links/0/schema', labels is not an array.")
    return [str(each["name"] if isinstance(each, dict) else each) for each in listed]


def _shown(call: Call, item: Item) -> Answer:
    return Answer(body=call.shapes.labels(item))


def of_item(call: Call) -> Answer:
    """GET issues/N/labels."""
    item = call.item()
    return paged(call, call.shapes.labels(item), lambda each: each)


def added(call: Call) -> Answer:
    """POST issues/N/labels."""
    item = call.item()
    replace(call, item, [*item.labels, *named(call.body)])
    return _shown(call, item)


def put(call: Call) -> Answer:
    """PUT issues/N/labels."""
    item = call.item()
    replace(call, item, named(call.body))
    return _shown(call, item)


def cleared(call: Call) -> Answer:
    """DELETE issues/N/labels."""
    replace(call, call.item(), [])
    return Answer(status=204)


def removed(call: Call) -> Answer:
    """DELETE issues/N/labels/NAME."""
    item, name = call.item(), call.path["name"].lower()
    if name not in [each.lower() for each in item.labels]:
        raise RefusedError(404, "Label does not exist")
    replace(call, item, [each for each in item.labels if each.lower() != name])
    return _shown(call, item)


def listed(call: Call) -> Answer:
    """GET /labels."""
    found = sorted(call.forge.state.labels.values(), key=lambda each: each.name)
    return paged(call, found, call.shapes.label)


def looked(call: Call) -> Answer:
    """GET /labels/NAME."""
    return Answer(body=call.shapes.label(call.found(call.forge.state.labels.get(call.path["name"].lower()))))


def made(call: Call) -> Answer:
    """POST /labels."""
    name = str(call.given("name") or "")
    if name.lower() in call.forge.state.labels:
        raise invalid("Label", "name", code="already_exists")
    more = {key: str(call.given(key)) for key in ("color", "description") if call.given(key)}
    return Answer(status=201, body=call.shapes.label(label(call, name, **more)))


ROUTES = (
    Route("GET", "/issues/{number}/labels", of_item),
    Route("POST", "/issues/{number}/labels", added, _EITHER),
    Route("PUT", "/issues/{number}/labels", put, _EITHER),
    Route("DELETE", "/issues/{number}/labels", cleared, _EITHER),
    Route("DELETE", "/issues/{number}/labels/{name*}", removed, _EITHER),
    Route("GET", "/labels", listed),
    Route("POST", "/labels", made, ("issues",)),
    Route("GET", "/labels/{name*}", looked),
)
