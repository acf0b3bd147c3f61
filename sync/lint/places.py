"""`file-place`: a file that nobody reads looks like data and isn't."""

import re
from collections.abc import Iterator

from sync.errors import Problem
from sync.files.schemas import kind_of
from sync.lint.subject import Subject, problem

_READ = re.compile(
    r"catalog/(models/[^/]+/[^/]+|(offers|providers|lists)/[^/]+)\.yaml|overrides/offers/[^/]+\.yaml"
)
_PLACES = ("catalog/models/", "catalog/offers/", "catalog/providers/", "catalog/lists/", "overrides/offers/")


def check(subject: Subject) -> Iterator[Problem]:
    """YAML files one folder too deep or too high, and those that end in `.yml`."""
    for name, file in subject.catalog.files.items():
        if name.startswith(_PLACES) and not (_READ.fullmatch(name) and kind_of(name)):
            yield problem(
                file,
                (),
                "no command reads a file of this name here",
                rule="file-place",
                fix="end it in .yaml, and look at docs/format.md for its folder",
                level="error",
            )
