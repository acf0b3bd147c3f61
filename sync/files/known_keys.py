"""Which keys a schema knows at a place, through `$ref`, `anyOf` and `if … then`.

A shape is the parts of schemas that speak of one place, each with the file that it stands in.
"""

from collections.abc import Iterator
from functools import cache

from sync.core.values import Doc, Path, Value
from sync.files.schemas import Kind, Schemas

Part = tuple[str, Doc]
"""The name of a schema's file, and a part of that schema."""
Shape = tuple[Part, ...]

_CHOICES = ("anyOf", "oneOf", "allOf")
_BRANCHES = ("then", "else")


class Keys:
    """The keys of one schema. What was asked is remembered: a price list asks the same of each entry."""

    def __init__(self, schemas: Schemas, name: str) -> None:
        self._schemas = schemas
        # By the id of a shape, which is kept beside the answer so that no other shape gets its id.
        self._properties: dict[int, tuple[Shape, dict[str, Shape]]] = {}
        self._inner: dict[tuple[int, str], tuple[Shape, Shape]] = {}
        self.top: Shape = self._whole([(name, schemas.docs[name])])

    def properties(self, shape: Shape) -> dict[str, Shape]:
        """The keys that a mapping may have by name, with the shapes of their values."""
        known = self._properties.get(id(shape))
        if known is None:
            known = self._properties[id(shape)] = shape, self._named(shape)
        return known[1]

    def others(self, shape: Shape) -> Shape:
        """The shape of the values of a mapping whose keys are anybody's."""
        return self._inside(shape, "additionalProperties")

    def items(self, shape: Shape) -> Shape:
        """The shape of a list's items."""
        return self._inside(shape, "items")

    def leads(self, shape: Shape, path: Path) -> bool:
        """Whether a path of keys leads to something."""
        for name in path:
            known = self.properties(shape)
            if name not in known:
                return False
            shape = known[name]
        return True

    def is_list(self, shape: Shape, path: Path) -> bool:
        """Whether what a path of keys leads to is a list."""
        for name in path:
            shape = self.properties(shape).get(name, ())
        return bool(self.items(shape))

    def below(self, shape: Shape, depth: int = 2) -> Iterator[Path]:
        """The paths of the keys inside a mapping's values, those that stand higher first."""
        level: list[tuple[Path, Shape]] = [((), shape)]
        for at in range(depth + 1):
            following = [
                ((*path, name), inner)
                for path, part in level
                for name, inner in self.properties(part).items()
            ]
            if at:
                yield from (path for path, _ in following)
            level = following

    def _named(self, shape: Shape) -> dict[str, Shape]:
        found: dict[str, list[Part]] = {}
        for name, part in shape:
            properties = part.get("properties")
            for key, inner in properties.items() if isinstance(properties, dict) else ():
                if isinstance(inner, dict):
                    found.setdefault(key, []).append((name, inner))
        return {key: self._whole(parts) for key, parts in found.items()}

    def _inside(self, shape: Shape, keyword: str) -> Shape:
        known = self._inner.get((id(shape), keyword))
        if known is None:
            inner = [(name, part.get(keyword)) for name, part in shape]
            whole = self._whole([(name, part) for name, part in inner if isinstance(part, dict)])
            known = self._inner[id(shape), keyword] = shape, whole
        return known[1]

    def _whole(self, parts: list[Part]) -> Shape:
        """Parts with all that they refer to and choose from, each once."""
        found: dict[int, Part] = {}
        left = list(parts)
        while left:
            name, part = left.pop()
            if id(part) not in found:
                found[id(part)] = (name, part)
                left += self._more(name, part)
        return tuple(found.values())

    def _more(self, name: str, part: Doc) -> Iterator[Part]:
        target = part.get("$ref")
        if isinstance(target, str):
            yield from self._target(name, target)
        for keyword in _CHOICES:
            choices = part.get(keyword)
            yield from (
                (name, each)
                for each in (choices if isinstance(choices, list) else ())
                if isinstance(each, dict)
            )
        for keyword in _BRANCHES:
            branch = part.get(keyword)
            if isinstance(branch, dict):
                yield name, branch

    def _target(self, name: str, reference: str) -> Iterator[Part]:
        file, _, pointer = reference.partition("#")
        node: Value = self._schemas.docs.get(file or name)
        for key in filter(None, pointer.split("/")):
            node = node.get(key) if isinstance(node, dict) else None
        if isinstance(node, dict):
            yield file or name, node


@cache
def keys_of(schemas: Schemas, kind: Kind) -> Keys:
    """The keys of a kind of file, the same for each file of it."""
    return Keys(schemas, f"{kind}.schema.json")
