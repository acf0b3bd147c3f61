"""`alias`: a moving alias leads to an offer of the same price list, and never in a circle."""

from collections.abc import Iterator, Mapping

from sync.core.overrides import winners
from sync.core.values import Path
from sync.errors import Problem
from sync.files.store import File
from sync.lint.places import entry_of
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Aliases without a target, and those that carry what only a target has."""
    for _, file, id_, entry in subject.offers():
        target = entry.get("alias_of")
        if not isinstance(target, str):
            continue
        if target not in file.doc:
            yield problem(
                file,
                (id_, "alias_of"),
                f"the alias leads to {target}, which is not in this price list",
                rule="alias",
                fix="name an offer of this file, or wait for the sync to move the alias",
            )
        for key in ("price", "tiers", "windows", "limits"):
            if key in entry:
                yield problem(
                    file,
                    (id_, key),
                    f"an alias has no {key} of its own",
                    rule="alias",
                    fix=f"take {key} out",
                )
    yield from _circles(subject)


def _circles(subject: Subject) -> Iterator[Problem]:
    """Aliases that lead back to themselves, as overrides have them: a reader could never follow them."""
    decided = subject.standing()
    leads: dict[str, str] = {}
    places: dict[str, tuple[File, Path]] = {}
    for provider, file, id_, entry in subject.offers():
        target = entry.get("alias_of")
        place: tuple[File, Path] = (file, (id_, "alias_of"))
        won = winners(decided.of_offer(provider, id_)).get(("alias_of",))
        if won is not None:
            target = won.values["alias_of",]
            place = subject.catalog.files[won.place], (*entry_of(won), "set", "alias_of")
        if isinstance(target, str):
            leads[id_], places[id_] = target, place
    for id_, (file, path) in places.items():
        chain = _chain(leads, id_)
        if chain[-1] == id_:
            told = f"the alias leads back to itself: {' → '.join(chain)}"
            fix = "name an offer that is no alias, or take the override of alias_of back"
            yield problem(file, path, told, rule="alias", fix=fix, level="error")


def _chain(leads: Mapping[str, str], id_: str) -> list[str]:
    """An id, what it leads to, and so on; in a circle the last stands there twice."""
    chain = [id_]
    while (target := leads.get(chain[-1])) is not None:
        chain.append(target)
        if target in chain[:-1]:
            break
    return chain
