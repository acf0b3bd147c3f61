"""`rule-example`: every line of the rules does to its examples what they say, and is reached by them."""

from collections.abc import Callable, Iterator, Mapping

from sync.core.authority import authority
from sync.core.automerge import Written, rules, why_never
from sync.core.families import families, line_of, require_patterns
from sync.core.heuristics import heuristics
from sync.core.names import names
from sync.core.values import Doc, Path, Value, get
from sync.errors import Problem, errors_of
from sync.files import checks
from sync.files.rules import AUTHORITY, AUTOMERGE, FAMILIES, HEURISTICS, ID_MAP
from sync.files.store import File
from sync.lint.subject import Subject, problem

Contradicted = Iterator[tuple[Path, str]]
"""Where an example stands, and what the rules say instead."""


def check(subject: Subject) -> Iterator[Problem]:
    """Examples that the rules contradict, and patterns that are none.

    A file whose lines aren't even of the right form has no examples to try: what is wrong there is told.
    """
    providers = subject.catalog.providers()
    for name, key, examples in _EXAMPLES:
        file = subject.catalog.files.get(name)
        if file is not None and not errors_of(checks.of_file(subject.catalog, file)):
            yield from _contradicted(file, key, examples)
    for name, key in ((AUTHORITY, "authority"), (ID_MAP, "ids")):
        file = subject.catalog.files.get(name)
        for at, line in _lines(file.doc if file else {}, key):
            provider = line.get("provider")
            if file is not None and provider is not None and provider not in providers:
                fix = f"use one of {', '.join(sorted(providers))}, or add catalog/providers/{provider}.yaml"
                where = (key, str(at), "provider")
                yield problem(file, where, f"there is no provider {provider}", rule="rule-example", fix=fix)


def _contradicted(file: File, key: str, examples: Callable[[Doc], Contradicted]) -> Iterator[Problem]:
    rule, fix = "rule-example", "mend the line or its example; lines above it come first"
    try:
        found = list(examples(file.doc))
    except ValueError:
        rule, fix = "pattern", "mend the regular expression, or the number of the group"
        found = list(_no_patterns(file.doc, key, examples))
    for path, why in found:
        yield problem(file, path, why, rule=rule, fix=fix, level="error")


def _no_patterns(doc: Doc, key: str, examples: Callable[[Doc], Contradicted]) -> Contradicted:
    """Each line whose pattern is none."""
    for at, line in _lines(doc, key):
        try:
            next(examples({key: [line]}), None)
        except ValueError as error:
            yield (key, str(at), "match"), str(error)


def _authority(doc: Doc) -> Contradicted:
    rules = authority(doc)
    for at, line in _lines(doc, "authority"):
        for number, model in enumerate(_list(line.get("examples"))):
            found = rules.provider_of(str(model))
            if found != line.get("provider"):
                yield ("authority", str(at), "examples", str(number)), f"the rules give {model} to {found}"


def _names(doc: Doc) -> Contradicted:
    rules = names(doc)
    for at, line in _lines(doc, "ids"):
        provider = str(line.get("provider", ""))
        for id_, model in _doc(line.get("examples")).items():
            found = rules.model_of(provider, id_)
            if found != model:
                yield ("ids", str(at), "examples", id_), f"the rules make {id_} the model {found}"


def _heuristics(doc: Doc) -> Contradicted:
    for at, line in _lines(doc, "heuristics"):
        own = heuristics({"heuristics": [line]})
        for key, wanted in (("fits", True), ("not", False)):
            for number, model in enumerate(_list(get(line.get("examples"), (key,)))):
                if bool(own.of(str(model))) is not wanted:
                    where = ("heuristics", str(at), "examples", key, str(number))
                    yield where, f"the pattern {'does not fit' if wanted else 'fits'} {model}"


def _families(doc: Doc) -> Contradicted:
    require_patterns(doc)
    rules = families(doc)
    for at, line in _lines(doc, "families"):
        own, where = line_of(line), ("families", str(at), "examples")
        for model, family in _doc(get(line.get("examples"), ("fits",))).items():
            decides, found = rules.decided(model)
            if found != family:
                yield (*where, "fits", model), f"the rules put {model} into {found or 'no family'}"
            elif decides != own:
                yield (*where, "fits", model), f"another line decides {model}"
        for number, id_ in enumerate(_list(get(line.get("examples"), ("not",)))):
            if rules.decided(str(id_))[0] == own:
                yield (*where, "not", str(number)), f"this line decides {id_}"


def _automerge(doc: Doc) -> Contradicted:
    for at, line in _lines(doc, "allow"):
        own = rules({"allow": [line]})
        for key, wanted in (("fits", True), ("not", False)):
            for number, each in enumerate(_list(get(line.get("examples"), (key,)))):
                why = own.why_not(_written(each))
                if (why is None) is not wanted:
                    where = ("allow", str(at), "examples", key, str(number))
                    yield where, f"the line doesn't allow this: {why}" if why else "the line allows this"
    for number, each in enumerate(_list(doc.get("never"))):
        if why_never(_written(each)) is None:
            yield ("never", str(number)), "a line could allow this"


def _written(example: Value) -> Written:
    id_, field = get(example, ("id",)), get(example, ("field",))
    named = "acme/one" if id_ is None else str(id_)
    return Written(id=named, field=str(field), old=get(example, ("old",)), new=get(example, ("new",)))


_EXAMPLES = (
    (AUTHORITY, "authority", _authority),
    (AUTOMERGE, "allow", _automerge),
    (ID_MAP, "ids", _names),
    (HEURISTICS, "heuristics", _heuristics),
    (FAMILIES, "families", _families),
)


def _lines(doc: Mapping[str, Value], key: str) -> Iterator[tuple[int, Doc]]:
    for at, line in enumerate(_list(doc.get(key))):
        if isinstance(line, dict):
            yield at, line


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _doc(value: Value) -> Doc:
    return value if isinstance(value, dict) else {}
