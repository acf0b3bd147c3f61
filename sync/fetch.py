"""The lists of a run's providers over the network, and what is remembered of them until next time.

    .state ──kept──> bodies that a 304 may repeat ─┐
    providers ─────────────────────────────────────┴─gather─> answers ──believed──remember──> .state

Only a list that was believed is remembered, and only by a run that looked at all of it: any other
one is asked for again at the next run, however soon that is, and is never what a 304 repeats.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sync.files import state
from sync.sources import gather
from sync.sources.provider import Provider


def answers(
    root: Path,
    providers: Sequence[Provider],
    *,
    environ: Mapping[str, str],
    sleep: Callable[[float], None],
    force: bool,
) -> dict[str, gather.Answer]:
    """What each provider answers; `force` asks for the whole list even where it hasn't changed."""
    before = {} if force else kept(root, providers)
    return gather.over_http(providers, environ=environ, kept=before, sleep=sleep)


def remember(root: Path, lists: Iterable[tuple[Provider, Sequence[gather.Body]]], now: datetime) -> None:
    """Keep the bodies of these lists for a later 304, and that they came now."""
    known = state.fetched(root)
    for provider, bodies in lists:
        for number, body in enumerate(bodies):
            if body.fresh:
                name = gather.raw_name(provider, number)
                state.replace_file(state.raw_path(root, name), body.content)
        known[provider.id] = {
            "at": now.isoformat(timespec="seconds"),
            "etags": {body.endpoint.url: body.etag for body in bodies if body.etag},
        }
    state.remember_fetched(root, known)


def kept(root: Path, providers: Iterable[Provider]) -> dict[str, gather.Body]:
    """The bodies that a 304 may repeat, by URL: those whose ETag and bytes are both still here."""
    known = state.fetched(root)
    found = {}
    for provider in providers:
        etags = known.get(provider.id, {}).get("etags", {})
        for number, endpoint in enumerate(provider.endpoints):
            etag = etags.get(endpoint.url)
            path = state.raw_path(root, gather.raw_name(provider, number))
            if etag and path.exists():
                found[endpoint.url] = gather.Body(endpoint=endpoint, content=path.read_bytes(), etag=etag)
    return found
