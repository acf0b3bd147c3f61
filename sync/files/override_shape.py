"""How an entry of an override file is written, for one that is not an item of its id's list.

acme/one: deprecated                 `- {state: deprecated, reason: …}`
acme/one: {disabled: true, …}        `- {disabled: true, …}`
"""

from collections.abc import Mapping

from sync.core.values import Doc, Path, Value
from sync.files.schemas import Kind, Schemas

_EXAMPLES: Mapping[str, str] = {
    "override-offers": "- {set: {price: {input: …, output: …}}, reason: …}",
    "override-capabilities": "- {set: {tools: false}, reason: …}",
    "override-deprecations": "- {state: deprecated, reason: …}",
    "ignore": '- {id: "…", reason: …}',
}
_SHOWN = 100


def misshapen(kind: Kind, schemas: Schemas, path: Path, value: Value) -> tuple[str, str] | None:
    """What to say of a value where an id's entries, or one of them, should stand; None elsewhere."""
    if kind not in _EXAMPLES or len(path) not in (1, 2):
        return None
    entry = schemas.entry(kind).get("items")
    if not isinstance(entry, dict):
        return None
    if isinstance(value, dict):
        return "this is not an item of a list, which begins with `- `", f"write `{_item(kind, entry, value)}`"
    return "an entry is a mapping in a list", f"write `{_of_word(kind, entry, value)}`"


def _item(kind: Kind, entry: Doc, value: Doc) -> str:
    from sync.files.render import inline

    if value.keys().isdisjoint(_properties(entry)):
        return _EXAMPLES[kind]
    text = f"- {inline(value)}"
    return text if len(text) <= _SHOWN else f"- {next(iter(value))}: …"


def _of_word(kind: Kind, entry: Doc, value: Value) -> str:
    """The entry that a lone word stands for: a model's state, or a capability that it has."""
    if isinstance(value, str):
        for key, form in (("state", "{}"), ("add", "[{}]")):
            part = _properties(entry).get(key)
            items = part.get("items", part) if isinstance(part, dict) else {}
            choices = items.get("enum") if isinstance(items, dict) else None
            if isinstance(choices, list) and value in choices:
                return f"- {{{key}: {form.format(value)}, reason: …}}"
    return _EXAMPLES[kind]


def _properties(entry: Doc) -> Doc:
    properties = entry.get("properties")
    return properties if isinstance(properties, dict) else {}
