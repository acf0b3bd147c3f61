"""A new file's text as `sync.files.edit.new_file` spells it, byte for byte, fast enough for 50,000 entries.

`tests/unit/test_bench.py` holds both to each other.
"""

from collections.abc import Iterator
from functools import cache

from sync.core.values import Doc, Path, Value
from sync.files import scalars
from sync.files.layout import Layout
from sync.files.putin import arranged

_spelled = cache(scalars.write)
_PEOPLE = "\n# people decide what follows\n"


def new_file(doc: Doc, layout: Layout) -> str:
    """The header, then the keys in the layout's order, those of people last."""
    keys = arranged(doc, (), layout)
    assert isinstance(keys, dict)
    facts = "".join(
        _lines({key: value for key, value in keys.items() if key not in layout.people}, layout, ())
    )
    own = "".join(_lines({key: value for key, value in keys.items() if key in layout.people}, layout, ()))
    return f"{layout.header}\n{facts}{_PEOPLE if own else ''}{own}"


def _lines(doc: Doc, layout: Layout, path: Path) -> Iterator[str]:
    blanks = "  " * len(path)
    for key, value in doc.items():
        below = (*path, key)
        if isinstance(value, dict) and value and layout.is_block(below):
            yield f"{blanks}{_word(key)}:\n"
            yield from _lines(value, layout, below)
        else:
            yield f"{blanks}{_word(key)}: {_inline(value, flow=False)}\n"


def _inline(value: Value, *, flow: bool) -> str:
    if isinstance(value, dict):
        pairs = (f"{_word(key, flow=True)}: {_inline(item, flow=True)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(item, flow=True) for item in value)}]"
    return _word(value, flow=flow)


def _word(value: Value, *, flow: bool = False) -> str:
    """Texts come again and again; of numbers, equal ones are not always spelled alike."""
    return _spelled(value, flow=flow) if isinstance(value, str) else scalars.write(value, flow=flow)
