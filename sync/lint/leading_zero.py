"""`leading-zero`: `012` is 12 here and 10 for readers of YAML 1.1, who take it for an octal number."""

import re
from collections.abc import Iterator

from sync.errors import Problem
from sync.files import spelling
from sync.lint.subject import Subject

_ZEROS = re.compile(r"^(-?)0+(?=\d)")


def check(subject: Subject) -> Iterator[Problem]:
    """Numbers with a zero in front."""
    for name, file in sorted(subject.catalog.files.items()):
        if not spelling.may_have_zeros(file.text):
            continue
        for line, word in spelling.with_zeros(file.document()):
            number = _ZEROS.sub(r"\1", word)
            yield Problem(
                file=name,
                line=line,
                path="",
                message=f"{word} is {number} here and another number for some readers of YAML",
                rule="leading-zero",
                level="warning",
                fix=f'write {number}, or "{word}" in quotes where it is text',
            )
