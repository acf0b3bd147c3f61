"""Finds the smallest splices that turn one value's text into another's.

Values that are mappings or lists on both sides are walked together, so that a change deep
inside touches its own bytes only. One pass either takes out and replaces, or puts in.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import yaml

from sync.core.values import Doc, Path, Value, same
from sync.files import marks, render
from sync.files.layout import IsBlock, Order

_ANCHOR = re.compile(r"&([^\s,\[\]{}]+)\s+")
_COMMA = re.compile(r"(?:\s|#[^\r\n]*+)*+,")
HEADER = "# yaml-language-server:"


class EditError(Exception):
    """The change can't be made without touching other bytes, or doesn't read back as wanted."""


def newline_of(text: str) -> str:
    """The line break that a file uses."""
    return "\r\n" if "\r\n" in text else "\n"


@dataclass(slots=True)
class Editor:
    """Collects the splices of one pass: (start, end, new text), none overlapping another."""

    text: str
    order: Order
    is_block: IsBlock
    inserting: bool
    splices: list[tuple[int, int, str]] = field(default_factory=list)

    def apply(self) -> str:
        """The text with all splices made; what was found first stands first at equal places."""
        text, before = self.text, len(self.text)
        for _, (start, end, new) in sorted(enumerate(self.splices), key=lambda item: (*item[1][:2], item[0]))[
            ::-1
        ]:
            if end > before:
                raise EditError("two changes would touch the same bytes")
            text = text[:start] + new + text[end:]
            before = start
        return text

    def value(
        self,
        node: yaml.Node,
        old: Value,
        new: Value,
        path: Path,
        pair: marks.Pair | None = None,
        in_flow: bool = False,
    ) -> None:
        """Make what stands at `node` read as `new`. `pair` is the key it belongs to, if to one."""
        if same(old, new):
            return
        alias = pair is not None and marks.is_alias(*pair)
        if isinstance(old, dict) and isinstance(new, dict) and new and old and not alias:
            self._mapping(node, old, new, path, pair)
        elif isinstance(old, list) and isinstance(new, list) and new and old and not alias:
            self._sequence(node, old, new, path, pair)
        elif (
            isinstance(old, dict)
            and not old
            and isinstance(new, dict)
            and not marks.is_block(node)
            and not alias
        ):
            if self.inserting:
                self._put_in(node, new, path)
        elif not self.inserting:
            self._replace(node, new, pair, in_flow)

    # -- mappings ------------------------------------------------------------------------

    def _mapping(self, node: yaml.Node, old: Doc, new: Doc, path: Path, pair: marks.Pair | None) -> None:
        pairs: list[marks.Pair] = node.value
        gone = [at for at, (key, _) in enumerate(pairs) if key.value not in new]
        if len(gone) == len(pairs) and (path or not marks.is_block(node)):
            if not self.inserting:
                self._replace(node, new, pair, in_flow=False)
            return
        for entry in pairs:
            key = entry[0].value
            if key in new:
                self.value(entry[1], old[key], new[key], (*path, key), entry, not marks.is_block(node))
        if not self.inserting:
            self._take_out(node, gone, [self._pair_span(entry) for entry in pairs])
        else:
            self._put_in(node, {key: value for key, value in new.items() if key not in old}, path)

    def _pair_span(self, pair: marks.Pair) -> marks.Span:
        return pair[0].start_mark.index, max(pair[0].end_mark.index, marks.value_span(self.text, pair)[1])

    def _put_in(self, node: yaml.Node, fresh: Doc, path: Path) -> None:
        """Each new key goes behind the last known key that comes before it in the layout's order."""
        order = self.order(path)
        known = [pair[0].value for pair in node.value]
        groups: dict[int, Doc] = {}
        for key in sorted(fresh) if order is None else sorted(fresh, key=lambda key: _rank(order, key)):
            groups.setdefault(_predecessor(key, known, order), {})[key] = fresh[key]
        for at, group in groups.items():
            group = {key: arranged(value, (*path, key), self.order) for key, value in group.items()}
            (self._insert_lines if marks.is_block(node) else self._insert_items)(node, at, group, path)

    def _insert_lines(self, node: yaml.Node, at: int, group: Doc, path: Path) -> None:
        pairs: list[marks.Pair] = node.value
        column = " " * node.start_mark.column
        lines = [
            column + line
            for key, value in group.items()
            for line in render.entry(key, value, self.is_block, (*path, key))
        ]
        first = pairs[0][0].start_mark.index
        if at < 0 and marks.indent(self.text, first) is None:
            at = 0  # the first key shares its line with a `-` or a `---`
        if at >= 0:
            self._after_line(self._pair_span(pairs[at])[1], lines)
        else:
            self._before_line(self._above_comments(first), lines)

    def _above_comments(self, index: int) -> int:
        """The start of the comment lines right above a key, but never above the file's own header."""
        start = at = marks.line_start(self.text, index)
        while at > 0:
            above = marks.line_start(self.text, at - 1)
            content = self.text[above:at].strip()
            if not content.startswith("#"):
                return at
            if above == 0 or content.startswith(HEADER):
                return start
            at = above
        return at

    def _insert_items(self, node: yaml.Node, at: int, group: Doc, path: Path) -> None:
        items = [
            f"{render.inline(key, in_flow=True)}: {render.inline(value, in_flow=True)}"
            for key, value in group.items()
        ]
        self._insert_in_flow(node, at, items, [self._pair_span(pair)[1] for pair in node.value])

    # -- sequences -----------------------------------------------------------------------

    def _sequence(
        self, node: yaml.Node, old: list[Value], new: list[Value], path: Path, pair: marks.Pair | None
    ) -> None:
        """Items that stay are recognised by their value; what changed in place is changed in place."""
        matcher = difflib.SequenceMatcher(
            None, [repr(item) for item in old], [repr(item) for item in new], False
        )
        spans = self._item_spans(node)
        gone: list[int] = []
        for _, i1, i2, j1, j2 in [code for code in matcher.get_opcodes() if code[0] != "equal"]:
            both = min(i2 - i1, j2 - j1)
            for step in range(both):
                item = node.value[i1 + step]
                here = (*path, str(i1 + step))
                self.value(item, old[i1 + step], new[j1 + step], here, in_flow=not marks.is_block(node))
            gone += range(i1 + both, i2)
            if j2 - j1 > both and self.inserting:
                self._put_items(node, i1 + both - 1, new[j1 + both : j2], spans)
        if len(gone) == len(old) and not self.inserting:
            self._replace(node, new, pair, in_flow=False)
        elif not self.inserting:
            self._take_out(node, gone, spans)

    def _item_spans(self, node: yaml.Node) -> list[marks.Span]:
        """From each item's dash (in a flow sequence: from the item) to its last character."""
        spans: list[marks.Span] = []
        for item in node.value:
            after = spans[-1][1] if spans else node.start_mark.index
            if item.start_mark.index < after:
                raise EditError("a list item that is an alias")
            end = marks.node_span(self.text, item)[1]
            start = (
                marks.dash(self.text, node, item, after) if marks.is_block(node) else item.start_mark.index
            )
            if start is None:
                raise EditError("a list item without a place of its own")
            spans.append((start, max(start + 1, end)))
        return spans

    def _put_items(self, node: yaml.Node, at: int, items: list[Value], spans: list[marks.Span]) -> None:
        if not marks.is_block(node):
            self._insert_in_flow(
                node, at, [render.inline(item, in_flow=True) for item in items], [end for _, end in spans]
            )
            return
        column = " " * node.start_mark.column
        lines = [f"{column}- {render.inline(item)}" for item in items]
        if at >= 0:
            self._after_line(spans[at][1], lines)
        elif marks.indent(self.text, spans[0][0]) is not None:
            self._before_line(marks.line_start(self.text, spans[0][0]), lines)
        else:
            raise EditError("a list that begins on the line of another")

    # -- taking out ----------------------------------------------------------------------

    def _take_out(self, node: yaml.Node, gone: list[int], spans: list[marks.Span]) -> None:
        """Out of a flow one item a pass: which comma goes with it depends on its neighbours."""
        for at in gone if marks.is_block(node) else gone[:1]:
            if marks.is_block(node):
                child = node.value[at]
                self._cut_lines(
                    spans[at],
                    list(child) if isinstance(child, tuple) else [child],
                    spans[at + 1][0] if at + 1 < len(spans) and at + 1 not in gone else None,
                )
            else:
                self._cut_item(at, spans)

    def _cut_item(self, at: int, spans: list[marks.Span]) -> None:
        """The item and one comma; comments around them stay."""
        start, end = spans[at]
        after = _COMMA.match(self.text, end)
        before = _COMMA.match(self.text, spans[at - 1][1]) if at else None
        comma = after if after and (at + 1 < len(spans) or not before) else before
        if comma is after and after:
            blanks = len(self.text[after.end() :]) - len(self.text[after.end() :].lstrip(" "))
            ends = after.end() + blanks
            self._cut_pieces(start, end, after.end() - 1, ends)
        elif before:
            self._cut_pieces(before.end() - 1, before.end(), start, end)
        else:
            self._splice(start, end, "")

    def _cut_pieces(self, start: int, end: int, other: int, other_end: int) -> None:
        """Two pieces of a line, and the blanks between them when there is nothing else."""
        if not self.text[end:other].strip(" "):
            self._splice(start, other_end, "")
        else:
            self._splice(start, end, "")
            self._splice(other, other_end, "")

    def _cut_lines(self, span: marks.Span, nodes: list[yaml.Node], following: int | None) -> None:
        """The lines of an item; comments on them become lines of their own."""
        start, end = span
        stop = marks.line_end(self.text, end)
        kept = marks.comments(self.text, (start, stop), nodes)
        blanks = marks.indent(self.text, start)
        newline = newline_of(self.text)
        if blanks is not None:
            self._splice(start - len(blanks), stop, "".join(blanks + comment + newline for comment in kept))
        elif following is not None and not kept:
            self._splice(start, following, "")  # `- key: …`: the next key moves up to the dash
        else:
            self._splice(start, stop, newline.join(kept) + newline)

    # -- replacing -----------------------------------------------------------------------

    def _replace(self, node: yaml.Node, new: Value, pair: marks.Pair | None, in_flow: bool) -> None:
        """Another value in the place of one that can't be changed piece by piece."""
        start, end = marks.node_span(self.text, node) if pair is None else marks.value_span(self.text, pair)
        spelled = render.inline(new, in_flow=in_flow)
        if start == end:
            self._fill(start, spelled, pair)
            return
        anchor = _ANCHOR.match(self.text, start)
        if anchor:
            self._hand_over(anchor, start, end)
        stop = marks.line_end(self.text, end) if marks.is_block(node) else end
        alias = pair is not None and marks.is_alias(*pair)
        kept = [] if alias else marks.comments(self.text, (start, stop), [node])
        blanks = self.text[marks.line_start(self.text, start) : start]
        blanks = blanks[: len(blanks) - len(blanks.lstrip(" "))]
        colon = marks.colon_end(self.text, pair[0]) if pair else None
        if marks.is_block(node) and not alias and colon is not None and "\n" in self.text[colon:start]:
            self._splice(colon, colon, f" {spelled}")
            self._cut_lines((start, end), [node], None)
            return
        if marks.is_block_scalar(node) and not alias and self.text[end : end + 1] not in ("", "\n", "\r"):
            raise EditError("a block text without an end")
        self._splice(start, end, spelled)
        if kept and not marks.is_block(node):
            self._after_line(end, [blanks + comment for comment in kept])

    def _fill(self, index: int, spelled: str, pair: marks.Pair | None) -> None:
        if pair is None:
            raise EditError("an empty list item")
        colon = marks.colon_end(self.text, pair[0])
        self._splice(index, index, f" {spelled}" if colon else f": {spelled}")

    def _hand_over(self, anchor: re.Match[str], start: int, end: int) -> None:
        """The anchor moves, with its value, to the first place that refers to it."""
        alias = re.compile(rf"\*{re.escape(anchor[1])}(?=[\s,\]}}]|$)").search(self.text, end)
        if alias:
            self._splice(alias.start(), alias.end(), self.text[start:end])

    # -- text ----------------------------------------------------------------------------

    def _splice(self, start: int, end: int, new: str) -> None:
        self.splices.append((start, end, new))

    def _before_line(self, start: int, lines: list[str]) -> None:
        newline = newline_of(self.text)
        self._splice(start, start, "".join(line + newline for line in lines))

    def _after_line(self, index: int, lines: list[str]) -> None:
        end, newline = marks.line_end(self.text, index), newline_of(self.text)
        body = newline.join(lines)
        ended = self.text[:end].endswith("\n")
        self._splice(end, end, body + newline if ended else newline + body)

    def _insert_in_flow(self, node: yaml.Node, at: int, items: list[str], ends: list[int]) -> None:
        body = ", ".join(items)
        if at >= 0:
            self._splice(ends[at], ends[at], f", {body}")
            return
        start = self.text.index("{" if isinstance(node, yaml.MappingNode) else "[", node.start_mark.index) + 1
        self._splice(start, start, f"{body}, " if ends else body)


def arranged(value: Value, path: Path, order: Order) -> Value:
    """A new value with the keys of its mappings in the layout's order."""
    if not isinstance(value, dict):
        return value
    keys = order(path)
    names = sorted(value) if keys is None else sorted(value, key=lambda key: _rank(keys, key))
    return {name: arranged(value[name], (*path, name), order) for name in names}


def _rank(order: Sequence[str], key: str) -> int:
    return order.index(key) if key in order else len(order)


def _predecessor(key: str, known: list[str], order: Sequence[str] | None) -> int:
    """The place of the existing key that a new one follows; -1: it comes first."""
    if order is None:
        smaller = [(other, at) for at, other in enumerate(known) if other < key]
        return max(smaller)[1] if smaller else -1
    if key not in order:
        return len(known) - 1
    before = [
        (_rank(order, other), at) for at, other in enumerate(known) if _rank(order, other) < _rank(order, key)
    ]
    return max(before)[1] if before else -1
