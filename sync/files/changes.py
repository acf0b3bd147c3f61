"""Finds the smallest splices that turn one value's text into another's.

Values that are mappings or lists on both sides are walked together, so that a change deep
inside touches its own bytes only. A pass either takes out and
replaces, or puts in, or makes an alias a value of its own.
"""

import difflib
from dataclasses import dataclass
from typing import Literal

import yaml

from sync.core.values import Doc, Value, same
from sync.files import marks, putin, takeout
from sync.files.layout import Layout
from sync.files.replace import Place, hand_over
from sync.files.replace import value as replace_value
from sync.files.splices import Splices

Phase = Literal["replace", "insert", "alias"]
"""What a pass does. An alias comes last: what it stands for may have changed as it should already."""

PHASES: tuple[Phase, ...] = ("replace", "insert", "alias")


@dataclass(slots=True)
class Changes:
    """One pass over a text. What lies deeper than `limit` keys is not walked but replaced as a whole."""

    splices: Splices
    layout: Layout
    phase: Phase
    limit: int

    def value(self, node: yaml.Node, old: Value, new: Value, place: Place) -> None:
        """Make what stands at `node` read as `new`."""
        if same(old, new):
            return
        if place.alias is None and len(place.path) < self.limit and self._walkable(node, new, place):
            if isinstance(old, dict) and isinstance(new, dict):
                self._mapping(node, old, new, place)
                return
            if isinstance(old, list) and isinstance(new, list):
                self._sequence(node, old, new, place)
                return
        if self.phase == ("replace" if place.alias is None else "alias"):
            replace_value(self.splices, node, new, place, self.layout)

    def _walkable(self, node: yaml.Node, new: Value, place: Place) -> bool:
        """Whether a collection can take and give children where it stands."""
        if marks.is_block(node):
            return bool(new) or not (place.path or "\n..." in self.splices.text)
        empty_block = isinstance(new, dict) and not node.value and self.layout.is_block(place.path)
        if not new or (empty_block and not place.in_flow):
            return False
        start = marks.content_start(self.splices.text, node)
        return self.splices.text.startswith(("{", "["), start)  # `[a: 1]` holds a mapping without braces

    # -- mappings ------------------------------------------------------------------------

    def _mapping(self, node: yaml.Node, old: Doc, new: Doc, place: Place) -> None:
        pairs: list[marks.Pair] = node.value
        gone = [at for at, (key, _) in enumerate(pairs) if key.value not in new]
        if gone and len(gone) == len(pairs) and (new or not marks.is_block(node)):
            if self.phase == "replace" and marks.is_block(node):
                # The new keys come first, the old ones go in the next pass: lines stay lines.
                putin.keys(self.splices, node, new, place.path, self.layout)
            elif self.phase == "replace":
                replace_value(self.splices, node, new, place, self.layout)
            return
        for pair in pairs:
            key = pair[0].value
            if key in new:
                alias = marks.value_span(self.splices.text, pair) if marks.is_alias(*pair) else None
                path, in_flow = (*place.path, key), not marks.is_block(node)
                self.value(pair[1], old[key], new[key], Place(path, pair, None, in_flow, alias))
        if self.phase == "insert":
            fresh = {key: value for key, value in new.items() if key not in old}
            putin.keys(self.splices, node, fresh, place.path, self.layout)
        elif self.phase == "replace":
            self._take_out(node, gone, [marks.pair_span(self.splices.text, pair) for pair in pairs])

    # -- sequences -----------------------------------------------------------------------

    def _sequence(self, node: yaml.Node, old: list[Value], new: list[Value], place: Place) -> None:
        """Items that stay are recognised by their value; what changed in place is changed in place."""
        spans = marks.item_spans(self.splices.text, node)
        gone: list[int] = []
        for i1, i2, j1, j2 in _differences(old, new):
            both = min(i2 - i1, j2 - j1)
            for step in range(both):
                here = self._place_of(node, i1 + step, spans[i1 + step], place)
                self.value(node.value[i1 + step], old[i1 + step], new[j1 + step], here)
            gone += range(i1 + both, i2)
            if j2 - j1 > both and self.phase == "insert":
                putin.items(self.splices, node, i1 + both - 1, new[j1 + both : j2], spans)
        if self.phase == "replace":
            if gone and len(gone) == len(old):
                replace_value(self.splices, node, new, place, self.layout)
            else:
                self._take_out(node, gone, spans)

    def _place_of(self, node: yaml.Node, at: int, span: marks.Span, place: Place) -> Place:
        item, block = node.value[at], marks.is_block(node)
        start, end = span
        alias = None
        if item.start_mark.index < start:
            alias = (start + self.splices.text[start:end].index("*"), end)
        return Place((*place.path, str(at)), None, start if block else None, not block, alias)

    def _take_out(self, node: yaml.Node, gone: list[int], spans: list[marks.Span]) -> None:
        for at in gone:
            for part in marks.nodes(node.value[at]):
                hand_over(self.splices, part, spans[at])
        takeout.children(self.splices, node, gone, spans)


def _differences(old: list[Value], new: list[Value]) -> list[tuple[int, int, int, int]]:
    """Stretches that differ, (from, to) in both lists; place by place where that says no more."""
    olds, news = [repr(item) for item in old], [repr(item) for item in new]
    codes = difflib.SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    found = [(i1, i2, j1, j2) for code, i1, i2, j1, j2 in codes if code != "equal"]
    if len(old) == len(new):
        places = [at for at, item in enumerate(olds) if item != news[at]]
        if len(places) <= sum(max(i2 - i1, j2 - j1) for i1, i2, j1, j2 in found):
            return [(at, at + 1, at, at + 1) for at in places]
    return found
