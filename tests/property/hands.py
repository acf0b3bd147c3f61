"""Edits by hand: what people do to the text of a catalog's files, and what they mean by it.

    canonical text, random ──> text        every comment put in has a number of its own

`in_lines` works on the lines as a sync writes them; `rewritten` has the whole file written
again, in any style that YAML has (see styles.py). Both keep the file valid.
"""

import re
from decimal import Decimal
from random import Random

from sync.core.values import Doc, Value
from tests.property.expected import readable
from tests.property.styles import Stylist

_AMOUNT = re.compile(r"\b(input|output|cache_read|context|max_output): ([0-9.]+)")
_ITEM = re.compile(r", (output|cache_read|max_output): [0-9.]+|(?<=\{)(input|context): [0-9.]+, ")
_FLOW = re.compile(r"( *)([a-z_]+): \{([a-z_]+: [^{}\[\]]*)\}$")
_LIST = re.compile(r"modalities: \{input: \[(.*)\], output: \[(.*)\]\}$")
_NAME = re.compile(r"(name|model|alias_of): ([A-Za-z/:~0-9 -]+)$")
_WORDS = ("text", "it's", "a: b", "# none", "yes", "12", "two words", "one\ntwo\n", "x\n\ny", "é 😀", "")
_MODALITIES = ("text", "image", "file", "audio", "video")


