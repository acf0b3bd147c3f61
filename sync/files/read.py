"""Reads one YAML file into plain values, and remembers where each of them stands.

    text ──libyaml──> nodes with marks ──scalar table──> values
                      └── what edit.py splices by

Every problem of a file is collected, with its line. Without libyaml the same values
come, slower, from PyYAML's own parser.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

import yaml

from sync.core.values import Doc, Path, Value
from sync.errors import Problem
from sync.files import commas, scalars, syntax
from sync.files.compose import BARE, COLLECTION, QUOTED, compose
from sync.files.marks import find, line_of
from sync.files.syntax import MAX_DEPTH

__all__ = ["MAX_DEPTH", "Document", "find", "line_of", "read", "text_of", "value_of"]

MAX_USES = 1_000
_BREAKS = {"\x85": "U+0085", "\u2028": "U+2028", "\u2029": "U+2029"}
_MERGE_MARKER = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?= |\r?$)", re.MULTILINE)
_LONE_CR = re.compile(r"\r(?!\n)")
_DAYS = frozenset(
    {"added", "ends", "knowledge_cutoff", "missing_since", "released", "retrieved", "since", "until"}
)
"""The keys whose value is a day and no other text."""
_FLAGS = frozenset({"active", "disabled", "dynamic", "enabled", "value"})
"""The keys whose value is true or false, capabilities apart."""
_WORDS = {"decide": "accept, reject or open", "free": "confirmed, or take it out"}
"""The keys whose value is one of a few words, where yes or no is likely to be typed."""


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
    visits: dict[int, int] | None = None  # how often each collection was read, where there are aliases

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
    text = _look_at_lines(text, reading)
    if any(problem.rule == "merge-marker" for problem in reading.problems):
        return Document(name, None, None, tuple(reading.problems))
    if "*" in text:
        reading.visits = {}
    value, root = None, None
    try:
        root = compose(text)
        value = None if root is None else _construct(root, (), reading)
    except yaml.YAMLError as error:
        line, message, rule, fix = syntax.told(text, error)
        reading.problem(line, (), message, rule, fix)
    if not reading.problems and not isinstance(value, dict | None):
        reading.problem(root, (), "the file does not hold a mapping", "yaml", "write `key: value` lines")
    return Document(name, value, root, tuple(sorted(reading.problems, key=lambda found: found.line or 0)))


def value_of(node: yaml.Node) -> Value:
    """The value of a node of a document without problems."""
    return _construct(node, (), _Reading(""))


def text_of(raw: bytes, name: str) -> str | Problem:
    """A file's bytes as text, without changing a line ending."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Problem(
            file=name, line=line, path="", message="not UTF-8", rule="encoding", fix="save the file as UTF-8"
        )


def _look_at_lines(text: str, reading: _Reading) -> str:
    """Report what a YAML parser would report badly or not at all; the text to read on with."""
    if text.startswith("\ufeff"):
        reading.problem(1, (), "a byte order mark", "encoding", "save the file as UTF-8 without one")
        text = text[1:]
    if "<<<<<<<" in text or ">>>>>>>" in text:
        for match in _MERGE_MARKER.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            reading.problem(
                line, (), "a merge marker", "merge-marker", "settle the merge and take the marker out"
            )
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        text = _without(
            _LONE_CR, text, reading, "a carriage return inside a line", "end lines with LF or CRLF"
        )
    if not text.isascii():
        for char, name in _BREAKS.items():
            fix = f'take it out, or write it as "\\u{ord(char):04x}" in double quotes'
            text = _without(re.compile(char), text, reading, f"the line break {name}", fix)
    return text


def _without(pattern: re.Pattern[str], text: str, reading: _Reading, message: str, fix: str) -> str:
    """Report each place; the text with a blank there, so that other lines keep their numbers."""
    for match in pattern.finditer(text):
        reading.problem(text.count("\n", 0, match.start()) + 1, (), message, "encoding", fix)
    return pattern.sub(" ", text)


def _construct(node: yaml.Node, path: Path, reading: _Reading) -> Value:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, reading)
    if len(path) > MAX_DEPTH:
        reading.problem(node, path, "nested too deep", "yaml", f"keep to {MAX_DEPTH} levels")
        return None
    if reading.visits is not None and not _visit(node, path, reading, reading.visits):
        return None
    if node.tag != COLLECTION:
        reading.problem(node, path, f"a tag ({node.tag})", "yaml", "write the value without a tag")
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*path, str(index)), reading) for index, item in enumerate(node.value)]
    return _mapping(node, path, reading)


