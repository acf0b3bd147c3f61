"""Writes a document in a random style: whatever a person, or their editor, could have made of it.

    values, random ──> text     read(text) == values, and `comments` says what stands beside them

Every choice is legal YAML 1.2 that our reader takes: block or flow, on one line or many, any
quoting, comments and blank lines wherever they may stand, any indent, lists with or without
one, block scalars, CRLF, tabs before comments, `---` and `...`, no final line break.
"""

from decimal import Decimal
from random import Random
from typing import Literal, TypeVar

from sync.core.values import Doc, Value
from sync.files import scalars

_Option = TypeVar("_Option")
_COLLECTION = (dict, list)


class Stylist:
    """Spells values; `comments` collects every comment it has put in, each with a number of its own."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.comments: list[str] = []
        self._anchors = 0
        self._above: Literal["", "text", "text to its last blank line"] = ""

    def document(self, doc: Doc) -> str:
        """A whole file."""
        lines = ["# yaml-language-server: $schema=x.json"] if self._maybe(0.3) else []
        self.comments += lines
        lines += self._between(0)
        if self._maybe(0.15):
            lines.append("---" + self._behind())
        if doc and not self._maybe(0.05):
            lines += self._block_mapping(doc, 0)
        else:
            lines += (self._flow(doc, 1) + self._behind()).split("\n")
        lines += self._between(0)
        if self._maybe(0.08):
            lines.append("..." + self._behind())
        newline = "\r\n" if self._maybe(0.15) else "\n"
        end = "" if self._maybe(0.15) and not self._above else newline
        return newline.join(lines) + end

    # -- block ----------------------------------------------------------------------------

    def _block_mapping(self, doc: Doc, column: int) -> list[str]:
        lines: list[str] = []
        for number, (key, value) in enumerate(doc.items()):
            if number:
                lines += self._between(column)
            spelled = " " * column + self._key(key, flow=False) + (" " if self._maybe(0.05) else "") + ":"
            lines += self._behind_indicator(spelled, value, column, in_list=False)
        return lines

    def _block_list(self, items: list[Value], column: int) -> list[str]:
        lines: list[str] = []
        for number, item in enumerate(items):
            if number:
                lines += self._between(column)
            dash = " " * column + "-"
            if isinstance(item, _COLLECTION) and item and self._maybe(0.6):
                lines += self._compact(dash, item, column)
            else:
                lines += self._behind_indicator(dash, item, column, in_list=True)
        return lines

    def _compact(self, dash: str, item: Value, column: int) -> list[str]:
        """`- key: …` and `- - …`: the first line of the inner block stands behind the dash."""
        blanks = self._pick(1, 1, 1, 3)
        inner = column + 1 + blanks
        assert isinstance(item, _COLLECTION)
        lines = self._block_mapping(item, inner) if isinstance(item, dict) else self._block_list(item, inner)
        return [dash + " " * blanks + lines[0][inner:], *lines[1:]]

    def _behind_indicator(self, head: str, value: Value, column: int, *, in_list: bool) -> list[str]:
        """What follows `key:` or `-`: on the same line, or on lines of its own below."""
        if isinstance(value, _COLLECTION) and value and self._maybe(0.55):
            indentless = isinstance(value, list) and not in_list and self._maybe(0.5)
            self._above = ""
            inner = column + (0 if indentless else self._pick(1, 2, 2, 2, 4))
            lines = [head + self._behind(tab=not in_list), *self._between(inner)]
            return lines + (
                self._block_mapping(value, inner)
                if isinstance(value, dict)
                else self._block_list(value, inner)
            )
        if isinstance(value, str) and self._maybe(0.5):
            lines = self._block_text(head, value, column)
            if lines:
                return lines
        self._above = ""
        spelled = self._spell(value, column + 1)
        if spelled == "":
            return [head + self._behind(tab=not in_list)]
        if self._maybe(0.04):
            lines = [head + self._behind(tab=not in_list), *self._between(column + 2)]
            return [*lines, *(" " * (column + 2) + spelled + self._behind()).split("\n")]
        anchor = self._anchor() if self._maybe(0.03) else ""
        blank = self._pick(" ", " ", " ", " ", "  ", "\t") if not in_list else " "
        return (head + blank + anchor + spelled + self._behind()).split("\n")

    def _block_text(self, head: str, text: str, column: int) -> list[str]:
        """`|` or `>`, where the text can stand so; else nothing."""
        body = text.rstrip("\n")
        ends = len(text) - len(body)
        if not body or body[0] in " \n" or any(not (" " <= char <= "~" or char == "\n") for char in body):
            return []
        if any(line != line.strip() for line in body.split("\n")):
            return []
        chomp = {0: "-", 1: ""}.get(ends, "+")
        width = self._pick(1, 2, 4)
        explicit = str(width) if self._maybe(0.1) else ""
        mark = "|"
        if "\n" not in body and "  " not in body and self._maybe(0.5):
            mark = ">"
            body = body.replace(" ", "\n") if self._maybe(0.5) else body
        lines = [f"{head} {mark}{chomp}{explicit}{self._behind()}"]
        lines += [" " * (column + width) + line if line else "" for line in body.split("\n")]
        self._above = "text to its last blank line" if chomp == "+" else "text"
        return lines + [""] * (ends - 1)

    # -- flow and scalars ----------------------------------------------------------------

    def _spell(self, value: Value, column: int) -> str:
        if isinstance(value, _COLLECTION):
            return self._flow(value, column)
        return self._scalar(value, flow=False, column=column)

    def _flow(self, value: Value, column: int) -> str:
        """`{…}` or `[…]`; on many lines, with comments, where `wide`."""
        wide = self._maybe(0.25)
        items = []
        if isinstance(value, dict):
            items = [self._flow_pair(key, item, column + 2) for key, item in value.items()]
        elif isinstance(value, list):
            items = [self._flow_item(item, column + 2) for item in value]
        first, last = "{}" if isinstance(value, dict) else "[]"
        pad = " " if self._maybe(0.2) else ""
        text = first + (self._gap(column) if wide else pad)
        for number, item in enumerate(items):
            text += item + (self._gap(column) if wide and self._maybe(0.3) else pad)
            if number < len(items) - 1 or self._maybe(0.1):
                text += "," + (self._gap(column) if wide else self._pick(" ", " ", "  "))
        return text + last

    def _flow_pair(self, key: str, value: Value, column: int) -> str:
        spelled = self._key(key, flow=True)
        if value is None and self._maybe(0.3):
            return spelled
        if value is None and self._maybe(0.3):
            return spelled + ": "
        tight = spelled[0] in "\"'" and self._maybe(0.2)
        return spelled + (":" if tight else ": ") + self._flow_item(value, column)

    def _flow_item(self, value: Value, column: int) -> str:
        if isinstance(value, _COLLECTION):
            return self._flow(value, column)
        return self._scalar(value, flow=True, column=column)

    def _gap(self, column: int) -> str:
        """A line break inside a flow collection, perhaps with comments around it."""
        lines = [self._behind(), *self._between(column)]
        return "\n".join([*lines, " " * (column + self._pick(0, 1, 2))])

    def _scalar(self, value: Value, *, flow: bool, column: int) -> str:
        if value is None:
            return self._pick("null", "~", "null" if flow else "")
        if isinstance(value, Decimal) and self._maybe(0.2):
            return scalars.write(value) + ("0" if "." in scalars.write(value) else ".0")
        if not isinstance(value, str):
            return scalars.write(value)
        spelled = self._text(value, flow=flow)
        at = spelled.find(" ", 1)
        plain = all(" " < char <= "~" for char in spelled[at - 1 : at] + spelled[at + 1 : at + 2])
        if 0 < at < len(spelled) - 1 and plain and spelled[at + 1] not in "#-?:" and self._maybe(0.1):
            return spelled[:at] + "\n" + " " * (column + 1) + spelled[at + 1 :]  # folded over two lines
        return spelled

    def _text(self, text: str, *, flow: bool) -> str:
        style = self._pick("as we do", "as we do", "single", "double")
        if style == "single" and text.isprintable():
            return "'" + text.replace("'", "''") + "'"
        return scalars.quoted(text) if style == "double" else scalars.write(text, flow=flow)

    def _key(self, key: str, *, flow: bool) -> str:
        return self._text(key, flow=flow)

    def _anchor(self) -> str:
        self._anchors += 1
        return f"&n{self._anchors} "

    # -- comments ------------------------------------------------------------------------

    def _comment(self) -> str:
        words = self._pick("why", "see https://x.y/#z", "a: {b: 'c", "- [x", '"', "it's, so: ]}", "é 😀")
        self.comments.append(f"# {words} {len(self.comments)}")
        return self.comments[-1]

    def _behind(self, *, tab: bool = True) -> str:
        """A comment, or blanks, at the end of a line; libyaml takes no tab behind a `-`."""
        if self._maybe(0.15):
            return self._pick(" ", "  ", "\t" if tab else " ") + self._comment()
        return " " if self._maybe(0.03) else ""

    def _between(self, column: int) -> list[str]:
        """Comment lines and blank lines."""
        lines: list[str] = []
        while self._maybe(0.2):
            if self._above:  # further in, or after `|+`, it would be a part of the text
                blank = self._above == "text" and self._maybe(0.4)
                lines.append("" if blank else " " * self._pick(column, 0) + self._comment())
            elif self._maybe(0.4):
                lines.append(self._pick("", "", "  "))
            else:
                lines.append(" " * self._pick(column, column, column, 0, column + 2) + self._comment())
        return lines

    def _maybe(self, chance: float) -> bool:
        return self._random.random() > 1 - chance  # 0 is the plainest: examples shrink towards it

    def _pick(self, *options: _Option) -> _Option:
        return self._random.choice(options)
