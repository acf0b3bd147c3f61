"""A value as a person types it behind `FIELD=`: read by the table of the files, in flow style.

3.75   null   true   [text, image]   [{over: 200000, mode: cliff, input: 6, output: 22}]
"""

import re

from sync.core.values import Value
from sync.errors import UsageError
from sync.files import marks, read

_KEY = "typed: "

_MONEY = re.compile(r"(?:US\$|\$|USD) ?|(?<=[0-9.]) ?(?:US\$|\$|USD)")
_GROUPED = re.compile(r"-?[0-9]{1,3}([,_ '][0-9]{3})+(\.[0-9]+)?")
_PLAIN = re.compile(r"(?P<sign>-?)0*(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?(?:[eE]\+?(?P<zeros>[0-9]))?")
_THOUSANDS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([kKM])")
_ZEROS = {"k": 3, "K": 3, "M": 6}


def value(field: str, text: str) -> Value:
    """The value that `text` spells; raises UsageError where readers of YAML could disagree about it."""
    told = f"{field}={text}"
    if not text.strip():
        fix = f"write a value behind the =, or {field}=null to take away what stands there"
        raise UsageError(f"{told!a} has no value", fix=fix)
    if not text.isprintable():
        raise UsageError(f"{told!a} holds what can't be seen", fix='spell it as \\n or \\u0007 in "quotes"')
    if re.fullmatch(r"-?0[0-9]+(\.[0-9]+)?", text.strip()):
        fix = f'write {field}={meant_number(text)}, or "{text.strip()}" in quotes if it is no number'
        raise UsageError(f"{told!a} begins with 0, and some readers count such numbers in eights", fix=fix)
    document = read.read(f"{_KEY}{text}\n", told)
    if document.problems:
        first, number = document.problems[0], meant_number(text)
        fix = first.fix if number is None else f'write {field}={number}, or "{text.strip()}" in quotes'
        raise UsageError(f"{told!a} can't be read: {first.message}", fix=fix)
    if document.root is None or document.mapping().keys() != {"typed"}:
        raise UsageError(f"{told!a} is more than one value", fix="put the text in quotes")
    [pair] = document.root.value
    start, end = marks.value_span(f"{_KEY}{text}\n", pair)
    whole = (len(_KEY) + len(text) - len(text.lstrip()), len(_KEY) + len(text.rstrip()))
    if (start, end) != whole or marks.is_block_scalar(pair[1]):
        raise UsageError(f"{told!a} is more than one value", fix="put the text in quotes")
    return document.mapping()["typed"]


def meant_number(text: str) -> str | None:
    """The number as files spell it that `1,5`, `$3`, `012`, `1e3`, `128k` or `1_000` means; None for none."""
    word = _MONEY.sub("", text.strip(), count=1)
    if _GROUPED.fullmatch(word):
        word = re.sub(r"[,_ ']", "", word)
    elif re.fullmatch(r"-?[0-9]+,[0-9]+", word):
        word = word.replace(",", ".")
    if many := _THOUSANDS.fullmatch(word):
        word = f"{many[1]}e{_ZEROS[many[2]]}"
    found = _PLAIN.fullmatch(word)
    if found is None or not (found["whole"] or found["part"] or word.strip("-") == "0"):
        return None
    part, zeros = found["part"] or "", int(found["zeros"] or 0)
    whole = (found["whole"] + (part + "0" * zeros)[:zeros]).lstrip("0") or "0"
    rest = part[zeros:].rstrip("0")
    return found["sign"] + whole + (f".{rest}" if rest else "")
