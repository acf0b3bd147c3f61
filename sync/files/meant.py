"""What was probably meant by a key that a schema doesn't know: another name, or another place.

untill: 2026-12-31        did you mean until?           close in its letters
end: 2027-12-31           write `until: 2027-12-31`     a word that others use for it
price.input: 2            belongs under `price`         a dotted name, or a key one level off
- {set: {state: …}}       `state: …` without `set`      one level too deep
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.core.values import Doc, Path, Value, get
from sync.files import scalars, spelling
from sync.files.flow_slips import close
from sync.files.known_keys import Keys, Shape
from sync.files.schemas import Kind

_NAMED = 16
_SHOWN = 80
_OF_OFFERS = frozenset({"price", "tiers", "windows"})


@dataclass(frozen=True, slots=True)
class Found:
    """An unknown key: where it stands, in which mapping, and what may stand there."""

    path: Path
    holder: Doc
    here: Shape


@dataclass(frozen=True, slots=True)
class Guess:
    """What was probably meant.

    advice   what to do; of a key that belongs elsewhere `under` says where and `value` what
    is_sure  whether it leaves no doubt
    alike    the keys that are lost by it
    """

    advice: str = ""
    is_sure: bool = True
    alike: tuple[str, ...] = ()
    under: Path = ()
    value: Value = None


def meant(keys: Keys, found: Found, kind: Kind, doc: Doc) -> Guess:
    """The best guess about one unknown key of a file that holds `doc`."""
    known = keys.properties(found.here)
    for guess in (
        _typed(keys, found),
        _elsewhere(found.path, kind, doc),
        _around(found, known),
        _named(found, known),
        _deeper(keys, found, kind),
        _beside(keys, found, kind),
        _closely(keys, found),
    ):
        if guess:
            return guess
    names = ", ".join(list(known)[:_NAMED]) + (", …" if len(known) > _NAMED else "")
    return Guess(f"mend the spelling (known here: {names})", is_sure=False)


def shown(inside: Doc) -> str:
    """What stands in a mapping, as it is written without its braces."""
    from sync.files.render import inline

    text = inline(inside)[1:-1]
    return text if len(text) <= _SHOWN else ", ".join(f"{key}: …" for key in inside)


def _typed(keys: Keys, found: Found) -> Guess | None:
    """A dotted name, and `name=value` as it is typed behind `override set`."""
    key, value = found.path[-1], found.holder[found.path[-1]]
    name, sign, typed = key.partition("=")
    if sign and value is None and typed.strip():
        try:
            value = scalars.read(typed.strip())
        except scalars.ScalarError:
            value = typed.strip()
    path = tuple(name.strip().split("."))
    if len(path) == 1 and not sign:
        return None
    # `capabilities.tools` goes by `tools` where the file is about capabilities alone.
    for way in (path, ("set", *path), path[1:], ("set", *path[1:])):
        if way and keys.leads(found.here, way):
            if len(way) == 1:
                return _renamed(way[0], found, value)
            return Guess(under=way, value=value, alike=way)
    return None


def _elsewhere(path: Path, kind: Kind, doc: Doc) -> Guess | None:
    """What another file says, or another key in another form."""
    medium = spelling.MEDIA.get(path[-1].lower())
    if medium and ("capabilities" in path or kind == "override-capabilities"):
        whose = " of the model's own file" if kind == "override-capabilities" else ""
        return Guess(f"name {medium} in `modalities: {{input: [text, {medium}]}}`{whose} instead")
    if path[-1].partition(".")[0] not in _OF_OFFERS:
        return None
    provider = get(doc, ("authority", "provider")) if kind == "model" else None
    name = f"{provider if isinstance(provider, str) else '<provider>'}.yaml"
    if kind == "model":
        advice = f"offers have prices, models have none: write it in catalog/offers/{name}"
        return Guess(advice, alike=(path[-1],))
    if kind == "override-capabilities":
        return Guess(f"offers have prices: decide it in overrides/offers/{name}")
    return None


def _around(found: Found, known: Mapping[str, Shape]) -> Guess | None:
    """A key around what belongs beside it."""
    key, value = found.path[-1], found.holder[found.path[-1]]
    if not isinstance(value, dict) or not value or not value.keys() <= known.keys():
        return None
    return Guess(f"write `{shown(value)}` without `{key}` around it")


def _named(found: Found, known: Mapping[str, Shape]) -> Guess | None:
    """A key that is known here, by another word or by one close to it."""
    key, others = found.path[-1], spelling.synonyms(found.path[-1])
    names = [name for name in others if name in known]
    if "ends" in names and "until" in others:
        both = "write `ends` if the {} ends then, or `until`{} if this entry does"
        if "until" in names:
            return Guess(both.format("model", ""), alike=("ends",))
        if len(found.path) > 3 and found.path[2] == "set":
            return Guess(both.format("offer", " beside `set`"), alike=("ends",))
    if len(names) == 1:
        return _renamed(names[0], found, found.holder[key])
    near = close(key, known)
    return Guess(f"did you mean {' or '.join(near)}?", alike=tuple(near)) if near else None


def _renamed(name: str, found: Found, value: Value) -> Guess:
    """The same under the name that is known."""
    if name in found.holder:
        return Guess(f"{name} stands here, too: keep the one that is meant, as {name}", alike=(name,))
    plain = not isinstance(value, dict | list) and value is not None
    line = f"`{shown({name: value})}`" if plain else f"{name} instead of {found.path[-1]}"
    return Guess(f"write {line}", alike=(name,))


def _deeper(keys: Keys, found: Found, kind: Kind) -> Guess | None:
    """A key that belongs under another one."""
    key, value = found.path[-1], found.holder[found.path[-1]]
    below = list(keys.below(found.here))
    for name in (key, *spelling.synonyms(key)):
        ways = [way for way in below if way[-1] == name]
        if ways:
            fit = (way for way in ways if isinstance(value, list) == keys.is_list(found.here, way))
            way = next(fit, ways[0])
            return Guess(under=way, value=value, alike=way)
    if not isinstance(value, dict) or not value:
        return None
    for name, part in keys.properties(found.here).items():
        if value.keys() <= keys.properties(part).keys():
            return Guess(under=(name,), value=value, alike=(name,))
    return None


def _beside(keys: Keys, found: Found, kind: Kind) -> Guess | None:
    """A key of the entry that stands inside one of its parts."""
    if not kind.startswith("override-") or len(found.path) <= 3:
        return None
    entry, key = keys.properties(keys.items(keys.others(keys.top))), found.path[-1]
    name = next((name for name in (key, *spelling.synonyms(key)) if name in entry), None)
    return Guess(f"write {name} beside `{found.path[2]}`, not in it") if name else None


def _closely(keys: Keys, found: Found) -> Guess | None:
    """A key that looks like one of those below."""
    key, below = found.path[-1], list(keys.below(found.here))
    near = close(key, [way[-1] for way in below])
    if not near:
        return None
    way = next(way for way in below if way[-1] == near[0])
    return Guess(f"did you mean `{_nested(way)}`?", alike=way)


def _nested(path: Path) -> str:
    """`price: {input: …}`."""
    return "".join(f"{part}: {{" for part in path[:-1]) + f"{path[-1]}: …" + "}" * (len(path) - 1)
