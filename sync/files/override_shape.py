"""How an entry of an override file is written, for one that is not an item of its id's list.

acme/one: deprecated                 `- {state: deprecated, reason: …}`
acme/one: {disabled: true, …}        `- {disabled: true, …}`
openrouter: {acme/one: …}            the provider's name is the file's already
- disabled: true / - reason: …       one dash for an entry
"""

from collections.abc import Mapping

import yaml

from sync.core.overrides import OFFERS
from sync.core.values import Doc, Path, Value
from sync.errors import Problem
from sync.files.read import Document, line_of
from sync.files.schemas import Kind, Schemas
from sync.files.spelling import node_at

_EXAMPLES: Mapping[str, str] = {
    "override-offers": "- {set: {price: {input: …, output: …}}, reason: …}",
    "override-capabilities": "- {set: {tools: false}, reason: …}",
    "override-deprecations": "- {state: deprecated, reason: …}",
    "ignore": '- {id: "…", reason: …}',
}
_SHOWN = 100


def misshapen(
    document: Document, kind: Kind, schemas: Schemas, path: Path, value: Value
) -> tuple[str, str] | None:
    """What to say of a value where an id's entries, or one of them, should stand; None elsewhere."""
    if kind not in _EXAMPLES or len(path) not in (1, 2):
        return None
    entry = _entry(kind, schemas)
    if not entry:
        return None
    if isinstance(value, dict):
        if document.name == f"{OFFERS}{path[0]}.yaml" and len(path) == 1:
            fix = f"take the line `{path[0]}:` out, and move what stands below it {_indent(document, path)}"
            return f"the whole file is about {path[0]} already", fix
        node, text = node_at(document.root, path), _item(kind, entry, value)
        if (
            len(path) == 1
            and isinstance(node, yaml.MappingNode)
            and not node.flow_style
            and text.endswith(": …")
        ):
            fix = "write `- ` before the first line of the entry, and two more blanks before its others"
            return "this is not an item of a list, which begins with `- `", fix
        return "this is not an item of a list, which begins with `- `", f"write `{_item(kind, entry, value)}`"
    return "an entry is a mapping in a list", f"write `{_of_word(kind, entry, value)}`"


def _indent(document: Document, path: Path) -> str:
    node = node_at(document.root, path)
    is_block = isinstance(node, yaml.MappingNode) and not node.flow_style
    return f"{node.start_mark.column} blanks to the left" if node and is_block else "out of its braces"


def dashed(document: Document, kind: Kind, schemas: Schemas) -> list[Problem]:
    """The entries with a dash before each of their lines, which makes each line an entry."""
    if kind not in _EXAMPLES:
        return []
    known = set(_properties(_entry(kind, schemas)))
    return [
        Problem(
            file=document.name,
            line=line_of(document.root, (key,)),
            path=key,
            message="each line has a dash, so that each is read as an entry",
            rule="schema",
            fix="write one dash for an entry: keep the first, and write a blank in place of each other one",
        )
        for key, listed in document.mapping().items()
        if isinstance(listed, list) and len(listed) > 1 and _is_one(listed, known)
    ]


def _is_one(listed: list[Value], known: set[str]) -> bool:
    """Whether the items are the keys of one entry, each once."""
    names: list[str] = []
    for item in listed:
        if not isinstance(item, dict) or len(item) != 1:
            return False
        names += item
    return "reason" in names and known.issuperset(names) and len(set(names)) == len(names)


def _entry(kind: Kind, schemas: Schemas) -> Doc:
    items = schemas.entry(kind).get("items")
    return items if isinstance(items, dict) else {}


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
