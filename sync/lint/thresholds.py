"""What people hardly mean, as `catalog/rules/improbable.yaml` says it.

price: {least: 0.0001, most: 10000, times: 5}     US$ per million tokens
limits: {least: 100, times: 50}                   tokens; a catalog may say nothing of them
modalities: [text, image]
examples: [{price: 15, upstream: 3, improbable: true}]
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sync.core.pricing import known
from sync.core.values import Value, get, plain
from sync.errors import Problem
from sync.files.store import Catalog
from sync.lint.subject import problem

PLACE = "catalog/rules/improbable.yaml"
_MILLION = 1_000_000

Amount = Decimal | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The least and most that a million tokens cost, how far from upstream, and the words for modalities.

    `least_tokens` and `limit_times` are the same for limits; None where the catalog says nothing of them.
    """

    least: Amount
    most: Amount
    times: Amount
    modalities: tuple[str, ...]
    least_tokens: Amount | None = None
    limit_times: Amount | None = None

    def why(self, kind: str, amount: Amount, upstream: Amount | None) -> tuple[str, str] | None:
        """Why a price is improbable, and what to do about it; None where it is not."""
        said, of_tokens = plain(amount), not kind.startswith("per_")
        if of_tokens and 0 < amount < self.least:
            fix = f"write US$ for a million tokens: {_short(amount * _MILLION)}, if {said} is for one token"
            return f"{said} for a million tokens is next to nothing", fix
        if of_tokens and amount > self.most:
            fix = "write US$ for a million tokens, and check the decimal point"
            return f"{said} for a million tokens is more than any model costs", fix
        if not upstream:
            return None
        fix, theirs = "check the unit and the decimal point; if it is right, leave it", plain(upstream)
        if amount >= upstream * self.times:
            return f"{said} is {_short(Decimal(amount) / upstream)} times upstream's {theirs}", fix
        if amount * self.times <= upstream:
            return f"{said} is 1/{_short(self.times)} or less of upstream's {theirs}", fix
        return None

    def why_limit(self, tokens: int, upstream: Value) -> tuple[str, str] | None:
        """Why a limit is improbable beside upstream's, and what to do about it; None where it is not."""
        fix = "write tokens, all of them: 128000 for 128K; if it is right, leave it"
        if self.least_tokens is not None and tokens < self.least_tokens:
            return f"{tokens} tokens are next to nothing{_beside(upstream)}", fix
        if self.limit_times is not None and isinstance(upstream, int):
            if tokens * self.limit_times <= upstream:
                return f"{tokens} is 1/{_short(self.limit_times)} or less of upstream's {upstream}", fix
            if upstream and tokens >= upstream * self.limit_times:
                return f"{tokens} is {_short(Decimal(tokens) / upstream)} times upstream's {upstream}", fix
        return None

    def unknown(self, words: Value) -> list[str]:
        """The words of a list that are no modality."""
        listed = words if isinstance(words, list) else []
        return [str(word) for word in listed if word not in self.modalities]


def _beside(upstream: Value) -> str:
    return f", and upstream says {upstream}" if isinstance(upstream, int) else ""


def _short(amount: Amount) -> str:
    """A number with four digits, and no zeros behind them."""
    return plain(Decimal(f"{amount:.4g}").normalize())


def of(catalog: Catalog) -> Thresholds | None:
    """A catalog's thresholds; None where it has none, or they aren't of their schema's shape."""
    file = catalog.files.get(PLACE)
    price = file.doc.get("price") if file else None
    least, most, times = (known(get(price, (key,))) for key in ("least", "most", "times"))
    words = file.doc.get("modalities") if file else None
    if file is None or least is None or most is None or not times or not isinstance(words, list):
        return None
    least_tokens, limit_times = (known(get(file.doc, ("limits", key))) for key in ("least", "times"))
    return Thresholds(
        least=least,
        most=most,
        times=times,
        modalities=tuple(map(str, words)),
        least_tokens=least_tokens,
        limit_times=limit_times or None,
    )


def contradicted(catalog: Catalog, rules: Thresholds) -> Iterator[Problem]:
    """Examples that the thresholds judge otherwise."""
    file = catalog.files[PLACE]
    examples = file.doc.get("examples")
    for at, example in enumerate(examples if isinstance(examples, list) else ()):
        amount = known(get(example, ("price",)))
        if amount is None:
            continue
        found = rules.why("input", amount, known(get(example, ("upstream",)))) is not None
        if found is not get(example, ("improbable",)):
            yield problem(
                file,
                ("examples", str(at)),
                f"the rules call this {'improbable' if found else 'probable'}",
                rule="improbable",
                fix="mend the example, or the thresholds above",
                level="error",
            )
