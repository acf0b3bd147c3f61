"""What applications see of an entry, and what each override makes of it: what it won over, or what beats it.

An entry as seen is what `build` makes of it, and where that is silent, what holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sync.core import compile, effective, ladder
from sync.core.book import Book
from sync.core.compile_offer import compile_offer
from sync.core.fields import Field
from sync.core.ladder import Rung
from sync.core.overrides import Override
from sync.core.values import Doc, Path, Value, get


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One field of an override.

    over    what holds without it
    below   whose that is; None: nobody's, or of a part of the entry that has no owner of its own
    beaten  the override that decides the field instead
    authority  what upstream says of it; None: nothing
    """

    path: Path
    value: Value
    over: Value
    below: Rung | None
    beaten: Override | None
    authority: Rung | None

    @property
    def field(self) -> str:
        """The dotted name that reports use."""
        return ".".join(self.path)


def seen(book: Book, provider: str | None, id_: str) -> Doc:
    """An entry as applications see it: an offer of the provider, without one a model."""
    return _model(book, id_) if provider is None else _offer(book, provider, id_)


def verdicts(book: Book, override: Override, fields: Sequence[Field]) -> list[Verdict]:
    """What an override, in force or not, makes of its fields. `fields` are those of the entry's kind."""
    provider, id_ = override.provider, override.id
    if provider is None:
        held, explained = effective.model(book, id_), ladder.of_model(book, id_, fields)
    else:
        held = effective.offer(book, provider, id_)
        explained = ladder.of_offer(book, provider, id_, fields)
    rungs = {each.path: each.rungs for each in explained}
    found = []
    for path, value in override.values.items():
        won = next((won for part, won in held.won.items() if path[: len(part)] == part), None)
        ours = won is not None and _is(won.override, override)
        others = [
            rung for rung in rungs.get(path, ()) if rung.override is None or not _is(rung.override, override)
        ]
        bare = won.over if won is not None and ours else get(held.doc, path)
        found.append(
            Verdict(
                path=path,
                value=value,
                over=others[0].value if others else bare,
                below=others[0] if others else None,
                beaten=won.override if won is not None and not ours else None,
                authority=next((rung for rung in others if rung.source == "authority"), None),
            )
        )
    return found


def _is(one: Override, other: Override) -> bool:
    return (one.place, one.key, one.at) == (other.place, other.key, other.at)


def _offer(book: Book, provider: str, id_: str) -> Doc:
    held = effective.offer(book, provider, id_)
    of_model = effective.model(book, str(held.doc.get("model"))).doc
    return held.doc | compile_offer(book, provider, id_, held, of_model)


def _model(book: Book, id_: str) -> Doc:
    """With the state that its offers give it."""
    offers = {
        provider: {
            offer: entry
            for offer, entry in listed.items()
            if isinstance(entry, dict) and entry.get("model") == id_
        }
        for provider, listed in book.offers.items()
    }
    alone = replace(book, models={id_: book.models.get(id_, {})}, offers=offers)
    return effective.model(book, id_).doc | {"state": compile.records(alone)[id_]["state"]}
