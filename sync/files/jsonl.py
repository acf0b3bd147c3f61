"""`catalog/upstream/<provider>.jsonl`: the merge base, a header line and then one record a line.

    {"as_of": "2026-08-22", "source": "https://…", "rules": "openrouter/1"}
    {"id": "anthropic/claude-sonnet-4.5", "model": …, "offer": {"price": {"input": 3}}, …}

Sorted by id; numbers are exact and never carry an exponent, so a line changes only when a fact does.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring_ascii
from types import MappingProxyType
from typing import TypeVar, cast

from sync.core.base import Base
from sync.core.facts import Record, from_doc, to_doc
from sync.core.values import Doc, Value
from sync.errors import CatalogError, Problem
from sync.files.scalars import is_date

T = TypeVar("T")

_MARKERS = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")


def read(raw: bytes, name: str, *, known: bool = False) -> Base:
    """The base that a file holds; raises CatalogError with every broken line.

    `known`: it was read without a problem before, so that nobody looks for one again.
    """
    problems: list[Problem] = []
    lines = list(_known(raw) if known else _docs(raw, name, problems))
    header = lines.pop(0)[1] if lines else {}
    records: dict[str, Record] = {}
    for number, doc in lines:
        id_ = doc.get("id")
        if not isinstance(id_, str):
            problems.append(_problem(name, number, "a record without an id"))
        elif id_ in records:
            problems.append(_problem(name, number, f"the id {id_!r} stands here twice"))
        else:
            try:
                records[id_] = from_doc(doc)
            except ValueError as error:
                problems.append(_problem(name, number, str(error)))
    as_of = header.get("as_of", "")
    if header and not (as_of is None or (isinstance(as_of, str) and is_date(as_of))):
        problems.append(_problem(name, 1, "the first line has no as_of date"))
    problems.sort(key=lambda problem: problem.line or 0)
    if problems:
        raise _broken(problems)
    return Base(
        records=records,
        as_of=date.fromisoformat(as_of) if isinstance(as_of, str) and as_of else None,
        source=str(header.get("source", "")),
        rules=str(header.get("rules", "")),
        seen_fields=_texts(header.get("seen_fields")),
    )


def naming(raw: bytes, ids: Iterable[str]) -> bytes:
    """The header of a base, and the lines in which any of these ids stands."""
    header, *rest = raw.split(b"\n")
    spelled = [encode_basestring_ascii(id_).encode("ascii") for id_ in ids]
    return b"\n".join([header, *(line for line in rest if any(id_ in line for id_ in spelled))])


def size(raw: bytes, name: str) -> tuple[Base, int]:
    """A base's header, and how many records follow it; raises CatalogError for a broken header."""
    header, *rest = raw.split(b"\n")
    return read(header, name), sum(1 for line in rest if line.strip())


Lines = Mapping[str, tuple[Record, bytes]]
"""{id: a record, and the line in which it stands}."""


def known_lines(raw: bytes, base: Base) -> Lines:
    """Which record stands in which line of the file that `base` was read from."""
    lines = [line for line in raw.split(b"\n") if line.strip()][1:]
    return {id_: (record, line) for (id_, record), line in zip(base.records.items(), lines, strict=True)}


def write(base: Base, known: Lines = MappingProxyType({})) -> bytes:
    """The file that holds a base; the very same record as in `known` stands in the same line."""
    header: Doc = {
        "as_of": base.as_of.isoformat() if base.as_of else None,
        "source": base.source,
        "rules": base.rules,
    }
    if base.seen_fields:
        header["seen_fields"] = list(base.seen_fields)
    lines = [spelled_one(header)]
    for id_ in sorted(base.records):
        record, line = known.get(id_, (None, b""))
        stays = record is base.records[id_]
        lines.append(line if stays else spelled_one(to_doc(base.records[id_])))
    return b"".join(line + b"\n" for line in lines)


def lines(raw: bytes, name: str, read_one: Callable[[Doc], T]) -> list[T]:
    """The lines of a file without a header; raises CatalogError with every broken one."""
    problems: list[Problem] = []
    found: list[T] = []
    for number, doc in _docs(raw, name, problems):
        if problems and problems[-1].line == number:
            continue  # the first line, which can't be read
        try:
            found.append(read_one(doc))
        except KeyError as error:
            problems.append(_problem(name, number, f"the key {error.args[0]} is missing"))
        except ValueError as error:
            problems.append(_problem(name, number, str(error)))
    if problems:
        raise _broken(problems)
    return found


def spelled(docs: Iterable[Doc]) -> bytes:
    """The file that holds these lines."""
    return "".join(_spell(doc) + "\n" for doc in docs).encode("utf-8")


def spelled_one(doc: Doc) -> bytes:
    """One line, without its end."""
    return _spell(doc).encode("ascii")


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _docs(raw: bytes, name: str, problems: list[Problem]) -> Iterator[tuple[int, Doc]]:
    """Each usable line with its number; the first is the header, whatever is wrong with it."""
    for number, line in enumerate(raw.split(b"\n"), 1):
        if not line.strip():
            continue
        doc: object = None
        try:
            doc = _STRICT.decode(line.decode(json.detect_encoding(line), "surrogatepass"))
            if not isinstance(doc, dict):
                problems.append(_problem(name, number, "not a JSON object"))
        except UnicodeDecodeError:
            problems.append(_problem(name, number, "not UTF-8"))
        except json.JSONDecodeError as error:
            marker = line.startswith(_MARKERS)
            problems.append(_problem(name, number, "a merge marker" if marker else f"not JSON: {error.msg}"))
        except ValueError as error:
            problems.append(_problem(name, number, str(error)))
        except RecursionError:
            problems.append(_problem(name, number, "nested too deep"))
        if isinstance(doc, dict):
            yield number, cast(Doc, doc)
        elif number == 1:
            yield number, {}


def _known(raw: bytes) -> Iterator[tuple[int, Doc]]:
    lines = [line for line in raw.split(b"\n") if line.strip()]
    docs = json.loads(b"[" + b",".join(lines) + b"]", parse_float=Decimal)
    return enumerate(cast("list[Doc]", docs), 1)


def _number(word: str) -> Decimal:
    """A fraction, as `write` spells it: an exponent could stand for gigabytes of digits."""
    if not set(word) <= set("-0123456789."):
        raise ValueError(f"not a plain number: {word}")
    return Decimal(word)


def _object(pairs: list[tuple[str, Value]]) -> Doc:
    doc = dict(pairs)
    if len(doc) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands here twice")
    return doc


_STRICT = json.JSONDecoder(parse_float=_number, parse_constant=_number, object_pairs_hook=_object)
"""`json.loads` would make one anew for each line."""


def _problem(name: str, line: int, message: str) -> Problem:
    return Problem(
        file=name,
        line=line,
        path="",
        message=message,
        rule="merge-marker" if "marker" in message else "upstream",
        fix="this file is the sync's own: restore it with `git checkout -- " + name + "`",
    )


def _broken(problems: Sequence[Problem]) -> CatalogError:
    """All of a file's broken lines; who tells of them on one line tells of the first."""
    error, first, more = CatalogError(problems), problems[0], len(problems) - 1
    rest = f", and {more} more broken {'line' if more == 1 else 'lines'}" if more else ""
    error.what, error.fix = f"{first.file}:{first.line}: {first.message}{rest} [{first.rule}]", first.fix
    return error


def _spell(value: Value) -> str:
    """JSON with Decimals as plain numbers, which json.dumps can't do."""
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if isinstance(value, dict):
        pairs = (f"{encode_basestring_ascii(key)}: {_spell(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_spell, value))}]"
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value)
