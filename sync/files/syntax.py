"""What is wrong with text that is no YAML, in the words of whoever wrote it rather than the parser's.

The parser tells where it gave up: behind a brace that was never closed that is the next entry.
"""

import re

import yaml

MAX_DEPTH = 30
Told = tuple[int | None, str, str, str]
"""A line, from 1, the message, the rule and the fix."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_END = re.compile(r" or '([}\]])'")
_TAB = re.compile(r" *\t")
_NO_BLANK = re.compile(r"^ *-[A-Za-z_]")
_NO_COLON = re.compile(r"^ *(?:- )?[a-z_]+ [^:]*$")
_PLAIN_COLON = re.compile(r": [^\"'{\[]*: ")
_MEND = "mend the YAML at this line; quotes around the text often help"
_BLANK = "write `key: value`, with a blank behind the colon"
_INDENT = (
    "let the lines of an entry begin at one column: it begins with more or fewer blanks than its neighbours"
)
_FIXES = (
    ("undefined alias", "write the value out; an anchor does not reach across files"),
    ("another document", "keep one document in a file: take the second `---` out"),
    ("nested too deep", f"keep to {MAX_DEPTH} levels"),
    ("could not find expected ':'", _BLANK),
    ("unexpected end of stream", "close the quotes that were opened here or above"),
    ("expected '-' indicator", _INDENT),
)


def told(text: str, error: yaml.YAMLError) -> Told:
    """What to say of the parser's error."""
    unprintable = _UNPRINTABLE.search(text) if isinstance(error, yaml.reader.ReaderError) else None
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        code = f"{ord(unprintable[0]):04X}"
        fix = f'take it out, or write it as "\\u{code.lower()}" in double quotes'
        return line, f"the character U+{code}", "encoding", fix
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    message = str(getattr(error, "problem", None) or error).splitlines()[0]
    if mark is None:
        return None, message, "yaml", _MEND
    lines = text.splitlines()
    here = lines[mark.line] if mark.line < len(lines) else ""
    begun = getattr(error, "context_mark", None)
    fix = _fix(message, here, lines[mark.line - 1] if mark.line else "", mark.column)
    end = _END.search(message)
    if begun is not None and end:
        return _open(message, end[1], begun.line + 1, mark.line + 1)
    return mark.line + 1, message, "yaml", fix


def _open(message: str, end: str, begun: int, line: int) -> Told:
    """A brace or bracket that is not closed, or a comma that is missing inside."""
    if begun != line:
        fix = f"close it with `{end}` at its end, or write the comma that is missing in it"
        return begun, f"a `{'{' if end == '}' else '['}` is not closed", "yaml", fix
    both = f"write `{end}` at its end, or the comma that is missing between two of its items"
    return line, message, "yaml", both


def _fix(message: str, here: str, above: str, column: int) -> str:
    if _TAB.match(here):
        return "indent with blanks, never with tabs"
    if "start any token" in message:
        return "put the text in quotes"
    if "mapping values" in message:
        return _of_colon(here, above)
    if "expected key" in message or "expected <block end>" in message:
        if here[column : column + 1] in ("}", "]"):
            return f"take the `{here[column]}` out that closes nothing"
        return _MEND if here[:column].strip() else _INDENT
    return next((fix for part, fix in _FIXES if part in message), _MEND)


def _of_colon(here: str, above: str) -> str:
    """Why a colon can't stand on a line: it is one too many there, or one is missing above."""
    if _PLAIN_COLON.search(here):
        return "put quotes around a text with a colon"
    if _NO_BLANK.match(above):
        return "write a blank behind the `-` of the line above"
    if above.strip() and (":" not in above or _NO_COLON.match(above)):
        return f"a colon is missing in the line above: {_BLANK}"
    return _INDENT
