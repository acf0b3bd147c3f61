"""Every record on its own: it is used, or quarantined with the reason; the rest goes on."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain

from sync import ids
from sync.core.facts import Listing, Quarantined, Record
from sync.sources.fields import Fields, Unusable
from sync.sources.payload import fault

MAX_NEW_FIELDS = 50
MAX_NEW_FIELD = 80
MAX_SHOWN = 80

Known = Mapping[str, frozenset[str]]
"""The keys an adapter knows, by the dotted path of the object (or list of objects) they stand in."""


Read = Callable[[str, Fields], Record]
"""How an adapter reads one record: by its id and its fields; raises Unusable when it can't."""


def listing(
    items: Sequence[object],
    read: Read,
    new_fields: Iterable[str],
    *,
    id_keys: Sequence[str] = ("id",),
    left_out: Callable[[Mapping[str, object]], bool] = lambda item: False,
) -> Listing:
    """The listing of `items`, each of them read on its own; the order of the list is not kept.

    The id stands under the first of `id_keys` that is there. What is `left_out` offers nothing
    to anybody: it is no record and no fault, only `fetched` counts it.
    """
    found: dict[str, Record] = {}
    quarantined: list[Quarantined] = []
    seen: dict[str, object] = {}
    for index, item in enumerate(items):
        if isinstance(item, dict) and left_out(item):
            continue
        shown, why = _check(item, index, seen, id_keys)
        if shown in seen and seen[shown] == item:
            continue  # word for word what was said already: Mistral's list does so (2026-07-13)
        seen.setdefault(shown, item)
        if why is None and isinstance(item, dict):
            try:
                found[shown] = read(shown, Fields(item))
            except Unusable as error:
                why = str(error)
        if why is not None:
            quarantined.append(Quarantined(id=shown, why=why))
    return Listing(
        records=dict(sorted(found.items())),
        fetched=len(items),
        quarantined=tuple(sorted(quarantined, key=lambda one: (one.id, one.why))),
        new_fields=tuple(name for name in sorted(set(new_fields)) if _harmless(name))[:MAX_NEW_FIELDS],
    )


def unknown_keys(items: Sequence[object], known: Known) -> set[str]:
    """Dotted names of the keys that nobody has told us about."""
    return {
        f"{path}.{key}" if path else key
        for path, keys in known.items()
        for key in set(chain.from_iterable(node for item in items for node in _nodes(item, path))) - keys
    }


def id_of(item: Mapping[str, object], keys: Sequence[str]) -> object:
    """What stands under the first of these keys that has something."""
    return next((item[key] for key in keys if item.get(key) not in (None, "")), item.get(keys[0]))


def _check(item: object, index: int, seen: Collection[str], id_keys: Sequence[str]) -> tuple[str, str | None]:
    """What to call a record, and why it can't be read; a usable id never stands for another record."""
    id_ = id_of(item, id_keys) if isinstance(item, dict) else None
    if not isinstance(id_, str):
        return f"#{index}", fault(item) or "id is not a text"
    bad = ids.unusable(id_)
    if bad:
        return _shown(id_) or f"#{index}", bad
    if id_ in seen:
        return id_, "listed twice; the first is used"
    return id_, fault(item)


def _shown(id_: str) -> str:
    """An unusable id in a form that breaks no line, and that no usable id has."""
    harmless = id_.isascii() and id_.isprintable() and id_ == id_.strip() and len(id_) <= MAX_SHOWN
    return id_ if harmless else ascii(id_)[:MAX_SHOWN]


def _nodes(item: object, path: str) -> list[dict[str, object]]:
    """The objects that stand at a dotted path."""
    node = item
    for key in path.split(".") if path else ():
        node = node.get(key) if isinstance(node, dict) else None
    return [one for one in (node if isinstance(node, list) else [node]) if isinstance(one, dict)]


def _harmless(name: str) -> bool:
    return len(name) <= MAX_NEW_FIELD and name.isascii() and name.isprintable()
