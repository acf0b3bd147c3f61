"""How people spell things: comments behind a text, zeros in front of a number, other words for a key."""

import re
from collections.abc import Iterator

import yaml

from sync.core.values import Path
from sync.files import marks
from sync.files.compose import BARE
from sync.files.read import Document

_COMMENT = re.compile(r"[ \t]+(#[^\r\n]*)")
_PERHAPS = re.compile(r"[\s\[{:,]-?0[0-9]")
_ZERO = re.compile(r"-?0[0-9]+(\.[0-9]+)?")

_WORDS = {
    "added": ("date", "since"),
    "cache_read": ("cache", "cached", "cached_input", "cache_hit", "input_cache_read"),
    "cache_write": ("cache_creation", "input_cache_write"),
    "context": ("context_length", "context_size", "context_window"),
    "ends": ("end", "end_of_life", "eol", "expires", "sunset"),
    "input": ("prompt", "prompts"),
    "json_mode": ("json",),
    "max_input": ("max_input_tokens", "max_prompt_tokens"),
    "max_output": ("max_completion_tokens", "max_output_tokens", "max_tokens"),
    "output": ("completion", "completions"),
    "parallel_tools": ("parallel_tool_calls",),
    "price": ("cost", "pricing"),
    "reason": ("because", "why"),
    "replaced_by": ("replacement", "successor"),
    "source": ("href", "link", "reference", "url"),
    "state": ("status",),
    "structured_outputs": ("json_schema",),
    "tools": ("function_calling", "functions", "tool_calls", "tool_calling"),
    "until": ("end", "expires", "expiry", "valid_to", "valid_until"),
}
"""Words that people and other price lists use for the keys of ours."""

MEDIA = {"vision": "image", "images": "image", "image_input": "image", "pdf": "file", "files": "file"}
"""What others call a capability, and is a medium that goes in."""


def synonyms(key: str) -> list[str]:
    """The keys that another word may stand for."""
    word = key.strip().lower().replace("-", "_").replace(" ", "_")
    return [name for name, words in _WORDS.items() if word in words]


def comment_behind(document: Document, text: str, path: Path) -> str | None:
    """The comment on the line of a text that stands without quotes in a mapping; None where none is."""
    mapping = node_at(document.root, path[:-1])
    pairs = mapping.value if isinstance(mapping, yaml.MappingNode) else []
    pair = next((pair for pair in pairs if pair[0].value == path[-1] and pair[1].tag == BARE), None)
    found = _COMMENT.match(text, marks.value_span(text, pair)[1]) if pair else None
    return found[1].rstrip() if found else None


def node_at(root: yaml.Node | None, path: Path) -> yaml.Node | None:
    """The node of the value that stands at a path, which must be there."""
    node = root
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode):
            node = node.value[int(part)]
    return node


def may_have_zeros(text: str) -> bool:
    """Whether a look at its numbers is worth reading a file once more."""
    return bool(_PERHAPS.search(text))


def with_zeros(document: Document) -> Iterator[tuple[int, str]]:
    """The numbers with a zero in front, each with its line."""
    for node in marks.every(document.root) if document.root is not None else ():
        if isinstance(node, yaml.ScalarNode) and node.tag == BARE and _ZERO.fullmatch(node.value):
            yield node.start_mark.line + 1, node.value
