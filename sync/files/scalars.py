"""The one scalar table: what a bare word in a catalog file means, for reader and writer alike.

    true false                bool
    null ~ (nothing)          None, "not known"
    3  -0.25                  a number: -?digits[.digits], exact
    2026-08-22                a date, which is text
    anything quoted           text
    any other word            text, unless YAML readers disagree about it: then an error

docs/format.md is this table for people; `tests/unit/test_scalars.py` holds both to it.
"""

import re
from decimal import Decimal

from sync.core.values import Value

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LONGEST = 400
"""Characters of a number; a payload's has no more, and Python refuses a whole one of some thousand digits."""
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

# Words that some YAML reader takes for something else than text. YAML 1.1 knows yes/no/on/off,
# sexagesimal and underscored numbers; 1.2 knows exponents, hex, octal, infinities.
_SUSPECTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a truth value", re.compile(r"(?i:true|false|yes|no|on|off)")),
    ("no value", re.compile(r"(?i:null)")),
    (
        "a number",
        re.compile(
            r"[-+]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0o[0-7_]+"
            r"|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"
            r"|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?"
            r"|\.[0-9][0-9_]*([eE][-+]?[0-9]+)?"
            r"|\.(?i:inf|nan))"
        ),
    ),
    ("a date with a time", re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9].*")),
    ("a date", re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")),
    ("a YAML 1.1 value key", re.compile(r"=|<<")),
)


class ScalarError(ValueError):
    """A bare word that readers disagree about; `fix` says how to write it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


def read(word: str) -> Value:
    """The value of a plain (unquoted) scalar."""
    if word in _WORDS:
        return _WORDS[word]
    first = word[0]
    if first.isalpha() and first not in "tTfFyYnNoO":
        return word
    if _NUMBER.fullmatch(word):
        if len(word) > _LONGEST:
            what = f"{word[:12]}… is a number of {len(word):,} characters"
            raise ScalarError(what, f"write the number that is meant, in at most {_LONGEST} characters")
        return Decimal(word) if "." in word else int(word)
    date = _DATE.fullmatch(word)
    if date and is_date(word):
        return word
    kind = _suspect(word)
    if kind is None:
        return word
    raise ScalarError(f"{word!r} looks like {kind} and readers disagree about it", _fix(word, kind))


def write(value: Value, *, flow: bool = False) -> str:
    """A scalar as it stands in a file: bare where that reads back the same everywhere, else quoted."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if not isinstance(value, str):
        raise TypeError(f"not a scalar: {value!r}")
    return value if _bare(value, flow=flow) else quoted(value)


def quoted(text: str) -> str:
    """Text in double quotes with YAML's escapes; invisible characters are always escaped."""
    return '"' + "".join(_ESCAPES.get(char) or _escape(char) for char in text) + '"'


def is_date(word: str) -> bool:
    """Whether `YYYY-MM-DD` is a day of the calendar."""
    match = _DATE.fullmatch(word)
    if not match:
        return False
    year, month, day = map(int, match.groups())
    if not (year and 1 <= month <= 12):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_BARE = re.compile(r"[A-Za-z0-9_./~@+*()$][-A-Za-z0-9_./~@+*()$%&'!?;=<>^ ]*(:[-A-Za-z0-9_./@+]+)*")


def _bare(text: str, *, flow: bool) -> bool:
    """Whether text can stand without quotes. A small alphabet is enough: ids, names, dates, words."""
    if not _BARE.fullmatch(text) or text[0] in "~@*&!%" or text != text.strip() or " #" in text:
        return False
    if flow and any(char in text for char in ":?"):
        # `{a: b:c}` is legal and read alike by most, but not by all; quotes cost nothing.
        return False
    if _suspect(text) == "a date":
        return is_date(text)
    return text not in _WORDS and not _NUMBER.fullmatch(text) and _suspect(text) is None


def _suspect(word: str) -> str | None:
    return next((kind for kind, pattern in _SUSPECTS if pattern.fullmatch(word)), None)


def _fix(word: str, kind: str) -> str:
    if kind == "a truth value":
        meant = "true" if word.lower() in ("true", "yes", "on") else "false"
        return f'write {meant}, or "{word}" in quotes if you mean the word'
    if kind == "no value":
        return "write null, or leave the key out"
    if kind == "a date":
        return f'write a day of the calendar as YYYY-MM-DD, or "{word}" in quotes'
    if kind == "a date with a time":
        return f'write the date alone (YYYY-MM-DD), or "{word}" in quotes'
    if kind == "a number":
        return f'write it as digits with at most one dot (1000000, 0.25), or "{word}" in quotes'
    return f'write "{word}" in quotes'


def _escape(char: str) -> str:
    if " " <= char <= "~" or (char.isprintable() and char not in "\x85\u2028\u2029\ufeff"):
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
