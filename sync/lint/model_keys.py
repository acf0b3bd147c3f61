"""`model-key`: a model's state is decided beside its file, and what follows from its offers is no key at all.

What stands here of it has no effect: applications, `explain` and `diff` pass it over.
"""

import shlex
from collections.abc import Iterator

from sync.core.book import DECIDED_BESIDE, DERIVED
from sync.core.overrides import DEPRECATIONS
from sync.core.values import Value
from sync.errors import Problem
from sync.lint.subject import Subject, problem

_SET = "python -m sync override set"


def check(subject: Subject) -> Iterator[Problem]:
    """Models' files with a state, a last day or a successor, or with what `build` derives."""
    for model, file in subject.catalog.models.items():
        for key, value in file.doc.items():
            if key in DECIDED_BESIDE:
                yield problem(
                    file,
                    (key,),
                    f"it has no effect here: the {key} of a model is decided in {DEPRECATIONS}",
                    rule="model-key",
                    fix=f"`{_decision(model, key, value)}`, then take the key out here",
                    level="error",
                )
            elif key in DERIVED:
                yield problem(
                    file,
                    (key,),
                    "it has no effect here: `build` finds it out from the offers and from what is decided",
                    rule="model-key",
                    fix=_instead(model, key),
                    level="error",
                )


def _decision(model: str, key: str, value: Value) -> str:
    """The line that decides it; one with a value that is no plain word is left to be written."""
    said = value if isinstance(value, str) and value.replace("-", "").isalnum() else "…"
    if key == "replaced_by":
        said = shlex.quote(value) if isinstance(value, str) and "`" not in value else "…"
    return f'{_SET} {shlex.quote(model)} {key}={said} --reason "…"'


def _instead(model: str, key: str) -> str:
    if key == "selectable":
        return "write `active: true`, or `active: false`, and take this out"
    if key == "visible":
        hide = f'{_SET} {shlex.quote(model)} state=deprecated --reason "…"'
        return f"take it out; to hide the model: `{hide}`, to hide one of its offers: disabled=true"
    return "take it out"
