"""Gets every provider's payload, over HTTP or from a file, and has its adapter read it.

    providers ──http / file──> bodies ──payload.decode──> adapter.parse ──> Listing | SourceError

One provider's failure is its own: the result holds a Listing or a SourceError for each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sync.core.facts import Listing, Quarantined, Record
from sync.core.outcome import Source
from sync.errors import SourceError, UsageError
from sync.sources import payload
from sync.sources.provider import Endpoint, Job, Provider, find_key
from sync.sources.registry import adapter


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One endpoint's answer. `fresh` False: it said that nothing changed and `content` is the kept one.

    echoed  the answer held the key, for which `***` stands now
    file    name of the file that it was handed in by; empty: the endpoint was asked
    """

    endpoint: Endpoint
    content: bytes
    etag: str | None = None
    fresh: bool = True
    echoed: bool = False
    file: str = ""

    @property
    def where(self) -> str:
        """Where to look when it can't be believed."""
        return self.file or self.endpoint.url


Answer = tuple[Body, ...] | SourceError
"""All endpoints of one provider, or why one of them failed."""


def from_files(providers: Iterable[Provider], files: Mapping[str, Path]) -> dict[str, Answer]:
    """Each provider's payload from its file, plain or gzipped."""
    return {each.id: _from_file(each, files[each.id]) for each in providers}


def file_in(folder: Path, provider: str) -> Path | None:
    """A provider's payload in a folder of them: `<provider>.json` or `<provider>.json.gz`."""
    names = (f"{provider}.json", f"{provider}.json.gz")
    return next((folder / name for name in names if (folder / name).is_file()), None)


def raw_name(provider: Provider, number: int) -> str:
    """What the payload of a provider's n-th endpoint (from 0) is called, without its ending."""
    return provider.id if number == 0 else f"{provider.id}.{number + 1}"


def over_http(
    providers: Sequence[Provider],
    *,
    environ: Mapping[str, str],
    kept: Mapping[str, Body],
    sleep: Callable[[float], None],
    pause: float = 1,
) -> dict[str, Answer]:
    """Each provider's payload from its endpoints. `kept` holds bodies, by URL, that a 304 may repeat."""
    from sync.sources import http

    answers: dict[str, Answer] = {}
    jobs: list[tuple[str, Job]] = []
    for each in providers:
        key = find_key(each, environ)
        if key is None and each.key_required:
            answers[each.id] = SourceError(
                "no key for this provider",
                where=each.id,
                fix=f"set {' or '.join(each.api_keys) or 'api_keys'}",
            )
            continue
        for endpoint in each.endpoints:
            etag = kept[endpoint.url].etag if endpoint.url in kept else None
            jobs.append((each.id, _job(each, endpoint, key=key[1] if key else None, etag=etag)))
    results = http.fetch_all(
        [job for _, job in jobs], session=lambda: http.new_session(environ), sleep=sleep, pause=pause
    )
    for (id_, job), result in zip(jobs, results, strict=True):
        so_far = answers.get(id_, ())
        if isinstance(so_far, SourceError):
            continue
        if isinstance(result, SourceError):
            answers[id_] = result
        else:
            fresh = result.status == "fresh"
            content = result.body if fresh else kept[job.endpoint.url].content
            body = Body(
                endpoint=job.endpoint,
                content=content,
                etag=result.etag,
                fresh=fresh,
                echoed=result.echoed,
            )
            answers[id_] = (*so_far, body)
    return answers


def listing(bodies: Sequence[Body]) -> Listing:
    """What all endpoints of a provider list together; raises SourceError when one can't be believed."""
    parts = []
    for body in bodies:
        decoded = payload.decode(body.content, where=body.where)
        try:
            parts.append(adapter(body.endpoint.transformer).read(decoded, body.endpoint.price_unit))
        except SourceError as error:
            raise SourceError(
                error.what,
                rule=error.rule,
                where=body.where,
                fix=error.fix or "look at what the URL answers",
            ) from None
    whole = _together(parts)
    if not whole.records:
        raise SourceError(
            f"none of its {whole.fetched} records can be used",
            rule="bad-ids",
            where=bodies[0].where,
            fix="look at what the URL answers; the adapter may not fit it",
        )
    return whole


def sources(bodies: Iterable[Body], now: datetime) -> tuple[Source, ...]:
    """What a run of this time was answered, as `--save-raw` keeps it; what a 304 repeated was so now."""
    return tuple(
        Source(url=body.endpoint.url, fetched=now, sha256=sha256(body.content).hexdigest()) for body in bodies
    )


def rules(provider: Provider) -> str:
    """The version of what is derived from this provider's payloads, the unit of its prices with it."""
    return " ".join(dict.fromkeys(map(_version, provider.endpoints)))


def _version(endpoint: Endpoint) -> str:
    rules = adapter(endpoint.transformer).rules
    return rules if endpoint.price_unit is None else f"{rules}+{endpoint.price_unit}"


def _job(provider: Provider, endpoint: Endpoint, *, key: str | None, etag: str | None) -> Job:
    return Job(endpoint=endpoint, key=key, etag=etag, deadline=provider.timeout)


def _together(parts: Sequence[Listing]) -> Listing:
    if len(parts) == 1:
        return parts[0]
    records: dict[str, Record] = {}
    quarantined: list[Quarantined] = []
    for part in parts:
        quarantined += part.quarantined
        for id_, record in part.records.items():
            if id_ in records:
                quarantined.append(Quarantined(id=id_, why="listed by two endpoints; the first is used"))
            else:
                records[id_] = record
    fresh = sorted({name for part in parts for name in part.new_fields})
    return replace(
        parts[0],
        records=dict(sorted(records.items())),
        fetched=sum(part.fetched for part in parts),
        quarantined=tuple(quarantined),
        new_fields=tuple(fresh),
    )


def _from_file(provider: Provider, path: Path) -> Answer:
    """The payload of the first endpoint; those of others lie beside it, as --save-raw puts them."""
    bodies = []
    for number, endpoint in enumerate(provider.endpoints):
        place = path if number == 0 else file_in(path.parent, raw_name(provider, number))
        if place is None:
            return SourceError(
                f"only {number} of {len(provider.endpoints)} payloads were handed in: the list isn't whole",
                where=str(path),
                fix=f"put {raw_name(provider, number)}.json beside it",
            )
        try:
            bodies.append(Body(endpoint=endpoint, content=place.read_bytes(), file=place.name))
        except OSError as error:
            raise UsageError(
                f"can't be read: {error.strerror}", where=str(place), fix="name a file with --from-file"
            ) from None
    return tuple(bodies)
