"""`text-cut`: ` #` begins a comment, so that a text without quotes ends before what stands behind it.

    summary: Good #1 coder, cheap     reads "Good"
    name: One  # not yet checked      a comment, as a blank stands behind its `#`

Reasons of overrides are told by `override-cut`, whatever stands behind the `#`.
"""

import re
from collections.abc import Iterator

from sync.core.values import Path, Value
from sync.errors import Problem
from sync.files.spelling import comment_behind
from sync.lint.subject import Subject, problem

_PERHAPS = re.compile(r"[ \t]#[^\s#]")
_TEXTS = frozenset({"name", "summary", "notes", "description", "family", "specialty", "reason"})


def check(subject: Subject) -> Iterator[Problem]:
    """Texts of the catalog with something on their line that looks like the rest of them."""
    for file in subject.catalog.files.values():
        if file.name.startswith("overrides/") or not _PERHAPS.search(file.text):
            continue
        document = file.document()
        for path, text in _texts(document.value, ()):
            comment = comment_behind(document, file.text, path)
            if comment and _PERHAPS.match(f" {comment}"):
                yield problem(
                    file,
                    path,
                    f"the text ends before `{comment}`, which is read as a comment",
                    rule="text-cut",
                    fix=f'write {path[-1]}: "{text} {comment}"; behind the # of a comment put a blank',
                )


def _texts(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    """The texts that people write, however deep they stand."""
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from _texts(item, (*path, str(at)))
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str) and key in _TEXTS:
                yield (*path, key), item
            else:
                yield from _texts(item, (*path, key))
