"""The REST API: every route there is, and the way from a request to one."""

import json
from urllib.parse import parse_qsl

from tests.forge import artifacts, branches, checks, comments, issues, labels, merging, pulls, reviews, runs
from tests.forge.errors import bad_credentials, no_credentials, not_found
from tests.forge.forge import Forge
from tests.forge.objects import Shapes
from tests.forge.routing import Answer, Call, find, parse_body, permit
from tests.forge.users import User

ROUTES = (
    *pulls.ROUTES,
    *merging.ROUTES,
    *reviews.ROUTES,
    *labels.ROUTES,
    *comments.ROUTES,
    *issues.ROUTES,
    *checks.ROUTES,
    *branches.ROUTES,
    *runs.ROUTES,
    *artifacts.ROUTES,
)


def authorize(user: User | None, tried: bool) -> None:
    """Nobody is served without a token; `tried` is whether one was sent."""
    if user is None:
        raise bad_credentials() if tried else no_credentials()


def answer(forge: Forge, user: User | None, method: str, address: str, body: bytes, *, api: str) -> Answer:
    """Answer one request; `address` is its path with its query below the API's root, `api`."""
    assert user is not None
    path, _, query = address.partition("?")
    root = f"/repos/{forge.slug}".lower()
    if path == "/user":
        below = path
    elif f"{path}/".lower().startswith(f"{root}/"):
        below = path[len(root) :]
    else:
        raise not_found()
    route, words = find(ROUTES, method, below)
    permit(route, user)
    call = Call(
        forge=forge,
        user=user,
        shapes=Shapes(web=forge.url, api=api, slug=forge.slug, state=forge.state),
        url=api + path,
        path=words,
        query=dict(parse_qsl(query, keep_blank_values=True)),
        body=parse_body(body, json.loads),
    )
    return route.handler(call)
