"""Entries and files that somebody deleted or renamed: a sync never brings them back by itself.

    acme/two:  ─deleted─>             it stays out, and is told in every sync
    acme/two:  ─renamed─>  acme/too:  the same for acme/two, and nobody refreshes acme/too

Part of the rule `hand-edit`. `conflicts --accept upstream` brings either back.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence

from sync.core.authority import spoke
from sync.core.base import Base
from sync.core.book import Book
from sync.core.fields import Field
from sync.core.lasting import is_lasting
from sync.core.outcome import Kept, Place
from sync.core.values import Doc, get
from sync.errors import Problem
from sync.files.names import model_name, offers_name
from sync.files.store import File
from sync.lint.subject import Subject, problem

_RULE = "hand-edit"


def check(subject: Subject, book: Book, provider: str, fields: Sequence[Field]) -> Iterator[Problem]:
    """What a provider's base knows and the files don't. `fields` are those of an offer that it refreshes."""
    if subject.catalog.problems:
        return  # what can't be read is not deleted
    base, said = book.bases[provider], book.offered[provider]
    file = subject.catalog.offers(provider)
    gone = [id_ for id_ in said if file is None or id_ not in file.doc]
    if file is None and gone:
        yield _no_price_list(provider, len(gone))
    elif file is not None:
        renamed = _renamed(file, gone, said, fields)
        for id_ in gone:
            if id_ in renamed:
                yield _of_renamed(file, id_, renamed[id_])
            else:
                yield _of_deleted(file, id_, provider, base)
    for model, speaker in spoke(base.records).items():
        if model not in subject.catalog.models:
            yield _of_model(model, speaker, provider, base)


def accept_upstream(id_: str, field: str, provider: str) -> str:
    """The command that gives an edit up."""
    words = [id_, field, "--provider", provider]
    if id_.startswith("-"):
        words = ["--provider", provider, "--", id_, field]
    return f"python -m sync conflicts --accept upstream {shlex.join(words)}"


def _renamed(
    file: File, gone: Sequence[str], said: Mapping[str, Doc], fields: Sequence[Field]
) -> dict[str, str]:
    """The new key of each entry that was renamed: the only new one with its values, and of no other."""
    fresh = [id_ for id_ in file.doc if id_ not in said]
    alike = {
        id_: [new for new in fresh if all(_agree(field, file.doc[new], said[id_]) for field in fields)]
        for id_ in gone
    }
    taken = [new for found in alike.values() for new in found]
    return {id_: found[0] for id_, found in alike.items() if len(found) == 1 and taken.count(found[0]) == 1}


def _agree(field: Field, mine: object, said: Doc) -> bool:
    return field.agrees(get(mine if isinstance(mine, dict) else {}, field.path), get(said, field.path))


def _of_renamed(file: File, id_: str, new: str) -> Problem:
    return problem(
        file,
        (new,),
        f"it says what upstream says of {id_}, whose entry is gone: no sync refreshes {new}, "
        f"and every one will tell that {id_} was taken out",
        rule=_RULE,
        fix=f"name it {id_} again: a key is the provider's own id",
    )


def _of_deleted(file: File, id_: str, provider: str, base: Base) -> Problem:
    fix = f"nothing, if it shall stay out; else `{accept_upstream(id_, 'offer', provider)}`"
    message = f"upstream lists {id_}, and its entry was deleted: {_fate(id_, 'offer', None, base)}"
    return problem(file, (id_,), message, rule=_RULE, fix=fix)


def _of_model(model: str, speaker: str, provider: str, base: Base) -> Problem:
    return Problem(
        file=model_name(model),
        line=None,
        path="",
        message=f"{provider} speaks for {model}, and its file was deleted: "
        f"{_fate(speaker, 'model', model, base)}",
        rule=_RULE,
        level="warning",
        fix=f"nothing, if it shall stay out; else `{accept_upstream(model, 'model', provider)}`",
    )


def _no_price_list(provider: str, number: int) -> Problem:
    return Problem(
        file=offers_name(provider),
        line=None,
        path="",
        message=f"the price list was deleted: no sync brings any of its {number} offers back",
        rule=_RULE,
        level="warning",
        fix=f"restore the file from git, or delete catalog/upstream/{provider}.jsonl too, to begin anew",
    )


def _fate(speaker: str, place: Place, model: str | None, base: Base) -> str:
    kept = Kept(id=speaker, field=place, mine=None, was=None, upstream=None, place=place, model=model)
    if is_lasting(kept, base.records):
        return "it is decided that it stays out until upstream moves"
    return "it stays out, and every sync will tell it"