class Hand:
    """One person's edits of one file. `comments` is every comment they wrote."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.comments: list[str] = []

    # -- on the lines --------------------------------------------------------------------

    def in_lines(self, text: str) -> str:
        """Some edits of the text as a sync wrote it."""
        lines = text.rstrip("\n").split("\n")
        edits = (
            self._change_amount, self._delete_item, self._delete_line, self._delete_entry, self._add_key,
            self._comment_above, self._comment_behind, self._blank_line, self._requote, self._swap,
            self._to_block, self._to_list, self._block_text,
        )  # fmt: skip
        for _ in range(self._random.randint(1, 8)):
            before = list(lines)
            self._random.choice(edits)(lines)
            if not readable("\n".join(lines)):
                lines[:] = before  # such as a comment put into the middle of a block text
        newline = self._random.choice(("\n", "\n", "\n", "\r\n"))
        return newline.join(lines) + self._random.choice((newline, newline, newline, ""))

    def _lines(self, lines: list[str], pattern: re.Pattern[str] | str) -> int | None:
        """A line that matches, at random."""
        found = [at for at, line in enumerate(lines) if re.search(pattern, line)]
        return self._random.choice(found) if found else None

    def _change_amount(self, lines: list[str]) -> None:
        at = self._lines(lines, _AMOUNT)
        if at is not None:
            found = self._random.choice(list(_AMOUNT.finditer(lines[at])))
            other = self._random.choice(("7", "77", "123456"))
            lines[at] = lines[at][: found.start(2)] + other + lines[at][found.end(2) :]

    def _delete_item(self, lines: list[str]) -> None:
        at = self._lines(lines, _ITEM)
        if at is not None and "tiers" not in lines[at]:
            lines[at] = _ITEM.sub("", lines[at], count=1)

    def _delete_line(self, lines: list[str]) -> None:
        at = self._lines(
            lines, r"^ *(tools|json_mode|reasoning|released|limits|modalities|tiers|price): .*\S$"
        )
        if at is not None and not lines[at].endswith("|"):
            siblings = {len(line) - len(line.lstrip()) for line in lines[max(0, at - 1) : at + 2]}
            if len(siblings) == 1:
                del lines[at]

    def _delete_entry(self, lines: list[str]) -> None:
        starts = [at for at, line in enumerate(lines) if re.match(r'[a-z"~][^ ]*:( +#.*)?$', line)]
        if len(starts) > 1 and "capabilities:" not in lines and self._random.random() < 0.5:
            at = self._random.randrange(len(starts))
            end = (*starts, len(lines))[at + 1]
            if not any("#" in line for line in lines[starts[at] : end]):
                del lines[starts[at] : end]

    def _add_key(self, lines: list[str]) -> None:
        at = self._lines(lines, r"^ *(model|name): ")
        key = f"x_{self._random.choice('abc')}"
        if at is not None and not any(f"{key}:" in line for line in lines):
            lines.insert(at, f"{_blanks(lines[at])}{key}: {{of: [ours,  'and' ], n: 007a}}")

    def _comment_above(self, lines: list[str]) -> None:
        at = self._lines(lines, r"^ *[a-z_\"~].*:")
        if at is not None and not self._inside_text(lines, at):
            lines.insert(at, self._random.choice((_blanks(lines[at]), "")) + self._comment())

    def _comment_behind(self, lines: list[str]) -> None:
        at = self._lines(lines, r"^ *[a-z_\"~].*[^|]$")
        if at is not None and not self._inside_text(lines, at) and "#" not in lines[at]:
            lines[at] += self._random.choice((" ", "   ", "\t")) + self._comment()

    def _blank_line(self, lines: list[str]) -> None:
        at = self._random.randrange(len(lines))
        if not self._inside_text(lines, at):
            lines.insert(at, self._random.choice(("", "", "  ")))

    def _requote(self, lines: list[str]) -> None:
        at = self._lines(lines, _NAME)
        if at is not None:
            mark = self._random.choice("'\"")
            lines[at] = _NAME.sub(rf"\1: {mark}\2{mark}", lines[at])

    def _swap(self, lines: list[str]) -> None:
        at = self._lines(lines, r"^ *(model|price|name|released|limits|authority): .*[^|]$")
        if at is not None and at + 1 < len(lines) and not self._inside_text(lines, at + 1):
            below = lines[at + 1]
            if _blanks(below) == _blanks(lines[at]) and re.match(r" *[a-z_]+: .*[^|]$", below):
                lines[at], lines[at + 1] = below, lines[at]

    def _to_block(self, lines: list[str]) -> None:
        at = self._lines(lines, _FLOW)
        found = _FLOW.search(lines[at]) if at is not None else None
        if at is not None and found:
            inner = found[1] + self._random.choice((" ", "  ", "    "))
            items = found[3].split(", ")
            self._random.shuffle(items)
            lines[at : at + 1] = [f"{found[1]}{found[2]}:", *(inner + item for item in items)]

    def _to_list(self, lines: list[str]) -> None:
        at = self._lines(lines, _LIST)
        found = _LIST.search(lines[at]) if at is not None else None
        if at is not None and found:
            inner = _blanks(lines[at]) + "  "
            dash = inner + self._random.choice(("", "  "))
            lines[at : at + 1] = [
                _blanks(lines[at]) + "modalities:",
                f"{inner}input:",
                *(f"{dash}- {item}" for item in found[1].split(", ")),
                f"{inner}output: [ {found[2]} ]",
            ]

    def _block_text(self, lines: list[str]) -> None:
        at = self._lines(lines, r"^ *(model|name): ")
        if at is not None and not any("notes:" in line for line in lines):
            blanks = _blanks(lines[at])
            lines[at:at] = [f"{blanks}notes: |", f"{blanks}   Not a # comment.", f"{blanks}   name: none"]

    def _inside_text(self, lines: list[str], at: int) -> bool:
        return any(line.endswith("notes: |") for line in lines[max(0, at - 2) : at])

    def _comment(self) -> str:
        self.comments.append(
            f"# {self._random.choice(('why', 'see {a: b', 'it is 3'))} #{len(self.comments)}."
        )
        return self.comments[-1]

    # -- the whole file ------------------------------------------------------------------

    def rewritten(self, doc: Doc, *, keyed: bool) -> str:
        """The file with some values edited, every mapping in another order, in another style."""
        entries = [entry for entry in doc.values() if isinstance(entry, dict)] if keyed else [doc]
        for entry in entries:
            for _ in range(self._random.choice((0, 0, 1, 2))):
                self._edit_value(entry)
        if keyed and len(doc) > 1 and self._random.random() < 0.2:
            del doc[self._random.choice(list(doc))]
        stylist = Stylist(self._random)
        text = stylist.document(self._shuffled(doc))
        self.comments = stylist.comments
        return text

    def _edit_value(self, entry: Doc) -> None:
        pick = self._random.choice
        price, limits = _part(entry, "price"), _part(entry, "limits")
        match pick(("price", "limits", "modalities", "capabilities", "delete", "name", "own", "tiers")):
            case "price" if price:
                price[pick(list(price))] = pick((Decimal("2.4"), 0, None, Decimal("0.000123")))
            case "limits" if limits:
                limits[pick(list(limits))] = pick((1, 99999, None))
            case "modalities" if _part(entry, "modalities"):
                listed = [name for name in _MODALITIES if self._random.random() < 0.5]
                self._random.shuffle(listed)
                _part(entry, "modalities")["input"] = [*listed]
            case "capabilities" if _part(entry, "capabilities"):
                said: tuple[Value, ...] = (False, True, {"value": False}, None)
                _part(entry, "capabilities")["tools"] = pick(said)
            case "delete":
                holder = pick([entry, *(part for part in (price, limits) if part)])
                holder.pop(pick([key for key in holder if key not in ("authority", "id")] or [""]), None)
            case "name" if "name" in entry:
                entry["name"] = pick(("Mine", "A: b", "yes", "# x"))
            case "tiers" if "tiers" in entry:
                entry["tiers"] = [{"over": 5, "mode": "cliff", "input": Decimal("1.5")}]
            case _:
                entry[pick(("notes", "x_own", "zz"))] = pick(_WORDS)

    def _shuffled(self, doc: Doc) -> Doc:
        keys = list(doc)
        if self._random.random() < 0.3:
            self._random.shuffle(keys)
        return {
            key: self._shuffled(value) if isinstance(value, dict) else value
            for key, value in _items(doc, keys)
        }


def _items(doc: Doc, keys: list[str]) -> list[tuple[str, Value]]:
    return [(key, doc[key]) for key in keys]


def _part(entry: Doc, name: str) -> Doc:
    part = entry.get(name)
    return part if isinstance(part, dict) else {}


def _blanks(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]
