"""A provider file as typed values: where its list is, who may ask for it, how it is merged.

    catalog/providers/<id>.yaml ──sync.files──> Doc ──schema──> provider() ──> Provider

`provider` trusts the schema: a document that `provider.schema.json` would refuse is a bug here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import get_args

from sync.core.due import Frequency
from sync.core.fields import Strategy
from sync.core.values import Doc, Value, copy_doc
from sync.sources.prices import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """The header a key goes into, and what stands before the key."""

    header_name: str = "Authorization"
    prefix: str = "Bearer "


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address of a provider's list.

    `price_unit` is for a dialect whose prices don't say their unit; None: nobody said it.
    `provider` and `api_keys` repeat what the file says, so that an error about this
    address can name the file and the variables that mend it.
    """

    url: str
    endpoint_type: str = "CHAT_COMPLETIONS"
    format: str = "OPENAI"
    transformer: str
    price_unit: Unit | None = None
    auth: Auth = Auth()
    provider: str = ""
    api_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One endpoint to fetch, with what to send along.

    deadline  seconds for everything; None: as long as any list may take
    """

    endpoint: Endpoint
    key: str | None = field(default=None, repr=False)
    etag: str | None = None
    deadline: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider file. The list is complete only when every endpoint answered.

    api_keys  environment variables, the first one that is set wins
    pricing_url  the provider's own page of prices, https; empty: nobody said it
    timeout   seconds after which the answer of an endpoint is given up; None: as for any list
    always    fields that upstream writes even over a hand edit
    never     fields that upstream never writes
    usable    what a new id must be able to do to come in: a context, one of some outputs
    guards    this provider's own thresholds, laid over `rules/guards.yaml`
    """

    id: str
    name: str
    homepage: str
    pricing_url: str = ""
    api_keys: tuple[str, ...] = ()
    enabled: bool = True
    update_frequency: Frequency = "daily"
    key_required: bool = False
    timeout: float | None = None
    endpoints: tuple[Endpoint, ...]
    descriptions: bool = False
    strategy: Strategy = "preserve_manual"
    always: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    min_context: int | None = None
    outputs: frozenset[str] | None = None
    guards: Doc = field(default_factory=dict)


def provider(id: str, doc: Doc) -> Provider:
    """The provider file `catalog/providers/<id>.yaml`, which passed its schema."""
    api, merge = _map(doc, "models_api"), _map(doc, "merge")
    keys = _texts(doc, "api_keys")
    usable = _map(doc, "usable")
    context, timeout = usable.get("min_context"), api.get("timeout")
    return Provider(
        id=id,
        name=_text(doc, "name", id),
        homepage=_text(doc, "homepage", ""),
        pricing_url=_text(doc, "pricing_url", ""),
        api_keys=keys,
        enabled=_flag(api, "enabled", default=True),
        update_frequency=_frequency(_text(api, "update_frequency", "daily")),
        key_required=_flag(api, "key_required"),
        timeout=float(timeout) if isinstance(timeout, int | Decimal) else None,
        endpoints=tuple(_endpoint(item, provider=id, api_keys=keys) for item in _list(api, "endpoints")),
        descriptions=_flag(doc, "descriptions"),
        strategy=_strategy(_text(merge, "strategy", "preserve_manual")),
        always=frozenset(_texts(merge, "always")),
        never=frozenset(_texts(merge, "never")),
        min_context=context if isinstance(context, int) else None,
        outputs=frozenset(_texts(usable, "outputs")) or None,
        guards=copy_doc(_map(doc, "guards")),
    )


def find_key(provider: Provider, environ: Mapping[str, str]) -> tuple[str, str] | None:
    """The variable that holds the provider's key and the key; None when none is set.

    A blank variable counts as not set (an absent CI secret is an empty string), and the
    white space around a key, usually the line end of a pasted secret, is no part of it.
    """
    for name in provider.api_keys:
        key = environ.get(name, "").strip()
        if key:
            return name, key
    return None


def _endpoint(item: Value, *, provider: str, api_keys: tuple[str, ...]) -> Endpoint:
    assert isinstance(item, dict)  # noqa: S101  provider.schema.json proved it, here and below
    url, transformer = item["url"], item["transformer"]
    assert isinstance(url, str) and isinstance(transformer, str)  # noqa: S101
    return Endpoint(
        url=url,
        endpoint_type=_text(item, "endpoint_type", "CHAT_COMPLETIONS"),
        format=_text(item, "format", "OPENAI"),
        transformer=transformer,
        price_unit=_unit(_text(item, "price_unit", "")),
        auth=_auth(_map(item, "auth")),
        provider=provider,
        api_keys=api_keys,
    )


def _auth(doc: Doc) -> Auth:
    header = _text(doc, "header_name", Auth().header_name)
    # `Bearer ` belongs to Authorization; x-api-key and its like take the bare key
    usual = Auth().prefix if header.lower() == "authorization" else ""
    return Auth(header_name=header, prefix=_text(doc, "prefix", usual))


def _unit(text: str) -> Unit | None:
    known: tuple[Unit, ...] = get_args(Unit)
    return next((word for word in known if word == text), None)


def _frequency(text: str) -> Frequency:
    known: tuple[Frequency, ...] = get_args(Frequency)
    return next(word for word in known if word == text)


def _strategy(text: str) -> Strategy:
    known: tuple[Strategy, ...] = get_args(Strategy)
    return next(word for word in known if word == text)


def _map(doc: Doc, key: str) -> Doc:
    value = doc.get(key)
    assert value is None or isinstance(value, dict), key  # noqa: S101
    return value or {}


def _list(doc: Doc, key: str) -> list[Value]:
    value = doc.get(key)
    assert value is None or isinstance(value, list), key  # noqa: S101
    return value or []


def _texts(doc: Doc, key: str) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(doc, key))


def _text(doc: Doc, key: str, default: str) -> str:
    value = doc.get(key)
    assert value is None or isinstance(value, str), key  # noqa: S101
    return default if value is None else value


def _flag(doc: Doc, key: str, *, default: bool = False) -> bool:
    value = doc.get(key)
    assert value is None or isinstance(value, bool), key  # noqa: S101
    return default if value is None else value
