"""Any OpenAI-compatible `GET /models`: what is listed, and whatever more a provider says of it.

    {"id": "deepseek-chat", "object": "model", "owned_by": "deepseek"}    exists, and no more is known
    {"id": "…", "context_window": 131072, "supports_tools": true, …}      what is said is read

Such a list proves that an id exists. Silence proves nothing, so a source that says little never
takes away what others know. `created` is not kept: it is the time of the request at Mistral and
Hyperbolic, one constant for all at NVIDIA and Vercel, 0 at DeepInfra, Perplexity and Cerebras;
neither is `owned_by`, which is "system" or the provider itself at most. Fine-tunes of the account
(`ft:…`) concern nobody else: they are left out, only the number of fetched records counts them.
"""

from collections.abc import Callable, Iterable, Mapping

from sync.core.facts import Listing, Record
from sync.sources import abilities, collect, openai_facts, openai_price
from sync.sources.adapter import Adapter
from sync.sources.fields import Fields, known
from sync.sources.payload import records
from sync.sources.prices import Unit

_IDS = ("id", "model")

_KEYS = frozenset({
    *_IDS, "object", "created", "owned_by", "permission", "root", "parent", "description", "pricing",
    "capabilities", "supported_features", *openai_facts.NAMES,
    *(key for keys in openai_facts.MODALITIES.values() for key in keys),
    *openai_facts.CONTEXT, *openai_facts.MAX_INPUT, *openai_facts.MAX_OUTPUT, *openai_facts.FLAGS,
})  # fmt: skip


def parse(payload: object) -> Listing:
    """Every record of `{data: […]}` or of a bare list; raises SourceError when there is no list."""
    return _listing(payload, None)


def in_unit(payload: object, unit: Unit) -> Listing:
    """`parse`, where the provider's file says what bare prices are for."""
    return _listing(payload, unit)


def _listing(payload: object, unit: Unit | None) -> Listing:
    items = records(payload, where="openai")
    ours = [item for item in items if not (isinstance(item, dict) and _private(item))]
    news = (
        collect.unknown_keys(ours, {"": _KEYS})
        | openai_price.new_fields(ours, unit)
        | _unread_abilities(ours)
    )
    return collect.listing(items, _reader(unit), news, id_keys=_IDS, left_out=_private)


def _private(item: Mapping[str, object]) -> bool:
    id_ = collect.id_of(item, _IDS)
    return isinstance(id_, str) and id_.lower().startswith("ft:")


def _reader(unit: Unit | None) -> Callable[[str, Fields], Record]:
    def read(id_: str, fields: Fields) -> Record:
        said = openai_facts.said(fields)
        modalities = openai_facts.seen(said) | openai_facts.modalities(fields)
        facts = {
            "name": openai_facts.name(id_, fields),
            "modalities": modalities,
            "limits": openai_facts.limits(fields),
            "capabilities": abilities.from_api(
                abilities.made(modalities.get("output")) | abilities.stated(said)
            ),
            "description": fields.prose("description"),
        }
        offer = openai_price.offer(fields.part("pricing"), unit)
        return Record(id=id_, model=None, facts=known(facts), offer=offer)

    return read


def _unread_abilities(items: Iterable[object]) -> set[str]:
    """Names under `capabilities` that say nothing to us, and all of them where they aren't simple."""
    found: set[str] = set()
    for item in items:
        named = item.get("capabilities") if isinstance(item, dict) else None
        if isinstance(named, dict):
            simple = openai_facts.is_simple(named)
            found |= {f"capabilities.{name}" for name in named if not (simple and _understood(name))}
    return found


def _understood(name: str) -> bool:
    return abilities.word(name) in {*abilities.CAN, *abilities.READS}


ADAPTER = Adapter(
    name="openai",
    rules="openai/1",
    parse=parse,
    created_stable=False,
    authoritative=frozenset(),
    price_unit="what an object names, else what `price_unit` in the provider's file says",
    in_unit=in_unit,
)