def _mapping(node: yaml.Node, path: Path, reading: _Reading) -> Doc:
    doc: Doc = {}
    aliases = _alias_keys(node) if reading.visits is not None else ()
    for key_node, value_node in node.value:
        key = key_node.value
        known = key_node.tag == QUOTED or (key_node.tag == BARE and _is_text(key))
        if not known or key in doc or key_node in aliases:
            split = commas.split_in(node, key_node)
            if split is None:
                why = "" if not known else "alias" if key_node in aliases else "twice"
                _bad_key(node, key_node, path, reading, why)
            elif split.is_first:
                what, fix = f"a comma ended the number of {split.name}", f"write {split.name}: {split.number}"
                reading.problem(key_node, path, what, "scalar", fix)
            continue
        if value_node.tag == BARE:
            try:
                doc[key] = _word(value_node.value)
                continue
            except scalars.ScalarError:
                pass  # told below, with its path
        doc[key] = _construct(value_node, (*path, key), reading)
    return doc


def _scalar(node: yaml.ScalarNode, path: Path, reading: _Reading) -> Value:
    if node.tag == BARE:
        try:
            return _word(node.value)
        except scalars.ScalarError as error:
            is_day = bool(path) and path[-1] in _DAYS
            fix = (
                "write a day of the calendar as YYYY-MM-DD" if is_day else _bare_fix(error.fix, path, reading)
            )
            reading.problem(node, path, str(error), "scalar", fix)
            return None
    if node.tag != QUOTED:
        reading.problem(node, path, f"a tag ({node.tag})", "yaml", "write the value without a tag")
    return str(node.value)


def _bare_fix(fix: str, path: Path, reading: _Reading) -> str:
    """How to write a word that readers disagree about; what is true or false is never a text.

    And where only certain words are right it is neither.
    """
    if path and path[-1] in _WORDS:
        return f"write {_WORDS[path[-1]]}"
    above = "set" if reading.name == "overrides/capabilities.yaml" else "capabilities"
    is_flag = bool(path) and (path[-1] in _FLAGS or path[-2:-1] == (above,))
    return fix.partition(", or ")[0] if is_flag else fix


def _visit(node: yaml.Node, path: Path, reading: _Reading, visits: dict[int, int]) -> bool:
    """Whether a node may be read (once more): aliases inside aliases grow without bound."""
    visits[id(node)] = visits.get(id(node), 0) + 1
    if visits[id(node)] == MAX_USES + 1:
        fix = "write the values out where they are meant"
        reading.problem(node, path, f"an anchor is used more than {MAX_USES} times", "yaml", fix)
    return visits[id(node)] <= MAX_USES


def _alias_keys(mapping: yaml.Node) -> list[yaml.Node]:
    """The keys that are aliases: they stand somewhere before their own place."""
    after, found = mapping.start_mark.index, []
    for key, _ in mapping.value:
        if key.start_mark.index < after:
            found.append(key)
        else:
            after = key.end_mark.index
    return found


def _bad_key(mapping: yaml.Node, key: yaml.Node, path: Path, reading: _Reading, why: str) -> None:
    if why == "twice":
        is_decided = not path and reading.name.startswith("overrides/")
        values = [value for other, value in mapping.value if other.value == key.value]
        fix = "put the entries of both under one key" if is_decided else "keep the one that is meant"
        if all(isinstance(value, yaml.MappingNode) for value in values):
            fix = "put the keys of both under one"
        reading.problem(key, (*path, key.value), "the key stands here twice", "duplicate-key", fix)
    elif why == "alias":
        reading.problem(key, path, "a key is an alias of this", "yaml", "write the key out")
    elif key.value == "<<" and key.tag == BARE:
        fix = "write the values out where they are meant"
        reading.problem(key, path, "a merge key", "merge-key", fix)
    else:
        reading.problem(key, path, "a key that isn't text", "scalar", "write the key in double quotes")


_word = lru_cache(maxsize=10_000)(scalars.read)  # a price list repeats few words many times


@lru_cache(maxsize=10_000)
def _is_text(word: str) -> bool:
    try:
        return isinstance(scalars.read(word), str)
    except scalars.ScalarError:
        return False
