"""What differs between two lists of maps, such as the tiers or windows of an offer.

An item is known by what it applies to (`over 200,000`, `16:00-01:00 mon, tue`), so one that
moves up the list hasn't changed; what it holds is compared, by deepdiff.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from sync.core.values import Doc, Value, plain
from sync.report.amounts import limit, money, numeric
from sync.report.escape import Quote, word

PARTS = 6
"""Differences that are shown of one field."""

_APPLIES_TO = ("over", "service", "utc", "days", "from", "to")
_SAFE = re.compile(r"[0-9:-]+")


def difference(field: str, old: Value, new: Value, quote: Quote) -> str:
    """`over 200,000: input $6 → $7; over 500,000: gone`; `field` says whether numbers are money."""
    was, now = _by_label(old, quote), _by_label(new, quote)
    parts = [f"{label}: gone" for label in was if label not in now]
    for label, item in now.items():
        if label not in was:
            parts.append(
                f"{label}: {_all(field, item, quote)}"
                if old is None
                else f"{label}: new, {_all(field, item, quote)}"
            )
            continue
        from deepdiff.diff import DeepDiff  # slow to import, and few changes are nested

        # Into each map, however little two of them have in common: what is told is which keys moved.
        tree = DeepDiff(
            was[label], item, view="tree", ignore_numeric_type_changes=True, threshold_to_diff_deeper=0
        )
        keys = {str(found.path(output_format="list")[0]) for kind in tree.values() for found in kind}
        moved = [key for key in (*item, *was[label]) if key in keys]
        changes = [_change(field, key, was[label], item, quote) for key in dict.fromkeys(moved)]
        if changes:
            parts.append(f"{label}: {', '.join(changes[:PARTS])}")
    rest = len(parts) - PARTS
    return "; ".join(parts[:PARTS]) + (f" +{rest:,} more" if rest > 0 else "") if parts else "the same"


def _by_label(value: Value, quote: Quote) -> dict[str, Doc]:
    """The items by what they apply to; two that apply to the same are numbered."""
    labelled: dict[str, Doc] = {}
    for item in value if isinstance(value, list) else []:
        doc = item if isinstance(item, dict) else {"value": item}
        label = name = " ".join(_label(key, doc[key], quote) for key in _APPLIES_TO if key in doc) or "always"
        number = 1
        while name in labelled:
            number += 1
            name = f"{label} ({number})"
        labelled[name] = {key: doc[key] for key in doc if key not in _APPLIES_TO}
    return labelled


def _label(key: str, value: Value, quote: Quote) -> str:
    if key == "over" and isinstance(value, int | Decimal):
        return f"over {limit(value)}"
    if key in ("from", "to", "over"):
        return f"{key} {_leaf('', value, quote)}"
    return _leaf("", value, quote)


def _all(field: str, item: Doc, quote: Quote) -> str:
    shown = [f"{word(key, quote)} {_leaf(field, value, quote)}" for key, value in item.items()]
    return ", ".join(shown[:PARTS]) or "nothing"


def _change(field: str, key: str, was: Mapping[str, Value], now: Mapping[str, Value], quote: Quote) -> str:
    return f"{word(key, quote)} {_leaf(field, was.get(key), quote)} → {_leaf(field, now.get(key), quote)}"


def _leaf(field: str, value: Value, quote: Quote) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_leaf(field, item, quote) for item in value[:7])
    if isinstance(value, dict):
        return _all(field, value, quote)
    if isinstance(value, int | Decimal):
        return money(value) if numeric(value) is not None and field in ("tiers", "windows") else plain(value)
    return value if _SAFE.fullmatch(value) and len(value) <= 21 else word(value, quote)
