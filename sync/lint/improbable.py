"""`improbable`: a number that somebody wrote by hand and hardly meant, such as a price for one token.

    catalog/rules/improbable.yaml ──> thresholds
    offers as they hold, overrides on top ──what upstream doesn't say──> judged

What upstream itself says is its own affair; what people write is told once more, in words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sync.core import effective
from sync.core.book import Book
from sync.core.effective import Effective
from sync.core.pricing import known, standing
from sync.core.values import Doc, Path, Value, get, same
from sync.errors import Problem
from sync.files.store import File
from sync.lint import thresholds
from sync.lint.places import place_of, shown
from sync.lint.subject import Subject, problem
from sync.lint.thresholds import Thresholds

RULE = "improbable"
_LOOKED_AT = ("price", "tiers", "windows", "limits", "modalities")


@dataclass(frozen=True, slots=True)
class _Offer:
    """An offer as it holds, where its entry stands, and what upstream says of it."""

    subject: Subject
    provider: str
    id: str
    held: Effective
    said: Doc

    def written(self, path: Path) -> bool:
        """Whether somebody wrote the value at a path."""
        value = get(self.held.doc, path)
        return value is not None and not same(value, get(self.said, path))

    def problem(self, path: Path, message: str, fix: str) -> Problem:
        """A problem where the value was written: in an override, or in the price list."""
        parts = (path[:depth] for depth in range(len(path), 0, -1))
        won = next((self.held.won[part] for part in parts if part in self.held.won), None)
        if won is not None:
            file = self.subject.catalog.files[won.override.place]
            place = place_of(self.subject, won.override, path)
        else:
            file, place = self.subject.catalog.price_lists()[self.provider], (self.id, *path)
        return problem(file, place, message, rule=RULE, fix=fix)


def check(subject: Subject) -> Iterator[Problem]:
    """Examples that the thresholds contradict, and what people wrote beyond them."""
    rules, book = thresholds.of(subject.catalog), subject.book
    if rules is None:
        return
    yield from thresholds.contradicted(subject.catalog, rules)
    if book is not None:
        yield from _improbable(subject, book, rules)


def _improbable(subject: Subject, book: Book, rules: Thresholds) -> Iterator[Problem]:
    for offer in _offers(subject, book):
        yield from _prices(offer, rules)
        yield from _stages(offer, rules)
        yield from _unit(offer)
        yield from _limits(offer, book, rules)
        yield from _words(offer, rules)
    for model, file in subject.catalog.models.items():
        yield from _limits_of(file, book.said.get(model), rules)
        for side in ("input", "output"):
            path = ("modalities", side)
            if not same(get(file.doc, path), get(book.said.get(model), path)):
                for word in rules.unknown(get(file.doc, path)):
                    what, fix = _no_word(word, rules)
                    yield problem(file, path, what, rule=RULE, fix=fix)


def _limits_of(file: File, said: Value, rules: Thresholds) -> Iterator[Problem]:
    """A model's own limits that somebody wrote into its file."""
    limits = file.doc.get("limits")
    for name, ours in limits.items() if isinstance(limits, dict) else ():
        path = ("limits", name)
        theirs = get(said, path)
        if isinstance(ours, int) and not same(ours, theirs):
            why = rules.why_limit(ours, theirs)
            if why:
                yield problem(file, path, why[0], rule=RULE, fix=why[1])


def _offers(subject: Subject, book: Book) -> Iterator[_Offer]:
    """The offers of which somebody wrote something."""
    for provider, _, id_, entry in subject.offers():
        said = book.offered.get(provider, {}).get(id_, {})
        decided = book.overrides.offers.get((provider, id_))
        if decided or any(entry.get(key) != said.get(key) for key in _LOOKED_AT):
            yield _Offer(subject, provider, id_, effective.offer(book, provider, id_), said)


def _prices(offer: _Offer, rules: Thresholds) -> Iterator[Problem]:
    price, before = offer.held.doc.get("price"), offer.said.get("price")
    if _is_free_by_hand(offer, price, before):
        what = f"0 means free, and upstream {'says nothing of it' if before is None else 'asks for money'}"
        fix = "leave the price out where it isn't known, or write `free: confirmed` beside it"
        yield offer.problem(("price", "input"), what, fix)
    for kind, value in price.items() if isinstance(price, dict) and standing(price) != "free" else ():
        amount, path = known(value), ("price", kind)
        if amount is not None and offer.written(path):
            why = rules.why(kind, amount, known(get(before, (kind,))))
            if why:
                yield offer.problem(path, *why)


def _stages(offer: _Offer, rules: Thresholds) -> Iterator[Problem]:
    for key in ("tiers", "windows"):
        listed = offer.held.doc.get(key) if offer.written((key,)) else None
        for at, each in enumerate(listed if isinstance(listed, list) else ()):
            for kind, value in each.items() if isinstance(each, dict) else ():
                amount = known(value) if kind != "over" else None
                why = None if amount is None else rules.why(kind, amount, None)
                if why:
                    yield offer.problem((key, str(at), kind), *why)


def _is_free_by_hand(offer: _Offer, price: Value, before: Value) -> bool:
    return (
        standing(price) == "free"
        and standing(before) != "free"
        and not offer.id.endswith(":free")
        and offer.held.doc.get("free") != "confirmed"
    )


def _unit(offer: _Offer) -> Iterator[Problem]:
    path = ("price", "currency")
    theirs = get(offer.said, path) or "USD"
    ours = get(offer.held.doc, path)
    if offer.said.get("price") is not None and ours is not None and ours != theirs and offer.written(path):
        what = f"{offer.provider}'s prices are {shown(theirs)}, and what isn't decided here stays so"
        yield offer.problem(path, what, f"write {shown(theirs)}, or every price of the offer")


def _limits(offer: _Offer, book: Book, rules: Thresholds) -> Iterator[Problem]:
    model = offer.held.doc.get("model")
    of_model = effective.model(book, model).doc if isinstance(model, str) and model in book.models else {}
    limits = offer.held.doc.get("limits")
    for name, ours in limits.items() if isinstance(limits, dict) else ():
        theirs, path = get(of_model, ("limits", name)), ("limits", name)
        if not isinstance(ours, int) or not offer.written(path):
            continue
        said = get(offer.said, path)
        why = rules.why_limit(ours, theirs if said is None else said)
        if why:
            yield offer.problem(path, *why)
        elif _exceeds(ours, theirs):
            fix = "check the provider's page; if the model can do more, correct its file"
            yield offer.problem(path, f"{ours} is more than the {theirs} of {model}", fix)
    longest = get(limits, ("max_output",))
    context = get(limits, ("context",)) or get(of_model, ("limits", "context"))
    written = offer.written(("limits", "max_output")) or offer.written(("limits", "context"))
    if written and _exceeds(longest, context):
        fix = "check the provider's page and correct the number that is wrong"
        what = f"{longest} is more than the context of {context}"
        yield offer.problem(("limits", "max_output"), what, fix)


def _exceeds(ours: Value, theirs: Value) -> bool:
    return isinstance(ours, int) and isinstance(theirs, int) and ours > theirs


def _words(offer: _Offer, rules: Thresholds) -> Iterator[Problem]:
    for side in ("input", "output"):
        path = ("modalities", side)
        for word in rules.unknown(get(offer.held.doc, path)) if offer.written(path) else ():
            yield offer.problem(path, *_no_word(word, rules))


def _no_word(word: str, rules: Thresholds) -> tuple[str, str]:
    return f"there is no modality {word!a}", f"use of {', '.join(rules.modalities)}"
