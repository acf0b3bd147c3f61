"""The one way by which text that came from a feed gets onto a page, a title or a log line.

    code        Markdown: a code span that nothing inside can leave
    plain       titles, commit messages, logs: one line that starts and closes nothing
    annotation  the message or a property of a GitHub `::error …::…` line

What can't be seen, or would turn the reading order round (right-to-left letters too), is
shown as `\\uXXXX`; a backslash before a `u` as `\\u005C`, so no two texts look the same.
Unassigned means to this Python's Unicode tables.

A code span is inert on the web: no mention, issue reference or link is made of it. A reply
by e-mail quotes it without its backticks though, and then `@name` calls a stranger. So an
`@` that could start a mention is shown as `\\u0040`: an id that starts with `@` can't be
copied from a report (JSON has it as it is), an invisible character would spoil the copy
unseen. A quoted `#1` only leaves a reference, so code spans keep it; in a commit message
it can close the issue, so `plain` doesn't.
"""

import re
import unicodedata
from itertools import accumulate
from typing import Protocol

LIMIT = 80
"""Characters of a text that are shown."""

REASON = 300
"""The same for a sentence: a reason, a fix."""

_MENTION = r"(?<![A-Za-z0-9_])@(?=[A-Za-z0-9])"
_CODE = re.compile(rf"{_MENTION}|<(?=!--)|\\(?=[uU])")
_PLAIN = re.compile(
    rf"{_CODE.pattern}"
    r"|\#(?=\d)|(?<=GH)-(?=\d)|(?<=/issues)/(?=\d)|(?<=/pull)/(?=\d)"  # can close an issue
    r"|\[(?=(?:skip\ ci|ci\ skip|no\ ci|skip\ actions|actions\ skip)\])"  # can switch the checks off
    r"|(?<!\S):(?=:)|(?<=\#\#)\[",  # can start a command of the Actions runner
    re.IGNORECASE | re.VERBOSE,
)
_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_TURNING = frozenset({"R", "AL", "AN"})
_ORDINARY = re.compile(r"[!-~]+(?: [!-~]+)*")
"""Nothing that can't be seen, and no spaces that HTML would swallow."""

_MARKS = 2
_WORD = re.compile(r"[a-z]+(?:_[a-z]+)*|[a-z]+(?:-[a-z]+)*")


class Quote(Protocol):
    """`code` or `plain`: how a renderer shows text that isn't its own."""

    def __call__(self, text: str, limit: int = LIMIT, /) -> str:
        """The text, harmless."""
        ...


def code(text: str, limit: int = LIMIT) -> str:
    """A code span for a table cell, list item or paragraph; no text at all is `(empty)`, unfenced.

    A `|` is written `\\|` as a table wants it, outside of one the backslash is seen.
    """
    if not text:
        return "(empty)"
    shown = _within(text, limit, _CODE).replace("|", r"\|")
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def plain(text: str, limit: int = LIMIT) -> str:
    """One line of visible characters that mentions nobody, closes no issue and commands no runner."""
    return _within(text, limit, _PLAIN) if text else "(empty)"


def word(text: str, quote: Quote) -> str:
    """A lower-case word as it stands, anything else quoted; for providers, kinds, modalities."""
    return text if len(text) <= LIMIT and _WORD.fullmatch(text) else quote(text)


def annotation(text: str, *, prop: bool = False) -> str:
    """The message of an `::error::` line, or the value of one of its properties; lines stay lines."""
    lines = ["".join(_shown(line, _CODE)) for line in re.split(r"\r\n|\r|\n", text)]
    encoded = "\n".join(lines).replace("%", "%25").replace("\n", "%0A")
    return encoded.replace(":", "%3A").replace(",", "%2C") if prop else encoded


def _within(text: str, limit: int, risky: re.Pattern[str]) -> str:
    if len(text) <= limit and _ORDINARY.fullmatch(text) and not risky.search(text):
        return text  # as nearly every text of a page is
    return _cut(text, _shown(text[: limit + 1], risky), limit)


def _shown(text: str, risky: re.Pattern[str]) -> list[str]:
    """Each character as it is shown; spaces that HTML would swallow are spelled out too."""
    escaped = {match.start() for match in risky.finditer(text)}
    shown, marks = [], _MARKS
    for index, char in enumerate(text):
        mark = unicodedata.category(char)[0] == "M"
        marks = marks + 1 if mark else 0
        lost = char == " " and (index in (0, len(text) - 1) or text[index - 1] == " ")
        flood = mark and marks > _MARKS
        shown.append(_escape(char) if lost or flood or index in escaped or _unseen(char) else char)
    return shown


def _unseen(char: str) -> bool:
    if " " <= char <= "~":
        return False
    return (
        unicodedata.category(char) in _HIDDEN
        or unicodedata.bidirectional(char) in _TURNING
        or _BLANK.match(char) is not None
    )


def _escape(char: str) -> str:
    return f"\\u{ord(char):04X}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08X}"


def _cut(text: str, shown: list[str], limit: int) -> str:
    """At most `limit` characters, never half an escape; `…` says that something is missing."""
    ends = list(accumulate(map(len, shown)))
    if len(text) <= limit and ends[-1] <= limit:
        return "".join(shown)
    return "".join(part for part, end in zip(shown, ends, strict=True) if end < limit) + "…"
