"""Forty changes by hand in the shipped catalog: `diff` tells these forty and nothing else, in order."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sync.cli.main import call
from sync.core.values import Doc, get
from tests.replay.hand_changes import Hand, Told, Wanted, amount, times

HERE = Path(__file__).resolve().parents[2]
KINDS = ("price", "lost", "gained", "new", "gone", "renamed", "other", "format")
GRATIS = {"input": 0, "output": 0}
WHOLE = r"(?s)\A.*\Z"


def has(kind: str) -> Wanted:
    return lambda model, offer: amount(offer, kind) is not None


def lacks(*path: str) -> Wanted:
    return lambda model, offer: get(model, path) is None


def knows(*path: str) -> Wanted:
    return lambda model, offer: get(model, path) is not None


def can(name: str) -> Wanted:
    return lambda model, offer: get(model, ("capabilities", name, "value")) is True


def simple(model: Doc, offer: Doc) -> bool:
    price = offer.get("price")
    return offer.keys() == {"model", "price"} and isinstance(price, dict) and len(price) == 2


def prices(hand: Hand) -> None:
    """Twelve: up, down, unknown, known, free and not free any longer."""
    both = hand.pick()
    for kind, factor, way in (("input", "1.2", "up"), ("output", "0.5", "down")):
        hand.price(both, kind, times(amount(hand.offers[both], kind), factor), way)
    for kind, factor, way in (("input", "10", "up"), ("output", "0.9", "down"), ("cache_read", "1.01", "up")):
        one = hand.pick(has(kind))
        hand.price(one, kind, times(amount(hand.offers[one], kind), factor), way)
    hand.price(hand.pick(has("cache_read")), "cache_read", None, "lost")
    hand.price(hand.pick(), "output", None, "lost")
    hand.price(hand.pick(simple), "per_search", "0.01", "gained")
    free = hand.pick(simple)
    gratis = next(
        id_ for id_, offer in hand.offers.items() if offer.get("price") == {"input": 0, "output": 0}
    )
    for kind in ("input", "output"):
        hand.price(free, kind, "0", "down", turned="free")
        hand.price(gratis, kind, "0.5", "up", turned="not free", of=hand.offers[gratis]["model"])


def conditions(hand: Hand) -> None:
    """Four: tiers and windows, as units."""

    def tiered(model: Doc, offer: Doc) -> bool:
        tiers = offer.get("tiers")
        return isinstance(tiers, list) and len(tiers) == 1 and get(tiers[0], ("input",)) is not None

    dearer, gone, more, night = (hand.pick(wanted) for wanted in (tiered, tiered, simple, simple))
    old = tier(hand, dearer)
    new = old | {"input": times(old["input"], "2")}
    hand.in_offer(dearer, rf"(tiers: .*\binput: ){old['input']}(?=[,}}])", rf"\g<1>{new['input']}")
    hand.tell_offer("price", "up", dearer, "tiers", old, new)
    hand.in_offer(gone, r"^  tiers: .*\n", "")
    hand.tell_offer("price", "lost", gone, "tiers", tier(hand, gone), None)
    hand.in_offer(more, r"^(  price: .*\n)", r"\1  tiers: [{over: 128000, mode: cliff, output: 7}]" + "\n")
    hand.tell_offer("price", "gained", more, "tiers", None, {"over": 128000, "mode": "cliff", "output": "7"})
    hand.in_offer(night, r"^(  price: .*\n)", r'\1  windows: [{utc: "16:00-01:00", input: 0.01}]' + "\n")
    hand.tell_offer("price", "gained", night, "windows", None, {"utc": "16:00-01:00", "input": "0.01"})
    if not any("windows" in offer for offer in hand.offers.values()):
        hand.tell("format", "gained", None, "offers.windows", old=False, new=True)


def tier(hand: Hand, id_: str) -> dict[str, Any]:
    """The only tier of an offer, as `diff` has it."""
    tiers = hand.offers[id_]["tiers"]
    assert isinstance(tiers, list)
    [found] = tiers
    assert isinstance(found, dict)
    return {
        key: value if key in ("over", "mode") else amount({"price": found}, key)
        for key, value in found.items()
    }


def lost(hand: Hand) -> None:
    """Six: smaller and unknown limits, capabilities and a modality less."""
    smaller, unknown, own = (hand.pick(knows("limits", "max_output")) for _ in range(3))
    for id_, wanted in ((smaller, 0.5), (unknown, None)):
        name = "context" if wanted else "max_output"
        limit = get(hand.models[id_], ("limits", name))
        assert isinstance(limit, int)
        new = limit // 2 if wanted else None
        hand.in_model(id_, rf"(, )?{name}: {limit}", f"{name}: {new}" if new else "")
        hand.tell_both("lost", "down" if new else "lost", id_, f"limits.{name}", limit, new)
    hand.in_offer(own, r"^(  price: .*\n)", r"\1  limits: {context: 1000}" + "\n")
    hand.tell_offer("lost", "down", own, "limits.context", get(hand.models[own], ("limits", "context")), 1000)
    mute, silent = hand.pick(can("tools")), hand.pick(can("json_mode"))
    hand.in_model(mute, r"^  tools: .*$", "  tools: false")
    hand.tell_both("lost", "lost", mute, "capabilities.tools", old=True, new=False)
    hand.in_model(silent, r"^  json_mode: .*\n", "")
    hand.tell_both("lost", "lost", silent, "capabilities.json_mode", old=True, new=None)
    blind = hand.pick(lambda model, _: inputs(model)[:2] == ["text", "image"])
    hand.in_model(blind, r"(modalities: \{input: \[text), image", r"\1")
    seen = sorted(inputs(hand.models[blind]))
    hand.tell_both(
        "lost", "lost", blind, "modalities.input", seen, [name for name in seen if name != "image"]
    )


def inputs(model: Doc) -> list[str]:
    value = get(model, ("modalities", "input"))
    return [str(item) for item in value] if isinstance(value, list) else []


def gained(hand: Hand) -> None:
    """Three: a larger limit, a capability and a modality more."""
    larger = hand.pick()
    limit = get(hand.models[larger], ("limits", "context"))
    assert isinstance(limit, int)
    hand.in_model(larger, rf"context: {limit}", f"context: {limit * 2}")
    hand.tell_both("gained", "up", larger, "limits.context", limit, limit * 2)
    able = hand.pick(lacks("capabilities", "computer_use"))
    hand.in_model(able, r"^capabilities:\n", "capabilities:\n  computer_use: true\n")
    hand.tell_both("gained", "gained", able, "capabilities.computer_use", old=None, new=True)
    sees = hand.pick(lambda model, _: inputs(model) == ["text"])
    hand.in_model(sees, r"input: \[text\]", "input: [text, video]")
    hand.tell_both("gained", "gained", sees, "modalities.input", ["text"], ["text", "video"])


def new(hand: Hand) -> None:
    """Four: a model, an offer, an alias; one switched on."""
    (hand.root / "catalog/models/acme").mkdir()
    path = hand.root / "catalog/models/acme/brand-new.yaml"
    authority = "{provider: openrouter, offer: acme/brand-new}"
    path.write_text(
        f"name: Brand New\nauthority: {authority}\nlimits: {{context: 9000}}\nactive: true\n", "utf-8"
    )
    hand.add_offer("acme/brand-new", "  model: acme/brand-new\n  price: {input: 1, output: 2}\n")
    hand.tell(
        "new", "new", "acme/brand-new", "model", None, {"name": "Brand New", "limits": {"context": 9000}}
    )
    more, switched, target = (hand.pick(lambda model, _: model.get("active") is False) for _ in range(3))
    hand.add_offer("acme/route", f"  model: {more}\n  price: {{input: 0.5, output: 0.7}}\n")
    price = {"input": "0.5", "output": "0.7"}
    hand.tell_offer(
        "new", "new", "acme/route", "offer", None, {"price": price, "display": "$0.5 / $0.7"}, of=more
    )
    hand.add_offer('"~acme/latest"', f"  alias_of: {target}\n")
    hand.tell_offer("new", "new", "~acme/latest", "alias_of", None, target)
    hand.in_model(switched, r"^active: false", "active: true")
    hand.tell("new", "on", switched, "active", old=False, new=True)


def gone(hand: Hand) -> None:
    """Four: a model, an offer; one deprecated, one hidden."""
    model = hand.pick()
    hand.files[model].unlink()
    hand.in_offer(model, WHOLE, "")
    hand.tell("gone", "gone", model, "model", {"id": model, "name": hand.models[model]["name"]}, None)
    variant = next(
        id_
        for id_, offer in hand.offers.items()
        if ":" in id_ and offer.get("price") != GRATIS and offer.get("model") in hand.offers
    )
    hand.in_offer(variant, WHOLE, "")
    hand.tell_offer("gone", "gone", variant, "offer", {"id": variant}, None, of=hand.offers[variant]["model"])
    old, hidden = hand.pick(), hand.pick()
    hand.in_offer(old, r"^(  price: .*\n)", r"\1  state: deprecated\n  missing_since: 2026-08-01\n")
    hand.tell_both("gone", "gone", old, "state", "listed", "deprecated")
    hand.in_offer(hidden, r"^(  price: .*\n)", r"\1  disabled: true\n")
    hand.tell_both("gone", "gone", hidden, "visible", old=True, new=False)


def renamed(hand: Hand) -> None:
    """Three: a name, an alias that leads elsewhere, an id that is an alias now."""
    called, former, target = (hand.pick() for _ in range(3))
    hand.in_model(called, r"^name: .*$", "name: Renamed by hand")
    hand.tell("renamed", "changed", called, "name", hand.models[called]["name"], "Renamed by hand")
    alias, leads = next(
        (id_, str(offer["alias_of"]))
        for id_, offer in hand.offers.items()
        if offer.get("alias_of") in hand.models
    )
    hand.in_offer(alias, r"alias_of: .*$", f"alias_of: {target}")
    hand.tell_offer("renamed", "changed", alias, "alias_of", leads, target)
    hand.files[former].unlink()
    hand.in_offer(former, WHOLE, f"{former}:\n  alias_of: {target}\n")
    hand.tell_offer("renamed", "changed", former, "alias_of", None, target)


def other(hand: Hand) -> None:
    """Four: two dates, a summary and a specialty."""
    released, forgot = (hand.pick(knows(name)) for name in ("released", "knowledge_cutoff"))
    hand.in_model(released, r"^released: .*$", "released: 2001-01-01")
    hand.tell("other", "changed", released, "released", hand.models[released]["released"], "2001-01-01")
    hand.in_model(forgot, r"^knowledge_cutoff: .*\n", "")
    hand.tell("other", "lost", forgot, "knowledge_cutoff", hand.models[forgot]["knowledge_cutoff"], None)
    told = hand.pick(lacks("summary"))
    hand.in_model(told, r"\Z", "summary: Typed by hand.\n")
    hand.tell("other", "gained", told, "summary", None, "Typed by hand.")
    for_code = hand.pick(lacks("specialty"))
    hand.in_model(for_code, r"\Z", "specialty: coding\n")
    hand.tell("other", "gained", for_code, "specialty", None, "coding")


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=Maria", "-c", "user.email=maria@example.com", "-c", "core.autocrlf=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def order(told: Told) -> tuple[object, ...]:
    first = ("price.input", "price.output")
    rank = first.index(told["field"]) if told["field"] in first else len(first)
    ids = (told["model"] or "", told["provider"] or "", told["offer"] or "")
    return (KINDS.index(told["kind"]), *ids, rank, told["field"])


def shortened(change: Told, like: Told) -> Told:
    """The change with as much of a whole record as the expected one names."""
    if change["field"] not in ("model", "offer"):
        return change
    return change | {
        side: {key: change[side].get(key) for key in like[side]} for side in ("old", "new") if like[side]
    }


def test_forty_known_changes_are_told_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("catalog", "overrides", "schemas"):
        shutil.copytree(HERE / name, tmp_path / name)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "As shipped")
    hand = Hand(tmp_path)
    for edits in (prices, conditions, lost, gained, new, gone, renamed, other):
        edits(hand)
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "By hand")

    assert call(["diff", "--root", str(tmp_path), "--today", "2026-08-22", "HEAD~1", "HEAD", "--json"]) == 0

    changes = json.loads(capsys.readouterr().out)["changes"]
    expected = sorted(hand.told, key=order)
    assert [order(change) for change in changes] == [order(told) for told in expected]
    assert [shortened(change, told) for change, told in zip(changes, expected, strict=True)] == expected
    assert len(changes) >= 40
