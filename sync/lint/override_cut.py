"""`override-cut`: ` #` begins a comment, so that a reason without quotes ends before its ticket's number."""

from collections.abc import Iterator

from sync.errors import Problem
from sync.files import spelling
from sync.files.read import Document
from sync.lint.places import entry_of
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Reasons that stand without quotes, with a comment behind them on their line."""
    documents: dict[str, Document] = {}
    for each in subject.overrides():
        file, where = subject.catalog.files[each.place], (*entry_of(each), "reason")
        if " #" not in file.text:
            continue
        if file.name not in documents:
            documents[file.name] = file.document()
        comment = spelling.comment_behind(documents[file.name], file.text, where)
        if comment:
            yield problem(
                file,
                where,
                f"the reason ends before `{comment}`, which is read as a comment",
                rule="override-cut",
                fix=f'write reason: "{each.reason} {comment}", or the comment on a line of its own',
            )
