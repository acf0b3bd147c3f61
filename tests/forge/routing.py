"""Routes as a table: method and path, the function that answers, the permission that it takes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlencode

from tests.forge.errors import RefusedError, forbidden, not_found
from tests.forge.objects import Shapes
from tests.forge.state import Item, Json
from tests.forge.users import Scope, User

if TYPE_CHECKING:
    from tests.forge.forge import Forge

T = TypeVar("T")
PER_PAGE, MOST_PER_PAGE = 30, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent; a `body` of None is no body, text is sent as it is."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that found its route: `path` has the route's words, `url` the address without its query."""

    forge: "Forge"
    user: User
    shapes: Shapes
    url: str
    path: dict[str, str]
    query: dict[str, str]
    body: Any

    def item(self) -> Item:
        """The issue or pull request that the path names."""
        return self.found(self.forge.state.items.get(int(self.path["number"])))

    def pull(self) -> Item:
        """The pull request that the path names."""
        item = self.item()
        return self.found(item if item.pull else None)

    def found(self, thing: T | None) -> T:
        """The thing, or GitHub's 404."""
        if thing is None:
            raise not_found()
        return thing

    def given(self, key: str) -> Any:
        """A value of the body; None where it is absent."""
        return self.body.get(key) if isinstance(self.body, dict) else None


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` is below the repository; `{name}` is one word of it, `{name*}` the rest. Any scope is enough."""

    method: str
    path: str
    handler: Handler
    scopes: tuple[Scope, ...] = ()

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The words of a path that is this route's."""
        if method != self.method:
            return None
        pattern = re.sub(r"\{(\w+)\}", _word, re.sub(r"\{(\w+)\*\}", r"(?P<\1>.+)", self.path))
        found = re.fullmatch(pattern, path)
        return {key: unquote(value) for key, value in found.groupdict().items()} if found else None


def _word(match: re.Match[str]) -> str:
    return f"(?P<{match[1]}>{r'[0-9]+' if match[1] in ('number', 'id') else '[^/]+'})"


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route for a request, with its words."""
    for route in routes:
        words = route.match(method, path)
        if words is not None:
            return route, words
    raise not_found()


def permit(route: Route, user: User) -> None:
    """Refuse what this user may not."""
    if route.scopes and not user.may.intersection(route.scopes):
        raise forbidden(bot=user.kind == "Bot")


def paged(call: Call, things: Sequence[T], show: Callable[[T], Json]) -> Answer:
    """One page, with the addresses of the others; only its own things are made into JSON."""
    size = min(max(_number(call.query.get("per_page"), PER_PAGE), 1), MOST_PER_PAGE)
    page = max(_number(call.query.get("page"), 1), 1)
    last = max(-(-len(things) // size), 1)
    links = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    if page <= 1:
        del links["prev"], links["first"]
    if page >= last:
        del links["next"], links["last"]
    header = ", ".join(
        f'<{call.url}?{urlencode({**call.query, "page": number})}>; rel="{name}"'
        for name, number in links.items()
    )
    shown = [show(thing) for thing in things[(page - 1) * size : page * size]]
    return Answer(body=shown, headers={"Link": header} if header else {})


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isdecimal() else usual


def parse_body(text: bytes, parse: Callable[[bytes], Any]) -> Any:
    """The JSON of a request; nothing is an empty object."""
    try:
        return parse(text) if text else {}
    except ValueError:
        raise RefusedError(400, "Problems parsing JSON") from None
