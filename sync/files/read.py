"""Reads one YAML file into plain values, and remembers where each of them stands.

    text ──libyaml──> nodes with marks ──scalar table──> values
                      └── what edit.py splices by

Every problem of a file is collected, with its line. Without libyaml the same values
come, slower, from PyYAML's own parser.
"""

from dataclasses import dataclass, field

import yaml

from sync.core.values import Doc, Path, Value
from sync.errors import Problem
from sync.files import scalars


MAX_DEPTH = 30
_BARE, _QUOTED = "bare", "quoted"
_BREAKS = {"\x85": "U+0085", "\u2028": "U+2028", "\u2029": "U+2029"}
_MERGE_MARKERS = ("<<<<<<< ", ">>>>>>> ", "||||||| ")


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: its values, the root node they were read from, and what is wrong with it.

    `value` is usable only when `problems` is empty. `root` is None for a file without content.
    """

    name: str
    value: Value
    root: yaml.Node | None
    problems: tuple[Problem, ...]

    def mapping(self) -> Doc:
        """The values of a file that must hold a mapping; an empty file is an empty one."""
        return self.value if isinstance(self.value, dict) else {}


@dataclass(slots=True)
class _Reading:
    name: str
    problems: list[Problem] = field(default_factory=list)

    def problem(
        self, node_or_line: yaml.Node | int | None, path: Path, message: str, rule: str, fix: str
    ) -> None:
        line = node_or_line.start_mark.line + 1 if isinstance(node_or_line, yaml.Node) else node_or_line
        self.problems.append(
            Problem(file=self.name, line=line, path=".".join(path), message=message, rule=rule, fix=fix)
        )


def read(text: str, name: str) -> Document:
    """Read `text`, the content of the file called `name` in messages."""
    reading = _Reading(name)
    _look_at_lines(text, reading)
    if reading.problems:
        return Document(name, None, None, tuple(reading.problems))
    try:
        root = compose(text)
        value = None if root is None else _construct(root, (), reading)
    except yaml.YAMLError as error:
        _syntax(error, reading)
        return Document(name, None, None, tuple(reading.problems))
    except RecursionError:
        reading.problem(None, (), "nested too deep", "yaml", f"keep to {MAX_DEPTH} levels")
        return Document(name, None, None, tuple(reading.problems))
    if not reading.problems and not isinstance(value, dict | None):
        reading.problem(root, (), "the file does not hold a mapping", "yaml", "write `key: value` lines")
    return Document(name, value, root, tuple(reading.problems))


def compose(text: str) -> yaml.Node | None:
    """The node tree of a text; a scalar's tag says whether it stands bare or in quotes."""
    loader = _Composer(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


def text_of(raw: bytes, name: str) -> str | Problem:
    """A file's bytes as text, without changing a line ending."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Problem(
            file=name, line=line, path="", message="not UTF-8", rule="encoding", fix="save the file as UTF-8"
        )


def find(root: yaml.Node | None, path: Path) -> yaml.Node | None:
    """The key node that `path` leads to (its last part that exists); None when not even the first does."""
    node, found = root, None
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == part), None)
            if pair is None:
                return found
            found, node = pair
        elif isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
            found = node = node.value[int(part)]
        else:
            return found
    return found


def line_of(root: yaml.Node | None, path: Path) -> int | None:
    """The line, from 1, of what `path` leads to, or of the closest thing above it."""
    node = find(root, path)
    return None if node is None else node.start_mark.line + 1


class _Resolver:
    """Keeps what PyYAML's resolvers would guess out: a scalar is bare or quoted, nothing more."""

    def descend_resolver(self, *_: object) -> None: ...

    def ascend_resolver(self) -> None: ...

    def resolve(self, kind: type[yaml.Node], value: str, implicit: object) -> str:
        if kind is yaml.ScalarNode:
            return _BARE if implicit[0] else _QUOTED  # type: ignore[index]
        return "collection"


if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    class _Composer(CParser, _Resolver):
        """libyaml's parser: fast, and its marks say where every node stands."""

else:  # pragma: no cover - a PyYAML without libyaml

    class _Composer(  # type: ignore[no-redef]
        yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser, yaml.composer.Composer, _Resolver
    ):
        def __init__(self, text: str) -> None:
            yaml.reader.Reader.__init__(self, text)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)
            yaml.composer.Composer.__init__(self)


def _look_at_lines(text: str, reading: _Reading) -> None:
    """What a YAML parser would report badly or not at all."""
    if text.startswith("\ufeff"):
        reading.problem(
            1, (), "the file begins with a byte order mark", "encoding", "save it as UTF-8 without one"
        )
    if "<<<<<<< " in text or ">>>>>>> " in text:
        for number, line in enumerate(text.split("\n"), 1):
            if line.startswith(_MERGE_MARKERS):
                reading.problem(
                    number, (), "a merge marker", "merge-marker", "settle the merge and take the marker out"
                )
    for char, name in _BREAKS.items():
        if char in text:
            reading.problem(
                _line_at(text, text.index(char)),
                (),
                f"the line break {name}",
                "encoding",
                "take it out, or write it as \\u.... in double quotes",
            )
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        at = text.replace("\r\n", "\n\n").index("\r")
        reading.problem(
            _line_at(text, at), (), "a carriage return inside a line", "encoding", "end lines with LF or CRLF"
        )


def _line_at(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1


def _construct(node: yaml.Node, path: Path, reading: _Reading) -> Value:
    if isinstance(node, yaml.ScalarNode):
        tag = node.tag
        if tag == _BARE:
            try:
                return scalars.read(node.value)
            except scalars.ScalarError as error:
                reading.problem(node, path, str(error), "scalar", error.fix)
                return None
        if tag != _QUOTED:
            reading.problem(node, path, f"a tag ({tag})", "yaml", "write the value without a tag")
        return str(node.value)
    if len(path) > MAX_DEPTH:
        reading.problem(node, path, "nested too deep", "yaml", f"keep to {MAX_DEPTH} levels")
        return None
    if node.tag != "collection":
        reading.problem(node, path, f"a tag ({node.tag})", "yaml", "write the value without a tag")
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*path, str(index)), reading) for index, item in enumerate(node.value)]
    return _mapping(node, path, reading)


def _mapping(node: yaml.Node, path: Path, reading: _Reading) -> Value:
    doc: Doc = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if key == "<<" and key_node.tag == _BARE:
            reading.problem(
                key_node, path, "a merge key", "merge-key", "write the values out where they are meant"
            )
            continue
        if not isinstance(key, str) or (key_node.tag == _BARE and not _is_text(key)):
            reading.problem(
                key_node, path, "a key that isn't text", "scalar", "write the key in double quotes"
            )
            continue
        if key in doc:
            reading.problem(
                key_node,
                (*path, key),
                "the key stands here twice",
                "duplicate-key",
                "keep the one that is meant",
            )
            continue
        doc[key] = _construct(value_node, (*path, key), reading)
    return doc


def _is_text(word: str) -> bool:
    try:
        return isinstance(scalars.read(word), str)
    except scalars.ScalarError:
        return False


def _syntax(error: yaml.YAMLError, reading: _Reading) -> None:
    mark = getattr(error, "problem_mark", None)
    message = getattr(error, "problem", None) or str(error).splitlines()[0]
    fix = "mend the YAML at this line; quotes around the text often help"
    if "undefined alias" in str(message):
        fix = "write the value out; an anchor does not reach across files"
    reading.problem(None if mark is None else mark.line + 1, (), str(message), "yaml", fix)
