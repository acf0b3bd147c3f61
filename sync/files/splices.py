"""Changes of a text, collected first and made together; what lies between them keeps its bytes."""

from dataclasses import dataclass, field

from sync.files import marks


class EditError(Exception):
    """The change can't be made without touching other bytes, or doesn't read back as wanted."""


def newline_of(text: str) -> str:
    """The line break that a file uses."""
    return "\r\n" if "\r\n" in text else "\n"


@dataclass(slots=True)
class Splices:
    """The splices of one pass, (start, end, new text) each, none overlapping another."""

    text: str
    found: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def newline(self) -> str:
        """The line break that the text uses."""
        return newline_of(self.text)

    def put(self, start: int, end: int, new: str) -> None:
        """`new` in the place of what stands between two indices."""
        self.found.append((start, end, new))

    def before_line(self, start: int, lines: list[str]) -> None:
        """Lines of their own, above the one that begins at `start`."""
        self.put(start, start, "".join(line + self.newline for line in lines))

    def after_line(self, index: int, lines: list[str]) -> None:
        """Lines of their own, below the one that holds `index`."""
        end, body = marks.line_end(self.text, index), self.newline.join(lines)
        ended = end == 0 or self.text[end - 1] == "\n"
        self.put(end, end, body + self.newline if ended else self.newline + body)

    def apply(self) -> str:
        """The text with all splices made; what was found first stands first at equal places."""
        pieces, at = [], 0
        for start, end, new in sorted(self.found, key=lambda splice: splice[:2]):
            if start < at:
                raise EditError("two changes would touch the same bytes")
            pieces += [self.text[at:start], new]
            at = end
        return "".join([*pieces, self.text[at:]])
