"""A value as a person types it behind `FIELD=`: read by the table of the files, in flow style.

3.75   null   true   [text, image]   [{over: 200000, mode: cliff, input: 6, output: 22}]
"""

from sync.core.values import Value
from sync.errors import UsageError
from sync.files import marks, read

_KEY = "value: "


def value(field: str, text: str) -> Value:
    """The value that `text` spells; raises UsageError where readers of YAML could disagree about it."""
    told = f"{field}={text}"
    if not text.strip():
        raise UsageError(f"{told!a} has no value", fix=f"write {field}=null to take the value away")
    if not text.isprintable():
        raise UsageError(f"{told!a} holds what can't be seen", fix='spell it as \\n or \\u0007 in "quotes"')
    document = read.read(f"{_KEY}{text}\n", told)
    if document.problems:
        first = document.problems[0]
        raise UsageError(f"{told!a} can't be read: {first.message}", fix=first.fix)
    if document.root is None or document.mapping().keys() != {"value"}:
        raise UsageError(f"{told!a} is more than one value", fix="put the text in quotes")
    [pair] = document.root.value
    start, end = marks.value_span(f"{_KEY}{text}\n", pair)
    whole = (len(_KEY) + len(text) - len(text.lstrip()), len(_KEY) + len(text.rstrip()))
    if (start, end) != whole or marks.is_block_scalar(pair[1]):
        raise UsageError(f"{told!a} is more than one value", fix="put the text in quotes")
    return document.mapping()["value"]
