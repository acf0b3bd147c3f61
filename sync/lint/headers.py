"""`header`: a file's first line names its schema, so that an editor completes keys and explains them."""

import posixpath
import re
from collections.abc import Iterator

from sync.errors import Problem
from sync.files.schemas import Schemas, kind_of
from sync.files.splices import newline_of
from sync.files.store import File
from sync.lint.edit import Edit, done
from sync.lint.subject import Subject, problem

RULE = "header"

_HEAD = re.compile(r"(?:[ \t]*(?:#.*|---[ \t]*|%.*)?\r?\n)*(?:#.*)?")
_NAMED = re.compile(r"^#[ \t]*yaml-language-server:[ \t]*\$schema=(\S+)", re.MULTILINE)


def check(subject: Subject) -> Iterator[Problem]:
    """Files that name no schema in their head, or another one than theirs."""
    for file, header, named in _wrong(subject):
        what = f"names another schema, {named[1]}" if named else "names no schema"
        fix = f"write `{header}` as its first line (`python -m sync fix` does)"
        yield problem(file, (), what, rule=RULE, fix=fix)


def fix(subject: Subject) -> Iterator[Edit]:
    """Names the schema in a line of its own, or instead of another in the line that there is."""
    for file, header, named in _wrong(subject):
        if named:
            _, _, schema = header.partition("=")
            text = file.text[: named.start(1)] + schema + file.text[named.end(1) :]
        else:
            text = header + newline_of(file.text) + file.text
        mended = done(file, (), "names its schema now", rule=RULE)
        yield Edit(file=file, text=text, meant=file.doc, done=(mended,))


def _wrong(subject: Subject) -> Iterator[tuple[File, str, re.Match[str] | None]]:
    """The files, with the line that each should have and the schema that it names."""
    for file in subject.catalog.files.values():
        header = _header(subject.catalog.schemas, file.name)
        if header is None or file.text.startswith(header):
            continue
        head = _HEAD.match(file.text)
        named = _NAMED.search(file.text, 0, head.end() if head else 0)
        if named is None or not _is_same(file.name, named[1], header.partition("=")[2]):
            yield file, header, named


def _header(schemas: Schemas, name: str) -> str | None:
    kind = kind_of(name)
    return schemas.layout(kind, name).header if kind and schemas.knows(kind) else None


def _is_same(name: str, found: str, wanted: str) -> bool:
    """Whether two spellings lead to one schema; one on the web is somebody's choice."""
    folder = posixpath.dirname(name)
    paths = [posixpath.normpath(posixpath.join(folder, path)) for path in (found, wanted)]
    return "://" in found or paths[0] == paths[1]
